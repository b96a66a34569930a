//! OpenAPI documents of values.

use tenon::eval::Value;
use tenon::explain::diagnostics;
use tenon::ir::Data;
use tenon::source::{Diagnostic, SourceMap};
use tenon::stdlib::openapi::{Options, data, document, unsupported};

/// The document of a package's definitions. Its title is the comment at the head of the package's first file.
///
/// # Errors
///
/// Something in the value is wrong, or has no place in such a document.
pub fn openapi(value: &Value, sources: &SourceMap) -> Result<Data, Vec<Diagnostic>> {
    let errors = diagnostics(value, false);
    if !errors.is_empty() {
        return Err(errors);
    }
    let (view, root) = (value.frozen().view(), value.shared_id());
    let errors = unsupported(view, root);
    if !errors.is_empty() {
        return Err(errors);
    }
    let info = value.frozen().names().find_regular("info").and_then(|label| view.field(root, label));
    let text = sources.get(value.span().file).map(|s| s.text());
    let options = Options { title: text.and_then(head), info: info.and_then(|n| data(view, n)), expand: false };
    Ok(document(view, root, &options))
}

/// The comment that a file starts with, where it is no declaration's.
fn head(text: &str) -> Option<String> {
    let mut lines = text.trim_start().lines();
    let mut out = Vec::new();
    let end = loop {
        let line = lines.next().unwrap_or_default();
        match line.strip_prefix("//") {
            Some(comment) => out.push(comment.trim()),
            None => break line,
        }
    };
    let stands_alone = end.trim().is_empty() || end.starts_with("package ");
    (stands_alone && !out.is_empty()).then(|| out.join("\n"))
}
