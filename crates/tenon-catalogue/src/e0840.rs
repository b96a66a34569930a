//! An import that leads to no package.

use std::fmt::Display;

entry!(
    "E0840",
    "package not found",
    "a package's path is the module's path and the folder; further modules must be in cue.mod/module.cue"
);

/// An import of nothing.
pub const EMPTY: &str = "invalid import path: empty string";

/// `import "./lib"`
pub fn relative(path: &str) -> String {
    format!("relative import paths not allowed ({path:?})")
}

/// `import "example.com/lib:_"`
pub fn blank(path: &str) -> String {
    format!("invalid import path qualifier _ in {path:?}")
}

/// The last element of the path is no identifier.
pub fn no_name(path: &str) -> String {
    format!("cannot determine package name for {path:?}; set it explicitly with ':'")
}

/// A path that is the name of no package of the standard library, and could be nothing else.
pub fn not_standard(path: &str) -> String {
    format!("standard library import path {path:?} cannot be imported as a CUE package")
}

/// There is no module around.
pub const NO_MODULE: &str = "imports are unavailable because there is no cue.mod/module.cue file";

/// No module that is here has the package.
pub fn no_provider(path: &str) -> String {
    format!("cannot find package {path:?}: cannot find module providing package {path}")
}

/// The module is replaced with a folder that is none of a module.
pub fn replacement(path: &str, folder: &str, why: impl Display) -> String {
    format!("cannot find package {path:?}: cannot expand module graph: replacement directory {folder:?}: {why}")
}

/// Why a folder is none of a module.
pub fn no_module_file(file: impl Display) -> String {
    format!("open {file}: no such file or directory")
}

/// Why a folder is none of a module.
pub fn module_file(why: &str) -> String {
    format!("invalid module file syntax: {why}")
}

/// A folder that has no files of the package.
pub fn no_files(path: &str, name: &str) -> String {
    format!("cannot find package {path:?}: no files in package directory with package name {name:?}")
}

/// How a module is made.
pub const MAKE_MODULE: &str =
    "packages are imported by the path of a module; `tenon mod init example.com/name` makes one of this folder";

/// What to write instead of `./lib`.
pub fn whole_path(module: &str, rest: &str) -> String {
    format!("write the path of the module and that of the package in it: \"{module}/{rest}\"")
}

/// The module around is another one.
pub fn other_module(module: &str) -> String {
    format!("paths of packages of this module begin with {module:?}")
}

/// The packages that the folder holds, and how one is imported.
pub fn other_packages(packages: &[String], path: &str, name: &str) -> String {
    format!("the folder holds package {}: write \"{path}:{name}\"", packages.join(", "))
}

/// A folder that is there and has a similar name.
pub fn nearest(above: &str, name: &str) -> String {
    format!("did you mean \"{above}/{name}\"?")
}
