//! Syntax errors: where they are, what they say, and what remains of the tree.

use crate::support::{check_errors, file};

fn check(text: &str, want: &[&str], tree: &str) {
    let parsed = check_errors(text, want);
    assert_eq!(file(&parsed), tree, "for {text:?}");
}

#[test]
fn five_errors_are_told_each_in_its_place() {
    check(
        "a: 1 2\nb: [1, )]\nc: {d: +}\ne: 3\nf g h: 4\ni: \"x\nj: 5",
        &[
            "1:6 E0102 missing ',' in struct literal",
            "2:8 E0103 unexpected ')'",
            "3:9 E0101 expected operand, found '}'",
            "5:3 E0102 missing ',' in struct literal",
            "5:5 E0102 missing ',' in struct literal",
            "6:4 E0105 string literal is not terminated",
        ],
        "(a: 1) 2 (b: [1 BAD]) (c: {(d: BAD)}) (e: 3) f g (h: 4) (i: BAD) (j: 5)",
    );
}

#[test]
fn brackets() {
    check("a: {\n", &["1:6 E0103 expected '}', found 'EOF'"], "(a: {})");
    check("a: [1, 2\nb: 3", &["1:9 E0103 expected ']', found newline"], "(a: [1 2]) (b: 3)");
    check("a: {b: 1\nc: 2", &["2:5 E0103 expected '}', found 'EOF'"], "(a: {(b: 1) (c: 2)})");
    check("a: (1 + 2\nb: 3", &["1:10 E0103 expected ')', found newline"], "(a: (paren (+ 1 2))) (b: 3)");
    check("a }", &["1:3 E0103 missing ',' in struct literal: unexpected '}'"], "a");
    check("a: 1 }\nb: 2", &["1:6 E0103 missing ',' in struct literal: unexpected '}'"], "(a: 1) (b: 2)");
    check("if x y {", &["1:6 E0101 expected '{', found 'y'", "1:9 E0103 expected '}', found 'EOF'"], "BAD");
    check("let x = {", &["1:10 E0103 expected '}', found 'EOF'"], "(let x {})");
    check("a: f(", &["1:6 E0103 expected ')', found 'EOF'"], "(a: (call f))");
    check("a: ]", &["1:4 E0103 unexpected ']'"], "(a: BAD)");
    check(
        "a: }\nb: ]\nc: )",
        &["1:4 E0103 unexpected '}'", "2:4 E0103 unexpected ']'", "3:4 E0103 unexpected ')'"],
        "(a: BAD) (b: BAD) (c: BAD)",
    );
    check(
        "{a: [}]",
        &["1:6 E0103 expected ']', found '}'", "1:7 E0103 missing ',' in struct literal: unexpected ']'"],
        "{(a: [])}",
    );
    check("a: {b: [1, {c: 2]}\nd: 1", &["1:17 E0103 expected '}', found ']'"], "(a: {(b: [1 {(c: 2)}])}) (d: 1)");
    check(
        "x: {\n\ta: 1\n\tb: [\n\t\t1\n\tc: 2\n}\ny: 1",
        &["4:4 E0103 expected ']', found newline"],
        "(x: {(a: 1) (b: [1]) (c: 2)}) (y: 1)",
    );
    check("(a: 1", &["1:3 E0101 expected ')', found ':'", "1:6 E0103 expected ')', found 'EOF'"], "(paren BAD)");
    check("[a: 1", &["1:3 E0101 expected ',' or ']', found ':'", "1:6 E0103 expected ']', found 'EOF'"], "[BAD]");
}

#[test]
fn commas() {
    check(
        "a: [1 2 3]",
        &["1:7 E0102 missing ',' in list literal", "1:9 E0102 missing ',' in list literal"],
        "(a: [1 2 3])",
    );
    check("a: f(1 2)", &["1:8 E0102 missing ',' in argument list"], "(a: (call f 1 2))");
    check("a: {b: 1, c d}\ne: 2", &["1:13 E0102 missing ',' in struct literal"], "(a: {(b: 1) c d}) (e: 2)");
    check("package 3", &["1:9 E0102 missing ',' in struct literal"], "package 3");
    check(
        "a b c d",
        &[
            "1:3 E0102 missing ',' in struct literal",
            "1:5 E0102 missing ',' in struct literal",
            "1:7 E0102 missing ',' in struct literal",
        ],
        "a b c d",
    );
    check("\"a\" \"b\": 1", &["1:5 E0102 missing ',' in struct literal"], "\"a\" (\"b\": 1)");
    check(
        "a: 5 5 5\nb: 1 1",
        &[
            "1:6 E0102 missing ',' in struct literal",
            "1:8 E0102 missing ',' in struct literal",
            "2:6 E0102 missing ',' in struct literal",
        ],
        "(a: 5) 5 5 (b: 1) 1",
    );
    check("a: {let x = 1 b: 2}", &["1:15 E0102 missing ',' in struct literal"], "(a: {(let x 1) (b: 2)})");
    check("[for x in y {x} if z {}]", &["1:17 E0102 missing ',' in list literal"], "[(for x in y {x}) (if z {})]");
    check("let x = 1 {a: x}", &["1:11 E0102 missing ',' in struct literal"], "(let x 1) {(a: x)}");
    check(
        "a: 1 div 2",
        &["1:6 E0102 missing ',' in struct literal", "1:10 E0102 missing ',' in struct literal"],
        "(a: 1) div 2",
    );
    check("a: _|_ _|_", &["1:8 E0102 missing ',' in struct literal"], "(a: _|_) _|_");
    check("a: 3b", &["1:5 E0102 missing ',' in struct literal"], "(a: 3) b");
}

#[test]
fn order_of_declarations() {
    check("a: 1\npackage b", &["2:1 E0109 the package clause must come first in a file"], "(a: 1) (package b)");
    check("a: 1\nimport \"b\"", &["2:1 E0109 imports must come before other declarations"], "(a: 1) (import \"b\")");
}

#[test]
fn experiments_and_clauses() {
    check("a: b? \n", &["1:5 E0112 '?' after a reference requires @experiment(try)"], "(a: (? b))");
    check("a~X: 1", &["1:2 E0112 a postfix alias requires @experiment(aliasv2)"], "(a~-/X: 1)");
    check("a: b...", &["1:5 E0112 '...' after an expression requires @experiment(explicitopen)"], "(a: (open b))");
    check("try {}", &["1:1 E0112 a 'try' clause requires @experiment(try)"], "(try {})");
    check(
        "if a {} else {}",
        &["1:9 E0112 'else' after a comprehension requires @experiment(try)"],
        "(if a {} else {})",
    );
    check(
        "@experiment(aliasv2)\nX=a: 1\nb: Y={}\n[Z=string]: 1\n(W=c): 1",
        &[
            "2:1 E0110 aliases before '=' are not allowed with @experiment(aliasv2): write label~(X)",
            "3:4 E0110 aliases before '=' are not allowed with @experiment(aliasv2): write label~(X)",
            "4:2 E0110 aliases before '=' are not allowed with @experiment(aliasv2): write label~(X)",
            "5:2 E0110 aliases before '=' are not allowed with @experiment(aliasv2): write label~(X)",
        ],
        "@experiment(aliasv2) (X=a: 1) (b: (alias Y {})) ([Z=string]: 1) (((alias W c)): 1)",
    );
    check("@experiment(foo)", &["1:1 E0112 unknown experiment \"foo\""], "@experiment(foo)");
    check(
        "@experiment(try)\nif a if b {} else {}\nfor x in y {} else {}\nif a {} otherwise {}",
        &[
            "2:14 E0113 else clause only allowed with single 'if' or 'try' clause",
            "3:15 E0113 use 'otherwise' with 'for' clauses",
            "4:9 E0113 use 'else' with 'if' and 'try': 'otherwise' goes with 'for' clauses",
        ],
        "@experiment(try) (if a if b {} else {}) (for x in y {} else {}) (if a {} otherwise {})",
    );
    check("a?", &["1:2 E0112 '?' after a reference requires @experiment(try)"], "(? a)");
    check(
        "a: b ? c : d",
        &["1:6 E0112 '?' after a reference requires @experiment(try)", "1:8 E0102 missing ',' in struct literal"],
        "(a: (? b)) (c: d)",
    );
}

#[test]
fn attributes() {
    check("a: 1 @foo", &["1:10 E0114 invalid attribute: expected '('"], "(a: 1 @foo)");
    check("a: 1 @foo(", &["1:6 E0114 attribute is not terminated: missing ')'"], "(a: 1 @foo()");
    check("@", &["1:2 E0114 invalid attribute: expected a name after '@'"], "@");
    check("a: @x()", &["1:4 E0101 expected operand, found '@x()'"], "(a: BAD)");
}

#[test]
fn aliases_and_ellipses() {
    check(
        "...\n...string",
        &["2:4 E0111 missing ',' in struct literal: '...' takes no type in a struct"],
        "... (... string)",
    );
    check("[..., 1]", &["1:2 E0111 '...' must be the last element of a list"], "[... 1]");
    check("[...int, 1]", &["1:2 E0111 '...' must be the last element of a list"], "[(... int) 1]");
    check("X=1", &["1:1 E0110 alias values not allowed in this position"], "(alias X 1)");
    check("[X=1]", &["1:2 E0110 alias values not allowed in this position"], "[(alias X 1)]");
    check("let = 3", &["1:1 E0110 alias values not allowed in this position"], "(alias let 3)");
    check("a => b", &["1:1 E0110 alias values not allowed in this position"], "(alias a (> b))");
    check("a = 3", &["1:1 E0110 alias values not allowed in this position"], "(alias a 3)");
}

#[test]
fn characters_and_literals() {
    check("a: %", &["1:4 E0104 illegal character U+0025 '%'"], "(a: BAD)");
    check("%", &["1:1 E0104 illegal character U+0025 '%'"], "BAD");
    check("a: 1;b: 2", &["1:5 E0104 illegal character U+003B ';'"], "(a: 1) BAD (b: 2)");
    check(
        "a: \"x\\(b",
        &["1:9 E0105 string interpolation is not terminated: missing ')'"],
        "(a: (interp \"x\" b \"\"))",
    );
    check("a: \"\"\"\n x", &["1:4 E0105 string literal is not terminated"], "(a: BAD)");
    check("a: 'x", &["1:4 E0105 bytes literal is not terminated"], "(a: BAD)");
    check("a\0b: 1", &["1:2 E0104 illegal character NUL"], "a BAD (b: 1)");
    check("a: \"\0\"", &["1:5 E0104 illegal character NUL"], "(a: \"\\0\")");
    check("a: \"\\(b)\\(\"", &["1:11 E0105 string literal is not terminated"], "(a: (interp \"\" b \"\" BAD \"\"))");
    check("a: \u{2028} 1", &["1:4 E0104 illegal character U+2028 '\u{2028}'"], "(a: BAD) 1");
    check("a: 0x1G", &["1:7 E0107 illegal hexadecimal number"], "(a: 0x1G)");
    check("a: 1_000_", &["1:9 E0107 illegal '_' in number"], "(a: 1_000_)");
}

#[test]
fn unexpected_tokens() {
    check("a: b[1, 2]", &["1:9 E0101 expected ']', found '2'"], "(a: (index b BAD))");
    check("if x", &["1:5 E0101 expected '{', found 'EOF'"], "BAD");
    check("for in y {}", &["1:8 E0101 expected 'in', found 'y'"], "BAD");
    check("for x y {}", &["1:7 E0101 expected 'in', found 'y'"], "BAD");
    check("let x", &["1:6 E0101 expected '=', found 'EOF'"], "BAD");
    check("a: if x {b: 1}", &["1:4 E0101 expected operand, found 'if'"], "(a: BAD)");
    check("a: for x in y {z}", &["1:4 E0101 expected operand, found 'for'"], "(a: BAD)");
    check("import", &[], "import");
    check("import a.b \"c\"", &["1:9 E0101 expected a string, found '.'"], "BAD");
    check("package", &[], "package");
    check("a: 1 +", &["1:7 E0101 expected operand, found 'EOF'"], "(a: BAD)");
    check("a: 1 + \nb: 2", &["2:2 E0101 expected ',', found ':'"], "(a: BAD) (b: 2)");
    check("a:: 1", &["1:3 E0101 expected operand, found ':'"], "(a: BAD)");
    check("a: : 1", &["1:4 E0101 expected operand, found ':'"], "(a: BAD)");
    check(": 1", &["1:1 E0101 expected operand, found ':'"], "BAD");
    check(",", &["1:1 E0101 expected operand, found ','"], "BAD");
    check("a,,b", &["1:3 E0101 expected operand, found ','"], "a BAD b");
    check("a: {,}", &["1:5 E0101 expected operand, found ','"], "(a: {BAD})");
    check("a: b.", &["1:6 E0101 expected a string or an identifier, found 'EOF'"], "(a: BAD)");
    check("a: b.1", &["1:6 E0101 expected a string or an identifier, found '1'"], "(a: BAD)");
    check("a: b..c", &["1:6 E0101 expected a string or an identifier, found '.'"], "(a: BAD)");
    check("a: f(,)", &["1:6 E0101 expected operand, found ','"], "(a: (call f BAD))");
    check("a: [,]", &["1:5 E0101 expected operand, found ','"], "(a: [BAD])");
    check("a: \"x\\(b c)y\"\nd: 1", &["1:10 E0101 expected ')', found 'c'"], "(a: (interp \"x\" BAD \"y\")) (d: 1)");
    check("[let x = 1 {x}]", &["1:2 E0101 expected operand, found 'let'"], "[BAD]");
    check("a: &", &["1:4 E0101 expected operand, found '&'"], "(a: BAD)");
    check("a: * 1 *", &["1:9 E0101 expected operand, found 'EOF'"], "(a: BAD)");
    check("a?: ", &["1:5 E0101 expected operand, found 'EOF'"], "(a?: BAD)");
    check("a!b: 1", &["1:3 E0101 expected ':', found 'b'"], "BAD");
    check("[a]:", &["1:5 E0101 expected operand, found 'EOF'"], "([a]: BAD)");
    check("a: 1.2.3", &["1:8 E0101 expected a string or an identifier, found '3'"], "(a: BAD)");
    check("a: <-3", &[], "(a: (< (- 3)))");
    check("a == 3: 1", &["1:7 E0101 expected ',', found ':'"], "BAD");
}
