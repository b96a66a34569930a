//! What is taken out and what stays: text in, text out. Trimming twice changes nothing.

use tenon_load::{Overlay, World};
use tenon_trim::{Request, trim};

fn trimmed(files: &[(&str, &str)]) -> Vec<String> {
    let mut world = Overlay::empty();
    for (name, text) in files {
        world.insert(name, text.as_bytes());
    }
    let request = Request {
        dir: world.current_dir(),
        world,
        inputs: files.iter().map(|(name, _)| (*name).to_owned()).collect(),
        package: None,
        tags: Vec::new(),
        inject_vars: false,
        layout: tenon_format::Options::default(),
        budget: tenon_eval::Budget::default(),
    };
    let packages = trim(&request).map_err(|e| e.errors).unwrap();
    packages.into_iter().flatten().map(|f| f.new).collect()
}

#[track_caller]
fn check(text: &str, expected: &str) {
    assert_eq!(trimmed(&[("x.cue", text)]), [expected]);
    assert_eq!(trimmed(&[("x.cue", expected)]), [expected], "twice");
}

#[test]
fn definition_gives_a_field() {
    check("#A: {n: 1, m: int}\na: #A & {n: 1, m: 2}\n", "#A: {n: 1, m: int}\na:  #A & {m: 2}\n");
}

#[test]
fn default_gives_a_field_unless_another_value_is_chosen() {
    check("#A: n: *1 | int\na: #A & {n: 1}\nb: #A & {n: 2}\n", "#A: n: *1 | int\na: #A & _\nb: #A & {n: 2}\n");
}

#[test]
fn reference_gives_a_field_when_what_it_refers_to_stays() {
    check(
        "s: [string]: {name: string, app: name}\ns: x: {name: \"x\", app: \"x\"}\n",
        "s: [string]: {name: string, app: name}\ns: x:        {name: \"x\"}\n",
    );
}

#[test]
fn first_of_equal_fields_stays() {
    check("a: b: 1\nc: 2\na: b: 1\n", "a: b: 1\nc: 2\n");
    assert_eq!(trimmed(&[("b.cue", "x: 1\n"), ("a.cue", "x: 1\ny: 2\n")]), ["x: 1\n", "y: 2\n"]);
}

#[test]
fn field_whose_name_is_referred_to_stays() {
    check("a: x: 1\nb: {\n\tx: int\n\ty: x\n}\nb: a\n", "a: x: 1\nb: {\n\tx: int\n\ty: x\n}\nb: a\n");
}

#[test]
fn definition_stays_as_narrow_as_it_was() {
    check("#A: n: *1 | int\n#B: #A & {n: 1}\n", "#A: n: *1 | int\n#B: #A & {n: 1}\n");
}

#[test]
fn optional_field_gives_nothing() {
    check("#A: n?: 1\na: #A & {n: 1}\n", "#A: n?: 1\na: #A & {n: 1}\n");
}

#[test]
fn attribute_keeps_a_field() {
    check("#A: n: 1\na: #A & {n: 1 @go(N)}\n", "#A: n: 1\na: #A & {n: 1 @go(N)}\n");
}

#[test]
fn comments_go_with_their_field() {
    check(
        "#A: {n: 1, m: int}\na: #A & {\n\t// one\n\tn: 1 // more\n\t// two\n\tm: 2\n}\n",
        "#A: {n: 1, m: int}\na: #A & {\n\t// two\n\tm: 2\n}\n",
    );
}

#[test]
fn empty_struct_as_an_operand_stays() {
    check("#A: n: 1\na: #A & {}\n", "#A: n: 1\na: #A & {}\n");
}

#[test]
fn value_that_is_computed_gives_a_field() {
    check("a: int\na: 2\nb: a + 1\nb: 3\n", "a: 2\nb: a + 1\n");
}
