//! What a schema demands of data, as far as that can be told without evaluating the two together.
//!
//! A schema that has been evaluated is gone through once, with the values of its optional fields, of its patterns and of
//! its lists' further elements. What hangs on the data itself ([`crate::hangs`]), waits for more, runs functions or is wrong is
//! [`Shape::Unclear`]. Everything else is what all data has to be at its place, whatever stands beside it.
//!
//! What is unclear takes an evaluation. Where that is possible without what stands beside it, the place is a [`crate::part`]; so is
//! each place around it for which the same holds.

use crate::engine::Evaluator;
use crate::hangs::Places;
use crate::node::*;
use crate::part::{Part, PartId};
use crate::plain::Seen;
use rustc_hash::FxHashMap;
use tenon_ir::program::{BoundOp, Marker};
use tenon_ir::{Kind, Label, Num};

/// A schema with more places than this is unclear from there on: one that contains itself, each time with something else
/// added, has no end.
const MAX_SHAPES: usize = 20_000;

/// So is what is deeper than this: records that are as deep are not checked.
const MAX_DEPTH: u32 = 200;

/// So many pairs of disjuncts are compared at a place.
const MAX_PAIRS: usize = 1 << 20;

/// Names a shape of [`Shapes`].
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct ShapeId(pub u32);

/// What data has to be.
#[derive(Clone, Debug)]
pub enum Shape {
    /// That takes an evaluation.
    Unclear,
    /// This scalar.
    Value(Scalar),
    /// Something of these types; a scalar within all the bounds.
    Types(Kind, Vec<(BoundOp, Scalar)>),
    /// A struct.
    Struct(StructShape),
    /// A list.
    List(ListShape),
    /// One of several; so many of them, at the front, are defaults.
    OneOf(Vec<ShapeId>, usize),
}

/// What a struct has to be.
#[derive(Clone, Debug, Default)]
pub struct StructShape {
    /// The fields that are declared.
    pub fields: Vec<FieldShape>,
    /// What fields with matching labels have to be, the declared ones aside: theirs is all that holds of them.
    pub patterns: Vec<PatternShape>,
    /// Whether fields are refused that are neither declared nor match a pattern.
    pub closed: bool,
}

/// A declared field.
#[derive(Clone, Debug)]
pub struct FieldShape {
    /// The name.
    pub name: String,
    /// `?`, `!` or neither.
    pub marker: Marker,
    /// Whether what closes the struct refuses it all the same.
    pub refused: bool,
    /// The value.
    pub value: ShapeId,
}

/// A pattern constraint.
#[derive(Clone, Debug)]
pub struct PatternShape {
    /// What labels match.
    pub label: ShapeId,
    /// Whether what closes the struct refuses fields for which nothing but this pattern stands.
    pub refused: bool,
    /// The value.
    pub value: ShapeId,
}

/// What a list has to be.
#[derive(Clone, Debug)]
pub struct ListShape {
    /// The elements that have to be there.
    pub elements: Vec<ShapeId>,
    /// Whether there may be more.
    pub open: bool,
    /// What further elements have to be, each from an index on.
    pub tails: Vec<(usize, ShapeId)>,
}

/// The shapes of a schema, which may lead back to each other.
#[derive(Clone, Debug)]
pub struct Shapes {
    all: Vec<Shape>,
    /// The part that can be evaluated where a shape does not say enough.
    part_of: Vec<Option<PartId>>,
    parts: Vec<Part>,
    root: ShapeId,
}

impl Shapes {
    /// The shape of the whole.
    pub fn root(&self) -> ShapeId {
        self.root
    }

    /// How many shapes there are; their names count from zero.
    pub fn count(&self) -> usize {
        self.all.len()
    }

    /// A shape by its name.
    pub fn get(&self, id: ShapeId) -> &Shape {
        self.all.get(id.0 as usize).unwrap_or(&Shape::Unclear)
    }

    /// What can be evaluated with the data at a place alone, where its shape does not tell whether that is valid.
    pub fn part(&self, id: ShapeId) -> Option<PartId> {
        self.part_of.get(id.0 as usize).copied().flatten()
    }

    /// Whether a part is data by itself, so that there need be none at its place.
    pub fn is_whole(&self, part: PartId) -> bool {
        self.parts.get(part.0 as usize).is_some_and(|part| part.whole)
    }

    pub(crate) fn parts(&self) -> &[Part] {
        &self.parts
    }
}

impl Evaluator<'_> {
    /// Notes from now on which nodes have a disjunction of which not all that could still hold is left, for [`Self::shapes`].
    pub fn note_disjunctions(&mut self) {
        self.pared.get_or_insert_default();
    }

    pub(crate) fn note_pared(&mut self, n: NodeId) {
        if let Some(pared) = &mut self.pared {
            pared.insert(n);
        }
    }

    /// Whether a disjunct of a node, or of one that it stands for, was left out that could still hold: it equals another one
    /// for the time being, or waits for something.
    pub(crate) fn is_pared(&self, n: NodeId) -> bool {
        let Some(pared) = &self.pared else { return false };
        let forward = |n: &NodeId| Some(self.node(*n).forward).filter(|next| *next != NO_NODE);
        !pared.is_empty() && std::iter::successors(Some(n), forward).any(|n| pared.contains(&n))
    }

    /// Whether a scalar may be two of some disjuncts that count as different ones: what a definition says, and what it does not.
    fn may_differ_by_definition(&self, disjuncts: &[NodeId]) -> bool {
        let (within, beside): (Vec<NodeId>, Vec<NodeId>) =
            disjuncts.iter().map(|d| self.deref(*d)).partition(|d| self.is_in_definition(*d));
        let meet = |a: &NodeId, b: &NodeId| match (self.node(*a), self.node(*b)) {
            (Node { base: Base::Scalar(a), .. }, Node { base: Base::Scalar(b), .. }) => a == b,
            (a, b) => (a.kind & b.kind).meets(Kind::SCALAR),
        };
        within.len().saturating_mul(beside.len()) > MAX_PAIRS
            || within.iter().any(|a| beside.iter().any(|b| meet(a, b)))
    }

    /// The shapes of a value that has been worked out since [`Self::note_disjunctions`].
    pub fn shapes(&mut self, root: NodeId) -> Shapes {
        if self.pared.is_none() {
            return Shapes { all: vec![Shape::Unclear], part_of: Vec::new(), parts: Vec::new(), root: ShapeId(0) };
        }
        let mut outline = Outline::default();
        // The whole is evaluated by those who have it all.
        let root = outline.place(self, root);
        let Outline { all, part_of, parts, .. } = outline;
        Shapes { all, part_of, parts, root }
    }
}

#[derive(Default)]
struct Outline {
    all: Vec<Shape>,
    part_of: Vec<Option<PartId>>,
    /// Whether a shape, or one within it, is unclear.
    lacking: Vec<bool>,
    parts: Vec<Part>,
    known: FxHashMap<NodeId, ShapeId>,
    places: Places,
    depth: u32,
    seen: Seen,
}

impl Outline {
    fn unclear(&mut self) -> ShapeId {
        self.all.push(Shape::Unclear);
        self.part_of.push(None);
        self.lacking.push(true);
        ShapeId(self.all.len() as u32 - 1)
    }

    /// The shape of a place of data whose data can be evaluated with it, if need be. For the value of a pattern, that
    /// takes the pattern's environment.
    fn evaluable(&mut self, ev: &mut Evaluator, n: NodeId, pattern: Option<EnvId>) -> ShapeId {
        let id = self.place(ev, n);
        let at = id.0 as usize;
        if !self.lacking[at] || self.part_of[at].is_some() || ev.complete(n).is_err() {
            return id;
        }
        let named = match pattern {
            _ if ev.is_contained(&mut self.places, n, None) => None,
            Some(env) if ev.is_contained(&mut self.places, n, Some(n)) => Some(env),
            _ => return id,
        };
        let whole = self.seen.is_plain(&ev.nodes, n);
        let Node { parent, label, ref conjuncts, .. } = *ev.node(n);
        self.part_of[at] = Some(PartId(self.parts.len() as u32));
        self.parts.push(Part { parent, label, conjuncts: conjuncts.clone(), named, whole });
        id
    }

    /// The shape of a place of data.
    fn place(&mut self, ev: &mut Evaluator, n: NodeId) -> ShapeId {
        if self.all.len() >= MAX_SHAPES || self.depth >= MAX_DEPTH || ev.complete(n).is_err() {
            return self.unclear();
        }
        let end = ev.deref(n);
        self.places.insert(n);
        self.places.insert(end);
        if ev.is_pared(n) || ev.hangs(&mut self.places, n) {
            return self.unclear();
        }
        let computed = self.places.computed;
        if let Some(known) = self.known.get(&end) {
            return *known;
        }
        let id = self.unclear();
        self.known.insert(end, id);
        // What leads back to it lacks what it lacks itself.
        self.lacking[id.0 as usize] = false;
        self.depth += 1;
        let shape = stacker::maybe_grow(128 * 1024, 4 * 1024 * 1024, || self.shape(ev, end));
        self.depth -= 1;
        let scalar = matches!(shape, Some(Shape::Value(_) | Shape::Types(..)));
        let shape = shape.filter(|_| scalar || !computed).unwrap_or(Shape::Unclear);
        self.lacking[id.0 as usize] = self.lacks(&shape);
        self.all[id.0 as usize] = shape;
        id
    }

    fn lacks(&self, shape: &Shape) -> bool {
        let lacking = |id: &ShapeId| self.lacking[id.0 as usize];
        match shape {
            Shape::Unclear => true,
            Shape::Value(_) | Shape::Types(..) => false,
            Shape::Struct(shape) => {
                shape.fields.iter().any(|f| lacking(&f.value))
                    || shape.patterns.iter().any(|p| lacking(&p.label) || lacking(&p.value))
            }
            Shape::List(shape) => shape.elements.iter().chain(shape.tails.iter().map(|(_, e)| e)).any(lacking),
            Shape::OneOf(all, _) => all.iter().any(lacking),
        }
    }

    fn shape(&mut self, ev: &mut Evaluator, n: NodeId) -> Option<Shape> {
        let node = ev.node(n);
        if let Some(ext) = &node.ext {
            let waits = ext.tasks.iter().any(|t| !matches!(t.kind, TaskKind::Done));
            if waits || !ext.stuck.is_empty() || !ext.errors.is_empty() {
                return None;
            }
        }
        match &node.base {
            Base::Error(_) => None,
            Base::Scalar(s) => node.fields.is_empty().then(|| Shape::Value(s.clone())),
            Base::Disjunction(disjuncts) => {
                let disjuncts = disjuncts.clone();
                if ev.may_differ_by_definition(&disjuncts.values) {
                    return None;
                }
                let all = disjuncts.values.iter().map(|d| self.place(ev, *d)).collect();
                Some(Shape::OneOf(all, disjuncts.defaults))
            }
            Base::Open => types(node),
            Base::Struct => self.structure(ev, n),
            Base::List => self.list(ev, n),
        }
    }

    fn structure(&mut self, ev: &mut Evaluator, n: NodeId) -> Option<Shape> {
        let node = ev.node(n);
        // What is but literals with embeddings goes together with a scalar, too.
        if node.untyped != Untyped::Unknown || node.ext.as_ref().is_some_and(|e| !e.checks.is_empty()) {
            return None;
        }
        let groups = ev.active_groups(n);
        let mut shape = StructShape { closed: !groups.is_empty(), ..StructShape::default() };
        for Field { label, node: field, marker } in ev.node(n).fields.clone() {
            if !label.is_regular() {
                if ev.is_flawed(field) || !ev.is_constant(&mut self.places, field) {
                    return None;
                }
                continue;
            }
            let name = ev.names.name(label).to_owned();
            let value = self.evaluable(ev, field, None);
            let refused = ev.allows(&groups, field).is_some();
            shape.fields.push(FieldShape { name, marker, refused, value });
        }
        let patterns = ev.node(n).ext.as_ref().map(|e| e.patterns.clone()).unwrap_or_default();
        for p in patterns {
            let refused = groups.iter().any(|g| !ev.tags.belongs(p.close, *g));
            let constraint = ev.label_constraint(n, p.pattern, p.env);
            let label = self.place(ev, constraint);
            let child = beside(ev, n, Label::index(0));
            let env = ev.push_env(p.env, Frame::Label(child, Label::index(0)));
            let conjunct = Conjunct { term: Term::Expr(p.value, env), close: p.close, via: p.via };
            ev.node_mut(child).conjuncts.push(conjunct);
            let value = self.evaluable(ev, child, Some(p.env));
            shape.patterns.push(PatternShape { label, refused, value });
        }
        Some(Shape::Struct(shape))
    }

    fn list(&mut self, ev: &mut Evaluator, n: NodeId) -> Option<Shape> {
        let node = ev.node(n);
        let ext = node.ext.as_ref()?;
        let elements = node.fields.iter().all(|f| f.label.as_index().is_some());
        if ext.lengths.is_empty() || !ext.checks.is_empty() || !ext.patterns.is_empty() || !elements {
            return None;
        }
        let lengths = ext.lengths.clone();
        let open = !ev.list_is_closed(n);
        let elements: Vec<ShapeId> = ev.elements_of(n).into_iter().map(|e| self.evaluable(ev, e, None)).collect();
        let mut shape = ListShape { elements, open, tails: Vec::new() };
        for length in lengths {
            let Some(conjunct) = length.rest else { continue };
            let element = beside(ev, n, Label::index(shape.elements.len() as u32));
            ev.node_mut(element).conjuncts.push(conjunct);
            shape.tails.push((length.count as usize, self.evaluable(ev, element, None)));
        }
        Some(Shape::List(shape))
    }
}

/// A node for what a further field or element would be.
fn beside(ev: &mut Evaluator, n: NodeId, label: Label) -> NodeId {
    let child = ev.new_node(n, label);
    ev.node_mut(child).sealed = true;
    child
}

/// What is neither a value nor has parts.
fn types(node: &Node) -> Option<Shape> {
    let mut bounds = Vec::new();
    if let Some(ext) = &node.ext {
        if !ext.patterns.is_empty() || !ext.lengths.is_empty() || !ext.literals.is_empty() {
            return None;
        }
        for check in &ext.checks {
            match check {
                Check::Bound { op, value, .. } => bounds.push((*op, value.clone())),
                Check::Range { basic, .. } => {
                    let (low, high) = crate::bounds::limits(*basic);
                    let limit = |text| crate::bounds::limit(text).map(Scalar::Num);
                    if let Some(low) = low {
                        bounds.push((BoundOp::GreaterEq, limit(low)?));
                    }
                    if let Some(high) = high {
                        bounds.push((BoundOp::LessEq, limit(high)?));
                    }
                }
                Check::Call { .. } => return None,
            }
        }
    }
    let is_number = |s: &Scalar| matches!(s, Scalar::Num(Num::Int(_) | Num::Float { .. } | Num::Big(_)));
    let clear = |(op, value): &(BoundOp, Scalar)| match op {
        BoundOp::Match | BoundOp::NotMatch => matches!(value, Scalar::Str(_)),
        BoundOp::Less | BoundOp::LessEq | BoundOp::Greater | BoundOp::GreaterEq => {
            is_number(value) || matches!(value, Scalar::Str(_) | Scalar::Bytes(_))
        }
        BoundOp::Equal | BoundOp::NotEq => true,
    };
    (node.fields.is_empty() && bounds.iter().all(clear)).then_some(Shape::Types(node.kind, bounds))
}
