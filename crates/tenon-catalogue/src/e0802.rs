//! An XML file without the form of XML that it is in.

entry!("E0802", "XML without its form", "convert the file to JSON or YAML");

/// What is said.
pub const MESSAGE: &str = "xml requires a variant, such as: xml+koala";
