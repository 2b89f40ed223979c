//! Numbers of the decree with their units.

use std::str::FromStr;

use talap_model::{InvalidId, TraitKey};
use time::{Date, Duration, Month};

/// The unit of a parameter. Units of time are known, since checks get them as intervals; any other is kept by name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unit {
    /// Calendar years.
    Year,
    /// Calendar months.
    Month,
    /// Weeks.
    Week,
    /// Days.
    Day,
    /// Hours.
    Hour,
    /// Minutes.
    Minute,
    /// Seconds.
    Second,
    /// Another unit: `percent`, `character`.
    Other(String),
}

impl Unit {
    /// As data files write it.
    pub fn key(&self) -> &str {
        match self {
            Self::Year => "year",
            Self::Month => "month",
            Self::Week => "week",
            Self::Day => "day",
            Self::Hour => "hour",
            Self::Minute => "minute",
            Self::Second => "second",
            Self::Other(name) => name,
        }
    }

    /// Whether it measures time.
    pub fn is_time(&self) -> bool {
        !matches!(self, Self::Other(_))
    }
}

/// A number of the decree that a check or a form uses.
#[derive(Debug, Clone, PartialEq)]
pub struct Parameter {
    /// The number; finite and not negative.
    pub value: f64,
    /// Its unit.
    pub unit: Unit,
    /// Whether it is Talap's own measure, not a number of the decree.
    pub ours: bool,
}

impl Parameter {
    /// The last day of a term that begins on a day. A unit that is not of days or longer counts as days.
    #[must_use]
    pub fn end_of(&self, day: Date) -> Date {
        #[allow(clippy::cast_possible_truncation, reason = "a term is a small whole number; a larger one saturates")]
        let n = self.value as i64;
        match self.unit {
            Unit::Year => add_months(day, n.saturating_mul(12)),
            Unit::Month => add_months(day, n),
            Unit::Week => day.saturating_add(Duration::weeks(n)),
            _ => day.saturating_add(Duration::days(n)),
        }
    }
}

/// The same day so many months later, or that month's last day.
fn add_months(day: Date, months: i64) -> Date {
    let counted = i64::from(day.year()) * 12 + i64::from(u8::from(day.month())) - 1 + months;
    let year = i32::try_from(counted.div_euclid(12)).unwrap_or(9999).min(9999);
    let month = u8::try_from(counted.rem_euclid(12) + 1).ok().and_then(|month| Month::try_from(month).ok());
    let month = month.unwrap_or(Month::December);
    Date::from_calendar_date(year, month, day.day().min(month.length(year))).unwrap_or(day)
}

impl FromStr for Unit {
    type Err = InvalidId;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let known = [Self::Year, Self::Month, Self::Week, Self::Day, Self::Hour, Self::Minute, Self::Second];
        if let Some(unit) = known.into_iter().find(|unit| unit.key() == text) {
            return Ok(unit);
        }
        let name = TraitKey::new(text).map_err(|invalid| InvalidId { kind: "unit", text: invalid.text })?;
        Ok(Self::Other(name.as_str().to_owned()))
    }
}
