//! Links the command with the C library, at a fixed address (docs/decisions/0022), its functions in the order of
//! `layout.txt` (docs/decisions/0025).
//!
//! Cargo has no setting for a static command that leaves the macros of other crates alone, and the compiler names the
//! libraries without a choice. So they are found in a folder of our own first, where each is a line that names the archive.
//! Where an archive is missing the command is linked as any other is; so it is where the linker knows of no order.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs, io};

/// The functions that common runs execute; `cargo xtask layout` writes it.
const LAYOUT: &str = "layout.txt";

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

/// Makes `lld` write the file at once, which takes this switch for its opposite (version 22; by its name it would change
/// nothing). One that is written page by page, through a mapping, lies in as small pieces in the system's cache until that
/// reads it from the disk, and each run takes longer to map them: as long as for a copy of it, otherwise.
const WRITTEN_AT_ONCE: &str = "-Wl,--mmap-output-file";

/// Where the file's first page goes. An address of whole 2 MB would have the system map the first 2 MB of such a file as
/// one page, of which a short run needs a third.
const BASE: &str = "-Wl,--image-base=0x210000";

fn main() -> io::Result<()> {
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rerun-if-changed={LAYOUT}");
    println!("cargo:rerun-if-env-changed=CC");
    let is = |name: &str, value: &str| env::var(name).is_ok_and(|text| text == value);
    // For another machine than this one there may be another compiler, which only Cargo knows.
    let native = env::var("HOST") == env::var("TARGET");
    if !native || !is("CARGO_CFG_TARGET_OS", "linux") || !is("CARGO_CFG_TARGET_ENV", "gnu") {
        return Ok(());
    }
    let Some(folder) = env::var_os("OUT_DIR").map(PathBuf::from) else { return Ok(()) };
    let mut arguments = libraries(&folder)?.unwrap_or_default();
    if is("PROFILE", "release") {
        arguments.extend(order(&folder).unwrap_or_default());
    }
    for argument in arguments {
        println!("cargo:rustc-link-arg-bins={argument}");
    }
    Ok(())
}

/// What makes the linker take the archives, if all are there.
fn libraries(folder: &Path) -> io::Result<Option<Vec<String>>> {
    for (name, archives) in LIBRARIES {
        let Some(paths) = archives.iter().map(|archive| find(archive)).collect::<Option<Vec<_>>>() else {
            return Ok(None);
        };
        fs::write(folder.join(format!("lib{name}.a")), format!("GROUP({})\n", paths.join(" ")))?;
    }
    Ok(Some(vec!["-static".to_owned(), "-no-pie".to_owned(), format!("-L{}", folder.display())]))
}

/// What makes the linker put functions in order, if it takes that: a program of nothing is linked so first.
fn order(folder: &Path) -> Option<Vec<String>> {
    let layout = env::current_dir().ok()?.join(LAYOUT);
    let arguments = [
        format!("-Wl,--symbol-ordering-file={}", layout.display()),
        "-Wl,--no-warn-symbol-ordering".to_owned(),
        WRITTEN_AT_ONCE.to_owned(),
        BASE.to_owned(),
    ];
    let source = folder.join("nothing.rs");
    fs::write(&source, "fn main() {}\n").ok()?;
    let mut compiler = Command::new(env::var_os("RUSTC")?);
    compiler.arg(&source).arg("--out-dir").arg(folder);
    compiler.args(
        env::var("CARGO_ENCODED_RUSTFLAGS").iter().flat_map(|flags| flags.split('\x1f')).filter(|f| !f.is_empty()),
    );
    compiler.args(env::var("RUSTC_LINKER").iter().map(|linker| format!("-Clinker={linker}")));
    compiler.args(arguments.iter().map(|argument| format!("-Clink-arg={argument}")));
    compiler.output().ok()?.status.success().then_some(arguments.to_vec())
}

/// Where the C compiler has an archive, if it has it.
fn find(archive: &str) -> Option<String> {
    let compiler = env::var("CC").unwrap_or_else(|_| "cc".to_owned());
    let output = Command::new(compiler).arg(format!("-print-file-name=lib{archive}.a")).output().ok()?;
    let path = String::from_utf8(output.stdout).ok()?.trim().to_owned();
    Path::new(&path).is_absolute().then_some(path)
}
