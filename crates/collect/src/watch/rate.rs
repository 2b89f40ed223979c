//! How many events a minute a source sends, and whether that is a flood.

use std::collections::VecDeque;

use talap_model::Timestamp;

/// The minute that is looked at, in microseconds.
const MINUTE: i64 = 60_000_000;
/// A flood ends when this many fifths of the limit are not exceeded, so that one around the limit is told once.
const CALM_FIFTHS: u64 = 4;

/// What a flood did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FloodChange {
    /// It began with so many events in a minute.
    Began(u64),
    /// It ended.
    Ended {
        /// The events that came while it lasted.
        events: u64,
        /// The most in a minute.
        peak: u64,
        /// When it began.
        since: Timestamp,
    },
}

/// The sums of the last minute, a look each, and the flood that goes on.
#[derive(Debug, Clone, Default)]
pub struct RateJudge {
    looks: VecDeque<(Timestamp, u64)>,
    begun: bool,
    flood: Option<Flood>,
}

#[derive(Debug, Clone, Copy)]
struct Flood {
    since: Timestamp,
    /// The sum when it was noticed, less the minute that showed it.
    from: u64,
    peak: u64,
}

impl RateJudge {
    /// Whether a flood goes on.
    pub fn is_flooding(&self) -> bool {
        self.flood.is_some()
    }

    /// The events of the last minute, by the sum of all events until now.
    pub fn per_minute(&self, now: Timestamp, total: u64) -> u64 {
        let from = now.micros().saturating_sub(MINUTE);
        let first = self.looks.iter().rev().take_while(|(at, _)| at.micros() >= from).last();
        total.saturating_sub(first.map_or(total, |(_, sum)| *sum))
    }

    /// Judges by the sum of all events until now.
    pub fn judge(&mut self, now: Timestamp, total: u64, limit: u64) -> Option<FloodChange> {
        let from = now.micros().saturating_sub(MINUTE);
        while self.looks.front().is_some_and(|(at, _)| at.micros() < from) {
            self.looks.pop_front();
        }
        if !std::mem::replace(&mut self.begun, true) {
            // Before the first look there was nothing.
            self.looks.push_back((now, 0));
        }
        let rate = self.per_minute(now, total);
        self.looks.push_back((now, total));
        match &mut self.flood {
            None if rate > limit => {
                self.flood = Some(Flood { since: now, from: total.saturating_sub(rate), peak: rate });
                Some(FloodChange::Began(rate))
            }
            Some(flood) if rate <= limit / 5 * CALM_FIFTHS => {
                let ended = FloodChange::Ended {
                    events: total.saturating_sub(flood.from),
                    peak: flood.peak,
                    since: flood.since,
                };
                self.flood = None;
                Some(ended)
            }
            Some(flood) => {
                flood.peak = flood.peak.max(rate);
                None
            }
            None => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_micros(1_795_000_000_000_000).plus_seconds(seconds)
    }

    /// Looks every five seconds, with so many events between two looks.
    fn told(events: impl IntoIterator<Item = u64>, limit: u64) -> Vec<FloodChange> {
        let (mut judge, mut total) = (RateJudge::default(), 0);
        judge.judge(at(0), 0, limit);
        let looks = (1..).zip(events);
        looks
            .filter_map(|(n, events)| {
                total += events;
                judge.judge(at(n * 5), total, limit)
            })
            .collect()
    }

    #[test]
    fn a_flood_is_told_when_the_minute_exceeds_the_limit_and_when_it_is_over() {
        let events = [10; 12].into_iter().chain([100; 10]).chain([0; 12]);
        let told = told(events, 500);
        assert!(matches!(told[..], [FloodChange::Began(_), FloodChange::Ended { peak, .. }] if peak > 500), "{told:?}");
    }

    #[test]
    fn what_keeps_to_the_limit_is_no_flood() {
        assert_eq!(told([41; 100], 500), []);
    }

    #[test]
    fn a_rate_around_the_limit_is_told_once() {
        let told = told((0..100).map(|n| if n % 2 == 0 { 38 } else { 46 }), 500);
        assert_eq!(told.len(), 1, "{told:?}");
    }

    #[test]
    fn a_flood_within_seconds_is_told_at_once() {
        assert_eq!(told([1000], 500), [FloodChange::Began(1000)]);
    }

    #[test]
    fn the_rate_is_that_of_the_last_minute() {
        let mut judge = RateJudge::default();
        judge.judge(at(0), 0, 500);
        judge.judge(at(5), 100, 500);
        assert_eq!(judge.per_minute(at(10), 130), 130);
        assert_eq!(judge.per_minute(at(64), 130), 30);
        assert_eq!(judge.per_minute(at(200), 130), 0);
    }

    proptest! {
        #[test]
        fn began_and_ended_take_turns(events in proptest::collection::vec(0_u64..200, 0..300), limit in 1_u64..1000) {
            for (n, change) in told(events, limit).iter().enumerate() {
                prop_assert_eq!(matches!(change, FloodChange::Began(_)), n % 2 == 0);
            }
        }
    }
}
