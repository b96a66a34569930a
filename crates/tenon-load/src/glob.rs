//! Glob patterns: `*`, `?`, `[a-z]`, `\x`, each within one path element.

/// Whether `name` (one path element) matches `pattern`. A malformed pattern matches nothing.
pub fn matches(pattern: &str, name: &str) -> bool {
    let pattern: Vec<char> = pattern.chars().collect();
    let name: Vec<char> = name.chars().collect();
    let (mut p, mut n) = (0, 0);
    let mut back: Option<(usize, usize)> = None;
    loop {
        if n == name.len() && p == pattern.len() {
            return true;
        }
        if pattern.get(p) == Some(&'*') {
            back = Some((p + 1, n));
            p += 1;
            continue;
        }
        if let Some(&c) = name.get(n)
            && let Some(next) = one(&pattern, p, c)
        {
            p = next;
            n += 1;
            continue;
        }
        match back {
            Some((after, from)) if from < name.len() => {
                back = Some((after, from + 1));
                p = after;
                n = from + 1;
            }
            _ => return false,
        }
    }
}

/// Matches one character at `pattern[p]`; the place behind what matched.
fn one(pattern: &[char], p: usize, c: char) -> Option<usize> {
    match *pattern.get(p)? {
        '?' => Some(p + 1),
        '\\' => (*pattern.get(p + 1)? == c).then_some(p + 2),
        '[' => class(pattern, p + 1, c),
        other => (other == c).then_some(p + 1),
    }
}

fn class(pattern: &[char], mut p: usize, c: char) -> Option<usize> {
    let negated = pattern.get(p) == Some(&'^');
    if negated {
        p += 1;
    }
    let mut hit = false;
    let mut first = true;
    while first || *pattern.get(p)? != ']' {
        first = false;
        let (low, after) = class_char(pattern, p)?;
        let (high, after) = match pattern.get(after) {
            Some('-') => class_char(pattern, after + 1)?,
            _ => (low, after),
        };
        hit |= low <= c && c <= high;
        p = after;
    }
    (hit != negated).then_some(p + 1)
}

fn class_char(pattern: &[char], p: usize) -> Option<(char, usize)> {
    match *pattern.get(p)? {
        '\\' => Some((*pattern.get(p + 1)?, p + 2)),
        c => Some((c, p + 1)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns() {
        assert!(matches("*.json", "a.json"));
        assert!(!matches("*.json", "a.yaml"));
        assert!(matches("a*b*c", "aXbYbZc"));
        assert!(matches("[a-c]?", "bz"));
        assert!(!matches("[^a-c]?", "bz"));
        assert!(matches(r"\**", "*.json"));
        assert!(!matches(r"\**", "x.json"));
        assert!(!matches("[a", "a"));
    }
}
