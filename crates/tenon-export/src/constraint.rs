//! Types and bounds of values that are not concrete, as one expression.
//!
//! Number ranges that have a name get it. The lower bound stands before the upper one; `int` stands in front, `float`
//! behind a pair of bounds. Validators come last; an argument that refers to the value that they speak of, or to one around
//! it, is `_`: it is not known before that value is. A type that a bound or a validator implies is left out.

use tenon_eval::{Constraint, Scalar, Validator};
use tenon_ir::program::{Basic, BoundOp};
use tenon_ir::{Kind, Num};
use tenon_source::Span;
use tenon_syntax::ast::{BinaryOp, Expr};

use crate::env::Env;
use crate::expr::bound_op;
use crate::make;
use crate::printer::Printer;

#[derive(Clone, Debug)]
enum Part {
    Bound(BoundOp, Scalar),
    Float(Basic),
    Validator(Validator),
}

impl Part {
    fn is_lower(&self) -> bool {
        matches!(self, Part::Bound(BoundOp::Greater | BoundOp::GreaterEq, Scalar::Num(_)))
    }

    fn is_upper(&self) -> bool {
        matches!(self, Part::Bound(BoundOp::Less | BoundOp::LessEq, Scalar::Num(_)))
    }

    /// Types that a value with this constraint can have.
    fn kind(&self) -> Kind {
        match self {
            Part::Bound(BoundOp::NotEq, Scalar::Null) => Kind(Kind::TOP.0 & !Kind::NULL.0),
            Part::Validator(v) => v.kind,
            Part::Bound(BoundOp::NotEq, Scalar::Num(_)) => Kind::NUMBER,
            Part::Bound(BoundOp::Match | BoundOp::NotMatch, _) => Kind::STRING,
            Part::Bound(_, Scalar::Num(_)) | Part::Float(_) => Kind::NUMBER,
            Part::Bound(_, s) => s.kind(),
        }
    }
}

impl Printer<'_> {
    /// A scalar as a literal.
    pub fn scalar(&self, scalar: &Scalar) -> Expr {
        match scalar {
            Scalar::Null => Expr::Null(Span::NONE),
            Scalar::Bool(b) => Expr::Bool(Span::NONE, *b),
            Scalar::Num(n) => make::number(n.to_string()),
            Scalar::Str(s) => make::string(s),
            Scalar::Bytes(b) => make::bytes(b),
        }
    }

    /// A type with constraints.
    pub fn constrained(&mut self, kind: Kind, constraints: &[Constraint]) -> Expr {
        let mut parts = Vec::new();
        for c in constraints {
            match c {
                Constraint::Bound(op, s, _) => parts.push(Part::Bound(*op, s.clone())),
                Constraint::Validator(v) => parts.push(Part::Validator(*v)),
                Constraint::Range(b @ (Basic::Float32 | Basic::Float64), _) => parts.push(Part::Float(*b)),
                Constraint::Range(b, _) => {
                    let (low, high) = range(*b);
                    parts.extend(low.map(|n| Part::Bound(BoundOp::GreaterEq, Scalar::Num(n))));
                    parts.extend(high.map(|n| Part::Bound(BoundOp::LessEq, Scalar::Num(n))));
                }
            }
        }
        let parts = ordered(parts);
        if kind == Kind::INT {
            return self.integers(parts);
        }
        let implied = parts.iter().fold(Kind::TOP, |k, p| k & p.kind());
        let named = kind != Kind::FUNC && (!kind.contains(implied & Kind::TOP) || parts.is_empty());
        let type_name = named.then(|| self.type_of(kind)).flatten();
        let pair = parts.iter().any(Part::is_lower) && parts.iter().any(Part::is_upper);
        let mut all: Vec<Expr> = Vec::with_capacity(parts.len() + 1);
        let mut said = Vec::with_capacity(parts.len());
        for part in &parts {
            let expr = match part {
                // A function that is no validator stands as it is.
                Part::Validator(v) if kind == Kind::FUNC => self.expr(v.call, &Env::default()),
                _ => self.part(part),
            };
            let text = format!("{expr:?}");
            if !said.contains(&text) {
                said.push(text);
                all.push(expr);
            }
        }
        if let Some(t) = type_name {
            let at = if pair { all.len() } else { 0 };
            all.insert(at, t);
        }
        make::join(BinaryOp::And, all).unwrap_or_else(|| make::name("_"))
    }

    fn part(&mut self, part: &Part) -> Expr {
        match part {
            Part::Bound(op, s) => make::unary(bound_op(*op), self.scalar(s)),
            Part::Float(b) => self.predeclared(b.name()),
            Part::Validator(v) => self.validator(*v),
        }
    }

    /// A validator; one without arguments is called all the same.
    fn validator(&mut self, validator: Validator) -> Expr {
        let outer = std::mem::replace(&mut self.evaluated, true);
        let fun = Box::new(make::primary(self.expr(validator.function, &Env::default())));
        let expr = self.expr(validator.call, &Env::default());
        self.evaluated = outer;
        match expr {
            Expr::Call { span, mut args, .. } => {
                let around = |i: usize| i < 32 && validator.around >> i & 1 == 1;
                args.iter_mut().enumerate().filter(|(i, _)| around(*i)).for_each(|(_, a)| *a = make::name("_"));
                Expr::Call { span, fun, args }
            }
            // `==x`, where x is a struct or a list.
            bound @ Expr::Unary { .. } => bound,
            _ => Expr::Call { span: Span::NONE, fun, args: Vec::new().into() },
        }
    }

    fn integers(&mut self, mut parts: Vec<Part>) -> Expr {
        let bound = |parts: &[Part], op: BoundOp| {
            parts.iter().find_map(|p| match p {
                Part::Bound(o, Scalar::Num(n)) if *o == op => Some(n.clone()),
                _ => None,
            })
        };
        let low = bound(&parts, BoundOp::GreaterEq);
        let high = bound(&parts, BoundOp::LessEq);
        let pair = parts.iter().any(Part::is_lower) && parts.iter().any(Part::is_upper);
        let named = NAMED.iter().find(|b| {
            let (l, h) = range(**b);
            low.is_some() && l == low && h.is_some() && h == high
        });
        let zero = Num::from(0);
        let mut front = "int";
        if let Some(b) = named {
            front = b.name();
            parts.retain(|p| !p.is_lower() && !p.is_upper());
        } else if low.as_ref().is_some_and(|n| *n == zero && n.is_int()) {
            front = "uint";
            parts.retain(|p| !p.is_lower());
        } else if pair && parts.iter().any(|p| p.is_lower() && at_least_zero(p)) {
            front = "uint";
        }
        let mut all = vec![self.predeclared(front)];
        for p in &parts {
            all.push(self.part(p));
        }
        make::join(BinaryOp::And, all).unwrap_or_else(make::bottom)
    }

    /// A set of types.
    fn type_of(&mut self, kind: Kind) -> Option<Expr> {
        if kind == Kind::TOP || kind.contains(Kind(Kind::TOP.0 & !Kind::FUNC.0)) {
            return Some(make::name("_"));
        }
        let mut all = Vec::new();
        let mut left = kind;
        for (k, name) in [
            (Kind::BOOL, "bool"),
            (Kind::STRING, "string"),
            (Kind::BYTES, "bytes"),
            (Kind::NUMBER, "number"),
            (Kind::INT, "int"),
            (Kind::FLOAT, "float"),
        ] {
            if left.contains(k) {
                all.push(self.predeclared(name));
                left = Kind(left.0 & !k.0);
            }
        }
        if left.contains(Kind::NULL) {
            all.insert(0, Expr::Null(Span::NONE));
        }
        if left.contains(Kind::LIST) {
            all.push(make::list(vec![tenon_syntax::ast::Element::Ellipsis(make::ellipsis(None))]));
        }
        if left.contains(Kind::STRUCT) {
            all.push(make::braces(vec![tenon_syntax::ast::Decl::Ellipsis(Box::new(make::ellipsis(None)))]));
        }
        make::join(BinaryOp::Or, all)
    }
}

const NAMED: [Basic; 9] = [
    Basic::Uint8,
    Basic::Uint16,
    Basic::Uint32,
    Basic::Uint64,
    Basic::Uint128,
    Basic::Int8,
    Basic::Int16,
    Basic::Int32,
    Basic::Int64,
];

fn at_least_zero(part: &Part) -> bool {
    matches!(part, Part::Bound(_, Scalar::Num(n)) if n.sign() >= 0)
}

/// The lower bound before the upper one, both where the first of them stands; validators behind all bounds.
fn ordered(parts: Vec<Part>) -> Vec<Part> {
    let first = parts.iter().position(|p| p.is_lower() || p.is_upper());
    let low = parts.iter().filter(|p| p.is_lower()).reduce(|a, b| tighter(a, b, true)).cloned();
    let high = parts.iter().filter(|p| p.is_upper()).reduce(|a, b| tighter(a, b, false)).cloned();
    let mut out = Vec::with_capacity(parts.len());
    for (i, p) in parts.into_iter().enumerate() {
        if Some(i) == first {
            out.extend(low.clone());
            out.extend(high.clone());
        }
        if !p.is_lower() && !p.is_upper() {
            out.push(p);
        }
    }
    out.sort_by_key(|p| matches!(p, Part::Validator(..)));
    out
}

fn tighter<'p>(a: &'p Part, b: &'p Part, lower: bool) -> &'p Part {
    let (Part::Bound(op, Scalar::Num(x)), Part::Bound(_, Scalar::Num(y))) = (a, b) else { return a };
    match x.compare(y) {
        std::cmp::Ordering::Equal if matches!(op, BoundOp::Less | BoundOp::Greater) => a,
        std::cmp::Ordering::Equal => b,
        std::cmp::Ordering::Less => {
            if lower {
                b
            } else {
                a
            }
        }
        std::cmp::Ordering::Greater => {
            if lower {
                a
            } else {
                b
            }
        }
    }
}

/// The bounds of an integer type.
fn range(basic: Basic) -> (Option<Num>, Option<Num>) {
    let unsigned = |bits: u32| (Some(Num::from(0)), Some(power(bits, false)));
    let signed = |bits: u32| (Some(power(bits - 1, true)), Some(power(bits - 1, false)));
    match basic {
        Basic::Uint => (Some(Num::from(0)), None),
        Basic::Uint8 => unsigned(8),
        Basic::Uint16 => unsigned(16),
        Basic::Uint32 => unsigned(32),
        Basic::Uint64 => unsigned(64),
        Basic::Uint128 => unsigned(128),
        Basic::Int8 => signed(8),
        Basic::Int16 => signed(16),
        Basic::Int32 => signed(32),
        Basic::Int64 => signed(64),
        Basic::Int128 => signed(128),
        Basic::Rune => (Some(Num::from(0)), Some(Num::from(0x10_ffff))),
        _ => (None, None),
    }
}

/// `-2^bits`, or `2^bits - 1`.
fn power(bits: u32, negative: bool) -> Num {
    let n = num_bigint::BigInt::from(1) << bits;
    Num::from_bigint(if negative { -n } else { n - 1 })
}
