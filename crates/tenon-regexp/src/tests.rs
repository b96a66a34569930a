//! Tests: what is accepted, refused and matched.

use super::Regex;
use proptest::prelude::*;

fn find(pattern: &str, text: &str) -> Option<String> {
    Regex::new(pattern).unwrap().find(text.as_bytes()).map(|r| text[r].to_owned())
}

#[test]
fn refused() {
    for (pattern, want) in [
        ("a**", "invalid nested repetition operator: `**`"),
        ("a*?*", "invalid nested repetition operator: `*?*`"),
        ("*a", "missing argument to repetition operator: `*`"),
        ("(|*)", "missing argument to repetition operator: `*`"),
        ("a{1001}", "invalid repeat count: `{1001}`"),
        ("a{2,1}", "invalid repeat count: `{2,1}`"),
        ("(a{100}){11}", "invalid repeat count: `{11}`"),
        ("(abc", "missing closing ): `(abc`"),
        ("abc)", "unexpected ): `abc)`"),
        ("[a", "missing closing ]: `[a`"),
        ("[]a", "missing closing ]: `[]a`"),
        ("[z-a]", "invalid character class range: `z-a`"),
        ("[[:foo:]]", "invalid character class range: `[:foo:]`"),
        (r"\p{Foo}", "invalid character class range: `\\p{Foo}`"),
        (r"\8", r"invalid escape sequence: `\8`"),
        (r"\1", r"invalid escape sequence: `\1`"),
        (r"\Z", r"invalid escape sequence: `\Z`"),
        (r"\C", r"invalid escape sequence: `\C`"),
        (r"a\", "trailing backslash at end of expression: ``"),
        ("(?=a)", "invalid or unsupported Perl syntax: `(?=`"),
        ("(?<=a)", "invalid named capture: `(?<=a)`"),
        ("(?i-)a", "invalid or unsupported Perl syntax: `(?i-)`"),
        ("(?P<x y>a)", "invalid named capture: `(?P<x y>`"),
        ("(?P=n)", "invalid or unsupported Perl syntax: `(?P`"),
    ] {
        let error = Regex::new(pattern).map(|_| ()).unwrap_err().to_string();
        assert_eq!(error, format!("error parsing regexp: {want}"), "{pattern}");
    }
    assert!(Regex::new(&"(".repeat(100_000)).is_err());
    assert!(Regex::new(&"(a|b".repeat(990)).is_err());
    assert!(Regex::new(&format!("{}a{}", "(".repeat(900), ")".repeat(900))).is_ok());
}

#[test]
fn matched() {
    for (pattern, text, want) in [
        (r"f\w\w", "afoot", Some("foo")),
        (r"\Qa.b\E+", "a.bb", Some("a.bb")),
        (r"\07\x41\x{42}", "\u{7}AB", Some("\u{7}AB")),
        ("[[a]+", "x[a[", Some("[a[")),
        ("[a&&b]+", "&a&b", Some("&a&b")),
        (r"\d+", "١٢", None),
        (r"\w+", "éa", Some("a")),
        ("(?i)straße", "STRAßE", Some("STRAßE")),
        ("(?i)k", "\u{212a}", Some("\u{212a}")),
        (r"a\z", "a\n", None),
        ("a$", "a\n", None),
        ("(?m)a$", "a\n", Some("a")),
        (r"\pN+", "x٣4", Some("٣4")),
        (r"\p{Greek}+", "abγδ", Some("γδ")),
        (r"\P{^Lu}", "aB", Some("B")),
        ("[^[:space:]]+", " ab ", Some("ab")),
        ("a{,2}", "a{,2}", Some("a{,2}")),
        ("a{02}", "a{02}", Some("a{02}")),
        ("a.b", "a\nb", None),
        ("(?s)a.b", "a\nb", Some("a\nb")),
        ("(?U)a+", "aaa", Some("a")),
        ("(?U)a+?", "aaa", Some("aaa")),
        ("a|ab", "ab", Some("a")),
        ("[]a]+", "]a", Some("]a")),
        ("[a-]+", "-a", Some("-a")),
        (r"\B.", "é", Some("é")),
        ("(?P<n>a)(?P<n>b)", "ab", Some("ab")),
        (r"[\d\-z]+", "1-z", Some("1-z")),
        ("(?i:a)b", "AB", None),
        ("^*a", "a", Some("a")),
        ("", "x", Some("")),
        (r"\x{D800}", "x", None),
    ] {
        assert_eq!(find(pattern, text).as_deref(), want, "{pattern}");
    }
}

#[test]
fn replaced() {
    let re = Regex::new(r"f(?P<A>\w)(?P<B>\w)").unwrap();
    let text = "afloat afoot from";
    assert_eq!(re.replace_all(text, "-${A}-${B}-"), "a-l-o-at a-o-o-t -r-o-m");
    assert_eq!(re.replace_all(text, "-$1-$2-"), "a-l-o-at a-o-o-t -r-o-m");
    assert_eq!(re.replace_all(text, "$1x$$$9${"), "a$${at a$${t $${m");
    assert_eq!(re.replace_all_literal(text, "$1"), "a$1at a$1t $1m");
    assert_eq!(Regex::new("a*").unwrap().replace_all("baac", "x"), "xbxcx");
}

/// Expressions that mean the same to Go and to the `regex` crates.
fn common() -> impl Strategy<Value = String> {
    let atom = prop_oneof![
        4 => prop::sample::select(vec!["a", "b", "c", "é", ".", r"\.", r"\*"]).prop_map(str::to_owned),
        1 => prop::sample::select(vec!["[ab]", "[^a]", "[a-c]", "^", "$", "[^b-cé]"]).prop_map(str::to_owned),
    ];
    atom.prop_recursive(4, 24, 4, |inner| {
        let repeated =
            (inner.clone(), prop::sample::select(vec!["*", "+", "?", "*?", "+?", "??", "{2}", "{1,3}", "{0,}?"]))
                .prop_map(|(e, op)| format!("(?:{e}){op}"));
        prop_oneof![
            2 => prop::collection::vec(inner.clone(), 0..4).prop_map(|all| all.concat()),
            1 => prop::collection::vec(inner.clone(), 1..4).prop_map(|all| format!("({})", all.join("|"))),
            1 => inner.prop_map(|e| format!("(?P<n>{e})")),
            2 => repeated,
        ]
    })
}

proptest! {
    /// Nothing panics, and what is found lies within the text, on the borders of characters.
    #[test]
    fn orderly(pattern in r"[ab()\[\]{}*+?|^$.,:\\QEdwsbpzxL0-9é-]{0,16}", text in "[abé\n0(]{0,8}") {
        if let Ok(re) = Regex::new(&pattern) {
            for range in re.find_all(text.as_bytes(), 20) {
                prop_assert!(text.get(range).is_some(), "{} {:?}", pattern, text);
            }
            prop_assert_eq!(re.is_match(text.as_bytes()), re.groups(text.as_bytes()).is_some());
        }
    }

    /// The translation agrees with the engine's own parser where the languages do.
    #[test]
    fn agrees(pattern in common(), text in "[abcé.*\n]{0,10}") {
        let Ok(theirs) = regex_automata::meta::Regex::new(&pattern) else { return Ok(()) };
        let ours = Regex::new(&pattern).unwrap();
        let want: Vec<_> = theirs.captures_iter(&text).map(|c| {
            (0..c.group_len()).map(|i| c.get_group(i).map(|s| s.range())).collect::<Vec<_>>()
        }).collect();
        // Go finds no empty match right behind another match, the crate's iterator neither.
        prop_assert_eq!(ours.groups_all(text.as_bytes(), usize::MAX), want, "{} {:?}", pattern, text);
    }
}
