//! A value that is asked to be more general than another one, and is not. What is said is the demand that is not met.

entry!("E0912", "value not subsumed", "the other value allows what this one does not");
