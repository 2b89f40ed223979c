//! Times of a search, in the words of three languages.

use talap_model::Timestamp;
use talap_model::time::parse_date;
use time::{Date, Duration, PrimitiveDateTime, Time, UtcOffset};

/// When somebody searches, and by which clock they read times.
#[derive(Debug, Clone, Copy)]
pub struct Moment {
    /// Now.
    pub now: Timestamp,
    /// The offset of the installation from UTC.
    pub offset: UtcOffset,
}

/// A stretch of time: from its first moment to the first one after it. What is left out has no end on that side.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Period {
    /// Its first moment.
    pub from: Option<Timestamp>,
    /// The first moment after it.
    pub to: Option<Timestamp>,
}

/// Words for "last", in all their forms.
const LAST: [&str; 9] =
    ["last", "соңғы", "последние", "последний", "последняя", "последнюю", "последнее", "последних", "past"];
const TODAY: [&str; 3] = ["today", "бүгін", "сегодня"];
const YESTERDAY: [&str; 3] = ["yesterday", "кеше", "вчера"];

const MINUTE: i64 = 60;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

/// Units of time in seconds, each with its words; a month is 30 days, a year 365.
const UNITS: [(i64, &[&str]); 7] = [
    (1, &["s", "sec", "second", "seconds", "сек", "секунд", "секунда", "секунды", "секунду", "с"]),
    (MINUTE, &["m", "min", "minute", "minutes", "мин", "минут", "минута", "минуты", "минуту", "минутта"]),
    (HOUR, &["h", "hour", "hours", "сағ", "сағат", "сағатта", "ч", "час", "часа", "часов"]),
    (DAY, &["d", "day", "days", "күн", "күнде", "күндегі", "д", "дн", "день", "дня", "дней", "сут", "сутки", "суток"]),
    (7 * DAY, &["w", "week", "weeks", "апта", "аптада", "аптадағы", "нед", "неделя", "неделю", "недели", "недель"]),
    (30 * DAY, &["month", "months", "ай", "айда", "айдағы", "мес", "месяц", "месяца", "месяцев"]),
    (365 * DAY, &["year", "years", "жыл", "жылда", "жылдағы", "год", "года", "лет"]),
];

/// Whether a word begins a length of time before now.
pub(super) fn is_last(word: &str) -> bool {
    LAST.contains(&word.to_lowercase().as_str())
}

/// The seconds of a unit of time.
pub(super) fn unit(word: &str) -> Option<i64> {
    let lower = word.to_lowercase();
    UNITS.iter().find(|(_, words)| words.contains(&lower.as_str())).map(|(seconds, _)| *seconds)
}

/// A number with or without its unit, as `7` and `2h`.
pub(super) fn amount(word: &str) -> Option<(i64, &str)> {
    let digits = word.find(|c: char| !c.is_ascii_digit()).unwrap_or(word.len());
    let (number, unit) = word.split_at(digits);
    // No log is older than that many seconds; more would leave the calendar.
    number.parse().ok().filter(|n: &i64| (1..=100_000).contains(n)).map(|n| (n, unit))
}

/// So many seconds up to now.
pub(super) fn last(moment: &Moment, seconds: i64) -> Period {
    Period { from: Some(moment.now.plus_seconds(-seconds)), to: None }
}

/// The day that a word names.
pub(super) fn day(moment: &Moment, word: &str) -> Option<Period> {
    let lower = word.to_lowercase();
    let today = moment.now.to_offset().to_offset(moment.offset).date();
    let day = if TODAY.contains(&lower.as_str()) {
        today
    } else if YESTERDAY.contains(&lower.as_str()) {
        today.previous_day()?
    } else {
        return None;
    };
    let from = moment_of(day, Time::MIDNIGHT, moment.offset)?;
    Some(Period { from: Some(from), to: Some(from.plus_seconds(DAY)) })
}

/// The time that a text names, from its first moment to the first one after it: a day, a minute or a second, in the time
/// zone of the installation or in the one that is written behind it (RFC 3339).
pub fn span(text: &str, offset: UtcOffset) -> Option<(Timestamp, Timestamp)> {
    if let Some(moment) = Timestamp::parse_rfc3339(text).filter(|moment| in_range(moment.day())) {
        return Some((moment, moment.plus_seconds(1)));
    }
    let (day, clock) = text.split_once(['T', ' ']).map_or((text, None), |(day, clock)| (day, Some(clock)));
    let day = parse_date(day)?;
    let (time, length) = match clock {
        None => (Time::MIDNIGHT, Duration::days(1)),
        Some(clock) => time_of(clock)?,
    };
    let begin = moment_of(day, time, offset)?;
    Some((begin, begin.plus_seconds(length.whole_seconds())))
}

/// A moment as a search writes it, to the second.
pub(super) fn written(at: Timestamp, offset: UtcOffset) -> String {
    let local = at.to_offset().to_offset(offset);
    let day = talap_model::time::format_date(local.date());
    format!("{day}T{:02}:{:02}:{:02}", local.hour(), local.minute(), local.second())
}

/// `10:20` or `10:20:30`; parts of a second are dropped.
fn time_of(text: &str) -> Option<(Time, Duration)> {
    let whole = text.split_once('.').map_or(text, |(whole, _)| whole);
    let parts: Vec<u8> = whole.split(':').map(two_digits).collect::<Option<_>>()?;
    match *parts.as_slice() {
        [hour, minute] => Some((Time::from_hms(hour, minute, 0).ok()?, Duration::minutes(1))),
        [hour, minute, second] => Some((Time::from_hms(hour, minute, second).ok()?, Duration::seconds(1))),
        _ => None,
    }
}

fn two_digits(text: &str) -> Option<u8> {
    let shaped = text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_digit());
    shaped.then(|| text.parse().ok())?
}

/// The first and the last day that dates can have may have no moment in another offset.
fn in_range(day: Date) -> bool {
    (1970..9999).contains(&day.year())
}

fn moment_of(day: Date, time: Time, offset: UtcOffset) -> Option<Timestamp> {
    in_range(day).then(|| Timestamp::from_offset(PrimitiveDateTime::new(day, time).assume_offset(offset)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        Timestamp::parse_rfc3339(text).unwrap()
    }

    fn here() -> UtcOffset {
        UtcOffset::from_hms(5, 0, 0).unwrap()
    }

    #[test]
    fn times_are_those_of_the_installation() {
        let span = |text| span(text, here());
        let minute = (at("2026-11-23T05:20:00Z"), at("2026-11-23T05:21:00Z"));
        assert_eq!(span("2026-11-23T10:20"), Some(minute));
        assert_eq!(span("23.11.2026 10:20"), Some(minute));
        assert_eq!(span("2026-11-23T10:20:30.000"), Some((at("2026-11-23T05:20:30Z"), at("2026-11-23T05:20:31Z"))));
        assert_eq!(span("2026-11-23"), Some((at("2026-11-22T19:00:00Z"), at("2026-11-23T19:00:00Z"))));
        assert_eq!(span("2026-11-23T10:20:30Z"), Some((at("2026-11-23T10:20:30Z"), at("2026-11-23T10:20:31Z"))));
        for bad in ["", "yesterday", "2026-11-23T", "2026-11-23T25:00", "2026-11-23T1:00", "0001-01-01", "9999-12-31"] {
            assert_eq!(span(bad), None, "{bad}");
        }
    }

    #[test]
    fn a_day_is_the_day_of_the_installation() {
        let moment = Moment { now: at("2026-11-22T20:00:00Z"), offset: here() };
        let period = |from, to| Some(Period { from: Some(at(from)), to: Some(at(to)) });
        for today in TODAY {
            assert_eq!(day(&moment, today), period("2026-11-22T19:00:00Z", "2026-11-23T19:00:00Z"), "{today}");
        }
        assert_eq!(day(&moment, "Вчера"), period("2026-11-21T19:00:00Z", "2026-11-22T19:00:00Z"));
        assert_eq!(day(&moment, "tomorrow"), None);
    }

    #[test]
    fn a_moment_is_read_back_as_it_was_written() {
        let moment = at("2026-11-22T20:00:07Z");
        assert_eq!(written(moment, here()), "2026-11-23T01:00:07");
        assert_eq!(span(&written(moment, here()), here()).unwrap().0, moment);
    }

    #[test]
    fn units_are_known_in_three_languages() {
        for (word, seconds) in [("дней", DAY), ("күн", DAY), ("h", HOUR), ("апта", 7 * DAY), ("Минут", MINUTE)]
        {
            assert_eq!(unit(word), Some(seconds), "{word}");
        }
        assert_eq!(unit("fortnight"), None);
        assert_eq!(amount("2h"), Some((2, "h")));
        assert_eq!(amount("7"), Some((7, "")));
        for bad in ["", "h", "0", "999999999999", "-1"] {
            assert_eq!(amount(bad), None, "{bad}");
        }
    }
}
