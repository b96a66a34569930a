//! Whether data can be checked as it comes, and what is needed for that.
//!
//! It can where one file of data of a fitting type stands among the arguments, and nothing asks for where in it something is or for
//! all of it. Whatever else is wrong is left to the way that reads everything, which tells it.

use super::work::Records;
use crate::cli::Vet;
use crate::flags::Global;
use crate::session;
use std::collections::HashMap;
use std::io::Read;
use std::path::Path;
use tenon::compile::{Compiled, How};
use tenon::load::args::{Arg, classify};
use tenon::load::filetype::{Encoding, FileType};
use tenon::load::{OsWorld, World, paths};
use tenon::records::Schema;
use tenon::source::SourceMap;

/// Smaller lists are read as a whole.
const BIG: u64 = 1 << 16;

/// What is needed to check data as it comes.
pub(super) struct Opened {
    pub schema: Schema,
    /// The texts of the schema.
    pub sources: SourceMap,
    /// The file of data as the command line names it.
    pub name: String,
    /// The same as errors name it.
    pub display: String,
    pub input: Box<dyn Read + Send>,
    pub records: Records,
}

/// Opens data for a check as it comes; nothing where that is not possible.
pub(super) fn open(global: &Global, flags: &Vet) -> Option<Opened> {
    let input = &flags.input;
    if !input.path.is_empty() || input.list || input.with_context || input.name.is_some() || input.schema.len() > 1 {
        return None;
    }
    let (arguments, name, file_type) = without_data(&input.inputs)?;
    let records = match file_type.encoding {
        Encoding::Jsonl => Records::Lines,
        Encoding::Json => Records::Elements,
        Encoding::Yaml => Records::Documents,
        _ => return None,
    };
    let dir = OsWorld.current_dir();
    let path = paths::absolute(&dir, Path::new(&name));
    if file_type.interpretation.is_some() || name != "-" && OsWorld.is_dir(&path) {
        return None;
    }
    // Of a list it may turn out that all of it has to be read: again, so that it must be a file.
    if records == Records::Elements && !is_big_list(&path) {
        return None;
    }
    global.run.enter("loading");
    let loaded = session::load(global, &flags.input, &arguments, None, false);
    if !loaded.errors.is_empty() || loaded.instances.len() != 1 {
        return None;
    }
    let instance = loaded.instances.first()?.package;
    global.run.enter("compiling");
    let how = How { docs: session::asks_for_docs(&loaded.packages), ..How::default() };
    let mut compiled = Compiled::new(loaded.sources, loaded.packages, &HashMap::new(), how);
    let package = compiled.packages.get(instance).copied()?;
    let schema = match input.schema.first() {
        Some(text) => {
            let schema = compiled.expr(package, "--schema", text, tenon::library()).ok()?;
            compiled.unplaced(schema)
        }
        None => compiled.whole(package),
    };
    if !compiled.errors.is_empty() {
        return None;
    }
    let (display, input): (String, Box<dyn Read + Send>) = match name.as_str() {
        "-" => ("-".to_owned(), Box::new(std::io::stdin())),
        _ => (paths::display(&dir, &path), Box::new(std::fs::File::open(&path).ok()?)),
    };
    let sources = compiled.sources.clone();
    let concrete = flags.concrete.unwrap_or(true);
    let schema = Schema::new(compiled, package, schema, concrete, global.run.budget());
    if records == Records::Elements && !schema.is_list() {
        return None;
    }
    Some(Opened { schema, sources, name, display, input, records })
}

/// Whether there is a big file at a path that begins like a list of JSON.
fn is_big_list(path: &Path) -> bool {
    let big = std::fs::metadata(path).is_ok_and(|meta| meta.is_file() && meta.len() >= BIG);
    let mut first = [0; 64];
    let read = if big { std::fs::File::open(path).and_then(|mut file| file.read(&mut first)) } else { Ok(0) };
    let begin = first.get(..read.unwrap_or(0)).unwrap_or_default();
    begin.iter().find(|b| !b.is_ascii_whitespace()) == Some(&b'[')
}

/// The arguments without the one file of data, its name and its type.
fn without_data(arguments: &[String]) -> Option<(Vec<String>, String, FileType)> {
    let all = classify(arguments).ok()?;
    let is_data = |arg: &Arg| matches!(arg, Arg::File(_, file_type) if !tenon::load::data::is_source(*file_type));
    let mut data = all.iter().enumerate().filter(|(_, arg)| is_data(arg));
    let (Some((index, Arg::File(name, file_type))), None) = (data.next(), data.next()) else { return None };
    // A qualifier that stands alone is no argument itself, and is for all that come after it.
    let is_qualifier = |i: &usize| arguments.get(*i).is_some_and(|a| a.ends_with(':'));
    let at = (0..arguments.len()).filter(|i| !is_qualifier(i)).nth(index)?;
    let mut rest = arguments.to_vec();
    rest.remove(at);
    if let Some(before) = at.checked_sub(1).filter(is_qualifier) {
        rest.remove(before);
    }
    let scoped = rest.len() + 2 == arguments.len() && at + 1 < arguments.len();
    let plain = !scoped && !rest.iter().any(|a| a.ends_with(':'));
    (plain && !rest.is_empty()).then(|| (rest, name.clone(), *file_type))
}
