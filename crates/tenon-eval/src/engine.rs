//! The engine: nodes are *expanded* (conjuncts unfolded), *settled* (own value and set of fields known) and *completed*
//! (everything in them known), each on demand.
//!
//! A step that needs a node which is being worked on further down the stack is *blocked* and waits at its own node. It is
//! tried again whenever that node is worked on. A node whose waiting steps all wait for itself is where a cycle is cut:
//! the steps run once more in *forced* mode, in which a node under work counts with what is known of it.

use crate::again::Again;
use crate::arena::Arena;
use crate::budget::{Exceeded, Meter, Pause};
use crate::builtin::Library;
use crate::error::{ErrorId, ErrorKind, EvalError, Reasons, Stop};
use crate::follow::Alike;
use crate::node::*;
use crate::reads::{Read, Reads};
use crate::shape::Orders;
use crate::shared::Ends;
use crate::tags::{Renaming, Tags};
use rustc_hash::{FxHashMap, FxHashSet};
use std::sync::Arc;
use tenon_catalogue::{e0401, e0402, e0501, e0701};
use tenon_ir::program::{ExprId, LetId, PackageId, Program};
use tenon_ir::{Interner, Kind, Label};
use tenon_source::Span;
use thin_vec::ThinVec;

/// Evaluates a program.
pub struct Evaluator<'p> {
    pub(crate) prog: &'p Program,
    pub(crate) library: &'static dyn Library,
    pub(crate) names: Interner,
    pub(crate) nodes: Arena<Node>,
    pub(crate) envs: Arena<Env>,
    pub(crate) trails: Arena<Trail>,
    /// How many conjuncts of what is within each node came back to it.
    pub(crate) passed_back: FxHashMap<NodeId, u32>,
    /// Where operands, and what is tried for them, are among the followers of what more may come to.
    pub(crate) following: FxHashMap<NodeId, Vec<(NodeId, u32)>>,
    /// References that lead back to where they stand without end, each time for another operand.
    pub(crate) endless: FxHashSet<ExprId>,
    /// How many times references brought something to a node, where they brought much.
    pub(crate) repeated: FxHashMap<(NodeId, Term), u32>,
    pub(crate) tags: Tags,
    /// What references of clones do to tags: those of one node's disjuncts, of which one comes to stand for the node, do the
    /// same.
    pub(crate) renamings: FxHashMap<Alike, Renaming>,
    pub(crate) orders: Orders,
    pub(crate) errors: Vec<EvalError>,
    /// Those of which it is known what they tell.
    pub(crate) told: FxHashSet<ErrorId>,
    /// Closed structs refuse no field for the time being.
    pub(crate) lax: bool,
    /// Hidden fields and definitions are worked out as far as others need them, and as something may be wrong in them.
    pub(crate) only_data: bool,
    pub(crate) lets: FxHashMap<(EnvId, LetId), NodeId>,
    pub(crate) packages: FxHashMap<PackageId, NodeId>,
    /// Roots of the expressions that were asked for, and in which package.
    pub(crate) asked: Vec<(NodeId, PackageId)>,
    pub(crate) data: FxHashMap<u32, NodeId>,
    pub(crate) data_spans: Vec<(NodeId, Vec<Span>)>,
    pub(crate) ends: Ends,
    /// At which nodes a reference led to which: most of what is asked about trails can be answered without them.
    pub(crate) led: FxHashSet<(NodeId, NodeId)>,
    /// The node whose only conjunct is being unfolded: if that is a reference, it may stand for what it refers to.
    pub(crate) sharable: NodeId,
    pub(crate) regexps: FxHashMap<Arc<str>, Result<Arc<tenon_regexp::Regex>, String>>,
    pub(crate) pattern_nodes: FxHashMap<(ExprId, EnvId), NodeId>,
    /// Trail and cyclicity of the conjunct that is being unfolded: operands inherit them.
    pub(crate) current: Via,
    /// Where it comes from.
    pub(crate) origin: Origin,
    pub(crate) branches: Arena<Branch>,
    pub(crate) busy: u32,
    pub(crate) forced: u32,
    /// The innermost node at which a cycle is being cut.
    pub(crate) cut_at: NodeId,
    /// How many clones with disjunctions left out are being worked on.
    pub(crate) partial: u32,
    pub(crate) meter: Meter,
    /// How many nodes' disjunctions are being resolved, each within the one before.
    pub(crate) choosing: u32,
    /// Disjuncts tried for the outermost of them.
    pub(crate) trials: u32,
    /// Disjuncts tried for all of them.
    pub(crate) tried: u64,
    /// Nodes whose fields are settled but for comprehensions, which may look at them.
    pub(crate) lenient: FxHashSet<NodeId>,
    /// Calls that are being run: how often each.
    pub(crate) calls: FxHashMap<Span, usize>,
    /// Literals that are arguments of them.
    pub(crate) arguments: Vec<NodeId>,
    /// How deep in the stack the node is that the function that is being run waits for.
    pub(crate) awaited: Option<u32>,
    /// Validators that are being run.
    pub(crate) validating: Vec<(ExprId, EnvId)>,
    /// Number of the innermost completion that was begun on behalf of an expression.
    pub(crate) walk: u32,
    /// How many there have been.
    pub(crate) walks: u32,
    /// Nodes that are complete but for what another completion was about, each with the one that left it so.
    pub(crate) open: FxHashMap<NodeId, u32>,
    /// Fields of which it is known that the struct around them does not refuse them, until a settled node gets more.
    pub(crate) allowed: FxHashSet<NodeId>,
    /// What is being completed contains what another completion is about.
    pub(crate) passed: bool,
    /// Nodes that selected something from a place of which it was not known whether something is wrong in it.
    pub(crate) trusting: Vec<(NodeId, NodeId)>,
    /// Whether something is an error is being asked: how deep.
    pub(crate) asking: u32,
    /// What was read for what, where that is noted.
    pub(crate) reads: Option<Box<Reads>>,
    /// For which node something is read.
    pub(crate) reader: NodeId,
    /// What is being evaluated again.
    pub(crate) again: Option<Box<Again>>,
    /// How many nodes nothing leads to any more, at least.
    pub(crate) lost: usize,
    /// Nodes of whose disjunctions not all that could still hold is left, where that is noted.
    pub(crate) pared: Option<FxHashSet<NodeId>>,
}

type Done = Result<(), Stop>;

impl<'p> Evaluator<'p> {
    /// An evaluator for a program with builtin packages and a budget.
    pub fn new(prog: &'p Program, library: &'static dyn Library, budget: crate::budget::Budget) -> Evaluator<'p> {
        Evaluator {
            prog,
            library,
            names: prog.interner.clone(),
            nodes: Arena::new(),
            envs: Arena::new(),
            trails: Arena::new(),
            passed_back: FxHashMap::default(),
            following: FxHashMap::default(),
            endless: FxHashSet::default(),
            repeated: FxHashMap::default(),
            tags: Tags::default(),
            renamings: FxHashMap::default(),
            orders: Orders::default(),
            errors: Vec::new(),
            told: FxHashSet::default(),
            lax: false,
            only_data: false,
            lets: FxHashMap::default(),
            packages: FxHashMap::default(),
            asked: Vec::new(),
            data: FxHashMap::default(),
            data_spans: Vec::new(),
            ends: Ends::default(),
            led: FxHashSet::default(),
            sharable: NO_NODE,
            regexps: FxHashMap::default(),
            pattern_nodes: FxHashMap::default(),
            current: Via::NOTHING,
            origin: Origin::default(),
            branches: Arena::new(),
            busy: 0,
            forced: 0,
            cut_at: NO_NODE,
            partial: 0,
            meter: Meter::new(budget),
            choosing: 0,
            trials: 0,
            tried: 0,
            lenient: FxHashSet::default(),
            calls: FxHashMap::default(),
            arguments: Vec::new(),
            awaited: None,
            validating: Vec::new(),
            walk: 1,
            walks: 1,
            open: FxHashMap::default(),
            allowed: FxHashSet::default(),
            passed: false,
            trusting: Vec::new(),
            asking: 0,
            reads: None,
            reader: NO_NODE,
            again: None,
            lost: 0,
            pared: None,
        }
    }

    #[inline]
    pub(crate) fn node(&self, n: NodeId) -> &Node {
        &self.nodes[n.0 as usize]
    }

    #[inline]
    pub(crate) fn node_mut(&mut self, n: NodeId) -> &mut Node {
        &mut self.nodes[n.0 as usize]
    }

    pub(crate) fn new_node(&mut self, parent: NodeId, label: Label) -> NodeId {
        let depth = if parent == NO_NODE { 0 } else { self.node(parent).depth + 1 };
        self.nodes.push(Node::new(parent, label, depth));
        NodeId(self.nodes.len() as u32 - 1)
    }

    /// A node that nothing else adds conjuncts to: an operand, a `let`.
    pub(crate) fn temp_node(&mut self, parent: NodeId, conjunct: Conjunct) -> NodeId {
        let label = if parent == NO_NODE { Label::index(0) } else { self.node(parent).label };
        let n = self.new_node(parent, label);
        let depth = if parent == NO_NODE { 0 } else { self.node(parent).depth };
        let node = self.node_mut(n);
        node.depth = depth;
        node.sealed = true;
        node.temp = true;
        node.conjuncts.push(conjunct);
        n
    }

    /// A node for an operand of the conjunct that is being unfolded.
    pub(crate) fn operand_node(&mut self, parent: NodeId, expr: ExprId, env: EnvId) -> NodeId {
        self.temp_node(parent, Conjunct { term: Term::Expr(expr, env), close: OPEN, via: self.current })
    }

    pub(crate) fn push_env(&mut self, up: EnvId, frame: Frame) -> EnvId {
        self.env_of(up, frame, None)
    }

    /// The frame `up` levels out.
    pub(crate) fn frame(&self, mut env: EnvId, up: u32) -> Option<(EnvId, Frame)> {
        for _ in 0..up {
            env = self.envs.get(env.index())?.up;
        }
        self.envs.get(env.index()).map(|e| (env, e.frame))
    }

    /// The root of a package.
    pub(crate) fn package_node(&mut self, id: PackageId) -> NodeId {
        if let Some(n) = self.packages.get(&id) {
            return *n;
        }
        let n = self.new_node(NO_NODE, Label::index(0));
        self.node_mut(n).sealed = true;
        self.packages.insert(id, n);
        let prog = self.prog;
        for file in &prog.packages[id.0 as usize].files {
            self.node_mut(n).conjuncts.push(Conjunct {
                term: Term::Expr(*file, NO_ENV),
                close: OPEN,
                via: Via::NOTHING,
            });
        }
        n
    }

    // ---------------------------------------------------------------- errors

    pub(crate) fn error_with(
        &mut self,
        code: &'static str,
        kind: ErrorKind,
        message: String,
        mut spans: Vec<Span>,
        node: NodeId,
    ) -> ErrorId {
        spans.retain(|s| !s.is_none());
        let (parts, quotes) = (Vec::new(), Vec::new());
        self.errors.push(EvalError { kind, code, message, spans, node, parts, told_at: None, quotes, reasons: None });
        ErrorId(self.errors.len() as u32 - 1)
    }

    /// What is behind an error, to be filled in.
    pub(crate) fn reasons(&mut self, e: ErrorId) -> &mut Reasons {
        self.errors[e.0 as usize].reasons.get_or_insert_default()
    }

    pub(crate) fn fatal(&mut self, code: &'static str, message: impl Into<String>, span: Span, node: NodeId) -> Stop {
        Stop::Error(self.error_with(code, ErrorKind::Fatal, message.into(), vec![span], node))
    }

    pub(crate) fn incomplete(&mut self, message: impl Into<String>, span: Span, node: NodeId) -> Stop {
        Stop::Error(self.error_with(e0401::CODE, ErrorKind::Incomplete, message.into(), vec![span], node))
    }

    pub(crate) fn error(&self, e: ErrorId) -> &EvalError {
        &self.errors[e.0 as usize]
    }

    /// Records an error at a node, settled or not.
    pub(crate) fn fail_node(&mut self, n: NodeId, error: ErrorId) {
        let incomplete = self.error(error).kind.is_incomplete();
        if self.error(error).kind == ErrorKind::StructuralCycle && self.in_operand(n, self.error(error).node) {
            // What an operand repeats is repeated where the operand is used.
            self.errors[error.0 as usize].node = n;
        }
        if self.node(n).state >= State::Settled {
            // It has an error that the other one has not.
            self.unshare(n);
        }
        let node = self.node_mut(n);
        add(&mut node.ext().errors, error);
        if !incomplete && !matches!(node.base, Base::Error(_)) {
            node.base = Base::Error(error);
        }
    }

    /// The span of what a conjunct says.
    pub(crate) fn conjunct_span(&self, c: Conjunct) -> Span {
        match c.term {
            Term::Expr(e, _) => self.prog.span(e),
            Term::Node(n) => self.node_span(n),
        }
    }

    /// Where a node's first conjunct, or its data, stands.
    pub(crate) fn node_span(&self, n: NodeId) -> Span {
        if let Some(c) = self.node(n).conjuncts.first() {
            return match c.term {
                Term::Expr(e, _) => self.prog.span(e),
                Term::Node(m) if m != n => self.node_span(m),
                Term::Node(_) => Span::NONE,
            };
        }
        let i = self.data_spans.partition_point(|(start, _)| *start <= n);
        let Some((start, spans)) = i.checked_sub(1).and_then(|i| self.data_spans.get(i)) else { return Span::NONE };
        spans.get((n.0 - start.0) as usize).copied().unwrap_or(Span::NONE)
    }

    // ---------------------------------------------------------------- phases

    /// Adds a conjunct, whatever the node's state.
    pub(crate) fn add_conjunct(&mut self, n: NodeId, c: Conjunct) {
        if self.node(n).conjuncts.iter().rev().take(16).any(|d| d.term == c.term && d.close == c.close) {
            return;
        }
        if self.node(n).state >= State::Settled || self.is_another(n) {
            self.reopen(n);
        }
        self.node_mut(n).conjuncts.push(c);
        self.pass_on(n, c);
    }

    /// Unfolds the conjuncts that are there. The only one that there will ever be may share what it refers to.
    pub(crate) fn expand(&mut self, n: NodeId) {
        self.read(n, Read::Value);
        let node = self.node(n);
        if node.state >= State::Settled || node.unfolded as usize == node.conjuncts.len() {
            return;
        }
        let outer = std::mem::replace(&mut self.reader, n);
        self.expand_once(n);
        self.reader = outer;
    }

    fn expand_once(&mut self, n: NodeId) {
        if self.find_greatest(n) {
            return;
        }
        let only = self.node(n).unfolded == 0 && self.says_one_thing(n);
        if only && self.is_sealed(n) {
            let outer = std::mem::replace(&mut self.sharable, n);
            self.expand_all(n);
            self.sharable = outer;
        } else {
            self.expand_all(n);
        }
    }

    /// Whether no further conjunct can come to a node, as far as that shows without further work.
    pub(crate) fn is_sealed(&self, n: NodeId) -> bool {
        let node = self.node(n);
        node.sealed || node.parent != NO_NODE && self.node(node.parent).state >= State::Settled
    }

    fn expand_all(&mut self, n: NodeId) {
        loop {
            let node = self.node_mut(n);
            if node.state >= State::Settled || node.forward != NO_NODE {
                return;
            }
            let Some(c) = node.conjuncts.get(node.unfolded as usize).copied() else { return };
            let origin = Origin { conjunct: node.unfolded, branch: None };
            node.unfolded += 1;
            let outer = std::mem::replace(&mut node.expanding, true);
            if node.state != State::Busy && !outer {
                let busy = self.busy;
                self.node_mut(n).busy_at = busy;
            }
            self.run(n, Task { kind: TaskKind::Conjunct, conjunct: c, origin });
            self.node_mut(n).expanding = outer;
        }
    }

    /// Runs a piece of work; what cannot be done yet waits. Says how deep the node is that it waits for.
    fn run(&mut self, n: NodeId, task: Task) -> Option<u32> {
        let outer = std::mem::replace(&mut self.current, task.conjunct.via);
        let outer_origin = std::mem::replace(&mut self.origin, task.origin);
        let result = match task.kind {
            TaskKind::Conjunct => self.unfold(n, task.conjunct),
            TaskKind::Comprehension(id, env) => self.comprehend(n, id, env, task.conjunct),
            TaskKind::Dynamic(id, decl, env) => self.dynamic_field(n, id, decl, env, task.conjunct),
            TaskKind::Pattern(pattern, label) => match self.node(n).find(label).map(|i| self.node(n).fields[i].node) {
                Some(child) => match self.apply_pattern(n, pattern as usize, label, child) {
                    // A pattern that depends on whether it matches does not.
                    Err(Stop::Blocked(_)) if self.forced > 0 => Ok(()),
                    done => done,
                },
                None => Ok(()),
            },
            TaskKind::Label(pattern, env) => self.known_label(n, pattern, env),
            TaskKind::Done => Ok(()),
        };
        self.current = outer;
        self.origin = outer_origin;
        match result {
            Ok(()) => None,
            Err(Stop::Blocked(depth)) => {
                self.node_mut(n).ext().tasks.push(task);
                Some(depth)
            }
            Err(Stop::Error(e)) => {
                if self.error(e).kind.is_incomplete() {
                    add(&mut self.node_mut(n).ext().stuck, (task.conjunct, e));
                } else {
                    self.fail_node(n, e);
                }
                None
            }
        }
    }

    /// Makes sure that no further conjunct can come to a node.
    pub(crate) fn seal(&mut self, n: NodeId) -> Done {
        if self.node(n).sealed {
            return Ok(());
        }
        let parent = self.node(n).parent;
        if parent == NO_NODE {
            self.node_mut(n).sealed = true;
            return Ok(());
        }
        if !self.node(parent).sealed {
            stacker::maybe_grow(128 * 1024, 4 * 1024 * 1024, || self.seal(parent))?;
        }
        let p = self.node(parent);
        match p.state {
            State::Busy if self.lenient.contains(&parent) || self.forced > 0 => Ok(()),
            State::Busy => Err(Stop::Blocked(p.busy_at)),
            State::New => {
                // What is around a node is evaluated again with all that is in it.
                self.reading_for(NO_NODE, |this| this.settle(parent))?;
                self.node_mut(n).sealed = true;
                Ok(())
            }
            State::Settled | State::Complete => {
                self.node_mut(n).sealed = !p.follows;
                Ok(())
            }
        }
    }

    /// The error of a node at which a limit was reached.
    pub(crate) fn exceeded(&mut self, n: NodeId, limit: Exceeded) -> Stop {
        let span = vec![self.node_span(n)];
        Stop::Error(self.error_with(e0701::CODE, ErrorKind::Budget, limit.to_string(), span, n))
    }

    /// Works out a node's own value and its set of fields.
    #[inline]
    pub(crate) fn settle(&mut self, n: NodeId) -> Done {
        self.read(n, Read::Value);
        match self.node(n).state {
            State::Settled | State::Complete => Ok(()),
            State::Busy | State::New => self.settle_new(n),
        }
    }

    fn settle_new(&mut self, n: NodeId) -> Done {
        match self.node(n).state {
            State::Settled | State::Complete => return Ok(()),
            State::Busy => return Err(Stop::Blocked(self.node(n).busy_at)),
            State::New if self.node(n).expanding => return Err(Stop::Blocked(self.node(n).busy_at)),
            State::New => {}
        }
        match self.meter.check(self.nodes.len(), self.busy) {
            None => {}
            Some(Pause::Tell(steps)) => self.tell_progress(n, steps),
            Some(Pause::Stop(limit)) => {
                if let Stop::Error(error) = self.exceeded(n, limit) {
                    self.node_mut(n).base = Base::Error(error);
                    self.node_mut(n).state = State::Complete;
                }
                return Ok(());
            }
        }
        self.busy += 1;
        let at = self.busy;
        self.node_mut(n).state = State::Busy;
        self.node_mut(n).busy_at = at;
        let outer = std::mem::replace(&mut self.reader, n);
        let result = stacker::maybe_grow(256 * 1024, 8 * 1024 * 1024, || self.settle_busy(n, at));
        self.reader = outer;
        self.busy -= 1;
        let node = self.node_mut(n);
        node.state = if result.is_ok() { State::Settled } else { State::New };
        if self.again.is_some() && result.is_ok() {
            self.settled_again(n);
        }
        result
    }

    fn settle_busy(&mut self, n: NodeId, at: u32) -> Done {
        let node = self.node(n);
        if node.unfolded == 0 && self.says_one_thing(n) {
            let _ = self.seal(n);
        }
        self.expand(n);
        let sealed = self.seal(n);
        if let Err(Stop::Blocked(depth)) = sealed
            && depth < at
        {
            self.run_tasks(n, false);
            return Err(Stop::Blocked(depth));
        }
        loop {
            self.expand(n);
            if self.contains_itself(n) {
                return self.finish(n);
            }
            let mut blocked = self.run_tasks(n, false);
            if blocked.is_some() && matches!(self.node(n).base, Base::Error(_)) {
                // Nothing that waits can change that, and others may wait for it.
                self.node_mut(n).ext().tasks.clear();
                break;
            }
            if blocked.is_some() {
                self.lenient.insert(n);
                blocked = self.run_lenient(n);
                self.lenient.remove(&n);
            }
            if let Some(depth) = blocked {
                if depth < at && self.forced == 0 {
                    return Err(Stop::Blocked(depth));
                }
                if self.choose_at_cut(n)? {
                    return Ok(());
                }
                self.forced += 1;
                let outer = std::mem::replace(&mut self.cut_at, n);
                self.run_tasks(n, true);
                self.cut_at = outer;
                self.forced -= 1;
            }
            let node = self.node(n);
            if node.unfolded as usize == node.conjuncts.len() && node.ext.as_ref().is_none_or(|e| e.tasks.is_empty()) {
                break;
            }
        }
        self.finish(n)
    }

    /// Runs waiting work until nothing moves. With `last`, what still waits becomes an error of a cycle.
    fn run_tasks(&mut self, n: NodeId, last: bool) -> Option<u32> {
        loop {
            let count = self.node(n).ext.as_ref().map_or(0, |e| e.tasks.len());
            if count == 0 {
                return None;
            }
            let mut least: Option<u32> = None;
            let mut waiting = 0;
            for i in 0..count {
                let Some(task) = self.node(n).ext.as_ref().and_then(|e| e.tasks.get(i).copied()) else { break };
                let blocked = self.run(n, task);
                if let Some(task) = self.node_mut(n).ext().tasks.get_mut(i) {
                    task.kind = TaskKind::Done;
                }
                if let Some(depth) = blocked {
                    waiting += 1;
                    least = Some(least.map_or(depth, |l| l.min(depth)));
                    if last {
                        self.cut(n);
                    }
                }
            }
            let tasks = &mut self.node_mut(n).ext().tasks;
            tasks.drain(..count.min(tasks.len()));
            self.expand(n);
            let now = self.node(n).ext.as_ref().map_or(0, |e| e.tasks.len());
            if now == 0 {
                return None;
            }
            if waiting == count && now == waiting {
                return least;
            }
        }
    }

    /// The last waiting piece of work gives up.
    fn cut(&mut self, n: NodeId) {
        let Some(task) = self.node_mut(n).ext().tasks.pop() else { return };
        let span = self.conjunct_span(task.conjunct);
        let error = self.error_with(e0402::CODE, ErrorKind::Cycle, e0402::MESSAGE.into(), vec![span], n);
        add(&mut self.node_mut(n).ext().stuck, (task.conjunct, error));
    }

    /// Own fields count as known while one comprehension after the other runs. One whose value is incomplete is tried
    /// again when another one has yielded something: that may be what it needs. What one brings is worked out as usual.
    fn run_lenient(&mut self, n: NodeId) -> Option<u32> {
        let mut least: Option<u32> = None;
        let mut incomplete: ThinVec<(Conjunct, ErrorId)> = ThinVec::new();
        let mut i = 0;
        while let Some(task) = self.node(n).ext.as_ref().and_then(|e| e.tasks.get(i).copied()) {
            let fields = self.node(n).fields.len();
            let stuck = self.stuck_count(n);
            let conjuncts = self.waiting_conjuncts(n);
            if let Some(depth) = self.run(n, task) {
                // It is in its place still, and `run` put it at the end.
                self.node_mut(n).ext().tasks.pop();
                least = Some(least.map_or(depth, |l| l.min(depth)));
                i += 1;
            } else if self.stuck_count(n) > stuck {
                let error = self.node_mut(n).ext().stuck.pop();
                incomplete.extend(error);
                i += 1;
            } else {
                let more = self.waiting_conjuncts(n) > conjuncts;
                self.node_mut(n).ext().tasks.remove(i);
                self.expand(n);
                if self.node(n).fields.len() != fields || i > 0 || more {
                    self.lenient.remove(&n);
                    let blocked = self.run_tasks(n, false);
                    self.lenient.insert(n);
                    blocked?;
                    i = 0;
                    least = None;
                    incomplete.clear();
                }
            }
        }
        if least.is_none() && !incomplete.is_empty() {
            let ext = self.node_mut(n).ext();
            ext.tasks.clear();
            ext.stuck.append(&mut incomplete);
        }
        least
    }

    fn waiting_conjuncts(&self, n: NodeId) -> usize {
        let tasks = self.node(n).ext.iter().flat_map(|e| &e.tasks);
        tasks.filter(|t| matches!(t.kind, TaskKind::Conjunct)).count()
    }

    fn stuck_count(&self, n: NodeId) -> usize {
        self.node(n).ext.as_ref().map_or(0, |e| e.stuck.len())
    }

    /// Everything is unfolded: closedness, checks, disjunctions, the value itself.
    fn finish(&mut self, n: NodeId) -> Done {
        if self.repeats(n) {
            let span = self.node_span(n);
            let error = self.error_with(e0501::CODE, ErrorKind::StructuralCycle, e0501::MESSAGE.into(), vec![span], n);
            self.fail_node(n, error);
            self.node_mut(n).ext().tasks.clear();
        }
        if matches!(self.node(n).base, Base::Error(_)) || self.node(n).forward != NO_NODE {
            return Ok(());
        }
        self.finish_list(n);
        self.run_checks(n)?;
        if self.node(n).ext.as_ref().is_some_and(|e| !e.choices.is_empty())
            && !matches!(self.node(n).base, Base::Error(_))
            && !self.conflicts_at_sight(n)
        {
            self.choose(n)?;
        }
        let node = self.node_mut(n);
        if matches!(node.base, Base::Open) {
            let literal = node.ext.as_ref().is_some_and(|e| !e.literals.is_empty());
            if node.kind == Kind::TOP && literal && node.untyped == Untyped::Unknown && node.stuck_free() {
                node.kind = Kind::STRUCT;
                node.untyped = Untyped::Struct;
            }
            if node.kind == Kind::STRUCT {
                node.base = Base::Struct;
            } else if node.kind == Kind::LIST && node.has_elements() {
                node.base = Base::List;
            } else if node.kind == Kind::NULL {
                node.base = Base::Scalar(Scalar::Null);
            }
        }
        Ok(())
    }
}
