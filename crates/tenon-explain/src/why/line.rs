//! The other way round: which values a line of a file has a part in.

use super::ask::{Question, shown_text};
use super::context::Context;
use super::model::{Place, Role};
use super::role::{is_given, role};
use crate::text::path_of;
use std::collections::{HashMap, HashSet};
use tenon_eval::account::{Said, Shown, Sort};
use tenon_eval::glimpse::Step;
use tenon_eval::{Evaluator, NodeId};
use tenon_ir::program::{Expr, ExprId, Marker};
use tenon_ir::{Interner, Label};
use tenon_source::{SourceMap, Span};

/// Values that are shown.
const MANY: usize = 20;

/// Values that are looked at.
const MAX_PLACES: usize = 200_000;

/// So deep.
const MAX_DEPTH: usize = 200;

/// Operands of operands are looked at this deep: calls may lead on without end.
const MAX_OPERANDS: usize = 20;

/// A value that a line has a part in.
#[derive(Clone, PartialEq, Debug)]
pub struct Shaped {
    /// The value's path.
    pub path: String,
    /// The value, on one line.
    pub value: String,
    /// What the line does for it.
    pub role: Role,
    /// What stands on the line, as it is written.
    pub text: String,
    /// Where.
    pub place: Option<Place>,
    /// Whether the value is another one without what stands on the line, where that was tried.
    pub decisive: Option<bool>,
    /// What it is then.
    pub without: Option<String>,
}

/// A value, and what on the line is said of it.
struct Hit {
    labels: Vec<Label>,
    place: NodeId,
    /// By the expression itself, or by a reference that brought it.
    expr: Option<ExprId>,
    span: Span,
}

/// The values that the line of a file has a part in, as many as are shown, and how many more there are; nothing where the
/// program has no such line.
pub fn shaped_by(question: &mut Question<'_>, file: &str, line: u32) -> Option<(Vec<Shaped>, usize)> {
    let line = line_of(question.sources, file, line)?;
    let mut evaluator = Evaluator::new(question.program, question.library, question.budget.clone());
    let root = evaluator.root(question.package, question.expr);
    evaluator.finish_all(root);
    let mut finder = Finder::new(line, question);
    finder.walk(&mut evaluator, root);
    let most = if question.all { usize::MAX } else { MANY };
    let more = finder.hits.len().saturating_sub(most);
    finder.hits.truncate(most);
    let told: Vec<Told> = finder.hits.into_iter().map(|hit| Told::new(&mut evaluator, hit)).collect();
    let names = evaluator.names().clone();
    drop(evaluator);
    let without = without(question, &told, &names);
    let context = Context::new(question.program, question.sources);
    let shaped = told.iter().zip(without).map(|(told, without)| told.shaped(without, &context, &names));
    Some((shaped.collect(), more))
}

/// What is told of a value that has something of the line in it.
struct Told {
    hit: Hit,
    shown: Shown,
    said: Option<Said>,
    /// A scalar that is said of it is what it is.
    given: bool,
}

impl Told {
    fn new(evaluator: &mut Evaluator<'_>, hit: Hit) -> Told {
        let account = evaluator.account(hit.place);
        let is_it = |s: &Said| s.span == hit.span || hit.expr.is_some_and(|e| s.by.contains(&e));
        let given = is_given(&account.shown, &account.said);
        let at = account.said.iter().position(is_it).or_else(|| computed(&account.said));
        let said = at.and_then(|at| account.said.into_iter().nth(at));
        Told { hit, shown: account.shown, said, given }
    }

    fn shaped(&self, without: Option<Option<Shown>>, context: &Context<'_>, names: &Interner) -> Shaped {
        let Told { hit, shown, said, given } = self;
        let decisive = without.as_ref().map(|w| w.as_ref() != Some(shown));
        // What a reference brings may be needed for another reason than what is said of the value by it.
        let own = |s: &Said| decisive.filter(|_| s.expr == hit.expr);
        let braces = said.as_ref().is_some_and(|s| matches!(s.sort, Sort::Struct) && s.span == hit.span);
        Shaped {
            path: path_of(names, &hit.labels),
            value: shown_text(shown),
            role: said.as_ref().map_or(Role::Gives, |s| role(shown, s, own(s), *given)),
            text: if braces { "{…}".to_owned() } else { context.written(hit.expr, hit.span, "") },
            place: context.place(hit.span),
            decisive,
            without: without.flatten().filter(|w| w != shown).map(|w| shown_text(&w)),
        }
    }
}

/// Which of what is said of a value is computed.
fn computed(said: &[Said]) -> Option<usize> {
    said.iter().position(|s| matches!(s.sort, Sort::Computed(_)))
}

/// The bytes of a line.
fn line_of(sources: &SourceMap, file: &str, line: u32) -> Option<Span> {
    let wanted = file.trim_start_matches("./");
    let same = |name: &str| name.trim_start_matches("./") == wanted;
    let within = |name: &str| name.strip_suffix(wanted).is_some_and(|head| head.ends_with('/'));
    let (id, source) =
        sources.iter().find(|(_, s)| same(s.name())).or_else(|| sources.iter().find(|(_, s)| within(s.name())))?;
    let start = source.line_start(line)?;
    let end = source.line_start(line + 1).map_or(source.text().len() as u32, |next| next - 1);
    Some(Span::new(id, start, end))
}

/// Whether something stands on a line: a literal with parts where it begins there.
fn is_on(span: Span, line: Span, begins: bool) -> bool {
    let starts = line.start <= span.start && span.start <= line.end;
    span.file == line.file && if begins { starts } else { span.start <= line.end && line.start < span.end }
}

fn exprs_on(question: &Question<'_>, line: Span) -> HashSet<ExprId> {
    let all = question.program.exprs.iter().zip(&question.program.spans).enumerate();
    let on = all.filter(|(_, (expr, span))| is_on(**span, line, matches!(expr, Expr::Struct(_) | Expr::List(_))));
    on.map(|(i, _)| ExprId(i as u32)).collect()
}

/// What comprehensions yield that begin on the line.
fn bodies_on(question: &Question<'_>, line: Span) -> Vec<Span> {
    let program = &question.program;
    let on = program.comprehensions.iter().filter(|c| is_on(c.span, line, true));
    on.map(|c| program.span(c.body)).collect()
}

/// A place on the way through all values.
struct Visit {
    labels: Vec<Label>,
    place: NodeId,
    /// The references by which nodes around it are what stands elsewhere.
    by: Vec<ExprId>,
    around: Vec<NodeId>,
    /// What on the line made what is around it.
    made: Option<(Option<ExprId>, Span)>,
}

struct Finder {
    line: Span,
    on_line: HashSet<ExprId>,
    bodies: Vec<Span>,
    hits: Vec<Hit>,
    looked: usize,
    /// What is known of places.
    known: HashMap<NodeId, Option<(Option<ExprId>, Span)>>,
    /// Places of which an expression says something, and those that are a part of what one made.
    computed: HashSet<NodeId>,
    bare: HashSet<NodeId>,
}

impl Finder {
    fn new(line: Span, question: &Question<'_>) -> Finder {
        Finder {
            line,
            on_line: exprs_on(question, line),
            bodies: bodies_on(question, line),
            hits: Vec::new(),
            looked: 0,
            known: HashMap::new(),
            computed: HashSet::new(),
            bare: HashSet::new(),
        }
    }

    fn walk(&mut self, evaluator: &mut Evaluator<'_>, root: NodeId) {
        let mut work = vec![Visit { labels: Vec::new(), place: root, by: Vec::new(), around: Vec::new(), made: None }];
        while let Some(Visit { labels, place, by, mut around, made }) = work.pop() {
            self.looked += 1;
            let end = evaluator.end_of(place);
            if self.looked > MAX_PLACES || labels.len() > MAX_DEPTH || around.contains(&end) {
                continue;
            }
            let made = if labels.is_empty() { None } else { self.look(evaluator, &labels, place, (&by, made)) };
            let mut inner = evaluator.shared_by(place);
            inner.extend(by);
            around.push(end);
            for (label, marker, child) in evaluator.fields_of(place).into_iter().rev() {
                if marker != Marker::Optional {
                    let labels = labels.iter().copied().chain([label]).collect();
                    work.push(Visit { labels, place: child, by: inner.clone(), around: around.clone(), made });
                }
            }
        }
    }

    /// Looks for the line in what is said of a place. Says what on it made what is in the place.
    fn look(
        &mut self,
        evaluator: &mut Evaluator<'_>,
        labels: &[Label],
        place: NodeId,
        (by, made): (&[ExprId], Option<(Option<ExprId>, Span)>),
    ) -> Option<(Option<ExprId>, Span)> {
        let said = self.said_of(evaluator, place, 0);
        let led = || by.iter().find(|e| self.on_line.contains(e)).map(|e| (Some(*e), evaluator.span_of(*e)));
        let found = said.or_else(led).or(made.filter(|_| self.bare.contains(&place)));
        if let Some((expr, span)) = found {
            self.hits.push(Hit { labels: labels.to_vec(), place, expr, span });
        }
        if self.computed.contains(&place) { found } else { made.filter(|_| self.bare.contains(&place)) }
    }

    /// What on the line has a part in a place: it is said of it, brought what is, or has a part in an operand of it.
    fn said_of(
        &mut self,
        evaluator: &mut Evaluator<'_>,
        place: NodeId,
        depth: usize,
    ) -> Option<(Option<ExprId>, Span)> {
        if let Some(known) = self.known.get(&place) {
            return *known;
        }
        // What leads back to this place finds nothing.
        self.known.insert(place, None);
        let all = evaluator.outline(place);
        if all.iter().any(|s| matches!(s.sort, Sort::Computed(_))) {
            self.computed.insert(place);
        }
        if all.iter().any(|s| s.expr.is_none() && s.span.is_none()) {
            self.bare.insert(place);
        }
        let own = all.iter().find(|s| is_on(s.span, self.line, matches!(s.sort, Sort::Struct | Sort::List)));
        let mut found = own.map(|s| (s.expr, s.span));
        let led = |s: &Said| s.by.iter().find(|e| self.on_line.contains(e)).copied();
        found = found.or_else(|| all.iter().find_map(led).map(|e| (Some(e), evaluator.span_of(e))));
        let yielded = |s: &&Said| self.bodies.iter().any(|b| b.covers(s.span));
        found = found.or_else(|| all.iter().find(yielded).map(|s| (s.expr, s.span)));
        self.looked += 1;
        if found.is_none() && depth < MAX_OPERANDS && self.looked < MAX_PLACES {
            let operands = all.iter().flat_map(|s| s.sort.operands());
            let nodes: Vec<NodeId> = operands.filter_map(|o| o.node).collect();
            let deeper = |n| stacker::maybe_grow(64 * 1024, 1024 * 1024, || self.said_of(evaluator, n, depth + 1));
            found = nodes.into_iter().find_map(deeper);
        }
        self.known.insert(place, found);
        found
    }
}

/// What the values are with `_` in the place of what stands on the line.
fn without(question: &mut Question<'_>, told: &[Told], names: &Interner) -> Vec<Option<Option<Shown>>> {
    let replaceable = |e: &ExprId| !matches!(question.program.expr(*e), Expr::Struct(_) | Expr::List(_));
    let mut exprs: Vec<ExprId> = told.iter().filter_map(|t| t.hit.expr).filter(replaceable).collect();
    exprs.sort();
    exprs.dedup();
    let old: Vec<(ExprId, Expr)> =
        exprs.iter().map(|e| (*e, std::mem::replace(&mut question.program.exprs[e.0 as usize], Expr::Top))).collect();
    let mut evaluator = Evaluator::new(question.program, question.library, question.budget.clone());
    let root = evaluator.root(question.package, question.expr);
    evaluator.finish_all(root);
    let mut out = Vec::with_capacity(told.len());
    for Told { hit, shown, .. } in told {
        let tried = hit.expr.is_some_and(|e| exprs.binary_search(&e).is_ok());
        let composed = matches!(shown, Shown::Struct(_) | Shown::List(_));
        out.push(if tried && !composed {
            let path: Vec<Step> = hit.labels.iter().map(|l| step(names, *l)).collect();
            Some(evaluator.find(root, &path).ok().map(|found| evaluator.brief(found.place)))
        } else {
            None
        });
    }
    drop(evaluator);
    for (e, expr) in old {
        question.program.exprs[e.0 as usize] = expr;
    }
    out
}

fn step(names: &Interner, label: Label) -> Step {
    match label.as_index() {
        Some(i) => Step::Index(i as usize),
        None if label.is_regular() => Step::Field(names.name(label).to_owned()),
        None => Step::Name(names.name(label).to_owned()),
    }
}
