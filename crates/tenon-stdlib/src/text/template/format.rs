//! Values as `print` shows them, and `printf`.

use super::exec::Value;
use crate::strconv::{Keep, format_float, quote, shortest};
use tenon_ir::data::DataValue;
use tenon_ir::{Data, Num};

/// The widest field and the longest fraction.
const MAX_WIDTH: usize = 1 << 16;

/// A value as it stands in the output.
pub(super) fn print(data: &Data) -> String {
    stacker::maybe_grow(128 * 1024, 4 * 1024 * 1024, || print_value(data))
}

fn print_value(data: &Data) -> String {
    match &data.value {
        DataValue::Null => "<nil>".into(),
        DataValue::Bool(b) => b.to_string(),
        DataValue::Num(n) => number(n),
        DataValue::Str(s) => s.to_string(),
        DataValue::Bytes(b) => format!("[{}]", b.iter().map(u8::to_string).collect::<Vec<_>>().join(" ")),
        DataValue::List(items) => format!("[{}]", items.iter().map(print).collect::<Vec<_>>().join(" ")),
        DataValue::Struct(entries) => {
            let mut fields: Vec<_> = entries.iter().collect();
            fields.sort_by(|a, b| a.key.cmp(&b.key));
            let fields: Vec<String> = fields.iter().map(|e| format!("{}:{}", e.key, print(&e.value))).collect();
            format!("map[{}]", fields.join(" "))
        }
        DataValue::Opaque(_) => "<no value>".into(),
    }
}

fn number(n: &Num) -> String {
    if n.is_int() { n.to_string() } else { shortest(n.as_f64()) }
}

/// A verb with its flags.
#[derive(Default)]
struct Verb {
    minus: bool,
    plus: bool,
    sharp: bool,
    space: bool,
    zero: bool,
    width: Option<usize>,
    precision: Option<usize>,
}

/// `printf`
pub(super) fn sprintf(format: &str, args: &[Value]) -> Result<String, String> {
    let mut out = String::new();
    let mut rest = format;
    let mut used = 0;
    while let Some((before, tail)) = rest.split_once('%') {
        out.push_str(before);
        let (mut verb, mut tail) = flags(tail);
        verb.width = size(&mut tail, args, &mut used, &mut verb.minus)?;
        if let Some(after) = tail.strip_prefix('.') {
            tail = after;
            verb.precision = Some(size(&mut tail, args, &mut used, &mut false)?.unwrap_or(0));
        }
        let Some(letter) = tail.chars().next() else {
            out.push_str("%!(NOVERB)");
            return Ok(out);
        };
        rest = tail.get(letter.len_utf8()..).unwrap_or_default();
        if letter == '%' {
            out.push('%');
            continue;
        }
        let Some(arg) = args.get(used) else {
            out.push_str(&format!("%!{letter}(MISSING)"));
            continue;
        };
        used += 1;
        out.push_str(&one(&verb, letter, arg.as_ref()));
    }
    out.push_str(rest);
    if let Some(extra) = args.get(used..).filter(|e| !e.is_empty()) {
        let shown: Vec<String> =
            extra.iter().map(|a| a.as_ref().map_or("<nil>".into(), |d| format!("{}={}", kind(d), print(d)))).collect();
        out.push_str(&format!("%!(EXTRA {})", shown.join(", ")));
    }
    Ok(out)
}

fn flags(mut text: &str) -> (Verb, &str) {
    let mut verb = Verb::default();
    while let Some(c) = text.chars().next() {
        match c {
            '-' => verb.minus = true,
            '+' => verb.plus = true,
            '#' => verb.sharp = true,
            ' ' => verb.space = true,
            '0' => verb.zero = true,
            _ => break,
        }
        text = text.get(1..).unwrap_or_default();
    }
    (verb, text)
}

/// A width or precision: digits, or `*` for an argument.
fn size(text: &mut &str, args: &[Value], used: &mut usize, minus: &mut bool) -> Result<Option<usize>, String> {
    let n = if let Some(tail) = text.strip_prefix('*') {
        *text = tail;
        let arg = args.get(*used).cloned().flatten();
        *used += 1;
        match arg.map(|d| d.value) {
            Some(DataValue::Num(n)) => n.as_i64(),
            _ => return Ok(None),
        }
    } else {
        let digits = text.bytes().take_while(u8::is_ascii_digit).count();
        let (number, tail) = text.split_at(digits);
        *text = tail;
        if number.is_empty() {
            return Ok(None);
        }
        number.parse().ok()
    };
    match n {
        Some(n) if n.unsigned_abs() as usize <= MAX_WIDTH => {
            *minus |= n < 0;
            Ok(Some(n.unsigned_abs() as usize))
        }
        _ => Err(format!("width or precision exceeds limit of {MAX_WIDTH}")),
    }
}

/// The Go type that a value has here.
fn kind(data: &Data) -> &'static str {
    match &data.value {
        DataValue::Num(n) if n.is_int() => "int",
        DataValue::Num(_) => "float64",
        DataValue::Bytes(_) => "[]uint8",
        DataValue::List(_) => "[]interface {}",
        DataValue::Struct(_) => "map[string]interface {}",
        _ => crate::args::kind(data),
    }
}

fn one(verb: &Verb, letter: char, arg: Option<&Data>) -> String {
    let Some(data) = arg else {
        return pad(verb, if letter == 'v' { "<nil>".into() } else { format!("%!{letter}(<nil>)") }, false);
    };
    let text = match (&data.value, letter) {
        (DataValue::List(items), letter) if letter != 'T' && letter != 'p' => {
            let items: Vec<String> = items.iter().map(|i| one(verb, letter, Some(i))).collect();
            return format!("[{}]", items.join(" "));
        }
        (_, 'T') => kind(data).to_owned(),
        (DataValue::Str(s), 'v') if verb.sharp => quote(s, '"', Keep::Print),
        (DataValue::Str(s), 'v' | 's') => truncated(s, verb),
        (DataValue::Bytes(b), 's') => truncated(&String::from_utf8_lossy(b), verb),
        (DataValue::Str(s), 'q') => quote(&truncated(s, verb), '"', if verb.plus { Keep::Ascii } else { Keep::Print }),
        (DataValue::Str(s), 'x' | 'X') => hex(s.as_bytes(), letter),
        (DataValue::Bytes(b), 'x' | 'X') => hex(b, letter),
        (DataValue::Bool(b), 'v' | 't') => b.to_string(),
        (DataValue::Num(n), _) if n.is_int() => match integer(n, letter, verb) {
            Some(text) => return pad(verb, text, true),
            None => bad(letter, data),
        },
        (DataValue::Num(n), 'v' | 'e' | 'E' | 'f' | 'F' | 'g' | 'G') => {
            let precision = verb.precision.or(if matches!(letter, 'e' | 'E' | 'f' | 'F') { Some(6) } else { None });
            let text = match letter {
                'v' if precision.is_none() => shortest(n.as_f64()),
                'v' => format_float(n.as_f64(), b'g', precision, false),
                'F' => format_float(n.as_f64(), b'f', precision, false),
                letter => format_float(n.as_f64(), letter as u8, precision, false),
            };
            return pad(verb, signed(text, verb), true);
        }
        (_, 'v') => print(data),
        _ => bad(letter, data),
    };
    pad(verb, text, false)
}

fn bad(letter: char, data: &Data) -> String {
    format!("%!{letter}({}={})", kind(data), print(data))
}

fn truncated(text: &str, verb: &Verb) -> String {
    text.chars().take(verb.precision.unwrap_or(usize::MAX)).collect()
}

fn hex(bytes: &[u8], letter: char) -> String {
    let text: String = bytes.iter().map(|b| format!("{b:02x}")).collect();
    if letter == 'X' { text.to_uppercase() } else { text }
}

fn signed(text: String, verb: &Verb) -> String {
    match text.starts_with(['-', '+']) {
        false if verb.plus => format!("+{text}"),
        false if verb.space => format!(" {text}"),
        _ => text,
    }
}

fn integer(n: &Num, letter: char, verb: &Verb) -> Option<String> {
    let value = n.to_bigint()?;
    let (digits, prefix) = match letter {
        'd' | 'v' => (value.magnitude().to_string(), ""),
        'b' => (value.magnitude().to_str_radix(2), "0b"),
        'o' => (value.magnitude().to_str_radix(8), "0"),
        'O' => (format!("0o{}", value.magnitude().to_str_radix(8)), ""),
        'x' => (value.magnitude().to_str_radix(16), "0x"),
        'X' => (value.magnitude().to_str_radix(16).to_uppercase(), "0X"),
        'c' | 'q' | 'U' => {
            let code = n.as_i64().and_then(|n| u32::try_from(n).ok());
            let c = code.and_then(char::from_u32).unwrap_or(char::REPLACEMENT_CHARACTER);
            return Some(match letter {
                'c' => c.to_string(),
                'q' => quote(&c.to_string(), '\'', Keep::Print),
                _ => format!("U+{:04X}", code?),
            });
        }
        _ => return None,
    };
    let digits = format!("{digits:0>width$}", width = verb.precision.unwrap_or(0));
    let prefix = if verb.sharp { prefix } else { "" };
    let sign = if n.sign() < 0 { "-" } else { "" };
    Some(signed(format!("{sign}{prefix}{digits}"), verb))
}

fn pad(verb: &Verb, text: String, number: bool) -> String {
    let missing = verb.width.unwrap_or(0).saturating_sub(text.chars().count());
    if missing == 0 {
        return text;
    }
    if verb.minus {
        return text + &" ".repeat(missing);
    }
    if verb.zero && !(number && verb.precision.is_some() && !text.contains(['.', 'e'])) {
        let at = usize::from(number && text.starts_with(['-', '+', ' ']));
        let (sign, digits) = text.split_at(at);
        return format!("{sign}{}{digits}", "0".repeat(missing));
    }
    " ".repeat(missing) + &text
}
