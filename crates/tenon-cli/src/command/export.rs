//! `tenon export`

use crate::cli::Export;
use crate::encode::encode;
use crate::failure::{Failure, report};
use crate::flags::Global;
use crate::outfile::Target;
use crate::session::{self, DataMode};
use tenon::load::filetype::Encoding;

/// Prints values as data.
///
/// # Errors
///
/// Whatever is wrong with the input, and values that are not concrete.
pub fn run(global: &Global, flags: &Export) -> Result<(), Failure> {
    let target =
        Target::new(flags.output.out.as_deref(), flags.output.outfile.as_deref(), flags.output.force, Encoding::Json)?;
    let session = session::open(global, &flags.input, &flags.output.expression, DataMode::Merge)?;
    let (sources, values) = session.evaluate();
    let mut documents = Vec::with_capacity(values.len());
    let mut errors = Vec::new();
    for (_, value) in &values {
        match tenon::data::data(value) {
            Ok(data) => documents.push(data),
            Err(mut found) => errors.append(&mut found),
        }
    }
    if !errors.is_empty() {
        report(global, &errors, &sources);
        return Err(Failure::Reported);
    }
    target.write(&encode(&documents, target.file_type.encoding, flags.escape)?)
}
