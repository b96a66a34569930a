//! Package `regexp`: finding and replacing, with Go's syntax.

use crate::args::*;
use std::collections::BTreeMap;
use tenon_eval::builtin::{CallError, Function, Package};
use tenon_ir::Data;
use tenon_regexp::{Groups, Regex};

pub(crate) static PACKAGE: Package =
    Package { path: "regexp", functions: FUNCTIONS, cue: include_str!("../../../stdlib/regexp/regexp.cue") };

static FUNCTIONS: &[Function] = functions! {
    "Valid"(pattern: STR) -> BOOL = |a| compile(a.str(0)?).map(|_| Data::bool(true));
    "Match"(pattern: STR, s: STR) -> BOOL = |a| Ok(Data::bool(compile(a.str(0)?)?.is_match(a.bytes(1)?)));
    "QuoteMeta"(s: STR) -> STR = |a| {
        let special = |c: char| if r"\.+*?()|[]{}^$".contains(c) { format!("\\{c}") } else { c.to_string() };
        string(a.str(0)?.chars().map(special).collect::<String>())
    };
    "Find"(pattern: STR, s: STR) -> STR = |a| match compile(a.str(0)?)?.find(a.bytes(1)?) {
        Some(range) => string(a.str(1)?.get(range).unwrap_or_default()),
        None => no_match(),
    };
    "FindAll"(pattern: STR, s: STR, n: INT) -> LIST = |a| {
        let found = compile(a.str(0)?)?.find_all(a.bytes(1)?, limit(a)?);
        let text = a.str(1)?;
        if found.is_empty() { no_match() } else { string_list(found.into_iter().map(|r| text.get(r).unwrap_or_default())) }
    };
    "FindSubmatch"(pattern: STR, s: STR) -> LIST = |a| match compile(a.str(0)?)?.groups(a.bytes(1)?) {
        Some(groups) => Ok(submatch(a.str(1)?, &groups)),
        None => no_match(),
    };
    "FindAllSubmatch"(pattern: STR, s: STR, n: INT) -> LIST = |a| {
        let found = compile(a.str(0)?)?.groups_all(a.bytes(1)?, limit(a)?);
        let text = a.str(1)?;
        if found.is_empty() { no_match() } else { Ok(Data::list(found.iter().map(|g| submatch(text, g)).collect())) }
    };
    "FindNamedSubmatch"(pattern: STR, s: STR) -> STRUCT = |a| {
        let re = compile(a.str(0)?)?;
        check_names(&re)?;
        match re.groups(a.bytes(1)?) {
            Some(groups) => Ok(named(&re, a.str(1)?, &groups)),
            None => no_match(),
        }
    };
    "FindAllNamedSubmatch"(pattern: STR, s: STR, n: INT) -> LIST = |a| {
        let re = compile(a.str(0)?)?;
        check_names(&re)?;
        let found = re.groups_all(a.bytes(1)?, limit(a)?);
        let text = a.str(1)?;
        if found.is_empty() { no_match() } else { Ok(Data::list(found.iter().map(|g| named(&re, text, g)).collect())) }
    };
    "ReplaceAll"(pattern: STR, src: STR, repl: STR) -> STR = |a| string(compile(a.str(0)?)?.replace_all(a.str(1)?, a.str(2)?));
    "ReplaceAllLiteral"(pattern: STR, src: STR, repl: STR) -> STR = |a| {
        string(compile(a.str(0)?)?.replace_all_literal(a.str(1)?, a.str(2)?))
    };
};

fn compile(pattern: &str) -> Result<Regex> {
    Regex::new(pattern).map_err(|e| CallError::new(e.to_string()))
}

fn no_match<T>() -> Result<T> {
    fail("no match")
}

fn limit(a: &[Data]) -> Result<usize> {
    Ok(a.count(2)?.unwrap_or(usize::MAX))
}

fn check_names(re: &Regex) -> Result<()> {
    if re.names().iter().any(Option::is_some) { Ok(()) } else { fail("no named submatches") }
}

fn group<'t>(text: &'t str, groups: &Groups, i: usize) -> &'t str {
    groups.get(i).cloned().flatten().and_then(|r| text.get(r)).unwrap_or_default()
}

fn submatch(text: &str, groups: &Groups) -> Data {
    Data::list((0..groups.len()).map(|i| Data::str(group(text, groups, i))).collect())
}

/// The named groups by name; of several with one name, the last.
fn named(re: &Regex, text: &str, groups: &Groups) -> Data {
    let names = re.names().iter().enumerate();
    let fields = names.filter_map(|(i, name)| Some((name.as_deref()?, Data::str(group(text, groups, i)))));
    record(fields.collect::<BTreeMap<&str, Data>>())
}
