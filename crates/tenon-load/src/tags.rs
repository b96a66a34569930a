//! Tags: values injected into fields that ask for them with `@tag(name, short=a|b, type=int, var=now)`.

use crate::attr::{self, Holder, Place};
use crate::files::SourceFile;
use crate::world::World;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};
use tenon_catalogue::{e0870, e0871};
use tenon_ir::Data;
use tenon_source::{Diagnostic, FileId, LabelRole, Source, SourceMap, Span};

/// The tags given on the command line.
#[derive(Clone, Default, Debug)]
pub struct Tags {
    /// `-t name=value`
    pub values: BTreeMap<String, String>,
    /// `-t name`: tags of build attributes, and shorthands of values.
    pub flags: BTreeSet<String>,
}

impl Tags {
    /// Reads the arguments of `-t`.
    pub fn parse(list: &[String]) -> Tags {
        let mut tags = Tags::default();
        for item in list {
            match item.split_once('=') {
                Some((name, value)) => drop(tags.values.insert(name.to_owned(), value.to_owned())),
                None => drop(tags.flags.insert(item.clone())),
            }
        }
        tags
    }
}

/// Injects tags into files.
pub struct Injector<'a> {
    /// What was given.
    pub tags: &'a Tags,
    /// Whether fields with `var=` get their value.
    pub inject_vars: bool,
    /// The outside.
    pub world: &'a dyn World,
    /// The current directory.
    pub cwd: &'a Path,
    /// Names that build attributes or fields asked for.
    pub used: BTreeSet<String>,
    /// Names that fields have.
    declared: BTreeSet<String>,
    /// The same for all fields that ask.
    now: SystemTime,
    random: u128,
}

/// What a `@tag` attribute says.
struct Request {
    name: String,
    short: Vec<String>,
    kind: String,
    var: Option<String>,
}

impl<'a> Injector<'a> {
    /// An injector that has seen no file.
    pub fn new(tags: &'a Tags, inject_vars: bool, world: &'a dyn World, cwd: &'a Path) -> Injector<'a> {
        let (now, random) = (world.now(), world.random());
        Injector { tags, inject_vars, world, cwd, used: BTreeSet::new(), declared: BTreeSet::new(), now, random }
    }

    /// The values for a file's tags, by the attributes' spans.
    pub fn file(
        &mut self,
        file: &SourceFile,
        sources: &mut SourceMap,
        errors: &mut Vec<Diagnostic>,
    ) -> Vec<(Span, Arc<Data>)> {
        let mut out = Vec::new();
        // Most files have no tag, and a text is looked through sooner than its tree.
        if !sources.get(file.id).is_some_and(|source| source.text().contains("@tag")) {
            return out;
        }
        let mut seen = Vec::new();
        attr::walk(&file.parsed.file, &mut |attribute, place, holder| {
            if attribute.name() == "tag" {
                seen.push((attribute, place, holder));
            }
        });
        for (attribute, place, holder) in seen {
            let result = match place {
                Place::Constraint => Err(e0870::IN_CONSTRAINT.to_owned()),
                Place::List => Err(e0870::IN_LIST.to_owned()),
                Place::Comprehension => Err(e0870::IN_COMPREHENSION.to_owned()),
                Place::Plain if !matches!(holder, Holder::Field(_)) => continue,
                Place::Plain => self.value(attribute.body(), sources),
            };
            match result {
                Ok(Some(data)) => out.push((attribute.span, Arc::new(data))),
                Ok(None) => {}
                Err(message) => {
                    errors.push(Diagnostic::error(e0870::CODE, message).at(attribute.span, LabelRole::Primary));
                }
            }
        }
        out
    }

    fn value(&mut self, body: &str, sources: &mut SourceMap) -> Result<Option<Data>, String> {
        let request = request(body)?;
        self.declared.insert(request.name.clone());
        if let Some(text) = self.tags.values.get(&request.name) {
            self.used.insert(request.name.clone());
            return typed(text, &request, sources).map(Some);
        }
        for short in &request.short {
            if self.tags.flags.contains(short) {
                self.used.insert(short.clone());
                return typed(short, &request, sources).map(Some);
            }
        }
        match &request.var {
            Some(var) if self.inject_vars => {
                let Some(text) = self.variable(var) else { return Err(e0870::variable(var)) };
                typed(&text, &request, sources).map(Some)
            }
            _ => Ok(None),
        }
    }

    fn variable(&self, name: &str) -> Option<String> {
        Some(match name {
            "now" => rfc3339(self.now),
            "os" => match std::env::consts::OS {
                "macos" => "darwin".to_owned(),
                other => other.to_owned(),
            },
            "arch" => match std::env::consts::ARCH {
                "x86_64" => "amd64".to_owned(),
                "x86" => "386".to_owned(),
                "aarch64" => "arm64".to_owned(),
                other => other.to_owned(),
            },
            "cwd" => self.cwd.to_string_lossy().into_owned(),
            "username" => self.world.username(),
            "hostname" => self.world.hostname(),
            "rand" => self.random.to_string(),
            _ => return None,
        })
    }

    /// Errors for tags that nothing asked for.
    pub fn unused(&self) -> Vec<Diagnostic> {
        let names = self.tags.values.keys().chain(&self.tags.flags);
        names
            .filter(|name| !self.used.contains(*name))
            .map(|name| {
                let message = if self.tags.flags.contains(name) { e0871::flag(name) } else { e0871::value(name) };
                let tags: Vec<&str> = self.declared.iter().map(String::as_str).collect();
                Diagnostic::error(e0871::CODE, message).note(e0871::declared(name, &tags))
            })
            .collect()
    }
}

fn request(body: &str) -> Result<Request, String> {
    let mut args = attr::args(body).into_iter();
    let Some(attr::Arg { key: name, value: None }) = args.next() else {
        return Err(e0870::NO_NAME.to_owned());
    };
    let mut out = Request { name, short: Vec::new(), kind: "string".to_owned(), var: None };
    for arg in args {
        match (arg.key.as_str(), arg.value) {
            ("short", Some(v)) => out.short = v.split('|').map(|s| s.trim().to_owned()).collect(),
            ("type", Some(v)) => out.kind = v,
            ("var", Some(v)) => out.var = Some(v),
            (key, _) => return Err(e0870::option(key)),
        }
    }
    Ok(out)
}

/// The text as a value of the type that the tag asks for.
fn typed(text: &str, request: &Request, sources: &mut SourceMap) -> Result<Data, String> {
    let id: FileId = sources.add(Source::new(format!("--inject:{}", request.name), text));
    let span = Span::new(id, 0, text.len() as u32);
    let data = match request.kind.as_str() {
        "string" | "" => Data::str(text),
        "bool" => match text {
            "1" | "t" | "T" | "true" | "TRUE" | "True" => Data::bool(true),
            "0" | "f" | "F" | "false" | "FALSE" | "False" => Data::bool(false),
            _ => return Err(e0870::value("bool", text, &request.name)),
        },
        "int" | "number" => number(text, request, id)?,
        other => return Err(e0870::kind(other, &request.name)),
    };
    Ok(Data { span, value: data.value })
}

fn number(text: &str, request: &Request, id: FileId) -> Result<Data, String> {
    use tenon_ir::data::DataValue;
    let (negative, digits) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let bad = || e0870::value(&request.kind, text, &request.name);
    let Ok(tenon_syntax::ast::Expr::Number(literal)) = tenon_syntax::parse_expr(id, digits) else { return Err(bad()) };
    let Ok(number) = tenon_ir::Num::parse_literal(&literal.raw) else { return Err(bad()) };
    if request.kind == "int" && !number.is_int() {
        return Err(bad());
    }
    Ok(Data::new(DataValue::Num(if negative { number.neg() } else { number })))
}

/// The time in UTC with nanoseconds.
fn rfc3339(time: SystemTime) -> String {
    let since = time.duration_since(UNIX_EPOCH).unwrap_or_default();
    let (days, secs) = (since.as_secs() / 86_400, since.as_secs() % 86_400);
    // Days from 0000-03-01, in eras of 400 years: the year starts in March, so that leap days come last.
    let z = days + 719_468;
    let (era, doe) = (z / 146_097, z % 146_097);
    let yoe = (doe - doe / 1460 + doe / 36_524 - doe / 146_096) / 365;
    let doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    let mp = (5 * doy + 2) / 153;
    let day = doy - (153 * mp + 2) / 5 + 1;
    let month = if mp < 10 { mp + 3 } else { mp - 9 };
    let year = yoe + era * 400 + u64::from(month <= 2);
    let nanos = since.subsec_nanos();
    let mut out = format!("{year:04}-{month:02}-{day:02}T{:02}:{:02}:{:02}", secs / 3600, secs / 60 % 60, secs % 60);
    if nanos > 0 {
        out.push_str(format!(".{nanos:09}").trim_end_matches('0'));
    }
    out.push('Z');
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn time_of_day() {
        assert_eq!(rfc3339(UNIX_EPOCH), "1970-01-01T00:00:00Z");
        assert_eq!(rfc3339(UNIX_EPOCH + Duration::new(951_782_400, 5_000_000)), "2000-02-29T00:00:00.005Z");
    }

    #[test]
    fn requests() {
        let r = request("env, short=prod|staging, type=string").map(|r| (r.name, r.short));
        assert_eq!(r, Ok(("env".to_owned(), vec!["prod".to_owned(), "staging".to_owned()])));
        assert!(request("").is_err());
    }
}
