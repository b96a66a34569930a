//! Addresses and paths. Only files have any: what is nowhere, or behind another scheme, has no package around it.

use std::path::{Path, PathBuf};
use tenon_load::paths;
use tower_lsp::ls_types::Uri;

/// The path that an address means; nothing where it is not one of a file.
pub fn path(uri: &Uri) -> Option<PathBuf> {
    if !uri.scheme().as_str().eq_ignore_ascii_case("file") {
        return None;
    }
    let path = uri.to_file_path()?;
    path.is_absolute().then(|| paths::absolute(Path::new("/"), &path))
}

/// The address of a path; nothing where the path is not absolute.
pub fn uri(path: &Path) -> Option<Uri> {
    if path.is_absolute() { Uri::from_file_path(path) } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_and_back() {
        for name in ["/a/b.cue", "/a b/c#d?.cue", "/é/文.cue", "/100%/a.cue", "/a:b@c/[d].cue"] {
            let uri = uri(Path::new(name)).unwrap();
            assert_eq!(path(&uri).unwrap(), Path::new(name), "{}", uri.as_str());
        }
        assert_eq!(uri(Path::new("/a b#/é.cue")).unwrap().as_str(), "file:///a%20b%23/%C3%A9.cue");
    }

    #[test]
    fn as_clients_write_them() {
        let of = |text: &str| path(&text.parse().unwrap());
        assert_eq!(of("file:///a%3Ab/x%20y.cue").as_deref(), Some(Path::new("/a:b/x y.cue")));
        assert_eq!(of("FILE:///a/./b/../c.cue").as_deref(), Some(Path::new("/a/c.cue")));
        assert_eq!(of("untitled:Untitled-1"), None);
        assert_eq!(of("git:/a/b.cue"), None);
        assert_eq!(of("file:"), None);
    }
}
