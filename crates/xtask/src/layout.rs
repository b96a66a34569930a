//! The order in which the command's functions stand: what runs together stands together.
//!
//! The system brings a program's text into memory in pieces of 64 KB. Functions that every run needs are few, and without
//! an order they lie all over the binary. `crates/tenon-cli/layout.txt` names them, first those of the shortest run; the
//! build script of `tenon-cli` hands it to the linker. A name that the linker does not find does no harm, so that the file
//! may be a little behind the code; this check says when it is too far behind.

use crate::callgrind::{self, Options};
use crate::instructions::workloads;
use std::collections::HashSet;
use std::fs;
use std::path::Path;

const LAYOUT: &str = "crates/tenon-cli/layout.txt";

const HEADER: &str = "\
# The functions that common runs execute, in the order in which they are to stand: see docs/decisions/0025.
# Written by `cargo xtask layout --bin PATH --record`.
";

/// So many percent of the functions that the runs execute have to be named.
const NAMED: usize = 90;

/// What is done in the folder of the example, beside the small jobs whose instructions are counted.
const EXAMPLE: [&[&str]; 5] = [
    &["export", "-t", "env=prod", "-e", "manifests", "--out", "yaml"],
    &["export", "-t", "env=prod", "-e", "summary"],
    &["vet", "-t", "env=prod", "./..."],
    &["eval", "-t", "env=prod", "."],
    &["def", "."],
];

const SCHEMA: &str = "#A: {name: string, n: int & >0, tags: [...string], kind: \"a\" | \"b\", if n > 3 {more: n}}\n";

/// Runs the jobs, and compares the functions that they execute with those that are named; false when too few are.
pub fn run(root: &Path, options: &Options) -> bool {
    let scratch = std::env::temp_dir().join(format!("tenon-layout-{}", std::process::id()));
    let done = executed(root, &options.binary, &scratch).and_then(|names| compare(root, &names, options.record));
    let _ = fs::remove_dir_all(&scratch);
    done.unwrap_or_else(|message| {
        eprintln!("layout: {message}");
        false
    })
}

fn compare(root: &Path, names: &[String], record: bool) -> Result<bool, String> {
    let path = root.join(LAYOUT);
    if record {
        let text = format!("{HEADER}{}\n", names.join("\n"));
        fs::write(&path, text).map_err(|error| format!("{}: {error}", path.display()))?;
    }
    let text = fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
    let known: HashSet<&str> = text.lines().collect();
    let named = names.iter().filter(|name| known.contains(name.as_str())).count();
    println!("{named} of {} functions that common runs execute are named in {LAYOUT}", names.len());
    let enough = named * 100 >= names.len() * NAMED;
    if !enough {
        println!(
            "the order of functions is out of date: `cargo xtask layout --bin PATH --record` writes it, from a release build"
        );
    }
    Ok(enough)
}

/// The names of all functions that the jobs execute, by the linker's names, each once.
fn executed(root: &Path, binary: &Path, scratch: &Path) -> Result<Vec<String>, String> {
    let binary = fs::canonicalize(binary).map_err(|error| format!("{}: {error}", binary.display()))?;
    let failed = |path: &Path| {
        let path = path.display().to_string();
        move |error: std::io::Error| format!("{path}: {error}")
    };
    let mut names = Names::default();
    let out = scratch.join("callgrind.out");
    for workload in workloads::all() {
        let folder = scratch.join(workload.name);
        workload.write(&folder).map_err(failed(&folder))?;
        names.add(&callgrind::profile(&binary, workload.arguments, &folder, &out)?);
    }
    let example = root.join("examples/fleet");
    for arguments in EXAMPLE {
        names.add(&callgrind::profile(&binary, arguments, &example, &out)?);
    }
    let data =
        [("data.yaml", "name: x\nn: 1\ntags: [a, b]\nkind: a\n"), ("data.json", "{\"name\": \"x\", \"n\": 5}\n")];
    for (name, text) in [("schema.cue", SCHEMA)].into_iter().chain(data) {
        fs::write(scratch.join(name), text).map_err(failed(scratch))?;
    }
    for (name, _) in data {
        let arguments = ["vet", "-c=false", "schema.cue", "-d", "#A", name];
        names.add(&callgrind::profile(&binary, &arguments, scratch, &out)?);
    }
    Ok(names.all)
}

/// Names in the order in which they came.
#[derive(Default)]
struct Names {
    all: Vec<String>,
    known: HashSet<String>,
}

impl Names {
    /// Adds the functions of a profile: lines `fn=(7) NAME`, or `cfn=…` of what is called, with the name the first time only.
    fn add(&mut self, profile: &str) {
        for line in profile.lines() {
            let Some(rest) = line.strip_prefix("fn=(").or_else(|| line.strip_prefix("cfn=(")) else { continue };
            let Some((_, name)) = rest.split_once(") ") else { continue };
            // A function that calls itself has a number for each level; one without a name has its address.
            let name = name.split('\'').next().unwrap_or(name);
            if !name.starts_with("0x") && !name.starts_with('(') && self.known.insert(name.to_owned()) {
                self.all.push(name.to_owned());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_function_is_named_once() {
        let mut names = Names::default();
        names.add("fn=(1) main\n12 3\ncfn=(2) eval\ncfn=(2)\nfn=(3) eval'2\nfn=(4) 0x0000\nfn=(5) (below main)\n");
        names.add("fn=(1) main\nfn=(2) print\n");
        assert_eq!(names.all, ["main", "eval", "print"]);
    }
}
