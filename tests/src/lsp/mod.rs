//! A client of the language server: it starts the command, talks to it over its standard streams, and writes down what is
//! said.

pub mod client;
pub mod script;
pub mod show;
pub mod text;
