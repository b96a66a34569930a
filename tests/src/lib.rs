//! What the tests share: cases as text, starting the command, shuffling declarations, comparing without order.

pub mod canon;
pub mod case;
pub mod command;
pub mod places;
pub mod shuffle;
pub mod transcript;
