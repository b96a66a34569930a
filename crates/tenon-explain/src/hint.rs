//! What people mean who write a value of another type: `"8080"` for 8080, `yes` for true.

use tenon_catalogue::e0301;
use tenon_eval::Side;

/// Words that other formats read as truth values.
const TRUTH: &[&str] = &["yes", "no", "on", "off", "true", "false", "y", "n"];

/// A way out, for two sides of which one is a value of another type than the other wants.
pub(crate) fn hint(sides: &[Side]) -> Option<String> {
    let [a, b] = sides else { return None };
    of(a, b).or_else(|| of(b, a))
}

fn of(value: &Side, wanted: &Side) -> Option<String> {
    if !value.concrete {
        return None;
    }
    let (text, wants) = (value.text.as_str(), wanted.text.as_str());
    let number = |text: &str| text.trim_start_matches('-').starts_with(|c: char| c.is_ascii_digit());
    let wants_text = wants.starts_with("string") || wants.starts_with('"') || wants.starts_with("=~");
    let wants_number =
        number(wants) || ["int", "uint", "number", "float", ">", "<"].iter().any(|w| wants.starts_with(w));
    if text == "null" {
        return (wants != "null").then(|| e0301::NULL.to_owned());
    }
    if let Some(inner) = text.strip_prefix('"').and_then(|t| t.strip_suffix('"')) {
        if wants_number && is_number(inner) {
            return Some(e0301::unquote(inner));
        }
        let truth = matches!(wants, "bool" | "true" | "false") && TRUTH.contains(&inner.to_ascii_lowercase().as_str());
        return truth.then(|| e0301::TRUTH.to_owned());
    }
    if text.starts_with('\'') && wants_text {
        return Some(e0301::BYTES.to_owned());
    }
    if number(text) && wants_text {
        return Some(e0301::quote(text));
    }
    let whole = text.strip_suffix(".0").filter(|_| wants.starts_with("int") || wants.starts_with("uint"))?;
    Some(e0301::whole(whole))
}

/// Whether a text is a plain number: no version, and no number with a zero in front.
fn is_number(text: &str) -> bool {
    let mut parts = text.strip_prefix('-').unwrap_or(text).split('.');
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    let whole = parts.next().is_some_and(|p| digits(p) && (p == "0" || !p.starts_with('0')));
    whole && parts.next().is_none_or(digits) && parts.next().is_none()
}

#[cfg(test)]
mod tests {
    use super::is_number;

    #[test]
    fn numbers_and_what_looks_like_one() {
        let numbers = ["0", "7", "-7", "3.0", "0.25", "10"];
        let others = ["3.0.7", "08", "1-2", "-", "", "3.", ".5", "1e3"];
        assert!(numbers.into_iter().all(is_number));
        assert!(!others.into_iter().any(is_number));
    }
}
