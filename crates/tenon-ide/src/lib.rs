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
//! assert_eq!(problems[Path::new("/a.cue")][0].code, "E0301");
//! # Ok::<(), tenon_ide::Cancelled>(())
//! ```

mod actions;
mod completion;
mod files;
mod format;
mod hints;
mod host;
mod hover;
mod importable;
mod lookup;
mod predeclared;
mod problem;
mod bound;
mod show;
mod signature;
mod snapshot;
mod tokens;
mod nodes;
mod types;

pub use actions::{Action, ActionKind, actions, organize_imports, rewrites, trim};
pub use completion::{Completion, CompletionKind, completion};
pub use format::{format, format_on_type, format_range};
pub use host::{Cancelled, Host};
pub use hints::{Hint, hints};
pub use hover::{Hover, hover};
pub use importable::Importable;
pub use problem::{Problem, Related};
pub use signature::{Signature, SignatureHelp, signature_help};
pub use snapshot::{Instance, Snapshot};
pub use tokens::{SemanticToken, TokenKind, semantic_tokens};
pub use types::{Edit, Edits, Place, Settings};
