//! Checks data against a schema without evaluating the two together.
//!
//! A [`Checker`] is made once of the shapes of a schema ([`tenon_eval::Shapes`]) and goes over each record's data: over the bytes
//! of JSON, of which it makes no tree, or over a data tree. It says that a record is certainly valid, or that it does not know:
//! then the evaluator is asked, which also knows the words for what is wrong. So whatever is unclear, rare or
//! wrong need not be understood here; what is said to be valid has to be.
//!
//! What is unclear at a place that can be evaluated alone ([`tenon_eval::Parts`]) is: the data there becomes a tree, and the rest of the
//! record does not. The innermost such place is tried first, then those around it, until one of them is not right.
//!
//! - `plan`: what a schema says, sorted by the type of the data that it says it of
//! - `scalar`: strings and numbers
//! - `json`: the check over bytes
//! - `tree`: the check over data trees

mod answer;
mod json;
mod lookup;
mod plan;
mod scalar;
mod text;
mod tree;

use answer::Answer;
use plan::{Plan, StructPlan, Undeclared};
use tenon_eval::{Parts, Shapes};
use tenon_ir::Data;

/// Room that is used again for each record.
#[derive(Debug)]
pub struct Scratch<'p> {
    /// Where the keys are that no field is declared for, of the structs that are being gone through.
    keys: Vec<(usize, usize)>,
    /// A string without its escapes.
    text: String,
    /// What evaluates parts.
    parts: Parts<'p>,
}

impl<'p> Scratch<'p> {
    /// For the schema whose parts these are.
    pub fn new(parts: Parts<'p>) -> Scratch<'p> {
        Scratch { keys: Vec::new(), text: String::new(), parts }
    }
}

/// A compiled schema.
#[derive(Debug)]
pub struct Checker {
    plans: Vec<Plan>,
    root: usize,
    /// For what is not compiled.
    unclear: Plan,
}

impl Checker {
    /// Compiles the shapes of a schema.
    pub fn new(shapes: &Shapes) -> Checker {
        plan::compile(shapes)
    }

    /// Whether there are records that it can say something of at all.
    pub fn is_useful(&self) -> bool {
        self.plans.get(self.root).is_some_and(Plan::is_useful)
    }

    /// Whether all that is demanded of a list is demanded of each of its elements alone, and nothing but lists will do.
    pub fn is_list(&self) -> bool {
        self.element_plan().is_some()
    }

    /// What is demanded of each element of such a list.
    fn element_plan(&self) -> Option<usize> {
        self.plans.get(self.root)?.element()
    }

    /// Checks an element of such a list as [`Self::json`] checks a value.
    pub fn element(&self, text: &str, from: usize, scratch: &mut Scratch<'_>) -> Option<usize> {
        json::check(self, self.element_plan()?, text, from, scratch)
    }

    /// Checks the JSON value at `from`, white space before it aside. Where it is certainly valid, this says where it ends.
    pub fn json(&self, text: &str, from: usize, scratch: &mut Scratch<'_>) -> Option<usize> {
        json::check(self, self.root, text, from, scratch)
    }

    /// Whether data is certainly valid.
    pub fn data(&self, data: &Data, scratch: &mut Scratch<'_>) -> bool {
        tree::check(self, data, &mut scratch.parts)
    }

    /// What a struct's plan says of a field that it does not declare.
    pub(crate) fn undeclared(&self, plan: &StructPlan, key: &[u8]) -> Undeclared {
        let (mut allowed, mut found) = (!plan.closed, None);
        for pattern in &plan.patterns {
            match self.plan(pattern.label).strings.check(key) {
                Answer::No => {}
                // Of several patterns, each may add something else to what the others say.
                Answer::Yes if found.is_none() => {
                    allowed |= !pattern.refused;
                    found = Some(pattern.plan);
                }
                _ => return Undeclared::Unclear,
            }
        }
        match found {
            None if allowed => Undeclared::Open,
            None => Undeclared::Refused,
            Some(_) if !allowed => Undeclared::Unclear,
            Some(plan) => Undeclared::Planned(plan),
        }
    }

    pub(crate) fn plan(&self, id: usize) -> &Plan {
        self.plans.get(id).unwrap_or(&self.unclear)
    }
}
