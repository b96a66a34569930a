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

use crate::conflict::is_reference;
use crate::engine::Evaluator;
use crate::node::*;
use crate::sequence::{Batch, ByReference, Graph, Sequence, Times};
use rustc_hash::{FxHashMap, FxHashSet};
use smallvec::SmallVec;
use std::sync::Arc;
use tenon_ir::Label;
use tenon_ir::program::{Decl, Expr, ExprId, StructId};
use tenon_source::{FileId, Span};

/// Of longer chains of references only so many are counted.
const MAX_REFERENCES: usize = 64;

impl Evaluator<'_> {
    /// A struct's fields in the order in which a comprehension sees them: those that the node's own literals name, then
    /// those that come by a reference, then those that come by a reference out of one, and so on.
    pub(crate) fn as_they_came(&self, n: NodeId) -> Vec<Field> {
        let node = self.node(n);
        let Some(ext) = &node.ext else { return node.fields.to_vec() };
        let mut seen = FxHashSet::default();
        let mut out = Vec::with_capacity(node.fields.len());
        if ext.literals.len() > 1 {
            let around = self.places_around(n);
            let mut literals: Vec<&Literal> = ext.literals.iter().collect();
            literals
                .sort_by_cached_key(|l| (self.references(l.trail), self.place_among(n, l.origin.conjunct, &around)));
            for literal in literals {
                let LiteralSource::Struct(id, _) = literal.source else { continue };
                for decl in self.prog.struct_lit(id).decls.iter() {
                    if let Decl::Field { label, .. } = decl
                        && let Some(i) = node.find(*label)
                        && seen.insert(*label)
                    {
                        out.push(node.fields[i]);
                    }
                }
            }
        }
        let places = ext.came.as_deref().map_or(&[][..], Vec::as_slice);
        let came = places.iter().filter_map(|i| node.fields.get(*i as usize));
        out.extend(came.chain(node.fields.iter().skip(places.len())).filter(|f| !seen.contains(&f.label)));
        out
    }

    /// How many references led to something, as far as it matters here.
    pub(crate) fn references(&self, trail: TrailId) -> usize {
        self.steps(trail).take(MAX_REFERENCES).count()
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
            && let Some(places) = self.places(n, |this, items, alone| this.parts(items, 0, alone))
        {
            self.arrange(n, &Arc::new(places));
        }
    }

    /// Puts a struct's fields in order.
    pub(crate) fn order_fields(&mut self, n: NodeId) {
        if !self.has_choice_of_order(n) {
            return;
        }
        let places = |this: &Self| this.places(n, |this, items, alone| this.batches(items, 0, alone)).map(Arc::new);
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
    fn places(&self, n: NodeId, batches: impl Fn(&Self, Vec<&Item>, bool) -> Vec<Batch>) -> Option<Vec<u32>> {
        let graph = self.order_graph(n, batches);
        let came_in_order = self.node(n).ext.as_ref().is_none_or(|e| e.came.is_none());
        if graph.leaves_no_choice() && came_in_order {
            return None;
        }
        let fields = &self.node(n).fields;
        let mut ranks: Vec<u32> = vec![0; fields.len()];
        let mut by_name: Vec<usize> = (0..fields.len()).collect();
        by_name.sort_by(|a, b| self.names.name(fields[*a].label).cmp(self.names.name(fields[*b].label)));
        by_name.iter().enumerate().for_each(|(rank, i)| ranks[*i] = rank as u32);
        let order = graph.sorted(&ranks);
        if came_in_order && order.iter().enumerate().all(|(at, i)| at == *i) {
            return None;
        }
        let mut places = vec![0; order.len()];
        order.iter().enumerate().for_each(|(place, i)| places[*i] = place as u32);
        Some(places)
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
        if ext.index.is_some() {
            let index = node.fields.iter().enumerate().map(|(i, f)| (f.label, i as u32)).collect();
            ext.index = Some(Box::new(index));
        }
    }

    /// What comes before what among the fields of a node.
    fn order_graph(&self, n: NodeId, batches: impl Fn(&Self, Vec<&Item>, bool) -> Vec<Batch>) -> Graph {
        let node = self.node(n);
        let mut graph = Graph::new(node.fields.len());
        let Some(ext) = &node.ext else { return graph };
        let computed = ext.computed.iter().map(|c| ((c.env, c.decl), c.label)).collect();
        let mut named = Times::new(node.fields.len());
        let mut items: Vec<Item> = ext.literals.iter().map(|l| self.item(l, node, &mut named, &computed)).collect();
        let alone = items.windows(2).all(|pair| pair[0].conjunct == pair[1].conjunct);
        if !alone {
            items.sort_by_cached_key(|i| (self.is_of_disjunct(n, i.conjunct), self.written_at(n, i.conjunct)));
        }
        let mut parts: Vec<Literals> = Vec::new();
        let mut first_brought: FxHashMap<Repeated, Way> = FxHashMap::default();
        let mut operations: FxHashMap<ExprId, usize> = FxHashMap::default();
        let mut written = FxHashMap::default();
        for part in items.chunk_by(|a, b| a.conjunct == b.conjunct) {
            let Some(c) = part.first().and_then(|i| node.conjuncts.get(i.conjunct as usize)) else { continue };
            let root = self.root_reference(*c);
            let file = root.map_or_else(|| self.conjunct_span(*c), |e| self.prog.span(e)).file;
            let at = parts.len();
            let around = self.around_first_reference(*c, &mut written);
            let operation_at = around.map_or(at, |e| *operations.entry(e).or_insert(at));
            for (id, item) in part.iter().filter_map(|i| Some((i.brought()?, i))) {
                let led = (operation_at, item.references, at);
                first_brought
                    .entry((file, id, &item.fields))
                    .and_modify(|least| *least = led.min(*least))
                    .or_insert(led);
            }
            let operation = root.is_none() && self.is_operation_of_pattern(c.term);
            let of_round = matches!(c.term, Term::Expr(_, env) if self.rounds_around(env).next().is_some());
            parts.push(Literals { root, file, operation, of_round, items: part });
        }
        let mut files: FxHashMap<FileId, Vec<ByReference>> = FxHashMap::default();
        let mut brought: FxHashMap<ExprId, usize> = FxHashMap::default();
        let mut apart: Vec<Vec<Batch>> = Vec::new();
        for (at, Literals { root, file, operation, of_round, items }) in parts.into_iter().enumerate() {
            let counts = |i: &&Item| {
                let least = i.brought().and_then(|id| first_brought.get(&(file, id, &*i.fields)));
                least.is_none_or(|(_, references, part)| (*references, *part) == (i.references, at))
            };
            let new: Vec<&Item> = items.iter().filter(counts).collect();
            if new.is_empty() {
                continue;
            }
            let batches = batches(self, new, alone);
            if operation {
                apart.push(batches);
                continue;
            }
            let all = files.entry(file).or_default();
            let at = root.map_or(all.len(), |e| *brought.entry(e).or_insert(all.len()));
            if at == all.len() {
                all.push(ByReference::default());
            }
            if root.is_some() && of_round { all[at].rounds.push(batches) } else { all[at].beside.push(batches) }
        }
        let following = files.into_values().map(|all| all.into_iter().flat_map(ByReference::in_sequence).collect());
        for list in following.chain(apart) {
            let mut sequence = Sequence::new(&mut graph);
            list.into_iter().for_each(|batch| sequence.push(batch, &mut graph));
        }
        graph
    }

    /// The first of the references that brought a conjunct: the one that stands in the node's own literals.
    fn root_reference(&self, c: Conjunct) -> Option<ExprId> {
        self.first_reference(c.via.trail())
    }

    /// Whether something is an operation that is the value of a pattern.
    fn is_operation_of_pattern(&self, term: Term) -> bool {
        let Term::Expr(e, env) = term else { return false };
        let frame = self.envs.get(env.index()).map(|env| env.frame);
        matches!(frame, Some(Frame::Label(..))) && matches!(self.prog.expr(e), Expr::Binary(..))
    }

    /// Whether a disjunct of a node around, a reference, brought a conjunct.
    fn is_of_disjunct(&self, n: NodeId, conjunct: u32) -> bool {
        let trail = self.node(n).conjuncts.get(conjunct as usize).map_or(NO_TRAIL, |c| c.via.trail());
        let Some((at, e)) = self.first_step(trail).and_then(|t| Some((t.at, t.expr?))) else { return false };
        let picked = |p: &Pick| matches!(p.disjunct, Some(PickTerm::Expr(disjunct)) if disjunct == e);
        at != n && self.node(at).ext.iter().flat_map(|ext| &ext.picks).any(picked)
    }

    /// The conjunct that the first of the references that brought another one stands in, given those found before: the
    /// conjuncts of each node by where they are written.
    fn around_first_reference(
        &self,
        c: Conjunct,
        written: &mut FxHashMap<NodeId, Vec<(Span, ExprId)>>,
    ) -> Option<ExprId> {
        let first = self.first_step(c.via.trail())?;
        let span = self.prog.span(first.expr?);
        let place = |s: &Span| (s.file, s.start);
        let all = written.entry(first.at).or_insert_with(|| {
            let mut all: Vec<(Span, ExprId)> = Vec::new();
            for c in &self.node(first.at).conjuncts {
                if let Term::Expr(e, _) = c.term {
                    all.push((self.prog.span(e), e));
                }
            }
            all.sort_by_key(|(s, _)| place(s));
            all
        });
        let behind = all.partition_point(|(s, _)| place(s) <= place(&span));
        let (around, e) = all.get(behind.checked_sub(1)?)?;
        (around.file == span.file && span.end <= around.end).then_some(*e)
    }

    /// The first of the references that led to something.
    fn first_reference(&self, trail: TrailId) -> Option<ExprId> {
        self.first_step(trail)?.expr
    }

    /// The first step of a trail.
    pub(crate) fn first_step(&self, trail: TrailId) -> Option<&Trail> {
        let last = self.trails.get(trail.0 as usize)?;
        self.trails.get(last.first.0 as usize)
    }

    /// Where a conjunct, or the reference that brought it, is written, for each round of a comprehension anew: the places
    /// and rounds of the `for` clauses around it, from outside in, and its own place.
    fn written_at(&self, n: NodeId, conjunct: u32) -> Vec<(u32, u32)> {
        let Some(c) = self.node(n).conjuncts.get(conjunct as usize) else { return Vec::new() };
        let root = self.root_reference(*c);
        let span = root.map_or_else(|| self.conjunct_span(*c), |e| self.prog.span(e));
        let mut at = vec![(span.start, conjunct)];
        if let (None, Term::Expr(_, env)) = (root, c.term) {
            at.extend(self.rounds_around(env).map(|(source, round)| (self.prog.span(source).start, round)));
            at.reverse();
        }
        at
    }

    /// What the `for` clauses around something go through, and a number for each round, from inside out.
    pub(crate) fn rounds_around(&self, env: EnvId) -> impl Iterator<Item = (ExprId, u32)> {
        let out = move |env: EnvId| (env != NO_ENV).then_some(env);
        let around = std::iter::successors(out(env), move |env| out(self.envs[env.index()].up));
        around.filter_map(|env| match self.envs[env.index()].frame {
            Frame::For { source, .. } => Some((source, env.index() as u32)),
            _ => None,
        })
    }

    /// A literal: its fields, each once, and where it comes from.
    fn item(
        &self,
        literal: &Literal,
        node: &Node,
        named: &mut Times,
        computed: &FxHashMap<(EnvId, u32), Label>,
    ) -> Item {
        let mut steps = Vec::new();
        let mut branch = literal.origin.branch;
        while let Some(b) = branch.and_then(|b| self.branches.get(b.index())) {
            steps.push(b.step);
            branch = b.up;
        }
        steps.reverse();
        let disjuncts = steps.extract_if(.., |s| matches!(s, Step::Disjunct { .. })).collect();
        let mut item = Item {
            trail: literal.trail,
            disjuncts,
            conjunct: literal.origin.conjunct,
            id: None,
            references: self.references(literal.trail),
            bare: false,
            top: node.parent == NO_NODE,
            steps,
            fields: Vec::new(),
            env: NO_ENV,
            at: 0,
            start: usize::MAX,
            end: 0,
            parts: Vec::new(),
        };
        let mut fields = Vec::new();
        let start = named.later();
        let mut add = |label: Label| {
            if let Some(i) = node.find(label)
                && !named.is_since(start, i)
            {
                named.set(i);
                fields.push(i);
            }
        };
        match literal.source {
            LiteralSource::Struct(id, env) => {
                (item.id, item.env) = (Some(id), env);
                for (i, decl) in self.prog.struct_lit(id).decls.iter().enumerate() {
                    match decl {
                        Decl::Field { label, span, .. } => {
                            item.at = span.start;
                            add(*label);
                        }
                        Decl::Dynamic { span, .. } => {
                            item.at = span.start;
                            if let Some(label) = computed.get(&(env, i as u32)) {
                                add(*label);
                            }
                        }
                        Decl::Comprehension(id) => {
                            item.parts.push((Part::Comprehension(*id), i));
                            continue;
                        }
                        Decl::Embed { expr, .. } => {
                            item.parts.push((Part::Embedding(*expr), i));
                            continue;
                        }
                        _ => continue,
                    }
                    item.start = item.start.min(i);
                    item.end = i;
                }
            }
            LiteralSource::Data(m) => self.node(m).fields.iter().for_each(|f| add(f.label)),
        }
        let reference = |part: Part| matches!(part, Part::Embedding(e) if is_reference(self.prog.expr(e)));
        item.bare = fields.is_empty() && item.parts.iter().all(|(part, _)| reference(*part));
        item.fields = fields;
        item
    }

    /// What one conjunct brings to a disjunct, given its literals: what a disjunction brought, and what is written before
    /// and behind it, follow each other; and so on within `level` disjuncts that are written within each other.
    fn parts(&self, items: Vec<&Item>, level: usize, alone: bool) -> Vec<Batch> {
        let here = |i: &Item| i.disjuncts.len() <= level;
        let own: FxHashSet<StructId> = items.iter().filter(|i| here(i)).filter_map(|i| i.id).collect();
        let counts = |i: &&Item| here(i) || i.id.is_none_or(|id| !own.contains(&id));
        let items = items.into_iter().filter(counts);
        let mut items: Vec<(u32, &Item)> = items.map(|i| (self.place_within(i, level), i)).collect();
        items.sort_by_key(|(at, _)| *at);
        let embedded = self.embedded(&items);
        // Each with what brought its disjunction, where all of it is one disjunct.
        let mut runs: Vec<(Option<TrailId>, Vec<&Item>)> = Vec::new();
        for same in items.chunk_by(|(a, _), (b, _)| a == b) {
            let pick = |(_, i): &(u32, &Item)| match i.disjuncts.get(level) {
                Some(Step::Disjunct { pick, trail, .. }) => Some((*pick, *trail)),
                _ => None,
            };
            let first = same.first().and_then(pick);
            let brought = first.map(|(_, trail)| trail).filter(|trail| {
                same.iter().all(|i| pick(i) == first)
                    && self.first_reference(*trail).is_none_or(|e| !embedded.contains(&e))
            });
            let same = same.iter().map(|(_, i)| *i);
            match runs.last_mut() {
                Some((None, all)) if brought.is_none() => all.extend(same),
                _ => runs.push((brought, same.collect())),
            }
        }
        let alone = alone && runs.len() == 1;
        let batches = runs.into_iter().flat_map(|(brought, items)| match brought {
            Some(NO_TRAIL) => stacker::maybe_grow(64 * 1024, 1024 * 1024, || self.parts(items, level + 1, alone)),
            _ => self.batches(items, 0, alone),
        });
        batches.collect()
    }

    /// Where a literal, or the disjunction that brought it, is written within `level` disjuncts; where a reference brought
    /// either, the place of the reference.
    fn place_within(&self, item: &Item, level: usize) -> u32 {
        let (trail, at) = match item.disjuncts.get(level) {
            Some(Step::Disjunct { trail, disjunction, .. }) => (*trail, self.prog.span(*disjunction).start),
            _ => (item.trail, item.at),
        };
        self.first_reference(trail).map_or(at, |e| self.prog.span(e).start)
    }

    /// What literals embed beside their fields.
    fn embedded(&self, items: &[(u32, &Item)]) -> FxHashSet<ExprId> {
        let around = items.iter().filter(|(_, i)| !i.fields.is_empty());
        let decls = around.filter_map(|(_, i)| i.id).flat_map(|id| self.prog.struct_lit(id).decls.iter());
        let embedded = decls.filter_map(|d| match d {
            Decl::Embed { expr, .. } => Some(*expr),
            _ => None,
        });
        embedded.collect()
    }

    /// What one conjunct brings, given its literals; `level` steps of each are taken. Nothing else makes the node if it is
    /// `alone`.
    fn batches(&self, items: Vec<&Item>, level: usize, alone: bool) -> Vec<Batch> {
        if let [one] = items.as_slice() {
            // However it came, there is nothing beside it.
            return one.batch().into_iter().collect();
        }
        let mut batch = Batch::default();
        let mut own: Vec<&Item> = Vec::new();
        let mut groups: Vec<(u32, Vec<&Item>)> = Vec::new();
        let mut brought: Vec<(RoundId, Vec<&Item>)> = Vec::new();
        let in_rounds = items.iter().any(|i| matches!(i.steps.get(level), Some(Step::Round { .. })));
        let hosts: FxHashMap<EnvId, &Item> = items.iter().filter(|_| in_rounds).map(|i| (i.env, *i)).collect();
        let mut group_at = FxHashMap::default();
        let mut round_at = FxHashMap::default();
        // What one reference brought, and nothing else, has the order that it has where it is written.
        let whole = alone && items.windows(2).all(|pair| pair[0].trail == pair[1].trail);
        for item in &items {
            match item.steps.get(level) {
                None => own.push(item),
                Some(Step::Followed { group, .. }) => {
                    let at = *group_at.entry(*group).or_insert(groups.len());
                    if at == groups.len() {
                        groups.push((*group, Vec::new()));
                    }
                    groups[at].1.push(item);
                }
                Some(Step::Disjunct { .. }) => {}
                Some(Step::Round { by, part, round }) => {
                    let at = *round_at.entry((*by, *part, *round)).or_insert(brought.len());
                    if at == brought.len() {
                        brought.push(((*by, *part, *round), Vec::new()));
                    }
                    brought[at].1.push(item);
                }
            }
        }
        let alone = alone && groups.len() == 1 && groups[0].1.len() == items.len();
        let inner = |items: &[&Item]| {
            stacker::maybe_grow(64 * 1024, 1024 * 1024, || self.batches(items.to_vec(), level + 1, alone))
        };
        let round = |(id, items): (RoundId, _)| self.round(hosts.get(&id.0).copied(), id, items, whole);
        let mut rounds: Vec<Round> = brought.into_iter().map(round).collect();
        rounds.sort_by_key(|r| (r.by, r.decl, r.round));
        batch.sequences.extend(rounds.extract_if(.., |r| r.side == Side::Beside).map(|r| inner(&r.items)));
        for (_, items) in groups {
            batch.sequences.extend(self.followed(items, level, alone, inner));
        }
        batch.sequences.retain(|list| !list.is_empty());
        let crowded = !batch.sequences.is_empty();
        let (around_all, around_one): (Vec<Round>, Vec<Round>) = rounds.into_iter().partition(|r| r.comprehension);
        for rounds in around_one.chunk_by(|a, b| a.by == b.by) {
            let host = hosts.get(&rounds[0].by).and_then(|h| h.batch());
            let list = Self::embedding(rounds, host, inner);
            batch.sequences.extend((!list.is_empty()).then_some(list));
        }
        let hosting: FxHashSet<EnvId> = around_one.iter().map(|r| r.by).collect();
        own.retain(|i| !i.fields.is_empty() && !hosting.contains(&i.env));
        batch.chains.extend(own.into_iter().map(|i| i.fields.clone()));
        // A comprehension that is all there is has its place among the conjuncts, as a literal has.
        let one = |a: &Round, b: &Round| (a.by, a.decl) == (b.by, b.decl);
        let sole = batch.is_empty() && around_all.windows(2).all(|pair| one(&pair[0], &pair[1]));
        let (mut before, mut behind) = (Brought::default(), Brought::default());
        for rounds in around_all.chunk_by(one) {
            let list: Vec<Batch> = rounds.iter().flat_map(|r| inner(&r.items)).collect();
            let several = rounds.len() > 1 && !sole && rounds.iter().all(|r| r.apart);
            let side = if rounds.iter().all(|r| r.side == Side::Before) { &mut before } else { &mut behind };
            // Several rounds have no place where something else has none either.
            match several {
                _ if list.is_empty() => {}
                true if crowded => batch.sequences.push(list),
                true => side.apart.push(list),
                false => side.following.extend(list),
            }
        }
        let mut out = before.batches();
        match batch.sequences.len() {
            // A literal with what it embeds is all there is.
            1 if !crowded && batch.chains.is_empty() => out.extend(batch.sequences.remove(0)),
            _ => out.push(batch),
        }
        out.extend(behind.batches());
        out.retain(|b| !b.is_empty());
        out
    }

    /// A literal with what it embeds, given what that brings.
    fn embedding<'i>(
        rounds: &[Round<'i>],
        host: Option<Batch>,
        brings: impl Fn(&[&'i Item]) -> Vec<Batch>,
    ) -> Vec<Batch> {
        let (before, behind): (Vec<&Round>, Vec<&Round>) = rounds.iter().partition(|r| r.side == Side::Before);
        let bring = |r: &Round<'i>| match brings(&r.items) {
            list if r.bare && !list.is_empty() => vec![Batch { chains: Vec::new(), sequences: vec![list] }],
            list => list,
        };
        let mut all: Vec<Batch> = before.into_iter().flat_map(bring).collect();
        all.extend(host);
        all.extend(behind.into_iter().flat_map(bring));
        all
    }

    /// What one reference to several conjuncts brings: those of one file follow each other if nothing else makes the node.
    fn followed<'i>(
        &self,
        mut items: Vec<&'i Item>,
        level: usize,
        alone: bool,
        inner: impl Fn(&[&'i Item]) -> Vec<Batch>,
    ) -> Vec<Vec<Batch>> {
        let written = |i: &Item| i.followed(level).map(|(target, conjunct)| self.written_at(target, conjunct));
        items.sort_by_cached_key(|i| (written(i), i.followed(level)));
        let mut files: Vec<(FileId, Vec<Batch>)> = Vec::new();
        for part in items.chunk_by(|a, b| a.followed(level) == b.followed(level)) {
            let Some((target, conjunct)) = part.first().and_then(|i| i.followed(level)) else { continue };
            let Some(c) = self.node(target).conjuncts.get(conjunct as usize) else { continue };
            let file = self.conjunct_span(*c).file;
            let list = inner(part);
            match files.iter_mut().find(|(f, _)| alone && *f == file) {
                Some((_, all)) => all.extend(list),
                None => files.push((file, list)),
            }
        }
        files.into_iter().map(|(_, list)| list).collect()
    }

    /// A round of a comprehension, or an embedding, that brings `items` to the literal `host`, which is all there is to the
    /// node if it is the `whole`.
    fn round<'i>(&self, host: Option<&Item>, id: RoundId, items: Vec<&'i Item>, whole: bool) -> Round<'i> {
        let (by, part, round) = id;
        let decl = host.and_then(|h| h.parts.iter().find(|(p, _)| *p == part)).map_or(0, |(_, decl)| *decl);
        let ordered = match part {
            Part::Comprehension(_) => true,
            Part::Embedding(e)
                if matches!(
                    self.prog.expr(e),
                    Expr::Struct(_) | Expr::Binary(..) | Expr::Disjunction(_) | Expr::Call(..)
                ) =>
            {
                true
            }
            Part::Embedding(_) => {
                let known = |h: &Item, i: &Item| !i.fields.is_empty() && i.fields.iter().all(|f| h.fields.contains(f));
                matches!((host, items.as_slice()), (Some(host), [one]) if known(host, one))
            }
        };
        let own = host.or(items.first().copied()).is_some_and(|i| i.references == 0);
        let top = items.first().is_some_and(|i| i.top);
        let bare = host.is_some_and(|h| h.bare);
        let side = if !(ordered || bare) || !(whole || own) {
            Side::Beside
        } else if host.is_some_and(|h| !h.fields.is_empty() && decl < h.end) {
            Side::Before
        } else {
            Side::Behind
        };
        let comprehension = matches!(part, Part::Comprehension(_));
        Round { by, decl, round, side, comprehension, bare, apart: !top, items }
    }
}

/// Names a round: the environment of the literal's declarations, which of them it is, and the number of the round.
type RoundId = (EnvId, Part, u32);

/// What a comprehension or an embedding in a literal brings.
struct Round<'i> {
    /// The literal.
    by: EnvId,
    /// Which of the literal's declarations it is.
    decl: usize,
    round: u32,
    side: Side,
    comprehension: bool,
    /// Whether, being one of several, it has no order among other comprehensions on its side, and fields count that are
    /// there already.
    apart: bool,
    /// Whether it follows others of its kind, and fields count that are there already.
    bare: bool,
    items: Vec<&'i Item>,
}

/// What comes on one side of a literal's fields.
#[derive(Default)]
struct Brought {
    following: Vec<Batch>,
    /// What has no order among itself, behind the others.
    apart: Vec<Vec<Batch>>,
}

impl Brought {
    fn batches(mut self) -> Vec<Batch> {
        self.following.push(Batch { chains: Vec::new(), sequences: self.apart });
        self.following
    }
}

/// Where what is brought goes.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    /// Before the fields of the literal.
    Before,
    /// It has no order among them.
    Beside,
    /// Behind them.
    Behind,
}

/// A literal that references may bring several times: the file that they are in, the literal, and the fields that it has.
type Repeated<'i> = (FileId, StructId, &'i [usize]);

/// How a literal came: the first part that the same expression brought, how many references led to it, and the part.
type Way = (usize, usize, usize);

/// The literals of one conjunct.
struct Literals<'i> {
    /// The first of the references that brought it.
    root: Option<ExprId>,
    /// Where it, or that reference, is written.
    file: FileId,
    /// Whether it is an operation that a pattern says and no reference brought.
    operation: bool,
    /// Whether a round of a comprehension said it.
    of_round: bool,
    items: &'i [Item],
}

/// A literal among those of a node.
struct Item {
    conjunct: u32,
    /// Which literal, unless it is data.
    id: Option<StructId>,
    /// How many references led to it.
    references: usize,
    /// Whether it is nothing but embedded references.
    bare: bool,
    /// Whether it is in a package, not in a struct in one.
    top: bool,
    steps: Vec<Step>,
    /// The disjuncts that it is in, from outside in.
    disjuncts: Vec<Step>,
    trail: TrailId,
    fields: Vec<usize>,
    env: EnvId,
    /// Where its last field is written.
    at: u32,
    /// Which of its declarations is the first field.
    start: usize,
    /// Which of its declarations is the last field.
    end: usize,
    /// Its comprehensions and embeddings, and which declaration each is.
    parts: Vec<(Part, usize)>,
}

impl Item {
    /// Which literal it is, if a reference brought it.
    fn brought(&self) -> Option<StructId> {
        self.id.filter(|_| self.references > 0)
    }

    /// Its own fields, if there are any.
    fn batch(&self) -> Option<Batch> {
        (!self.fields.is_empty()).then(|| Batch { chains: vec![self.fields.clone()], ..Batch::default() })
    }

    /// The conjunct of a node that was followed.
    fn followed(&self, level: usize) -> Option<(NodeId, u32)> {
        match self.steps.get(level) {
            Some(Step::Followed { target, conjunct, .. }) => Some((*target, *conjunct)),
            _ => None,
        }
    }
}
