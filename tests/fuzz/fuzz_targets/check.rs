//! What the checker says is valid has no error in the evaluator: a schema, and behind a line `---` the bytes of a record.

#![no_main]

use libfuzzer_sys::fuzz_target;
use std::sync::Arc;
use tenon::Budget;
use tenon::compile::{Compiled, Extra};
use tenon::records::Schema;
use tenon_source::FileId;

fuzz_target!(|text: &str| {
    let Some((schema, record)) = text.split_once("\n---\n") else { return };
    let mut compiled = Compiled::default();
    let package = compiled.data_package(&Extra::default());
    let Ok(expr) = compiled.expr(package, "-", schema, tenon::library()) else { return };
    let budget = Budget { steps: 200_000, ..Budget::default() };
    let schema = Schema::new(compiled, package, expr, true, budget);
    let mut check = schema.check();
    let end = check.json(record, 0);
    let data = tenon_encoding::json::parse_many(FileId(0), record).next();
    let Some(Ok(data)) = data else {
        assert!(end.is_none(), "what is no JSON is not valid");
        return;
    };
    assert!(end.is_none_or(|end| end == data.span.end as usize), "it ends where the reader says");
    if end.is_some() || check.data(&data) {
        let errors = schema.evaluate_last(&[Arc::new(data)]);
        assert!(errors.iter().all(Vec::is_empty), "{errors:?}");
    }
});
