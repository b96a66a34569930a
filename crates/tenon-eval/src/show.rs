//! Values and expressions in a few words, for messages.

use crate::engine::Evaluator;
use crate::node::*;
use tenon_catalogue::e0302;
use tenon_ir::program::{Clause, ComprehensionId, Decl, Element, Expr, ExprId, Marker, UnaryOp};
use tenon_ir::{Kind, Label};

/// Values are shown this deep.
const DEPTH: u32 = 6;

/// Expressions are shown this deep: what is written ends.
const EXPR_DEPTH: u32 = 64;

pub(crate) fn scalar_text(s: &Scalar) -> String {
    match s {
        Scalar::Null => "null".into(),
        Scalar::Bool(b) => b.to_string(),
        Scalar::Num(x) => x.to_string(),
        Scalar::Str(s) => quote(s),
        Scalar::Bytes(b) => format!("'{}'", String::from_utf8_lossy(b).escape_debug()),
    }
}

impl Evaluator<'_> {
    pub(crate) fn show_scalar(&self, s: &Scalar) -> String {
        scalar_text(s)
    }

    pub(crate) fn show_label(&self, label: Label) -> String {
        if let Some(i) = label.as_index() {
            return i.to_string();
        }
        let name = self.names.name(label);
        let plain = name.chars().enumerate().all(|(i, c)| {
            c == '_' || c == '$' || c == '#' && i < 2 || c.is_alphabetic() || i > 0 && c.is_ascii_digit()
        });
        if !name.is_empty() && plain && (!label.is_regular() || !name.starts_with(['_', '#'])) {
            name.into()
        } else {
            quote(name)
        }
    }

    pub(crate) fn show_node(&self, n: NodeId) -> String {
        self.node_text(n, DEPTH)
    }

    fn node_text(&self, n: NodeId, depth: u32) -> String {
        let n = self.deref(n);
        let node = self.node(n);
        if depth == 0 {
            return "…".into();
        }
        match &node.base {
            Base::Scalar(s) => return self.show_scalar(s),
            Base::Error(_) => return "_|_".into(),
            Base::Disjunction(d) => {
                let all: Vec<String> = d.values.iter().take(12).map(|v| self.node_text(*v, depth - 1)).collect();
                return all.join(" | ");
            }
            _ => {}
        }
        if node.kind == Kind::LIST {
            let elements = node.fields.iter().filter(|f| f.label.as_index().is_some());
            let mut items: Vec<String> = elements.take(12).map(|f| self.node_text(f.node, depth - 1)).collect();
            if !self.list_is_closed(n) {
                items.push("...".into());
            }
            return format!("[{}]", items.join(","));
        }
        if node.kind == Kind::STRUCT || !node.fields.is_empty() {
            let fields: Vec<String> = node
                .fields
                .iter()
                .filter(|f| !f.label.is_definition())
                .take(12)
                .map(|f| {
                    let mark = match f.marker {
                        Marker::Required => "!",
                        Marker::Optional => "?",
                        Marker::Regular => "",
                    };
                    format!("{}{mark}:{}", self.show_label(f.label), self.node_text(f.node, depth - 1))
                })
                .collect();
            return format!("{{{}}}", fields.join(","));
        }
        let mut parts = Vec::new();
        if let Some(ext) = &node.ext {
            for check in &ext.checks {
                parts.push(match check {
                    Check::Bound { op, value, .. } => format!("{}{}", op.as_str(), self.show_scalar(value)),
                    Check::Range { basic, .. } => basic.name().to_string(),
                    Check::Call { expr, .. } => self.show_expr(*expr),
                });
            }
            if parts.is_empty() && !ext.stuck.is_empty() {
                let stuck: Vec<String> = ext
                    .stuck
                    .iter()
                    .take(4)
                    .map(|(c, _)| match c.term {
                        Term::Expr(e, _) => self.show_expr(e),
                        Term::Node(_) => "_".into(),
                    })
                    .collect();
                return stuck.join(" & ");
            }
        }
        if node.state == State::New {
            // Nobody has asked for its value: what is written there.
            parts.extend(node.conjuncts.iter().filter_map(|c| match c.term {
                Term::Expr(e, _) => Some(self.show_expr(e)),
                Term::Node(_) => None,
            }));
        }
        if parts.is_empty() { node.kind.describe() } else { parts.join(" & ") }
    }

    pub(crate) fn show_expr(&self, e: ExprId) -> String {
        self.expr_text(e, EXPR_DEPTH)
    }

    /// An expression that needs no parentheses where it stands.
    pub(crate) fn show_operand(&self, e: ExprId) -> String {
        match self.prog.expr(e) {
            Expr::Binary(op, a, b) => format!("{} {} {}", self.show_expr(*a), op.as_str(), self.show_expr(*b)),
            _ => self.show_expr(e),
        }
    }

    fn list_text(&self, all: &[ExprId], depth: u32) -> String {
        all.iter().map(|a| self.expr_text(*a, depth)).collect::<Vec<_>>().join(", ")
    }

    fn expr_text(&self, e: ExprId, depth: u32) -> String {
        if depth == 0 {
            return "…".into();
        }
        let d = depth - 1;
        match self.prog.expr(e) {
            Expr::Bottom => format!("_|_({})", e0302::MESSAGE),
            Expr::Top => "_".into(),
            Expr::Null => "null".into(),
            Expr::Bool(b) => b.to_string(),
            Expr::Num(x) => x.to_string(),
            Expr::Str(s) => quote(s),
            Expr::Bytes(b) => format!("'{}'", String::from_utf8_lossy(b).escape_debug()),
            Expr::Basic(b) => b.name().into(),
            Expr::Data(_) => "_".into(),
            Expr::Predeclared(p) => p.name().into(),
            Expr::Import(i) => self.names.name(i.name).into(),
            Expr::Bound(op, a) => format!("{}{}", op.as_str(), self.expr_text(*a, d)),
            Expr::Unary(op, a) => {
                let op = match op {
                    UnaryOp::Plus => "+",
                    UnaryOp::Minus => "-",
                    UnaryOp::Not => "!",
                };
                format!("{op}{}", self.expr_text(*a, d))
            }
            Expr::Binary(op, a, b) => {
                format!("({} {} {})", self.expr_text(*a, d), op.as_str(), self.expr_text(*b, d))
            }
            Expr::Disjunction(all) => {
                let all: Vec<String> = all
                    .chunk_by(|x, y| x.within.is_some() && x.within == y.within)
                    .map(|same| match (same[0].within, same[0].default) {
                        (Some(within), _) => self.expr_text(within, d),
                        (None, true) => format!("*{}", self.expr_text(same[0].expr, d)),
                        (None, false) => self.expr_text(same[0].expr, d),
                    })
                    .collect();
                format!("({})", all.join("|"))
            }
            Expr::Interpolation(parts) | Expr::BytesInterpolation(parts) => {
                let mut text = String::from("\"");
                for (i, p) in parts.iter().enumerate() {
                    match self.prog.expr(*p) {
                        Expr::Str(s) if i % 2 == 0 => text.push_str(&s.escape_debug().to_string()),
                        _ => text.push_str(&format!("\\({})", self.expr_text(*p, d))),
                    }
                }
                text.push('"');
                text
            }
            Expr::Struct(id) => {
                let decls = &self.prog.struct_lit(*id).decls;
                let all: Vec<String> = decls.iter().filter_map(|decl| self.decl_text(decl, d)).collect();
                format!("{{{}}}", all.join(","))
            }
            Expr::List(elements) => {
                let all: Vec<String> = elements
                    .iter()
                    .map(|x| match x {
                        Element::Expr(e) => self.expr_text(*e, d),
                        Element::Comprehension(id) => self.comprehension_text(*id, d),
                        Element::Ellipsis(Some(e)) => format!("...{}", self.expr_text(*e, d)),
                        Element::Ellipsis(None) => "...".into(),
                    })
                    .collect();
                format!("[{}]", all.join(","))
            }
            Expr::Field { label, alias, .. } => self.names.name(alias.unwrap_or(*label)).into(),
            Expr::Let { id, .. } => self.names.name(self.prog.lets[id.0 as usize].name).into(),
            Expr::Node { name, .. }
            | Expr::LabelOf { name, .. }
            | Expr::ForKey { name, .. }
            | Expr::ForValue { name, .. }
            | Expr::ClauseLet { name, .. }
            | Expr::Dynamic { name, .. } => self.names.name(*name).into(),
            Expr::Select(x, label) => format!("{}.{}", self.expr_text(*x, depth), self.show_label(*label)),
            Expr::Index(x, i) => format!("{}[{}]", self.expr_text(*x, d), self.expr_text(*i, d)),
            Expr::Slice(x, a, b) => {
                let part = |p: &Option<ExprId>| p.map_or(String::new(), |p| self.expr_text(p, d));
                format!("{}[{}:{}]", self.expr_text(*x, d), part(a), part(b))
            }
            Expr::Call(f, args) => format!("{}({})", self.expr_text(*f, depth), self.list_text(args, d)),
            Expr::Alias(_, x) => self.expr_text(*x, depth),
            Expr::Optional(x) => format!("{}?", self.expr_text(*x, depth)),
            Expr::Open(x) => format!("{}...", self.expr_text(*x, depth)),
        }
    }

    fn decl_text(&self, decl: &Decl, d: u32) -> Option<String> {
        let mark = |m: &Marker| match m {
            Marker::Regular => "",
            Marker::Optional => "?",
            Marker::Required => "!",
        };
        Some(match decl {
            Decl::Field { label, marker, value, .. } => {
                format!("{}{}:{}", self.show_label(*label), mark(marker), self.expr_text(*value, d))
            }
            Decl::Dynamic { key, marker, value, .. } => {
                format!("({}){}:{}", self.expr_text(*key, d), mark(marker), self.expr_text(*value, d))
            }
            Decl::Pattern { pattern, value, .. } => {
                format!("[{}]:{}", self.expr_text(*pattern, d), self.expr_text(*value, d))
            }
            Decl::Ellipsis { .. } => "...".into(),
            Decl::Embed { expr, .. } => self.expr_text(*expr, d),
            Decl::Comprehension(id) => self.comprehension_text(*id, d),
            Decl::Let(_) | Decl::Attribute(..) => return None,
        })
    }

    fn comprehension_text(&self, id: ComprehensionId, d: u32) -> String {
        let c = self.prog.comprehension(id);
        let mut text = String::new();
        for clause in c.clauses.iter() {
            match clause {
                Clause::For { value, source, .. } => {
                    text.push_str(&format!("for {} in {} ", self.names.name(*value), self.expr_text(*source, d)));
                }
                Clause::If(e) => text.push_str(&format!("if {} ", self.expr_text(*e, d))),
                Clause::Let { name, expr } => {
                    text.push_str(&format!("let {} = {} ", self.names.name(*name), self.expr_text(*expr, d)));
                }
                Clause::Try { .. } => text.push_str("try "),
            }
        }
        text.push_str(&self.expr_text(c.body, d));
        text
    }
}

fn quote(s: &str) -> String {
    let mut out = String::with_capacity(s.len() + 2);
    out.push('"');
    for c in s.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            '\r' => out.push_str("\\r"),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}
