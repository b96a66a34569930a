//! The evaluation takes more than it may: steps, memory, depth, time.

entry!("E0701", "evaluation takes too much", "look for a structure that makes itself larger and larger");

/// Too many steps.
pub const STEPS: &str = "evaluation takes more steps than allowed";

/// Too much memory.
pub const MEMORY: &str = "evaluation takes more memory than allowed";

/// Too many levels.
pub const DEPTH: &str = "evaluation goes deeper than allowed";

/// Too much time.
pub const TIME: &str = "evaluation takes longer than allowed";

/// The caller gave up.
pub const CANCELLED: &str = "evaluation was cancelled";
