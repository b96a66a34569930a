//! A [`Why`] for programs: one object.

use super::line::Shaped;
use super::model::{Constraint, Disjunct, Link, Outcome, Place, Reason, Why};
use serde_json::{Value, json as object};

/// Why a value is what it is, as an object.
pub fn json(why: &Why) -> Value {
    stacker::maybe_grow(64 * 1024, 1024 * 1024, || {
        object!({
            "path": why.path,
            "value": why.value,
            "certainty": why.certainty.as_str(),
            "constraints": why.constraints.iter().map(constraint).collect::<Vec<_>>(),
            "around": why
                .around
                .iter()
                .map(|(path, c)| object!({ "path": path, "constraint": constraint(c) }))
                .collect::<Vec<_>>(),
            "reasons": why.reasons.iter().map(reason).collect::<Vec<_>>(),
            "fields": why
                .fields
                .iter()
                .map(|f| {
                    object!({
                        "label": f.label,
                        "value": f.value,
                        "certainty": f.certainty.as_str(),
                        "places": places(&f.places),
                        "owner": f.owner,
                    })
                })
                .collect::<Vec<_>>(),
            "moreFields": why.more_fields,
            "advice": why.advice,
        })
    })
}

/// The values that a line has a part in, as an object.
pub fn line_json(shaped: &[Shaped], more: usize) -> Value {
    let values = shaped.iter().map(|s| {
        object!({
            "path": s.path,
            "value": s.value,
            "role": s.role.as_str(),
            "text": s.text,
            "place": place(s.place.as_ref()),
            "decisive": s.decisive,
            "without": s.without,
        })
    });
    object!({ "values": values.collect::<Vec<_>>(), "more": more })
}

fn constraint(c: &Constraint) -> Value {
    object!({
        "role": c.role.as_str(),
        "text": c.text,
        "place": place(c.place.as_ref()),
        "decisive": c.decisive,
        "without": c.without,
        "by": c.by.iter().map(link).collect::<Vec<_>>(),
        "patterns": c.patterns.iter().map(link).collect::<Vec<_>>(),
        "comprehensions": c
            .loops
            .iter()
            .map(|l| {
                let variables: serde_json::Map<String, Value> =
                    l.variables.iter().map(|(name, value)| (name.clone(), Value::from(value.as_str()))).collect();
                object!({ "text": l.clauses.text, "place": place(l.clauses.place.as_ref()), "variables": variables })
            })
            .collect::<Vec<_>>(),
        "disjuncts": c.disjuncts.iter().map(disjunct).collect::<Vec<_>>(),
        "operands": c
            .operands
            .iter()
            .map(|o| {
                object!({
                    "text": o.text,
                    "place": place(o.place.as_ref()),
                    "value": o.value,
                    "why": o.why.as_ref().map(|w| json(w)),
                })
            })
            .collect::<Vec<_>>(),
        "owner": c.owner,
    })
}

fn disjunct(d: &Disjunct) -> Value {
    let why = match &d.outcome {
        Outcome::Fell(Some(r)) | Outcome::Waits(Some(r)) => reason(r),
        _ => Value::Null,
    };
    object!({
        "text": d.text,
        "place": place(d.place.as_ref()),
        "default": d.default,
        "outcome": d.outcome.as_str(),
        "reason": why,
    })
}

fn reason(r: &Reason) -> Value {
    object!({ "message": r.message, "path": r.path, "places": places(&r.places) })
}

fn link(l: &Link) -> Value {
    object!({ "text": l.text, "place": place(l.place.as_ref()), "import": l.import })
}

fn places(all: &[Place]) -> Vec<Value> {
    all.iter().map(|p| place(Some(p))).collect()
}

fn place(p: Option<&Place>) -> Value {
    p.map_or(Value::Null, |p| object!({ "file": p.file, "line": p.line, "column": p.column }))
}
