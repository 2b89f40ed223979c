//! What a cell holds as the text that a person would type.

use time::{Date, Duration, Month};

/// The greatest whole number up to which all whole numbers are exact.
const EXACT: f64 = 9_007_199_254_740_992.0;
/// Serials from here on are beyond the year 9999.
const LAST_SERIAL: f64 = 2_958_466.0;
/// The day that the serials of 1900 count as one, and that never was (ECMA-376 part 1, 18.17.4.1).
const NO_DAY: i64 = 60;

/// A number without an exponent and without the noise of binary fractions: spreadsheets show and keep 15 digits.
pub(super) fn number(number: f64) -> String {
    if number.fract() == 0.0 && number.abs() < EXACT {
        // Minus zero would be another text of the same number.
        return format!("{:.0}", number + 0.0);
    }
    format!("{number:.14e}").parse::<f64>().unwrap_or(number).to_string()
}

/// A day, or a day and a time of day, that a spreadsheet counts in days; none where it counts no day.
pub(super) fn moment(serial: f64, counts_from_1904: bool) -> Option<String> {
    if !(0.0..LAST_SERIAL).contains(&serial) {
        return None;
    }
    // Nearest second: what was typed as 09:05 is kept as a fraction a bit to one side of it.
    #[allow(clippy::cast_possible_truncation, reason = "the serial is within its range")]
    let seconds = (serial * 86_400.0).round() as i64;
    let (days, rest) = (seconds.div_euclid(86_400), seconds.rem_euclid(86_400));
    if days == 0 && !counts_from_1904 {
        return Some(clock(rest));
    }
    let (year, month, day) = if counts_from_1904 { (1904, Month::January, 1) } else { (1899, Month::December, 31) };
    let first = Date::from_calendar_date(year, month, day).ok()?;
    let days = match days {
        days if counts_from_1904 => days,
        NO_DAY => return None,
        days if days > NO_DAY => days - 1,
        days => days,
    };
    let date = first.checked_add(Duration::days(days))?;
    let text = talap_model::time::format_date(date);
    Some(if rest == 0 { text } else { format!("{text} {}", clock(rest)) })
}

/// A length of time that a spreadsheet counts in days, in hours, minutes and seconds.
pub(super) fn length(serial: f64) -> Option<String> {
    if !(0.0..LAST_SERIAL).contains(&serial) {
        return None;
    }
    #[allow(clippy::cast_possible_truncation, reason = "the serial is within its range")]
    let seconds = (serial * 86_400.0).round() as i64;
    Some(clock(seconds))
}

fn clock(seconds: i64) -> String {
    format!("{:02}:{:02}:{:02}", seconds / 3_600, seconds / 60 % 60, seconds % 60)
}

/// A day or moment in the form of ISO 8601 that spreadsheets write, as a person writes it: without parts of a second, and
/// without a midnight that only says that there is no time of day.
pub(super) fn iso_moment(text: &str) -> String {
    let Some((day, time)) = text.split_once('T') else { return text.to_owned() };
    let whole = time.split_once('.').map_or(time, |(whole, _)| whole);
    if matches!(whole, "00:00:00" | "00:00") { day.to_owned() } else { format!("{day} {whole}") }
}

/// A length of time in the form of ISO 8601 (`PT09H05M00S`) as hours, minutes and seconds.
pub(super) fn iso_length(text: &str) -> Option<String> {
    let mut rest = text.strip_prefix("PT")?;
    let mut seconds = 0_i64;
    for (unit, worth) in [('H', 3_600), ('M', 60), ('S', 1)] {
        if let Some((count, after)) = rest.split_once(unit) {
            let whole = count.split(['.', ',']).next()?;
            seconds = seconds.checked_add(whole.parse::<i64>().ok()?.checked_mul(worth)?)?;
            rest = after;
        }
    }
    if rest.is_empty() && seconds >= 0 { Some(clock(seconds)) } else { None }
}

/// Whether a date is meant that has no time of day, so that midnight may be put behind it.
pub(crate) fn is_day(text: &str) -> bool {
    text.len() == 10 && talap_model::time::parse_date(text).is_some()
}

/// A cell's name: `A1` for the first of the first row.
pub(super) fn cell_name(row: u32, column: u32) -> String {
    let mut letters = Vec::new();
    let mut left = u64::from(column) + 1;
    while left > 0 {
        let digit = u8::try_from((left - 1) % 26).unwrap_or_default();
        letters.push(char::from(b'A' + digit));
        left = (left - 1) / 26;
    }
    let letters: String = letters.into_iter().rev().collect();
    format!("{letters}{}", u64::from(row) + 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn numbers_are_written_as_people_write_them() {
        for (value, text) in [
            (17.0, "17"),
            (-0.0, "0"),
            (880_101_300_123.0, "880101300123"),
            (0.1 + 0.2, "0.3"),
            (1.0e21, "1000000000000000000000"),
            (1.5e-7, "0.00000015"),
            (-2.5, "-2.5"),
            (9_007_199_254_740_991.0, "9007199254740991"),
        ] {
            assert_eq!(number(value), text);
        }
    }

    #[test]
    fn serials_are_days_and_moments() {
        for (serial, from_1904, text) in [
            (46_348.0, false, "2026-11-22"),
            (46_348.378_472_222_22, false, "2026-11-22 09:05:00"),
            (44_886.0, true, "2026-11-22"),
            (1.0, false, "1900-01-01"),
            (59.0, false, "1900-02-28"),
            (61.0, false, "1900-03-01"),
            (0.5, false, "12:00:00"),
        ] {
            assert_eq!(moment(serial, from_1904).as_deref(), Some(text), "{serial}");
        }
        for serial in [60.0, 60.5, -1.0, 2_958_466.0, f64::NAN, f64::INFINITY] {
            assert_eq!(moment(serial, false), None, "{serial}");
        }
        assert_eq!(length(1.25).as_deref(), Some("30:00:00"));
    }

    #[test]
    fn iso_texts_lose_what_nobody_typed() {
        for (given, kept) in [
            ("2026-11-22", "2026-11-22"),
            ("2026-11-22T00:00:00", "2026-11-22"),
            ("2026-11-22T09:05:00.000000000", "2026-11-22 09:05:00"),
        ] {
            assert_eq!(iso_moment(given), kept);
        }
        assert_eq!(iso_length("PT09H05M00S").as_deref(), Some("09:05:00"));
        assert_eq!(iso_length("PT26H00M01.5S").as_deref(), Some("26:00:01"));
        for wrong in ["P1D", "PTxH", "PT-1H", "PT99999999999999999999H"] {
            assert_eq!(iso_length(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn cells_have_names() {
        for (row, column, name) in [(0, 0, "A1"), (9, 25, "Z10"), (0, 26, "AA1"), (1_048_575, 16_383, "XFD1048576")] {
            assert_eq!(cell_name(row, column), name);
        }
    }

    proptest! {
        #[test]
        fn every_second_comes_back(days in 61_i64..100_000, seconds in 0_i64..86_400) {
            let first = Date::from_calendar_date(1899, Month::December, 30).unwrap().midnight();
            let expected = first + Duration::days(days) + Duration::seconds(seconds);
            let text = moment((expected - first).as_seconds_f64() / 86_400.0, false).unwrap();
            let day = talap_model::time::format_date(expected.date());
            let wanted = if seconds == 0 { day } else { format!("{day} {}", clock(seconds)) };
            prop_assert_eq!(text, wanted);
        }

        #[test]
        fn no_number_has_an_exponent(value in any::<f64>().prop_filter("finite", |n| n.is_finite())) {
            prop_assert!(!number(value).contains(['e', 'E']));
        }
    }
}
