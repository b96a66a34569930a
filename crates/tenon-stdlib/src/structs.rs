//! Package `struct`: validators of structs.

use crate::args::*;
use std::cmp::Ordering;
use tenon_eval::builtin::{Answer, CallError, Context, Function, Handle, Package, Run};
use tenon_ir::{Data, Num};

pub(crate) static PACKAGE: Package =
    Package { path: "struct", functions: FUNCTIONS, cue: include_str!("../../../stdlib/struct/struct.cue") };

static FUNCTIONS: &[Function] = &[
    Function {
        name: "MinFields",
        params: &[shallow("object", STRUCT), param("n", INT)],
        result: BOOL,
        run: Run::Context(|cx, a| at_least(cx, a, "fields", "MinFields")),
    },
    Function {
        name: "MaxFields",
        params: &[shallow("object", STRUCT), param("n", INT)],
        result: BOOL,
        run: Run::Context(|cx, a| at_most(cx, a, "fields", "MaxFields")),
    },
];

/// Validates that a value has enough elements or fields: fails for good where it can get no more.
pub(crate) fn at_least(
    cx: &mut dyn Context,
    args: &[Handle],
    what: &str,
    name: &str,
) -> std::result::Result<Answer, CallError> {
    let (value, count, limit) = counts(cx, args)?;
    if count.compare(&limit) != Ordering::Less {
        return Ok(Answer::Data(Data::bool(true)));
    }
    let message = format!("len({what}) < {name}({limit}) ({count} < {limit})");
    match cx.most(value) {
        Some(most) if most.compare(&limit) == Ordering::Less => Ok(Answer::Refused(message)),
        _ => Err(CallError::Incomplete(message)),
    }
}

/// Validates that a value does not have too many elements or fields.
pub(crate) fn at_most(
    cx: &mut dyn Context,
    args: &[Handle],
    what: &str,
    name: &str,
) -> std::result::Result<Answer, CallError> {
    let (_, count, limit) = counts(cx, args)?;
    if count.compare(&limit) != Ordering::Greater {
        return Ok(Answer::Data(Data::bool(true)));
    }
    Ok(Answer::Refused(format!("len({what}) > {name}({limit}) ({count} > {limit})")))
}

fn counts(cx: &mut dyn Context, args: &[Handle]) -> Result<(Handle, Num, Num)> {
    let [value, limit] = args else { return fail("wrong number of arguments") };
    let limit = [cx.data(*limit)?].num(0)?.clone();
    match cx.count(*value) {
        Some(count) => Ok((*value, count, limit)),
        None => Err(CallError::Incomplete("value is not known yet".into())),
    }
}
