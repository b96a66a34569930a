//! Words for what the YAML parser finds wrong.

use super::read::MAX_DEPTH;
use granit_parser::ErrorKind;
use tenon_catalogue::{e0610, e0613};

/// Code, message and, where there is one, a way out.
pub(super) struct Words {
    pub(super) code: &'static str,
    pub(super) message: String,
    pub(super) help: Option<&'static str>,
}

/// Explains an error at the place where `rest` begins.
pub(super) fn explain(kind: &ErrorKind, rest: &str) -> Words {
    let syntax = |message: &str, help| Words { code: e0610::CODE, message: message.to_owned(), help };
    match kind {
        ErrorKind::RecursionLimitExceeded => Words { code: e0613::CODE, message: e0613::levels(MAX_DEPTH), help: None },
        ErrorKind::UnknownAnchor => {
            let name: String = rest.chars().take_while(|c| !c.is_whitespace() && !",[]{}".contains(*c)).collect();
            syntax(&e0610::unknown_anchor(&name.replace('*', "&")), None)
        }
        ErrorKind::UnexpectedCharacter { character } => syntax(&e0610::cannot_start(*character), Some(e0610::QUOTE)),
        ErrorKind::MappingValueNotAllowed | ErrorKind::InvalidColonPlacement => {
            syntax(e0610::NO_MAPPING_HERE, Some(e0610::QUOTE_COLON))
        }
        ErrorKind::SimpleKeyExpected => syntax(e0610::NO_COLON, None),
        ErrorKind::ExpectedBlockMappingKey => syntax(e0610::NO_KEY, Some(e0610::SAME_COLUMN)),
        ErrorKind::ExpectedBlockSequenceEntry => syntax(e0610::NO_ITEM, None),
        ErrorKind::TabNotAllowed | ErrorKind::TabInBlockIndentation | ErrorKind::TabInIndentation => {
            syntax(e0610::TAB, Some(e0610::SPACES))
        }
        ErrorKind::UnknownQuotedScalarEscape => syntax(e0610::UNKNOWN_ESCAPE, Some(e0610::SINGLE_QUOTES)),
        ErrorKind::UnclosedQuotedScalar => syntax(e0610::OPEN_QUOTE, None),
        ErrorKind::UnclosedFlowCollection { open } => syntax(&e0610::open_bracket(*open), None),
        ErrorKind::MismatchedFlowCollectionEnd { open, close } => syntax(&e0610::brackets(*open, *close), None),
        ErrorKind::MisplacedFlowCollectionEnd => syntax(e0610::CLOSING_BRACKET, None),
        other => syntax(&other.to_string(), None),
    }
}
