//! Random work on random modules, see `tests/src/editing.rs`. `TENON_SITTINGS=1000` works longer, `TENON_SITTING=17` once
//! more on what failed.

use tenon_tests::editing::work;
use tenon_tests::permute::Random;

fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}

#[test]
fn problems_are_those_of_the_texts() {
    let seeds = match number("TENON_SITTING") {
        Some(seed) => seed..seed + 1,
        None => 0..number("TENON_SITTINGS").unwrap_or(100),
    };
    let mut failures = Vec::new();
    for seed in seeds {
        if let Err(why) = work(&mut Random::new(seed), 30) {
            failures.push(format!("TENON_SITTING={seed}\n{why}"));
        }
    }
    assert!(failures.is_empty(), "{} of them, the first:\n{}", failures.len(), failures[0]);
}
