//! Sets of basic types.

use std::ops::{BitAnd, BitOr};

/// A set of basic types.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub struct Kind(pub u16);

impl Kind {
    /// No type.
    pub const BOTTOM: Kind = Kind(0);
    /// `null`
    pub const NULL: Kind = Kind(1);
    /// `bool`
    pub const BOOL: Kind = Kind(2);
    /// `int`
    pub const INT: Kind = Kind(4);
    /// `float`
    pub const FLOAT: Kind = Kind(8);
    /// `string`
    pub const STRING: Kind = Kind(16);
    /// `bytes`
    pub const BYTES: Kind = Kind(32);
    /// Functions.
    pub const FUNC: Kind = Kind(64);
    /// Lists.
    pub const LIST: Kind = Kind(128);
    /// Structs.
    pub const STRUCT: Kind = Kind(256);
    /// `number`
    pub const NUMBER: Kind = Kind(12);
    /// Every scalar.
    pub const SCALAR: Kind = Kind(63);
    /// Every type.
    pub const TOP: Kind = Kind(511);

    /// Whether both share a type.
    pub fn meets(self, other: Kind) -> bool {
        self.0 & other.0 != 0
    }

    /// Whether every type of `other` is in it.
    pub fn contains(self, other: Kind) -> bool {
        self.0 & other.0 == other.0
    }

    /// Whether it holds no type.
    pub fn is_bottom(self) -> bool {
        self.0 == 0
    }

    /// The types by name, joined with `|`, as errors print them: `(int|string)`, `number`, `_`.
    pub fn describe(self) -> String {
        if self == Kind::TOP || self.contains(Kind(Kind::TOP.0 & !Kind::FUNC.0)) {
            return "_".into();
        }
        if self.is_bottom() {
            return "_|_".into();
        }
        let mut names = Vec::new();
        let mut bits = self;
        let number = bits.contains(Kind::NUMBER);
        if number {
            bits = Kind(bits.0 & !Kind::NUMBER.0);
        }
        for (kind, name) in [
            (Kind::NULL, "null"),
            (Kind::BOOL, "bool"),
            (Kind::INT, "int"),
            (Kind::FLOAT, "float"),
            (Kind::STRING, "string"),
            (Kind::BYTES, "bytes"),
            (Kind::FUNC, "func"),
            (Kind::LIST, "list"),
            (Kind::STRUCT, "struct"),
        ] {
            if bits.contains(kind) {
                names.push(name);
                bits = Kind(bits.0 & !kind.0);
            }
        }
        if number {
            names.push("number");
        }
        if names.len() == 1 { names[0].into() } else { format!("({})", names.join("|")) }
    }
}

impl BitAnd for Kind {
    type Output = Kind;
    fn bitand(self, other: Kind) -> Kind {
        Kind(self.0 & other.0)
    }
}

impl BitOr for Kind {
    type Output = Kind;
    fn bitor(self, other: Kind) -> Kind {
        Kind(self.0 | other.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every node has one.
    #[test]
    fn sizes() {
        assert_eq!(size_of::<Kind>(), 2);
    }
}
