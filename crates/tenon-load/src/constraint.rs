//! Build attributes: `@if(expr)` with `&&`, `||`, `!` and parentheses over tags, and `@ignore()`.

use std::collections::BTreeSet;
use tenon_catalogue::{e0820, e0831};
use tenon_source::{Diagnostic, LabelRole};
use tenon_syntax::ast::{Attribute, Decl, File};

/// What a file's build attributes say.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Verdict {
    /// The file takes part.
    In,
    /// The file is left out, and why.
    Out(String),
}

/// Decides whether a file takes part. Tags that its conditions name are added to `used`.
///
/// # Errors
///
/// A condition is malformed.
pub fn decide(file: &File, tags: &BTreeSet<String>, used: &mut BTreeSet<String>) -> Result<Verdict, Diagnostic> {
    let mut verdict = Verdict::In;
    for attr in file_attributes(file) {
        match attr.name() {
            "ignore" => return Ok(Verdict::Out(e0831::IGNORED.to_owned())),
            "if" => {
                let Some(yes) = evaluate(attr.body(), tags, used) else {
                    let message = e0820::message(attr.body());
                    return Err(Diagnostic::error(e0820::CODE, message).at(attr.span, LabelRole::Primary));
                };
                if !yes && verdict == Verdict::In {
                    verdict = Verdict::Out(e0831::no_match(&attr.text));
                }
            }
            _ => {}
        }
    }
    Ok(verdict)
}

/// The attributes before the package clause, or before the first declaration of a file without one.
pub fn file_attributes(file: &File) -> impl Iterator<Item = &Attribute> {
    file.decls.iter().map_while(|d| match d {
        Decl::Attribute(a) => Some(&**a),
        _ => None,
    })
}

/// The value of a condition; nothing where it is malformed.
fn evaluate(text: &str, tags: &BTreeSet<String>, used: &mut BTreeSet<String>) -> Option<bool> {
    let mut parser = Parser { rest: text.trim_start(), tags, used, depth: 0 };
    let value = parser.or()?;
    parser.rest.is_empty().then_some(value)
}

struct Parser<'a> {
    rest: &'a str,
    tags: &'a BTreeSet<String>,
    used: &'a mut BTreeSet<String>,
    depth: u32,
}

impl Parser<'_> {
    const MAX_DEPTH: u32 = 200;

    fn eat(&mut self, token: &str) -> bool {
        match self.rest.strip_prefix(token) {
            Some(rest) => {
                self.rest = rest.trim_start();
                true
            }
            None => false,
        }
    }

    fn or(&mut self) -> Option<bool> {
        let mut value = self.and()?;
        while self.eat("||") {
            value |= self.and()?;
        }
        Some(value)
    }

    fn and(&mut self) -> Option<bool> {
        let mut value = self.not()?;
        while self.eat("&&") {
            value &= self.not()?;
        }
        Some(value)
    }

    fn not(&mut self) -> Option<bool> {
        self.depth += 1;
        if self.depth > Self::MAX_DEPTH {
            return None;
        }
        let value = if self.eat("!") {
            !self.not()?
        } else if self.eat("(") {
            let value = self.or()?;
            if !self.eat(")") {
                return None;
            }
            value
        } else {
            self.tag()?
        };
        self.depth -= 1;
        Some(value)
    }

    fn tag(&mut self) -> Option<bool> {
        let end = self.rest.find(|c: char| !(c == '_' || c == '$' || c.is_alphanumeric())).unwrap_or(self.rest.len());
        let (name, rest) = self.rest.split_at(end);
        if name.is_empty() {
            return None;
        }
        self.rest = rest.trim_start();
        self.used.insert(name.to_owned());
        Some(self.tags.contains(name))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn conditions() {
        let tags: BTreeSet<String> = ["a", "b"].map(String::from).into();
        let check = |text: &str| evaluate(text, &tags, &mut BTreeSet::new());
        assert_eq!(check("a"), Some(true));
        assert_eq!(check(" a && !c || c "), Some(true));
        assert_eq!(check("!(a||c)"), Some(false));
        assert_eq!(check("a &&"), None);
        assert_eq!(check("a b"), None);
        assert_eq!(check(&"(".repeat(100_000)), None);
    }
}
