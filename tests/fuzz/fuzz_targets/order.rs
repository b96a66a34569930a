//! A program made of the bytes evaluates to an equal value when everything in it changes places.

#![no_main]

use libfuzzer_sys::fuzz_target;
use tenon::Budget;
use tenon_tests::alike::difference;
use tenon_tests::permute::{Choices, Layout};
use tenon_tests::random::{Bytes, input, ring};

fuzz_target!(|bytes: &[u8]| {
    let mut choices = Bytes(bytes);
    let input = match choices.below(4) {
        3 => ring("fuzz", &mut choices),
        _ => input("fuzz", &mut choices),
    };
    let budget = Budget { steps: 200_000, ..Budget::default() };
    let layout = Layout::of(&input.files);
    let other = input.with_files(layout.render(&layout.permutation(&mut choices)));
    if let Some(why) = difference(&input.evaluate(&budget), &other.evaluate(&budget)) {
        panic!("{why}\n{}in another order\n{}", input.print(), other.print());
    }
});
