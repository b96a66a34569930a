//! Conflicts at sight: literals that contradict each other, seen without unfolding anything.
//!
//! A disjunction is not tried where a field of its node fails whatever disjunct is taken. So errors name that field, not the
//! disjuncts.

use crate::engine::Evaluator;
use crate::node::*;
use rustc_hash::FxHashMap;
use tenon_ir::program::{BinaryOp, Decl, Expr, ExprId, Marker, StructId};
use tenon_ir::{Kind, Label};

/// Contradicting literals are looked for this deep.
const CLASH_DEPTH: u32 = 40;

impl Evaluator<'_> {
    /// Whether literals alone make a field of the node fail, so that no disjunct could help.
    pub(crate) fn conflicts_at_sight(&self, n: NodeId) -> bool {
        self.node(n).fields.iter().filter(|f| f.marker != Marker::Optional).any(|f| {
            let node = self.node(f.node);
            matches!(node.base, Base::Error(e) if !self.error(e).kind.is_incomplete())
                || self.literals_clash(node.conjuncts.iter().map(|c| c.term).collect(), CLASH_DEPTH)
        })
    }

    /// Whether some of the terms are literals that contradict each other.
    fn literals_clash(&self, mut terms: Vec<Term>, depth: u32) -> bool {
        if terms.len() == 1 && !matches!(terms[0], Term::Expr(e, _) if self.is_and(e)) || depth == 0 {
            return false;
        }
        let mut kind = Kind::TOP;
        let mut scalar: Option<Scalar> = None;
        let mut fields: FxHashMap<Label, Vec<Term>> = FxHashMap::default();
        while let Some(term) = terms.pop() {
            let (found, found_kind) = match term {
                Term::Node(m) if self.is_literal(m) => {
                    let node = self.node(m);
                    for f in &node.fields {
                        fields.entry(f.label).or_default().push(Term::Node(f.node));
                    }
                    match &node.base {
                        Base::Scalar(s) => (Some(s.clone()), node.kind),
                        _ => (None, node.kind),
                    }
                }
                Term::Node(_) => continue,
                Term::Expr(e, env) => match self.prog.expr(e) {
                    Expr::Binary(BinaryOp::And, a, b) => {
                        terms.extend([Term::Expr(*a, env), Term::Expr(*b, env)]);
                        continue;
                    }
                    Expr::Struct(id) => match self.literal_fields(*id, env, &mut fields) {
                        true => (None, Kind::STRUCT),
                        false => continue,
                    },
                    Expr::List(_) => (None, Kind::LIST),
                    Expr::Basic(b) => (None, b.kind()),
                    _ => match self.literal(e) {
                        Some(s) => {
                            let k = s.kind();
                            (Some(s), k)
                        }
                        None => continue,
                    },
                },
            };
            kind = kind & found_kind;
            if kind.is_bottom() || matches!((&scalar, &found), (Some(a), Some(b)) if a != b) {
                return true;
            }
            scalar = scalar.or(found);
        }
        fields.into_values().any(|terms| self.literals_clash(terms, depth - 1))
    }

    fn is_and(&self, e: ExprId) -> bool {
        matches!(self.prog.expr(e), Expr::Binary(BinaryOp::And, ..))
    }

    /// Adds a literal's own fields; says whether it is a struct for sure.
    fn literal_fields(&self, id: StructId, env: EnvId, fields: &mut FxHashMap<Label, Vec<Term>>) -> bool {
        let decls = &self.prog.struct_lit(id).decls;
        for decl in decls.iter() {
            if let Decl::Field { label, marker, value, .. } = decl
                && *marker != Marker::Optional
            {
                fields.entry(*label).or_default().push(Term::Expr(*value, env));
            }
        }
        !decls.iter().any(|d| matches!(d, Decl::Embed { .. } | Decl::Comprehension(_)))
    }
}
