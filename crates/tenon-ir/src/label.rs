//! Interned labels: one word, comparable, with its kind inside.

use rustc_hash::FxHashMap;
use std::fmt;
use std::sync::Arc;

/// What a label is for.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub enum LabelKind {
    /// A regular field: `a`, `"a b"`, `"#a"`.
    Regular,
    /// A definition: `#a`.
    Definition,
    /// A hidden field: `_a`, one for each package.
    Hidden,
    /// A hidden definition: `_#a`, one for each package.
    HiddenDefinition,
    /// A list index.
    Index,
}

/// A field's label or a list's index. The kind is in the upper bits.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct Label(u32);

const SHIFT: u32 = 29;
const MASK: u32 = (1 << SHIFT) - 1;

impl Label {
    /// The label of a list's element.
    pub fn index(i: u32) -> Label {
        Label((4 << SHIFT) | (i & MASK))
    }

    /// The index, where it is one.
    pub fn as_index(self) -> Option<u32> {
        (self.kind() == LabelKind::Index).then_some(self.0 & MASK)
    }

    /// A number that no other label has.
    pub fn number(self) -> u32 {
        self.0
    }

    /// What it is for.
    pub fn kind(self) -> LabelKind {
        match self.0 >> SHIFT {
            0 => LabelKind::Regular,
            1 => LabelKind::Definition,
            2 => LabelKind::Hidden,
            3 => LabelKind::HiddenDefinition,
            _ => LabelKind::Index,
        }
    }

    /// Whether it is a regular field's label.
    pub fn is_regular(self) -> bool {
        self.0 >> SHIFT == 0
    }

    /// Whether it is a definition, hidden or not.
    pub fn is_definition(self) -> bool {
        matches!(self.kind(), LabelKind::Definition | LabelKind::HiddenDefinition)
    }

    /// Whether it is hidden, a definition or not.
    pub fn is_hidden(self) -> bool {
        matches!(self.kind(), LabelKind::Hidden | LabelKind::HiddenDefinition)
    }
}

/// Gives labels out and knows their names.
#[derive(Clone, Default)]
pub struct Interner {
    names: Vec<Arc<str>>,
    /// The packages of hidden labels.
    packages: FxHashMap<Label, Arc<str>>,
    regular: FxHashMap<Arc<str>, Label>,
    definitions: FxHashMap<Arc<str>, Label>,
    /// Hidden labels, definitions or not, by name: one for each package.
    hidden: FxHashMap<Arc<str>, Vec<Label>>,
}

/// The labels in the order in which they were given out.
impl fmt::Debug for Interner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let labels = self.labels();
        let entries = labels.iter().map(|label| (label.kind(), self.name(*label), self.package(*label)));
        f.debug_list().entries(entries).finish()
    }
}

impl Interner {
    /// An empty one.
    pub fn new() -> Interner {
        Interner::default()
    }

    /// Makes room for further labels, most of them regular: tables that grow as they come stand twice in memory.
    pub fn reserve(&mut self, labels: usize) {
        self.names.reserve(labels);
        self.regular.reserve(labels);
    }

    /// The label of a regular field.
    pub fn regular(&mut self, name: &str) -> Label {
        match self.find_regular(name) {
            Some(label) => label,
            None => self.add(LabelKind::Regular, name.into(), None),
        }
    }

    /// A regular label, if it has been given out.
    pub fn find_regular(&self, name: &str) -> Option<Label> {
        self.regular.get(name).copied()
    }

    /// The label that an identifier stands for as a label; `package` tells hidden ones apart.
    pub fn ident(&mut self, name: &str, package: &str) -> Label {
        let kind = kind_of(name);
        match self.find(kind, name, package) {
            Some(label) => label,
            None if matches!(kind, LabelKind::Hidden | LabelKind::HiddenDefinition) => {
                self.add(kind, name.into(), Some(package.into()))
            }
            None => self.add(kind, name.into(), None),
        }
    }

    /// The label that an identifier stands for, if it has been given out; see [`Interner::ident`].
    pub fn find_ident(&self, name: &str, package: &str) -> Option<Label> {
        self.find(kind_of(name), name, package)
    }

    fn find(&self, kind: LabelKind, name: &str, package: &str) -> Option<Label> {
        match kind {
            LabelKind::Regular => self.find_regular(name),
            LabelKind::Definition => self.definitions.get(name).copied(),
            // Mostly it is of the package that is being compiled, which is the last one.
            _ => self.hidden.get(name)?.iter().rev().find(|l| self.package(**l) == package).copied(),
        }
    }

    fn add(&mut self, kind: LabelKind, name: Arc<str>, package: Option<Arc<str>>) -> Label {
        let label = Label(((kind as u32) << SHIFT) | (self.names.len() as u32 & MASK));
        self.names.push(name.clone());
        self.packages.extend(package.map(|package| (label, package)));
        match kind {
            LabelKind::Regular => drop(self.regular.insert(name, label)),
            LabelKind::Definition => drop(self.definitions.insert(name, label)),
            _ => self.hidden.entry(name).or_default().push(label),
        }
        label
    }

    /// Gives out the labels of another interner, too, in the order in which that one did.
    pub(crate) fn append(&mut self, mut other: Interner) -> Renamed {
        let renamed = other.labels().into_iter().zip(other.names).map(|(label, name)| {
            let package = other.packages.remove(&label);
            match self.find(label.kind(), &name, package.as_deref().unwrap_or_default()) {
                Some(known) => known,
                None => self.add(label.kind(), name, package),
            }
        });
        Renamed { labels: renamed.collect() }
    }

    /// All labels, in the order in which they were given out.
    fn labels(&self) -> Vec<Label> {
        let once = self.regular.values().chain(self.definitions.values());
        let mut labels: Vec<Label> = self.hidden.values().flatten().chain(once).copied().collect();
        labels.sort_unstable_by_key(|l| l.0 & MASK);
        labels
    }

    /// The name, without quotes. An index has none: see [`Label::as_index`].
    pub fn name(&self, label: Label) -> &str {
        match label.as_index() {
            Some(_) => "",
            None => &self.names[(label.0 & MASK) as usize],
        }
    }

    /// The name, shared.
    pub fn name_arc(&self, label: Label) -> Arc<str> {
        match label.as_index() {
            Some(i) => i.to_string().into(),
            None => self.names[(label.0 & MASK) as usize].clone(),
        }
    }

    /// The package of a hidden label, empty otherwise.
    pub fn package(&self, label: Label) -> &str {
        self.packages.get(&label).map_or("", |package| package)
    }
}

/// What an identifier as a label is for.
fn kind_of(name: &str) -> LabelKind {
    match name.as_bytes() {
        [b'_', b'#', ..] => LabelKind::HiddenDefinition,
        [b'#', ..] => LabelKind::Definition,
        [b'_', ..] => LabelKind::Hidden,
        _ => LabelKind::Regular,
    }
}

/// What labels of one interner are in another.
pub(crate) struct Renamed {
    labels: Vec<Label>,
}

impl Renamed {
    /// The label in the other one.
    pub fn now(&self, label: Label) -> Label {
        match label.as_index() {
            Some(_) => label,
            None => self.labels.get((label.0 & MASK) as usize).copied().unwrap_or(label),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every field has one.
    #[test]
    fn sizes() {
        assert_eq!(size_of::<Label>(), 4);
    }

    /// What two interners gave out is what one would have.
    #[test]
    fn append() {
        let names = ["a", "#a", "_a", "_#a", "b", "_b"];
        let (mut one, mut first, mut second) = (Interner::new(), Interner::new(), Interner::new());
        let quoted = "#a";
        let mut expected = Vec::new();
        for (package, part) in [("p", &mut first), ("q", &mut second)] {
            for name in if package == "p" { &names[2..4] } else { &names } {
                assert_eq!(part.find_ident(name, package), None);
                part.ident(name, package);
                expected.push((*name, package, one.ident(name, package)));
            }
            part.regular(quoted);
            one.regular(quoted);
        }
        first.append(second);
        for (name, package, label) in expected {
            assert_eq!(first.find_ident(name, package), Some(label));
            assert_eq!(first.name(label), name);
        }
        assert_eq!(first.find_regular(quoted), one.find_regular(quoted));
    }
}
