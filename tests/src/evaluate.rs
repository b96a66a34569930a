//! Evaluating files in memory, without the command.

use std::collections::HashMap;
use std::sync::Arc;
use tenon::compile::{Compiled, How};
use tenon::eval::{Budget, Evaluator, Value};
use tenon::ir::program::PackageId;
use tenon::load::{Options, Overlay, load};
use tenon::source::SourceMap;

/// Files, and which of them are evaluated.
#[derive(Clone, Debug)]
pub struct Input {
    /// What it is called.
    pub name: String,
    /// Name and text of each file.
    pub files: Vec<(String, String)>,
    /// Packages and files.
    pub arguments: Vec<String>,
    /// Tags, as given to `-t`.
    pub tags: Vec<String>,
}

/// What came of an evaluation.
#[derive(Debug)]
pub enum Outcome {
    /// The files cannot be loaded or compiled.
    Refused(Vec<String>),
    /// The values of the arguments, and the texts of the program.
    Values(Vec<Value>, SourceMap),
}

impl Input {
    /// The same with other files.
    pub fn with_files(&self, files: Vec<(String, String)>) -> Self {
        Self { files, ..self.clone() }
    }

    /// The files as text.
    pub fn print(&self) -> String {
        self.files.iter().map(|(name, text)| format!("-- {name} --\n{}\n", text.trim_end())).collect()
    }

    /// Loads and compiles; the packages that the arguments name.
    ///
    /// # Errors
    ///
    /// The files cannot be loaded or compiled.
    pub fn compile(&self) -> Result<(Compiled, Vec<PackageId>), Vec<String>> {
        let mut world = Overlay::empty();
        for (name, text) in &self.files {
            world.insert(name, text.as_bytes());
        }
        let library = |path: &str| tenon::library().package(path).map(|package| package.cue);
        let options = Options { tags: self.tags.clone(), library: &library, ..Options::new(&world) };
        let loaded = load(&options, &self.arguments);
        if !loaded.errors.is_empty() {
            return Err(loaded.errors.into_iter().map(|error| error.message).collect());
        }
        let compiled = Compiled::new(loaded.sources, loaded.packages, &HashMap::new(), How::default());
        if !compiled.errors.is_empty() {
            return Err(compiled.errors.into_iter().map(|error| error.message).collect());
        }
        let ids = loaded.instances.iter().filter_map(|i| compiled.packages.get(i.package).copied()).collect();
        Ok((compiled, ids))
    }

    /// Loads, compiles and evaluates.
    pub fn evaluate(&self, budget: &Budget) -> Outcome {
        let (compiled, ids) = match self.compile() {
            Ok(compiled) => compiled,
            Err(why) => return Outcome::Refused(why),
        };
        let program = Arc::new(compiled.program);
        let mut evaluator = Evaluator::new(&program, tenon::library(), budget.clone());
        let nodes: Vec<_> = ids.into_iter().map(|id| evaluator.package(id)).collect();
        let frozen = evaluator.freeze(program.clone());
        Outcome::Values(nodes.into_iter().map(|node| frozen.value(node)).collect(), compiled.sources)
    }
}
