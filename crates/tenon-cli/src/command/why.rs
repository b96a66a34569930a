//! `tenon why`

use crate::cli::Why;
use crate::failure::{Failure, print};
use crate::flags::{Global, Input};
use crate::owned;
use crate::run::EVALUATING;
use crate::session::{self, DataMode, Session};
use std::io::IsTerminal;
use tenon::explain::why::{Missing, Question, ask, json, line_json, line_text, shaped_by, text, tree};

/// Says where a value comes from, or which values a line shapes.
///
/// # Errors
///
/// Whatever is wrong before evaluation, and a path or a line that is not there. A value that is wrong is explained.
pub fn run(global: &Global, flags: &Why) -> Result<(), Failure> {
    match &flags.file {
        Some(place) => line(global, flags, place),
        None => value(global, flags),
    }
}

fn value(global: &Global, flags: &Why) -> Result<(), Failure> {
    let path = flags.path.as_deref().unwrap_or_default();
    let steps = tenon::path::steps(path).ok_or_else(|| Failure::Usage(format!("invalid path {path:?}")))?;
    let mut session = session::open(global, &flags.input, &flags.expression, DataMode::Merge, true)?;
    global.run.enter(EVALUATING);
    let mut found = Vec::new();
    let mut missing = None;
    for i in 0..session.units.len() {
        let mut question = question(global, flags, &mut session, i);
        question.path = steps.clone();
        match ask(&mut question) {
            Ok(why) => found.push(why),
            Err(e) => missing = missing.or(Some(e)),
        }
    }
    if let (true, Some(missing)) = (found.is_empty(), missing) {
        return Err(Failure::Message(not_there(&missing)));
    }
    owned::accounts(&mut found, &session.compiled.sources);
    if flags.json {
        let all: String = found.iter().map(|why| format!("{:#}\n", json(why))).collect();
        return print(all.as_bytes());
    }
    let show = if flags.tree { tree } else { text };
    let all: Vec<String> = found.iter().map(|why| show(why, color())).collect();
    print(all.join("---\n").as_bytes())
}

fn line(global: &Global, flags: &Why, place: &str) -> Result<(), Failure> {
    let usage = || Failure::Usage(format!("--file {place:?}: want FILE:LINE"));
    let (file, line) = place.rsplit_once(':').ok_or_else(usage)?;
    let line: u32 = line.parse().map_err(|_| usage())?;
    // Without a path, the first argument is an input.
    let inputs = flags.path.iter().chain(&flags.input.inputs).cloned().collect();
    let input = Input { inputs, ..flags.input.clone() };
    let mut session = session::open(global, &input, &flags.expression, DataMode::Merge, true)?;
    global.run.enter(EVALUATING);
    let (mut shaped, mut more, mut known) = (Vec::new(), 0, false);
    for i in 0..session.units.len() {
        if let Some((some, rest)) = shaped_by(&mut question(global, flags, &mut session, i), file, line) {
            known = true;
            more += rest;
            shaped.extend(some);
        }
    }
    if !known {
        return Err(Failure::Message(format!("{place}: no such line among the inputs")));
    }
    if flags.json {
        return print(format!("{:#}\n", line_json(&shaped, more)).as_bytes());
    }
    if shaped.is_empty() {
        return Err(Failure::Message(format!("{place}: no value hangs on this line")));
    }
    print(line_text(&shaped, more, color()).as_bytes())
}

fn question<'a>(global: &Global, flags: &Why, session: &'a mut Session, unit: usize) -> Question<'a> {
    let (package, expr) =
        session.units.get(unit).map_or((tenon::ir::program::PackageId(0), None), |u| (u.package, u.expr));
    Question {
        program: &mut session.compiled.program,
        sources: &session.compiled.sources,
        library: tenon::library(),
        budget: global.run.budget(),
        package,
        expr,
        path: Vec::new(),
        tree: flags.tree,
        all: global.all_errors,
    }
}

fn not_there(missing: &Missing) -> String {
    let within = if missing.path.is_empty() { String::new() } else { format!("{}: ", missing.path) };
    let nearest = match (&missing.error, missing.nearest.is_empty()) {
        (Some(error), _) => format!(": {error}"),
        (None, true) => "; nothing is in it".to_owned(),
        (None, false) => format!("; there are {}", missing.nearest.join(", ")),
    };
    format!("{within}no field {}{nearest}", missing.step)
}

fn color() -> bool {
    std::io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|v| v.is_empty())
}
