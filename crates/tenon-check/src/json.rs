//! The check over the bytes of JSON: no tree is made, and nothing is allocated for a record, but for the parts of it that are
//! evaluated.
//!
//! It is as strict as the reader that makes trees: what is not surely well-formed is unknown, and that reader tells the
//! error. So is a key that stands twice, or with an escape in it.

use crate::answer::Answer;
use crate::plan::{Case, Element, ListPlan, Plan, Seen, StructPlan, Undeclared};
use crate::scalar::{Numbers, Strings};
use crate::text::escape;
use crate::{Checker, Scratch};
use tenon_encoding::json::{parse_many, plain_length};
use tenon_eval::PartId;
use tenon_ir::Num;
use tenon_source::FileId;

/// Data that is nested deeper is left to the evaluator.
const MAX_DEPTH: u32 = 128;

/// How often all of a record's bytes may be gone through, for one alternative of its schema after the other.
const MAX_PASSES: usize = 64;

/// Longer numbers are left to the evaluator.
const MAX_NUMBER: usize = 64;

/// The end of the value at `from`, where it is certainly valid.
pub(crate) fn check(
    checker: &Checker,
    plan: usize,
    text: &str,
    from: usize,
    scratch: &mut Scratch<'_>,
) -> Option<usize> {
    scratch.keys.clear();
    let bytes = text.as_bytes();
    let mut walk = Walk { checker, text, bytes, pos: from, depth: 0, choosing: 0, work: 0, refuted: false, scratch };
    (walk.value(plan, false) == Answer::Yes).then_some(walk.pos)
}

struct Walk<'a, 'p> {
    checker: &'a Checker,
    text: &'a str,
    bytes: &'a [u8],
    pos: usize,
    depth: u32,
    /// In how many alternatives it is: what is unknown there does not matter if something else does not hold.
    choosing: u32,
    /// Bytes gone through for alternatives that came to nothing.
    work: usize,
    /// A part has been evaluated that is not right.
    refuted: bool,
    scratch: &'a mut Scratch<'p>,
}

impl<'a> Walk<'a, '_> {
    #[inline]
    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.pos).copied()
    }

    #[inline]
    fn space(&mut self) {
        while let Some(b' ' | b'\n' | b'\r' | b'\t') = self.peek() {
            self.pos += 1;
        }
    }

    /// Whether the bytes here are these; goes behind them.
    #[inline]
    fn skip(&mut self, bytes: &[u8]) -> bool {
        let found = self.bytes.get(self.pos..).is_some_and(|rest| rest.starts_with(bytes));
        if found {
            self.pos += bytes.len();
        }
        found
    }

    /// A value. `keyed`: it is what a pattern says of the field of the last key.
    fn value(&mut self, plan: usize, keyed: bool) -> Answer {
        let plan = self.checker.plan(plan);
        self.space();
        match plan.part {
            None => self.planned(plan),
            Some(part) => self.evaluable(plan, part, keyed),
        }
    }

    /// A value that is evaluated where its plan does not say enough.
    fn evaluable(&mut self, plan: &'a Plan, part: PartId, keyed: bool) -> Answer {
        let (start, keys) = (self.pos, self.scratch.keys.len());
        let answer = self.planned(plan);
        if answer != Answer::Unknown || self.refuted {
            return answer;
        }
        self.pos = start;
        self.scratch.keys.truncate(keys);
        let key = self.scratch.keys.last().copied().filter(|_| keyed);
        self.part(part, key)
    }

    /// What the evaluator says of the value here alone.
    #[cold]
    fn part(&mut self, part: PartId, key: Option<(usize, usize)>) -> Answer {
        let start = self.pos;
        // It is as strict, and nothing is nested deeper.
        if !self.anything() {
            return Answer::Unknown;
        }
        self.work += self.pos - start;
        if self.work > self.bytes.len().saturating_mul(MAX_PASSES) {
            return Answer::Unknown;
        }
        let key = key.and_then(|(from, to)| self.text.get(from..to));
        let data = self.text.get(start..self.pos).and_then(|text| parse_many(FileId(0), text).next());
        let right = data.is_some_and(|data| data.is_ok_and(|data| self.scratch.parts.is_right(part, key, &data)));
        self.refuted = !right;
        if right { Answer::Yes } else { Answer::Unknown }
    }

    #[inline]
    fn planned(&mut self, plan: &'a Plan) -> Answer {
        match self.peek() {
            Some(b'"') => self.string(&plan.strings),
            Some(b'-' | b'0'..=b'9') => self.number(&plan.numbers),
            Some(b'{') => self.structure(plan),
            Some(b'[') => self.list(plan),
            Some(b't') => self.word(b"true", plan.truth),
            Some(b'f') => self.word(b"false", plan.falsehood),
            Some(b'n') => self.word(b"null", plan.null),
            _ => Answer::Unknown,
        }
    }

    fn word(&mut self, word: &[u8], answer: Answer) -> Answer {
        if self.skip(word) { answer } else { Answer::Unknown }
    }

    // ---------------------------------------------------------------- scalars

    #[inline]
    fn string(&mut self, strings: &Strings) -> Answer {
        self.pos += 1;
        let from = self.pos;
        self.pos += plain_length(self.bytes.get(from..).unwrap_or_default());
        match self.peek() {
            Some(b'"') => {
                let text = self.bytes.get(from..self.pos).unwrap_or_default();
                self.pos += 1;
                strings.check(text)
            }
            Some(b'\\') => self.escaped(from, strings),
            _ => Answer::Unknown,
        }
    }

    /// A string with escapes, from its first one on.
    #[cold]
    fn escaped(&mut self, mut from: usize, strings: &Strings) -> Answer {
        self.scratch.text.clear();
        loop {
            self.scratch.text.push_str(self.text.get(from..self.pos).unwrap_or_default());
            match self.peek() {
                Some(b'"') => break,
                Some(b'\\') => {
                    let Some((c, length)) = escape(self.bytes.get(self.pos + 1..).unwrap_or_default()) else {
                        return Answer::Unknown;
                    };
                    self.scratch.text.push(c);
                    self.pos += 1 + length;
                }
                _ => return Answer::Unknown,
            }
            from = self.pos;
            self.pos += plain_length(self.bytes.get(from..).unwrap_or_default());
        }
        self.pos += 1;
        strings.check(self.scratch.text.as_bytes())
    }

    /// Digits, as many as there are; adds them to a number that is right as long as there are at most 18.
    #[inline]
    fn digits(&mut self, number: &mut i64) -> usize {
        let from = self.pos;
        while let Some(digit @ b'0'..=b'9') = self.peek() {
            *number = number.wrapping_mul(10).wrapping_add(i64::from(digit - b'0'));
            self.pos += 1;
        }
        self.pos - from
    }

    #[inline]
    fn number(&mut self, numbers: &Numbers) -> Answer {
        let start = self.pos;
        let negative = self.peek() == Some(b'-');
        if negative {
            self.pos += 1;
        }
        let (mut coeff, mut fraction) = (0, 0);
        let leading = self.peek() == Some(b'0');
        let mut count = self.digits(&mut coeff);
        if count == 0 || leading && count > 1 {
            return Answer::Unknown;
        }
        let mut int = true;
        if self.peek() == Some(b'.') {
            int = false;
            self.pos += 1;
            fraction = self.digits(&mut coeff);
            count += fraction;
            if fraction == 0 {
                return Answer::Unknown;
            }
        }
        let exponent = matches!(self.peek(), Some(b'e' | b'E'));
        if exponent {
            int = false;
            self.pos += 1;
            if let Some(b'+' | b'-') = self.peek() {
                self.pos += 1;
            }
            if self.digits(&mut 0) == 0 {
                return Answer::Unknown;
            }
        }
        if count > 18 || exponent {
            return self.long_number(start, numbers);
        }
        let coeff = if negative { -coeff } else { coeff };
        match int {
            true => numbers.check_int(coeff),
            false => numbers.check(&Num::Float { coeff, exp: -(fraction as i32) }),
        }
    }

    #[cold]
    fn long_number(&self, start: usize, numbers: &Numbers) -> Answer {
        let literal = self.text.get(start..self.pos).filter(|t| t.len() <= MAX_NUMBER).unwrap_or_default();
        Num::parse_json(literal).map_or(Answer::Unknown, |number| numbers.check(&number))
    }

    // ---------------------------------------------------------------- what has parts

    fn structure(&mut self, plan: &'a Plan) -> Answer {
        match &plan.structs[..] {
            [Case::Parts(only)] => self.nested(|walk| walk.fields(only)),
            all => self.one_of(all, |walk, only| walk.fields(only)),
        }
    }

    fn list(&mut self, plan: &'a Plan) -> Answer {
        match &plan.lists[..] {
            [Case::Parts(only)] => self.nested(|walk| walk.elements(only)),
            all => self.one_of(all, |walk, only| walk.elements(only)),
        }
    }

    #[inline]
    fn nested(&mut self, f: impl FnOnce(&mut Self) -> Answer) -> Answer {
        if self.depth >= MAX_DEPTH {
            return Answer::Unknown;
        }
        self.depth += 1;
        let answer = f(self);
        self.depth -= 1;
        answer
    }

    /// The one case of several that holds; the others must not.
    fn one_of<T>(&mut self, cases: &'a [Case<T>], f: impl Fn(&mut Self, &'a T) -> Answer) -> Answer {
        let (start, keys, refuted) = (self.pos, self.scratch.keys.len(), self.refuted);
        let mut end = None;
        for case in cases {
            self.pos = start;
            self.scratch.keys.truncate(keys);
            let answer = match case {
                Case::Unclear => Answer::Unknown,
                Case::All => self.nested(|walk| if walk.anything() { Answer::Yes } else { Answer::Unknown }),
                Case::Parts(parts) => {
                    self.choosing += 1;
                    let answer = self.nested(|walk| f(walk, parts));
                    self.choosing -= 1;
                    answer
                }
            };
            // What is wrong with one alternative says nothing about all of them.
            self.refuted = refuted;
            self.work += self.pos - start;
            if answer == Answer::Unknown || self.work > self.bytes.len().saturating_mul(MAX_PASSES) {
                return Answer::Unknown;
            }
            if answer == Answer::Yes && end.replace(self.pos).is_some() {
                return Answer::Unknown;
            }
        }
        match end {
            Some(end) => {
                self.pos = end;
                Answer::Yes
            }
            None => Answer::No,
        }
    }

    /// The fields of a struct, from its brace on.
    fn fields(&mut self, plan: &'a StructPlan) -> Answer {
        self.pos += 1;
        let mut seen = Seen::default();
        let first = self.scratch.keys.len();
        let (mut next, mut known) = (0, true);
        self.space();
        let mut more = self.peek() != Some(b'}');
        while more {
            let field = match plan.fields.get(next) {
                // Fields mostly stand in the order in which the schema declares them.
                Some(field) if self.skip(&field.quoted) => Some(next),
                _ => {
                    let Some((from, to)) = self.key() else { return Answer::Unknown };
                    let key = self.bytes.get(from..to).unwrap_or_default();
                    let field = plan.lookup.find(key, plan.fields.iter().map(|f| f.key()));
                    if field.is_none() {
                        self.scratch.keys.push((from, to));
                    }
                    field
                }
            };
            self.space();
            if !self.skip(b":") {
                return Answer::Unknown;
            }
            let (start, keys) = (self.pos, self.scratch.keys.len());
            let answer = match field {
                Some(i) => {
                    next = i + 1;
                    let bit = 1 << (i % 64);
                    let word = seen.get_mut(i / 64);
                    let Some(word) = word.filter(|word| **word & bit == 0) else { return Answer::Unknown };
                    *word |= bit;
                    plan.fields.get(i).map_or(Answer::Unknown, |field| self.value(field.plan, false))
                }
                None => self.undeclared(plan),
            };
            if answer == Answer::Unknown && self.choosing > 0 {
                (self.pos, known) = (start, false);
                self.scratch.keys.truncate(keys);
                if !self.anything() {
                    return Answer::Unknown;
                }
            } else if answer != Answer::Yes {
                return answer;
            }
            self.space();
            more = self.skip(b",");
            if more {
                self.space();
            }
        }
        if !self.skip(b"}") || self.has_duplicates(first) {
            return Answer::Unknown;
        }
        self.scratch.keys.truncate(first);
        let complete = seen.iter().zip(&plan.needed).all(|(seen, needed)| seen & needed == *needed);
        // What is missing makes it incomplete, but no conflict.
        if complete && known { Answer::Yes } else { Answer::Unknown }
    }

    /// Where a key is that has no escapes in it, without its quotation marks.
    #[inline]
    fn key(&mut self) -> Option<(usize, usize)> {
        if !self.skip(b"\"") {
            return None;
        }
        let from = self.pos;
        self.pos += plain_length(self.bytes.get(from..).unwrap_or_default());
        let to = self.pos;
        self.skip(b"\"").then_some((from, to))
    }

    /// Whether one of the keys from a number on stands twice.
    fn has_duplicates(&mut self, first: usize) -> bool {
        let Some(keys) = self.scratch.keys.get_mut(first..) else { return false };
        if keys.len() < 2 {
            return false;
        }
        let key = |(from, to): &(usize, usize)| self.bytes.get(*from..*to).unwrap_or_default();
        if let [a, b] = keys {
            return key(a) == key(b);
        }
        keys.sort_unstable_by_key(key);
        !keys.is_sorted_by(|a, b| key(a) != key(b))
    }

    /// The value of the last key, for which no field is declared.
    fn undeclared(&mut self, plan: &'a StructPlan) -> Answer {
        let Some(key) = self.scratch.keys.last().and_then(|(from, to)| self.bytes.get(*from..*to)) else {
            return Answer::Unknown;
        };
        match self.checker.undeclared(plan, key) {
            Undeclared::Refused => Answer::No,
            Undeclared::Unclear => Answer::Unknown,
            Undeclared::Planned(plan) => self.value(plan, true),
            Undeclared::Open if self.anything() => Answer::Yes,
            Undeclared::Open => Answer::Unknown,
        }
    }

    /// The elements of a list, from its bracket on.
    fn elements(&mut self, plan: &'a ListPlan) -> Answer {
        self.pos += 1;
        let mut count = 0;
        self.space();
        let mut more = self.peek() != Some(b']');
        while more {
            let answer = match plan.element(count) {
                Element::Refused => Answer::No,
                Element::Is(plan) => self.value(plan, false),
                Element::Free if self.anything() => Answer::Yes,
                Element::Free | Element::Several => Answer::Unknown,
            };
            if answer != Answer::Yes {
                return answer;
            }
            count += 1;
            self.space();
            more = self.skip(b",");
        }
        if !self.skip(b"]") {
            return Answer::Unknown;
        }
        Answer::of(count >= plan.elements.len())
    }

    /// A value of which nothing is demanded; says whether it is well-formed.
    fn anything(&mut self) -> bool {
        self.space();
        match self.peek() {
            Some(b'{') => self.nested(|walk| Answer::of(walk.any_struct())) == Answer::Yes,
            Some(b'[') => self.nested(|walk| Answer::of(walk.any_list())) == Answer::Yes,
            Some(_) => self.any_scalar(),
            None => false,
        }
    }

    fn any_scalar(&mut self) -> bool {
        static ANY: Strings = Strings { all: true, unclear: false, equal: Vec::new(), within: Vec::new() };
        match self.peek() {
            Some(b'"') => self.string(&ANY) == Answer::Yes,
            Some(b't') => self.skip(b"true"),
            Some(b'f') => self.skip(b"false"),
            Some(b'n') => self.skip(b"null"),
            Some(b'-' | b'0'..=b'9') => {
                // Which number it is does not matter, as long as it is one.
                static NONE: Numbers = Numbers { unclear: false, equal: Vec::new(), within: Vec::new() };
                self.number(&NONE) == Answer::No
            }
            _ => false,
        }
    }

    fn any_struct(&mut self) -> bool {
        self.pos += 1;
        let first = self.scratch.keys.len();
        self.space();
        let mut more = self.peek() != Some(b'}');
        while more {
            let Some(key) = self.key() else { return false };
            self.scratch.keys.push(key);
            self.space();
            if !self.skip(b":") || !self.anything() {
                return false;
            }
            self.space();
            more = self.skip(b",");
            if more {
                self.space();
            }
        }
        if !self.skip(b"}") || self.has_duplicates(first) {
            return false;
        }
        self.scratch.keys.truncate(first);
        true
    }

    fn any_list(&mut self) -> bool {
        self.pos += 1;
        self.space();
        let mut more = self.peek() != Some(b']');
        while more {
            if !self.anything() {
                return false;
            }
            self.space();
            more = self.skip(b",");
        }
        self.skip(b"]")
    }
}
