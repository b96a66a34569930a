//! Which quoted labels may lose their quotes.
//!
//! A quoted label can't be referred to, a plain one can. So the quotes go only where no identifier of the file has the
//! label's name, and where the name is a plain identifier that isn't hidden, a definition or a keyword.

use std::collections::HashSet;

use tenon_source::FileId;

use crate::printer::Printer;

const KEYWORDS: &[&str] = &["true", "false", "null", "for", "in", "if", "let", "package", "import"];

/// All words of a text that could be identifiers; those inside strings and comments do no harm.
///
/// The labels themselves stand in quotes, right before a colon: they don't count.
pub(crate) fn words(text: &str, labels: &[(usize, usize)]) -> HashSet<String> {
    let mut words = HashSet::new();
    let mut from = 0;
    for (start, end) in labels.iter().copied().chain([(text.len(), text.len())]) {
        for word in text.get(from..start).unwrap_or("").split(|c: char| !(c.is_alphanumeric() || c == '_' || c == '$'))
        {
            words.insert(word.to_owned());
        }
        from = end;
    }
    words
}

/// The places of plain quoted labels in a text.
pub(crate) fn quoted_labels(file: FileId, parsed: &tenon_syntax::Parsed) -> Vec<(usize, usize)> {
    let mut places = Vec::new();
    let mut stack: Vec<&tenon_syntax::ast::Decl> = parsed.file.decls.iter().collect();
    while let Some(decl) = stack.pop() {
        if let tenon_syntax::ast::Decl::Field(field) = decl {
            if let tenon_syntax::ast::Label::String(s) = &field.label
                && s.span.file == file
            {
                places.push((s.span.start as usize, s.span.end as usize));
            }
            if let tenon_syntax::ast::Expr::Struct(s) = &field.value {
                stack.extend(s.decls.iter());
            }
        }
    }
    places.sort_unstable();
    places
}

fn is_identifier(name: &str) -> bool {
    let mut chars = name.chars();
    chars.next().is_some_and(|c| c.is_alphabetic() || c == '$')
        && chars.all(|c| c.is_alphanumeric() || c == '_' || c == '$')
}

impl Printer<'_> {
    /// Whether a quoted label is to be written without its quotes.
    pub(crate) fn may_unquote(&self, name: &str) -> bool {
        self.references
            .as_ref()
            .is_some_and(|words| is_identifier(name) && !KEYWORDS.contains(&name) && !words.contains(name))
    }
}
