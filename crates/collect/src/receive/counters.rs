//! What a receiver has seen so far.

use std::collections::VecDeque;
use std::net::IpAddr;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use talap_model::{Message, Timestamp};

/// The most refusals that are kept for whoever tells of them; more are only counted.
const MOST_REFUSALS: usize = 256;

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
    untrusted: AtomicU64,
    denied: AtomicU64,
    malformed: AtomicU64,
    stalled: AtomicU64,
    turned_away: AtomicU64,
    refusals: Mutex<VecDeque<Refusal>>,
}

/// The numbers at one moment, since the receiver began.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    /// Messages that arrived whole or in part.
    pub received: u64,
    /// Messages among them that are not syslog, or not of their source's form.
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
    /// Connections that were refused because TLS came to nothing: no certificate, one that is unknown or over, or no TLS
    /// at all.
    pub untrusted: u64,
    /// Requests that were refused because their token is absent, false or over.
    pub denied: u64,
    /// Frames and requests that break their protocol.
    pub malformed: u64,
    /// Connections that were closed because their sender stopped in the middle of a message.
    pub stalled: u64,
    /// Requests that were refused although their token is good: too large, of another type, or no room for them now.
    pub turned_away: u64,
}

/// Somebody whom a receiver refused, as often as it did for the same reason since it was last told.
#[derive(Debug, Clone, PartialEq)]
pub struct Refusal {
    /// When it was first.
    pub since: Timestamp,
    /// Whom.
    pub peer: IpAddr,
    /// Why.
    pub reason: Message,
    /// How often.
    pub times: u64,
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
            untrusted: read(&self.0.untrusted),
            denied: read(&self.0.denied),
            malformed: read(&self.0.malformed),
            stalled: read(&self.0.stalled),
            turned_away: read(&self.0.turned_away),
        }
    }

    /// Whom the receiver refused since this was last asked, the earliest first.
    pub fn take_refusals(&self) -> Vec<Refusal> {
        self.0.refusals.lock().unwrap_or_else(PoisonError::into_inner).drain(..).collect()
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

    pub(super) fn untrusted(&self) {
        self.0.untrusted.fetch_add(1, Ordering::Relaxed);
    }

    pub(super) fn denied(&self) {
        self.0.denied.fetch_add(1, Ordering::Relaxed);
    }

    pub(super) fn malformed(&self) {
        self.0.malformed.fetch_add(1, Ordering::Relaxed);
    }

    pub(super) fn stalled(&self) {
        self.0.stalled.fetch_add(1, Ordering::Relaxed);
    }

    pub(super) fn turned_away(&self) {
        self.0.turned_away.fetch_add(1, Ordering::Relaxed);
    }

    /// Keeps whom a receiver refused. Whoever is refused again for the same reason takes no more room.
    pub(super) fn tell(&self, since: Timestamp, peer: IpAddr, reason: Message) {
        let peer = peer.to_canonical();
        let mut refusals = self.0.refusals.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = refusals.iter_mut().find(|known| known.peer == peer && known.reason == reason) {
            known.times += 1;
        } else if refusals.len() < MOST_REFUSALS {
            refusals.push_back(Refusal { since, peer, reason, times: 1 });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refusals_are_gathered_and_bounded() {
        let counters = Counters::default();
        let at = Timestamp::from_micros;
        let peer = |last: u8| IpAddr::from([10, 0, 0, last]);
        counters.tell(at(1), peer(1), Message::new("a"));
        counters.tell(at(2), peer(1), Message::new("a"));
        counters.tell(at(3), peer(1), Message::new("b"));
        let told: Vec<_> = counters.take_refusals().into_iter().map(|r| (r.since, r.reason.key, r.times)).collect();
        assert_eq!(told, [(at(1), "a".to_owned(), 2), (at(3), "b".to_owned(), 1)]);
        assert!(counters.take_refusals().is_empty());
        for n in 0..1000_u32 {
            counters.tell(at(4), IpAddr::from(n.to_be_bytes()), Message::new("a"));
        }
        assert_eq!(counters.take_refusals().len(), MOST_REFUSALS);
    }
}
