//! The same file with its declarations in another order.
//!
//! Attributes, the package clause and imports stay in front, and `...` stays last; everything else is permuted, also
//! inside structs that are the value of a field. Comments between declarations are dropped.

use tenon_source::{FileId, Span};
use tenon_syntax::ast::{Decl, Expr, Field, StructLit};
use tenon_syntax::{LanguageVersion, parse};

/// A small generator of pseudo-random numbers (SplitMix64).
#[derive(Clone, Debug)]
pub struct Random(u64);

impl Random {
    /// A generator whose numbers follow from the seed.
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// A number below `bound`.
    pub fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) % bound.max(1) as u64) as usize
    }

    /// Permutes.
    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        for i in (1..items.len()).rev() {
            items.swap(i, self.below(i + 1));
        }
    }
}

/// The file with its declarations permuted; none when it does not parse.
pub fn shuffle(text: &str, random: &mut Random) -> Option<String> {
    let parsed = parse(FileId(0), text, LanguageVersion::LATEST);
    parsed.errors.is_empty().then(|| Shuffler { text, random }.decls(&parsed.file.decls))
}

struct Shuffler<'a> {
    text: &'a str,
    random: &'a mut Random,
}

impl Shuffler<'_> {
    fn slice(&self, start: u32, end: u32) -> &str {
        self.text.get(start as usize..end as usize).unwrap_or("")
    }

    fn raw(&self, span: Span) -> String {
        self.slice(span.start, span.end).to_owned()
    }

    fn decls(&mut self, decls: &[Decl]) -> String {
        let (mut front, mut middle, mut back) = (Vec::new(), Vec::new(), Vec::new());
        for decl in decls {
            match decl {
                Decl::Attribute(attribute) => front.push(self.raw(attribute.span)),
                Decl::Package(package) => front.push(self.raw(package.span)),
                Decl::Import(import) => front.push(self.raw(import.span)),
                Decl::Ellipsis(ellipsis) => back.push(self.raw(ellipsis.span)),
                Decl::Field(field) => middle.push(self.field(field)),
                Decl::Let(clause) => middle.push(self.raw(clause.span)),
                Decl::Embed(embed) => middle.push(self.raw(embed.span)),
                Decl::Comprehension(comprehension) => middle.push(self.raw(comprehension.span)),
                Decl::Bad(span) => middle.push(self.raw(*span)),
            }
        }
        self.random.shuffle(&mut middle);
        let lines = front.into_iter().chain(middle).chain(back);
        lines.map(|line| line + "\n").collect()
    }

    fn field(&mut self, field: &Field) -> String {
        let Expr::Struct(value) = &field.value else { return self.raw(field.span) };
        let head = self.slice(field.span.start, value.span.start).to_owned();
        let tail = self.slice(value.span.end, field.span.end).to_owned();
        head + &self.braces(value) + &tail
    }

    fn braces(&mut self, literal: &StructLit) -> String {
        if literal.braces {
            format!("{{\n{}}}", self.decls(&literal.decls))
        } else if let [Decl::Field(field)] = &literal.decls[..] {
            self.field(field)
        } else {
            self.raw(literal.span)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn front_stays_in_front_and_nothing_is_lost() {
        let text = "@x(y)\npackage p\nimport \"list\"\na: 1\nb: {c: 2, d: {e: 3}, ...}\nf: g: h: [4]\nlet i = 5\n";
        let mut seen = std::collections::BTreeSet::new();
        for seed in 0..20 {
            let shuffled = shuffle(text, &mut Random::new(seed)).unwrap();
            assert!(shuffled.starts_with("@x(y)\npackage p\nimport \"list\"\n"), "{shuffled}");
            assert!(parse(FileId(0), &shuffled, LanguageVersion::LATEST).errors.is_empty(), "{shuffled}");
            assert!(shuffled.find("...").is_some_and(|at| shuffled[..at].contains("c: 2")), "{shuffled}");
            seen.insert(shuffled);
        }
        assert!(seen.len() > 10);
    }
}
