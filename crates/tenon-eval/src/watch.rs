//! What an evaluation is doing, for others to look at while it runs, and where its steps went.
//!
//! The evaluator tells after the first step, and then at longer and longer intervals up to a thousand steps, so that nothing of
//! it is in what each step does. Those steps count for the path that it is at then. A [`Watch::every_step`] counts each step
//! where it is.

use crate::engine::Evaluator;
use crate::node::{NO_NODE, NodeId};
use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};
use tenon_ir::program::Package;
use tenon_ir::{Label, literal};

/// Longest path that is told; steps deeper than that count for where it ends.
const DEEPEST: usize = 100;

/// From so many steps on, some milliseconds, an evaluation is long.
const LONG: u64 = 5000;

/// One evaluation or several, one after the other, as seen from outside.
#[derive(Debug, Default)]
pub struct Watch {
    every_step: bool,
    seen: Mutex<Seen>,
    when_long: OnceLock<Hook>,
}

/// What is to be done when a run turns out to be long.
struct Hook(Box<dyn Fn() + Send + Sync>);

impl fmt::Debug for Hook {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Hook")
    }
}

#[derive(Debug, Default)]
struct Seen {
    now: Now,
    totals: Totals,
    steps: Steps,
}

/// Where an evaluation was when it told so last.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Now {
    /// The package, then the labels of the path.
    pub place: Vec<String>,
    /// Nodes settled.
    pub steps: u64,
    /// Nodes that there are, in this evaluation.
    pub nodes: usize,
}

/// What finished evaluations come to.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Totals {
    /// Nodes.
    pub nodes: usize,
    /// Conjuncts of them.
    pub conjuncts: usize,
    /// Disjuncts tried.
    pub disjuncts: u64,
}

/// Steps by path: how many were taken at a place itself, and within it.
///
/// ```
/// use tenon_eval::Steps;
///
/// let mut steps = Steps::default();
/// steps.add(&["p".to_owned(), "a".to_owned()], 2);
/// steps.add(&["p".to_owned()], 1);
/// assert_eq!(steps.folded(), "p 1\np;a 2\n");
/// assert_eq!(steps.total(), 3);
/// ```
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Steps {
    own: u64,
    within: BTreeMap<String, Steps>,
}

impl Watch {
    /// A watch that counts each step where it is, which makes an evaluation slower.
    pub fn every_step() -> Watch {
        Watch { every_step: true, ..Watch::default() }
    }

    /// Says what is to be done when the run turns out to be long. It may be done more than once, and the evaluation goes on
    /// when it is done; what was said first holds.
    ///
    /// ```
    /// use std::sync::Arc;
    /// use std::sync::atomic::{AtomicBool, Ordering};
    ///
    /// let watch = tenon_eval::Watch::default();
    /// let long = Arc::new(AtomicBool::new(false));
    /// let flag = long.clone();
    /// watch.when_long(move || flag.store(true, Ordering::Relaxed));
    /// watch.is_long();
    /// assert!(long.load(Ordering::Relaxed));
    /// ```
    pub fn when_long(&self, hook: impl Fn() + Send + Sync + 'static) {
        let _ = self.when_long.set(Hook(Box::new(hook)));
    }

    /// What is being done takes long, as the evaluation says of itself after some thousand steps.
    pub fn is_long(&self) {
        if let Some(Hook(hook)) = self.when_long.get() {
            hook();
        }
    }

    /// Where the evaluation is.
    pub fn now(&self) -> Now {
        self.seen().now.clone()
    }

    /// What finished evaluations come to.
    pub fn totals(&self) -> Totals {
        self.seen().totals
    }

    /// Where the steps went so far.
    pub fn steps(&self) -> Steps {
        self.seen().steps.clone()
    }

    pub(crate) fn is_every_step(&self) -> bool {
        self.every_step
    }

    fn seen(&self) -> MutexGuard<'_, Seen> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Steps {
    /// Counts steps at a path.
    pub fn add(&mut self, path: &[String], steps: u64) {
        let mut at = self;
        for label in path {
            if !at.within.contains_key(label) {
                at.within.insert(label.clone(), Steps::default());
            }
            match at.within.get_mut(label) {
                Some(next) => at = next,
                None => return,
            }
        }
        at.own += steps;
    }

    /// All steps.
    pub fn total(&self) -> u64 {
        self.own + self.within.values().map(Steps::total).sum::<u64>()
    }

    /// The paths that took the most: each as deep as a twentieth of all steps is within it, at most `count` of them.
    ///
    /// ```
    /// use tenon_eval::Steps;
    ///
    /// let path = |text: &str| text.split('.').map(str::to_owned).collect::<Vec<_>>();
    /// let mut steps = Steps::default();
    /// (0..100).for_each(|i| steps.add(&path(&format!("p.a.{i}")), 1));
    /// steps.add(&path("p.b.c"), 50);
    /// assert_eq!(steps.most(2), [(path("p.a"), 100), (path("p.b.c"), 50)]);
    /// ```
    pub fn most(&self, count: usize) -> Vec<(Vec<String>, u64)> {
        let mut all = Vec::new();
        self.heavy(self.total().div_ceil(20), &mut Vec::new(), &mut all);
        all.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        all.truncate(count);
        all
    }

    /// The places within that have `least` steps, but for what deeper ones have of them.
    fn heavy(&self, least: u64, path: &mut Vec<String>, out: &mut Vec<(Vec<String>, u64)>) {
        let mut rest = self.total();
        for (label, within) in &self.within {
            let total = within.total();
            if total >= least {
                path.push(label.clone());
                within.heavy(least, path, out);
                path.pop();
                rest -= total;
            }
        }
        if rest >= least && rest > 0 && !path.is_empty() {
            out.push((path.clone(), rest));
        }
    }

    /// Each path with its own steps on a line, `p;a;b 12`, as flame graphs are made of.
    pub fn folded(&self) -> String {
        let mut out = String::new();
        self.fold("", &mut out);
        out
    }

    fn fold(&self, path: &str, out: &mut String) {
        if self.own > 0 && !path.is_empty() {
            out.push_str(&format!("{path} {}\n", self.own));
        }
        for (label, within) in &self.within {
            // The sign between two labels has no other form.
            let label = label.replace(';', ",");
            within.fold(&if path.is_empty() { label } else { format!("{path};{label}") }, out);
        }
    }
}

impl Evaluator<'_> {
    /// Tells that so many steps led to a node.
    #[cold]
    pub(crate) fn tell_progress(&mut self, n: NodeId, steps: u64) {
        let Some(watch) = self.meter.watch() else { return };
        // The way up from a deep node takes as long as some steps do.
        let deep = u64::from(self.node(n).depth) / 4;
        if steps < deep && !watch.is_every_step() {
            self.meter.put_back(steps);
            return;
        }
        let place = self.place(n);
        let mut seen = watch.seen();
        seen.steps.add(&place, steps);
        seen.now = Now { place, steps: seen.now.steps + steps, nodes: self.nodes.len() };
        let long = seen.now.steps >= LONG;
        drop(seen);
        if long {
            watch.is_long();
        }
    }

    /// Tells what the evaluation has come to.
    pub(crate) fn tell_totals(&mut self) {
        let Some(watch) = self.meter.watch() else { return };
        let steps = self.meter.take_rest();
        let conjuncts = (0..self.nodes.len()).map(|i| self.nodes[i].conjuncts.len()).sum::<usize>();
        let mut seen = watch.seen();
        seen.now.steps += steps;
        seen.now.nodes = 0;
        let place = seen.now.place.clone();
        seen.steps.add(&place, steps);
        let totals = &mut seen.totals;
        totals.nodes += self.nodes.len();
        totals.conjuncts += conjuncts;
        totals.disjuncts += self.tried;
    }

    /// A node's package and path. Operands and disjuncts that are being tried are where the node is that they are for.
    fn place(&self, mut n: NodeId) -> Vec<String> {
        let mut labels = Vec::new();
        let mut root = n;
        while n != NO_NODE {
            root = n;
            let node = self.node(n);
            if let Some(original) = node.ext.as_ref().and_then(|e| e.origin) {
                n = original;
                continue;
            }
            if node.parent != NO_NODE && !node.temp {
                labels.push(node.label);
            }
            n = node.parent;
        }
        labels.reverse();
        labels.truncate(DEEPEST);
        let package = std::iter::once(self.package_text(root));
        package.chain(labels.into_iter().map(|label| self.label_text(label))).collect()
    }

    /// What a root is called: the package that it is of, or in whose scope it was asked for.
    fn package_text(&self, root: NodeId) -> String {
        let own = self.packages.iter().find(|(_, n)| **n == root).map(|(id, _)| *id);
        let asked = || {
            let i = self.asked.partition_point(|(n, _)| *n <= root);
            self.asked.get(i.checked_sub(1)?).map(|(_, id)| *id)
        };
        let package = own.or_else(asked).and_then(|id| self.prog.packages.get(id.0 as usize));
        package.map_or_else(|| "files".to_owned(), package_name)
    }

    fn label_text(&self, label: Label) -> String {
        if let Some(i) = label.as_index() {
            return i.to_string();
        }
        let name = self.names.name(label);
        if label.is_regular() && !literal::is_identifier(name) { literal::one_line(name) } else { name.to_owned() }
    }
}

/// A package as its importers call it.
fn package_name(package: &Package) -> String {
    match (&*package.path, &*package.name) {
        ("", "") => "files".to_owned(),
        ("", name) => name.to_owned(),
        (path, _) => match path.rsplit_once(':') {
            Some((folder, name)) if folder.rsplit('/').next() == Some(name) => folder.to_owned(),
            _ => path.to_owned(),
        },
    }
}
