//! What names mean, as far as the text tells, in the order in which the compiler looks: what is around them, imports of the
//! file, the top of the package's other files, what is predeclared.

use crate::snapshot::Snapshot;
use crate::tree::{Level, string_text};
use std::path::Path;
use std::sync::Arc;
use tenon_ir::program::{Basic, Package as ProgramPackage, Predeclared};
use tenon_load::files::SourceFile;
use tenon_load::import_path::ImportPath;
use tenon_load::{Package, PackageFile};
use tenon_syntax::Experiment;
use tenon_syntax::ast::{Decl, Expr, Field, Ident, ImportSpec, Label, LetClause};

/// A file as part of a package: where names are looked up.
#[derive(Clone, Copy)]
pub struct Scope<'a> {
    /// The file.
    pub file: &'a Arc<SourceFile>,
    /// What it was loaded with.
    pub snapshot: &'a Snapshot,
    /// The package, an index into [`Snapshot::packages`].
    pub package: usize,
}

/// What a name stands for.
#[derive(Clone, Copy, Debug)]
pub enum Binding<'a> {
    /// A field of the struct of a frame: its first declaration there.
    Field {
        /// The number of the frame, counted from the file's.
        frame: usize,
        /// The declaration.
        field: &'a Field,
    },
    /// A field by an alias.
    FieldAlias {
        /// The number of the frame.
        frame: usize,
        /// The field.
        field: &'a Field,
        /// The alias.
        name: &'a Ident,
    },
    /// The label of a field or of what matched a pattern, by an alias.
    LabelAlias(&'a Ident),
    /// The value of a frame: `X=value`, `X=[pattern]: value`, the variable of a `for`, what a clause binds.
    Node {
        /// The number of the frame.
        frame: usize,
        /// Where the name is declared.
        name: &'a Ident,
        /// What it is bound to, where an expression says so; for the variable of a `for`, what is gone through.
        of: Option<&'a Expr>,
        /// Whether it goes through what it is bound to.
        each: bool,
    },
    /// The key of a `for`.
    Key(&'a Ident),
    /// A `let` of the struct of a frame.
    Let {
        /// The number of the frame.
        frame: usize,
        /// The declaration.
        clause: &'a LetClause,
    },
    /// `self`: the value of a frame.
    This {
        /// The number of the frame.
        frame: usize,
    },
    /// An import of the file.
    Import(&'a ImportSpec),
    /// A field at the top of other files of the package.
    Package,
    /// A predeclared type or function.
    Predeclared,
}

impl<'a> Binding<'a> {
    /// Where the name is declared that stands for nothing but what it is declared for: all but fields.
    pub fn name(&self) -> Option<&'a Ident> {
        match self {
            Binding::FieldAlias { name, .. }
            | Binding::LabelAlias(name)
            | Binding::Node { name, .. }
            | Binding::Key(name) => Some(name),
            Binding::Let { clause, .. } => Some(&clause.name),
            Binding::Import(spec) => spec.name.as_ref(),
            Binding::Field { .. } | Binding::This { .. } | Binding::Package | Binding::Predeclared => None,
        }
    }
}

impl<'a> Scope<'a> {
    /// The file at a path, as part of what it is evaluated with.
    pub fn of(snapshot: &'a Snapshot, path: &Path) -> Option<Scope<'a>> {
        let holds = |p: &Package| p.files.iter().position(|f| f.source.path.as_deref() == Some(path));
        // The package itself before those that it imports.
        let own = snapshot.packages.get(snapshot.package).and_then(holds).map(|i| (snapshot.package, i));
        let found = own.or_else(|| snapshot.packages.iter().enumerate().rev().find_map(|(p, x)| Some((p, holds(x)?))));
        let (package, i) = found?;
        Some(Scope { file: &snapshot.packages.get(package)?.files.get(i)?.source, snapshot, package })
    }

    /// The file's text.
    pub fn text(&self) -> &'a str {
        self.snapshot.text(self.file.id)
    }

    /// The file as it was loaded.
    pub fn loaded(&self) -> Option<&'a PackageFile> {
        self.package()?.files.iter().find(|f| f.source.id == self.file.id)
    }

    /// The package.
    pub fn package(&self) -> Option<&'a Package> {
        self.snapshot.packages.get(self.package)
    }

    /// What hidden labels of the package are told apart by.
    pub fn hidden(&self) -> Arc<str> {
        self.package().map_or_else(|| "_".into(), |p| ProgramPackage::hidden_scope(&p.path, &p.name))
    }

    /// The name by which the file calls an import.
    pub fn import_name(&self, spec: &ImportSpec) -> Option<String> {
        if let Some(name) = &spec.name {
            return Some(name.name.clone());
        }
        let path = string_text(&spec.path)?;
        let known = self.loaded().and_then(|f| f.imports.iter().find(|(p, _)| p == path));
        known.map(|(_, import)| import.name.clone()).or_else(|| {
            let parts = ImportPath::parse(path);
            parts.package_name().or(Some(parts.last_element())).map(str::to_owned)
        })
    }

    /// The package that an import stands for, an index into [`Snapshot::packages`].
    pub fn imported(&self, spec: &ImportSpec) -> Option<usize> {
        let path = string_text(&spec.path)?;
        self.loaded()?.imports.iter().find(|(p, _)| p == path)?.1.package
    }

    /// The imports of the file.
    pub fn imports(&self) -> impl Iterator<Item = &'a ImportSpec> + use<'a> {
        let decls = self.file.parsed.file.decls.iter();
        decls.filter_map(|d| if let Decl::Import(i) = d { Some(&i.specs) } else { None }).flatten()
    }

    /// What a name means where the levels are those around it.
    pub fn find(&self, name: &str, levels: &[Level<'a>]) -> Option<Binding<'a>> {
        if name == "_" {
            return None;
        }
        let mut frame = levels.iter().filter(|l| l.is_frame()).count();
        for level in levels.iter().rev() {
            frame -= usize::from(level.is_frame());
            if let Some(found) = here(name, level, frame) {
                return Some(found);
            }
        }
        if let Some(spec) = self.imports().find(|s| self.import_name(s).as_deref() == Some(name)) {
            return Some(Binding::Import(spec));
        }
        if self.elsewhere(name).next().is_some() {
            return Some(Binding::Package);
        }
        if name == "self" && self.file.parsed.experiments.has(Experiment::AliasV2) {
            return this(levels);
        }
        let plain = name.strip_prefix("__").unwrap_or(name);
        let known = Predeclared::from_name(plain).is_some() || Basic::from_name(plain).is_some();
        known.then_some(Binding::Predeclared)
    }

    /// Fields of a name at the top of the package's files.
    pub fn elsewhere(&self, name: &str) -> impl Iterator<Item = (&'a PackageFile, &'a Field)> + use<'a> {
        let name = name.to_owned();
        let shared = |f: &&PackageFile| f.source.package.is_some();
        let alone = self.file.package.is_none();
        let files = self.package().filter(|_| !alone).into_iter().flat_map(|p| &p.files).filter(shared);
        files.flat_map(move |file| {
            let name = name.clone();
            file.source.parsed.file.decls.iter().filter_map(move |d| match d {
                Decl::Field(f) if matches!(&f.label, Label::Ident(i) if i.name == name) => Some((file, &**f)),
                _ => None,
            })
        })
    }

    /// All names that can be said where the levels are those around it, innermost first, but predeclared ones.
    pub fn names(&self, levels: &[Level<'a>]) -> Vec<(String, Binding<'a>)> {
        let mut out: Vec<(String, Binding<'a>)> = Vec::new();
        let mut frame = levels.iter().filter(|l| l.is_frame()).count();
        for level in levels.iter().rev() {
            frame -= usize::from(level.is_frame());
            for name in declared(level) {
                if let Some(found) = here(name, level, frame) {
                    out.push((name.to_owned(), found));
                }
            }
        }
        out.extend(self.imports().filter_map(|s| Some((self.import_name(s)?, Binding::Import(s)))));
        let others = self.package().filter(|_| self.file.package.is_some()).into_iter().flat_map(|p| &p.files);
        for file in others.filter(|f| f.source.id != self.file.id) {
            out.extend(file.source.parsed.file.decls.iter().filter_map(|d| match d {
                Decl::Field(field) => match &field.label {
                    Label::Ident(i) => Some((i.name.clone(), Binding::Package)),
                    _ => None,
                },
                _ => None,
            }));
        }
        let mut seen = std::collections::HashSet::new();
        out.retain(|(name, _)| name != "_" && seen.insert(name.clone()));
        out
    }
}

/// What one level says of a name.
fn here<'a>(name: &str, level: &Level<'a>, frame: usize) -> Option<Binding<'a>> {
    let is = |i: &&'a Ident| i.name == name;
    match *level {
        Level::Struct { decls, .. } => in_struct(name, decls, frame),
        Level::Pattern(field) => {
            let (label, value) = pattern_aliases(field);
            let label = label.filter(is).map(Binding::LabelAlias);
            label.or_else(|| Some(Binding::Node { frame, name: value.filter(is)?, of: None, each: false }))
        }
        Level::Alias(ident) => Some(ident).filter(is).map(|name| Binding::Node { frame, name, of: None, each: false }),
        Level::KeyAlias(ident) => Some(ident).filter(is).map(Binding::LabelAlias),
        Level::For { key, value, source } => {
            let value = Some(value).filter(is);
            let value = value.map(|name| Binding::Node { frame, name, of: Some(source), each: true });
            value.or_else(|| key.filter(is).map(Binding::Key))
        }
        Level::Bind(ident, expr) => {
            Some(ident).filter(is).map(|name| Binding::Node { frame, name, of: Some(expr), each: false })
        }
        _ => None,
    }
}

fn in_struct<'a>(name: &str, decls: &'a [Decl], frame: usize) -> Option<Binding<'a>> {
    let fields = || decls.iter().filter_map(|d| if let Decl::Field(f) = d { Some(f) } else { None });
    let own = fields().find(|f| matches!(&f.label, Label::Ident(i) if i.name == name));
    if let Some(field) = own {
        return Some(Binding::Field { frame, field });
    }
    for field in fields().filter(|f| !matches!(f.label, Label::Pattern { .. })) {
        let postfix = field.postfix.as_ref();
        let value = field.alias.as_deref().into_iter().chain(postfix.and_then(|p| p.value.as_ref()));
        if let Some(ident) = value.into_iter().find(|i| i.name == name) {
            return Some(Binding::FieldAlias { frame, field, name: ident });
        }
        if let Some(ident) = postfix.and_then(|p| p.label.as_ref()).filter(|i| i.name == name) {
            return Some(Binding::LabelAlias(ident));
        }
    }
    decls.iter().find_map(|d| match d {
        Decl::Let(clause) if clause.name.name == name => Some(Binding::Let { frame, clause }),
        _ => None,
    })
}

/// The names that a level declares.
fn declared<'a>(level: &Level<'a>) -> Vec<&'a str> {
    let mut out: Vec<&'a Ident> = Vec::new();
    match *level {
        Level::Struct { decls, .. } => {
            for decl in decls {
                match decl {
                    Decl::Field(f) => {
                        if let Label::Ident(i) = &f.label {
                            out.push(i);
                        }
                        if !matches!(f.label, Label::Pattern { .. }) {
                            out.extend(f.alias.as_deref());
                            out.extend(f.postfix.iter().flat_map(|p| p.label.iter().chain(&p.value)));
                        }
                    }
                    Decl::Let(l) => out.push(&l.name),
                    _ => {}
                }
            }
        }
        Level::Pattern(field) => {
            let (label, value) = pattern_aliases(field);
            out.extend(label.into_iter().chain(value));
        }
        Level::Alias(i) | Level::KeyAlias(i) | Level::Bind(i, _) => out.push(i),
        Level::For { key, value, .. } => out.extend(key.into_iter().chain([value])),
        _ => {}
    }
    out.iter().map(|i| i.name.as_str()).collect()
}

/// The aliases of a pattern constraint, of the label and of the value.
fn pattern_aliases(field: &Field) -> (Option<&Ident>, Option<&Ident>) {
    let postfix = field.postfix.as_ref();
    let label = match &field.label {
        Label::Pattern { alias, .. } => alias.as_deref(),
        _ => None,
    };
    let label = label.or_else(|| postfix.and_then(|p| p.label.as_ref()));
    (label, field.alias.as_deref().or_else(|| postfix.and_then(|p| p.value.as_ref())))
}

/// The frame that `self` means: that of the innermost struct, or of a list that says it.
fn this<'a>(levels: &[Level<'a>]) -> Option<Binding<'a>> {
    let frames: Vec<&Level<'a>> = levels.iter().filter(|l| l.is_frame()).collect();
    let frame = frames.iter().rposition(|l| matches!(l, Level::Struct { .. } | Level::SelfList))?;
    Some(Binding::This { frame })
}
