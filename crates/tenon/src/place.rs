//! Data at a path: `a: b: _` where `_` stands for the data of a file.

use std::sync::Arc;
use tenon_catalogue::{e0901, e0902};
use tenon_eval::{Budget, Evaluator, Scalar};
use tenon_ir::Data;
use tenon_ir::program::{ExprId, PackageId, Program};
use tenon_source::{Diagnostic, FileId, LabelRole, Source, SourceMap, Span};
use tenon_syntax::ast::{Attribute, Decl, Expr, Field, File, Ident, Label, Marker, StringLit, StringValue, StructLit};
use tenon_syntax::{LanguageVersion, parse};

/// Data at a path, as a file of its own; made by [`place`].
///
/// ```
/// use std::sync::Arc;
/// use tenon::ir::Data;
/// use tenon::place::{Step, place, step};
/// use tenon::source::SourceMap;
///
/// let mut sources = SourceMap::new();
/// let Ok(Step::Labels(labels)) = step("a: b:", &mut sources) else { panic!("labels expected") };
/// let placed = place(labels, Arc::new(Data::int(1)), &mut sources);
/// assert_eq!(placed.ast.decls.len(), 1);
/// ```
#[derive(Clone, Debug)]
pub struct Placed {
    /// The file that its spans are in.
    pub file: FileId,
    /// `a: b: _ @data`
    pub ast: File,
    /// The data, by the attribute's span.
    pub embeds: Vec<(Span, Arc<Data>)>,
}

/// One part of a path; read by [`step`].
///
/// ```
/// use tenon::place::{Step, step};
/// let read = step("data.kind", &mut tenon::source::SourceMap::new());
/// assert!(matches!(read, Ok(Step::Expr(text)) if text == "data.kind"));
/// ```
#[derive(Clone, Debug)]
pub enum Step {
    /// Labels as they are written: `a: #b:`.
    Labels(Vec<Label>),
    /// An expression, evaluated beside the data; its value is the label.
    Expr(String),
}

/// Reads an argument of `--path`: labels with a colon behind each, or an expression.
///
/// ```
/// use tenon::place::{Step, step};
/// let read = step("a: \"b c\":", &mut tenon::source::SourceMap::new());
/// assert!(matches!(read, Ok(Step::Labels(labels)) if labels.len() == 2));
/// ```
///
/// # Errors
///
/// The labels are malformed.
pub fn step(text: &str, sources: &mut SourceMap) -> Result<Step, Vec<Diagnostic>> {
    let Some(labels) = text.trim_end().strip_suffix(':') else { return Ok(Step::Expr(text.to_owned())) };
    let text = format!("{labels}: _");
    let id = sources.add(Source::new("--path", text.as_str()));
    let parsed = parse(id, &text, LanguageVersion::LATEST);
    if !parsed.errors.is_empty() {
        return Err(parsed.errors);
    }
    let mut out = Vec::new();
    let mut decls = parsed.file.decls;
    loop {
        match (decls.pop(), decls.is_empty()) {
            (Some(Decl::Field(field)), true) => {
                let simple = field.alias.is_none() && field.marker == Marker::None;
                if !simple || !matches!(field.label, Label::Ident(_) | Label::String(_)) {
                    return Err(vec![
                        Diagnostic::error(e0901::CODE, e0901::NOT_PLAIN).at(field.span, LabelRole::Primary),
                    ]);
                }
                out.push(field.label);
                match field.value {
                    Expr::Struct(inner) => decls = inner.decls,
                    _ => return Ok(Step::Labels(out)),
                }
            }
            _ => return Err(vec![Diagnostic::error(e0901::CODE, e0901::message(labels))]),
        }
    }
}

/// The label of a string.
///
/// ```
/// let label = tenon::place::label("b c");
/// assert!(matches!(label, tenon::syntax::ast::Label::String(s) if s.raw() == "\"b c\""));
/// ```
pub fn label(text: &str) -> Label {
    let raw = crate::path::quote(text);
    Label::String(StringLit::new(Span::NONE, &raw, StringValue::String(text.into())))
}

/// The value of an expression of `--path` as a label.
///
/// ```
/// use tenon::compile::{Compiled, Extra};
///
/// let mut compiled = Compiled::default();
/// let package = compiled.data_package(&Extra::default());
/// let expr = compiled.expr(package, "--path", "\"a\" + \"b\"", tenon::library()).unwrap();
/// let label = tenon::place::string_value(&compiled.program, package, expr, "");
/// assert_eq!(label, Ok("ab".to_owned()));
/// ```
///
/// # Errors
///
/// It is no concrete string.
pub fn string_value(
    program: &Program,
    package: PackageId,
    expr: ExprId,
    text: &str,
) -> Result<String, Vec<Diagnostic>> {
    let mut evaluator = Evaluator::new(program, crate::library(), Budget::default());
    let node = evaluator.expr(package, expr);
    let value = evaluator.freeze(Arc::new(program.clone())).value(node).default();
    match value.scalar() {
        Some(Scalar::Str(s)) => Ok(s.to_string()),
        Some(_) => Err(vec![Diagnostic::error(e0902::CODE, e0902::message(text, e0902::NO_STRING))]),
        None => {
            let mut errors = tenon_explain::diagnostics(&value, true);
            if errors.is_empty() {
                errors.push(Diagnostic::error(e0902::CODE, e0902::NO_STRING));
            }
            for e in &mut errors {
                e.message = e0902::message(text, &e.message);
            }
            Err(errors)
        }
    }
}

/// Puts declarations under labels.
///
/// ```
/// let decls = tenon::place::wrap(vec![tenon::place::label("a")], Vec::new());
/// assert!(matches!(decls.as_slice(), [tenon::syntax::ast::Decl::Field(_)]));
/// ```
pub fn wrap(labels: Vec<Label>, body: Vec<Decl>) -> Vec<Decl> {
    labels.into_iter().rev().fold(body, |inner, label| {
        let value = match (inner.len(), inner.first()) {
            (1, Some(Decl::Embed(e))) if e.attrs.is_empty() => e.expr.clone(),
            (1, Some(Decl::Field(_))) => Expr::Struct(StructLit::new(Span::NONE, false, inner)),
            _ => Expr::Struct(StructLit::new(Span::NONE, true, inner)),
        };
        vec![Decl::Field(Box::new(field(label, value, Vec::new())))]
    })
}

fn field(label: Label, value: Expr, attrs: Vec<Attribute>) -> Field {
    Field {
        span: label.span(),
        doc: Default::default(),
        apart: false,
        alias: None,
        label,
        postfix: None,
        marker: Marker::None,
        colon: 0,
        value,
        attrs: attrs.into(),
    }
}

/// Puts data at the path of labels.
///
/// ```
/// use std::sync::Arc;
/// use tenon::ir::Data;
/// use tenon::place::{Step, place, step};
/// use tenon::source::SourceMap;
///
/// let mut sources = SourceMap::new();
/// let Ok(Step::Labels(labels)) = step("a: b:", &mut sources) else { panic!("labels expected") };
/// let placed = place(labels, Arc::new(Data::int(1)), &mut sources);
/// assert_eq!(placed.ast.decls.len(), 1);
/// ```
pub fn place(labels: Vec<Label>, data: Arc<Data>, sources: &mut SourceMap) -> Placed {
    let text = "_ @data()";
    let file = sources.add(Source::new("--path", text));
    let span = Span::new(file, 2, text.len() as u32);
    let attrs = vec![Attribute::new(span, "@data()".to_owned())];
    let mut attrs = Some(attrs);
    let mut value = Expr::Ident(Ident { span: Span::new(file, 0, 1), name: "_".to_owned() });
    let mut decls = Vec::new();
    for label in labels.into_iter().rev() {
        let at = label.span();
        let field = field(label, value, attrs.take().unwrap_or_default());
        decls = vec![Decl::Field(Box::new(field))];
        value = Expr::Struct(StructLit::new(at, false, decls.clone()));
    }
    Placed { file, ast: File { decls, ..File::default() }, embeds: vec![(span, data)] }
}
