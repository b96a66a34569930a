//! What printing a value or an expression needs to know.

use rustc_hash::FxHashSet;
use std::sync::Arc;
use tenon_eval::{Conjunct, Frozen, NodeId, Value};
use tenon_ir::program::{LetId, Package, Program};
use tenon_source::{FileId, SourceMap};

use crate::Profile;
use crate::attrs::{self, Attrs};
use crate::env::{Env, FrameId};
use crate::links::{Links, PartOf};
use crate::names::Names;
use crate::outside::Outside;

/// Deeper values are cut; the evaluator's structural cycle check makes that unreachable for sound values.
const MAX_DEPTH: u32 = 10_000;

/// Prints values and expressions of one evaluation.
pub(crate) struct Printer<'a> {
    pub frozen: Arc<Frozen>,
    pub program: Arc<Program>,
    pub sources: &'a SourceMap,
    pub profile: Profile,
    /// Where a value's attributes are to be printed.
    pub attrs: Attrs,
    pub names: Names,
    /// What the hidden labels of the value's package are told apart by.
    pub own: Arc<str>,
    /// That package's files.
    pub files: Vec<FileId>,
    pub links: Links,
    /// Declarations are merged instead of evaluated.
    pub definition: bool,
    /// Structs that are being printed, outermost first, and the `let`s of theirs that were referred to.
    pub scopes: Vec<Scope>,
    /// Names of aliases, innermost last.
    pub aliases: Vec<(tenon_ir::Label, String)>,
    pub depth: u32,
    /// What is being printed, for the references in it.
    pub part_of: PartOf,
    /// What is printed comes from a value, not from an expression: packages have the names of their paths.
    pub evaluated: bool,
    /// What is outside of the value and referred to.
    pub outside: Vec<Outside>,
    /// Structs and lists that are being printed.
    pub within: FxHashSet<NodeId>,
}

/// A struct that is being printed.
#[derive(Debug, Default)]
pub(crate) struct Scope {
    /// Its node.
    pub frame: Option<FrameId>,
    /// `let`s that were referred to, in that order.
    pub lets: Vec<(LetId, Env)>,
    /// Labels of its fields, which hide predeclared names.
    pub labels: Vec<String>,
    /// Those among them that references further out pass by.
    pub passed: Vec<String>,
}

impl<'a> Printer<'a> {
    /// A printer for a value.
    pub fn new(value: &Value, sources: &'a SourceMap, profile: Profile, definition: bool) -> Printer<'a> {
        let frozen = value.frozen().clone();
        let program = frozen.program().clone();
        let attrs = if profile.attributes && !definition { attrs::declared(&program) } else { Attrs::default() };
        let mut names = Names::default();
        names.reserve(value);
        let package = own_package(value);
        let files = package.iter().flat_map(|p| p.files.iter().map(|f| program.span(*f).file)).collect();
        Printer {
            frozen,
            program,
            sources,
            profile,
            attrs,
            names,
            own: package.map_or_else(|| "".into(), |p| Package::hidden_scope(&p.path, &p.name)),
            files,
            links: Links::default(),
            definition,
            scopes: Vec::new(),
            aliases: Vec::new(),
            depth: 0,
            part_of: PartOf::Value,
            evaluated: false,
            outside: Vec::new(),
            within: FxHashSet::default(),
        }
    }

    /// Runs a step that may nest deeply; nothing where it nests too deeply.
    pub fn deeper<T>(&mut self, step: impl FnOnce(&mut Self) -> T) -> Option<T> {
        if self.depth >= MAX_DEPTH {
            return None;
        }
        self.depth += 1;
        let out = stacker::maybe_grow(128 * 1024, 4 * 1024 * 1024, || step(self));
        self.depth -= 1;
        Some(out)
    }

    /// The texts of the files of the value's package.
    pub fn own_texts(&self) -> impl Iterator<Item = &'a str> {
        let sources: &'a SourceMap = self.sources;
        self.files.iter().filter_map(|file| Some(sources.get(*file)?.text()))
    }

    /// The text of a place in a source.
    pub fn source_text(&self, span: tenon_source::Span) -> Option<&'a str> {
        let sources: &'a SourceMap = self.sources;
        sources.get(span.file)?.text().get(span.start as usize..span.end as usize)
    }
}

/// The package that a value is written in.
fn own_package(value: &Value) -> Option<&Package> {
    let program = value.frozen().program();
    let file = value.conjuncts().iter().find_map(|c| match c {
        Conjunct::Expr(e, _) => Some(program.span(*e).file),
        Conjunct::Value(_) => None,
    });
    program.packages.iter().find(|p| p.files.iter().any(|f| Some(program.span(*f).file) == file))
}
