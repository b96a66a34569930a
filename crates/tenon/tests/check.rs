//! The checker against the evaluator, over generated schemas and records: what the checker says is valid has no error, and of
//! schemas that are clear, or whose parts that are not can be evaluated alone, it knows everything that is valid. Both ways of
//! checking, over bytes and over trees, say the same.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::sync::Arc;
use tenon::compile::{Compiled, How};
use tenon::encoding::json;
use tenon::ir::Data;
use tenon::load::{Options, Overlay, load};
use tenon::records::Schema;
use tenon::source::FileId;

/// Numbers from a seed.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) % sides as u64) as usize
    }

    fn one_in(&mut self, sides: usize) -> bool {
        self.roll(sides) == 0
    }

    fn pick<T: Copy>(&mut self, all: &[T]) -> T {
        all[self.roll(all.len())]
    }
}

/// Scalar schemas that are clear, each with records that it takes.
const SCALARS: [(&str, &[&str]); 32] = [
    ("int", &["1", "-5", "12345678901234567890", "0"]),
    ("number", &["1.5", "1e3", "7", "-0.0"]),
    ("float", &["1.0", "2.50", "1e2"]),
    ("string", &["\"x\"", "\"a\\u00e9\\n\"", "\"\"", "\"\\ud83d\\ude00\""]),
    ("bool", &["true", "false"]),
    ("null", &["null"]),
    ("\"a\"", &["\"a\"", "\"\\u0061\""]),
    ("1", &["1"]),
    ("1.5", &["1.5", "1.50"]),
    ("true", &["true"]),
    (">=0", &["0", "0.5", "3"]),
    ("int & >0 & <10", &["1", "9"]),
    ("uint8", &["0", "255"]),
    ("int16", &["-32768", "5"]),
    ("!=3", &["2", "3.5"]),
    ("!=null", &["1", "\"a\"", "true", "{}", "[1]", "{\"z\": [null]}"]),
    ("=~\"^a\"", &["\"a\"", "\"ab\"", "\"a\\tb\""]),
    ("!~\"b$\"", &["\"a\"", "\"\""]),
    (">\"b\"", &["\"bb\"", "\"c\""]),
    ("!=\"a\"", &["\"b\""]),
    ("_", &["1", "null", "{\"a\": [1, {\"b\": 2}]}", "[]"]),
    ("*1 | int", &["1", "2"]),
    ("\"a\" | \"b\" | 3", &["\"a\"", "\"b\"", "3"]),
    ("string | null", &["\"q\"", "null"]),
    ("*\"x\" | string", &["\"x\"", "\"y\""]),
    (">1.25", &["1.3", "2", "1.2500001"]),
    ("<=99999999999999999999", &["5", "99999999999999999999"]),
    ("float32", &["1.5", "2"]),
    ("int | *2.5", &["1", "2.5"]),
    ("bool | int & >5", &["true", "6"]),
    ("=~\"^[a-z]+$\" & !=\"abc\"", &["\"ab\""]),
    ("\"\" | =~\"@\"", &["\"\"", "\"a@b\""]),
];

/// Schemas that take an evaluation, or hang on what stands around them.
const WILD: [(&str, &[&str]); 10] = [
    ("strings.MinRunes(2)", &["\"ab\"", "\"é\\n\""]),
    ("and([int, >2])", &["3"]),
    ("or([\"a\", \"b\"])", &["\"a\""]),
    ("or([{a: 1}, {b: 2}])", &["{\"a\": 1}", "{\"b\": 2}"]),
    ("matchN(1, [string, >2])", &["\"a\"", "5"]),
    ("a", &["1", "\"a\""]),
    ("b | *3", &["1", "3"]),
    ("{x: int, y: x}", &["{\"x\": 1, \"y\": 1}", "{\"x\": 1}"]),
    ("list.MaxItems(2)", &["[]", "[1, 2]"]),
    ("[int, ...] & [...>0]", &["[1]", "[1, 2]"]),
];

/// Schemas that take an evaluation of their place alone.
const PARTS: [(&str, &[&str]); 26] = [
    ("strings.MinRunes(2)", &["\"ab\"", "\"é\\n\""]),
    ("struct.MinFields(2)", &["{\"x\": 1, \"y\": []}"]),
    ("list.UniqueItems() & [...int]", &["[1, 2]", "[]", "[1, 1]"]),
    ("or([{a: 1}, {b: 2}])", &["{\"a\": 1}", "{\"b\": 2}"]),
    ("matchN(1, [string, >2])", &["\"a\"", "5"]),
    ("matchIf({k: 1}, {m!: int}, _)", &["{\"k\": 1, \"m\": 2}", "{\"k\": 2}", "{\"k\": 1}"]),
    ("{n: int, m?: <n}", &["{\"n\": 3, \"m\": 2}", "{\"n\": 3}", "{\"n\": 3, \"m\": 4}"]),
    ("{n: int, m: n * 2}", &["{\"n\": 3, \"m\": 6}", "{\"n\": 3}"]),
    ("{n: int, if n > 2 {m: string}}", &["{\"n\": 3, \"m\": \"a\"}", "{\"n\": 1}"]),
    ("close({n: int, if n > 2 {m: string}})", &["{\"n\": 3, \"m\": \"a\"}", "{\"n\": 1, \"m\": \"a\"}"]),
    ("X={n: int, m: X.n}", &["{\"n\": 3, \"m\": 3}", "{\"n\": 3, \"m\": 4}"]),
    (
        "{[K=string]: {name: K, v?: int}}",
        &["{\"x\": {\"name\": \"x\"}}", "{\"zz\": {\"v\": 1}}", "{\"q\": {\"name\": \"x\"}}"],
    ),
    ("{[K=string]: K | {of: K}}", &["{\"x\": \"x\"}", "{\"x\": {\"of\": \"x\"}, \"y\": \"y\"}"]),
    ("[...{x: int, y: >=x}]", &["[{\"x\": 1, \"y\": 1}, {\"x\": 1, \"y\": 3}]", "[]", "[{\"x\": 1, \"y\": 0}]"]),
    ("{let v = n, n: int, w: v + 1}", &["{\"n\": 1}", "{\"n\": 1, \"w\": 2}", "{\"n\": 1, \"w\": 3}"]),
    ("{_h: n, n: int, d: _h}", &["{\"n\": 1, \"d\": 1}", "{\"n\": 1}"]),
    ("{#d: n, n: int, d?: <=#d}", &["{\"n\": 1, \"d\": 1}", "{\"n\": 1}"]),
    ("{l: [...{k: string}], m: {for x in l {(x.k): true}}}", &["{\"l\": [{\"k\": \"a\"}], \"m\": {\"a\": true}}"]),
    ("*{k: 1, m: k} | {k: 2, z: int}", &["{\"k\": 1, \"m\": 1}", "{\"k\": 2, \"z\": 5}"]),
    ("{k: \"x\", v: int, w: v} | {k: \"y\", v: string, w: v}", &["{\"k\": \"y\", \"v\": \"a\", \"w\": \"a\"}"]),
    (
        "{k: \"x\", l: [...{p: int, q: >p}]} | {k: \"y\"}",
        &["{\"k\": \"x\", \"l\": [{\"p\": 1, \"q\": 2}]}", "{\"k\": \"y\"}"],
    ),
    ("{s: {t?: {p: int, q: p}}, u?: int}", &["{\"s\": {\"t\": {\"p\": 1, \"q\": 1}}}", "{\"s\": {}}"]),
    (
        "{p: int, s: {q: p, r?: {o: int, i: o}}}",
        &["{\"p\": 1, \"s\": {\"q\": 1, \"r\": {\"o\": 2, \"i\": 2}}}", "{\"p\": 1, \"s\": {}}"],
    ),
    (
        "#Tree",
        &[
            "{\"v\": 1, \"kids\": [{\"v\": 2, \"w\": 3}]}",
            "{\"v\": 1, \"w\": 2}",
            "{\"v\": 1, \"of\": {\"q\": {\"v\": 2, \"w\": 4}}}",
        ],
    ),
    ("{#Tree, v: >0}", &["{\"v\": 1, \"kids\": [{\"v\": 0}]}", "{\"v\": 1, \"w\": 2}"]),
    (
        "[k=~\"^z\"]: {n: int, m?: \"\\(k)\\(n)\"}",
        &["{\"z\": {\"n\": 1, \"m\": \"z1\"}}", "{\"zz\": {\"n\": 1}}", "{}"],
    ),
];

/// Declarations that make the struct around them hang on itself, or say things in other ways.
const DECLARATIONS: [&str; 33] = [
    "if a > 1 {b: int}",
    "if a != _|_ {b?: 1}",
    "let v = 3, c: v",
    "let w = a, c: w",
    "_h: a, d: _h",
    "_h: int, d?: _h",
    "#h: \"a\" | \"b\", d?: #h",
    "#h: {p: int, q: p}, d?: #h",
    "for k in [\"a\", \"e\"] {(k)?: int}",
    "for k, v in {a: int, e: string} {(k)?: v}",
    "#Base",
    "{#Base, b?: string}",
    "{e?: int}",
    "X=e: int | *1, f: X",
    "[k=~\"^z\"]: {n: k}",
    "[k=~\"^z\"]: {n?: int}",
    "(\"g\" + \"h\")?: int",
    "\"\\(_s)x\"?: int, _s: \"s\"",
    "c: \"\\(a)\"",
    "e: {f: a}",
    "a?: >0",
    "...",
    "_x: {if a > 3 {y: 1}}, _y: _x",
    "d?: #Base & {x?: int}",
    "d?: {n: int, m: n}",
    "[k=~\"^z\"]: {n: int, m?: \"\\(k)\\(n)\"}",
    "for x in [1, 2] {\"z\\(x)\"?: {n: int, m?: <n}}",
    "zz?: [...{x: int, y: >=x}]",
    "if d != _|_ {e: {n: int, m: n}}",
    "let L = {n: int, m?: <n}, d?: L, zz?: L",
    "#E: {n: int, m: n * 2}, d?: #E, e?: #E",
    "_E: {n: int, m: n * b}, d?: _E",
    "d?: {n: int, p: {m: n}, q?: e}",
];

const KEYS: [&str; 8] = ["a", "b", "c", "d", "e", "zz", "a b", "ä"];

/// A schema of which records can be made.
enum Schematic {
    Scalar(usize),
    Wild(usize),
    Part(usize),
    Struct {
        fields: Vec<(&'static str, &'static str, Schematic)>,
        rest: Vec<String>,
        pattern: Option<(usize, Box<Schematic>)>,
        close: bool,
    },
    List(Vec<Schematic>, Option<Option<Box<Schematic>>>),
    Or(Vec<Schematic>),
    And(Box<Schematic>, Box<Schematic>),
    Named(usize),
}

const PATTERNS: [&str; 5] = ["string", "=~\"^z\"", "!=\"a\"", "\"a\" | \"q\"", ">\"b\""];

/// What schemas are made of.
#[derive(Clone, Copy, PartialEq)]
enum Of {
    Clear,
    /// What is clear, and parts that can be evaluated alone.
    Parts,
    Everything,
}

struct Maker {
    dice: Dice,
    of: Of,
}

impl Maker {
    fn schema(&mut self, depth: usize) -> Schematic {
        let clear = self.of != Of::Everything;
        match self.dice.roll(if depth == 0 { 4 } else { 12 }) {
            0..=2 => Schematic::Scalar(self.dice.roll(SCALARS.len())),
            3 if self.of == Of::Clear => Schematic::Scalar(self.dice.roll(SCALARS.len())),
            3 if clear || self.dice.one_in(2) => Schematic::Part(self.dice.roll(PARTS.len())),
            3 => Schematic::Wild(self.dice.roll(WILD.len())),
            4..=7 => self.structure(depth),
            8 | 9 => {
                let fixed = (0..self.dice.roll(3)).map(|_| self.schema(depth.saturating_sub(1))).collect();
                let rest = match self.dice.roll(3) {
                    0 => None,
                    1 => Some(None),
                    _ => Some(Some(Box::new(self.schema(depth.saturating_sub(1))))),
                };
                Schematic::List(fixed, rest)
            }
            10 if clear => {
                // Told apart by a field.
                let mut all: Vec<Schematic> = Vec::new();
                for (i, kind) in [6, 7, 9].into_iter().enumerate().take(2 + self.dice.roll(2)) {
                    let Schematic::Struct { mut fields, .. } = self.structure(depth.saturating_sub(1)) else {
                        continue;
                    };
                    fields.retain(|f| f.0 != "e");
                    let marker = if i == 1 { "!" } else { "" };
                    fields.insert(self.dice.roll(fields.len() + 1), ("e", marker, Schematic::Scalar(kind)));
                    all.push(Schematic::Struct { fields, rest: Vec::new(), pattern: None, close: false });
                }
                all.push(Schematic::Scalar(self.dice.roll(12)));
                Schematic::Or(all)
            }
            10 => Schematic::Or((0..2 + self.dice.roll(2)).map(|_| self.schema(depth.saturating_sub(1))).collect()),
            _ if clear => Schematic::Named(self.dice.roll(2)),
            _ if self.dice.one_in(2) => Schematic::Named(self.dice.roll(3)),
            _ => Schematic::And(
                Box::new(self.schema(depth.saturating_sub(1))),
                Box::new(self.schema(depth.saturating_sub(1))),
            ),
        }
    }

    fn structure(&mut self, depth: usize) -> Schematic {
        let mut fields: Vec<(&str, &str, Schematic)> = Vec::new();
        for _ in 0..self.dice.roll(5) {
            let key = self.dice.pick(&KEYS);
            if fields.iter().all(|f| f.0 != key) {
                let marker = self.dice.pick(&["", "", "?", "!"]);
                fields.push((key, marker, self.schema(depth.saturating_sub(1))));
            }
        }
        let mut rest = Vec::new();
        let clear = self.of != Of::Everything;
        if !clear {
            rest.extend((0..self.dice.roll(3)).map(|_| (self.dice.pick(&DECLARATIONS)).to_owned()));
        } else if self.dice.one_in(6) {
            rest.push("...".to_owned());
        }
        let pattern = self
            .dice
            .one_in(4)
            .then(|| (self.dice.roll(PATTERNS.len()), Box::new(self.schema(depth.saturating_sub(1)))));
        // What a pattern adds to declared fields has no records of its own here.
        let pattern = pattern.filter(|_| !clear || fields.is_empty());
        Schematic::Struct { fields, rest, pattern, close: self.dice.one_in(6) }
    }

    /// A record, mostly one that the schema takes.
    fn record(&mut self, schema: &Schematic, named: &[Schematic], depth: usize) -> String {
        if self.dice.one_in(25) || depth == 0 {
            let (_, all) = self.dice.pick(&SCALARS);
            return (self.dice.pick(all)).to_owned();
        }
        match schema {
            Schematic::Scalar(i) => (self.dice.pick(SCALARS[*i].1)).to_owned(),
            Schematic::Wild(i) => (self.dice.pick(WILD[*i].1)).to_owned(),
            Schematic::Part(i) => (self.dice.pick(PARTS[*i].1)).to_owned(),
            Schematic::Named(i) => self.record(&named[*i % named.len()], named, depth.saturating_sub(1)),
            Schematic::Or(all) => {
                let one = self.dice.roll(all.len());
                self.record(&all[one], named, depth.saturating_sub(1))
            }
            Schematic::And(a, b) => {
                let one = if self.dice.one_in(2) { a } else { b };
                self.record(one, named, depth.saturating_sub(1))
            }
            Schematic::List(fixed, rest) => {
                let mut items: Vec<String> =
                    fixed.iter().map(|s| self.record(s, named, depth.saturating_sub(1))).collect();
                if let Some(rest) = rest {
                    for _ in 0..self.dice.roll(3) {
                        let any = Schematic::Scalar(0);
                        items.push(self.record(rest.as_deref().unwrap_or(&any), named, depth.saturating_sub(1)));
                    }
                }
                if self.dice.one_in(20) {
                    items.pop();
                }
                format!("[{}]", items.join(self.dice.pick(&[",", ", ", " ,\n"])))
            }
            Schematic::Struct { fields, pattern, .. } => {
                let mut entries = Vec::new();
                for (key, marker, value) in fields {
                    let left_out = match *marker {
                        "?" => 2,
                        "!" => 20,
                        _ => 6,
                    };
                    if !self.dice.one_in(left_out) {
                        entries.push((*key, self.record(value, named, depth.saturating_sub(1))));
                    }
                }
                if let Some((_, value)) = pattern
                    && self.dice.one_in(2)
                {
                    entries.push((
                        self.dice.pick(&["zz", "q", "a", "zy"]),
                        self.record(value, named, depth.saturating_sub(1)),
                    ));
                }
                if self.dice.one_in(12) {
                    // What stands twice is not known.
                    let key = self.dice.pick(&KEYS);
                    if self.of != Of::Everything && entries.iter().any(|e| e.0 == key) {
                        entries.clear();
                    }
                    let (_, all) = self.dice.pick(&SCALARS);
                    entries.push((key, (self.dice.pick(all)).to_owned()));
                }
                if self.of == Of::Everything && self.dice.one_in(3) {
                    let key = self.dice.pick(&["d", "e", "z1", "zz"]);
                    let (_, all) = self.dice.pick(&PARTS);
                    entries.push((key, (self.dice.pick(all)).to_owned()));
                }
                if entries.len() > 1 && self.dice.one_in(3) {
                    let (i, j) = (self.dice.roll(entries.len()), self.dice.roll(entries.len()));
                    entries.swap(i, j);
                }
                let colon = self.dice.pick(&[":", ": ", " :\t"]);
                let entries: Vec<String> = entries.into_iter().map(|(k, v)| format!("\"{k}\"{colon}{v}")).collect();
                format!("{{{}}}", entries.join(self.dice.pick(&[",", ", "])))
            }
        }
    }
}

fn print(schema: &Schematic, out: &mut String) {
    match schema {
        Schematic::Scalar(i) => out.push_str(SCALARS[*i].0),
        Schematic::Wild(i) => out.push_str(WILD[*i].0),
        Schematic::Part(i) => out.push_str(PARTS[*i].0),
        Schematic::Named(i) => {
            let _ = write!(out, "#D{i}");
        }
        Schematic::Or(all) => join(all, " | ", out),
        Schematic::And(a, b) => {
            out.push('(');
            print(a, out);
            out.push_str(") & (");
            print(b, out);
            out.push(')');
        }
        Schematic::List(fixed, rest) => {
            out.push('[');
            for item in fixed {
                print(item, out);
                out.push_str(", ");
            }
            if let Some(rest) = rest {
                out.push_str("...");
                if let Some(rest) = rest {
                    out.push('(');
                    print(rest, out);
                    out.push(')');
                }
            }
            out.push(']');
        }
        Schematic::Struct { fields, rest, pattern, close } => {
            out.push_str(if *close { "close({" } else { "{" });
            for (key, marker, value) in fields {
                // References by name need names.
                let name = key.bytes().all(|b| b.is_ascii_lowercase());
                let quote = if name { "" } else { "\"" };
                let _ = write!(out, "{quote}{key}{quote}{marker}: ");
                print(value, out);
                out.push_str(", ");
            }
            if let Some((label, value)) = pattern {
                let _ = write!(out, "[{}]: ", PATTERNS[*label]);
                print(value, out);
                out.push_str(", ");
            }
            out.push_str(&rest.join(", "));
            out.push_str(if *close { "})" } else { "}" });
        }
    }
}

fn join(all: &[Schematic], by: &str, out: &mut String) {
    for (i, schema) in all.iter().enumerate() {
        out.push_str(if i > 0 { by } else { "" });
        out.push('(');
        print(schema, out);
        out.push(')');
    }
}

/// Compiles a file; with `whole`, all of it is the schema, and otherwise `#R` is.
fn compile(text: &str, whole: bool) -> Option<Schema> {
    let mut world = Overlay::empty();
    world.insert("in.cue", text.as_bytes());
    let options =
        Options { library: &|path| tenon::library().package(path).map(|package| package.cue), ..Options::new(&world) };
    let loaded = load(&options, &["in.cue".to_owned()]);
    let index = loaded.instances.first()?.package;
    let mut compiled = Compiled::new(loaded.sources, loaded.packages, &HashMap::new(), How::default());
    if !compiled.errors.is_empty() {
        return None;
    }
    let package = *compiled.packages.get(index)?;
    let schema = match whole {
        true => compiled.whole(package),
        false => {
            let schema = compiled.expr(package, "-", "#R", tenon::library()).ok()?;
            compiled.unplaced(schema)
        }
    };
    let budget = tenon::Budget { steps: 100_000, ..tenon::Budget::default() };
    Some(Schema::new(compiled, package, schema, true, budget))
}

/// How many records of some schemas are valid, and how many of them the checker says so of.
fn compare(seed: u64, of: Of, schemas: usize) -> (usize, usize) {
    let mut maker = Maker { dice: Dice(seed), of };
    let clear = of != Of::Everything;
    let (mut valid, mut known) = (0, 0);
    for number in 0..schemas {
        let named: Vec<Schematic> = (0..3).map(|_| maker.schema(if clear { 1 } else { 2 })).collect();
        let named: Vec<Schematic> = match clear {
            // Definitions that refer to each other may have no end.
            true => named
                .into_iter()
                .map(|s| if matches!(s, Schematic::Named(_)) { Schematic::Scalar(0) } else { s })
                .collect(),
            false => named,
        };
        let root = if of == Of::Parts { maker.structure(3) } else { maker.schema(3) };
        let mut text = "import \"strings\"\nimport \"list\"\nimport \"struct\"\n".to_owned();
        text.push_str("_used: [strings.MinRunes, list.MaxItems, struct.MinFields]\n");
        text.push_str("a: *1 | _\nb: *1 | _\n#Base: {a?: int, base?: string}\n");
        text.push_str("#Tree: {v: int, w?: >v, kids?: [...#Tree], of?: [string]: #Tree}\n");
        for (i, schema) in named.iter().enumerate() {
            let _ = write!(text, "#D{i}: ");
            print(schema, &mut text);
            text.push('\n');
        }
        // Where all of the file is the schema, what definitions refer to is data.
        let whole = !clear && maker.dice.one_in(3);
        text.push_str(if whole { "" } else { "#R: " });
        print(&root, &mut text);
        text.push('\n');
        let Some(schema) = compile(&text, whole) else { continue };
        let records: Vec<String> = (0..12).map(|_| maker.record(&root, &named, 6)).collect();
        let found = check(&schema, &records, &format!("seed {seed}, schema {number}:\n{text}"));
        for (record, (right, said)) in records.iter().zip(found) {
            valid += usize::from(right);
            known += usize::from(said);
            if clear && right && !said {
                eprintln!("not known: {record}\n{text}");
            }
        }
    }
    (valid, known)
}

/// Of each record, whether the evaluator has no errors, and whether the checker says so.
fn check(schema: &Schema, records: &[String], about: &str) -> Vec<(bool, bool)> {
    let mut known = schema.check();
    let data: Vec<Option<Arc<Data>>> =
        records.iter().map(|record| json::parse(FileId(0), record).ok().map(Arc::new)).collect();
    let all: Vec<Arc<Data>> = data.iter().flatten().cloned().collect();
    let mut errors = schema.evaluate(&all).into_iter();
    records
        .iter()
        .zip(&data)
        .map(|(record, data)| {
            let end = known.json(record, 0);
            assert!(end.is_none_or(|end| end == record.len()), "{record}\n{about}");
            let Some(data) = data else {
                assert!(end.is_none(), "no JSON is valid: {record}\n{about}");
                return (false, false);
            };
            let errors = errors.next().unwrap_or_default();
            assert!(end.is_none() || errors.is_empty(), "{record}\n{about}\n{errors:?}");
            let by_tree = known.data(data);
            assert!(!by_tree || errors.is_empty(), "the tree of {record}\n{about}\n{errors:?}");
            assert!(end.is_none() || by_tree, "bytes are valid, and the tree is not: {record}\n{about}");
            (errors.is_empty(), end.is_some())
        })
        .collect()
}

#[test]
fn what_is_valid_has_no_error() {
    let (valid, known) = compare(1, Of::Everything, 400);
    assert!(known > 200 && valid > known, "{known} of {valid}");
}

#[test]
fn of_clear_schemas_everything_is_known() {
    let (valid, known) = compare(2, Of::Clear, 300);
    assert!(valid > 500, "{valid}");
    assert_eq!(valid, known);
}

#[test]
fn of_parts_that_are_evaluated_alone_everything_is_known() {
    let (valid, known) = compare(3, Of::Parts, 300);
    assert!(valid > 500, "{valid}");
    assert_eq!(valid, known);
}
