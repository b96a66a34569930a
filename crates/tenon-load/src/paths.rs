//! Paths as text: absolute, without `.` and `..`, and the way back to what errors print.

use std::path::{Component, Path, PathBuf};

/// `path` seen from `dir`, without `.` and `..`; links are not followed.
pub fn absolute(dir: &Path, path: &Path) -> PathBuf {
    let mut out = PathBuf::new();
    for part in dir.join(path).components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => {
                out.pop();
            }
            other => out.push(other),
        }
    }
    out
}

/// `path` as errors print it: `./a/b.cue` inside of `dir`, `../b.cue` outside of it.
pub fn display(dir: &Path, path: &Path) -> String {
    if let Some(rest) = rest(dir, path) {
        return ["./", rest].concat();
    }
    let relative = relative(dir, path);
    if relative == "." || relative == ".." || relative.starts_with("../") || relative.starts_with('/') {
        relative
    } else {
        format!("./{relative}")
    }
}

/// `path` seen from `dir`: `.`, `a/b.cue`, `../b.cue`.
pub fn relative(dir: &Path, path: &Path) -> String {
    if let Some(rest) = rest(dir, path) {
        return rest.to_owned();
    }
    let from: Vec<_> = dir.components().collect();
    let to: Vec<_> = path.components().collect();
    let common = from.iter().zip(&to).take_while(|(a, b)| a == b).count();
    let mut parts: Vec<String> = vec!["..".to_owned(); from.len() - common];
    parts.extend(to.iter().skip(common).map(|c| c.as_os_str().to_string_lossy().into_owned()));
    if parts.is_empty() { ".".to_owned() } else { parts.join("/") }
}

/// What the text of `path` has more than that of `dir`, where that is `path` seen from `dir`: of most paths, which are made of
/// the directory's, and a comparison of texts is much quicker than one of their parts.
fn rest<'a>(dir: &Path, path: &'a Path) -> Option<&'a str> {
    let rest = path.to_str()?.strip_prefix(dir.to_str()?)?.strip_prefix('/')?;
    let bytes = rest.as_bytes();
    let mut parts = bytes.split(|b| *b == b'/');
    let plain = bytes.iter().all(|b| *b != b'\\') && parts.all(|part| !matches!(part, b"" | b"." | b".."));
    plain.then_some(rest)
}

/// Whether `path` is `dir` or below it.
pub fn is_within(dir: &Path, path: &Path) -> bool {
    rest(dir, path).is_some() || path.starts_with(dir)
}

/// `dir` and the directories above it that are below `root`, the innermost one first; none where `dir` is not below.
pub fn below<'a>(root: &Path, dir: &'a Path) -> impl Iterator<Item = &'a Path> {
    // Such a text is cut at its slashes.
    let text = rest(root, dir).and(dir.to_str());
    let first = (text.is_some() || dir.starts_with(root)).then_some(dir);
    let all = std::iter::successors(first, move |at| match text.and_then(|text| text.get(..at.as_os_str().len())) {
        Some(text) => text.rfind('/').and_then(|slash| text.get(..slash)).map(Path::new),
        None => at.parent(),
    });
    // Of paths that one leads to the other the length tells whether they are the same.
    let length = root.as_os_str().len();
    all.take_while(move |at| at.as_os_str().len() > length)
}

/// Whether `name` is an identifier that may name a package.
pub fn is_identifier(name: &str) -> bool {
    let mut chars = name.chars();
    chars.next().is_some_and(|c| c == '_' || c == '$' || c.is_alphabetic())
        && chars.all(|c| c == '_' || c == '$' || c.is_alphanumeric())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shows_paths_as_a_user_types_them() {
        let dir = Path::new("/a/b");
        assert_eq!(display(dir, Path::new("/a/b/c.cue")), "./c.cue");
        assert_eq!(display(dir, Path::new("/a/c.cue")), "../c.cue");
        assert_eq!(display(dir, Path::new("/a/b/x/c.cue")), "./x/c.cue");
        assert_eq!(display(dir, Path::new("/a/b/x/../c.cue")), "./x/../c.cue");
        assert_eq!(display(dir, Path::new("/a/b//c.cue")), "./c.cue");
        assert_eq!(relative(dir, Path::new("/a/bc")), "../bc");
        assert_eq!(relative(Path::new("/"), dir), "a/b");
        assert_eq!(display(dir, dir), ".");
        let above = |dir: &str| below(Path::new("/a"), Path::new(dir)).map(Path::to_owned).collect::<Vec<_>>();
        assert_eq!(above("/a/b/c"), [Path::new("/a/b/c"), Path::new("/a/b")]);
        assert!(above("/a").is_empty() && above("/ab").is_empty());
        assert_eq!(absolute(dir, Path::new("../x/./y")), PathBuf::from("/a/x/y"));
    }
}
