//! A length of time in a calendar: two years, thirty days.

use std::str::FromStr;

use time::{Date, Duration, Month};

/// What a span is counted in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SpanUnit {
    /// Days.
    Day,
    /// Weeks.
    Week,
    /// Months of the calendar.
    Month,
    /// Years of the calendar.
    Year,
}

/// A length of time in a calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    /// How many units.
    pub count: u32,
    /// Of what.
    pub unit: SpanUnit,
}

/// A text that is no span.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{text:?} is not a span such as \"2 years\"")]
pub struct NotASpan {
    /// The text as it came.
    pub text: String,
}

impl FromStr for Span {
    type Err = NotASpan;

    /// `1 day`, `2 weeks`, `6 months`, `3 years`.
    fn from_str(text: &str) -> Result<Self, NotASpan> {
        let wrong = || NotASpan { text: text.to_owned() };
        let (count, unit) = text.split_once(' ').ok_or_else(wrong)?;
        let unit = match unit.strip_suffix('s').unwrap_or(unit) {
            "day" => SpanUnit::Day,
            "week" => SpanUnit::Week,
            "month" => SpanUnit::Month,
            "year" => SpanUnit::Year,
            _ => return Err(wrong()),
        };
        Ok(Self { count: count.parse().map_err(|_| wrong())?, unit })
    }
}

impl Span {
    /// The day so long after another. A month that is too short gives its last day; the calendar ends in the year 9999.
    #[must_use]
    pub fn after(self, day: Date) -> Date {
        let count = i64::from(self.count);
        match self.unit {
            SpanUnit::Day => day.saturating_add(Duration::days(count)),
            SpanUnit::Week => day.saturating_add(Duration::weeks(count)),
            SpanUnit::Month => months_after(day, count),
            SpanUnit::Year => months_after(day, count.saturating_mul(12)),
        }
    }
}

fn months_after(day: Date, months: i64) -> Date {
    let counted = (i64::from(day.year()) * 12 + i64::from(u8::from(day.month())) - 1).saturating_add(months);
    let year = i32::try_from(counted.div_euclid(12)).unwrap_or(9999);
    let month = u8::try_from(counted.rem_euclid(12) + 1).ok().and_then(|month| Month::try_from(month).ok());
    let month = month.unwrap_or(Month::December);
    Date::from_calendar_date(year, month, day.day().min(month.length(year))).unwrap_or(Date::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use talap_model::time::parse_date;

    #[test]
    fn a_month_that_is_too_short_gives_its_last_day() {
        for (day, span, then) in [
            ("2024-02-29", "1 year", "2025-02-28"),
            ("2026-01-31", "1 month", "2026-02-28"),
            ("2026-12-31", "2 months", "2027-02-28"),
            ("2026-11-26", "1 day", "2026-11-27"),
            ("2026-11-26", "2 weeks", "2026-12-10"),
        ] {
            let span: Span = span.parse().unwrap();
            assert_eq!(span.after(parse_date(day).unwrap()), parse_date(then).unwrap(), "{day} {span:?}");
        }
    }

    #[test]
    fn what_is_no_span_is_refused() {
        for text in ["", "2", "two years", "-1 day", "2  years", "1 hour", "1 day "] {
            assert!(text.parse::<Span>().is_err(), "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn no_span_leads_back_or_panics(ordinal in 1_u16..366, year in 1_i32..9999, count in any::<u32>(), unit in 0..4) {
            let day = Date::from_ordinal_date(year, ordinal.min(365)).unwrap();
            let unit = [SpanUnit::Day, SpanUnit::Week, SpanUnit::Month, SpanUnit::Year][usize::try_from(unit).unwrap()];
            let after = Span { count, unit }.after(day);
            prop_assert!(after >= day);
        }
    }
}
