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

mod at;
mod files;
mod ground;
mod host;
mod problem;
mod resolve;
mod scope;
mod snapshot;
mod tree;
mod types;

pub use at::{At, Meaning, Step};
pub use host::{Cancelled, Host};
pub use problem::{Problem, Related};
pub use resolve::{Declaration, Name, Site, Sort};
pub use scope::{Binding, Scope};
pub use snapshot::{Instance, Snapshot};
pub use tree::{Level, Node, label_text, string_text};
pub use types::{Edit, Edits, Place, Settings};
