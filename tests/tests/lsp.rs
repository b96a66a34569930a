//! Conversations with the language server, as an editor has them, on a copy of `examples/fleet`: what the client does is in
//! `tests/lsp/NAME.txt`, with what the server answers in `tests/lsp/NAME.snap`. `INSTA_UPDATE=always` writes the answers.

use std::fs;
use std::path::Path;
use std::process::Command;
use tenon_tests::command::{Scratch, binary, copy_folder};
use tenon_tests::lsp::script;

fn command() -> Command {
    let mut command = Command::new(binary(env!("CARGO_BIN_EXE_tenon-under-test")));
    command.arg("lsp");
    command
}

#[test]
fn conversations() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut scripts: Vec<_> = fs::read_dir(root.join("lsp")).unwrap().map(|e| e.unwrap().path()).collect();
    scripts.retain(|p| p.extension().is_some_and(|e| e == "txt"));
    scripts.sort();
    assert!(!scripts.is_empty());
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("../lsp");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    for path in scripts {
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        let scratch = Scratch::new().unwrap();
        copy_folder(&root.join("../examples/fleet"), scratch.path()).unwrap();
        let said = script::run(&fs::read_to_string(&path).unwrap(), command(), scratch.path());
        settings.bind(|| insta::assert_snapshot!(name.as_str(), said));
    }
}
