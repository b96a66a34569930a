//! Imports: in order, without those that nothing uses, and further ones.

use super::{Action, ActionKind};
use crate::bound::import_name;
use crate::format::line_end;
use crate::nodes::{Node, walk};
use crate::types::Edit;
use std::collections::HashSet;
use tenon_load::files::SourceFile;
use tenon_load::import_path::ImportPath;
use tenon_source::Span;
use tenon_syntax::ast::{Decl, Expr, ImportDecl, ImportSpec, StringValue};

/// An import as it is written.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Line {
    /// Those of modules come after those of the standard library.
    module: bool,
    path: String,
    text: String,
}

/// Merges, sorts and groups the imports of a file, and leaves those out that nothing uses; nothing where that changes
/// nothing, or where comments among them would be lost.
pub fn organize_imports(file: &SourceFile, text: &str) -> Option<Action> {
    let imports = imports(file);
    let (first, last) = (imports.first()?, imports.last()?);
    let all = first.span.to(last.span);
    let comment = file.parsed.comments.iter().any(|c| all.covers(c.span));
    let between = file.parsed.file.decls.iter().any(|d| !matches!(d, Decl::Import(_)) && decl_within(d, all));
    if comment || between {
        return None;
    }
    let unused: Vec<Span> = unused(file).into_iter().map(|s| s.span).collect();
    let used = imports.iter().flat_map(|i| &i.specs).filter(|s| !unused.contains(&s.span));
    let mut lines: Vec<Line> = used.filter_map(|s| line(s, text)).collect();
    lines.sort();
    lines.dedup();
    let new = render(&lines);
    let old = text.get(all.start as usize..all.end as usize)?;
    if old.replace("\r\n", "\n") == new {
        return None;
    }
    let end = if lines.is_empty() { line_end(text, all.end as usize) as u32 } else { all.end };
    let edit = Edit { start: all.start, end, text: new };
    Some(Action::of_file(file, "Organize imports", ActionKind::OrganizeImports, vec![edit]))
}

/// The imports whose name nothing in the file uses.
pub(crate) fn unused(file: &SourceFile) -> Vec<&ImportSpec> {
    let mut names = HashSet::new();
    walk(&file.parsed.file, |node| {
        if let Node::Expr(Expr::Ident(ident)) = node {
            names.insert(ident.name.as_str());
        }
        true
    });
    let specs = imports(file).into_iter().flat_map(|i| &i.specs);
    specs.filter(|s| import_name(s).is_some_and(|name| !names.contains(name))).collect()
}

/// What adds an import; nothing where the path is imported already.
pub(crate) fn add_import(file: &SourceFile, text: &str, path: &str) -> Option<Edit> {
    let imports = imports(file);
    let same = |s: &ImportSpec| matches!(&s.path.value, StringValue::String(p) if **p == *path);
    if imports.iter().flat_map(|i| &i.specs).any(same) {
        return None;
    }
    let quoted = tenon_syntax::quote_string(path);
    if let Some(import) = imports.iter().rev().find(|i| i.parens) {
        return Some(into_group(import, text, path, &quoted));
    }
    if let Some(import) = imports.last() {
        let end = import.span.end;
        return Some(Edit { start: end, end, text: format!("\nimport {quoted}") });
    }
    let head = file.parsed.file.decls.iter().take_while(|d| matches!(d, Decl::Package(_) | Decl::Attribute(_)));
    let package = head.filter_map(|d| match d {
        Decl::Package(p) => Some(p.span.end),
        Decl::Attribute(a) => Some(a.span.end),
        _ => None,
    });
    Some(match package.last() {
        Some(end) => {
            let end = line_end(text, end as usize) as u32;
            let broken = text.get(..end as usize).is_some_and(|t| t.ends_with('\n'));
            Edit { start: end, end, text: format!("{}\nimport {quoted}\n", if broken { "" } else { "\n" }) }
        }
        None => Edit { start: 0, end: 0, text: format!("import {quoted}\n\n") },
    })
}

/// Before the first import of its group that comes later, else behind the last one.
fn into_group(import: &ImportDecl, text: &str, path: &str, quoted: &str) -> Edit {
    let standard = ImportPath::parse(path).is_standard();
    let key = |s: &ImportSpec| match &s.path.value {
        StringValue::String(p) => (!ImportPath::parse(p).is_standard(), p.to_string()),
        StringValue::Bytes(_) => (false, String::new()),
    };
    let later = import.specs.iter().find(|s| key(s) > (!standard, path.to_owned()) && key(s).0 != standard);
    if let Some(next) = later {
        return Edit { start: next.span.start, end: next.span.start, text: format!("{quoted}\n\t") };
    }
    let behind = import.specs.iter().rev().find(|s| key(s).0 != standard).or(import.specs.last());
    match behind {
        Some(last) => Edit { start: last.span.end, end: last.span.end, text: format!("\n\t{quoted}") },
        None => {
            let close = (import.span.end as usize).saturating_sub(1).min(text.len()) as u32;
            Edit { start: close, end: close, text: format!("\n\t{quoted}\n") }
        }
    }
}

fn imports(file: &SourceFile) -> Vec<&ImportDecl> {
    let imports = file.parsed.file.decls.iter().filter_map(|d| match d {
        Decl::Import(i) => Some(&**i),
        _ => None,
    });
    imports.collect()
}

fn decl_within(decl: &Decl, all: Span) -> bool {
    match decl {
        Decl::Package(p) => all.covers(p.span),
        Decl::Attribute(a) => all.covers(a.span),
        Decl::Field(f) => all.covers(f.span),
        Decl::Let(l) => all.covers(l.span),
        Decl::Embed(e) => all.covers(e.span),
        Decl::Bad(span) => all.covers(*span),
        _ => true,
    }
}

fn line(spec: &ImportSpec, text: &str) -> Option<Line> {
    let StringValue::String(path) = &spec.path.value else { return None };
    let written = text.get(spec.span.start as usize..spec.span.end as usize)?;
    let words: Vec<&str> = written.split_whitespace().collect();
    let module = !ImportPath::parse(path).is_standard();
    Some(Line { module, path: path.to_string(), text: words.join(" ") })
}

fn render(lines: &[Line]) -> String {
    match lines {
        [] => String::new(),
        [line] => format!("import {}", line.text),
        _ => {
            let mut out = "import (\n".to_owned();
            for (i, line) in lines.iter().enumerate() {
                if i > 0 && lines[i - 1].module != line.module {
                    out.push('\n');
                }
                out.push_str(&format!("\t{}\n", line.text));
            }
            out + ")"
        }
    }
}

/// The actions that add imports for a name that is not known.
pub(crate) fn import_actions(file: &SourceFile, text: &str, paths: &[String]) -> Vec<Action> {
    let one = |path: &String| {
        let edit = add_import(file, text, path)?;
        Some(Action::of_file(file, format!("Import {path:?}"), ActionKind::QuickFix, vec![edit]))
    };
    paths.iter().filter_map(one).collect()
}
