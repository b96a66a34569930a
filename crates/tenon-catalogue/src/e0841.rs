//! Packages that import each other.

entry!("E0841", "import cycle", "move what both need into a third package");

/// What is said.
pub const MESSAGE: &str = "import cycle not allowed";
