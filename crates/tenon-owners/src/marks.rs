//! The attribute `@owner(name)` in a CUE file.
//!
//! Behind a field it counts for the field, as a declaration for the struct around it, and at the top for the file.

use tenon_load::attr::{self, Holder};
use tenon_source::Span;
use tenon_syntax::ast::{Attribute, File};

/// The owners that a file's attributes name.
#[derive(Clone, Default, Debug)]
pub struct Marks {
    file: Vec<String>,
    /// What belongs to whom.
    parts: Vec<(Span, Vec<String>)>,
}

impl Marks {
    /// The `@owner` attributes of a file.
    pub fn of(file: &File) -> Marks {
        let mut marks = Marks::default();
        attr::walk(file, &mut |attribute, _, holder| {
            if attribute.name() == "owner" {
                match holder {
                    Holder::File => marks.file.extend(names(attribute)),
                    Holder::Struct(span) | Holder::Field(span) | Holder::Embed(span) => marks.add(span, attribute),
                }
            }
        });
        marks
    }

    /// Several attributes of one field name several owners.
    fn add(&mut self, span: Span, attribute: &Attribute) {
        match self.parts.iter_mut().find(|(at, _)| *at == span) {
            Some((_, owners)) => owners.extend(names(attribute)),
            None => self.parts.push((span, names(attribute))),
        }
    }

    /// The owners of the innermost part around a place, or of the file; nothing where no attribute names one.
    pub fn at(&self, place: Span) -> Option<&Vec<String>> {
        let around = self.parts.iter().filter(|(span, _)| span.covers(place));
        let innermost = around.min_by_key(|(span, _)| span.end - span.start).map(|(_, owners)| owners);
        innermost.or(Some(&self.file)).filter(|owners| !owners.is_empty())
    }
}

fn names(attribute: &Attribute) -> Vec<String> {
    attr::args(attribute.body()).into_iter().map(|arg| arg.key).filter(|name| !name.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use tenon_source::FileId;
    use tenon_syntax::{LanguageVersion, parse};

    /// The owners of the place at which `what` is written first.
    fn owners(text: &str, what: &str) -> String {
        let id = FileId(0);
        let at = text.find(what).unwrap() as u32;
        let marks = Marks::of(&parse(id, text, LanguageVersion::LATEST).file);
        marks.at(Span::new(id, at, at + what.len() as u32)).map_or_else(String::new, |names| names.join(" "))
    }

    #[test]
    fn the_innermost_counts() {
        let text = "@owner(base)\npackage p\na: {\n\tb: 1 @owner(web, \"@acme/web\")\n\tc: 2\n\td: [{x: 3, @owner(list)}]\n} @owner(shop)\ne: 4\n";
        assert_eq!(owners(text, "1"), "web @acme/web");
        assert_eq!(owners(text, "2"), "shop");
        assert_eq!(owners(text, "3"), "list");
        assert_eq!(owners(text, "4"), "base");
    }

    #[test]
    fn several_attributes_name_several_owners() {
        let text = "a: 1 @owner(web) @owner(shop)\nb: 2\n";
        assert_eq!(owners(text, "1"), "web shop");
        assert_eq!(owners(text, "2"), "");
        assert_eq!(owners("a: b: 1 @owner()\n", "1"), "");
    }
}
