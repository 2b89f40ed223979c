//! The time at the beginning of a text, in the ways that senders write it.

use talap_model::Timestamp;
use time::{Date, Month, PrimitiveDateTime, Time, UtcOffset};

use crate::moment;

/// What a time may lack.
#[derive(Debug, Clone, Copy)]
pub(super) struct Zone {
    /// The present, which decides the year.
    pub(super) now: Timestamp,
    /// The offset of times without one.
    pub(super) offset: UtcOffset,
}

const WEEKDAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

/// The range in which a number of seconds is taken for a time: 2001 to 2286, ten digits.
const EPOCH_DIGITS: usize = 10;

/// Reads a time and returns what follows it: `Nov 22 21:40:00`, with a year before or after, with a fraction, after a
/// weekday; `2026-11-22T21:40:00Z`, with a blank for the `T`, with or without an offset; seconds of the epoch.
pub(super) fn read(text: &str, zone: Zone) -> Option<(Timestamp, &str)> {
    match text.bytes().next()? {
        b'0'..=b'9' => iso(text, zone).or_else(|| year_first(text, zone)).or_else(|| epoch(text)),
        b'A'..=b'Z' | b'a'..=b'z' => {
            let weekday = text.get(..3).filter(|name| WEEKDAYS.iter().any(|known| known.eq_ignore_ascii_case(name)));
            let text = match weekday.and_then(|_| text.get(3..)) {
                Some(rest) => rest.trim_start_matches([',', ' ']),
                None => text,
            };
            month_first(text, zone)
        }
        _ => None,
    }
}

/// `2026-11-22T21:40:00.123+05:00` (RFC 3339), and what people make of it.
pub(super) fn iso(text: &str, zone: Zone) -> Option<(Timestamp, &str)> {
    let (year, rest) = digits(text, 4, 4)?;
    let (month, rest) = digits(rest.strip_prefix('-')?, 2, 2)?;
    let (day, rest) = digits(rest.strip_prefix('-')?, 2, 2)?;
    let (clock, rest) = clock(rest.strip_prefix(['T', 't', ' '])?)?;
    let at = PrimitiveDateTime::new(date(year, month, day)?, clock);
    let (offset, rest) = offset(rest).unwrap_or((zone.offset, rest));
    Some((moment::in_zone(at, offset), rest))
}

/// `Nov 22 21:40:00`, `Nov 22 2026 21:40:00.123`, `Nov 22 21:40:00 2026`.
fn month_first(text: &str, zone: Zone) -> Option<(Timestamp, &str)> {
    let month = moment::month(text.get(..3)?)?;
    let (day, rest) = digits(blank(text.get(3..)?)?, 1, 2)?;
    let rest = blank(rest)?;
    let (before, rest) = year(rest).and_then(|(year, rest)| Some((Some(year), blank(rest)?))).unwrap_or((None, rest));
    let (clock, rest) = clock(rest)?;
    let after = || year(rest.strip_prefix(' ')?).filter(|(_, rest)| rest.is_empty() || rest.starts_with([' ', ':']));
    let (known, rest) = match before {
        Some(year) => (Some(year), rest),
        None => after().map_or((None, rest), |(year, rest)| (Some(year), rest)),
    };
    let year = known.unwrap_or_else(|| {
        // The year turns by the sender's calendar.
        let here = zone.now.plus_seconds(zone.offset.whole_seconds().into());
        let (hour, minute, second) = clock.as_hms();
        let found = moment::year_of(month, day, hour.into(), minute.into(), second.into(), here);
        u32::try_from(found).unwrap_or_default()
    });
    let at = PrimitiveDateTime::new(date(year, month, day)?, clock);
    Some((moment::in_zone(at, zone.offset), rest))
}

/// `2026 Nov 22 21:40:00`, as Nexus switches write it.
fn year_first(text: &str, zone: Zone) -> Option<(Timestamp, &str)> {
    let (year, rest) = year(text)?;
    let rest = blank(rest)?;
    let month = moment::month(rest.get(..3)?)?;
    let (day, rest) = digits(blank(rest.get(3..)?)?, 1, 2)?;
    let (clock, rest) = clock(blank(rest)?)?;
    let at = PrimitiveDateTime::new(date(year, month, day)?, clock);
    Some((moment::in_zone(at, zone.offset), rest))
}

/// `1795383600.123456789`, as Meraki and others write it.
fn epoch(text: &str) -> Option<(Timestamp, &str)> {
    let end = text.bytes().position(|byte| !byte.is_ascii_digit()).unwrap_or(text.len());
    let (seconds, rest) = text.split_at_checked(end).filter(|_| end == EPOCH_DIGITS)?;
    let seconds: i64 = seconds.parse().ok()?;
    let (micros, rest) = fraction(rest).unwrap_or((0, rest));
    let at = Timestamp::from_micros(seconds * 1_000_000 + i64::from(micros));
    (rest.is_empty() || rest.starts_with(' ')).then_some((at, rest))
}

/// An offset right after a time: `Z`, `+05:00`, `+0500`, `+05`.
pub(super) fn offset(text: &str) -> Option<(UtcOffset, &str)> {
    if let Some(rest) = text.strip_prefix(['Z', 'z']) {
        return Some((UtcOffset::UTC, rest));
    }
    let end =
        text.char_indices().skip(1).find(|(_, c)| !c.is_ascii_digit() && *c != ':').map_or(text.len(), |(at, _)| at);
    // The colon after `+05:00:` is no part of the offset.
    let (offset, rest) = text.split_at_checked(end)?;
    let whole = offset.trim_end_matches(':');
    let rest = text.get(whole.len()..).unwrap_or(rest);
    Some((moment::offset(whole)?, rest))
}

/// `21:40:00`, with a fraction after a full stop or a comma.
pub(super) fn clock(text: &str) -> Option<(Time, &str)> {
    let (hour, rest) = digits(text, 1, 2)?;
    let (minute, rest) = digits(rest.strip_prefix(':')?, 2, 2)?;
    let (second, rest) = digits(rest.strip_prefix(':')?, 2, 2)?;
    let (micros, rest) = fraction(rest).unwrap_or((0, rest));
    let small = |number: u32| u8::try_from(number).ok();
    Some((Time::from_hms_micro(small(hour)?, small(minute)?, small(second)?, micros).ok()?, rest))
}

/// `.123` in microseconds; finer digits are read over.
fn fraction(text: &str) -> Option<(u32, &str)> {
    let rest = text.strip_prefix(['.', ','])?;
    let end = rest.bytes().position(|byte| !byte.is_ascii_digit()).unwrap_or(rest.len());
    let (found, rest) = rest.split_at_checked(end).filter(|(found, _)| !found.is_empty())?;
    let micros = found.bytes().chain(std::iter::repeat(b'0')).take(6).fold(0, |sum, d| sum * 10 + u32::from(d - b'0'));
    Some((micros, rest))
}

fn year(text: &str) -> Option<(u32, &str)> {
    digits(text, 4, 4).filter(|(year, rest)| (1970..2200).contains(year) && !rest.starts_with(':'))
}

fn date(year: u32, month: u32, day: u32) -> Option<Date> {
    let month = Month::try_from(u8::try_from(month).ok()?).ok()?;
    Date::from_calendar_date(i32::try_from(year).ok()?, month, u8::try_from(day).ok()?).ok()
}

/// At least one blank.
fn blank(text: &str) -> Option<&str> {
    text.strip_prefix(' ').map(|rest| rest.trim_start_matches(' '))
}

/// A number of so many digits at the beginning.
pub(super) fn digits(text: &str, least: usize, most: usize) -> Option<(u32, &str)> {
    let count = text.bytes().take(most).take_while(u8::is_ascii_digit).count();
    let (found, rest) = text.split_at_checked(count).filter(|_| count >= least)?;
    Some((found.bytes().fold(0, |sum, digit| sum * 10 + u32::from(digit - b'0')), rest))
}
