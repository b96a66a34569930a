//! Calls: predeclared functions, functions of builtin packages, validators.
//!
//! A literal among the arguments contains itself where it has what the call makes in it, or what that is a part of. A
//! definition or a hidden field is no part of the data that it speaks of.

use crate::builtin::{Answer, CallError, Depth, Function, Handle, Param, Run, Where};
use crate::data::NoData;
use crate::engine::Evaluator;
use crate::error::{ErrorId, ErrorKind, Quote, Stop};
use crate::expr::Operand;
use crate::node::*;
use crate::reads::Read;
use std::sync::Arc;
use tenon_catalogue::{e0305, e0309, e0318, e0319, e0401, e0501};
use tenon_ir::program::{Expr, ExprId, Import, Predeclared};
use tenon_ir::{Kind, Label, Num};
use tenon_source::Span;

/// A call that needs its own result this many times over never ends.
const MAX_NESTED_CALLS: usize = 30;

/// What is called.
pub(crate) enum Callee {
    Predeclared(Predeclared),
    Builtin(&'static Function, Arc<str>),
}

/// Why a function failed.
pub(crate) struct Failure {
    pub kind: ErrorKind,
    pub reasons: Vec<Reason>,
}

/// One of them.
pub(crate) struct Reason {
    message: String,
    spans: Vec<Span>,
    quotes: Vec<Quote>,
}

impl Failure {
    /// A single reason without a place of its own.
    pub(crate) fn new(kind: ErrorKind, message: String) -> Failure {
        Failure { kind, reasons: vec![Reason { message, spans: Vec::new(), quotes: Vec::new() }] }
    }

    /// A single reason that is an error of its own at a path.
    pub(crate) fn at(path: Vec<Label>, message: String, spans: Vec<Span>) -> Failure {
        let quotes = vec![Quote { at: 0, path }];
        Failure { kind: ErrorKind::Fatal, reasons: vec![Reason { message, spans, quotes }] }
    }
}

impl Evaluator<'_> {
    pub(crate) fn callee(&self, callee: ExprId) -> Option<Callee> {
        let prog = self.prog;
        let named = match prog.expr(callee) {
            // `let f = close`: a function is the same in every environment.
            Expr::Let { id, .. } => prog.expr(prog.lets[id.0 as usize].expr),
            other => other,
        };
        match named {
            Expr::Predeclared(p) => Some(Callee::Predeclared(*p)),
            Expr::Select(x, label) => {
                let import = self.view().import(*x)?;
                let function = self.function(import, *label)?;
                Some(Callee::Builtin(function, import.path.clone()))
            }
            _ => None,
        }
    }

    /// What is called and the expression that names it: another one where a field holds the function.
    fn callee_at(&mut self, callee: ExprId, env: EnvId, n: NodeId) -> Result<(ExprId, Callee), Stop> {
        if let Some(known) = self.callee(callee) {
            return Ok((callee, known));
        }
        let span = self.prog.span(callee);
        let value = match self.eval(callee, env, n)? {
            Operand::Node(m) => self.value_of(m)?,
            scalar => scalar,
        };
        let shown = self.show_expr(callee);
        let kind = match value {
            Operand::Scalar(s) => s.kind(),
            Operand::Node(m) => match self.held_function(m) {
                Some(e) => {
                    let called =
                        self.callee(e).ok_or_else(|| self.fatal(e0318::CODE, e0318::validator_called(shown), span, n));
                    return called.map(|f| (e, f));
                }
                None => self.node(m).kind,
            },
        };
        if kind.meets(Kind::FUNC) {
            return Err(self.incomplete(e0401::callee(shown), span, n));
        }
        Err(self.fatal(e0318::CODE, e0318::no_function(shown, kind.describe()), span, n))
    }

    /// The expression of the function that a node holds.
    fn held_function(&self, n: NodeId) -> Option<ExprId> {
        self.node(n).ext.as_ref()?.checks.iter().find_map(|check| match check {
            Check::Call { expr, args, .. } if args.is_empty() => Some(*expr),
            _ => None,
        })
    }

    fn function(&self, import: &Import, label: Label) -> Option<&'static Function> {
        if !import.builtin {
            return None;
        }
        let name = self.names.name(label);
        self.library.package(&import.path)?.function(name)
    }

    /// A member of a builtin package that is no field of its declarations.
    pub(crate) fn builtin_member(
        &mut self,
        import: &Import,
        label: Label,
        span: Span,
        n: NodeId,
    ) -> Result<Option<Operand>, Stop> {
        let Some(function) = self.function(import, label) else { return Ok(None) };
        Err(self.fatal(e0305::CODE, e0305::function(format_args!("{}.{}", import.path, function.name)), span, n))
    }

    fn is_validator(function: &Function, args: usize) -> bool {
        function.result == Kind::BOOL
            && function.params.len() == args + 1
            && function.params.last().is_none_or(|p| p.choices.is_empty())
    }

    /// A function without arguments: a validator such as `net.IP`, or a value to be called elsewhere.
    pub(crate) fn unfold_bare(&mut self, n: NodeId, e: ExprId, env: EnvId, c: Conjunct) -> Result<bool, Stop> {
        let Some(Callee::Builtin(f, _)) = self.callee(e) else { return Ok(false) };
        let kind = if Self::is_validator(f, 0) { f.params.first().map_or(Kind::TOP, |p| p.kind) } else { Kind::FUNC };
        self.add_validator(n, (e, e), kind, &[], env, c)?;
        Ok(true)
    }

    /// A call as a conjunct.
    pub(crate) fn unfold_call(
        &mut self,
        n: NodeId,
        e: ExprId,
        callee: ExprId,
        args: &[ExprId],
        env: EnvId,
        c: Conjunct,
    ) -> Result<(), Stop> {
        let span = self.prog.span(e);
        let (function, called) = self.callee_at(callee, env, n)?;
        match called {
            Callee::Predeclared(p) => match (p, args) {
                (Predeclared::Close | Predeclared::CloseAll | Predeclared::Reclose, [arg]) => {
                    if p == Predeclared::CloseAll {
                        self.may_close_all(e, *arg, n)?;
                    }
                    let close = self.closed_by_call(c.close, p == Predeclared::Close, e, n);
                    self.unfold(n, Conjunct { term: Term::Expr(*arg, env), close, ..c })
                }
                (Predeclared::And, [arg]) => {
                    for item in self.list_items(*arg, env, n)? {
                        self.unfold_part(n, Conjunct { term: Term::Node(item), ..c });
                    }
                    Ok(())
                }
                // The list is that of the node that the clone is of.
                (Predeclared::Or, [_]) if self.has_pick(n, e, c.term) => {
                    self.add_choice(n, Choice { expr: e, conjunct: c, list: None, origin: self.origin });
                    Ok(())
                }
                (Predeclared::Or, [arg]) => {
                    let items = self.list_items(*arg, env, n)?;
                    if items.is_empty() {
                        return Err(self.incomplete(e0401::EMPTY_OR, span, n));
                    }
                    let list = Some(self.list_of(&items));
                    self.add_choice(n, Choice { expr: e, conjunct: c, list, origin: self.origin });
                    Ok(())
                }
                (Predeclared::MatchN, [_, _]) | (Predeclared::MatchIf, [_, _, _]) => {
                    self.add_validator(n, (e, function), Kind::TOP, args, env, c)
                }
                _ => {
                    let value = self.call(e, callee, args, env, n)?;
                    self.add_operand(n, value, c, span)
                }
            },
            Callee::Builtin(f, _) if Self::is_validator(f, args.len()) => {
                let kind = f.params.first().map_or(Kind::TOP, |p| p.kind);
                self.add_validator(n, (e, function), kind, args, env, c)
            }
            _ => {
                let value = self.call(e, callee, args, env, n)?;
                self.add_operand(n, value, c, span)
            }
        }
    }

    pub(crate) fn add_validator(
        &mut self,
        n: NodeId,
        (e, function): (ExprId, ExprId),
        kind: Kind,
        args: &[ExprId],
        env: EnvId,
        c: Conjunct,
    ) -> Result<(), Stop> {
        let args: Vec<NodeId> = args
            .iter()
            .map(|a| {
                let term = Term::Expr(*a, env);
                self.temp_node(n, Conjunct { term, close: OPEN, via: c.via.grounded() })
            })
            .collect();
        self.mark(n, c);
        let span = self.prog.span(e);
        self.add_kind(n, kind, span)?;
        add(&mut self.node_mut(n).ext().checks, Check::Call { expr: e, function, kind, env, args: args.into() });
        Ok(())
    }

    /// A list's elements, settled.
    fn list_items(&mut self, arg: ExprId, env: EnvId, n: NodeId) -> Result<Vec<NodeId>, Stop> {
        let span = self.prog.span(arg);
        match self.eval(arg, env, n)? {
            Operand::Node(m) => match self.value_of(m)? {
                Operand::Node(m) if self.node(m).kind == Kind::LIST => Ok(self.elements_of(m)),
                Operand::Node(m) => {
                    let kind = self.node(m).kind;
                    let shown = self.show_node(m);
                    if kind.meets(Kind::LIST) && kind != Kind::STRUCT {
                        return Err(self.incomplete(e0401::list(shown), span, n));
                    }
                    Err(self.fatal(e0318::CODE, e0318::no_list(shown, kind.describe()), span, n))
                }
                Operand::Scalar(s) => {
                    let message = e0318::no_list(self.show_scalar(&s), s.kind().describe());
                    Err(self.fatal(e0318::CODE, message, span, n))
                }
            },
            Operand::Scalar(s) => {
                let message = e0318::no_list(self.show_scalar(&s), s.kind().describe());
                Err(self.fatal(e0318::CODE, message, span, n))
            }
        }
    }

    /// A call for its value.
    pub(crate) fn call(
        &mut self,
        e: ExprId,
        callee: ExprId,
        args: &[ExprId],
        env: EnvId,
        n: NodeId,
    ) -> Result<Operand, Stop> {
        let span = self.prog.span(e);
        match self.callee_at(callee, env, n)?.1 {
            Callee::Predeclared(p) => self.predeclared(p, e, args, env, n),
            Callee::Builtin(f, _) if Self::is_validator(f, args.len()) => {
                Ok(Operand::Node(self.operand_node(n, e, env)))
            }
            Callee::Builtin(f, path) => self.builtin(f, &path, args, env, n, span),
        }
    }

    fn predeclared(
        &mut self,
        p: Predeclared,
        e: ExprId,
        args: &[ExprId],
        env: EnvId,
        n: NodeId,
    ) -> Result<Operand, Stop> {
        let span = self.prog.span(e);
        match (p, args) {
            (Predeclared::Len, [x]) => self.len(e, *x, env, n),
            (
                Predeclared::Close | Predeclared::CloseAll | Predeclared::Reclose | Predeclared::And | Predeclared::Or,
                [_],
            )
            | (Predeclared::MatchN, [_, _])
            | (Predeclared::MatchIf, [_, _, _]) => Ok(Operand::Node(self.operand_node(n, e, env))),
            (Predeclared::Div | Predeclared::Mod | Predeclared::Quo | Predeclared::Rem, [a, b]) => {
                let x = self.int_argument(*a, 1, p, env, n)?;
                let y = self.int_argument(*b, 2, p, env, n)?;
                let result = match p {
                    Predeclared::Div => x.int_div(&y),
                    Predeclared::Mod => x.int_mod(&y),
                    Predeclared::Quo => x.int_quo(&y),
                    _ => x.int_rem(&y),
                };
                match result {
                    Ok(v) => Ok(Operand::Scalar(Scalar::Num(v))),
                    Err(_) => {
                        let failure = Failure::at(self.nodes.path(n), e0309::DIVISION_BY_ZERO.into(), Vec::new());
                        Err(Stop::Error(self.failed(e0309::CODE, &e0318::call(p.name()), &[span], failure, n)))
                    }
                }
            }
            (Predeclared::Error, [x]) => {
                let message = self.error_message(*x, env, n)?;
                Err(Stop::Error(self.error_with(e0319::CODE, ErrorKind::User, message, vec![span], n)))
            }
            (Predeclared::MatchN, [v, a, b]) => self.match_call(p, e, *v, &[*a, *b], env, n),
            (Predeclared::MatchIf, [v, a, b, c]) => self.match_call(p, e, *v, &[*a, *b, *c], env, n),
            _ => {
                let wanted = match p {
                    Predeclared::Div | Predeclared::Mod | Predeclared::Quo | Predeclared::Rem | Predeclared::MatchN => {
                        2
                    }
                    Predeclared::MatchIf => 3,
                    _ => 1,
                };
                Err(self.fatal(e0318::CODE, e0318::count(p.name(), args.len(), wanted), span, n))
            }
        }
    }

    /// What `error` is to say. Parts of an interpolation that fail are told as they are written.
    fn error_message(&mut self, message: ExprId, env: EnvId, n: NodeId) -> Result<String, Stop> {
        let prog = self.prog;
        let Expr::Interpolation(parts) = prog.expr(message) else {
            return Ok(match self.scalar(message, env, n)? {
                Scalar::Str(s) => s.to_string(),
                other => self.show_scalar(&other),
            });
        };
        let mut text = String::new();
        for part in parts.iter() {
            match self.interpolate(std::slice::from_ref(part), prog.span(message), env, n) {
                Ok(Operand::Scalar(Scalar::Str(s))) => text.push_str(&s),
                Ok(_) | Err(Stop::Error(_)) => text.push_str(&self.show_expr(*part)),
                Err(stop) => return Err(stop),
            }
        }
        Ok(text)
    }

    fn match_call(
        &mut self,
        p: Predeclared,
        e: ExprId,
        v: ExprId,
        args: &[ExprId],
        env: EnvId,
        n: NodeId,
    ) -> Result<Operand, Stop> {
        let open = |term| Conjunct { term, close: OPEN, via: Via::NOTHING };
        let args: Vec<NodeId> = args.iter().map(|a| self.temp_node(n, open(Term::Expr(*a, env)))).collect();
        let value = self.temp_node(n, open(Term::Expr(v, env)));
        let value = self.value_of(value)?;
        let holds = self.matches(n, p, &args, &value, self.prog.span(e))?;
        Ok(Operand::Scalar(Scalar::Bool(holds.is_none())))
    }

    fn int_argument(&mut self, e: ExprId, position: u32, p: Predeclared, env: EnvId, n: NodeId) -> Result<Num, Stop> {
        match self.scalar(e, env, n)? {
            Scalar::Num(x) if x.is_int() => Ok(x),
            other => {
                let span = self.prog.span(e);
                let (shown, kind) = (self.show_scalar(&other), other.kind().describe());
                let message = e0318::argument(shown, kind, "int", position, p.name());
                Err(self.fatal(e0318::CODE, message, span, n))
            }
        }
    }

    // ---------------------------------------------------------------- builtin packages

    fn builtin(
        &mut self,
        f: &'static Function,
        path: &str,
        args: &[ExprId],
        env: EnvId,
        n: NodeId,
        span: Span,
    ) -> Result<Operand, Stop> {
        let name = format!("{path}.{}", f.name);
        let optional = f.params.iter().rev().take_while(|p| !p.choices.is_empty()).count();
        if args.len() > f.params.len() || args.len() + optional < f.params.len() {
            return Err(self.fatal(e0318::CODE, e0318::count(name, args.len(), f.params.len()), span, n));
        }
        let mut handles = Vec::with_capacity(f.params.len());
        for (i, arg) in args.iter().enumerate() {
            let value = self.eval(*arg, env, n)?;
            handles.push(self.argument(value, &f.params[i], i + 1, &name, self.prog.span(*arg), n)?);
        }
        for p in &f.params[args.len()..] {
            let choice = p.choices.first().copied().unwrap_or("");
            handles.push(Handle(self.scalar_node(Self::str_scalar(choice)).0));
        }
        let known = self.arguments.len();
        for (arg, handle) in args.iter().zip(&handles) {
            if matches!(self.prog.expr(*arg), Expr::List(_) | Expr::Struct(_)) {
                self.arguments.push(NodeId(handle.0));
            }
        }
        let value = match self.run_function(f, &handles, span, n) {
            Ok(answer) => self.operand_of(answer),
            Err(NoData::Stopped(stop)) => Err(stop),
            Err(NoData::Call(e)) => Err(self.call_error(e, &name, span, n)),
        };
        self.arguments.truncate(known);
        value
    }

    /// Checks an argument's type and makes a handle of it.
    pub(crate) fn argument(
        &mut self,
        value: Operand,
        p: &Param,
        position: usize,
        name: &str,
        span: Span,
        n: NodeId,
    ) -> Result<Handle, Stop> {
        let value = match value {
            Operand::Node(m) => {
                // A function may look at all that is in it.
                self.read(m, Read::All);
                self.value_of(m)?
            }
            scalar => scalar,
        };
        let (kind, concrete) = match &value {
            Operand::Scalar(s) => (s.kind(), true),
            Operand::Node(m) => {
                let kind = self.node(*m).kind;
                (kind, kind == Kind::STRUCT || kind == Kind::LIST)
            }
        };
        if !p.kind.meets(kind) {
            let shown = match &value {
                Operand::Scalar(s) => self.show_scalar(s),
                Operand::Node(m) => self.show_node(*m),
            };
            let message = e0318::argument(shown, kind.describe(), p.kind.describe(), position, name);
            return Err(self.fatal(e0318::CODE, message, span, n));
        }
        if !concrete && p.kind != Kind::TOP {
            let shown = match &value {
                Operand::Scalar(s) => self.show_scalar(s),
                Operand::Node(m) => self.show_node(*m),
            };
            return Err(self.incomplete(e0401::argument(position, name, shown), span, n));
        }
        if !p.choices.is_empty()
            && let Operand::Scalar(Scalar::Str(s)) = &value
            && !p.choices.contains(&&**s)
        {
            let all: Vec<String> = p.choices.iter().map(|c| format!("{c:?}")).collect();
            let message = e0318::choice(s, &all.join(" | "), position, name);
            return Err(self.fatal(e0318::CODE, message, span, n));
        }
        Ok(match value {
            Operand::Scalar(s) => Handle(self.scalar_node(s).0),
            Operand::Node(m) => Handle(m.0),
        })
    }

    /// Runs a function on checked arguments.
    pub(crate) fn run_function(
        &mut self,
        f: &'static Function,
        handles: &[Handle],
        span: Span,
        n: NodeId,
    ) -> Result<Answer, NoData> {
        let nested = self.calls.get(&span).copied().unwrap_or(0);
        if nested >= MAX_NESTED_CALLS {
            let kind = ErrorKind::StructuralCycle;
            let error = self.error_with(e0501::CODE, kind, e0501::MESSAGE.into(), vec![span], n);
            return Err(Stop::Error(error).into());
        }
        self.calls.insert(span, nested + 1);
        let outer = self.awaited.take();
        let answer = self.apply(f, handles);
        let awaited = std::mem::replace(&mut self.awaited, outer);
        self.calls.insert(span, nested);
        match awaited {
            Some(depth) => Err(Stop::Blocked(depth).into()),
            None => answer,
        }
    }

    fn apply(&mut self, f: &'static Function, handles: &[Handle]) -> Result<Answer, NoData> {
        Ok(match f.run {
            Run::Pure(run) => {
                let mut data = Vec::with_capacity(handles.len());
                for (i, h) in handles.iter().enumerate() {
                    let m = NodeId(h.0);
                    let deep = f.params.get(i).is_none_or(|p| p.depth == Depth::Deep);
                    data.push(self.argument_data(m, deep)?);
                }
                Answer::Data(run(&data)?)
            }
            Run::Context(run) => run(self, handles)?,
        })
    }

    fn call_error(&mut self, e: CallError, name: &str, span: Span, n: NodeId) -> Stop {
        if let CallError::Value(h) = e
            && let Some(e) = self.flaw(NodeId(h.0))
            && self.error(e).kind == ErrorKind::StructuralCycle
            && !self.takes_itself(self.error(e).node, n)
        {
            return Stop::Error(e);
        }
        if let CallError::Passed(h) = e
            && let Some(e) = self.flaw(NodeId(h.0))
        {
            return Stop::Error(e);
        }
        let failure = self.failure(e, n);
        Stop::Error(self.failed(e0318::CODE, &e0318::call(name), &[span], failure, n))
    }

    /// What a function that was called for `n` says of why it failed.
    pub(crate) fn failure(&mut self, e: CallError, n: NodeId) -> Failure {
        match e {
            CallError::Fatal(message) => Failure::new(ErrorKind::Fatal, message),
            CallError::Incomplete(message) => Failure::new(ErrorKind::Incomplete, message),
            CallError::Open { value, message } => {
                let path = self.path_for(NodeId(value.0), n);
                Failure { kind: ErrorKind::Incomplete, ..Failure::at(path, message, Vec::new()) }
            }
            CallError::Placed { message, mut spans, values, at } => {
                spans.extend(values.into_iter().map(|v| self.node_span(NodeId(v.0))));
                let path = match at {
                    Where::Nowhere => Vec::new(),
                    Where::Call => self.nodes.path(n),
                    Where::Value(h) => self.path_for(NodeId(h.0), n),
                };
                Failure::at(path, message, spans)
            }
            CallError::Value(h) | CallError::Passed(h) => {
                let m = NodeId(h.0);
                let mut errors = Vec::new();
                self.flaws(m, &mut errors);
                let kind = if errors.is_empty() { ErrorKind::Incomplete } else { ErrorKind::Fatal };
                if errors.is_empty() {
                    errors.extend(self.first_incomplete(m));
                }
                let parts = |e: &ErrorId| [*e].into_iter().chain(self.error(*e).parts.iter().copied());
                let reasons = errors.iter().flat_map(parts).map(|e| self.reason(e, n)).collect();
                Failure { kind, reasons }
            }
        }
    }

    /// An error as a reason why a call for `n` failed.
    fn reason(&self, e: ErrorId, n: NodeId) -> Reason {
        let error = self.error(e);
        let own = Quote { at: 0, path: self.path_for(error.node, n) };
        let quotes = [own].into_iter().chain(error.quotes.iter().cloned()).collect();
        Reason { message: error.message.clone(), spans: error.spans.clone(), quotes }
    }

    /// Where a node stands for who reads of a call for `n`: within a value that is written in the call, a path starts
    /// there; a value that the function made stands where the call does.
    fn path_for(&self, m: NodeId, n: NodeId) -> Vec<Label> {
        let path = self.nodes.path(m);
        let mut top = m;
        while top != NO_NODE {
            let node = self.node(top);
            if node.temp && (node.parent == NO_NODE || node.parent == n) {
                let within = path.into_iter().skip(self.nodes.path(top).len());
                let start = if node.parent == NO_NODE { self.nodes.path(n) } else { Vec::new() };
                return start.into_iter().chain(within).collect();
            }
            top = node.parent;
        }
        path
    }

    /// The error of a failed function: the first reason, and the others as its parts, all after the same words.
    pub(crate) fn failed(
        &mut self,
        code: &'static str,
        words: &str,
        places: &[Span],
        failure: Failure,
        n: NodeId,
    ) -> ErrorId {
        let mut errors = Vec::new();
        for Reason { message, spans, mut quotes } in failure.reasons {
            let spans = places.iter().copied().chain(spans).collect();
            let start = format!("{words}: ");
            let e = self.error_with(code, failure.kind, start.clone() + &message, spans, n);
            quotes.iter_mut().for_each(|q| q.at += start.len());
            self.errors[e.0 as usize].quotes = quotes;
            errors.push(e);
        }
        let Some(first) = errors.first().copied() else {
            return self.error_with(code, failure.kind, words.to_owned(), places.to_vec(), n);
        };
        self.errors[first.0 as usize].parts = errors.split_off(1);
        first
    }

    fn operand_of(&mut self, answer: Answer) -> Result<Operand, Stop> {
        Ok(match answer {
            Answer::Data(d) => self.data_operand(&d),
            Answer::Value(h) => Operand::Node(NodeId(h.0)),
            Answer::List(items) => {
                let items: Vec<NodeId> = items.into_iter().map(|h| NodeId(h.0)).collect();
                Operand::Node(self.list_of(&items))
            }
            Answer::Refused(_) => Operand::Scalar(Scalar::Bool(false)),
        })
    }
}
