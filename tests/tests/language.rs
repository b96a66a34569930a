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
