//! From a program and a path to a [`Why`].

use super::advice::advice;
use super::context::{Context, shortened};
use super::measure::{Without, measure};
use super::model::{Certainty, Constraint, Disjunct, Field, Operand, Outcome, Reason, Role, Why};
use super::role::{certainty, is_given, role, spare_role};
use crate::text::{label_of, path_of, scalar_text};
use std::collections::{HashMap, HashSet};
use tenon_eval::account::{Account, Reason as Cause, Said, Shown, Sort};
use tenon_eval::builtin::Library;
use tenon_eval::fate::{Disjunct as Tried, Fate};
use tenon_eval::glimpse::Step;
use tenon_eval::{Budget, Evaluator, NodeId};
use tenon_ir::program::{ExprId, Marker, PackageId, Program};
use tenon_ir::{Interner, Label, literal};
use tenon_source::{SourceMap, nearest};

/// Values are shown in so many characters.
const LONG: usize = 60;

/// Fields of a struct that are told.
const MANY_FIELDS: usize = 40;

/// Names that may have been meant are told.
const MANY_NAMES: usize = 5;

/// Operands of operands are told this deep in a tree.
const MAX_DEPTH: u32 = 12;

/// So many accounts are given for operands, all in all.
const MAX_ACCOUNTS: usize = 300;

/// What is asked.
pub struct Question<'a> {
    /// The program; it is left as it was.
    pub program: &'a mut Program,
    /// Its texts.
    pub sources: &'a SourceMap,
    /// The builtin packages.
    pub library: &'static dyn Library,
    /// What an evaluation may take.
    pub budget: Budget,
    /// The package in whose scope the value is evaluated.
    pub package: PackageId,
    /// The expression that the path is within; the whole package without one.
    pub expr: Option<ExprId>,
    /// The path.
    pub path: Vec<Step>,
    /// Operands are explained in turn, down to literals.
    pub tree: bool,
    /// All fields of a struct are told.
    pub all: bool,
}

/// A path that leads nowhere.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Missing {
    /// As far as it leads; empty for the root.
    pub path: String,
    /// What is not there.
    pub step: String,
    /// What is there; first what may have been meant.
    pub nearest: Vec<String>,
    /// What is wrong there.
    pub error: Option<String>,
}

/// What the evaluator tells.
struct Told {
    account: Account,
    /// The accounts of operands.
    operands: HashMap<NodeId, Account>,
    fields: Vec<(Label, Shown, bool, Vec<Said>)>,
    more_fields: usize,
    names: Interner,
    /// How many nodes the evaluation made.
    size: usize,
}

/// Why a value is what it is.
///
/// # Errors
///
/// There is nothing at the path.
pub fn ask(question: &mut Question<'_>) -> Result<Why, Missing> {
    let told = tell(question)?;
    let account = &told.account;
    let measured = match account.shown {
        Shown::Struct(_) | Shown::List(_) => vec![None; account.said.len()],
        _ => measure(question, &account.shown, &account.said, told.size),
    };
    let context = Context::new(question.program, question.sources);
    let mut writer = Writer { context: &context, told: &told, seen: HashSet::new() };
    let path = steps_text(&question.path);
    let depth = if question.tree { MAX_DEPTH } else { 1 };
    Ok(writer.why(path, account, &measured, depth))
}

fn tell(question: &Question<'_>) -> Result<Told, Missing> {
    let mut evaluator = Evaluator::new(question.program, question.library, question.budget.clone());
    let root = evaluator.root(question.package, question.expr);
    evaluator.finish_all(root);
    let found =
        evaluator.find(root, &question.path).map_err(|(at, there)| missing(&mut evaluator, question, at, there))?;
    // Where something else is wrong, not everything has been worked out.
    evaluator.finish_all(found.place);
    let mut account = evaluator.account(found.place);
    for said in account.said.iter_mut().chain(account.around.iter_mut().map(|(_, s)| s)) {
        evaluator.note_way(&found, said);
    }
    account.said = once(account.said);
    let mut operands = HashMap::new();
    let levels = if question.tree { MAX_DEPTH } else { 1 };
    let mut level: Vec<NodeId> = nodes_of(&account);
    for _ in 0..levels {
        let mut next = Vec::new();
        for node in level {
            if operands.len() < MAX_ACCOUNTS && !operands.contains_key(&node) {
                let account = evaluator.account(node);
                next.extend(nodes_of(&account));
                operands.insert(node, account);
            }
        }
        level = next;
    }
    let most = if question.all { usize::MAX } else { MANY_FIELDS };
    let shown = |(label, marker, _): &&(Label, Marker, NodeId)| {
        *marker != Marker::Optional && (label.is_regular() || label.as_index().is_some() || label.is_definition())
    };
    let all: Vec<_> = account.fields.iter().filter(shown).copied().collect();
    let more_fields = all.len().saturating_sub(most);
    let mut fields = Vec::new();
    for (label, _, place) in all.into_iter().take(most) {
        let mut said = evaluator.outline(place);
        let found = evaluator.step_to(&found, place);
        said.iter_mut().for_each(|s| evaluator.note_way(&found, s));
        let (shown, default) = (evaluator.brief(place), evaluator.takes_default(place));
        fields.push((label, shown, default, said));
    }
    let (names, size) = (evaluator.names().clone(), evaluator.size());
    Ok(Told { account, operands, fields, more_fields, names, size })
}

/// What is said several times, by several references or in several rounds, is told once: by the shortest way.
fn once(said: Vec<Said>) -> Vec<Said> {
    let mut out: Vec<Said> = Vec::with_capacity(said.len());
    let mut known: HashMap<ExprId, usize> = HashMap::new();
    for s in said {
        match s.expr.and_then(|e| known.get(&e).copied()).and_then(|at| out.get_mut(at)) {
            Some(first) if s.by.len() < first.by.len() => *first = s,
            Some(_) => {}
            None => {
                known.extend(s.expr.map(|e| (e, out.len())));
                out.push(s);
            }
        }
    }
    out
}

fn nodes_of(account: &Account) -> Vec<NodeId> {
    let operands = account.said.iter().flat_map(|s| s.sort.operands());
    operands.filter_map(|o| o.node).collect()
}

fn missing(evaluator: &mut Evaluator<'_>, question: &Question<'_>, at: usize, there: NodeId) -> Missing {
    let wanted = question.path.get(at).map(step_text).unwrap_or_default();
    let mut known: Vec<String> =
        evaluator.fields_of(there).iter().map(|(label, ..)| label_of(evaluator.names(), *label)).collect();
    if let Some(at) = nearest(&wanted, known.iter().map(String::as_str)).and_then(|n| known.iter().position(|k| k == n))
    {
        known[..=at].rotate_right(1);
    }
    known.truncate(MANY_NAMES);
    let error = match evaluator.brief(there) {
        Shown::Error(message) => Some(message),
        _ => None,
    };
    Missing { path: steps_text(&question.path[..at]), step: wanted, nearest: known, error }
}

fn steps_text(steps: &[Step]) -> String {
    steps.iter().map(step_text).collect::<Vec<_>>().join(".")
}

fn step_text(step: &Step) -> String {
    match step {
        Step::Index(i) => i.to_string(),
        Step::Name(name) => name.clone(),
        Step::Field(name) if literal::is_identifier(name) => name.clone(),
        Step::Field(name) => literal::one_line(name),
    }
}

/// Turns what the evaluator tells into what is shown.
struct Writer<'a> {
    context: &'a Context<'a>,
    told: &'a Told,
    /// Operands that are told already.
    seen: HashSet<NodeId>,
}

impl Writer<'_> {
    fn why(&mut self, path: String, account: &Account, measured: &[Option<Without>], depth: u32) -> Why {
        self.seen.insert(account.node);
        let certainty = certainty(account);
        let mut constraints = Vec::with_capacity(account.said.len());
        for (i, said) in account.said.iter().enumerate() {
            let without = measured.get(i).and_then(Option::as_ref);
            constraints.push(self.constraint((&account.shown, &account.said, &account.path), said, without, depth));
        }
        if constraints.iter().filter(|c| c.role.makes()).all(|c| c.decisive == Some(false)) {
            for (constraint, said) in constraints.iter_mut().zip(&account.said) {
                constraint.role = spare_role(&account.shown, said).unwrap_or(constraint.role);
            }
        }
        constraints.extend(account.said.iter().filter_map(|s| self.required(s)));
        constraints.extend(account.closers.iter().map(|e| self.closer(*e)));
        constraints.sort_by_key(|c| (c.role, c.decisive != Some(true)));
        let names = &self.told.names;
        let mut around = Vec::with_capacity(account.around.len());
        for (path, said) in &account.around {
            // What was taken of it is around the value and not the value.
            let constraint = self.constraint((&Shown::Struct(0), &[], path), said, None, 0);
            around.push((path_of(names, path), constraint));
        }
        let reasons = account.reasons.iter().map(|r| self.reason(r, &account.path)).collect();
        let own = std::ptr::eq(account, &self.told.account);
        let fields = if own { self.fields() } else { Vec::new() };
        let more_fields = if own { self.told.more_fields } else { 0 };
        let value = shown_text(&account.shown);
        let mut why =
            Why { path, value, certainty, constraints, around, reasons, fields, more_fields, advice: String::new() };
        why.advice = advice(&why);
        why
    }

    /// `of` is the value, all that is said of it, and where it is.
    fn constraint(
        &mut self,
        of: (&Shown, &[Said], &[Label]),
        said: &Said,
        without: Option<&Without>,
        depth: u32,
    ) -> Constraint {
        let (shown, all, at) = of;
        let context = self.context;
        let decisive = without.map(|w| *w != Without::Same);
        let disjuncts = match &said.sort {
            Sort::Disjunction(all) => all.iter().map(|d| self.disjunct(d, at)).collect(),
            _ => Vec::new(),
        };
        let operands = said.sort.operands().iter().map(|o| self.operand(o, depth)).collect();
        let mut by: Vec<_> = said.by.iter().map(|e| context.link(*e)).collect();
        if let Some(data) = said.expr.filter(|e| matches!(context.program.expr(*e), tenon_ir::program::Expr::Data(_))) {
            // A tag: what it injects stands elsewhere.
            by.insert(0, context.link(data));
        }
        by.retain(|link| link.place.is_some());
        let mut constraint = Constraint {
            role: role(shown, said, decisive, is_given(shown, all)),
            text: self.said_text(said),
            place: context.place(said.span),
            decisive,
            without: match without {
                Some(Without::Other(Some(shown))) => Some(shown_text(shown)),
                Some(Without::Other(None)) => Some("not there".to_owned()),
                _ => None,
            },
            by,
            patterns: Vec::new(),
            loops: Vec::new(),
            disjuncts,
            operands,
            owner: None,
        };
        let spans: Vec<_> =
            std::iter::once(said.span).chain(said.by.iter().map(|e| context.program.span(*e))).collect();
        context.surround(&mut constraint, &spans, &said.rounds, &self.told.names);
        constraint
    }

    fn said_text(&self, said: &Said) -> String {
        match (&said.sort, said.expr) {
            (Sort::Struct, _) => "{…}".to_owned(),
            (Sort::List, None) => "[…]".to_owned(),
            // A tag's value stands elsewhere than the tag.
            (Sort::Scalar(_), _) => self.context.written(None, said.span, &said.text),
            (_, expr) => self.context.written(expr, said.span, &said.text),
        }
    }

    /// A part of a constraint that stands for itself.
    fn plain(&self, role: Role, text: String, place: Option<super::model::Place>) -> Constraint {
        Constraint {
            role,
            text,
            place,
            decisive: None,
            without: None,
            by: Vec::new(),
            patterns: Vec::new(),
            loops: Vec::new(),
            disjuncts: Vec::new(),
            operands: Vec::new(),
            owner: None,
        }
    }

    fn required(&self, said: &Said) -> Option<Constraint> {
        let label = self.context.required(said.whole?)?;
        let text = format!("{}!", self.context.source(label)?);
        let mut constraint = self.plain(Role::Requires, text, self.context.place(label));
        constraint.by = said.by.iter().map(|e| self.context.link(*e)).collect();
        Some(constraint)
    }

    fn closer(&self, e: ExprId) -> Constraint {
        let span = self.context.program.span(e);
        let text = match self.context.label_of(e) {
            Some(label) => self.context.source(label).unwrap_or_default(),
            None => self.context.written(Some(e), span, ""),
        };
        self.plain(Role::Closes, text, self.context.place(self.context.label_of(e).unwrap_or(span)))
    }

    fn disjunct(&self, d: &Tried, at: &[Label]) -> Disjunct {
        let reason = |r: &Option<Cause>| r.as_ref().map(|r| self.reason(r, at));
        let outcome = match &d.fate {
            Fate::Taken => Outcome::Taken,
            Fate::Left => Outcome::Left,
            Fate::Fell(r) => Outcome::Fell(reason(r)),
            Fate::Waits(r) => Outcome::Waits(reason(r)),
        };
        let text = match d.expr {
            Some(_) => self.context.source(d.span).unwrap_or_else(|| d.text.clone()),
            None => shortened(&d.text, LONG),
        };
        Disjunct { text, place: self.context.place(d.span), default: d.default, outcome }
    }

    fn operand(&mut self, o: &tenon_eval::account::Operand, depth: u32) -> Operand {
        let told = self.told;
        let link = self.context.link(o.expr);
        let account = o.node.and_then(|n| told.operands.get(&n)).filter(|_| depth > 0);
        let repeated = account.is_some_and(|a| self.seen.contains(&a.node));
        let why = account.filter(|_| !repeated).map(|account| {
            let path = path_of(&told.names, &account.path);
            Box::new(stacker::maybe_grow(128 * 1024, 1024 * 1024, || self.why(path, account, &[], depth - 1)))
        });
        Operand { text: link.text, place: link.place, value: shortened(&o.value, LONG), why, repeated }
    }

    fn reason(&self, r: &Cause, at: &[Label]) -> Reason {
        let path = if r.path == at { String::new() } else { path_of(&self.told.names, &r.path) };
        Reason { message: r.message.clone(), places: self.context.places(&r.spans), path }
    }

    fn fields(&self) -> Vec<Field> {
        let fields = self.told.fields.iter().map(|(label, shown, default, said)| {
            let certainty = match shown {
                Shown::Error(_) => Certainty::Error,
                Shown::Incomplete(_) => Certainty::Incomplete,
                Shown::Struct(_) | Shown::List(_) => Certainty::Composed,
                Shown::Scalar(_) if *default => Certainty::Default,
                Shown::Scalar(_) => Certainty::Given,
            };
            let given = is_given(shown, said);
            let makes = |s: &&Said| match role(shown, s, None, given) {
                Role::Gives | Role::Computes | Role::Conflicts | Role::Awaits | Role::Limits => true,
                Role::Allows => *default && matches!(s.sort, Sort::Disjunction(_)),
                _ => false,
            };
            let mut makers: Vec<_> = said.iter().filter(makes).map(|s| s.span).collect();
            if makers.is_empty() {
                makers.extend(said.iter().map(|s| s.span));
            }
            Field {
                label: label_of(&self.told.names, *label),
                value: shown_text(shown),
                certainty,
                places: self.context.places(&makers),
                owner: None,
            }
        });
        fields.collect()
    }
}

pub(crate) fn shown_text(shown: &Shown) -> String {
    let count = |n: usize, what: &str| format!("{n} {what}{}", if n == 1 { "" } else { "s" });
    match shown {
        Shown::Scalar(scalar) => shortened(&scalar_text(scalar), LONG),
        Shown::Struct(n) => format!("{{…}} of {}", count(*n, "field")),
        Shown::List(n) => format!("[…] of {}", count(*n, "element")),
        Shown::Incomplete(text) => shortened(text, LONG),
        Shown::Error(_) => "_|_".to_owned(),
    }
}
