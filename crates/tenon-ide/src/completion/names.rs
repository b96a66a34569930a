//! Names: what is in scope, members of packages, builtins, packages that are not imported yet.

use super::{Completion, CompletionKind, Question};
use crate::actions::add_import;
use crate::bound::{Binder, bounds};
use crate::importable::Importable;
use crate::lookup::{Target, comment_above};
use crate::nodes::Node;
use crate::show::Show;
use tenon_ir::literal::is_identifier;
use tenon_ir::program::{Basic, Predeclared};
use tenon_stdlib::declarations::declarations;
use tenon_syntax::ast::{Decl, Expr, Label};

/// The rank of what the language brings along.
pub(super) const PREDECLARED: u8 = 6;
/// So many names of other files are offered.
const MOST: usize = 200;

impl Question<'_> {
    /// Everything that can be named at the cursor.
    pub(super) fn names(&self, packages: &[Importable], out: &mut Vec<Completion>) {
        let around = &self.chain[..self.chain.len().saturating_sub(1)];
        let show = Show { sources: &self.home.snapshot.sources };
        for bound in bounds(self.file, around) {
            if bound.name == super::HERE || bound.name == "_" {
                continue;
            }
            let target = self.home.bound(&bound, self.file, around);
            let (detail, docs) = match &target {
                Some(Target::Value(v)) => (show.line(v), self.home.few_docs(v)),
                Some(Target::Package(path, _)) => (format!("import {path:?}"), package_docs(path)),
                Some(Target::Builtin(..)) | None => (String::new(), String::new()),
            };
            let kind = match bound.by {
                Binder::Import(_) => CompletionKind::Package,
                Binder::Field(_) if bound.name.contains('#') => CompletionKind::Type,
                Binder::Field(_) => CompletionKind::Field,
                _ => CompletionKind::Variable,
            };
            out.push(Completion { detail, docs, rank: 4, ..self.spot.item(bound.name, kind, bound.name) });
        }
        self.package_names(&show, out);
        self.predeclared(out);
        self.packages(packages, out);
    }

    /// The fields at the top of the package, which other files may declare.
    fn package_names(&self, show: &Show<'_>, out: &mut Vec<Completion>) {
        let Some(root) = self.home.root() else { return };
        let names = root.frozen().names();
        for f in root.fields().take(MOST) {
            let name = names.name(f.label);
            if f.label.is_regular() && !is_identifier(name) || out.iter().any(|c| c.label == name && c.rank == 4) {
                continue;
            }
            let kind = if f.label.is_definition() { CompletionKind::Type } else { CompletionKind::Field };
            let item = self.spot.item(name, kind, name);
            out.push(Completion { detail: show.line(&f.value), docs: self.home.few_docs(&f.value), ..item });
        }
    }

    fn predeclared(&self, out: &mut Vec<Completion>) {
        for (name, _) in Basic::ALL {
            let item = self.spot.item(name, CompletionKind::Type, name);
            out.push(Completion { detail: "predeclared type".to_owned(), rank: PREDECLARED, ..item });
        }
        for (name, function) in Predeclared::ALL.iter().filter(|(name, _)| !name.starts_with("__")) {
            let item = self.spot.item(*name, CompletionKind::Function, format!("{name}($1)"));
            let (signature, docs) = crate::predeclared::function(*function);
            let detail = format!("{name}{signature}");
            out.push(Completion { detail, docs: docs.to_owned(), snippet: true, rank: PREDECLARED, ..item });
        }
        for word in ["true", "false", "null"] {
            out.push(Completion { rank: PREDECLARED, ..self.spot.item(word, CompletionKind::Keyword, word) });
        }
    }

    /// Packages that the file does not import yet.
    fn packages(&self, packages: &[Importable], out: &mut Vec<Completion>) {
        let prefix = self.spot.prefix().to_lowercase();
        for package in packages.iter().filter(|p| p.name.to_lowercase().starts_with(&prefix)) {
            let Some(edit) = add_import(self.spot.file, self.spot.text, &package.path) else { continue };
            let item = self.spot.item(&package.name, CompletionKind::Package, &package.name);
            out.push(Completion {
                detail: format!("import {:?}", package.path),
                docs: package_docs(&package.path),
                more: vec![edit],
                rank: 7,
                ..item
            });
        }
    }

    /// What can be selected from an expression.
    pub(super) fn members(&self, of: &Expr, out: &mut Vec<Completion>) {
        let around = &self.chain[..self.chain.len().saturating_sub(2)];
        let around = match around.last() {
            Some(Node::Expr(_)) | Some(_) => around,
            None => &[],
        };
        match self.home.target(of, self.file, around) {
            Some(Target::Value(v)) => self.fields_as_members(&v, out),
            Some(Target::Package(path, import)) => {
                self.functions(path, out);
                let package = import.and_then(|i| i.package).filter(|_| tenon::library().package(path).is_none());
                match package.and_then(|i| self.home.snapshot.value_of(i)) {
                    Some(value) => self.fields_as_members(&value, out),
                    None => self.declared(package, out),
                }
            }
            Some(Target::Builtin(..)) | None => {}
        }
    }

    /// What the files of a package declare that nothing has needed yet, so that it was not evaluated.
    fn declared(&self, package: Option<usize>, out: &mut Vec<Completion>) {
        let Some(package) = package.and_then(|i| self.home.snapshot.packages.get(i)) else { return };
        let show = Show { sources: &self.home.snapshot.sources };
        for file in &package.files {
            let (tree, comments) = (&file.source.parsed.file, &file.source.parsed.comments);
            let text = self.home.snapshot.text(file.source.id);
            for decl in tree.decls.iter().take(MOST) {
                let Decl::Field(f) = decl else { continue };
                let Label::Ident(label) = &f.label else { continue };
                if label.name.starts_with('_') {
                    continue;
                }
                let kind = if label.name.contains('#') { CompletionKind::Type } else { CompletionKind::Field };
                out.push(Completion {
                    detail: show.text(f.value.span()),
                    docs: comment_above(text, comments, f.span.start).unwrap_or_default(),
                    rank: 2,
                    ..self.spot.item(&label.name, kind, &label.name)
                });
            }
        }
    }

    fn functions(&self, path: &str, out: &mut Vec<Completion>) {
        let Some(package) = tenon::library().package(path) else { return };
        for item in declarations(package).items {
            let (kind, detail) = match &item.signature {
                Some(signature) => (CompletionKind::Function, format!("{}{signature}", item.name)),
                None if item.name.starts_with('#') => (CompletionKind::Type, item.text.clone()),
                None => (CompletionKind::Constant, item.text.clone()),
            };
            let function = item.signature.is_some() && self.spot.next != Some(tenon_syntax::Tok::LParen);
            let text = if function { format!("{}($1)", item.name) } else { item.name.clone() };
            out.push(Completion {
                detail,
                docs: item.doc.trim_end().to_owned(),
                snippet: function,
                rank: 2,
                ..self.spot.item(item.name, kind, text)
            });
        }
    }
}

/// The comment of a builtin package.
fn package_docs(path: &str) -> String {
    tenon::library().package(path).map(|p| declarations(p).doc.trim_end().to_owned()).unwrap_or_default()
}
