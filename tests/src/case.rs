//! A case of the suite: a description, then sections `-- NAME --`.
//!
//! `eval`, `export` and `def` hold what that command prints; `error` holds lines that the message of a failing `export` contains;
//! `args` holds further arguments; every other section is a file. With `cue.mod/module.cue` among the files the case is a
//! module and its package `.` is taken; otherwise all its `.cue` files are named on the command line. A line
//! `# ordered` in the description keeps the case from being shuffled.

use std::fs;
use std::io;
use std::path::Path;

/// The sections that are expectations, each named after the command that must print it.
pub const COMMANDS: [&str; 3] = ["eval", "export", "def"];

/// A case.
#[derive(Clone, Debug)]
pub struct Case {
    /// What it shows.
    pub about: String,
    /// Name and text of each section, in order.
    pub sections: Vec<(String, String)>,
}

impl Case {
    /// Reads a case.
    pub fn parse(text: &str) -> Self {
        let mut about = String::new();
        let mut sections: Vec<(String, String)> = Vec::new();
        for line in text.split_inclusive('\n') {
            if let Some(name) = line.trim_end().strip_prefix("-- ").and_then(|rest| rest.strip_suffix(" --")) {
                sections.push((name.to_owned(), String::new()));
            } else if let Some((_, body)) = sections.last_mut() {
                body.push_str(line);
            } else {
                about.push_str(line);
            }
        }
        Self { about, sections }
    }

    /// The text that [`Case::parse`] reads.
    pub fn print(&self) -> String {
        let mut text = self.about.clone();
        for (name, body) in &self.sections {
            text.push_str(&format!("-- {name} --\n{body}"));
        }
        text
    }

    /// The text of a section.
    pub fn section(&self, name: &str) -> Option<&str> {
        self.sections.iter().find(|(n, _)| n == name).map(|(_, body)| body.as_str())
    }

    /// Whether only the order as written makes sense.
    pub fn is_ordered(&self) -> bool {
        self.about.lines().any(|line| line == "# ordered")
    }

    /// The sections that are files.
    pub fn files(&self) -> impl Iterator<Item = &(String, String)> {
        self.sections.iter().filter(|(name, _)| !is_expectation(name))
    }

    /// The arguments after the command's name.
    pub fn args(&self) -> Vec<String> {
        let mut args: Vec<String> = self.section("args").unwrap_or("").split_whitespace().map(str::to_owned).collect();
        if self.section("cue.mod/module.cue").is_none() {
            let mut files: Vec<_> =
                self.files().map(|(name, _)| name.clone()).filter(|n| n.ends_with(".cue")).collect();
            files.append(&mut args);
            files
        } else {
            args.insert(0, ".".to_owned());
            args
        }
    }

    /// Writes the files into a folder.
    ///
    /// # Errors
    ///
    /// What the file system says.
    pub fn write_files(&self, folder: &Path) -> io::Result<()> {
        for (name, body) in self.files() {
            let path = folder.join(name);
            if let Some(parent) = path.parent() {
                fs::create_dir_all(parent)?;
            }
            fs::write(path, body)?;
        }
        Ok(())
    }
}

fn is_expectation(name: &str) -> bool {
    COMMANDS.contains(&name) || name == "error" || name == "args"
}
