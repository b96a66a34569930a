//! The resolved program: what the compiler makes of syntax trees and the evaluator runs.
//!
//! Everything lives in flat tables and is named by small ids. A reference never holds a name to look up: it says how
//! many *frames* to go up and what to take there. These push a frame:
//!
//! | construct | frame holds | taken by |
//! |---|---|---|
//! | a struct literal, a file | the node that the struct becomes part of | [`Expr::Field`], [`Expr::Let`], [`Expr::Node`] (`self`), [`Expr::Dynamic`] |
//! | the value of a pattern constraint | the node and the label of the field that matched | [`Expr::Node`] (`X=[p]: v`), [`Expr::LabelOf`] (`[X=p]: v`) |
//! | [`Expr::Alias`]; a list that says `self` has one | the node that the aliased value becomes part of | [`Expr::Node`] |
//! | a `for` clause | key and value of this round | [`Expr::ForKey`], [`Expr::ForValue`] |
//! | a `let` clause, a `try x = e` clause of a comprehension | the bound value | [`Expr::ClauseLet`] |
//!
//! All files of a package are conjuncts of one node. A name that another file of the package declares at its top is
//! [`Expr::Field`] with the file's own frame. `if` and plain `try` clauses push nothing. A `let` declaration of a struct
//! belongs to the struct's frame. The label of a field with the dual postfix alias `a~(L, V)` is an [`Expr::Str`], or, where it
//! is evaluated, an [`Expr::Let`] that no [`Decl::Let`] declares. The fallback of a comprehension stands outside of its clauses' frames.

use crate::{Data, Interner, Kind, Label, Num};
use std::sync::Arc;
use tenon_source::{FileId, Span};

/// Names an expression of a [`Program`].
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct ExprId(pub u32);

/// Names a struct literal of a [`Program`].
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct StructId(pub u32);

/// Names a comprehension of a [`Program`].
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct ComprehensionId(pub u32);

/// Names a `let` declaration of a struct.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct LetId(pub u32);

/// Names a package of a [`Program`].
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct PackageId(pub u32);

/// Names a data tree of a [`Program`].
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct DataId(pub u32);

/// Names documentation of a [`Program`].
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct DocId(pub u32);

/// All packages of a run, resolved.
#[derive(Clone, Debug, Default)]
pub struct Program {
    /// Labels and names.
    pub interner: Interner,
    /// Expressions.
    pub exprs: Vec<Expr>,
    /// Where each expression stands; as long as `exprs`.
    pub spans: Vec<Span>,
    /// Struct literals.
    pub structs: Vec<StructLit>,
    /// Comprehensions.
    pub comprehensions: Vec<Comprehension>,
    /// `let` declarations of structs.
    pub lets: Vec<Let>,
    /// Packages; builtin packages with declarations are among them.
    pub packages: Vec<Package>,
    /// Data trees read from files.
    pub data: Vec<Arc<Data>>,
    /// Documentation: lines without `//`.
    pub docs: Vec<Arc<[String]>>,
    /// What each file may use.
    pub features: Vec<(FileId, Features)>,
}

/// What a file switched on, by language version or `@experiment`.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Features {
    /// `==` and `!=` compare structs and lists.
    pub structcmp: bool,
    /// Embedding a closed struct closes the struct around it for its own fields too.
    pub explicitopen: bool,
    /// `self` and postfix aliases.
    pub aliasv2: bool,
    /// `try`, `else` and optional references.
    pub try_: bool,
    /// `&&` and `||` don't look at their right operand when the left one decides.
    pub shortcircuit: bool,
}

/// A package.
#[derive(Clone, Debug)]
pub struct Package {
    /// Import path with its name, such as `example.com/a/b:c`; empty for files given on the command line.
    pub path: Arc<str>,
    /// The name in its package clauses, empty without one.
    pub name: Arc<str>,
    /// One [`Expr::Struct`] for each file, in the order of the files.
    pub files: Vec<ExprId>,
}

impl Package {
    /// What the hidden labels of a package are told apart by.
    pub fn hidden_scope(path: &str, name: &str) -> Arc<str> {
        match (path, name) {
            ("", "") => "_".into(),
            ("", name) => format!(":{name}").into(),
            (path, _) => path.into(),
        }
    }
}

/// A struct literal or a file.
#[derive(Clone, Debug)]
pub struct StructLit {
    /// From brace to brace, or the whole file.
    pub span: Span,
    /// The declarations.
    pub decls: Box<[Decl]>,
}

/// A `let` declaration of a struct.
#[derive(Clone, Debug)]
pub struct Let {
    /// Its name.
    pub name: Label,
    /// What it stands for.
    pub expr: ExprId,
    /// Where the name stands.
    pub span: Span,
}

/// `?`, `!` or neither.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub enum Marker {
    /// A regular field.
    Regular,
    /// `!`
    Required,
    /// `?`
    Optional,
}

/// A declaration of a struct literal.
#[derive(Clone, Debug)]
pub enum Decl {
    /// `label: value`
    Field {
        /// The label.
        label: Label,
        /// `?`, `!` or neither.
        marker: Marker,
        /// The value.
        value: ExprId,
        /// Where the label stands.
        span: Span,
        /// Documentation.
        doc: Option<DocId>,
        /// Attributes, as written.
        attrs: Box<[Arc<str>]>,
        /// The alias before the label or the single postfix alias.
        alias: Option<Label>,
    },
    /// `(key): value` and `"a\(b)": value`
    Dynamic {
        /// The label's expression.
        key: ExprId,
        /// `?`, `!` or neither.
        marker: Marker,
        /// The value.
        value: ExprId,
        /// Where the label stands.
        span: Span,
        /// Documentation.
        doc: Option<DocId>,
        /// Attributes, as written.
        attrs: Box<[Arc<str>]>,
        /// The alias.
        alias: Option<Label>,
    },
    /// `[pattern]: value`; the value has a frame of its own.
    Pattern {
        /// The pattern.
        pattern: ExprId,
        /// The value.
        value: ExprId,
        /// Where the pattern stands.
        span: Span,
        /// Documentation.
        doc: Option<DocId>,
        /// Attributes, as written.
        attrs: Box<[Arc<str>]>,
        /// The alias of the label, `[X=pattern]`.
        label_alias: Option<Label>,
        /// The alias of the value, `X=[pattern]`.
        value_alias: Option<Label>,
    },
    /// `...` or `...type`
    Ellipsis {
        /// The type, where one is written.
        value: Option<ExprId>,
        /// Where.
        span: Span,
    },
    /// An embedded expression.
    Embed {
        /// The expression.
        expr: ExprId,
        /// Attributes, as written.
        attrs: Box<[Arc<str>]>,
    },
    /// A comprehension.
    Comprehension(ComprehensionId),
    /// `let x = e`
    Let(LetId),
    /// An attribute of the struct or file, as written, and where it stands.
    Attribute(Arc<str>, Span),
}

/// A comprehension.
#[derive(Clone, Debug)]
pub struct Comprehension {
    /// The whole comprehension.
    pub span: Span,
    /// The clauses.
    pub clauses: Box<[Clause]>,
    /// The struct that each round yields, an [`Expr::Struct`] inside of all frames.
    pub body: ExprId,
    /// What is yielded when nothing else is, outside of all frames.
    pub fallback: Option<ExprId>,
    /// Whether the fallback is written `else`.
    pub fallback_is_else: bool,
}

/// A clause of a comprehension.
#[derive(Clone, Debug)]
pub enum Clause {
    /// `for key, value in source`
    For {
        /// Name of the key, unless left out.
        key: Option<Label>,
        /// Name of the value.
        value: Label,
        /// What is gone through.
        source: ExprId,
    },
    /// `if condition`
    If(ExprId),
    /// `let name = expr`
    Let {
        /// The name.
        name: Label,
        /// What it stands for.
        expr: ExprId,
    },
    /// `try` or `try name = expr`
    Try {
        /// The binding; it pushes a frame.
        binding: Option<(Label, ExprId)>,
    },
}

/// A basic type or one of the predeclared number types.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Basic {
    /// `null` is a value; these are types: `bool`.
    Bool,
    /// `int`
    Int,
    /// `float`
    Float,
    /// `number`
    Number,
    /// `string`
    String,
    /// `bytes`
    Bytes,
    /// `uint`
    Uint,
    /// `uint8`
    Uint8,
    /// `uint16`
    Uint16,
    /// `uint32`
    Uint32,
    /// `uint64`
    Uint64,
    /// `uint128`
    Uint128,
    /// `int8`
    Int8,
    /// `int16`
    Int16,
    /// `int32`
    Int32,
    /// `int64`
    Int64,
    /// `int128`
    Int128,
    /// `float32`
    Float32,
    /// `float64`
    Float64,
    /// `rune`
    Rune,
}

impl Basic {
    /// All of them with their names.
    pub const ALL: [(&'static str, Basic); 20] = [
        ("bool", Basic::Bool),
        ("int", Basic::Int),
        ("float", Basic::Float),
        ("number", Basic::Number),
        ("string", Basic::String),
        ("bytes", Basic::Bytes),
        ("uint", Basic::Uint),
        ("uint8", Basic::Uint8),
        ("uint16", Basic::Uint16),
        ("uint32", Basic::Uint32),
        ("uint64", Basic::Uint64),
        ("uint128", Basic::Uint128),
        ("int8", Basic::Int8),
        ("int16", Basic::Int16),
        ("int32", Basic::Int32),
        ("int64", Basic::Int64),
        ("int128", Basic::Int128),
        ("float32", Basic::Float32),
        ("float64", Basic::Float64),
        ("rune", Basic::Rune),
    ];

    /// Whether it is a part of another type: `uint8` of `int`.
    pub fn is_range(self) -> bool {
        !matches!(self, Basic::Bool | Basic::Int | Basic::Float | Basic::Number | Basic::String | Basic::Bytes)
    }

    /// The type of a name.
    pub fn from_name(name: &str) -> Option<Basic> {
        Basic::ALL.iter().find(|(n, _)| *n == name).map(|(_, b)| *b)
    }

    /// The name.
    pub fn name(self) -> &'static str {
        Basic::ALL.iter().find(|(_, b)| *b == self).map_or("", |(n, _)| n)
    }

    /// The basic type that it is a part of.
    pub fn kind(self) -> Kind {
        match self {
            Basic::Bool => Kind::BOOL,
            Basic::Float => Kind::FLOAT,
            Basic::Number | Basic::Float32 | Basic::Float64 => Kind::NUMBER,
            Basic::String => Kind::STRING,
            Basic::Bytes => Kind::BYTES,
            _ => Kind::INT,
        }
    }
}

/// A predeclared function.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Predeclared {
    /// `len`
    Len,
    /// `close`
    Close,
    /// `and`
    And,
    /// `or`
    Or,
    /// `div`
    Div,
    /// `mod`
    Mod,
    /// `quo`
    Quo,
    /// `rem`
    Rem,
    /// `error`
    Error,
    /// `matchN`
    MatchN,
    /// `matchIf`
    MatchIf,
    /// `__closeAll`
    CloseAll,
    /// `__reclose`
    Reclose,
}

impl Predeclared {
    /// All of them with their names. The usual names are visible everywhere; each also has one with `__` before it.
    pub const ALL: [(&'static str, Predeclared); 13] = [
        ("len", Predeclared::Len),
        ("close", Predeclared::Close),
        ("and", Predeclared::And),
        ("or", Predeclared::Or),
        ("div", Predeclared::Div),
        ("mod", Predeclared::Mod),
        ("quo", Predeclared::Quo),
        ("rem", Predeclared::Rem),
        ("error", Predeclared::Error),
        ("matchN", Predeclared::MatchN),
        ("matchIf", Predeclared::MatchIf),
        ("__closeAll", Predeclared::CloseAll),
        ("__reclose", Predeclared::Reclose),
    ];

    /// The function of a name.
    pub fn from_name(name: &str) -> Option<Predeclared> {
        Predeclared::ALL.iter().find(|(n, _)| *n == name).map(|(_, b)| *b)
    }

    /// The name.
    pub fn name(self) -> &'static str {
        Predeclared::ALL.iter().find(|(_, b)| *b == self).map_or("", |(n, _)| n)
    }
}

/// Operators of bounds.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub enum BoundOp {
    /// `<`
    Less,
    /// `<=`
    LessEq,
    /// `>`
    Greater,
    /// `>=`
    GreaterEq,
    /// `!=`
    NotEq,
    /// `==`
    Equal,
    /// `=~`
    Match,
    /// `!~`
    NotMatch,
}

impl BoundOp {
    /// The operator as written.
    pub fn as_str(self) -> &'static str {
        match self {
            BoundOp::Less => "<",
            BoundOp::LessEq => "<=",
            BoundOp::Greater => ">",
            BoundOp::GreaterEq => ">=",
            BoundOp::NotEq => "!=",
            BoundOp::Equal => "==",
            BoundOp::Match => "=~",
            BoundOp::NotMatch => "!~",
        }
    }
}

/// Operators with one operand.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum UnaryOp {
    /// `+`
    Plus,
    /// `-`
    Minus,
    /// `!`
    Not,
}

/// Operators with two operands, but `|`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum BinaryOp {
    /// `&`
    And,
    /// `&&`
    BoolAnd,
    /// `||`
    BoolOr,
    /// `==`
    Equal,
    /// `!=`
    NotEq,
    /// `<`
    Less,
    /// `<=`
    LessEq,
    /// `>`
    Greater,
    /// `>=`
    GreaterEq,
    /// `=~`
    Match,
    /// `!~`
    NotMatch,
    /// `+`
    Add,
    /// `-`
    Sub,
    /// `*`
    Mul,
    /// `/`
    Div,
}

impl BinaryOp {
    /// The operator as written.
    pub fn as_str(self) -> &'static str {
        match self {
            BinaryOp::And => "&",
            BinaryOp::BoolAnd => "&&",
            BinaryOp::BoolOr => "||",
            BinaryOp::Equal => "==",
            BinaryOp::NotEq => "!=",
            BinaryOp::Less => "<",
            BinaryOp::LessEq => "<=",
            BinaryOp::Greater => ">",
            BinaryOp::GreaterEq => ">=",
            BinaryOp::Match => "=~",
            BinaryOp::NotMatch => "!~",
            BinaryOp::Add => "+",
            BinaryOp::Sub => "-",
            BinaryOp::Mul => "*",
            BinaryOp::Div => "/",
        }
    }
}

/// One disjunct.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Disjunct {
    /// The expression, without its mark.
    pub expr: ExprId,
    /// Whether it is marked with `*`.
    pub default: bool,
    /// The disjunction in parentheses that it is written in, where that is the same as without them.
    pub within: Option<ExprId>,
}

/// One element of a list literal.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Element {
    /// An expression.
    Expr(ExprId),
    /// A comprehension; each round's struct body yields one element, the value of its embeddings.
    Comprehension(ComprehensionId),
    /// `...` or `...type`
    Ellipsis(Option<ExprId>),
}

/// What an import stands for.
#[derive(Clone, Debug)]
pub struct Import {
    /// Import path as written.
    pub path: Arc<str>,
    /// The package; for a builtin package, the one with its declarations.
    pub package: Option<PackageId>,
    /// Whether native functions of that path are looked up first.
    pub builtin: bool,
    /// Name by which the file calls it.
    pub name: Label,
}

/// An expression. `up` counts frames: 0 is the innermost one.
#[derive(Clone, Debug)]
pub enum Expr {
    /// `_|_`, or an expression that could not be compiled (an error has been reported).
    Bottom,
    /// `_`
    Top,
    /// `null`
    Null,
    /// `true`, `false`
    Bool(bool),
    /// A number.
    Num(Num),
    /// A string.
    Str(Arc<str>),
    /// Bytes.
    Bytes(Arc<[u8]>),
    /// A basic type.
    Basic(Basic),
    /// Data read from a file.
    Data(DataId),
    /// A predeclared function.
    Predeclared(Predeclared),
    /// An imported package.
    Import(Box<Import>),
    /// `>=1`
    Bound(BoundOp, ExprId),
    /// `-a`
    Unary(UnaryOp, ExprId),
    /// `a + b`
    Binary(BinaryOp, ExprId, ExprId),
    /// `a | b`. `a | (b | c)` without marks around is flattened.
    Disjunction(Box<[Disjunct]>),
    /// `"a\(b)c"`: text and expressions by turns, text first and last.
    Interpolation(Box<[ExprId]>),
    /// The same for bytes.
    BytesInterpolation(Box<[ExprId]>),
    /// `{ … }`
    Struct(StructId),
    /// `[ … ]`
    List(Box<[Element]>),
    /// A field of the struct of a frame.
    Field {
        /// Frames to go up.
        up: u32,
        /// The label.
        label: Label,
        /// The alias by which the source calls it, where it does.
        alias: Option<Label>,
    },
    /// A `let` of the struct of a frame.
    Let {
        /// Frames to go up.
        up: u32,
        /// Which.
        id: LetId,
    },
    /// The node of a frame: a value alias, or `self`.
    Node {
        /// Frames to go up.
        up: u32,
        /// As the source calls it.
        name: Label,
    },
    /// The label of a frame, as a string.
    LabelOf {
        /// Frames to go up.
        up: u32,
        /// As the source calls it.
        name: Label,
    },
    /// The key of a `for` clause.
    ForKey {
        /// Frames to go up.
        up: u32,
        /// As the source calls it.
        name: Label,
    },
    /// The value of a `for` clause.
    ForValue {
        /// Frames to go up.
        up: u32,
        /// As the source calls it.
        name: Label,
    },
    /// The value of a `let` or `try` clause.
    ClauseLet {
        /// Frames to go up.
        up: u32,
        /// As the source calls it.
        name: Label,
    },
    /// A dynamic field by its alias: the field of the frame's struct whose label is `key`, evaluated in that frame.
    Dynamic {
        /// Frames to go up.
        up: u32,
        /// The label's expression, compiled inside of that frame.
        key: ExprId,
        /// As the source calls it.
        name: Label,
    },
    /// `a.b`
    Select(ExprId, Label),
    /// `a[b]`
    Index(ExprId, ExprId),
    /// `a[b:c]`
    Slice(ExprId, Option<ExprId>, Option<ExprId>),
    /// `f(a, b)`
    Call(ExprId, Box<[ExprId]>),
    /// `X=a`: pushes a frame for `a`.
    Alias(Label, ExprId),
    /// `a?`
    Optional(ExprId),
    /// `a...`
    Open(ExprId),
}

impl Expr {
    /// Whether it is made of no other expressions.
    pub fn is_leaf(&self) -> bool {
        matches!(
            self,
            Expr::Bottom
                | Expr::Top
                | Expr::Null
                | Expr::Bool(_)
                | Expr::Num(_)
                | Expr::Str(_)
                | Expr::Bytes(_)
                | Expr::Basic(_)
                | Expr::Predeclared(_)
                | Expr::Field { .. }
        )
    }
}

impl Program {
    /// Makes room for expressions: a table that grows as they come stands twice in memory whenever it is copied. Room that
    /// is not used costs nothing.
    pub fn reserve(&mut self, exprs: usize) {
        self.exprs.reserve(exprs);
        self.spans.reserve(exprs);
    }

    /// Adds an expression.
    pub fn add(&mut self, expr: Expr, span: Span) -> ExprId {
        self.exprs.push(expr);
        self.spans.push(span);
        ExprId(self.exprs.len() as u32 - 1)
    }

    /// Says what a file may use.
    pub fn set_features(&mut self, file: FileId, features: Features) {
        match self.features.binary_search_by_key(&file, |(f, _)| *f) {
            Ok(i) => self.features[i].1 = features,
            Err(i) => self.features.insert(i, (file, features)),
        }
    }

    /// The expression behind an id.
    pub fn expr(&self, id: ExprId) -> &Expr {
        &self.exprs[id.0 as usize]
    }

    /// Where an expression stands.
    pub fn span(&self, id: ExprId) -> Span {
        self.spans[id.0 as usize]
    }

    /// A text was edited: what stood at `from` or behind it stands at `to` and behind that.
    pub fn move_places(&mut self, file: FileId, from: u32, to: u32) {
        let shift = |span: &mut Span| {
            for at in [&mut span.start, &mut span.end] {
                if span.file == file && *at >= from {
                    *at = *at - from + to;
                }
            }
        };
        self.spans.iter_mut().for_each(shift);
        self.lets.iter_mut().for_each(|l| shift(&mut l.span));
        self.comprehensions.iter_mut().for_each(|c| shift(&mut c.span));
        for literal in &mut self.structs {
            shift(&mut literal.span);
            for decl in &mut literal.decls {
                match decl {
                    Decl::Field { span, .. }
                    | Decl::Dynamic { span, .. }
                    | Decl::Pattern { span, .. }
                    | Decl::Ellipsis { span, .. }
                    | Decl::Attribute(_, span) => shift(span),
                    Decl::Embed { .. } | Decl::Comprehension(_) | Decl::Let(_) => {}
                }
            }
        }
    }

    /// Where the label of an [`Expr::Select`] stands, the whole span for other expressions.
    pub fn label_span(&self, id: ExprId) -> Span {
        let span = self.span(id);
        let Expr::Select(of, label) = self.expr(id) else { return span };
        let name = self.interner.name(*label);
        let dot = self.span(*of).end;
        let quoted = span.end.saturating_sub(name.len() as u32 + 2);
        let start = if dot + 1 == quoted { quoted } else { quoted + 2 };
        Span { start: start.clamp(span.start, span.end), ..span }
    }

    /// A struct literal.
    pub fn struct_lit(&self, id: StructId) -> &StructLit {
        &self.structs[id.0 as usize]
    }

    /// A comprehension.
    pub fn comprehension(&self, id: ComprehensionId) -> &Comprehension {
        &self.comprehensions[id.0 as usize]
    }

    /// What a file may use.
    pub fn features(&self, file: FileId) -> Features {
        self.features
            .binary_search_by_key(&file, |(f, _)| *f)
            .map_or_else(|_| Features { structcmp: true, ..Features::default() }, |i| self.features[i].1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The program of a run is there until its end, and evaluation reads it all the time.
    #[test]
    fn sizes() {
        assert_eq!(size_of::<Expr>(), 24);
        assert_eq!(size_of::<Decl>(), 64);
        assert_eq!(size_of::<StructLit>(), 32);
        assert_eq!(size_of::<Disjunct>(), 16);
        assert_eq!(size_of::<Element>(), 8);
        assert_eq!(size_of::<Clause>(), 16);
    }
}
