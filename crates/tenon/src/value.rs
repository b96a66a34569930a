//! Values: looking into them, combining them, decoding them.

use crate::context::{Context, serialize};
use crate::error::Errors;
use crate::path;
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::fmt;
use tenon_encoding::json::{self, JsonOptions};
use tenon_explain::diagnostics;
use tenon_explain::why::Why;
use tenon_export::{Profile, to_ast, to_data};
use tenon_format::{Options, format_file};
use tenon_ir::data::{DataValue, Entry};
use tenon_ir::program::{BinaryOp, Expr, ExprId, Marker};
use tenon_ir::{Data, Kind};
use tenon_source::{Diagnostic, LabelRole, Span};

/// A value. It never changes: [`Value::fill`] and [`Value::unify`] make new ones.
///
/// ```
/// let empty = tenon::Context::new().compile("a: int\n")?;
/// let filled = empty.fill("a", &1)?;
/// assert!(empty.validate_concrete().is_err() && filled.validate_concrete().is_ok());
/// # Ok::<(), tenon::Errors>(())
/// ```
#[derive(Clone)]
pub struct Value {
    context: Context,
    expr: ExprId,
    inner: tenon_eval::Value,
}

impl fmt::Debug for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Value({})", path::of(&self.inner))
    }
}

/// A field of a struct.
///
/// ```
/// let value = tenon::Context::new().compile("\"a b\"!: int\nc?: string\n")?;
/// let fields: Vec<tenon::Field> = value.fields();
/// assert!(fields[0].name == "a b" && fields[0].required);
/// assert!(fields[1].name == "c" && fields[1].optional);
/// # Ok::<(), tenon::Errors>(())
/// ```
#[derive(Clone, Debug)]
pub struct Field {
    /// The name, without quotes.
    pub name: String,
    /// Whether it is marked with `?`.
    pub optional: bool,
    /// Whether it is marked with `!`.
    pub required: bool,
    /// The value.
    pub value: Value,
}

impl Value {
    pub(crate) fn new(context: Context, expr: ExprId, inner: tenon_eval::Value) -> Value {
        Value { context, expr, inner }
    }

    /// The value as the evaluator left it, for walks that need everything.
    ///
    /// ```
    /// let value = tenon::Context::new().compile("a: 1 | 2")?;
    /// let a = value.get("a").ok_or("no a")?;
    /// assert!(a.inner().is_disjunction());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn inner(&self) -> &tenon_eval::Value {
        &self.inner
    }

    /// Possible types; one where the value is concrete.
    ///
    /// ```
    /// use tenon::ir::Kind;
    ///
    /// let value = tenon::Context::new().compile("a: string")?;
    /// assert_eq!(value.get("a").ok_or("no a")?.kind(), Kind::STRING);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn kind(&self) -> Kind {
        self.inner.kind()
    }

    /// The value at a path such as `a.b[0]."c d".#D`, where there is one.
    ///
    /// ```
    /// let value = tenon::Context::new().compile(r#"a: [{"b c": 1}]"#)?;
    /// assert!(value.get(r#"a[0]."b c""#).is_some());
    /// assert!(value.get("a[1]").is_none());
    /// # Ok::<(), tenon::Errors>(())
    /// ```
    pub fn get(&self, path: &str) -> Option<Value> {
        let mut at = self.clone();
        for step in path::parse(path)? {
            at = at.step(&step)?;
        }
        Some(at)
    }

    fn step(&self, step: &path::Step) -> Option<Value> {
        let base = self.expr;
        let inner = self.inner.default();
        match step {
            path::Step::Index(i) => {
                let inner = inner.elements().nth(*i)?;
                let index = i64::try_from(*i).ok()?;
                let key = self.context.add(|_| Expr::Num(index.into()));
                let expr = self.context.add(|_| Expr::Index(base, key));
                Some(Value { context: self.context.clone(), expr, inner })
            }
            path::Step::Name(name) => {
                let found = inner
                    .fields()
                    .find(|f| f.marker == Marker::Regular && path::label(inner.frozen(), f.label) == *name)?;
                let expr = self.context.add(|_| Expr::Select(base, found.label));
                Some(Value { context: self.context.clone(), expr, inner: found.value })
            }
        }
    }

    /// The fields of a struct in their order: regular, optional and required ones, no definitions, nothing hidden.
    ///
    /// ```
    /// let value = tenon::Context::new().compile("b: 1\na?: 2\n#c: 3\n")?;
    /// let names: Vec<String> = value.fields().into_iter().map(|f| f.name).collect();
    /// assert_eq!(names, ["b", "a"]);
    /// # Ok::<(), tenon::Errors>(())
    /// ```
    pub fn fields(&self) -> Vec<Field> {
        let inner = self.inner.default();
        let base = self.expr;
        let found: Vec<_> = inner.fields().filter(|f| f.label.is_regular()).collect();
        found
            .into_iter()
            .map(|f| Field {
                name: inner.frozen().names().name(f.label).to_owned(),
                optional: f.marker == Marker::Optional,
                required: f.marker == Marker::Required,
                value: Value {
                    context: self.context.clone(),
                    expr: self.context.add(|_| Expr::Select(base, f.label)),
                    inner: f.value,
                },
            })
            .collect()
    }

    /// The elements of a list.
    ///
    /// ```
    /// let value = tenon::Context::new().compile("[1, 2]")?;
    /// assert_eq!(value.elements().len(), 2);
    /// # Ok::<(), tenon::Errors>(())
    /// ```
    pub fn elements(&self) -> Vec<Value> {
        let count = self.inner.default().elements().count();
        (0..count).filter_map(|i| self.step(&path::Step::Index(i))).collect()
    }

    /// Where this value and another of the same context both hold.
    ///
    /// ```
    /// let value = tenon::Context::new().compile("schema: {a: int}\ndata: {a: 1}\n")?;
    /// let schema = value.get("schema").ok_or("no schema")?;
    /// let data = value.get("data").ok_or("no data")?;
    /// assert_eq!(schema.unify(&data)?.to_json()?, r#"{"a":1}"#);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// The other value is of another context. A conflict is no error here: [`Value::validate`] tells it.
    pub fn unify(&self, other: &Value) -> Result<Value, Errors> {
        Ok(self.context.value(self.both(other)?))
    }

    fn both(&self, other: &Value) -> Result<ExprId, Errors> {
        if !self.context.same(&other.context) {
            return Err(Errors::message("values of different contexts cannot be unified"));
        }
        let (a, b) = (self.expr, other.expr);
        Ok(self.context.add(|_| Expr::Binary(BinaryOp::And, a, b)))
    }

    /// Checks that this value allows all that another one of the same context allows: that unifying the two changes nothing
    /// about the other. Defaults do not count.
    ///
    /// ```
    /// let value = tenon::Context::new().compile("old: {a: int, b?: string}\nnew: {a: int & >0, b?: string}\n")?;
    /// let old = value.get("old").ok_or("no old")?;
    /// let new = value.get("new").ok_or("no new")?;
    /// assert!(old.subsumes(&new).is_ok());
    /// let why = new.subsumes(&old).unwrap_err();
    /// assert_eq!((why.diagnostics()[0].path.as_str(), why.diagnostics()[0].message.as_str()), ("a", "must be >0"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// The first place at which the other value allows more, with what this one demands there; or the other value is of
    /// another context.
    pub fn subsumes(&self, other: &Value) -> Result<(), Errors> {
        let both = self.context.evaluate(self.both(other)?, true);
        let Some(gap) = both.gap(&self.context.evaluate(other.expr, true)) else { return Ok(()) };
        let why = Diagnostic::error(tenon_catalogue::e0912::CODE, gap.demand.to_string())
            .path(path::of(&gap.place))
            .at(gap.place.span(), LabelRole::Primary);
        Err(self.context.errors(vec![why]))
    }

    /// Where this value and data of the program both hold.
    ///
    /// ```
    /// let schema = tenon::Context::new().compile("name: string\nage?: int\n")?;
    /// let value = schema.unify_with(&[("name", "Ada")].into_iter().collect::<std::collections::BTreeMap<_, _>>())?;
    /// assert_eq!(value.to_json()?, r#"{"name":"Ada"}"#);
    /// # Ok::<(), tenon::Errors>(())
    /// ```
    ///
    /// # Errors
    ///
    /// The data cannot be serialized.
    pub fn unify_with<T: Serialize + ?Sized>(&self, data: &T) -> Result<Value, Errors> {
        self.fill("", data)
    }

    /// Where this value holds and its field at a path of regular fields is the given data.
    ///
    /// ```
    /// let value = tenon::Context::new().compile("a: b: int\nc: a.b + 1\n")?;
    /// assert_eq!(value.fill("a.b", &1)?.to_json()?, r#"{"a":{"b":1},"c":2}"#);
    /// # Ok::<(), tenon::Errors>(())
    /// ```
    ///
    /// # Errors
    ///
    /// The data cannot be serialized, or the path has something else in it than regular fields.
    pub fn fill<T: Serialize + ?Sized>(&self, path: &str, data: &T) -> Result<Value, Errors> {
        let mut data = serialize(data)?;
        let steps = path::parse(path).ok_or_else(|| Errors::message(format!("invalid path {path:?}")))?;
        for step in steps.into_iter().rev() {
            let path::Step::Name(name) = step else {
                return Err(Errors::message(format!("path {path:?} must be made of regular fields")));
            };
            let key = path::unquoted(&name).ok_or_else(|| Errors::message(format!("invalid path {path:?}")))?;
            data = Data::new(DataValue::Struct(vec![Entry { key_span: Span::NONE, key: key.into(), value: data }]));
        }
        let filled = self.context.add_data(data);
        let base = self.expr;
        let both = self.context.add(|_| Expr::Binary(BinaryOp::And, base, filled));
        Ok(self.context.value(both))
    }

    /// Why the value at a path is what it is: every constraint that made it, with its place and what it did.
    ///
    /// ```
    /// use tenon::explain::why::Role;
    ///
    /// let value = tenon::Context::new().compile("port: *8080 | int\nport: 9000\n")?;
    /// let why = value.why("port")?;
    /// let told: Vec<(Role, &str)> = why.constraints.iter().map(|c| (c.role, c.text.as_str())).collect();
    /// assert_eq!(told, [(Role::Gives, "9000"), (Role::Overridden, "*8080 | int")]);
    /// # Ok::<(), tenon::Errors>(())
    /// ```
    ///
    /// # Errors
    ///
    /// There is nothing at the path.
    pub fn why(&self, path: &str) -> Result<Why, Errors> {
        let steps = path::steps(path).ok_or_else(|| Errors::message(format!("invalid path {path:?}")))?;
        self.context.why(self.expr, steps)
    }

    /// Checks that nothing conflicts; types and missing fields are fine.
    ///
    /// ```
    /// let context = tenon::Context::new();
    /// assert!(context.compile("a: int")?.validate().is_ok());
    /// assert!(context.compile("a: int & string")?.validate().is_err());
    /// # Ok::<(), tenon::Errors>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Every conflict.
    pub fn validate(&self) -> Result<(), Errors> {
        self.check(false)
    }

    /// Checks that the value is data: nothing conflicts and nothing is missing.
    ///
    /// ```
    /// let context = tenon::Context::new();
    /// assert!(context.compile("a: int")?.validate_concrete().is_err());
    /// assert!(context.compile("a: int | *1")?.validate_concrete().is_ok());
    /// # Ok::<(), tenon::Errors>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Every conflict, and everything that is not concrete.
    pub fn validate_concrete(&self) -> Result<(), Errors> {
        self.check(true)
    }

    fn check(&self, concrete: bool) -> Result<(), Errors> {
        let errors = diagnostics(&self.inner, concrete);
        if errors.is_empty() { Ok(()) } else { Err(self.context.errors(errors)) }
    }

    /// The value as data.
    ///
    /// ```
    /// use tenon::ir::Data;
    ///
    /// let value = tenon::Context::new().compile("[1, 2]")?;
    /// assert_eq!(value.data()?, Data::list(vec![Data::int(1), Data::int(2)]));
    /// # Ok::<(), tenon::Errors>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Every conflict, and everything that is not concrete.
    pub fn data(&self) -> Result<Data, Errors> {
        to_data(&self.inner).map_err(|e| self.context.errors(e))
    }

    /// The value as JSON on one line.
    ///
    /// ```
    /// assert_eq!(tenon::Context::new().compile("a: 1 + 1")?.to_json()?, r#"{"a":2}"#);
    /// # Ok::<(), tenon::Errors>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Every conflict, and everything that is not concrete.
    pub fn to_json(&self) -> Result<String, Errors> {
        json::write(&self.data()?, &JsonOptions::default()).map_err(|e| Errors::message(e.to_string()))
    }

    /// The value as CUE text, evaluated.
    ///
    /// ```
    /// let value = tenon::Context::new().compile("a: b\nb: int\n")?;
    /// assert_eq!(value.to_cue()?, "a: int\nb: int\n");
    /// # Ok::<(), tenon::Errors>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Every conflict.
    pub fn to_cue(&self) -> Result<String, Errors> {
        let sources = self.context.sources();
        let file = to_ast(&self.inner, &Profile::EVAL, &sources).map_err(|e| self.context.errors(e))?;
        Ok(format_file(&file, &Options::default()))
    }

    /// Decodes the value. Bytes arrive as base64 text.
    ///
    /// ```
    /// #[derive(serde::Deserialize)]
    /// struct Server {
    ///     host: String,
    ///     port: u16,
    /// }
    /// let value = tenon::Context::new().compile("host: \"localhost\"\nport: *8080 | int\n")?;
    /// let server: Server = value.decode()?;
    /// assert_eq!((server.host.as_str(), server.port), ("localhost", 8080));
    /// # Ok::<(), tenon::Errors>(())
    /// ```
    ///
    /// # Errors
    ///
    /// The value is not concrete, or it does not fit the type.
    pub fn decode<T: DeserializeOwned>(&self) -> Result<T, Errors> {
        serde_json::from_str(&self.to_json()?).map_err(|e| Errors::message(e.to_string()))
    }
}
