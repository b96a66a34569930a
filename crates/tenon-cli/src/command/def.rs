//! `tenon def`

use crate::cli::Def;
use crate::document;
use crate::encode::encode;
use crate::failure::{Failure, report};
use crate::flags::Global;
use crate::openapi::openapi;
use crate::outfile::Target;
use crate::session::{self, DataMode};
use tenon::export::{Profile, to_data};
use tenon::load::filetype::{Encoding, Interpretation};
use tenon_format::Indent;

/// Prints values as schemas.
///
/// # Errors
///
/// Whatever is wrong with the input.
pub fn run(global: &Global, flags: &Def) -> Result<(), Failure> {
    let target =
        Target::new(flags.output.out.as_deref(), flags.output.outfile.as_deref(), flags.output.force, Encoding::Cue)?;
    let session = session::open(global, &flags.input, &flags.output.expression, DataMode::Merge, true)?;
    let encoding = target.file_type.encoding;
    let is_openapi = target.file_type.interpretation == Some(Interpretation::OpenApi);
    let (sources, values) = session.evaluate(is_openapi);
    let profile = Profile { ignore_errors: global.ignore, ..Profile::DEF };
    let options = document::layout(global, Indent::Tabs);
    let mut text = String::new();
    let mut documents = Vec::new();
    for (i, (unit, value)) in values.iter().enumerate() {
        // What an expression refers to, rather than the reference.
        let value = &if unit.text.is_some() { value.frozen().value(value.shared_id()) } else { value.clone() };
        let result = if is_openapi {
            openapi(value, sources).map(|data| documents.push(data))
        } else if encoding == Encoding::Cue {
            let package = unit.text.is_none().then_some(unit.package);
            let profile = Profile { self_contained: unit.text.is_some(), ..profile };
            let name = flags.input.package.as_deref();
            document::definition(value, package, &profile, sources, name, &options).map(|part| {
                text.push_str(if i > 0 { "// ---\n" } else { "" });
                text.push_str(&part);
            })
        } else {
            to_data(value).map(|data| documents.push(data))
        };
        if let Err(errors) = result {
            report(global, &errors, sources);
            return Err(Failure::Reported);
        }
    }
    match encoding {
        Encoding::Cue => target.write(text.as_bytes()),
        _ => target.write(&encode(&documents, encoding, false)?),
    }
}
