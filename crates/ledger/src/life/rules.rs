//! How long events are kept: the policies that were signed, and the time that the ledger itself has seen pass.

use talap_model::{ObjectId, OrganisationId, Timestamp};
use time::{Date, Duration, Month};

use super::lines::{LongerLine, PolicyLine};
use crate::batch::Partition;

/// The most time that counts between two looks at the clock, in days. A clock that is put forward gains no more than
/// this; a host that is off for longer keeps its events longer.
pub(crate) const LONGEST_STEP_DAYS: i64 = 7;

const DAY_MICROS: i64 = 24 * 3600 * 1_000_000;

/// How long events are kept (UR 38.4). Months of the calendar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Retention {
    /// How long every event is kept.
    pub kept_months: u32,
    /// How long it stays with the ledger, before it may move to the archive store.
    pub online_months: u32,
    /// Whose events are kept longer than that.
    pub longer: Vec<Longer>,
}

/// An organisation, or one object of it, whose events are kept longer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Longer {
    /// The organisation.
    pub organisation: OrganisationId,
    /// The object; all of the organisation's when left out.
    pub object: Option<ObjectId>,
    /// For how many months.
    pub kept_months: u32,
}

impl Retention {
    /// Whether it promises anything: no period is zero, what is online is kept, and 'longer' is longer.
    pub(crate) fn is_possible(&self) -> bool {
        self.kept_months > 0
            && (1..=self.kept_months).contains(&self.online_months)
            && self.longer.iter().all(|longer| longer.kept_months >= self.kept_months)
    }

    pub(crate) fn line(&self, at: Timestamp) -> PolicyLine {
        let longer = self.longer.iter().map(|longer| LongerLine {
            organisation: longer.organisation.to_string(),
            object: longer.object.as_ref().map(ToString::to_string),
            kept_months: longer.kept_months,
        });
        let (kept_months, online_months) = (self.kept_months, self.online_months);
        PolicyLine { at, kept_months, online_months, longer: longer.collect() }
    }
}

impl PolicyLine {
    /// The policy as it was given; `None` when an identifier is not one.
    pub(crate) fn retention(&self) -> Option<Retention> {
        let longer = self.longer.iter().map(|line| {
            let organisation = line.organisation.parse().ok()?;
            let object = line.object.as_deref().map(str::parse).transpose().ok()?;
            Some(Longer { organisation, object, kept_months: line.kept_months })
        });
        let (kept_months, online_months) = (self.kept_months, self.online_months);
        Some(Retention { kept_months, online_months, longer: longer.collect::<Option<_>>()? })
    }

    fn months(&self, partition: &Partition) -> u32 {
        let matches = |line: &&LongerLine| {
            line.organisation == partition.organisation.as_str()
                && line.object.as_deref().is_none_or(|object| object == partition.object.as_str())
        };
        self.longer.iter().filter(matches).map(|line| line.kept_months).fold(self.kept_months, u32::max)
    }
}

/// What decides how long a partition is kept.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Rules {
    pub(crate) policies: Vec<PolicyLine>,
    /// When the running clock was seen, in order: at each policy and each day.
    pub(crate) seen: Vec<Timestamp>,
}

impl Rules {
    /// The policy in force.
    pub(crate) fn policy(&self) -> Option<&PolicyLine> {
        self.policies.last()
    }

    /// The first day on which a partition may expire: after the longest period of all policies that were in force since
    /// its day, so that a shorter policy takes nothing back from what is there. `None` while there is no policy.
    pub(crate) fn kept_until(&self, partition: &Partition) -> Option<Date> {
        let ends = self.policies.iter().skip(1).map(|next| Some(next.at.day())).chain([None]);
        let in_force = |end: &Option<Date>| end.is_none_or(|end| end >= partition.day);
        let months = self.policies.iter().zip(ends).filter(|(_, end)| in_force(end));
        let longest = months.map(|(policy, _)| policy.months(partition)).max()?;
        Some(day_after(partition.day, longest))
    }

    /// The first day on which a partition may leave for the archive.
    pub(crate) fn online_until(&self, partition: &Partition) -> Option<Date> {
        Some(day_after(partition.day, self.policy()?.online_months))
    }

    /// Whether a partition may expire at a moment: the clock says so, and so does the time that the ledger saw pass.
    pub(crate) fn may_expire(&self, partition: &Partition, at: Timestamp) -> bool {
        let Some(until) = self.kept_until(partition) else { return false };
        at >= start_of(until)
            && self.counted(partition.day, at) >= (until - next(partition.day)).whole_days() * DAY_MICROS
    }

    /// How much time the ledger saw pass after a day, in microseconds, no step longer than [`LONGEST_STEP_DAYS`].
    fn counted(&self, day: Date, until: Timestamp) -> i64 {
        let start = start_of(next(day)).micros();
        let steps = self.seen.iter().zip(self.seen.iter().skip(1));
        steps
            .filter(|(_, after)| **after <= until)
            .map(|(before, after)| {
                (after.micros() - before.micros().max(start)).clamp(0, LONGEST_STEP_DAYS * DAY_MICROS)
            })
            .sum()
    }
}

/// The first day that is wholly after so many months from the end of `day`.
fn day_after(day: Date, months: u32) -> Date {
    let index = i64::from(day.year()) * 12 + i64::from(u8::from(day.month()) - 1) + i64::from(months);
    let (year, month) = (index.div_euclid(12), index.rem_euclid(12) + 1);
    let date = i32::try_from(year).ok().zip(u8::try_from(month).ok().and_then(|month| Month::try_from(month).ok()));
    let end = date.and_then(|(year, month)| {
        let last = month.length(year);
        Date::from_calendar_date(year, month, day.day().min(last)).ok()
    });
    // Beyond the calendar is never.
    end.map_or(Date::MAX, next)
}

fn next(day: Date) -> Date {
    day.checked_add(Duration::DAY).unwrap_or(Date::MAX)
}

/// The moment at which a day begins, in UTC.
pub(crate) fn start_of(day: Date) -> Timestamp {
    Timestamp::from_offset(day.midnight().assume_utc())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;
    use time::macros::date;

    fn at(day: Date) -> Timestamp {
        start_of(day)
    }

    fn policy(day: Date, kept_months: u32) -> PolicyLine {
        Retention { kept_months, online_months: 1, longer: Vec::new() }.line(at(day))
    }

    /// The partition of 2026-11-22.
    fn partition() -> Partition {
        Partition::of(&sample::event("acme", "portal", "web", 0))
    }

    #[test]
    fn months_are_those_of_the_calendar_and_never_end_early() {
        for (day, months, expected) in [
            (date!(2026 - 11 - 22), 36, date!(2029 - 11 - 23)),
            (date!(2026 - 12 - 31), 2, date!(2027 - 03 - 01)),
            (date!(2027 - 12 - 31), 2, date!(2028 - 03 - 01)),
            (date!(2026 - 01 - 30), 1, date!(2026 - 03 - 01)),
            (date!(2024 - 02 - 29), 12, date!(2025 - 03 - 01)),
            (date!(2026 - 12 - 01), 1, date!(2027 - 01 - 02)),
        ] {
            assert_eq!(day_after(day, months), expected, "{day} {months}");
        }
        assert_eq!(day_after(date!(2026 - 01 - 01), u32::MAX), Date::MAX);
    }

    #[test]
    fn a_shorter_policy_holds_for_later_days_only() {
        let mut rules = Rules { policies: vec![policy(date!(2026 - 11 - 01), 36)], seen: Vec::new() };
        assert_eq!(rules.kept_until(&partition()), Some(date!(2029 - 11 - 23)));
        rules.policies.push(policy(date!(2026 - 11 - 22), 12));
        assert_eq!(rules.kept_until(&partition()), Some(date!(2029 - 11 - 23)), "the day began under the longer one");
        rules.policies.push(policy(date!(2027 - 01 - 01), 48));
        assert_eq!(rules.kept_until(&partition()), Some(date!(2030 - 11 - 23)), "a longer one holds for what is there");
        let later = Partition { day: date!(2027 - 01 - 02), ..partition() };
        assert_eq!(rules.kept_until(&later), Some(date!(2031 - 01 - 03)));
        rules.policies.push(policy(date!(2028 - 01 - 01), 12));
        let last = Partition { day: date!(2028 - 01 - 02), ..partition() };
        assert_eq!(rules.kept_until(&last), Some(date!(2029 - 01 - 03)));
    }

    #[test]
    fn longer_periods_are_of_organisations_and_objects() {
        let longer = |object: Option<&str>, kept_months| Longer {
            organisation: "acme".parse().unwrap(),
            object: object.map(|id| id.parse().unwrap()),
            kept_months,
        };
        let retention =
            Retention { kept_months: 12, online_months: 1, longer: vec![longer(None, 24), longer(Some("portal"), 60)] };
        let line = retention.line(at(date!(2026 - 11 - 01)));
        assert_eq!(line.retention(), Some(retention));
        let rules = Rules { policies: vec![line], seen: Vec::new() };
        assert_eq!(rules.kept_until(&partition()), Some(date!(2031 - 11 - 23)));
        let until = |organisation: &str, object: &str| {
            rules.kept_until(&Partition::of(&sample::event(organisation, object, "web", 0))).unwrap().year()
        };
        assert_eq!((until("acme", "other"), until("other", "portal")), (2028, 2027));
    }

    #[test]
    fn a_clock_that_jumps_brings_nothing_nearer() {
        let mut rules =
            Rules { policies: vec![policy(date!(2026 - 11 - 01), 1)], seen: vec![at(date!(2026 - 11 - 01))] };
        let end = date!(2026 - 12 - 23);
        // Three years at a leap.
        rules.seen.push(at(date!(2029 - 11 - 01)));
        assert!(!rules.may_expire(&partition(), at(date!(2029 - 11 - 01))));
        // Day by day.
        rules.seen.truncate(1);
        let mut day = date!(2026 - 11 - 01);
        while day < end {
            assert!(!rules.may_expire(&partition(), at(day)), "{day}");
            day = next(day);
            rules.seen.push(at(day));
        }
        assert!(rules.may_expire(&partition(), at(end)));
        assert!(!rules.may_expire(&partition(), Timestamp::from_micros(at(end).micros() - 1)));
        // Without a policy nothing does.
        assert!(!Rules { policies: Vec::new(), ..rules }.may_expire(&partition(), at(end)));
    }
}
