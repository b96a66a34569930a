//! Whether texts mean the same after a change of names.

use crate::scope::{Binding, Scope};
use crate::snapshot::Snapshot;
use crate::tree::{Level, Node, walk};
use crate::types::Edits;
use std::collections::HashSet;
use std::path::PathBuf;
use tenon_eval::Value;
use tenon_ir::{Interner, Label, LabelKind, literal};
use tenon_source::Span;
use tenon_syntax::ast::Expr;

/// What a name is bound to: a file and a byte in it, as they are after the changes; or what is everywhere.
type Bound = Option<(PathBuf, u32)>;

/// A name that is bound to something else after some changes, by its place before them.
pub(crate) fn same_meaning(before: Scope<'_>, after: Scope<'_>, edits: &Edits) -> Option<Span> {
    let old = bindings(before);
    let new = bindings(after);
    if old.len() != new.len() {
        return Some(old.first().map_or(Span::new(before.file.id, 0, 0), |(s, _)| *s));
    }
    let moved = |bound: &Bound| bound.as_ref().map(|(path, at)| (path.clone(), shifted(edits, path, *at)));
    old.iter().zip(&new).find(|((_, a), (_, b))| moved(a) != *b).map(|((span, _), _)| *span)
}

/// Where a byte is after the changes.
fn shifted(edits: &Edits, path: &PathBuf, at: u32) -> u32 {
    let before = edits.files.get(path).into_iter().flatten().filter(|e| e.start < at);
    let by: i64 = before.map(|e| e.text.len() as i64 - i64::from(e.end - e.start)).sum();
    (i64::from(at) + by).max(0) as u32
}

/// The names that refer to something, and what to.
fn bindings(scope: Scope<'_>) -> Vec<(Span, Bound)> {
    let mut out = Vec::new();
    bindings_of(scope, &mut out);
    out
}

fn bindings_of<'a>(scope: Scope<'a>, out: &mut Vec<(Span, Bound)>) {
    let path = scope.file.path.clone().unwrap_or_default();
    let mut visit = |node: Node<'a>, levels: &[Level<'a>]| {
        if let Node::Expr(Expr::Ident(ident)) = node {
            let here = |span: Span| Some((path.clone(), span.start));
            let bound = match scope.find(&ident.name, levels) {
                Some(Binding::Field { field, .. }) => here(field.label.span()),
                Some(Binding::Import(spec)) => here(spec.span),
                Some(Binding::Package) => scope
                    .elsewhere(&ident.name)
                    .next()
                    .and_then(|(file, field)| Some((file.source.path.clone()?, field.label.span().start))),
                Some(binding) => binding.name().and_then(|i| here(i.span)),
                None => None,
            };
            out.push((ident.span, bound));
        }
        true
    };
    walk(scope.file, scope.text().len(), &mut visit);
}

/// The path of a value that is another one after a change; `renamed`: a field, by its names before and after.
pub(crate) fn same_value(before: &Snapshot, after: &Snapshot, renamed: Option<(&str, &str)>) -> Option<String> {
    let mut compare = Compare { before, after, renamed, seen: HashSet::new(), todo: Vec::new() };
    compare.todo.push((before.value.clone(), after.value.clone()));
    while let Some((a, b)) = compare.todo.pop() {
        if !compare.seen.insert((a.shared_id(), b.shared_id())) {
            continue;
        }
        if !compare.alike(&a, &b) {
            return Some(path_text(before.value.frozen().names(), &a.path()));
        }
    }
    None
}

/// A path of labels, as people write it.
pub(crate) fn path_text(names: &Interner, path: &[Label]) -> String {
    let mut out = String::new();
    for label in path {
        let dot = if out.is_empty() { "" } else { "." };
        match label.as_index() {
            Some(i) => out.push_str(&format!("[{i}]")),
            None => {
                let name = names.name(*label);
                let plain = label.kind() != LabelKind::Regular || literal::is_identifier(name);
                out.push_str(dot);
                out.push_str(&if plain { name.to_owned() } else { literal::one_line(name) });
            }
        }
    }
    out
}

struct Compare<'s> {
    before: &'s Snapshot,
    after: &'s Snapshot,
    renamed: Option<(&'s str, &'s str)>,
    seen: HashSet<(tenon_eval::NodeId, tenon_eval::NodeId)>,
    todo: Vec<(Value, Value)>,
}

impl Compare<'_> {
    /// Whether two values are alike, but for what is in them: that is to be looked at.
    fn alike(&mut self, a: &Value, b: &Value) -> bool {
        let same = a.kind() == b.kind()
            && a.scalar() == b.scalar()
            && a.is_fatal() == b.is_fatal()
            && a.error().is_some() == b.error().is_some()
            && a.stuck().len() == b.stuck().len()
            && a.is_closed() == b.is_closed()
            && a.constraints().len() == b.constraints().len()
            && a.patterns().len() == b.patterns().len();
        if !same {
            return false;
        }
        match (a.disjuncts(), b.disjuncts()) {
            (None, None) => {}
            (Some((x, m)), Some((y, n))) if m == n && x.len() == y.len() => self.todo.extend(x.into_iter().zip(y)),
            _ => return false,
        }
        let (x, y): (Vec<Value>, Vec<Value>) = (a.elements().collect(), b.elements().collect());
        if x.len() != y.len() || a.fields().count() != b.fields().count() {
            return false;
        }
        self.todo.extend(x.into_iter().zip(y));
        for field in a.fields() {
            let Some(other) = self.counterpart(field.label, b) else { return false };
            if other.marker != field.marker {
                return false;
            }
            self.todo.push((field.value, other.value));
        }
        true
    }

    /// The field that a label names after the change.
    fn counterpart(&self, label: Label, b: &Value) -> Option<tenon_eval::Field> {
        let names = self.before.value.frozen().names();
        let after = self.after.value.frozen().names();
        let find = |name: &str| match label.kind() {
            LabelKind::Regular => after.find_regular(name),
            _ => after.find_ident(name, names.package(label)),
        };
        let name = names.name(label);
        let other = self.renamed.filter(|(old, _)| *old == name).and_then(|(_, new)| find(new));
        let renamed = other.and_then(|l| b.field(l));
        renamed.or_else(|| b.field(find(name)?))
    }
}
