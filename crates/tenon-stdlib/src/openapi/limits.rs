//! Types, bounds and validators as keywords of schemas.
//!
//! A bound that excludes a value (`!=4`, `!~"x"`) is a `not`. A number type that OpenAPI has a format for is that format
//! where nothing else is said; other ranges are a minimum and a maximum.

use super::object::Object;
use super::{data, scalar_data};
use num_bigint::BigInt;
use tenon_eval::view::{Limit, View};
use tenon_eval::{NodeId, Scalar};
use tenon_ir::program::{Basic, BoundOp};
use tenon_ir::{Data, Kind, Num};

/// The name of a type; none for several ones.
pub(super) fn type_name(kind: Kind) -> Option<&'static str> {
    Some(match kind {
        Kind::BOOL => "boolean",
        Kind::INT => "integer",
        Kind::STRING | Kind::BYTES => "string",
        Kind::LIST => "array",
        Kind::STRUCT => "object",
        k if k != Kind(0) && Kind::NUMBER.contains(k) => "number",
        _ => return None,
    })
}

/// The format that stands for a number type.
pub(super) fn format(basic: Basic) -> Option<&'static str> {
    Some(match basic {
        Basic::Int32 => "int32",
        Basic::Int64 => "int64",
        Basic::Float32 => "float",
        Basic::Float64 => "double",
        _ => return None,
    })
}

/// What limits say of a value of a type, without the type itself. `alone`: no other value is possible, so that a format
/// says it all.
pub(super) fn keywords(view: View<'_>, kind: Kind, limits: &[Limit<'_>], alone: bool) -> Object {
    let mut out = Object::default();
    if kind == Kind::BYTES {
        out.put("format", Data::str("binary"));
    }
    if let [Limit::Range(basic)] = limits
        && alone
        && let Some(format) = format(*basic)
    {
        out.put("format", Data::str(format));
        return out;
    }
    for limit in limits {
        match limit {
            Limit::Bound(op, value) => bound(&mut out, *op, value),
            Limit::Range(basic) => range(&mut out, *basic),
            Limit::Call { path, name, args } => validator(view, &mut out, path, name, args),
        }
    }
    out
}

fn bound(out: &mut Object, op: BoundOp, value: &Scalar) {
    let number = matches!(value, Scalar::Num(_));
    let data = scalar_data(value);
    match op {
        BoundOp::Less | BoundOp::LessEq if number => {
            out.put("maximum", data);
            if op == BoundOp::Less {
                out.put("exclusiveMaximum", Data::bool(true));
            }
        }
        BoundOp::Greater | BoundOp::GreaterEq if number => {
            out.put("minimum", data);
            if op == BoundOp::Greater {
                out.put("exclusiveMinimum", Data::bool(true));
            }
        }
        BoundOp::NotEq if number => {
            let one = |key: &str| {
                let mut bound = Object::default();
                bound.put(key, data.clone());
                bound.data()
            };
            let mut both = Object::default();
            both.put("allOf", Data::list(vec![one("minimum"), one("maximum")]));
            exclude(out, both);
        }
        BoundOp::NotEq => {
            let mut one = Object::default();
            one.put("enum", Data::list(vec![data]));
            exclude(out, one);
        }
        BoundOp::Match if !out.has("pattern") => out.put("pattern", data),
        BoundOp::Match => {
            let mut one = Object::default();
            one.put("pattern", data);
            further(out, one);
        }
        BoundOp::NotMatch => {
            let mut one = Object::default();
            one.put("pattern", data);
            exclude(out, one);
        }
        _ => {}
    }
}

fn exclude(out: &mut Object, what: Object) {
    if !out.has("not") {
        return out.put("not", what.data());
    }
    let mut one = Object::default();
    one.put("not", what.data());
    further(out, one);
}

/// One more schema that has to match.
pub(super) fn further(out: &mut Object, schema: Object) {
    let mut all = match out.get("allOf").map(|d| &d.value) {
        Some(tenon_ir::data::DataValue::List(items)) => items.clone(),
        _ => Vec::new(),
    };
    all.push(schema.data());
    out.put("allOf", Data::list(all));
}

pub(super) fn range(out: &mut Object, basic: Basic) {
    let power = |bits: u32| BigInt::from(1) << bits;
    let (low, high) = match basic {
        Basic::Uint => (Some(BigInt::from(0)), None),
        Basic::Uint8 => (Some(BigInt::from(0)), Some(power(8) - 1)),
        Basic::Uint16 => (Some(BigInt::from(0)), Some(power(16) - 1)),
        Basic::Uint32 => (Some(BigInt::from(0)), Some(power(32) - 1)),
        Basic::Uint64 => (Some(BigInt::from(0)), Some(power(64) - 1)),
        Basic::Uint128 => (Some(BigInt::from(0)), Some(power(128) - 1)),
        Basic::Int8 => (Some(-power(7)), Some(power(7) - 1)),
        Basic::Int16 => (Some(-power(15)), Some(power(15) - 1)),
        Basic::Int32 => (Some(-power(31)), Some(power(31) - 1)),
        Basic::Int64 => (Some(-power(63)), Some(power(63) - 1)),
        Basic::Int128 => (Some(-power(127)), Some(power(127) - 1)),
        Basic::Rune => (Some(BigInt::from(0)), Some(BigInt::from(0x10_ffff))),
        _ => (None, None),
    };
    let number = |n: BigInt| Data::new(tenon_ir::data::DataValue::Num(Num::from_bigint(n)));
    if let Some(low) = low.filter(|_| !out.has("minimum")) {
        out.put("minimum", number(low));
    }
    if let Some(high) = high.filter(|_| !out.has("maximum")) {
        out.put("maximum", number(high));
    }
}

fn validator(view: View<'_>, out: &mut Object, path: &str, name: &str, args: &[NodeId]) {
    let first = || args.first().and_then(|a| data(view, *a));
    let key = match (path, name) {
        ("strings", "MinRunes") => "minLength",
        ("strings", "MaxRunes") => "maxLength",
        ("list", "MinItems") => "minItems",
        ("list", "MaxItems") => "maxItems",
        ("struct", "MinFields") => "minProperties",
        ("struct", "MaxFields") => "maxProperties",
        ("math", "MultipleOf") => "multipleOf",
        ("list", "UniqueItems") => return out.put("uniqueItems", Data::bool(true)),
        ("time", "Time") => return out.put("format", Data::str("date-time")),
        ("time", "Format") => {
            return match first().map(|d| d.value) {
                Some(tenon_ir::data::DataValue::Str(s)) if s.starts_with("2006-01-02T15:04:05") => {
                    out.put("format", Data::str("date-time"))
                }
                Some(tenon_ir::data::DataValue::Str(s)) if &*s == "2006-01-02" => out.put("format", Data::str("date")),
                _ => {}
            };
        }
        _ => return,
    };
    if let Some(value) = first() {
        out.put(key, value);
    }
}
