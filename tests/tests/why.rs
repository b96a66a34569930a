//! `why` agrees with the evaluator: for the scalars in the cases of the suite and in generated programs, what it calls
//! decisive is taken out of the text of its file (`_` in its place), and the value is another one or none; what it says has
//! no effect is taken out, and the value stays.

use tenon::Budget;
use tenon::eval::{Scalar, Value};
use tenon::explain::why::{Constraint, Question, Role, Step, Why, ask, shaped_by, text};
use tenon::ir::program::Marker;
use tenon::source::Span;
use tenon_tests::evaluate::{Input, Outcome};
use tenon_tests::inputs;
use tenon_tests::permute::Random;
use tenon_tests::random;

/// How many programs are generated.
const PROGRAMS: u64 = 100;

/// So many values of each input are asked for.
const MAX_VALUES: usize = 8;

/// For so many of them it is asked what the line shapes that gives them.
const MAX_LINES: usize = 1;

/// So deep.
const MAX_DEPTH: usize = 8;

#[test]
fn suite() {
    check(inputs::suite().unwrap().into_iter(), 800);
}

#[test]
fn generated() {
    check((0..PROGRAMS).map(|seed| random::input(&seed.to_string(), &mut Random::new(seed))), 500);
}

fn check(inputs: impl Iterator<Item = Input>, least: usize) {
    let (mut failures, mut counts) = (Vec::new(), Counts::default());
    for input in inputs {
        Checker { input: &input, counts: &mut counts, failures: &mut failures }.check();
    }
    let tried = counts.decisive + counts.idle;
    assert!(failures.is_empty(), "{}\n{} failures in {tried} constraints", failures.concat(), failures.len());
    assert!(counts.decisive > least && counts.idle > least / 10, "too few: {counts:?}");
}

/// How many constraints were tried.
#[derive(Default, Debug)]
struct Counts {
    values: usize,
    decisive: usize,
    idle: usize,
    /// Without them an import or an alias is not used.
    unused: usize,
}

/// Checks one input.
struct Checker<'a> {
    input: &'a Input,
    counts: &'a mut Counts,
    failures: &'a mut Vec<String>,
}

impl Checker<'_> {
    fn check(&mut self) {
        let Outcome::Values(values, _) = self.input.evaluate(&Budget::default()) else { return };
        let Ok((mut compiled, packages)) = self.input.compile() else { return };
        for (unit, (value, package)) in values.iter().zip(packages).enumerate() {
            let mut scalars = Vec::new();
            scalars_in(value, &mut Vec::new(), &mut scalars);
            for (i, (path, scalar)) in scalars.into_iter().take(MAX_VALUES).enumerate() {
                let mut question = Question {
                    program: &mut compiled.program,
                    sources: &compiled.sources,
                    library: tenon::library(),
                    budget: Budget::default(),
                    package,
                    expr: None,
                    path,
                    tree: false,
                    all: true,
                };
                let Ok(why) = ask(&mut question) else {
                    self.fail(&format!("nothing at {:?}", question.path));
                    continue;
                };
                self.values(&why);
                if i < MAX_LINES {
                    self.lines(&why, &mut question);
                }
                for constraint in &why.constraints {
                    self.constraint(unit, (&question.path, &scalar), &why, constraint);
                }
            }
        }
    }

    fn fail(&mut self, what: &str) {
        self.failures.push(format!("=== {}: {what}\n{}\n", self.input.name, self.input.print()));
    }

    /// Something gives the value, and it was tried without that.
    fn values(&mut self, why: &Why) {
        let makes = |c: &&Constraint| c.role.makes();
        let makers: Vec<&Constraint> = why.constraints.iter().filter(makes).collect();
        let idle = makers.iter().all(|c| c.decisive == Some(false));
        if makers.len() < 2 && idle || makers.iter().all(|c| c.decisive.is_none()) {
            self.fail(&format!("nobody gives\n{}", text(why, false)));
        }
        self.counts.values += 1;
    }

    /// The value is among those that the line shapes which gives it.
    fn lines(&mut self, why: &Why, question: &mut Question<'_>) {
        let makers = why.constraints.iter().filter(|c| c.role.makes());
        for place in makers.filter_map(|c| c.place.as_ref()) {
            let shaped = shaped_by(question, &place.file, place.line).map(|(shaped, _)| shaped).unwrap_or_default();
            if !shaped.iter().any(|s| s.path == why.path) {
                self.fail(&format!("{} is not among what {place} shapes: {shaped:#?}", why.path));
            }
        }
    }

    /// The value changes without the constraint, or stays.
    fn constraint(&mut self, unit: usize, value: (&[Step], &Scalar), why: &Why, constraint: &Constraint) {
        let (path, scalar) = value;
        let Some(decisive) = constraint.decisive else { return };
        let Some(without) = without(self.input, constraint) else { return };
        let unused = |w: &String| w.contains("not used") || w.contains("unreferenced");
        let found = match without.evaluate(&Budget::default()) {
            Outcome::Refused(why) if why.iter().any(unused) => {
                self.counts.unused += 1;
                return;
            }
            Outcome::Refused(_) => None,
            Outcome::Values(values, _) => values.get(unit).and_then(|v| scalar_at(v, path)),
        };
        *(if decisive { &mut self.counts.decisive } else { &mut self.counts.idle }) += 1;
        let stays = found.as_ref() == Some(scalar);
        if stays == decisive || !decisive && !may_be_idle(constraint.role) {
            let place = constraint.place.as_ref().map(ToString::to_string).unwrap_or_default();
            let Constraint { role, text, .. } = constraint;
            self.fail(&format!(
                "{} = {scalar:?}: {role:?} {text} at {place} decisive: {decisive}, but without it {found:?}",
                why.path
            ));
        }
    }
}

/// What may be called without effect. Several that give the same are decisive only together.
fn may_be_idle(role: Role) -> bool {
    role.makes() || matches!(role, Role::Overridden | Role::Allows)
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
