//! Binary floats as text, as Go's `strconv.FormatFloat` writes them.

/// The shortest text that reads back as `f`, as Go's `%v` prints it.
pub(crate) fn shortest(f: f64) -> String {
    format_float(f, b'g', None, false)
}

/// `f` in one of Go's formats; without a precision the shortest text that reads back as `f` (as a 32-bit float where
/// `single`).
pub(crate) fn format_float(f: f64, verb: u8, precision: Option<usize>, single: bool) -> String {
    let f = if single { f64::from(f as f32) } else { f };
    if f.is_nan() {
        return "NaN".into();
    }
    if f.is_infinite() {
        return if f > 0.0 { "+Inf".into() } else { "-Inf".into() };
    }
    let sign = if f.is_sign_negative() { "-" } else { "" };
    let magnitude = f.abs();
    let body = match verb {
        b'e' | b'E' => {
            let (digits, exponent) = scientific(magnitude, precision, single);
            exponential(&digits, exponent, verb)
        }
        b'f' => match precision {
            Some(p) => format!("{magnitude:.p$}"),
            None => {
                let (digits, exponent) = scientific(magnitude, None, single);
                plain(&digits, exponent)
            }
        },
        b'g' | b'G' => general(magnitude, precision, single, verb),
        b'b' => binary(magnitude, single),
        b'x' | b'X' => hexadecimal(magnitude, precision, single, verb),
        other => return format!("%{}", char::from(other)),
    };
    format!("{sign}{body}")
}

/// The digits without a point, and the exponent of the first. `precision` counts digits after the first.
fn scientific(f: f64, precision: Option<usize>, single: bool) -> (String, i32) {
    let text = match (precision, single) {
        (Some(p), _) => format!("{f:.p$e}"),
        (None, true) => format!("{:e}", f as f32),
        (None, false) => format!("{f:e}"),
    };
    let (mantissa, exponent) = text.split_once('e').unwrap_or((&text, "0"));
    (mantissa.replace(['.', '-'], ""), exponent.parse().unwrap_or(0))
}

fn exponential(digits: &str, exponent: i32, verb: u8) -> String {
    let (first, rest) = digits.split_at(digits.len().min(1));
    let point = if rest.is_empty() { "" } else { "." };
    let sign = if exponent < 0 { '-' } else { '+' };
    format!("{first}{point}{rest}{}{sign}{:02}", char::from(verb), exponent.unsigned_abs())
}

fn plain(digits: &str, exponent: i32) -> String {
    match usize::try_from(exponent) {
        Ok(e) if e + 1 >= digits.len() => format!("{digits}{}", "0".repeat(e + 1 - digits.len())),
        Ok(e) => {
            let (whole, fraction) = digits.split_at(e + 1);
            format!("{whole}.{fraction}")
        }
        Err(_) => format!("0.{}{digits}", "0".repeat(exponent.unsigned_abs() as usize - 1)),
    }
}

fn general(f: f64, precision: Option<usize>, single: bool, verb: u8) -> String {
    let wanted = precision.map(|p| p.max(1));
    let (digits, exponent) = scientific(f, wanted.map(|p| p - 1), single);
    let trimmed = digits.trim_end_matches('0');
    let digits = if trimmed.is_empty() { "0" } else { trimmed };
    let count = digits.len() as i32;
    let limit = match wanted {
        None => 6,
        Some(p) => {
            let p = i32::try_from(p).unwrap_or(i32::MAX);
            if p > count && count > exponent { count } else { p }
        }
    };
    if exponent < -4 || exponent >= limit {
        let verb = if verb == b'g' { b'e' } else { b'E' };
        exponential(digits, exponent, verb)
    } else {
        plain(digits, exponent)
    }
}

/// Reads Go's hexadecimal form: `-0x1.8p+3`; the exponent, of two, must be there.
pub(crate) fn parse_hexadecimal(text: &str) -> Option<f64> {
    let (sign, unsigned) = match text.strip_prefix('-') {
        Some(rest) => (-1.0, rest),
        None => (1.0, text.strip_prefix('+').unwrap_or(text)),
    };
    let digits = unsigned.strip_prefix("0x").or_else(|| unsigned.strip_prefix("0X"))?;
    let (mantissa, exponent) = digits.split_once(['p', 'P'])?;
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let all = [whole, fraction].concat();
    let signless = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
    if all.is_empty() || signless.is_empty() || !signless.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let start = all.trim_start_matches('0');
    let kept = start.get(..start.len().min(MAX_HEX_DIGITS))?;
    let rest = start.get(kept.len()..)?;
    if !rest.bytes().all(|b| b.is_ascii_hexdigit()) {
        return None;
    }
    // What is cut off only counts in that it is not zero.
    let sticky = u128::from(rest.bytes().any(|b| b != b'0'));
    let value = if kept.is_empty() { 0 } else { u128::from_str_radix(kept, 16).ok()? } | sticky;
    // One that does not fit is beyond all floats.
    let far = if exponent.starts_with('-') { i32::MIN } else { i32::MAX };
    let exponent = i64::from(exponent.parse::<i32>().unwrap_or(far));
    let scale = 4 * (rest.len() as i64 - fraction.len() as i64) + exponent;
    Some(sign * scaled(value, scale))
}

/// More digits than a 64-bit float can tell apart, with room to round once.
const MAX_HEX_DIGITS: usize = 28;

/// `value × 2^scale`, rounded once, to the nearest float (ties to even).
fn scaled(value: u128, scale: i64) -> f64 {
    let length = i64::from(u128::BITS - value.leading_zeros());
    // As many bits as a float of this size holds: fewer below the normal ones.
    let bits = (length + scale + 1074).clamp(0, 53);
    let drop = u32::try_from((length - bits).clamp(0, 127)).unwrap_or_default();
    let (kept, cut) = (value >> drop, value & ((1 << drop) - 1));
    let half = if drop == 0 { 0 } else { 1 << (drop - 1) };
    let up = drop > 0 && (cut > half || cut == half && kept & 1 == 1);
    let kept = (kept + u128::from(up)) as f64;
    // In two steps: a power of two alone could be out of range though the product is not.
    let scale = (scale + i64::from(drop)).clamp(-3000, 3000) as i32;
    kept * 2f64.powi(scale / 2) * 2f64.powi(scale - scale / 2)
}

/// Mantissa and exponent: the value is `mantissa × 2^exponent`.
fn parts(f: f64, single: bool) -> (u64, i32) {
    if single {
        let bits = (f as f32).to_bits();
        let (exponent, fraction) = ((bits >> 23) & 0xff, u64::from(bits & 0x7f_ffff));
        return if exponent == 0 { (fraction, -149) } else { (fraction | 1 << 23, exponent as i32 - 150) };
    }
    let bits = f.to_bits();
    let (exponent, fraction) = ((bits >> 52) & 0x7ff, bits & 0xf_ffff_ffff_ffff);
    if exponent == 0 { (fraction, -1074) } else { (fraction | 1 << 52, exponent as i32 - 1075) }
}

fn binary(f: f64, single: bool) -> String {
    let (mantissa, exponent) = parts(f, single);
    format!("{mantissa}p{exponent:+}")
}

fn hexadecimal(f: f64, precision: Option<usize>, single: bool, verb: u8) -> String {
    let (mantissa, mut exponent) = parts(f, single);
    let mut digits = String::from("0");
    if mantissa == 0 {
        exponent = 0;
        digits = "0".repeat(precision.unwrap_or(0) + 1);
    } else {
        let up = mantissa.leading_zeros();
        let mut m = u128::from(mantissa << up);
        exponent += 63 - up as i32;
        // 15 hexadecimal digits and three bits stand behind the leading one.
        if let Some(keep) = precision.filter(|p| *p < 15) {
            let drop = 63 - 4 * keep as u32;
            let (half, rest) = (1u128 << (drop - 1), m & ((1u128 << drop) - 1));
            m >>= drop;
            if rest > half || (rest == half && m & 1 == 1) {
                m += 1;
            }
            m <<= drop;
            if m >> 64 != 0 {
                m >>= 1;
                exponent += 1;
            }
        }
        let fraction = format!("{:016x}", (m << 1) as u64);
        digits.replace_range(.., "1");
        match precision {
            None => digits.push_str(fraction.trim_end_matches('0')),
            Some(p) => digits.push_str(&format!("{fraction:0<p$}")[..p.min(fraction.len().max(p))]),
        }
    }
    let (first, rest) = digits.split_at(1);
    let point = if rest.is_empty() { "" } else { "." };
    let sign = if exponent < 0 { '-' } else { '+' };
    let text = format!("0x{first}{point}{rest}p{sign}{:02}", exponent.unsigned_abs());
    if verb == b'X' { text.to_ascii_uppercase() } else { text }
}

#[cfg(test)]
mod tests {
    use super::format_float;

    #[test]
    fn like_go() {
        for (f, verb, precision, want) in [
            (3.15159, b'g', None, "3.15159"),
            (3.15159, b'f', Some(2), "3.15"),
            (3.15159, b'e', Some(4), "3.1516e+00"),
            (3.15159, b'E', Some(4), "3.1516E+00"),
            (0.0, b'f', None, "0"),
            (100.0, b'g', None, "100"),
            (1e21, b'g', None, "1e+21"),
            (1e20, b'g', None, "1e+20"),
            (2e6, b'g', None, "2e+06"),
            (200000.0, b'g', None, "200000"),
            (1e-7, b'g', None, "1e-07"),
            (123456.0, b'g', Some(3), "1.23e+05"),
            (3.0, b'g', Some(4), "3"),
            (0.0001, b'g', Some(4), "0.0001"),
            (0.1, b'f', None, "0.1"),
            (1234.5, b'f', Some(0), "1234"),
            (1e23, b'f', None, "100000000000000000000000"),
            (1.0, b'b', None, "4503599627370496p-52"),
            (1.0, b'x', None, "0x1p+00"),
            (0.15625, b'x', None, "0x1.4p-03"),
            (1.99, b'x', Some(0), "0x1p+01"),
            (1.5, b'X', Some(3), "0X1.800P+00"),
            (-2.5, b'f', None, "-2.5"),
            (1.0, b'q', None, "%q"),
        ] {
            assert_eq!(format_float(f, verb, precision, false), want, "{f} {}", char::from(verb));
        }
        assert_eq!(format_float(0.1, b'g', None, true), "0.1");
    }
}
