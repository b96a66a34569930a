//! Character classes: Perl's, POSIX's and Unicode's.

use regex_syntax::hir::{Class, ClassBytes, ClassBytesRange, ClassUnicode, ClassUnicodeRange, Hir, HirKind};
use regex_syntax::utf8::{Utf8Range, Utf8Sequences};

/// A class of more sequences of bytes than this is left to the engine's compiler.
const MAX_SEQUENCES: usize = 16;

/// A class as an expression: simple ones, such as `.` and `[^/]`, as the sequences of bytes that encode them.
///
/// For a class beyond ASCII the engine's compiler makes a table of 10,000 entries, which takes longer than all the rest of most
/// patterns.
pub(crate) fn expression(class: ClassUnicode) -> Hir {
    if class.is_ascii() {
        return Hir::class(Class::Unicode(class));
    }
    let all = || class.iter().flat_map(|range| Utf8Sequences::new(range.start(), range.end()));
    let long = || all().filter(|sequence| sequence.len() > 1);
    if long().take(MAX_SEQUENCES + 1).count() > MAX_SEQUENCES {
        return Hir::class(Class::Unicode(class));
    }
    let bytes = |range: &Utf8Range| ClassBytesRange::new(range.start, range.end);
    let one = |range: &Utf8Range| Hir::class(Class::Bytes(ClassBytes::new([bytes(range)])));
    let short = all().filter_map(|sequence| match sequence.as_slice() {
        [range] => Some(bytes(range)),
        _ => None,
    });
    let ascii = Some(ClassBytes::new(short)).filter(|class| !class.ranges().is_empty());
    let ascii = ascii.map(|class| Hir::class(Class::Bytes(class)));
    let long = long().map(|sequence| Hir::concat(sequence.as_slice().iter().map(one).collect()));
    Hir::alternation(ascii.into_iter().chain(long).collect())
}

/// A class of these ranges.
pub(crate) fn ranges(list: &[(char, char)]) -> ClassUnicode {
    ClassUnicode::new(list.iter().map(|(a, b)| ClassUnicodeRange::new(*a, *b)))
}

/// Every character.
pub(crate) fn any() -> ClassUnicode {
    ranges(&[('\0', char::MAX)])
}

/// Every character but the line feed.
pub(crate) fn any_but_newline() -> ClassUnicode {
    ranges(&[('\0', '\t'), ('\u{b}', char::MAX)])
}

/// The class of `\d`, `\s` or `\w`, and of the capitals for what is not in it.
pub(crate) fn perl(letter: u8, fold: bool) -> Option<ClassUnicode> {
    let class = match letter.to_ascii_lowercase() {
        b'd' => ranges(&[('0', '9')]),
        b's' => ranges(&[('\t', '\n'), ('\u{c}', '\r'), (' ', ' ')]),
        b'w' => ranges(&[('0', '9'), ('A', 'Z'), ('_', '_'), ('a', 'z')]),
        _ => return None,
    };
    Some(finish(class, fold, letter.is_ascii_uppercase()))
}

/// The class called `name` in `[:name:]`; `^` before the name negates it.
pub(crate) fn posix(name: &str, fold: bool) -> Option<ClassUnicode> {
    let (bare, negated) = match name.strip_prefix('^') {
        Some(bare) => (bare, true),
        None => (name, false),
    };
    let class = match bare {
        "alnum" => ranges(&[('0', '9'), ('A', 'Z'), ('a', 'z')]),
        "alpha" => ranges(&[('A', 'Z'), ('a', 'z')]),
        "ascii" => ranges(&[('\0', '\u{7f}')]),
        "blank" => ranges(&[('\t', '\t'), (' ', ' ')]),
        "cntrl" => ranges(&[('\0', '\u{1f}'), ('\u{7f}', '\u{7f}')]),
        "digit" => ranges(&[('0', '9')]),
        "graph" => ranges(&[('!', '~')]),
        "lower" => ranges(&[('a', 'z')]),
        "print" => ranges(&[(' ', '~')]),
        "punct" => ranges(&[('!', '/'), (':', '@'), ('[', '`'), ('{', '~')]),
        "space" => ranges(&[('\t', '\r'), (' ', ' ')]),
        "upper" => ranges(&[('A', 'Z')]),
        "word" => ranges(&[('0', '9'), ('A', 'Z'), ('_', '_'), ('a', 'z')]),
        "xdigit" => ranges(&[('0', '9'), ('A', 'F'), ('a', 'f')]),
        _ => return None,
    };
    Some(finish(class, fold, negated))
}

/// The class of a Unicode category or script.
pub(crate) fn unicode(name: &str, fold: bool, negated: bool) -> Option<ClassUnicode> {
    if name.is_empty() || !name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | ' ')) {
        return None;
    }
    if name.eq_ignore_ascii_case("cs") || name.eq_ignore_ascii_case("surrogate") {
        return Some(finish(ranges(&[]), fold, negated));
    }
    let class = if name.eq_ignore_ascii_case("lc") {
        let mut class = query("gc=Lu")?;
        class.union(&query("gc=Ll")?);
        class.union(&query("gc=Lt")?);
        class
    } else {
        query(&format!("gc={name}")).or_else(|| query(&format!("sc={name}")))?
    };
    Some(finish(class, fold, negated))
}

fn query(property: &str) -> Option<ClassUnicode> {
    let hir = regex_syntax::Parser::new().parse(&format!(r"\p{{{property}}}")).ok()?;
    match hir.into_kind() {
        HirKind::Class(Class::Unicode(class)) => Some(class),
        HirKind::Literal(literal) => {
            let c = std::str::from_utf8(&literal.0).ok()?.chars().next()?;
            Some(ranges(&[(c, c)]))
        }
        _ => None,
    }
}

fn finish(mut class: ClassUnicode, fold: bool, negated: bool) -> ClassUnicode {
    if fold {
        class.case_fold_simple();
    }
    if negated {
        class.negate();
    }
    class
}
