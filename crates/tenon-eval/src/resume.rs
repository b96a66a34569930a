//! Finished evaluations that go on when the program changes.

use crate::Budget;
use crate::arena::Arena;
use crate::builtin::Library;
use crate::engine::Evaluator;
use crate::error::{ErrorId, EvalError};
use crate::node::{Branch, Check, EnvId, NodeId, Term, Trail};
use crate::reads::Reads;
use crate::value::Frozen;
use rustc_hash::{FxHashMap, FxHashSet};
use std::sync::Arc;
use tenon_ir::program::{ExprId, PackageId, Program};
use tenon_source::{FileId, Span};

/// What a frozen evaluation keeps so that it can go on.
pub(crate) struct Kept {
    trails: Arena<Trail>,
    branches: Arena<Branch>,
    passed_back: FxHashMap<NodeId, u32>,
    endless: FxHashSet<ExprId>,
    repeated: FxHashMap<(NodeId, Term), u32>,
    led: FxHashSet<(NodeId, NodeId)>,
    told: FxHashSet<ErrorId>,
    data: FxHashMap<u32, NodeId>,
    pattern_nodes: FxHashMap<(ExprId, EnvId), NodeId>,
    regexps: FxHashMap<Arc<str>, Result<Arc<tenon_regexp::Regex>, String>>,
    asked: Vec<(NodeId, PackageId)>,
    open: FxHashMap<NodeId, u32>,
    walks: u32,
    reads: Box<Reads>,
    lost: usize,
}

/// How an edit of a text moves what stands behind it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Moved {
    /// The file.
    pub file: FileId,
    /// One past what has another text now, before the edit.
    pub from: u32,
    /// Where that is now.
    pub to: u32,
}

impl Moved {
    fn offset(self, at: &mut u32) {
        if *at >= self.from {
            *at = *at - self.from + self.to;
        }
    }

    fn span(self, span: &mut Span) {
        if span.file == self.file {
            self.offset(&mut span.start);
            self.offset(&mut span.end);
        }
    }

    fn error(self, error: &mut EvalError) {
        error.spans.iter_mut().for_each(|s| self.span(s));
        let Some(reasons) = &mut error.reasons else { return };
        reasons.disjunction.iter_mut().for_each(|s| self.span(s));
        for side in &mut reasons.sides {
            self.span(&mut side.span);
            side.by.iter_mut().for_each(|(s, _)| self.span(s));
        }
        reasons.fallen.iter_mut().for_each(|f| self.span(&mut f.span));
    }

    fn check(self, check: &mut Check) {
        if let Check::Bound { span, .. } | Check::Range { span, .. } = check {
            self.span(span);
        }
    }
}

impl Evaluator<'_> {
    /// What is kept of an evaluation whose reads were noted.
    pub(crate) fn keep(&mut self) -> Option<Box<Kept>> {
        let reads = self.reads.take()?;
        Some(Box::new(Kept {
            trails: std::mem::replace(&mut self.trails, Arena::new()),
            branches: std::mem::replace(&mut self.branches, Arena::new()),
            passed_back: std::mem::take(&mut self.passed_back),
            endless: std::mem::take(&mut self.endless),
            repeated: std::mem::take(&mut self.repeated),
            led: std::mem::take(&mut self.led),
            told: std::mem::take(&mut self.told),
            data: std::mem::take(&mut self.data),
            pattern_nodes: std::mem::take(&mut self.pattern_nodes),
            regexps: std::mem::take(&mut self.regexps),
            asked: std::mem::take(&mut self.asked),
            open: std::mem::take(&mut self.open),
            walks: self.walks,
            reads,
            lost: self.lost,
        }))
    }
}

impl Frozen {
    /// How many of its nodes nothing leads to any more, and how many there are; a new evaluation has none of the former.
    pub fn waste(&self) -> (usize, usize) {
        (self.kept.as_ref().map_or(0, |k| k.lost), self.nodes.len())
    }

    /// Changes the program. Nothing where somebody else holds it or the evaluation.
    pub fn edit<T>(self: &mut Arc<Frozen>, change: impl FnOnce(&mut Program) -> T) -> Option<T> {
        let frozen = Arc::get_mut(self)?;
        let program = Arc::get_mut(&mut frozen.program)?;
        std::mem::swap(&mut program.interner, &mut frozen.names);
        let result = change(program);
        frozen.names = program.interner.clone();
        Some(result)
    }

    /// Text of a file has moved: so has what is known of places in it.
    pub fn moved(self: &mut Arc<Frozen>, moved: Moved) {
        if let Some(frozen) = Arc::get_mut(self) {
            frozen.errors.iter_mut().for_each(|e| moved.error(e));
            for i in 0..frozen.nodes.len() {
                if frozen.nodes[i].ext.as_ref().is_some_and(|e| !e.checks.is_empty())
                    && let Some(ext) = &mut frozen.nodes[i].ext
                {
                    ext.checks.iter_mut().for_each(|c| moved.check(c));
                }
            }
        }
    }

    /// Goes on with an evaluation whose reads were noted ([`Evaluator::note_reads`]) after some expressions of its program have
    /// become other ones: only what that can affect is evaluated. The node that was asked for keeps its name. Nothing
    /// where somebody else holds the evaluation, or so much depends on the change that everything is better evaluated anew.
    pub fn again(
        self: Arc<Frozen>,
        root: NodeId,
        library: &'static dyn Library,
        budget: Budget,
        changed: &[ExprId],
    ) -> Option<Arc<Frozen>> {
        let frozen = Arc::into_inner(self)?;
        let kept = frozen.kept?;
        let program = frozen.program;
        let mut evaluator = Evaluator::new(&program, library, budget);
        evaluator.nodes = frozen.nodes;
        evaluator.errors = frozen.errors;
        evaluator.envs = frozen.envs;
        evaluator.packages = frozen.packages;
        evaluator.lets = frozen.lets;
        evaluator.data_spans = frozen.data_spans;
        evaluator.names = frozen.names;
        let Kept { trails, branches, passed_back, endless, repeated, led, told, .. } = *kept;
        (evaluator.trails, evaluator.branches, evaluator.tags) = (trails, branches, frozen.tags);
        (evaluator.passed_back, evaluator.endless, evaluator.repeated) = (passed_back, endless, repeated);
        (evaluator.led, evaluator.told) = (led, told);
        (evaluator.data, evaluator.pattern_nodes, evaluator.regexps) = (kept.data, kept.pattern_nodes, kept.regexps);
        (evaluator.asked, evaluator.open, evaluator.walks) = (kept.asked, kept.open, kept.walks);
        evaluator.reads = Some(kept.reads);
        evaluator.lost = kept.lost;
        evaluator.again(changed)?;
        evaluator.finish_all(root);
        if evaluator.meter.is_stopped() {
            return None;
        }
        Some(evaluator.refreeze(program.clone()))
    }
}
