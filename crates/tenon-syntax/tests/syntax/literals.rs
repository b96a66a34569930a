//! Strings, bytes, numbers and interpolations.

use crate::support::{check, check_errors};
use tenon_syntax::{is_identifier, label_needs_quotes, quote_bytes, quote_multiline, quote_string, unquote};

#[test]
fn strings() {
    check(r#"a: "", b: "x", c: "é""#, r#"(a: "") (b: "x") (c: "é")"#);
    check(r#"a: "\a\b\f\n\r\t\v\/\\\"""#, r#"(a: "\u{7}\u{8}\u{c}\n\r\t\u{b}/\\\"")"#);
    check(r#"a: "\u00e9\U0001F604""#, r#"(a: "é😄")"#);
    check(r#"a: "\uD83D\uDE04", b: "\uD83D!""#, "(a: \"😄\") (b: \"\u{FFFD}!\")");
    check("a: #\"\\(x) \"\\n\" \\#n\"#", r#"(a: "\\(x) \"\\n\" \n")"#);
    check("a: ##\"\\#(x)\"#\"##", r##"(a: "\\#(x)\"#")"##);
    check("a: #\"\"\"#, b: #\"\"#, c: #\"\"\"x\"#", r#"(a: "\"") (b: "") (c: "\"\"x")"#);
    check("a: '', b: 'x\\xff\\377\\u00e9\\''", r#"(a: b"") (b: b"x\xff\xff\xc3\xa9\'")"#);
}

#[test]
fn multiline_strings() {
    check("a: \"\"\"\n\tx\n\n\t  y\\tz\n\t\"\"\"", r#"(a: "x\n\n  y\tz")"#);
    check("a: \"\"\"\n\"\"\"", r#"(a: "")"#);
    check("a: \"\"\"\n\n\"\"\"", r#"(a: "")"#);
    check("a: \"\"\"\n\n\n\"\"\"", r#"(a: "\n")"#);
    check("a: '''\n  x\n  \\x01\n  '''", r#"(a: b"x\n\x01")"#);
    check("a: #\"\"\"\n  x\\n\"\"\"\n  \\#n\n  \"\"\"#", r#"(a: "x\\n\"\"\"\n\n")"#);
    check("a: \"\"\"\n  \"quoted\" \\\"\"\"\n  \"\"\"", r#"(a: "\"quoted\" \"\"\"")"#);
}

#[test]
fn interpolation() {
    check(r#"a: "x\(b)y\(c+1)z""#, r#"(a: (interp "x" b "y" (+ c 1) "z"))"#);
    check(r#"a: "\("b\("c\(d)")")""#, r#"(a: (interp "" (interp "b" (interp "c" d "") "") ""))"#);
    check(r#"a: "\({x: ")"}.x)\((1))""#, r#"(a: (interp "" {(x: ")")}.x "" (paren 1) ""))"#);
    check("a: #\"\\(n)\\#(b)\"#", r#"(a: (interp "\\(n)" b ""))"#);
    check("a: '\\(b)'", r#"(a: (interp b"" b b""))"#);
    check("a: \"\"\"\n  x\n  \\(b) y\n    \\(c)\n  z\n  \"\"\"", r#"(a: (interp "x\n" b " y\n  " c "\nz"))"#);
    check("a: \"\\(\n\tb\n)\"", r#"(a: (interp "" b ""))"#);
}

#[test]
fn numbers() {
    let all = "0 1 42 1_000 1.5 0. .5 1.e+0 6.67e-11 1E6 .12345E+5 072.40 1K 1.5G 1.3Ki .5M 2Pi 0x1F 0XbAd_Face 0o755 0b01_01";
    for number in all.split(' ') {
        check(&format!("a: {number}"), &format!("(a: {number})"));
    }
    check("a: b.c\nd: [0, .5, 1.]\ne: x[1].y", "(a: b.c) (d: [0 .5 1.]) (e: (index x 1).y)");
    check_errors("a: 0128", &["1:4 E0107 illegal integer number: leading zero"]);
    check_errors("a: 1__0", &["1:5 E0107 illegal '_' in number"]);
    check_errors("a: 1_", &["1:5 E0107 illegal '_' in number"]);
    check_errors("a: 1e", &["1:6 E0107 exponent has no digits"]);
    check_errors("a: 0x", &["1:6 E0107 illegal hexadecimal number"]);
    check_errors("a: 0b12", &["1:7 E0107 illegal binary number"]);
    check_errors("a: 0o8", &["1:6 E0107 illegal octal number"]);
}

#[test]
fn wrong_strings() {
    check_errors(r#"a: "\z""#, &["1:6 E0106 unknown escape sequence"]);
    check_errors(r#"a: "\'""#, &["1:6 E0106 unknown escape sequence"]);
    check_errors(r"a: '\xa'", &["1:8 E0106 illegal character U+0027 ''' in escape sequence"]);
    check_errors(r"a: '\400'", &["1:6 E0106 octal escape is greater than 255"]);
    check_errors(r#"a: "\x41""#, &["1:6 E0106 escape sequences for single bytes are allowed in bytes literals only"]);
    check_errors(r#"a: "\U00110000""#, &["1:6 E0106 escape sequence is invalid Unicode code point"]);
    check_errors(r#"a: "\u12""#, &["1:9 E0106 illegal character U+0022 '\"' in escape sequence"]);
    check_errors("a: \"x\nb: 1", &["1:4 E0105 string literal is not terminated"]);
    check_errors("b: 1\na: '''\nx", &["2:4 E0105 bytes literal is not terminated"]);
    check_errors(
        "a: \"\"\"x\"\"\"",
        &["1:4 E0106 expected a new line after the opening quotes of a multi-line literal"],
    );
    check_errors(
        "a: \"\"\"\n  x\"\"\"",
        &["1:4 E0106 the closing quotes of a multi-line literal must stand on a line of their own"],
    );
    check_errors(
        "a: \"\"\"\n x\n  \"\"\"",
        &["2:1 E0106 a line of a multi-line literal must begin with the white space before its closing quotes"],
    );
    check_errors("a: \"x\\(b\" \nc: 1", &["1:9 E0105 string literal is not terminated"]);
    // The characters at the end are wider than the closing quotes that are missing.
    check_errors("a: \"\"\"\n\\(b)é\u{feff}\u{feff}", &["2:4 E0105 string literal is not terminated"]);
    check_errors("a: #'''\n\\#(b)\u{feff}", &["2:5 E0105 bytes literal is not terminated"]);
    check_errors("a: \"\\()\"", &["1:7 E0101 expected operand, found ')'"]);
}

#[test]
fn literals_without_an_end() {
    for raw in ["\"", "\"a", "\"\"\"", "\"\"\"\nabc\u{feff}", "#\"\"\"\n\u{feff}\u{feff}", "#'a'", "'''"] {
        assert!(unquote(raw).is_err(), "{raw}");
    }
}

#[test]
fn quoting_and_back() {
    for text in ["", "plain", "tab\t\"q\" \\ \u{0} \u{7f} é 日本 \u{200b} \u{feff} 😄", "a\nb\n", "\u{301}"] {
        let quoted = quote_string(text);
        assert_eq!(unquote(&quoted), Ok(tenon_syntax::ast::StringValue::String(text.into())), "{quoted}");
        let lines = quote_multiline(text, "\t");
        assert_eq!(unquote(&lines), Ok(tenon_syntax::ast::StringValue::String(text.into())), "{lines}");
    }
    for bytes in [&b""[..], b"x\xff\x00'\\", "é\n".as_bytes(), b"\xc3", b"\xed\xa0\x80"] {
        let quoted = quote_bytes(bytes);
        assert_eq!(unquote(&quoted), Ok(tenon_syntax::ast::StringValue::Bytes(bytes.into())), "{quoted}");
    }
    assert_eq!(quote_string("\u{200b}\u{1f}\u{10ffff}"), r#""\u200b\u001f\U0010ffff""#);
    assert_eq!(quote_multiline("\"\"\"\" \\", ""), "\"\"\"\n\"\"\\\"\" \\\\\n\"\"\"");
    assert!(is_identifier("a1") && is_identifier("#A") && is_identifier("$") && is_identifier("if"));
    assert!(!is_identifier("") && !is_identifier("1a") && !is_identifier("a-b") && !is_identifier("a b"));
    assert!(
        label_needs_quotes("_a") && label_needs_quotes("#a") && label_needs_quotes("a-b") && !label_needs_quotes("for")
    );
}
