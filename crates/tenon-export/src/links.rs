//! Which declaration of the output each reference of a definition means.
//!
//! A reference is printed before it is known what else is printed, so it gets a number, and its place in the output has
//! that number as its span. Declarations of fields are numbered the same way. [`crate::rename`] compares what a
//! reference means with what its name finds.
//!
//! Fields are collected place by place. A place can have several declarations of a field, since struct literals that
//! cannot be merged stay as they are; the reference implementation does not treat them alike, and neither does this:
//!
//! - a reference behind a declaration means the latest one that stands as written, or else the merged one;
//! - a reference before all of them waits. It means the first declaration, and the merged one takes it over, with all
//!   references that came in between;
//! - a field that shares another one's value, be it optional, or whose value has an alias, has a declaration that no name
//!   finds;
//! - in labels and in the clauses of a comprehension, a reference behind a declaration means whatever its name finds,
//!   unless no name finds the declaration; in what a `for` goes through, in any case.

use rustc_hash::FxHashMap;
use tenon_ir::Label;
use tenon_source::Span;

use crate::env::FrameId;

/// A place whose declarations are known.
pub(crate) type TableId = usize;

/// What a reference means.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Target {
    /// A field's declaration.
    Field(u32),
    /// An import.
    Import(usize),
}

/// What a reference is a part of.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum PartOf {
    /// A value.
    Value,
    /// A label, or a clause of a comprehension.
    Clause,
    /// What a `for` goes through.
    Source,
}

/// A field of a place.
#[derive(Debug, Default)]
struct Entry {
    /// What a reference means from here on.
    node: Option<u32>,
    /// References before the first declaration, and those behind it once there is one of them.
    waiting: Vec<usize>,
    declared: bool,
}

#[derive(Debug, Default)]
struct Table {
    place: Option<FrameId>,
    fields: FxHashMap<Label, Entry>,
}

/// References and the places that they refer to.
#[derive(Debug, Default)]
pub(crate) struct Links {
    targets: Vec<Option<Target>>,
    tables: Vec<Table>,
    places: FxHashMap<FrameId, TableId>,
    declarations: u32,
}

/// A number as the span of a node without text.
fn numbered(number: u32) -> Span {
    Span { start: number.saturating_add(1), ..Span::NONE }
}

/// Whether no name finds a declaration: names find even numbers.
pub(crate) fn is_hidden(node: u32) -> bool {
    !node.is_multiple_of(2)
}

/// The number of a field's declaration.
pub(crate) fn number(span: Span) -> Option<u32> {
    if span.is_none() { span.start.checked_sub(1) } else { None }
}

impl Links {
    /// The declarations of a place; those of a literal that is no place of its own.
    pub fn table(&mut self, place: Option<FrameId>) -> TableId {
        if let Some(known) = place.and_then(|p| self.places.get(&p)) {
            return *known;
        }
        self.tables.push(Table { place, ..Table::default() });
        let id = self.tables.len() - 1;
        if let Some(place) = place {
            self.places.insert(place, id);
        }
        id
    }

    /// The place of a table.
    pub fn place(&self, table: TableId) -> Option<FrameId> {
        self.tables.get(table)?.place
    }

    fn link(&mut self, target: Option<Target>) -> Span {
        self.targets.push(target);
        numbered(self.targets.len() as u32 - 1)
    }

    /// A reference to a field of a place.
    pub fn refer(&mut self, table: TableId, label: Label, part_of: PartOf) -> Span {
        let next = self.targets.len();
        let node = self.entry(table, label).and_then(|e| {
            if !e.declared || !e.waiting.is_empty() {
                e.waiting.push(next);
            }
            e.node.filter(|node| match part_of {
                PartOf::Value => true,
                PartOf::Clause => is_hidden(*node),
                PartOf::Source => false,
            })
        });
        self.link(node.map(Target::Field))
    }

    fn entry(&mut self, table: TableId, label: Label) -> Option<&mut Entry> {
        Some(self.tables.get_mut(table)?.fields.entry(label).or_default())
    }

    /// A reference to an import.
    pub fn import(&mut self, index: usize) -> Span {
        self.link(Some(Target::Import(index)))
    }

    /// A declaration of a field of a place; `merged` from all conjuncts that can be, `hidden` from its name.
    pub fn declare(&mut self, table: TableId, label: Label, merged: bool, hidden: bool) -> Span {
        let number = self.declarations;
        self.declarations += 2;
        let node = number + u32::from(hidden);
        if let Some(entry) = self.tables.get_mut(table).map(|t| t.fields.entry(label).or_default()) {
            if merged || !entry.declared {
                for link in &entry.waiting {
                    if let Some(target) = self.targets.get_mut(*link) {
                        *target = Some(Target::Field(node));
                    }
                }
            }
            if !(merged && entry.declared && entry.waiting.is_empty()) {
                entry.node = Some(node);
            }
            entry.declared = true;
        }
        numbered(number)
    }

    /// What the reference at a place means.
    pub fn target(&self, span: Span) -> Option<Target> {
        *self.targets.get(number(span)? as usize)?
    }
}
