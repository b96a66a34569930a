//! What a builtin package looks like to the evaluator, and what the evaluator looks like to a builtin function.

use crate::node::NodeId;
use crate::view::View;
use tenon_ir::{Data, Kind, Num};
use tenon_source::{FileId, Span};

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

impl Package {
    /// The native function of a name.
    pub fn function(&self, name: &str) -> Option<&'static Function> {
        self.functions.iter().find(|f| f.name == name)
    }
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
    /// Unless empty, the strings that it takes. The first one stands for an argument that is left out at the end of a
    /// call (which is then no validator). Another string is an error at the argument: `cannot use "foo" as
    /// *"unix" | "windows" | … in argument 2 to path.Join`.
    pub choices: &'static [&'static str],
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
    /// A closed list of such values, as they are: not concrete ones too.
    List(Vec<Handle>),
    /// The value is not valid: `false` where the function is called, an error with this message where it validates.
    Refused(String),
}

/// Why a call gave nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CallError {
    /// The arguments are wrong, and stay so.
    Fatal(String),
    /// An argument is not known well enough yet.
    Incomplete(String),
    /// A value, within an argument or made of them, is not concrete yet.
    Open {
        /// This value.
        value: Handle,
        /// What is missing.
        message: String,
    },
    /// As [`CallError::Fatal`], with the places (after that of the call) that show why.
    Placed {
        /// What is wrong.
        message: String,
        /// Places in text.
        spans: Vec<Span>,
        /// Values whose places count.
        values: Vec<Handle>,
        /// Where it is an error of its own.
        at: Where,
    },
    /// The errors of this value and of what is in it, with their own places and paths; incomplete ones only if there is
    /// no other.
    Value(Handle),
    /// The first error of this value or of what is in it, as it is: it is no error of the call.
    Passed(Handle),
}

/// Where an error of a call is one of its own, so that the short form of errors shows this path, too: `t8: error in call
/// to math.Asin: t8: cannot use …`
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Where {
    /// It is none.
    Nowhere,
    /// Where the call stands.
    Call,
    /// Where a value stands.
    Value(Handle),
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
    /// The value as errors print it: `{a!:_}`, `[string]`, `>0`.
    fn text(&mut self, value: Handle) -> String;
    /// Names a text that the function reads, such as JSON in a string, so that spans of [`Data`] and of errors can point
    /// into it; errors call it `name`.
    fn source(&mut self, name: &str, text: &str) -> FileId;
    /// Makes a value of data.
    fn value(&mut self, data: &Data) -> Handle;
    /// Unifies two values. The result may be an error: see [`Context::error`].
    fn unify(&mut self, a: Handle, b: Handle) -> Handle;
    /// The error of a value or of anything in it: none where it is valid. A fatal error is a [`CallError::Value`].
    fn error(&mut self, value: Handle, check: Check) -> Option<CallError>;
    /// Fills the fields `x` and `y` of a comparer and returns its field `less`.
    ///
    /// # Errors
    ///
    /// `less` is no truth value then.
    fn less(&mut self, comparer: Handle, x: Handle, y: Handle) -> Result<bool, CallError>;
    /// The list's length or the number of a struct's fields, where already known; for validators of partial values.
    fn count(&mut self, value: Handle) -> Option<Num>;
    /// How many elements or fields it can have at most: none where it is open. A closed struct counts its regular fields
    /// and its optional ones.
    fn most(&mut self, value: Handle) -> Option<Num>;
    /// A value as it is written, completed, and all nodes that it may refer to.
    ///
    /// # Errors
    ///
    /// Something in it is wrong or waits for more.
    fn written(&mut self, value: Handle) -> Result<(View<'_>, NodeId), CallError>;
    /// Whether two values are the same.
    fn same(&mut self, a: Handle, b: Handle) -> Sameness;
}

/// What [`Context::error`] looks for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Check {
    /// Fatal errors.
    Partial,
    /// Missing required fields too, as [`CallError::Incomplete`].
    Required,
    /// Everything that is not concrete too, as [`CallError::Incomplete`].
    Concrete,
}

/// Whether two values are the same; hidden fields and definitions do not count.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Sameness {
    /// They differ, and stay so.
    Different,
    /// They are the same, concrete, and stay so: their structs are closed and have no optional fields that may still come.
    Same,
    /// They are the same as far as they are known.
    Undecided,
}
