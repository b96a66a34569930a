//! A [`Why`] for people: a list in columns, or a tree.

use super::line::Shaped;
use super::model::{Certainty, Constraint, Disjunct, Link, Operand, Outcome, Place, Reason, Role, Why};
use std::fmt::Write as _;

/// Columns of a screen.
const WIDTH: usize = 100;

/// Columns of a constraint's text.
const TEXT: usize = 44;

/// Disjuncts of one disjunction that are told one by one.
const MANY: usize = 12;

/// Places of a reason that are told.
const FEW: usize = 6;

/// Why a value is what it is, as a list.
pub fn text(why: &Why, color: bool) -> String {
    let mut out = Out { text: String::new(), color };
    out.head(why);
    out.text.push('\n');
    out.rows(why);
    if !why.around.is_empty() {
        out.text.push('\n');
        for (path, choice) in &why.around {
            out.around(path, choice);
        }
    }
    if !why.reasons.is_empty() {
        out.text.push('\n');
        why.reasons.iter().for_each(|r| out.line(2, &format!("{}: {}", out.red("why"), reason_text(r))));
    }
    if !why.fields.is_empty() {
        out.text.push('\n');
        out.fields(why);
    }
    if !why.advice.is_empty() {
        out.text.push('\n');
        out.line(0, &why.advice);
    }
    out.text
}

/// The same as a tree that follows the operands of expressions down to literals.
pub fn tree(why: &Why, color: bool) -> String {
    let mut out = Out { text: String::new(), color };
    out.head(why);
    out.branches(why, "");
    out.text
}

/// Which values a line has a part in.
pub fn line_text(shaped: &[Shaped], more: usize, color: bool) -> String {
    let mut out = Out { text: String::new(), color };
    let path = shaped.iter().map(|s| s.path.chars().count()).max().unwrap_or(0).min(TEXT);
    let value = shaped.iter().map(|s| s.value.chars().count()).max().unwrap_or(0).min(TEXT);
    for s in shaped {
        let role = out.role(s.role, 11);
        let effect = match s.decisive {
            Some(true) => format!("  without it: {}", s.without.as_deref().unwrap_or("not there")),
            _ => String::new(),
        };
        let line = format!("{:path$}  {:value$}  {role} {}{effect}", s.path, s.value, s.text);
        out.text.push_str(line.trim_end());
        out.text.push('\n');
    }
    if more > 0 {
        let _ = writeln!(out.text, "and {more} more; -E prints them");
    }
    out.text
}

struct Out {
    text: String,
    color: bool,
}

impl Out {
    fn paint(&self, text: &str, code: &str) -> String {
        if self.color { format!("\u{1b}[{code}m{text}\u{1b}[0m") } else { text.to_owned() }
    }

    fn red(&self, text: &str) -> String {
        self.paint(text, "31")
    }

    fn role(&self, role: Role, width: usize) -> String {
        let name = format!("{:width$}", role.as_str());
        self.paint(
            &name,
            match role {
                Role::Conflicts => "1;31",
                Role::Gives | Role::Computes | Role::Default | Role::Selects => "1;32",
                Role::Awaits | Role::Limits => "1;33",
                Role::Overridden | Role::Allows | Role::Requires | Role::Closes => "2",
            },
        )
    }

    fn head(&mut self, why: &Why) {
        let path = if why.path.is_empty() { "the whole value" } else { &why.path };
        let certainty = match why.certainty {
            Certainty::Given | Certainty::Composed => String::new(),
            other => format!(" ({})", other.as_str()),
        };
        let path = self.paint(path, "1");
        let _ = writeln!(self.text, "{path}: {}{certainty}", why.value);
    }

    /// A line that continues, where it is too long, a little further in.
    fn line(&mut self, indent: usize, text: &str) {
        let mut column = indent;
        self.text.push_str(&" ".repeat(indent));
        for (i, word) in text.split(' ').enumerate() {
            let length = word.chars().filter(|c| !c.is_control()).count();
            if i > 0 && column + 1 + length > WIDTH {
                let _ = write!(self.text, "\n{}", " ".repeat(indent + 2));
                column = indent + 2;
            } else if i > 0 {
                self.text.push(' ');
                column += 1;
            }
            self.text.push_str(word);
            column += length;
        }
        self.text.push('\n');
    }

    fn rows(&mut self, why: &Why) {
        let width = why.constraints.iter().map(|c| c.text.chars().count()).max().unwrap_or(0).min(TEXT);
        for c in &why.constraints {
            let role = self.role(c.role, 10);
            let place = c.place.as_ref().map_or(String::new(), Place::to_string);
            let owner = c.owner.as_ref().map_or(String::new(), |o| format!("  {o}"));
            let row = format!("  {role}  {:width$}  {place}{owner}", c.text);
            self.text.push_str(row.trim_end());
            self.text.push('\n');
            self.details(c, 14);
        }
    }

    fn details(&mut self, c: &Constraint, indent: usize) {
        for line in ways(c) {
            self.line(indent, &line);
        }
        for operand in &c.operands {
            self.line(indent, &operand_text(operand));
        }
        for d in c.disjuncts.iter().take(MANY) {
            self.line(indent, &disjunct_text(d));
        }
        if c.disjuncts.len() > MANY {
            self.line(indent, &format!("and {} more disjuncts", c.disjuncts.len() - MANY));
        }
        if c.role == Role::Gives && c.decisive == Some(false) {
            self.line(indent, "without it the value is the same: others give it, too");
        }
        if let Some(without) = &c.without {
            self.line(indent, &format!("without it: {without}"));
        }
    }

    fn around(&mut self, path: &str, choice: &Constraint) {
        let place = choice.place.as_ref().map_or(String::new(), |p| format!(" at {p}"));
        self.line(2, &format!("within the disjunction of {path}{place}"));
        for d in choice.disjuncts.iter().take(MANY) {
            self.line(4, &disjunct_text(d));
        }
    }

    fn fields(&mut self, why: &Why) {
        let label = why.fields.iter().map(|f| f.label.chars().count()).max().unwrap_or(0).min(TEXT);
        let shown = |f: &super::model::Field| match f.certainty {
            Certainty::Default => format!("{} (default)", f.value),
            _ => f.value.clone(),
        };
        let value = why.fields.iter().map(|f| shown(f).chars().count()).max().unwrap_or(0).min(TEXT);
        for f in &why.fields {
            let places: Vec<String> = f.places.iter().take(FEW).map(Place::to_string).collect();
            let owner = f.owner.as_ref().map_or(String::new(), |o| format!("  {o}"));
            let row = format!("  {:label$}  {:value$}  {}{owner}", f.label, shown(f), places.join(", "));
            self.text.push_str(row.trim_end());
            self.text.push('\n');
        }
        if why.more_fields > 0 {
            let _ = writeln!(self.text, "  and {} more; -E prints them", why.more_fields);
        }
    }

    fn branches(&mut self, why: &Why, before: &str) {
        let count = why.constraints.len();
        for (i, c) in why.constraints.iter().enumerate() {
            let last = i + 1 == count;
            let place = c.place.as_ref().map_or(String::new(), |p| format!("  {p}"));
            let role = self.role(c.role, 0);
            let _ = writeln!(self.text, "{before}{}{role} {}{place}", if last { "└─ " } else { "├─ " }, c.text);
            let below = format!("{before}{}", if last { "   " } else { "│  " });
            self.leaves(c, &below);
        }
    }

    fn leaves(&mut self, c: &Constraint, before: &str) {
        let mut leaves = ways(c);
        leaves.extend(c.disjuncts.iter().take(MANY).map(disjunct_text));
        let count = leaves.len() + c.operands.len();
        for (i, leaf) in leaves.iter().enumerate() {
            let _ = writeln!(self.text, "{before}{}{leaf}", if i + 1 == count { "└─ " } else { "├─ " });
        }
        for (i, operand) in c.operands.iter().enumerate() {
            let last = leaves.len() + i + 1 == count;
            let mark = if last { "└─ " } else { "├─ " };
            let told = if operand.repeated { "  (told above)" } else { "" };
            let _ = writeln!(self.text, "{before}{mark}{} = {}{told}", operand.text, operand.value);
            if let Some(why) = &operand.why {
                let below = format!("{before}{}", if last { "   " } else { "│  " });
                stacker::maybe_grow(64 * 1024, 1024 * 1024, || self.branches(why, &below));
            }
        }
    }
}

/// How a constraint came, a line each.
fn ways(c: &Constraint) -> Vec<String> {
    let mut lines = Vec::new();
    if !c.by.is_empty() {
        let times = |n: usize| if n > 1 { format!(" {n} times") } else { String::new() };
        let same = c.by.chunk_by(|a, b| a == b);
        let links: Vec<String> = same.map(|l| format!("{}{}", link_text(&l[0]), times(l.len()))).collect();
        lines.push(format!("by {}", links.join(" ← ")));
    }
    lines.extend(c.patterns.iter().map(|p| format!("by the pattern {}", link_text(p))));
    for l in &c.loops {
        let variables: Vec<String> = l.variables.iter().map(|(name, value)| format!("{name} = {value}")).collect();
        let with = if variables.is_empty() { String::new() } else { format!(" with {}", variables.join(", ")) };
        lines.push(format!("by the comprehension {}{with}", link_text(&l.clauses)));
    }
    lines
}

fn link_text(link: &Link) -> String {
    let import = link.import.as_ref().map_or(String::new(), |path| format!(" of {path:?}"));
    match &link.place {
        Some(place) => format!("{}{import} ({place})", link.text),
        None => format!("{}{import}", link.text),
    }
}

fn operand_text(o: &Operand) -> String {
    let makers = o.why.iter().flat_map(|w| &w.constraints).filter(|c| c.role <= Role::Limits);
    let places: Vec<String> = makers.filter_map(|c| c.place.as_ref()).take(2).map(Place::to_string).collect();
    match places.is_empty() {
        true => format!("{} = {}", o.text, o.value),
        false => format!("{} = {} ({})", o.text, o.value, places.join(", ")),
    }
}

fn disjunct_text(d: &Disjunct) -> String {
    let mark = if d.default { "*" } else { "" };
    let because = |r: &Option<Reason>| r.as_ref().map_or(String::new(), |r| format!(": {}", reason_text(r)));
    let outcome = match &d.outcome {
        Outcome::Taken => "taken".to_owned(),
        Outcome::Left => "holds".to_owned(),
        Outcome::Fell(r) => format!("fell{}", because(r)),
        Outcome::Waits(r) => format!("waits{}", because(r)),
    };
    format!("{mark}{} {outcome}", d.text)
}

fn reason_text(r: &Reason) -> String {
    let places: Vec<String> = r.places.iter().take(FEW).map(Place::to_string).collect();
    let path = if r.path.is_empty() { String::new() } else { format!("{}: ", r.path) };
    let message = r.message.replace('\n', " ");
    match places.is_empty() {
        true => format!("{path}{message}"),
        false => format!("{path}{message} ({})", places.join(", ")),
    }
}
