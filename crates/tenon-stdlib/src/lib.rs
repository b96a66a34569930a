//! The builtin packages: native functions here, one file per package, and their declarations in the language itself in
//! `/stdlib`, one folder per package.
//!
//! [`library`] is all that the evaluator needs. To add a package: write its table of functions (see `args` for how),
//! its `.cue` text with a comment and an example (`//<tab>call // result`) on each function, and name it in `PACKAGES`.

mod args;
mod crypto;
pub mod declarations;
mod encoding;
mod html;
mod list;
mod math;
mod net;
pub mod openapi;
mod path;
mod regexp;
mod strconv;
mod strings;
mod structs;
#[cfg(test)]
mod tests;
mod text;
mod time;
mod tool;
mod unicode;
mod uuid;

use tenon_eval::builtin::{Library, Package};

/// Every builtin package, by import path.
static PACKAGES: &[&Package] = &[
    &crypto::ED25519,
    &crypto::HMAC,
    &crypto::MD5,
    &crypto::SHA1,
    &crypto::SHA256,
    &crypto::SHA512,
    &encoding::BASE64,
    &encoding::CSV,
    &encoding::HEX,
    &encoding::JSON,
    &encoding::OPENAPI,
    &encoding::TOML,
    &encoding::YAML,
    &html::PACKAGE,
    &list::PACKAGE,
    &math::PACKAGE,
    &math::BITS,
    &net::PACKAGE,
    &path::PACKAGE,
    &regexp::PACKAGE,
    &strconv::PACKAGE,
    &strings::PACKAGE,
    &structs::PACKAGE,
    &text::TABWRITER,
    &text::TEMPLATE,
    &time::PACKAGE,
    &tool::TOOL,
    &tool::CLI,
    &tool::EXEC,
    &tool::FILE,
    &tool::HTTP,
    &tool::OS,
    &uuid::PACKAGE,
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
