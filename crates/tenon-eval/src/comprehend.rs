//! Comprehensions and dynamic fields.
//!
//! All rounds of a comprehension are worked out before any of them adds anything, so that one that has to wait leaves
//! no trace. One that goes through its own struct cannot add computed fields to it; one that goes through its own list can
//! where something else says how many elements there are.
//!
//! A `try` is about references with a `?` that lead to what is not there, or only may be: one of them discards it. Any other
//! error is one of what the `try` yields. That a required field is missing is such an error: the field is said to come.

use crate::engine::Evaluator;
use crate::error::{ErrorId, ErrorKind, Stop};
use crate::expr::Operand;
use crate::node::*;
use tenon_catalogue::{e0303, e0313, e0314, e0401};
use tenon_ir::program::{Clause, ComprehensionId, Decl, Element, Expr, ExprId, Marker, StructId};
use tenon_ir::{Kind, Label};

impl Evaluator<'_> {
    /// Adds what a comprehension yields to its node.
    pub(crate) fn comprehend(&mut self, n: NodeId, id: ComprehensionId, env: EnvId, c: Conjunct) -> Result<(), Stop> {
        let outer = self.origin;
        let rounds = match self.rounds(n, id, env) {
            // That one of its fields repeats it is an error of that field.
            Err(Stop::Error(e)) if self.error(e).kind == ErrorKind::StructuralCycle && self.is_within(e, n) => {
                return Ok(());
            }
            rounds => rounds?,
        };
        for (round, (body, inner)) in rounds.into_iter().enumerate() {
            self.branch(outer, Step::Round { by: env, part: Part::Comprehension(id), round: round as u32 });
            self.unfold_part(n, Conjunct { term: Term::Expr(body, inner), ..c });
        }
        self.origin = outer;
        Ok(())
    }

    fn is_within(&self, e: ErrorId, n: NodeId) -> bool {
        self.is_ancestor(n, self.error(e).node)
    }

    /// The bodies that a comprehension yields, each in its environment.
    pub(crate) fn rounds(&mut self, n: NodeId, id: ComprehensionId, env: EnvId) -> Result<Vec<(ExprId, EnvId)>, Stop> {
        let comprehension = self.prog.comprehension(id);
        let mut out = Vec::new();
        let known = self.errors.len();
        let done = self.clause(n, &comprehension.clauses, comprehension.body, env, &mut out);
        self.blame_whole(comprehension.span, known, done)?;
        if out.is_empty()
            && let Some(fallback) = comprehension.fallback
        {
            out.push((fallback, env));
        }
        Ok(out)
    }

    fn clause(
        &mut self,
        n: NodeId,
        clauses: &[Clause],
        body: ExprId,
        env: EnvId,
        out: &mut Vec<(ExprId, EnvId)>,
    ) -> Result<(), Stop> {
        let Some((clause, rest)) = clauses.split_first() else {
            out.push((body, env));
            return Ok(());
        };
        match clause {
            Clause::If(condition) => {
                if self.condition(n, *condition, env)? {
                    self.clause(n, rest, body, env, out)?;
                }
                Ok(())
            }
            Clause::Let { expr, .. } => {
                let env = self.bind(n, *expr, env);
                self.clause(n, rest, body, env, out)
            }
            Clause::Try { binding: None } => {
                if self.tried(n, rest, body, env)? {
                    self.clause(n, rest, body, env, out)?;
                }
                Ok(())
            }
            Clause::Try { binding: Some((_, expr)) } => {
                if !self.found(n, *expr, env)? {
                    return Ok(());
                }
                let env = self.bind(n, *expr, env);
                self.clause(n, rest, body, env, out)
            }
            Clause::For { source, .. } => {
                for (key, value) in self.range(n, *source, env)? {
                    let env = self.push_env(env, Frame::For { source: *source, key, value });
                    self.clause(n, rest, body, env, out)?;
                }
                Ok(())
            }
        }
    }

    /// What an `if` says. A value that can never be a boolean is wrong, even where it is not known yet.
    fn condition(&mut self, n: NodeId, condition: ExprId, env: EnvId) -> Result<bool, Stop> {
        let span = self.prog.span(condition);
        let value = match self.eval(condition, env, n)? {
            Operand::Node(m) => self.value_of(m)?,
            scalar => scalar,
        };
        let (shown, kind) = match value {
            Operand::Scalar(Scalar::Bool(holds)) => return Ok(holds),
            Operand::Scalar(s) => (self.show_scalar(&s), s.kind()),
            Operand::Node(m) => (self.show_node(m), self.node(m).kind),
        };
        if kind.meets(Kind::BOOL) {
            return Err(self.incomplete(e0401::value(shown), span, n));
        }
        let spans = match self.leads_to(condition, env, n) {
            Some(m) => self.asked_at(span, m),
            None => vec![span],
        };
        let message = e0313::condition(shown, kind.describe());
        Err(Stop::Error(self.error_with(e0313::CODE, ErrorKind::Fatal, message, spans, n)))
    }

    fn bind(&mut self, n: NodeId, expr: ExprId, env: EnvId) -> EnvId {
        let m = self.operand_node(n, expr, env);
        self.push_env(env, Frame::Let(m))
    }

    /// What a `for` goes through.
    fn range(&mut self, n: NodeId, source: ExprId, env: EnvId) -> Result<Vec<(Label, NodeId)>, Stop> {
        let span = self.prog.span(source);
        let value = match self.eval(source, env, n)? {
            Operand::Node(m) => match self.value_of(m) {
                Err(Stop::Blocked(_)) if self.forced > 0 => {
                    let m = self.tried_around(self.deref(m), n);
                    if self.has_no_length(m) {
                        let shown = self.show_expr(source);
                        return Err(self.incomplete(e0401::range(shown, "list"), span, n));
                    }
                    self.node_mut(m).ext().ranged = true;
                    Operand::Node(m)
                }
                value => value?,
            },
            scalar => scalar,
        };
        let m = match value {
            Operand::Node(m) => m,
            Operand::Scalar(s) => {
                return Err(self.no_range(source, s.kind(), n));
            }
        };
        match self.sound(m) {
            // A field that is not allowed is an error where it goes.
            Err(Stop::Error(e)) if self.error(e).code == e0303::CODE => {}
            sound => sound?,
        }
        let kind = self.node(m).kind;
        if kind == Kind::STRUCT || kind == Kind::LIST || !self.node(m).fields.is_empty() {
            if let Some(f) = self.node(m).fields.iter().find(|f| f.marker == Marker::Required) {
                let name = self.show_label(f.label);
                return Err(self.incomplete(e0401::range_required(name), span, n));
            }
            return Ok(self.as_they_came(m).into_iter().filter(Field::is_data).map(|f| (f.label, f.node)).collect());
        }
        let shown = self.show_node(m);
        if kind.meets(Kind::STRUCT | Kind::LIST) {
            return Err(self.incomplete(e0401::range(shown, kind.describe()), span, n));
        }
        Err(self.no_range(source, kind, n))
    }

    /// Whether nothing is known yet of a list's elements.
    fn has_no_length(&self, m: NodeId) -> bool {
        let node = self.node(m);
        node.kind == Kind::LIST && node.ext.as_ref().is_none_or(|e| e.lengths.is_empty())
    }

    fn no_range(&mut self, source: ExprId, kind: Kind, n: NodeId) -> Stop {
        let (shown, span) = (self.show_operand(source), self.prog.span(source));
        let message = e0313::range(shown, kind.describe());
        self.fatal(e0313::CODE, message, span, n)
    }

    // ---------------------------------------------------------------- try

    /// Whether all optional references of an expression lead to something. What else is wrong with it shows where it is
    /// used.
    fn found(&mut self, n: NodeId, expr: ExprId, env: EnvId) -> Result<bool, Stop> {
        let prog = self.prog;
        match prog.expr(expr) {
            Expr::Optional(x) => {
                if !self.all_found(n, prog.expr(*x), env)? {
                    return Ok(false);
                }
                match self.resolve(*x, env, n) {
                    Err(Stop::Error(e)) => Ok(!self.error(e).is_absence()),
                    Err(stop) => Err(stop),
                    Ok(_) => Ok(true),
                }
            }
            Expr::Struct(id) => {
                let frame = self.temp_frame(n, expr, env);
                for decl in prog.struct_lit(*id).decls.iter() {
                    let found = match decl {
                        Decl::Field { value: e, .. } | Decl::Embed { expr: e, .. } => self.found(n, *e, frame)?,
                        Decl::Dynamic { key, value, .. } => {
                            self.found(n, *key, frame)? && self.found(n, *value, frame)?
                        }
                        Decl::Comprehension(id) => self.found_in_comprehension(n, *id, frame)?,
                        _ => true,
                    };
                    if !found {
                        return Ok(false);
                    }
                }
                Ok(true)
            }
            Expr::List(elements) => {
                for element in elements.iter() {
                    let found = match element {
                        Element::Expr(e) | Element::Ellipsis(Some(e)) => self.found(n, *e, env)?,
                        Element::Comprehension(id) => self.found_in_comprehension(n, *id, env)?,
                        Element::Ellipsis(None) => true,
                    };
                    if !found {
                        return Ok(false);
                    }
                }
                Ok(true)
            }
            other => self.all_found(n, other, env),
        }
    }

    fn all_found(&mut self, n: NodeId, expr: &Expr, env: EnvId) -> Result<bool, Stop> {
        for part in crate::walk::operands(expr) {
            if !stacker::maybe_grow(128 * 1024, 4 * 1024 * 1024, || self.found(n, part, env))? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    fn found_in_comprehension(&mut self, n: NodeId, id: ComprehensionId, env: EnvId) -> Result<bool, Stop> {
        let comprehension = self.prog.comprehension(id);
        self.found_in_clauses(n, &comprehension.clauses, comprehension.body, env)
    }

    /// The same for what a comprehension goes through and for each of its rounds. A `try` in it stands for itself.
    fn found_in_clauses(&mut self, n: NodeId, clauses: &[Clause], body: ExprId, env: EnvId) -> Result<bool, Stop> {
        let Some((clause, rest)) = clauses.split_first() else { return self.found(n, body, env) };
        let (Clause::For { source: expr, .. } | Clause::If(expr) | Clause::Let { expr, .. }) = clause else {
            return Ok(true);
        };
        if !self.found(n, *expr, env)? {
            return Ok(false);
        }
        let inner = match clause {
            Clause::For { .. } => self.range(n, *expr, env).map(|rounds| {
                rounds
                    .into_iter()
                    .map(|(key, value)| self.push_env(env, Frame::For { source: *expr, key, value }))
                    .collect()
            }),
            Clause::If(_) => self.condition(n, *expr, env).map(|holds| if holds { vec![env] } else { Vec::new() }),
            _ => Ok(vec![self.bind(n, *expr, env)]),
        };
        match inner {
            Err(Stop::Error(_)) => Ok(true),
            Err(stop) => Err(stop),
            Ok(envs) => {
                for env in envs {
                    if !self.found_in_clauses(n, rest, body, env)? {
                        return Ok(false);
                    }
                }
                Ok(true)
            }
        }
    }

    fn temp_frame(&mut self, n: NodeId, expr: ExprId, env: EnvId) -> EnvId {
        let m = self.operand_node(n, expr, env);
        self.push_env(env, Frame::Struct(m))
    }

    fn tried(&mut self, n: NodeId, rest: &[Clause], body: ExprId, env: EnvId) -> Result<bool, Stop> {
        if rest.is_empty() { self.found(n, body, env) } else { Ok(true) }
    }

    // ---------------------------------------------------------------- dynamic fields

    /// Adds a field whose label is an expression.
    pub(crate) fn dynamic_field(
        &mut self,
        n: NodeId,
        id: StructId,
        decl: u32,
        env: EnvId,
        c: Conjunct,
    ) -> Result<(), Stop> {
        let prog = self.prog;
        let Some(Decl::Dynamic { key, marker, value, .. }) = prog.struct_lit(id).decls.get(decl as usize) else {
            return Ok(());
        };
        let label = self.label_of(*key, env, n)?;
        if self.node(n).find(label).is_none() && self.node(n).ext.as_ref().is_some_and(|e| e.ranged) {
            let name = self.show_label(label);
            let message = e0313::late_field(name);
            return Err(self.fatal(e0313::CODE, message, prog.span(*value), n));
        }
        self.node_mut(n).ext().computed.push(Computed { env, decl, label });
        self.add_field(n, label, *marker, Conjunct { term: Term::Expr(*value, env), ..c });
        Ok(())
    }

    /// A label that an expression makes.
    pub(crate) fn label_of(&mut self, key: ExprId, env: EnvId, n: NodeId) -> Result<Label, Stop> {
        let span = self.prog.span(key);
        match self.scalar(key, env, n)? {
            Scalar::Str(s) => Ok(self.names.regular(&s)),
            Scalar::Num(x) if x.is_int() => Err(self.fatal(e0314::CODE, e0314::INTEGER, span, n)),
            other => {
                let message = e0314::message(self.show_operand(key), other.kind().describe());
                Err(self.fatal(e0314::CODE, message, span, n))
            }
        }
    }
}
