//! A package clause or an import that does not stand where it must.

entry!("E0109", "declaration in the wrong place", "a file is in this order: package clause, imports, everything else");

/// A second package clause.
pub const SECOND_PACKAGE: &str = "a file has only one package clause";

/// A package clause behind other declarations.
pub const LATE_PACKAGE: &str = "the package clause must come first in a file";

/// An import behind other declarations.
pub const LATE_IMPORT: &str = "imports must come before other declarations";
