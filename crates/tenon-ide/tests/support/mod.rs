//! Texts with a cursor, for the tests of all features.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use tenon_ide::{Edit, Edits, Host};
use tenon_load::Overlay;

/// Files of one text: `-- path --` on a line begins each; the first one needs no such line and is `/m/a.cue`.
/// `<|>` is the cursor.
pub fn host(text: &str) -> (Host, PathBuf, u32) {
    let mut files: Vec<(PathBuf, String)> = Vec::new();
    let mut path = PathBuf::from("/m/a.cue");
    let mut body = String::new();
    for line in text.split_inclusive('\n') {
        if let Some(name) = line.trim_end().strip_prefix("-- ").and_then(|l| l.strip_suffix(" --")) {
            if !body.is_empty() {
                files.push((path, std::mem::take(&mut body)));
            }
            path = Path::new("/m").join(name);
        } else {
            body.push_str(line);
        }
    }
    files.push((path, body));
    let mut host = Host::new(Arc::new(Overlay::empty()));
    let mut cursor = (files[0].0.clone(), 0);
    for (path, body) in files {
        let clean = body.replace("<|>", "");
        if let Some(at) = body.find("<|>") {
            cursor = (path.clone(), at as u32);
        }
        host.set_text(&path, &clean);
    }
    (host, cursor.0, cursor.1)
}

/// A text with edits made.
#[allow(dead_code)]
pub fn apply(text: &str, edits: &[Edit]) -> String {
    let mut edits: Vec<&Edit> = edits.iter().collect();
    edits.sort();
    let mut out = text.to_owned();
    for edit in edits.into_iter().rev() {
        out.replace_range(edit.start as usize..edit.end as usize, &edit.text);
    }
    out
}

/// The files that edits change, with the edits made, one after the other.
#[allow(dead_code)]
pub fn applied(host: &mut Host, edits: &Edits) -> String {
    let mut out = String::new();
    for (path, edits) in &edits.files {
        if edits.is_empty() {
            continue;
        }
        if edits.len() > 0 && !out.is_empty() {
            out.push_str(&format!("-- {} --\n", path.display()));
        }
        let text = host.text(path).map(|t| t.to_string()).unwrap_or_default();
        out.push_str(&apply(&text, edits));
    }
    out
}
