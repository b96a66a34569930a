//! Tells Zed how to start `tenon lsp`, and hands it the settings.
//!
//! The binary is the one that Zed's settings name (`lsp.tenon.binary`), or the `tenon` in the PATH of the project. The extension
//! downloads nothing.

use zed_extension_api::settings::LspSettings;
use zed_extension_api::{Command, Extension, LanguageServerId, Result, Worktree, register_extension, serde_json};

/// The name of the server in Zed's settings.
const SERVER: &str = "tenon";

struct Tenon;

impl Extension for Tenon {
    fn new() -> Self {
        Tenon
    }

    fn language_server_command(&mut self, _: &LanguageServerId, worktree: &Worktree) -> Result<Command> {
        let binary = LspSettings::for_worktree(SERVER, worktree)?.binary;
        let (path, arguments) = binary.map_or((None, None), |binary| (binary.path, binary.arguments));
        let command = path.or_else(|| worktree.which("tenon")).ok_or("tenon is not in PATH")?;
        let args = arguments.unwrap_or_else(|| vec!["lsp".to_owned()]);
        Ok(Command { command, args, env: worktree.shell_env() })
    }

    fn language_server_initialization_options(
        &mut self,
        _: &LanguageServerId,
        worktree: &Worktree,
    ) -> Result<Option<serde_json::Value>> {
        Ok(LspSettings::for_worktree(SERVER, worktree)?.settings)
    }

    fn language_server_workspace_configuration(
        &mut self,
        _: &LanguageServerId,
        worktree: &Worktree,
    ) -> Result<Option<serde_json::Value>> {
        let settings = LspSettings::for_worktree(SERVER, worktree)?.settings;
        Ok(settings.map(|settings| serde_json::json!({ SERVER: settings })))
    }
}

register_extension!(Tenon);
