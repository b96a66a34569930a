//! The signature of the function that is being called.

use crate::bound::import_name;
use crate::predeclared;
use tenon_ir::program::Predeclared;
use tenon_load::files::SourceFile;
use tenon_stdlib::declarations::declarations;
use tenon_syntax::ast::{Decl, StringValue};
use tenon_syntax::{Tok, tokens};

/// The signatures of a function.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SignatureHelp {
    /// How it is called; as a validator with one argument less.
    pub signatures: Vec<Signature>,
    /// Which of them is most likely meant.
    pub active: usize,
    /// The argument that is being written.
    pub argument: usize,
    /// What the function does.
    pub docs: String,
}

/// A signature.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Signature {
    /// All of it: `strings.Join(list: [...string], sep: string) string`.
    pub label: String,
    /// Where its parameters stand in the label.
    pub parameters: Vec<(u32, u32)>,
}

/// The signature of the call around an offset.
pub fn signature_help(file: &SourceFile, text: &str, offset: u32) -> Option<SignatureHelp> {
    let all = tokens(text);
    let before: Vec<_> = all.iter().take_while(|t| t.start < offset).filter(|t| t.start < t.end).collect();
    let (mut depth, mut argument) = (0usize, 0usize);
    let mut open = None;
    for (i, t) in before.iter().enumerate().rev() {
        if t.end > offset && t.tok != Tok::LParen {
            continue;
        }
        match t.tok {
            Tok::RParen | Tok::RBrack | Tok::RBrace | Tok::InterpEnd => depth += 1,
            Tok::LParen | Tok::LBrack | Tok::LBrace | Tok::InterpStart if depth > 0 => depth -= 1,
            Tok::LParen => {
                open = Some(i);
                break;
            }
            // Not within the parentheses of a call, but within something that stands in them.
            Tok::LBrack | Tok::LBrace | Tok::InterpStart => argument = 0,
            Tok::Comma if depth == 0 => argument += 1,
            _ => {}
        }
    }
    let open = open?;
    let word =
        |i: usize| before.get(i).filter(|t| t.tok.is_name()).and_then(|t| text.get(t.start as usize..t.end as usize));
    let name = word(open.checked_sub(1)?)?;
    let dotted = open >= 3 && before[open - 2].tok == Tok::Dot;
    let (head, signature, docs, first) = if dotted {
        let package = word(open - 3)?;
        let path = imported(file, package)?;
        let declared = declarations(tenon::library().package(path)?);
        let item = declared.items.into_iter().find(|i| i.name == name)?;
        (format!("{package}.{name}"), item.signature?, item.doc, open - 3)
    } else {
        let (signature, docs) = predeclared::function(Predeclared::from_name(name)?);
        (name.to_owned(), signature.to_owned(), docs.to_owned(), open - 1)
    };
    let mut signatures = vec![whole(&head, &signature)];
    let mut active = 0;
    if let Some(validator) = without_first(&signature) {
        signatures.push(whole(&head, &validator));
        let outer = first.checked_sub(1).and_then(|i| before.get(i)).map(|t| t.tok);
        let says = matches!(outer, Some(Tok::Colon | Tok::And | Tok::Or | Tok::LBrack | Tok::Star | Tok::Ellipsis));
        active = usize::from(says);
    }
    Some(SignatureHelp { signatures, active, argument, docs: docs.trim_end().to_owned() })
}

/// The import path of what a file calls so.
fn imported<'f>(file: &'f SourceFile, name: &str) -> Option<&'f str> {
    let specs = file.parsed.file.decls.iter().filter_map(|d| match d {
        Decl::Import(i) => Some(&i.specs),
        _ => None,
    });
    let spec = specs.flatten().find(|s| import_name(s) == Some(name))?;
    match &spec.path.value {
        StringValue::String(path) => Some(path),
        StringValue::Bytes(_) => None,
    }
}

fn whole(head: &str, signature: &str) -> Signature {
    let label = format!("{head}{signature}");
    let from = head.len() as u32;
    let parameters = parameters(signature).into_iter().map(|(a, b)| (from + a, from + b)).collect();
    Signature { label, parameters }
}

/// Where the parameters stand in a signature.
fn parameters(signature: &str) -> Vec<(u32, u32)> {
    let mut out = Vec::new();
    let (mut depth, mut start) = (0, 1);
    for (i, c) in signature.char_indices() {
        match c {
            '(' | '[' | '{' => depth += 1,
            ',' if depth == 1 => {
                out.push((start, i as u32));
                start = i as u32 + 2;
            }
            ')' | ']' | '}' => {
                depth -= 1;
                if depth == 0 {
                    if start < i as u32 {
                        out.push((start, i as u32));
                    }
                    return out;
                }
            }
            _ => {}
        }
    }
    out
}

/// The signature as a validator: of a function that returns a truth value, without the first parameter.
fn without_first(signature: &str) -> Option<String> {
    let rest = signature.strip_suffix(" bool")?;
    let parameters = parameters(rest);
    let second = parameters.get(1).map(|p| p.0).or(parameters.first().map(|p| p.1))?;
    Some(format!("({}", rest.get(second as usize..)?))
}
