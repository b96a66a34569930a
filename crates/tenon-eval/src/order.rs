//! The order of a struct's fields.
//!
//! Each struct literal orders its own fields. How the literals of a node go together depends on where they come from:
//!
//! - The conjuncts of a node that are written in one file (`a: {…}` and again `a: {…}`; also the parts of
//!   `{a: …} & {a: …}` at `a`) follow each other: the last field of one comes before the first of the next. What a
//!   reference brought is written where the reference is (the first one, if it led to others); what a reference that is
//!   a disjunct says of the fields within is behind all else. The rounds of a comprehension follow each other as well.
//! - An operation such as `a & b` that is a pattern's value has no order among the other conjuncts, unless a reference
//!   brought it.
//! - Of a conjunct that is a single literal, only the fields count that are not there yet, so that fields come in the
//!   order in which they are first named. Of a literal that references bring several times, only that counts which is in
//!   the first conjunct, or in one that the same expression (`#A & #B`) brought, and there what the fewest references led
//!   to.
//! - The literals of one conjunct, which `&`, embedding or a reference brought together, don't follow each other, nor do
//!   the conjuncts that one reference brought, except that those of several rounds of a comprehension come behind the
//!   others, one after the other. All their fields count, and so contradictions can arise here. A node that nothing but one
//!   reference makes has the order of what is referred to.
//! - What a comprehension yields, or what an embedded literal, operation, call or disjunction brings, comes before the
//!   fields of the literal around it if one of them is written behind it, and behind them otherwise; what a comprehension
//!   yields, before or behind all that the conjunct brings. A reference that is embedded does so where it brings one
//!   literal with no other fields than those of the one around it. These follow each other, except that comprehensions
//!   with several rounds have no order among them within a struct, and none at all beside what an embedded reference
//!   brings. All fields count that several rounds bring beside anything else, or an embedded reference.
//! - In a literal that is nothing but embedded references these follow each other.
//! - Through a reference nothing of this has an order, unless it alone makes the node.
//! - Of a disjunct that is one among several, the parts of one conjunct follow each other as they are written: what a
//!   disjunction brought, and what stands before and behind it (a literal stands where its last field is written, even if
//!   a reference leads back to it). What a reference to a disjunction brings has no order within it, and if it is embedded
//!   beside fields no place among them.
//! - What is written in different files has no order, so that the order of files does not matter.
//!
//! The result is a topological order. Where nothing orders two fields the smaller label comes first; fields that
//! contradict each other stand together, in the order of their labels.
//!
//! The cost is linear in fields and what orders them, but for the sorting of labels and of conjuncts.

use crate::engine::Evaluator;
use crate::few::FewMap;
use crate::item::{Item, Row};
use crate::node::*;
use crate::sequence::{Batches, ByReference, Graph, Sequence};
use rustc_hash::FxHashMap;
use smallvec::{SmallVec, smallvec};
use std::sync::Arc;
use tenon_ir::program::{Decl, Expr, ExprId, StructId};
use tenon_source::{FileId, Span};

/// The conjuncts of a node that has no more of them are gone through for each reference in it.
const FEW_CONJUNCTS: usize = 8;

impl Evaluator<'_> {
    /// A struct's fields in the order in which a comprehension sees them: those that the node's own literals name, then
    /// those that come by a reference, then those that come by a reference out of one, and so on.
    pub(crate) fn as_they_came(&self, n: NodeId) -> Vec<Field> {
        let node = self.node(n);
        let Some(ext) = &node.ext else { return node.fields.to_vec() };
        let mut out = Vec::with_capacity(node.fields.len());
        let mut named: SmallVec<[bool; 32]> = SmallVec::new();
        if ext.literals.len() > 1 {
            named.resize(node.fields.len(), false);
            let around = self.places_around(n);
            let mut literals: Vec<&Literal> = ext.literals.iter().collect();
            literals
                .sort_by_cached_key(|l| (self.references(l.trail), self.place_among(n, l.origin.conjunct, &around)));
            for literal in literals {
                let LiteralSource::Struct(id, _) = literal.source else { continue };
                for decl in self.prog.struct_lit(id).decls.iter() {
                    if let Decl::Field { label, .. } = decl
                        && let Some(i) = node.find(*label)
                        && !std::mem::replace(&mut named[i], true)
                    {
                        out.push(node.fields[i]);
                    }
                }
            }
        }
        let places = ext.came.as_deref().map_or(&[][..], Vec::as_slice);
        let came = places.iter().map(|i| *i as usize).chain(places.len()..node.fields.len());
        let others = came.filter(|i| !named.get(*i).is_some_and(|named| *named));
        out.extend(others.filter_map(|i| node.fields.get(i).copied()));
        out
    }

    /// Where the literals of the struct around a node come, by the environment of their declarations: what a reference
    /// brought comes last, and the body of a comprehension where the comprehension is written.
    fn places_around(&self, n: NodeId) -> FxHashMap<EnvId, (usize, u32)> {
        let parent = self.node(n).parent;
        if parent == NO_NODE {
            return FxHashMap::default();
        }
        let literals = self.node(parent).ext.iter().flat_map(|e| &e.literals);
        literals
            .filter_map(|l| match l.source {
                LiteralSource::Struct(_, env) => Some((env, (self.references(l.trail), l.origin.conjunct))),
                LiteralSource::Data(_) => None,
            })
            .collect()
    }

    /// Where a conjunct of a node comes, given the places of the literals around it.
    fn place_among(&self, n: NodeId, conjunct: u32, around: &FxHashMap<EnvId, (usize, u32)>) -> (usize, u32) {
        match self.node(n).conjuncts.get(conjunct as usize).map(|c| c.term) {
            Some(Term::Expr(_, env)) => around.get(&env).copied().unwrap_or_default(),
            _ => (0, 0),
        }
    }

    /// Puts the fields of a disjunct in order that is one of several.
    pub(crate) fn order_disjunct(&mut self, disjunct: NodeId) {
        let n = self.deref(disjunct);
        if self.has_choice_of_order(n)
            && let Some(places) = self.places(n, Evaluator::parts)
        {
            self.arrange(n, &Arc::new(places));
        }
    }

    /// Puts a struct's fields in order.
    pub(crate) fn order_fields(&mut self, n: NodeId) {
        if !self.has_choice_of_order(n) {
            return;
        }
        let places = |this: &Self| this.places(n, Evaluator::batches).map(Arc::new);
        let places = match self.shape_of(n) {
            Some(shape) => match self.orders.of(shape) {
                Ok(known) => known,
                Err(shape) => {
                    let places = places(self);
                    self.orders.learn(shape, places.clone());
                    places
                }
            },
            None => places(self),
        };
        if let Some(places) = places {
            self.arrange(n, &places);
        }
    }

    fn has_choice_of_order(&self, n: NodeId) -> bool {
        let node = self.node(n);
        let several = |e: &Ext| e.literals.len() > 1 || !e.computed.is_empty();
        node.fields.len() > 1 && node.ext.as_deref().is_some_and(several)
    }

    /// Where each of a struct's fields goes, given what a conjunct's literals bring; nothing where all stay where they are.
    fn places(&self, n: NodeId, batches: Bring<Self>) -> Option<Vec<u32>> {
        let graph = self.order_graph(n, batches);
        let came_in_order = self.node(n).ext.as_ref().is_none_or(|e| e.came.is_none());
        if graph.leaves_no_choice() && came_in_order {
            return None;
        }
        let order = graph.sorted(&self.by_name(n));
        if came_in_order && order.is_sorted() {
            return None;
        }
        let mut places = vec![0; order.len()];
        order.iter().enumerate().for_each(|(place, i)| places[*i as usize] = place as u32);
        Some(places)
    }

    /// The fields in the order of their labels.
    fn by_name(&self, n: NodeId) -> SmallVec<[u32; 32]> {
        let fields = &self.node(n).fields;
        let mut by_name: SmallVec<[(&str, u32); 16]> =
            (0..).zip(fields).map(|(i, f)| (self.names.name(f.label), i)).collect();
        by_name.sort_unstable();
        by_name.into_iter().map(|(_, i)| i).collect()
    }

    /// Puts each of a struct's fields in its place.
    fn arrange(&mut self, n: NodeId, places: &Arc<Vec<u32>>) {
        let node = self.node_mut(n);
        let fields: SmallVec<[Field; 16]> = node.fields.iter().copied().collect();
        fields.into_iter().zip(places.iter()).for_each(|(field, place)| node.fields[*place as usize] = field);
        let Some(ext) = &mut node.ext else { return };
        ext.came = Some(match &ext.came {
            // They came in the order in which they were until now.
            None => places.clone(),
            Some(came) => {
                let later = came.len() as u32..places.len() as u32;
                Arc::new(came.iter().copied().chain(later).map(|i| places[i as usize]).collect())
            }
        });
        // To ask for it to be changed would make room for it.
        if ext.index.is_some()
            && let Some(index) = &mut ext.index
        {
            index.values_mut().for_each(|i| *i = places[*i as usize]);
        }
    }

    /// What comes before what among the fields of a node.
    fn order_graph(&self, n: NodeId, batches: Bring<Self>) -> Graph {
        let node = self.node(n);
        let mut graph = Graph::new(node.fields.len());
        let Some(ext) = &node.ext else { return graph };
        let items = self.items(node, ext);
        let mut row: Row = items.iter().collect();
        let alone = items.windows(2).all(|pair| pair[0].conjunct == pair[1].conjunct);
        if !alone {
            self.sort_by_conjunct(n, &mut row);
        }
        let parts = row.chunk_by(|a, b| a.conjunct == b.conjunct).enumerate();
        let mut parts: SmallVec<[Literals; 4]> = parts.filter_map(|(at, part)| self.literals(node, at, part)).collect();
        let ways = self.least_ways(&parts);
        if !parts.is_sorted_by_key(|p| p.file) {
            parts.sort_by_key(|p| p.file);
        }
        let brings = |part| self.brings(part, ways.as_ref(), batches, alone);
        for of_file in parts.chunk_by(|a, b| a.file == b.file) {
            let of_file = || of_file.iter().filter(|p| !p.operation);
            let mut sequence = Sequence::new(&mut graph);
            if is_brought_at_once(of_file()) {
                of_file().filter_map(&brings).flatten().for_each(|batch| sequence.push(batch, &mut graph));
                continue;
            }
            let mut all: SmallVec<[ByReference; 2]> = SmallVec::new();
            let mut brought_at = FewMap::new();
            for part in of_file() {
                let Some(batches) = brings(part) else { continue };
                let at = part.root.map_or(all.len(), |e| brought_at.or_insert(e, all.len()));
                if at == all.len() {
                    all.push(ByReference::default());
                }
                if part.of_round { all[at].rounds.push(batches) } else { all[at].beside.push(batches) }
            }
            let batches = all.into_iter().flat_map(ByReference::in_sequence);
            batches.for_each(|batch| sequence.push(batch, &mut graph));
        }
        for batches in parts.iter().filter(|p| p.operation).filter_map(brings) {
            let mut sequence = Sequence::new(&mut graph);
            batches.into_iter().for_each(|batch| sequence.push(batch, &mut graph));
        }
        graph
    }

    /// What a part brings, unless all of it comes by fewer references as well.
    fn brings<'i>(
        &self,
        part: &Literals<'i>,
        ways: Option<&Ways>,
        batches: Bring<Self>,
        alone: bool,
    ) -> Option<Batches<'i>> {
        let Some(ways) = ways else { return Some(batches(self, part.items, 0, alone)) };
        let counts = |i: &&Item| ways.of(part, i).is_none_or(|least| least.is(i, part.at));
        let new: Row = part.items.iter().copied().filter(counts).collect();
        (!new.is_empty()).then(|| batches(self, &new, 0, alone))
    }

    /// Puts literals in the order in which their conjuncts are written.
    fn sort_by_conjunct(&self, n: NodeId, row: &mut Row) {
        let key = |i: &Item| (self.is_of_disjunct(n, i.conjunct), self.written_at(n, i.conjunct));
        let mut keyed: SmallVec<[_; 8]> = row.iter().map(|i| (key(i), *i)).collect();
        if !keyed.is_sorted_by(|(a, _), (b, _)| a <= b) {
            keyed.sort_by(|(a, _), (b, _)| a.cmp(b));
            row.iter_mut().zip(keyed).for_each(|(at, (_, i))| *at = i);
        }
    }

    /// The literals of one conjunct.
    fn literals<'i>(&self, node: &Node, at: usize, items: &'i [&'i Item]) -> Option<Literals<'i>> {
        let conjunct = *node.conjuncts.get(items.first()?.conjunct as usize)?;
        let root = self.root_reference(conjunct);
        let file = root.map_or_else(|| self.conjunct_span(conjunct), |e| self.prog.span(e)).file;
        let operation = root.is_none() && self.is_operation_of_pattern(conjunct.term);
        let of_round =
            root.is_some() && matches!(conjunct.term, Term::Expr(_, env) if self.rounds_around(env).next().is_some());
        Some(Literals { at, conjunct, root, file, operation, of_round, items })
    }

    /// For the literals that references bring several times, how each came by the fewest of them; nothing if there are none.
    fn least_ways<'i>(&self, parts: &[Literals<'i>]) -> Option<Ways<'i>> {
        let mut all: SmallVec<[(StructId, usize); 8]> = SmallVec::new();
        for part in parts {
            all.extend(part.items.iter().filter_map(|i| Some((i.brought()?, part.at))));
        }
        if all.len() < 2 {
            return None;
        }
        all.sort_unstable();
        let several = |(a, b): ((StructId, usize), (StructId, usize))| a.0 == b.0;
        let pairs = || all.windows(2).map(|pair| (pair[0], pair[1])).filter(|pair| several(*pair));
        pairs().next()?;
        // Which expression brought a conjunct makes a difference between conjuncts alone.
        let across = pairs().any(|(a, b)| a.1 != b.1);
        let mut ways = Ways { least: FxHashMap::default() };
        let (mut operations, mut written) = (FewMap::new(), FxHashMap::default());
        for part in parts {
            let at = part.at;
            let around = if across { self.around_first_reference(part.conjunct, &mut written) } else { None };
            let operation = around.map_or(at, |e| operations.or_insert(e, at));
            for item in part.items {
                ways.note(part, item, Way { operation, references: item.references, part: at });
            }
        }
        Some(ways)
    }

    /// The first of the references that brought a conjunct: the one that stands in the node's own literals.
    pub(crate) fn root_reference(&self, c: Conjunct) -> Option<ExprId> {
        self.first_reference(c.via.trail())
    }

    /// Whether something is an operation that is the value of a pattern.
    pub(crate) fn is_operation_of_pattern(&self, term: Term) -> bool {
        let Term::Expr(e, env) = term else { return false };
        let frame = self.envs.get(env.index()).map(|env| env.frame);
        matches!(frame, Some(Frame::Label(..))) && matches!(self.prog.expr(e), Expr::Binary(..))
    }

    /// Whether a disjunct of a node around, a reference, brought a conjunct.
    pub(crate) fn is_of_disjunct(&self, n: NodeId, conjunct: u32) -> bool {
        let trail = self.node(n).conjuncts.get(conjunct as usize).map_or(NO_TRAIL, |c| c.via.trail());
        let Some((at, e)) = self.first_step(trail).and_then(|t| Some((t.at, t.expr?))) else { return false };
        let picked = |p: &Pick| matches!(p.disjunct, Some(PickTerm::Expr(disjunct)) if disjunct == e);
        at != n && self.node(at).ext.iter().flat_map(|ext| &ext.picks).any(picked)
    }

    /// The conjunct that the first of the references that brought another one stands in, given those found before: the
    /// conjuncts of each node by where they are written.
    pub(crate) fn around_first_reference(
        &self,
        c: Conjunct,
        written: &mut FxHashMap<NodeId, Vec<(Span, ExprId)>>,
    ) -> Option<ExprId> {
        let first = self.first_step(c.via.trail())?;
        let span = self.prog.span(first.expr?);
        let place = |s: &Span| (s.file, s.start);
        let conjuncts = self.node(first.at).conjuncts.iter();
        let conjuncts = conjuncts.filter_map(|c| match c.term {
            Term::Expr(e, _) => Some((self.prog.span(e), e)),
            Term::Node(_) => None,
        });
        let (around, e) = if self.node(first.at).conjuncts.len() <= FEW_CONJUNCTS {
            conjuncts.filter(|(s, _)| place(s) <= place(&span)).max_by_key(|(s, _)| place(s))?
        } else {
            let all = written.entry(first.at).or_insert_with(|| {
                let mut all: Vec<(Span, ExprId)> = conjuncts.collect();
                all.sort_by_key(|(s, _)| place(s));
                all
            });
            let behind = all.partition_point(|(s, _)| place(s) <= place(&span));
            *all.get(behind.checked_sub(1)?)?
        };
        (around.file == span.file && span.end <= around.end).then_some(e)
    }

    /// Where a conjunct, or the reference that brought it, is written, for each round of a comprehension anew: the places
    /// and rounds of the `for` clauses around it, from outside in, and its own place.
    pub(crate) fn written_at(&self, n: NodeId, conjunct: u32) -> SmallVec<[(u32, u32); 2]> {
        let Some(c) = self.node(n).conjuncts.get(conjunct as usize) else { return SmallVec::new() };
        let root = self.root_reference(*c);
        let span = root.map_or_else(|| self.conjunct_span(*c), |e| self.prog.span(e));
        let mut at: SmallVec<[(u32, u32); 2]> = smallvec![(span.start, conjunct)];
        if let (None, Term::Expr(_, env)) = (root, c.term) {
            at.extend(self.rounds_around(env).map(|(source, round)| (self.prog.span(source).start, round)));
            at.reverse();
        }
        at
    }

    /// What the `for` clauses around something go through, and a number for each round, from inside out.
    pub(crate) fn rounds_around(&self, env: EnvId) -> impl Iterator<Item = (ExprId, u32)> {
        let mut next = env;
        std::iter::from_fn(move || {
            while next != NO_ENV {
                let at = next;
                let env = &self.envs[at.index()];
                next = env.up;
                if let Frame::For { source, .. } = env.frame {
                    return Some((source, at.index() as u32));
                }
            }
            None
        })
    }
}

/// So many parts are gone through for each of them.
const FEW_PARTS: usize = 8;

/// Whether each of the references that brought parts brought one alone.
fn is_brought_at_once<'p>(parts: impl Iterator<Item = &'p Literals<'p>>) -> bool {
    let mut roots: SmallVec<[ExprId; FEW_PARTS]> = SmallVec::new();
    for root in parts.filter_map(|p| p.root) {
        if roots.len() == FEW_PARTS || roots.contains(&root) {
            return false;
        }
        roots.push(root);
    }
    true
}

/// What the literals of one conjunct bring to a node; see [`Evaluator::batches`] and [`Evaluator::parts`].
type Bring<E> = for<'i> fn(&E, &[&'i Item], usize, bool) -> Batches<'i>;

/// The literals of one conjunct.
struct Literals<'i> {
    /// Which of the node's conjuncts with literals it is, in the order in which these are written.
    at: usize,
    conjunct: Conjunct,
    /// The first of the references that brought it.
    root: Option<ExprId>,
    /// Where it, or that reference, is written.
    file: FileId,
    /// Whether it is an operation that a pattern says and no reference brought.
    operation: bool,
    /// Whether a reference brought it to a round of a comprehension.
    of_round: bool,
    items: &'i [&'i Item],
}

/// How a literal came: the first part that the same expression brought, how many references led to it, and the part.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Way {
    operation: usize,
    references: usize,
    part: usize,
}

impl Way {
    /// Whether a literal of a part came so.
    fn is(&self, item: &Item, part: usize) -> bool {
        (self.references, self.part) == (item.references, part)
    }
}

/// A literal that references may bring several times: the file that they are in, the literal, and the fields that it has.
type Repeated<'i> = (FileId, StructId, &'i [u32]);

/// How literals came by the fewest references.
struct Ways<'i> {
    least: FxHashMap<Repeated<'i>, Way>,
}

impl<'i> Ways<'i> {
    fn note(&mut self, part: &Literals, item: &'i Item, way: Way) {
        if let Some(id) = item.brought() {
            let least = self.least.entry((part.file, id, &*item.fields)).or_insert(way);
            *least = way.min(*least);
        }
    }

    fn of(&self, part: &Literals, item: &Item) -> Option<Way> {
        self.least.get(&(part.file, item.brought()?, &*item.fields)).copied()
    }
}
