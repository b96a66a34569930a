//! Evaluating, exporting and printing whatever text ends within a budget.

#![no_main]

use libfuzzer_sys::fuzz_target;
use tenon::{Budget, Context};

fuzz_target!(|text: &str| {
    let budget = Budget { steps: 200_000, ..Budget::default() };
    if let Ok(value) = Context::in_memory().budget(budget).compile(text) {
        drop(value.validate());
        drop(value.to_json());
        drop(value.to_cue());
    }
});
