//! What an editor asks of configurations: what is wrong, what a name means, what may come here. Plain data in byte offsets;
//! no protocol.
//!
//! [`Host`] holds the texts that are open, over the files of a [`tenon_load::World`], and evaluates what they belong to.
//! What it knows of one package is a [`Snapshot`]; each feature is a function of snapshots, in a file of its own.
//!
//! ```
//! use std::{path::Path, sync::Arc};
//! use tenon_ide::Host;
//! use tenon_load::Overlay;
//!
//! let mut host = Host::new(Arc::new(Overlay::empty()));
//! host.set_text(Path::new("/a.cue"), "a: 1\na: 2\n");
//! let problems = host.problems(&["/a.cue".into()])?;
//! assert_eq!(problems[Path::new("/a.cue")][0].path, "a");
//! # Ok::<(), tenon_ide::Cancelled>(())
//! ```

mod actions;
mod at;
mod bound;
mod completion;
mod data;
mod definition;
mod files;
mod folding;
mod format;
mod ground;
mod hierarchy;
mod hints;
mod host;
mod hover;
mod importable;
mod links;
mod lookup;
mod module_index;
mod nodes;
mod occurrence;
mod predeclared;
mod problem;
mod references;
mod rename;
mod resolve;
mod scope;
mod selection;
mod show;
mod signature;
mod snapshot;
mod symbols;
mod tokens;
mod tree;
mod type_definition;
mod types;
mod unchanged;
mod update;

pub use actions::{Action, ActionKind, actions, organize_imports, rewrites, trim};
pub use at::{At, Meaning, Step};
pub use completion::{Completion, CompletionKind, completion};
pub use definition::{Destination, Destinations, definition};
pub use folding::{Fold, FoldKind, folds};
pub use format::{format, format_on_type, format_range};
pub use hierarchy::{HierarchyItem, constrained_by, constrains, hierarchy};
pub use hints::{Hint, hints};
pub use host::{Cancelled, Host};
pub use hover::{Hover, hover};
pub use importable::Importable;
pub use links::{Link, links};
pub use module_index::IndexedPackage;
pub use problem::{Problem, Related};
pub use references::{Reference, highlights, references};
pub use rename::{Refusal, Renamable, prepare_rename, rename};
pub use resolve::{Declaration, Name, Site, Sort};
pub use scope::{Binding, Scope};
pub use selection::selections;
pub use signature::{Signature, SignatureHelp, signature_help};
pub use snapshot::{Instance, Snapshot};
pub use symbols::{Named, Symbol, SymbolKind, symbols};
pub use tokens::{SemanticToken, TokenKind, semantic_tokens};
pub use tree::{Level, Node, field_span, label_text, string_text};
pub use type_definition::{implementations, type_definition};
pub use types::{Edit, Edits, Place, Settings};
