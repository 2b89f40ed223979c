//! The life of sealed files: small ones are merged, old ones move to the archive store, and partitions past their
//! retention expire (UR 38.4, `docs/adr/0013-the-life-of-files.md`).
//!
//! Every change is made in the same order: the new file is durable, a line of the manifest says so, a checkpoint signs it,
//! and only then the old file is deleted, once no query can read it any more. The large work is done on other threads; the
//! writer appends the line and signs.
//!
//! Modules, in reading order: `lines`, `rules`, `plan`, `change`, `sweep`, `herald`, `tend`, `holdings`.

pub(crate) mod change;
mod herald;
mod holdings;
pub(crate) mod lines;
pub(crate) mod plan;
pub(crate) mod rules;
pub(crate) mod sweep;
pub(crate) mod tend;

pub use herald::{Expiring, Herald, Trouble};
pub use holdings::{ArchiveState, Holding, Holdings};
pub use plan::Tending;
pub use rules::{Longer, Retention};
pub use tend::Tended;
