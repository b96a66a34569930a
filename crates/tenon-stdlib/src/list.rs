//! Package `list`: elements moved, ordered, counted and added up.
//!
//! Functions that move elements take and give handles, so that an element stays what it is: not concrete, closed, shared.

use crate::args::*;
use crate::structs::{at_least, at_most};
use std::cmp::Ordering;
use std::collections::HashMap;
use tenon_eval::builtin::{Answer, CallError, Check, Context, Function, Handle, Package, Param, Run, Sameness, Where};
use tenon_ir::data::DataValue;
use tenon_ir::{Data, Kind, Num};

type Answered = std::result::Result<Answer, CallError>;

/// How often `Repeat` repeats at most.
const MAX_COUNT: i64 = 1_000_000;
/// How many elements a function makes at most.
const MAX_ITEMS: usize = 10_000_000;

pub(crate) static PACKAGE: Package =
    Package { path: "list", functions: FUNCTIONS, cue: include_str!("../../../stdlib/list/list.cue") };

const fn context(
    name: &'static str,
    params: &'static [Param],
    result: Kind,
    run: fn(&mut dyn Context, &[Handle]) -> Answered,
) -> Function {
    Function { name, params, result, run: Run::Context(run) }
}

static FUNCTIONS: &[Function] = &[
    context("Drop", &[shallow("x", LIST), param("n", INT)], LIST, |cx, a| {
        let items = cx.elements(arg(a, 0)?)?;
        let n = index(cx, a, 1)?.min(items.len());
        Ok(Answer::List(items.into_iter().skip(n).collect()))
    }),
    context("Take", &[shallow("x", LIST), param("n", INT)], LIST, |cx, a| {
        let items = cx.elements(arg(a, 0)?)?;
        let n = index(cx, a, 1)?;
        Ok(Answer::List(items.into_iter().take(n).collect()))
    }),
    context("Slice", &[shallow("x", LIST), param("i", INT), param("j", INT)], LIST, slice),
    context("Reverse", &[shallow("x", LIST)], LIST, |cx, a| {
        Ok(Answer::List(cx.elements(arg(a, 0)?)?.into_iter().rev().collect()))
    }),
    context("Repeat", &[shallow("x", LIST), param("count", INT)], LIST, repeat),
    context("Concat", &[shallow("a", LIST)], LIST, |cx, a| flatten(cx, arg(a, 0)?, 1, true)),
    context("FlattenN", &[shallow("xs", ANY), param("depth", INT)], LIST, |cx, a| {
        let depth = [cx.data(arg(a, 1)?)?].int(0)?;
        let xs = arg(a, 0)?;
        let kind = cx.kind(xs);
        if !kind.meets(Kind::LIST) {
            return not_a_list(cx, xs);
        }
        flatten(cx, xs, depth, false)
    }),
    context("Contains", &[shallow("a", LIST), shallow("v", ANY)], BOOL, |cx, a| {
        let (items, wanted) = (cx.elements(arg(a, 0)?)?, arg(a, 1)?);
        let found = items.into_iter().any(|item| cx.same(item, wanted) != Sameness::Different);
        Ok(Answer::Data(Data::bool(found)))
    }),
    context("UniqueItems", &[shallow("a", LIST)], BOOL, unique_items),
    context("MinItems", &[shallow("list", LIST), param("n", INT)], BOOL, |cx, a| at_least(cx, a, "list", "MinItems")),
    context("MaxItems", &[shallow("list", LIST), param("n", INT)], BOOL, |cx, a| at_most(cx, a, "list", "MaxItems")),
    context("MatchN", &[shallow("list", LIST), shallow("n", ANY), shallow("matchValue", ANY)], BOOL, match_n),
    context("Sort", &[shallow("list", LIST), shallow("cmp", STRUCT)], LIST, sort),
    context("SortStable", &[shallow("list", LIST), shallow("cmp", STRUCT)], LIST, sort),
    context("IsSorted", &[shallow("list", LIST), shallow("cmp", STRUCT)], BOOL, |cx, a| {
        let (items, cmp) = (cx.elements(arg(a, 0)?)?, arg(a, 1)?);
        for pair in items.windows(2) {
            if let [x, y] = pair
                && cx.less(cmp, *y, *x)?
            {
                return Ok(Answer::Data(Data::bool(false)));
            }
        }
        Ok(Answer::Data(Data::bool(true)))
    }),
    pure("SortStrings", &[param("a", LIST)], LIST, |a| {
        let mut items = a.strings(0)?;
        items.sort_unstable();
        string_list(items)
    }),
    pure("IsSortedStrings", &[param("a", LIST)], BOOL, |a| Ok(Data::bool(a.strings(0)?.is_sorted()))),
    pure("Sum", &[param("xs", LIST)], NUM, |a| {
        let mut sum = Num::ZERO;
        for n in a.numbers(0)? {
            sum = sum.add(n).map_err(|e| CallError::new(e.to_string()))?;
        }
        decimal(Ok(sum))
    }),
    pure("Product", &[param("xs", LIST)], NUM, |a| {
        let mut product = Num::ONE;
        for n in a.numbers(0)? {
            product = product.mul(n).map_err(|e| CallError::new(e.to_string()))?;
        }
        decimal(Ok(product))
    }),
    pure("Avg", &[param("xs", LIST)], NUM, |a| {
        let items = a.numbers(0)?;
        let mut sum = Num::ZERO;
        for n in &items {
            sum = sum.add(n).map_err(|e| CallError::new(e.to_string()))?;
        }
        if items.is_empty() { fail("empty list") } else { decimal(sum.div(&Num::from(items.len()))) }
    }),
    pure("Max", &[param("xs", LIST)], NUM, |a| best(a, Ordering::Greater)),
    pure("Min", &[param("xs", LIST)], NUM, |a| best(a, Ordering::Less)),
    pure("Range", &[param("start", NUM), param("limit", NUM), param("step", NUM)], LIST, range),
];

fn arg(args: &[Handle], i: usize) -> Result<Handle> {
    args.get(i).copied().ok_or_else(|| CallError::new(format!("missing argument {i}")))
}

/// An argument that is an index; huge ones are past every end.
fn index(cx: &mut dyn Context, args: &[Handle], i: usize) -> Result<usize> {
    let data = [cx.data(arg(args, i)?)?];
    let n = data.num(0)?;
    if n.sign() < 0 {
        return fail("negative index");
    }
    Ok(n.as_i64().and_then(|i| usize::try_from(i).ok()).unwrap_or(usize::MAX))
}

fn slice(cx: &mut dyn Context, a: &[Handle]) -> Answered {
    let items = cx.elements(arg(a, 0)?)?;
    let (i, j) = (index(cx, a, 1)?, index(cx, a, 2)?);
    if i > j {
        return fail(format!("invalid index: {i} > {j}"));
    }
    match items.get(i..j) {
        Some(part) => Ok(Answer::List(part.to_vec())),
        None => fail("slice bounds out of range"),
    }
}

fn repeat(cx: &mut dyn Context, a: &[Handle]) -> Answered {
    let items = cx.elements(arg(a, 0)?)?;
    let data = [cx.data(arg(a, 1)?)?];
    let count = data.num(0)?;
    if count.sign() < 0 {
        return fail("negative count");
    }
    let allowed = count.as_i64().filter(|n| *n <= MAX_COUNT).and_then(|n| usize::try_from(n).ok());
    let Some(n) = allowed else { return fail(format!("count {count} exceeds limit of {MAX_COUNT}")) };
    bounded(items.len().saturating_mul(n))?;
    Ok(Answer::List(items.repeat(n)))
}

fn bounded(length: usize) -> Result<()> {
    if length > MAX_ITEMS { fail(format!("list of {length} elements exceeds limit of {MAX_ITEMS}")) } else { Ok(()) }
}

fn not_a_list<T>(cx: &mut dyn Context, value: Handle) -> std::result::Result<T, CallError> {
    let kind = cx.kind(value);
    if let Some(error) = cx.error(value, Check::Partial) {
        return Err(error);
    }
    let message = format!("cannot use value {} (type {}) as list", cx.text(value), kind.describe());
    if kind.meets(Kind::LIST) {
        return Err(CallError::Incomplete(message));
    }
    Err(CallError::Placed { message, spans: Vec::new(), values: vec![value], at: Where::Nowhere })
}

/// The elements of lists in the list put in their place, `depth` levels deep (all of them where it is negative). With
/// `strict` every element must be a list.
fn flatten(cx: &mut dyn Context, list: Handle, depth: i64, strict: bool) -> Answered {
    let mut out = Vec::new();
    let mut stack = vec![(cx.elements(list)?.into_iter(), depth)];
    while let Some((items, depth)) = stack.last_mut() {
        let depth = *depth;
        let Some(item) = items.next() else {
            stack.pop();
            continue;
        };
        let top = stack.len() == 1;
        if depth == 0 || (!strict && cx.kind(item) != Kind::LIST) {
            out.push(item);
            bounded(out.len())?;
            continue;
        }
        if cx.kind(item) != Kind::LIST && top {
            return not_a_list(cx, item);
        }
        let inner = cx.elements(item)?;
        stack.push((inner.into_iter(), if depth < 0 { -1 } else { depth - 1 }));
    }
    Ok(Answer::List(out))
}

/// Finds equal elements: candidates by their hash, so that a long list takes linear time, then exactly.
fn unique_items(cx: &mut dyn Context, a: &[Handle]) -> Answered {
    let items = cx.elements(arg(a, 0)?)?;
    let mut groups: HashMap<u64, Vec<usize>> = HashMap::new();
    let mut vague = Vec::new();
    for (i, item) in items.iter().enumerate() {
        match cx.data(*item) {
            Ok(data) => groups.entry(fingerprint(&data)).or_default().push(i),
            Err(_) => vague.push(i),
        }
    }
    let mut candidates: Vec<(usize, usize)> = Vec::new();
    for group in groups.values() {
        candidates
            .extend(group.iter().enumerate().flat_map(|(n, i)| group.iter().skip(n + 1).map(|j| (*i, *j))).take(64));
    }
    for i in &vague {
        candidates.extend((0..items.len()).filter(|j| j != i).map(|j| (j.min(*i), j.max(*i))));
    }
    candidates.sort_unstable();
    candidates.dedup();
    let mut undecided = None;
    for (i, j) in candidates {
        let (Some(x), Some(y)) = (items.get(i), items.get(j)) else { continue };
        let sameness = cx.same(*x, *y);
        if sameness == Sameness::Different {
            continue;
        }
        let scalar = cx.kind(*x).0 & (Kind::LIST | Kind::STRUCT).0 == 0;
        let message = match scalar {
            true => format!("equal value ({}) at position {i} and {j}", cx.text(*x)),
            false => format!("equal values at position {i} and {j}"),
        };
        if sameness == Sameness::Same {
            return Ok(Answer::Refused(message));
        }
        undecided.get_or_insert(message);
    }
    match undecided {
        Some(message) => Err(CallError::Incomplete(message)),
        None => Ok(Answer::Data(Data::bool(true))),
    }
}

/// The same for equal data, whatever the order of fields.
fn fingerprint(data: &Data) -> u64 {
    stacker::maybe_grow(128 * 1024, 4 * 1024 * 1024, || fingerprint_value(data))
}

fn fingerprint_value(data: &Data) -> u64 {
    use std::hash::{DefaultHasher, Hash, Hasher};
    let mut h = DefaultHasher::new();
    match &data.value {
        DataValue::Null | DataValue::Opaque(_) => 0u8.hash(&mut h),
        DataValue::Bool(b) => b.hash(&mut h),
        // `1` and `1.0` may count as equal.
        DataValue::Num(n) => n.int_if_integral().hash(&mut h),
        DataValue::Str(s) => s.hash(&mut h),
        DataValue::Bytes(b) => b.hash(&mut h),
        DataValue::List(items) => items.iter().for_each(|i| fingerprint(i).hash(&mut h)),
        DataValue::Struct(entries) => {
            let sum = entries.iter().fold(0u64, |sum, e| {
                let mut field = DefaultHasher::new();
                (&e.key, fingerprint(&e.value)).hash(&mut field);
                sum.wrapping_add(field.finish())
            });
            sum.hash(&mut h);
        }
    }
    h.finish()
}

fn match_n(cx: &mut dyn Context, a: &[Handle]) -> Answered {
    let (list, n, pattern) = (arg(a, 0)?, arg(a, 1)?, arg(a, 2)?);
    let mut count = 0;
    for item in cx.elements(list)? {
        let unified = cx.unify(item, pattern);
        if cx.error(unified, Check::Required).is_none() {
            count += 1;
        }
    }
    let value = cx.value(&Data::int(count));
    let checked = cx.unify(n, value);
    if cx.error(checked, Check::Partial).is_none() {
        return Ok(Answer::Data(Data::bool(true)));
    }
    let message = format!("{} matches {count} list items, want {}", cx.text(pattern), cx.text(n));
    Err(CallError::Placed { message, spans: Vec::new(), values: vec![n, pattern], at: Where::Call })
}

/// A stable merge sort that stops at the first comparison that fails.
fn sort(cx: &mut dyn Context, a: &[Handle]) -> Answered {
    let (mut items, cmp) = (cx.elements(arg(a, 0)?)?, arg(a, 1)?);
    let mut spare = Vec::with_capacity(items.len());
    let mut width = 1;
    while width < items.len() {
        spare.clear();
        for run in items.chunks(2 * width) {
            let (mut left, mut right) = run.split_at(width.min(run.len()));
            while let ([x, rest_x @ ..], [y, rest_y @ ..]) = (left, right) {
                if cx.less(cmp, *y, *x)? {
                    spare.push(*y);
                    right = rest_y;
                } else {
                    spare.push(*x);
                    left = rest_x;
                }
            }
            spare.extend_from_slice(left);
            spare.extend_from_slice(right);
        }
        std::mem::swap(&mut items, &mut spare);
        width *= 2;
    }
    Ok(Answer::List(items))
}

fn best(a: &[Data], order: Ordering) -> Result {
    let mut items = a.numbers(0)?.into_iter();
    let Some(mut best) = items.next() else { return fail("empty list") };
    for n in items {
        if n.compare(best) == order {
            best = n;
        }
    }
    decimal(Ok(best.clone()))
}

fn range(a: &[Data]) -> Result {
    let (start, limit, step) = (a.num(0)?, a.num(1)?, a.num(2)?);
    match (step.sign(), limit.compare(start)) {
        (0, _) => return fail("step must be non zero"),
        (1, Ordering::Less) => return fail("end must be greater than start when step is positive"),
        (-1, Ordering::Greater) => return fail("end must be less than start when step is negative"),
        _ => {}
    }
    let expected = limit.sub(start).and_then(|d| d.div(step)).map_or(f64::INFINITY, |n| n.as_f64());
    if expected > MAX_ITEMS as f64 {
        return fail(format!("more than {MAX_ITEMS} elements"));
    }
    let mut items = Vec::with_capacity(expected as usize + 1);
    let past = if step.sign() > 0 { Ordering::Less } else { Ordering::Greater };
    let mut at = start.int_if_integral();
    while at.compare(limit) == past {
        items.push(Data::new(DataValue::Num(at.clone())));
        at = at.add(step).map_err(|e| CallError::new(e.to_string()))?.int_if_integral();
        bounded(items.len())?;
    }
    Ok(Data::list(items))
}
