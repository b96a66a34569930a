//! All places that name one thing, found by what they mean.
//!
//! For a field that is: two places name the same field when some declaration contributes to both, or they are about one
//! field of one value. A definition's field is that of all its instances so, and of what these are unified with.

use crate::at::{Meaning, meaning};
use crate::ground::{Ground, Index, Instance, index};
use crate::resolve::{Name, Resolver, Site};
use crate::scope::{Binding, Scope};
use crate::snapshot::Snapshot;
use crate::tree::{Level, Node, Visit, string_text, walk};
use rustc_hash::{FxHashMap, FxHashSet};
use tenon_eval::NodeId;
use tenon_source::{FileId, Span};
use tenon_syntax::ast::{Expr, Ident, ImportSpec, SelectorLabel};

/// How a name is written.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum Form {
    /// `name: …`
    Label,
    /// `"name": …`
    QuotedLabel,
    /// `name`, or what stands for itself: an alias, a `let`.
    Reference,
    /// `….name`
    Selector,
    /// `…."name"`, `…["name"]`
    QuotedSelector,
    /// Where an alias, a variable or a `let` is declared.
    Binder,
    /// An import without a name of its own.
    Path,
}

/// A place that names something.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Occurrence {
    pub span: Span,
    pub form: Form,
}

impl Occurrence {
    /// Whether it declares what it names.
    pub fn declares(self) -> bool {
        matches!(self.form, Form::Label | Form::QuotedLabel | Form::Binder | Form::Path)
    }
}

/// What tells that two places name the same field.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
enum Key {
    /// A declaration, or the place itself.
    At(FileId, u32),
    /// A field of a value, where nothing declares it.
    Slot(NodeId),
    /// A field of the disjuncts of a disjunction.
    Of(NodeId),
}

/// A search in all that is loaded with a package.
pub(crate) struct Search<'s> {
    pub snapshot: &'s Snapshot,
    /// All values; without it, a search looks at some values of each place.
    index: Option<Index>,
}

impl<'s> Search<'s> {
    /// A search that goes through everything.
    pub fn everywhere(snapshot: &'s Snapshot) -> Search<'s> {
        Search { snapshot, index: Some(index(snapshot.value.frozen())) }
    }

    /// A quick one.
    pub fn near(snapshot: &'s Snapshot) -> Search<'s> {
        Search { snapshot, index: None }
    }

    /// The files to look at, each as part of each package that it is part of.
    pub fn scopes(&self) -> impl Iterator<Item = Scope<'s>> + use<'s> {
        let snapshot = self.snapshot;
        let packages = snapshot.packages.iter().enumerate().filter(|(_, p)| !p.builtin);
        packages.flat_map(move |(package, p)| p.files.iter().map(move |f| Scope { file: &f.source, snapshot, package }))
    }

    /// Where a struct literal became part of a value; nothing in a quick search.
    pub fn instances(&self, literal: Span) -> &[Instance] {
        self.index.as_ref().and_then(|i| i.get(&literal)).map_or(&[], Vec::as_slice)
    }

    /// The values around a place.
    pub fn ground(&self, scope: &Scope<'s>, levels: &[Level<'s>]) -> Ground {
        match &self.index {
            Some(index) => Ground::everywhere(self.snapshot.value.frozen(), index, levels),
            None => Ground::at(scope, levels),
        }
    }

    /// The places in some files that name the fields which any of `seeds` names, those included.
    pub fn fields(
        &self,
        scopes: impl Iterator<Item = Scope<'s>>,
        name: &str,
        seeds: &FxHashSet<(FileId, u32)>,
    ) -> Vec<Occurrence> {
        let mut groups = Groups::default();
        let mut found: Vec<(Occurrence, usize)> = Vec::new();
        for scope in scopes {
            if !scope.text().contains(name) {
                continue;
            }
            let mut visitor = Names { parents: Vec::new(), name, found: Vec::new() };
            walk(scope.file, scope.text().len(), &mut visitor);
            for (nodes, levels) in visitor.found {
                if let Some((occurrence, keys)) = self.keys(scope, &nodes, &levels, name) {
                    found.push((occurrence, groups.join(&keys)));
                }
            }
        }
        let seeds: FxHashSet<usize> =
            seeds.iter().filter_map(|(file, start)| groups.find(Key::At(*file, *start))).collect();
        let mut out: Vec<Occurrence> = Vec::new();
        for (occurrence, group) in found {
            if seeds.contains(&groups.root(group)) {
                out.push(occurrence);
            }
        }
        out.sort_by_key(|o| (o.span, o.form));
        out.dedup_by_key(|o| o.span);
        out
    }

    fn keys(
        &self,
        scope: Scope<'s>,
        nodes: &[Node<'s>],
        levels: &[Level<'s>],
        name: &str,
    ) -> Option<(Occurrence, Vec<Key>)> {
        let form = form(nodes)?;
        let ground = self.ground(&scope, levels);
        let resolver = Resolver { scope, ground: &ground };
        let Meaning::Field { owners, name: meant, quoted, binding } = meaning(&resolver, nodes, levels)? else {
            return None;
        };
        if meant != name || matches!(binding, Some(Binding::FieldAlias { .. })) {
            return None;
        }
        let span = nodes.first()?.span();
        let mut keys = vec![Key::At(span.file, span.start)];
        let declarations = resolver.declarations(&owners, Name { text: name, quoted });
        keys.extend(declarations.iter().map(|d| Key::At(d.label.file, d.label.start)));
        // What tells disjuncts apart is one field, though at most one of them is left.
        let whole = owners.iter().filter_map(|o| match o {
            Site::Value(v) => Some(v.undecided()).filter(|of| *of != v.shared_id()),
            _ => None,
        });
        keys.extend(whole.map(Key::Of));
        if declarations.is_empty() {
            let label = resolver.label(Name { text: name, quoted });
            let fields = owners.iter().filter_map(|o| match (o, label) {
                (Site::Value(v), Some(label)) => v.field(label).map(|f| f.value.id()),
                _ => None,
            });
            keys.extend(fields.map(Key::Slot));
        }
        Some((Occurrence { span, form }, keys))
    }
}

/// How the name of the innermost of some nodes is written, if it may name a field.
fn form(nodes: &[Node<'_>]) -> Option<Form> {
    Some(match (nodes.first()?, nodes.get(1)) {
        (Node::Name(_), Some(Node::Label(tenon_syntax::ast::Label::Ident(_)))) => Form::Label,
        (Node::Text(_), Some(Node::Label(_))) => Form::QuotedLabel,
        (Node::Expr(Expr::Ident(_)), _) => Form::Reference,
        (Node::Selector(SelectorLabel::Ident(_)), _) => Form::Selector,
        (Node::Selector(SelectorLabel::String(_)) | Node::Expr(Expr::String(_)), _) => Form::QuotedSelector,
        _ => return None,
    })
}

/// The places of a file that name what an alias, a variable, a `let` or an import declares.
pub(crate) fn locals<'a>(scope: Scope<'a>, declared: Span) -> Vec<Occurrence> {
    let mut out = Vec::new();
    let mut visit = |node: Node<'a>, levels: &[Level<'a>]| {
        match node {
            Node::Name(i) if i.span == declared => out.push(Occurrence { span: i.span, form: Form::Binder }),
            Node::ImportSpec(spec) if spec.path.span == declared => {
                out.push(Occurrence { span: declared, form: Form::Path });
            }
            Node::Expr(Expr::Ident(i)) => {
                let binding = scope.find(&i.name, levels);
                if binding.and_then(|b| declared_at(&b)) == Some(declared) {
                    out.push(Occurrence { span: i.span, form: Form::Reference });
                }
            }
            _ => {}
        }
        true
    };
    walk(scope.file, scope.text().len(), &mut visit);
    out
}

/// Where the name is declared that a binding stands for.
pub(crate) fn declared_at(binding: &Binding<'_>) -> Option<Span> {
    match binding {
        Binding::Import(spec) => Some(import_at(spec)),
        _ => binding.name().map(|i: &Ident| i.span),
    }
}

/// Where an import declares its name.
pub(crate) fn import_at(spec: &ImportSpec) -> Span {
    spec.name.as_ref().map_or(spec.path.span, |n| n.span)
}

/// Finds nodes that are called so.
struct Names<'a, 'n> {
    parents: Vec<Node<'a>>,
    name: &'n str,
    found: Vec<(Vec<Node<'a>>, Vec<Level<'a>>)>,
}

impl<'a> Visit<'a> for Names<'a, '_> {
    fn enter(&mut self, node: Node<'a>, levels: &[Level<'a>]) -> bool {
        let span = node.span();
        while self.parents.last().is_some_and(|p| !p.span().is_none() && !p.span().covers(span)) {
            self.parents.pop();
        }
        let text = match node {
            Node::Name(i) | Node::Expr(Expr::Ident(i)) | Node::Selector(SelectorLabel::Ident(i)) => {
                Some(i.name.as_str())
            }
            Node::Text(s) | Node::Selector(SelectorLabel::String(s)) | Node::Expr(Expr::String(s)) => string_text(s),
            _ => None,
        };
        if text == Some(self.name) {
            let nodes = std::iter::once(node).chain(self.parents.last().copied()).collect();
            self.found.push((nodes, levels.to_vec()));
        }
        self.parents.push(node);
        true
    }
}

/// Sets of keys that belong together.
#[derive(Default)]
struct Groups {
    ids: FxHashMap<Key, usize>,
    up: Vec<usize>,
}

impl Groups {
    fn root(&mut self, mut i: usize) -> usize {
        while self.up[i] != i {
            self.up[i] = self.up[self.up[i]];
            i = self.up[i];
        }
        i
    }

    fn find(&mut self, key: Key) -> Option<usize> {
        let id = *self.ids.get(&key)?;
        Some(self.root(id))
    }

    fn join(&mut self, keys: &[Key]) -> usize {
        let mut all = None;
        for key in keys {
            let next = self.up.len();
            let id = *self.ids.entry(*key).or_insert(next);
            if id == next {
                self.up.push(next);
            }
            let root = self.root(id);
            match all {
                None => all = Some(root),
                Some(first) => self.up[root] = first,
            }
        }
        all.unwrap_or(0)
    }
}
