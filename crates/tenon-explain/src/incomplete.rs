//! Values that are not data yet: what would make them so.

use crate::text::{label_text, list, scalar_text};
use std::collections::BTreeSet;
use tenon_catalogue::e0404;
use tenon_eval::{Conjunct, Value};
use tenon_ir::program::Expr;

/// A way out, where several values are possible.
pub(crate) fn way_out(value: &Value) -> Option<String> {
    let marked = value.conjuncts().into_iter().filter(|c| has_default(value, *c)).count();
    let Some((disjuncts, defaults)) = value.disjuncts() else {
        return (marked > 0).then(|| e0404::EXCLUDED.to_owned());
    };
    match marked {
        _ if defaults > 1 => return Some(e0404::DEFAULTS.to_owned()),
        0 => {}
        1 => return Some(e0404::EXCLUDED.to_owned()),
        _ => return Some(e0404::DEFAULTS.to_owned()),
    }
    Some(apart(&disjuncts).unwrap_or_else(|| e0404::CHOOSE.to_owned()))
}

/// Whether a conjunct is a reference that leads back to the value itself: `name: name`.
pub(crate) fn means_itself(value: &Value, conjunct: Conjunct) -> bool {
    let Conjunct::Expr(e, env) = conjunct else { return false };
    let frozen = value.frozen();
    let Expr::Field { up, label, .. } = frozen.program().expr(e) else { return false };
    let found = frozen.frame_node(env, *up).and_then(|n| frozen.value(n).field(*label));
    found.is_some_and(|field| field.value.id() == value.id())
}

/// Whether a conjunct is a disjunction with a default.
fn has_default(value: &Value, conjunct: Conjunct) -> bool {
    let Conjunct::Expr(e, _) = conjunct else { return false };
    matches!(value.frozen().program().expr(e), Expr::Disjunction(all) if all.iter().any(|d| d.default))
}

/// The field that tells structs apart, if there is one, with what it may be.
fn apart(disjuncts: &[Value]) -> Option<String> {
    let first = disjuncts.first().filter(|v| v.is_struct())?;
    first.fields().find_map(|field| {
        let mut values = BTreeSet::new();
        for disjunct in disjuncts {
            values.insert(scalar_text(disjunct.field(field.label)?.value.scalar()?));
        }
        let name = label_text(first.frozen(), field.label);
        (values.len() == disjuncts.len()).then(|| e0404::variants(&name, &list(values.iter().map(String::as_str))))
    })
}
