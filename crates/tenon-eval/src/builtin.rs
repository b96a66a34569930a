//! What a builtin package looks like to the evaluator, and what the evaluator looks like to a builtin function.

use tenon_ir::{Data, Kind, Num};

/// The builtin packages, by import path.
pub trait Library: Send + Sync {
    /// The package imported as `path`, such as `encoding/json`.
    fn package(&self, path: &str) -> Option<&'static Package>;
}

/// A builtin package: native functions, and declarations in the language itself.
pub struct Package {
    /// Import path.
    pub path: &'static str,
    /// The native functions; a name here hides a field of the same name in `cue`.
    pub functions: &'static [Function],
    /// Text of the declarations: constants and types are fields of it.
    pub cue: &'static str,
}

/// A native function.
pub struct Function {
    /// Name inside its package.
    pub name: &'static str,
    /// Parameters. Called with one argument less than this, a function that returns a truth value becomes a validator
    /// of the value that it is unified with, which is passed first.
    pub params: &'static [Param],
    /// What it returns.
    pub result: Kind,
    /// What it does.
    pub run: Run,
}

/// A parameter.
pub struct Param {
    /// Its name, for documentation.
    pub name: &'static str,
    /// The types that it takes; another type is an error that the evaluator reports.
    pub kind: Kind,
    /// How much of the argument must be known.
    pub depth: Depth,
}

/// How much of an argument must be known before a function runs.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Depth {
    /// All of it: concrete data down to the leaves, defaults taken.
    Deep,
    /// The value itself; elements and fields that are not concrete are passed as [`tenon_ir::data::DataValue::Opaque`].
    Shallow,
}

/// The code of a function.
pub enum Run {
    /// A function of data alone.
    Pure(fn(&[Data]) -> Result<Data, CallError>),
    /// A function that asks the evaluator; arguments are handles.
    Context(fn(&mut dyn Context, &[Handle]) -> Result<Answer, CallError>),
}

/// A value of the running evaluation, good for one call.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Handle(pub u32);

/// What a function of the kind [`Run::Context`] returns.
pub enum Answer {
    /// Data.
    Data(Data),
    /// One of its arguments, or something reached from one.
    Value(Handle),
}

/// Why a call gave nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CallError {
    /// The arguments are wrong, and stay so.
    Fatal(String),
    /// An argument is not known well enough yet.
    Incomplete(String),
}

impl CallError {
    /// A fatal error.
    pub fn new(message: impl Into<String>) -> CallError {
        CallError::Fatal(message.into())
    }
}

/// What a function may ask of the evaluator.
pub trait Context {
    /// The value as data down to the leaves, defaults taken.
    ///
    /// # Errors
    ///
    /// Incomplete or erroneous values.
    fn data(&mut self, value: Handle) -> Result<Data, CallError>;
    /// The value's possible types; one type where it is concrete.
    fn kind(&mut self, value: Handle) -> Kind;
    /// A list's elements.
    ///
    /// # Errors
    ///
    /// The value is no list.
    fn elements(&mut self, value: Handle) -> Result<Vec<Handle>, CallError>;
    /// A struct's regular fields, present ones only.
    ///
    /// # Errors
    ///
    /// The value is no struct.
    fn fields(&mut self, value: Handle) -> Result<Vec<(String, Handle)>, CallError>;
    /// Makes a value of data.
    fn value(&mut self, data: &Data) -> Handle;
    /// Unifies two values. The result may be an error: see [`Context::error`].
    fn unify(&mut self, a: Handle, b: Handle) -> Handle;
    /// The error of a value or of anything in it: none where it is valid. With `concrete`, incomplete is an error too.
    fn error(&mut self, value: Handle, concrete: bool) -> Option<CallError>;
    /// Fills the fields `x` and `y` of a comparer and returns its field `less`.
    ///
    /// # Errors
    ///
    /// `less` is no truth value then.
    fn less(&mut self, comparer: Handle, x: Handle, y: Handle) -> Result<bool, CallError>;
    /// The list's length or the number of a struct's fields, where already known; for validators of partial values.
    fn count(&mut self, value: Handle) -> Option<Num>;
}
