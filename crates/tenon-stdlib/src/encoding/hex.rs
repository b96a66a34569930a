//! Package `encoding/hex`.

use crate::args::*;
use tenon_eval::builtin::{Function, Package};
use tenon_ir::Data;

pub(crate) static PACKAGE: Package = Package {
    path: "encoding/hex",
    functions: FUNCTIONS,
    cue: include_str!("../../../../stdlib/encoding/hex/hex.cue"),
};

static FUNCTIONS: &[Function] = functions! {
    "EncodedLen"(n: INT) -> INT = |a| number(i128::from(a.int(0)?) * 2);
    "DecodedLen"(x: INT) -> INT = |a| number(a.int(0)? / 2);
    "Encode"(src: TEXT) -> STR = |a| string(a.bytes(0)?.iter().map(|b| format!("{b:02x}")).collect::<String>());
    "Decode"(s: STR) -> BYTES = |a| decode(a.str(0)?);
    "Dump"(data: TEXT) -> STR = |a| string(dump(a.bytes(0)?));
};

fn decode(text: &str) -> Result {
    if let Some(c) = text.chars().find(|c| !c.is_ascii_hexdigit()) {
        return fail(format!("encoding/hex: invalid byte: U+{:04X} {c:?}", c as u32));
    }
    if text.len() % 2 == 1 {
        return fail("encoding/hex: odd length hex string");
    }
    let digit = |b: u8| char::from(b).to_digit(16).unwrap_or(0) as u8;
    let pair = |p: &[u8]| p.iter().fold(0u8, |v, b| v << 4 | digit(*b));
    Ok(Data::bytes(text.as_bytes().chunks(2).map(pair).collect::<Vec<u8>>()))
}

/// The bytes as `hexdump -C` shows them.
fn dump(bytes: &[u8]) -> String {
    let mut out = String::new();
    for (i, line) in bytes.chunks(16).enumerate() {
        out.push_str(&format!("{:08x}", i * 16));
        for n in 0..16 {
            out.push_str(if n % 8 == 0 { "  " } else { " " });
            match line.get(n) {
                Some(b) => out.push_str(&format!("{b:02x}")),
                None => out.push_str("  "),
            }
        }
        let text: String = line.iter().map(|b| if (32..=126).contains(b) { char::from(*b) } else { '.' }).collect();
        out.push_str(&format!("  |{text}|\n"));
    }
    out
}
