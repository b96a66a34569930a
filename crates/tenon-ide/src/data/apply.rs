//! Which schema applies to a data file.

use crate::host::Host;
use crate::nodes::{Node, label_name, top};
use crate::snapshot::Instance;
use std::path::{Path, PathBuf};
use tenon_eval::glimpse::Step;
use tenon_load::import_path::ImportPath;
use tenon_load::{World, attr, glob, module, paths};
use tenon_source::SourceMap;
use tenon_syntax::ast::Label;

/// A comment that names the schema stands within so many lines.
const HEAD: usize = 10;

/// A schema: what is at a path of a package.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Schema {
    /// The package.
    pub instance: Instance,
    /// The path.
    pub path: Vec<Step>,
    /// The data is part of the package already.
    pub embedded: bool,
}

/// What is known of a data file's schema.
pub(super) enum Applies {
    /// Nothing says that any applies.
    Nothing,
    /// It is named in a comment, at these bytes, but is not there.
    Missing(String, std::ops::Range<usize>),
    /// This one.
    Schema(Schema),
}

/// The schema that applies to a data file.
pub(super) fn schema(host: &mut Host, path: &Path, text: &str) -> Applies {
    let Some(dir) = path.parent() else { return Applies::Nothing };
    if let Some((named, range)) = comment(text) {
        return match by_name(host, dir, &named) {
            Some(schema) => Applies::Schema(schema),
            None => Applies::Missing(named, range),
        };
    }
    let root = host.root(dir);
    let relative = path.strip_prefix(&root).map(|p| p.to_string_lossy().replace('\\', "/")).unwrap_or_default();
    let schemas = host.settings().schemas.clone();
    if let Some((_, named)) = schemas.iter().find(|(pattern, _)| matches_path(pattern, &relative)) {
        return by_name(host, &root, named).map_or(Applies::Nothing, Applies::Schema);
    }
    let all = host.embedded(path);
    let found = all.iter().find_map(|e| e.of(path).map(|steps| (e.file.clone(), steps)));
    let Some((file, path)) = found else { return Applies::Nothing };
    match host.instance(&file) {
        Some(instance) => Applies::Schema(Schema { instance, path, embedded: true }),
        None => Applies::Nothing,
    }
}

/// What `# tenon: schema=…` or `// tenon: schema=…` in the first lines says, and where.
fn comment(text: &str) -> Option<(String, std::ops::Range<usize>)> {
    let mut start = 0;
    for line in text.split_inclusive('\n').take(HEAD) {
        let content = line.trim();
        let words = content.strip_prefix('#').or_else(|| content.strip_prefix("//"));
        let named = words.and_then(|w| w.trim().strip_prefix("tenon:")).and_then(|w| w.trim().strip_prefix("schema="));
        if let Some(named) = named {
            let from = start + (line.len() - line.trim_start().len());
            return Some((named.trim().to_owned(), from..from + content.len()));
        }
        start += line.len();
    }
    None
}

/// Whether a glob matches a path: `*` stays within a directory, `**` does not; a pattern without `/` is for names.
fn matches_path(pattern: &str, path: &str) -> bool {
    let pattern = pattern.strip_prefix("./").unwrap_or(pattern);
    if !pattern.contains('/') {
        return glob::matches(pattern, path.rsplit('/').next().unwrap_or(path));
    }
    let (pattern, path): (Vec<&str>, Vec<&str>) = (pattern.split('/').collect(), path.split('/').collect());
    // For each prefix of the pattern, which prefixes of the path match it.
    let mut reach = vec![false; path.len() + 1];
    reach[0] = true;
    for part in pattern {
        let mut next = vec![false; path.len() + 1];
        for at in 0..=path.len() {
            if !reach[at] {
                continue;
            }
            if part == "**" {
                next[at..].fill(true);
            } else if path.get(at).is_some_and(|name| glob::matches(part, name)) {
                next[at + 1] = true;
            }
        }
        reach = next;
    }
    reach[path.len()]
}

/// The schema `./dir#Def` or `example.com/schema#Def`; a relative path counts from `dir`.
fn by_name(host: &mut Host, dir: &Path, named: &str) -> Option<Schema> {
    let (place, definition) = match named.split_once('#') {
        Some((place, definition)) => (place, Some(definition)),
        None => (named, None),
    };
    let root = host.root(dir);
    let (place, wanted) = if place.is_empty() || place.starts_with('.') || place.starts_with('/') {
        (paths::absolute(dir, Path::new(place)), None)
    } else {
        let module = module::load(host.world(), &mut SourceMap::new(), &root, &root).ok()?;
        let parsed = ImportPath::parse(place);
        let rest = parsed.within(&module.path)?;
        (paths::absolute(&root, Path::new(rest)), parsed.qualifier.clone())
    };
    let mut path: Vec<Step> = Vec::new();
    for (i, name) in definition.into_iter().flat_map(|d| d.split('.')).enumerate() {
        let name = if i == 0 && !name.starts_with(['#', '_']) { format!("#{name}") } else { name.to_owned() };
        path.push(if name.starts_with(['#', '_']) { Step::Name(name) } else { Step::Field(name) });
    }
    let instance = if host.world().is_file(&place) {
        host.instance(&place)?
    } else {
        let mut packages: Vec<String> = Vec::new();
        for entry in host.world().list(&place).ok()? {
            let usual = entry.name.ends_with(".cue") && !entry.name.ends_with("_tool.cue");
            if usual && !entry.is_dir {
                packages.extend(host.file(&place.join(&entry.name)).and_then(|f| Some(f.package.as_ref()?.0.clone())));
            }
        }
        let name = packages.into_iter().find(|p| wanted.as_ref().is_none_or(|w| w == p))?;
        Instance::Package(place, name)
    };
    Some(Schema { instance, path, embedded: false })
}

/// An attribute `@embed`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Embedded {
    /// The file with the attribute.
    pub file: PathBuf,
    /// The file that is embedded, or a pattern of several.
    pattern: String,
    /// Whether it is a pattern.
    several: bool,
    /// The path of the field.
    path: Vec<Step>,
}

impl Embedded {
    /// The path at which a data file is embedded, if it is.
    fn of(&self, data: &Path) -> Option<Vec<Step>> {
        let dir = self.file.parent()?;
        if !self.several {
            return (paths::absolute(dir, Path::new(&self.pattern)) == data).then(|| self.path.clone());
        }
        let name = data.strip_prefix(dir).ok()?.to_string_lossy().replace('\\', "/");
        let parts = (self.pattern.split('/').filter(|p| *p != "."), name.split('/'));
        let same = parts.0.clone().count() == parts.1.clone().count()
            && parts.0.zip(parts.1).all(|(pattern, name)| glob::matches(pattern, name));
        let step = Step::Field(name.clone());
        same.then(|| self.path.iter().cloned().chain([step]).collect())
    }
}

/// All `@embed` attributes of the module at `root` on fields whose path the text tells.
pub(crate) fn embedded(host: &mut Host, root: &Path) -> Vec<Embedded> {
    let mut out = Vec::new();
    for file in host.listing(root).iter() {
        let marked = host.world().read(file).is_ok_and(|bytes| contains(&bytes, b"@embed("));
        let Some(parsed) = host.file(file).filter(|_| marked) else { continue };
        let mut work: Vec<(Node<'_>, Vec<Step>)> = top(&parsed.parsed.file).map(|n| (n, Vec::new())).collect();
        while let Some((node, mut path)) = work.pop() {
            match node {
                Node::Field(f) => match label_name(&f.label) {
                    Some(name) => path.push(step(name, matches!(f.label, Label::String(_)))),
                    None => continue,
                },
                Node::Attribute(a) if a.name() == "embed" => {
                    for arg in attr::args(a.body()) {
                        let (Some(pattern), "file" | "glob") = (arg.value, arg.key.as_str()) else { continue };
                        let several = arg.key == "glob";
                        out.push(Embedded { file: file.clone(), pattern, several, path: path.clone() });
                    }
                }
                Node::Comprehension(_) | Node::Let(_) | Node::Label(_) => continue,
                _ => {}
            }
            work.extend(node.children().into_iter().map(|n| (n, path.clone())));
        }
    }
    out
}

fn contains(bytes: &[u8], wanted: &[u8]) -> bool {
    bytes.windows(wanted.len()).any(|w| w == wanted)
}

fn step(name: &str, quoted: bool) -> Step {
    if !quoted && name.starts_with(['#', '_']) { Step::Name(name.to_owned()) } else { Step::Field(name.to_owned()) }
}

#[cfg(test)]
mod tests {
    use super::{comment, matches_path};

    #[test]
    fn globs_of_paths() {
        assert!(matches_path("*.yaml", "a/b/c.yaml"));
        assert!(matches_path("a/*.yaml", "a/c.yaml"));
        assert!(!matches_path("a/*.yaml", "a/b/c.yaml"));
        assert!(matches_path("a/**/*.yaml", "a/b/x/c.yaml"));
        assert!(matches_path("a/**/*.yaml", "a/c.yaml"));
        assert!(matches_path("./**/c.yaml", "c.yaml"));
        assert!(!matches_path("a/**", "b/c.yaml"));
    }

    #[test]
    fn comments() {
        let of = |text| comment(text).map(|(named, _)| named).unwrap_or_default();
        assert_eq!(of("# tenon: schema=./x#A\na: 1\n"), "./x#A");
        assert_eq!(of("---\n#tenon: schema=x.com/y#A \n"), "x.com/y#A");
        assert_eq!(of("// tenon: schema=.#A\n{}"), ".#A");
        assert_eq!(of("a: 1\n"), "");
    }
}
