//! The definition that closes or types a value, and, the other way round, the places where a definition, a pattern or a field
//! of one is given values.

use crate::at::{At, Meaning};
use crate::definition::{Destination, Destinations, definition_around, destination, scope_of};
use crate::ground::field_values;
use crate::occurrence::Search;
use crate::resolve::{Declaration, Name, Resolver, Site, Sort, declarations};
use crate::snapshot::Snapshot;
use crate::tree::{Level, Node, field_span, label_text};
use std::collections::HashSet;
use std::path::Path;
use tenon_eval::Value;
use tenon_ir::program::Marker;
use tenon_source::Span;
use tenon_syntax::ast::{BinaryOp, Expr, Field, Label, SelectorLabel, UnaryOp};

/// References are followed this far to a definition.
const MAX_DEPTH: u32 = 6;

/// So many places are told.
const MANY: usize = 1000;

/// The definitions that close or type what is at a byte of a file; where there are none, what it is declared in.
pub fn type_definition(snapshot: &Snapshot, path: &Path, offset: u32) -> Destinations {
    let Some(at) = At::new(snapshot, path, offset) else { return Destinations::default() };
    let mut found: Vec<Span> = Vec::new();
    let declared = match at.meaning() {
        Some(Meaning::Field { .. }) => at.declarations(),
        Some(Meaning::Local(_)) => {
            if let Node::Expr(expr) = at.node() {
                at.resolve(expr).iter().for_each(|site| types_of_site(snapshot, site, &mut found));
            }
            Vec::new()
        }
        _ => return Destinations::default(),
    };
    for d in &declared {
        types_of(snapshot, d, MAX_DEPTH, &mut found);
    }
    if found.is_empty() {
        found.extend(declared.iter().filter_map(|d| definition_around(snapshot, d.label)));
    }
    let mut seen = HashSet::new();
    found.retain(|s| seen.insert(*s));
    let to: Vec<Destination> = found.iter().filter_map(|s| whole(snapshot, *s)).collect();
    Destinations { origin: Some(at.node().span()).filter(|_| !to.is_empty()), to }
}

/// The field whose label stands somewhere, as somewhere to go.
fn whole(snapshot: &Snapshot, label: Span) -> Option<Destination> {
    let field = field_at(snapshot, label)?;
    Some(Destination { whole: snapshot.place(field_span(field))?, name: snapshot.place(label)? })
}

/// The field whose label stands at a span.
pub(crate) fn field_at(snapshot: &Snapshot, label: Span) -> Option<&Field> {
    let at = At::within(scope_of(snapshot, label.file)?, label.start);
    at.nodes.iter().find_map(|n| match n {
        Node::Field(f) if f.label.span().covers(label) => Some(*f),
        _ => None,
    })
}

fn types_of_site(snapshot: &Snapshot, site: &Site<'_>, out: &mut Vec<Span>) {
    let Site::Value(value) = site else { return };
    let owner = value.label().and_then(|l| Some((value.frozen().around(value.id())?, l)));
    if let Some((owner, label)) = owner {
        declarations(&owner, label).iter().for_each(|d| types_of(snapshot, d, MAX_DEPTH, out));
    }
}

/// The definitions that a declaration refers to.
fn types_of(snapshot: &Snapshot, d: &Declaration, depth: u32, out: &mut Vec<Span>) {
    let Some(field) = field_at(snapshot, d.label) else { return };
    if is_definition(&field.label) {
        out.push(field.label.span());
        return;
    }
    let Some(scope) = scope_of(snapshot, d.label.file) else { return };
    // What is right of the colon, among the levels that are around it.
    let at = At::within(scope, field.value.span().start);
    let mut levels = at.levels.clone();
    let own = levels.iter().rposition(|l| matches!(l, Level::Value(f) if f.span == field.span));
    levels.truncate(own.map_or(levels.len(), |i| i + 1));
    if let Label::Pattern { .. } = field.label {
        levels.push(Level::Pattern(field));
    }
    let resolver = at.resolver();
    for reference in references_in(&field.value) {
        for declaration in referred(&resolver, reference, &levels) {
            let target = field_at(snapshot, declaration.label);
            match target {
                Some(f) if is_definition(&f.label) => out.push(f.label.span()),
                _ if depth > 0 => types_of(snapshot, &declaration, depth - 1, out),
                _ => {}
            }
        }
    }
}

/// The declarations of what an expression refers to.
pub(crate) fn referred<'a>(resolver: &Resolver<'a, '_>, expr: &'a Expr, levels: &[Level<'a>]) -> Vec<Declaration> {
    match expr {
        Expr::Ident(ident) => {
            let Some(binding) = resolver.scope.find(&ident.name, levels) else { return Vec::new() };
            let Some(owners) = resolver.owners(&binding, levels) else { return Vec::new() };
            let name = match binding {
                crate::scope::Binding::FieldAlias { field, .. } => label_text(&field.label).unwrap_or(&ident.name),
                _ => &ident.name,
            };
            resolver.declarations(&owners, Name { text: name, quoted: false })
        }
        Expr::Selector { expr, label, .. } => {
            let name = match &**label {
                SelectorLabel::Ident(i) => Name { text: &i.name, quoted: false },
                SelectorLabel::String(s) => match crate::tree::string_text(s) {
                    Some(text) => Name { text, quoted: true },
                    None => return Vec::new(),
                },
            };
            resolver.declarations(&resolver.sites(expr, levels), name)
        }
        _ => Vec::new(),
    }
}

/// The references that a value is unified with.
pub(crate) fn references_in(expr: &Expr) -> Vec<&Expr> {
    let (mut out, mut todo) = (Vec::new(), vec![expr]);
    while let Some(expr) = todo.pop() {
        match expr {
            Expr::Ident(_) | Expr::Selector { .. } => out.push(expr),
            Expr::Paren { expr, .. }
            | Expr::Alias { expr, .. }
            | Expr::Open { expr, .. }
            | Expr::Unary { op: UnaryOp::Default, expr, .. } => todo.push(expr),
            Expr::Binary { op: BinaryOp::And | BinaryOp::Or, left, right, .. } => todo.extend([&**right, &**left]),
            Expr::Struct(s) => todo.extend(s.decls.iter().rev().filter_map(|d| match d {
                tenon_syntax::ast::Decl::Embed(e) => Some(&e.expr),
                _ => None,
            })),
            _ => {}
        }
    }
    out
}

fn is_definition(label: &Label) -> bool {
    matches!(label, Label::Ident(i) if i.name.starts_with('#') || i.name.starts_with("_#"))
}

/// The places where what is at a byte of a file is given values: for a definition or a pattern the fields that it is part
/// of, for a field the declarations that say more of it. It goes through everything.
pub fn implementations(snapshot: &Snapshot, path: &Path, offset: u32) -> Destinations {
    let Some(at) = At::new(snapshot, path, offset) else { return Destinations::default() };
    let declared: Vec<Span> = match at.meaning() {
        Some(Meaning::Field { .. }) => at.declarations().iter().map(|d| d.label).collect(),
        _ => at
            .nodes
            .iter()
            .find_map(|n| if let Node::Field(f) = n { Some(f.label.span()) } else { None })
            .into_iter()
            .collect(),
    };
    let search = Search::everywhere(snapshot);
    let mut found: Vec<Declaration> = Vec::new();
    let mut seen: HashSet<Span> = declared.iter().copied().collect();
    let mut todo = declared;
    while let Some(label) = todo.pop() {
        let Some(field) = field_at(snapshot, label) else { continue };
        for value in instances(snapshot, &search, field) {
            let Some((owner, label)) = value.label().and_then(|l| Some((value.frozen().around(value.id())?, l))) else {
                continue;
            };
            for d in declarations(&owner, label) {
                let counts = d.sort != Sort::Pattern && definition_around(snapshot, d.label).is_none();
                if counts && seen.insert(d.label) {
                    found.push(d);
                }
            }
            if found.len() > MANY {
                break;
            }
        }
        // What is no struct leaves no trace where it is referred to.
        if is_definition(&field.label) && literals_in(&field.value).is_empty() {
            for label in referring(&search, field) {
                if !seen.insert(label) {
                    continue;
                }
                match definition_around(snapshot, label) {
                    None => found.push(Declaration { label, value: label, sort: Sort::Field, marker: Marker::Regular }),
                    // A field of a definition is given its values where that is used.
                    Some(_) => todo.push(label),
                }
            }
        }
    }
    let mut to: Vec<Destination> = found.iter().filter_map(|d| destination(snapshot, d)).collect();
    to.sort_by(|a, b| a.name.cmp(&b.name));
    Destinations { origin: Some(at.node().span()).filter(|_| !to.is_empty()), to }
}

/// The values that the value of a field is part of.
pub(crate) fn instances(snapshot: &Snapshot, search: &Search<'_>, field: &Field) -> Vec<Value> {
    let frozen = snapshot.value.frozen();
    let mut out = Vec::new();
    let mut seen = HashSet::new();
    let mut add = |value: Value| {
        if seen.insert(value.id()) {
            out.push(value);
        }
    };
    // Where its literals became part of a value.
    for (_, env) in literals_in(&field.value).iter().flat_map(|span| search.instances(*span)) {
        frozen.frame_value(*env, 0).into_iter().for_each(&mut add);
    }
    // Where the field itself did.
    if let Some(scope) = scope_of(snapshot, field.span.file) {
        let at = At::within(scope, field.label.span().start);
        let around = at.levels.iter().position(|l| matches!(l, Level::Value(f) if f.span == field.span));
        let levels = &at.levels[..around.unwrap_or(at.levels.len())];
        for instance in &search.ground(&scope, levels).instances {
            if let Some(owner) = frozen.frame_value(instance.1, 0) {
                for value in field_values(frozen, &owner, *instance, field) {
                    // A reference alone makes no value of its own.
                    frozen.sharing(&value).into_iter().for_each(&mut add);
                    add(value);
                }
            }
        }
    }
    out
}

/// The labels of the fields whose values refer to a field.
pub(crate) fn referring(search: &Search<'_>, field: &Field) -> Vec<Span> {
    let (Some(name), label) = (label_text(&field.label), field.label.span()) else { return Vec::new() };
    let seeds = std::iter::once((label.file, label.start)).collect();
    let found = search.fields(search.scopes(), name, &seeds).into_iter().filter(|o| !o.declares());
    let around = found.filter_map(|o| {
        let at = At::within(scope_of(search.snapshot, o.span.file)?, o.span.start);
        at.nodes.iter().find_map(|n| if let Node::Field(f) = n { Some(f.label.span()) } else { None })
    });
    around.collect()
}

/// The struct literals that an expression is made of.
fn literals_in(expr: &Expr) -> Vec<Span> {
    let (mut out, mut todo) = (Vec::new(), vec![expr]);
    while let Some(expr) = todo.pop() {
        match expr {
            Expr::Struct(s) => out.push(s.span),
            Expr::Paren { expr, .. } | Expr::Alias { expr, .. } | Expr::Open { expr, .. } => todo.push(expr),
            Expr::Binary { op: BinaryOp::And | BinaryOp::Or, left, right, .. } => todo.extend([&**right, &**left]),
            _ => {}
        }
    }
    out
}
