//! Strongly connected components, for the orders of fields in values and in printed definitions.

/// The strongly connected components of a graph (Tarjan's algorithm): that of each place, and the places of each. `after`
/// holds where the edges of each place lead. The cost is linear in places and edges.
///
/// ```
/// let (component, members) = tenon_eval::graph::components(&[vec![1], vec![0, 2], vec![]]);
/// assert_eq!(component[0], component[1]);
/// assert_eq!(members[component[2]], [2]);
/// ```
pub fn components(after: &[Vec<usize>]) -> (Vec<usize>, Vec<Vec<usize>>) {
    const NONE: usize = usize::MAX;
    let n = after.len();
    let (mut index, mut low) = (vec![NONE; n], vec![0; n]);
    let mut component = vec![NONE; n];
    let mut members: Vec<Vec<usize>> = Vec::new();
    let mut open: Vec<usize> = Vec::new();
    let mut count = 0;
    for start in 0..n {
        if index[start] != NONE {
            continue;
        }
        let mut path: Vec<(usize, usize)> = vec![(start, 0)];
        while let Some((v, next)) = path.last_mut() {
            let v = *v;
            if *next == 0 {
                (index[v], low[v]) = (count, count);
                count += 1;
                open.push(v);
            }
            if let Some(w) = after[v].get(*next) {
                *next += 1;
                if index[*w] == NONE {
                    path.push((*w, 0));
                } else if component[*w] == NONE {
                    low[v] = low[v].min(index[*w]);
                }
                continue;
            }
            path.pop();
            if let Some((parent, _)) = path.last() {
                low[*parent] = low[*parent].min(low[v]);
            }
            if low[v] == index[v] {
                let at = open.iter().rposition(|w| *w == v).unwrap_or(0);
                let of: Vec<usize> = open.drain(at..).collect();
                of.iter().for_each(|w| component[*w] = members.len());
                members.push(of);
            }
        }
    }
    (component, members)
}
