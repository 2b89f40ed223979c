//! A lease: the right of one node, for a while, to do what only one may do at a time.

use std::time::Duration;

/// Who has a lease, as the database sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeaseState {
    /// The node that had it last.
    pub holder: String,
    /// Its fencing token: each holder has a larger one than every holder before.
    pub token: u64,
    /// How long it has it yet; nothing when the lease is over or was given back.
    pub left: Duration,
}
