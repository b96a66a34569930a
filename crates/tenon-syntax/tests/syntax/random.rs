//! Random sequences of tokens: whatever comes out, the checks of [`crate::support::parsed`] hold.

use crate::support::{file, parsed};
use tenon_source::FileId;
use tenon_syntax::{LanguageVersion, parse};

const PIECES: &[&str] = &[
    "a",
    "b",
    "_",
    "#D",
    "if ",
    "for ",
    "in ",
    "let ",
    "try ",
    "else ",
    "package ",
    "import ",
    "true",
    "null",
    "_|_",
    "1",
    "0.5",
    "1K",
    "\"s\"",
    "'b'",
    "\"\\(",
    "#\"",
    "\"#",
    "\"",
    "\"\"\"\n",
    "\n  \"\"\"",
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    ",",
    ":",
    ":",
    ":",
    ".",
    "...",
    "?",
    "!",
    "~",
    "=",
    "+",
    "-",
    "*",
    "<",
    "==",
    "&",
    "|",
    "||",
    "\n",
    "\n",
    " ",
    " ",
    "// c\n",
    "@x(y)",
    "@",
    "\\",
    "é",
    "%",
    "\t",
    "a: ",
    "b: {",
    "[string]: ",
    "if a {",
    "for x in y {",
];

/// A small generator of random numbers; the seed makes failures repeatable.
struct Random(u64);

impl Random {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % n
    }
}

#[test]
fn random_tokens_keep_the_invariants() {
    let mut random = Random(42);
    for _ in 0..4_000 {
        let len = 1 + random.below(24);
        let text: String = (0..len).map(|_| PIECES[random.below(PIECES.len())]).collect();
        let first = parsed(&text);
        let again = parse(FileId(0), &text, LanguageVersion::LATEST);
        assert_eq!(file(&first), file(&again));
        let bad = file(&first).contains("BAD");
        assert!(!bad || !first.errors.is_empty(), "a bad node without an error in {text:?}");
    }
}
