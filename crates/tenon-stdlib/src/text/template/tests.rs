//! Tests of templates: text, data as JSON, and what comes out.

use super::execute;
use tenon_encoding::json;
use tenon_source::Span;

#[test]
fn templates() {
    let data = json::parse(
        Span::NONE.file,
        r#"{"name": "x<y", "n": 3, "f": 1.50, "list": ["a", "b"], "map": {"k2": 2, "k1": 1}, "yes": true, "empty": []}"#,
    )
    .unwrap();
    for (template, want) in [
        ("plain", "plain"),
        ("{{.name}}-{{.n}}-{{.f}}", "x<y-3-1.5"),
        ("a {{- 1 -}} b", "a1b"),
        ("a{{/* comment */}}b {{- /* c */ -}} c", "abc"),
        ("{{range .list}}[{{.}}]{{end}}", "[a][b]"),
        ("{{range $i, $x := .list}}{{$i}}={{$x}} {{end}}", "0=a 1=b "),
        ("{{range $k, $v := .map}}{{$k}}{{$v}}{{end}}", "k11k22"),
        ("{{range .empty}}x{{else}}none{{end}}", "none"),
        ("{{range 3}}{{.}}{{end}}", "012"),
        ("{{range .list}}{{if eq . \"b\"}}{{break}}{{end}}{{.}}{{end}}", "a"),
        ("{{range .list}}{{if eq . \"a\"}}{{continue}}{{end}}{{.}}{{end}}", "b"),
        ("{{if .no}}1{{else if .yes}}2{{else}}3{{end}}", "2"),
        ("{{with .map}}{{.k1}}{{else}}x{{end}}", "1"),
        ("{{with .no}}1{{else with .n}}{{.}}{{end}}", "3"),
        ("{{$x := 1}}{{if true}}{{$x = 2}}{{end}}{{$x}}", "2"),
        ("{{define \"t\"}}<{{.}}>{{end}}{{template \"t\" .n}}{{template \"t\"}}", "<3><<no value>>"),
        ("{{block \"b\" .list}}{{len .}}{{end}}", "2"),
        ("{{.missing}}", "<no value>"),
        ("{{.list}} {{.map}} {{.yes}}", "[a b] map[k1:1 k2:2] true"),
        ("{{and .yes 0}} {{or 0 \"x\"}} {{not 1}}", "0 x false"),
        ("{{eq .n 1 2 3}} {{ne 1 2}} {{lt 1 2}} {{ge 1.5 2.5}}", "true true true false"),
        ("{{len .name}} {{index .list 1}} {{index .map \"k2\"}} {{slice .name 1 3}}", "3 b 2 <y"),
        (
            "{{.name | html}} {{.name | printf \"%q\"}} {{js \"'<\"}} {{urlquery \"a b&\"}}",
            "x&lt;y \"x<y\" \\'\\u003C a+b%26",
        ),
        (
            "{{printf \"%05d|%-5s|%x|%.2f|%v|%T|%%\" 42 \"ab\" 255 3.14159 .list 1.5}}",
            "00042|ab   |ff|3.14|[a b]|float64|%",
        ),
        ("{{printf \"%d %s\" 1}}{{print 1 2 \"x\" 3}}", "1 %!s(MISSING)1 2x3"),
        ("{{(index .list 0)}} {{(.map).k1}} {{$.n}}", "a 1 3"),
        ("{{\"a\\tb\"}} {{`raw`}} {{'a'}} {{0x10}} {{-1}} {{1e3}}", "a\tb raw 97 16 -1 1000"),
        ("{{println \"a\" 1}}", "a 1\n"),
        ("{{nil}}", "!template: :1: nil is not a command"),
        ("{{", "!template: :1: unclosed action"),
        ("{{end}}", "!template: :1: unexpected {{end}}"),
        ("{{if 1}}", "!template: :1: unexpected EOF"),
        ("\n{{foo}}", "!template: :2: function \"foo\" not defined"),
        ("{{$x}}", "!template: :1: undefined variable \"$x\""),
        ("{{}}", "!template: :1: missing value for command"),
        ("{{break}}", "!template: :1: {{break}} outside {{range}}"),
        ("{{index .list 5}}", "!template: :1: executing \"\": error calling index: index out of range: 5"),
        ("{{.n.x}}", "!template: :1: executing \"\" at <.x>: can't evaluate field x in type int"),
        (
            "{{define \"r\"}}{{template \"r\"}}{{end}}{{template \"r\"}}",
            "!template: :1: exceeded maximum template depth (100)",
        ),
    ] {
        let got = execute(template, &data).unwrap_or_else(|e| format!("!{e}"));
        assert_eq!(got, want, "{template}");
    }
    assert!(execute(&"{{if 1}}".repeat(10_000), &data).is_err());
    assert!(execute(&format!("{{{{{}1{}}}}}", "(".repeat(10_000), ")".repeat(10_000)), &data).is_err());
}
