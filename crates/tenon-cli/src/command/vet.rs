//! `tenon vet`

use crate::cli::Vet;
use crate::failure::{Failure, report};
use crate::flags::Global;
use crate::session::{self, DataMode};
use tenon::export::diagnostics;

/// Checks configurations, or data against a schema.
///
/// # Errors
///
/// Whatever is wrong.
pub fn run(global: &Global, flags: &Vet) -> Result<(), Failure> {
    let session = session::open(global, &flags.input, &[], DataMode::Apart)?;
    let has_data = session.has_data;
    let (sources, values) = session.evaluate(false);
    let concrete = flags.concrete.unwrap_or(has_data);
    let mut errors = Vec::new();
    for (_, value) in values {
        errors.extend(diagnostics(value, concrete));
    }
    if !errors.is_empty() {
        report(global, &errors, sources);
        return Err(Failure::Reported);
    }
    if flags.concrete.is_none() && !has_data && values.iter().any(|(_, v)| !diagnostics(v, true).is_empty()) {
        let message =
            "some instances are incomplete; use the -c flag to show errors or -c=false to allow incomplete instances";
        return Err(Failure::Message(message.to_owned()));
    }
    Ok(())
}
