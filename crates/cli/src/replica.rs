//! The replica of the ledger in the record store: the lines of its growth in PostgreSQL, under the lease of this node.
//!
//! The ledger's threads wait for it, so it has a runtime and connections of its own: neither the pages' load nor a thread
//! that waits for the ledger can keep it from answering.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::time::{Duration, Instant};

use talap_ledger::{Line, LineKind, Replica, ReplicaFault};
use talap_model::Caller;
use talap_store::{LedgerLine, LineKept};

use crate::apart::Apart;
use crate::failure::Failure;

/// How long one answer is waited for. A server that was cut off does not say so; what it is asked once more is the same.
const ANSWER: Duration = Duration::from_secs(5);

/// How often it is looked whether the lease is over meanwhile.
const LOOK: Duration = Duration::from_millis(50);

/// The lines, as the holder of the lease with this token keeps them.
pub(crate) struct StoreReplica {
    apart: Apart,
    caller: Caller,
    lease: String,
    token: u64,
    /// Set when nothing more is to be written under the lease.
    over: Arc<AtomicBool>,
}

impl std::fmt::Debug for StoreReplica {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("StoreReplica").field("lease", &self.lease).field("token", &self.token).finish_non_exhaustive()
    }
}

impl StoreReplica {
    /// Connects to the record store at `url` once more. `caller` has the right to append events over all organisations; once
    /// `over` is set, every line is refused.
    ///
    /// # Errors
    ///
    /// [`Failure`] when the store cannot be opened.
    pub(crate) async fn open(
        url: &str,
        caller: Caller,
        lease: &str,
        (token, over): (u64, Arc<AtomicBool>),
    ) -> Result<Self, Failure> {
        let apart = Apart::open(url, "talap-replica").await?;
        Ok(Self { apart, caller, lease: lease.to_owned(), token, over })
    }

    /// Waits for something that the store does, on a thread that does nothing else meanwhile.
    fn wait<T, E>(&self, work: impl Future<Output = Result<T, E>> + Send + 'static) -> Result<T, ReplicaFault>
    where
        T: Send + 'static,
        E: std::error::Error + Send + 'static,
    {
        let gone = || self.unreachable("its runtime ended".to_owned());
        let (reply, answer) = mpsc::channel();
        let work = async move {
            // Whoever gave up waiting needs no answer.
            drop(reply.send(work.await));
        };
        drop(self.apart.spawn(work).ok_or_else(gone)?);
        let began = Instant::now();
        loop {
            match answer.recv_timeout(LOOK) {
                Ok(answer) => return answer.map_err(|error| self.unreachable(chain(&error))),
                Err(RecvTimeoutError::Disconnected) => return Err(gone()),
                Err(RecvTimeoutError::Timeout) => {}
            }
            self.demand_lease()?;
            if began.elapsed() >= ANSWER {
                return Err(self.unreachable(format!("no answer in {} s", ANSWER.as_secs())));
            }
        }
    }

    /// Refuses when the lease is over.
    fn demand_lease(&self) -> Result<(), ReplicaFault> {
        if self.over.load(Ordering::Acquire) { Err(ReplicaFault::Fenced) } else { Ok(()) }
    }

    fn unreachable(&self, cause: String) -> ReplicaFault {
        ReplicaFault::Unreachable { place: self.place(), cause }
    }
}

impl Replica for StoreReplica {
    fn place(&self) -> String {
        format!("PostgreSQL, {}", self.lease)
    }

    fn lines(&self, from: u64) -> Result<Vec<Line>, ReplicaFault> {
        let (store, caller, lease) = (self.apart.store(), self.caller.clone(), self.lease.clone());
        let lines = self.wait(async move { store.ledger_lines(&caller, &lease, from).await })?;
        lines.into_iter().map(|line| self.line(line)).collect()
    }

    fn keep(&self, line: &Line) -> Result<(), ReplicaFault> {
        self.demand_lease()?;
        let (store, caller, lease, token) = (self.apart.store(), self.caller.clone(), self.lease.clone(), self.token);
        let (number, kind) = (line.number, line.kind.name().to_owned());
        let line = LedgerLine { number, kind, ends: line.end, body: line.body.to_vec() };
        let kept = self.wait(async move { store.keep_ledger_line(&caller, &lease, token, &line).await })?;
        done(kept, number)
    }

    fn forget(&self, batch: u64) -> Result<(), ReplicaFault> {
        self.demand_lease()?;
        let (store, caller, lease, token) = (self.apart.store(), self.caller.clone(), self.lease.clone(), self.token);
        let kind = LineKind::Frames.name();
        let kept = self.wait(async move { store.forget_ledger_lines(&caller, &lease, token, kind, batch).await })?;
        done(kept, batch)
    }
}

impl StoreReplica {
    fn line(&self, line: LedgerLine) -> Result<Line, ReplicaFault> {
        let kind = LineKind::of(&line.kind).ok_or_else(|| ReplicaFault::Damaged {
            place: self.place(),
            reason: format!("line {} is of the unknown kind {}", line.number, line.kind),
        })?;
        Ok(Line { number: line.number, kind, end: line.ends, body: line.body.into() })
    }
}

fn done(kept: LineKept, number: u64) -> Result<(), ReplicaFault> {
    match kept {
        LineKept::Done => Ok(()),
        LineKept::Fenced => Err(ReplicaFault::Fenced),
        LineKept::Conflict => Err(ReplicaFault::Conflict { number }),
    }
}

/// An error with what caused it.
fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(next) = cause {
        text = format!("{text}: {next}");
        cause = next.source();
    }
    text
}
