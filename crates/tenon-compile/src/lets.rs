//! Cycles of `let` declarations: they have no value and are errors before evaluation.
//!
//! A `let` depends on those that its expression names, anywhere inside of it, and on those declared inside of it. Each
//! cycle is told once, at the reference of its first declaration that leads into it.

use crate::compiler::Compiler;
use rustc_hash::FxHashMap;
use tenon_catalogue::e0209;
use tenon_ir::program::{Expr, ExprId, LetId};

/// A reference from one `let` to another.
#[derive(Clone, Debug)]
pub(crate) struct Edge {
    from: LetId,
    to: LetId,
    /// The reference and its path; nothing for a `let` inside of another one.
    reference: Option<(ExprId, String)>,
}

impl Compiler<'_, '_> {
    /// Notes a reference to a `let`.
    pub fn let_referenced(&mut self, to: LetId, reference: ExprId) {
        if let Some(from) = self.open_lets.last() {
            let path = self.path_text();
            self.let_edges.push(Edge { from: *from, to, reference: Some((reference, path)) });
        }
    }

    /// Enters a `let` declaration.
    pub fn enter_let(&mut self, id: LetId) {
        if let Some(from) = self.open_lets.last() {
            self.let_edges.push(Edge { from: *from, to: id, reference: None });
        }
        self.open_lets.push(id);
    }

    /// Reports all cycles.
    pub fn report_let_cycles(&mut self) {
        let edges = std::mem::take(&mut self.let_edges);
        if edges.is_empty() {
            return;
        }
        let component = components(&edges);
        let mut told: FxHashMap<u32, LetId> = FxHashMap::default();
        for edge in &edges {
            let (Some(a), Some(b)) = (component.get(&edge.from), component.get(&edge.to)) else { continue };
            if a == b && edge.reference.is_some() {
                let first = told.entry(*a).or_insert(edge.from);
                *first = (*first).min(edge.from);
            }
        }
        for edge in edges {
            let Some((reference, path)) = edge.reference else { continue };
            let (Some(a), Some(b)) = (component.get(&edge.from), component.get(&edge.to)) else { continue };
            if a == b && told.get(a) == Some(&edge.from) {
                told.remove(a);
                let span = self.program.span(reference);
                self.error_at_path(e0209::CODE, e0209::MESSAGE, span, path);
                if let Some(expr) = self.program.exprs.get_mut(reference.0 as usize) {
                    *expr = Expr::Bottom;
                }
            }
        }
    }
}

/// The strongly connected component of each `let`, by Tarjan's algorithm with a stack of its own.
fn components(edges: &[Edge]) -> FxHashMap<LetId, u32> {
    let mut ids: FxHashMap<LetId, usize> = FxHashMap::default();
    let mut next: Vec<Vec<usize>> = Vec::new();
    for edge in edges {
        let mut id = |l: LetId| {
            *ids.entry(l).or_insert_with(|| {
                next.push(Vec::new());
                next.len() - 1
            })
        };
        let (from, to) = (id(edge.from), id(edge.to));
        next[from].push(to);
    }
    let n = next.len();
    const NONE: usize = usize::MAX;
    let mut index = vec![NONE; n];
    let mut low = vec![0usize; n];
    let mut component = vec![0u32; n];
    let mut done = vec![false; n];
    let mut stack = Vec::new();
    let mut count = 0;
    let mut components = 0;
    for root in 0..n {
        if index[root] != NONE {
            continue;
        }
        let mut work = vec![(root, 0usize)];
        while let Some((node, at)) = work.pop() {
            if at == 0 {
                index[node] = count;
                low[node] = count;
                count += 1;
                stack.push(node);
            } else {
                low[node] = low[node].min(low[next[node][at - 1]]);
            }
            let mut at = at;
            let mut child = None;
            while let Some(&to) = next[node].get(at) {
                at += 1;
                if index[to] == NONE {
                    child = Some(to);
                    break;
                }
                if !done[to] {
                    low[node] = low[node].min(index[to]);
                }
            }
            if let Some(to) = child {
                work.push((node, at));
                work.push((to, 0));
                continue;
            }
            if low[node] == index[node] {
                while let Some(member) = stack.pop() {
                    component[member] = components;
                    done[member] = true;
                    if member == node {
                        break;
                    }
                }
                components += 1;
            }
        }
    }
    ids.into_iter().map(|(l, i)| (l, component[i])).collect()
}
