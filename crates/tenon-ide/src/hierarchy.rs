//! Who constrains a field, and whom it constrains, as editors show who calls a function and whom it calls.
//!
//! An item is a field where it is declared. Incoming to it is what shapes its value: the other declarations that unification
//! makes it of (of definitions, of patterns, in other files), and the fields that its expression refers to. Outgoing are the
//! fields that it shapes: those whose expressions refer to it, and for a definition, a pattern or a field of one the
//! declarations that it is unified with. So both directions go on from item to item.

use crate::at::{At, Meaning, Step};
use crate::definition::{Destination, definition_around, scope_of};
use crate::host::{Cancelled, Host};
use crate::references::{Target, fields, target_at};
use crate::resolve::Resolver;
use crate::scope::Scope;
use crate::snapshot::Snapshot;
use crate::symbols::SymbolKind;
use crate::tree::{Level, Node, field_span, walk};
use crate::type_definition::{field_at, implementations, referred};
use crate::types::Place;
use std::collections::BTreeSet;
use std::path::Path;
use tenon_source::Span;
use tenon_syntax::ast::{Expr, Field, Label};

/// A field where it is declared.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct HierarchyItem {
    /// The label.
    pub place: Place,
    /// The whole declaration.
    pub whole: Place,
    /// The path of the field in its package.
    pub name: String,
    /// The package.
    pub detail: String,
    /// Whether it is a definition or stands in one.
    pub definition: bool,
}

impl HierarchyItem {
    /// What sort of symbol it is.
    pub fn kind(&self) -> SymbolKind {
        if self.definition { SymbolKind::Definition } else { SymbolKind::Field }
    }
}

/// The field at a byte of a file: the one that a name refers to, or else the innermost one.
pub fn hierarchy(snapshot: &Snapshot, path: &Path, offset: u32) -> Vec<HierarchyItem> {
    let Some(at) = At::new(snapshot, path, offset) else { return Vec::new() };
    if let (None, Some(Meaning::Field { .. })) = (at.label(), at.meaning()) {
        return at.declarations().iter().filter_map(|d| item(snapshot, d.label)).take(1).collect();
    }
    at.field().and_then(|f| item(snapshot, f.label.span())).into_iter().collect()
}

/// The field whose label stands somewhere.
fn item(snapshot: &Snapshot, label: Span) -> Option<HierarchyItem> {
    let field = field_at(snapshot, label)?;
    let scope = scope_of(snapshot, label.file)?;
    let at = At::within(scope, field.label.span().start);
    let mut name = at.path_text();
    if let (Label::Pattern { .. }, Some(Step::Some(_)) | None) | (Label::Dynamic { .. }, None) =
        (&field.label, at.path().last())
        && at.label().is_none()
    {
        name.push_str("[…]");
    }
    let package = scope.package();
    let detail = package.map_or_else(String::new, |p| if p.path.is_empty() { p.name.clone() } else { p.path.clone() });
    Some(HierarchyItem {
        place: snapshot.place(field.label.span())?,
        whole: snapshot.place(field_span(field))?,
        name,
        detail,
        definition: definition_around(snapshot, label).is_some(),
    })
}

/// What shapes the value of the field whose label is at a byte of a file.
pub fn constrained_by(snapshot: &Snapshot, path: &Path, offset: u32) -> Vec<HierarchyItem> {
    let Some(at) = At::new(snapshot, path, offset) else { return Vec::new() };
    let Some(field) = at.field() else { return Vec::new() };
    let own = field.label.span();
    let mut labels: BTreeSet<Span> = at.declarations().iter().map(|d| d.label).collect();
    for (expr, levels) in references(at.scope, field) {
        let ground = crate::ground::Ground::at(&at.scope, &levels);
        let resolver = Resolver { scope: at.scope, ground: &ground };
        labels.extend(referred(&resolver, expr, &levels).iter().map(|d| d.label));
    }
    let found = labels.iter().filter(|l| !own.covers(**l)).filter_map(|l| item(snapshot, *l));
    let mut out: Vec<HierarchyItem> = found.collect();
    out.dedup();
    out
}

/// The references in the value of a field, but not in those of fields in it, each with what is around it.
fn references<'a>(scope: Scope<'a>, field: &'a Field) -> Vec<(&'a Expr, Vec<Level<'a>>)> {
    let value = field.value.span();
    let mut out: Vec<(&'a Expr, Vec<Level<'a>>)> = Vec::new();
    let mut visit = |node: Node<'a>, levels: &[Level<'a>]| {
        let span = node.span();
        if !span.is_none() && !span.covers(value) && !value.covers(span) && !field.span.covers(span) {
            return span.start <= value.start && value.end <= span.end;
        }
        let innermost = levels.iter().rev().find_map(|l| if let Level::Value(f) = l { Some(*f) } else { None });
        let of = innermost.is_some_and(|f| std::ptr::eq(f, field));
        if let (Node::Expr(expr @ (Expr::Ident(_) | Expr::Selector { .. })), true) = (node, of)
            && !out.iter().any(|(e, _)| e.span().covers(span))
        {
            out.push((expr, levels.to_vec()));
        }
        true
    };
    walk(scope.file, scope.text().len(), &mut visit);
    out
}

/// What the field whose label is at a byte of a file shapes.
///
/// # Errors
///
/// It was cancelled.
pub fn constrains(host: &mut Host, path: &Path, offset: u32) -> Result<Vec<HierarchyItem>, Cancelled> {
    let Some(snapshot) = host.snapshot(path)? else { return Ok(Vec::new()) };
    let mut out: BTreeSet<HierarchyItem> = BTreeSet::new();
    let Some(own) = At::new(snapshot, path, offset).and_then(|at| at.field().map(|f| f.label.span())) else {
        return Ok(Vec::new());
    };
    if definition_around(snapshot, own).is_some() || field_at(snapshot, own).is_some_and(is_pattern) {
        let instances = implementations(snapshot, path, offset).to;
        let of = |d: &Destination| {
            let file = snapshot.files().find(|f| f.source.path.as_deref() == Some(&d.name.path))?;
            item(snapshot, Span::new(file.source.id, d.name.start, d.name.end))
        };
        out.extend(instances.iter().filter_map(of));
    }
    if let Some(Target::Field { name, seed }) = target_at(snapshot, path, own.start) {
        for (file, occurrence) in fields(host, path, &name, seed)?.into_iter().filter(|(_, o)| !o.declares()) {
            let Some(snapshot) = host.snapshot(&file)? else { continue };
            let around = At::new(snapshot, &file, occurrence.span.start).and_then(|at| at.field());
            let label = around.map(|f| f.label.span()).filter(|l| *l != own);
            out.extend(label.and_then(|l| item(snapshot, l)));
        }
    }
    Ok(out.into_iter().collect())
}

fn is_pattern(field: &Field) -> bool {
    matches!(field.label, Label::Pattern { .. })
}
