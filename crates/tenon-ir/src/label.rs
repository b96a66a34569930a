//! Interned labels: one word, comparable, with its kind inside.

use rustc_hash::FxHashMap;
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
#[derive(Clone, Debug, Default)]
pub struct Interner {
    names: Vec<(Arc<str>, Arc<str>)>,
    ids: FxHashMap<(LabelKindKey, Arc<str>, Arc<str>), Label>,
    regular: FxHashMap<Arc<str>, Label>,
}

type LabelKindKey = u8;

impl Interner {
    /// An empty one.
    pub fn new() -> Interner {
        Interner::default()
    }

    /// The label of a regular field.
    pub fn regular(&mut self, name: &str) -> Label {
        if let Some(l) = self.regular.get(name) {
            return *l;
        }
        let name: Arc<str> = name.into();
        let label = Label(self.names.len() as u32 & MASK);
        self.names.push((name.clone(), "".into()));
        self.regular.insert(name, label);
        label
    }

    /// A regular label, if it has been given out.
    pub fn find_regular(&self, name: &str) -> Option<Label> {
        self.regular.get(name).copied()
    }

    /// The label that an identifier stands for as a label; `package` tells hidden ones apart.
    pub fn ident(&mut self, name: &str, package: &str) -> Label {
        let kind = if name.starts_with("_#") {
            LabelKind::HiddenDefinition
        } else if name.starts_with('#') {
            LabelKind::Definition
        } else if name.starts_with('_') {
            LabelKind::Hidden
        } else {
            return self.regular(name);
        };
        let package = if kind == LabelKind::Definition { "" } else { package };
        let key = (kind as u8, Arc::<str>::from(name), Arc::<str>::from(package));
        if let Some(l) = self.ids.get(&key) {
            return *l;
        }
        let label = Label(((kind as u32) << SHIFT) | (self.names.len() as u32 & MASK));
        self.names.push((key.1.clone(), key.2.clone()));
        self.ids.insert(key, label);
        label
    }

    /// The label that an identifier stands for, if it has been given out; see [`Interner::ident`].
    pub fn find_ident(&self, name: &str, package: &str) -> Option<Label> {
        let kind = match name.as_bytes() {
            [b'_', b'#', ..] => LabelKind::HiddenDefinition,
            [b'#', ..] => LabelKind::Definition,
            [b'_', ..] => LabelKind::Hidden,
            _ => return self.find_regular(name),
        };
        let package = if kind == LabelKind::Definition { "" } else { package };
        self.ids.get(&(kind as u8, Arc::from(name), Arc::from(package))).copied()
    }

    /// The name, without quotes. An index has none: see [`Label::as_index`].
    pub fn name(&self, label: Label) -> &str {
        match label.as_index() {
            Some(_) => "",
            None => &self.names[(label.0 & MASK) as usize].0,
        }
    }

    /// The name, shared.
    pub fn name_arc(&self, label: Label) -> Arc<str> {
        match label.as_index() {
            Some(i) => i.to_string().into(),
            None => self.names[(label.0 & MASK) as usize].0.clone(),
        }
    }

    /// The package of a hidden label, empty otherwise.
    pub fn package(&self, label: Label) -> &str {
        match label.as_index() {
            Some(_) => "",
            None => &self.names[(label.0 & MASK) as usize].1,
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
}
