//! Package `math/bits`: integers of any size as rows of bits, in two's complement.

use crate::args::*;
use num_bigint::BigInt;
use num_traits::Signed;
use tenon_eval::builtin::{CallError, Function, Package};
use tenon_ir::Data;

/// The most bits of a result.
const MAX_BITS: u64 = 1 << 24;

pub(crate) static PACKAGE: Package =
    Package { path: "math/bits", functions: FUNCTIONS, cue: include_str!("../../../../stdlib/math/bits/bits.cue") };

static FUNCTIONS: &[Function] = functions! {
    "Lsh"(x: INT, n: INT) -> INT = |a| {
        let (x, n) = (int(a, 0)?, bit(a, 1)?);
        if x.bits().saturating_add(n) > MAX_BITS { fail(format!("shift count {n} too large")) } else { number(x << n) }
    };
    "Rsh"(x: INT, n: INT) -> INT = |a| number(int(a, 0)? >> bit(a, 1)?);
    "At"(x: INT, i: INT) -> INT = |a| number(u8::from(int(a, 0)?.bit(bit(a, 1)?)) as u32);
    "Set"(x: INT, i: INT, bit: INT) -> INT = |a| {
        let (mut x, i) = (int(a, 0)?, bit(a, 1)?);
        let value = match a.int(2)? {
            0 => false,
            1 => true,
            _ => return fail("bit value must be 0 or 1"),
        };
        if i > MAX_BITS {
            return fail(format!("bit {i} out of range"));
        }
        x.set_bit(i, value);
        number(x)
    };
    "And"(a: INT, b: INT) -> INT = |a| number(int(a, 0)? & int(a, 1)?);
    "Or"(a: INT, b: INT) -> INT = |a| number(int(a, 0)? | int(a, 1)?);
    "Xor"(a: INT, b: INT) -> INT = |a| number(int(a, 0)? ^ int(a, 1)?);
    "Clear"(a: INT, b: INT) -> INT = |a| number(int(a, 0)? & !int(a, 1)?);
    "OnesCount"(x: INT) -> INT = |a| number(int(a, 0)?.magnitude().count_ones());
    "Len"(x: INT) -> INT = |a| number(int(a, 0)?.bits());
};

fn int(a: &[Data], i: usize) -> Result<BigInt> {
    a.num(i)?.to_bigint().ok_or_else(|| CallError::new("not an integer"))
}

/// The position of a bit, or a number of positions.
fn bit(a: &[Data], i: usize) -> Result<u64> {
    let n = int(a, i)?;
    if n.is_negative() {
        return fail(format!("negative bit position {n}"));
    }
    Ok(u64::try_from(n).unwrap_or(u64::MAX))
}
