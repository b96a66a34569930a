//! New names for references whose names find something else than what they mean.
//!
//! - An import that a nearer field hides is imported a second time, under a new name.
//! - A field that a nearer one hides gets an alias, or goes by the one that it has. A field of several declarations has
//!   only the alias of the last one.
//! - Where no name finds the declaration (see [`crate::links`]), a `let` at the end of the file takes the name that was
//!   written. That is how the reference implementation prints it, even where the name means nothing there.
//!
//! `a: a`, where the second one means a field further out, stays as it is, unless that field's value is a chain of operators.
//! That, too, is how the reference implementation prints it.
//!
//! A new name is the old one, `_` and a number.

use rustc_hash::{FxBuildHasher, FxHashMap, FxHashSet};
use tenon_syntax::ast::{Decl, Expr, Field, Ident, Label, LetClause};

use crate::links::{self, Links, Target};
use crate::make;
use crate::pcg::Pcg;
use crate::walk::{self, Visit};

/// An import of the output: by number, with the new name if it has one.
pub(crate) type Used = (usize, Option<String>);

/// Renames references in a file's declarations and adds `let`s at their end. `imports`: their local names. Returns the
/// imports that are used, in the order of their first use.
pub(crate) fn rename(body: &mut Vec<Decl>, links: &Links, imports: &[String]) -> Vec<Used> {
    let mut names = Taken { names: imports.iter().cloned().collect(), chains: FxHashSet::default() };
    walk::decls(body, &mut names);
    let mut renamer = Renamer {
        links,
        imports,
        taken: names.names,
        chains: names.chains,
        scopes: Vec::new(),
        pcg: Pcg::default(),
        used: Vec::new(),
        aliases: FxHashMap::default(),
        lets: Vec::new(),
    };
    walk::decls(body, &mut renamer);
    let Renamer { used, aliases, lets, .. } = renamer;
    if !aliases.is_empty() {
        walk::decls(body, &mut Aliases(aliases));
    }
    body.extend(
        lets.into_iter().map(|(new, old)| {
            Decl::Let(Box::new(LetClause { apart: true, ..make::let_clause(&new, make::name(old)) }))
        }),
    );
    used
}

/// What a name finds.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Found {
    /// A field, and the field that its value refers to, if it is a reference.
    Field(u32, Option<u32>),
    Other,
}

fn label(field: &Field) -> Option<&str> {
    match &field.label {
        Label::Ident(i) => Some(&i.name),
        _ => None,
    }
}

/// All names of a tree, and the fields whose values are chains of operators.
struct Taken {
    names: FxHashSet<String>,
    chains: FxHashSet<u32>,
}

impl Visit for Taken {
    fn enter(&mut self, decls: &[Decl]) {
        self.names.extend(decls.iter().filter_map(|d| match d {
            Decl::Let(l) => Some(l.name.name.clone()),
            _ => None,
        }));
    }

    fn enter_name(&mut self, name: &str) {
        self.names.insert(name.to_owned());
    }

    fn reference(&mut self, ident: &mut Ident) {
        self.names.insert(ident.name.clone());
    }

    fn field(&mut self, field: &mut Field) {
        if matches!(field.value, Expr::Binary { .. }) {
            self.chains.extend(links::number(field.span));
        }
        self.names
            .extend(label(field).into_iter().chain(field.alias.as_ref().map(|a| a.name.as_str())).map(str::to_owned));
    }
}

struct Renamer<'a> {
    links: &'a Links,
    imports: &'a [String],
    taken: FxHashSet<String>,
    chains: FxHashSet<u32>,
    scopes: Vec<FxHashMap<String, Found>>,
    pcg: Pcg,
    used: Vec<Used>,
    aliases: FxHashMap<u32, String>,
    lets: Vec<(String, String)>,
}

impl Renamer<'_> {
    /// A name like an old one that nothing has; each number that is taken makes room for larger ones.
    fn unique(&mut self, base: &str) -> String {
        let mut bits = 4;
        loop {
            let name = format!("{base}_{:X}", self.pcg.below(1 << bits));
            if self.taken.insert(name.clone()) {
                return name;
            }
            bits = (bits + 4).min(28);
        }
    }

    fn find(&self, name: &str) -> Option<Found> {
        self.scopes.iter().rev().find_map(|s| s.get(name)).copied()
    }

    /// The name by which an import is used here.
    fn import(&mut self, index: usize, name: &str) -> Option<String> {
        let hidden = self.find(name).is_some()
            || self.imports.iter().position(|n| n == name).is_some_and(|first| first != index);
        let known = self.used.iter().find(|(i, new)| *i == index && new.is_some() == hidden);
        if let Some((_, new)) = known {
            return new.clone();
        }
        let new = hidden.then(|| self.unique(name));
        self.used.push((index, new.clone()));
        new
    }
}

impl Visit for Renamer<'_> {
    fn enter(&mut self, decls: &[Decl]) {
        let mut scope = FxHashMap::with_capacity_and_hasher(decls.len(), FxBuildHasher);
        for decl in decls {
            match decl {
                Decl::Field(f) => {
                    let refers = match &f.value {
                        Expr::Ident(i) => self.links.target(i.span),
                        _ => None,
                    };
                    let refers = match refers {
                        Some(Target::Field(node)) => Some(node),
                        _ => None,
                    };
                    let found = links::number(f.span).map_or(Found::Other, |n| Found::Field(n, refers));
                    if let Some(name) = label(f)
                        && let Some(Found::Field(earlier, _)) = scope.insert(name.to_owned(), found)
                    {
                        self.aliases.remove(&earlier);
                    }
                    if let Some(alias) = &f.alias {
                        scope.insert(alias.name.clone(), Found::Other);
                        if let Found::Field(number, _) = found {
                            self.aliases.insert(number, alias.name.clone());
                        }
                    }
                }
                Decl::Let(l) => {
                    scope.insert(l.name.name.clone(), Found::Other);
                }
                _ => {}
            }
        }
        self.scopes.push(scope);
    }

    fn enter_name(&mut self, name: &str) {
        self.scopes.push(FxHashMap::from_iter([(name.to_owned(), Found::Other)]));
    }

    fn leave(&mut self, count: usize) {
        self.scopes.truncate(self.scopes.len().saturating_sub(count));
    }

    fn reference(&mut self, ident: &mut Ident) {
        match self.links.target(ident.span) {
            None => {}
            Some(Target::Import(index)) => {
                if let Some(new) = self.import(index, &ident.name) {
                    ident.name = new;
                }
            }
            Some(Target::Field(node)) => {
                let finds = |found: Found| match found {
                    Found::Field(number, refers) => {
                        let same = refers == Some(node) && !links::is_hidden(node) && !self.chains.contains(&node);
                        number == node || same
                    }
                    Found::Other => false,
                };
                if self.find(&ident.name).is_none_or(finds) {
                    return;
                }
                if let Some(alias) = self.aliases.get(&node) {
                    ident.name.clone_from(alias);
                    return;
                }
                let around = self
                    .scopes
                    .iter()
                    .any(|s| matches!(s.get(&ident.name), Some(Found::Field(number, _)) if *number == node));
                let new = self.unique(&ident.name);
                let old = std::mem::replace(&mut ident.name, new.clone());
                if around {
                    self.aliases.insert(node, new);
                } else {
                    self.lets.push((new, old));
                }
            }
        }
    }
}

/// Gives fields their aliases.
struct Aliases(FxHashMap<u32, String>);

impl Visit for Aliases {
    fn field(&mut self, field: &mut Field) {
        if let Some(name) = links::number(field.span).and_then(|n| self.0.remove(&n)) {
            field.alias = Some(Box::new(make::ident(name)));
        }
    }
}
