//! `why` agrees with the evaluator: for the scalars in the cases of the suite and in generated programs, what it calls
//! decisive is taken out of the text of its file (`_` in its place), and the value is another one or none; what it says has
//! no effect is taken out, and the value stays.

use tenon::Budget;
use tenon::eval::{Scalar, Value};
use tenon::explain::why::{Constraint, Question, Role, Step, ask, text};
use tenon::ir::program::Marker;
use tenon::source::Span;
use tenon_tests::evaluate::{Input, Outcome};
use tenon_tests::inputs;
use tenon_tests::permute::Random;
use tenon_tests::random;

/// How many programs are generated.
const PROGRAMS: u64 = 150;

/// So many values of each input are asked for.
const MAX_VALUES: usize = 12;

/// So deep.
const MAX_DEPTH: usize = 8;

/// Inputs for which the rule does not hold, each with the reason.
const EXCEPTIONS: [(&str, &str); 0] = [];

#[test]
fn suite() {
    check(inputs::suite().unwrap().into_iter(), 1000);
}

#[test]
fn generated() {
    check((0..PROGRAMS).map(|seed| random::input(&seed.to_string(), &mut Random::new(seed))), 1000);
}

fn check(inputs: impl Iterator<Item = Input>, least: usize) {
    let (mut failures, mut counts) = (Vec::new(), Counts::default());
    for input in inputs {
        if !EXCEPTIONS.iter().any(|(name, _)| *name == input.name) {
            check_input(&input, &mut counts, &mut failures);
        }
    }
    eprintln!("{counts:?}");
    let tried = counts.decisive + counts.idle;
    assert!(failures.is_empty(), "{}\n{} failures in {tried} constraints", failures.concat(), failures.len());
    assert!(counts.decisive > least && counts.idle > least / 10, "too few: {counts:?}");
}

/// How many constraints were tried.
#[derive(Default, Debug)]
struct Counts {
    values: usize,
    measured: usize,
    decisive: usize,
    idle: usize,
    /// Without them an import or an alias is not used.
    unused: usize,
}

fn check_input(input: &Input, counts: &mut Counts, failures: &mut Vec<String>) {
    let Outcome::Values(values, _) = input.evaluate(&Budget::default()) else { return };
    let Ok((mut compiled, packages)) = input.compile() else { return };
    for (i, (value, package)) in values.iter().zip(packages).enumerate() {
        let mut scalars = Vec::new();
        scalars_in(value, &mut Vec::new(), &mut scalars);
        for (path, scalar) in scalars.into_iter().take(MAX_VALUES) {
            let mut question = Question {
                program: &mut compiled.program,
                sources: &compiled.sources,
                library: tenon::library(),
                budget: Budget::default(),
                package,
                expr: None,
                path: path.clone(),
                tree: false,
                all: true,
            };
            let Ok(why) = ask(&mut question) else {
                failures.push(format!("=== {}: nothing at {path:?}\n{}", input.name, input.print()));
                continue;
            };
            let makes = |c: &&Constraint| matches!(c.role, Role::Gives | Role::Computes | Role::Default);
            let makers: Vec<&Constraint> = why.constraints.iter().filter(makes).collect();
            if makers.is_empty() || makers.len() == 1 && makers[0].decisive == Some(false) {
                failures.push(format!(
                    "=== {}: {} = {scalar:?}: nobody gives it\n{}\n{}",
                    input.name,
                    why.path,
                    text(&why, false),
                    input.print()
                ));
            }
            counts.values += 1;
            if !why.constraints.iter().any(|c| c.decisive.is_some()) { eprintln!("UNMEASURED {} {}\n{}", input.name, why.path, text(&why,false)); }
            counts.measured += usize::from(why.constraints.iter().any(|c| c.decisive.is_some()));
            for constraint in &why.constraints {
                let Some(decisive) = constraint.decisive else { continue };
                let Some(without) = without(input, constraint) else { continue };
                let found = match without.evaluate(&Budget::default()) {
                    Outcome::Refused(why) if why.iter().any(|w| w.contains("not used") || w.contains("unreferenced")) => {
                        counts.unused += 1;
                        continue;
                    }
                    Outcome::Refused(_) => None,
                    Outcome::Values(values, _) => values.get(i).and_then(|v| scalar_at(v, &path)),
                };
                let stays = found.as_ref() == Some(&scalar);
                *(if decisive { &mut counts.decisive } else { &mut counts.idle }) += 1;
                if stays == decisive || !decisive && !may_be_idle(constraint.role) {
                    let place = constraint.place.as_ref().map(ToString::to_string).unwrap_or_default();
                    failures.push(format!(
                        "=== {}: {} = {scalar:?}: {:?} {} at {place} decisive: {decisive}, but without it {found:?}\n{}",
                        input.name,
                        why.path,
                        constraint.role,
                        constraint.text,
                        input.print()
                    ));
                }
            }
        }
    }
}

/// What may be called without effect. Several that give the same are decisive only together.
fn may_be_idle(role: Role) -> bool {
    matches!(role, Role::Gives | Role::Computes | Role::Default | Role::Overridden | Role::Allows)
}

/// The concrete scalars of a value, each with its path of regular fields and elements.
fn scalars_in(value: &Value, path: &mut Vec<Step>, out: &mut Vec<(Vec<Step>, Scalar)>) {
    let value = value.default();
    if let Some(scalar) = value.scalar() {
        out.push((path.clone(), scalar.clone()));
        return;
    }
    if path.len() >= MAX_DEPTH || out.len() >= MAX_VALUES {
        return;
    }
    for field in value.fields().filter(|f| f.marker == Marker::Regular && f.label.is_regular()) {
        path.push(Step::Field(value.frozen().names().name(field.label).to_owned()));
        scalars_in(&field.value, path, out);
        path.pop();
    }
    for (i, element) in value.elements().enumerate() {
        path.push(Step::Index(i));
        scalars_in(&element, path, out);
        path.pop();
    }
}

fn scalar_at(value: &Value, path: &[Step]) -> Option<Scalar> {
    let mut at = value.default();
    for step in path {
        let next = match step {
            Step::Index(i) => at.elements().nth(*i)?,
            Step::Field(name) => {
                let names = at.frozen().names();
                at.fields().find(|f| f.label.is_regular() && names.name(f.label) == name)?.value
            }
            Step::Name(_) => return None,
        };
        at = next.default();
    }
    at.scalar().cloned()
}

/// The input with `_` in the place of a constraint; nothing where it does not stand in one of its CUE files.
fn without(input: &Input, constraint: &Constraint) -> Option<Input> {
    let place = constraint.place.as_ref()?;
    let name = place.file.trim_start_matches("./");
    let Span { start, end, .. } = place.span;
    let mut files = input.files.clone();
    let (_, text) = files.iter_mut().find(|(n, _)| n.trim_start_matches("./") == name && n.ends_with(".cue"))?;
    text.replace_range(start as usize..end as usize, "_");
    Some(input.with_files(files))
}
