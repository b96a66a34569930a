//! The builtin packages: native functions here, one file per package, and their declarations in the language itself in
//! `/stdlib`, one folder per package.
//!
//! [`library`] is all that the evaluator needs. To add a package: write its table of functions (see `args` for how),
//! its `.cue` text with a comment on each function, and name it in `PACKAGES`.

mod args;
mod list;
mod math;
mod path;
mod regexp;
mod strconv;
mod strings;
mod structs;
#[cfg(test)]
mod tests;
mod time;
mod unicode;

use tenon_eval::builtin::{Library, Package};

/// Every builtin package, by import path.
static PACKAGES: &[&Package] = &[
    &list::PACKAGE,
    &math::PACKAGE,
    &math::BITS,
    &path::PACKAGE,
    &regexp::PACKAGE,
    &strconv::PACKAGE,
    &strings::PACKAGE,
    &structs::PACKAGE,
    &time::PACKAGE,
];

/// The builtin packages, for an evaluation.
pub fn library() -> &'static dyn Library {
    &Builtins
}

/// The builtin packages in the order of their paths.
pub fn packages() -> impl Iterator<Item = &'static Package> {
    PACKAGES.iter().copied()
}

struct Builtins;

impl Library for Builtins {
    fn package(&self, path: &str) -> Option<&'static Package> {
        let at = PACKAGES.binary_search_by(|p| p.path.cmp(path)).ok()?;
        PACKAGES.get(at).copied()
    }
}
