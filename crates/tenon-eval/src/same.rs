//! Which disjuncts are equal, and which disjunctions are the same.
//!
//! Structs and lists that differ by what they say of fields and elements to come alone count as equal, unless a definition
//! speaks of one of them only. The one stays that is open, or else a default; that failing, the one that says less, to the
//! letter, whichever was first. Where further disjunctions are to be taken, they are not equal yet.

use crate::engine::Evaluator;
use crate::node::*;
use std::cmp::Ordering;
use tenon_ir::Kind;
use tenon_ir::program::{ExprId, Marker};

impl Evaluator<'_> {
    /// Whether two completed values are the same, not only when concrete. Patterns only tell structs apart of which one is
    /// closed.
    pub(crate) fn same_value(&self, a: NodeId, b: NodeId) -> bool {
        let (a, b) = (self.deref(a), self.deref(b));
        if a == b {
            return true;
        }
        let (x, y) = (self.node(a), self.node(b));
        if x.kind != y.kind || x.fields.len() != y.fields.len() {
            return false;
        }
        if let (Base::Scalar(p), Base::Scalar(q)) = (&x.base, &y.base)
            && x.fields.is_empty()
        {
            return p == q;
        }
        let top = |n: &Node, e: &Ext| n.kind == Kind::TOP && !e.literals.is_empty();
        let extras = |n: &Node| n.ext.as_ref().map_or((0, 0, false), |e| (e.checks.len(), e.stuck.len(), top(n, e)));
        if extras(x) != extras(y) || !self.same_extras(x, y) {
            return false;
        }
        if !same_patterns(x, y) && self.is_closed(a) != self.is_closed(b) {
            return false;
        }
        let base = match (&x.base, &y.base) {
            (Base::Scalar(p), Base::Scalar(q)) => p == q,
            (Base::Disjunction(p), Base::Disjunction(q)) => {
                p.defaults == q.defaults
                    && p.values.len() == q.values.len()
                    && p.values.iter().zip(&q.values).all(|(p, q)| self.same_value(*p, *q))
            }
            (Base::Open, Base::Open) | (Base::Struct, Base::Struct) | (Base::List, Base::List) => true,
            _ => false,
        };
        base && x.fields.iter().all(|f| {
            y.find(f.label).is_some_and(|i| {
                let g = y.fields[i];
                f.marker == g.marker
                    && stacker::maybe_grow(64 * 1024, 1024 * 1024, || {
                        if f.marker == Marker::Optional {
                            self.same_conjuncts(f.node, g.node)
                        } else {
                            self.same_value(f.node, g.node)
                        }
                    })
            })
        })
    }

    /// Whether two completed values say the same of fields and elements to come, word for word.
    pub(crate) fn same_of_more(&self, a: NodeId, b: NodeId) -> bool {
        self.of_more(a, &|words| words) == self.of_more(b, &|words| words)
    }

    /// Which of two completed values says less of fields and elements to come: by the letters alone, whatever order the
    /// operands of an expression are written in, and only then word for word.
    pub(crate) fn cmp_of_more(&self, a: NodeId, b: NodeId) -> Ordering {
        let letters = |words: String| {
            let mut letters: Vec<char> = words.chars().collect();
            letters.sort_unstable();
            letters.into_iter().collect()
        };
        let by = |spell: &dyn Fn(String) -> String| self.of_more(a, spell).cmp(&self.of_more(b, spell));
        by(&letters).then_with(|| by(&|words| words))
    }

    /// What a completed value says of fields and elements to come, each expression as `spell` has it.
    fn of_more(&self, n: NodeId, spell: &dyn Fn(String) -> String) -> String {
        let mut text = String::new();
        self.say_of_more(n, spell, &mut text);
        text
    }

    fn say_of_more(&self, n: NodeId, spell: &dyn Fn(String) -> String, text: &mut String) {
        let n = self.deref(n);
        let node = self.node(n);
        let Some(ext) = node.ext.as_ref().filter(|_| !matches!(node.base, Base::Error(_))) else { return };
        let words = |e: ExprId| spell(self.show_expr(e));
        let mut all: Vec<String> =
            ext.patterns.iter().map(|p| format!("{}:{}", words(p.pattern), words(p.value))).collect();
        all.extend(ext.lengths.iter().filter_map(|l| match l.rest?.term {
            Term::Expr(e, _) => Some(words(e)),
            Term::Node(_) => None,
        }));
        all.sort_unstable();
        text.extend(all);
        if self.is_closed(n) || node.has_elements() && self.list_is_closed(n) {
            // Behind all that can be said of more.
            text.push('~');
        }
        let mut fields: Vec<(&str, NodeId)> = node
            .fields
            .iter()
            .filter(|f| f.marker != Marker::Optional)
            .map(|f| (if f.label.as_index().is_some() { "" } else { self.names.name(f.label) }, f.node))
            .collect();
        fields.sort_unstable_by_key(|(name, _)| *name);
        for (name, field) in fields {
            let (start, name_end) = (text.len(), text.len() + name.len() + 1);
            text.push('.');
            text.push_str(name);
            stacker::maybe_grow(64 * 1024, 1024 * 1024, || self.say_of_more(field, spell, text));
            if text.len() == name_end {
                text.truncate(start);
            }
        }
    }

    /// The term by which a node has a disjunction already, if this one means the same: the literals around it are there
    /// once for each reference that brings them to the same nodes.
    pub(crate) fn known_term(&self, n: NodeId, expr: ExprId, term: Term) -> Term {
        let Term::Expr(e, env) = term else { return term };
        let Some(ext) = &self.node(n).ext else { return term };
        let choices = ext.choices.iter().filter(|c| c.expr == expr).map(|c| c.conjunct.term);
        let picks = ext.picks.iter().filter(|p| p.expr == expr).filter_map(|p| p.used);
        let means_same = |t: &Term| matches!(t, Term::Expr(x, other) if *x == e && self.same_env(*other, env));
        choices.chain(picks).find(means_same).unwrap_or(term)
    }

    /// Whether two environments have the same nodes.
    fn same_env(&self, mut a: EnvId, mut b: EnvId) -> bool {
        while a != b {
            let (Some(x), Some(y)) = (self.envs.get(a.index()), self.envs.get(b.index())) else { return false };
            match (x.frame, y.frame) {
                (Frame::Struct(m), Frame::Struct(n)) if m == n => {}
                _ => return false,
            }
            (a, b) = (x.up, y.up);
        }
        true
    }

    fn same_conjuncts(&self, a: NodeId, b: NodeId) -> bool {
        let (x, y) = (self.node(a), self.node(b));
        let exprs = |n: &Node| -> Vec<Option<ExprId>> {
            n.conjuncts
                .iter()
                .map(|c| match c.term {
                    Term::Expr(e, _) => Some(e),
                    Term::Node(_) => None,
                })
                .collect()
        };
        exprs(x) == exprs(y)
    }

    fn same_extras(&self, x: &Node, y: &Node) -> bool {
        let (Some(x), Some(y)) = (&x.ext, &y.ext) else { return true };
        let checks = x.checks.iter().all(|a| y.checks.iter().any(|b| self.same_check(a, b)));
        let stuck = x.stuck.iter().zip(&y.stuck).all(|((a, _), (b, _))| match (a.term, b.term) {
            (Term::Expr(a, _), Term::Expr(b, _)) => a == b,
            (a, b) => a == b,
        });
        checks && stuck
    }
}

fn same_patterns(x: &Node, y: &Node) -> bool {
    fn all(n: &Node) -> impl Iterator<Item = (ExprId, ExprId)> {
        n.ext.iter().flat_map(|e| e.patterns.iter().map(|p| (p.pattern, p.value)))
    }
    all(x).eq(all(y))
}
