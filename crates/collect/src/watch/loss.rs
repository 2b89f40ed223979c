//! Whether a receiver loses what arrives.

use talap_model::Timestamp;

/// How long nothing must be lost before a loss counts as ended, in microseconds.
const CALM: i64 = 60_000_000;

/// What was lost since a receiver began.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Losses {
    /// Datagrams that the kernel dropped because they were not read in time; none where the system does not tell.
    pub kernel: Option<u64>,
    /// Messages that found no room in the queue, or that the ledger did not keep.
    pub queue: u64,
    /// Bytes of overlong messages beyond the limit.
    pub bytes: u64,
    /// Connections that were refused because there were too many.
    pub refused: u64,
}

impl Losses {
    /// What was lost since an earlier look. A counter that went back, as the kernel's does at 2³², lost nothing then.
    fn since(self, before: Self) -> Self {
        let kernel = self.kernel.map(|now| now.saturating_sub(before.kernel.unwrap_or_default()));
        Self {
            kernel,
            queue: self.queue.saturating_sub(before.queue),
            bytes: self.bytes.saturating_sub(before.bytes),
            refused: self.refused.saturating_sub(before.refused),
        }
    }

    fn plus(self, more: Self) -> Self {
        let kernel = match (self.kernel, more.kernel) {
            (None, None) => None,
            (a, b) => Some(a.unwrap_or_default().saturating_add(b.unwrap_or_default())),
        };
        Self {
            kernel,
            queue: self.queue.saturating_add(more.queue),
            bytes: self.bytes.saturating_add(more.bytes),
            refused: self.refused.saturating_add(more.refused),
        }
    }

    /// Whether nothing was lost.
    pub fn is_nothing(self) -> bool {
        self.kernel.unwrap_or_default() == 0 && self.queue == 0 && self.bytes == 0 && self.refused == 0
    }
}

/// What a loss did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LossChange {
    /// It began; what was lost until it was noticed.
    Began(Losses),
    /// It ended; all that was lost while it lasted.
    Ended {
        /// What was lost.
        losses: Losses,
        /// When it was noticed.
        since: Timestamp,
    },
}

/// The counters at the last look, and the loss that goes on.
#[derive(Debug, Clone, Copy, Default)]
pub struct LossJudge {
    seen: Losses,
    losing: Option<Losing>,
}

#[derive(Debug, Clone, Copy)]
struct Losing {
    since: Timestamp,
    last: Timestamp,
    losses: Losses,
}

impl LossJudge {
    /// Whether a loss goes on.
    pub fn is_losing(&self) -> bool {
        self.losing.is_some()
    }

    /// Judges by the counters as they are now.
    pub fn judge(&mut self, now: Timestamp, losses: Losses) -> Option<LossChange> {
        let fresh = losses.since(std::mem::replace(&mut self.seen, losses));
        if !fresh.is_nothing() {
            let began = self.losing.is_none();
            let losing = self.losing.get_or_insert(Losing { since: now, last: now, losses: Losses::default() });
            losing.last = now;
            losing.losses = losing.losses.plus(fresh);
            return began.then_some(LossChange::Began(fresh));
        }
        let ended = self.losing.take_if(|losing| now.micros().saturating_sub(losing.last.micros()) >= CALM)?;
        Some(LossChange::Ended { losses: ended.losses, since: ended.since })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_micros(1_795_000_000_000_000).plus_seconds(seconds)
    }

    fn lost(kernel: u64, queue: u64) -> Losses {
        Losses { kernel: Some(kernel), queue, ..Losses::default() }
    }

    #[test]
    fn a_loss_is_told_when_it_begins_and_when_nothing_was_lost_for_a_minute() {
        let mut judge = LossJudge::default();
        assert_eq!(judge.judge(at(0), lost(0, 0)), None);
        assert_eq!(judge.judge(at(5), lost(3, 0)), Some(LossChange::Began(lost(3, 0))));
        assert_eq!(judge.judge(at(10), lost(3, 2)), None);
        assert_eq!(judge.judge(at(65), lost(3, 2)), None);
        assert_eq!(judge.judge(at(70), lost(3, 2)), Some(LossChange::Ended { losses: lost(3, 2), since: at(5) }));
        assert_eq!(judge.judge(at(200), lost(3, 2)), None);
    }

    #[test]
    fn a_counter_that_goes_back_lost_nothing() {
        let mut judge = LossJudge::default();
        judge.judge(at(0), lost(9, 0));
        assert_eq!(judge.judge(at(5), lost(1, 0)), None);
        let unknown = Losses { kernel: None, ..Losses::default() };
        assert!(unknown.is_nothing());
    }

    proptest! {
        #[test]
        fn nothing_lost_is_forgotten(steps in proptest::collection::vec((0_u64..3, 1_i64..90), 1..100)) {
            let (mut judge, mut total, mut now, mut told) = (LossJudge::default(), 0, 0, 0);
            for (queue, wait) in steps.into_iter().chain([(0, 120), (0, 120)]) {
                now += wait;
                total += queue;
                if let Some(LossChange::Ended { losses, .. }) = judge.judge(at(now), Losses { queue: total, ..Losses::default() }) {
                    told += losses.queue;
                }
            }
            prop_assert_eq!(told, total);
        }
    }
}
