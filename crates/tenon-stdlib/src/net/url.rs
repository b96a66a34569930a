//! URLs: whether a text is one, as Go's `net/url` decides, and escaping.

use crate::strconv::{Keep, quote};

/// Checks a URL; gives its scheme, empty where it has none.
pub(super) fn parse(text: &str) -> Result<String, String> {
    check(text).map_err(|why| format!("parse {}: {why}", quote(text, '"', Keep::Print)))
}

fn check(text: &str) -> Result<String, String> {
    if text.chars().any(|c| c < ' ' || c == '\u{7f}') {
        return Err("net/url: invalid control character in URL".into());
    }
    let (text, fragment) = text.split_once('#').unwrap_or((text, ""));
    escapes(fragment)?;
    if text == "*" {
        return Ok(String::new());
    }
    let (scheme, rest) = split_scheme(text)?;
    let rest = rest.split_once('?').map_or(rest, |(path, _)| path);
    if !rest.starts_with('/') {
        if !scheme.is_empty() {
            return Ok(scheme);
        }
        let segment = rest.split('/').next().unwrap_or_default();
        if segment.contains(':') {
            return Err("first path segment in URL cannot contain colon".into());
        }
    }
    let path = match rest.strip_prefix("//") {
        Some(authority) if !scheme.is_empty() || !rest.starts_with("///") => {
            let end = authority.find('/').unwrap_or(authority.len());
            let (authority, path) = authority.split_at(end);
            check_authority(authority)?;
            path
        }
        _ => rest,
    };
    escapes(path)?;
    Ok(scheme)
}

fn split_scheme(text: &str) -> Result<(String, &str), String> {
    for (i, c) in text.char_indices() {
        match c {
            'a'..='z' | 'A'..='Z' => {}
            '0'..='9' | '+' | '-' | '.' if i > 0 => {}
            ':' if i == 0 => return Err("missing protocol scheme".into()),
            ':' => {
                let (scheme, rest) = text.split_at(i);
                return Ok((scheme.to_ascii_lowercase(), rest.get(1..).unwrap_or_default()));
            }
            _ => break,
        }
    }
    Ok((String::new(), text))
}

fn check_authority(authority: &str) -> Result<(), String> {
    let host = match authority.rsplit_once('@') {
        Some((user, host)) => {
            let allowed = |c: char| c.is_ascii_alphanumeric() || "-._:~!$&'()*+,;=%@".contains(c);
            if !user.chars().all(allowed) {
                return Err("net/url: invalid userinfo".into());
            }
            escapes(user)?;
            host
        }
        None => authority,
    };
    let port = match host.strip_prefix('[') {
        Some(inner) => {
            let Some((address, port)) = inner.rsplit_once(']') else { return Err("missing ']' in host".into()) };
            let zone_free = address.split_once("%25").map_or(address, |(a, _)| a);
            if zone_free.parse::<std::net::Ipv6Addr>().is_err() {
                return Err(format!("invalid host: {}", quote(host, '"', Keep::Print)));
            }
            port
        }
        None => {
            let port = host.find(':').and_then(|i| host.get(i..)).unwrap_or_default();
            let name = host.get(..host.len() - port.len()).unwrap_or_default();
            escapes(name)?;
            if let Some(bad) = name.chars().find(|c| c.is_ascii() && !is_host_char(*c)) {
                return Err(format!("invalid character {} in host name", quote(&bad.to_string(), '"', Keep::Print)));
            }
            port
        }
    };
    let digits = port.strip_prefix(':').unwrap_or(port);
    if (!port.is_empty() && !port.starts_with(':')) || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return Err(format!("invalid port {} after host", quote(port, '"', Keep::Print)));
    }
    Ok(())
}

fn is_host_char(c: char) -> bool {
    c.is_ascii_alphanumeric() || "-._~!$&'()*+,;=:[]<>\"%".contains(c)
}

/// Checks that two hexadecimal digits stand behind every percent sign.
fn escapes(text: &str) -> Result<(), String> {
    match unescape(text, false) {
        Ok(_) => Ok(()),
        Err(part) => Err(format!("invalid URL escape {}", quote(&part, '"', Keep::Print))),
    }
}

/// The bytes that an escaped text stands for; in a query, `+` is a space.
///
/// # Errors
///
/// The first escape that is none.
pub(super) fn unescape(text: &str, query: bool) -> Result<Vec<u8>, String> {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut i = 0;
    while let Some(b) = bytes.get(i) {
        match b {
            b'%' => {
                let digit = |n: usize| bytes.get(i + n).and_then(|b| char::from(*b).to_digit(16));
                let (Some(high), Some(low)) = (digit(1), digit(2)) else {
                    let part = bytes.get(i..bytes.len().min(i + 3)).unwrap_or_default();
                    return Err(String::from_utf8_lossy(part).into_owned());
                };
                out.push((high * 16 + low) as u8);
                i += 2;
            }
            b'+' if query => out.push(b' '),
            b => out.push(*b),
        }
        i += 1;
    }
    Ok(out)
}

fn escape(text: &str, keep: &str, space: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for b in text.bytes() {
        let c = char::from(b);
        match c {
            ' ' => out.push_str(space),
            c if c.is_ascii_alphanumeric() || (c.is_ascii() && keep.contains(c)) => out.push(c),
            _ => out.push_str(&format!("%{b:02X}")),
        }
    }
    out
}

/// The text with escapes for what cannot stand in one segment of a path.
pub(crate) fn escape_path(text: &str) -> String {
    escape(text, "-_.~$&+:=@", "%20")
}

/// The text with escapes for what cannot stand in a query.
pub(crate) fn escape_query(text: &str) -> String {
    escape(text, "-_.~", "+")
}
