//! A month as a table: weeks from Monday, each day with what falls due and what kind of day it is.

use talap_calendar::{Day, WorkingDays};
use talap_model::Message;
use talap_model::time::{format_date, parse_date};
use time::{Date, Duration};

use super::Item;
use crate::due::DueLine;
use crate::tongue::Tongue;

/// How many deadlines a day of the table names; the list names all.
const MOST_NAMED: usize = 3;

/// A month of a year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Month(Date);

impl Month {
    /// The month that a day is in.
    pub(super) fn of(day: Date) -> Self {
        Self(day.replace_day(1).unwrap_or(day))
    }

    /// What an address asks for, as `2026-11`; the present month where it asks for nothing that can be shown.
    pub(super) fn asked(text: &str, today: Date) -> Self {
        let found = parse_date(&format!("{text}-01")).filter(|date| (1900..=2999).contains(&date.year()));
        found.map_or_else(|| Self::of(today), Self)
    }

    pub(super) fn first(self) -> Date {
        self.0
    }

    pub(super) fn last(self) -> Date {
        self.next().0.previous_day().unwrap_or(self.0)
    }

    pub(super) fn previous(self) -> Self {
        Self::of(self.0.saturating_sub(Duration::days(1)))
    }

    pub(super) fn next(self) -> Self {
        // No month has 32 days, and two have more than 31 together.
        Self::of(self.0.saturating_add(Duration::days(31)))
    }

    /// As an address writes it.
    pub(super) fn key(self) -> String {
        format!("{:04}-{:02}", self.0.year(), u8::from(self.0.month()))
    }

    /// As people write it.
    pub(super) fn name(self, t: &Tongue) -> String {
        let number = u32::from(u8::from(self.0.month()));
        t.say(&Message::new("web-calendar-month").with("month", number).with("year", self.0.year().to_string()))
    }
}

/// The head of a column.
pub(super) struct Weekday {
    pub(super) short: String,
    pub(super) name: String,
}

/// A place of the table; without a day before the first and after the last of the month.
pub(super) struct Cell {
    pub(super) day: Option<DayCell>,
}

/// A day of the month.
pub(super) struct DayCell {
    pub(super) number: u8,
    pub(super) date: String,
    pub(super) today: bool,
    pub(super) off: bool,
    pub(super) mark: Option<String>,
    pub(super) items: Vec<Item>,
    /// Where the whole day stands in the list, when something falls due on it.
    pub(super) href: Option<String>,
    /// How many more there are than are named, as it is shown and as it is read out.
    pub(super) more: Option<(String, String)>,
}

/// The weekdays, Monday first.
pub(super) fn weekdays(t: &Tongue) -> Vec<Weekday> {
    let name = |n: u32| Weekday {
        short: t.say(&Message::new("web-calendar-weekday-short").with("n", n)),
        name: t.say(&Message::new("web-calendar-weekday").with("n", n)),
    };
    (1..=7).map(name).collect()
}

/// The name of a day's weekday.
pub(super) fn weekday(t: &Tongue, day: Date) -> String {
    let number = u32::from(day.weekday().number_from_monday());
    t.say(&Message::new("web-calendar-weekday").with("n", number))
}

/// Where a day stands in the list.
pub(super) fn anchor(day: Date) -> String {
    format!("d-{}", format_date(day))
}

/// What is to be said of a day besides its weekday: a holiday, or rest that was moved.
pub(super) fn mark(t: &Tongue, days: &WorkingDays, day: Date) -> Option<String> {
    Some(match days.day(day) {
        Day::Working | Day::Weekend => return None,
        Day::Holiday(holiday) => t.of(&holiday.title).to_owned(),
        Day::MadeUp(holiday) => t.say(&Message::new("web-calendar-made-up").with("holiday", holiday.title.clone())),
        Day::RestMoved(moved) => t.say(&Message::new("web-calendar-rest-moved").with("date", moved.work)),
        Day::WorkedInstead(moved) => t.say(&Message::new("web-calendar-worked").with("date", moved.off)),
    })
}

/// The weeks of a month. The lines come in order of days.
pub(super) fn weeks(t: &Tongue, days: &WorkingDays, month: Month, today: Date, lines: &[DueLine]) -> Vec<Vec<Cell>> {
    let before = i64::from(month.first().weekday().number_days_from_monday());
    let mut date = month.first().saturating_sub(Duration::days(before));
    let mut weeks = Vec::new();
    while date <= month.last() {
        let mut week = Vec::new();
        for _ in 0..7 {
            let inside = Month::of(date) == month;
            week.push(Cell { day: inside.then(|| cell(t, days, date, today, lines)) });
            date = date.saturating_add(Duration::days(1));
        }
        weeks.push(week);
    }
    weeks
}

fn cell(t: &Tongue, days: &WorkingDays, date: Date, today: Date, lines: &[DueLine]) -> DayCell {
    let from = lines.partition_point(|line| line.day < date);
    let to = lines.partition_point(|line| line.day <= date);
    let lines = lines.get(from..to).unwrap_or_default();
    let rest = lines.len().saturating_sub(MOST_NAMED);
    let more = Message::new("web-calendar-more").with("n", rest).with("date", date);
    DayCell {
        number: date.day(),
        date: t.date(&date),
        today: date == today,
        off: days.is_off(date),
        mark: mark(t, days, date),
        items: lines.iter().take(MOST_NAMED).map(|line| Item::of(t, line)).collect(),
        href: (!lines.is_empty()).then(|| format!("#{}", anchor(date))),
        more: (rest > 0).then(|| (format!("+{}", t.number(rest)), t.say(&more))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_follow_each_other() {
        let mut month = Month::asked("2025-12", parse_date("2026-11-26").unwrap());
        let mut seen = Vec::new();
        for _ in 0..4 {
            seen.push((month.key(), format_date(month.last())));
            assert_eq!(month.next().previous(), month);
            month = month.next();
        }
        let expected = [
            ("2025-12", "2025-12-31"),
            ("2026-01", "2026-01-31"),
            ("2026-02", "2026-02-28"),
            ("2026-03", "2026-03-31"),
        ];
        assert_eq!(seen, expected.map(|(key, last)| (key.to_owned(), last.to_owned())));
    }

    #[test]
    fn what_no_month_is_is_the_present_one() {
        let today = parse_date("2026-11-26").unwrap();
        for text in ["", "2026-13", "x", "9999-12", "0000-01", "2026-1", "2026-11-02"] {
            assert_eq!(Month::asked(text, today).key(), "2026-11", "{text}");
        }
    }
}
