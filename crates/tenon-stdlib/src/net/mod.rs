//! Package `net`: network addresses, names and URLs.
//!
//! An IP address is a string or a list of 4 or 16 bytes.

mod addr;
mod url;

use crate::args::*;
use addr::Addr;
use num_bigint::BigInt;
use std::cmp::Ordering;
use tenon_eval::builtin::{CallError, Function, Package};
use tenon_ir::data::DataValue;
use tenon_ir::{Data, Kind};

pub(crate) use url::{escape_path, escape_query};

pub(crate) static PACKAGE: Package =
    Package { path: "net", functions: FUNCTIONS, cue: include_str!("../../../../stdlib/net/net.cue") };

/// A string, bytes, or a list of bytes. What is none of these is no address, but no error of types either.
const IP: Kind = Kind::TOP;
const PORT: Kind = Kind::TOP;

static FUNCTIONS: &[Function] = functions! {
    "SplitHostPort"(s: STR) -> LIST = split_host_port;
    "JoinHostPort"(host: IP, port: PORT) -> STR = join_host_port;
    "FQDN"(s: STR) -> BOOL = |a| Ok(Data::bool(is_fqdn(a.str(0)?)));
    "ParseIP"(s: STR) -> LIST = |a| Ok(octets(&read(a, 0)?));
    "IPv4"(ip: IP) -> BOOL = |a| test(a, |ip| ip.is_v4());
    "IPv6"(ip: IP) -> BOOL = |a| test(a, |ip| !ip.is_v4());
    "IP"(ip: IP) -> BOOL = |a| test(a, |_| true);
    "IPCIDR"(ip: STR) -> BOOL = |a| addr::parse_prefix(a.str(0)?).map(|_| Data::bool(true)).map_err(CallError::new);
    "LoopbackIP"(ip: IP) -> BOOL = |a| test(a, Addr::is_loopback);
    "MulticastIP"(ip: IP) -> BOOL = |a| test(a, Addr::is_multicast);
    "InterfaceLocalMulticastIP"(ip: IP) -> BOOL = |a| test(a, Addr::is_interface_local_multicast);
    "LinkLocalMulticastIP"(ip: IP) -> BOOL = |a| test(a, Addr::is_link_local_multicast);
    "LinkLocalUnicastIP"(ip: IP) -> BOOL = |a| test(a, Addr::is_link_local_unicast);
    "GlobalUnicastIP"(ip: IP) -> BOOL = |a| test(a, Addr::is_global_unicast);
    "UnspecifiedIP"(ip: IP) -> BOOL = |a| test(a, Addr::is_unspecified);
    "ToIP4"(ip: IP) -> LIST = |a| match read(a, 0)?.to_v4() {
        Some(ip) => Ok(octets(&ip)),
        None => fail("cannot convert IPv6 address to IPv4"),
    };
    "ToIP16"(ip: IP) -> LIST = |a| Ok(octets(&read(a, 0)?.to_v6()));
    "IPString"(ip: IP) -> STR = |a| string(read(a, 0)?.to_string());
    "CompareIP"(ip1: IP, ip2: IP) -> INT = |a| {
        let (x, y) = (read(a, 0)?, read(a, 1)?);
        number(match x.compare(&y) {
            Ordering::Less => -1,
            Ordering::Equal => 0,
            Ordering::Greater => 1,
        })
    };
    "InCIDR"(ip: IP, cidr: STR) -> BOOL = |a| {
        let ip = read(a, 0)?;
        let (network, bits) = addr::parse_prefix(a.str(1)?).map_err(CallError::new)?;
        Ok(Data::bool(ip.zone().is_none() && network.is_v4() == ip.is_v4() && ip.masked(bits) == network.masked(bits)))
    };
    "ParseCIDR"(cidr: STR) -> STRUCT = parse_cidr;
    "AddIP"(ip: IP, offset: INT) -> STR = |a| {
        let text = a.str(0).unwrap_or_default();
        if text.contains('/') {
            let (ip, bits) = addr::parse_prefix(text).map_err(CallError::new)?;
            return string(format!("{}/{bits}", add(&ip, &offset(a)?)?));
        }
        string(add(&read(a, 0)?, &offset(a)?)?.to_string())
    };
    "AddIPCIDR"(ip: STR, offset: INT) -> STR = |a| {
        let (ip, bits) = addr::parse_prefix(a.str(0)?).map_err(CallError::new)?;
        let size = BigInt::from(1) << (ip.width() - bits);
        string(format!("{}/{bits}", add(&ip, &(offset(a)? * size))?))
    };
    "URL"(s: STR) -> BOOL = |a| url::parse(a.str(0)?).map(|_| Data::bool(true)).map_err(CallError::new);
    "AbsURL"(s: STR) -> BOOL = |a| match url::parse(a.str(0)?) {
        Ok(scheme) if scheme.is_empty() => fail("URL is not absolute"),
        Ok(_) => Ok(Data::bool(true)),
        Err(message) => fail(message),
    };
    "PathEscape"(s: STR) -> STR = |a| string(escape_path(a.str(0)?));
    "PathUnescape"(s: STR) -> STR = |a| unescape(a.str(0)?, false);
    "QueryEscape"(s: STR) -> STR = |a| string(escape_query(a.str(0)?));
    "QueryUnescape"(s: STR) -> STR = |a| unescape(a.str(0)?, true);
};

/// The address of an argument.
fn read(a: &[Data], i: usize) -> Result<Addr> {
    let data = a.get_arg(i)?;
    let bytes = match &data.value {
        DataValue::Str(s) => return addr::parse(s).map_err(CallError::new),
        DataValue::Bytes(b) => b.to_vec(),
        DataValue::List(items) => {
            let byte = |item: &Data| match &item.value {
                DataValue::Num(n) => n.as_i64().and_then(|n| u8::try_from(n).ok()),
                _ => None,
            };
            match items.iter().map(byte).collect::<Option<Vec<u8>>>() {
                Some(bytes) => bytes,
                None => return fail("invalid IP address: elements must be bytes"),
            }
        }
        _ => return fail(format!("invalid IP address {}", describe(data))),
    };
    let length = bytes.len();
    Addr::from_bytes(&bytes).ok_or_else(|| CallError::new(format!("invalid IP address of {length} bytes")))
}

fn test(a: &[Data], is: fn(&Addr) -> bool) -> Result {
    Ok(Data::bool(read(a, 0).is_ok_and(|ip| is(&ip))))
}

fn octets(ip: &Addr) -> Data {
    Data::list(ip.bytes().iter().map(|b| Data::int(i64::from(*b))).collect())
}

fn offset(a: &[Data]) -> Result<BigInt> {
    a.num(1)?.to_bigint().ok_or_else(|| CallError::new("not an integer"))
}

fn add(ip: &Addr, offset: &BigInt) -> Result<Addr> {
    ip.add(offset).ok_or_else(|| {
        let way = if offset.sign() == num_bigint::Sign::Minus { "underflow" } else { "overflow" };
        CallError::new(format!("IP address arithmetic resulted in out-of-range address ({way})"))
    })
}

fn parse_cidr(a: &[Data]) -> Result {
    let (ip, bits) = addr::parse_prefix(a.str(0)?).map_err(CallError::new)?;
    let network = ip.masked(bits);
    let mut fields = vec![
        ("prefix_mask", Data::str(network.mask(bits).to_string())),
        ("prefix_len", Data::int(i64::from(bits))),
        ("prefix_addr", Data::str(network.to_string())),
    ];
    if network.is_v4() {
        fields.push(("broadcast_addr", Data::str(network.last(bits).to_string())));
    }
    Ok(record(fields))
}

fn split_host_port(a: &[Data]) -> Result {
    let text = a.str(0)?;
    let wrong = |why: &str| fail(format!("address {text}: {why}"));
    let Some(colon) = text.rfind(':') else { return wrong("missing port in address") };
    let (before, port) = (text.get(..colon).unwrap_or_default(), text.get(colon + 1..).unwrap_or_default());
    let host = if let Some(inner) = text.strip_prefix('[') {
        let Some(end) = inner.find(']') else { return wrong("missing ']' in address") };
        if end + 2 != colon {
            return wrong(if end + 2 == text.len() { "missing port in address" } else { "too many colons in address" });
        }
        inner.get(..end).unwrap_or_default()
    } else if before.contains(':') {
        return wrong("too many colons in address");
    } else {
        before
    };
    let opened = usize::from(text.starts_with('['));
    if text.get(opened..).is_some_and(|t| t.contains('[')) {
        return wrong("unexpected '[' in address");
    }
    if text.matches(']').count() > opened {
        return wrong("unexpected ']' in address");
    }
    string_list([host, port])
}

fn join_host_port(a: &[Data]) -> Result {
    let host = match &a.get_arg(0)?.value {
        DataValue::Str(host) => host.to_string(),
        DataValue::Bytes(host) if !matches!(host.len(), 4 | 16) => String::from_utf8_lossy(host).into_owned(),
        _ => read(a, 0)?.to_string(),
    };
    let port = match &a.get_arg(1)?.value {
        DataValue::Num(n) => n.to_string(),
        _ => a.text(1)?.into_owned(),
    };
    string(if host.contains([':', '%']) { format!("[{host}]:{port}") } else { format!("{host}:{port}") })
}

/// Whether a text is a domain name of ASCII letters, digits and hyphens.
fn is_fqdn(text: &str) -> bool {
    let label = |label: &str| {
        let allowed = label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
        (1..=63).contains(&label.len()) && allowed && !label.starts_with('-') && !label.ends_with('-')
    };
    text.len() <= 253 && text.split('.').all(label)
}

fn unescape(text: &str, query: bool) -> Result {
    match url::unescape(text, query) {
        Ok(bytes) => string(String::from_utf8_lossy(&bytes)),
        Err(part) => {
            fail(format!("invalid URL escape {}", crate::strconv::quote(&part, '"', crate::strconv::Keep::Print)))
        }
    }
}
