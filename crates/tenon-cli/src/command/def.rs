//! `tenon def`

use crate::cli::Def;
use crate::document;
use crate::encode::{Form, Output};
use crate::failure::{Failure, report};
use crate::flags::Global;
use crate::openapi::openapi;
use crate::outfile::Target;
use crate::session::{self, DataMode, Shown};
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
    let profile = Profile { ignore_errors: global.ignore, ..Profile::DEF };
    let options = document::layout(global, Indent::Tabs);
    let name = flags.input.package.as_deref();
    let shown = Shown { optional: is_openapi, hidden: true };
    let (sources, forms) = session.each(shown, "exporting", |unit, value, sources| {
        // What an expression refers to, rather than the reference.
        let value = &if unit.text.is_some() { value.frozen().value(value.shared_id()) } else { value.clone() };
        if is_openapi {
            return openapi(value, sources).map(Form::Data);
        }
        if encoding != Encoding::Cue {
            return to_data(value).map(Form::Data);
        }
        let package = unit.text.is_none().then_some(unit.package);
        let profile = Profile { self_contained: unit.text.is_some(), ..profile };
        let text = document::definition(value, package, &profile, sources, name, &options)?;
        Ok(Form::Text(text.into_bytes()))
    });
    let mut output = Output::default();
    for (i, form) in forms.into_iter().enumerate() {
        match form {
            Ok(form) => output.add(if i > 0 { document::SEPARATOR } else { b"" }, form),
            Err(errors) => {
                report(global, &errors, sources);
                return Err(Failure::Reported);
            }
        }
    }
    output.write(&target, false)
}
