//! Words for what the YAML parser finds wrong.

use super::read::MAX_DEPTH;
use granit_parser::ErrorKind;

/// Code, message and, where there is one, a way out.
pub(super) struct Words {
    pub(super) code: &'static str,
    pub(super) message: String,
    pub(super) help: Option<&'static str>,
}

/// Explains an error at the place where `rest` begins.
pub(super) fn explain(kind: &ErrorKind, rest: &str) -> Words {
    let syntax = |message: &str, help| Words { code: "E0610", message: message.to_owned(), help };
    match kind {
        ErrorKind::RecursionLimitExceeded => {
            Words { code: "E0613", message: format!("nested deeper than {MAX_DEPTH} levels"), help: None }
        }
        ErrorKind::UnknownAnchor => {
            let name: String = rest.chars().take_while(|c| !c.is_whitespace() && !",[]{}".contains(*c)).collect();
            syntax(&format!("unknown anchor: nothing before this place is called {:?}", name.replace('*', "&")), None)
        }
        ErrorKind::UnexpectedCharacter { character } => {
            syntax(&format!("a value cannot start with the character {character:?}"), Some("put the value in quotes"))
        }
        ErrorKind::MappingValueNotAllowed | ErrorKind::InvalidColonPlacement => {
            syntax("a mapping is not allowed here", Some("put a text that holds \": \" in quotes"))
        }
        ErrorKind::SimpleKeyExpected => syntax("expected \":\" after this key", None),
        ErrorKind::ExpectedBlockMappingKey => syntax(
            "expected a key of the mapping that is open here",
            Some("keys of the same mapping begin in the same column, and what belongs to a key further to the right"),
        ),
        ErrorKind::ExpectedBlockSequenceEntry => syntax("expected \"-\" and the next item of the list", None),
        ErrorKind::TabNotAllowed | ErrorKind::TabInBlockIndentation | ErrorKind::TabInIndentation => {
            syntax("tabs cannot indent a block", Some("indent with spaces"))
        }
        ErrorKind::UnknownQuotedScalarEscape => {
            syntax("unknown escape in a string in double quotes", Some("in single quotes a backslash is a backslash"))
        }
        ErrorKind::UnclosedQuotedScalar => syntax("this quote is never closed", None),
        ErrorKind::UnclosedFlowCollection { open } => syntax(&format!("this bracket is never closed: {open:?}"), None),
        ErrorKind::MismatchedFlowCollectionEnd { open, close } => {
            syntax(&format!("{open:?} cannot be closed with {close:?}"), None)
        }
        ErrorKind::MisplacedFlowCollectionEnd => syntax("a closing bracket without an opening one", None),
        other => syntax(&other.to_string(), None),
    }
}
