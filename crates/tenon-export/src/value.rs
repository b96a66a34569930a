//! Values → syntax, as `eval` prints them.
//!
//! An optional field that leads back to what it stands in is printed as it is written: it is no structure without end.

use rustc_hash::FxHashSet;
use tenon_eval::{Conjunct, ErrorKind, EvalError, Scalar, Value};
use tenon_ir::program::{self as ir, Marker as M};
use tenon_ir::{Kind, Label, LabelKind};
use tenon_syntax::ast::{self, BinaryOp, Decl, Expr, UnaryOp};

use crate::decl::marker;
use crate::env::Term;
use crate::make;
use crate::printer::{Printer, Scope};
use tenon_explain::error_line;

impl Printer<'_> {
    /// A value.
    pub fn value(&mut self, value: &Value) -> Expr {
        let id = value.shared_id();
        let nests = value.is_struct() || value.is_list();
        if nests && !self.within.insert(id) {
            return Expr::Commented { expr: Box::new(make::bottom()), comment: "structural cycle".into() };
        }
        let out = self.deeper(|p| p.value_here(value)).unwrap_or_else(make::bottom);
        if nests {
            self.within.remove(&id);
        }
        out
    }

    fn value_here(&mut self, value: &Value) -> Expr {
        let value = &if self.profile.defaults { value.default() } else { value.clone() };
        if value.is_fatal() {
            return self.failed(value);
        }
        if !value.stuck().is_empty() || value.error().is_some() {
            return self.as_conjuncts(value);
        }
        if let Some((all, defaults)) = value.disjuncts() {
            return self.disjuncts(&all, defaults);
        }
        if value.is_list() {
            return self.list(value);
        }
        if value.is_struct() && value.fields().next().is_none() && !value.constraints().is_empty() {
            return self.validated(value);
        }
        if value.is_struct() {
            return make::braces(self.struct_value(value, None, true));
        }
        let base = match value.scalar() {
            Some(s) => self.scalar(s),
            None => {
                let constraints = value.constraints();
                self.constrained(value.kind(), &constraints)
            }
        };
        self.with_fields(value, base, true)
    }

    /// An error that nothing resolves, with its reason behind it.
    fn failed(&mut self, value: &Value) -> Expr {
        let comment = value.error().map_or_else(String::new, |e: &EvalError| error_line(value, e));
        Expr::Commented { expr: Box::new(make::bottom()), comment }
    }

    /// A struct without fields that validators speak of: they are all there is, unless a struct literal is there, too.
    fn validated(&mut self, value: &Value) -> Expr {
        let mut operands = Vec::new();
        for c in self.frozen.value(value.shared_id()).conjuncts() {
            if let Conjunct::Expr(e, _) = c {
                self.operands(e, &mut operands);
            }
        }
        let program = self.program.clone();
        if operands.iter().any(|e| matches!(program.expr(*e), ir::Expr::Struct(_))) {
            return make::braces(Vec::new());
        }
        let constraints = value.constraints();
        self.constrained(Kind::TOP, &constraints)
    }

    /// What an incomplete value is made of.
    pub fn as_conjuncts(&mut self, value: &Value) -> Expr {
        let mut node = self.frozen.value(value.shared_id());
        let own = self.frozen.value(value.id());
        let stays = value.error().is_some_and(|e| e.kind == ErrorKind::StructuralCycle);
        if stays || self.picks_in_place(&own) || self.is_let(&own) {
            node = own;
        } else if let Some(target) = self.selected_from_let(&own) {
            return self.deeper(|p| p.as_conjuncts(&target)).unwrap_or_else(make::bottom);
        }
        self.conjuncts_of(&node, value)
    }

    /// What a value is made of that is written at `node`.
    fn conjuncts_of(&mut self, node: &Value, value: &Value) -> Expr {
        let terms: Vec<Term> = node.conjuncts().into_iter().map(|c| Term::of(&self.frozen, c)).collect();
        if terms.is_empty() {
            return make::bottom();
        }
        self.scopes.push(Scope { frame: Some(value.shared_id()), ..Scope::default() });
        let out = self.merge(terms, Some(node));
        self.scopes.pop();
        out
    }

    /// Whether a place has the value of a `let`, by its name alone.
    fn is_let(&self, place: &Value) -> bool {
        let conjuncts = place.conjuncts();
        matches!(conjuncts.as_slice(), [Conjunct::Expr(e, _)] if matches!(self.program.expr(*e), ir::Expr::Let { .. }))
    }

    /// What a place selects from a `let`.
    fn selected_from_let(&self, place: &Value) -> Option<Value> {
        let conjuncts = place.conjuncts();
        let [Conjunct::Expr(e, env)] = *conjuncts.as_slice() else { return None };
        let ir::Expr::Select(of, label) = self.program.expr(e) else { return None };
        let mut at = *of;
        let mut labels = vec![*label];
        while let ir::Expr::Select(of, label) = self.program.expr(at) {
            at = *of;
            labels.push(*label);
        }
        let ir::Expr::Let { up, id } = self.program.expr(at) else { return None };
        let found = self.frozen.let_value(env, *up, *id)?;
        labels.into_iter().rev().try_fold(found, |value, label| value.field(label).map(|f| f.value))
    }

    /// Whether a place has the value of something inside of what it spells out, as in `[a, b][0]` or `(a & b).c`.
    fn picks_in_place(&self, place: &Value) -> bool {
        let conjuncts = place.conjuncts();
        let [Conjunct::Expr(e, _)] = conjuncts.as_slice() else { return false };
        let mut at = *e;
        let mut picks = false;
        while let ir::Expr::Index(of, _) | ir::Expr::Select(of, _) = self.program.expr(at) {
            at = *of;
            picks = true;
        }
        picks && matches!(self.program.expr(at), ir::Expr::List(_) | ir::Expr::Struct(_) | ir::Expr::Binary(..))
    }

    fn disjuncts(&mut self, all: &[Value], defaults: usize) -> Expr {
        let mark = !self.profile.defaults && defaults > 0;
        // Several defaults are what is left of a disjunction when its default is taken.
        let all = if self.profile.defaults && defaults > 1 { all.get(..defaults).unwrap_or(all) } else { all };
        let mut out = Vec::with_capacity(all.len());
        for (i, v) in all.iter().enumerate() {
            let e = self.value(v);
            out.push(if mark && i < defaults { make::unary(UnaryOp::Default, e) } else { e });
        }
        make::join(BinaryOp::Or, out).unwrap_or_else(make::bottom)
    }

    fn list(&mut self, value: &Value) -> Expr {
        let mut elems: Vec<ast::Element> = Vec::new();
        for e in value.elements() {
            let literal = self.literal_element(&e);
            elems.push(ast::Element::Expr(literal.unwrap_or_else(|| self.value(&e))));
        }
        self.with_fields(value, make::list(elems), false)
    }

    /// An element that one string literal says stays as it is written.
    fn literal_element(&self, element: &Value) -> Option<Expr> {
        let Some(Scalar::Str(_)) = element.scalar() else { return None };
        let conjuncts = element.conjuncts();
        let mut literals = conjuncts.iter().filter_map(|c| match c {
            Conjunct::Expr(e, _) => match self.program.expr(*e) {
                ir::Expr::Str(text) => Some((*e, text)),
                _ => None,
            },
            Conjunct::Value(_) => None,
        });
        let (e, text) = literals.next()?;
        if literals.next().is_some() {
            return None;
        }
        let raw = self.literal_text(self.program.span(e))?;
        Some(make::raw_string(raw, ast::StringValue::String((**text).into())))
    }

    /// A scalar or list with the definitions and hidden fields that stand beside it. Optional fields alone say nothing there.
    /// A scalar is no value where a field beside it is wrong.
    fn with_fields(&mut self, value: &Value, base: Expr, first: bool) -> Expr {
        let beside =
            value.fields().any(|f| (f.marker != M::Optional || !f.label.is_regular()) && self.shows(f.label, f.marker));
        if !beside {
            return base;
        }
        let wrong = value.scalar().is_some() && value.fields().any(|f| f.marker == M::Regular && f.value.is_fatal());
        make::braces(self.struct_value(value, (!wrong).then_some(base), first))
    }

    /// Whether a field is printed. Hidden fields of other packages are theirs.
    fn shows(&self, label: Label, marker: M) -> bool {
        if marker == M::Optional && !self.profile.optional {
            return false;
        }
        match label.kind() {
            LabelKind::Regular => true,
            LabelKind::Definition => self.profile.definitions,
            LabelKind::Hidden | LabelKind::HiddenDefinition => {
                self.profile.hidden && self.frozen.names().package(label) == &*self.own
            }
            LabelKind::Index => false,
        }
    }

    /// The declarations of a struct value.
    pub fn struct_value(&mut self, value: &Value, base: Option<Expr>, first: bool) -> Vec<Decl> {
        let fields: Vec<_> = value.fields().filter(|f| self.shows(f.label, f.marker)).collect();
        let labels = fields.iter().map(|f| self.frozen.names().name(f.label).to_owned()).collect();
        self.scopes.push(Scope { frame: Some(value.shared_id()), labels, ..Scope::default() });
        let mut decls = Vec::with_capacity(fields.len() + 1);
        for f in fields {
            let optional = f.marker == M::Optional;
            let inner = if let Some(c) = optional.then(|| self.reference_elsewhere(&f.value)).flatten() {
                self.merge(vec![Term::of(&self.frozen, c)], None)
            } else if optional && self.leads_around(&f.value) {
                self.conjuncts_of(&self.frozen.value(f.value.id()), &f.value)
            } else if optional && f.value.is_fatal() {
                self.as_conjuncts(&f.value)
            } else {
                self.value(&f.value)
            };
            let label = self.label(f.label);
            let attributes = self.field_attributes(&f.value);
            decls.push(Decl::Field(Box::new(make::field(label, marker(f.marker), inner, attributes))));
        }
        if let Some(base) = base {
            let at = if first { 0 } else { decls.len() };
            decls.insert(at, make::embed(base));
        }
        let mut lets = self.scope_lets();
        self.scopes.pop();
        lets.extend(self.struct_attributes(value));
        lets.append(&mut decls);
        lets
    }

    /// Whether a value holds one that is being printed, where nothing optional is between them.
    fn leads_around(&self, value: &Value) -> bool {
        let mut seen = FxHashSet::default();
        let mut left = vec![value.clone()];
        while let Some(value) = left.pop() {
            if !value.is_struct() && !value.is_list() && !value.is_disjunction() {
                continue;
            }
            if self.within.contains(&value.shared_id()) {
                return true;
            }
            if seen.insert(value.shared_id()) {
                left.extend(value.disjuncts().into_iter().flat_map(|(all, _)| all));
                left.extend(value.elements());
                left.extend(value.fields().filter(|f| f.marker != M::Optional).map(|f| f.value));
            }
        }
        false
    }

    /// The reference by name in another package that is all there is to a value.
    fn reference_elsewhere(&self, value: &Value) -> Option<Conjunct> {
        let conjuncts = value.conjuncts();
        let first = *conjuncts.first()?;
        let Conjunct::Expr(e, _) = first else { return None };
        let alone = conjuncts.iter().all(|c| matches!(c, Conjunct::Expr(other, _) if *other == e));
        let by_name = matches!(self.program.expr(e), ir::Expr::Field { .. });
        let elsewhere = !self.files.is_empty() && !self.files.contains(&self.program.span(e).file);
        (alone && by_name && elsewhere).then_some(first)
    }

    /// The `let`s of the innermost struct that were referred to, each behind those that it refers to.
    fn scope_lets(&mut self) -> Vec<Decl> {
        let mut out = Vec::new();
        let count = self.scopes.last().map_or(0, |s| s.lets.len());
        self.lets_from(0, count, &mut out);
        out
    }

    /// Those of them that were noted from `from` to `to`.
    fn lets_from(&mut self, from: usize, to: usize, out: &mut Vec<Decl>) {
        let program = self.program.clone();
        for i in from..to {
            let Some((id, env)) = self.scopes.last().and_then(|s| s.lets.get(i)).cloned() else { return };
            let Some(decl) = program.lets.get(id.0 as usize) else { continue };
            let known = self.scopes.last().map_or(0, |s| s.lets.len());
            let name = self.names.let_name(&program, id, env.frame(0));
            let value = self.expr(decl.expr, &env);
            let more = self.scopes.last().map_or(0, |s| s.lets.len());
            self.deeper(|p| p.lets_from(known, more, out));
            out.push(Decl::Let(Box::new(make::let_clause(&name, value))));
        }
    }
}
