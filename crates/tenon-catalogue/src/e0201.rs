//! A name that nothing around it declares.

entry!("E0201", "reference to an unknown name", "check the spelling; a text needs quotes, a package an import");

/// The name.
pub fn message(name: &str) -> String {
    format!("reference {name:?} not found")
}

/// A name that is there and similar.
pub fn nearest(name: &str) -> String {
    format!("did you mean {name:?}?")
}

/// The name of a package of the standard library, with this path.
pub fn not_imported(path: &str) -> String {
    format!("to use the package, add import {path:?} at the top")
}

/// The name stands behind a `-`, as in `config.cache-size`; what was meant.
pub fn minus(selector: &str) -> String {
    format!("- is minus; a field with - in its name is reached by {selector}")
}

/// A `for` elsewhere has a variable of this name.
pub fn of_a_loop(name: &str) -> String {
    format!("{name} exists only within the 'for' that has it")
}

/// There is a field of this name in quotes.
pub fn quoted(name: &str) -> String {
    format!("the field {name:?} is written with quotes, and references see only those without")
}

/// There is a field of this name inside of another one, at this path.
pub fn inside(path: &str) -> String {
    format!("references see the fields around them, not those inside of others: write {path}")
}

/// Another file of the package declares the name, which was not named on the command line.
pub fn other_file(name: &str, file: &str, package: &str) -> String {
    let place = format!("{name} is declared in {file}, another file of package {package}");
    format!("{place}: name it, too, or `.` for the whole package")
}
