//! Generates the parser from `/grammar/cue.lalrpop`.

use std::path::PathBuf;

fn main() {
    let grammar = PathBuf::from("../../grammar");
    let out = std::env::var_os("OUT_DIR").map(PathBuf::from).unwrap_or_default();
    let result =
        lalrpop::Configuration::new().set_in_dir(&grammar).set_out_dir(&out).emit_rerun_directives(true).process();
    if let Err(error) = result {
        println!("cargo::error=grammar: {error}");
    }
}
