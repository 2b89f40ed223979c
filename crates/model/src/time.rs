//! Points in time, and the clock that is passed in.

use std::fmt;

use time::format_description::well_known::Rfc3339;
use time::{Date, OffsetDateTime};

/// A point in time: microseconds since 1970-01-01T00:00:00Z, the precision that every stored form keeps.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(i64);

impl Timestamp {
    /// From microseconds since the epoch.
    pub const fn from_micros(micros: i64) -> Self {
        Self(micros)
    }

    /// Microseconds since the epoch.
    pub const fn micros(self) -> i64 {
        self.0
    }

    /// From a date and time with an offset; finer parts than a microsecond are dropped.
    pub fn from_offset(moment: OffsetDateTime) -> Self {
        Self(i64::try_from(moment.unix_timestamp_nanos() / 1000).unwrap_or_default())
    }

    /// The same moment in UTC. A value beyond the year 9999 becomes the epoch, which no input reaches.
    pub fn to_offset(self) -> OffsetDateTime {
        OffsetDateTime::from_unix_timestamp_nanos(i128::from(self.0) * 1000).unwrap_or(OffsetDateTime::UNIX_EPOCH)
    }

    /// The UTC day that the moment falls on.
    pub fn day(self) -> Date {
        self.to_offset().date()
    }

    /// The moment so many seconds later, or earlier when negative.
    #[must_use]
    pub const fn plus_seconds(self, seconds: i64) -> Self {
        Self(self.0.saturating_add(seconds.saturating_mul(1_000_000)))
    }

    /// The same of what somebody states: none where the moment lies outside the years 1 to 9999 of UTC, which RFC 3339 cannot
    /// write or no calendar here has.
    pub fn stated(moment: OffsetDateTime) -> Option<Self> {
        let stated = Self::from_offset(moment);
        // A moment beyond 9999 would come back as the epoch.
        let is_kept = stated.to_offset().unix_timestamp() == moment.unix_timestamp();
        Some(stated).filter(|stated| is_kept && (1..=9999).contains(&stated.to_offset().year()))
    }

    /// Reads RFC 3339 (`2026-11-22T21:40:00Z`) of the years 1 to 9999 of UTC.
    pub fn parse_rfc3339(text: &str) -> Option<Self> {
        OffsetDateTime::parse(text, &Rfc3339).ok().and_then(Self::stated)
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.to_offset().format(&Rfc3339).map_err(|_| fmt::Error)?)
    }
}

/// Where the time comes from: the system's clock in production, a set one in tests.
pub trait Clock: Send + Sync {
    /// The present moment.
    fn now(&self) -> Timestamp;
}

/// A date as it is written everywhere in data: `2026-11-22` (ISO 8601).
pub fn format_date(date: Date) -> String {
    format!("{:04}-{:02}-{:02}", date.year(), u8::from(date.month()), date.day())
}

/// Reads a date in either of the two ways people write one here: `2026-11-22` and `22.11.2026`.
pub fn parse_date(text: &str) -> Option<Date> {
    let numbers = |separator: char| -> Option<[&str; 3]> { text.split(separator).collect::<Vec<_>>().try_into().ok() };
    let (year, month, day) = if let Some([y, m, d]) = numbers('-') {
        (y, m, d)
    } else {
        let [d, m, y] = numbers('.')?;
        (y, m, d)
    };
    let shaped = |part: &str, width: usize| part.len() == width && part.bytes().all(|b| b.is_ascii_digit());
    if !(shaped(year, 4) && shaped(month, 2) && shaped(day, 2)) {
        return None;
    }
    let month = time::Month::try_from(month.parse::<u8>().ok()?).ok()?;
    Date::from_calendar_date(year.parse().ok()?, month, day.parse().ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_date_is_read_in_two_ways_and_no_other() {
        assert_eq!(parse_date("2026-02-28"), parse_date("28.02.2026"));
        for bad in ["2026-02-30", "31.13.2026", "1.2.2026", "2026/02/28", "", "28-02-2026", "2026-02-28 ", "2026-02"] {
            assert_eq!(parse_date(bad), None, "{bad}");
        }
    }

    #[test]
    fn a_moment_that_cannot_be_written_is_none() {
        for text in ["0000-01-01T00:00:00Z", "0001-01-01T00:00:00+05:00", "9999-12-31T23:59:59-01:00"] {
            assert_eq!(Timestamp::parse_rfc3339(text), None, "{text}");
        }
        for text in ["0001-01-01T00:00:00Z", "1969-12-31T23:59:59.5Z", "9999-12-31T23:59:59Z"] {
            assert_eq!(Timestamp::parse_rfc3339(text).map(|at| at.to_string()).as_deref(), Some(text));
        }
    }

    proptest! {
        #[test]
        fn rfc3339_keeps_the_microsecond(micros in 0_i64..253_402_300_799_000_000) {
            let moment = Timestamp::from_micros(micros);
            prop_assert_eq!(Timestamp::parse_rfc3339(&moment.to_string()), Some(moment));
        }

        #[test]
        fn dates_round_trip(days in 0_i64..40_000) {
            let date = Timestamp::from_micros(days * 86_400_000_000).day();
            prop_assert_eq!(parse_date(&format_date(date)), Some(date));
        }
    }
}
