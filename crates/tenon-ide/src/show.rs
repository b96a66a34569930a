//! Values in a few words: never more than fits beside a name or into a small window, however large they are.

use tenon_eval::{Conjunct, Constraint, Scalar, Value};
use tenon_ir::program::{Decl, Expr, ExprId, Marker, Program, StructLit};
use tenon_ir::{Interner, Kind, Label, literal};
use tenon_source::{SourceMap, Span};

/// Disjuncts and fields on one line.
const FEW: usize = 4;
/// Disjuncts where little else is shown.
const MANY: usize = 12;
/// Characters of a text.
const LONG: usize = 80;

/// Writes values.
pub(crate) struct Show<'a> {
    /// The texts of the program, from which constraints are taken as written.
    pub sources: &'a SourceMap,
}

impl Show<'_> {
    /// A value on one line.
    pub fn line(&self, value: &Value) -> String {
        self.inline(value, 1)
    }

    fn inline(&self, value: &Value, depth: usize) -> String {
        if value.is_fatal() {
            return "_|_".to_owned();
        }
        if let Some((all, defaults)) = value.disjuncts() {
            let most = if depth == 0 { FEW } else { MANY };
            let mut shown: Vec<String> = Vec::new();
            for (i, disjunct) in all.iter().enumerate().take(most) {
                let star = if i < defaults { "*" } else { "" };
                shown.push(format!("{star}{}", self.inline(disjunct, 0)));
            }
            if all.len() > most {
                shown.push("…".to_owned());
            }
            return shown.join(" | ");
        }
        if let Some(scalar) = value.scalar() {
            return scalar_text(scalar);
        }
        if let Some((conjunct, _)) = value.stuck().first().filter(|_| value.fields().next().is_none()) {
            return self.conjunct(value, *conjunct);
        }
        if value.is_list() {
            return self.list(value, depth);
        }
        if value.is_struct() {
            return self.struct_line(value, depth);
        }
        self.limits(value)
    }

    fn list(&self, value: &Value, depth: usize) -> String {
        let mut shown: Vec<String> = Vec::new();
        let elements: Vec<Value> = value.elements().take(FEW + 1).collect();
        if depth == 0 && !elements.is_empty() {
            return "[…]".to_owned();
        }
        shown.extend(elements.iter().take(FEW).map(|e| self.inline(e, 0)));
        if elements.len() > FEW {
            shown.push("…".to_owned());
        } else if value.is_open_list() {
            let kinds = value.element_types();
            let text = kinds.first().map_or_else(String::new, |c| self.conjunct(value, *c));
            shown.push(format!("...{text}"));
        }
        format!("[{}]", shown.join(", "))
    }

    fn struct_line(&self, value: &Value, depth: usize) -> String {
        let names = value.frozen().names();
        let fields: Vec<_> = value.fields().filter(|f| !f.label.is_hidden()).take(FEW + 1).collect();
        if fields.is_empty() {
            let (program, open) = (value.frozen().program(), !value.is_closed());
            return match value.patterns().first() {
                Some((p, v, _)) => format!("{{[{}]: {}}}", self.written(program, *p), self.written(program, *v)),
                None => if open { "{...}" } else { "{}" }.to_owned(),
            };
        }
        if depth == 0 {
            return "{…}".to_owned();
        }
        let mut shown: Vec<String> = Vec::new();
        for f in fields.iter().take(FEW) {
            shown.push(format!("{}{}: {}", label_text(names, f.label), marker(f.marker), self.inline(&f.value, 0)));
        }
        if fields.len() > FEW {
            shown.push("…".to_owned());
        }
        format!("{{{}}}", shown.join(", "))
    }

    /// A struct with a line for each field, everything else on one line.
    pub fn block(&self, value: &Value) -> String {
        if let [Conjunct::Expr(e, _)] = value.conjuncts()[..]
            && unevaluated(value)
            && let Some(lines) = self.lines(value.frozen().program().span(e))
        {
            return lines;
        }
        if value.is_fatal() || !value.is_struct() || value.scalar().is_some() {
            return self.line(value);
        }
        let names = value.frozen().names();
        let mut fields: Vec<_> = value.fields().filter(|f| !f.label.is_hidden()).take(MANY + 1).collect();
        let more = fields.len() > MANY;
        fields.truncate(MANY);
        if fields.is_empty() {
            return self.line(value);
        }
        let mut out = "{\n".to_owned();
        for f in fields {
            let head = format!("{}{}", label_text(names, f.label), marker(f.marker));
            out.push_str(&format!("\t{head}: {}\n", self.inline(&f.value, 0)));
        }
        out.push_str(if more { "\t…\n}" } else { "}" });
        out
    }

    fn limits(&self, value: &Value) -> String {
        let mut parts: Vec<String> = Vec::new();
        for constraint in value.constraints() {
            match constraint {
                Constraint::Bound(op, scalar, _) => parts.push(format!("{}{}", op.as_str(), scalar_text(&scalar))),
                Constraint::Range(basic, _) => parts.insert(0, basic.name().to_owned()),
                Constraint::Validator(v) => parts.push(self.written(value.frozen().program(), v.call)),
            }
        }
        let kind = value.kind();
        if parts.is_empty() && unevaluated(value) {
            parts.extend(value.conjuncts().iter().take(FEW).map(|c| self.conjunct(value, *c)));
            return parts.join(" & ");
        }
        let typed = parts.first().is_some_and(|p| p.starts_with(|c: char| c.is_ascii_alphabetic()) && !p.contains('('));
        if parts.is_empty() || !typed && (kind == Kind::INT || kind == Kind::FLOAT || kind == Kind::STRING) {
            parts.insert(0, kind_text(kind));
        }
        parts.join(" & ")
    }

    fn conjunct(&self, value: &Value, conjunct: Conjunct) -> String {
        let program = value.frozen().program();
        match conjunct {
            Conjunct::Expr(e, _) => match program.expr(e) {
                Expr::Struct(id) => self.literal(program, program.struct_lit(*id)),
                _ => self.written(program, e),
            },
            Conjunct::Value(n) => self.inline(&value.frozen().value(n), 0),
        }
    }

    /// The first few fields of a struct literal that was not evaluated.
    fn literal(&self, program: &Program, literal: &StructLit) -> String {
        let mut shown: Vec<String> = Vec::new();
        for decl in &literal.decls {
            let Decl::Field { label, marker: mark, value, .. } = decl else { continue };
            let name = label_text(&program.interner, *label);
            let text = match program.expr(*value) {
                Expr::Struct(_) => "{…}".to_owned(),
                _ => self.written(program, *value),
            };
            shown.push(format!("{name}{}: {text}", marker(*mark)));
        }
        let more = shown.len() > FEW || shown.is_empty();
        shown.truncate(FEW);
        shown.extend(more.then(|| "…".to_owned()));
        format!("{{{}}}", shown.join(", "))
    }

    /// An expression of some lines as it is written; nothing where it has one line.
    fn lines(&self, span: Span) -> Option<String> {
        let source = self.sources.get(span.file)?.text();
        let text = source.get(span.start as usize..span.end as usize)?;
        let indent = crate::format::indent_of(source, span.start as usize);
        let mut lines: Vec<&str> = text.lines().map(|l| l.strip_prefix(indent).unwrap_or(l)).collect();
        if lines.len() < 2 {
            return None;
        }
        if lines.len() > MANY {
            lines.truncate(MANY);
            lines.extend(["\t…", "}"]);
        }
        Some(lines.join("\n"))
    }

    /// An expression as it is written, on one line.
    fn written(&self, program: &Program, e: ExprId) -> String {
        self.text(program.span(e))
    }

    /// What stands at a place, on one line.
    pub fn text(&self, span: Span) -> String {
        let text = self.sources.get(span.file).and_then(|s| s.text().get(span.start as usize..span.end as usize));
        let text = text.map(str::trim).filter(|t| !t.is_empty()).unwrap_or("_");
        short(&one_line(text))
    }
}

/// A text of several lines on one, without comments.
fn one_line(text: &str) -> String {
    let mut out = String::new();
    for line in text.lines() {
        let comment = line.match_indices("//").find(|(i, _)| {
            let before = &line[..*i];
            before.matches('"').count() % 2 == 0 && (before.is_empty() || before.ends_with(char::is_whitespace))
        });
        let line = line[..comment.map_or(line.len(), |(i, _)| i)].trim();
        let words: Vec<&str> = line.split_whitespace().collect();
        if words.is_empty() {
            continue;
        }
        if !out.is_empty() && !out.ends_with(['{', '[', '(']) && !line.starts_with(['}', ']', ')']) {
            let ends = out.ends_with(|c: char| c.is_alphanumeric() || "\"'_}])?!.".contains(c));
            out.push_str(if ends { ", " } else { " " });
        }
        out.push_str(&words.join(" "));
    }
    out
}

/// Whether it was not needed yet what a value is: that of an optional field, mostly.
pub(crate) fn unevaluated(value: &Value) -> bool {
    value.kind() == Kind::TOP && value.error().is_none() && value.stuck().is_empty() && !value.conjuncts().is_empty()
}

/// A scalar as a literal, cut where it is long.
pub(crate) fn scalar_text(scalar: &Scalar) -> String {
    short(&scalar_literal(scalar))
}

/// A scalar as a literal.
pub(crate) fn scalar_literal(scalar: &Scalar) -> String {
    match scalar {
        Scalar::Null => "null".to_owned(),
        Scalar::Bool(b) => b.to_string(),
        Scalar::Num(n) => n.to_string(),
        Scalar::Str(s) => literal::one_line(s),
        Scalar::Bytes(b) => literal::bytes(b),
    }
}

/// Types as they are written in the language.
pub(crate) fn kind_text(kind: Kind) -> String {
    let text = kind.describe();
    let inner = text.strip_prefix('(').and_then(|t| t.strip_suffix(')')).unwrap_or(&text);
    let word = |w: &str| match w {
        "list" => "[...]".to_owned(),
        "struct" => "{...}".to_owned(),
        _ => w.to_owned(),
    };
    inner.split('|').map(word).collect::<Vec<_>>().join(" | ")
}

/// A label, in quotes where it needs them.
pub(crate) fn label_text(names: &Interner, label: Label) -> String {
    if let Some(i) = label.as_index() {
        return i.to_string();
    }
    let name = names.name(label);
    if label.is_regular() { quoted_label(name) } else { name.to_owned() }
}

/// A regular field's name, in quotes where it needs them.
pub(crate) fn quoted_label(name: &str) -> String {
    if literal::is_identifier(name) { name.to_owned() } else { literal::one_line(name) }
}

/// The path of a value, labels joined with dots.
pub(crate) fn path_text(value: &Value) -> String {
    let names = value.frozen().names();
    let mut out = String::new();
    for label in value.path() {
        match label.as_index() {
            Some(i) => out.push_str(&format!("[{i}]")),
            None => {
                if !out.is_empty() {
                    out.push('.');
                }
                out.push_str(&label_text(names, label));
            }
        }
    }
    out
}

/// `?`, `!` or nothing.
pub(crate) fn marker(marker: Marker) -> &'static str {
    match marker {
        Marker::Regular => "",
        Marker::Required => "!",
        Marker::Optional => "?",
    }
}

/// A text that is cut where it is long.
pub(crate) fn short(text: &str) -> String {
    match text.char_indices().nth(LONG) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::one_line;

    #[test]
    fn several_lines_on_one() {
        assert_eq!(one_line("{\n\ta:  1 // one\n\t// two\n\tb: \"x // y\"\n}"), "{a: 1, b: \"x // y\"}");
        assert_eq!(one_line("int &\n\t>1"), "int & >1");
    }
}
