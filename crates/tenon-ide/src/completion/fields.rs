//! Fields that the schema allows, and what their values may be.

use super::{Completion, CompletionKind, Question, Spot};
use crate::bound::declares;
use crate::lookup::Home;
use crate::nodes::{Node, decls};
use crate::show::{Show, kind_text, label_text, marker, scalar_literal, unevaluated};
use std::collections::HashSet;
use tenon_catalogue::e0303;
use tenon_eval::{Conjunct, EnvId, Field, Value};
use tenon_ir::program::{self as ir, ExprId, Marker};
use tenon_ir::{Kind, Label, literal};
use tenon_source::Span;
use tenon_syntax::Tok;
use tenon_syntax::ast::Decl;

/// So many fields are offered.
const MOST: usize = 200;
/// Alternatives that a snippet offers.
const FEW: usize = 20;
/// References that are followed for alternatives.
const MAX_DEPTH: usize = 12;

impl Question<'_> {
    /// The fields of the struct whose declarations stand at a depth of the chain, but those that it has already.
    pub(super) fn fields(&self, depth: usize, out: &mut Vec<Completion>) {
        let values = self.home.values(&self.chain[..depth]);
        let value = if depth == 0 { self.home.root().cloned() } else { values.last().cloned().flatten() };
        let Some(value) = value else { return };
        let here: &[Decl] = match depth.checked_sub(1).map(|i| self.chain[i]) {
            Some(node) => decls(node).unwrap_or(&[]),
            None => &self.file.decls,
        };
        self.fields_of(&value, here, out);
    }

    /// The fields of a value, but those that are declared already.
    pub(super) fn fields_of(&self, value: &Value, here: &[Decl], out: &mut Vec<Completion>) {
        let names = value.frozen().names();
        for f in allowed(value) {
            let name = names.name(f.label);
            // The word at the cursor is in the value, too, where it is a label.
            let own = self.spot.text.get(self.spot.start as usize..self.spot.end as usize) == Some(name)
                && f.value.spans().iter().all(|s| s.file == self.spot.file.id && s.start >= self.spot.end);
            if !own && !declares(here, name) {
                out.push(field_item(self.home, self.spot, &f));
            }
        }
    }

    /// Keywords that begin a declaration.
    pub(super) fn keywords(&self, out: &mut Vec<Completion>) {
        let words = [
            ("for", "for ${1:key}, ${2:value} in ${3:source} {\n\t$0\n}", "a declaration for each field or element"),
            ("if", "if ${1:condition} {\n\t$0\n}", "declarations where a condition holds"),
            ("let", "let ${1:name} = $0", "a name for a value, for this struct alone"),
        ];
        for (word, snippet, detail) in words {
            let item = self.spot.item(word, CompletionKind::Keyword, snippet);
            out.push(Completion { snippet: true, detail: detail.to_owned(), rank: 8, ..item });
        }
        let top = matches!(self.chain.first(), Some(Node::Embed(_)));
        let head =
            self.file.decls.iter().take_while(|d| matches!(d, Decl::Package(_) | Decl::Import(_) | Decl::Attribute(_)));
        let (mut package, mut length) = (false, 0);
        for decl in head {
            package |= matches!(decl, Decl::Package(_));
            length += 1;
        }
        let first =
            self.file.decls.get(length).is_some_and(|d| matches!(d, Decl::Embed(e) if e.span.start == self.spot.start));
        if top && first {
            let item = self.spot.item("import", CompletionKind::Keyword, "import \"$0\"");
            out.push(Completion { snippet: true, detail: "a package that this file uses".to_owned(), rank: 8, ..item });
            if !package && length == 0 {
                let item = self.spot.item("package", CompletionKind::Keyword, "package ");
                out.push(Completion { detail: "the package that this file is part of".to_owned(), rank: 8, ..item });
            }
        }
    }
}

/// The fields that a struct has or may have: those of all disjuncts, where several are left.
pub(crate) fn allowed(value: &Value) -> Vec<Field> {
    let disjuncts = |value: &Value| value.disjuncts().map(|(all, _)| all).unwrap_or_default();
    let mut out: Vec<Field> = Vec::new();
    let mut seen: HashSet<Label> = HashSet::new();
    take(value, &mut seen, &mut out);
    disjuncts(value).iter().for_each(|d| take(d, &mut seen, &mut out));
    if value.is_fatal() || out.is_empty() {
        // What is wrong may keep the struct from having what its schema has.
        for schema in schemas(value) {
            take(&schema, &mut seen, &mut out);
            disjuncts(&schema).iter().for_each(|d| take(d, &mut seen, &mut out));
        }
    }
    out
}

fn take(value: &Value, seen: &mut HashSet<Label>, out: &mut Vec<Field>) {
    for f in value.fields() {
        let refused = f.value.error().is_some_and(|e| e.code == e0303::CODE);
        if out.len() < MOST && !refused && !f.label.is_hidden() && seen.insert(f.label) {
            out.push(f);
        }
    }
}

/// The values that the conjuncts of a place refer to.
fn schemas(value: &Value) -> Vec<Value> {
    let mut out = Vec::new();
    let program = value.frozen().program();
    let mut work: Vec<(ExprId, EnvId)> = Vec::new();
    for conjunct in value.conjuncts() {
        match conjunct {
            Conjunct::Expr(e, env) => work.push((e, env)),
            Conjunct::Value(n) => out.push(value.frozen().value(n)),
        }
    }
    while let Some((e, env)) = work.pop() {
        match program.expr(e) {
            ir::Expr::Binary(ir::BinaryOp::And, a, b) => work.extend([(*a, env), (*b, env)]),
            ir::Expr::Disjunction(all) => work.extend(all.iter().map(|d| (d.expr, env))),
            ir::Expr::Open(e) => work.push((*e, env)),
            _ => out.extend(refer(value, e, env)),
        }
    }
    out
}

/// The value that a reference leads to.
fn refer(value: &Value, e: ExprId, env: EnvId) -> Option<Value> {
    let frozen = value.frozen();
    let node = frozen.view().refer(e, env, &[])?;
    Some(frozen.value(node))
}

fn field_item(home: &Home<'_>, spot: &Spot<'_>, f: &Field) -> Completion {
    let frozen = f.value.frozen();
    let label =
        if spot.string { literal::one_line(frozen.names().name(f.label)) } else { label_text(frozen.names(), f.label) };
    let given = f.marker == Marker::Regular && f.value.scalar().is_some();
    let rank = match f.marker {
        Marker::Required => 0,
        Marker::Regular if given => 3,
        Marker::Regular => 1,
        Marker::Optional => 2,
    };
    let colon = spot.next == Some(Tok::Colon);
    let choices = choices(&f.value, None);
    let text = if colon { label.clone() } else { format!("{}: {}", escape(&label), snippet_of(&f.value, &choices)) };
    let kind = if f.label.is_definition() { CompletionKind::Type } else { CompletionKind::Field };
    Completion {
        detail: format!("{label}{}: {}", marker(f.marker), Show { sources: &home.snapshot.sources }.line(&f.value)),
        docs: home.few_docs(&f.value),
        snippet: !colon,
        rank: if f.label.is_definition() { 4 } else { rank },
        ..spot.item(label, kind, text)
    }
}

/// What a value may be.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Choice {
    /// The literal, or what is written for a struct or a list.
    pub text: String,
    /// Whether it is what the value is when nobody says otherwise.
    pub default: bool,
    /// The text of a string.
    pub string: Option<String>,
    /// It is a struct or a list, with places to fill in.
    pub composed: bool,
}

impl Choice {
    fn literal(value: &Value, default: bool) -> Option<Choice> {
        let scalar = value.scalar()?;
        let string = match scalar {
            tenon_eval::Scalar::Str(s) => Some(s.to_string()),
            _ => None,
        };
        Some(Choice { text: scalar_literal(scalar), default, string, composed: false })
    }

    fn plain(text: impl Into<String>, default: bool) -> Choice {
        Choice { text: text.into(), default, string: None, composed: false }
    }
}

/// What a value may be, by what is written of it; what stands within `own` doesn't count: it is being written.
pub(crate) fn choices(value: &Value, own: Option<Span>) -> Vec<Choice> {
    let mut out: Vec<Choice> = Vec::new();
    if own.is_some() || unevaluated(value) {
        for conjunct in value.conjuncts() {
            let found = match conjunct {
                Conjunct::Expr(e, env) => of_expr(value, e, env, own, 0),
                Conjunct::Value(n) => of_node(&value.frozen().value(n), own, 0),
            };
            if out.is_empty() {
                out = found;
            } else if !found.is_empty() {
                // Both must hold.
                out.retain(|c| found.iter().any(|f| f.text == c.text));
            }
        }
    }
    if out.is_empty() { of_value(value) } else { out }
}

/// What a value that others brought may be; data says nothing of that, and what is wrong is taken apart.
fn of_node(value: &Value, own: Option<Span>, depth: usize) -> Vec<Choice> {
    let conjuncts = value.conjuncts();
    if conjuncts.is_empty() || depth > MAX_DEPTH {
        return Vec::new();
    }
    if !value.is_fatal() {
        return of_value(value);
    }
    let each = conjuncts.into_iter().map(|c| match c {
        Conjunct::Expr(e, env) => of_expr(value, e, env, own, 0),
        Conjunct::Value(n) => of_node(&value.frozen().value(n), own, depth + 1),
    });
    each.into_iter().find(|found| !found.is_empty()).unwrap_or_default()
}

fn of_value(value: &Value) -> Vec<Choice> {
    if let Some((all, defaults)) = value.disjuncts() {
        let each = all.iter().enumerate().filter_map(|(i, v)| match Choice::literal(v, i < defaults) {
            None if v.is_struct() => Some(Choice { composed: true, ..Choice::plain("{\n\t$0\n}", i < defaults) }),
            None if v.is_list() => Some(Choice { composed: true, ..Choice::plain("[$0]", i < defaults) }),
            literal => literal,
        });
        return each.collect();
    }
    if let Some(literal) = Choice::literal(value, false) {
        return vec![literal];
    }
    if value.kind() == Kind::BOOL { truth() } else { Vec::new() }
}

fn truth() -> Vec<Choice> {
    vec![Choice::plain("true", false), Choice::plain("false", false)]
}

fn of_expr(value: &Value, e: ExprId, env: EnvId, own: Option<Span>, depth: usize) -> Vec<Choice> {
    let program = value.frozen().program();
    if depth > MAX_DEPTH || own.is_some_and(|own| own.covers(program.span(e))) {
        return Vec::new();
    }
    let string = |s: &str| Choice { string: Some(s.to_owned()), ..Choice::plain(literal::one_line(s), false) };
    match program.expr(e) {
        ir::Expr::Str(s) => vec![string(s)],
        ir::Expr::Num(n) => vec![Choice::plain(n.to_string(), false)],
        ir::Expr::Bool(b) => vec![Choice::plain(b.to_string(), false)],
        ir::Expr::Null => vec![Choice::plain("null", false)],
        ir::Expr::Basic(ir::Basic::Bool) => truth(),
        ir::Expr::Struct(_) => vec![Choice { composed: true, ..Choice::plain("{\n\t$0\n}", false) }],
        ir::Expr::List(_) => vec![Choice { composed: true, ..Choice::plain("[$0]", false) }],
        ir::Expr::Disjunction(all) => {
            let mut out: Vec<Choice> = Vec::new();
            for d in all {
                for mut choice in of_expr(value, d.expr, env, own, depth + 1) {
                    choice.default |= d.default;
                    if !out.iter().any(|c| c.text == choice.text) {
                        out.push(choice);
                    }
                }
            }
            out
        }
        ir::Expr::Binary(ir::BinaryOp::And, a, b) => {
            let left = of_expr(value, *a, env, own, depth + 1);
            if left.is_empty() { of_expr(value, *b, env, own, depth + 1) } else { left }
        }
        _ => refer(value, e, env).map(|v| of_referred(&v, depth + 1)).unwrap_or_default(),
    }
}

/// What a value that is referred to may be; of another package, it may not have been needed yet.
fn of_referred(value: &Value, depth: usize) -> Vec<Choice> {
    if !unevaluated(value) {
        return of_value(value);
    }
    let each = value.conjuncts().into_iter().map(|c| match c {
        Conjunct::Expr(e, env) => of_expr(value, e, env, None, depth),
        Conjunct::Value(n) => of_node(&value.frozen().value(n), None, depth),
    });
    each.into_iter().find(|found| !found.is_empty()).unwrap_or_default()
}

/// A snippet for a value: the only one that there may be, else a place to fill in.
fn snippet_of(value: &Value, choices: &[Choice]) -> String {
    let literals: Vec<&Choice> = choices.iter().filter(|c| !c.composed).collect();
    if let [one] = literals.as_slice()
        && value.scalar().is_some()
    {
        return escape(&one.text);
    }
    if let Some(default) = literals.iter().find(|c| c.default) {
        return format!("${{1:{}}}", escape(&default.text));
    }
    if !literals.is_empty() && literals.len() == choices.len() && literals.len() <= FEW {
        let all: Vec<String> =
            literals.iter().map(|c| escape(&c.text).replace(',', "\\,").replace('|', "\\|")).collect();
        return format!("${{1|{}|}}", all.join(","));
    }
    match kind_text(kind_of(value)).as_str() {
        "string" => "\"$1\"".to_owned(),
        "bytes" => "'$1'".to_owned(),
        "[...]" => "[$1]".to_owned(),
        "{...}" => "{\n\t$0\n}".to_owned(),
        _ => "$1".to_owned(),
    }
}

/// The types that a value may have, by what is written where that was not needed yet.
pub(crate) fn kind_of(value: &Value) -> Kind {
    if !unevaluated(value) {
        return value.kind();
    }
    let of = |c: &Conjunct| match c {
        Conjunct::Expr(e, env) => kind_of_expr(value, *e, *env, 0),
        Conjunct::Value(n) => value.frozen().value(*n).kind(),
    };
    value.conjuncts().iter().fold(Kind::TOP, |kind, c| kind & of(c))
}

fn kind_of_expr(value: &Value, e: ExprId, env: EnvId, depth: usize) -> Kind {
    if depth > MAX_DEPTH {
        return Kind::TOP;
    }
    let inner = |e: ExprId| kind_of_expr(value, e, env, depth + 1);
    match value.frozen().program().expr(e) {
        ir::Expr::Basic(basic) => basic.kind(),
        ir::Expr::Str(_) | ir::Expr::Interpolation(_) => Kind::STRING,
        ir::Expr::Bytes(_) | ir::Expr::BytesInterpolation(_) => Kind::BYTES,
        ir::Expr::Num(_) => Kind::NUMBER,
        ir::Expr::Bool(_) => Kind::BOOL,
        ir::Expr::Null => Kind::NULL,
        ir::Expr::Struct(_) => Kind::STRUCT,
        ir::Expr::List(_) => Kind::LIST,
        ir::Expr::Bound(ir::BoundOp::Match | ir::BoundOp::NotMatch, _) => Kind::STRING,
        ir::Expr::Bound(_, of) => inner(*of),
        ir::Expr::Binary(ir::BinaryOp::And, a, b) => inner(*a) & inner(*b),
        ir::Expr::Disjunction(all) => all.iter().fold(Kind::BOTTOM, |kind, d| kind | inner(d.expr)),
        _ => refer(value, e, env).map_or(Kind::TOP, |v| v.kind()),
    }
}

/// A text in which nothing is a place to fill in.
fn escape(text: &str) -> String {
    text.replace('\\', "\\\\").replace('$', "\\$").replace('}', "\\}")
}
