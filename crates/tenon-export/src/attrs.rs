//! Attributes of values, as `eval -A` prints them.
//!
//! A field has those of all its declarations, each once; a reference does not bring along those of its target. A struct
//! has those of the literals at its place.

use rustc_hash::FxHashMap;
use std::sync::Arc;
use tenon_eval::{Conjunct, Value};
use tenon_ir::program::{Decl as D, Expr as E, ExprId, Program, StructId};
use tenon_syntax::ast::{Attribute, Decl};

use crate::printer::Printer;

/// The attributes of fields, by the expressions of their values.
pub(crate) type Attrs = FxHashMap<ExprId, Box<[Arc<str>]>>;

/// Those of all declarations that have some.
pub(crate) fn declared(program: &Program) -> Attrs {
    let decls = program.structs.iter().flat_map(|s| &s.decls);
    decls
        .filter_map(|d| match d {
            D::Field { value, attrs, .. } | D::Dynamic { value, attrs, .. } if !attrs.is_empty() => {
                Some((*value, attrs.clone()))
            }
            _ => None,
        })
        .collect()
}

impl Printer<'_> {
    /// Those of a field.
    pub fn field_attributes(&self, field: &Value) -> Vec<Attribute> {
        if self.attrs.is_empty() {
            return Vec::new();
        }
        let mut all: Vec<Arc<str>> = Vec::new();
        for attr in expressions(field).filter_map(|e| self.attrs.get(&e)).flatten() {
            if !all.contains(attr) {
                all.push(attr.clone());
            }
        }
        self.attributes(&all)
    }

    /// Those of a struct, as declarations.
    pub fn struct_attributes(&self, value: &Value) -> Vec<Decl> {
        if !self.profile.attributes {
            return Vec::new();
        }
        let mut all: Vec<&Arc<str>> = Vec::new();
        for literal in expressions(value).filter_map(|e| self.literal_at(e)) {
            let literal = self.program.struct_lit(literal);
            for d in &literal.decls {
                if let D::Attribute(text, _) = d
                    && !all.contains(&text)
                    && !self.before_package(literal.span, text)
                {
                    all.push(text);
                }
            }
        }
        all.into_iter().map(|text| Decl::Attribute(Box::new(crate::make::attribute(text)))).collect()
    }

    fn literal_at(&self, e: ExprId) -> Option<StructId> {
        match self.program.expr(e) {
            E::Struct(id) => Some(*id),
            _ => None,
        }
    }
}

/// The expressions that a value is written with.
fn expressions(value: &Value) -> impl Iterator<Item = ExprId> {
    value.conjuncts().into_iter().filter_map(|c| match c {
        Conjunct::Expr(e, _) => Some(e),
        Conjunct::Value(_) => None,
    })
}
