//! Watching an evaluation: where it is, and where its steps went.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use tenon::eval::{Totals, Watch};
use tenon::{Budget, Context};

const TEXT: &str = "package shop\n#Item: price: int | *1\nitems: {pen: #Item, ink: #Item & {price: 2}}\n";

fn watched(watch: Watch) -> (Arc<Watch>, Budget) {
    let watch = Arc::new(watch);
    (watch.clone(), Budget { watch: Some(watch), ..Budget::default() })
}

#[test]
fn counts_every_step_by_path() {
    let (watch, budget) = watched(Watch::every_step());
    Context::new().budget(budget).compile(TEXT).unwrap();
    let steps = watch.steps();
    let folded = steps.folded();
    assert!(folded.contains("shop;items;ink;price "), "{folded}");
    assert_eq!(steps.total(), watch.now().steps);
    let all: u64 = folded.lines().filter_map(|line| line.rsplit_once(' ')?.1.parse::<u64>().ok()).sum();
    assert_eq!(steps.total(), all);
    let (again, budget) = watched(Watch::every_step());
    Context::new().budget(budget).compile(TEXT).unwrap();
    assert_eq!(again.steps(), steps);
}

#[test]
fn counts_the_same_from_time_to_time() {
    let (exact, budget) = watched(Watch::every_step());
    Context::new().budget(budget).compile(TEXT).unwrap();
    let (now_and_then, budget) = watched(Watch::default());
    Context::new().budget(budget).compile(TEXT).unwrap();
    assert_eq!(exact.now().steps, now_and_then.now().steps);
    assert_eq!(exact.totals(), now_and_then.totals());
    assert_eq!(exact.steps().total(), now_and_then.steps().total());
    assert!(exact.totals().disjuncts > 0 && exact.totals().conjuncts >= exact.totals().nodes / 2);
}

#[test]
fn what_is_cancelled_at_first_tells_nothing() {
    let (watch, budget) = watched(Watch::default());
    budget.cancel.store(true, Ordering::Relaxed);
    let error = Context::new().budget(budget).compile(TEXT).unwrap().validate().unwrap_err();
    assert!(error.to_string().contains("cancelled"), "{error}");
    assert!(watch.now().place.is_empty());
    assert!(watch.totals() != Totals::default());
}

#[test]
fn what_is_cancelled_later_tells_where_it_was() {
    let (watch, budget) = watched(Watch::every_step());
    let budget = Budget { steps: 6, ..budget };
    Context::new().budget(budget).compile(TEXT).unwrap().validate().unwrap_err();
    let place = watch.now().place;
    assert_eq!(place.first().map(String::as_str), Some("shop"), "{place:?}");
    assert!(place.len() > 1, "{place:?}");
}
