//! Validators: calls that constrain the value that they are unified with.
//!
//! Whether a schema matches is asked of the data. A required field that the value itself does not have yet, or one within
//! a definition, says nothing about the schema. A schema that a struct does not match for want of fields alone may match
//! once they come: `matchN` fails where no number of such schemas would do, and waits otherwise.

use crate::builtin::{Answer, Depth, Handle};
use crate::call::{Callee, Failure};
use crate::data::NoData;
use crate::engine::Evaluator;
use crate::error::{ErrorId, ErrorKind, Stop};
use crate::expr::Operand;
use crate::node::*;
use tenon_catalogue::{e0316, e0318, e0501};
use tenon_ir::data::DataValue;
use tenon_ir::program::{ExprId, Marker, Predeclared};
use tenon_ir::{Kind, Label, Num};
use tenon_source::Span;

/// A validator that is run for a struct or list inside of itself more often than this contains itself.
const MAX_NESTED_VALIDATORS: usize = 100;

/// Why `matchN` or `matchIf` does not hold.
pub(crate) struct Mismatch {
    /// Whether it may still come to hold.
    pub kind: ErrorKind,
    pub why: String,
    /// The schema that is an error.
    pub at: Option<usize>,
    /// What is wrong where a schema does not match.
    pub errors: Vec<ErrorId>,
}

/// Whether a value matches a schema.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Match {
    Yes,
    /// An error says why, unless it is for a field too many.
    No(Option<ErrorId>),
    /// Not yet: fields are missing that the schema requires.
    Lacks,
}

impl Evaluator<'_> {
    /// Whether a validator accepts a value.
    pub(crate) fn validator_holds(&mut self, n: NodeId, check: &Check, value: &Operand) -> Result<bool, Stop> {
        let Check::Call { expr, function, env, args, .. } = check else { return Ok(true) };
        if let (Some(op), [operand], Operand::Node(m)) = (self.bound_operator(*expr), &args[..], value) {
            return self.equality_holds(op, *operand, *m);
        }
        let span = self.prog.span(*expr);
        let Some(called) = self.callee(*function) else { return Ok(true) };
        match called {
            Callee::Predeclared(p) => match self.matches_guarded(n, (*expr, *env), p, args, value)? {
                None => Ok(true),
                Some(Mismatch { kind, why, at, errors }) => {
                    let path = at.map_or_else(|| self.nodes.path(n), |i| vec![Label::index(i as u32)]);
                    let failure = Failure { kind, ..Failure::at(path, why, Vec::new()) };
                    let e = self.refusal(n, check, value, Some(failure));
                    self.errors[e.0 as usize].parts.extend(errors);
                    Err(Stop::Error(e))
                }
            },
            Callee::Builtin(f, path) => {
                let name = format!("{path}.{}", f.name);
                let mut handles = Vec::with_capacity(args.len() + 1);
                handles.push(Handle(match value {
                    Operand::Scalar(s) => self.scalar_node(s.clone()).0,
                    Operand::Node(m) => m.0,
                }));
                for (i, a) in args.iter().enumerate() {
                    let at = self.node_span(*a);
                    let arg = Operand::Node(*a);
                    match f.params.get(i + 1) {
                        Some(p) => handles.push(self.argument(arg, p, i + 1, &name, at, n)?),
                        None => return Ok(true),
                    }
                }
                let failure = match self.run_function(f, &handles, span, n) {
                    Ok(Answer::Data(d)) => return Ok(!matches!(d.value, DataValue::Bool(false))),
                    Ok(Answer::Refused(why)) => Failure::new(ErrorKind::Fatal, why),
                    Ok(_) => return Ok(true),
                    Err(NoData::Stopped(stop)) => return Err(stop),
                    Err(NoData::Call(e)) => self.failure(e, n),
                };
                if failure.kind.is_incomplete() {
                    let words = e0318::call(name);
                    return Err(Stop::Error(self.failed(e0318::CODE, &words, &[span], failure, n)));
                }
                Err(Stop::Error(self.refusal(n, check, value, Some(failure))))
            }
        }
    }

    /// A validator as errors name it, with its arguments unless they are constraints themselves: `list.MaxItems(3)`,
    /// `list.UniqueItems`, `matchN`.
    pub(crate) fn validator_name(&self, function: ExprId, args: &[NodeId]) -> String {
        match self.callee(function) {
            Some(Callee::Predeclared(p)) => p.name().into(),
            Some(Callee::Builtin(f, path)) => {
                let name = format!("{path}.{}", f.name);
                if args.is_empty() || f.params.iter().skip(1).any(|p| p.depth == Depth::Shallow) {
                    return name;
                }
                let args: Vec<String> = args.iter().map(|a| self.show_node(*a)).collect();
                format!("{name}({})", args.join(", "))
            }
            None => match (self.bound_operator(function), args) {
                (Some(op), [operand]) => format!("{}{}", op.as_str(), self.show_node(*operand)),
                _ => self.show_expr(function),
            },
        }
    }

    /// Works out a validator's arguments, as far as they are known, so that they can be compared.
    pub(crate) fn settle_arguments(&mut self, check: &Check) {
        let Check::Call { args, .. } = check else { return };
        for arg in args.iter() {
            // One that cannot be worked out yet stays different from others.
            let _ = self.settle(*arg);
            let _ = self.settle(self.deref(*arg));
        }
    }

    /// Whether two validators are the same function with equal arguments.
    pub(crate) fn same_validator(&self, a: &Check, b: &Check) -> bool {
        let (Check::Call { function: f, args: v, .. }, Check::Call { function: g, args: w, .. }) = (a, b) else {
            return false;
        };
        let same_function = match (self.callee(*f), self.callee(*g)) {
            (Some(Callee::Predeclared(p)), Some(Callee::Predeclared(q))) => p == q,
            (Some(Callee::Builtin(p, _)), Some(Callee::Builtin(q, _))) => std::ptr::eq(p, q),
            _ => false,
        };
        same_function && v.len() == w.len() && v.iter().zip(w.iter()).all(|(a, b)| self.same_argument(*a, *b))
    }

    fn same_argument(&self, a: NodeId, b: NodeId) -> bool {
        let known = |n| {
            let node = self.node(self.deref(n));
            node.state == State::Complete || node.state == State::Settled && node.fields.is_empty()
        };
        self.node(a).conjuncts == self.node(b).conjuncts || known(a) && known(b) && self.same_value(a, b)
    }

    /// [`Self::matches`], unless that would never end: a schema may refer to itself, but each time for a smaller value.
    fn matches_guarded(
        &mut self,
        n: NodeId,
        validator: (ExprId, EnvId),
        p: Predeclared,
        args: &[NodeId],
        value: &Operand,
    ) -> Result<Option<Mismatch>, Stop> {
        let span = self.prog.span(validator.0);
        let scalar = matches!(value, Operand::Scalar(_));
        let nested = self.validating.iter().filter(|v| v.0 == validator.0);
        if scalar && nested.clone().any(|v| *v == validator) || nested.count() >= MAX_NESTED_VALIDATORS {
            let kind = ErrorKind::StructuralCycle;
            return Err(Stop::Error(self.error_with(e0501::CODE, kind, e0501::MESSAGE.into(), vec![span], n)));
        }
        self.validating.push(validator);
        let result = self.matches(n, p, args, value, span);
        self.validating.pop();
        result
    }

    /// `matchN` and `matchIf`: nothing when it holds, otherwise why it does not.
    pub(crate) fn matches(
        &mut self,
        n: NodeId,
        p: Predeclared,
        args: &[NodeId],
        value: &Operand,
        span: Span,
    ) -> Result<Option<Mismatch>, Stop> {
        let subject = match value {
            Operand::Scalar(s) => self.scalar_node(s.clone()),
            Operand::Node(m) => *m,
        };
        match (p, args) {
            (Predeclared::MatchN, [count, list]) => {
                let Operand::Node(l) = self.value_of(*list)? else { return Ok(None) };
                let constraints = self.elements_of(l);
                let (mut matched, mut lacking) = (0, 0);
                let mut errors = Vec::new();
                for c in &constraints {
                    match self.match_of(n, subject, *c)? {
                        Match::Yes => matched += 1,
                        Match::Lacks => lacking += 1,
                        Match::No(why) => errors.extend(why),
                    }
                }
                let mut is_wanted = |found: i64| self.scalar_matches(*count, Scalar::Num(Num::from(found)));
                if is_wanted(matched) {
                    return Ok(None);
                }
                let possible = (matched + 1..=matched + lacking).any(is_wanted);
                if let Some(mismatch) = self.broken_schema(&constraints) {
                    return Ok(Some(mismatch));
                }
                let kind = if possible { ErrorKind::Incomplete } else { ErrorKind::Fatal };
                let wanted = self.show_node(*count);
                Ok(Some(Mismatch { kind, why: format!("{matched} matched, expected {wanted}"), at: None, errors }))
            }
            (Predeclared::MatchIf, [condition, then, otherwise]) => {
                let holds = self.match_of(n, subject, *condition)? == Match::Yes;
                let branch = if holds { *then } else { *otherwise };
                let matches = self.match_of(n, subject, branch)? == Match::Yes;
                Ok((!matches).then(|| Mismatch {
                    kind: ErrorKind::Fatal,
                    why: "no match".to_owned(),
                    at: None,
                    errors: Vec::new(),
                }))
            }
            _ => Err(self.fatal(e0318::CODE, e0318::NO_VALIDATOR, span, n)),
        }
    }

    /// Why a value does not match where one of the schemas is an error itself.
    fn broken_schema(&mut self, schemas: &[NodeId]) -> Option<Mismatch> {
        schemas.iter().enumerate().find_map(|(i, schema)| {
            let n = self.settle_shared(*schema).ok()?;
            let Base::Error(e) = self.node(n).base else { return None };
            let error = self.error(e);
            let fatal = !error.kind.is_incomplete();
            fatal.then(|| Mismatch { kind: error.kind, why: error.message.clone(), at: Some(i), errors: Vec::new() })
        })
    }

    /// Whether a value stays valid under a further constraint.
    fn match_of(&mut self, n: NodeId, subject: NodeId, constraint: NodeId) -> Result<Match, Stop> {
        let contents = self.contents(subject);
        let both = self.unified(n, contents, constraint);
        self.complete(both)?;
        if let Some(e) = self.flaw(both) {
            let endless = !self.validating.is_empty() && self.error(e).kind == ErrorKind::StructuralCycle;
            return if endless { Err(Stop::Error(e)) } else { Ok(Match::No(Some(e))) };
        }
        let subject = self.taken_default(self.deref(subject));
        if self.lacks_more(both, subject) || self.waits_for_fields(both) {
            return Ok(Match::Lacks);
        }
        let open = |node: &Node| node.ext.as_ref().is_some_and(|e| !e.patterns.is_empty());
        if self.node(subject).kind != Kind::STRUCT || !self.is_closed(subject) || open(self.node(subject)) {
            return Ok(Match::Yes);
        }
        let fields = &self.node(self.deref(both)).fields;
        let new = |f: &Field| {
            f.marker == Marker::Regular && f.label.is_regular() && self.node(subject).find(f.label).is_none()
        };
        Ok(if fields.iter().any(new) { Match::No(None) } else { Match::Yes })
    }

    /// Whether validators of a value, or of something in it, wait for fields that may still come.
    fn waits_for_fields(&self, n: NodeId) -> bool {
        self.first_incomplete(n).is_some_and(|e| self.error(e).code == e0316::CODE)
    }

    /// Whether a value under a further constraint lacks required fields that it would not lack without.
    fn lacks_more(&self, both: NodeId, subject: NodeId) -> bool {
        let both = self.taken_default(self.deref(both));
        let lacks = |field: &Field| match self.node(subject).find(field.label) {
            Some(i) if field.is_data() => self.missing(self.node(subject).fields[i].node).is_none(),
            _ => true,
        };
        self.missing(both).is_some()
            && self.node(both).fields.iter().any(|f| self.field_missing(f).is_some() && lacks(f))
    }

    /// A struct's fields or a list's elements without what else is said of it: its validators must not run within
    /// themselves. Required fields that are not there are optional: somebody else requires them.
    fn contents(&mut self, n: NodeId) -> NodeId {
        let n = self.taken_default(self.deref(n));
        let node = self.node(n);
        let (base, fields) = match node.base {
            Base::Struct => (Base::Struct, node.fields.clone()),
            Base::List => (Base::List, node.fields.iter().filter(|f| f.label.as_index().is_some()).copied().collect()),
            _ => return n,
        };
        let (parent, label, kind) = (node.parent, node.label, node.kind);
        let m = self.new_node(parent, label);
        self.node_mut(m).set_known(kind, base);
        for f in fields {
            let marker = if f.marker == Marker::Required { Marker::Optional } else { f.marker };
            self.node_mut(m).push_field(Field { marker, ..f });
        }
        m
    }

    /// A node where both hold, in the place of `n`.
    pub(crate) fn unified(&mut self, n: NodeId, a: NodeId, b: NodeId) -> NodeId {
        let m = self.temp_node(n, Self::data_conjunct(a));
        // Not within the value itself, which would look like a structure that contains itself.
        let parent = self.node(n).parent;
        self.node_mut(m).parent = parent;
        self.node_mut(m).conjuncts.push(Self::data_conjunct(b));
        m
    }
}
