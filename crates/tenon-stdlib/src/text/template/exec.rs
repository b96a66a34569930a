//! Running a template: nodes and data to text.

use super::format::print;
use super::funcs;
use super::parse::{Node, Operand, Pipe, Templates};
use tenon_ir::Data;
use tenon_ir::data::DataValue;

/// How deep templates may call each other.
const MAX_CALLS: usize = 100;
/// The longest text that a template may make.
const MAX_LENGTH: usize = 1 << 26;
/// How many nodes may run.
const MAX_STEPS: usize = 20_000_000;

/// A value; none is that of a key that is not there.
pub(super) type Value = Option<Data>;

/// What a node does to the loop around it.
#[derive(PartialEq, Eq)]
enum Flow {
    Next,
    Break,
    Continue,
}

struct Run<'t> {
    templates: &'t Templates,
    out: String,
    variables: Vec<(String, Value)>,
    calls: usize,
    steps: usize,
}

/// Runs the unnamed template.
pub(super) fn execute(templates: &Templates, data: &Data) -> Result<String, String> {
    let root = Some(data.clone());
    let mut run =
        Run { templates, out: String::new(), variables: vec![(String::new(), root.clone())], calls: 0, steps: 0 };
    if let Some(nodes) = templates.get("") {
        run.nodes(nodes, &root)?;
    }
    Ok(run.out)
}

impl Run<'_> {
    fn nodes(&mut self, nodes: &[Node], dot: &Value) -> Result<Flow, String> {
        for node in nodes {
            let flow = stacker::maybe_grow(128 * 1024, 4 * 1024 * 1024, || self.node(node, dot))?;
            if flow != Flow::Next {
                return Ok(flow);
            }
        }
        Ok(Flow::Next)
    }

    /// Runs nodes; the variables that they declare end with them.
    fn scoped(&mut self, nodes: &[Node], dot: &Value) -> Result<Flow, String> {
        let scope = self.variables.len();
        let flow = self.nodes(nodes, dot);
        self.variables.truncate(scope);
        flow
    }

    fn node(&mut self, node: &Node, dot: &Value) -> Result<Flow, String> {
        self.steps += 1;
        if self.out.len() > MAX_LENGTH || self.steps > MAX_STEPS {
            return Err("template: output exceeds limit".into());
        }
        match node {
            Node::Text(text) => self.out.push_str(text),
            Node::Print(pipe) => {
                let value = self.pipe(pipe, dot)?;
                if pipe.variables.is_empty() {
                    self.out.push_str(&value.as_ref().map_or("<no value>".into(), print));
                }
            }
            Node::If { test, then, otherwise } => {
                let scope = self.variables.len();
                let truth = funcs::is_true(&self.pipe(test, dot)?);
                let flow = self.scoped(if truth { then } else { otherwise }, dot);
                self.variables.truncate(scope);
                return flow;
            }
            Node::With { test, then, otherwise } => {
                let scope = self.variables.len();
                let value = self.pipe(test, dot)?;
                let flow = if funcs::is_true(&value) { self.scoped(then, &value) } else { self.scoped(otherwise, dot) };
                self.variables.truncate(scope);
                return flow;
            }
            Node::Range { over, body, otherwise } => {
                let scope = self.variables.len();
                let flow = self.range(over, body, otherwise, dot);
                self.variables.truncate(scope);
                return flow;
            }
            Node::Template { name, argument, line } => self.call(name, argument.as_ref(), *line, dot)?,
            Node::Break => return Ok(Flow::Break),
            Node::Continue => return Ok(Flow::Continue),
        }
        Ok(Flow::Next)
    }

    fn call(&mut self, name: &str, argument: Option<&Pipe>, line: usize, dot: &Value) -> Result<(), String> {
        let templates = self.templates;
        let Some(nodes) = templates.get(name) else {
            return Err(format!("template: :{line}: template {name:?} not defined"));
        };
        let value = match argument {
            Some(pipe) => self.pipe(pipe, dot)?,
            None => None,
        };
        self.calls += 1;
        if self.calls > MAX_CALLS {
            return Err(format!("template: :{line}: exceeded maximum template depth ({MAX_CALLS})"));
        }
        let outer = std::mem::replace(&mut self.variables, vec![(String::new(), value.clone())]);
        let done = self.nodes(nodes, &value);
        self.variables = outer;
        self.calls -= 1;
        done.map(drop)
    }

    fn range(&mut self, over: &Pipe, body: &[Node], otherwise: &[Node], dot: &Value) -> Result<Flow, String> {
        let value = self.evaluate(over, dot)?;
        let items: Vec<(Data, Data)> = match value.as_ref().map(|d| &d.value) {
            Some(DataValue::List(items)) => {
                items.iter().enumerate().map(|(i, item)| (Data::int(i as i64), item.clone())).collect()
            }
            Some(DataValue::Struct(entries)) => {
                let mut sorted: Vec<_> = entries.iter().collect();
                sorted.sort_by(|a, b| a.key.cmp(&b.key));
                sorted.into_iter().map(|e| (Data::str(e.key.clone()), e.value.clone())).collect()
            }
            Some(DataValue::Num(n)) if n.is_int() => {
                let count = n.as_i64().filter(|n| *n <= MAX_STEPS as i64);
                let count = count.ok_or_else(|| format!("template: :{}: range over {n} exceeds limit", over.line))?;
                (0..count).map(|i| (Data::int(i), Data::int(i))).collect()
            }
            None | Some(DataValue::Null) => Vec::new(),
            Some(_) => {
                let shown = value.as_ref().map(print).unwrap_or_default();
                return Err(format!("template: :{}: range can't iterate over {shown}", over.line));
            }
        };
        if items.is_empty() {
            return self.scoped(otherwise, dot);
        }
        for (key, item) in items {
            let scope = self.variables.len();
            let bindings = match over.variables.as_slice() {
                [one] => vec![(one, item.clone())],
                [index, one] => vec![(index, key), (one, item.clone())],
                _ => Vec::new(),
            };
            for (name, value) in bindings {
                self.assign(name, Some(value), over.declares);
            }
            let flow = self.nodes(body, &Some(item))?;
            self.variables.truncate(scope);
            if flow == Flow::Break {
                break;
            }
        }
        Ok(Flow::Next)
    }

    fn assign(&mut self, name: &str, value: Value, declares: bool) {
        if declares {
            self.variables.push((name.to_owned(), value));
        } else if let Some((_, slot)) = self.variables.iter_mut().rev().find(|(n, _)| n == name) {
            *slot = value;
        }
    }

    /// The value of a pipeline, given to its variables.
    fn pipe(&mut self, pipe: &Pipe, dot: &Value) -> Result<Value, String> {
        let value = self.evaluate(pipe, dot)?;
        for name in &pipe.variables {
            self.assign(name, value.clone(), pipe.declares);
        }
        Ok(value)
    }

    fn evaluate(&mut self, pipe: &Pipe, dot: &Value) -> Result<Value, String> {
        let mut last: Option<Value> = None;
        for command in &pipe.commands {
            last = Some(self.command(command, last, dot, pipe.line)?);
        }
        Ok(last.flatten())
    }

    fn command(&mut self, command: &[Operand], last: Option<Value>, dot: &Value, line: usize) -> Result<Value, String> {
        let Some((first, rest)) = command.split_first() else { return Ok(None) };
        if let Operand::Function(name) = first {
            // `and` and `or` stop at the argument that decides.
            if matches!(name.as_str(), "and" | "or") {
                let mut value = None;
                for operand in rest {
                    value = self.operand(operand, dot, line)?;
                    if funcs::is_true(&value) != (name == "and") {
                        return Ok(value);
                    }
                }
                return Ok(last.unwrap_or(value));
            }
            let mut args = Vec::with_capacity(rest.len() + 1);
            for operand in rest {
                args.push(self.operand(operand, dot, line)?);
            }
            args.extend(last);
            let at = |message: String| format!("template: :{line}: executing \"\": error calling {name}: {message}");
            return funcs::call(name, &args).map_err(at);
        }
        if !rest.is_empty() || last.is_some() {
            return Err(format!("template: :{line}: can't give argument to non-function"));
        }
        self.operand(first, dot, line)
    }

    fn operand(&mut self, operand: &Operand, dot: &Value, line: usize) -> Result<Value, String> {
        Ok(match operand {
            Operand::Dot => dot.clone(),
            Operand::Nil => return Err(format!("template: :{line}: nil is not a command")),
            Operand::Literal(data) => Some(data.clone()),
            Operand::Function(name) => funcs::call(name, &[])
                .map_err(|message| format!("template: :{line}: error calling {name}: {message}"))?,
            Operand::Variable(name) => {
                self.variables.iter().rev().find(|(n, _)| n == name).and_then(|(_, value)| value.clone())
            }
            Operand::Paren(pipe) => self.pipe(pipe, dot)?,
            Operand::Field(of, name) => {
                let value = self.operand(of, dot, line)?;
                match value.as_ref().map(|d| &d.value) {
                    Some(DataValue::Struct(entries)) => {
                        entries.iter().find(|e| *e.key == **name).map(|e| e.value.clone())
                    }
                    None | Some(DataValue::Null) => {
                        return Err(format!(
                            "template: :{line}: executing \"\" at <.{name}>: nil data; no entry for key \"{name}\""
                        ));
                    }
                    Some(_) => {
                        let kind = value.as_ref().map_or("nil", crate::args::kind);
                        return Err(format!(
                            "template: :{line}: executing \"\" at <.{name}>: can't evaluate field {name} in type {kind}"
                        ));
                    }
                }
            }
        })
    }
}
