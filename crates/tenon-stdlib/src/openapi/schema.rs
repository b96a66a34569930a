//! Values to schemas.
//!
//! A value that only refers to a definition is a `$ref`; one that says more besides has the reference in `allOf` and
//! says for itself what the definition does not. A choice among scalars of one type is an `enum`; `null` among others
//! makes a value nullable; every other choice is a `oneOf`, in which a struct without fields of its own excludes the
//! other alternatives.

use super::data;
use super::limits::{further, keywords, type_name};
use super::object::Object;
use super::written::{Parts, Target, Written};
use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;
use tenon_eval::view::View;
use tenon_eval::{Conjunct, NodeId, Scalar};
use tenon_ir::program::{Basic, Decl, DocId, Expr, ExprId, Marker};
use tenon_ir::{Data, Kind, Label, LabelKind};

/// Structs that are nested more deeply, or contain themselves once references are put in place, are left out.
const MAX_DEPTH: usize = 100;

/// What is written beside a field.
type Note<'a> = (Option<DocId>, &'a [Arc<str>]);

/// Makes schemas.
pub(super) struct Generator<'a> {
    pub view: View<'a>,
    pub expand: bool,
    notes: HashMap<ExprId, Note<'a>>,
    done: BTreeMap<String, Data>,
    wanted: Vec<(String, Target)>,
    /// What schemas are being made of, innermost last.
    within: Vec<NodeId>,
}

impl<'a> Generator<'a> {
    pub fn new(view: View<'a>, expand: bool) -> Generator<'a> {
        let decls = view.program.structs.iter().flat_map(|s| s.decls.iter());
        let notes = decls
            .filter_map(|d| match d {
                Decl::Field { value, doc, attrs, .. } => Some((*value, (*doc, &**attrs))),
                _ => None,
            })
            .collect();
        Generator { view, expand, notes, done: BTreeMap::new(), wanted: Vec::new(), within: Vec::new() }
    }

    /// Makes the schemas of all definitions in a struct.
    pub fn definitions(&mut self, n: NodeId, prefix: &str) {
        if prefix.matches('.').count() > MAX_DEPTH {
            return;
        }
        let definitions: Vec<(Label, NodeId)> = self
            .view
            .fields(n)
            .filter(|(label, ..)| label.kind() == LabelKind::Definition)
            .map(|(label, _, field)| (label, field))
            .collect();
        for (label, field) in definitions {
            let name = self.view.names.name(label).trim_start_matches('#');
            if !prefix.is_empty() && name.ends_with("_value") {
                continue;
            }
            let full = format!("{prefix}{name}");
            let parts = self.parts(field);
            let schema = self.described(field);
            self.done.insert(full.clone(), schema.data());
            if parts.more || parts.targets.is_empty() {
                let inner = self.view.disjuncts(field).and_then(|(all, _)| all.first().copied()).unwrap_or(field);
                if self.view.kind(inner) == Kind::STRUCT {
                    self.definitions(inner, &format!("{full}."));
                }
            }
        }
    }

    /// All schemas, with those that were referred to.
    pub fn finish(mut self) -> BTreeMap<String, Data> {
        while let Some((name, target)) = self.wanted.pop() {
            if self.done.contains_key(&name) {
                continue;
            }
            let schema = match target {
                Target::Definition(n) => self.described(n),
                Target::Builtin(_) => typed("string"),
            };
            self.done.insert(name, schema.data());
        }
        self.done
    }

    /// The schema of a field or definition, with what is written beside it.
    pub fn described(&mut self, n: NodeId) -> Object {
        let mut out = stacker::maybe_grow(128 * 1024, 4 * 1024 * 1024, || self.schema(n));
        if out.has("$ref") {
            return out;
        }
        let (mut docs, mut deprecated) = (Vec::new(), false);
        for conjunct in self.view.conjuncts(n) {
            let Conjunct::Expr(e, _) = conjunct else { continue };
            let Some((doc, attrs)) = self.notes.get(&e) else { continue };
            let text = doc.and_then(|d| self.view.program.docs.get(d.0 as usize));
            docs.extend(text.map(|lines| lines.iter().map(|l| l.trim()).collect::<Vec<_>>().join("\n")));
            deprecated |= attrs.iter().any(|a| is_deprecated(a));
        }
        docs.dedup();
        if !docs.is_empty() {
            out.lead("description", Data::str(docs.join("\n\n")));
        }
        if deprecated {
            out.put("deprecated", Data::bool(true));
        }
        out
    }

    fn schema(&mut self, n: NodeId) -> Object {
        let parts = self.parts(n);
        if let Some(reference) = self.reference(&parts) {
            return reference;
        }
        let id = self.view.shared(n);
        if self.within.len() > MAX_DEPTH || self.within.contains(&id) {
            return Object::default();
        }
        self.within.push(id);
        let mut out = self.value_with(n, &parts, true);
        self.refer_further(&parts, &mut out);
        self.within.pop();
        out
    }

    /// The reference that is all there is.
    pub fn reference(&mut self, parts: &Parts) -> Option<Object> {
        if parts.more {
            return None;
        }
        match parts.targets.as_slice() {
            [] => None,
            [one] => self.refer(one),
            _ if self.expand => None,
            _ => {
                let mut out = Object::default();
                self.refer_further(parts, &mut out);
                Some(out)
            }
        }
    }

    /// Adds the references of a value that says more.
    pub fn refer_further(&mut self, parts: &Parts, out: &mut Object) {
        for target in &parts.targets {
            if let Some(reference) = self.refer(target) {
                further(out, reference);
            }
        }
    }

    /// `{"$ref": …}`; none where what is referred to stands in its place.
    fn refer(&mut self, target: &Target) -> Option<Object> {
        let name = match target {
            Target::Definition(_) if self.expand => return None,
            Target::Builtin(_) if self.expand => return Some(typed("string")),
            Target::Builtin(name) => (*name).to_owned(),
            Target::Definition(n) => {
                let path = self.view.path(*n);
                let names = path.iter().map(|l| match l.kind() {
                    LabelKind::Definition => self.view.names.name(*l).trim_start_matches('#').to_owned(),
                    LabelKind::Index => l.as_index().unwrap_or(0).to_string(),
                    _ => self.view.names.name(*l).to_owned(),
                });
                names.collect::<Vec<String>>().join(".")
            }
        };
        let mut out = Object::default();
        out.put("$ref", Data::str(format!("#/components/schemas/{name}")));
        self.wanted.push((name, target.clone()));
        Some(out)
    }

    /// The schema of a value, whatever it is written like.
    pub fn value(&mut self, n: NodeId) -> Object {
        let parts = self.parts(n);
        self.value_with(n, &parts, true)
    }

    fn value_with(&mut self, n: NodeId, parts: &Parts, alone: bool) -> Object {
        let view = self.view;
        if let Some(scalar) = view.scalar(n) {
            return one_of_scalars(&[scalar]);
        }
        if view.disjuncts(n).is_some() {
            return self.disjunction(n, parts);
        }
        match view.kind(n) {
            Kind::STRUCT => self.object(n, parts),
            Kind::LIST => self.list(n),
            kind => self.constrained(n, kind, alone),
        }
    }

    fn constrained(&mut self, n: NodeId, kind: Kind, alone: bool) -> Object {
        let known = Kind(kind.0 & !Kind::FUNC.0 & !Kind::NULL.0);
        let nullable = kind.contains(Kind::NULL) && !kind.contains(Kind(Kind::TOP.0 & !Kind::FUNC.0));
        let mut out = type_name(known).map_or_else(Object::default, typed);
        out.extend(keywords(self.view, known, &self.view.limits(n), alone));
        if nullable {
            out.put("nullable", Data::bool(true));
        }
        out
    }

    // ---------------------------------------------------------------- structs and lists

    fn object(&mut self, n: NodeId, parts: &Parts) -> Object {
        let view = self.view;
        let mut out = typed("object");
        let elsewhere = self.elsewhere(parts);
        out.extend(self.members(n, &|label| parts.labels.contains(&label) || !elsewhere.contains(&label)));
        for (pattern, value, env) in view.patterns(n) {
            if let Expr::Basic(Basic::String) = view.program.expr(pattern) {
                // A pattern's value stands in the frame of its label.
                let schema = self.unplaced(&[Written { expr: value, env, frames: vec![None] }]);
                out.put_filled("additionalProperties", schema);
            }
        }
        out.extend(keywords(view, Kind::STRUCT, &view.limits(n), false));
        out
    }

    /// The fields that definitions declare to which a value refers besides what it says itself.
    fn elsewhere(&self, parts: &Parts) -> HashSet<Label> {
        let mut labels = HashSet::new();
        if !self.expand {
            for target in &parts.targets {
                if let Target::Definition(n) = target {
                    labels.extend(self.view.fields(*n).map(|(label, ..)| label));
                }
            }
        }
        labels
    }

    /// `required` and `properties`.
    fn members(&mut self, n: NodeId, keep: &dyn Fn(Label) -> bool) -> Object {
        let fields: Vec<_> = self.view.fields(n).filter(|(l, ..)| l.is_regular() && keep(*l)).collect();
        let (mut required, mut properties) = (Vec::new(), Object::default());
        for (label, marker, field) in fields {
            let name = self.view.names.name(label);
            if marker != Marker::Optional {
                required.push(Data::str(name));
            }
            properties.put(name, self.described(field).data());
        }
        let mut out = Object::default();
        if !required.is_empty() {
            out.put("required", Data::list(required));
        }
        out.put_filled("properties", properties);
        out
    }

    fn list(&mut self, n: NodeId) -> Object {
        let view = self.view;
        let mut out = typed("array");
        let tails: Vec<Written> = view
            .element_types(n)
            .into_iter()
            .filter_map(|c| match c {
                Conjunct::Expr(expr, env) => Some(Written { expr, env, frames: Vec::new() }),
                Conjunct::Value(_) => None,
            })
            .collect();
        let tail = if tails.is_empty() { Object::default() } else { self.unplaced(&tails) };
        let elements: Vec<NodeId> = view.elements(n).collect();
        out.extend(keywords(view, Kind::LIST, &view.limits(n), false));
        if elements.is_empty() {
            out.put_filled("items", tail);
            return out;
        }
        let open = view.is_open_list(n);
        if open && !out.has("minItems") {
            out.put("minItems", Data::int(elements.len() as i64));
        }
        let items: Vec<Data> = elements.iter().map(|e| self.described(*e).data()).collect();
        out.put("items", Data::list(items));
        if open {
            if let Some(default) = data(view, n) {
                out.put("default", default);
            }
            out.put("additionalItems", tail.data());
        }
        out
    }

    // ---------------------------------------------------------------- choices

    fn disjunction(&mut self, n: NodeId, parts: &Parts) -> Object {
        let view = self.view;
        let Some((values, defaults)) = view.disjuncts(n) else { return Object::default() };
        let is_null = |v: &NodeId| view.scalar(*v) == Some(&Scalar::Null);
        let nullable = values.iter().any(is_null);
        let rest: Vec<NodeId> = values.iter().copied().filter(|v| !is_null(v)).collect();
        let scalars: Vec<&Scalar> = rest.iter().filter_map(|v| view.scalar(*v)).collect();
        let others: Vec<NodeId> = rest.iter().copied().filter(|v| view.scalar(*v).is_none()).collect();
        let covered = |n: NodeId| scalars.iter().all(|s| view.kind(n).contains(s.kind()));
        let mut out = match others.as_slice() {
            [] => one_of_scalars(&scalars),
            [one] if scalars.is_empty() || covered(*one) && view.kind(*one) != Kind::STRUCT => {
                let parts = self.parts(*one);
                self.value_with(*one, &parts, false)
            }
            _ => self.one_of(values, &rest, parts),
        };
        if let (1, Some(default)) = (defaults, values.first().and_then(|v| data(view, *v))) {
            out.put("default", default);
        }
        if nullable {
            out.put("nullable", Data::bool(true));
        }
        out
    }

    fn one_of(&mut self, values: &[NodeId], rest: &[NodeId], parts: &Parts) -> Object {
        let view = self.view;
        let structs = rest.iter().all(|v| view.kind(*v) == Kind::STRUCT);
        let mut out = if structs { typed("object") } else { Object::default() };
        // What stands beside the choice is the same in all alternatives.
        if let (true, Some(first)) = (structs && !parts.labels.is_empty(), rest.first()) {
            out.extend(self.members(*first, &|label| parts.labels.contains(&label)));
        }
        let written = match parts.choices.as_slice() {
            [one] if one.len() == values.len() => {
                let mut one = one.clone();
                one.sort_by_key(|(d, _)| !d.default);
                one.into_iter().map(|(_, w)| w).collect()
            }
            _ => Vec::new(),
        };
        let mut all: Vec<Object> = Vec::new();
        for (i, value) in values.iter().enumerate().filter(|(_, v)| rest.contains(v)) {
            let reference = written.get(i).and_then(|w: &Written| {
                let parts = self.parts_of(std::slice::from_ref(w));
                self.reference(&parts)
            });
            all.push(match reference {
                Some(reference) => reference,
                None if structs => self.members(*value, &|label| !parts.labels.contains(&label)),
                None => self.value(*value),
            });
        }
        let filled: Vec<Data> = all.iter().filter(|o| !o.is_empty()).map(|o| o.clone().data()).collect();
        let alternatives = all.into_iter().map(|o| if o.is_empty() { none_of(&filled) } else { o.data() });
        let alternatives: Vec<Data> = alternatives.collect();
        out.put("oneOf", Data::list(alternatives));
        out
    }
}

fn typed(name: &str) -> Object {
    let mut out = Object::default();
    out.put("type", Data::str(name));
    out
}

fn none_of(all: &[Data]) -> Data {
    let (mut any, mut out) = (Object::default(), Object::default());
    any.put("anyOf", Data::list(all.to_vec()));
    out.put("not", any.data());
    out.data()
}

fn one_of_scalars(scalars: &[&Scalar]) -> Object {
    if let [Scalar::Null] = scalars {
        let mut out = Object::default();
        out.put("nullable", Data::bool(true));
        return out;
    }
    let kind = scalars.iter().fold(Kind(0), |k, s| Kind(k.0 | s.kind().0));
    let mut out = type_name(kind).map_or_else(Object::default, typed);
    if kind != Kind::BOOL || scalars.len() < 2 {
        out.put("enum", Data::list(scalars.iter().map(|s| super::scalar_data(s)).collect()));
    }
    out
}

/// `@protobuf(1,deprecated)`
fn is_deprecated(attribute: &str) -> bool {
    let arguments = attribute.strip_prefix("@protobuf(").and_then(|a| a.strip_suffix(')'));
    arguments.is_some_and(|a| a.split(',').any(|part| part.trim() == "deprecated"))
}
