//! Which files the client is asked to watch.

use serde_json::json;
use tower_lsp::ls_types::Registration;

/// Files of the language, data that they embed or that a schema applies to, and who owns them.
const PATTERNS: [&str; 3] = ["**/*.cue", "**/*.{json,jsonl,yaml,yml,toml,txt}", "**/CODEOWNERS"];

/// The request to watch them.
pub fn registrations() -> Vec<Registration> {
    let watchers: Vec<_> = PATTERNS.iter().map(|pattern| json!({ "globPattern": pattern })).collect();
    vec![Registration {
        id: "tenon/files".to_owned(),
        method: "workspace/didChangeWatchedFiles".to_owned(),
        register_options: Some(json!({ "watchers": watchers })),
    }]
}
