//! An argument that says nothing of what file it is.

entry!("E0803", "file of an unknown kind", "put the type before the name, such as `json: FILE`");

/// A name without an extension.
pub fn no_extension(name: &str) -> String {
    format!("no file extension for file {name:?}; use a qualifier such as json:")
}

/// An extension that is none of a known format.
pub fn unknown_extension(extension: &str) -> String {
    format!("unknown file extension {extension}")
}

/// A qualifier as the last argument.
pub fn no_file(qualifier: &str) -> String {
    format!("no file follows the qualifier {qualifier}")
}

/// A name that may be a path in the value.
pub fn expression(path: &str) -> String {
    format!("for a value of the package, write -e {path}")
}
