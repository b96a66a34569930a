//! `tenon def`

use crate::cli::Def;
use crate::failure::{Failure, report};
use crate::flags::Global;
use crate::outfile::Target;
use crate::session::{self, DataMode};
use tenon::export::{Profile, def_to_ast};
use tenon::format::{Options, format_file};
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
        let profile = Profile { ignore_errors: global.ignore, ..Profile::DEF };
        let file = match def_to_ast(value, package.as_deref(), &profile, &sources) {
            Ok(file) => file,
            Err(errors) => {
                report(global, &errors, &sources);
                return Err(Failure::Reported);
            }
        };
        if i > 0 {
            out.push_str("// ---\n");
        }
        out.push_str(&format_file(&file, &Options::default()));
    }
    target.write(out.as_bytes())
}
