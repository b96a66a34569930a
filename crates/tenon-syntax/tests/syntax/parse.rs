//! Text in, tree out: what is valid.

use crate::support::check;

#[test]
fn fields() {
    check("", "");
    check("a: 1", "(a: 1)");
    check("a: 1, b: 2\nc: 3", "(a: 1) (b: 2) (c: 3)");
    check("a: b: c: 1", "(a: <(b: <(c: 1)>)>)");
    check("a?: 1\nb!: 2\n\"c\"?: 3", "(a?: 1) (b!: 2) (\"c\"?: 3)");
    check(
        "#A: 1\n_b: 2\n_#C: 3\n$d: 4\n__e: 5\n#: 6\n_#: 7\nα1: 8",
        "(#A: 1) (_b: 2) (_#C: 3) ($d: 4) (__e: 5) (#: 6) (_#: 7) (α1: 8)",
    );
    check("(a): 1\n(a + b)?: 2\n\"x\\(a)\": 3", "((a): 1) (((+ a b))?: 2) ((interp \"x\" a \"\"): 3)");
    check("[string]: 1\n[=~\"a\"]: [_]: 2\n[X=string]: X", "([string]: 1) ([(=~ \"a\")]: <([_]: 2)>) ([X=string]: X)");
    check(
        "X=a: 1\nX=\"a\": 2\nX=(e): 3\nX=[string]: 4\na: X=b: 5",
        "(X=a: 1) (X=\"a\": 2) (X=(e): 3) (X=[string]: 4) (a: <(X=b: 5)>)",
    );
    check(
        "a: X={b: X}\n(X=e): 1",
        "(a: (alias X {(b: X)})) ((alias X e): 1)".replace("((alias X e): 1)", "(((alias X e)): 1)").as_str(),
    );
    check("a\n: 1\n, b: 2", "(a: 1) (b: 2)");
    check("{a: 1}\n{}\n5", "{(a: 1)} {} 5");
    check("a: {...}\nb: {\n\tc: 1\n\t...\n}", "(a: {...}) (b: {(c: 1) ...})");
    check("let x = 1\na: {let y = x, b: y}", "(let x 1) (a: {(let y x) (b: y)})");
}

#[test]
fn keywords_are_names_where_they_can_be() {
    check(
        "if: 1\nfor: 2\nlet: 3\nin: 4\ntrue: 5\nnull: 6\nimport: 7\npackage: 8\nfalse: 9",
        "(if: 1) (for: 2) (let: 3) (in: 4) (true: 5) (null: 6) (import: 7) (package: 8) (false: 9)",
    );
    check("if?: 1\nlet!: 2\nfor: if: 3", "(if?: 1) (let!: 2) (for: <(if: 3)>)");
    check("a: b.if.for.let.in.true.null", "(a: b.if.for.let.in.true.null)");
    check("try: 1\nelse: 2\notherwise: try\nself: self", "(try: 1) (else: 2) (otherwise: try) (self: self)");
    check("a: in + let\nb: [for, if, let]", "(a: (+ in let)) (b: [for if let])");
    check("for in in in { in }", "(for in in in {in})");
    check("a: {if b {true: null}}", "(a: {(if b {(true: null)})})");
}

#[test]
fn preamble() {
    check(
        "@experiment(try)\npackage foo\nimport \"a\"\nimport b \"c\"\nimport (\n\t\"d\"\n\te \"f\",\n)\na: 1",
        "@experiment(try) (package foo) (import \"a\") (import b \"c\") (import (\"d\" e \"f\")) (a: 1)",
    );
    check("import ()", "(import ())");
    check("\u{feff}package a", "(package a)");
    check("// a\n// b\n\npackage a // c", "(package a)");
}

#[test]
fn operators() {
    check("a: 1 + 2 * 3 - 4", "(a: (- (+ 1 (* 2 3)) 4))");
    check("a: b | c & d || e && f == g + h * i", "(a: (| b (& c (|| d (&& e (== f (+ g (* h i))))))))");
    check("a: b * c + d == e && f || g & h | i", "(a: (| (& (|| (&& (== (+ (* b c) d) e) f) g) h) i))");
    check("a: *1 | int\nb: >=1 & <=2 & !=3", "(a: (| (* 1) int)) (b: (& (& (>= 1) (<= 2)) (!= 3)))");
    check("a: -+!b\nc: =~\"x\" & !~\"y\"\nd: ==1", "(a: (- (+ (! b)))) (c: (& (=~ \"x\") (!~ \"y\"))) (d: (== 1))");
    check("a: -b.c[0]", "(a: (- (index b.c 0)))");
    check("a: (b | c) & d", "(a: (& (paren (| b c)) d))");
    check("a: b\n-c", "(a: b) (- c)");
    check("a: b |\n\tc", "(a: (| b c))");
    check("a: (\n\tb\n)", "(a: (paren b))");
}

#[test]
fn suffixes() {
    check("a: b.c.\"d\".#e", "(a: b.c.\"d\".#e)");
    check("a: b[0][c][\"d\"]", "(a: (index (index (index b 0) c) \"d\"))");
    check("a: b[\n\t0,\n]", "(a: (index b 0))");
    check(
        "a: b[1:2] + b[:2] + b[1:] + b[:]",
        "(a: (+ (+ (+ (slice b 1 2) (slice b - 2)) (slice b 1 -)) (slice b - -)))",
    );
    check("a: f()\nb: g(1, 2,)\nc: h(\n\t1,\n\t2,\n)", "(a: (call f)) (b: (call g 1 2)) (c: (call h 1 2))");
    check("a: div(1, 2)", "(a: (call div 1 2))");
    check("a: [1, 2][0]\nb: {c: 1}.c", "(a: (index [1 2] 0)) (b: {(c: 1)}.c)");
}

#[test]
fn lists() {
    check(
        "a: []\nb: [1]\nc: [1, 2,]\nd: [...]\ne: [1, ...int]",
        "(a: []) (b: [1]) (c: [1 2]) (d: [...]) (e: [1 (... int)])",
    );
    check("a: [\n\t1\n\t2\n]", "(a: [1 2])");
    check("a: [\n\t1 // one\n\t,2\n\t...\n]", "(a: [1 2 ...])");
    check("a: [for x in y {x}, if z {1}]", "(a: [(for x in y {x}) (if z {1})])");
    check("a: [\n\tif b\n\t{}]", "(a: [(if b {})])");
    check("a: [[1, 2], {b: 3}]", "(a: [[1 2] {(b: 3)}])");
}

#[test]
fn comprehensions() {
    check("for x in y {a: x}", "(for x in y {(a: x)})");
    check("for k, v in y if k > 1 let z = v, if z {(k): z}", "(for k,v in y if (> k 1) let z v if z {((k): z)})");
    check("for x in y\nfor z in x\nif z {a: z}", "(for x in y for z in x if z {(a: z)})");
    check("if {a: 1}.a == 1 {b: 2}", "(if (== {(a: 1)}.a 1) {(b: 2)})");
    check(
        "if !a {}\nif -b < 1 {}\nif [c][0] {}\nif (d) {}",
        "(if (! a) {}) (if (< (- b) 1) {}) (if (index [c] 0) {}) (if (paren d) {})",
    );
    check("if a {b: 1}, c: 2", "(if a {(b: 1)}) (c: 2)");
}

#[test]
fn experiments() {
    check(
        "@experiment(aliasv2)\na~X: X\nb~(Y): Y\nc~(K, V)?: V\n[string]~(K,_): K\n(d)~X: 1\n\"e\"~X: 2\nf?~X: 3",
        "@experiment(aliasv2) (a~-/X: X) (b~p-/Y: Y) (c~pK/V?: V) ([string]~pK/_: K) ((d)~-/X: 1) (\"e\"~-/X: 2) (f~-/X?: 3)",
    );
    check(
        "@experiment(explicitopen)\na: #B... & {c: 1}\n#D...",
        "@experiment(explicitopen) (a: (& (open #B) {(c: 1)})) (open #D)",
    );
    check(
        "@experiment(try)\ntry {a: b?}\ntry x = b.c[0]? if x {}\nfor x in y try {}",
        "@experiment(try) (try {(a: (? b))}) (try x (? (index b.c 0)) if x {}) (for x in y try {})",
    );
    check(
        "@experiment(try)\nif a {} else {b: 1}\ntry {} else {}\nfor x in y if x {} otherwise {}\nfor x in y {} fallback {}\nc: [if d {1} else {2}]",
        "@experiment(try) (if a {} else {(b: 1)}) (try {} else {}) (for x in y if x {} otherwise {}) (for x in y {} fallback {}) (c: [(if d {1} else {2})])",
    );
    check(
        "@experiment(try,aliasv2, shortcircuit)\n@experiment(structcmp)\na~X: b?",
        "@experiment(try,aliasv2, shortcircuit) @experiment(structcmp) (a~-/X: (? b))",
    );
}

#[test]
fn attributes() {
    check("@a()\na: 1 @b(c, d=e) @f()\nb: {@g()}\n{} @h()", "@a() (a: 1 @b(c, d=e) @f()) (b: {@g()}) {} @h()");
    check("a: 1 @x([{()}], \")\", ')', #\"\")\"#)", "(a: 1 @x([{()}], \")\", ')', #\"\")\"#))");
    check("a: 1 @x(it's)", "(a: 1 @x(it's))");
    check("a: b: 1 @x()", "(a: <(b: 1 @x())>)");
    check("a: 1 @x(\n\tb // )\n)", "(a: 1 @x(\n\tb // )\n))");
}

#[test]
fn comments_travel_beside_the_tree() {
    let text = "// doc\na: 1 // line\n// end";
    let parsed = crate::support::parsed(text);
    let texts: Vec<_> = parsed.comments.iter().map(|c| c.text(text)).collect();
    assert_eq!(texts, [" doc", " line", " end"]);
    check("a: [ // one\n\t1, // two\n\t// three\n]", "(a: [1])");
    check("a: \"// no comment\"", "(a: \"// no comment\")");
}

#[test]
fn expressions_alone() {
    let file = tenon_source::FileId(0);
    let tree = |text: &str| tenon_syntax::parse_expr(file, text).map(|e| crate::support::expr(&e)).map_err(|e| e.len());
    assert_eq!(tree("a.b[0] + 1"), Ok("(+ (index a.b 0) 1)".to_owned()));
    assert_eq!(tree("{a: 1, b: {}}\n"), Ok("{(a: 1) (b: {})}".to_owned()));
    assert_eq!(tree("null"), Ok("null".to_owned()));
    for wrong in ["", "a b", "a: 1", "1 +", "X=5", "(X=5)", "a)"] {
        assert!(tree(wrong).is_err(), "{wrong}");
    }
}
