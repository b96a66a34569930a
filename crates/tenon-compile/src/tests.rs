//! Text in, resolved program or errors out.
