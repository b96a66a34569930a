//! What is told of a value, as plain data.

use tenon_source::Span;

/// Why a value is what it is.
#[derive(Clone, PartialEq, Debug)]
pub struct Why {
    /// Its path; empty for the whole.
    pub path: String,
    /// What it is, on one line.
    pub value: String,
    /// How certain that is.
    pub certainty: Certainty,
    /// What is said of it, in the order of its effect.
    pub constraints: Vec<Constraint>,
    /// The disjunctions around it of which a disjunct was taken, with the path of each.
    pub around: Vec<(String, Constraint)>,
    /// What is wrong with it, or what it waits for.
    pub reasons: Vec<Reason>,
    /// The fields of a struct, the elements of a list.
    pub fields: Vec<Field>,
    /// How many more there are.
    pub more_fields: usize,
    /// What would change it.
    pub advice: String,
}

/// How certain a value is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Certainty {
    /// It is concrete.
    Given,
    /// It is concrete as long as nobody says otherwise.
    Default,
    /// It is worked out from other values.
    Computed,
    /// It is a struct or a list.
    Composed,
    /// It is not concrete.
    Incomplete,
    /// It is wrong.
    Error,
}

impl Certainty {
    /// Its name in machine-readable output.
    pub fn as_str(self) -> &'static str {
        match self {
            Certainty::Given => "given",
            Certainty::Default => "default",
            Certainty::Computed => "computed",
            Certainty::Composed => "composed",
            Certainty::Incomplete => "incomplete",
            Certainty::Error => "error",
        }
    }
}

/// What a constraint does for a value. The order is that of the effect.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Role {
    /// It is one side of a conflict.
    Conflicts,
    /// It says what the value is.
    Gives,
    /// The value is worked out from it.
    Computes,
    /// Its default was taken.
    Default,
    /// It rules out what the value would be otherwise.
    Selects,
    /// It waits for something that is missing.
    Awaits,
    /// It says something of a value that is not concrete.
    Limits,
    /// It has a default, which something else overrides.
    Overridden,
    /// The value satisfies it.
    Allows,
    /// It demands that the field is there.
    Requires,
    /// It decides which fields may stand beside it.
    Closes,
}

impl Role {
    /// Whether it says what the value is.
    pub fn makes(self) -> bool {
        matches!(self, Role::Gives | Role::Computes | Role::Default)
    }

    /// Its name, for people and machines.
    pub fn as_str(self) -> &'static str {
        match self {
            Role::Conflicts => "conflicts",
            Role::Gives => "gives",
            Role::Computes => "computes",
            Role::Default => "default",
            Role::Selects => "selects",
            Role::Awaits => "awaits",
            Role::Limits => "limits",
            Role::Overridden => "overridden",
            Role::Allows => "allows",
            Role::Requires => "requires",
            Role::Closes => "closes",
        }
    }
}

/// Something that is said of a value.
#[derive(Clone, PartialEq, Debug)]
pub struct Constraint {
    /// What it does.
    pub role: Role,
    /// As it is written, on one line.
    pub text: String,
    /// Where.
    pub place: Option<Place>,
    /// Whether the value is another one without it, where that was tried.
    pub decisive: Option<bool>,
    /// What the value is without it, where that is something else.
    pub without: Option<String>,
    /// The references by which it came, the one that leads to it first.
    pub by: Vec<Link>,
    /// The pattern constraints that it came by, the innermost first.
    pub patterns: Vec<Link>,
    /// The comprehensions that it came by, the innermost first.
    pub loops: Vec<Loop>,
    /// The disjuncts of a disjunction.
    pub disjuncts: Vec<Disjunct>,
    /// The references in an expression.
    pub operands: Vec<Operand>,
    /// Who owns it.
    pub owner: Option<String>,
}

/// A place in a file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Place {
    /// The file, as errors name it.
    pub file: String,
    /// Line, from 1.
    pub line: u32,
    /// Column in bytes, from 1.
    pub column: u32,
    /// The same as a span.
    pub span: Span,
}

impl std::fmt::Display for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}:{}", self.file, self.line, self.column)
    }
}

/// A piece of source that led to a constraint.
#[derive(Clone, PartialEq, Debug)]
pub struct Link {
    /// As it is written.
    pub text: String,
    /// Where.
    pub place: Option<Place>,
    /// The package that a reference goes to, by import path.
    pub import: Option<String>,
}

/// A comprehension that yielded a constraint.
#[derive(Clone, PartialEq, Debug)]
pub struct Loop {
    /// Its clauses, as they are written.
    pub clauses: Link,
    /// Names of variables with their values in this round.
    pub variables: Vec<(String, String)>,
}

/// A disjunct, and what became of it.
#[derive(Clone, PartialEq, Debug)]
pub struct Disjunct {
    /// As it is written.
    pub text: String,
    /// Where.
    pub place: Option<Place>,
    /// Whether it is marked as a default.
    pub default: bool,
    /// What became of it.
    pub outcome: Outcome,
}

/// What became of a disjunct.
#[derive(Clone, PartialEq, Debug)]
pub enum Outcome {
    /// The value is made of it.
    Taken,
    /// It holds.
    Left,
    /// It fell.
    Fell(Option<Reason>),
    /// Something is missing that would tell.
    Waits(Option<Reason>),
}

impl Outcome {
    /// Its name in machine-readable output.
    pub fn as_str(&self) -> &'static str {
        match self {
            Outcome::Taken => "taken",
            Outcome::Left => "left",
            Outcome::Fell(_) => "fell",
            Outcome::Waits(_) => "waits",
        }
    }
}

/// Why something fell or waits.
#[derive(Clone, PartialEq, Debug)]
pub struct Reason {
    /// One line.
    pub message: String,
    /// Where.
    pub places: Vec<Place>,
    /// The path at which it came up, where that is another one.
    pub path: String,
}

/// A reference in an expression.
#[derive(Clone, PartialEq, Debug)]
pub struct Operand {
    /// As it is written.
    pub text: String,
    /// Where.
    pub place: Option<Place>,
    /// Its value.
    pub value: String,
    /// Why it is that; nothing for a label, where it is already told further up, or where that is too deep.
    pub why: Option<Box<Why>>,
    /// It is told further up, or leads back.
    pub repeated: bool,
}

/// A field of a struct, or an element of a list.
#[derive(Clone, PartialEq, Debug)]
pub struct Field {
    /// The label, in quotes where it needs them.
    pub label: String,
    /// Its value, on one line.
    pub value: String,
    /// How certain that is.
    pub certainty: Certainty,
    /// Where it comes from.
    pub places: Vec<Place>,
    /// Who owns that.
    pub owner: Option<String>,
}
