//! `tenon def`

use crate::cli::Def;
use crate::failure::{Failure, report};
use crate::flags::Global;
use crate::interim::{Show, text};
use crate::outfile::Target;
use crate::session::{self, DataMode};
use tenon::check::{self, Strictness};
use tenon::load::filetype::Encoding;

/// Prints values as schemas.
///
/// # Errors
///
/// Whatever is wrong with the input.
pub fn run(global: &Global, flags: &Def) -> Result<(), Failure> {
    let target =
        Target::new(flags.output.out.as_deref(), flags.output.outfile.as_deref(), flags.output.force, Encoding::Cue)?;
    let session = session::open(global, &flags.input, &flags.output.expression, DataMode::Merge)?;
    let package = session.package_name.clone();
    let (sources, values) = session.evaluate();
    let mut out = String::new();
    for (i, (_, value)) in values.iter().enumerate() {
        let errors = check::errors(value, Strictness::Valid);
        if !errors.is_empty() {
            report(global, &errors, &sources);
            return Err(Failure::Reported);
        }
        if i > 0 {
            out.push_str("// ---\n");
        }
        if let Some(package) = &package {
            out.push_str(&format!("package {package}\n\n"));
        }
        out.push_str(&text(value, Show { optional: true, hidden: true, raw: true }));
    }
    target.write(out.as_bytes())
}
