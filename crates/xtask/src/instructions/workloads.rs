//! The five jobs whose instructions are counted: each is small, and spends its time in another part of Tenon.

use std::fmt::Write;
use std::fs;
use std::io;
use std::path::Path;

/// Files, and what the command does with them.
pub struct Workload {
    /// What the record calls it.
    pub name: &'static str,
    /// Arguments of the command, which runs in the files' folder.
    pub arguments: &'static [&'static str],
    files: Vec<(String, String)>,
}

impl Workload {
    /// Writes the files.
    pub fn write(&self, folder: &Path) -> io::Result<()> {
        fs::create_dir_all(folder)?;
        for (name, text) in &self.files {
            let path = folder.join(name);
            fs::create_dir_all(path.parent().unwrap_or(folder))?;
            fs::write(path, text)?;
        }
        Ok(())
    }
}

/// All of them, in the order in which they are recorded.
pub fn all() -> Vec<Workload> {
    let one = |name, text: String| Workload {
        name,
        arguments: &["export", "in.cue"],
        files: vec![("in.cue".to_owned(), text)],
    };
    vec![
        one("start", "greeting: \"hello\"\n".to_owned()),
        one("template", template()),
        one("union", union()),
        one("references", references()),
        Workload { name: "files", arguments: &["vet", "-c=false", "./..."], files: files() },
    ]
}

/// One definition, instantiated 300 times by a comprehension: unfolding, interpolation, defaults, printing.
fn template() -> String {
    "\
import \"list\"

#Service: {
	name: =~\"^[a-z0-9-]+$\"
	replicas: *2 | (int & >=1 & <=9)
	labels: {app: name, [string]: string}
	container: {image: string, ports: [...{port: >0 & <65536, protocol: *\"TCP\" | \"UDP\"}]}
	if replicas > 5 {budget: replicas - 1}
}

services: {for i in list.Range(0, 300, 1) {\"s\\(i)\": #Service & {
	name: \"service-\\(i)\"
	replicas: mod(i, 9) + 1
	labels: team: \"team-\\(mod(i, 7))\"
	container: {image: \"registry/app:\\(i)\", ports: [{port: 8000 + i}]}
}}}
"
    .to_owned()
}

/// 150 values, each of one of twelve closed definitions: trying disjuncts, closedness.
fn union() -> String {
    let mut text = String::new();
    for i in 0..12 {
        let _ = writeln!(text, "#Step{i}: {{kind: \"kind{i}\", name: string, input{i}: string, retries?: int & >=0}}");
    }
    let kinds: Vec<String> = (0..12).map(|i| format!("#Step{i}")).collect();
    let _ = writeln!(text, "#Step: {}\nsteps: [...#Step]\nsteps: [", kinds.join(" | "));
    for i in 0..150 {
        let kind = i * 5 % 12;
        let _ = writeln!(text, "\t{{kind: \"kind{kind}\", name: \"step {i}\", input{kind}: \"x\", retries: {i}}},");
    }
    text + "]\n"
}

/// 1500 fields that refer to each other through structs and `let`: following references, arithmetic.
fn references() -> String {
    let mut text = "base: {port: 1000, host: {name: \"h\", zone: \"z1\"}}\n".to_owned();
    for i in 0..500 {
        let before = if i == 0 { "base".to_owned() } else { format!("n{}", i - 1) };
        let _ = writeln!(text, "n{i}: {{let P = {before}.port, port: P + 1, host: {before}.host, at: host.zone}}");
    }
    text
}

/// A module of 12 packages of 8 files each that import a common one: reading, parsing, imports, merging files.
fn files() -> Vec<(String, String)> {
    let module = "module: \"example.org/m@v0\"\nlanguage: version: \"v0.14.0\"\n";
    let schema =
        "package schema\n\n// An entry.\n#Entry: {\n\tid!:    string\n\tsize:   int & >0\n\ttags?: [...string]\n}\n";
    let mut files =
        vec![("cue.mod/module.cue".to_owned(), module.to_owned()), ("schema/schema.cue".to_owned(), schema.to_owned())];
    for package in 0..12 {
        for file in 0..8 {
            let mut text = format!("package p{package}\n\nimport \"example.org/m/schema\"\n\n");
            for entry in 0..6 {
                let name = format!("e{file}_{entry}");
                let _ = writeln!(text, "// Entry {entry} of file {file}.\n{name}: schema.#Entry & {{");
                let _ = writeln!(text, "\tid:   \"{package}-{file}-{entry}\"\n\tsize: {}", entry + 1);
                let _ = writeln!(text, "\ttags: [\"a\", \"b\", \"file-{file}\"]\n}}");
            }
            files.push((format!("p{package}/f{file}.cue"), text));
        }
    }
    files
}
