//! Resolved program → frozen values: unification, disjunctions, defaults, closedness, cycles, comprehensions.
//!
//! [`Evaluator`] works on a [`tenon_ir::program::Program`]; [`Value`] is what it leaves: frozen, shareable between
//! threads, cheap to clone. No files, no syntax and no builtin packages here: those come in through
//! [`builtin::Library`].

pub mod account;
mod again;
mod arena;
mod arrival;
mod bounds;
mod budget;
pub mod builtin;
mod call;
mod candidates;
mod chains;
mod choose;
mod clash;
mod closed;
mod complete;
mod comprehend;
mod conflict;
mod context;
mod data;
mod engine;
mod error;
mod expr;
pub mod fate;
mod follow;
mod foresee;
pub mod glimpse;
pub mod graph;
mod greatest;
mod hangs;
mod interpolate;
mod length;
mod node;
mod operators;
mod optional;
mod order;
mod outline;
mod part;
mod pattern;
mod plain;
mod prospect;
mod reads;
mod resume;
mod said;
mod same;
mod sequence;
mod shape;
mod shared;
mod show;
mod sites;
mod sound;
mod subsume;
mod tags;
mod tell;
mod unfold;
mod untried;
mod validate;
mod value;
pub mod view;
mod walk;
mod watch;
mod written;

pub use budget::Budget;
pub use engine::Evaluator;
pub use error::{ErrorId, ErrorKind, EvalError, Fallen, Quote, Reasons, Side};
pub use node::{EnvId, NodeId, Scalar};
pub use outline::{FieldShape, ListShape, PatternShape, Shape, ShapeId, Shapes, StructShape};
pub use part::{Origin, PartId, Parts};
pub use resume::Moved;
pub use subsume::{Demand, Gap};
pub use value::{Conjunct, Constraint, Field, Frozen, Validator, Value};
pub use watch::{Now, Steps, Totals, Watch};
