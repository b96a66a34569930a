//! What one conjunct brings to a node: batches of fields that follow each other. The rules stand in [`crate::order`].

use crate::engine::Evaluator;
use crate::few::FewMap;
use crate::item::{Item, Row};
use crate::node::*;
use crate::sequence::{Batch, Batches};
use rustc_hash::FxHashSet;
use smallvec::{SmallVec, smallvec};
use tenon_ir::program::{Decl, Expr, ExprId, StructId};
use tenon_source::FileId;

impl Evaluator<'_> {
    /// What one conjunct brings to a disjunct, given its literals: what a disjunction brought, and what is written before
    /// and behind it, follow each other; and so on within `level` disjuncts that are written within each other.
    pub(crate) fn parts<'i>(&self, items: &[&'i Item], level: usize, alone: bool) -> Batches<'i> {
        if let [one] = items {
            return one.batches();
        }
        let here = |i: &Item| i.disjuncts.len() <= level;
        let own: FxHashSet<StructId> = items.iter().filter(|i| here(i)).filter_map(|i| i.id).collect();
        let counts = |i: &&Item| here(i) || i.id.is_none_or(|id| !own.contains(&id));
        let items = items.iter().copied().filter(counts);
        let mut items: SmallVec<[(u32, &Item); 8]> = items.map(|i| (self.place_within(i, level), i)).collect();
        items.sort_by_key(|(at, _)| *at);
        let embedded = self.embedded(&items);
        // Each with what brought its disjunction, where all of it is one disjunct.
        let mut runs: Vec<(Option<TrailId>, Row)> = Vec::new();
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
            Some(NO_TRAIL) => stacker::maybe_grow(64 * 1024, 1024 * 1024, || self.parts(&items, level + 1, alone)),
            _ => self.batches(&items, 0, alone),
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
    pub(crate) fn batches<'i>(&self, items: &[&'i Item], level: usize, alone: bool) -> Batches<'i> {
        if let [one] = items {
            // However it came, there is nothing beside it.
            return one.batches();
        }
        if items.iter().all(|i| i.steps.len() <= level) {
            let chains: SmallVec<_> = items.iter().map(|i| &*i.fields).filter(|fields| !fields.is_empty()).collect();
            return (!chains.is_empty()).then(|| Batch { chains, sequences: Vec::new() }).into_iter().collect();
        }
        let mut batch = Batch::default();
        let Steps { mut own, groups, brought } = Steps::of(items, level);
        let hosts: FewMap<EnvId, &Item> =
            if brought.is_empty() { FewMap::new() } else { items.iter().rev().map(|i| (i.env, *i)).collect() };
        // What one reference brought, and nothing else, has the order that it has where it is written.
        let whole = alone && items.windows(2).all(|pair| pair[0].trail == pair[1].trail);
        let alone = alone && groups.len() == 1 && groups[0].len() == items.len();
        let inner =
            |items: &[&'i Item]| stacker::maybe_grow(64 * 1024, 1024 * 1024, || self.batches(items, level + 1, alone));
        let round = |(id, items): (RoundId, _)| self.round(hosts.get(id.0), id, items, whole);
        let mut rounds: Vec<Round> = brought.into_iter().map(round).collect();
        rounds.sort_by_key(|r| (r.by, r.decl, r.round));
        batch.sequences.extend(rounds.extract_if(.., |r| r.side == Side::Beside).map(|r| inner(&r.items)));
        for items in groups {
            batch.sequences.extend(self.followed(items, level, alone, inner));
        }
        batch.sequences.retain(|list| !list.is_empty());
        let crowded = !batch.sequences.is_empty();
        let (around_all, around_one): (Vec<Round>, Vec<Round>) = rounds.into_iter().partition(|r| r.comprehension);
        for rounds in around_one.chunk_by(|a, b| a.by == b.by) {
            let host = hosts.get(rounds[0].by).and_then(|h| h.batch());
            let list = Self::embedding(rounds, host, inner);
            batch.sequences.extend((!list.is_empty()).then_some(list));
        }
        let is_host = |env: EnvId| around_one.binary_search_by_key(&env, |r| r.by).is_ok();
        own.retain(|i| !i.fields.is_empty() && !is_host(i.env));
        batch.chains.extend(own.into_iter().map(|i| &*i.fields));
        // A comprehension that is all there is has its place among the conjuncts, as a literal has.
        let one = |a: &Round, b: &Round| (a.by, a.decl) == (b.by, b.decl);
        let sole = batch.is_empty() && around_all.windows(2).all(|pair| one(&pair[0], &pair[1]));
        let (mut before, mut behind) = (Brought::default(), Brought::default());
        for rounds in around_all.chunk_by(one) {
            let list: Batches = rounds.iter().flat_map(|r| inner(&r.items)).collect();
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
        host: Option<Batch<'i>>,
        brings: impl Fn(&[&'i Item]) -> Batches<'i>,
    ) -> Batches<'i> {
        let bring = |r: &Round<'i>| match brings(&r.items) {
            list if r.bare && !list.is_empty() => {
                smallvec![Batch { chains: SmallVec::new(), sequences: vec![list] }]
            }
            list => list,
        };
        let is_before = |r: &&Round| r.side == Side::Before;
        let mut all: Batches = rounds.iter().filter(is_before).flat_map(bring).collect();
        all.extend(host);
        all.extend(rounds.iter().filter(|r| !is_before(r)).flat_map(bring));
        all
    }

    /// What one reference to several conjuncts brings: those of one file follow each other if nothing else makes the node.
    fn followed<'i>(
        &self,
        mut items: Row<'i>,
        level: usize,
        alone: bool,
        inner: impl Fn(&[&'i Item]) -> Batches<'i>,
    ) -> Vec<Batches<'i>> {
        if items.windows(2).any(|pair| pair[0].followed(level) != pair[1].followed(level)) {
            let written = |i: &Item| i.followed(level).map(|(target, conjunct)| self.written_at(target, conjunct));
            items.sort_by_cached_key(|i| (written(i), i.followed(level)));
        }
        let mut files: Vec<(FileId, Batches)> = Vec::new();
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
    fn round<'i>(&self, host: Option<&Item>, id: RoundId, items: Row<'i>, whole: bool) -> Round<'i> {
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

/// The literals of a conjunct by the step that leads on to them.
struct Steps<'i> {
    /// Those that there is no further step to.
    own: Row<'i>,
    /// Those that came by references to several conjuncts.
    groups: Vec<Row<'i>>,
    /// Those that rounds brought.
    brought: Vec<(RoundId, Row<'i>)>,
}

impl<'i> Steps<'i> {
    fn of(items: &[&'i Item], level: usize) -> Steps<'i> {
        let mut steps = Steps { own: Row::new(), groups: Vec::new(), brought: Vec::new() };
        let (mut group_at, mut round_at) = (FewMap::new(), FewMap::new());
        for item in items {
            match item.steps.get(level) {
                None => steps.own.push(item),
                Some(Step::Followed { group, .. }) => {
                    let at = group_at.or_insert(*group, steps.groups.len());
                    if at == steps.groups.len() {
                        steps.groups.push(Row::new());
                    }
                    steps.groups[at].push(item);
                }
                Some(Step::Disjunct { .. }) => {}
                Some(Step::Round { by, part, round }) => {
                    let id = (*by, *part, *round);
                    let at = round_at.or_insert(id, steps.brought.len());
                    if at == steps.brought.len() {
                        steps.brought.push((id, Row::new()));
                    }
                    steps.brought[at].1.push(item);
                }
            }
        }
        steps
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
    items: Row<'i>,
}

/// What comes on one side of a literal's fields.
#[derive(Default)]
struct Brought<'i> {
    following: Batches<'i>,
    /// What has no order among itself, behind the others.
    apart: Vec<Batches<'i>>,
}

impl<'i> Brought<'i> {
    fn batches(mut self) -> Batches<'i> {
        if !self.apart.is_empty() {
            self.following.push(Batch { chains: SmallVec::new(), sequences: self.apart });
        }
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
