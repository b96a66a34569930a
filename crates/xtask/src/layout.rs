//! The order in which the command's functions stand: what runs together stands together.
//!
//! The system brings a program's text into memory in pieces of 64 KB. Functions that every run needs are few, and without
//! an order they lie all over the binary. `crates/tenon-cli/layout.txt` names them, first those of the shortest run; the
//! build script of `tenon-cli` hands it to the linker. A name that the linker does not find does no harm, so that the file
//! may be a little behind the code; this check says when it is too far behind.

use crate::callgrind::{self, Options};
use crate::instructions::workloads;
use std::collections::{HashMap, HashSet};
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

/// What configurations use of the language and of the builtin packages, with data that fit and data that do not.
const FILES: [(&str, &str); 5] = [
    ("schema.cue", SCHEMA),
    ("good.yaml", "# a service\nname: x\nn: 5\nmore: 5\ntags:\n  - a\n  - 'b'\nkind: a\nowner: {mail: a@b.example}\n"),
    ("bad.yaml", "name: x\nn: -1\ntags: [1, b]\nkind: c\nunknown: |\n  text\n  of lines\n"),
    ("good.json", "{\"name\": \"x\", \"n\": 5, \"more\": 5, \"tags\": [\"a\"], \"size\": 1.5}\n"),
    ("bad.json", "{\"name\": 1, \"n\": 5, \"tags\": {\"a\": null}}\n"),
];

const SCHEMA: &str = r#"package schema

import (
    "encoding/json"
    "encoding/yaml"
    "list"
    "regexp"
    "strings"
    "time"
)

// What a service must be.
#Service: {
    name!: string & =~"^[a-z][^ ]*$" & strings.MaxRunes(63)
    n:     int & >0 & <=100
    tags?: [...string] & list.UniqueItems()
    kind:  *"a" | "b"
    size?: number & >=0.5
    owner?: close({mail: strings.Contains("@")})
    labels?: [string]: string
    since?: time.Time
    [=~"^x-"]: _
    if n > 3 {more: n}
}
#Names: [string]: string | *null
_prefix: "svc" @tag(prefix)
let Ports = [80, 443]

services: {for i, port in Ports if port > 0 {"\(_prefix)-\(i)": #Service & {name: "s\(i)", n: i + 1}}}
services: [Name=_]: labels: app: Name
texts: {
    asJSON: json.Marshal(services)
    asYAML: yaml.Marshal({a: 1, b: [true, null], c: """
        of
        lines
        """})
    joined: strings.Join([for s in services {s.name}], ", ")
    sorted: list.SortStrings(["b", "a"])
    bytes:  '\x01\u00e9'
    first: [for s in services {s.n}][0]
    sum:   list.Sum([1, 2.5]) * 2 - 1
    found: regexp.Match("^a", "abc")
}
names: #Names & {a: "b"}
open: {a: int | *1, b: a + 1, c?: string, ...}
"#;

/// What is done with them, and the status with which it ends.
const JOBS: [(&[&str], i32); 11] = [
    (&["vet", "-c=false", "schema.cue"], 0),
    (&["vet", "schema.cue"], 0),
    (&["vet", "schema.cue", "-d", "#Service", "good.yaml"], 0),
    (&["vet", "schema.cue", "-d", "#Service", "good.json"], 0),
    (&["vet", "schema.cue", "-d", "#Service", "bad.yaml"], 1),
    (&["vet", "schema.cue", "-d", "#Service", "bad.json"], 1),
    (&["export", "schema.cue"], 0),
    (&["export", "schema.cue", "-e", "services", "--out", "yaml"], 0),
    (&["eval", "schema.cue"], 0),
    (&["eval", "-a", "schema.cue"], 0),
    (&["def", "schema.cue"], 0),
];

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
        names.add(&callgrind::profile(&binary, workload.arguments, &folder, &out, 0)?);
    }
    let example = root.join("examples/fleet");
    for arguments in EXAMPLE {
        names.add(&callgrind::profile(&binary, arguments, &example, &out, 0)?);
    }
    for (name, text) in FILES {
        fs::write(scratch.join(name), text).map_err(failed(scratch))?;
    }
    for (arguments, status) in JOBS {
        names.add(&callgrind::profile(&binary, arguments, scratch, &out, status)?);
    }
    Ok(names.ordered())
}

/// Names in the order in which they came.
#[derive(Default)]
struct Names {
    /// Each with the number of runs that execute it.
    all: Vec<(String, usize)>,
    known: HashMap<String, usize>,
    /// How many of them the first run executes.
    first: usize,
}

impl Names {
    /// Adds the functions of a profile: lines `fn=(7) NAME`, or `cfn=…` of what is called, with the name the first time only.
    fn add(&mut self, profile: &str) {
        let mut seen = HashSet::new();
        for line in profile.lines() {
            let Some(rest) = line.strip_prefix("fn=(").or_else(|| line.strip_prefix("cfn=(")) else { continue };
            let Some((_, name)) = rest.split_once(") ") else { continue };
            // A function that calls itself has a number for each level; one without a name has its address.
            let name = name.split('\'').next().unwrap_or(name);
            if name.starts_with("0x") || name.starts_with('(') || !seen.insert(name) {
                continue;
            }
            let at = *self.known.entry(name.to_owned()).or_insert(self.all.len());
            if at == self.all.len() {
                self.all.push((name.to_owned(), 0));
            }
            self.all[at].1 += 1;
        }
        if self.first == 0 {
            self.first = self.all.len();
        }
    }

    /// Those of the first run, which is the shortest, and then what most runs execute before what few do.
    fn ordered(mut self) -> Vec<String> {
        let first = self.first.min(self.all.len());
        self.all[first..].sort_by_key(|(_, runs)| std::cmp::Reverse(*runs));
        self.all.into_iter().map(|(name, _)| name).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_most_runs_execute_comes_first() {
        let mut names = Names::default();
        names.add("fn=(1) main\n12 3\ncfn=(2) eval\ncfn=(2)\nfn=(3) eval'2\nfn=(4) 0x0000\nfn=(5) (below main)\n");
        names.add("fn=(1) main\nfn=(2) print\n");
        names.add("fn=(1) main\nfn=(2) other\nfn=(3) print\n");
        assert_eq!(names.ordered(), ["main", "eval", "print", "other"]);
    }
}
