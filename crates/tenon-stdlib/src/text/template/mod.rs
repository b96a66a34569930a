//! Package `text/template`: Go's templates.
//!
//! | file     | what                                          |
//! |----------|-----------------------------------------------|
//! | `lex`    | text and actions to tokens                    |
//! | `parse`  | tokens to nodes                               |
//! | `exec`   | nodes and data to text                        |
//! | `funcs`  | `len`, `eq`, `index` and the other functions  |
//! | `format` | values as `print` and `printf` show them      |

mod exec;
mod format;
mod funcs;
mod lex;
mod parse;
#[cfg(test)]
mod tests;

use crate::args::*;
use tenon_eval::builtin::{CallError, Function, Package};

pub(crate) static PACKAGE: Package = Package {
    path: "text/template",
    functions: FUNCTIONS,
    cue: include_str!("../../../../../stdlib/text/template/template.cue"),
};

static FUNCTIONS: &[Function] = functions! {
    "Execute"(templ: STR, data: ANY) -> STR = |a| {
        string(execute(a.str(0)?, a.get_arg(1)?).map_err(CallError::new)?)
    };
    "HTMLEscape"(s: STR) -> STR = |a| string(funcs::html(a.str(0)?));
    "JSEscape"(s: STR) -> STR = |a| string(funcs::js(a.str(0)?));
};

fn execute(text: &str, data: &tenon_ir::Data) -> std::result::Result<String, String> {
    let templates = parse::parse(text)?;
    exec::execute(&templates, data)
}
