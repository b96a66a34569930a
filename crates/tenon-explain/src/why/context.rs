//! What is around an expression in its file, and how it is written.

use super::model::{Constraint, Link, Loop, Place};
use std::collections::{HashMap, HashSet};
use tenon_eval::account::Round;
use tenon_ir::program::{Clause, ComprehensionId, Decl, Expr, ExprId, Marker, Program};
use tenon_ir::{Interner, Label};
use tenon_source::{SourceMap, Span};

/// Source text is shown this long.
const LONG: usize = 60;

/// Where declarations stand in a program, and its texts.
pub(crate) struct Context<'a> {
    pub program: &'a Program,
    pub sources: &'a SourceMap,
    /// Marker and label by the field's value.
    fields: HashMap<ExprId, (Marker, Span)>,
    /// A pattern constraint's value, and its pattern.
    patterns: Vec<(Span, Span)>,
    /// What a comprehension yields, and which it is.
    bodies: Vec<(Span, ComprehensionId)>,
    /// Names of the variables of `for` clauses, by what these go through.
    loops: HashMap<ExprId, (Option<Label>, Label)>,
}

impl<'a> Context<'a> {
    pub fn new(program: &'a Program, sources: &'a SourceMap) -> Context<'a> {
        let (mut fields, mut patterns) = (HashMap::new(), Vec::new());
        for decl in program.structs.iter().flat_map(|s| s.decls.iter()) {
            match decl {
                Decl::Field { value, span, marker, .. } | Decl::Dynamic { value, span, marker, .. } => {
                    fields.insert(*value, (*marker, *span));
                }
                Decl::Pattern { pattern, value, .. } => {
                    patterns.push((program.span(*value), program.span(*pattern)));
                }
                _ => {}
            }
        }
        let (mut bodies, mut loops) = (Vec::new(), HashMap::new());
        for (i, c) in program.comprehensions.iter().enumerate() {
            let id = ComprehensionId(i as u32);
            bodies.extend([Some(c.body), c.fallback].into_iter().flatten().map(|body| (program.span(body), id)));
            loops.extend(c.clauses.iter().filter_map(|clause| match clause {
                Clause::For { key, value, source } => Some((*source, (*key, *value))),
                _ => None,
            }));
        }
        Context { program, sources, fields, patterns, bodies, loops }
    }

    pub fn place(&self, span: Span) -> Option<Place> {
        let (file, at) = self.sources.locate(span)?;
        Some(Place { file: file.to_owned(), line: at.line, column: at.col, span })
    }

    pub fn places(&self, spans: &[Span]) -> Vec<Place> {
        let mut places: Vec<Place> = Vec::new();
        for place in spans.iter().filter_map(|s| self.place(*s)) {
            if !places.contains(&place) {
                places.push(place);
            }
        }
        places
    }

    /// A piece of source on one line; nothing where no text stands behind it.
    pub fn source(&self, span: Span) -> Option<String> {
        let text = self.sources.get(span.file)?.text().get(span.start as usize..span.end as usize)?;
        let words: Vec<&str> = text.split_whitespace().take(LONG).collect();
        Some(shortened(&words.join(" "), LONG)).filter(|t| !t.is_empty())
    }

    /// An expression as it is written; a literal with parts in a few signs.
    pub fn written(&self, expr: Option<ExprId>, span: Span, otherwise: &str) -> String {
        match expr.map(|e| self.program.expr(e)) {
            Some(Expr::Struct(_)) => "{…}".to_owned(),
            Some(Expr::List(elements)) if elements.len() > 4 => "[…]".to_owned(),
            _ => self.source(span).unwrap_or_else(|| shortened(otherwise, LONG)),
        }
    }

    pub fn link(&self, expr: ExprId) -> Link {
        let span = self.program.span(expr);
        Link { text: self.written(Some(expr), span, ""), place: self.place(span), import: self.import(expr) }
    }

    fn span_link(&self, span: Span) -> Link {
        Link { text: self.source(span).unwrap_or_default(), place: self.place(span), import: None }
    }

    /// The import path of the package that a reference goes to.
    fn import(&self, expr: ExprId) -> Option<String> {
        let mut at = expr;
        loop {
            match self.program.expr(at) {
                Expr::Import(import) if !import.path.is_empty() => return Some(import.path.to_string()),
                Expr::Select(of, _) | Expr::Index(of, _) | Expr::Optional(of) | Expr::Open(of) => at = *of,
                _ => return None,
            }
        }
    }

    /// The label of a field that must be there, where an expression is its value.
    pub fn required(&self, value: ExprId) -> Option<Span> {
        self.fields.get(&value).filter(|(marker, _)| *marker == Marker::Required).map(|(_, label)| *label)
    }

    /// The label of the field that an expression is the value of.
    pub fn label_of(&self, value: ExprId) -> Option<Span> {
        self.fields.get(&value).map(|(_, label)| *label)
    }

    /// Fills in the patterns and comprehensions around a piece of source.
    pub fn surround(&self, constraint: &mut Constraint, spans: &[Span], rounds: &[Round], names: &Interner) {
        let (mut patterns, mut loops) = (Vec::new(), Vec::new());
        for span in spans {
            let around = |body: &Span| body.covers(*span);
            let mut found: Vec<_> = self.patterns.iter().filter(|(value, _)| around(value)).collect();
            found.sort_by_key(|(value, _)| value.end - value.start);
            patterns.extend(found.into_iter().map(|(_, pattern)| *pattern));
            let mut found: Vec<_> = self.bodies.iter().filter(|(body, _)| around(body)).collect();
            found.sort_by_key(|(body, _)| body.end - body.start);
            loops.extend(found.into_iter().map(|(_, id)| *id));
        }
        let mut seen = HashSet::new();
        patterns.retain(|p| seen.insert(*p));
        let mut seen = HashSet::new();
        loops.retain(|id| seen.insert(*id));
        let link = |p: &Span| Link { text: self.pattern_text(*p), ..self.span_link(*p) };
        constraint.patterns.extend(patterns.iter().map(link));
        constraint.loops.extend(loops.into_iter().map(|id| self.comprehension(id, rounds, names)));
    }

    fn pattern_text(&self, pattern: Span) -> String {
        format!("[{}]", self.source(pattern).unwrap_or_default())
    }

    fn comprehension(&self, id: ComprehensionId, rounds: &[Round], names: &Interner) -> Loop {
        let c = self.program.comprehension(id);
        let body = self.program.span(c.body);
        let head = Span { end: body.start.max(c.span.start), ..c.span };
        let mut variables = Vec::new();
        for clause in c.clauses.iter() {
            let Clause::For { source, .. } = clause else { continue };
            let (Some(round), Some((key, value))) =
                (rounds.iter().find(|r| r.source == *source), self.loops.get(source))
            else {
                continue;
            };
            variables.extend(key.map(|k| (names.name(k).to_owned(), shortened(&round.key, LONG))));
            variables.push((names.name(*value).to_owned(), shortened(&round.value, LONG)));
        }
        Loop { clauses: self.span_link(head), variables }
    }
}

/// A text of so many characters at most.
pub(crate) fn shortened(text: &str, most: usize) -> String {
    let text = text.replace(['\n', '\t'], " ");
    if text.chars().count() <= most {
        return text;
    }
    let mut out: String = text.chars().take(most.saturating_sub(1)).collect();
    out.push('…');
    out
}
