//! `tenon eval`

use crate::cli::Eval;
use crate::document;
use crate::encode::{Form, Output};
use crate::failure::{Failure, print_error, report};
use crate::flags::Global;
use crate::outfile::Target;
use crate::session::{self, DataMode, Shown, Unit};
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
    let shown = Shown { optional: flags.all || flags.show_optional, hidden: flags.all || flags.show_hidden };
    let encoding = target.file_type.encoding;
    let profile = profile(global, flags);
    let options = document::layout(global, Indent::Spaces(4));
    let titled = flags.output.expression.len() > 1;
    let (sources, forms) = session.each(shown, "exporting", |unit, value, sources| {
        let title = unit.text.as_ref().filter(|_| titled).map_or_else(String::new, |t| format!("// {t}\n"));
        let form = match encoding {
            Encoding::Cue => cue(unit, value, &profile, sources, &options).map(Form::Text),
            _ => to_data(value).map(Form::Data),
        };
        (title, form)
    });
    let mut output = Output::default();
    let mut failed = false;
    for (title, form) in forms {
        match form {
            Ok(form) if titled => output.add(title.as_bytes(), form),
            Ok(form) if output.is_empty() => output.add(b"", form),
            Ok(form) => output.add(document::SEPARATOR, form),
            Err(errors) => {
                print_error(&title);
                report(global, &errors, sources);
                failed = true;
            }
        }
    }
    if !output.is_empty() || !failed {
        output.write(&target, false)?;
    }
    if failed { Err(Failure::Reported) } else { Ok(()) }
}

fn cue(
    unit: &Unit,
    value: &Value,
    profile: &Profile,
    sources: &SourceMap,
    options: &Options,
) -> Result<Vec<u8>, Vec<Diagnostic>> {
    let text = match unit.text {
        Some(_) => document::expression(value, profile, sources, options),
        None => document::value(value, profile, sources, None, options),
    };
    text.map(String::into_bytes)
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
