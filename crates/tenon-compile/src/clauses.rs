//! Comprehensions: each clause that binds a name pushes a frame; the fallback stands outside of them.

use crate::compiler::{Compiler, Step};
use crate::scope::Bound;
use tenon_catalogue::{e0207, e0213};
use tenon_ir::program::{Clause, Comprehension, ComprehensionId};
use tenon_syntax::ast;

impl<'a> Compiler<'_, 'a> {
    /// Compiles a comprehension.
    pub fn comprehension(&mut self, comprehension: &'a ast::Comprehension) -> ComprehensionId {
        let mark = self.scopes.mark();
        let outer_try = self.in_try;
        let outer_path = self.path.len();
        let mut struct_try = false;
        let mut clauses = Vec::with_capacity(comprehension.clauses.len());
        let last = comprehension.clauses.len().saturating_sub(1);
        for (i, clause) in comprehension.clauses.iter().enumerate() {
            if matches!(clause, ast::Clause::Try { binding: None, .. }) {
                struct_try = true;
            }
            clauses.push(self.clause(clause, i == last));
        }
        self.in_try = outer_try || struct_try;
        let body = self.struct_lit(&comprehension.body);
        self.in_try = outer_try;
        self.path.truncate(outer_path);
        self.scopes.pop(mark);
        let fallback = comprehension.fallback.as_ref().map(|f| self.struct_lit(&f.body));
        let fallback_is_else = comprehension.fallback.as_ref().is_some_and(|f| f.keyword.name == "else");
        let span = comprehension.span;
        let clauses = clauses.into();
        self.program.comprehensions.push(Comprehension { span, clauses, body, fallback, fallback_is_else });
        ComprehensionId(self.program.comprehensions.len() as u32 - 1)
    }

    fn clause(&mut self, clause: &'a ast::Clause, last: bool) -> Clause {
        match clause {
            ast::Clause::For { key, value, source, .. } => {
                let source = self.expr(source);
                self.scopes.push();
                self.path.push(Step::Clause("for[]"));
                let key = key.as_ref().map(|k| (k, self.label(&k.name)));
                if let Some((k, _)) = key.filter(|(k, _)| k.name != "_") {
                    self.scopes.bind(&k.name, Bound::ForKey);
                }
                if value.name != "_" {
                    self.scopes.bind(&value.name, Bound::ForValue);
                }
                let value = self.label(&value.name);
                Clause::For { key: key.map(|(_, label)| label), value, source }
            }
            ast::Clause::If { condition, .. } => Clause::If(self.expr(condition)),
            ast::Clause::Let(clause) => {
                self.path.push(Step::Clause("let[]"));
                let expr = self.expr(&clause.expr);
                self.scopes.push();
                if clause.name.name == "_" {
                    self.error(e0207::CODE, e0207::MESSAGE, clause.name.span);
                } else {
                    self.scopes.bind(&clause.name.name, Bound::Clause);
                }
                Clause::Let { name: self.label(&clause.name.name), expr }
            }
            ast::Clause::Try { span, binding } => {
                let Some((name, expr)) = binding else {
                    if !last {
                        self.error(e0213::CODE, e0213::MESSAGE, *span);
                    }
                    return Clause::Try { binding: None };
                };
                let outer = std::mem::replace(&mut self.in_try, true);
                let expr = self.expr(expr);
                self.in_try = outer;
                self.scopes.push();
                self.path.push(Step::Clause("try[]"));
                if name.name != "_" {
                    self.scopes.bind(&name.name, Bound::Clause);
                }
                Clause::Try { binding: Some((self.label(&name.name), expr)) }
            }
        }
    }
}
