//! What an unknown name may have been meant to be.

/// Names longer than this get no suggestion.
const MAX_LENGTH: usize = 40;

/// The name among `known` that is nearest to `name`, if it is near enough.
///
/// ```
/// use tenon_source::nearest;
///
/// assert_eq!(nearest("replcias", ["replicas", "port"].into_iter()), Some("replicas"));
/// assert_eq!(nearest("image", ["replicas", "port"].into_iter()), None);
/// ```
pub fn nearest<'n>(name: &str, known: impl Iterator<Item = &'n str>) -> Option<&'n str> {
    let wanted: Vec<char> = name.chars().collect();
    if wanted.len() < 3 || wanted.len() > MAX_LENGTH {
        return None;
    }
    let limit = wanted.len().div_ceil(4);
    known
        .filter(|k| k.len() <= 4 * MAX_LENGTH && k.len().abs_diff(name.len()) <= 4 * limit)
        .map(|k| (distance(&wanted, k), k))
        .filter(|(d, _)| *d <= limit)
        .min()
        .map(|(_, k)| k)
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
    use super::nearest;

    #[test]
    fn near_and_far() {
        let known = ["replicas", "port", "ports"];
        let find = |name| nearest(name, known.into_iter());
        assert_eq!(find("replcias"), Some("replicas"));
        assert_eq!(find("prot"), Some("port"));
        assert_eq!(find("something"), None);
        assert_eq!(find("po"), None);
    }
}
