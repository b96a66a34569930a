//! The check over data trees, whatever they were read from.

use crate::Checker;
use crate::answer::Answer;
use crate::plan::{Case, Element, ListPlan, Plan, Seen, StructPlan, Undeclared};
use tenon_eval::Parts;
use tenon_ir::Data;
use tenon_ir::data::{DataValue, Entry};

/// Data that is nested deeper is left to the evaluator.
const MAX_DEPTH: u32 = 128;

/// How many values may be gone through for one alternative of the schema after the other.
const MAX_WORK: u32 = 1 << 20;

/// Whether data is certainly valid.
pub(crate) fn check(checker: &Checker, data: &Data, parts: &mut Parts<'_>) -> bool {
    Walk { checker, parts, depth: 0, work: 0, refuted: false }.value(checker.root, None, data) == Answer::Yes
}

struct Walk<'a, 'p> {
    checker: &'a Checker,
    parts: &'a mut Parts<'p>,
    depth: u32,
    work: u32,
    /// A part has been evaluated that is not right.
    refuted: bool,
}

impl<'a> Walk<'a, '_> {
    /// A value; for what a pattern says of a field, with its key.
    fn value(&mut self, plan: usize, key: Option<&str>, data: &Data) -> Answer {
        let plan = self.checker.plan(plan);
        self.work += 1;
        if self.work > MAX_WORK {
            return Answer::Unknown;
        }
        let answer = self.planned(plan, data);
        match plan.part {
            Some(part) if answer == Answer::Unknown && !self.refuted => {
                self.refuted = !self.parts.is_right(part, key, data);
                if self.refuted { Answer::Unknown } else { Answer::Yes }
            }
            _ => answer,
        }
    }

    fn planned(&mut self, plan: &'a Plan, data: &Data) -> Answer {
        match &data.value {
            DataValue::Null => plan.null,
            DataValue::Bool(false) => plan.falsehood,
            DataValue::Bool(true) => plan.truth,
            DataValue::Num(x) => plan.numbers.check(x),
            DataValue::Str(s) => plan.strings.check(s.as_bytes()),
            DataValue::Bytes(_) => plan.bytes,
            DataValue::Struct(entries) => self.one_of(&plan.structs, |walk, plan| walk.fields(plan, entries)),
            DataValue::List(items) => self.one_of(&plan.lists, |walk, plan| walk.elements(plan, items)),
            DataValue::Opaque(_) => Answer::Unknown,
        }
    }

    /// The one case of several that holds; the others must not.
    fn one_of<T>(&mut self, cases: &'a [Case<T>], mut f: impl FnMut(&mut Self, &'a T) -> Answer) -> Answer {
        if self.depth >= MAX_DEPTH {
            return Answer::Unknown;
        }
        self.depth += 1;
        let (mut holds, mut known) = (0, true);
        let refuted = self.refuted;
        for case in cases {
            match case {
                Case::Unclear => known = false,
                Case::All => holds += 1,
                Case::Parts(parts) => match f(self, parts) {
                    Answer::Yes => holds += 1,
                    Answer::No => {}
                    Answer::Unknown => known = false,
                },
            }
            // What is wrong with one alternative says nothing about all of them.
            if cases.len() > 1 {
                self.refuted = refuted;
            }
            if holds > 1 || !known {
                break;
            }
        }
        self.depth -= 1;
        if holds > 1 || !known { Answer::Unknown } else { Answer::of(holds == 1) }
    }

    fn fields(&mut self, plan: &'a StructPlan, entries: &[Entry]) -> Answer {
        let mut seen = Seen::default();
        let (mut next, mut known) = (0, true);
        for entry in entries {
            let key = entry.key.as_bytes();
            let field = match plan.fields.get(next) {
                Some(field) if field.key() == key => Some(next),
                _ => plan.lookup.find(key, plan.fields.iter().map(|f| f.key())),
            };
            let answer = match field {
                Some(i) => {
                    next = i + 1;
                    if let Some(word) = seen.get_mut(i / 64) {
                        *word |= 1 << (i % 64);
                    }
                    plan.fields.get(i).map_or(Answer::Unknown, |field| self.value(field.plan, None, &entry.value))
                }
                None => self.undeclared(plan, entry),
            };
            // What is unknown does not matter if something else does not hold.
            match answer {
                Answer::Yes => {}
                Answer::No => return Answer::No,
                Answer::Unknown => known = false,
            }
        }
        let complete = seen.iter().zip(&plan.needed).all(|(seen, needed)| seen & needed == *needed);
        // What is missing makes it incomplete, but no conflict.
        if complete && known { Answer::Yes } else { Answer::Unknown }
    }

    /// A field that is not declared.
    fn undeclared(&mut self, plan: &'a StructPlan, entry: &Entry) -> Answer {
        match self.checker.undeclared(plan, entry.key.as_bytes()) {
            Undeclared::Refused => Answer::No,
            Undeclared::Unclear => Answer::Unknown,
            Undeclared::Planned(plan) => self.value(plan, Some(&entry.key), &entry.value),
            Undeclared::Open => Answer::Yes,
        }
    }

    fn elements(&mut self, plan: &'a ListPlan, items: &[Data]) -> Answer {
        for (index, item) in items.iter().enumerate() {
            let answer = match plan.element(index) {
                Element::Refused => Answer::No,
                Element::Is(plan) => self.value(plan, None, item),
                Element::Free => Answer::Yes,
                Element::Several => Answer::Unknown,
            };
            if answer != Answer::Yes {
                return answer;
            }
        }
        Answer::of(items.len() >= plan.elements.len())
    }
}
