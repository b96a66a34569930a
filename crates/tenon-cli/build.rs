//! Links the command with the C library, at a fixed address: see docs/decisions/0022.
//!
//! Cargo has no setting for it that leaves the macros of other crates alone, and the compiler names the libraries without a
//! choice. So they are found in a folder of our own first, where each is a line that names the archive. Where an archive is
//! missing the command is linked as any other is.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs, io};

/// The libraries that the standard library of Rust asks for, and what they are as archives.
const LIBRARIES: [(&str, &[&str]); 7] = [
    ("gcc_s", &["gcc_eh", "gcc"]),
    ("c", &["c", "gcc_eh", "gcc"]),
    ("m", &["m"]),
    ("dl", &["dl"]),
    ("rt", &["rt"]),
    ("util", &["util"]),
    ("pthread", &["pthread"]),
];

fn main() -> io::Result<()> {
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rerun-if-env-changed=CC");
    let is = |name: &str, value: &str| env::var(name).is_ok_and(|text| text == value);
    // For another machine than this one there may be another compiler, which only Cargo knows.
    let native = env::var("HOST") == env::var("TARGET");
    if !native || !is("CARGO_CFG_TARGET_OS", "linux") || !is("CARGO_CFG_TARGET_ENV", "gnu") {
        return Ok(());
    }
    let Some(folder) = env::var_os("OUT_DIR").map(PathBuf::from) else { return Ok(()) };
    for (name, archives) in LIBRARIES {
        let Some(paths) = archives.iter().map(|archive| find(archive)).collect::<Option<Vec<_>>>() else {
            return Ok(());
        };
        fs::write(folder.join(format!("lib{name}.a")), format!("GROUP({})\n", paths.join(" ")))?;
    }
    for argument in ["-static", "-no-pie", &format!("-L{}", folder.display())] {
        println!("cargo:rustc-link-arg-bins={argument}");
    }
    Ok(())
}

/// Where the C compiler has an archive, if it has it.
fn find(archive: &str) -> Option<String> {
    let compiler = env::var("CC").unwrap_or_else(|_| "cc".to_owned());
    let output = Command::new(compiler).arg(format!("-print-file-name=lib{archive}.a")).output().ok()?;
    let path = String::from_utf8(output.stdout).ok()?.trim().to_owned();
    Path::new(&path).is_absolute().then_some(path)
}
