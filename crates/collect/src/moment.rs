//! Points in time as logs write them: without a year, without a zone, with an English month.

use talap_model::Timestamp;
use time::{Date, Month, PrimitiveDateTime, Time, UtcOffset};

/// How far a source's clock may run ahead of ours before its date is taken for last year's, in seconds.
const AHEAD: i64 = 86_400;

/// The year of a date that came without one: the latest in which the moment is not more than a day ahead of `now`.
/// A date that no recent year has (30 February) gets the present year, and its reader refuses it.
pub fn year_of(month: u32, day: u32, hour: u32, minute: u32, second: u32, now: Timestamp) -> i32 {
    let limit = now.plus_seconds(AHEAD);
    let present = limit.to_offset().year();
    // Eight years reach back over a century's missing leap day.
    (0..=8)
        .map(|back| present - back)
        .find(|year| {
            civil(*year, month, day, hour, minute, second, 0)
                .is_some_and(|at| Timestamp::from_offset(at.assume_utc()) <= limit)
        })
        .unwrap_or(present)
}

/// A civil date and time from its numbers, if there is such a one.
pub fn civil(
    year: i32,
    month: u32,
    day: u32,
    hour: u32,
    minute: u32,
    second: u32,
    micro: u32,
) -> Option<PrimitiveDateTime> {
    let small = |number: u32| u8::try_from(number).ok();
    let date = Date::from_calendar_date(year, Month::try_from(small(month)?).ok()?, small(day)?).ok()?;
    Some(PrimitiveDateTime::new(date, Time::from_hms_micro(small(hour)?, small(minute)?, small(second)?, micro).ok()?))
}

/// The moment that a civil time in a zone is.
pub fn in_zone(at: PrimitiveDateTime, offset: UtcOffset) -> Timestamp {
    Timestamp::from_offset(at.assume_offset(offset))
}

/// An English month's number from its first three letters.
pub fn month(name: &str) -> Option<u32> {
    const NAMES: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let place = NAMES.iter().position(|known| known.eq_ignore_ascii_case(name))?;
    u32::try_from(place + 1).ok()
}

/// Hours, minutes, seconds and microseconds from `21:40:00` or `21:40:00.123`.
pub fn clock_time(text: &str) -> Option<(u32, u32, u32, u32)> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let mut parts = whole.split(':').map(number);
    let (hour, minute, second) = (parts.next()??, parts.next()??, parts.next()??);
    let digits: String = fraction.chars().chain("000000".chars()).take(6).collect();
    if parts.next().is_some() || fraction.is_empty() {
        return None;
    }
    Some((hour, minute, second, number(&digits)?))
}

/// An offset from UTC: `+0500`, `+05`, `-03:30`.
pub fn offset(text: &str) -> Option<UtcOffset> {
    let (sign, rest) = match text.strip_prefix('+') {
        Some(rest) => (1, rest),
        None => (-1, text.strip_prefix('-')?),
    };
    let digits: String = rest.chars().filter(|c| *c != ':').collect();
    let (hours, minutes) = match digits.len() {
        2 => (number(&digits)?, 0),
        4 => (number(digits.get(..2)?)?, number(digits.get(2..)?)?),
        _ => return None,
    };
    if minutes > 59 {
        return None;
    }
    UtcOffset::from_whole_seconds(sign * i32::try_from(hours * 3600 + minutes * 60).ok()?).ok()
}

/// A number of nothing but ASCII digits (`parse` alone would take a sign).
pub fn number(text: &str) -> Option<u32> {
    text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        Timestamp::parse_rfc3339(text).unwrap()
    }

    #[test]
    fn a_missing_year_is_the_latest_possible() {
        let now = at("2026-11-22T22:00:00Z");
        assert_eq!(year_of(11, 22, 21, 0, 0, now), 2026);
        assert_eq!(year_of(11, 23, 21, 0, 0, now), 2026, "a clock may run ahead by a day");
        assert_eq!(year_of(11, 24, 21, 0, 0, now), 2025);
        assert_eq!(year_of(2, 29, 12, 0, 0, now), 2024);
        assert_eq!(year_of(12, 31, 23, 59, 59, at("2027-01-01T00:00:01Z")), 2026);
        assert_eq!(year_of(1, 1, 0, 0, 5, at("2026-12-31T23:59:58Z")), 2027);
        assert_eq!(year_of(2, 30, 12, 0, 0, now), 2026);
    }

    #[test]
    fn offsets_and_times_are_read_strictly() {
        assert_eq!(offset("+0500").map(UtcOffset::whole_seconds), Some(18_000));
        assert_eq!(offset("-03:30").map(UtcOffset::whole_seconds), Some(-12_600));
        assert_eq!(offset("+05").map(UtcOffset::whole_seconds), Some(18_000));
        for bad in ["", "+", "0500", "+5", "+0575", "+9900", "+é5", "+0x00"] {
            assert_eq!(offset(bad), None, "{bad}");
        }
        assert_eq!(clock_time("21:40:00.5"), Some((21, 40, 0, 500_000)));
        for bad in ["21:40", "21:40:00:00", "21:40:0x", "21:40:00.", "+1:40:00", ""] {
            assert_eq!(clock_time(bad), None, "{bad}");
        }
    }
}
