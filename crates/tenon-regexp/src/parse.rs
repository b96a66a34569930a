//! Go's syntax (the flags of `regexp.Compile`) read into the engine's intermediate form.
//!
//! Groups nest on a stack of our own, and no deeper than Go lets them.

use crate::{Error, class};
use regex_syntax::hir::{Capture, ClassUnicode, ClassUnicodeRange, Hir, Look, Repetition};

/// How often something may be repeated by counts, nested counts multiplied.
const MAX_REPEAT: u32 = 1000;
/// How deep an expression may nest.
const MAX_HEIGHT: u32 = 1000;

/// A pattern that was read.
pub(crate) struct Parsed {
    pub(crate) hir: Hir,
    pub(crate) names: Vec<Option<String>>,
    /// How deep it nests.
    pub(crate) height: u32,
}

/// Part of a sequence.
struct Item {
    hir: Hir,
    /// The product of the counts in it.
    factor: u32,
    height: u32,
}

#[derive(Clone, Copy, Default)]
struct Flags {
    fold: bool,
    multi_line: bool,
    dot_newline: bool,
    non_greedy: bool,
}

/// A group that is not closed yet; the outermost is the pattern itself.
#[derive(Default)]
struct Group {
    alternatives: Vec<Item>,
    sequence: Vec<Item>,
    /// The flags to go back to behind it.
    flags: Flags,
    /// Its number where it captures.
    capture: Option<u32>,
}

struct Parser<'p> {
    pattern: &'p str,
    rest: &'p str,
    flags: Flags,
    groups: Vec<Group>,
    names: Vec<Option<String>>,
    /// The text from the last repetition operator on, if that is what came last.
    last_repeat: Option<&'p str>,
}

/// Reads a pattern.
pub(crate) fn parse(pattern: &str) -> Result<Parsed, Error> {
    let mut p = Parser {
        pattern,
        rest: pattern,
        flags: Flags::default(),
        groups: vec![Group::default()],
        names: vec![None],
        last_repeat: None,
    };
    while let Some(c) = p.rest.chars().next() {
        let repeat = p.step(c)?;
        p.last_repeat = repeat;
    }
    let outer = p.groups.pop();
    match outer {
        Some(group) if p.groups.is_empty() => {
            let Item { hir, height, .. } = close(group);
            Ok(Parsed { hir, names: p.names, height })
        }
        _ => Err(error("missing closing )", pattern)),
    }
}

fn error(code: &'static str, part: &str) -> Error {
    Error { code, part: part.to_owned() }
}

/// The text from `start` up to where `end`, a later part of it, begins.
fn between<'p>(start: &'p str, end: &str) -> &'p str {
    start.get(..start.len().saturating_sub(end.len())).unwrap_or(start)
}

/// The text without its first `n` bytes.
fn skip(text: &str, n: usize) -> &str {
    text.get(n..).unwrap_or_default()
}

impl<'p> Parser<'p> {
    /// Reads one piece; returns where it started if it was a repetition operator.
    fn step(&mut self, c: char) -> Result<Option<&'p str>, Error> {
        let start = self.rest;
        match c {
            '(' if start.starts_with("(?") => self.perl_group()?,
            '(' => {
                self.rest = skip(start, 1);
                self.open(Some(None))?;
            }
            '|' => {
                self.rest = skip(start, 1);
                self.alternative();
            }
            ')' => {
                self.rest = skip(start, 1);
                self.close_group()?;
            }
            '^' => self.look(1, if self.flags.multi_line { Look::StartLF } else { Look::Start }),
            '$' => self.look(1, if self.flags.multi_line { Look::EndLF } else { Look::End }),
            '.' => {
                self.rest = skip(start, 1);
                self.class(if self.flags.dot_newline { class::any() } else { class::any_but_newline() });
            }
            '[' => self.bracket()?,
            '*' | '+' | '?' => {
                let (min, max) = match c {
                    '*' => (0, None),
                    '+' => (1, None),
                    _ => (0, Some(1)),
                };
                self.repeat(start, skip(start, 1), min, max, false)?;
                return Ok(Some(start));
            }
            '{' => {
                if let Some((min, max, after)) = counts(start) {
                    let part = between(start, after);
                    let in_range = |n: Option<u32>| n.is_some_and(|n| n <= MAX_REPEAT);
                    let valid = in_range(min) && max.is_none_or(in_range) && max.is_none_or(|max| min <= max);
                    let Some(min) = min.filter(|_| valid) else {
                        return Err(error("invalid repeat count", part));
                    };
                    self.repeat(start, after, min, max.flatten(), true)?;
                    return Ok(Some(start));
                }
                self.rest = skip(start, 1);
                self.literal('{');
            }
            '\\' => self.escape()?,
            c => {
                self.rest = skip(start, c.len_utf8());
                self.literal(c);
            }
        }
        Ok(None)
    }

    fn group(&mut self) -> &mut Group {
        if self.groups.is_empty() {
            self.groups.push(Group::default());
        }
        let last = self.groups.len() - 1;
        &mut self.groups[last]
    }

    fn push(&mut self, hir: Hir) {
        self.group().sequence.push(Item { hir, factor: 1, height: 1 });
    }

    fn look(&mut self, length: usize, look: Look) {
        self.rest = skip(self.rest, length);
        self.push(Hir::look(look));
    }

    fn class(&mut self, class: ClassUnicode) {
        self.push(class::expression(class));
    }

    fn literal(&mut self, c: char) {
        if self.flags.fold {
            let mut class = class::ranges(&[(c, c)]);
            class.case_fold_simple();
            self.class(class);
        } else {
            self.push(Hir::literal(c.to_string().into_bytes()));
        }
    }

    /// Opens a group: one that captures, perhaps with a name, or one that does not.
    fn open(&mut self, capture: Option<Option<String>>) -> Result<(), Error> {
        let capture = match capture {
            Some(name) => {
                self.names.push(name);
                Some(u32::try_from(self.names.len() - 1).map_err(|_| error("expression too large", self.pattern))?)
            }
            None => None,
        };
        if self.groups.len() as u32 > MAX_HEIGHT {
            return Err(error("expression nests too deeply", self.pattern));
        }
        self.groups.push(Group { flags: self.flags, capture, ..Group::default() });
        Ok(())
    }

    fn alternative(&mut self) {
        let group = self.group();
        let sequence = std::mem::take(&mut group.sequence);
        group.alternatives.push(concat(sequence));
    }

    fn close_group(&mut self) -> Result<(), Error> {
        if self.groups.len() < 2 {
            return Err(error("unexpected )", self.pattern));
        }
        let Some(group) = self.groups.pop() else { return Err(error("unexpected )", self.pattern)) };
        self.flags = group.flags;
        let capture = group.capture;
        let mut item = close(group);
        if let Some(index) = capture {
            item = Item {
                // Names may stand twice here, and the engine refuses that: it need not know them.
                hir: Hir::capture(Capture { index, name: None, sub: Box::new(item.hir) }),
                height: item.height + 1,
                ..item
            };
        }
        if item.height > MAX_HEIGHT {
            return Err(error("expression nests too deeply", self.pattern));
        }
        self.group().sequence.push(item);
        Ok(())
    }

    /// `(?P<name>`, `(?<name>`, `(?flags)` and `(?flags:`
    fn perl_group(&mut self) -> Result<(), Error> {
        let start = self.rest;
        let named = start.strip_prefix("(?P<").or_else(|| start.strip_prefix("(?<"));
        if let Some(inner) = named {
            let Some((name, after)) = inner.split_once('>') else {
                return Err(error("invalid named capture", start));
            };
            if name.is_empty() || !name.bytes().all(|b| b == b'_' || b.is_ascii_alphanumeric()) {
                return Err(error("invalid named capture", between(start, after)));
            }
            self.rest = after;
            return self.open(Some(Some(name.to_owned())));
        }
        let mut rest = skip(start, 2);
        let mut flags = self.flags;
        let (mut on, mut seen) = (true, false);
        while let Some(c) = rest.chars().next() {
            rest = skip(rest, c.len_utf8());
            match c {
                'i' => flags.fold = on,
                'm' => flags.multi_line = on,
                's' => flags.dot_newline = on,
                'U' => flags.non_greedy = on,
                '-' if on => {
                    (on, seen) = (false, false);
                    continue;
                }
                ':' | ')' if on || seen => {
                    self.rest = rest;
                    if c == ':' {
                        self.open(None)?;
                    }
                    self.flags = flags;
                    return Ok(());
                }
                _ => return Err(error("invalid or unsupported Perl syntax", between(start, rest))),
            }
            seen = true;
        }
        Err(error("missing closing )", self.pattern))
    }

    fn repeat(
        &mut self,
        before: &'p str,
        after: &'p str,
        min: u32,
        max: Option<u32>,
        counted: bool,
    ) -> Result<(), Error> {
        let (after, lazy) = match after.strip_prefix('?') {
            Some(after) => (after, true),
            None => (after, false),
        };
        if let Some(last) = self.last_repeat {
            return Err(error("invalid nested repetition operator", between(last, after)));
        }
        let greedy = lazy == self.flags.non_greedy;
        let part = between(before, after);
        let Some(item) = self.group().sequence.pop() else {
            return Err(error("missing argument to repetition operator", part));
        };
        let mut factor = item.factor;
        if counted {
            factor = match (max, min) {
                (Some(0), _) => 1,
                (Some(n), _) | (None, n) => factor.saturating_mul(n.max(1)),
            };
            if (min >= 2 || max.is_some_and(|m| m >= 2)) && factor > MAX_REPEAT {
                return Err(error("invalid repeat count", part));
            }
        }
        if item.height >= MAX_HEIGHT {
            return Err(error("expression nests too deeply", self.pattern));
        }
        let hir = Hir::repetition(Repetition { min, max, greedy, sub: Box::new(item.hir) });
        self.group().sequence.push(Item { hir, factor, height: item.height + 1 });
        self.rest = after;
        Ok(())
    }

    /// What a `\` outside of brackets starts.
    fn escape(&mut self) -> Result<(), Error> {
        let start = self.rest;
        match start.as_bytes().get(1) {
            Some(b'A') => self.look(2, Look::Start),
            Some(b'z') => self.look(2, Look::End),
            Some(b'b') => self.look(2, Look::WordAscii),
            Some(b'B') => self.look(2, Look::WordAsciiNegate),
            Some(b'C') => return Err(error("invalid escape sequence", r"\C")),
            Some(b'Q') => {
                let quoted = skip(start, 2);
                let (text, after) = quoted.split_once(r"\E").unwrap_or((quoted, ""));
                text.chars().for_each(|c| self.literal(c));
                self.rest = after;
            }
            Some(letter @ (b'd' | b'D' | b's' | b'S' | b'w' | b'W')) => {
                self.rest = skip(start, 2);
                if let Some(class) = class::perl(*letter, self.flags.fold) {
                    self.class(class);
                }
            }
            Some(b'p' | b'P') => {
                let class = self.unicode_class()?;
                self.class(class);
            }
            _ => match self.escaped_char()? {
                Some(c) => self.literal(c),
                None => self.class(class::ranges(&[])),
            },
        }
        Ok(())
    }

    /// `\pN`, `\p{Name}`, `\P…`
    fn unicode_class(&mut self) -> Result<ClassUnicode, Error> {
        let start = self.rest;
        let mut negated = start.starts_with(r"\P");
        let rest = skip(start, 2);
        let (mut name, after) = match rest.chars().next() {
            None => return Err(error("invalid character class range", start)),
            Some('{') => match skip(rest, 1).split_once('}') {
                Some(parts) => parts,
                None => return Err(error("invalid character class range", start)),
            },
            Some(c) => rest.split_at(c.len_utf8()),
        };
        if let Some(bare) = name.strip_prefix('^') {
            negated = !negated;
            name = bare;
        }
        let class = class::unicode(name, self.flags.fold, negated)
            .ok_or_else(|| error("invalid character class range", between(start, after)))?;
        self.rest = after;
        Ok(class)
    }

    /// The character of an escape sequence; none for half of a surrogate pair.
    fn escaped_char(&mut self) -> Result<Option<char>, Error> {
        let start = self.rest;
        let mut rest = skip(start, 1);
        let Some(c) = rest.chars().next() else {
            return Err(error("trailing backslash at end of expression", ""));
        };
        rest = skip(rest, c.len_utf8());
        let value = match c {
            '0'..='7' if c == '0' || rest.starts_with(|d: char| d.is_digit(8)) => {
                let mut value = c.to_digit(8).unwrap_or(0);
                for _ in 0..2 {
                    let Some(d) = rest.chars().next().and_then(|d| d.to_digit(8)) else { break };
                    value = value * 8 + d;
                    rest = skip(rest, 1);
                }
                Some(value)
            }
            'x' => hex(&mut rest),
            'a' => Some(7),
            'f' => Some(12),
            'n' => Some(10),
            'r' => Some(13),
            't' => Some(9),
            'v' => Some(11),
            c if c.is_ascii() && !c.is_ascii_alphanumeric() => Some(c as u32),
            _ => None,
        };
        let Some(value) = value else {
            return Err(error("invalid escape sequence", between(start, rest)));
        };
        self.rest = rest;
        Ok(char::from_u32(value))
    }

    /// `[…]`
    fn bracket(&mut self) -> Result<(), Error> {
        let start = self.rest;
        self.rest = skip(start, 1);
        let negated = self.rest.starts_with('^');
        if negated {
            self.rest = skip(self.rest, 1);
        }
        let mut class = ClassUnicode::empty();
        let mut first = true;
        while first || !self.rest.starts_with(']') {
            first = false;
            if let Some(inner) = self.rest.strip_prefix("[:")
                && let Some((name, after)) = inner.split_once(":]")
            {
                let part = between(self.rest, after);
                let named = class::posix(name, self.flags.fold);
                class.union(&named.ok_or_else(|| error("invalid character class range", part))?);
                self.rest = after;
                continue;
            }
            match self.rest.as_bytes() {
                [b'\\', b'p' | b'P', ..] => {
                    let unicode = self.unicode_class()?;
                    class.union(&unicode);
                    continue;
                }
                [b'\\', letter, ..] => {
                    if let Some(perl) = class::perl(*letter, self.flags.fold) {
                        class.union(&perl);
                        self.rest = skip(self.rest, 2);
                        continue;
                    }
                }
                _ => {}
            }
            let range_start = self.rest;
            let low = self.class_char(start)?;
            let mut high = low;
            if self.rest.starts_with('-') && self.rest.len() >= 2 && !self.rest.starts_with("-]") {
                self.rest = skip(self.rest, 1);
                high = self.class_char(start)?;
                if high < low {
                    return Err(error("invalid character class range", between(range_start, self.rest)));
                }
            }
            if let (Some(low), Some(high)) = (low, high) {
                let mut range = ClassUnicode::new([ClassUnicodeRange::new(low, high)]);
                if self.flags.fold {
                    range.case_fold_simple();
                }
                class.union(&range);
            }
        }
        self.rest = skip(self.rest, 1);
        if negated {
            class.negate();
        }
        self.class(class);
        Ok(())
    }

    fn class_char(&mut self, whole: &str) -> Result<Option<char>, Error> {
        match self.rest.chars().next() {
            None => Err(error("missing closing ]", whole)),
            Some('\\') => self.escaped_char(),
            Some(c) => {
                self.rest = skip(self.rest, c.len_utf8());
                Ok(Some(c))
            }
        }
    }
}

/// The value behind `\x`: two hexadecimal digits, or any number in braces.
fn hex(rest: &mut &str) -> Option<u32> {
    let mut next = || {
        let c = rest.chars().next()?;
        *rest = skip(rest, c.len_utf8());
        Some(c)
    };
    let first = next()?;
    if first != '{' {
        let high = first.to_digit(16);
        let low = next()?.to_digit(16)?;
        return Some(high? * 16 + low);
    }
    let (mut value, mut any) = (0u32, false);
    loop {
        match next()? {
            '}' => return any.then_some(value),
            c => {
                value = value.checked_mul(16)?.checked_add(c.to_digit(16)?)?;
                if value > char::MAX as u32 {
                    return None;
                }
                any = true;
            }
        }
    }
}

/// A count; none if it is huge.
type Count = Option<u32>;

/// The counts of `{2}`, `{2,}` (none) and `{2,3}`, and what follows.
fn counts(text: &str) -> Option<(Count, Option<Count>, &str)> {
    let (min, rest) = count(skip(text, 1))?;
    let (max, rest) = match rest.strip_prefix(',') {
        None => (Some(min), rest),
        Some(rest) if rest.starts_with('}') => (None, rest),
        Some(rest) => {
            let (max, rest) = count(rest)?;
            (Some(max), rest)
        }
    };
    Some((min, max, rest.strip_prefix('}')?))
}

fn count(text: &str) -> Option<(Count, &str)> {
    let length = text.bytes().take_while(u8::is_ascii_digit).count();
    let (digits, rest) = text.split_at(length);
    if digits.is_empty() || (digits.len() > 1 && digits.starts_with('0')) {
        return None;
    }
    Some((digits.parse().ok(), rest))
}

fn concat(mut sequence: Vec<Item>) -> Item {
    if sequence.len() == 1
        && let Some(item) = sequence.pop()
    {
        return item;
    }
    let factor = sequence.iter().map(|i| i.factor).max().unwrap_or(1);
    let height = 1 + sequence.iter().map(|i| i.height).max().unwrap_or(0);
    Item { hir: Hir::concat(sequence.into_iter().map(|i| i.hir).collect()), factor, height }
}

fn close(group: Group) -> Item {
    let last = concat(group.sequence);
    if group.alternatives.is_empty() {
        return last;
    }
    let mut all = group.alternatives;
    all.push(last);
    let factor = all.iter().map(|i| i.factor).max().unwrap_or(1);
    let height = 1 + all.iter().map(|i| i.height).max().unwrap_or(0);
    Item { hir: Hir::alternation(all.into_iter().map(|i| i.hir).collect()), factor, height }
}
