//! The arena of an evaluation: nodes, environments, conjuncts.
//!
//! Everything is named by a small id. A node is one place of the configuration; its conjuncts are what must hold there.

use crate::error::ErrorId;
use crate::tags::Renaming;
use rustc_hash::{FxHashMap, FxHashSet};
use smallvec::SmallVec;
use std::num::NonZeroU32;
use std::ops::{Deref, DerefMut};
use std::sync::Arc;
use tenon_ir::program::{Basic, BoundOp, ComprehensionId, ExprId, Marker, StructId};
use tenon_ir::{Kind, Label, Num};
use tenon_source::Span;
use thin_vec::ThinVec;

/// Names a node.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct NodeId(pub(crate) u32);

/// No node.
pub(crate) const NO_NODE: NodeId = NodeId(u32::MAX);

/// Names an environment: a frame and the frames around it. Never zero, so that a conjunct takes no more than two words of
/// 32 bits.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct EnvId(NonZeroU32);

/// The environment outside of everything.
pub(crate) const NO_ENV: EnvId = EnvId(NonZeroU32::MAX);

impl EnvId {
    pub(crate) fn new(index: usize) -> EnvId {
        EnvId(NonZeroU32::MIN.saturating_add(index as u32))
    }

    pub(crate) fn index(self) -> usize {
        self.0.get() as usize - 1
    }
}

/// Names a set of closedness tags, see [`crate::closed`].
#[derive(Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub(crate) struct CloseSet(pub u32);

/// The set without a tag.
pub(crate) const OPEN: CloseSet = CloseSet(0);

/// Names an entry of the trail of references that brought a conjunct where it is.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub(crate) struct TrailId(pub u32);

/// What brought a part of a node there: which of its conjuncts, and how that branches.
#[derive(Clone, Copy, Default, Debug)]
pub(crate) struct Origin {
    pub conjunct: u32,
    pub branch: Option<BranchId>,
}

/// Names a [`Branch`].
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct BranchId(NonZeroU32);

impl BranchId {
    pub fn new(index: usize) -> BranchId {
        BranchId(NonZeroU32::MIN.saturating_add(index as u32))
    }

    pub fn index(self) -> usize {
        self.0.get() as usize - 1
    }
}

/// Where one conjunct brings several things.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Branch {
    pub up: Option<BranchId>,
    pub step: Step,
}

/// Which of the things it is.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Step {
    /// A reference was followed to a node, `target`, with several conjuncts. `group` is the same for all of them.
    Followed { group: u32, target: NodeId, conjunct: u32 },
    /// A round of a comprehension, or the only one of an embedding, in the literal whose declarations' environment is `by`.
    Round { by: EnvId, part: Part, round: u32 },
    /// The disjunct that a clone takes for its pick with this number. `trail` brought the disjunction.
    Disjunct { pick: u32, disjunction: ExprId, trail: TrailId },
}

/// What in a literal brings further fields.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(crate) enum Part {
    Comprehension(ComprehensionId),
    Embedding(ExprId),
}

/// A conjunct that no reference brought.
pub(crate) const NO_TRAIL: TrailId = TrailId(u32::MAX >> 1);

/// How a conjunct came: its trail, and whether a reference on it led back to where it came from. In one word, for there
/// are many conjuncts.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(crate) struct Via(u32);

impl Via {
    /// No reference brought it.
    pub const NOTHING: Via = Via(NO_TRAIL.0 << 1);

    pub fn new(trail: TrailId, cyclic: bool) -> Via {
        Via(trail.0 << 1 | u32::from(cyclic))
    }

    pub fn trail(self) -> TrailId {
        TrailId(self.0 >> 1)
    }

    pub fn is_cyclic(self) -> bool {
        self.0 & 1 == 1
    }

    /// The same trail, but not cyclic.
    pub fn grounded(self) -> Via {
        Via::new(self.trail(), false)
    }
}

/// A step of a trail: at node `at`, a reference to `target` was followed.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Trail {
    pub target: NodeId,
    pub at: NodeId,
    /// The reference, unless a computed value was followed.
    pub expr: Option<ExprId>,
    pub previous: TrailId,
    /// The first step of the trail.
    pub first: TrailId,
}

/// A frame, see [`tenon_ir::program`].
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(crate) enum Frame {
    Struct(NodeId),
    Label(NodeId, Label),
    Alias(NodeId),
    /// A round of a `for` clause that goes through `source`.
    For {
        source: ExprId,
        key: Label,
        value: NodeId,
    },
    Let(NodeId),
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct Env {
    pub up: EnvId,
    pub frame: Frame,
}

/// What a conjunct says.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(crate) enum Term {
    /// An expression in an environment.
    Expr(ExprId, EnvId),
    /// Everything that holds at another node.
    Node(NodeId),
}

/// One conjunct of a node.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(crate) struct Conjunct {
    pub term: Term,
    pub close: CloseSet,
    pub via: Via,
}

/// A scalar value.
#[derive(Clone, PartialEq, Hash, Debug)]
pub enum Scalar {
    /// `null`
    Null,
    /// A truth value.
    Bool(bool),
    /// A number.
    Num(Num),
    /// A string.
    Str(Arc<str>),
    /// Bytes.
    Bytes(Arc<[u8]>),
}

impl Scalar {
    /// Its type.
    pub fn kind(&self) -> Kind {
        match self {
            Scalar::Null => Kind::NULL,
            Scalar::Bool(_) => Kind::BOOL,
            Scalar::Num(n) if n.is_int() => Kind::INT,
            Scalar::Num(_) => Kind::FLOAT,
            Scalar::Str(_) => Kind::STRING,
            Scalar::Bytes(_) => Kind::BYTES,
        }
    }
}

/// How far a node has come.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum State {
    /// Conjuncts may be there, none is unfolded.
    New,
    /// Being worked on further down the stack.
    Busy,
    /// Its own fields and its own value are known; its fields' values may not be.
    Settled,
    /// It and everything in it is known.
    Complete,
}

/// Whether anything makes a node that does not lead back to a node around it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum Grounded {
    No,
    /// A disjunction does, as far as is known without its disjuncts.
    ByDisjunction,
    Yes,
}

/// What a node is that nothing gives a type.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Untyped {
    Unknown,
    /// Anything: somebody says `_`.
    Top,
    /// A struct: all that is there are literals with embeddings that yielded nothing.
    Struct,
}

/// The value of a settled node, apart from its fields.
#[derive(Clone, Debug)]
pub(crate) enum Base {
    /// Nothing but a set of types and, in [`Ext`], bounds and validators.
    Open,
    Scalar(Scalar),
    Struct,
    List,
    Error(ErrorId),
    Disjunction(Arc<Disjuncts>),
}

/// What is left of a disjunction.
#[derive(Debug)]
pub(crate) struct Disjuncts {
    /// The defaults come first.
    pub values: Box<[NodeId]>,
    /// How many of them are defaults.
    pub defaults: usize,
}

impl Disjuncts {
    /// The default, where there is exactly one.
    pub fn default(&self) -> Option<NodeId> {
        (self.defaults == 1).then(|| self.values.first().copied()).flatten()
    }
}

/// A field or element.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Field {
    pub label: Label,
    pub node: NodeId,
    pub marker: Marker,
}

#[derive(Debug)]
pub(crate) struct Node {
    pub parent: NodeId,
    pub label: Label,
    pub depth: u32,
    pub state: State,
    /// No further conjunct can come.
    pub sealed: bool,
    /// It refers to a node to which further conjuncts can come: they come to this one, too.
    pub follows: bool,
    /// Unfolded conjuncts: how many, and of which sort.
    pub grounded: Grounded,
    pub cyclic: bool,
    /// An operand or a `let`: nothing but one expression makes it.
    pub temp: bool,
    /// Its fields are being completed further down the stack, in this walk; 0 when they are not.
    pub walking: u32,
    /// One of its conjuncts is being unfolded.
    pub expanding: bool,
    /// While it is being worked on: at which depth of the stack.
    pub busy_at: u32,
    /// Completed, with a fatal error in one of its fields, at any depth.
    pub flawed: bool,
    /// At how many nodes references led here, as far as it matters.
    pub led: u8,
    pub untyped: Untyped,
    pub kind: Kind,
    pub unfolded: u32,
    pub base: Base,
    /// The node that stands for this one: a shared one, or the disjunct that is left.
    pub forward: NodeId,
    pub conjuncts: SmallVec<[Conjunct; 1]>,
    pub fields: ThinVec<Field>,
    pub ext: Option<Box<Ext>>,
}

/// A pattern constraint.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Pattern {
    pub pattern: ExprId,
    pub value: ExprId,
    pub env: EnvId,
    pub close: CloseSet,
    pub via: Via,
}

/// How long a conjunct of a list is.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Length {
    pub count: u32,
    /// It takes further elements.
    pub open: bool,
    /// What it says of those.
    pub rest: Option<Conjunct>,
}

impl Length {
    /// So many elements and no more.
    pub fn exactly(count: u32) -> Length {
        Length { count, open: false, rest: None }
    }
}

/// Work that waits.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Task {
    pub kind: TaskKind,
    pub conjunct: Conjunct,
    pub origin: Origin,
}

#[derive(Clone, Copy, Debug)]
pub(crate) enum TaskKind {
    Conjunct,
    Comprehension(ComprehensionId, EnvId),
    /// Struct literal and declaration.
    Dynamic(StructId, u32, EnvId),
    /// Number of a pattern among those of the node, and the label of a field.
    Pattern(u32, Label),
    /// What the labels of a pattern are to be.
    Label(ExprId, EnvId),
    /// Has been run, with others after it that have not.
    Done,
}

/// A disjunction among the conjuncts.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Choice {
    pub expr: ExprId,
    pub conjunct: Conjunct,
    /// For `or([…])`: the list.
    pub list: Option<NodeId>,
    pub origin: Origin,
}

/// A constraint that is no type and no value.
#[derive(Clone, Debug)]
pub(crate) enum Check {
    Bound {
        op: BoundOp,
        value: Scalar,
        span: Span,
    },
    /// A validator: its expression, that of the function, and the arguments.
    Call {
        expr: ExprId,
        function: ExprId,
        /// The types that it takes.
        kind: Kind,
        env: EnvId,
        args: Arc<[NodeId]>,
    },
    /// A basic type that is a range of another one.
    Range {
        basic: Basic,
        span: Span,
    },
}

impl Check {
    /// Whether it is the validator that an expression says.
    pub fn is_of(&self, term: Term) -> bool {
        matches!((self, term), (Check::Call { expr, .. }, Term::Expr(e, _)) if *expr == e)
    }
}

/// Adds to a list of a node. Most of these lists have one entry, which gets no room for further ones.
pub(crate) fn add<T>(list: &mut ThinVec<T>, entry: T) {
    if list.capacity() == 0 {
        list.reserve_exact(1);
    }
    list.push(entry);
}

/// So many things that were unfolded by reference are gone through one by one; more of them are a set.
const FEW_SEEN: usize = 16;

/// What has been unfolded by reference: few things, or many.
pub(crate) type Seen = (ThinVec<(Term, CloseSet)>, Option<Box<FxHashSet<(Term, CloseSet)>>>);

/// What not all nodes need. What even fewer of them need is a [`Rare`], which it reads and writes through.
#[derive(Debug, Default)]
pub(crate) struct Ext {
    /// Lists: how many elements each conjunct has, and what it says of more.
    pub lengths: ThinVec<Length>,
    pub tasks: ThinVec<Task>,
    pub choices: ThinVec<Choice>,
    pub checks: ThinVec<Check>,
    /// What has been unfolded by reference, so that nothing is unfolded twice; see [`Ext::note_unfolded`].
    seen: ThinVec<(Term, CloseSet)>,
    pub literals: ThinVec<Literal>,
    /// Where the fields stand that have been put in order, in the order in which they came. Structs of one shape share it.
    pub came: Option<Arc<Vec<u32>>>,
    rare: Option<Box<Rare>>,
}

/// What only few nodes need.
#[derive(Debug, Default)]
pub(crate) struct Rare {
    pub patterns: ThinVec<Pattern>,
    pub index: Option<Box<FxHashMap<Label, u32>>>,
    /// What has been unfolded by reference, where that is much.
    seen: Option<Box<FxHashSet<(Term, CloseSet)>>>,
    /// Conjuncts whose value needs more information than there will ever be.
    pub stuck: ThinVec<(Conjunct, ErrorId)>,
    pub followers: ThinVec<Follower>,
    pub computed: ThinVec<Computed>,
    pub errors: ThinVec<ErrorId>,
    pub def_tag: Option<u32>,
    /// The groups that are active, where it takes long to find them.
    pub active: Option<ThinVec<u32>>,
    /// Sets of the conjuncts that hold an ellipsis.
    pub opened: ThinVec<CloseSet>,
    /// Disjunctions that came again, by other references: each behind how many that had not.
    pub repeated: ThinVec<(u32, Choice)>,
    /// Bounds are left out that later ones imply.
    pub narrowed: bool,
    /// For the clone of a disjunction's node: what to take for each disjunction in the order in which they come up.
    pub picks: ThinVec<Pick>,
    /// Disjuncts are marked as defaults, but those that are left are not among them.
    pub undefaulted: bool,
    /// For a clone: not all disjunctions are taken yet.
    pub partial: bool,
    /// A comprehension went through its fields before they were settled.
    pub ranged: bool,
    /// The scope of each package's files, by what brought them.
    pub file_scopes: ThinVec<(TrailId, u32)>,
    /// For a clone: the node that it was made for.
    pub origin: Option<NodeId>,
    /// The node that says all that this one says, see [`crate::greatest`].
    pub like: Option<NodeId>,
}

/// What is rare at a node where nothing of it is there.
static NOTHING_RARE: Rare = Rare {
    patterns: ThinVec::new(),
    index: None,
    seen: None,
    stuck: ThinVec::new(),
    followers: ThinVec::new(),
    computed: ThinVec::new(),
    errors: ThinVec::new(),
    def_tag: None,
    active: None,
    opened: ThinVec::new(),
    repeated: ThinVec::new(),
    narrowed: false,
    picks: ThinVec::new(),
    undefaulted: false,
    partial: false,
    ranged: false,
    file_scopes: ThinVec::new(),
    origin: None,
    like: None,
};

impl Deref for Ext {
    type Target = Rare;

    fn deref(&self) -> &Rare {
        self.rare.as_deref().unwrap_or(&NOTHING_RARE)
    }
}

impl DerefMut for Ext {
    fn deref_mut(&mut self) -> &mut Rare {
        self.rare.get_or_insert_default()
    }
}

impl Ext {
    /// Notes that something is unfolded by reference. How many such things there are now, unless it was one of them.
    pub fn note_unfolded(&mut self, term: Term, close: CloseSet) -> Option<usize> {
        let what = (term, close);
        if self.rare.as_ref().is_some_and(|r| r.seen.is_some()) {
            let all = self.rare.get_or_insert_default().seen.get_or_insert_default();
            return all.insert(what).then_some(all.len());
        }
        if self.seen.contains(&what) {
            return None;
        }
        if self.seen.len() < FEW_SEEN {
            add(&mut self.seen, what);
            return Some(self.seen.len());
        }
        let all: FxHashSet<_> = std::mem::take(&mut self.seen).into_iter().chain([what]).collect();
        let count = all.len();
        self.rare.get_or_insert_default().seen = Some(Box::new(all));
        Some(count)
    }

    /// Whether anything has been unfolded by reference.
    pub fn has_unfolded(&self) -> bool {
        !self.seen.is_empty() || self.rare.as_ref().is_some_and(|r| r.seen.is_some())
    }

    /// What has been unfolded by reference.
    pub fn unfolded(&self) -> impl Iterator<Item = &(Term, CloseSet)> {
        self.seen.iter().chain(self.rare.iter().flat_map(|r| r.seen.iter().flat_map(|s| s.iter())))
    }

    /// All disjunctions as they came, also those that came before.
    pub fn in_order(&self) -> impl Iterator<Item = Choice> {
        // They are in the order in which they came.
        let repeated = |behind: u32| {
            let first = self.repeated.partition_point(|(b, _)| *b < behind);
            self.repeated[first..].iter().take_while(move |(b, _)| *b == behind).map(|(_, c)| *c)
        };
        self.choices.iter().zip(1..).flat_map(move |(c, behind)| std::iter::once(*c).chain(repeated(behind)))
    }

    /// What has been unfolded by reference, for a clone of the node.
    pub fn seen(&self) -> Seen {
        (self.seen.clone(), self.rare.as_ref().and_then(|r| r.seen.clone()))
    }

    /// The same has been unfolded here.
    pub fn set_seen(&mut self, (few, many): Seen) {
        self.seen = few;
        if many.is_some() {
            self.rare.get_or_insert_default().seen = many;
        }
    }

    /// Which of the picks is for a disjunction that comes by a term: the one that was used for it, or else one that was not
    /// used yet.
    pub fn pick_for(&self, expr: ExprId, term: Term) -> Option<usize> {
        let same = self.picks.iter().position(|p| p.expr == expr && p.used == Some(term));
        same.or_else(|| self.picks.iter().position(|p| p.expr == expr && p.used.is_none()))
    }
}

/// What a clone takes for one disjunction.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Pick {
    pub expr: ExprId,
    /// Where the clone found the disjunction.
    pub used: Option<Term>,
    /// The disjunct; nothing leaves the disjunction out.
    pub disjunct: Option<PickTerm>,
}

/// The disjunct that a clone takes.
#[derive(Clone, Copy, Debug)]
pub(crate) enum PickTerm {
    Expr(ExprId),
    Node(NodeId),
}

/// A struct literal that contributed fields, for closedness and order.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Literal {
    pub close: CloseSet,
    pub source: LiteralSource,
    pub origin: Origin,
    pub trail: TrailId,
}

/// A field with a computed label.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Computed {
    /// The environment of its literal's declarations, and which of them it is.
    pub env: EnvId,
    pub decl: u32,
    pub label: Label,
}

/// Where a literal's fields are written.
#[derive(Clone, Copy, Debug)]
pub(crate) enum LiteralSource {
    /// A literal and the environment of its declarations.
    Struct(StructId, EnvId),
    Data(NodeId),
}

/// A node that referred to this one gets the conjuncts that come later.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Follower {
    pub node: NodeId,
    /// The conjunct that referred here.
    pub conjunct: Conjunct,
    pub trail: TrailId,
    pub renaming: Renaming,
    pub origin: Origin,
}

impl Field {
    /// Whether it is part of the data: present, and neither a definition nor hidden.
    pub fn is_data(&self) -> bool {
        self.marker == Marker::Regular && (self.label.is_regular() || self.label.as_index().is_some())
    }
}

impl Node {
    pub fn new(parent: NodeId, label: Label, depth: u32) -> Node {
        Node {
            parent,
            label,
            depth,
            state: State::New,
            sealed: false,
            follows: false,
            grounded: Grounded::No,
            cyclic: false,
            temp: false,
            walking: 0,
            busy_at: 0,
            flawed: false,
            led: 0,
            expanding: false,
            untyped: Untyped::Unknown,
            kind: Kind::TOP,
            unfolded: 0,
            base: Base::Open,
            forward: NO_NODE,
            conjuncts: SmallVec::new(),
            fields: ThinVec::new(),
            ext: None,
        }
    }

    /// Makes it a value that is known without conjuncts.
    pub fn set_known(&mut self, kind: Kind, base: Base) {
        self.kind = kind;
        self.base = base;
        self.sealed = true;
        self.grounded = Grounded::Yes;
        self.state = State::Complete;
    }

    pub fn ext(&mut self) -> &mut Ext {
        self.ext.get_or_insert_with(Box::default)
    }

    /// A scalar that has passed its checks and settled its disjunctions needs them no more, whatever comes later, nor what
    /// its references brought: if that comes again it says the same.
    pub fn forget_checks(&mut self) {
        let spent = |e: &Ext| e.rare.is_none() && e.literals.is_empty() && e.tasks.is_empty();
        let scalar = matches!(self.base, Base::Scalar(_)) && self.fields.is_empty() && self.forward == NO_NODE;
        if scalar && self.ext.as_deref().is_some_and(spent) {
            self.ext = None;
        }
    }

    /// Whether a list says which elements there are; a validator alone does not.
    pub fn has_elements(&self) -> bool {
        self.ext.as_ref().is_some_and(|e| !e.lengths.is_empty())
    }

    /// Whether no conjunct is left without a value.
    pub fn stuck_free(&self) -> bool {
        self.ext.as_ref().is_none_or(|e| e.stuck.is_empty())
    }

    pub fn find(&self, label: Label) -> Option<usize> {
        if let Some(index) = self.ext.as_ref().and_then(|e| e.index.as_ref()) {
            return index.get(&label).map(|i| *i as usize);
        }
        if let Some(i) = label.as_index() {
            // Elements come in order, so number i never stands before position i.
            let field = self.fields.get(i as usize)?;
            if field.label == label {
                return Some(i as usize);
            }
        }
        self.fields.iter().position(|f| f.label == label)
    }

    pub fn push_field(&mut self, field: Field) {
        self.fields.push(field);
        let n = self.fields.len();
        if field.label.as_index().is_some() {
            return;
        }
        // Looked at first: whoever may change something of what is rare makes room for it.
        if self.ext.as_ref().is_some_and(|e| e.index.is_some()) {
            self.ext().index.get_or_insert_default().insert(field.label, n as u32 - 1);
        } else if n > 12 {
            let index = self.fields.iter().enumerate().map(|(i, f)| (f.label, i as u32)).collect();
            self.ext().index = Some(Box::new(index));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// There are so many of these that each byte counts.
    #[test]
    fn sizes() {
        assert_eq!(size_of::<Node>(), 104);
        assert_eq!(size_of::<Ext>(), 64);
        assert_eq!(size_of::<Rare>(), 128);
        assert_eq!(size_of::<Base>(), 24);
        assert_eq!(size_of::<Conjunct>(), 16);
        assert_eq!(size_of::<Term>(), 8);
        assert_eq!(size_of::<Scalar>(), 24);
        assert_eq!(size_of::<Literal>(), 24);
        assert_eq!(size_of::<Task>(), 40);
        assert_eq!(size_of::<Check>(), 40);
        assert_eq!(size_of::<Field>(), 12);
        assert_eq!(size_of::<Env>(), 20);
        assert_eq!(size_of::<Trail>(), 24);
        assert_eq!(size_of::<Origin>(), 8);
        assert_eq!(size_of::<Branch>(), 20);
    }
}
