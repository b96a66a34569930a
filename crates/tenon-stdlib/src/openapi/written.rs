//! How a value is written: what it refers to, what else it says; and schemas of what has no value of its own, as the `T` of
//! `[...T]` and of `[string]: T`.

use super::limits::{format, keywords, range, type_name};
use super::object::Object;
use super::schema::Generator;
use std::collections::HashSet;
use tenon_eval::view::Limit;
use tenon_eval::{Conjunct, EnvId, NodeId, Scalar};
use tenon_ir::program::{Basic, BinaryOp, Decl, Disjunct, Element, Expr, ExprId, Marker, StructId};
use tenon_ir::{Data, Kind, Label};

/// Expressions that are nested more deeply are left out.
const MAX_DEPTH: usize = 200;

/// What a value refers to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Target {
    /// A definition.
    Definition(NodeId),
    /// A builtin type that has a schema of its own.
    Builtin(&'static str),
}

/// An expression and where it stands.
#[derive(Clone, Debug)]
pub(super) struct Written {
    pub expr: ExprId,
    pub env: EnvId,
    pub frames: Vec<Option<NodeId>>,
}

impl Written {
    /// Another expression in its place.
    pub fn with(&self, expr: ExprId) -> Written {
        Written { expr, ..self.clone() }
    }

    /// An expression in a frame within.
    fn within(&self, expr: ExprId, frame: Option<NodeId>) -> Written {
        let frames = self.frames.iter().copied().chain([frame]).collect();
        Written { expr, env: self.env, frames }
    }
}

/// The parts of a value as it is written.
#[derive(Default, Debug)]
pub(super) struct Parts {
    /// Definitions that it refers to.
    pub targets: Vec<Target>,
    /// Whether it says more than that.
    pub more: bool,
    /// Regular fields that its own literals declare.
    pub labels: HashSet<Label>,
    /// Disjunctions: each with its disjuncts.
    pub choices: Vec<Vec<(Disjunct, Written)>>,
    /// Everything that is neither.
    pub plain: Vec<Written>,
}

impl Generator<'_> {
    /// The parts of a place.
    pub fn parts(&self, n: NodeId) -> Parts {
        let mut parts = Parts::default();
        for conjunct in self.view.conjuncts(n) {
            match conjunct {
                Conjunct::Expr(expr, env) => {
                    self.part(&Written { expr, env, frames: Vec::new() }, Some(n), &mut parts);
                }
                Conjunct::Value(_) => parts.more = true,
            }
        }
        parts
    }

    /// The parts of what has no place.
    pub fn parts_of(&self, all: &[Written]) -> Parts {
        let mut parts = Parts::default();
        all.iter().for_each(|w| self.part(w, None, &mut parts));
        parts
    }

    fn part(&self, w: &Written, at: Option<NodeId>, parts: &mut Parts) {
        if w.frames.len() > MAX_DEPTH {
            return;
        }
        stacker::maybe_grow(64 * 1024, 1024 * 1024, || match self.view.program.expr(w.expr) {
            Expr::Top => {}
            Expr::Binary(BinaryOp::And, a, b) => {
                self.part(&w.with(*a), at, parts);
                self.part(&w.with(*b), at, parts);
            }
            Expr::Open(e) => self.part(&w.with(*e), at, parts),
            Expr::Alias(_, e) => self.part(&w.within(*e, at), at, parts),
            Expr::Struct(id) => self.literal(w, *id, at, parts),
            Expr::Disjunction(disjuncts) => {
                parts.more = true;
                parts.choices.push(disjuncts.iter().map(|d| (*d, w.with(d.expr))).collect());
            }
            _ => match self.target(w) {
                Some(target) if !parts.targets.contains(&target) => parts.targets.push(target),
                Some(_) => {}
                None => {
                    parts.more = true;
                    parts.plain.push(w.clone());
                }
            },
        })
    }

    fn literal(&self, w: &Written, id: StructId, at: Option<NodeId>, parts: &mut Parts) {
        let mut own = false;
        for decl in self.view.program.struct_lit(id).decls.iter() {
            match decl {
                Decl::Field { label, .. } if label.is_regular() => {
                    parts.labels.insert(*label);
                    own = true;
                }
                Decl::Embed { expr, .. } => self.part(&w.within(*expr, at), at, parts),
                Decl::Dynamic { .. } | Decl::Pattern { .. } | Decl::Comprehension(_) => own = true,
                Decl::Field { .. } | Decl::Ellipsis { .. } | Decl::Let(_) | Decl::Attribute(..) => {}
            }
        }
        parts.more |= own;
        if at.is_none() || own {
            parts.plain.push(w.clone());
        }
    }

    /// The definition that an expression refers to by name.
    fn target(&self, w: &Written) -> Option<Target> {
        let called = match self.view.program.expr(w.expr) {
            Expr::Call(f, args) if args.is_empty() => *f,
            _ => w.expr,
        };
        if self.view.builtin(called) == Some(("time", "Duration")) {
            return Some(Target::Builtin("Duration"));
        }
        let target = self.view.refer(w.expr, w.env, &w.frames)?;
        let is_definition = self.view.path(target).last().is_some_and(|l| l.is_definition());
        is_definition.then_some(Target::Definition(target))
    }

    /// The schema of expressions that hold together and have no value.
    pub fn unplaced(&mut self, all: &[Written]) -> Object {
        stacker::maybe_grow(128 * 1024, 4 * 1024 * 1024, || {
            let parts = self.parts_of(all);
            if let Some(reference) = self.reference(&parts) {
                return reference;
            }
            let mut out = Object::default();
            let mut kind = Kind::TOP;
            for w in &parts.plain {
                kind = kind & self.plain(w, &mut out);
            }
            if let Some(name) = type_name(kind) {
                out.lead("type", Data::str(name));
            }
            for choice in &parts.choices {
                self.choice(choice, &mut out);
            }
            self.refer_further(&parts, &mut out);
            out.extend(self.in_place(&parts));
            out
        })
    }

    /// What is referred to, where it stands in the place of references.
    fn in_place(&mut self, parts: &Parts) -> Object {
        let mut out = Object::default();
        for target in &parts.targets {
            if let (true, Target::Definition(n)) = (self.expand, target) {
                out.extend(self.described(*n).without("description"));
            }
        }
        out
    }

    /// Adds what one expression says, and gives its types.
    fn plain(&mut self, w: &Written, out: &mut Object) -> Kind {
        let view = self.view;
        match view.program.expr(w.expr) {
            Expr::Basic(basic) => {
                match format(*basic) {
                    Some(name) => out.put("format", Data::str(name)),
                    None => range(out, *basic),
                }
                if *basic == Basic::Bytes {
                    out.put("format", Data::str("binary"));
                }
                basic.kind()
            }
            Expr::Bound(op, e) => match literal(view.program.expr(*e)) {
                Some(scalar) => {
                    let kind = if scalar.kind().meets(Kind::NUMBER) { Kind::NUMBER } else { scalar.kind() };
                    out.extend(keywords(view, kind, &[Limit::Bound(*op, &scalar)], false));
                    kind
                }
                None => Kind::TOP,
            },
            Expr::Struct(id) => {
                self.fields_of(w, *id, out);
                Kind::STRUCT
            }
            Expr::List(elements) => {
                self.items_of(w, elements, out);
                Kind::LIST
            }
            other => match (literal(other), view.refer(w.expr, w.env, &w.frames)) {
                (Some(scalar), _) => {
                    out.put("enum", Data::list(vec![super::scalar_data(&scalar)]));
                    scalar.kind()
                }
                (None, Some(n)) => {
                    out.extend(self.described(n).without("description").without("type"));
                    view.kind(n)
                }
                (None, None) => Kind::TOP,
            },
        }
    }

    fn fields_of(&mut self, w: &Written, id: StructId, out: &mut Object) {
        let program = self.view.program;
        let (mut required, mut properties) = (Vec::new(), Object::default());
        for decl in program.struct_lit(id).decls.iter() {
            match decl {
                Decl::Field { label, marker, value, .. } if label.is_regular() => {
                    let name = self.view.names.name(*label);
                    if *marker != Marker::Optional {
                        required.push(Data::str(name));
                    }
                    let schema = self.unplaced(&[w.within(*value, None)]);
                    properties.put(name, schema.data());
                }
                Decl::Pattern { pattern, value, .. }
                    if matches!(program.expr(*pattern), Expr::Basic(Basic::String)) =>
                {
                    // A pattern's value stands in the frame of its label, too.
                    let mut inner = w.within(*value, None);
                    inner.frames.push(None);
                    let schema = self.unplaced(&[inner]);
                    out.put_filled("additionalProperties", schema);
                }
                _ => {}
            }
        }
        if !required.is_empty() {
            out.put("required", Data::list(required));
        }
        out.put_filled("properties", properties);
    }

    fn items_of(&mut self, w: &Written, elements: &[Element], out: &mut Object) {
        let mut items = Vec::new();
        for element in elements {
            match element {
                Element::Expr(e) => items.push(self.unplaced(&[w.with(*e)]).data()),
                Element::Ellipsis(Some(e)) if items.is_empty() => {
                    let schema = self.unplaced(&[w.with(*e)]);
                    out.put_filled("items", schema);
                }
                _ => {}
            }
        }
        if !items.is_empty() {
            out.put("items", Data::list(items));
        }
    }

    /// A disjunction without a value.
    fn choice(&mut self, choice: &[(Disjunct, Written)], out: &mut Object) {
        let scalars: Option<Vec<Scalar>> =
            choice.iter().map(|(_, w)| literal(self.view.program.expr(w.expr))).collect();
        if let Some(scalars) = scalars {
            let kind = scalars.iter().fold(Kind(0), |k, s| Kind(k.0 | s.kind().0));
            if let Some(name) = type_name(kind) {
                out.lead("type", Data::str(name));
            }
            return out.put("enum", Data::list(scalars.iter().map(super::scalar_data).collect()));
        }
        let all: Vec<Data> = choice.iter().map(|(_, w)| self.unplaced(std::slice::from_ref(w)).data()).collect();
        out.put("oneOf", Data::list(all));
    }
}

/// The scalar that an expression is.
fn literal(e: &Expr) -> Option<Scalar> {
    Some(match e {
        Expr::Null => Scalar::Null,
        Expr::Bool(b) => Scalar::Bool(*b),
        Expr::Num(n) => Scalar::Num(n.clone()),
        Expr::Str(s) => Scalar::Str(s.clone()),
        Expr::Bytes(b) => Scalar::Bytes(b.clone()),
        _ => return None,
    })
}
