//! From paths to packages: modules, build attributes, the import graph, tags, embeds, data files.
//!
//! [`load`] takes command-line arguments and returns [`Loaded`]: every text, every package with its dependencies before
//! it, the instances to evaluate and the data files beside them. It is the only library crate that touches files, and it
//! does so through [`World`] alone.
//!
//! 1. [`args`] tells packages from files, [`filetype`] tells how a file is written;
//! 2. [`module`] finds `cue.mod/module.cue`;
//! 3. [`dir`] sorts a directory's files into packages, [`constraint`] leaves some out;
//! 4. [`graph`] follows imports, [`embed`] and [`tags`] put data where attributes ask for it.

pub mod args;
pub mod attr;
pub mod constraint;
pub mod data;
pub mod dir;
pub mod embed;
pub mod features;
pub mod files;
pub mod filetype;
pub mod form;
pub mod glob;
pub mod graph;
pub mod hint;
pub mod import_path;
pub mod loader;
pub mod module;
pub mod parallel;
pub mod paths;
pub mod pattern;
pub mod source_files;
pub mod tags;
pub mod world;

pub use data::DataFile;
pub use graph::{Import, Package, PackageFile};
pub use loader::{Instance, Loaded, Options, load};
pub use world::{DirEntry, OsWorld, Overlay, PathKind, World};
