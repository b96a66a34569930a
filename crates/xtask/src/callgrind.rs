//! Runs the command under valgrind's `callgrind`, for the ratchet of instructions and for the order of functions.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// What the command line asked for.
pub struct Options {
    /// The command that is run.
    pub binary: PathBuf,
    /// Whether what was found is written down, instead of compared.
    pub record: bool,
}

impl Options {
    /// Reads `--bin PATH` and `--record`.
    pub fn parse(args: &[String]) -> Result<Self, String> {
        let mut options = Self { binary: PathBuf::new(), record: false };
        let mut args = args.iter();
        while let Some(arg) = args.next() {
            match arg.as_str() {
                "--record" => options.record = true,
                "--bin" => options.binary = args.next().ok_or("--bin needs a path")?.into(),
                other => return Err(format!("unknown argument {other}")),
            }
        }
        if options.binary.as_os_str().is_empty() {
            return Err("--bin is missing".to_owned());
        }
        Ok(options)
    }
}

/// What `callgrind` writes of one run. Nothing of the environment gets through to the command, and it has one thread, so
/// that the profile depends on the program alone. The command runs in `folder`, so that `binary` has to be absolute.
/// It has to end with a certain status.
pub fn profile(binary: &Path, arguments: &[&str], folder: &Path, out: &Path, status: i32) -> Result<String, String> {
    let output = Command::new("valgrind")
        .args(["--quiet", "--tool=callgrind", "--demangle=no"])
        .arg(format!("--callgrind-out-file={}", out.display()))
        .arg(binary)
        .args(arguments)
        .current_dir(folder)
        .env_clear()
        .envs(std::env::var_os("PATH").map(|path| ("PATH", path)))
        .env("TENON_THREADS", "1")
        .stdin(Stdio::null())
        .output()
        .map_err(|error| format!("valgrind: {error}"))?;
    if output.status.code() != Some(status) {
        let errors = String::from_utf8_lossy(&output.stderr);
        return Err(format!("`tenon {}` ended with {}\n{errors}", arguments.join(" "), output.status));
    }
    fs::read_to_string(out).map_err(|error| format!("{}: {error}", out.display()))
}

/// What a tool says of its version.
pub fn version(tool: &str) -> Option<String> {
    let output = Command::new(tool).arg("--version").output().ok()?;
    Some(String::from_utf8_lossy(&output.stdout).trim().to_owned())
}
