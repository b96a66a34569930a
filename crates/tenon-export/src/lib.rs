//! Values → data and values → syntax trees.
//!
//! | function | what for |
//! |---|---|
//! | [`to_data`] | `export`: concrete data, or every place that is incomplete or wrong |
//! | [`check_data`], [`send`] | the same in two steps, piece by piece |
//! | [`to_ast`], [`to_expr`] | `eval`: values, expressions where a value is incomplete |
//! | [`def_to_ast`] | `def`: declarations merged, expressions as written |

mod attrs;
mod constraint;
mod data;
mod decl;
mod env;
mod expr;
mod file;
mod head;
mod key;
mod links;
mod make;
mod merge;
mod names;
mod order;
mod outside;
mod pcg;
mod postfix;
mod printer;
mod reference;
mod rename;
mod value;
mod valueset;
mod walk;

pub use data::{Unsent, check_data, send, to_data};
pub use file::{def_to_ast, to_ast, to_expr};

/// What of a value is printed as CUE.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Profile {
    /// Definitions, `#a`.
    pub definitions: bool,
    /// Hidden fields, `_a`, and hidden definitions.
    pub hidden: bool,
    /// Optional fields. Required fields that are not there are printed in any case.
    pub optional: bool,
    /// Attributes of fields and structs.
    pub attributes: bool,
    /// Documentation comments.
    pub docs: bool,
    /// Everything must be concrete.
    pub concrete: bool,
    /// Defaults are taken.
    pub defaults: bool,
    /// Errors are printed where they are instead of being returned.
    pub ignore_errors: bool,
    /// What a value refers to outside of itself is printed below it.
    pub self_contained: bool,
}

impl Profile {
    /// `eval` without flags.
    pub const EVAL: Profile = Profile {
        definitions: true,
        hidden: false,
        optional: false,
        attributes: false,
        docs: false,
        concrete: false,
        defaults: true,
        ignore_errors: false,
        self_contained: false,
    };

    /// `eval -a`.
    pub const EVAL_ALL: Profile = Profile { definitions: true, hidden: true, optional: true, ..Profile::EVAL };

    /// `def`.
    pub const DEF: Profile = Profile {
        definitions: true,
        hidden: true,
        optional: true,
        attributes: true,
        docs: true,
        concrete: false,
        defaults: false,
        ignore_errors: false,
        self_contained: false,
    };

    /// `export`, as CUE.
    pub const EXPORT: Profile =
        Profile { definitions: false, hidden: false, optional: false, concrete: true, ..Profile::EVAL };
}
