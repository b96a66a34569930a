//! What a new text of a file changes: its tree of expressions is laid over that of the old one.
//!
//! An expression that stands for itself in a node's list of conjuncts (the value of a field, of a pattern, of a `let`, an
//! element) is a *slot*. Slots of the old text keep their names as far as the new text has them, too; all of the old
//! expressions take the places of the new ones, so that what was evaluated speaks of the new text. A slot whose own content
//! is another one takes that over and is reported as changed: what holds it is to be evaluated again. What changes within a
//! slot of a slot changes that one alone.

use rustc_hash::FxHashMap;
use std::collections::VecDeque;
use tenon_ir::program::{BinaryOp, Clause, ComprehensionId, Decl, Element, Expr, ExprId, LetId, Program, StructId};

/// See the module.
pub(crate) struct Aligner<'p> {
    pub program: &'p mut Program,
    /// The slots whose content is another one.
    pub changed: Vec<ExprId>,
    /// Old `let`s, by the new ones that take their place.
    lets: FxHashMap<LetId, LetId>,
}

/// What declarations of the old text are found by.
#[derive(PartialEq, Eq, Hash)]
enum Key {
    Field(tenon_ir::Label),
    Let(tenon_ir::Label),
    Dynamic,
    Pattern,
    Ellipsis,
    Embed,
    Comprehension,
    Attribute,
}

impl<'p> Aligner<'p> {
    pub fn new(program: &'p mut Program) -> Aligner<'p> {
        Aligner { program, changed: Vec::new(), lets: FxHashMap::default() }
    }

    /// Lays the new content of a slot over the old one.
    pub fn slot(&mut self, old: ExprId, new: ExprId) {
        if !self.conjunct(old, new) {
            self.changed.push(old);
        }
    }

    /// Lays an expression over an old one, which says the same afterwards. Whether it did before, but for slots.
    fn conjunct(&mut self, old: ExprId, new: ExprId) -> bool {
        stacker::maybe_grow(128 * 1024, 4 * 1024 * 1024, || {
            self.move_to(old, new);
            match (self.program.expr(old).clone(), self.program.expr(new).clone()) {
                (Expr::Binary(BinaryOp::And, a, b), Expr::Binary(BinaryOp::And, c, d)) => {
                    let left = self.conjunct(a, c);
                    self.conjunct(b, d) && left
                }
                (Expr::Alias(l, a), Expr::Alias(m, b)) if l == m => self.conjunct(a, b),
                (Expr::Open(a), Expr::Open(b)) => self.conjunct(a, b),
                (Expr::Struct(s), Expr::Struct(t)) => self.literal(s, t),
                (Expr::List(e), Expr::List(f)) => self.list(old, &e, &f),
                (a, b) => {
                    let same = self.equal(&a, &b);
                    if !same {
                        self.program.exprs[old.0 as usize] = b;
                    }
                    same
                }
            }
        })
    }

    fn move_to(&mut self, old: ExprId, new: ExprId) {
        self.program.spans[old.0 as usize] = self.program.spans[new.0 as usize];
    }

    // ---------------------------------------------------------------- structs and lists

    fn literal(&mut self, old: StructId, new: StructId) -> bool {
        let span = self.program.struct_lit(new).span;
        let before = std::mem::take(&mut self.program.structs[old.0 as usize].decls);
        let after = std::mem::take(&mut self.program.structs[new.0 as usize].decls);
        let mut places: FxHashMap<Key, VecDeque<usize>> = FxHashMap::default();
        for (i, decl) in before.iter().enumerate() {
            places.entry(self.key(decl)).or_default().push_back(i);
        }
        let found: Vec<Option<usize>> = after
            .iter()
            .map(|decl| {
                let key = self.key(decl);
                places.get_mut(&key).and_then(VecDeque::pop_front)
            })
            .collect();
        // Names come first: what refers to a `let` may stand before it.
        for (decl, i) in after.iter().zip(&found) {
            if let (Decl::Let(new), Some(Decl::Let(old))) = (decl, i.and_then(|i| before.get(i))) {
                self.lets.insert(*new, *old);
            }
        }
        let mut same = before.len() == after.len() && found.iter().enumerate().all(|(i, at)| *at == Some(i));
        let mut decls = Vec::with_capacity(after.len());
        for (decl, i) in after.into_vec().into_iter().zip(found) {
            decls.push(match i.and_then(|i| before.get(i)) {
                Some(old) => {
                    let (decl, alike) = self.decl(old, decl);
                    same &= alike;
                    decl
                }
                None => decl,
            });
        }
        let literal = &mut self.program.structs[old.0 as usize];
        literal.span = span;
        literal.decls = decls.into();
        same
    }

    fn key(&self, decl: &Decl) -> Key {
        match decl {
            Decl::Field { label, .. } => Key::Field(*label),
            Decl::Let(id) => Key::Let(self.program.lets[id.0 as usize].name),
            Decl::Dynamic { .. } => Key::Dynamic,
            Decl::Pattern { .. } => Key::Pattern,
            Decl::Ellipsis { .. } => Key::Ellipsis,
            Decl::Embed { .. } => Key::Embed,
            Decl::Comprehension(_) => Key::Comprehension,
            Decl::Attribute(..) => Key::Attribute,
        }
    }

    /// The new declaration with the slots of the old one, and whether they say the same but for those.
    fn decl(&mut self, old: &Decl, new: Decl) -> (Decl, bool) {
        match (old, new) {
            (
                Decl::Field { marker: m, value: v, attrs: a, alias: x, .. },
                Decl::Field { label, marker, value, span, doc, attrs, alias },
            ) => {
                self.slot(*v, value);
                let same = *m == marker && *a == attrs && *x == alias;
                (Decl::Field { label, marker, value: *v, span, doc, attrs, alias }, same)
            }
            (
                Decl::Dynamic { key: k, marker: m, value: v, attrs: a, alias: x, .. },
                Decl::Dynamic { key, marker, value, span, doc, attrs, alias },
            ) => {
                self.slot(*v, value);
                let same = self.replaced(*k, key) && *m == marker && *a == attrs && *x == alias;
                (Decl::Dynamic { key: *k, marker, value: *v, span, doc, attrs, alias }, same)
            }
            (
                Decl::Pattern { pattern: p, value: v, attrs: a, label_alias: x, value_alias: y, .. },
                Decl::Pattern { pattern, value, span, doc, attrs, label_alias, value_alias },
            ) => {
                self.slot(*v, value);
                let same = self.replaced(*p, pattern) && *a == attrs && *x == label_alias && *y == value_alias;
                (Decl::Pattern { pattern: *p, value: *v, span, doc, attrs, label_alias, value_alias }, same)
            }
            (Decl::Ellipsis { value: v, .. }, Decl::Ellipsis { value, span }) => match (v, value) {
                (Some(v), Some(value)) => {
                    let same = self.replaced(*v, value);
                    (Decl::Ellipsis { value: Some(*v), span }, same)
                }
                (None, None) => (Decl::Ellipsis { value, span }, true),
                _ => (Decl::Ellipsis { value, span }, false),
            },
            (Decl::Embed { expr: e, attrs: a }, Decl::Embed { expr, attrs }) => {
                let same = self.conjunct(*e, expr) && *a == attrs;
                (Decl::Embed { expr: *e, attrs }, same)
            }
            (Decl::Comprehension(c), Decl::Comprehension(d)) => {
                let same = self.comprehension(*c, d, false);
                (Decl::Comprehension(*c), same)
            }
            (Decl::Let(a), Decl::Let(b)) => {
                let same = self.bound(*a, b);
                (Decl::Let(*a), same)
            }
            (Decl::Attribute(a, _), Decl::Attribute(b, span)) => {
                let same = *a == b;
                (Decl::Attribute(b, span), same)
            }
            (_, new) => (new, false),
        }
    }

    /// An expression that is no slot takes over another one. Whether it says the same.
    fn replaced(&mut self, old: ExprId, new: ExprId) -> bool {
        let same = self.equal_at(old, new);
        if !same {
            self.program.exprs[old.0 as usize] = self.program.expr(new).clone();
        }
        self.move_to(old, new);
        same
    }

    /// A `let` that names another field is that field, and no slot.
    fn bound(&mut self, old: LetId, new: LetId) -> bool {
        let (a, b) = (self.program.lets[old.0 as usize].expr, self.program.lets[new.0 as usize].expr);
        self.program.lets[old.0 as usize].span = self.program.lets[new.0 as usize].span;
        let stands_for = |e| {
            matches!(
                self.program.expr(e),
                Expr::Field { .. } | Expr::Node { .. } | Expr::ForValue { .. } | Expr::Import(_) | Expr::Select(..)
            )
        };
        if stands_for(a) || stands_for(b) {
            return self.replaced(a, b);
        }
        self.slot(a, b);
        true
    }

    /// The bodies of a list's comprehension are slots.
    fn comprehension(&mut self, old: ComprehensionId, new: ComprehensionId, in_list: bool) -> bool {
        let (o, n) = (self.program.comprehension(old).clone(), self.program.comprehension(new).clone());
        let clauses = self.equal_clauses(&o.clauses, &n.clauses);
        let body = match in_list {
            true => {
                self.slot(o.body, n.body);
                true
            }
            false => self.conjunct(o.body, n.body),
        };
        let fallback = match (o.fallback, n.fallback) {
            (Some(a), Some(b)) => self.replaced(a, b) && o.fallback_is_else == n.fallback_is_else,
            (None, None) => true,
            _ => false,
        };
        let content = &mut self.program.comprehensions[old.0 as usize];
        content.span = n.span;
        if !clauses {
            content.clauses = n.clauses;
        }
        if !fallback {
            (content.fallback, content.fallback_is_else) = (n.fallback, n.fallback_is_else);
        }
        clauses && body && fallback
    }

    fn list(&mut self, at: ExprId, old: &[Element], new: &[Element]) -> bool {
        let mut same = old.len() == new.len();
        let mut out = Vec::with_capacity(new.len());
        for (i, element) in new.iter().enumerate() {
            out.push(match (old.get(i), element) {
                (Some(Element::Expr(a)), Element::Expr(b)) => {
                    self.slot(*a, *b);
                    Element::Expr(*a)
                }
                (Some(Element::Ellipsis(Some(a))), Element::Ellipsis(Some(b))) => {
                    self.slot(*a, *b);
                    Element::Ellipsis(Some(*a))
                }
                (Some(Element::Ellipsis(None)), Element::Ellipsis(None)) => *element,
                (Some(Element::Comprehension(a)), Element::Comprehension(b)) => {
                    same &= self.comprehension(*a, *b, true);
                    Element::Comprehension(*a)
                }
                _ => {
                    same = false;
                    *element
                }
            });
        }
        self.program.exprs[at.0 as usize] = Expr::List(out.into());
        same
    }

    // ---------------------------------------------------------------- equality

    fn equal_at(&mut self, old: ExprId, new: ExprId) -> bool {
        stacker::maybe_grow(128 * 1024, 4 * 1024 * 1024, || {
            self.move_to(old, new);
            let (a, b) = (self.program.expr(old).clone(), self.program.expr(new).clone());
            self.equal(&a, &b)
        })
    }

    fn equal_some(&mut self, old: Option<ExprId>, new: Option<ExprId>) -> bool {
        match (old, new) {
            (Some(a), Some(b)) => self.equal_at(a, b),
            (None, None) => true,
            _ => false,
        }
    }

    fn equal_all(&mut self, old: &[ExprId], new: &[ExprId]) -> bool {
        old.len() == new.len() && old.iter().zip(new).all(|(a, b)| self.equal_at(*a, *b))
    }

    /// Whether two expressions say the same. The parts of the old one take the places of the new one's.
    fn equal(&mut self, old: &Expr, new: &Expr) -> bool {
        match (old, new) {
            (Expr::Bottom, Expr::Bottom) | (Expr::Top, Expr::Top) | (Expr::Null, Expr::Null) => true,
            (Expr::Bool(a), Expr::Bool(b)) => a == b,
            // `1.0` and `1.00` are equal, but not alike.
            (Expr::Num(a), Expr::Num(b)) => a == b && a.to_string() == b.to_string(),
            (Expr::Str(a), Expr::Str(b)) => a == b,
            (Expr::Bytes(a), Expr::Bytes(b)) => a == b,
            (Expr::Basic(a), Expr::Basic(b)) => a == b,
            (Expr::Predeclared(a), Expr::Predeclared(b)) => a == b,
            (Expr::Import(a), Expr::Import(b)) => a.path == b.path && a.package == b.package && a.builtin == b.builtin,
            (Expr::Bound(o, a), Expr::Bound(p, b)) => o == p && self.equal_at(*a, *b),
            (Expr::Unary(o, a), Expr::Unary(p, b)) => o == p && self.equal_at(*a, *b),
            (Expr::Binary(o, a, b), Expr::Binary(p, c, d)) => o == p && self.equal_at(*a, *c) && self.equal_at(*b, *d),
            (Expr::Disjunction(a), Expr::Disjunction(b)) => {
                a.len() == b.len()
                    && a.iter().zip(b).all(|(a, b)| {
                        a.default == b.default && self.equal_at(a.expr, b.expr) && self.equal_some(a.within, b.within)
                    })
            }
            (Expr::Interpolation(a), Expr::Interpolation(b))
            | (Expr::BytesInterpolation(a), Expr::BytesInterpolation(b)) => self.equal_all(a, b),
            (Expr::Struct(a), Expr::Struct(b)) => self.equal_literals(*a, *b),
            (Expr::List(a), Expr::List(b)) => {
                a.len() == b.len()
                    && a.iter().zip(b).all(|(a, b)| match (a, b) {
                        (Element::Expr(a), Element::Expr(b)) => self.equal_at(*a, *b),
                        (Element::Ellipsis(a), Element::Ellipsis(b)) => self.equal_some(*a, *b),
                        (Element::Comprehension(a), Element::Comprehension(b)) => self.equal_comprehensions(*a, *b),
                        _ => false,
                    })
            }
            (Expr::Field { up: a, label: l, alias: x }, Expr::Field { up: b, label: m, alias: y }) => {
                a == b && l == m && x == y
            }
            (Expr::Let { up: a, id: l }, Expr::Let { up: b, id: m }) => {
                a == b && self.lets.get(m).copied().unwrap_or(*m) == *l
            }
            (Expr::Node { up: a, name: l }, Expr::Node { up: b, name: m })
            | (Expr::LabelOf { up: a, name: l }, Expr::LabelOf { up: b, name: m })
            | (Expr::ForKey { up: a, name: l }, Expr::ForKey { up: b, name: m })
            | (Expr::ForValue { up: a, name: l }, Expr::ForValue { up: b, name: m })
            | (Expr::ClauseLet { up: a, name: l }, Expr::ClauseLet { up: b, name: m }) => a == b && l == m,
            (Expr::Dynamic { up: a, key: k, name: l }, Expr::Dynamic { up: b, key: j, name: m }) => {
                a == b && l == m && self.equal_at(*k, *j)
            }
            (Expr::Select(a, l), Expr::Select(b, m)) => l == m && self.equal_at(*a, *b),
            (Expr::Index(a, i), Expr::Index(b, j)) => self.equal_at(*a, *b) && self.equal_at(*i, *j),
            (Expr::Slice(a, i, k), Expr::Slice(b, j, l)) => {
                self.equal_at(*a, *b) && self.equal_some(*i, *j) && self.equal_some(*k, *l)
            }
            (Expr::Call(f, a), Expr::Call(g, b)) => self.equal_at(*f, *g) && self.equal_all(a, b),
            (Expr::Alias(l, a), Expr::Alias(m, b)) => l == m && self.equal_at(*a, *b),
            (Expr::Optional(a), Expr::Optional(b)) | (Expr::Open(a), Expr::Open(b)) => self.equal_at(*a, *b),
            _ => false,
        }
    }

    fn equal_literals(&mut self, old: StructId, new: StructId) -> bool {
        let (before, after) = (self.program.struct_lit(old).clone(), self.program.struct_lit(new).clone());
        if before.decls.len() != after.decls.len() {
            return false;
        }
        for (a, b) in before.decls.iter().zip(&after.decls) {
            if let (Decl::Let(a), Decl::Let(b)) = (a, b) {
                self.lets.insert(*b, *a);
            }
        }
        let same = before.decls.iter().zip(&after.decls).all(|(a, b)| self.equal_decls(a, b));
        if same {
            let literal = &mut self.program.structs[old.0 as usize];
            literal.span = after.span;
            for (decl, moved) in literal.decls.iter_mut().zip(&after.decls) {
                take_place(decl, moved);
            }
        }
        same
    }

    fn equal_decls(&mut self, old: &Decl, new: &Decl) -> bool {
        match (old, new) {
            (
                Decl::Field { label: l, marker: m, value: v, attrs: a, alias: x, .. },
                Decl::Field { label, marker, value, attrs, alias, .. },
            ) => l == label && m == marker && a == attrs && x == alias && self.equal_at(*v, *value),
            (
                Decl::Dynamic { key: k, marker: m, value: v, attrs: a, alias: x, .. },
                Decl::Dynamic { key, marker, value, attrs, alias, .. },
            ) => m == marker && a == attrs && x == alias && self.equal_at(*k, *key) && self.equal_at(*v, *value),
            (
                Decl::Pattern { pattern: p, value: v, attrs: a, label_alias: x, value_alias: y, .. },
                Decl::Pattern { pattern, value, attrs, label_alias, value_alias, .. },
            ) => {
                a == attrs
                    && x == label_alias
                    && y == value_alias
                    && self.equal_at(*p, *pattern)
                    && self.equal_at(*v, *value)
            }
            (Decl::Ellipsis { value: a, .. }, Decl::Ellipsis { value: b, .. }) => self.equal_some(*a, *b),
            (Decl::Embed { expr: a, attrs: x }, Decl::Embed { expr: b, attrs: y }) => x == y && self.equal_at(*a, *b),
            (Decl::Comprehension(a), Decl::Comprehension(b)) => self.equal_comprehensions(*a, *b),
            (Decl::Let(a), Decl::Let(b)) => {
                let (o, n) = (&self.program.lets[a.0 as usize], &self.program.lets[b.0 as usize]);
                let (same, span, x, y) = (o.name == n.name, n.span, o.expr, n.expr);
                self.program.lets[a.0 as usize].span = span;
                same && self.equal_at(x, y)
            }
            (Decl::Attribute(a, _), Decl::Attribute(b, _)) => a == b,
            _ => false,
        }
    }

    fn equal_comprehensions(&mut self, old: ComprehensionId, new: ComprehensionId) -> bool {
        let (o, n) = (self.program.comprehension(old).clone(), self.program.comprehension(new).clone());
        self.program.comprehensions[old.0 as usize].span = n.span;
        o.fallback_is_else == n.fallback_is_else
            && self.equal_clauses(&o.clauses, &n.clauses)
            && self.equal_at(o.body, n.body)
            && self.equal_some(o.fallback, n.fallback)
    }

    fn equal_clauses(&mut self, old: &[Clause], new: &[Clause]) -> bool {
        old.len() == new.len()
            && old.iter().zip(new).all(|(a, b)| match (a, b) {
                (Clause::For { key: k, value: v, source: s }, Clause::For { key, value, source }) => {
                    k == key && v == value && self.equal_at(*s, *source)
                }
                (Clause::If(a), Clause::If(b)) => self.equal_at(*a, *b),
                (Clause::Let { name: l, expr: a }, Clause::Let { name: m, expr: b }) => l == m && self.equal_at(*a, *b),
                (Clause::Try { binding: a }, Clause::Try { binding: b }) => match (a, b) {
                    (Some((l, a)), Some((m, b))) => l == m && self.equal_at(*a, *b),
                    (None, None) => true,
                    _ => false,
                },
                _ => false,
            })
    }
}

/// A declaration that says the same takes the place of another one.
fn take_place(old: &mut Decl, new: &Decl) {
    match (old, new) {
        (Decl::Field { span, doc, .. }, Decl::Field { span: s, doc: d, .. })
        | (Decl::Dynamic { span, doc, .. }, Decl::Dynamic { span: s, doc: d, .. })
        | (Decl::Pattern { span, doc, .. }, Decl::Pattern { span: s, doc: d, .. }) => (*span, *doc) = (*s, *d),
        (Decl::Ellipsis { span, .. }, Decl::Ellipsis { span: s, .. })
        | (Decl::Attribute(_, span), Decl::Attribute(_, s)) => *span = *s,
        _ => {}
    }
}
