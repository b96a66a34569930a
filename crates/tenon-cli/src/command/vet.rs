//! `tenon vet`

use crate::cli::Vet;
use crate::failure::{Failure, report, report_by_owner};
use crate::flags::Global;
use crate::session::{self, DataMode, Shown};
use crate::stream;
use tenon::explain::diagnostics;

/// Checks configurations, or data against a schema.
///
/// # Errors
///
/// Whatever is wrong.
pub fn run(global: &Global, flags: &Vet) -> Result<(), Failure> {
    if let Some(done) = stream::run(global, flags) {
        return done;
    }
    let session = session::open(global, &flags.input, &[], DataMode::Apart, false)?;
    let has_data = session.has_data;
    let concrete = flags.concrete.unwrap_or(has_data);
    let ask = flags.concrete.is_none() && !has_data;
    let (sources, judged) = session.each(Shown::default(), "reporting", |_, value, _| {
        let errors = diagnostics(value, concrete);
        let incomplete = ask && errors.is_empty() && !diagnostics(value, true).is_empty();
        (errors, incomplete)
    });
    let incomplete = judged.iter().any(|(_, incomplete)| *incomplete);
    let errors: Vec<_> = judged.into_iter().flat_map(|(errors, _)| errors).collect();
    if !errors.is_empty() {
        if flags.by_owner {
            report_by_owner(global, &errors, sources);
        } else {
            report(global, &errors, sources);
        }
        return Err(Failure::Reported);
    }
    if incomplete {
        let message =
            "some instances are incomplete; use the -c flag to show errors or -c=false to allow incomplete instances";
        return Err(Failure::Message(message.to_owned()));
    }
    Ok(())
}
