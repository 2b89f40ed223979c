//! What the watcher thinks of one source, and when it changes its mind.

use talap_model::Timestamp;

pub use super::cells::{Reading, Totals};
use super::change::Change;
use super::clock::{ClockChange, ClockJudge};
use super::rate::{FloodChange, RateJudge};
use super::{Away, Remembered};
use crate::source::Expectations;

/// How many events it takes to tell what kind they are of.
const ENOUGH: u64 = 10;
/// Half of them not fitting is wrong; it is right again when not a quarter is.
const WRONG_HALVES: u64 = 2;
const RIGHT_QUARTERS: u64 = 4;
/// How long no time was nonsense before the next one is told, in microseconds.
const NONSENSE_CALM: i64 = 3_600_000_000;

/// The judge of one source: what it believes, and what it saw when it looked last.
#[derive(Debug, Clone)]
pub struct Judge {
    expects: Expectations,
    registered_at: Timestamp,
    /// Since when the source is silent, while it is.
    silent: Option<Timestamp>,
    wrong_kind: bool,
    /// The sums when the kind was last judged.
    kind_from: Totals,
    rate: RateJudge,
    clock: ClockJudge,
    /// The nonsense times that were seen, and when the last was.
    absurd: u64,
    absurd_at: Option<Timestamp>,
}

impl Judge {
    /// A judge of a source that was registered then.
    pub fn new(registered_at: Timestamp) -> Self {
        Self {
            expects: Expectations::default(),
            registered_at,
            silent: None,
            wrong_kind: false,
            kind_from: Totals::default(),
            rate: RateJudge::default(),
            clock: ClockJudge::default(),
            absurd: 0,
            absurd_at: None,
        }
    }

    /// Takes over what the record expects now.
    pub fn expect(&mut self, expects: Expectations) {
        self.expects = expects;
    }

    /// Takes over what was told before this process.
    pub fn remember(&mut self, remembered: Remembered) {
        if remembered.silent && self.silent.is_none() {
            self.silent = Some(remembered.last_seen.unwrap_or(self.registered_at));
        }
        self.wrong_kind |= remembered.wrong_kind;
        if remembered.clock_off {
            self.clock.remember_off();
        }
    }

    /// Since when a source that spoke last then is silent for longer than it should be.
    pub fn silent_since(&self, now: Timestamp, away: Option<Away>, last_seen: Option<Timestamp>) -> Option<Timestamp> {
        let since = last_seen.unwrap_or(self.registered_at);
        // What it could have said while nobody listened is not held against it.
        let deaf = away.map_or(0, |away| away.until.micros().saturating_sub(away.from.max(since).micros()).max(0));
        let quiet = now.micros().saturating_sub(since.micros()).saturating_sub(deaf);
        (quiet > i64::from(self.expects.silence_minutes).saturating_mul(60_000_000)).then_some(since)
    }

    /// The events of the last minute, by the sum of all until now.
    pub fn per_minute(&self, now: Timestamp, live: u64) -> u64 {
        self.rate.per_minute(now, live)
    }

    /// Whether a flood goes on.
    pub fn is_flooding(&self) -> bool {
        self.rate.is_flooding()
    }

    /// Whether the events are not of the kind or format that was registered.
    pub fn is_wrong_kind(&self) -> bool {
        self.wrong_kind
    }

    /// Whether the clock is off.
    pub fn is_clock_off(&self) -> bool {
        self.clock.is_off()
    }

    /// How far the clock lagged last, in microseconds.
    pub fn clock(&self) -> Option<i64> {
        self.clock.lag()
    }

    /// Looks, and says what changed since the last look.
    pub fn judge(&mut self, now: Timestamp, away: Option<Away>, reading: &Reading) -> Vec<Change> {
        let totals = &reading.totals;
        let clock = self.clock.judge(now, &reading.delays, i64::from(self.expects.clock_seconds) * 1_000_000);
        let allowed = self.expects.clock_seconds;
        let limit = u64::from(self.expects.flood_per_minute);
        let changes = [
            self.judge_silence(now, away, totals.last_seen),
            self.judge_kind(totals),
            self.rate.judge(now, totals.live, limit).map(|change| match change {
                FloodChange::Began(per_minute) => Change::FloodBegan { per_minute, limit },
                FloodChange::Ended { events, peak, since } => Change::FloodEnded { events, peak, since },
            }),
            clock.map(|change| match change {
                ClockChange::Off(micros) => Change::ClockOff { micros, allowed },
                ClockChange::InStep(micros) => Change::ClockInStep { micros, allowed },
            }),
            self.judge_nonsense(now, totals),
        ];
        changes.into_iter().flatten().collect()
    }

    fn judge_silence(&mut self, now: Timestamp, away: Option<Away>, last_seen: Option<Timestamp>) -> Option<Change> {
        let silent = self.silent_since(now, away, last_seen);
        match (self.silent, silent) {
            (None, Some(since)) => {
                self.silent = Some(since);
                Some(Change::SilenceBegan {
                    since,
                    expected_minutes: self.expects.silence_minutes,
                    never: last_seen.is_none(),
                })
            }
            // It spoke, or its record allows it more now.
            (Some(since), still) if still != Some(since) => {
                self.silent = still;
                still.is_none().then_some(Change::SilenceEnded { since, last_seen })
            }
            _ => None,
        }
    }

    fn judge_kind(&mut self, totals: &Totals) -> Option<Change> {
        let events = totals.events.saturating_sub(self.kind_from.events);
        if events < ENOUGH {
            return None;
        }
        let unparsed = totals.unparsed.saturating_sub(self.kind_from.unparsed);
        let foreign = totals.foreign.saturating_sub(self.kind_from.foreign);
        self.kind_from = *totals;
        let amiss = unparsed.saturating_add(foreign);
        if !self.wrong_kind && amiss.saturating_mul(WRONG_HALVES) >= events {
            self.wrong_kind = true;
            return Some(Change::KindWrong { events, unparsed, foreign });
        }
        if self.wrong_kind && amiss.saturating_mul(RIGHT_QUARTERS) < events {
            self.wrong_kind = false;
            return Some(Change::KindRight { events });
        }
        None
    }

    fn judge_nonsense(&mut self, now: Timestamp, totals: &Totals) -> Option<Change> {
        let events = totals.absurd.saturating_sub(std::mem::replace(&mut self.absurd, totals.absurd));
        if events == 0 {
            return None;
        }
        let calm = self.absurd_at.is_none_or(|at| now.micros().saturating_sub(at.micros()) >= NONSENSE_CALM);
        self.absurd_at = Some(now);
        calm.then_some(Change::ClockAbsurd { events, time: totals.nonsense })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_micros(1_795_000_000_000_000).plus_seconds(seconds)
    }

    fn judge() -> Judge {
        let mut judge = Judge::new(at(0));
        judge.expect(Expectations { silence_minutes: 10, flood_per_minute: 1000, clock_seconds: 2 });
        judge
    }

    fn heard(events: u64, last: i64) -> Reading {
        let totals = Totals { events, live: events, last_seen: Some(at(last)), ..Totals::default() };
        Reading { totals, ..Reading::default() }
    }

    fn names(changes: &[Change]) -> Vec<&'static str> {
        changes.iter().map(Change::name).collect()
    }

    #[test]
    fn silence_begins_after_what_is_expected_and_ends_with_an_event() {
        let mut judge = judge();
        assert_eq!(judge.judge(at(5), None, &heard(1, 4)), []);
        assert_eq!(judge.judge(at(604), None, &heard(1, 4)), [], "ten minutes are allowed");
        let began = judge.judge(at(605), None, &heard(1, 4));
        assert_eq!(began, [Change::SilenceBegan { since: at(4), expected_minutes: 10, never: false }]);
        assert_eq!(judge.judge(at(9000), None, &heard(1, 4)), [], "told once");
        let ended = judge.judge(at(9005), None, &heard(2, 9003));
        assert_eq!(ended, [Change::SilenceEnded { since: at(4), last_seen: Some(at(9003)) }]);
    }

    #[test]
    fn a_source_that_never_spoke_is_silent_since_its_registration() {
        let mut judge = judge();
        let began = judge.judge(at(601), None, &Reading::default());
        assert_eq!(began, [Change::SilenceBegan { since: at(0), expected_minutes: 10, never: true }]);
    }

    #[test]
    fn no_source_is_blamed_for_the_time_in_which_nobody_listened() {
        let mut judge = judge();
        let away = Some(Away { from: at(100), until: at(100_000) });
        assert_eq!(judge.judge(at(100_005), away, &heard(0, 90)), []);
        assert_eq!(names(&judge.judge(at(100_600), away, &heard(0, 90))), ["source.silence-began"]);
        // One that spoke since is judged by what it said.
        let mut judge = self::judge();
        assert_eq!(judge.judge(at(100_650), away, &heard(1, 100_100)), []);
        assert_eq!(names(&judge.judge(at(100_701), away, &heard(1, 100_100))), ["source.silence-began"]);
    }

    #[test]
    fn what_was_told_before_a_restart_is_not_told_again() {
        let mut judge = judge();
        let last_seen = Some(at(0));
        judge.remember(Remembered { last_seen, silent: true, wrong_kind: true, clock_off: true });
        assert_eq!(judge.judge(at(5000), None, &heard(0, 0)), []);
        assert!(judge.is_wrong_kind() && judge.is_clock_off());
        assert_eq!(names(&judge.judge(at(5005), None, &heard(1, 5001))), ["source.silence-ended"]);
    }

    #[test]
    fn a_longer_expectation_ends_a_silence_without_an_event() {
        let mut judge = judge();
        assert_eq!(names(&judge.judge(at(700), None, &Reading::default())), ["source.silence-began"]);
        judge.expect(Expectations { silence_minutes: 60, ..Expectations::default() });
        let ended = judge.judge(at(705), None, &Reading::default());
        assert_eq!(ended, [Change::SilenceEnded { since: at(0), last_seen: None }]);
    }

    #[test]
    fn events_that_do_not_fit_the_register_are_told_from_a_half_on() {
        let mut judge = judge();
        let of = |events, unparsed, foreign| {
            let totals = Totals { events, unparsed, foreign, last_seen: Some(at(0)), ..Totals::default() };
            Reading { totals, ..Reading::default() }
        };
        assert_eq!(judge.judge(at(1), None, &of(9, 9, 0)), [], "too few to tell");
        let wrong = judge.judge(at(2), None, &of(12, 5, 1));
        assert_eq!(wrong, [Change::KindWrong { events: 12, unparsed: 5, foreign: 1 }]);
        assert_eq!(judge.judge(at(3), None, &of(22, 9, 1)), [], "a third is neither");
        assert_eq!(judge.judge(at(4), None, &of(42, 10, 1)), [Change::KindRight { events: 20 }]);
    }

    #[test]
    fn nonsense_times_are_told_once_an_hour_while_they_come() {
        let mut judge = judge();
        let time = Timestamp::from_micros(0);
        let of = |absurd| {
            let totals = Totals { absurd, nonsense: Some(time), last_seen: Some(at(0)), ..Totals::default() };
            Reading { totals, ..Reading::default() }
        };
        assert_eq!(judge.judge(at(1), None, &of(3)), [Change::ClockAbsurd { events: 3, time: Some(time) }]);
        assert_eq!(judge.judge(at(100), None, &of(4)), []);
        assert_eq!(names(&judge.judge(at(3701), None, &of(5))), ["source.silence-began", "source.clock-absurd"]);
    }

    proptest! {
        #[test]
        fn what_begins_ends_before_it_begins_again(
            steps in proptest::collection::vec((1_i64..2000, 0_u64..2000, 0_u64..20, 0_u64..20, any::<bool>()), 0..100),
        ) {
            let (mut judge, mut totals, mut now) = (judge(), Totals::default(), 0);
            let mut open = std::collections::BTreeMap::new();
            for (wait, live, unparsed, foreign, speaks) in steps {
                now += wait;
                if speaks {
                    totals.events += live + unparsed + foreign;
                    totals.live += live;
                    totals.unparsed += unparsed;
                    totals.foreign += foreign;
                    totals.last_seen = Some(at(now));
                }
                for change in judge.judge(at(now), None, &Reading { totals, ..Reading::default() }) {
                    let (what, begins) = match change.name() {
                        "source.silence-began" => ("silence", true),
                        "source.silence-ended" => ("silence", false),
                        "source.kind-wrong" => ("kind", true),
                        "source.kind-right" => ("kind", false),
                        "source.flood-began" => ("flood", true),
                        _ => ("flood", false),
                    };
                    prop_assert_eq!(open.insert(what, begins).unwrap_or(false), !begins, "{}", what);
                }
            }
        }
    }
}
