//! A `...` that is not at the end of a list, or that has a type in a struct.

entry!("E0111", "misplaced ellipsis", "for further fields of a type write `[string]: T`");

/// `{...int}`
pub const TYPE_IN_STRUCT: &str = "missing ',' in struct literal: '...' takes no type in a struct";

/// `[..., 1]`
pub const NOT_LAST: &str = "'...' must be the last element of a list";
