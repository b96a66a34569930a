//! A token that does not fit where it stands.

entry!("E0101", "unexpected token", "look at what stands before this place: most often something is missing there");

/// What could stand here, and what stands here.
pub fn message(want: &str, found: &str) -> String {
    format!("{want}, found {found}")
}

/// A bytes literal as the path of an import.
pub const BYTES_AS_IMPORT: &str = "expected a string as import path, found bytes";

/// A bytes literal as a field's name.
pub const BYTES_AS_LABEL: &str = "expected a string as label, found bytes";

/// A bytes literal behind a dot.
pub const BYTES_AS_SELECTOR: &str = "expected a string as selector, found bytes";

/// `a: for x in xs {x}`; the word is `for` or `if`.
pub fn in_brackets(word: &str) -> String {
    format!("a list made by '{word}' stands in brackets, [{word} …], and fields in braces, {{{word} …}}")
}

/// `/* text */`
pub const BLOCK_COMMENT: &str = "comments begin with // and end with the line";

/// `# text`
pub const COMMENT: &str = "comments begin with //";

/// `package my-app`
pub const PACKAGE_NAME: &str = "the name of a package is one word of letters, digits and _";

/// `a and b`
pub const AND: &str = "'and' is written &&";

/// `a or b`
pub const OR: &str = "'or' is written ||";

/// `if a {…} elif b {…}`
pub const ELSE_IF: &str = "each case is an 'if' of its own, with its own condition";

/// `"\(a"`
pub const INTERPOLATION: &str = "the \\( of this text has no ) yet";

/// `- a: 1`
pub const LIST: &str = "a list is written in brackets, its elements with commas: [{…}, {…}]";

/// `runs-on: x`
pub fn dash(name: &str) -> String {
    format!("a name with - is written in quotes: {name:?}")
}

/// `metadata.name: x`
pub fn path(path: &str) -> String {
    format!("a path is written with colons: {}", path.replace('.', ": "))
}

/// The line before ends with an operator.
pub fn operator(operator: &str) -> String {
    format!("the line before ends with {operator}, behind which a value is missing")
}

/// `name string`
pub fn colon(name: &str, value: &str) -> String {
    format!("between a name and its value stands a colon: {name}: {value}")
}
