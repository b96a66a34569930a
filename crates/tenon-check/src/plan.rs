//! What a schema says, sorted by the type of the data that it says it of.
//!
//! A disjunction has no place of its own here: what its disjuncts say of strings are alternatives for strings, and so on.
//! For a scalar one alternative is enough, for each leaves the same of it. Of a struct or list, each may leave something else;
//! so all others have to be known not to hold.

use crate::Checker;
use crate::answer::Answer;
use crate::lookup::Lookup;
use crate::scalar::{Numbers, Range, StringBound, Strings};
use std::collections::HashMap;
use tenon_eval::{ListShape, PartId, Scalar, Shape, ShapeId, Shapes, StructShape};
use tenon_ir::Kind;
use tenon_ir::program::{BoundOp, Marker};

/// Structs with more declared fields than this are unclear.
pub(crate) const MAX_FIELDS: usize = 256;

/// One bit for each declared field of a struct.
pub(crate) type Seen = [u64; MAX_FIELDS / 64];

/// What a schema says of data at a place.
#[derive(Debug)]
pub(crate) struct Plan {
    pub null: Answer,
    pub falsehood: Answer,
    pub truth: Answer,
    pub numbers: Numbers,
    pub strings: Strings,
    /// Whether bytes will do, whatever they are.
    pub bytes: Answer,
    pub structs: Vec<Case<StructPlan>>,
    pub lists: Vec<Case<ListPlan>>,
    /// What can be evaluated with the data at the place alone, where all this says nothing of that.
    pub part: Option<PartId>,
}

/// What one disjunct says of structs, or of lists.
#[derive(Debug)]
pub(crate) enum Case<T> {
    /// That takes an evaluation.
    Unclear,
    /// All will do.
    All,
    /// Those will do to which this applies.
    Parts(T),
}

/// What a schema says of a struct.
#[derive(Debug)]
pub(crate) struct StructPlan {
    pub fields: Vec<FieldPlan>,
    pub lookup: Lookup,
    /// The fields that have to be there: required ones, and those that have no value by themselves.
    pub needed: Seen,
    pub patterns: Vec<PatternPlan>,
    pub closed: bool,
}

/// What a struct's plan says of a field that is not declared.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Undeclared {
    /// It may be anything.
    Open,
    /// It is not allowed.
    Refused,
    /// One pattern says what it is.
    Planned(usize),
    /// That is for the evaluator to say.
    Unclear,
}

/// What a schema says of a declared field.
#[derive(Debug)]
pub(crate) struct FieldPlan {
    /// The key in quotation marks, as it stands in JSON unless something in it is escaped.
    pub quoted: Box<[u8]>,
    pub plan: usize,
}

impl FieldPlan {
    /// The key.
    pub fn key(&self) -> &[u8] {
        self.quoted.get(1..self.quoted.len() - 1).unwrap_or_default()
    }
}

/// What a schema says of fields whose labels match something.
#[derive(Debug)]
pub(crate) struct PatternPlan {
    pub label: usize,
    pub refused: bool,
    pub plan: usize,
}

/// What a schema says of a list.
#[derive(Debug)]
pub(crate) struct ListPlan {
    pub elements: Vec<usize>,
    pub open: bool,
    pub tails: Vec<(usize, usize)>,
}

impl Plan {
    /// Nothing will do.
    fn nothing() -> Plan {
        Plan {
            null: Answer::No,
            falsehood: Answer::No,
            truth: Answer::No,
            numbers: Numbers::default(),
            strings: Strings::default(),
            bytes: Answer::No,
            structs: Vec::new(),
            lists: Vec::new(),
            part: None,
        }
    }

    /// Nothing is known.
    fn unclear() -> Plan {
        let mut plan = Plan::nothing();
        for answer in [&mut plan.null, &mut plan.falsehood, &mut plan.truth, &mut plan.bytes] {
            *answer = Answer::Unknown;
        }
        plan.numbers.unclear = true;
        plan.strings.unclear = true;
        plan.structs.push(Case::Unclear);
        plan.lists.push(Case::Unclear);
        plan
    }

    /// Whether it says something of anything.
    pub fn is_useful(&self) -> bool {
        let scalars = [self.null, self.falsehood, self.truth, self.bytes].into_iter().any(|a| a != Answer::Unknown);
        scalars
            || self.part.is_some()
            || self.structs.iter().any(|c| !matches!(c, Case::Unclear))
            || self.lists.iter().any(|c| !matches!(c, Case::Unclear))
    }

    /// What is demanded of each element, where nothing else is demanded of lists, and nothing else will do.
    pub fn element(&self) -> Option<usize> {
        match (&self.structs[..], &self.lists[..]) {
            ([], [Case::Parts(ListPlan { elements, open: true, tails })]) if elements.is_empty() => match tails[..] {
                [(0, plan)] => Some(plan),
                _ => None,
            },
            _ => None,
        }
    }

    fn or(&mut self, other: Plan) {
        self.null = self.null.or(other.null);
        self.falsehood = self.falsehood.or(other.falsehood);
        self.truth = self.truth.or(other.truth);
        self.bytes = self.bytes.or(other.bytes);
        self.numbers.unclear |= other.numbers.unclear;
        self.numbers.equal.extend(other.numbers.equal);
        self.numbers.within.extend(other.numbers.within);
        self.strings.all |= other.strings.all;
        self.strings.unclear |= other.strings.unclear;
        self.strings.equal.extend(other.strings.equal);
        self.strings.within.extend(other.strings.within);
        self.structs.extend(other.structs);
        self.lists.extend(other.lists);
    }
}

/// Compiles shapes.
pub(crate) fn compile(shapes: &Shapes) -> Checker {
    let mut compiler = Compiler { shapes, whole: HashMap::new() };
    let ids = (0..shapes.count()).map(|id| ShapeId(id as u32));
    let plans = ids.map(|id| Plan { part: shapes.part(id), ..compiler.plan(id, 0) }).collect();
    Checker { plans, root: shapes.root().0 as usize, unclear: Plan::unclear() }
}

/// Disjunctions within disjunctions are followed this deep.
const MAX_NESTED: u32 = 20;

struct Compiler<'s> {
    shapes: &'s Shapes,
    /// Which shapes are concrete by themselves.
    whole: HashMap<ShapeId, bool>,
}

impl Compiler<'_> {
    fn plan(&mut self, id: ShapeId, nested: u32) -> Plan {
        let mut plan = Plan::nothing();
        match self.shapes.get(id) {
            Shape::Unclear => plan = Plan::unclear(),
            Shape::Value(scalar) => value(&mut plan, scalar),
            Shape::Types(kind, bounds) => types(&mut plan, *kind, bounds),
            Shape::Struct(shape) => plan.structs.push(self.structure(shape)),
            Shape::List(shape) => plan.lists.push(Case::Parts(list(shape))),
            Shape::OneOf(..) if nested > MAX_NESTED => plan = Plan::unclear(),
            Shape::OneOf(all, _) => all.iter().for_each(|d| plan.or(self.plan(*d, nested + 1))),
        }
        plan
    }

    fn structure(&mut self, shape: &StructShape) -> Case<StructPlan> {
        let mut fields = Vec::with_capacity(shape.fields.len());
        let mut needed = Seen::default();
        let escaped = |name: &str| name.bytes().any(|b| b < 0x20 || b == b'"' || b == b'\\');
        if shape.fields.len() > MAX_FIELDS || shape.fields.iter().any(|f| escaped(&f.name)) {
            return Case::Unclear;
        }
        for (i, field) in shape.fields.iter().enumerate() {
            if field.marker == Marker::Required || field.marker == Marker::Regular && !self.is_whole(field.value) {
                needed[i / 64] |= 1 << (i % 64);
            }
            let quoted = [b"\"", field.name.as_bytes(), b"\""].concat().into();
            let plan = if field.refused { usize::MAX } else { field.value.0 as usize };
            fields.push(FieldPlan { quoted, plan });
        }
        let patterns = shape.patterns.iter();
        let patterns = patterns
            .map(|p| PatternPlan { label: p.label.0 as usize, refused: p.refused, plan: p.value.0 as usize })
            .collect();
        let lookup = Lookup::new(fields.iter().map(FieldPlan::key));
        Case::Parts(StructPlan { fields, lookup, needed, patterns, closed: shape.closed })
    }

    /// Whether a value is concrete without any data.
    fn is_whole(&mut self, id: ShapeId) -> bool {
        // One that contains itself never is.
        if let Some(known) = self.whole.get(&id) {
            return *known;
        }
        let alone = self.shapes.part(id).is_some_and(|part| self.shapes.is_whole(part));
        self.whole.insert(id, alone);
        if alone {
            return true;
        }
        let whole = match self.shapes.get(id) {
            Shape::Value(_) => true,
            Shape::Unclear | Shape::Types(..) => false,
            Shape::Struct(shape) => shape.fields.iter().all(|f| match f.marker {
                Marker::Optional => true,
                Marker::Required => false,
                Marker::Regular => self.is_whole(f.value),
            }),
            Shape::List(shape) => shape.elements.iter().all(|e| self.is_whole(*e)),
            Shape::OneOf(all, 1) => all.first().is_some_and(|d| self.is_whole(*d)),
            Shape::OneOf(..) => false,
        };
        self.whole.insert(id, whole);
        whole
    }
}

fn list(shape: &ListShape) -> ListPlan {
    ListPlan {
        elements: shape.elements.iter().map(|e| e.0 as usize).collect(),
        open: shape.open,
        tails: shape.tails.iter().map(|(from, e)| (*from, e.0 as usize)).collect(),
    }
}

fn value(plan: &mut Plan, scalar: &Scalar) {
    match scalar {
        Scalar::Null => plan.null = Answer::Yes,
        Scalar::Bool(false) => plan.falsehood = Answer::Yes,
        Scalar::Bool(true) => plan.truth = Answer::Yes,
        Scalar::Num(x) => plan.numbers.equal.push(x.clone()),
        Scalar::Str(s) => plan.strings.equal.push(s.as_bytes().into()),
        Scalar::Bytes(_) => plan.bytes = Answer::Unknown,
    }
}

fn types(plan: &mut Plan, kind: Kind, bounds: &[(BoundOp, Scalar)]) {
    let all = |scalar: &Scalar| {
        let each = bounds.iter().map(|(op, bound)| fixed(scalar, *op, bound));
        if kind.meets(scalar.kind()) { each.fold(Answer::Yes, and) } else { Answer::No }
    };
    plan.null = all(&Scalar::Null);
    plan.falsehood = all(&Scalar::Bool(false));
    plan.truth = all(&Scalar::Bool(true));
    // Whatever is said of scalars, `!=` does not concern what has parts.
    let parts = bounds.iter().all(|(op, _)| *op == BoundOp::NotEq);
    let unbounded = if bounds.is_empty() { Answer::Yes } else { Answer::Unknown };
    plan.bytes = if kind.meets(Kind::BYTES) { unbounded } else { Answer::No };
    if kind.meets(Kind::STRUCT) {
        plan.structs.push(if parts { Case::All } else { Case::Unclear });
    }
    if kind.meets(Kind::LIST) {
        plan.lists.push(if parts { Case::All } else { Case::Unclear });
    }
    if kind.meets(Kind::STRING) {
        match concerning(bounds, Kind::STRING, StringBound::new) {
            Some(within) if within.is_empty() => plan.strings.all = true,
            Some(within) => plan.strings.within.push(within),
            None => plan.strings.unclear = true,
        }
    }
    if kind.meets(Kind::NUMBER) {
        let number = |op: BoundOp, bound: &Scalar| match bound {
            Scalar::Num(x) if !matches!(op, BoundOp::Match | BoundOp::NotMatch) => Some((op, x.clone())),
            _ => None,
        };
        match concerning(bounds, Kind::NUMBER, number) {
            Some(bounds) => {
                let (ints, floats) = (kind.meets(Kind::INT), kind.meets(Kind::FLOAT));
                plan.numbers.within.push(Range { ints, floats, bounds });
            }
            None => plan.numbers.unclear = true,
        }
    }
}

/// The bounds that concern values of some types; nothing where one of them is unclear. `!=` a value of another type always holds.
fn concerning<T>(
    bounds: &[(BoundOp, Scalar)],
    kind: Kind,
    each: impl Fn(BoundOp, &Scalar) -> Option<T>,
) -> Option<Vec<T>> {
    let concerns = |(op, bound): &&(BoundOp, Scalar)| *op != BoundOp::NotEq || kind.meets(bound.kind());
    bounds.iter().filter(concerns).map(|(op, bound)| each(*op, bound)).collect()
}

/// Whether `null`, `true` or `false` is within a bound.
fn fixed(scalar: &Scalar, op: BoundOp, bound: &Scalar) -> Answer {
    match op {
        BoundOp::NotEq => Answer::of(scalar != bound),
        BoundOp::Equal => Answer::of(scalar == bound),
        _ => Answer::Unknown,
    }
}

fn and(a: Answer, b: Answer) -> Answer {
    match (a, b) {
        (Answer::Yes, other) | (other, Answer::Yes) => other,
        (Answer::No, Answer::No) => Answer::No,
        _ => Answer::Unknown,
    }
}

impl ListPlan {
    /// What holds of the element with an index.
    pub fn element(&self, index: usize) -> Element {
        if let Some(plan) = self.elements.get(index) {
            return Element::Is(*plan);
        }
        if !self.open {
            return Element::Refused;
        }
        let mut further = self.tails.iter().filter(|(from, _)| *from <= index);
        match (further.next(), further.next()) {
            (None, _) => Element::Free,
            (Some((_, plan)), None) => Element::Is(*plan),
            _ => Element::Several,
        }
    }
}

/// What holds of an element.
#[derive(Clone, Copy)]
pub(crate) enum Element {
    /// The list ends before it.
    Refused,
    /// This.
    Is(usize),
    /// Nothing is demanded of it.
    Free,
    /// Several things, of which each may add something else to what the others say.
    Several,
}
