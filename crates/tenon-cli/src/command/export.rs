//! `tenon export`

use crate::cli::Export;
use crate::document;
use crate::encode::{Form, Output, json};
use crate::failure::{Failure, report};
use crate::flags::Global;
use crate::outfile::Target;
use crate::session::{self, DataMode, Shown};
use tenon::export::{Profile, check_data, to_data};
use tenon::load::filetype::Encoding;
use tenon_format::Indent;

/// Prints values as data.
///
/// # Errors
///
/// Whatever is wrong with the input, and values that are not concrete.
pub fn run(global: &Global, flags: &Export) -> Result<(), Failure> {
    let target =
        Target::new(flags.output.out.as_deref(), flags.output.outfile.as_deref(), flags.output.force, Encoding::Json)?;
    let encoding = target.file_type.encoding;
    let session =
        session::open(global, &flags.input, &flags.output.expression, DataMode::Merge, encoding == Encoding::Cue)?;
    if encoding == Encoding::Cue {
        session.check_package_name(flags.output.force)?;
    }
    let path: &[String] = if session.has_data { &[] } else { &flags.input.path };
    let only = session.units.len() == 1;
    let profile = Profile { docs: true, ignore_errors: global.ignore, ..Profile::EXPORT };
    let options = document::layout(global, Indent::Tabs);
    let name = flags.input.package.as_deref();
    let (sources, forms) = session.each(Shown::default(), "exporting", |_, value, sources| match encoding {
        Encoding::Cue => {
            let text = document::value(value, &profile, sources, name, &options)?;
            let text = if path.is_empty() { text } else { document::placed(&text, path, &options)? };
            Ok(Form::Text(text.into_bytes()))
        }
        Encoding::Json | Encoding::Jsonl => {
            check_data(value)?;
            // A text alone does not stand in memory beside its value; those of many are made on all cores.
            let text = if only { None } else { json(value, encoding, flags.escape) };
            Ok(text.map_or_else(|| Form::Value(value.clone()), Form::Text))
        }
        _ => to_data(value).map(Form::Data),
    });
    let mut output = Output::default();
    let mut errors = Vec::new();
    for (i, form) in forms.into_iter().enumerate() {
        let separator = if encoding == Encoding::Cue && i > 0 { document::SEPARATOR } else { b"" };
        match form {
            Ok(form) => output.add(separator, form),
            Err(mut found) => errors.append(&mut found),
        }
    }
    report(global, &errors, sources);
    if !errors.is_empty() && !global.ignore {
        return Err(Failure::Reported);
    }
    output.write(&target, flags.escape)?;
    if errors.is_empty() { Ok(()) } else { Err(Failure::Reported) }
}
