//! Import paths: `example.com/a/b@v0:c` in parts.

use crate::paths::is_identifier;

/// An import path in parts.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ImportPath {
    /// Without version and qualifier.
    pub path: String,
    /// What stands after the `:`.
    pub qualifier: Option<String>,
}

impl ImportPath {
    /// Takes a path apart. Versions are dropped: one version of a module is in use.
    pub fn parse(text: &str) -> ImportPath {
        let (rest, qualifier) = match text.rsplit_once(':') {
            Some((rest, q)) if !q.contains('/') => (rest, Some(q.to_owned())),
            _ => (text, None),
        };
        let path = match rest.split_once('@') {
            Some((before, after)) => match after.split_once('/') {
                Some((_, tail)) => format!("{before}/{tail}"),
                None => before.to_owned(),
            },
            None => rest.to_owned(),
        };
        ImportPath { path, qualifier }
    }

    /// The name of the package that it stands for: the qualifier, or the last element where that is an identifier.
    pub fn package_name(&self) -> Option<&str> {
        match &self.qualifier {
            Some(q) => Some(q),
            None => Some(self.last_element()).filter(|name| is_identifier(name)),
        }
    }

    /// The last element of the path.
    pub fn last_element(&self) -> &str {
        self.path.rsplit('/').next().unwrap_or(&self.path)
    }

    /// Whether it is a path of the standard library: no dot in its first element.
    pub fn is_standard(&self) -> bool {
        !self.path.split('/').next().unwrap_or("").contains('.')
    }

    /// Where in the module `module` it points: the path from the module's root.
    pub fn within<'a>(&'a self, module: &str) -> Option<&'a str> {
        if module.is_empty() {
            return None;
        }
        let rest = self.path.strip_prefix(module)?;
        if rest.is_empty() { Some("") } else { rest.strip_prefix('/') }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts() {
        let p = ImportPath::parse("mod.com/a/b@v0:c");
        assert_eq!((p.path.as_str(), p.package_name()), ("mod.com/a/b", Some("c")));
        assert_eq!(p.within("mod.com/a"), Some("b"));
        assert_eq!(p.within("mod.com/ax"), None);
        assert_eq!(ImportPath::parse("mod.com@v1/x").path, "mod.com/x");
        assert_eq!(ImportPath::parse("mod.com/1x").package_name(), None);
        assert!(ImportPath::parse("encoding/json").is_standard());
    }
}
