//! Text in, text out. Every case is formatted twice: the second time changes nothing.

use tenon_source::{FileId, Source, Span};
use tenon_syntax::ast::{Clause, Decl, Element, Expr};
use tenon_syntax::{LanguageVersion, parse};

use crate::{Indent, Options, format_expr, format_file, format_source, unified_diff};

const FILE: FileId = FileId(0);

fn format(text: &str, options: &Options) -> String {
    let source = Source::new("in.cue", text);
    let parsed = parse(FILE, text, LanguageVersion::LATEST);
    assert!(parsed.errors.is_empty(), "{text}\n{:?}", parsed.errors);
    format_source(&source, FILE, &parsed, options)
}

#[track_caller]
fn check_with(input: &str, expected: &str, options: &Options) {
    let once = format(input, options);
    assert_eq!(once, expected, "\n{once}");
    assert_eq!(format(&once, options), once, "formatting twice changed the text");
}

#[track_caller]
fn check(input: &str, expected: &str) {
    check_with(input, expected, &Options::default());
}

/// Prints the tree as if a program had made it.
#[track_caller]
fn check_made(input: &str, expected: &str) {
    let parsed = parse(FILE, input, LanguageVersion::LATEST);
    assert!(parsed.errors.is_empty(), "{:?}", parsed.errors);
    let options = Options { indent: Indent::Spaces(4), ..Options::default() };
    assert_eq!(format_file(&parsed.file, &options), expected);
}

#[test]
fn empty() {
    check("", "");
    check("\n\n", "");
    check("// only a comment", "// only a comment\n");
}

#[test]
fn values_align_in_a_section() {
    check("a:1\nbbb : 2\n\ncccc: 3\nd: 4", "a:   1\nbbb: 2\n\ncccc: 3\nd:    4\n");
    check("a: 1\n// doc\nbbb: 2\n", "a: 1\n// doc\nbbb: 2\n");
    check("a: 1\nbbb: {\nc: 2}\ndd: 3\n", "a: 1\nbbb: {\n\tc: 2\n}\ndd: 3\n");
    check("é: 1\nbb: 2\n", "é:  1\nbb: 2\n");
}

#[test]
fn paths_align_with_paths_of_their_length() {
    check("a: b: 1\nccc: d: 2\ne: 3\n", "a: b:   1\nccc: d: 2\ne: 3\n");
}

#[test]
fn attributes_and_comments_align() {
    check(
        "a: 1 @x(1)\nb: 22222\nccc: 333 @yy(2) @z() // c\nd: 4 @w() // d\n",
        "a:   1   @x(1)\nb:   22222\nccc: 333 @yy(2) @z() // c\nd:   4   @w()        // d\n",
    );
    check("a: 1 // x\nbb: 22 // y\n", "a:  1  // x\nbb: 22 // y\n");
    check("a: 1 @x(\n)\nbbb: 22 @y()\n", "a:   1  @x(\n)\nbbb: 22 @y()\n");
}

#[test]
fn empty_lines_are_kept_singly() {
    check("\n\na: 1\n\n\n\nb: 2\n\n", "a: 1\n\nb: 2\n");
    check("a: {\n\n\n\tb: 1\n\n\n}\n", "a: {\n\n\tb: 1\n\n}\n");
    check("package x\na: 1", "package x\n\na: 1\n");
    check("import \"x\"\nimport \"y\"\na: 1", "import \"x\"\nimport \"y\"\n\na: 1\n");
}

#[test]
fn structs() {
    check("a: { }\nb: {\n}\n", "a: {}\nb: {}\n");
    check("a: { b: 1 , c: 2 }", "a: {b: 1, c: 2}\n");
    check("a: {b: 1,\nc: 2}", "a: {\n\tb: 1\n\tc: 2\n}\n");
    check("a: {b: {\nc: 2\n}}", "a: {\n\tb: {\n\t\tc: 2\n\t}\n}\n");
    check("a: {\nb: 1, ccc: 2, ...\n}", "a: {\n\tb:   1, ccc: 2, ...\n}\n");
    check("a:\n{b: 1}", "a: {b: 1}\n");
    check("a:\n  b:\n    c: 3", "a:\n\tb:\n\t\tc: 3\n");
    check("{a: 1}, {b: 2}", "{a: 1}\n{b: 2}\n");
}

#[test]
fn comments_stay_with_what_they_describe() {
    check("a: {// open\n  b: 1\n}", "a: { // open\n\tb: 1\n}\n");
    check("a: {\n  // inside\n}", "a: {\n\t// inside\n}\n");
    check("a: {\n  b: 1\n  // last\n}\n// end", "a: {\n\tb: 1\n\t// last\n}\n// end\n");
    check(
        "// doc\na: 1 // line\n\n// next\n\n\n// another\nb: 2",
        "// doc\na: 1 // line\n\n// next\n\n// another\nb: 2\n",
    );
    check(
        "a: [ // open\n 1, // one\n 22, // two\n // last\n]",
        "a: [ // open\n\t1,  // one\n\t22, // two\n\t// last\n]\n",
    );
    check("a: f(1, // one\n2)", "a: f(1, // one\n\t2)\n");
    check("if a { // why\n  b: 1\n}", "if a {\n\tb: 1\n} // why\n");
    check("a: [for x in y { // why\n  b: 1\n}]", "a: [for x in y {\n\tb: 1\n} // why\n]\n");
    check("a: // odd\n\t1", "a: // odd\n\t1\n");
    check(
        "import (\n// doc\n\"a\" // one\nb \"bb\" // two\n)",
        "import (\n\t// doc\n\t\"a\"    // one\n\tb \"bb\" // two\n)\n",
    );
}

#[test]
fn a_comment_after_a_comprehension_stands_apart() {
    check("if a {\n\tb: 1\n}\n// doc\nc: 2", "if a {\n\tb: 1\n}\n\n// doc\nc: 2\n");
}

#[test]
fn one_comment_of_a_clause_goes_behind_the_comprehension() {
    check("if a { // why\n\tb: 1\n}\nc: 2", "if a {\n\tb: 1\n} // why\nc: 2\n");
    check("if a // why\n{b: 1}", "if a {b: 1} // why\n");
    check("if a\n// why\n{b: 1}", "if a {\n\t// why\n\tb: 1\n}\n");
    check("if a { // why\nb: 1\n} // so\n", "if a { // why\n\tb: 1\n} // so\n");
    check("if a // one\n{ // two\nb: 1\n}", "if a {\n\t// one\n\t// two\n\tb: 1\n}\n");
}

#[test]
fn comments_in_calls() {
    check("a: f(-// one\n1)", "a: f(-1, // one\n)\n");
    check("a: f(1 + // one\n1, 2)", "a: f(1 + // one\n\t1, 2)\n");
    check("a: x.\n// one\ny(1)", "a: x.y(\n\t// one\n\t1,\n)\n");
}

#[test]
fn lists() {
    check("a: [ 1,2 , 3 ]", "a: [1, 2, 3]\n");
    check("a: [\n1,\n2\n]", "a: [\n\t1,\n\t2,\n]\n");
    check("a: [\n1\n2,\n3]", "a: [\n\t1\n\t2\n\t3\n]\n");
    check("a: [{\nb: 1\n}, {\n}, {\nb: 2\n}]", "a: [{\n\tb: 1\n}, {}, {\n\tb: 2\n}]\n");
    check("a: [\n1, 2,\n3, 4,\n]", "a: [\n\t1, 2,\n\t3, 4,\n]\n");
    check("a: [1, 2,\n]\nb: [1, 2\n]\nc: f(1,\n)", "a: [1, 2,\n]\nb: [1, 2]\nc: f(1,\n)\n");
    check("a: [...]\nb: [1, ...int]\nc: [\n...int\n]", "a: [...]\nb: [1, ...int]\nc: [\n\t...int\n]\n");
    check("a: [ for x in y\nif z {x}\n]", "a: [for x in y\nif z {x}]\n");
}

#[test]
fn operators_beside_each_other_stay_apart() {
    check("[N= =~\"^a\"]: 1", "[N= =~\"^a\"]: 1\n");
    check("a: ! =~\"^a\"", "a: ! =~\"^a\"\n");
    check("a: !(=~\"^a\")", "a: !(=~\"^a\")\n");
}

#[test]
fn calls() {
    check("a: f( )\nb: f( 1,2 )", "a: f()\nb: f(1, 2)\n");
    check("a: f(\n1,\n2)", "a: f(\n\t1,\n\t2,\n)\n");
    check("a: f([\n1,\n], 2)", "a: f([\n\t1,\n], 2)\n");
    check("a: close({\nb: 1\n})", "a: close({\n\tb: 1\n})\n");
}

#[test]
fn a_second_comment_ends_the_section() {
    check("c ////\nc/-\n//\n\nx ///\nc/-long //\n", "c      ////\nc / -x //\n///\nc / -long //\n");
}

#[test]
fn numbers_keep_off_selectors() {
    check("a: 0 .PQ\nb: 1 .x.y[0]\n", "a: 0 .PQ\nb: 1 .x.y[0]\n");
}

#[test]
fn operators() {
    check("a: 1+2*3\nb: x&y|z\nc: !p&&q", "a: 1 + 2*3\nb: x & y | z\nc: !p && q\n");
    check("a: x>=y-1\nb: x[i-1]\nc: f(i-1, 2)", "a: x >= y-1\nb: x[i-1]\nc: f(i - 1, 2)\n");
    check("a: x+1&{5}\nb: x+1&(5)\nc: y & x+1", "a: x+1 & {5}\nb: x + 1 & (5)\nc: y & x + 1\n");
    check("a: 1 |\n2 |\n3", "a: 1 |\n\t2 |\n\t3\n");
    check("a:\n1 |\n2", "a:\n\t1 |\n\t\t2\n");
    check("a: 1 | // one\n// two\n2", "a: 1 | // one\n\t// two\n\t2\n");
    check("a: (\n1 |\n2)", "a: (\n\t1 |\n\t\t2)\n");
    check("a: -1\nb: *1 | int\nc: (1+2)*3", "a: -1\nb: *1 | int\nc: (1 + 2) * 3\n");
}

#[test]
fn comprehensions() {
    check("for k,v in x let y=v if y {a: 1}", "for k, v in x let y = v if y {a: 1}\n");
    check("for k in x\nif k { a: 1 }", "for k in x\nif k {a: 1}\n");
    check("a: [if x {1}, if y { 2 }]", "a: [if x {1}, if y {2}]\n");
}

#[test]
fn labels() {
    check(
        "\"a\"?:1\nb!:2\n(c):3\n\"\\(d)\":4\n[e=string]:5",
        "\"a\"?:       1\nb!:         2\n(c):        3\n\"\\(d)\":     4\n[e=string]: 5\n",
    );
    check("a=b: 1\nc: d={e: 1}", "a=b: 1\nc:   d={e: 1}\n");
}

#[test]
fn literals_of_several_lines_move() {
    check("a: {\nb: \"\"\"\n  x\n\n    y\n  \"\"\"\n}", "a: {\n\tb: \"\"\"\n\t\tx\n\n\t\t  y\n\t\t\"\"\"\n}\n");
    check("a: \"\"\"\n  x \\(b)\n  y\n  \"\"\"", "a: \"\"\"\n\tx \\(b)\n\ty\n\t\"\"\"\n");
    check("a: #'''\n\t\tx\n\t\t'''#", "a: #'''\n\tx\n\t'''#\n");
}

#[test]
fn simplified_labels() {
    let options = Options { simplify: true, ..Options::default() };
    check_with(
        "\"a\": 1\n\"b-c\": 2\n\"_d\": 3\n\"e\": 4\n\"for\": 5\nf: {\"g\": e}\n",
        "a:     1\n\"b-c\": 2\n\"_d\":  3\n\"e\":   4\n\"for\": 5\nf:     {g: e}\n",
        &options,
    );
    check_with("// a\n\"a\": \"a\"\n\"x\": 1\nlet x = 2\n", "// a\na:   \"a\"\n\"x\": 1\nlet x = 2\n", &options);
}

#[test]
fn made_trees() {
    check_made("a: {b: 1, ccc: 2}\nd: {e: 1}", "a: {\n    b:   1\n    ccc: 2\n}\nd: {e: 1}\n");
    check_made("a: b: c: 1\nd: {} | {x: 1} | {x: 1, y: 2}", "a: b: c: 1\nd: {} | {x: 1} | {\n    x: 1\n    y: 2\n}\n");
    check_made("import \"x\"\na: \"\"\"\n\tx\n\t\"\"\"", "import \"x\"\n\na: \"\"\"\n    x\n    \"\"\"\n");
    check_made("if x {a: 1}\nb: [if x {1}]", "if x {\n    a: 1\n}\nb: [if x {\n    1\n}]\n");
}

#[test]
fn made_sequences() {
    check_made("a: [1,\n2, {x: 1, y: 2}]", "a: [1, 2, {\n    x: 1\n    y: 2\n}]\n");
    check_made(
        "a: [1, {x: 1, y: 2}, {z: 1}, [3]]",
        "a: [\n    1,\n    {\n        x: 1\n        y: 2\n    }, {\n        z: 1\n    }, [\n        3,\n    ],\n]\n",
    );
    check_made("a: [{x: 1}, {y: 2, z: 3}]", "a: [{\n    x: 1\n}, {\n    y: 2\n    z: 3\n}]\n");
    check_made("a: f([1, 2], {y: 2, z: 3})", "a: f([\n    1,\n    2,\n], {\n    y: 2\n    z: 3\n})\n");
    check_made("a: f(x, {y: 2, z: 3})", "a: f(x, {\n    y: 2\n    z: 3\n})\n");
    check_made("a: [x & {y: 2, z: 3}]", "a: [x & {\n    y: 2\n    z: 3\n}]\n");
    check_made("a: f(\"\"\"\n\tx\n\t\"\"\")", "a: f(\n    \"\"\"\n        x\n        \"\"\",\n)\n");
    let long = "x".repeat(70);
    check_made(&format!("a: [{long}, {long}]"), &format!("a: [\n    {long},\n    {long},\n]\n"));
    check_made(&format!("a: [{{b: {long}, }}, [{long}]]"), &format!("a: [{{\n    b: {long}\n}}, [\n    {long},\n]]\n"));
}

#[test]
fn made_chains() {
    let long = "x".repeat(70);
    check_made(&format!("a: {long} & {long} & y"), &format!("a: {long} &\n    {long} &\n    y\n"));
    check_made(
        &format!("a: {long} & {{b: 1}} & {{c: {long}}} & {{d: 3}}"),
        &format!("a: {long} & {{b: 1}} & {{\n    c: {long}\n}} & {{d: 3}}\n"),
    );
    check_made("a: {x: 1, y: 2} | 3", "a: {\n    x: 1\n    y: 2\n} | 3\n");
    check_made("a: 1 | {x: 1, y: 2} | 3", "a: 1 |\n{\n    x: 1\n    y: 2\n} |\n3\n");
    check_made("a: x & {{x: 1, y: 2}}", "a: x & {{\n    x: 1\n    y: 2\n}}\n");
}

#[test]
fn made_documentation() {
    let mut parsed = parse(FILE, "a: 1\nbb: 2", LanguageVersion::LATEST);
    parsed.file.doc = vec![" The file.".to_owned()];
    if let Some(Decl::Field(field)) = parsed.file.decls.last_mut() {
        field.doc = vec![" The field.".to_owned(), String::new(), " More.".to_owned()].into();
    }
    let text = format_file(&parsed.file, &Options::default());
    assert_eq!(text, "// The file.\na: 1\n// The field.\n//\n// More.\nbb: 2\n");
}

/// Puts a comment behind every bottom.
fn with_comments(expr: &mut Expr) {
    match expr {
        Expr::Bottom(_) => {
            *expr = Expr::Commented { expr: Box::new(Expr::Bottom(Span::NONE)), comment: "why".to_owned() };
        }
        Expr::Unary { expr, .. } => with_comments(expr),
        Expr::Binary { left, right, .. } => {
            with_comments(left);
            with_comments(right);
        }
        Expr::List(l) => l.elems.iter_mut().for_each(|e| match e {
            Element::Expr(e) => with_comments(e),
            Element::Comprehension(_) | Element::Ellipsis(_) => {}
        }),
        Expr::Struct(s) => s.decls.iter_mut().for_each(decl_with_comments),
        _ => {}
    }
}

fn decl_with_comments(decl: &mut Decl) {
    match decl {
        Decl::Field(f) => with_comments(&mut f.value),
        Decl::Comprehension(c) => {
            for clause in &mut c.clauses {
                if let Clause::If { condition, .. } = clause {
                    with_comments(condition);
                }
            }
            c.body.decls.iter_mut().for_each(decl_with_comments);
        }
        _ => {}
    }
}

#[test]
fn made_comments() {
    let text = "a: 1\nbb: _|_\nc: [_|_, 1]\nd: string | *_|_\ne: _|_ & {f: _|_}\nif a == _|_ {b: 1}";
    let mut parsed = parse(FILE, text, LanguageVersion::LATEST);
    parsed.file.decls.iter_mut().for_each(decl_with_comments);
    let expected = "\
a:  1
bb: _|_ // why
c: [
	_|_, // why
	1,
]
d: string |
	*_|_ // why
e: _|_ & {
	f: _|_ // why
} // why
if a == _|_ // why
{
	b: 1
}
";
    assert_eq!(format_file(&parsed.file, &Options::default()), expected);
}

#[test]
fn made_expressions() {
    let expr = tenon_syntax::parse_expr(FILE, "{a:1}&[1,2]").expect("an expression");
    assert_eq!(format_expr(&expr, &Options::default()), "{a: 1} & [1, 2]");
}

#[test]
fn deep_and_long() {
    let deep = format!("a: {}1{}", "{a: ".repeat(2000), "}".repeat(2000));
    assert!(format(&deep, &Options::default()).len() > 8000);
    let lists = format!("a: {}{}", "[".repeat(2000), "]".repeat(2000));
    assert_eq!(format(&lists, &Options::default()).len(), 4004);
    let chain = format!("a: 1{}", " | 1".repeat(5000));
    assert_eq!(format(&chain, &Options::default()).trim_end(), chain);
}

#[test]
fn differences() {
    assert_eq!(unified_diff("a\n", "a\n", "x"), "");
    let old = "1\n2\n3\n4\n5\n6\n7\n8\n9\n";
    let new = "1\n2\n3\n4\nx\n6\n7\n8\n9\n";
    let expected = "diff x.orig x\n--- x.orig\n+++ x\n@@ -2,7 +2,7 @@\n 2\n 3\n 4\n-5\n+x\n 6\n 7\n 8\n";
    assert_eq!(unified_diff(old, new, "x"), expected);
}
