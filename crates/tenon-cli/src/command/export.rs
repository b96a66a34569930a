//! `tenon export`

use crate::cli::Export;
use crate::document;
use crate::encode::{encode, stream};
use crate::failure::{Failure, report};
use crate::flags::Global;
use crate::outfile::Target;
use crate::session::{self, DataMode};
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
    let has_data = session.has_data;
    let (sources, values) = session.evaluate(false);
    let mut documents = Vec::new();
    let mut streamed = Vec::new();
    let mut text = String::new();
    let mut errors = Vec::new();
    let path: &[String] = if has_data { &[] } else { &flags.input.path };
    let options = document::layout(global, Indent::Tabs);
    for (i, (_, value)) in values.iter().enumerate() {
        if encoding == Encoding::Cue {
            let package = flags.input.package.as_deref();
            let profile = Profile { docs: true, ignore_errors: global.ignore, ..Profile::EXPORT };
            let whole = document::value(value, &profile, sources, package, &options);
            let placed = whole.and_then(|text| match path {
                [] => Ok(text),
                path => document::placed(&text, path, &options),
            });
            match placed {
                Ok(part) => {
                    text.push_str(if i > 0 { "// ---\n" } else { "" });
                    text.push_str(&part);
                }
                Err(mut found) => errors.append(&mut found),
            }
            continue;
        }
        let found = match encoding {
            Encoding::Json | Encoding::Jsonl => check_data(value).map(|()| streamed.push(value)),
            _ => to_data(value).map(|data| documents.push(data)),
        };
        found.unwrap_or_else(|mut found| errors.append(&mut found));
    }
    report(global, &errors, sources);
    if !errors.is_empty() && !global.ignore {
        return Err(Failure::Reported);
    }
    match encoding {
        Encoding::Cue => target.write(text.as_bytes())?,
        Encoding::Json | Encoding::Jsonl => {
            target.write_with(|out| stream(&streamed, encoding, flags.escape, out))?;
        }
        _ => target.write(&encode(&documents, encoding, flags.escape)?)?,
    }
    if errors.is_empty() { Ok(()) } else { Err(Failure::Reported) }
}
