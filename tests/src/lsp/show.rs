//! Answers as text that is read easily: a line for each value, positions as `line:column` from one, addresses as names of
//! files.

use serde_json::Value;

/// A value as text. `root` is the address of the folder that names of files count from.
pub fn show(value: &Value, root: &str) -> String {
    let mut out = String::new();
    put(value, root, 0, &mut out);
    out
}

fn put(value: &Value, root: &str, depth: usize, out: &mut String) {
    let indent = "  ".repeat(depth);
    match value {
        Value::Object(fields) if short(value).is_none() => {
            for (name, value) in fields {
                out.push_str(&format!("{indent}{}:", named(name, root)));
                put_behind(value, root, depth, out);
            }
        }
        Value::Array(items) if !items.is_empty() => {
            for item in items {
                let mut text = String::new();
                put(item, root, depth + 1, &mut text);
                out.push_str(&format!("{indent}- {}", text.trim_start_matches(' ')));
            }
        }
        Value::String(text) if text.contains('\n') => {
            for line in text.trim_end_matches('\n').split('\n') {
                out.push_str(format!("{indent}| {line}").trim_end());
                out.push('\n');
            }
        }
        _ => out.push_str(&format!("{indent}{}\n", scalar(value, root))),
    }
}

fn put_behind(value: &Value, root: &str, depth: usize, out: &mut String) {
    let is_long = match value {
        Value::Object(fields) => !fields.is_empty() && short(value).is_none(),
        Value::Array(items) => !items.is_empty(),
        Value::String(text) => text.contains('\n'),
        _ => false,
    };
    if is_long {
        out.push('\n');
        put(value, root, depth + 1, out);
    } else {
        out.push_str(&format!(" {}\n", scalar(value, root)));
    }
}

fn scalar(value: &Value, root: &str) -> String {
    match value {
        Value::String(text) if text.is_empty() || text.trim() != text => format!("{text:?}"),
        Value::String(text) => named(text, root),
        value => short(value).unwrap_or_else(|| value.to_string()),
    }
}

fn named(text: &str, root: &str) -> String {
    match text.strip_prefix(root) {
        Some(rest) => rest.trim_start_matches('/').to_owned(),
        None => text.to_owned(),
    }
}

/// Positions and ranges.
fn short(value: &Value) -> Option<String> {
    let fields = value.as_object()?;
    match fields.len() {
        2 if fields.contains_key("line") => {
            Some(format!("{}:{}", fields["line"].as_u64()? + 1, fields.get("character")?.as_u64()? + 1))
        }
        2 if fields.contains_key("start") => {
            Some(format!("{}-{}", short(&fields["start"])?, short(fields.get("end")?)?))
        }
        0 => Some("{}".to_owned()),
        _ => None,
    }
}
