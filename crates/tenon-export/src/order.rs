//! The order of the fields that several struct literals bring.
//!
//! Fields come in the order in which they are first written, but for two things. No field comes before one that a literal
//! has in front of it; fields that contradict each other this way stand together. And what ends a literal of several
//! fields, what is contradicted and what follows itself (`a: b: 1, a: c: 2`) comes late, with all that is behind it.

use tenon_eval::graph::components;

/// Puts `count` fields, numbered as they are first written, in order. Each of the lists holds the fields of one literal.
/// The cost is linear in the lengths of the lists, but for the sorting of fields that contradict each other.
pub fn ordered(count: usize, literals: &[Vec<usize>]) -> Vec<usize> {
    let mut after = vec![Vec::new(); count];
    let mut ends = vec![false; count];
    for literal in literals {
        literal.windows(2).for_each(|pair| after[pair[0]].push(pair[1]));
        if let [_, .., last] = **literal {
            ends[last] = true;
        }
    }
    let (component, mut members) = components(&after);
    members.iter_mut().for_each(|m| m.sort_unstable());
    let late = |c: usize| match *members[c] {
        [field] => ends[field] || after[field].contains(&field),
        _ => true,
    };
    let mut roots: Vec<usize> = (0..members.len()).collect();
    roots.sort_unstable_by_key(|c| (late(*c), members[*c].first().copied()));
    let mut seen = vec![false; members.len()];
    let mut out = Vec::with_capacity(members.len());
    while let Some(root) = roots.pop() {
        if std::mem::replace(&mut seen[root], true) {
            continue;
        }
        // What comes behind is put out before what it is behind; in the end, all is turned round.
        let behind = |c: usize| members[c].iter().flat_map(|i| &after[*i]).map(|i| component[*i]);
        let mut path = vec![(root, behind(root))];
        while let Some((c, next)) = path.last_mut() {
            match next.next() {
                Some(next) if std::mem::replace(&mut seen[next], true) => {}
                Some(next) => path.push((next, behind(next))),
                None => {
                    out.push(*c);
                    path.pop();
                }
            }
        }
    }
    out.into_iter().rev().flat_map(|c| members[c].iter().copied()).collect()
}

#[cfg(test)]
mod tests {
    use super::ordered;

    #[test]
    fn one_literal_keeps_its_order() {
        assert_eq!(ordered(3, &[vec![0, 1, 2]]), [0, 1, 2]);
        assert_eq!(ordered(3, &[vec![0, 1, 1, 0, 2]]), [0, 1, 2]);
    }

    #[test]
    fn what_ends_a_literal_comes_late() {
        assert_eq!(ordered(5, &[vec![0, 1, 2, 3], vec![4]]), [0, 1, 2, 4, 3]);
        assert_eq!(ordered(5, &[vec![0, 1, 2, 3], vec![4], vec![0, 2]]), [0, 1, 4, 2, 3]);
    }

    #[test]
    fn what_follows_itself_comes_late() {
        assert_eq!(ordered(3, &[vec![0, 0, 1], vec![2]]), [2, 0, 1]);
    }

    #[test]
    fn contradictions_stand_together() {
        assert_eq!(ordered(4, &[vec![0, 1, 2], vec![3], vec![1, 0]]), [3, 0, 1, 2]);
        assert_eq!(ordered(4, &[vec![0, 1], vec![2, 3], vec![1, 0]]), [2, 0, 1, 3]);
    }
}
