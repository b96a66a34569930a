//! Texts in, texts out: files with a cursor, and places as people read them.

#![allow(dead_code)]

use std::path::{Path, PathBuf};
use std::sync::Arc;
use tenon_ide::{Edit, Edits, Host, Place};
use tenon_load::{Overlay, World};

/// Files, and where the cursor is.
pub struct Fixture {
    pub host: Host,
    pub path: PathBuf,
    pub offset: u32,
}

/// Reads files that begin with lines `-- path --`; without one it is `/a.cue`. `<|>` is the cursor; its file is open, the
/// others are on disk.
pub fn fixture(text: &str) -> Fixture {
    let mut files: Vec<(PathBuf, String)> = Vec::new();
    for line in text.split_inclusive('\n') {
        match line.trim_end().strip_prefix("-- ").and_then(|l| l.strip_suffix(" --")) {
            Some(name) => files.push((Path::new("/").join(name), String::new())),
            None => {
                if files.is_empty() {
                    files.push(("/a.cue".into(), String::new()));
                }
                files.last_mut().unwrap().1.push_str(line);
            }
        }
    }
    let mut disk = Overlay::empty();
    let mut cursor = None;
    for (path, text) in &files {
        match text.find("<|>") {
            Some(at) => cursor = Some((path.clone(), at, text.replacen("<|>", "", 1))),
            None => disk.insert(path, text.as_bytes()),
        }
    }
    let mut host = Host::new(Arc::new(disk));
    let (path, offset, text) = cursor.unwrap_or_else(|| (files[0].0.clone(), 0, files[0].1.clone()));
    host.set_text(&path, &text);
    Fixture { host, path, offset: offset as u32 }
}

/// `path:line:column text`, a line for each place.
pub fn places(host: &mut Host, places: &[Place]) -> String {
    places.iter().map(|p| format!("{}\n", place(host, p))).collect()
}

/// `path:line:column text`
pub fn place(host: &mut Host, place: &Place) -> String {
    let name = place.path.strip_prefix("/").unwrap_or(&place.path).display();
    let bytes = host.world().read(&place.path).unwrap_or_default();
    let text = String::from_utf8_lossy(&bytes);
    let before = &text[..place.start as usize];
    let line = before.matches('\n').count() + 1;
    let column = before.chars().rev().take_while(|c| *c != '\n').count() + 1;
    format!("{name}:{line}:{column} {}", text[place.range()].lines().next().unwrap_or(""))
}

/// The files that edits change, after them.
pub fn edited(host: &mut Host, edits: &Edits) -> String {
    let mut out = String::new();
    for (path, edits) in &edits.files {
        let bytes = host.world().read(path).unwrap_or_default();
        let mut text = String::from_utf8_lossy(&bytes).into_owned();
        let mut edits = edits.clone();
        edits.sort();
        for edit in edits.iter().rev() {
            text.replace_range(edit.start as usize..edit.end as usize, &edit.text);
        }
        out.push_str(&format!("-- {} --\n{text}", path.strip_prefix("/").unwrap_or(path).display()));
    }
    out
}

/// The same as [`fixture`], in parts.
pub fn host(text: &str) -> (Host, PathBuf, u32) {
    let Fixture { host, path, offset } = fixture(text);
    (host, path, offset)
}

/// A text with edits made.
pub fn apply(text: &str, edits: &[Edit]) -> String {
    let mut edits: Vec<&Edit> = edits.iter().collect();
    edits.sort();
    let mut out = text.to_owned();
    for edit in edits.into_iter().rev() {
        out.replace_range(edit.start as usize..edit.end as usize, &edit.text);
    }
    out
}

/// What [`edited`] tells of the one file that is changed.
pub fn applied(host: &mut Host, edits: &Edits) -> String {
    assert_eq!(edits.files.len(), 1);
    edited(host, edits).split_once(" --\n").map(|(_, text)| text.to_owned()).unwrap_or_default()
}
