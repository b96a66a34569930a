//! Every question at every place of texts that are whole, cut off, or have something wrong in the middle: there is always an
//! answer, and what it changes lies within the text.

mod support;

use std::path::Path;
use support::{apply, host};
use tenon_ide::{
    Edits, Host, actions, completion, format, format_on_type, hints, hover, organize_imports, semantic_tokens,
    signature_help, trim,
};

const TEXT: &str = "@extern(embed)
package p // 😀

import (
	\"strings\"
	j \"encoding/json\"
)

// A service.
#S: {
	name!: string, port: *8080 | int & >0
	kind: \"a\" | \"b\"
	[=~\"^x\"]: int
	more?: [...{n: int}]
	...
}
let base = {port: 1}
X=svc: [Name=string]: #S & {name: Name}
svc: \"é-1\": {kind: \"a\", more: [{n: 1}, for k, v in base {n: v}]}
v: strings.ToUpper(\"\\(svc[\"é-1\"].name)!\") @tag(v, short=a|b)
w: {if v != _|_ {a: b: c: j.Marshal(X)}, (v): 1, \"\\(v)x\": 2}
d: _ @embed(file=d.json)
self_: u: u.t, len(\"x\"), [1, 2][0], -1, v...
";

fn ask(host: &mut Host, path: &Path, offset: u32) {
    let text = host.text(path).expect("a text").to_string();
    let file = host.file(path).expect("a file");
    let check = |edits: &[tenon_ide::Edit]| drop(apply(&text, edits));
    let _ = hover(host, path, offset).expect("not cancelled");
    for item in completion(host, path, offset).expect("not cancelled") {
        let mut edits = item.more.clone();
        edits.push(item.edit);
        check(&edits);
    }
    for range in [offset..offset, offset..text.len() as u32] {
        for action in actions(host, path, range.clone()).expect("not cancelled") {
            all(&action.edits, path, &check);
        }
        let _ = hints(host, path, range.clone()).expect("not cancelled");
        let _ = semantic_tokens(&file, &text, Some(range));
    }
    let _ = signature_help(&file, &text, offset);
    check(&format_on_type(&file, &text, offset, '\n'));
    check(&format_on_type(&file, &text, offset, '}'));
}

fn all(edits: &Edits, path: &Path, check: &dyn Fn(&[tenon_ide::Edit])) {
    for (file, edits) in &edits.files {
        if file == path {
            check(edits);
        }
    }
}

fn whole(host: &mut Host, path: &Path) {
    let text = host.text(path).expect("a text").to_string();
    let file = host.file(path).expect("a file");
    drop(apply(&text, &format(&file, &text)));
    if let Some(action) = organize_imports(&file, &text) {
        all(&action.edits, path, &|edits| drop(apply(&text, edits)));
    }
    let _ = trim(host, path).expect("not cancelled");
}

fn places(text: &str) -> impl Iterator<Item = usize> + '_ {
    (0..=text.len()).filter(|i| text.is_char_boundary(*i))
}

#[test]
fn a_whole_text() {
    for text in [TEXT.to_owned(), TEXT.replace('\n', "\r\n")] {
        let (mut host, path, _) = host(&text);
        for at in places(&text) {
            ask(&mut host, &path, at as u32);
        }
        whole(&mut host, &path);
    }
}

#[test]
fn texts_that_end_early() {
    let (mut host, path, _) = host(TEXT);
    for end in places(TEXT).step_by(3) {
        host.set_text(&path, &TEXT[..end]);
        ask(&mut host, &path, end as u32);
        ask(&mut host, &path, end as u32 / 2 / 16 * 16);
    }
    whole(&mut host, &path);
}

#[test]
fn something_in_the_middle() {
    let (mut host, path, _) = host(TEXT);
    for (i, at) in places(TEXT).enumerate().step_by(5) {
        let word =
            ["{", "}", "\"", ".", "(", ")", "[", "]", ",", ":", "@", "\\(", "*", "let ", "for ", "if ", "#", "é"];
        let text = format!("{}{}{}", &TEXT[..at], word[i / 5 % word.len()], &TEXT[at..]);
        host.set_text(&path, &text);
        for offset in [at, at + word[i / 5 % word.len()].len()] {
            ask(&mut host, &path, offset as u32);
        }
    }
}

#[test]
fn data_that_ends_early() {
    let schema = "-- s.cue --\npackage s\n#A: {a!: string, \"é\": {b: \"x\" | \"y\"}, l: [...{c: int, d?: bool}]}\n-- cue.mod/module.cue --\nmodule: \"ex.com/m\"\nlanguage: version: \"v0.9.0\"\n";
    let yaml = "# tenon: schema=.#A\na: 'x'\n\"é\":\n  b: x\nl:\n  - c: 1\n    d: true\n- - {e: [1]}\n---\n&x a: *x\n";
    let json = "{\"a\": \"x\\\"\", \"é\": {\"b\": \"x\"}, \"l\": [{\"c\": 1, \"d\": true}, [[]]]}\n";
    for (name, text) in [("a.yaml", yaml), ("a.json", json), ("a.toml", "a = 1\n[b]\nc = [1, 2]\n")] {
        let (mut host, _, _) = host(schema);
        host.configure(tenon_ide::Settings { schemas: vec![("*".into(), "./#A".into())], ..Default::default() });
        let path = Path::new("/").join(name);
        for end in places(text) {
            let text = &text[..end];
            host.set_text(&path, text);
            for offset in [end, end / 2].into_iter().filter(|o| text.is_char_boundary(*o)) {
                for item in completion(&mut host, &path, offset as u32).expect("not cancelled") {
                    drop(apply(text, &[item.edit]));
                }
                let _ = hover(&mut host, &path, offset as u32).expect("not cancelled");
            }
            let found = host.problems(std::slice::from_ref(&path)).expect("not cancelled");
            assert!(found[&path].iter().all(|p| p.place.path != path || p.place.end as usize <= end));
        }
    }
}

/// What is told at some places of a text.
fn told(host: &mut Host, path: &Path) -> Vec<String> {
    let text = host.text(path).expect("a text").to_string();
    let mut out = Vec::new();
    for at in places(&text).step_by(7) {
        let hover = hover(host, path, at as u32).expect("not cancelled").map(|h| h.text);
        let items = completion(host, path, at as u32).expect("not cancelled");
        let items: Vec<String> = items.into_iter().map(|c| format!("{} {} {}", c.label, c.detail, c.docs)).collect();
        out.push(format!("{at}: {hover:?} {items:?}"));
    }
    let hints = hints(host, path, 0..text.len() as u32).expect("not cancelled");
    out.extend(hints.iter().map(|h| format!("{h:?}")));
    out
}

#[test]
fn after_edits_the_answers_are_those_of_a_new_host() {
    const A: &str = "package p\n\n// A service.\n#S: {\n\t// Where.\n\tport: *8080 | int\n\tname!: string\n\tenv: [string]: string\n}\nn: 1\n";
    const B: &str =
        "package p\n\nweb: #S & {name: \"w\", port: 80 + n}\napi: #S & {\n\tname: web.name\n\tenv: A: \"\\(n)\"\n}\n";
    // What cannot be compiled keeps the value of the text before.
    let edits: [(&str, &str, &str, bool); 8] = [
        ("/a.cue", "n: 1", "// New.\nn: 2", true),
        ("/b.cue", "port: 80 + n", "port: n", true),
        ("/b.cue", "name: web.name", "na", false),
        ("/a.cue", "*8080 | int", "*8080 | *9090 | int", false),
        ("/b.cue", "\tna\n", "\tname: \"x\" + web.name\n\tother: 1\n", true),
        ("/a.cue", "name!: string", "name!: string\n\tother?: int", true),
        ("/b.cue", "env: A:", "env: {A:", false),
        ("/b.cue", "env: {A:", "env: B:", true),
    ];
    let (mut host, ..) = host(&format!("-- a.cue --\n{A}-- b.cue --\n{B}"));
    let mut texts = [("/a.cue", A.to_owned()), ("/b.cue", B.to_owned())];
    for (path, old, new, whole) in edits {
        let (_, text) = texts.iter_mut().find(|(p, _)| *p == path).expect("a file");
        assert!(text.contains(old), "{old}");
        *text = text.replacen(old, new, 1);
        host.set_text(path.as_ref(), text);
        let (mut fresh, ..) = support::host(&format!("-- a.cue --\n{}-- b.cue --\n{}", texts[0].1, texts[1].1));
        for (path, _) in &texts {
            let (now, fresh) = (told(&mut host, path.as_ref()), told(&mut fresh, path.as_ref()));
            assert!(!whole || now == fresh, "after {new}: {now:#?}\n{fresh:#?}");
        }
    }
}
