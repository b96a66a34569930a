//! What a constraint does for a value, as far as that follows from what it is.

use super::model::{Certainty, Role};
use tenon_eval::Scalar;
use tenon_eval::account::{Account, Said, Shown, Sort};
use tenon_eval::fate::Fate;

/// How certain a value is.
pub(crate) fn certainty(account: &Account) -> Certainty {
    match &account.shown {
        Shown::Error(_) => Certainty::Error,
        Shown::Incomplete(_) => Certainty::Incomplete,
        Shown::Struct(_) | Shown::List(_) => Certainty::Composed,
        Shown::Scalar(_) if account.by_default => Certainty::Default,
        Shown::Scalar(_) => {
            let given = is_given(&account.shown, &account.said);
            let computed = account.said.iter().any(|s| matches!(s.sort, Sort::Computed(_)));
            if computed && !given { Certainty::Computed } else { Certainty::Given }
        }
    }
}

/// Whether a scalar that is said of a value is what it is.
pub(crate) fn is_given(shown: &Shown, said: &[Said]) -> bool {
    matches!(shown, Shown::Scalar(value) if said.iter().any(|s| matches!(&s.sort, Sort::Scalar(given) if given == value)))
}

/// What something that is said of a value does for it. `decisive`: whether the value is another one without it. Where
/// that is not known, it counts whether it is `given` by something else.
pub(crate) fn role(shown: &Shown, said: &Said, decisive: Option<bool>, given: bool) -> Role {
    let wrong = matches!(shown, Shown::Error(_));
    let checks = || match (shown, decisive) {
        (Shown::Error(_), Some(false)) => Role::Allows,
        (Shown::Error(_), _) => Role::Conflicts,
        (Shown::Incomplete(_), _) => Role::Limits,
        (_, Some(true)) => Role::Selects,
        _ => Role::Allows,
    };
    match &said.sort {
        Sort::Bottom => Role::Conflicts,
        Sort::Waiting if wrong => Role::Conflicts,
        Sort::Waiting => Role::Awaits,
        Sort::Scalar(scalar) => scalar_role(shown, scalar),
        Sort::Computed(_) if wrong => Role::Conflicts,
        Sort::Computed(_) if matches!(shown, Shown::Incomplete(_)) => Role::Awaits,
        Sort::Computed(_) => Role::Computes,
        Sort::Struct if matches!(shown, Shown::Struct(_)) => Role::Gives,
        Sort::List if matches!(shown, Shown::List(_)) => Role::Gives,
        Sort::Disjunction(disjuncts) if !wrong && !matches!(shown, Shown::Incomplete(_)) => {
            let taken = disjuncts.iter().find(|d| d.fate == Fate::Taken);
            let lost = disjuncts.iter().any(|d| d.default && matches!(d.fate, Fate::Fell(_)));
            match taken {
                Some(d) if d.default => Role::Default,
                Some(_) if decisive == Some(true) => Role::Gives,
                Some(_) if lost => Role::Overridden,
                Some(_) if given || decisive.is_some() => Role::Allows,
                Some(_) => Role::Gives,
                None if decisive == Some(true) => Role::Selects,
                None if lost => Role::Overridden,
                None => Role::Allows,
            }
        }
        Sort::Struct | Sort::List if wrong => Role::Conflicts,
        Sort::Type(_) | Sort::Bound(_) | Sort::Validator(_) | Sort::Disjunction(_) | Sort::Struct | Sort::List => {
            checks()
        }
    }
}

/// What a disjunction does for a scalar on which nothing else that gives it is decisive: it may have the same as a default,
/// or as the only disjunct that is left.
pub(crate) fn spare_role(shown: &Shown, said: &Said) -> Option<Role> {
    let (Shown::Scalar(value), Sort::Disjunction(disjuncts)) = (shown, &said.sort) else { return None };
    let mut held = disjuncts.iter().filter(|d| d.fate == Fate::Left);
    let alone = held.clone().count() == 1;
    let spare = held.find(|d| (d.default || alone) && d.scalar.as_ref() == Some(value))?;
    Some(if spare.default { Role::Default } else { Role::Gives })
}

fn scalar_role(shown: &Shown, scalar: &Scalar) -> Role {
    match shown {
        Shown::Error(_) => Role::Conflicts,
        Shown::Scalar(value) if value == scalar => Role::Gives,
        Shown::Incomplete(_) => Role::Limits,
        _ => Role::Allows,
    }
}
