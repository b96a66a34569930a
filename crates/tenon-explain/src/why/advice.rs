//! What would change a value.

use super::model::{Certainty, Constraint, Role, Why};

/// So many places are named.
const MANY: usize = 3;

/// A line that says what to edit.
pub(crate) fn advice(why: &Why) -> String {
    let of = |role: Role| places(why.constraints.iter().filter(|c| c.role == role));
    match why.certainty {
        Certainty::Given | Certainty::Computed => {
            let (given, computed) = (of(Role::Gives), of(Role::Computes));
            match (given.is_empty(), computed.is_empty()) {
                (false, _) => format!("to change it: edit {}", and(&given)),
                (true, false) => {
                    let operands = why.constraints.iter().flat_map(|c| &c.operands).filter_map(|o| o.why.as_ref());
                    let makers = operands.flat_map(|w| w.constraints.iter().take(1));
                    let makers = places(makers.filter(|c| c.role <= Role::Default));
                    let edit = if makers.is_empty() { computed } else { makers };
                    format!("to change it: edit {}", and(&edit))
                }
                (true, true) => String::new(),
            }
        }
        Certainty::Default => {
            format!("to change it: give another value anywhere, or edit the default at {}", and(&of(Role::Default)))
        }
        Certainty::Incomplete if of(Role::Awaits).is_empty() => "to complete it: give a value anywhere".to_owned(),
        Certainty::Incomplete => {
            let asked: Vec<&str> = why.reasons.iter().map(|r| r.message.as_str()).take(MANY).collect();
            format!("to complete it: {}", asked.join("; "))
        }
        Certainty::Error => {
            let mending = |c: &&Constraint| {
                c.role == Role::Conflicts && c.without.as_deref().is_some_and(|w| w != "_|_" && w != "not there")
            };
            let sides: Vec<String> = why
                .constraints
                .iter()
                .filter(mending)
                .filter_map(|c| Some(format!("{} (then it is {})", c.place.as_ref()?, c.without.as_ref()?)))
                .take(MANY)
                .collect();
            if sides.is_empty() { String::new() } else { format!("to mend it: change {}", sides.join(", or ")) }
        }
        Certainty::Composed => String::new(),
    }
}

fn places<'a>(constraints: impl Iterator<Item = &'a Constraint>) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for place in constraints.filter_map(|c| c.place.as_ref()) {
        let text = match place.file.strip_prefix("--inject:") {
            Some(tag) => format!("-t {tag}=… on the command line"),
            None => place.to_string(),
        };
        if !out.contains(&text) {
            out.push(text);
        }
    }
    out.truncate(MANY);
    out
}

fn and(places: &[String]) -> String {
    places.join(" and ")
}
