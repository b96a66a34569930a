//! The comments at the head of files, which are printed at the head of what is made of them.
//!
//! Directly above the package clause stands the documentation of the package. A file without a clause documents the
//! package with the first of its groups of comments. The other groups above and below the clause stand by themselves,
//! but for one directly above a declaration, which is that declaration's.

use tenon_syntax::ast::{File, Package};

/// The comments at the head of the files of a package.
#[derive(Debug, Default)]
pub(crate) struct Head {
    doc: Vec<String>,
    comments: Vec<Vec<String>>,
    /// Behind the package clause.
    beside: Option<String>,
    below: Vec<Vec<String>>,
}

impl Head {
    /// Adds the comments of a file.
    pub fn add(&mut self, text: &str) {
        let mut groups: Vec<Vec<String>> = vec![Vec::new()];
        let mut clause = false;
        let mut doc = None;
        let mut attribute = false;
        let mut declared = false;
        for line in text.lines().map(str::trim) {
            if let Some(comment) = line.strip_prefix("//") {
                // What follows an attribute directly is the attribute's.
                if !attribute && let Some(group) = groups.last_mut() {
                    group.push(comment.to_owned());
                }
            } else if line.is_empty() {
                attribute = false;
                groups.push(Vec::new());
            } else if let Some(rest) = line.strip_prefix("package ").filter(|_| !clause) {
                clause = true;
                doc = groups.pop();
                self.comments.extend(groups.drain(..).filter(|g| !g.is_empty()));
                self.beside = self.beside.take().or(rest.split_once("//").map(|(_, comment)| comment.to_owned()));
                groups.push(Vec::new());
            } else if line.starts_with('@') && !clause {
                attribute = true;
                groups.push(Vec::new());
            } else {
                declared = true;
                break;
            }
        }
        if declared {
            groups.pop();
        }
        let mut groups = groups.into_iter().filter(|g| !g.is_empty());
        let doc = if clause { doc } else { groups.next() };
        if let Some(doc) = doc.filter(|d| !d.is_empty()) {
            if !self.doc.is_empty() {
                self.doc.push(String::new());
            }
            self.doc.extend(doc);
        }
        let rest = if clause { &mut self.below } else { &mut self.comments };
        rest.extend(groups);
    }

    /// Puts the comments into a file.
    pub fn put(self, file: &mut File, package: Option<&mut Package>) {
        file.comments = self.comments;
        match package {
            Some(package) => {
                package.doc = self.doc;
                package.beside = self.beside;
                package.below = self.below;
            }
            None => file.doc = self.doc,
        }
    }
}
