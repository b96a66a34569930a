//! The tree of a template.

use super::lex::{Placed, Token, fault, lex};
use std::collections::HashMap;
use tenon_ir::Data;

/// How deep actions and parentheses may nest.
const MAX_DEPTH: usize = 200;

/// What a template consists of.
#[derive(Debug)]
pub(super) enum Node {
    Text(String),
    /// `{{pipeline}}`
    Print(Pipe),
    If {
        test: Pipe,
        then: Vec<Node>,
        otherwise: Vec<Node>,
    },
    With {
        test: Pipe,
        then: Vec<Node>,
        otherwise: Vec<Node>,
    },
    Range {
        over: Pipe,
        body: Vec<Node>,
        otherwise: Vec<Node>,
    },
    Template {
        name: String,
        argument: Option<Pipe>,
        line: usize,
    },
    Break,
    Continue,
}

/// Commands, each of which gets the value of the one before as its last argument, and the variables that get the result.
#[derive(Debug)]
pub(super) struct Pipe {
    pub(super) variables: Vec<String>,
    /// Whether the variables are new ones.
    pub(super) declares: bool,
    pub(super) commands: Vec<Vec<Operand>>,
    pub(super) line: usize,
}

/// One word of a command.
#[derive(Debug)]
pub(super) enum Operand {
    Dot,
    Nil,
    Literal(Data),
    Function(String),
    Variable(String),
    Paren(Pipe),
    /// A field of another operand.
    Field(Box<Operand>, String),
}

/// The templates by name; the unnamed one is the text itself.
pub(super) type Templates = HashMap<String, Vec<Node>>;

struct Parser {
    tokens: Vec<Placed>,
    at: usize,
    templates: Templates,
    /// Names of the variables in scope.
    variables: Vec<String>,
    depth: usize,
    loops: usize,
}

/// Reads a template.
pub(super) fn parse(text: &str) -> Result<Templates, String> {
    let mut p = Parser {
        tokens: lex(text)?,
        at: 0,
        templates: Templates::new(),
        variables: vec![String::new()],
        depth: 0,
        loops: 0,
    };
    let (nodes, end) = p.nodes(true)?;
    if let Some(end) = end {
        return Err(p.fail(&format!("unexpected {{{{{end}}}}}")));
    }
    p.templates.insert(String::new(), nodes);
    Ok(p.templates)
}

impl Parser {
    fn line(&self) -> usize {
        self.tokens.get(self.at.saturating_sub(1)).map_or(1, |(_, line)| *line)
    }

    fn fail(&self, message: &str) -> String {
        fault(self.line(), message)
    }

    fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.at).map(|(t, _)| t)
    }

    fn next(&mut self) -> Option<Token> {
        let token = self.tokens.get(self.at).map(|(t, _)| t.clone());
        self.at += 1;
        token
    }

    fn take(&mut self, token: &Token) -> bool {
        let found = self.peek() == Some(token);
        self.at += usize::from(found);
        found
    }

    fn expect_close(&mut self, context: &str) -> Result<(), String> {
        if self.take(&Token::Close) { Ok(()) } else { Err(self.unexpected(context)) }
    }

    fn unexpected(&mut self, context: &str) -> String {
        match self.next() {
            Some(token) => self.fail(&format!("unexpected {} in {context}", show(&token))),
            None => self.fail("unexpected EOF"),
        }
    }

    /// Nodes up to `{{end}}` or `{{else}}`, which is consumed but for what follows `else`; or up to the end of the text.
    fn nodes(&mut self, top: bool) -> Result<(Vec<Node>, Option<&'static str>), String> {
        let mut out = Vec::new();
        loop {
            match self.next() {
                None if top => return Ok((out, None)),
                None => return Err(self.fail("unexpected EOF")),
                Some(Token::Text(text)) => out.push(Node::Text(text)),
                Some(_) => {
                    let word = match self.peek() {
                        Some(Token::Word(word)) => word.clone(),
                        _ => String::new(),
                    };
                    match word.as_str() {
                        "end" => {
                            self.at += 1;
                            self.expect_close("end")?;
                            return Ok((out, Some("end")));
                        }
                        "else" => {
                            self.at += 1;
                            return Ok((out, Some("else")));
                        }
                        "define" if top => self.define()?,
                        _ => out.extend(self.action(&word)?),
                    }
                }
            }
        }
    }

    fn action(&mut self, word: &str) -> Result<Option<Node>, String> {
        match word {
            "if" | "with" | "range" => {
                self.at += 1;
                return self.control(word).map(Some);
            }
            "template" => {
                self.at += 1;
                return self.call().map(Some);
            }
            "block" => {
                self.at += 1;
                return self.block().map(Some);
            }
            "define" => {
                self.at += 1;
                return Err(self.fail("unexpected {{define}}"));
            }
            "break" | "continue" if matches!(self.tokens.get(self.at + 1), Some((Token::Close, _))) => {
                self.at += 2;
                if self.loops == 0 {
                    return Err(self.fail(&format!("{{{{{word}}}}} outside {{{{range}}}}")));
                }
                return Ok(Some(if word == "break" { Node::Break } else { Node::Continue }));
            }
            _ => {}
        }
        let pipe = self.pipe("command", &Token::Close)?;
        Ok(Some(Node::Print(pipe)))
    }

    fn deeper<T>(&mut self, inner: impl FnOnce(&mut Parser) -> Result<T, String>) -> Result<T, String> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(self.fail("template nests too deeply"));
        }
        let result = inner(self);
        self.depth -= 1;
        result
    }

    fn control(&mut self, word: &str) -> Result<Node, String> {
        self.deeper(|p| {
            let scope = p.variables.len();
            let pipe = p.pipe(word, &Token::Close)?;
            p.loops += usize::from(word == "range");
            let (then, end) = p.nodes(false)?;
            p.loops -= usize::from(word == "range");
            let mut otherwise = Vec::new();
            if end == Some("else") {
                if word != "range" && p.take(&Token::Word(word.to_owned())) {
                    // The `end` of the inner one is that of the outer one too.
                    otherwise.push(p.control(word)?);
                } else {
                    p.expect_close("else")?;
                    let (nodes, end) = p.nodes(false)?;
                    if end == Some("else") {
                        return Err(p.fail("expected end; found {{else}}"));
                    }
                    otherwise = nodes;
                }
            }
            p.variables.truncate(scope);
            Ok(match word {
                "if" => Node::If { test: pipe, then, otherwise },
                "with" => Node::With { test: pipe, then, otherwise },
                _ => Node::Range { over: pipe, body: then, otherwise },
            })
        })
    }

    fn name(&mut self, context: &str) -> Result<String, String> {
        match self.next() {
            Some(Token::Literal(data)) => match data.value {
                tenon_ir::data::DataValue::Str(name) => Ok(name.to_string()),
                _ => Err(self.fail(&format!("unexpected literal in {context}"))),
            },
            _ => {
                self.at -= 1;
                Err(self.unexpected(context))
            }
        }
    }

    fn define(&mut self) -> Result<(), String> {
        self.at += 1;
        let name = self.name("define clause")?;
        self.expect_close("define clause")?;
        self.template(name)
    }

    /// Reads the body of a template up to its end, in a scope of its own.
    fn template(&mut self, name: String) -> Result<(), String> {
        let outer = std::mem::replace(&mut self.variables, vec![String::new()]);
        let loops = std::mem::replace(&mut self.loops, 0);
        let (nodes, end) = self.deeper(|p| p.nodes(false))?;
        if end != Some("end") {
            return Err(self.fail("unexpected {{else}} in define clause"));
        }
        (self.variables, self.loops) = (outer, loops);
        self.templates.insert(name, nodes);
        Ok(())
    }

    fn call(&mut self) -> Result<Node, String> {
        let line = self.line();
        let name = self.name("template clause")?;
        let argument = if self.take(&Token::Close) { None } else { Some(self.pipe("template clause", &Token::Close)?) };
        Ok(Node::Template { name, argument, line })
    }

    fn block(&mut self) -> Result<Node, String> {
        let line = self.line();
        let name = self.name("block clause")?;
        let argument = Some(self.pipe("block clause", &Token::Close)?);
        self.template(name.clone())?;
        Ok(Node::Template { name, argument, line })
    }

    /// Reads a pipeline and the token that ends it.
    fn pipe(&mut self, context: &str, end: &Token) -> Result<Pipe, String> {
        self.deeper(|p| {
            let (variables, declares) = p.assigned(context)?;
            let line = p.line();
            let mut commands = Vec::new();
            loop {
                let mut command = Vec::new();
                while let Some(operand) = p.operand()? {
                    command.push(operand);
                }
                if command.is_empty() {
                    if p.peek() == Some(end) && commands.is_empty() {
                        return Err(p.fail(&format!("missing value for {context}")));
                    }
                    return Err(p.unexpected(context));
                }
                if !commands.is_empty()
                    && !matches!(
                        command.first(),
                        Some(Operand::Function(_) | Operand::Field(..) | Operand::Variable(_))
                    )
                {
                    return Err(p.fail(&format!("non executable command in pipeline stage {}", commands.len() + 1)));
                }
                commands.push(command);
                if p.take(end) {
                    break;
                }
                if !p.take(&Token::Sign("|")) {
                    return Err(p.unexpected(context));
                }
            }
            if declares {
                p.variables.extend(variables.iter().cloned());
            }
            Ok(Pipe { variables, declares, commands, line })
        })
    }

    /// `$x :=`, `$x =`, and in a range `$i, $x :=`
    fn assigned(&mut self, context: &str) -> Result<(Vec<String>, bool), String> {
        let variable = |token: Option<&Placed>| match token {
            Some((Token::Variable(name), _)) => Some(name.clone()),
            _ => None,
        };
        let sign = |token: Option<&Placed>| match token {
            Some((Token::Sign(sign), _)) => *sign,
            _ => "",
        };
        let Some(first) = variable(self.tokens.get(self.at)) else { return Ok((Vec::new(), false)) };
        let (variables, length) = match sign(self.tokens.get(self.at + 1)) {
            ":=" | "=" => (vec![first], 2),
            "," => match variable(self.tokens.get(self.at + 2)) {
                Some(second) if context == "range" => (vec![first, second], 4),
                _ => return Err(self.fail(&format!("too many declarations in {context}"))),
            },
            _ => return Ok((Vec::new(), false)),
        };
        let declares = match sign(self.tokens.get(self.at + length - 1)) {
            ":=" => true,
            "=" => false,
            _ => return Err(self.fail("range can only initialize variables")),
        };
        if !declares && let Some(unknown) = variables.iter().find(|v| !self.variables.contains(v)) {
            return Err(self.fail(&format!("undefined variable \"${unknown}\"")));
        }
        self.at += length;
        Ok((variables, declares))
    }

    fn operand(&mut self) -> Result<Option<Operand>, String> {
        let Some(token) = self.peek().cloned() else { return Err(self.fail("unclosed action")) };
        let mut operand = match token {
            Token::Dot => Operand::Dot,
            Token::Nil => Operand::Nil,
            Token::Literal(data) => Operand::Literal(data),
            Token::Field { name, .. } => Operand::Field(Box::new(Operand::Dot), name),
            Token::Variable(name) => {
                if !self.variables.contains(&name) {
                    return Err(self.fail(&format!("undefined variable \"${name}\"")));
                }
                Operand::Variable(name)
            }
            Token::Word(name) => {
                if !super::funcs::exists(&name) {
                    return Err(self.fail(&format!("function {name:?} not defined")));
                }
                Operand::Function(name)
            }
            Token::Sign("(") => {
                self.at += 1;
                let pipe = self.pipe("parenthesized pipeline", &Token::Sign(")"))?;
                self.at -= 1;
                Operand::Paren(pipe)
            }
            _ => return Ok(None),
        };
        self.at += 1;
        let mut fields = 0;
        while let Some(Token::Field { name, spaced: false }) = self.peek().cloned() {
            self.at += 1;
            fields += 1;
            if fields > MAX_DEPTH {
                return Err(self.fail("template nests too deeply"));
            }
            operand = Operand::Field(Box::new(operand), name);
        }
        Ok(Some(operand))
    }
}

fn show(token: &Token) -> String {
    match token {
        Token::Text(text) => format!("{text:?}"),
        Token::Open => "{{".into(),
        Token::Close => "\"}}\"".into(),
        Token::Word(word) => format!("<{word}>"),
        Token::Field { name, .. } => format!("<.{name}>"),
        Token::Variable(name) => format!("\"${name}\""),
        Token::Dot => "<.>".into(),
        Token::Nil => "<nil>".into(),
        Token::Literal(data) => crate::args::show(data),
        Token::Sign(sign) => format!("{sign:?}"),
    }
}
