//! What builtin functions may ask of the evaluator.
//!
//! A function that asks for what is being worked on further down the stack gets what is known of it so far, but its answer
//! does not count: the call waits.

use crate::builtin::{CallError, Check, Context, Handle, Sameness};
use crate::data::NoData;
use crate::engine::Evaluator;
use crate::error::Stop;
use crate::node::*;
use crate::view::View;
use tenon_catalogue::e0402;
use tenon_ir::program::Marker;
use tenon_ir::{Data, Kind, Num};
use tenon_source::FileId;

impl Evaluator<'_> {
    fn settled(&mut self, h: Handle) -> NodeId {
        let n = NodeId(h.0);
        let settled = self.settle_shared(n);
        let n = self.note(settled).unwrap_or(self.deref(n));
        self.taken_default(n)
    }

    /// Notes what the function that is being run has to wait for.
    fn note<T>(&mut self, result: Result<T, Stop>) -> Result<T, Stop> {
        if let Err(Stop::Blocked(depth)) = result {
            self.awaited = Some(self.awaited.map_or(depth, |d| d.min(depth)));
        }
        result
    }
}

impl Evaluator<'_> {
    /// Compares what is known of two values.
    fn alike(&mut self, a: Handle, b: Handle) -> Sameness {
        stacker::maybe_grow(128 * 1024, 4 * 1024 * 1024, || self.compare(a, b))
    }

    fn compare(&mut self, a: Handle, b: Handle) -> Sameness {
        let (x, y) = (self.settled(a), self.settled(b));
        match (&self.node(x).base, &self.node(y).base) {
            (Base::Scalar(s), Base::Scalar(t)) if s == t => return Sameness::Same,
            (Base::Scalar(_), _) | (_, Base::Scalar(_)) => return Sameness::Different,
            _ => {}
        }
        let kind = self.node(x).kind;
        if kind != self.node(y).kind {
            return Sameness::Different;
        }
        let pairs: Vec<(Handle, Handle)> = if kind == Kind::LIST {
            let (xs, ys) = (self.elements_of(x), self.elements_of(y));
            if xs.len() != ys.len() {
                return Sameness::Different;
            }
            xs.into_iter().zip(ys).map(|(f, g)| (Handle(f.0), Handle(g.0))).collect()
        } else if kind == Kind::STRUCT {
            let present = |n: NodeId| {
                let fields = self.node(n).fields.iter();
                fields.filter(|f| f.marker == Marker::Regular && f.label.is_regular())
            };
            if present(x).count() != present(y).count() {
                return Sameness::Different;
            }
            let other = |f: &Field| present(y).find(|g| g.label == f.label).map(|g| Handle(g.node.0));
            match present(x).map(|f| Some((Handle(f.node.0), other(f)?))).collect() {
                Some(pairs) => pairs,
                None => return Sameness::Different,
            }
        } else if self.show_node(x) == self.show_node(y) {
            return Sameness::Undecided;
        } else {
            return Sameness::Different;
        };
        let mut all = if self.is_final(x) && self.is_final(y) { Sameness::Same } else { Sameness::Undecided };
        for (f, g) in pairs {
            match self.alike(f, g) {
                Sameness::Same => {}
                Sameness::Undecided => all = Sameness::Undecided,
                Sameness::Different => return Sameness::Different,
            }
        }
        all
    }

    /// Whether no further element or field can come.
    fn is_final(&mut self, n: NodeId) -> bool {
        let node = self.node(n);
        if node.kind == Kind::LIST {
            return self.list_is_closed(n);
        }
        if node.ext.as_ref().is_some_and(|e| !e.patterns.is_empty()) || !self.is_closed(n) {
            return false;
        }
        let optional = |f: &&Field| f.marker == Marker::Optional && f.label.is_regular();
        let optional: Vec<NodeId> = self.node(n).fields.iter().filter(optional).map(|f| f.node).collect();
        // A field that would be wrong never comes.
        optional.into_iter().all(|m| self.complete(m).is_ok() && self.flaw(m).is_some())
    }
}

impl Context for Evaluator<'_> {
    fn data(&mut self, value: Handle) -> Result<Data, CallError> {
        match self.data_of(NodeId(value.0), true) {
            Err(NoData::Stopped(stop)) => Ok(self.note(Err(stop)).map_err(NoData::Stopped)?),
            data => Ok(data?),
        }
    }

    fn kind(&mut self, value: Handle) -> Kind {
        let n = self.settled(value);
        self.node(n).kind
    }

    fn elements(&mut self, value: Handle) -> Result<Vec<Handle>, CallError> {
        let n = self.settled(value);
        if self.node(n).kind != Kind::LIST {
            return Err(CallError::new(format!("{} is no list", self.show_node(n))));
        }
        Ok(self.elements_of(n).into_iter().map(|m| Handle(m.0)).collect())
    }

    fn fields(&mut self, value: Handle) -> Result<Vec<(String, Handle)>, CallError> {
        let n = self.settled(value);
        if self.node(n).kind != Kind::STRUCT {
            return Err(CallError::new(format!("{} is no struct", self.show_node(n))));
        }
        let node = self.node(n);
        Ok(node
            .fields
            .iter()
            .filter(|f| f.marker == Marker::Regular && f.label.is_regular())
            .map(|f| (self.names.name(f.label).to_string(), Handle(f.node.0)))
            .collect())
    }

    fn text(&mut self, value: Handle) -> String {
        let n = self.settled(value);
        if self.node(n).walking == 0 {
            // As far as it can be worked out: what is being completed is no part of itself because it is named.
            let _ = self.complete(n);
        }
        self.show_node(n)
    }

    fn source(&mut self, _name: &str, _text: &str) -> FileId {
        tenon_source::Span::NONE.file
    }

    fn value(&mut self, data: &Data) -> Handle {
        Handle(self.import_data(data).0)
    }

    fn unify(&mut self, a: Handle, b: Handle) -> Handle {
        Handle(self.unified(NodeId(a.0), NodeId(a.0), NodeId(b.0)).0)
    }

    fn error(&mut self, value: Handle, check: Check) -> Option<CallError> {
        let n = NodeId(value.0);
        let done = self.complete(n);
        if self.note(done).is_err() {
            return Some(CallError::Incomplete(e0402::MESSAGE.into()));
        }
        if self.flaw(n).is_some() {
            return Some(CallError::Value(value));
        }
        if check == Check::Partial {
            return None;
        }
        if let Some(m) = self.missing(n) {
            let name = self.show_label(self.node(m).label);
            return Some(CallError::Incomplete(format!("field is required but not present: {name}")));
        }
        if check == Check::Required {
            return None;
        }
        self.data_of(n, true).err().map(CallError::from)
    }

    fn less(&mut self, comparer: Handle, x: Handle, y: Handle) -> Result<bool, CallError> {
        let c = NodeId(comparer.0);
        let around = self.node(c).parent;
        let m = self.temp_node(around, Self::data_conjunct(c));
        let (label, temp) = (self.node(c).label, self.node(c).temp);
        // A copy in the place of the comparer.
        self.node_mut(m).label = label;
        self.node_mut(m).temp = temp;
        let (lx, ly, ll) = (self.names.regular("x"), self.names.regular("y"), self.names.regular("less"));
        self.add_field(m, lx, Marker::Regular, Self::data_conjunct(NodeId(x.0)));
        self.add_field(m, ly, Marker::Regular, Self::data_conjunct(NodeId(y.0)));
        let settled = self.settle(m);
        let _ = self.note(settled);
        let m = self.deref(m);
        let Some(i) = self.node(m).find(ll) else { return Err(CallError::new("comparer has no field less")) };
        let less = self.node(m).fields[i].node;
        let value = self.value_of(less);
        match self.note(value) {
            Ok(crate::expr::Operand::Scalar(Scalar::Bool(b))) => Ok(b),
            _ => match self.flaw(less) {
                Some(_) => {
                    let _ = self.complete(m);
                    Err(CallError::Value(Handle(m.0)))
                }
                None => Err(CallError::Incomplete("less is no truth value".into())),
            },
        }
    }

    fn count(&mut self, value: Handle) -> Option<Num> {
        let n = self.settled(value);
        let count = self.node(n).fields.iter().filter(|f| f.is_data()).count();
        Some(Num::from(count as i64))
    }

    fn most(&mut self, value: Handle) -> Option<Num> {
        let n = self.settled(value);
        let node = self.node(n);
        if node.kind == Kind::LIST {
            return self.list_is_closed(n).then(|| Num::from(self.elements_of(n).len() as i64));
        }
        let patterns = node.ext.as_ref().is_some_and(|e| !e.patterns.is_empty());
        if patterns || !self.is_closed(n) && !self.is_literal(n) {
            return None;
        }
        let count = node.fields.iter().filter(|f| f.label.is_regular()).count();
        Some(Num::from(count as i64))
    }

    fn written(&mut self, value: Handle) -> Result<(View<'_>, NodeId), CallError> {
        let n = NodeId(value.0);
        if self.complete(n).is_err() {
            return Err(CallError::Incomplete(e0402::MESSAGE.into()));
        }
        if self.flaw(n).is_some() {
            return Err(CallError::Passed(value));
        }
        self.finish_optional(n);
        if let Some(e) = self.first_incomplete(n) {
            return Err(CallError::Incomplete(self.errors[e.0 as usize].message.clone()));
        }
        Ok((self.view(), n))
    }

    fn same(&mut self, a: Handle, b: Handle) -> Sameness {
        for h in [a, b] {
            let done = self.complete(NodeId(h.0));
            let _ = self.note(done);
        }
        self.alike(a, b)
    }
}
