//! Sets of numbers that mostly grow by a number greater than all in them, as sets of tags do.
//!
//! A set is a smaller set and its greatest number, so that what two sets begin with stands once, and a set with one more
//! number is made at once. Equal sets have the same id. Each set also knows one of those that it began with, further back
//! for some than for others, so that looking for a number takes logarithmic time (Myers, "An applicative random-access
//! stack").

use crate::node::CloseSet;
use rustc_hash::FxHashMap;
use smallvec::SmallVec;

/// The set that has nothing in it.
const EMPTY: CloseSet = CloseSet(0);

/// Sets, by their ids.
#[derive(Debug)]
pub(crate) struct Chains {
    links: Vec<Link>,
    /// Which set has begun with another one and has one number more, but for the first of each ([`Link::first`]).
    ids: FxHashMap<(CloseSet, u32), CloseSet>,
}

#[derive(Clone, Copy, Debug)]
struct Link {
    /// What the set begins with, and its greatest number.
    before: CloseSet,
    number: u32,
    /// What it begins with further back.
    jump: CloseSet,
    /// How many numbers are in it.
    len: u32,
    /// The first set that was made of it with one number more: mostly the only one, and then it is in no table.
    first: CloseSet,
}

impl Default for Chains {
    fn default() -> Chains {
        let empty = Link { before: EMPTY, number: 0, jump: EMPTY, len: 0, first: EMPTY };
        Chains { links: vec![empty], ids: FxHashMap::default() }
    }
}

impl Chains {
    #[inline]
    fn link(&self, set: CloseSet) -> &Link {
        &self.links[set.0 as usize]
    }

    /// What a set begins with, and the number that it has more; not for the set with nothing in it.
    #[inline]
    pub fn last(&self, set: CloseSet) -> (CloseSet, u32) {
        let Link { before, number, .. } = *self.link(set);
        (before, number)
    }

    /// How many numbers are in a set.
    #[inline]
    pub fn len(&self, set: CloseSet) -> usize {
        self.link(set).len as usize
    }

    /// The numbers of a set, the greatest first.
    pub fn iter(&self, set: CloseSet) -> impl Iterator<Item = u32> {
        let mut rest = set;
        std::iter::from_fn(move || {
            let link = (rest != EMPTY).then(|| self.link(rest))?;
            rest = link.before;
            Some(link.number)
        })
    }

    /// Whether a set is another one and nothing but greater numbers.
    pub fn begins_with(&self, set: CloseSet, with: CloseSet) -> bool {
        let len = self.link(with).len;
        let mut at = set;
        while self.link(at).len > len {
            let Link { before, jump, .. } = *self.link(at);
            at = if self.link(jump).len >= len { jump } else { before };
        }
        at == with
    }

    /// What a set has of the numbers that are not greater than one.
    fn up_to(&self, set: CloseSet, number: u32) -> CloseSet {
        let mut at = set;
        while at != EMPTY {
            let Link { before, number: greatest, jump, .. } = *self.link(at);
            if greatest <= number {
                break;
            }
            at = if jump != EMPTY && self.link(jump).number >= number { jump } else { before };
        }
        at
    }

    /// Whether a number is in a set.
    #[inline]
    pub fn contains(&self, set: CloseSet, number: u32) -> bool {
        let at = self.up_to(set, number);
        at != EMPTY && self.link(at).number == number
    }

    /// A set with one more number. `new` is told of each set that was not there before, in the order of their ids: what it
    /// began with, its greatest number, and itself.
    pub fn with(&mut self, set: CloseSet, number: u32, new: &mut impl FnMut(CloseSet, u32, CloseSet)) -> CloseSet {
        let below = self.up_to(set, number);
        if below != EMPTY && self.link(below).number == number {
            return set;
        }
        let mut above: SmallVec<[u32; 16]> = SmallVec::new();
        let mut rest = set;
        while rest != below {
            let link = self.link(rest);
            above.push(link.number);
            rest = link.before;
        }
        let with = self.push(below, number, new);
        above.into_iter().rev().fold(with, |set, number| self.push(set, number, new))
    }

    /// A set with a number that is greater than all in it.
    fn push(&mut self, set: CloseSet, number: u32, new: &mut impl FnMut(CloseSet, u32, CloseSet)) -> CloseSet {
        let next = CloseSet(self.links.len() as u32);
        let Link { jump, len, first, .. } = *self.link(set);
        if first == EMPTY {
            self.links[set.0 as usize].first = next;
        } else if self.link(first).number == number {
            return first;
        } else {
            let id = *self.ids.entry((set, number)).or_insert(next);
            if id != next {
                return id;
            }
        }
        let (near, far) = (self.link(jump).len, self.link(self.link(jump).jump).len);
        let jump = if len - near == near - far { self.link(jump).jump } else { set };
        self.links.push(Link { before: set, number, jump, len: len + 1, first: EMPTY });
        new(set, number, next);
        next
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(chains: &mut Chains, numbers: &[u32]) -> CloseSet {
        numbers.iter().fold(EMPTY, |set, number| chains.with(set, *number, &mut |_, _, _| {}))
    }

    #[test]
    fn equal_sets_are_one() {
        let mut chains = Chains::default();
        let one = set(&mut chains, &[3, 9, 4, 9, 1]);
        assert_eq!(one, set(&mut chains, &[1, 3, 4, 9]));
        assert_ne!(one, set(&mut chains, &[1, 3, 4]));
        assert_eq!(chains.iter(one).collect::<Vec<_>>(), [9, 4, 3, 1]);
    }

    #[test]
    fn long_sets_know_what_is_in_them() {
        let mut chains = Chains::default();
        let numbers: Vec<u32> = (0..1000).map(|i| i * 3).collect();
        let long = set(&mut chains, &numbers);
        assert!((0..3000).all(|number| chains.contains(long, number) == (number % 3 == 0)));
        let short = set(&mut chains, &numbers[..300]);
        assert!(chains.begins_with(long, short) && chains.begins_with(long, long) && chains.begins_with(long, EMPTY));
        let other = set(&mut chains, &[0, 3, 7]);
        assert!(!chains.begins_with(short, long) && !chains.begins_with(long, other));
    }

    #[test]
    fn each_new_set_is_told_once() {
        let mut chains = Chains::default();
        let mut told = Vec::new();
        let short = set(&mut chains, &[1, 5]);
        chains.with(short, 3, &mut |before, number, _| told.push((before, number)));
        chains.with(short, 3, &mut |before, number, _| told.push((before, number)));
        let numbers: Vec<u32> = told.iter().map(|(_, number)| *number).collect();
        assert_eq!(numbers, [3, 5]);
    }
}
