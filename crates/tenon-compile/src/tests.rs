//! Text in, resolved program or errors out.

use crate::{FileInput, ImportTarget, PackageInput, compile_expr, compile_package, dump};
use std::sync::Arc;
use tenon_ir::Data;
use tenon_ir::data::{DataValue, Entry};
use tenon_ir::program::{Features, PackageId, Program};
use tenon_source::{Diagnostic, FileId, Source, Span};
use tenon_syntax::{LanguageVersion, Parsed, ast, parse, parse_expr};

/// Stands on the first line of a text that uses [`ALL`]; lines are counted after it, and dumps leave it out.
const EXPERIMENTS: &str = "@experiment(aliasv2,try,explicitopen)";

const ALL: Features = Features { structcmp: true, explicitopen: true, aliasv2: true, try_: true, shortcircuit: true };

fn target(path: &str) -> ImportTarget {
    let name = path.rsplit('/').next().unwrap_or(path);
    ImportTarget { package: None, name: name.to_owned(), builtin: true }
}

fn imports(file: &ast::File) -> Vec<(String, ImportTarget)> {
    let specs = file.decls.iter().filter_map(|d| match d {
        ast::Decl::Import(i) => Some(&i.specs),
        _ => None,
    });
    specs
        .flatten()
        .filter_map(|s| match &s.path.value {
            ast::StringValue::String(path) => Some((path.to_string(), target(path))),
            ast::StringValue::Bytes(_) => None,
        })
        .collect()
}

fn parsed(file: u32, text: &str) -> Parsed {
    let parsed = parse(FileId(file), text, LanguageVersion::LATEST);
    assert!(parsed.errors.is_empty(), "{:?}", parsed.errors);
    parsed
}

fn compiled(files: &[&str], features: Features) -> (Program, PackageId, Vec<Diagnostic>) {
    let mut program = Program::default();
    let trees: Vec<Parsed> = files.iter().enumerate().map(|(i, text)| parsed(i as u32, text)).collect();
    let inputs = trees.iter().zip(files).enumerate().map(|(i, (tree, text))| FileInput {
        id: FileId(i as u32),
        text,
        ast: &tree.file,
        comments: &tree.comments,
        features,
        imports: imports(&tree.file),
        embeds: Vec::new(),
    });
    let input = PackageInput {
        path: String::new(),
        name: "p".to_owned(),
        files: inputs.collect(),
        data: Vec::new(),
        standard: |_| None,
    };
    let (package, errors) = compile_package(&mut program, &input);
    (program, package, errors)
}

fn errors_text(files: &[&str], errors: &[Diagnostic]) -> String {
    let mut text = String::new();
    for error in errors {
        let span = error.labels.first().map_or(Span::NONE, |l| l.span);
        let source = Source::new("", *files.get(span.file.0 as usize).unwrap_or(&""));
        let at = source.line_col(span.start);
        let line = at.line - u32::from(source.text().starts_with(EXPERIMENTS));
        let path = if error.path.is_empty() { String::new() } else { format!("{}: ", error.path) };
        text.push_str(&format!("{line}:{} {path}{}\n", at.col, error.message));
    }
    text
}

fn with_experiments(features: Features, text: &str) -> String {
    if features == ALL { format!("{EXPERIMENTS}\n{text}") } else { text.to_owned() }
}

#[track_caller]
fn check_with(features: Features, text: &str, expected: &str) {
    let text = &with_experiments(features, text);
    let (program, package, errors) = compiled(&[text], features);
    assert_eq!(errors_text(&[text], &errors), "", "{text}");
    let file = program.packages[package.0 as usize].files[0];
    assert_eq!(dump(&program, file).replace(&format!("{EXPERIMENTS}, "), ""), expected, "{text}");
}

#[track_caller]
fn check(text: &str, expected: &str) {
    check_with(Features::default(), text, expected);
}

#[track_caller]
fn check_new(text: &str, expected: &str) {
    check_with(ALL, text, expected);
}

#[track_caller]
fn errors(features: Features, text: &str, expected: &str) {
    let text = &with_experiments(features, text);
    let (_, _, errors) = compiled(&[text], features);
    let expected: String = expected.trim().lines().map(|l| format!("{}\n", l.trim())).collect();
    assert_eq!(errors_text(&[text], &errors), expected, "{text}");
}

#[test]
fn fields_and_scopes() {
    check("a: 1, b: a", "{a: 1, b: a^0}");
    check("a: 1, b: c: a", "{a: 1, b: {c: a^1}}");
    check("a: {a: 1, b: a}, c: a.b", "{a: {a: 1, b: a^0}, c: a^0.b}");
    check("a?: int, b!: a, #C: _d, _d: #C", "{a?: @int, b!: a^0, #C: _d^0, _d: #C^0}");
    check("\"a\": 1, \"b-c\": 2, \"#d\": 3", "{a: 1, \"b-c\": 2, \"#d\": 3}");
    check("a: {}, b: a.\"x y\", c: a.#D", "{a: {}, b: a^0.\"x y\", c: a^0.#D}");
    check("x: {{b}, c: b}, b: 1", "{x: {{b^2}, c: b^1}, b: 1}");
}

#[test]
fn strings_are_no_names() {
    errors(
        Features::default(),
        "\"a\": 1\nb: a\nc: [string]: d\n\"d\": 1",
        "2:4 b: reference \"a\" not found\n3:14 c: reference \"d\" not found",
    );
}

#[test]
fn predeclared() {
    check("a: int | __string, b: len(a), c: __len(a), d: _", "{a: (@int | @string), b: @len(a^0), c: @len(a^0), d: _}");
    check("string: 1, a: string, b: __string", "{string: 1, a: string^0, b: @string}");
}

#[test]
fn lets() {
    check("x: y, let y = z, z: 1", "{x: let y^0, let y = z^0, z: 1}");
    check("a: {let b = 1, c: d: b}", "{a: {let b = 1, c: {d: let b^1}}}");
    errors(
        Features::default(),
        "let X = 1\na: {let Y = 2}",
        "1:1 unreferenced alias or let clause X\n2:5 a: unreferenced alias or let clause Y",
    );
    errors(Features::default(), "let X = Y\nlet Y = X\na: X", "1:9 let[]: cyclic references in let clause or alias");
    errors(
        Features::default(),
        "let X = {a: {let Y = X, b: Y}}\na: X",
        "1:28 let[].a.b: cyclic references in let clause or alias",
    );
    errors(
        Features::default(),
        "let X = 1\nX: 2\nb: X",
        "1:1 cannot have both alias and field with name \"X\" in same scope",
    );
    errors(Features::default(), "let X = 1\nlet X = 2\nb: X", "2:1 alias or let clause \"X\" redeclared in same scope");
    errors(Features::default(), "let _ = 1", "1:5 cannot use _ as alias or let clause");
}

#[test]
fn field_aliases() {
    check("X=a: 1, b: X", "{X=a: 1, b: X=a^0}");
    check("b: X, X=\"a-b\": 1", "{b: X=\"a-b\"^0, X=\"a-b\": 1}");
    check("a: \"k\", X=(a): 1, b: c: X", "{a: \"k\", X=(a^0): 1, b: {c: dynamic X^1}}");
    check("a: \"k\", X=\"\\(a)z\": 1, b: X", "{a: \"k\", X=(interpolation(\"\", a^0, \"z\")): 1, b: dynamic X^0}");
    check("a: \"k\", (X=a): {b: X}", "{a: \"k\", (a^0): {b: let X^1}}");
    errors(
        Features::default(),
        "a: {\n\tY=(X): 1\n\tX=(\"b\"): 2\n}",
        "2:2 a: unreferenced alias or let clause Y\n2:5 a: cyclic reference in field alias",
    );
    errors(Features::default(), "x=(x): 3", "1:4 cyclic reference in field alias");
    errors(
        Features::default(),
        "a: {_: 1}, \"_\": {_=b: 1}",
        "1:5 a: cannot use _ as label\n1:18 \"_\": cannot use _ as alias or let clause",
    );
}

#[test]
fn patterns_and_values() {
    check("[X=string]: {a: X}", "{[X=@string]: {a: label X^1}}");
    check("X=[string]: {a: X.b}", "{X=[@string]: {a: node X^1.b}}");
    check("a: X={b: X.c}", "{a: X={b: node X^1.c}}");
    check("a: 1, [string]: a", "{a: 1, [@string]: a^1}");
    errors(Features::default(), "[Y=\"foo\"]: 3\na: Y", "2:4 a: reference \"Y\" not found");
}

#[test]
fn postfix_aliases() {
    check_new("a~X: 1, b: X", "{a: 1, b: a^0}");
    check_new("\"a\"~X: 1, b: X", "{X=a: 1, b: X=a^0}");
    check_new("a~(K, V): {n: K}, b: V", "{a: {n: \"a\"}, b: a^0}");
    check_new("(\"a\")~(K, V): {n: K, v: V}", "{V=(\"a\"): {n: let K^1, v: dynamic V^1}}");
    check_new("[string]~(L, V): {n: L, v: V}", "{V=[L=@string]: {n: label L^1, v: node V^1}}");
    check_new("[string]~(_, V): {v: V}", "{V=[@string]: {v: node V^1}}");
    errors(
        ALL,
        "a: {(X)~Y: 1\n(\"b\")~X: 2}",
        "1:6 a: cyclic reference in field alias\n1:8 a: unreferenced alias or let clause Y",
    );
    errors(Features::default(), "a: self", "1:4 a: reference \"self\" not found");
}

#[test]
fn self_is_the_innermost_block() {
    check_new("a: self.b", "{a: node self^0.b}");
    check_new("a: b: self.c", "{a: {b: node self^0.c}}");
    check_new("a: [string]: self.c", "{a: {[@string]: node self^1.c}}");
    check_new("a: [1, self[0], {b: self}]", "{a: self=[1, node self^0[0], {b: node self^0}]}");
    check_new("a: {for i in [1] {b: self.n}}", "{a: {for i in [1] {b: node self^0.n}}}");
    check_new("self: 1, a: [self]", "{self: 1, a: self=[self^1]}");
}

#[test]
fn comprehensions() {
    check(
        "a: [], b: {for k, v in a if k > 1 let y = v {c: y, d: k}}",
        "{a: [], b: {for k, v in a^1 if (key k^0 > 1) let y = value v^0 {c: clause y^1, d: key k^2}}}",
    );
    check("a: [], b: [for x in a for y in x {y}, 1]", "{a: [], b: [for x in a^0 for y in value x^0 {value y^1}, 1]}");
    check("x: {}, for x in x {a: _}", "{x: {}, for x in x^0 {a: _}}");
    errors(
        Features::default(),
        "for x in {} {a: 1, b: E}\nc: a",
        "1:23 for[].b: reference \"E\" not found\n2:4 c: reference \"a\" not found",
    );
}

#[test]
fn attempts() {
    check_new("a?: 1, try {x: a?}", "{a?: 1, try {x: a^1?}}");
    check_new("a?: 1, try y = a? {x: y} else {z: a}", "{a?: 1, try y = a^0? {x: clause y^1} else {z: a^1}}");
    check_new("for i in [1] {a: i} fallback {b: 1}", "{for i in [1] {a: value i^1} fallback {b: 1}}");
    errors(ALL, "a: 1, b: a?", "1:10 b: optional marker (?) is only valid within a try clause");
    errors(ALL, "a: 1, try y = a? {x: a?}", "1:22 try[].x: optional marker (?) is only valid within a try clause");
    errors(ALL, "for i in [1] {a: i} fallback {b: i}", "1:34 b: reference \"i\" not found");
    errors(ALL, "try if true {x: 1}", "1:1 struct-form try clause must be the last clause in a comprehension");
}

#[test]
fn operators() {
    check("a: 1 | *2 | 3", "{a: (1 | *2 | 3)}");
    check("a: 1 | (2 | 3)", "{a: (1 | 2 | 3)}");
    check("a: 1 | (*2 | 3)", "{a: (1 | (*2 | 3))}");
    check("a: *(1 | 2) | 3", "{a: (*(1 | 2) | 3)}");
    check("a: 1 & 2 & 3, b: -1, c: >=1 & !=2", "{a: ((1 & 2) & 3), b: -1, c: (>=1 & !=2)}");
    check("a: \"x\\(1)y\", b: '\\(1)'", "{a: interpolation(\"x\", 1, \"y\"), b: bytes('', 1, '')}");
    check("a: [1, ...], b: [...int], c: a[0], d: a[1:2]", "{a: [1, ...], b: [...@int], c: a^0[0], d: a^0[1:2]}");
    errors(
        Features::default(),
        "a: *1\nb: [*2]",
        "1:4 a: preference mark not allowed at this position\n2:5 b: preference mark not allowed at this position",
    );
    errors(
        Features::default(),
        "a: <=2 * (int * [int])",
        "1:4 a: invalid operand <=2 ('*' requires concrete value)\n1:11 a: invalid operand int ('*' requires concrete value)",
    );
}

#[test]
fn imports_are_names_of_the_file() {
    check("import \"list\"\na: list.Sort", "{a: import(\"list\").Sort}");
    check("import x \"encoding/json\"\na: x.Marshal", "{a: import(\"encoding/json\").Marshal}");
    check("import \"list\"\na: {list: 1, b: list}, c: list", "{a: {list: 1, b: list^0}, c: import(\"list\")}");
    errors(
        Features::default(),
        "import \"list\"\nimport x \"strings\"\nimport json \"encoding/json\"",
        "1:8 imported and not used: \"list\"\n2:8 imported and not used: \"strings\" as x\n3:8 imported and not used: \"encoding/json\"",
    );
    errors(
        Features::default(),
        "import \"list\"\nimport list \"strings\"\na: list",
        "2:8 list redeclared as imported package name",
    );
    errors(Features::default(), "a: strings.ToUpper", "1:4 a: reference \"strings\" not found");
}

#[test]
fn documentation_and_attributes() {
    check("// one\n// two\na: 1 @x(y)\n\n// far\n\nb: 2 // behind\nc: 3", "{/* one\\n two*/ a: 1 @x(y), b: 2, c: 3}");
    check("@if(x)\na: {\n\t@y()\n\t// doc\n\tb: c: 1\n}", "{@if(x), a: {@y(), /* doc*/ b: {c: 1}}}");
    check("// one\r\na: 1\r\n", "{/* one*/ a: 1}");
}

#[test]
fn packages_share_fields() {
    let files = ["package p\na: b\nlet x = 1\nc: x\n_h: 1", "package p\nb: _h\nlet x = 2\nd: {e: x, f: a}"];
    let (program, package, errors) = compiled(&files, Features::default());
    assert_eq!(errors_text(&files, &errors), "");
    let text: Vec<String> = program.packages[package.0 as usize].files.iter().map(|f| dump(&program, *f)).collect();
    assert_eq!(text, ["{a: b^0, let x = 1, c: let x^0, _h: 1}", "{b: _h^0, let x = 2, d: {e: let x^1, f: a^1}}"]);
}

#[test]
fn embedded_data() {
    let text = "a: {} @embed(file=x.json)";
    let tree = parsed(0, text);
    let ast::Decl::Field(field) = &tree.file.decls[0] else { panic!() };
    let data = Arc::new(Data::int(1));
    let file = FileInput {
        id: FileId(0),
        text,
        ast: &tree.file,
        comments: &[],
        features: Features::default(),
        imports: Vec::new(),
        embeds: vec![(field.attrs[0].span, data)],
    };
    let root = DataValue::Struct(vec![Entry { key_span: Span::NONE, key: "k".into(), value: Data::null() }]);
    let data = vec![Arc::new(Data::new(root))];
    let input = PackageInput { path: String::new(), name: String::new(), files: vec![file], data, standard: |_| None };
    let mut program = Program::default();
    let (package, errors) = compile_package(&mut program, &input);
    assert!(errors.is_empty());
    let files = program.packages[package.0 as usize].files.clone();
    assert_eq!(dump(&program, files[0]), "{a: ({} & 1) @embed(file=x.json)}");
    assert_eq!(dump(&program, files[1]), "{{\"k\": null}}");
}

#[track_caller]
fn check_expr(file: &str, expr: &str, expected: &str) {
    let (mut program, package, _) = compiled(&[file], Features::default());
    let tree = parse_expr(FileId(1), expr).unwrap();
    let builtins = |name: &str| (name == "json").then(|| ("encoding/json".to_owned(), target("encoding/json")));
    let result = match compile_expr(&mut program, package, &tree, &builtins) {
        Ok(id) => dump(&program, id),
        Err(errors) => errors_text(&[file, expr], &errors),
    };
    assert_eq!(result, expected, "{expr}");
}

#[test]
fn outside_expressions() {
    check_expr("a: 1, \"b\": 2, _c: 3", "{x: a + b + _c}", "{x: ((a^1 + b^1) + _c^1)}");
    check_expr("a: 1", "json.Marshal(a)", "import(\"encoding/json\").Marshal(a^0)");
    check_expr("json: 1", "json", "json^0");
    check_expr("a: 1", "b", "1:1 reference \"b\" not found\n");
    check_expr("#D, #D: {b: 1}", "b", "b^0");
    check_expr("{b: 1}", "len(b)", "@len(b^0)");
}

#[test]
fn deep_and_wide() {
    let deep = format!("{}1", "a: ".repeat(2000));
    let (program, package, errors) = compiled(&[&deep], Features::default());
    assert!(errors.is_empty());
    assert!(dump(&program, program.packages[package.0 as usize].files[0]).len() > 8000);
    let wide: String = (0..20_000).map(|i| format!("f{i}: f{}\n", (i + 1) % 20_000)).collect();
    let (program, _, errors) = compiled(&[&wide], Features::default());
    assert!(errors.is_empty());
    assert_eq!(program.structs[0].decls.len(), 20_000);
}
