//! Data and nodes: trees read from files become nodes without passing through syntax; nodes become data for functions
//! and exporters.

use crate::builtin::{CallError, Handle};
use crate::engine::Evaluator;
use crate::error::{ErrorId, Stop};
use crate::expr::Operand;
use crate::node::*;
use tenon_catalogue::e0402;
use tenon_ir::data::{DataValue, Entry};
use tenon_ir::program::{DataId, Marker};
use tenon_ir::{Data, Kind, Label};
use tenon_source::Span;

/// How many errors of an argument a call tells at most.
const MAX_REASONS: usize = 100;

impl Evaluator<'_> {
    /// The node of a data tree of the program.
    pub(crate) fn data_node(&mut self, id: DataId) -> NodeId {
        if let Some(n) = self.data.get(&id.0) {
            return *n;
        }
        let prog = self.prog;
        let n = self.import_data(&prog.data[id.0 as usize]);
        self.data.insert(id.0, n);
        n
    }

    /// Makes nodes of data, with the places that it was read from.
    pub(crate) fn import_data(&mut self, data: &Data) -> NodeId {
        let mut spans = Vec::new();
        let start = NodeId(self.nodes.len() as u32);
        let n = self.literal_tree(data, NO_NODE, Label::index(0), &mut spans);
        if !data.span.is_none() {
            self.data_spans.push((start, spans));
        }
        n
    }

    fn literal_tree(&mut self, data: &Data, parent: NodeId, label: Label, spans: &mut Vec<Span>) -> NodeId {
        if let DataValue::Opaque(n) = &data.value {
            return NodeId(*n);
        }
        let n = self.new_node(parent, label);
        spans.push(data.span);
        let (kind, base) = match &data.value {
            DataValue::Null => (Kind::NULL, Base::Scalar(Scalar::Null)),
            DataValue::Bool(b) => (Kind::BOOL, Base::Scalar(Scalar::Bool(*b))),
            DataValue::Num(x) => {
                let s = Scalar::Num(x.clone());
                (s.kind(), Base::Scalar(s))
            }
            DataValue::Str(s) => (Kind::STRING, Base::Scalar(Scalar::Str(s.clone()))),
            DataValue::Bytes(b) => (Kind::BYTES, Base::Scalar(Scalar::Bytes(b.clone()))),
            DataValue::List(items) => {
                self.node_mut(n).fields.reserve_exact(items.len());
                for (i, item) in items.iter().enumerate() {
                    let label = Label::index(i as u32);
                    self.literal_child(n, label, item, spans);
                }
                (Kind::LIST, Base::List)
            }
            DataValue::Struct(entries) => {
                self.node_mut(n).fields.reserve_exact(entries.len());
                for entry in entries {
                    let label = self.names.regular(&entry.key);
                    self.literal_child(n, label, &entry.value, spans);
                }
                (Kind::STRUCT, Base::Struct)
            }
            DataValue::Opaque(_) => (Kind::TOP, Base::Open),
        };
        self.node_mut(n).set_known(kind, base);
        n
    }

    fn literal_child(&mut self, n: NodeId, label: Label, value: &Data, spans: &mut Vec<Span>) {
        let child = stacker::maybe_grow(64 * 1024, 1024 * 1024, || self.literal_tree(value, n, label, spans));
        self.node_mut(n).push_field(Field { label, node: child, marker: Marker::Regular });
    }

    pub(crate) fn scalar_node(&mut self, scalar: Scalar) -> NodeId {
        let n = self.new_node(NO_NODE, Label::index(0));
        self.node_mut(n).set_known(scalar.kind(), Base::Scalar(scalar));
        n
    }

    pub(crate) fn data_operand(&mut self, data: &Data) -> Operand {
        match &data.value {
            DataValue::Null => Operand::Scalar(Scalar::Null),
            DataValue::Bool(b) => Operand::Scalar(Scalar::Bool(*b)),
            DataValue::Num(x) => Operand::Scalar(Scalar::Num(x.clone())),
            DataValue::Str(s) => Operand::Scalar(Scalar::Str(s.clone())),
            DataValue::Bytes(b) => Operand::Scalar(Scalar::Bytes(b.clone())),
            DataValue::Opaque(n) => Operand::Node(NodeId(*n)),
            _ => Operand::Node(self.import_data(data)),
        }
    }

    /// A node as data; with `deep`, down to the leaves. Only what is data is worked out: a definition beside it may be the
    /// very one that asks.
    pub(crate) fn data_of(&mut self, n: NodeId, deep: bool) -> Result<Data, NoData> {
        let start = n;
        let n = self.settle_shared(n)?;
        let n = self.taken_default(n);
        let span = self.node_span(n);
        let value = match &self.node(n).base {
            Base::Scalar(s) => match s.clone() {
                Scalar::Null => DataValue::Null,
                Scalar::Bool(b) => DataValue::Bool(b),
                Scalar::Num(x) => DataValue::Num(x),
                Scalar::Str(s) => DataValue::Str(s),
                Scalar::Bytes(b) => DataValue::Bytes(b),
            },
            Base::List => {
                let elements = self.elements_of(n);
                let mut out = Vec::with_capacity(elements.len());
                for item in elements {
                    out.push(self.nested(item, deep)?);
                }
                self.checked(n, deep)?;
                DataValue::List(out)
            }
            Base::Struct => {
                let node = self.node(n);
                if node.state < State::Complete || node.walking != 0 {
                    self.order_fields(n);
                }
                let fields = self.node(n).fields.clone();
                let mut out = Vec::with_capacity(fields.len());
                for f in fields {
                    if !f.label.is_regular() || f.marker == Marker::Optional {
                        continue;
                    }
                    if f.marker == Marker::Required && deep {
                        let name = self.names.name_arc(f.label);
                        let message = format!("{name}: field is required but not present");
                        return Err(CallError::Incomplete(message).into());
                    }
                    let value = self.nested(f.node, deep)?;
                    out.push(Entry { key_span: Span::NONE, key: self.names.name_arc(f.label), value });
                }
                self.checked(n, deep)?;
                DataValue::Struct(out)
            }
            Base::Error(_) => return Err(self.no_data(n)),
            _ if !deep => DataValue::Opaque(start.0),
            _ => {
                let shown = self.show_node(n);
                let message = format!("incomplete value {shown}");
                return Err(CallError::Open { value: Handle(n.0), message }.into());
            }
        };
        Ok(Data { span, value })
    }

    /// The data of an argument. If there is an error in it, the others in it are found, too; in a list those of its first
    /// wrong element.
    pub(crate) fn argument_data(&mut self, n: NodeId, deep: bool) -> Result<Data, NoData> {
        let result = self.data_of(n, deep);
        match result {
            Err(NoData::Call(CallError::Value(h))) if h.0 != n.0 => {
                self.explore(n);
                Err(CallError::Value(Handle(self.first_wrong(n).0)).into())
            }
            _ => result,
        }
    }

    /// The first wrong element of a list; what is no list itself.
    fn first_wrong(&self, n: NodeId) -> NodeId {
        let m = self.taken_default(self.deref(n));
        if self.node(m).kind != Kind::LIST {
            return n;
        }
        self.elements_of(m).into_iter().find(|e| self.flaw(*e).is_some()).unwrap_or(n)
    }

    /// Works out all data of a node, whatever fails; of a list, the elements up to the first wrong one.
    fn explore(&mut self, n: NodeId) {
        if self.data_of(n, false).is_err() {
            return;
        }
        let n = self.taken_default(self.deref(n));
        let data: Vec<NodeId> = self.node(n).fields.iter().filter(|f| f.is_data()).map(|f| f.node).collect();
        let list = self.node(n).kind == Kind::LIST;
        for m in data {
            stacker::maybe_grow(64 * 1024, 1024 * 1024, || self.explore(m));
            if list && self.flaw(m).is_some() {
                return;
            }
        }
    }

    fn nested(&mut self, n: NodeId, deep: bool) -> Result<Data, NoData> {
        if !deep {
            self.settle(n)?;
            let m = self.taken_default(self.deref(n));
            if !matches!(self.node(m).base, Base::Scalar(_)) {
                return Ok(Data::new(DataValue::Opaque(n.0)));
            }
        }
        stacker::maybe_grow(64 * 1024, 1024 * 1024, || self.data_of(n, deep))
    }

    /// Runs the validators of a struct or list whose contents are known.
    fn checked(&mut self, n: NodeId, deep: bool) -> Result<(), NoData> {
        let node = self.node(n);
        if !deep || node.walking != 0 || node.ext.as_ref().is_none_or(|e| e.checks.is_empty()) {
            return Ok(());
        }
        self.complete(n)?;
        match self.node(n).base {
            Base::Error(_) => Err(self.no_data(n)),
            _ => Ok(()),
        }
    }

    fn no_data(&self, n: NodeId) -> NoData {
        NoData::Call(match self.node(n).base {
            Base::Error(e) if self.error(e).kind.is_incomplete() => {
                CallError::Incomplete(self.error(e).message.clone())
            }
            _ => CallError::Value(Handle(n.0)),
        })
    }

    /// The fatal errors of a completed node and of what is in it.
    pub(crate) fn flaws(&self, n: NodeId, out: &mut Vec<ErrorId>) {
        for m in [n, self.deref(n)] {
            if let Base::Error(e) = self.node(m).base {
                if !self.error(e).kind.is_incomplete() && !out.contains(&e) && out.len() < MAX_REASONS {
                    out.push(e);
                }
                return;
            }
        }
        let n = self.taken_default(self.deref(n));
        if let Base::Error(_) = self.node(n).base {
            return self.flaws(n, out);
        }
        for f in self.node(n).fields.iter().filter(|f| f.marker == Marker::Regular) {
            if out.len() < MAX_REASONS {
                stacker::maybe_grow(64 * 1024, 1024 * 1024, || self.flaws(f.node, out));
            }
        }
    }

    /// How many elements a list has.
    pub(crate) fn element_count(&self, n: NodeId) -> usize {
        self.node(n).fields.iter().filter(|f| f.label.as_index().is_some()).count()
    }

    /// A list's elements, without the definitions and hidden fields beside them.
    pub(crate) fn elements_of(&self, n: NodeId) -> Vec<NodeId> {
        self.node(n).fields.iter().filter(|f| f.label.as_index().is_some()).map(|f| f.node).collect()
    }
}

/// Why there is no data of a node.
pub(crate) enum NoData {
    /// It waits for something else.
    Stopped(Stop),
    /// It is wrong or incomplete.
    Call(CallError),
}

impl From<Stop> for NoData {
    fn from(stop: Stop) -> NoData {
        NoData::Stopped(stop)
    }
}

impl From<CallError> for NoData {
    fn from(error: CallError) -> NoData {
        NoData::Call(error)
    }
}

impl From<NoData> for CallError {
    fn from(reason: NoData) -> CallError {
        match reason {
            NoData::Stopped(_) => CallError::Incomplete(e0402::MESSAGE.into()),
            NoData::Call(error) => error,
        }
    }
}

/// Appends bytes as text: bytes in a row that are no UTF-8 become one U+FFFD.
pub(crate) fn push_bytes(text: &mut String, bytes: &[u8]) {
    let mut replaced = false;
    for chunk in bytes.utf8_chunks() {
        if !chunk.valid().is_empty() {
            text.push_str(chunk.valid());
            replaced = false;
        }
        if !chunk.invalid().is_empty() && !std::mem::replace(&mut replaced, true) {
            text.push(char::REPLACEMENT_CHARACTER);
        }
    }
}
