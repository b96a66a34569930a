//! Snapshots go on when the text of a file changes: only what the change can affect is parsed, compiled and evaluated again.
//!
//! A text that cannot be compiled leaves the value as it was with the last one that could; what is known of places moves
//! along with the text.

use crate::snapshot::Snapshot;
use std::collections::BTreeSet;
use std::sync::Arc;
use tenon::compile::Compiled;
use tenon_eval::{Budget, Moved};
use tenon_load::features;
use tenon_load::files::SourceFile;
use tenon_source::{FileId, SourceMap};
use tenon_syntax::ast::{Decl, Label};

/// Attributes that bring something from outside into a file, or decide how it is read.
const FROM_OUTSIDE: [&str; 6] = ["@embed", "@tag", "@if", "@extern", "@experiment", "@ignore"];

/// So many nodes of no use are always put up with.
const WASTE: usize = 10_000;

impl Snapshot {
    /// Takes over another text of one of its files. Nothing where it has to be loaded anew. What it says is wrong with its
    /// value stays what it was.
    pub(crate) fn with_file(mut self, file: &Arc<SourceFile>, sources: &SourceMap, budget: Budget) -> Option<Snapshot> {
        let (package, index) = self.position(file.id)?;
        let old = &self.packages.get(package)?.files.get(index)?;
        let (before, after) = (self.sources.get(file.id)?.clone(), sources.get(file.id)?.clone());
        let outside = FROM_OUTSIDE.iter().any(|a| before.text().contains(a) || after.text().contains(a));
        if outside || package_name(&old.source) != package_name(file) || old.features != features::of(file) {
            return None;
        }
        let broken = !file.parsed.errors.is_empty();
        let known = self.declared.entry(file.id).or_insert_with(|| top_names(&old.source));
        if !broken && (*known != top_names(file) || imports(&old.source) != imports(file)) {
            return None;
        }
        let moved = edit(file.id, before.text(), after.text());
        let was_broken = !old.source.parsed.errors.is_empty();
        // Places in a text that cannot be compiled only move along. One that went with what stood there does not come back with
        // it; and what was compiled meanwhile may have seen other names.
        self.unsure |= (broken || was_broken) && moved.1 > 1 || !broken && self.others_broken(package, index);
        if !broken && was_broken && self.unsure {
            return None;
        }
        let moved = moved.0;
        self.sources.replace(file.id, after);
        if let Some(part) = self.packages.get_mut(package).and_then(|p| p.files.get_mut(index)) {
            part.source = file.clone();
        }
        self.written.retain(|d| d.labels.first().is_none_or(|l| l.span.file != file.id));
        self.written.extend(file.parsed.errors.iter().cloned());
        // Nobody else may hold the evaluation and its program while they go on.
        self.program = Arc::default();
        let value = self.value;
        let root = value.id();
        let mut frozen = value.frozen().clone();
        drop(value);
        let mut changed = None;
        if !broken {
            let (sources, packages, ids) = (&self.sources, self.packages.get(package)?, &self.ids);
            let id = *ids.get(package)?;
            match frozen.edit(|program| Compiled::recompile(program, sources, packages, ids, id, index))? {
                Ok(expressions) => changed = Some(expressions),
                Err(mut errors) => self.written.append(&mut errors),
            }
        }
        frozen.moved(moved);
        match changed {
            Some(changed) => frozen = frozen.again(root, tenon::library(), budget, &changed)?,
            None => frozen.edit(|program| program.move_places(moved.file, moved.from, moved.to))?,
        }
        Some(Snapshot { program: frozen.program().clone(), value: frozen.value(root), continued: true, ..self })
    }

    /// Whether it went on with an earlier evaluation and all its texts can be evaluated.
    pub(crate) fn is_provisional(&self) -> bool {
        self.continued && self.written.is_empty()
    }

    /// Whether another file of a package cannot be read.
    fn others_broken(&self, package: usize, index: usize) -> bool {
        let files = self.packages.get(package).map_or(&[][..], |p| &p.files);
        files.iter().enumerate().any(|(i, f)| i != index && !f.source.parsed.errors.is_empty())
    }

    /// Whether most of what the evaluation holds is of no use any more.
    pub(crate) fn is_wasteful(&self) -> bool {
        let (lost, all) = self.value.frozen().waste();
        lost > WASTE && lost > all / 2
    }
}

fn package_name(file: &SourceFile) -> Option<&str> {
    file.package.as_ref().map(|(name, _)| name.as_str())
}

fn imports(file: &SourceFile) -> BTreeSet<&str> {
    file.imports.iter().map(|(path, _)| path.as_str()).collect()
}

/// What other files of the package can name.
fn top_names(file: &SourceFile) -> BTreeSet<String> {
    let label = |d: &Decl| match d {
        Decl::Field(f) => match &f.label {
            Label::Ident(name) => Some(name.name.clone()),
            _ => None,
        },
        _ => None,
    };
    file.parsed.file.decls.iter().filter_map(label).collect()
}

/// Where one text becomes another, and how many bytes of it go.
fn edit(file: FileId, before: &str, after: &str) -> (Moved, usize) {
    let (old, new) = (before.as_bytes(), after.as_bytes());
    let start = old.iter().zip(new).take_while(|(a, b)| a == b).count();
    let rest = old[start..].iter().rev().zip(new[start..].iter().rev());
    let end = rest.take_while(|(a, b)| a == b).count();
    let moved = Moved { file, from: (old.len() - end) as u32, to: (new.len() - end) as u32 };
    (moved, old.len() - end - start)
}

#[cfg(test)]
mod tests {
    use super::edit;
    use tenon_source::FileId;

    #[test]
    fn finds_what_was_edited() {
        let check = |before, after| {
            let (moved, gone) = edit(FileId(0), before, after);
            (moved.from, moved.to, gone)
        };
        assert_eq!(check("abc", "abc"), (3, 3, 0));
        assert_eq!(check("a: 1\nb: 2", "a: 10\nb: 2"), (4, 5, 0));
        assert_eq!(check("aa", "a"), (2, 1, 1));
        assert_eq!(check("", "a"), (0, 1, 0));
    }
}
