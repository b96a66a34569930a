//! `tenon eval`

use crate::cli::Eval;
use crate::document;
use crate::encode::encode;
use crate::failure::{Failure, print_error, report};
use crate::flags::Global;
use crate::outfile::Target;
use crate::session::{self, DataMode, Unit};
use tenon::eval::Value;
use tenon::export::{Profile, to_data};
use tenon::load::filetype::Encoding;
use tenon::source::{Diagnostic, SourceMap};
use tenon_format::{Indent, Options};

/// Prints values as CUE.
///
/// # Errors
///
/// Whatever is wrong with the input, unless `--ignore` is given.
pub fn run(global: &Global, flags: &Eval) -> Result<(), Failure> {
    let target =
        Target::new(flags.output.out.as_deref(), flags.output.outfile.as_deref(), flags.output.force, Encoding::Cue)?;
    let session = session::open(global, &flags.input, &flags.output.expression, DataMode::Merge, true)?;
    let (sources, values) = session.evaluate(flags.all || flags.show_optional);
    let encoding = target.file_type.encoding;
    let profile = profile(global, flags);
    let options = document::layout(global, Indent::Spaces(4));
    let titled = flags.output.expression.len() > 1;
    let mut text = String::new();
    let mut documents = Vec::new();
    let mut failed = false;
    for (unit, value) in values {
        let title = unit.text.as_ref().filter(|_| titled).map_or_else(String::new, |t| format!("// {t}\n"));
        let result = if encoding == Encoding::Cue {
            cue(unit, value, &profile, sources, &options).map(|part| {
                if !titled && !text.is_empty() {
                    text.push_str("// ---\n");
                }
                text.push_str(&title);
                text.push_str(&part);
            })
        } else {
            to_data(value).map(|data| documents.push(data))
        };
        if let Err(errors) = result {
            print_error(&title);
            report(global, &errors, sources);
            failed = true;
        }
    }
    let bytes = if encoding == Encoding::Cue { text.into_bytes() } else { encode(&documents, encoding, false)? };
    if !bytes.is_empty() || !failed {
        target.write(&bytes)?;
    }
    if failed { Err(Failure::Reported) } else { Ok(()) }
}

fn cue(
    unit: &Unit,
    value: &Value,
    profile: &Profile,
    sources: &SourceMap,
    options: &Options,
) -> Result<String, Vec<Diagnostic>> {
    match unit.text {
        Some(_) => document::expression(value, profile, sources, options),
        None => document::value(value, profile, sources, None, options),
    }
}

fn profile(global: &Global, flags: &Eval) -> Profile {
    Profile {
        definitions: !flags.concrete,
        hidden: flags.all || flags.show_hidden,
        optional: flags.all || flags.show_optional,
        attributes: flags.show_attributes,
        concrete: flags.concrete,
        ignore_errors: global.ignore,
        ..Profile::EVAL
    }
}
