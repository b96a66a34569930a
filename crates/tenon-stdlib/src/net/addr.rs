//! IP addresses and networks, read as Go's `net/netip` reads them.

use crate::strconv::{Keep, quote};
use num_bigint::{BigInt, Sign};
use std::cmp::Ordering;
use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// An address, with a zone where it is an IPv6 address of one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Addr {
    ip: IpAddr,
    zone: Option<String>,
}

impl Addr {
    pub(super) fn from_bytes(bytes: &[u8]) -> Option<Addr> {
        let ip = match bytes.len() {
            4 => IpAddr::from(<[u8; 4]>::try_from(bytes).ok()?),
            _ => IpAddr::from(<[u8; 16]>::try_from(bytes).ok()?),
        };
        Some(Addr { ip, zone: None })
    }

    pub(super) fn bytes(&self) -> Vec<u8> {
        match self.ip {
            IpAddr::V4(ip) => ip.octets().to_vec(),
            IpAddr::V6(ip) => ip.octets().to_vec(),
        }
    }

    pub(super) fn zone(&self) -> Option<&str> {
        self.zone.as_deref()
    }

    pub(super) fn is_v4(&self) -> bool {
        self.ip.is_ipv4()
    }

    /// How many bits it has.
    pub(super) fn width(&self) -> u32 {
        if self.is_v4() { 32 } else { 128 }
    }

    pub(super) fn to_v4(&self) -> Option<Addr> {
        let ip = match self.ip {
            IpAddr::V4(ip) => ip,
            IpAddr::V6(ip) => ip.to_ipv4_mapped()?,
        };
        Some(Addr { ip: ip.into(), zone: None })
    }

    pub(super) fn to_v6(&self) -> Addr {
        match self.ip {
            IpAddr::V4(ip) => Addr { ip: ip.to_ipv6_mapped().into(), zone: None },
            IpAddr::V6(_) => self.clone(),
        }
    }

    fn number(&self) -> u128 {
        match self.ip {
            IpAddr::V4(ip) => u128::from(ip.to_bits()),
            IpAddr::V6(ip) => ip.to_bits(),
        }
    }

    fn with_number(&self, number: u128) -> Addr {
        let ip = match self.ip {
            IpAddr::V4(_) => IpAddr::V4(Ipv4Addr::from_bits(number as u32)),
            IpAddr::V6(_) => IpAddr::V6(Ipv6Addr::from_bits(number)),
        };
        Addr { ip, zone: None }
    }

    /// The bits of a network's mask.
    fn mask_bits(&self, bits: u32) -> u128 {
        let all = if self.is_v4() { u128::from(u32::MAX) } else { u128::MAX };
        let host = self.width().saturating_sub(bits);
        if host >= 128 { 0 } else { all >> host << host & all }
    }

    /// The mask of a network of so many bits.
    pub(super) fn mask(&self, bits: u32) -> Addr {
        self.with_number(self.mask_bits(bits))
    }

    /// The first address of its network.
    pub(super) fn masked(&self, bits: u32) -> Addr {
        self.with_number(self.number() & self.mask_bits(bits))
    }

    /// The last address of its network.
    pub(super) fn last(&self, bits: u32) -> Addr {
        self.with_number(self.number() | !self.mask_bits(bits))
    }

    /// The address so many further; none where there is none.
    pub(super) fn add(&self, offset: &BigInt) -> Option<Addr> {
        let sum = BigInt::from(self.number()) + offset;
        if sum.sign() == Sign::Minus || sum.bits() > u64::from(self.width()) {
            return None;
        }
        Some(Addr { zone: self.zone.clone(), ..self.with_number(u128::try_from(sum).ok()?) })
    }

    /// IPv4 addresses come first.
    pub(super) fn compare(&self, other: &Addr) -> Ordering {
        self.width().cmp(&other.width()).then(self.number().cmp(&other.number())).then(self.zone.cmp(&other.zone))
    }

    pub(super) fn is_loopback(&self) -> bool {
        self.ip.is_loopback()
    }

    pub(super) fn is_multicast(&self) -> bool {
        self.ip.is_multicast()
    }

    pub(super) fn is_unspecified(&self) -> bool {
        self.ip.is_unspecified()
    }

    fn multicast_scope(&self) -> Option<u16> {
        match self.ip {
            IpAddr::V6(ip) if ip.is_multicast() => Some(ip.segments()[0] & 0xf),
            _ => None,
        }
    }

    pub(super) fn is_interface_local_multicast(&self) -> bool {
        self.multicast_scope() == Some(1)
    }

    pub(super) fn is_link_local_multicast(&self) -> bool {
        match self.ip {
            IpAddr::V4(ip) => ip.octets().starts_with(&[224, 0, 0]),
            IpAddr::V6(_) => self.multicast_scope() == Some(2),
        }
    }

    pub(super) fn is_link_local_unicast(&self) -> bool {
        match self.ip {
            IpAddr::V4(ip) => ip.is_link_local(),
            IpAddr::V6(ip) => ip.is_unicast_link_local(),
        }
    }

    pub(super) fn is_global_unicast(&self) -> bool {
        let broadcast = self.ip == IpAddr::V4(Ipv4Addr::BROADCAST);
        !(broadcast
            || self.is_unspecified()
            || self.is_loopback()
            || self.is_multicast()
            || self.is_link_local_unicast())
    }
}

impl fmt::Display for Addr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.ip)?;
        match &self.zone {
            Some(zone) => write!(f, "%{zone}"),
            None => Ok(()),
        }
    }
}

fn quoted(text: &str) -> String {
    quote(text, '"', Keep::Print)
}

/// Reads an address.
pub(super) fn parse(text: &str) -> Result<Addr, String> {
    let fail = |why: &str, at: &str| {
        let at = if at.is_empty() { String::new() } else { format!(" (at {})", quoted(at)) };
        Err(format!("ParseAddr({}): {why}{at}", quoted(text)))
    };
    match text.chars().find(|c| matches!(c, '.' | ':' | '%')) {
        Some('.') => match parse_v4(text) {
            Ok(ip) => Ok(Addr { ip: ip.into(), zone: None }),
            Err((why, at)) => fail(why, at),
        },
        Some(':') => {
            let (address, zone) = match text.split_once('%') {
                Some((_, "")) => return fail("zone must be a non-empty string", ""),
                Some((address, zone)) => (address, Some(zone.to_owned())),
                None => (text, None),
            };
            match address.parse::<Ipv6Addr>() {
                Ok(ip) => Ok(Addr { ip: ip.into(), zone }),
                Err(_) => {
                    let (why, at) = v6_error(address);
                    fail(why, at)
                }
            }
        }
        Some(_) => fail("missing IPv6 address", ""),
        None => fail("unable to parse IP", ""),
    }
}

fn parse_v4(text: &str) -> Result<Ipv4Addr, (&'static str, &str)> {
    let mut fields = [0u8; 4];
    let (mut field, mut value, mut digits) = (0, 0u32, 0);
    for (i, c) in text.char_indices() {
        let at = text.get(i..).unwrap_or_default();
        match c {
            '0'..='9' => {
                if digits == 1 && value == 0 {
                    return Err(("IPv4 field has octet with leading zero", ""));
                }
                value = value * 10 + (c as u32 - '0' as u32);
                digits += 1;
                if value > 255 {
                    return Err(("IPv4 field has value >255", ""));
                }
            }
            '.' => {
                if digits == 0 || i + 1 == text.len() {
                    return Err(("IPv4 field must have at least one digit", at));
                }
                if field == 3 {
                    return Err(("IPv4 address too long", ""));
                }
                if let Some(slot) = fields.get_mut(field) {
                    *slot = value as u8;
                }
                (field, value, digits) = (field + 1, 0, 0);
            }
            _ => return Err(("unexpected character", at)),
        }
    }
    if field < 3 {
        return Err(("IPv4 address too short", ""));
    }
    fields[3] = value as u8;
    Ok(Ipv4Addr::from(fields))
}

/// What is wrong with an IPv6 address.
fn v6_error(text: &str) -> (&'static str, &str) {
    if let Some(i) = text.find(|c: char| !c.is_ascii_hexdigit() && !matches!(c, ':' | '.')) {
        return ("unexpected character, want colon", text.get(i..).unwrap_or_default());
    }
    if text.matches("::").count() > 1 {
        return ("multiple :: in address", "");
    }
    if let Some(group) = text.split(':').find(|g| g.len() > 4 && !g.contains('.')) {
        return ("each group must have 4 or less digits", group);
    }
    if text.ends_with(':') && !text.ends_with("::") {
        return ("colon must be followed by more characters", ":");
    }
    if text.split(':').count() > 8 { ("trailing garbage after address", "") } else { ("address string too short", "") }
}

/// Reads an address with the length of its network behind a slash.
pub(super) fn parse_prefix(text: &str) -> Result<(Addr, u32), String> {
    let fail = |why: String| Err(format!("netip.ParsePrefix({}): {why}", quoted(text)));
    let Some((address, bits)) = text.rsplit_once('/') else { return fail("no '/'".into()) };
    let addr = match parse(address) {
        Ok(addr) => addr,
        Err(why) => return fail(why),
    };
    if addr.zone.is_some() {
        return fail("IPv6 zones cannot be present in a prefix".into());
    }
    let plain = bits.bytes().all(|b| b.is_ascii_digit()) && !(bits.len() > 1 && bits.starts_with('0'));
    match bits.parse::<u32>() {
        Ok(n) if plain && n <= addr.width() => Ok((addr, n)),
        Ok(_) if plain => fail("prefix length out of range".into()),
        _ => fail(format!("bad bits after slash: {}", quoted(bits))),
    }
}
