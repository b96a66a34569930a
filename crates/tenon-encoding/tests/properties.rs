//! What holds for every input: data that is written reads back as the same data, and no text makes a reader panic.

use proptest::prelude::*;
use tenon_encoding::json::{self, JsonOptions};
use tenon_encoding::toml;
use tenon_encoding::yaml::{self, YamlOptions};
use tenon_ir::data::{DataValue, Entry};
use tenon_ir::{Data, Num};
use tenon_source::{FileId, Span};

const FILE: FileId = FileId(0);

const NASTY: &[&str] = &[
    "- ", "\n", " ", ": ", "#", "\t", "'", "\"", "\\", "|", "---", "a", "12", "true", "~", "\r", "\u{85}", "\u{2028}",
    "é", "😀", "<<", ".", "e5", "0x", "[", "}",
];

const SOUP: &[&str] = &[
    "- ",
    "\n",
    "\n  ",
    " ",
    ": ",
    "a",
    "? ",
    "[",
    "]",
    "{",
    "}",
    ",",
    "&a ",
    "*a",
    "<<: ",
    "|\n",
    ">-\n",
    "'",
    "\"",
    "\\u12",
    "!!int ",
    "!t ",
    "---\n",
    "...\n",
    "%YAML",
    "#",
    "1",
    "0x",
    "=",
    "[[",
    "]]\n",
    ".",
    "e",
    "-",
    "true",
    "null",
    "\t",
    "\r\n",
    "é",
    "\u{feff}",
    "\"\"\"",
    "2001-01-01",
];

fn pieces(of: &'static [&'static str], most: usize) -> impl Strategy<Value = String> {
    prop::collection::vec(prop::sample::select(of), 0..most).prop_map(|parts| parts.concat())
}

fn text() -> impl Strategy<Value = String> {
    prop_oneof![3 => pieces(NASTY, 8), 1 => any::<String>(), 2 => "[a-zA-Z0-9_.:/ -]{0,12}"]
}

fn number() -> impl Strategy<Value = Num> {
    let quarter = |n: i32| Num::parse_json(&format!("{n}.25")).unwrap_or(Num::from(0));
    prop_oneof![any::<i64>().prop_map(Num::from), any::<i32>().prop_map(quarter)]
}

fn tree(null: bool, bytes: bool) -> impl Strategy<Value = Data> {
    let leaf = prop_oneof![
        4 => text().prop_map(Data::str),
        2 => number().prop_map(|n| Data::new(DataValue::Num(n))),
        1 => any::<bool>().prop_map(Data::bool),
        1 => any::<Vec<u8>>().prop_map(move |b| if bytes { Data::bytes(b) } else { Data::int(1) }),
        1 => Just(()).prop_map(move |()| if null { Data::null() } else { Data::bool(true) }),
    ];
    leaf.prop_recursive(4, 32, 5, |inner| {
        let entry = |(key, value): (String, Data)| Entry { key_span: Span::NONE, key: key.into(), value };
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Data::list),
            prop::collection::btree_map(text(), inner, 0..5)
                .prop_map(move |fields| Data::new(DataValue::Struct(fields.into_iter().map(entry).collect()))),
        ]
    })
}

/// Whether a value is in there that YAML text cannot hold here: docs/decisions/0010-quotation-marks-in-yaml.md.
fn refused_in_yaml(data: &Data) -> bool {
    match &data.value {
        DataValue::Str(s) => s.starts_with("\"\"") && !s.contains('\n'),
        DataValue::List(items) => items.iter().any(refused_in_yaml),
        DataValue::Struct(entries) => entries.iter().any(|e| refused_in_yaml(&e.value)),
        _ => false,
    }
}

proptest! {
    #[test]
    fn json_reads_back(data in tree(true, false)) {
        for options in [JsonOptions::default(), JsonOptions::EXPORT, JsonOptions { indent: None, escape_html: true }] {
            let written = json::write(&data, &options).expect("concrete");
            prop_assert_eq!(&json::parse(FILE, &written).expect("valid"), &data);
            prop_assert!(json::valid(&written));
        }
        let compact = json::write(&data, &JsonOptions::default()).expect("concrete");
        let indented = json::write(&data, &JsonOptions::EXPORT).expect("concrete");
        prop_assert_eq!(&json::compact(&indented).expect("valid"), &compact);
        prop_assert_eq!(&json::indent(&compact, "", "    ").expect("valid"), &indented);
    }

    #[test]
    fn yaml_reads_back(data in tree(true, true)) {
        prop_assume!(!refused_in_yaml(&data));
        for indent in [2, 4] {
            let written = yaml::write(&data, &YamlOptions { indent }).expect("concrete");
            let back = yaml::parse_documents(FILE, &written);
            prop_assert!(back.is_ok(), "{:?}\n{}", back, written);
            prop_assert_eq!(back.expect("valid"), std::slice::from_ref(&data), "{}", written);
        }
    }

    #[test]
    fn yaml_streams_read_back(documents in prop::collection::vec(tree(true, true), 1..4)) {
        prop_assume!(!documents.iter().any(refused_in_yaml));
        let written = yaml::write_documents(&documents, &YamlOptions::default()).expect("concrete");
        prop_assert_eq!(yaml::parse_documents(FILE, &written).expect("valid"), documents, "{}", written);
    }

    #[test]
    fn json_is_yaml(data in tree(true, false)) {
        prop_assume!(!refused_in_yaml(&data));
        let written = json::write(&data, &JsonOptions::EXPORT).expect("concrete");
        let back = yaml::parse_documents(FILE, &written);
        prop_assert!(back.is_ok(), "{:?}\n{}", back, written);
        prop_assert_eq!(back.expect("valid"), [data], "{}", written);
    }

    #[test]
    fn toml_reads_back(data in tree(false, false)) {
        let root = Data::new(DataValue::Struct(vec![Entry { key_span: Span::NONE, key: "root".into(), value: data }]));
        let written = toml::write(&root).expect("concrete");
        let back = toml::parse(FILE, &written);
        prop_assert!(back.is_ok(), "{:?}\n{}", back, written);
        prop_assert_eq!(back.expect("valid"), root, "{}", written);
    }

    #[test]
    fn no_text_makes_a_reader_panic(text in prop_oneof![4 => pieces(SOUP, 24), 1 => any::<String>()]) {
        let bounded = |span: Span| span.is_none() || (span.start <= span.end && span.end as usize <= text.len());
        for diagnostic in [
            json::parse(FILE, &text).err(),
            json::parse_many(FILE, &text).find_map(Result::err),
            yaml::parse_documents(FILE, &text).err(),
            toml::parse(FILE, &text).err(),
        ].into_iter().flatten() {
            prop_assert!(diagnostic.labels.iter().all(|label| bounded(label.span)));
            prop_assert!(!diagnostic.labels.is_empty());
        }
        let _ = (json::valid(&text), json::compact(&text), json::indent(&text, ">", " "), json::html_escape(&text));
    }
}
