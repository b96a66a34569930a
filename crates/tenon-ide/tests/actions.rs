//! Changes that are offered, formatting, and what words are.

mod support;

use support::{applied, apply, host};
use tenon_ide::{actions, format, format_on_type, format_range, organize_imports, semantic_tokens, trim};

/// The titles that are offered.
fn titles(text: &str) -> Vec<String> {
    let (mut host, path, offset) = host(text);
    actions(&mut host, &path, offset..offset).expect("not cancelled").into_iter().map(|a| a.title).collect()
}

/// The text with what a title offers; `«…»` is a selection.
#[track_caller]
fn check(text: &str, title: &str, expected: &str) {
    let end = text.find("<|>").and_then(|at| Some((at, text.find("<||>")? - 3)));
    let (mut host, path, offset) = host(&text.replace("<||>", ""));
    let range = end.map_or(offset..offset, |(_, end)| offset..end as u32);
    let all = actions(&mut host, &path, range).expect("not cancelled");
    let titles: Vec<&str> = all.iter().map(|a| &*a.title).collect();
    let action = all.iter().find(|a| a.title == title).unwrap_or_else(|| panic!("{title} not in {titles:?}"));
    assert_eq!(applied(&mut host, &action.edits), expected);
}

#[test]
fn fill_in() {
    let schema = "#A: {\n\tname!: string\n\tkind: \"a\" | \"b\"\n\tn: *1 | int\n\tv: \"x\"\n\tspec: {port: int, tls?: bool}\n\to?: int\n}\n";
    let filled = "\tname: string\n\tkind: \"a\" | \"b\"\n\tspec: {\n\t\tport: int\n\t}\n}\n";
    check(
        &format!("{schema}a: #A & {{<|>}}\n"),
        "Fill in name and 2 more required fields",
        &format!("{schema}a: #A & {{\n{filled}"),
    );
    check(
        &format!("{schema}a: #A & {{\n<|>\n}}\n"),
        "Fill in name and 2 more required fields",
        &format!("{schema}a: #A & {{\n{filled}"),
    );
    check(
        &format!("{schema}a<|>: #A\n"),
        "Fill in name and 2 more required fields",
        &format!("{schema}a: #A & {{\n{filled}"),
    );
    check(
        &format!("{schema}a: #A & {{\n\tname: \"x\"\n\tkind: \"a\"<|>\n}}\n"),
        "Fill in spec",
        &format!("{schema}a: #A & {{\n\tname: \"x\"\n\tkind: \"a\"\n\tspec: {{\n\t\tport: int\n\t}}\n}}\n"),
    );
    assert!(!titles(&format!("{schema}b: {{<|>}}\n")).iter().any(|t| t.starts_with("Fill")));
}

#[test]
fn fields_that_are_not_allowed() {
    let text = "#A: {\n\treplicas?: int\n}\na: #A & {\n\treplcias<|>: 3\n}\n";
    check(text, "Change to replicas", "#A: {\n\treplicas?: int\n}\na: #A & {\n\treplicas: 3\n}\n");
    check(text, "Remove replcias", "#A: {\n\treplicas?: int\n}\na: #A & {\n}\n");
    check(text, "Add replcias to #A", "#A: {\n\treplicas?: int\n\treplcias?: int\n}\na: #A & {\n\treplcias: 3\n}\n");
    check(text, "Allow any field in #A", "#A: {\n\treplicas?: int\n\t...\n}\na: #A & {\n\treplcias: 3\n}\n");
    check("#A: {b?: int}\na: #A\na: c<|>: \"x\"\n", "Add c to #A", "#A: {b?: int, c?: string}\na: #A\na: c: \"x\"\n");
    check("#A: {b?: int}\na: #A\na: c<|>: \"x\"\n", "Remove c", "#A: {b?: int}\na: #A\n");
    check("#A: {b?: int}\na: #A & {b: 1, c<|>: 2}\n", "Remove c", "#A: {b?: int}\na: #A & {b: 1}\n");
}

#[test]
fn values_that_were_meant() {
    check(
        "kind: \"web\" | \"batch\"\nkind: \"wbe<|>\"\n",
        "Change to \"web\"",
        "kind: \"web\" | \"batch\"\nkind: \"web\"\n",
    );
    check("n: int\nn: \"80<|>80\"\n", "Change to 8080", "n: int\nn: 8080\n");
    check("n: string\nn: 80<|>80\n", "Change to \"8080\"", "n: string\nn: \"8080\"\n");
    check("n: int\nn: 1<|>.0\n", "Change to 1", "n: int\nn: 1\n");
    check("#A: {replicas: 1}\nb: #A.repl<|>cias\n", "Change to replicas", "#A: {replicas: 1}\nb: #A.replicas\n");
    let module = "\n-- cue.mod/module.cue --\nmodule: \"ex.com/m\"\nlanguage: version: \"v0.9.0\"\n-- schema/s.cue --\npackage schema\nx: 1\n";
    check(
        &format!("package p\n\nimport \"ex.com/m/schem<|>\"\n\na: schem.x\n{module}"),
        "Change to \"ex.com/m/schema\"",
        "package p\n\nimport \"ex.com/m/schema\"\n\na: schem.x\n\n",
    );
}

#[test]
fn the_definition_that_is_opened_is_that_of_the_struct() {
    let text = "#In: {\n\ta?: int\n}\n#Out: in: [string]: #In\nx: #Out & {in: y: {b<|>: 1}}\n";
    check(
        text,
        "Add b to #In",
        "#In: {\n\ta?: int\n\tb?: int\n}\n#Out: in: [string]: #In\nx: #Out & {in: y: {b: 1}}\n",
    );
    let text = "#Out: {\n\tin: {\n\t\ta?: int\n\t}\n}\nx: #Out\nx: in: b<|>: 1\n";
    check(text, "Add b to in", "#Out: {\n\tin: {\n\t\ta?: int\n\t\tb?: int\n\t}\n}\nx: #Out\nx: in: b: 1\n");
}

#[test]
fn names_that_are_not_known() {
    check("replicas: 1\na: replcias<|>\n", "Change to replicas", "replicas: 1\na: replicas\n");
    check(
        "package p\n\na: strings<|>.ToUpper(\"x\")\n",
        "Import \"strings\"",
        "package p\n\nimport \"strings\"\n\na: strings.ToUpper(\"x\")\n",
    );
    check(
        "import (\n\t\"list\"\n)\n\na: strings<|>.ToUpper(list.x)\n",
        "Import \"strings\"",
        "import (\n\t\"list\"\n\t\"strings\"\n)\n\na: strings.ToUpper(list.x)\n",
    );
    check("import \"st<|>rings\"\n\na: 1\n", "Remove the import", "\na: 1\n");
    check(
        "import (\n\t\"st<|>rings\"\n\t\"list\"\n)\n\na: list.Sum([])\n",
        "Remove the import",
        "import (\n\t\"list\"\n)\n\na: list.Sum([])\n",
    );
}

#[test]
fn braces() {
    check("a<|>: {b: c: 1}\n", "Write without braces", "a: b: c: 1\n");
    check("a<|>: {\n\tb: {\n\t\tc: 1\n\t}\n}\n", "Write without braces", "a: b: {\n\tc: 1\n}\n");
    check("a<|>: b: {\n\tc: 1\n}\n", "Write with braces", "a: {\n\tb: {\n\t\tc: 1\n\t}\n}\n");
    assert_eq!(titles("a<|>: {\n\t// Kept.\n\tb: 1\n}\n"), ["Extract to definition #A"]);
    assert!(titles("a<|>: {b: 1, c: 2}\n") == ["Extract to definition #A"]);
}

#[test]
fn extract_and_inline() {
    check(
        "a: {\n\tapp<|>: {\n\t\tb: 1\n\t}\n}\n",
        "Extract to definition #App",
        "a: {\n\t#App: {\n\t\tb: 1\n\t}\n\tapp: #App\n}\n",
    );
    check("my: app<|>: {b: 1}\n", "Extract to definition #App", "#App: {b: 1}\nmy: app: #App\n");
    check(
        "#Port: 1\nport: <|>int & >0<||>\n",
        "Extract to definition #Port2",
        "#Port: 1\n#Port2: int & >0\nport: #Port2\n",
    );
    check("#P: int & >0\np: <|>#P | string\n", "Inline #P", "#P: int & >0\np: (int & >0) | string\n");
    check("a: {let x = 1, b: <|>x}\n", "Inline x", "a: {let x = 1, b: 1}\n");
    assert!(titles("y: 1\na: {let x = y, b: {y: 2, c: <|>x}}\n").is_empty());
}

#[test]
fn imports() {
    let organized = |text: &str| {
        let (mut host, path, _) = host(text);
        let (file, text) = (host.file(&path).expect("a file"), host.text(&path).expect("a text"));
        organize_imports(&file, &text).map(|a| applied(&mut host, &a.edits)).unwrap_or_default()
    };
    assert_eq!(
        organized(
            "package p\n\nimport \"strings\"\nimport \"ex.com/a\"\nimport \"list\"\nimport j \"encoding/json\"\n\na: [list, strings, a, j]\n"
        ),
        "package p\n\nimport (\n\tj \"encoding/json\"\n\t\"list\"\n\t\"strings\"\n\n\t\"ex.com/a\"\n)\n\na: [list, strings, a, j]\n"
    );
    assert_eq!(organized("import \"strings\"\nimport \"list\"\n\na: list.x\n"), "import \"list\"\n\na: list.x\n");
    assert_eq!(organized("import \"list\"\n\na: list.x\n"), "");
    assert_eq!(organized("import (\n\t\"strings\" // Why.\n\t\"list\"\n)\n"), "");
}

#[test]
fn trimming() {
    let (mut host, path, _) = host("x: [string]: size: 1\nx: a: {\n\tname: \"a\"\n\tsize: 1\n}\n");
    let action = trim(&mut host, &path).expect("not cancelled").expect("something to trim");
    assert_eq!(applied(&mut host, &action.edits), "x: [string]: size: 1\nx: a: {\n\tname: \"a\"\n}\n");
}

#[test]
fn formatting() {
    let text = "a:   1\nb: 2\nc: {\nd:   1\n}\n";
    let (mut host, path, _) = host(text);
    let file = host.file(&path).expect("a file");
    let all = format(&file, text);
    assert_eq!(all.len(), 2);
    assert_eq!(apply(text, &all), "a: 1\nb: 2\nc: {\n\td: 1\n}\n");
    let some = format_range(&file, text, 0..1);
    assert_eq!(apply(text, &some), "a: 1\nb: 2\nc: {\nd:   1\n}\n");
    let typed = format_on_type(&file, text, text.len() as u32 - 1, '}');
    assert_eq!(apply(text, &typed), "a:   1\nb: 2\nc: {\n\td: 1\n}\n");
    let typed = format_on_type(&file, text, 7, '\n');
    assert_eq!(apply(text, &typed), "a: 1\nb: 2\nc: {\nd:   1\n}\n");
}

#[test]
fn formatting_keeps_line_breaks_and_broken_files() {
    let crlf = "a:   1\r\nb: 2\r\n";
    let (mut host, path, _) = host(crlf);
    let file = host.file(&path).expect("a file");
    assert_eq!(apply(crlf, &format(&file, crlf)), "a: 1\r\nb: 2\r\n");
    host.set_text(&path, "a:   {\n");
    let file = host.file(&path).expect("a file");
    assert!(format(&file, "a:   {\n").is_empty());
}

#[test]
fn words() {
    let text = "package p // c\n\nimport \"strings\"\n\n#A: {n?: int}\nlet x = 1\na: #A & {n: x + len(\"s\\(x)\")} @tag(t)\nfor k, v in a if true {\"\\(k)\": strings.ToUpper(v)}\n";
    let (mut host, path, _) = host(text);
    let file = host.file(&path).expect("a file");
    let shown: Vec<String> = semantic_tokens(&file, text, None)
        .iter()
        .map(|t| {
            let marks = [(t.declaration, "+"), (t.readonly, "!"), (t.library, "*")];
            let marks: String = marks.iter().filter(|(is, _)| *is).map(|(_, m)| *m).collect();
            format!("{}={}{marks}", &text[t.start as usize..t.end as usize], t.kind.name())
        })
        .collect();
    assert_eq!(
        shown.join(" "),
        "package=keyword p=namespace // c=comment import=keyword \"strings\"=string #A=type+ n=property+ ?=operator \
         int=type* let=keyword x=variable+! ==operator 1=number a=property+ #A=type &=operator n=property+ x=variable! \
         +=operator len=function* \"s\\(=string x=variable! )\"=string @tag(t)=decorator for=keyword k=variable+! \
         v=variable+! in=keyword a=property if=keyword true=keyword \"\\(=string k=variable! )\"=string \
         strings=namespace* ToUpper=function* v=variable!"
    );
}
