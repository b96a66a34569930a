//! What in a file leads to other files: imports, embedded files.

use crate::definition::embedded;
use crate::scope::Scope;
use crate::snapshot::Snapshot;
use crate::tree::{Level, Node, walk};
use std::path::{Path, PathBuf};
use tenon_load::World;
use tenon_source::Span;

/// A link.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Link {
    /// What to click at.
    pub span: Span,
    /// The file that it leads to.
    pub path: PathBuf,
    /// What it is.
    pub tip: String,
}

/// The links of a file: an import leads to the first file of its package, an `@embed` attribute to its file.
pub fn links(snapshot: &Snapshot, world: &dyn World, path: &Path) -> Vec<Link> {
    let Some(scope) = Scope::of(snapshot, path) else { return Vec::new() };
    let mut out = Vec::new();
    let mut visit = |node: Node<'_>, _: &[Level<'_>]| {
        match node {
            Node::ImportSpec(spec) => {
                let package = scope.imported(spec).and_then(|p| snapshot.packages.get(p)).filter(|p| !p.builtin);
                let own = package.and_then(|p| {
                    let within = |path: &&PathBuf| path.parent() == p.dir.as_deref();
                    let mut files = p.files.iter().filter_map(|f| f.source.path.as_ref());
                    files.clone().find(within).or_else(|| files.next()).cloned().map(|path| (path, p.path.clone()))
                });
                let quoted = spec.path.span;
                let span = Span { start: quoted.start + 1, end: quoted.end.saturating_sub(1), ..quoted };
                out.extend(own.map(|(path, tip)| Link { span, path, tip: format!("package {tip}") }));
            }
            Node::Attribute(attribute) => {
                let files = embedded(world, path, snapshot, attribute);
                let body = attribute.text.find('(').map_or(0, |i| i as u32 + 1);
                let span = attribute.span;
                let span = Span { start: span.start + body, end: span.end.saturating_sub(1), ..span };
                out.extend(files.into_iter().next().map(|path| Link { span, path, tip: "embedded file".to_owned() }));
            }
            _ => {}
        }
        true
    };
    walk(scope.file, scope.text().len(), &mut visit);
    out
}
