//! Random programs that are well typed, and [`ring`]s, which are not.
//!
//! What a field may be follows from the first letter of its name, so that any two declarations go together:
//!
//! | name | holds |
//! |---|---|
//! | `n0` … `n3` | a number from 0 to 99 |
//! | `w0` … `w3` | one of the words a, b, c |
//! | `f0`, `f1` | a truth value |
//! | `l0`, `l1` | a list of such numbers |
//! | `m0`, `m1` | a struct of such numbers, by pattern |
//! | `c0`, `c1` | one of two structs, told apart by `kind` |
//! | `d0` … | a value of the definition `#D0` … |
//! | `z0` … | something computed of fields beside it |
//!
//! Definitions may embed and refer to those before them; `v0` … are their values, in several conjuncts, which may refer to
//! values before them. So nothing conflicts, and nothing is cyclic; but not everything is there, so that some of it is
//! incomplete. Lists are made of lists and structs of structs: a list made of a struct would depend on its order.

use crate::evaluate::Input;
use crate::permute::Choices;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

/// The bytes of a fuzzer as choices; when they are used up, the first of everything.
#[derive(Clone, Debug)]
pub struct Bytes<'a>(pub &'a [u8]);

impl Choices for Bytes<'_> {
    fn below(&mut self, bound: usize) -> usize {
        let (byte, rest) = self.0.split_first().unwrap_or((&0, &[]));
        self.0 = rest;
        usize::from(*byte) % bound.max(1)
    }
}

const NAMES: [&str; 15] = ["n0", "n1", "n2", "n3", "w0", "w1", "w2", "w3", "f0", "f1", "l0", "l1", "m0", "m1", "c0"];
const NUMBERS: [&str; 9] =
    ["int", ">=0 & <=99", "uint8", "*3 | int", "<100", ">=low & <=high", "number", "*7 | 8 | int", "_"];
const WORDS: [&str; 7] = [
    "string",
    "\"a\" | \"b\" | \"c\"",
    "*\"a\" | \"b\" | \"c\"",
    "=~\"^[a-c]$\"",
    "!=\"z\"",
    "*\"b\" | string",
    "#Word",
];
const TRUTHS: [&str; 4] = ["bool", "*true | bool", "true | false", "*false | true"];
const LISTS: [&str; 5] = ["[...int]", "[...uint8]", "[...(>=0 & <=99)]", "*[1, 2] | [...int]", "[...]"];
const MAPS: [&str; 5] =
    ["{[string]: int}", "{[=~\"^[a-c]\"]: int}", "{[string]: >=0}", "{a?: int, b?: int, ...}", "{[_]: number}"];
const VARIANTS: [&str; 3] = [
    "{kind: \"p\", n0: int} | {kind: \"q\", w0: string}",
    "*{kind: \"p\", n0: int | *4} | {kind: \"q\", w0: string}",
    "{kind: \"p\", n0: int} | {kind: \"q\", w0: *\"a\" | string}",
];

/// A definition: how its fields are marked.
type Definition = BTreeMap<String, &'static str>;

struct Program<'c, C> {
    choices: &'c mut C,
    definitions: Vec<Definition>,
    /// The definition of each value.
    values: Vec<usize>,
}

/// A program of one to three files as an input.
pub fn input(name: &str, choices: &mut impl Choices) -> Input {
    let files = program(choices);
    let arguments = files.iter().map(|(name, _)| name.clone()).collect();
    Input { name: name.to_owned(), files, arguments, tags: Vec::new() }
}

/// Three structs whose fields refer to each other, and to fields of each other: most of them contain themselves.
///
/// The fields of each are x, y and z, some of them optional; their values are references, structs of one such field, and
/// both at once.
pub fn ring(name: &str, choices: &mut impl Choices) -> Input {
    let mut text = String::new();
    for _ in 0..choices.below(4) {
        let label = ["a", "b", "c"][choices.below(3)];
        let field = ring_field(choices, 1);
        let _ = writeln!(text, "{label}: {field}");
    }
    for label in ["a", "b", "c"] {
        let field = ring_field(choices, 1);
        let _ = writeln!(text, "{label}: {field}");
    }
    let files = vec![("f0.cue".to_owned(), text)];
    Input { name: name.to_owned(), arguments: vec!["f0.cue".to_owned()], files, tags: Vec::new() }
}

/// `x: …` with a value of so many levels.
fn ring_field(choices: &mut impl Choices, depth: usize) -> String {
    let label = ["x", "y", "z"][choices.below(3)];
    let marker = if choices.below(4) == 3 { "?" } else { "" };
    format!("{label}{marker}: {}", ring_value(choices, depth))
}

fn ring_value(choices: &mut impl Choices, depth: usize) -> String {
    let reference = ["a", "b", "c", "a.x", "b.y", "c.z", "a.y", "b.x", "c.x", "_"][choices.below(10)];
    match if depth > 0 { choices.below(4) } else { 0 } {
        1 => format!("{{{}}}", ring_field(choices, depth - 1)),
        2 => format!("{reference} & {{{}}}", ring_field(choices, depth - 1)),
        3 => format!("{{{reference}, {}}}", ring_field(choices, depth - 1)),
        _ => reference.to_owned(),
    }
}

/// A program of one to three files.
fn program(choices: &mut impl Choices) -> Vec<(String, String)> {
    let mut files = vec!["package p\n".to_owned(); 1 + choices.below(3)];
    let mut declarations = vec!["low: 0".to_owned(), "high: 99".to_owned(), "#Word: \"a\" | \"b\" | \"c\"".to_owned()];
    let mut program = Program { choices, definitions: Vec::new(), values: Vec::new() };
    for _ in 0..1 + program.choices.below(4) {
        declarations.push(program.definition());
    }
    for _ in 0..1 + program.choices.below(4) {
        declarations.extend(program.value());
    }
    declarations.extend(program.shared());
    for declaration in declarations {
        let file = program.choices.below(files.len());
        files[file].push_str(&declaration);
        files[file].push('\n');
    }
    files.into_iter().enumerate().map(|(index, text)| (format!("f{index}.cue"), text)).collect()
}

impl<C: Choices> Program<'_, C> {
    fn chance(&mut self, one_in: usize) -> bool {
        self.choices.below(one_in) == one_in - 1
    }

    fn one_of<'t>(&mut self, texts: &[&'t str]) -> &'t str {
        texts[self.choices.below(texts.len())]
    }

    /// `#D0: {…}`: fields, embedded definitions, and what is computed of them.
    fn definition(&mut self) -> String {
        let index = self.definitions.len();
        let mut fields = Definition::new();
        let mut lines = Vec::new();
        for _ in 0..1 + self.choices.below(6) {
            let name = self.name(index);
            let marker = self.one_of(&["", "", "?", "!"]);
            let schema = self.schema(&name);
            lines.push(format!("{name}{marker}: {schema}"));
            let known = fields.entry(name).or_insert(marker);
            if strength(marker) > strength(known) {
                *known = marker;
            }
        }
        // What is embedded is not in scope.
        let here: Vec<String> = fields.iter().filter(|(_, marker)| marker.is_empty()).map(|(n, _)| n.clone()).collect();
        if index > 0 && self.chance(3) {
            let embedded = self.choices.below(index);
            lines.push(format!("#D{embedded}"));
            for (name, marker) in &self.definitions[embedded] {
                fields.entry(name.clone()).or_insert(marker);
            }
        }
        for computed in 0..self.choices.below(3) {
            lines.extend(self.computed(&here, &format!("z{index}{computed}")));
        }
        if self.chance(4) {
            lines.push("...".to_owned());
        }
        self.definitions.push(fields);
        format!("#D{index}: {{\n{}}}", indented(&lines))
    }

    fn name(&mut self, definitions: usize) -> String {
        if definitions > 0 && self.chance(5) {
            return format!("d{}", self.choices.below(definitions));
        }
        self.one_of(&NAMES).to_owned()
    }

    /// What a field of this name must be.
    fn schema(&mut self, name: &str) -> String {
        let texts: &[&str] = match name.as_bytes().first() {
            Some(b'n') => &NUMBERS,
            Some(b'w') => &WORDS,
            Some(b'f') => &TRUTHS,
            Some(b'l') => &LISTS,
            Some(b'm') => &MAPS,
            Some(b'c') => &VARIANTS,
            _ => return format!("#D{}", &name[1..]),
        };
        self.one_of(texts).to_owned()
    }

    /// Declarations that compute something of fields that are beside them.
    fn computed(&mut self, here: &[String], name: &str) -> Vec<String> {
        let Some(of) = here.get(self.choices.below(here.len())) else { return vec![format!("{name}: low + 1")] };
        let texts: &[&str] = match of.as_bytes().first() {
            Some(b'n') => &[
                "Z: N + 1",
                "let L_Z = N * 2, Z: L_Z + low",
                "Z: \"\\(N)-\"",
                "if N > 10 {Z: \"many\"}",
                "Z: *N | 5",
                "Z: {x: N, y: x + 1}",
                "Z: [N, {n: N}]",
                "for e in [1, 2] {\"Z\\(e)\": N + e}",
                "Z: >=N",
                "Z: div(N, 3)",
            ],
            Some(b'w') => &[
                "Z: N + \"!\"",
                "Z: \"<\\(N)>\"",
                "if N == \"a\" {Z: 1}, if N != \"a\" {Z: 2}",
                "Z: {if N == \"a\" {x: 1}}",
                "\"Z\\(N)\": true",
                "Z: {(N): 1}",
                "Z: len(N)",
                "Z: {a: 1, b: 2, c: 3}[N]",
            ],
            Some(b'f') => {
                &["if N {Z: 1}", "Z: !N", "Z: {if N {x: 1}, if !N {y: 2}}", "Z: N && low == 0", "Z: N | *false"]
            }
            Some(b'l') => &[
                "Z: len(N)",
                "Z: [for e in N {e + 1}]",
                "Z: [for i, e in N if e > 3 {[i, e]}]",
                "Z: {for i, e in N {\"k\\(i)\": e}}",
                "let L_Z = N, Z: [for e in L_Z let f = e * 2 {f}]",
                "if len(N) > 1 {Z: N[0]}",
            ],
            Some(b'm') => &[
                "Z: {for k, e in N {\"x\\(k)\": e + 1}}",
                "Z: {for k, e in N if e > 3 {(k): e}}",
                "Z: N & {[string]: <=99}",
                "if N.a != _|_ {Z: N.a}",
                "Z: N",
            ],
            Some(b'c') => &["Z: N.kind", "if N.kind == \"p\" {Z: N.n0}", "Z: N & {kind: string}", "Z: {N}"],
            _ => &["Z: N", "Z: N & {...}", "Z: {N, extra: 1}", "Z: [N]"],
        };
        let text = self.one_of(texts).replace('Z', name).replace('N', of);
        let (first, rest) = text.split_once(", Z").map_or((text.as_str(), None), |(a, _)| (a, Some(a.len() + 2)));
        let mut lines = vec![first.to_owned()];
        lines.extend(rest.map(|at| text[at..].to_owned()));
        lines
    }

    /// A value of a definition, in one to three declarations.
    fn value(&mut self) -> Vec<String> {
        let index = self.values.len();
        let definition = self.choices.below(self.definitions.len());
        let mut parts = vec![format!("#D{definition}")];
        for _ in 0..1 + self.choices.below(2) {
            parts.push(self.literal(definition, 0));
        }
        self.values.push(definition);
        if self.chance(2) {
            return vec![format!("v{index}: {}", parts.join(" & "))];
        }
        parts.iter().map(|part| format!("v{index}: {part}")).collect()
    }

    /// A struct with some of a definition's fields. All literals of a field agree with each other.
    fn literal(&mut self, definition: usize, depth: usize) -> String {
        let fields = self.definitions[definition].clone();
        let mut text = "{".to_owned();
        let mut first = true;
        for (name, marker) in fields {
            let wanted = if marker == "?" { self.chance(2) } else { !self.chance(4) };
            let value = if wanted { self.instance(&name, depth) } else { None };
            let Some(value) = value else { continue };
            let separator = if std::mem::take(&mut first) { "" } else { ", " };
            let _ = write!(text, "{separator}{name}: {value}");
        }
        text + "}"
    }

    /// What a field of this name is: the same wherever it is said.
    fn instance(&mut self, name: &str, depth: usize) -> Option<String> {
        let number = name[1..].parse::<usize>().unwrap_or(0);
        let fixed: &[&str] = match name.as_bytes().first() {
            Some(b'n') => &["4", "12", "0", "99"],
            Some(b'w') => &["\"a\"", "\"b\"", "\"c\"", "\"a\""],
            Some(b'f') => &["true", "false"],
            Some(b'l') => &["[1, 2]", "[low + 1, 5, 9]"],
            Some(b'm') => &["{a: 1, b: 2}", "{b: 7}"],
            Some(b'c') => &["{kind: \"p\", n0: 4}"],
            _ if depth < 2 => return Some(self.literal(number, depth + 1)),
            _ => return None,
        };
        if let Some(other) = self.elsewhere(name) {
            return Some(other);
        }
        let partial: &[&str] = match name.as_bytes().first() {
            Some(b'n') => &["int", "_", "number"],
            Some(b'w') => &["string", "_"],
            Some(b'm') => &["{a: int}", "{}", "{b: int}"],
            Some(b'c') => &["{kind: \"p\"}", "{n0: 4}", "{}"],
            Some(b'l') => &["[...]", "[_, ...]"],
            _ => &["_"],
        };
        let partly = self.chance(4);
        let text = if partly { self.one_of(partial) } else { fixed[number % fixed.len()] };
        Some(text.to_owned())
    }

    /// A reference to the same field of a value before this one.
    fn elsewhere(&mut self, name: &str) -> Option<String> {
        if self.values.is_empty() || !self.chance(5) {
            return None;
        }
        let value = self.choices.below(self.values.len());
        let is_there = self.definitions[self.values[value]].get(name).is_some_and(|marker| *marker != "?");
        is_there.then(|| format!("v{value}.{name}"))
    }

    /// Declarations about several values.
    fn shared(&mut self) -> BTreeSet<String> {
        let mut lines = BTreeSet::new();
        for _ in 0..self.choices.below(4) {
            let value = self.choices.below(self.values.len());
            let definition = self.values[value];
            let texts = [
                "x0: [string]: #DI, x0: k: vJ",
                "x1: vJ | *null",
                "x2: #DI | {other: true}, x2: vJ",
                "x3: [vJ, ...#DI]",
                "x4: {for e in [vJ] {copy: e}}",
                "x5: S={n0: low, sum: S.n0 + high}",
                "x6: {let all = {a: low, b: a + 1}, c: all.b}",
                "x7: (vJ & {_extra: low})._extra",
                "x8: close({vJ})",
                "x9: close({here: low, vJ})",
            ];
            let text = self.one_of(&texts).replace('I', &definition.to_string()).replace('J', &value.to_string());
            let name = &text[..2];
            lines.extend(
                text.split(&format!(", {name}: "))
                    .enumerate()
                    .map(|(at, part)| if at == 0 { part.to_owned() } else { format!("{name}: {part}") }),
            );
        }
        lines
    }
}

fn strength(marker: &str) -> usize {
    ["?", "!", ""].iter().position(|m| *m == marker).unwrap_or(0)
}

fn indented(lines: &[String]) -> String {
    lines.iter().map(|line| format!("\t{line}\n")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evaluate::Outcome;
    use crate::permute::Random;
    use tenon::Budget;

    #[test]
    fn programs_are_well_typed() {
        for seed in 0..200 {
            let input = input("random", &mut Random::new(seed));
            match input.evaluate(&Budget::default()) {
                Outcome::Refused(why) => panic!("{}{why:?}", input.print()),
                Outcome::Values(values, _) => {
                    let errors = values.iter().flat_map(|value| tenon::explain::diagnostics(value, false));
                    let errors: Vec<_> = errors.map(|error| error.message).collect();
                    assert!(errors.is_empty(), "{}{errors:?}", input.print());
                }
            }
        }
    }
}
