//! Paths of values as text: `a.b."c d".0`.

use tenon_eval::{Frozen, Value};
use tenon_ir::Label;

/// A path, labels joined with dots.
pub fn text(names: &Frozen, path: &[Label]) -> String {
    path.iter().map(|l| label(names, *l)).collect::<Vec<_>>().join(".")
}

/// The path of a value.
pub fn of(value: &Value) -> String {
    text(value.frozen(), &value.path())
}

/// A label as it is written, in quotes where it needs them.
pub fn label(frozen: &Frozen, label: Label) -> String {
    if let Some(i) = label.as_index() {
        return i.to_string();
    }
    let name = frozen.names().name(label);
    if label.is_regular() && needs_quotes(name) { quote(name) } else { name.to_owned() }
}

fn needs_quotes(name: &str) -> bool {
    let mut chars = name.chars();
    let first = chars.next().is_some_and(|c| c == '$' || c.is_alphabetic());
    !first || !chars.all(|c| c == '_' || c == '$' || c.is_alphanumeric())
}

/// A string in quotes.
pub fn quote(text: &str) -> String {
    tenon_syntax::quote_string(text)
}
