//! Edits and questions in any order crash nothing, and leave the problems that the texts have when they are seen at once.

#![no_main]

use libfuzzer_sys::fuzz_target;
use tenon_tests::editing::work;
use tenon_tests::random::Bytes;

fuzz_target!(|bytes: &[u8]| {
    if let Err(why) = work(&mut Bytes(bytes), bytes.len() / 8) {
        panic!("{why}");
    }
});
