//! Paths of values as text: `a.b[0]."c d"`.

use tenon_eval::{Frozen, Value};
use tenon_ir::Label;
use tenon_syntax::{label_needs_quotes, quote_string, unquote};

/// The path of a value.
///
/// ```
/// let value = tenon::Context::new().compile("a: \"b c\": [1]\n")?;
/// let inner = value.get("a.\"b c\"[0]").ok_or("nothing there")?;
/// assert_eq!(tenon::path::of(inner.inner()), "a.\"b c\".0");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn of(value: &Value) -> String {
    let frozen = value.frozen();
    value.path().iter().map(|l| label(frozen, *l)).collect::<Vec<_>>().join(".")
}

/// A label as it is written, in quotes where it needs them.
///
/// ```
/// let value = tenon::Context::new().compile("\"b c\": 1\n")?;
/// let struct_value = value.inner();
/// let labels = struct_value.fields().map(|f| tenon::path::label(struct_value.frozen(), f.label));
/// assert_eq!(labels.collect::<Vec<_>>(), ["\"b c\""]);
/// # Ok::<(), tenon::Errors>(())
/// ```
pub fn label(frozen: &Frozen, label: Label) -> String {
    if let Some(i) = label.as_index() {
        return i.to_string();
    }
    let name = frozen.names().name(label);
    if label.is_regular() && label_needs_quotes(name) { quote_string(name) } else { name.to_owned() }
}

/// A string in quotes.
///
/// ```
/// assert_eq!(tenon::path::quote("a\tb"), r#""a\tb""#);
/// ```
pub fn quote(text: &str) -> String {
    quote_string(text)
}

/// One step of a path.
///
/// ```
/// use tenon::path::{Step, parse};
/// assert_eq!(parse("a[0]"), Some(vec![Step::Name("a".to_owned()), Step::Index(0)]));
/// ```
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Step {
    /// A field, as its label is written.
    Name(String),
    /// A list's element.
    Index(usize),
}

/// Reads a path for [`tenon_explain::why`]; nothing where it is malformed.
///
/// ```
/// use tenon::explain::why::Step;
/// assert_eq!(tenon::path::steps("\"a b\"[0]"), Some(vec![Step::Field("a b".to_owned()), Step::Index(0)]));
/// ```
pub fn steps(text: &str) -> Option<Vec<tenon_explain::why::Step>> {
    use tenon_explain::why::Step as Wanted;
    let step = |step| match step {
        Step::Index(i) => Wanted::Index(i),
        Step::Name(name) => unquoted(&name).map_or(Wanted::Name(name), Wanted::Field),
    };
    Some(parse(text)?.into_iter().map(step).collect())
}

/// Reads a path; nothing where it is malformed. The empty path has no steps.
///
/// ```
/// assert_eq!(tenon::path::parse("a.b.#C").map(|steps| steps.len()), Some(3));
/// assert_eq!(tenon::path::parse("a."), None);
/// ```
pub fn parse(text: &str) -> Option<Vec<Step>> {
    let mut out = Vec::new();
    let mut rest = text.trim();
    while !rest.is_empty() {
        if let Some(tail) = rest.strip_prefix('[') {
            let (inside, tail) = tail.split_once(']')?;
            let inside = inside.trim();
            out.push(match inside.parse() {
                Ok(i) => Step::Index(i),
                Err(_) => name(inside)?,
            });
            rest = tail;
        } else {
            let end = end_of_name(rest)?;
            let (head, tail) = rest.split_at(end);
            out.push(match head.parse() {
                Ok(i) => Step::Index(i),
                Err(_) => name(head)?,
            });
            rest = tail;
        }
        if let Some(tail) = rest.strip_prefix('.') {
            if tail.is_empty() {
                return None;
            }
            rest = tail;
        }
    }
    Some(out)
}

fn end_of_name(text: &str) -> Option<usize> {
    if !text.starts_with('"') {
        return Some(text.find(['.', '[']).unwrap_or(text.len()));
    }
    let mut escaped = false;
    for (i, c) in text.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return Some(i + 1),
            _ => {}
        }
    }
    None
}

/// The label as [`label`] writes it: quotes that it does not need are taken off.
fn name(text: &str) -> Option<Step> {
    if !text.starts_with('"') {
        return (!text.is_empty() && !text.contains(['"', ' '])).then(|| Step::Name(text.to_owned()));
    }
    let inner = unquoted(text)?;
    Some(Step::Name(if label_needs_quotes(&inner) { quote_string(&inner) } else { inner }))
}

/// The name that a regular field's label stands for; nothing for definitions and hidden fields.
///
/// ```
/// assert_eq!(tenon::path::unquoted("\"b c\""), Some("b c".to_owned()));
/// assert_eq!(tenon::path::unquoted("#D"), None);
/// ```
pub fn unquoted(text: &str) -> Option<String> {
    if text.starts_with(['#', '_']) {
        return None;
    }
    if !text.starts_with('"') {
        return Some(text.to_owned());
    }
    match unquote(text) {
        Ok(tenon_syntax::ast::StringValue::String(s)) => Some(s.to_string()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths() {
        let name = |s: &str| Step::Name(s.to_owned());
        assert_eq!(
            parse(r#"a.b[0]."c.d".#E"#),
            Some(vec![name("a"), name("b"), Step::Index(0), name("\"c.d\""), name("#E")])
        );
        assert_eq!(parse(""), Some(Vec::new()));
        assert_eq!(parse("\"x\""), Some(vec![name("x")]));
        assert_eq!(parse("a."), None);
        assert_eq!(parse("a[0"), None);
    }
}
