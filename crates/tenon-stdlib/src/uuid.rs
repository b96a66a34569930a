//! Package `uuid`: universally unique identifiers (RFC 4122).

use crate::args::*;
use md5::{Digest, Md5};
use num_bigint::{BigInt, Sign};
use sha1::Sha1;
use tenon_eval::builtin::{CallError, Function, Package, Where};
use tenon_ir::Data;

pub(crate) static PACKAGE: Package =
    Package { path: "uuid", functions: FUNCTIONS, cue: include_str!("../../../stdlib/uuid/uuid.cue") };

static FUNCTIONS: &[Function] = functions! {
    "Valid"(uuid: STR) -> BOOL = |a| match parse(a.str(0)?) {
        Ok(_) => Ok(Data::bool(true)),
        Err(message) => Err(CallError::Placed { message, spans: Vec::new(), values: Vec::new(), at: Where::Call }),
    };
    "Parse"(s: STR) -> STR = |a| string(text(&read(a)?));
    "ToString"(x: STR) -> STR = |a| string(a.str(0)?);
    "URN"(x: STR) -> STR = |a| string(format!("urn:uuid:{}", text(&read(a)?)));
    "FromInt"(i: INT) -> STR = |a| {
        let (sign, bytes) = match a.num(0)?.to_bigint() {
            Some(i) => i.to_bytes_be(),
            None => return fail("not an integer"),
        };
        match <[u8; 16]>::try_from([vec![0; 16usize.saturating_sub(bytes.len())], bytes].concat()) {
            Ok(id) if sign != Sign::Minus => string(text(&id)),
            _ => fail("invalid UUID: integer out of range"),
        }
    };
    "ToInt"(x: STR) -> INT = |a| number(BigInt::from_bytes_be(Sign::Plus, a.str(0)?.as_bytes()));
    "Variant"(x: STR) -> INT = |a| number(match read(a)?[8] {
        b if b & 0xc0 == 0x80 => 1,
        b if b & 0xe0 == 0xc0 => 3,
        b if b & 0xe0 == 0xe0 => 4,
        _ => 2,
    });
    "Version"(x: STR) -> INT = |a| number(u32::from(read(a)?[6] >> 4));
    "SHA1"(space: STR, data: TEXT) -> STR = |a| {
        let hash = Sha1::new().chain_update(read(a)?).chain_update(a.bytes(1)?).finalize();
        string(hashed(&hash, 5))
    };
    "MD5"(space: STR, data: TEXT) -> STR = |a| {
        let hash = Md5::new().chain_update(read(a)?).chain_update(a.bytes(1)?).finalize();
        string(hashed(&hash, 3))
    };
};

fn read(a: &[Data]) -> Result<[u8; 16]> {
    parse(a.str(0)?).map_err(CallError::new)
}

/// Reads the forms `xxxxxxxx-xxxx-…`, `urn:uuid:…`, `{…}`, and 32 digits in a row.
fn parse(input: &str) -> std::result::Result<[u8; 16], String> {
    let format = || "invalid UUID format".to_owned();
    let body = match input.len() {
        36 => input,
        45 => match input.get(..9) {
            Some(prefix) if prefix.eq_ignore_ascii_case("urn:uuid:") => input.get(9..).ok_or_else(format)?,
            prefix => return Err(format!("invalid urn prefix: {:?}", prefix.unwrap_or_default())),
        },
        38 => input.strip_prefix('{').and_then(|s| s.strip_suffix('}')).ok_or("invalid bracketed UUID format")?,
        32 => return bytes(input).ok_or_else(format),
        n => return Err(format!("invalid UUID length: {n}")),
    };
    let hyphens = [8, 13, 18, 23];
    let digits: String = body.char_indices().filter(|(i, _)| !hyphens.contains(i)).map(|(_, c)| c).collect();
    if hyphens.iter().any(|i| body.as_bytes().get(*i) != Some(&b'-')) {
        return Err(format());
    }
    bytes(&digits).ok_or_else(format)
}

fn bytes(digits: &str) -> Option<[u8; 16]> {
    if digits.len() != 32 || !digits.bytes().all(|b| b.is_ascii_hexdigit()) {
        return None;
    }
    Some(u128::from_str_radix(digits, 16).ok()?.to_be_bytes())
}

fn text(id: &[u8; 16]) -> String {
    let hex = format!("{:032x}", u128::from_be_bytes(*id));
    let part = |from: usize, to: usize| hex.get(from..to).unwrap_or_default();
    [part(0, 8), part(8, 12), part(12, 16), part(16, 20), part(20, 32)].join("-")
}

/// The identifier of a version that a hash makes.
fn hashed(hash: &[u8], version: u8) -> String {
    let mut id = [0; 16];
    for (to, from) in id.iter_mut().zip(hash) {
        *to = *from;
    }
    id[6] = (id[6] & 0x0f) | (version << 4);
    id[8] = (id[8] & 0x3f) | 0x80;
    text(&id)
}
