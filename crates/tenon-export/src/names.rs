//! Names in the output: unique ones for `let`s and aliases, and the imports that are used.

use rustc_hash::{FxHashMap, FxHashSet};
use tenon_eval::{Conjunct, Frozen, Value};
use tenon_ir::program::{Clause, ComprehensionId, Decl, Element, Expr, ExprId, Import, LetId, Program, StructId};
use tenon_ir::{Label, LabelKind};
use tenon_source::Span;
use tenon_syntax::ast;

use crate::env::FrameId;
use crate::make;
use crate::pcg::Pcg;
use crate::rename::Used;

/// Which names are taken, and by what.
#[derive(Debug, Default)]
pub(crate) struct Names {
    used: FxHashSet<String>,
    lets: FxHashMap<(LetId, Option<FrameId>), String>,
    /// `let`s inside of comprehensions, which exist once for each round.
    pub inner_lets: FxHashSet<LetId>,
    /// Path and local name of each import.
    imports: Vec<(String, String)>,
    pcg: Pcg,
    referenced: FxHashSet<String>,
}

impl Names {
    /// Reserves the labels of all fields that a value's conjuncts speak of.
    pub fn reserve(&mut self, value: &Value) {
        let frozen = value.frozen();
        let program = frozen.program();
        let mut walk = Walk {
            program,
            names: self,
            seen: FxHashSet::default(),
            labels: FxHashSet::default(),
            referenced: FxHashSet::default(),
            todo: Vec::new(),
            comprehended: false,
        };
        walk.value(frozen, value, 0);
        walk.run();
    }

    /// Takes a name without using it.
    pub fn take(&mut self, name: &str) {
        self.used.insert(name.to_owned());
    }

    /// A name like the wanted one that nothing else has.
    pub fn unique(&mut self, base: &str) -> String {
        if self.used.insert(base.to_owned()) {
            return base.to_owned();
        }
        for i in 1..5 {
            let name = format!("{base}_{i}");
            if self.used.insert(name.clone()) {
                return name;
            }
        }
        let mut bits = 4;
        loop {
            let name = format!("{base}_{:X}", self.pcg.below((1 << bits) - 1) + 1);
            if self.used.insert(name.clone()) {
                return name;
            }
            bits = (bits + 4).min(28);
        }
    }

    /// The name of a `let` of a frame.
    pub fn let_name(&mut self, program: &Program, id: LetId, frame: Option<FrameId>) -> String {
        if let Some(name) = self.lets.get(&(id, frame)) {
            return name.clone();
        }
        let base = program.lets.get(id.0 as usize).map_or("", |l| program.interner.name(l.name)).to_owned();
        let name = self.unique(&base);
        self.lets.insert((id, frame), name.clone());
        name
    }

    /// Gives `let`s of no frame new names from here on: each round of a comprehension has its own.
    pub fn forget_lets(&mut self, lets: impl Iterator<Item = LetId>) {
        for id in lets {
            self.lets.remove(&(id, None));
        }
    }

    /// An import by its number and its local name, or by the name that its path gives it.
    pub fn import(&mut self, program: &Program, import: &Import, local: bool) -> (usize, String) {
        let path = import.path.to_string();
        let name = if local { program.interner.name(import.name) } else { default_name(&path) }.to_owned();
        let known = self.imports.iter().position(|(p, n)| *p == path && *n == name);
        let index = known.unwrap_or_else(|| {
            self.imports.push((path, name.clone()));
            self.imports.len() - 1
        });
        (index, name)
    }

    /// The local names of all imports.
    pub fn imports(&self) -> Vec<String> {
        self.imports.iter().map(|(_, name)| name.clone()).collect()
    }

    /// Whether a reference has this name.
    pub fn is_referenced(&self, name: &str) -> bool {
        self.referenced.contains(name)
    }

    /// The declaration of the imports that are used.
    pub fn import_decl(&self, used: &[Used]) -> Option<ast::Decl> {
        let spec = |(index, new): &Used| {
            let (path, name) = self.imports.get(*index)?;
            let name = new.as_ref().or(Some(name).filter(|n| default_name(path) != *n));
            Some(ast::ImportSpec { span: Span::NONE, name: name.map(make::ident), path: make::label_lit(path) })
        };
        let specs: Vec<ast::ImportSpec> = used.iter().filter_map(spec).collect();
        let decl = ast::ImportDecl { span: Span::NONE, parens: specs.len() > 1, specs };
        (!decl.specs.is_empty()).then_some(ast::Decl::Import(Box::new(decl)))
    }
}

/// The name by which a path is known unless the file gives another.
fn default_name(path: &str) -> &str {
    if let Some((_, name)) = path.rsplit_once(':') {
        return name;
    }
    let path = path.split('@').next().unwrap_or(path);
    path.rsplit('/').next().unwrap_or(path)
}

struct Walk<'a> {
    program: &'a Program,
    names: &'a mut Names,
    seen: FxHashSet<ExprId>,
    // Most labels come many times: their names are written out once.
    labels: FxHashSet<Label>,
    referenced: FxHashSet<Label>,
    todo: Vec<(ExprId, bool)>,
    comprehended: bool,
}

impl Walk<'_> {
    fn value(&mut self, frozen: &std::sync::Arc<Frozen>, value: &Value, depth: u32) {
        for conjunct in value.conjuncts() {
            match conjunct {
                Conjunct::Expr(e, _) => self.todo.push((e, false)),
                Conjunct::Value(n) if depth < 8 => self.value(frozen, &frozen.value(n), depth + 1),
                Conjunct::Value(_) => {}
            }
        }
    }

    fn run(&mut self) {
        while let Some((e, comprehended)) = self.todo.pop() {
            if self.seen.insert(e) {
                self.comprehended = comprehended;
                self.expr(e);
            }
        }
    }

    fn push(&mut self, e: ExprId) {
        self.todo.push((e, self.comprehended));
    }

    /// A hidden field is a package's own: a `let` may have its name.
    fn label(&mut self, label: Label) {
        if matches!(label.kind(), LabelKind::Regular | LabelKind::Definition) && self.labels.insert(label) {
            self.names.used.insert(self.program.interner.name(label).to_owned());
        }
    }

    fn expr(&mut self, e: ExprId) {
        match self.program.expr(e) {
            Expr::Struct(id) => self.struct_lit(*id),
            Expr::Field { label, .. } if self.referenced.insert(*label) => {
                self.names.referenced.insert(self.program.interner.name(*label).to_owned());
            }
            Expr::List(elements) => {
                for element in elements {
                    match element {
                        Element::Expr(e) | Element::Ellipsis(Some(e)) => self.push(*e),
                        Element::Comprehension(id) => self.comprehension(*id),
                        Element::Ellipsis(None) => {}
                    }
                }
            }
            Expr::Bound(_, a)
            | Expr::Unary(_, a)
            | Expr::Select(a, _)
            | Expr::Optional(a)
            | Expr::Open(a)
            | Expr::Alias(_, a) => self.push(*a),
            Expr::Binary(_, a, b) | Expr::Index(a, b) => {
                self.push(*a);
                self.push(*b);
            }
            Expr::Disjunction(all) => all.iter().for_each(|d| self.push(d.expr)),
            Expr::Interpolation(parts) | Expr::BytesInterpolation(parts) => parts.iter().for_each(|p| self.push(*p)),
            Expr::Slice(a, b, c) => [Some(*a), *b, *c].into_iter().flatten().for_each(|e| self.push(e)),
            Expr::Call(f, args) => {
                self.push(*f);
                args.iter().for_each(|a| self.push(*a));
            }
            _ => {}
        }
    }

    fn struct_lit(&mut self, id: StructId) {
        let program = self.program;
        for decl in &program.struct_lit(id).decls {
            match decl {
                Decl::Field { label, value, .. } => {
                    self.label(*label);
                    self.push(*value);
                }
                Decl::Dynamic { key, value, .. } => {
                    self.push(*key);
                    self.push(*value);
                }
                Decl::Pattern { pattern, value, .. } => {
                    self.push(*pattern);
                    self.push(*value);
                }
                Decl::Ellipsis { value: Some(e), .. } | Decl::Embed { expr: e, .. } => self.push(*e),
                Decl::Comprehension(id) => self.comprehension(*id),
                Decl::Let(id) => {
                    if self.comprehended {
                        self.names.inner_lets.insert(*id);
                    }
                    if let Some(decl) = program.lets.get(id.0 as usize) {
                        self.push(decl.expr);
                    }
                }
                Decl::Ellipsis { .. } | Decl::Attribute(..) => {}
            }
        }
    }

    fn comprehension(&mut self, id: ComprehensionId) {
        let c = self.program.comprehension(id);
        for clause in &c.clauses {
            match clause {
                Clause::For { key, value, source } => {
                    key.iter().chain([value]).for_each(|l| self.label(*l));
                    self.push(*source);
                }
                Clause::If(e) | Clause::Let { expr: e, .. } | Clause::Try { binding: Some((_, e)) } => self.push(*e),
                Clause::Try { binding: None } => {}
            }
        }
        self.todo.push((c.body, true));
        if let Some(f) = c.fallback {
            self.todo.push((f, true));
        }
    }
}
