//! `tenon fmt`

use crate::cli::Fmt;
use crate::failure::{Failure, print, progress, report};
use crate::flags::Global;
use crate::outfile::replace;
use std::path::Path;
use tenon::load::files::reason;
use tenon::load::source_files::{Named, list};
use tenon::load::{OsWorld, World, paths};
use tenon::source::{Diagnostic, Source, SourceMap};
use tenon::syntax::{LanguageVersion, parse};
use tenon_catalogue::e0804;
use tenon_format::{Options, format_source, unified_diff};

/// Formats files in place, or says which are not formatted.
///
/// # Errors
///
/// Unreadable files, files with syntax errors; with `--check`, files that are not formatted.
pub fn run(global: &Global, flags: &Fmt) -> Result<(), Failure> {
    let world = OsWorld;
    let files = list(&world, &flags.inputs, flags.files).map_err(|errors| {
        report(global, &errors, &SourceMap::new());
        Failure::Reported
    })?;
    let cwd = world.current_dir();
    global.run.enter("formatting");
    let mut sources = SourceMap::new();
    let mut errors = Vec::new();
    let mut results = Vec::new();
    for file in &files {
        let (name, shown, bytes) = match file {
            Named::Stdin => ("-".to_owned(), "-".to_owned(), world.stdin()),
            Named::File(_, path) => (paths::relative(&cwd, path), paths::display(&cwd, path), world.read(path)),
        };
        match bytes.map_err(|e| reason(&e)).and_then(|b| String::from_utf8(b).map_err(|e| e.to_string())) {
            Ok(text) => match format(&shown, &text, global.simplify, &mut sources) {
                Ok(formatted) => results.push((file, name, text, formatted)),
                Err(mut found) => errors.append(&mut found),
            },
            Err(e) => errors.push(Diagnostic::error(e0804::CODE, e0804::message(&name, e))),
        }
    }
    let mut unformatted = false;
    for (file, name, text, formatted) in &results {
        unformatted |= text != formatted;
        let state = if text == formatted { "is formatted" } else { "is not formatted yet" };
        progress(global, || format!("{name} {state}"));
        one(flags, file, name, text, formatted)?;
    }
    if !errors.is_empty() {
        report(global, &errors, &sources);
        return Err(Failure::Reported);
    }
    if flags.check && unformatted { Err(Failure::Reported) } else { Ok(()) }
}

fn one(flags: &Fmt, file: &Named, name: &str, text: &str, formatted: &str) -> Result<(), Failure> {
    if flags.diff {
        let difference = unified_diff(text, formatted, name);
        if !difference.is_empty() {
            print(format!("{difference}\n").as_bytes())?;
        }
    } else if flags.check {
        if text != formatted {
            print(format!("{name}\n").as_bytes())?;
        }
    } else {
        match file {
            Named::Stdin => print(formatted.as_bytes())?,
            Named::File(_, path) if text != formatted => write(path, formatted)?,
            Named::File(..) => {}
        }
    }
    Ok(())
}

fn write(path: &Path, text: &str) -> Result<(), Failure> {
    replace(path, text.as_bytes())
        .map_err(|e| Failure::Message(format!("cannot write {}: {}", path.display(), reason(&e))))
}

fn format(name: &str, text: &str, simplify: bool, sources: &mut SourceMap) -> Result<String, Vec<Diagnostic>> {
    let source = Source::new(name, text);
    let id = sources.add(source.clone());
    let parsed = parse(id, text, LanguageVersion::LATEST);
    if !parsed.errors.is_empty() {
        return Err(parsed.errors);
    }
    Ok(format_source(&source, id, &parsed, &Options { simplify, ..Options::default() }))
}
