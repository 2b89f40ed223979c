//! Whether a source's clock is off (UR 38.3), from how long its events took to arrive.
//!
//! An event may arrive late for many reasons and early for none. So a clock is behind only when for a minute *no* event
//! arrived promptly and the shortest delay stayed the same: a queue that a sender empties after an outage has shrinking
//! delays, and ends with a prompt event. A clock is ahead when many events come from the future, whatever else arrives.

use talap_model::Timestamp;

/// How long a difference must hold before it is believed, in microseconds.
const HOLD: i64 = 60_000_000;
/// How many events must show it.
const LEAST_EVENTS: u64 = 5;
/// One event in so many from the future is too many for a mistake of one event.
const SHARE_AHEAD: u64 = 4;

/// How late events were, between two looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Delays {
    /// Events that told their own time.
    pub timed: u64,
    /// The shortest delay, in microseconds; below zero for an event from the future.
    pub least: i64,
    /// Events from further in the future than is allowed.
    pub ahead: u64,
    /// The delay of the one among them that was least ahead.
    pub ahead_least: i64,
}

impl Default for Delays {
    fn default() -> Self {
        Self { timed: 0, least: i64::MAX, ahead: 0, ahead_least: i64::MIN }
    }
}

impl Delays {
    /// Adds an event's delay.
    pub(super) fn add(&mut self, delay: i64, allowed: i64) {
        self.timed += 1;
        self.least = self.least.min(delay);
        if delay < -allowed {
            self.ahead += 1;
            self.ahead_least = self.ahead_least.max(delay);
        }
    }

    /// How far the clock lags if these delays tell all, and whether that is beyond what is allowed.
    fn lag(&self, allowed: i64) -> (i64, bool) {
        if self.ahead > 0 && self.ahead.saturating_mul(SHARE_AHEAD) >= self.timed {
            (self.ahead_least, true)
        } else {
            (self.least, self.least > allowed)
        }
    }
}

/// What a clock did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ClockChange {
    /// It is off by so many microseconds: above zero behind, below zero ahead.
    Off(i64),
    /// It is in step again.
    InStep(i64),
}

/// Remembers of a source's clock what is needed to believe that it is off.
#[derive(Debug, Clone, Copy, Default)]
pub struct ClockJudge {
    held: Option<Held>,
    off: bool,
    lag: Option<i64>,
}

/// A difference that may be believed soon.
#[derive(Debug, Clone, Copy)]
struct Held {
    since: Timestamp,
    events: u64,
    low: i64,
    high: i64,
}

impl ClockJudge {
    /// Whether the clock is believed to be off.
    pub fn is_off(&self) -> bool {
        self.off
    }

    /// The last lag that was seen, in microseconds.
    pub fn lag(&self) -> Option<i64> {
        self.lag
    }

    /// Takes over that it was off before this process.
    pub(super) fn remember_off(&mut self) {
        self.off = true;
    }

    /// Judges by the delays since the last look; `allowed` is in microseconds.
    pub fn judge(&mut self, now: Timestamp, delays: &Delays, allowed: i64) -> Option<ClockChange> {
        if delays.timed == 0 {
            return None;
        }
        let (lag, beyond) = delays.lag(allowed);
        self.lag = Some(lag);
        if !beyond {
            self.held = None;
            return std::mem::take(&mut self.off).then_some(ClockChange::InStep(lag));
        }
        let fresh = Held { since: now, events: delays.timed, low: lag, high: lag };
        let held = match self.held {
            Some(held) => {
                let (low, high) = (held.low.min(lag), held.high.max(lag));
                // Delays that shrink or grow are a queue that empties or fills, not a clock.
                if high.saturating_sub(low) > allowed {
                    fresh
                } else {
                    Held { since: held.since, events: held.events.saturating_add(delays.timed), low, high }
                }
            }
            None => fresh,
        };
        self.held = Some(held);
        let believed = now.micros().saturating_sub(held.since.micros()) >= HOLD && held.events >= LEAST_EVENTS;
        (believed && !std::mem::replace(&mut self.off, true)).then_some(ClockChange::Off(lag))
    }
}

/// How far a clock is off, given in seconds, as a person takes it in: a number, and the largest unit of which it is two or
/// more.
pub fn span(seconds: f64) -> (f64, &'static str) {
    let seconds = seconds.abs();
    let units = [(86_400.0, "days"), (3_600.0, "hours"), (60.0, "minutes")];
    match units.into_iter().find(|(unit, _)| seconds >= 2.0 * unit) {
        Some((unit, name)) => ((seconds / unit).floor(), name),
        None => ((seconds * 10.0).round() / 10.0, "seconds"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const SECOND: i64 = 1_000_000;
    const ALLOWED: i64 = 2 * SECOND;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_micros(1_795_000_000 * SECOND).plus_seconds(seconds)
    }

    fn delays(seconds: &[i64]) -> Delays {
        let mut delays = Delays::default();
        for second in seconds {
            delays.add(second * SECOND, ALLOWED);
        }
        delays
    }

    /// Looks every five seconds; what was told, with the second at which.
    fn told(looks: impl IntoIterator<Item = Vec<i64>>) -> Vec<(i64, ClockChange)> {
        let mut judge = ClockJudge::default();
        let looks = looks.into_iter().enumerate();
        looks
            .filter_map(|(n, seconds)| {
                let now = i64::try_from(n).unwrap() * 5;
                Some((now, judge.judge(at(now), &delays(&seconds), ALLOWED)?))
            })
            .collect()
    }

    #[test]
    fn a_clock_that_stays_behind_is_told_once_after_a_minute() {
        assert_eq!(told((0..40).map(|_| vec![47, 48, 90])), [(60, ClockChange::Off(47 * SECOND))]);
        assert_eq!(told((0..40).map(|_| vec![1, 48, 90])), []);
    }

    #[test]
    fn a_clock_that_is_ahead_is_told_even_when_some_events_come_late() {
        assert_eq!(told((0..40).map(|_| vec![-30, -31, 5, 0])), [(60, ClockChange::Off(-30 * SECOND))]);
        assert_eq!(told((0..40).map(|_| vec![-30, 0, 0, 0, 0, 1])), [], "one wrong event in six is no clock");
    }

    #[test]
    fn a_queue_that_empties_is_no_clock() {
        let flush = (0..40).map(|n| vec![7200 - n * 150, 7200 - n * 140]);
        assert_eq!(told(flush.chain([vec![0]])), []);
        let growing = (0..40).map(|n| vec![10 + n * 3]);
        assert_eq!(told(growing), []);
    }

    #[test]
    fn one_burst_of_old_events_is_no_clock() {
        assert_eq!(told([vec![3600; 50]].into_iter().chain((0..100).map(|_| Vec::new()))), []);
    }

    #[test]
    fn a_prompt_event_puts_it_in_step_again() {
        let looks = (0..14).map(|_| vec![47]).chain([vec![0]]).chain((0..14).map(|_| vec![1]));
        assert_eq!(told(looks), [(60, ClockChange::Off(47 * SECOND)), (70, ClockChange::InStep(0))]);
    }

    #[test]
    fn what_was_off_before_a_restart_is_told_only_when_it_ends() {
        let mut judge = ClockJudge::default();
        judge.remember_off();
        for n in 0..20 {
            assert_eq!(judge.judge(at(n * 5), &delays(&[47]), ALLOWED), None);
        }
        assert_eq!(judge.judge(at(200), &delays(&[0]), ALLOWED), Some(ClockChange::InStep(0)));
    }

    proptest! {
        #[test]
        fn off_and_in_step_take_turns(looks in proptest::collection::vec(proptest::collection::vec(-100_i64..100, 0..4), 0..200)) {
            let told = told(looks);
            for (n, (_, change)) in told.iter().enumerate() {
                prop_assert_eq!(matches!(change, ClockChange::Off(_)), n % 2 == 0);
            }
        }
    }

    #[test]
    fn a_span_is_told_in_the_largest_unit_of_which_there_are_two() {
        for (seconds, told) in [
            (-3.04, (3.0, "seconds")),
            (119.96, (120.0, "seconds")),
            (-120.0, (2.0, "minutes")),
            (7_199.0, (119.0, "minutes")),
            (172_799.0, (47.0, "hours")),
            (259_792.4, (3.0, "days")),
        ] {
            assert_eq!(span(seconds), told);
        }
    }
}
