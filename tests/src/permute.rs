//! The same files in another order: files, declarations, conjuncts and disjuncts change places.
//!
//! What may change places stands in a *group* of slots: the files of a folder, the declarations between two braces, the
//! operands of a chain of `&` or `|`. A [`Permutation`] says for each group which item goes into which slot; what stands
//! between the slots stays. The package clause, imports, attributes and `...` are no items. Groups lie inside of items,
//! and travel with them.
//!
//! A permutation that shows something can be made smaller with [`Permutation::shrink`].

use std::ops::Range;
use tenon_source::{FileId, Span};
use tenon_syntax::ast::{BinaryOp, Clause, Comprehension, Decl, Element, Expr, Field, Label, StructLit};
use tenon_syntax::{LanguageVersion, parse, parse_expr};

/// A source of choices.
pub trait Choices {
    /// A number below `bound`.
    fn below(&mut self, bound: usize) -> usize;
}

/// A small generator of pseudo-random numbers (SplitMix64).
#[derive(Clone, Debug)]
pub struct Random(u64);

impl Random {
    /// A generator whose numbers follow from the seed.
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }
}

impl Choices for Random {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) % bound.max(1) as u64) as usize
    }
}

/// For each group the items in the order of their slots.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Permutation(Vec<Vec<usize>>);

/// Files and the groups in them.
#[derive(Debug)]
pub struct Layout<'a> {
    files: &'a [(String, String)],
    trees: Vec<Item>,
    /// The sizes of all groups, those of files first.
    sizes: Vec<usize>,
    /// The files of each group of files.
    folders: Vec<Vec<usize>>,
}

/// A part of a text, and the groups in it, from left to right.
#[derive(Debug, Default)]
struct Item {
    range: Range<usize>,
    groups: Vec<Group>,
}

#[derive(Debug)]
struct Group {
    id: usize,
    items: Vec<Item>,
}

impl<'a> Layout<'a> {
    /// Finds the groups of files, each a name and a text. Only CUE files have any, and none that does not parse.
    pub fn of(files: &'a [(String, String)]) -> Self {
        let folders = folders(files);
        let mut sizes = folders.iter().map(Vec::len).collect();
        let trees = files.iter().map(|(name, text)| Finder { text, sizes: &mut sizes }.file(name)).collect();
        Layout { files, trees, sizes, folders }
    }

    /// Everything in its place.
    pub fn identity(&self) -> Permutation {
        Permutation(self.sizes.iter().map(|size| (0..*size).collect()).collect())
    }

    /// Everything anywhere.
    pub fn permutation(&self, choices: &mut impl Choices) -> Permutation {
        let mut all = self.identity();
        for order in &mut all.0 {
            for i in (1..order.len()).rev() {
                order.swap(i, choices.below(i + 1));
            }
        }
        all
    }

    /// The files in another order.
    pub fn render(&self, permutation: &Permutation) -> Vec<(String, String)> {
        let mut from: Vec<usize> = (0..self.files.len()).collect();
        for (folder, order) in self.folders.iter().zip(&permutation.0) {
            for (slot, item) in folder.iter().zip(order) {
                from[*slot] = folder[*item];
            }
        }
        let file = |(slot, from): (usize, usize)| {
            let mut out = String::new();
            write(&self.files[from].1, &self.trees[from], permutation, &mut out);
            (self.files[slot].0.clone(), out)
        };
        from.into_iter().enumerate().map(file).collect()
    }
}

fn write(text: &str, item: &Item, permutation: &Permutation, out: &mut String) {
    let mut at = item.range.start;
    for group in &item.groups {
        for (slot, from) in group.items.iter().zip(&permutation.0[group.id]) {
            out.push_str(&text[at..slot.range.start]);
            write(text, &group.items[*from], permutation, out);
            at = slot.range.end;
        }
    }
    out.push_str(&text[at..item.range.end]);
}

/// An expression, or declarations, with the items of each group in the order of their texts: the same for all permutations.
/// Where the text alone does not parse, it is the letters that are sorted.
pub fn sorted(text: &str) -> String {
    let mut item = Item { range: 0..text.len(), groups: Vec::new() };
    let mut finder = Finder { text, sizes: &mut Vec::new() };
    if let Ok(expr) = parse_expr(FileId(0), text) {
        finder.expr(&expr, &mut item.groups);
    } else {
        item = finder.file("text.cue");
        if item.groups.is_empty() {
            let mut letters: Vec<char> = text.chars().filter(|letter| !letter.is_whitespace()).collect();
            letters.sort_unstable();
            return letters.into_iter().collect();
        }
    }
    let mut out = String::new();
    write_sorted(text, &item, &mut out);
    out.trim().to_owned()
}

fn write_sorted(text: &str, item: &Item, out: &mut String) {
    let mut at = item.range.start;
    for group in &item.groups {
        let inside = |item: &Item| {
            let mut out = String::new();
            write_sorted(text, item, &mut out);
            out
        };
        let mut items: Vec<String> = group.items.iter().map(inside).collect();
        items.sort();
        for (slot, item) in group.items.iter().zip(items) {
            out.push_str(&text[at..slot.range.start]);
            out.push_str(&item);
            at = slot.range.end;
        }
    }
    out.push_str(&text[at..item.range.end]);
}

impl Permutation {
    /// A permutation for which `fails` still holds, while it does not when any group of it, or any item, goes back to
    /// its place.
    pub fn shrink(mut self, mut fails: impl FnMut(&Permutation) -> bool) -> Permutation {
        let mut block = self.0.len();
        while block > 0 {
            let mut start = 0;
            while start < self.0.len() {
                let end = self.0.len().min(start + block);
                self.reset(start..end, &mut fails);
                start = end;
            }
            block /= 2;
        }
        while self.undo_one(&mut fails) {}
        self
    }

    /// Puts groups back in order, if `fails` still holds then.
    fn reset(&mut self, groups: Range<usize>, fails: &mut impl FnMut(&Permutation) -> bool) {
        let mut other = self.clone();
        for order in &mut other.0[groups] {
            order.sort_unstable();
        }
        if other != *self && fails(&other) {
            *self = other;
        }
    }

    /// Puts one item back, if `fails` still holds then and fewer pairs of items have changed sides.
    fn undo_one(&mut self, fails: &mut impl FnMut(&Permutation) -> bool) -> bool {
        for group in 0..self.0.len() {
            let order = &self.0[group];
            for (at, &item) in order.iter().enumerate().filter(|(at, item)| at != *item) {
                let mut moved = order.clone();
                moved.remove(at);
                moved.insert(item, item);
                if inversions(&moved) >= inversions(order) {
                    continue;
                }
                let mut other = self.clone();
                other.0[group] = moved;
                if fails(&other) {
                    *self = other;
                    return true;
                }
            }
        }
        false
    }
}

fn inversions(order: &[usize]) -> usize {
    order.iter().enumerate().map(|(at, item)| order[at..].iter().filter(|other| *other < item).count()).sum()
}

/// Files that may change their names with each other: the CUE files of a folder, apart from those whose name says what
/// they are for.
fn folders(files: &[(String, String)]) -> Vec<Vec<usize>> {
    let folder = |name: &str| name.rsplit_once('/').map_or(String::new(), |(folder, _)| folder.to_owned());
    let named = |name: &str| !is_source(name) || name.ends_with("_tool.cue") || name.ends_with("_test.cue");
    let mut folders: Vec<(String, Vec<usize>)> = Vec::new();
    for (index, (name, _)) in files.iter().enumerate().filter(|(_, (name, _))| !named(name)) {
        match folders.iter_mut().find(|(known, _)| *known == folder(name)) {
            Some((_, members)) => members.push(index),
            None => folders.push((folder(name), vec![index])),
        }
    }
    folders.into_iter().map(|(_, members)| members).collect()
}

fn is_source(name: &str) -> bool {
    name.ends_with(".cue") && !name.starts_with("cue.mod/") && !name.contains("/cue.mod/")
}

/// Walks trees and counts the groups.
struct Finder<'a> {
    text: &'a str,
    sizes: &'a mut Vec<usize>,
}

impl Finder<'_> {
    fn file(&mut self, name: &str) -> Item {
        let mut groups = Vec::new();
        if is_source(name) {
            let parsed = parse(FileId(0), self.text, LanguageVersion::LATEST);
            if parsed.errors.is_empty() {
                self.decls(&parsed.file.decls, &mut groups);
            }
        }
        Item { range: 0..self.text.len(), groups }
    }

    /// Adds a group, unless there is nothing in it.
    fn group(&mut self, out: &mut Vec<Group>, make: impl FnOnce(&mut Self) -> Vec<Item>) {
        let id = self.sizes.len();
        self.sizes.push(0);
        let items = make(self);
        self.sizes[id] = items.len();
        out.push(Group { id, items });
    }

    fn item(&mut self, span: Span, inside: impl FnOnce(&mut Self, &mut Vec<Group>)) -> Item {
        let mut groups = Vec::new();
        inside(self, &mut groups);
        let (start, end) = (span.start as usize, span.end as usize);
        // The end of a file counts as part of its last declaration.
        let end = self.text.get(start..end).map_or(end, |text| start + text.trim_end().len());
        Item { range: start..end, groups }
    }

    fn decls(&mut self, decls: &[Decl], out: &mut Vec<Group>) {
        self.group(out, |finder| decls.iter().filter_map(|decl| finder.decl(decl)).collect());
    }

    fn decl(&mut self, decl: &Decl) -> Option<Item> {
        Some(match decl {
            Decl::Field(field) => self.item(field.span, |finder, out| finder.field(field, out)),
            Decl::Let(clause) => self.item(clause.span, |finder, out| finder.expr(&clause.expr, out)),
            Decl::Embed(embed) => self.item(embed.span, |finder, out| finder.expr(&embed.expr, out)),
            Decl::Comprehension(c) => self.item(c.span, |finder, out| finder.comprehension(c, out)),
            Decl::Bad(_) | Decl::Package(_) | Decl::Import(_) | Decl::Attribute(_) | Decl::Ellipsis(_) => return None,
        })
    }

    fn field(&mut self, field: &Field, out: &mut Vec<Group>) {
        if let Label::Dynamic { expr, .. } | Label::Pattern { expr, .. } = &field.label {
            self.expr(expr, out);
        }
        self.expr(&field.value, out);
    }

    fn comprehension(&mut self, comprehension: &Comprehension, out: &mut Vec<Group>) {
        for clause in &comprehension.clauses {
            match clause {
                Clause::For { source, .. } => self.expr(source, out),
                Clause::If { condition, .. } => self.expr(condition, out),
                Clause::Let(clause) => self.expr(&clause.expr, out),
                Clause::Try { binding, .. } => {
                    if let Some((_, expr)) = binding {
                        self.expr(expr, out);
                    }
                }
            }
        }
        self.literal(&comprehension.body, out);
        if let Some(fallback) = &comprehension.fallback {
            self.literal(&fallback.body, out);
        }
    }

    fn literal(&mut self, literal: &StructLit, out: &mut Vec<Group>) {
        self.decls(&literal.decls, out);
    }

    fn expr(&mut self, expr: &Expr, out: &mut Vec<Group>) {
        match expr {
            Expr::Struct(literal) => self.literal(literal, out),
            Expr::List(list) => {
                for element in &list.elems {
                    match element {
                        Element::Expr(expr) => self.expr(expr, out),
                        Element::Comprehension(comprehension) => self.comprehension(comprehension, out),
                        Element::Ellipsis(ellipsis) => ellipsis.expr.iter().for_each(|expr| self.expr(expr, out)),
                    }
                }
            }
            Expr::Binary { op: op @ (BinaryOp::And | BinaryOp::Or), .. } => {
                let mut operands = Vec::new();
                chain(expr, *op, &mut operands);
                self.group(out, |finder| {
                    let item = |operand: &&Expr| finder.item(operand.span(), |finder, out| finder.expr(operand, out));
                    operands.iter().map(item).collect()
                });
            }
            Expr::Binary { left, right, .. } => {
                self.expr(left, out);
                self.expr(right, out);
            }
            Expr::Index { expr, index, .. } => {
                self.expr(expr, out);
                self.expr(index, out);
            }
            Expr::Call { fun, args, .. } => {
                self.expr(fun, out);
                args.iter().for_each(|arg| self.expr(arg, out));
            }
            Expr::Paren { expr, .. }
            | Expr::Unary { expr, .. }
            | Expr::Selector { expr, .. }
            | Expr::Slice { expr, .. }
            | Expr::Alias { expr, .. }
            | Expr::Optional { expr, .. }
            | Expr::Open { expr, .. }
            | Expr::Commented { expr, .. } => self.expr(expr, out),
            Expr::Ident(_)
            | Expr::Null(_)
            | Expr::Bool(..)
            | Expr::Bottom(_)
            | Expr::Number(_)
            | Expr::String(_)
            | Expr::Interpolation(_)
            | Expr::Bad(_) => {}
        }
    }
}

/// The operands of a chain of one operator, from left to right.
fn chain<'e>(expr: &'e Expr, wanted: BinaryOp, operands: &mut Vec<&'e Expr>) {
    match expr {
        Expr::Binary { op, left, right, .. } if *op == wanted => {
            chain(left, wanted, operands);
            chain(right, wanted, operands);
        }
        other => operands.push(other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "@x(y)\npackage p\nimport \"list\"\na: 1\nb: {c: 2, d: {e: 3} & {f: int | *4}, ...}\n\
                        f: g: h: [4, {i: 1, j: 2}]\nlet i = 5\nif i > 4 {k: 6, l: 7}\n";

    fn files(texts: &[&str]) -> Vec<(String, String)> {
        texts.iter().enumerate().map(|(i, text)| (format!("f{i}.cue"), (*text).to_owned())).collect()
    }

    #[test]
    fn front_stays_in_front_and_nothing_is_lost() {
        let files = files(&[TEXT]);
        let layout = Layout::of(&files);
        let sorted = |text: &str| {
            let mut bytes = text.as_bytes().to_vec();
            bytes.sort_unstable();
            bytes
        };
        let mut seen = std::collections::BTreeSet::new();
        for seed in 0..20 {
            let shuffled = layout.render(&layout.permutation(&mut Random::new(seed))).remove(0).1;
            assert!(shuffled.starts_with("@x(y)\npackage p\nimport \"list\"\n"), "{shuffled}");
            assert!(parse(FileId(0), &shuffled, LanguageVersion::LATEST).errors.is_empty(), "{shuffled}");
            assert!(shuffled.find("...").is_some_and(|at| shuffled[..at].contains("c: 2")), "{shuffled}");
            assert_eq!(sorted(&shuffled), sorted(TEXT));
            seen.insert(shuffled);
        }
        assert!(seen.len() > 10);
        assert_eq!(layout.render(&layout.identity()), files);
    }

    #[test]
    fn sorted_texts_of_permutations_are_equal() {
        let text = "X={\n\ta: 1 // one\n\tb: {c: int | *X.a, d: {e: 2} & f(g & h)}\n}\n";
        let files = files(&[text]);
        let layout = Layout::of(&files);
        for seed in 0..20 {
            let shuffled = layout.render(&layout.permutation(&mut Random::new(seed))).remove(0).1;
            assert_eq!(sorted(&shuffled), sorted(text));
        }
    }

    #[test]
    fn files_change_places_within_their_folder() {
        let mut files = files(&["a: 1\n", "b: 2\n", "c: 3\n"]);
        files.push(("cue.mod/module.cue".to_owned(), "module: \"m.test\"\n".to_owned()));
        let layout = Layout::of(&files);
        let mut places = std::collections::BTreeSet::new();
        for seed in 0..20 {
            let all = layout.render(&layout.permutation(&mut Random::new(seed)));
            assert_eq!(all[3], files[3]);
            places.insert(all[0].1.clone());
        }
        assert_eq!(places.len(), 3);
    }

    #[test]
    fn what_is_left_cannot_be_undone() {
        let files = files(&["a: 1\nb: 2\nc: 3\nd: {e: 4, f: 5, g: {h: 6} & {i: 7}}\n"]);
        let layout = Layout::of(&files);
        let fails = |permutation: &Permutation| {
            let text = layout.render(permutation).remove(0).1;
            text.find("f: 5") < text.find("e: 4") && text.find("b: 2") < text.find("a: 1")
        };
        let found = (0..100).map(|seed| layout.permutation(&mut Random::new(seed))).find(|p| fails(p)).unwrap();
        let smallest = found.shrink(fails);
        assert_eq!(layout.render(&smallest)[0].1, "b: 2\na: 1\nc: 3\nd: {f: 5, e: 4, g: {h: 6} & {i: 7}}\n");
    }
}
