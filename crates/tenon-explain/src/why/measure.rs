//! Whether a value hangs on a constraint: what it is with `_` in the constraint's place.

use super::ask::Question;
use std::sync::Arc;
use tenon_eval::account::{Said, Shown};
use tenon_eval::{Budget, Evaluator};
use tenon_ir::Data;
use tenon_ir::data::DataValue;
use tenon_ir::program::{Expr, ExprId};
use tenon_source::Span;

/// So many constraints are tried.
const MAX_TRIED: usize = 60;

/// A program of which an evaluation makes no more nodes than this is worked out as a whole each time: what is around the
/// value may hang on the constraint, too. Of others only the path is.
const SMALL: usize = 20_000;

/// All trials together make no more nodes than this.
const MAX_NODES: usize = 2_000_000;

/// What a value is without a constraint.
#[derive(Clone, PartialEq, Debug)]
pub(crate) enum Without {
    /// The same.
    Same,
    /// Another one; nothing where it is not there at all.
    Other(Option<Shown>),
}

/// What takes a constraint away.
enum Removed {
    Expr(ExprId, Expr),
    Data(usize, Arc<Data>),
}

/// What the value is without each of the constraints, as far as they can be taken away and are not too many.
pub(crate) fn measure(question: &mut Question<'_>, value: &Shown, said: &[Said], size: usize) -> Vec<Option<Without>> {
    let whole = size <= SMALL;
    let mut nodes = 0;
    let mut look = |question: &Question<'_>| {
        let budget = Budget { nodes: size.saturating_mul(4).max(SMALL), ..question.budget.clone() };
        let mut evaluator = Evaluator::new(question.program, question.library, budget);
        let root = evaluator.root(question.package, question.expr);
        let shown = evaluator.glimpse(root, &question.path, whole);
        nodes += evaluator.size();
        (shown, nodes)
    };
    // A value that shows only when everything is worked out cannot be tried without that.
    let (unchanged, _) = look(question);
    if unchanged.as_ref() != Some(value) {
        return vec![None; said.len()];
    }
    let mut results = Vec::with_capacity(said.len());
    let mut used = 0;
    for (i, said) in said.iter().enumerate() {
        let removed = if i < MAX_TRIED && used < MAX_NODES { remove(question, said) } else { None };
        let Some(removed) = removed else {
            results.push(None);
            continue;
        };
        let (shown, so_far) = look(question);
        used = so_far;
        restore(question, removed);
        results.push(Some(if shown.as_ref() == Some(value) { Without::Same } else { Without::Other(shown) }));
    }
    results
}

fn remove(question: &mut Question<'_>, said: &Said) -> Option<Removed> {
    if let Some(e) = said.expr {
        let slot = question.program.exprs.get_mut(e.0 as usize)?;
        return Some(Removed::Expr(e, std::mem::replace(slot, Expr::Top)));
    }
    if said.span.is_none() {
        return None;
    }
    let data = &mut question.program.data;
    let i = data.iter().position(|d| d.span.covers(said.span))?;
    let mut without = (*data[i]).clone();
    take_out(&mut without, said.span).then(|| Removed::Data(i, std::mem::replace(&mut data[i], Arc::new(without))))
}

fn restore(question: &mut Question<'_>, removed: Removed) {
    match removed {
        Removed::Expr(e, expr) => question.program.exprs[e.0 as usize] = expr,
        Removed::Data(i, data) => question.program.data[i] = data,
    }
}

/// Takes the field with a value out of data.
fn take_out(data: &mut Data, value: Span) -> bool {
    stacker::maybe_grow(64 * 1024, 1024 * 1024, || match &mut data.value {
        DataValue::List(items) => items.iter_mut().any(|item| take_out(item, value)),
        DataValue::Struct(entries) => {
            let before = entries.len();
            entries.retain(|e| e.value.span != value);
            entries.len() < before || entries.iter_mut().any(|e| take_out(&mut e.value, value))
        }
        _ => false,
    })
}
