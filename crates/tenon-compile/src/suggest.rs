//! What an unknown name may have been meant to be.

use tenon_ir::program::{Basic, Predeclared};
use tenon_source::Span;

/// Names longer than this get no suggestion.
const MAX_LENGTH: usize = 40;

/// The name among `known` that is nearest to `name`, if it is near enough.
pub(crate) fn nearest<'n>(name: &str, known: impl Iterator<Item = &'n str>) -> Option<&'n str> {
    let wanted: Vec<char> = name.chars().collect();
    if wanted.len() < 3 || wanted.len() > MAX_LENGTH {
        return None;
    }
    let limit = wanted.len().div_ceil(4);
    let types = Basic::ALL.iter().map(|(n, _)| *n);
    let functions = Predeclared::ALL.iter().map(|(n, _)| *n);
    known
        .chain(types)
        .chain(functions)
        .filter(|k| k.len() <= 4 * MAX_LENGTH && k.len().abs_diff(name.len()) <= 4 * limit)
        .map(|k| (distance(&wanted, k), k))
        .filter(|(d, _)| *d <= limit)
        .min()
        .map(|(_, k)| k)
}

/// The selector that was meant by `a.b-c` and the like, where the unknown name is `c`: `a["b-c"]`.
pub(crate) fn dashed(text: &str, span: Span) -> Option<String> {
    let is_part = |c: char| c.is_alphanumeric() || matches!(c, '_' | '$' | '-' | '.');
    let end = text.get(span.end as usize..)?.find(|c| !is_part(c)).map_or(text.len(), |at| span.end as usize + at);
    let before = text.get(..span.start as usize)?.strip_suffix('-')?;
    let start =
        before.rfind(|c| !is_part(c)).map_or(0, |at| at + before[at..].chars().next().map_or(1, char::len_utf8));
    let whole = text.get(start..end)?;
    let mut steps = whole.split('.');
    let first = steps.next().filter(|step| !step.contains('-') && !step.is_empty())?;
    let rest = steps.map(|step| if step.contains('-') { format!("[{step:?}]") } else { format!(".{step}") });
    Some(rest.fold(first.to_owned(), |path, step| path + &step))
}

/// How many characters must be added, removed, replaced or swapped with their neighbour.
fn distance(a: &[char], b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut before: Vec<usize> = vec![0; b.len() + 1];
    let mut above: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, y) in b.iter().enumerate() {
            let swapped = i > 0 && j > 0 && a[i - 1] == *y && b[j - 1] == *x;
            let mut best = (above[j] + usize::from(x != y)).min(above[j + 1] + 1).min(row[j] + 1);
            if swapped {
                best = best.min(before[j - 1] + 1);
            }
            row.push(best);
        }
        before = std::mem::replace(&mut above, row);
    }
    above.last().copied().unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use super::{dashed, nearest};
    use tenon_source::{FileId, Span};

    #[test]
    fn near_and_far() {
        let known = ["replicas", "port", "ports"];
        let find = |name| nearest(name, known.into_iter());
        assert_eq!(find("replcias"), Some("replicas"));
        assert_eq!(find("prot"), Some("port"));
        assert_eq!(find("sting"), Some("string"));
        assert_eq!(find("something"), None);
        assert_eq!(find("po"), None);
    }

    #[test]
    fn dashes() {
        let last = |text: &str| {
            let start = text.rfind('-').unwrap() as u32 + 1;
            dashed(text, Span::new(FileId(0), start, text.len() as u32))
        };
        assert_eq!(last("a: config.cache-size"), Some("config[\"cache-size\"]".to_owned()));
        assert_eq!(last("b: é.x.max-idle-time"), Some("é.x[\"max-idle-time\"]".to_owned()));
        assert_eq!(last("total-size"), None);
        assert_eq!(last("a.b - size"), None);
    }
}
