//! Lines in memory, with a lease that is moved by hand: for tests, and to see what the others must do.

use std::sync::{Arc, Mutex, PoisonError};

use super::{Line, LineKind, Replica, ReplicaFault};

#[derive(Debug, Default)]
struct Kept {
    lines: Vec<Line>,
    next: u64,
    token: u64,
}

/// What several nodes share.
#[derive(Debug, Clone, Default)]
pub struct Memory(Arc<Mutex<Kept>>);

impl Memory {
    /// The lines as the next holder of the lease sees them; every one before is out from now on.
    pub fn take_over(&self) -> MemoryReplica {
        let token = self.with(|kept| {
            kept.token += 1;
            kept.token
        });
        MemoryReplica { memory: self.clone(), token }
    }

    /// The kinds of the lines that are kept.
    pub fn kinds(&self) -> Vec<LineKind> {
        self.with(|kept| kept.lines.iter().map(|line| line.kind).collect())
    }

    /// Takes the last lines away, as a database does that was restored from an older copy.
    pub fn lose(&self, count: usize) {
        self.with(|kept| {
            kept.lines.truncate(kept.lines.len().saturating_sub(count));
            kept.next = kept.lines.last().map_or(0, |line| line.number + 1);
        });
    }

    fn with<T>(&self, act: impl FnOnce(&mut Kept) -> T) -> T {
        act(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// The lines, as one holder of the lease sees them.
#[derive(Debug, Clone)]
pub struct MemoryReplica {
    memory: Memory,
    token: u64,
}

impl MemoryReplica {
    fn holding<T>(&self, act: impl FnOnce(&mut Kept) -> Result<T, ReplicaFault>) -> Result<T, ReplicaFault> {
        self.memory.with(|kept| if kept.token == self.token { act(kept) } else { Err(ReplicaFault::Fenced) })
    }
}

impl Replica for MemoryReplica {
    fn place(&self) -> String {
        "memory".to_owned()
    }

    fn lines(&self, from: u64) -> Result<Vec<Line>, ReplicaFault> {
        // A few at a time, as a database gives them.
        Ok(self.memory.with(|kept| kept.lines.iter().filter(|line| line.number >= from).take(3).cloned().collect()))
    }

    fn keep(&self, line: &Line) -> Result<(), ReplicaFault> {
        self.holding(|kept| {
            if kept.lines.iter().any(|known| known == line) {
                return Ok(());
            }
            if line.number != kept.next {
                return Err(ReplicaFault::Conflict { number: line.number });
            }
            kept.next += 1;
            kept.lines.push(line.clone());
            Ok(())
        })
    }

    fn forget(&self, batch: u64) -> Result<(), ReplicaFault> {
        self.holding(|kept| {
            kept.lines.retain(|line| line.kind != LineKind::Frames || line.end > batch);
            Ok(())
        })
    }
}
