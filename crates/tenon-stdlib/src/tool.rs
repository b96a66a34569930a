//! Packages `tool` and `tool/…`: what tasks of commands look like. They are declarations alone; who runs commands knows
//! what each task does.

use tenon_eval::builtin::Package;

macro_rules! packages {
    ($($const:ident = $path:literal, $file:literal;)*) => {$(
        pub(crate) static $const: Package =
            Package { path: $path, functions: &[], cue: include_str!(concat!("../../../stdlib/", $path, "/", $file)) };
    )*};
}

packages! {
    TOOL = "tool", "tool.cue";
    CLI = "tool/cli", "cli.cue";
    EXEC = "tool/exec", "exec.cue";
    FILE = "tool/file", "file.cue";
    HTTP = "tool/http", "http.cue";
    OS = "tool/os", "os.cue";
}
