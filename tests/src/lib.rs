//! What the tests share: cases as text, starting the command, evaluating in memory, changing the order of things,
//! comparing without order.

pub mod alike;
pub mod canon;
pub mod case;
pub mod command;
pub mod editing;
pub mod edits;
pub mod evaluate;
pub mod inputs;
pub mod lsp;
pub mod permute;
pub mod places;
pub mod random;
pub mod transcript;
