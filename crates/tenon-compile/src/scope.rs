//! Names in scope and the frames that they live in.
//!
//! Every name leads to its last binding, so that finding one is a hash lookup however deep the nesting is; that knows the one
//! before it. Leaving a frame takes its bindings, the last ones, away again, by the number that each name has: nothing is hashed
//! for that. Frames are counted from the outside; a reference is the difference.

use rustc_hash::FxHashMap;
use tenon_ir::Label;
use tenon_ir::program::LetId;
use tenon_source::Span;

/// What a name stands for.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Bound {
    /// A field, by its label or by an alias.
    Field { label: Label, alias: Option<Label> },
    /// A dynamic field by an alias; its key is in [`Scopes::keys`].
    Dynamic { key: usize },
    /// The label of a dynamic field by an alias.
    DynamicLabel { key: usize },
    /// The label of a static field by an alias.
    StaticLabel(Label),
    /// A `let` declaration.
    Let(LetId),
    /// The node of the frame.
    Node,
    /// The label of the frame.
    LabelOf,
    /// Key of a `for` clause.
    ForKey,
    /// Value of a `for` clause.
    ForValue,
    /// A `let` or `try` clause.
    Clause,
    /// An import of the file, by its place in the list.
    Import(usize),
}

/// A name's meaning.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Binding {
    /// Number of frames around the one that it belongs to.
    pub frame: u32,
    /// What it is.
    pub what: Bound,
    /// Its place in [`Scopes::watched`], where it must be used.
    pub watch: Option<usize>,
}

impl Binding {
    /// Whether a declaration of a frame binds the name; an import of the file is none.
    fn is_declared_in(&self, frame: u32) -> bool {
        self.frame == frame && !matches!(self.what, Bound::Import(_))
    }
}

/// A name that must be used.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Watched<'a> {
    pub name: &'a str,
    pub span: Span,
    pub used: bool,
}

/// The key of a dynamic field that has an alias.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Key {
    /// The compiled key, as soon as it is.
    pub expr: Option<tenon_ir::program::ExprId>,
    /// Stands for the label.
    pub label: Option<LetId>,
}

/// A state to come back to.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Mark {
    bindings: usize,
    watched: usize,
    keys: usize,
    frames: u32,
}

/// Says that a name has no binding.
const NONE: u32 = u32::MAX;

/// A name that has been bound at some time.
#[derive(Debug)]
struct Name {
    /// Its last binding, [`NONE`] while it has none.
    last: u32,
    /// As a field, where it has been one.
    label: Option<Label>,
}

/// A binding of a name.
#[derive(Debug)]
struct Named {
    /// The name's number.
    name: u32,
    binding: Binding,
    /// The one before it of the same name.
    before: u32,
}

/// All names in scope.
#[derive(Debug, Default)]
pub(crate) struct Scopes<'a> {
    /// The number of each name.
    numbers: FxHashMap<&'a str, u32>,
    /// The names by their numbers.
    names: Vec<Name>,
    bindings: Vec<Named>,
    frames: u32,
    /// Names that must be used.
    pub watched: Vec<Watched<'a>>,
    /// Keys of aliased dynamic fields.
    pub keys: Vec<Key>,
}

impl<'a> Scopes<'a> {
    /// The present state.
    pub fn mark(&self) -> Mark {
        Mark { bindings: self.bindings.len(), watched: self.watched.len(), keys: self.keys.len(), frames: self.frames }
    }

    /// Pushes a frame and returns the state before.
    pub fn push(&mut self) -> Mark {
        let mark = self.mark();
        self.frames += 1;
        mark
    }

    /// Comes back to a state; hands out the names that were never used.
    pub fn pop(&mut self, mark: Mark) -> Vec<Watched<'a>> {
        for named in self.bindings.drain(mark.bindings..).rev() {
            if let Some(name) = self.names.get_mut(named.name as usize) {
                name.last = named.before;
            }
        }
        self.keys.truncate(mark.keys);
        self.frames = mark.frames;
        let unused = self.watched[mark.watched..].iter().filter(|w| !w.used).copied().collect();
        self.watched.truncate(mark.watched);
        unused
    }

    /// The number of the innermost frame.
    pub fn frame(&self) -> u32 {
        self.frames.saturating_sub(1)
    }

    /// How many frames a reference goes up to a frame.
    pub fn up(&self, frame: u32) -> u32 {
        self.frame().saturating_sub(frame)
    }

    /// Binds a name in the innermost frame.
    pub fn bind(&mut self, name: &'a str, what: Bound) {
        self.bind_watched(name, what, None);
    }

    /// Makes room for names.
    pub fn reserve(&mut self, names: usize) {
        self.numbers.reserve(names);
        self.names.reserve(names);
        self.bindings.reserve(names);
    }

    /// The name's number, and what is known of it.
    fn name(&mut self, text: &'a str) -> (u32, &mut Name) {
        let number = *self.numbers.entry(text).or_insert(self.names.len() as u32);
        if number as usize == self.names.len() {
            self.names.push(Name { last: NONE, label: None });
        }
        (number, &mut self.names[number as usize])
    }

    /// Binds a name to the field of that name in the innermost frame, unless the frame says of it already what it is, and hands out
    /// the field's label, which `intern` finds when the first field has the name.
    pub fn bind_field(&mut self, text: &'a str, intern: impl FnOnce() -> Label) -> Label {
        let (frame, next) = (self.frame(), self.bindings.len() as u32);
        let (number, name) = self.name(text);
        let label = *name.label.get_or_insert_with(intern);
        let last = name.last;
        if !self.bindings.get(last as usize).is_some_and(|named| named.binding.is_declared_in(frame)) {
            self.names[number as usize].last = next;
            let binding = Binding { frame, what: Bound::Field { label, alias: None }, watch: None };
            self.bindings.push(Named { name: number, binding, before: last });
        }
        label
    }

    /// Binds a name that must be used.
    pub fn bind_watched(&mut self, name: &'a str, what: Bound, span: Option<Span>) {
        let watch = span.map(|span| {
            self.watched.push(Watched { name, span, used: false });
            self.watched.len() - 1
        });
        let binding = Binding { frame: self.frame(), what, watch };
        let next = self.bindings.len() as u32;
        let (number, name) = self.name(name);
        let before = std::mem::replace(&mut name.last, next);
        self.bindings.push(Named { name: number, binding, before });
    }

    /// The last binding of a name.
    fn last(&self, name: &str) -> Option<Binding> {
        let number = *self.numbers.get(name)?;
        Some(self.bindings.get(self.names.get(number as usize)?.last as usize)?.binding)
    }

    /// What the innermost frame itself says of a name.
    pub fn here(&self, name: &str) -> Option<Binding> {
        self.last(name).filter(|binding| binding.is_declared_in(self.frame()))
    }

    /// All names in scope.
    pub fn names(&self) -> impl Iterator<Item = &'a str> {
        let is_bound = |number: u32| self.names.get(number as usize).is_some_and(|name| name.last != NONE);
        self.numbers.iter().filter(move |(_, number)| is_bound(**number)).map(|(name, _)| *name)
    }

    /// What a name stands for; counts as a use.
    pub fn find(&mut self, name: &str) -> Option<Binding> {
        let binding = self.last(name)?;
        if let Some(watched) = binding.watch.and_then(|w| self.watched.get_mut(w)) {
            watched.used = true;
        }
        Some(binding)
    }
}
