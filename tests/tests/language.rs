//! Transcripts on the language: what builtin functions say, experiments, language versions.
//!
//! Snapshots are under `tests/cli/`; `INSTA_UPDATE=always cargo test -p tenon-tests --test language` writes them.

use tenon_tests::snapshots;

/// The error that a function tells has its own path in the short form: within the call, within a value that is written in
/// the call, or at its own place. A list tells its first error alone, a struct all.
const CALLS: &str = "\
-- in.cue --
import (
	\"encoding/json\"
	\"encoding/yaml\"
	\"list\"
	\"math\"
	\"strconv\"
)

service: ports: json.Validate(#\"{\"http\": 80, \"admin\": \"none\"}\"#, {http: >1000, admin: int})
open:    yaml.Validate(\"a: 1\", {a: int, b: string})
big:     math.Asin(2.0e400)
quotient: by: div(1, 0)
source: {
	a: 1 & 2
	b: 3 & 4
	c: [5 & 6, 7 & 8]
}
marshal:   json.Marshal(source)
elements:  json.Marshal([source.c, 9 & 10])
unordered: list.Sort([{a: 1}, {a: 2}], list.Ascending)
matches:   list.MatchN(2, [string]) & [[\"a\"], [1]]

// A scalar is no value where a definition beside it is wrong.
number: [string]: X={
	string
	#value: strconv.Atoi(X)
}
number: one: \"1\"
number: two: \"two\"
";

snapshots! {
    calls_in_short: "eval -a -i in.cue", CALLS;
    calls_in_full: "vet in.cue", CALLS;
}

/// A file with an experiment in a module of a language version.
macro_rules! module {
    ($version:literal, $text:expr) => {
        concat!(
            "-- cue.mod/module.cue --\nmodule: \"test.example\"\nlanguage: version: \"",
            $version,
            "\"\n-- in.cue --\n",
            $text
        )
    };
}

const OLD_ALIASES: &str = "@experiment(aliasv2)\n\nX=a: 1\nb: X\n";
const NEW_ALIASES: &str = "\
@experiment(aliasv2)

a~X: b: 1
b: X.b
c~(K,V): {name: K, d: 1}
h: V.d
e: {f: 1, g: self.f}
";
const OPEN: &str = "\
@experiment(explicitopen)

#A: a: 1
opened: #A...
opened: b: 2
embeds: {#A, c: 3}
";
const TRY: &str = "\
@experiment(try)

a?: int
b:  2
try {c: a? + 1} else {c: \"nothing\"}
try x = {value: b + 1} if x.value > 2 {d: x.value}
if b > 2 {e: \"more\"} else {e: \"less\"}
for x in [] {f: x} otherwise {f: \"none\"}
for x in [1] if x > 1 {g: x} fallback {g: \"none\"}
";
const SHORT: &str = "@experiment(shortcircuit)\n\na: false && 1 / 0 > 0\nb: true || 1 / 0 > 0\n";

snapshots! {
    experiment_unknown: "vet .", module!("v0.18.0", "@experiment(nonsense)\n\npackage p\n");
    experiment_too_new: "vet .", module!("v0.14.0", "@experiment(explicitopen,structcmp)\n@experiment(try)\n\npackage p\n");
    experiment_not_asked_for: "eval in.cue", "\
-- in.cue --
a~X: 1
b: {c?: int, d: c?}
e: #E...
try {f: 1}
for x in [] {g: x} otherwise {g: 1}
";
    experiments_off: "eval in.cue", concat!("-- in.cue --\n", "#A: a: 1\nembeds: {#A, b: 2}\nand: false && 1 / 0 > 0\n");
    experiment_structcmp_before: "eval .", concat!(module!("v0.14.0", "package p\n\n"), "lists: [1] == [1]\nstructs: {a: 1} == {a: 1}\n");
    experiment_structcmp_asked_for: "eval .", concat!(module!("v0.14.0", "@experiment(structcmp)\n\npackage p\n\n"), "lists: [1] == [1]\nstructs: {a: 1} == {a: 1}\n");
    experiment_structcmp_stable: "eval .", concat!(module!("v0.15.0", "package p\n\n"), "lists: [1] == [1]\nkinds: 1 == \"a\"\n");
    experiment_aliasv2_refuses_old_ones: "eval -", "", stdin: OLD_ALIASES;
    experiment_aliasv2: "eval -", "", stdin: NEW_ALIASES;
    experiment_explicitopen: "eval -", "", stdin: OPEN;
    experiment_try: "eval -", "", stdin: TRY;
    experiment_shortcircuit: "eval -", "", stdin: SHORT;
    language_version_too_new: "vet .", module!("v0.19.0", "package p\n");
    language_version_not_canonical: "vet .", module!("v0.15", "package p\n");
    language_version_missing: "vet .", "-- cue.mod/module.cue --\nmodule: \"test.example\"\n-- in.cue --\npackage p\n";
    language_version_older_than_modules: "vet .", module!("v0.8.0", "package p\n");
    help_stdlib: "help stdlib", "";
    help_stdlib_package: "help stdlib crypto/sha1", "";
    help_stdlib_function: "help stdlib list.Sort", "";
    help_stdlib_unknown_package: "help stdlib nonsense", "";
    help_stdlib_unknown_function: "help stdlib html.Sort", "";
    def_openapi: "def --out openapi in.cue", "\
-- in.cue --
// Parts and where they are.

import \"strings\"

info: version: \"1.0\"

// A thing in stock.
#Part: {
	name: strings.MinRunes(1)
	size?: #Size
	{} | {shelf: int32} | {room: string}
}
#Size: *\"small\" | \"large\"
";
    def_openapi_unsupported: "def --out openapi in.cue", "-- in.cue --\npaths: {}\n#A: int\n";
    help_experiments: "help experiments", "";
}
