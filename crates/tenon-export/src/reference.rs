//! References by the names of the output.

use tenon_ir::Label;
use tenon_ir::program::{Expr as E, LetId};
use tenon_syntax::ast::Expr;

use crate::env::{Env, FrameId};
use crate::make;
use crate::printer::Printer;

impl Printer<'_> {
    /// A predeclared name, in its long form where a field hides the short one.
    pub fn predeclared(&self, name: &str) -> Expr {
        let hidden = self.scopes.iter().any(|s| s.labels.iter().any(|l| l == name));
        make::name(if hidden && !name.starts_with("__") { format!("__{name}") } else { name.to_owned() })
    }

    /// A reference.
    pub fn reference(&mut self, expr: &E, env: &Env) -> Expr {
        let program = self.program.clone();
        let interner = &program.interner;
        match expr {
            E::Field { up, label, alias, .. } => {
                if let Some(outside) = self.outside(*label, env, *up) {
                    return outside;
                }
                let name = interner.name(alias.unwrap_or(*label));
                self.pass_by(name, env.frame(*up));
                let mut ident = make::ident(name);
                if let Some(table) = env.table(*up).filter(|_| self.definition && alias.is_none()) {
                    ident.span = self.links.refer(table, *label, self.part_of);
                }
                Expr::Ident(ident)
            }
            E::Let { up, id } => self.let_reference(*id, &env.out(*up)),
            E::Node { name, .. } | E::LabelOf { name, .. } => make::name(self.alias_name(*name)),
            E::ForKey { name, .. } | E::ForValue { name, .. } | E::ClauseLet { name, .. } | E::Dynamic { name, .. } => {
                make::name(interner.name(*name))
            }
            _ => make::bottom(),
        }
    }

    /// Notes that a reference means a field of `target`, where a nearer one has the same name.
    fn pass_by(&mut self, name: &str, target: Option<FrameId>) {
        let nearest = self.scopes.iter_mut().rev().find(|s| s.labels.iter().any(|l| l == name));
        if let Some(scope) = nearest
            && let (Some(here), Some(target)) = (scope.frame, target)
            && self.frozen.value(here).shared_id() != self.frozen.value(target).shared_id()
        {
            scope.passed.push(name.to_owned());
        }
    }

    fn alias_name(&self, name: Label) -> String {
        match self.aliases.iter().rev().find(|(l, _)| *l == name) {
            Some((_, name)) => name.clone(),
            None => self.program.interner.name(name).to_owned(),
        }
    }

    /// A name for the alias of a value; never the one that the source gives it.
    pub fn value_alias(&mut self, label: Label) -> String {
        let name = self.program.interner.name(label).to_owned();
        self.names.take(&name);
        self.names.unique(&name)
    }

    /// Runs a step in which an alias is visible, by a name of its own.
    pub fn alias<T>(&mut self, label: Label, step: impl FnOnce(&mut Self) -> T) -> (String, T) {
        let name = self.program.interner.name(label).to_owned();
        let name = self.names.unique(&name);
        self.aliases.push((label, name.clone()));
        let out = step(self);
        self.aliases.pop();
        (name, out)
    }

    /// A `let` by its name, where its struct is printed around; by what it stands for otherwise.
    fn let_reference(&mut self, id: LetId, env: &Env) -> Expr {
        let frame = env.frame(0);
        let program = self.program.clone();
        // What names a label is no declaration: it stands behind what it stands for.
        if let Some(label) = program.lets.get(id.0 as usize).filter(|l| program.span(l.expr).start < l.span.start) {
            return self.expr(label.expr, env);
        }
        if self.definition || frame.is_none() {
            return make::name(self.names.let_name(&program, id, frame));
        }
        let scope = self.scopes.iter().rposition(|s| s.frame.is_some() && s.frame == frame);
        if let Some(scope) = scope
            && !self.names.inner_lets.contains(&id)
        {
            let name = self.names.let_name(&program, id, frame);
            if let Some(scope) = self.scopes.get_mut(scope)
                && !scope.lets.iter().any(|(l, _)| *l == id)
            {
                scope.lets.push((id, env.clone()));
            }
            return make::name(name);
        }
        match program.lets.get(id.0 as usize) {
            Some(decl) => self.expr(decl.expr, env),
            None => make::bottom(),
        }
    }
}
