//! An `error("…")` in the source. Its message is the author's.

entry!("E0319", "error written in the source", "the message is the author's of this configuration");
