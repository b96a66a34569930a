//! From a place in a text to the values there: down the package's value by the levels around the place, or, for questions
//! about everything, by an index of all struct literals.

use crate::scope::Scope;
use crate::tree::{Level, label_text};
use rustc_hash::{FxHashMap, FxHashSet};
use std::sync::Arc;
use tenon_eval::{EnvId, Frozen, Value};
use tenon_ir::Label as FieldLabel;
use tenon_ir::program::{Decl, ExprId, LetId, StructId};
use tenon_source::Span;
use tenon_syntax::ast::{Clause, Comprehension, Field, Label, LetClause};

/// So many values of one place are looked at.
const MANY: usize = 32;

/// Disjunctions in disjunctions are gone into this deep.
const MAX_DISJUNCTIONS: u32 = 4;

/// A struct literal that became part of a value: the literal, and the environment of its declarations.
pub(crate) type Instance = (StructId, EnvId);

/// The values around a place.
pub(crate) struct Ground {
    pub frozen: Arc<Frozen>,
    /// The values of the place itself; none for an operand, nor where nothing was evaluated.
    pub places: Vec<Value>,
    /// What the innermost struct literal became that became anything; for a clause, what its comprehension yields.
    pub instances: Vec<Instance>,
    /// The number of frames around the declarations of these instances.
    frames: usize,
    /// The values of frames further in.
    inner: Vec<(usize, Vec<Value>)>,
}

/// All instances of struct literals, by where they are written.
pub(crate) type Index = FxHashMap<Span, Vec<Instance>>;

/// All instances of all struct literals of an evaluation.
pub(crate) fn index(frozen: &Frozen) -> Index {
    let mut out = Index::default();
    for (id, env) in frozen.all_literals() {
        out.entry(frozen.program().struct_lit(id).span).or_default().push((id, env));
    }
    out
}

impl Ground {
    fn nothing(frozen: &Arc<Frozen>) -> Ground {
        let frozen = frozen.clone();
        Ground { frozen, places: Vec::new(), instances: Vec::new(), frames: 0, inner: Vec::new() }
    }

    /// Goes down from the package's value.
    pub fn at(scope: &Scope<'_>, levels: &[Level<'_>]) -> Ground {
        let frozen = scope.snapshot.value.frozen();
        let mut ground = Ground::nothing(frozen);
        let Some(root) = scope.snapshot.value_of(scope.package) else { return ground };
        let mut walk = Walk { frozen, now: vec![(root, None)] };
        let mut frames = 0;
        for (i, level) in levels.iter().enumerate() {
            frames += usize::from(level.is_frame());
            match *level {
                Level::Struct { span, .. } => {
                    walk.literal(span);
                    ground.rest_on(&walk.instances(), frames);
                }
                Level::Value(field) => walk.value(field),
                Level::Element(i) => walk.element(i),
                Level::Let(clause) => walk.let_value(clause),
                Level::Pattern(_) | Level::Alias(_) | Level::SelfList => {
                    ground.inner.push((frames - 1, walk.now.iter().map(|(v, _)| v.clone()).collect()));
                }
                Level::Clauses(c) => {
                    let mut body = Walk { frozen, now: walk.now.clone() };
                    body.literal(c.body.span);
                    ground.rest_on(&body.instances(), frames_in_body(levels, i, c));
                }
                Level::MoreElements | Level::Operand => walk.now.clear(),
                Level::KeyAlias(_) | Level::For { .. } | Level::Bind(..) => {}
            }
        }
        ground.places = once(walk.now.into_iter().map(|(v, _)| v));
        ground
    }

    /// Takes all instances of the struct around a place. What a comprehension would yield is taken for a part of the struct
    /// around it.
    pub fn everywhere(frozen: &Arc<Frozen>, index: &Index, levels: &[Level<'_>]) -> Ground {
        let mut ground = Ground::nothing(frozen);
        let mut frames = 0;
        // The values that what was not evaluated would be about.
        let mut about: Option<Vec<Value>> = None;
        for (i, level) in levels.iter().enumerate() {
            frames += usize::from(level.is_frame());
            match level {
                Level::Struct { span, .. } => match index.get(span) {
                    Some(found) => {
                        ground.rest_on(found, frames);
                        about = None;
                    }
                    None => {
                        let values = about.take().unwrap_or_else(|| ground.around_body(&levels[..i], frames));
                        ground.inner.push((frames - 1, values.clone()));
                        about = Some(values);
                    }
                },
                Level::Value(field) => about = about.map(|values| fields_called(&values, field)),
                Level::Clauses(c) => {
                    let found = index.get(&c.body.span).map_or(&[][..], Vec::as_slice);
                    ground.rest_on(found, frames_in_body(levels, i, c));
                }
                Level::For { .. } | Level::Bind(..) => {}
                _ => about = about.map(|_| Vec::new()),
            }
        }
        ground
    }

    /// The values of the struct in which a comprehension stands, whose body comes after some levels.
    fn around_body(&self, levels: &[Level<'_>], frames: usize) -> Vec<Value> {
        let bound = levels.iter().rev().take_while(|l| matches!(l, Level::For { .. } | Level::Bind(..))).count();
        match levels.get(..levels.len() - bound).and_then(<[Level<'_>]>::last) {
            Some(Level::Struct { .. }) => frames.checked_sub(bound + 2).map_or_else(Vec::new, |f| self.frame(f)),
            _ => Vec::new(),
        }
    }

    fn rest_on(&mut self, instances: &[Instance], frames: usize) {
        if !instances.is_empty() {
            self.instances = instances.to_vec();
            self.frames = frames;
        }
    }

    /// The values of a frame.
    pub fn frame(&self, frame: usize) -> Vec<Value> {
        if frame >= self.frames {
            let inner = self.inner.iter().rev().find(|(f, _)| *f == frame);
            return inner.map_or_else(Vec::new, |(_, values)| values.clone());
        }
        let up = (self.frames - 1 - frame) as u32;
        once(self.instances.iter().filter_map(|(_, env)| self.frozen.frame_value(*env, up)))
    }

    /// The structs of a frame, each with the literal whose frame it is.
    pub fn structs(&self, frame: usize, span: Span) -> Vec<(Value, Instance)> {
        let literals = |value: Value| {
            let found = value.literals().into_iter().find(|(id, env)| {
                self.frozen.program().struct_lit(*id).span == span
                    && self.frozen.frame_node(*env, 0) == Some(value.id())
            });
            found.map(|instance| (value, instance))
        };
        self.frame(frame).into_iter().filter_map(literals).collect()
    }
}

/// The fields of some values that are called as one is written.
fn fields_called(values: &[Value], field: &Field) -> Vec<Value> {
    let Some(name) = label_text(&field.label) else { return Vec::new() };
    let called = |v: &Value| {
        let names = v.frozen().names();
        v.fields().find(|f| names.name(f.label) == name).map(|f| f.value)
    };
    values.iter().filter_map(called).collect()
}

/// Each value once.
pub(crate) fn once(values: impl Iterator<Item = Value>) -> Vec<Value> {
    let mut seen = FxHashSet::default();
    values.filter(|v| seen.insert(v.id())).collect()
}

/// The frames around the declarations of a comprehension's body, for the levels up to a clause, number `at` of them.
fn frames_in_body(levels: &[Level<'_>], at: usize, c: &Comprehension) -> usize {
    let bound = levels[..at].iter().rev().take_while(|l| matches!(l, Level::For { .. } | Level::Bind(..))).count();
    let around = levels[..at - bound].iter().filter(|l| l.is_frame()).count();
    let binds = |c: &&Clause| !matches!(c, Clause::If { .. } | Clause::Try { binding: None, .. });
    around + c.clauses.iter().filter(binds).count() + 1
}

/// What a place is at, step by step: values, and for declarations of a struct the literal that they are of.
struct Walk<'f> {
    frozen: &'f Arc<Frozen>,
    now: Vec<(Value, Option<Instance>)>,
}

impl Walk<'_> {
    fn instances(&self) -> Vec<Instance> {
        self.now.iter().filter_map(|(_, i)| *i).collect()
    }

    /// Into a struct literal.
    fn literal(&mut self, span: Span) {
        let mut next = Vec::new();
        for (value, around) in &self.now {
            let around = around.map(|(_, env)| env);
            self.literals(value, span, around, MAX_DISJUNCTIONS, &mut next);
            if next.len() >= MANY {
                break;
            }
        }
        self.now = next;
    }

    fn literals(
        &self,
        value: &Value,
        span: Span,
        around: Option<EnvId>,
        depth: u32,
        out: &mut Vec<(Value, Option<Instance>)>,
    ) {
        for (id, env) in value.literals() {
            if self.frozen.program().struct_lit(id).span == span
                && around.is_none_or(|around| self.frozen.is_within(env, around))
                && let Some(value) = self.frozen.frame_value(env, 0)
            {
                out.push((value, Some((id, env))));
            }
        }
        if depth > 0
            && let Some((disjuncts, _)) = value.disjuncts()
        {
            disjuncts.iter().for_each(|d| self.literals(d, span, around, depth - 1, out));
        }
    }

    /// Into the value of a field of the literal that it is at.
    fn value(&mut self, field: &Field) {
        let mut next = Vec::new();
        for (value, instance) in &self.now {
            let Some(instance) = instance else { continue };
            next.extend(field_values(self.frozen, value, *instance, field).into_iter().map(|v| (v, Some(*instance))));
            if next.len() >= MANY {
                break;
            }
        }
        self.now = next;
    }

    fn element(&mut self, index: Option<u32>) {
        let elements = self.now.iter().flat_map(|(value, instance)| {
            let value = value.default();
            let found: Vec<Value> = match index {
                Some(i) => value.field(FieldLabel::index(i)).map(|f| f.value).into_iter().collect(),
                None => value.elements().take(MANY).collect(),
            };
            found.into_iter().map(|v| (v, *instance)).collect::<Vec<_>>()
        });
        self.now = elements.collect();
    }

    fn let_value(&mut self, clause: &LetClause) {
        let values = self.now.iter().filter_map(|(_, instance)| {
            let (id, env) = (*instance)?;
            Some((self.frozen.let_value(env, 0, let_id(self.frozen, id, clause)?)?, *instance))
        });
        self.now = values.collect();
    }
}

/// The program's name of a `let` of a struct literal.
pub(crate) fn let_id(frozen: &Frozen, id: StructId, clause: &LetClause) -> Option<LetId> {
    let program = frozen.program();
    program.struct_lit(id).decls.iter().find_map(|d| match d {
        Decl::Let(l) if program.lets.get(l.0 as usize).is_some_and(|l| l.span == clause.name.span) => Some(*l),
        _ => None,
    })
}

/// The values that a field of a struct literal takes part in, at one of the literal's instances.
pub(crate) fn field_values(frozen: &Arc<Frozen>, value: &Value, instance: Instance, field: &Field) -> Vec<Value> {
    let (id, env) = instance;
    let program = frozen.program();
    let of = |label: FieldLabel| value.field(label).map(|f| f.value);
    let span = field.label.span();
    if label_text(&field.label).is_some() {
        let found = program.struct_lit(id).decls.iter().find_map(|d| match d {
            Decl::Field { label, span: s, .. } if *s == span => Some(*label),
            _ => None,
        });
        return found.and_then(of).into_iter().collect();
    }
    if !matches!(field.label, Label::Pattern { .. }) {
        let computed = value.computed_fields();
        let decls = &program.struct_lit(id).decls;
        let is = |i: u32| matches!(decls.get(i as usize), Some(Decl::Dynamic { span: s, .. }) if *s == span);
        return computed.iter().filter(|(e, i, _)| *e == env && is(*i)).filter_map(|(_, _, l)| of(*l)).collect();
    }
    let Some(pattern) = pattern_value(frozen, id, field) else { return Vec::new() };
    let matched = |v: &Value| v.pattern_values().iter().any(|(e, at)| *e == pattern && frozen.is_within(*at, env));
    value.fields().map(|f| f.value).filter(matched).take(MANY).collect()
}

/// The value of a pattern constraint in the program.
fn pattern_value(frozen: &Frozen, id: StructId, field: &Field) -> Option<ExprId> {
    frozen.program().struct_lit(id).decls.iter().find_map(|d| match d {
        Decl::Pattern { value, span, .. } if *span == field.label.span() => Some(*value),
        _ => None,
    })
}
