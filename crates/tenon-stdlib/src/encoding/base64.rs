//! Package `encoding/base64`: the standard alphabet, with padding.

use crate::args::*;
use tenon_eval::builtin::{Function, Package};
use tenon_ir::Data;
use tenon_ir::data::DataValue;

pub(crate) static PACKAGE: Package = Package {
    path: "encoding/base64",
    functions: FUNCTIONS,
    cue: include_str!("../../../../stdlib/encoding/base64/base64.cue"),
};

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

static FUNCTIONS: &[Function] = functions! {
    "EncodedLen"(encoding: ANY, n: INT) -> INT = |a| {
        check_encoding(a)?;
        number(a.int(1)?.saturating_add(2).div_euclid(3).saturating_mul(4))
    };
    "DecodedLen"(encoding: ANY, x: INT) -> INT = |a| {
        check_encoding(a)?;
        number(a.int(1)?.div_euclid(4) * 3)
    };
    "Encode"(encoding: ANY, src: TEXT) -> STR = |a| {
        check_encoding(a)?;
        string(encode(a.bytes(1)?))
    };
    "Decode"(encoding: ANY, s: TEXT) -> BYTES = |a| {
        check_encoding(a)?;
        match decode(a.bytes(1)?) {
            Ok(bytes) => Ok(Data::bytes(bytes)),
            Err(at) => fail(format!("illegal base64 data at input byte {at}")),
        }
    };
};

fn check_encoding(a: &[Data]) -> Result<()> {
    match &a.get_arg(0)?.value {
        DataValue::Null => Ok(()),
        _ => fail(format!("base64: unsupported encoding: cannot use value {} as null", describe(a.get_arg(0)?))),
    }
}

fn encode(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let byte = |i: usize| u32::from(chunk.get(i).copied().unwrap_or(0));
        let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
        for i in 0..4 {
            let letter = ALPHABET.get((bits >> (18 - 6 * i) & 63) as usize).copied().unwrap_or(b'=');
            out.push(if i <= chunk.len() { char::from(letter) } else { '=' });
        }
    }
    out
}

/// Decodes, line breaks left out; the error is the place of the first byte that does not fit.
fn decode(text: &[u8]) -> std::result::Result<Vec<u8>, usize> {
    let mut out = Vec::with_capacity(text.len() / 4 * 3);
    let mut symbols = text.iter().enumerate().filter(|(_, b)| !matches!(b, b'\r' | b'\n'));
    loop {
        let (mut bits, mut count, mut start) = (0u32, 0usize, text.len());
        while count < 4 {
            let Some((i, b)) = symbols.next() else {
                return if count == 0 { Ok(out) } else { Err(start) };
            };
            if count == 0 {
                start = i;
            }
            if *b == b'=' {
                let second = count == 2;
                let padded = count >= 2 && (!second || matches!(symbols.next(), Some((_, b'='))));
                let after = symbols.next();
                if !padded {
                    return Err(if count >= 2 { text.len() } else { i });
                }
                if let Some((after, _)) = after {
                    return Err(after);
                }
                out.extend((bits << (24 - 6 * count)).to_be_bytes().iter().skip(1).take(count - 1));
                return Ok(out);
            }
            let Some(value) = ALPHABET.iter().position(|a| a == b) else { return Err(i) };
            bits = bits << 6 | value as u32;
            count += 1;
        }
        out.extend(bits.to_be_bytes().iter().skip(1));
    }
}
