//! Operators with two operands on known values.
//!
//! An error about the types of operands names both of them and, where they are references, what they lead to.

use crate::engine::Evaluator;
use crate::error::{ErrorId, ErrorKind, Stop};
use crate::expr::Operand;
use crate::node::*;
use crate::prospect::Prospect;
use std::cmp::Ordering;
use std::sync::Arc;
use tenon_catalogue::{e0308, e0309, e0311, e0401};
use tenon_ir::program::{BinaryOp, BoundOp, Expr, ExprId, Marker};
use tenon_ir::{Kind, Num, NumError};
use tenon_source::Span;

/// An operator and its operands, at a node.
#[derive(Clone, Copy)]
pub(crate) struct Operation {
    pub op: BinaryOp,
    pub left: ExprId,
    pub right: ExprId,
    pub env: EnvId,
    pub node: NodeId,
    pub span: Span,
}

impl Evaluator<'_> {
    pub(crate) fn binary(&mut self, o: Operation) -> Result<Operand, Stop> {
        let Operation { op, left: a, right: b, env, node: n, span } = o;
        if matches!(op, BinaryOp::Equal | BinaryOp::NotEq) {
            return self.equality(o);
        }
        let left = self.known_operand(a, op, env, n);
        let left = match left {
            Err(Stop::Error(e)) if self.error(e).kind.is_incomplete() => {
                self.known_operand(b, op, env, n).map(|_| ())?;
                return Err(Stop::Error(e));
            }
            other => other?,
        };
        let right = self.known_operand(b, op, env, n)?;
        let (Operand::Scalar(left), Operand::Scalar(right)) = (&left, &right) else {
            return Err(self.bad_operands(o, &left, &right));
        };
        match op {
            BinaryOp::Add | BinaryOp::Sub | BinaryOp::Mul | BinaryOp::Div => self.arithmetic(o, left, right),
            BinaryOp::Less | BinaryOp::LessEq | BinaryOp::Greater | BinaryOp::GreaterEq => {
                match Self::order(left, right) {
                    Some(order) => {
                        let holds = match op {
                            BinaryOp::Less => order == Ordering::Less,
                            BinaryOp::LessEq => order != Ordering::Greater,
                            BinaryOp::Greater => order == Ordering::Greater,
                            _ => order != Ordering::Less,
                        };
                        Ok(Operand::Scalar(Scalar::Bool(holds)))
                    }
                    None => Err(self.bad_scalars(o, left, right)),
                }
            }
            _ => match (left, right) {
                (Scalar::Str(_) | Scalar::Bytes(_), Scalar::Str(_) | Scalar::Bytes(_)) => {
                    let found = self.regexp_matches(left, right, span, n)?;
                    Ok(Operand::Scalar(Scalar::Bool(found == (op == BinaryOp::Match))))
                }
                (Scalar::Str(_) | Scalar::Bytes(_), other) => {
                    let (shown, kind) = (self.show_scalar(other), other.kind().describe());
                    Err(self.fatal(e0309::CODE, e0309::no_text(shown, kind), span, n))
                }
                _ => Err(self.bad_scalars(o, left, right)),
            },
        }
    }

    /// The error of an operator that is not there for these types.
    pub(crate) fn bad_operands(&mut self, o: Operation, a: &Operand, b: &Operand) -> Stop {
        let [(a, ka), (b, kb)] = [a, b].map(|x| match x {
            Operand::Scalar(s) => (self.show_scalar(s), s.kind()),
            Operand::Node(m) => (self.show_node(*m), self.node(*m).kind),
        });
        let message = e0309::operands((a, ka.describe()), (b, kb.describe()), o.op.as_str());
        let mut spans = vec![o.span];
        for operand in [o.left, o.right] {
            spans.push(self.prog.span(operand));
            if let Some(m) = self.leads_to(operand, o.env, o.node) {
                spans.push(self.node_span(m));
            }
        }
        Stop::Error(self.error_with(e0309::CODE, ErrorKind::Fatal, message, spans, o.node))
    }

    pub(crate) fn bad_scalars(&mut self, o: Operation, a: &Scalar, b: &Scalar) -> Stop {
        self.bad_operands(o, &Operand::Scalar(a.clone()), &Operand::Scalar(b.clone()))
    }

    /// Order of two scalars that have one.
    pub(crate) fn order(a: &Scalar, b: &Scalar) -> Option<Ordering> {
        match (a, b) {
            (Scalar::Num(x), Scalar::Num(y)) => Some(x.compare(y)),
            (Scalar::Str(x), Scalar::Str(y)) => Some(x.as_bytes().cmp(y.as_bytes())),
            (Scalar::Bytes(x), Scalar::Bytes(y)) => Some(x.cmp(y)),
            (Scalar::Str(x), Scalar::Bytes(y)) => Some(x.as_bytes().cmp(y)),
            (Scalar::Bytes(x), Scalar::Str(y)) => Some((**x).cmp(y.as_bytes())),
            _ => None,
        }
    }

    fn arithmetic(&mut self, o: Operation, a: &Scalar, b: &Scalar) -> Result<Operand, Stop> {
        let Operation { op, span, node: n, .. } = o;
        let number = |r: Result<Num, NumError>| r.map(|x| Operand::Scalar(Scalar::Num(x)));
        let result = match (op, a, b) {
            (BinaryOp::Add, Scalar::Num(x), Scalar::Num(y)) => number(x.add(y)),
            (BinaryOp::Sub, Scalar::Num(x), Scalar::Num(y)) => number(x.sub(y)),
            (BinaryOp::Mul, Scalar::Num(x), Scalar::Num(y)) => number(x.mul(y)),
            (BinaryOp::Div, Scalar::Num(x), Scalar::Num(y)) => number(x.div(y)),
            (BinaryOp::Add, Scalar::Str(x), Scalar::Str(y)) => {
                Ok(Operand::Scalar(Scalar::Str(Arc::from(format!("{x}{y}")))))
            }
            (BinaryOp::Add, Scalar::Bytes(x), Scalar::Bytes(y)) => {
                Ok(Operand::Scalar(Scalar::Bytes(Arc::from([&**x, &**y].concat()))))
            }
            (BinaryOp::Mul, Scalar::Str(s), Scalar::Num(x)) | (BinaryOp::Mul, Scalar::Num(x), Scalar::Str(s)) => {
                let count = self.repetitions(Kind::STRING, x, s.len(), span, n)?;
                Ok(Operand::Scalar(Scalar::Str(Arc::from(s.repeat(count)))))
            }
            (BinaryOp::Mul, Scalar::Bytes(s), Scalar::Num(x)) | (BinaryOp::Mul, Scalar::Num(x), Scalar::Bytes(s)) => {
                let count = self.repetitions(Kind::BYTES, x, s.len(), span, n)?;
                Ok(Operand::Scalar(Scalar::Bytes(Arc::from(s.repeat(count)))))
            }
            _ => return Err(self.bad_scalars(o, a, b)),
        };
        result.map_err(|e| {
            let why = match e {
                NumError::DivisionByZero => e0309::DIVISION_BY_ZERO,
                NumError::Range => e0309::OUT_OF_RANGE,
                NumError::Syntax => e0309::NO_NUMBER,
            };
            self.fatal(e0309::CODE, e0309::arithmetic(why), span, n)
        })
    }

    /// How often to repeat a string or bytes of a length.
    fn repetitions(&mut self, what: Kind, x: &Num, len: usize, span: Span, n: NodeId) -> Result<usize, Stop> {
        const MAX_COUNT: i64 = 1_000_000;
        const MAX_LENGTH: usize = 1 << 28;
        let what = what.describe();
        if !x.is_int() || x.sign() < 0 {
            return Err(self.fatal(e0309::CODE, e0309::repetition(x), span, n));
        }
        let Some(count) = x.as_i64().filter(|i| *i <= MAX_COUNT).and_then(|i| usize::try_from(i).ok()) else {
            return Err(self.fatal(e0309::CODE, e0309::repetition_count(what, x, MAX_COUNT), span, n));
        };
        if count.saturating_mul(len) > MAX_LENGTH {
            return Err(self.fatal(e0309::CODE, e0309::repetition_length(what, MAX_LENGTH), span, n));
        }
        Ok(count)
    }

    // ---------------------------------------------------------------- equality

    fn is_bottom(&self, e: ExprId) -> bool {
        matches!(self.prog.expr(e), Expr::Bottom)
    }

    fn equality(&mut self, o: Operation) -> Result<Operand, Stop> {
        let Operation { op, left: a, right: b, env, node: n, span } = o;
        let wanted = op == BinaryOp::Equal;
        if self.is_bottom(a) || self.is_bottom(b) {
            let x = if self.is_bottom(b) { a } else { b };
            self.asking += 1;
            let failed = if self.is_bottom(x) { Ok(true) } else { self.is_error(x, wanted, env, n) };
            self.asking -= 1;
            let failed = failed?;
            return Ok(Operand::Scalar(Scalar::Bool(failed == wanted)));
        }
        let left = self.known_operand(a, op, env, n)?;
        let right = self.known_operand(b, op, env, n)?;
        let equal = match (&left, &right) {
            (Operand::Scalar(x), Operand::Scalar(y)) => match (x, y) {
                (Scalar::Num(p), Scalar::Num(q)) => p.compare(q) == Ordering::Equal,
                (Scalar::Null, _) | (_, Scalar::Null) => x == y,
                _ if x.kind() == y.kind() => x == y,
                (Scalar::Str(p), Scalar::Bytes(q)) | (Scalar::Bytes(q), Scalar::Str(p)) => p.as_bytes() == &**q,
                _ if self.prog.features(span.file).structcmp => false,
                _ => return Err(self.bad_scalars(o, x, y)),
            },
            (Operand::Node(x), Operand::Node(y)) => {
                let (kx, ky) = (self.node(*x).kind, self.node(*y).kind);
                if kx != ky {
                    return Err(self.bad_operands(o, &left, &right));
                }
                self.complete(*x)?;
                self.complete(*y)?;
                for (m, e) in [(*x, a), (*y, b)] {
                    if !self.is_concrete(m) {
                        let message = e0401::compared(self.show_node(m), op.as_str());
                        let spans = vec![span, self.prog.span(e)];
                        return Err(Stop::Error(self.error_with(
                            e0401::CODE,
                            ErrorKind::Incomplete,
                            message,
                            spans,
                            n,
                        )));
                    }
                }
                self.equal_nodes(*x, *y)
            }
            (Operand::Scalar(Scalar::Null), _) | (_, Operand::Scalar(Scalar::Null)) => false,
            (Operand::Scalar(_), Operand::Node(_)) | (Operand::Node(_), Operand::Scalar(_)) => {
                return Err(self.bad_operands(o, &left, &right));
            }
        };
        Ok(Operand::Scalar(Scalar::Bool(equal == wanted)))
    }

    /// An operand: a scalar, or a struct or list.
    fn known_operand(&mut self, e: ExprId, op: BinaryOp, env: EnvId, n: NodeId) -> Result<Operand, Stop> {
        match self.prog.expr(e) {
            Expr::Num(x) => return Ok(Operand::Scalar(Scalar::Num(x.clone()))),
            Expr::Str(s) => return Ok(Operand::Scalar(Scalar::Str(s.clone()))),
            _ => {}
        }
        let value = match self.eval(e, env, n)? {
            Operand::Node(m) => self.value_of(m)?,
            scalar => scalar,
        };
        if let Operand::Node(m) = value {
            let kind = self.node(m).kind;
            if kind != Kind::STRUCT && kind != Kind::LIST {
                let shown = self.show_node(m);
                let spans = self.asked_at(self.prog.span(e), m);
                let message = e0401::operand(shown, op.as_str());
                return Err(Stop::Error(self.error_with(e0401::CODE, ErrorKind::Incomplete, message, spans, n)));
            }
        }
        Ok(value)
    }

    /// `x == _|_`: whether a value is an error or is not there. What is picked from a value that is written here is one
    /// where anything in that value is.
    fn is_error(&mut self, e: ExprId, wanted: bool, env: EnvId, n: NodeId) -> Result<bool, Stop> {
        if let Expr::Select(x, _) = self.prog.expr(e)
            && let Expr::Struct(_) | Expr::Binary(BinaryOp::And, ..) = self.prog.expr(*x)
            && self.is_error(*x, wanted, env, n)?
        {
            return Ok(true);
        }
        let found = self.eval(e, env, n);
        let place = match found {
            Ok(Operand::Node(m)) => m,
            _ => NO_NODE,
        };
        let value = match found {
            Ok(Operand::Node(m)) => self.value_of(m).and_then(|value| self.unrefuted(value, m)),
            other => other,
        };
        match value {
            Err(Stop::Blocked(d)) => match self.prospect_of(e, wanted, env, n) {
                Prospect::No => Ok(true),
                _ => Err(Stop::Blocked(d)),
            },
            Err(Stop::Error(x)) => {
                let undefined = self.is_undefined(x);
                self.absent(undefined, e, wanted, env, n)
            }
            Ok(Operand::Scalar(_)) => Ok(false),
            // What is no more than a type counts as an error, too.
            Ok(Operand::Node(m)) if matches!(self.node(m).base, Base::Open) => {
                if !self.may_grow(place, self.prog.span(e)) {
                    return Ok(true);
                }
                let around = self.node(self.node(place).parent).busy_at;
                Err(if self.forced > 0 { self.circular(e, n) } else { Stop::Blocked(around) })
            }
            Ok(Operand::Node(m)) => match self.complete(m) {
                Ok(()) => Ok(self.flaw(m).is_some()),
                Err(_) => Ok(false),
            },
        }
    }

    /// The value of a node. A scalar is known before all that is said of it: none of that may speak against it.
    fn unrefuted(&mut self, value: Operand, n: NodeId) -> Result<Operand, Stop> {
        if let (Operand::Scalar(_), Ok(n)) = (&value, self.settle_shared(n))
            && let Base::Error(e) = self.node(n).base
        {
            return Err(Stop::Error(e));
        }
        Ok(value)
    }

    /// What is not there compares as an error, unless it may be there because of that.
    fn absent(&mut self, undefined: bool, e: ExprId, wanted: bool, env: EnvId, n: NodeId) -> Result<bool, Stop> {
        let circular = undefined
            && match self.prospect_of(e, wanted, env, n) {
                Prospect::Yes => true,
                Prospect::Unknown => self.forced > 0,
                Prospect::No => false,
            };
        if circular { Err(self.circular(e, n)) } else { Ok(true) }
    }

    /// Whether an error is that something is not there; of a disjunction, that something is not there for any disjunct.
    fn is_undefined(&self, e: ErrorId) -> bool {
        let error = self.error(e);
        let parts = || !error.parts.is_empty() && error.parts.iter().all(|p| self.is_undefined(*p));
        error.code == e0308::CODE || error.kind.is_incomplete() && parts()
    }

    /// Whether a completed node is data, defaults taken.
    pub(crate) fn is_concrete(&self, n: NodeId) -> bool {
        let n = self.taken_default(self.deref(n));
        match self.node(n).base {
            Base::Scalar(_) => true,
            Base::Struct | Base::List => {
                let mut data = self.node(n).fields.iter().filter(|f| f.is_data());
                data.all(|f| stacker::maybe_grow(64 * 1024, 1024 * 1024, || self.is_concrete(f.node)))
            }
            _ => false,
        }
    }

    /// Equality of completed nodes, defaults taken.
    pub(crate) fn equal_nodes(&self, a: NodeId, b: NodeId) -> bool {
        let (a, b) = (self.taken_default(self.deref(a)), self.taken_default(self.deref(b)));
        if a == b {
            return true;
        }
        let (x, y) = (self.node(a), self.node(b));
        match (&x.base, &y.base) {
            (Base::Scalar(p), Base::Scalar(q)) => match (p, q) {
                (Scalar::Num(p), Scalar::Num(q)) => p.compare(q) == Ordering::Equal,
                _ => p == q,
            },
            (Base::Struct, Base::Struct) | (Base::List, Base::List) => {
                let counts = |f: &&Field| f.is_data();
                x.fields.iter().filter(counts).count() == y.fields.iter().filter(counts).count()
                    && x.fields.iter().filter(counts).all(|f| {
                        y.find(f.label).is_some_and(|i| {
                            y.fields[i].marker == Marker::Regular
                                && stacker::maybe_grow(64 * 1024, 1024 * 1024, || {
                                    self.equal_nodes(f.node, y.fields[i].node)
                                })
                        })
                    })
            }
            _ => false,
        }
    }

    // ---------------------------------------------------------------- regular expressions

    pub(crate) fn regexp_matches(
        &mut self,
        text: &Scalar,
        pattern: &Scalar,
        span: Span,
        n: NodeId,
    ) -> Result<bool, Stop> {
        let pattern: Arc<str> = match pattern {
            Scalar::Str(s) => s.clone(),
            Scalar::Bytes(b) => String::from_utf8_lossy(b).into(),
            _ => return Ok(false),
        };
        let compiled = match self.regexps.get(&pattern) {
            Some(r) => r.clone(),
            None => {
                let r = tenon_regexp::Regex::new(&pattern).map(Arc::new).map_err(|e| e.to_string());
                self.regexps.insert(pattern.clone(), r.clone());
                r
            }
        };
        let r = match compiled {
            Ok(r) => r,
            Err(message) => return Err(self.fatal(e0311::CODE, message, span, n)),
        };
        Ok(match text {
            Scalar::Str(s) => r.is_match(s.as_bytes()),
            Scalar::Bytes(b) => r.is_match(b),
            _ => false,
        })
    }

    /// Whether a scalar satisfies a bound; nothing where they cannot be compared.
    pub(crate) fn within(
        &mut self,
        s: &Scalar,
        op: BoundOp,
        bound: &Scalar,
        span: Span,
        n: NodeId,
    ) -> Result<Option<bool>, Stop> {
        Ok(match op {
            BoundOp::NotEq => match (s, bound) {
                (Scalar::Num(x), Scalar::Num(y)) => Some(x.compare(y) != Ordering::Equal),
                _ => Some(s != bound),
            },
            BoundOp::Equal => match (s, bound) {
                (Scalar::Num(x), Scalar::Num(y)) => Some(x.compare(y) == Ordering::Equal),
                _ => Some(s == bound),
            },
            BoundOp::Match | BoundOp::NotMatch => {
                let found = self.regexp_matches(s, bound, span, n)?;
                Some(found == (op == BoundOp::Match))
            }
            _ => Self::order(s, bound).map(|o| match op {
                BoundOp::Less => o == Ordering::Less,
                BoundOp::LessEq => o != Ordering::Greater,
                BoundOp::Greater => o == Ordering::Greater,
                _ => o != Ordering::Less,
            }),
        })
    }
}
