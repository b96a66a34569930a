//! `tenon eval`

use crate::cli::Eval;
use crate::encode::encode;
use crate::failure::{Failure, print_error, report};
use crate::flags::Global;
use crate::outfile::Target;
use crate::session::{self, DataMode};
use tenon::export::{Profile, diagnostics, to_ast, to_data};
use tenon::format::{Indent, Options, format_file};
use tenon::load::filetype::Encoding;

/// Prints values as CUE.
///
/// # Errors
///
/// Whatever is wrong with the input, unless `--ignore` is given.
pub fn run(global: &Global, flags: &Eval) -> Result<(), Failure> {
    let target =
        Target::new(flags.output.out.as_deref(), flags.output.outfile.as_deref(), flags.output.force, Encoding::Cue)?;
    let session = session::open(global, &flags.input, &flags.output.expression, DataMode::Merge)?;
    let (sources, values) = session.evaluate();
    let encoding = target.file_type.encoding;
    let concrete = flags.concrete || encoding != Encoding::Cue;
    let profile = Profile {
        optional: flags.all || flags.show_optional,
        hidden: flags.all || flags.show_hidden,
        attributes: flags.show_attributes,
        ignore_errors: true,
        ..Profile::EVAL
    };
    let options = Options { indent: Indent::Spaces(4), ..Options::default() };
    let titled = flags.output.expression.len() > 1;
    let mut out: Vec<u8> = Vec::new();
    let mut documents = Vec::new();
    let mut failed = false;
    for (i, (unit, value)) in values.iter().enumerate() {
        let errors = if global.ignore { Vec::new() } else { diagnostics(value, concrete) };
        let title = unit.text.as_ref().filter(|_| titled).map_or_else(String::new, |t| format!("// {t}\n"));
        if !errors.is_empty() {
            print_error(&title);
            report(global, &errors, &sources);
            failed = true;
            continue;
        }
        if encoding == Encoding::Cue {
            if i > 0 && !titled && !out.is_empty() {
                out.extend(b"// ---\n");
            }
            out.extend(title.bytes());
            if let Ok(file) = to_ast(value, &profile, &sources) {
                out.extend(format_file(&file, &options).bytes());
            }
        } else if let Ok(data) = to_data(value) {
            documents.push(data);
        }
    }
    if encoding != Encoding::Cue {
        out.extend(encode(&documents, encoding, false)?);
    }
    if !out.is_empty() || !failed {
        target.write(&out)?;
    }
    if failed { Err(Failure::Reported) } else { Ok(()) }
}
