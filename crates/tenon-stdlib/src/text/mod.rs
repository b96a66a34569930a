//! Packages `text/…`: columns and templates.

mod tabwriter;
mod template;

pub(crate) use tabwriter::PACKAGE as TABWRITER;
pub(crate) use template::PACKAGE as TEMPLATE;
