//! YAML with too many levels, or whose aliases make too large a tree.

entry!("E0613", "YAML too deep or too large", "write the value in CUE, where a reference copies nothing");

/// Too many levels.
pub fn levels(most: usize) -> String {
    format!("nested deeper than {most} levels")
}

/// Too many levels by aliases.
pub fn alias_levels(most: usize) -> String {
    format!("aliases nest deeper than {most} levels")
}

/// Too many values by aliases.
pub fn copies(most: usize) -> String {
    format!("aliases copy more than {most} values")
}
