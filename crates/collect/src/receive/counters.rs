//! What a receiver has seen so far.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// The counters of one or more receivers; a clone is another handle to the same numbers.
#[derive(Debug, Clone, Default)]
pub struct Counters(Arc<Cells>);

#[derive(Debug, Default)]
struct Cells {
    received: AtomicU64,
    unparsed: AtomicU64,
    unregistered: AtomicU64,
    dropped: AtomicU64,
    discarded_bytes: AtomicU64,
    connections: AtomicU64,
    refused: AtomicU64,
}

/// The numbers at one moment, since the receiver began.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    /// Messages that arrived whole or in part.
    pub received: u64,
    /// Messages among them that are not syslog.
    pub unparsed: u64,
    /// Messages among them that no registered source fits.
    pub unregistered: u64,
    /// Messages among them that were lost: no room in the queue, or the sink did not keep them.
    pub dropped: u64,
    /// Bytes of overlong messages beyond the limit, which were not kept.
    pub discarded_bytes: u64,
    /// Connections that were accepted.
    pub connections: u64,
    /// Connections that were refused because there were too many.
    pub refused: u64,
}

impl Counters {
    /// The numbers now.
    pub fn read(&self) -> Counts {
        let read = |cell: &AtomicU64| cell.load(Ordering::Relaxed);
        Counts {
            received: read(&self.0.received),
            unparsed: read(&self.0.unparsed),
            unregistered: read(&self.0.unregistered),
            dropped: read(&self.0.dropped),
            discarded_bytes: read(&self.0.discarded_bytes),
            connections: read(&self.0.connections),
            refused: read(&self.0.refused),
        }
    }

    pub(super) fn received(&self, messages: usize) {
        self.0.received.fetch_add(messages as u64, Ordering::Relaxed);
    }

    pub(super) fn unparsed(&self) {
        self.0.unparsed.fetch_add(1, Ordering::Relaxed);
    }

    pub(super) fn unregistered(&self) {
        self.0.unregistered.fetch_add(1, Ordering::Relaxed);
    }

    pub(super) fn dropped(&self, messages: usize) {
        self.0.dropped.fetch_add(messages as u64, Ordering::Relaxed);
    }

    pub(super) fn discarded_bytes(&self, bytes: u64) {
        self.0.discarded_bytes.fetch_add(bytes, Ordering::Relaxed);
    }

    pub(super) fn connected(&self) {
        self.0.connections.fetch_add(1, Ordering::Relaxed);
    }

    pub(crate) fn refused(&self) {
        self.0.refused.fetch_add(1, Ordering::Relaxed);
    }
}
