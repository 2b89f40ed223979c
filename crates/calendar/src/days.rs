//! Which days are worked: holidays, the days off that they make, days of rest that were moved.

use std::collections::{BTreeMap, BTreeSet};

use talap_model::time::{format_date, parse_date};
use talap_model::{Explain, Localized, Message};
use time::{Date, Month, Weekday};

use crate::wire::{File, HolidayEntry, Kind};

/// The version of the file's form.
const VERSION: u32 = 1;
/// The file that is built in.
const BUILT_IN: &str = include_str!("../../../calendar/kz.toml");
/// What errors call it.
const NAME: &str = "calendar/kz.toml";

/// A public holiday.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holiday {
    /// Its key in the file.
    pub key: String,
    /// What people call it.
    pub title: Localized,
    /// Whether the next working day is off when it falls on a day of rest: a state holiday and no religious one.
    pub is_made_up: bool,
    month_and_days: Option<(Month, Vec<u8>)>,
    years: (i32, i32),
}

/// A day of rest that was moved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moved {
    /// The day that is not worked.
    pub off: Date,
    /// The day that is worked in its place.
    pub work: Date,
    /// Which order says so.
    pub source: String,
}

/// What a day is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Day<'a> {
    /// A working day.
    Working,
    /// A day of the weekend that is worked, since its rest was moved.
    WorkedInstead(&'a Moved),
    /// Saturday or Sunday.
    Weekend,
    /// A public holiday.
    Holiday(&'a Holiday),
    /// A day off, since this holiday fell on a day of rest.
    MadeUp(&'a Holiday),
    /// A day off, since rest was moved to it.
    RestMoved(&'a Moved),
}

impl Day<'_> {
    /// Whether nobody works.
    pub fn is_off(self) -> bool {
        !matches!(self, Self::Working | Self::WorkedInstead(_))
    }
}

/// The working days of Kazakhstan.
#[derive(Debug, Clone, Default)]
pub struct WorkingDays {
    holidays: Vec<Holiday>,
    /// Movable holidays by day, as places in the list.
    movable: BTreeMap<Date, usize>,
    moved: Vec<Moved>,
    reviewed: BTreeSet<i32>,
}

/// The file of working days cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{file}: {place}: {reason}")]
pub struct CalendarError {
    /// The file.
    pub file: String,
    /// Where in it.
    pub place: String,
    /// What is wrong.
    pub reason: String,
}

impl Explain for CalendarError {
    fn explain(&self) -> Message {
        Message::new("calendar-file-wrong")
            .with("file", self.file.as_str())
            .with("place", self.place.as_str())
            .with("reason", self.reason.as_str())
    }
}

impl WorkingDays {
    /// The days that are built in.
    ///
    /// # Errors
    ///
    /// [`CalendarError`] when the file does not fit its form, which a test holds it to.
    pub fn built_in() -> Result<Self, CalendarError> {
        Self::parse(BUILT_IN, NAME)
    }

    /// Reads days from the text of a file; the name is for errors.
    ///
    /// # Errors
    ///
    /// [`CalendarError`] with the place and the reason.
    pub fn parse(text: &str, name: &str) -> Result<Self, CalendarError> {
        let wrong = |place: &str, reason: &str| CalendarError {
            file: name.to_owned(),
            place: place.to_owned(),
            reason: reason.to_owned(),
        };
        let file: File = toml::from_str(text).map_err(|error| {
            let line = error.span().map_or(1, |span| text.bytes().take(span.start).filter(|b| *b == b'\n').count() + 1);
            wrong(&format!("line {line}"), error.message())
        })?;
        if file.version != VERSION {
            return Err(wrong("version", &format!("{} is not {VERSION}", file.version)));
        }
        let mut days = Self::default();
        for entry in file.holidays {
            let place = format!("holiday {}", entry.key);
            days.holidays.push(holiday(entry).map_err(|reason| wrong(&place, &reason))?);
        }
        for year in file.years {
            let place = format!("year {}", year.year);
            let date = |text: &str| {
                let date = parse_date(text).filter(|date| date.year() == year.year);
                date.ok_or_else(|| wrong(&place, &format!("{text:?} is no date of that year")))
            };
            for (key, text) in &year.dates {
                let known = days.holidays.iter().position(|it| it.key == *key && it.month_and_days.is_none());
                let known = known.ok_or_else(|| wrong(&place, &format!("{key:?} is no movable holiday")))?;
                days.movable.insert(date(text)?, known);
            }
            for moved in &year.moved {
                let (off, work) = (date(&moved.off)?, date(&moved.work)?);
                days.moved.push(Moved { off, work, source: moved.source.clone() });
            }
            if let Some(on) = &year.reviewed {
                parse_date(on).ok_or_else(|| wrong(&place, &format!("reviewed: {on:?} is no date")))?;
                days.reviewed.insert(year.year);
            }
        }
        Ok(days)
    }

    /// What a day is.
    pub fn day(&self, date: Date) -> Day<'_> {
        if let Some(moved) = self.moved.iter().find(|moved| moved.work == date) {
            return Day::WorkedInstead(moved);
        }
        if let Some(holiday) = self.holiday(date) {
            return Day::Holiday(holiday);
        }
        if is_weekend(date) {
            return Day::Weekend;
        }
        if let Some(moved) = self.moved.iter().find(|moved| moved.off == date) {
            return Day::RestMoved(moved);
        }
        self.made_up(date).map_or(Day::Working, Day::MadeUp)
    }

    /// Whether nobody works on a day.
    pub fn is_off(&self, date: Date) -> bool {
        self.day(date).is_off()
    }

    /// The day itself when it is worked, or the last one before it that is.
    pub fn last_working_day(&self, date: Date) -> Date {
        let mut day = date;
        // No row of days off is a year long; the bound keeps a broken file from an endless loop.
        for _ in 0..366 {
            if !self.is_off(day) {
                return day;
            }
            let Some(before) = day.previous_day() else { break };
            day = before;
        }
        date
    }

    /// Whether somebody held a year's days against a published calendar.
    pub fn is_reviewed(&self, year: i32) -> bool {
        self.reviewed.contains(&year)
    }

    fn holiday(&self, date: Date) -> Option<&Holiday> {
        let fixed = self.holidays.iter().find(|holiday| holiday.is_on(date));
        fixed.or_else(|| self.holidays.get(*self.movable.get(&date)?))
    }

    /// The holiday that makes a working day one off. Each that falls on a day of rest takes the first day after it that is
    /// neither of rest, nor a holiday, nor taken by one before it.
    fn made_up(&self, date: Date) -> Option<&Holiday> {
        let mut taken = BTreeSet::new();
        // Two weeks back there is always a working day that no earlier holiday reaches over.
        let mut day = date.checked_sub(time::Duration::days(14))?;
        while day < date {
            if let Some(holiday) = self.holiday(day).filter(|holiday| holiday.is_made_up && is_weekend(day)) {
                let mut instead = day.next_day()?;
                while is_weekend(instead) || self.holiday(instead).is_some() || taken.contains(&instead) {
                    instead = instead.next_day()?;
                }
                if instead == date {
                    return Some(holiday);
                }
                taken.insert(instead);
            }
            day = day.next_day()?;
        }
        None
    }
}

impl Holiday {
    fn is_on(&self, date: Date) -> bool {
        let (since, until) = self.years;
        let Some((month, days)) = &self.month_and_days else { return false };
        (since..=until).contains(&date.year()) && date.month() == *month && days.contains(&date.day())
    }
}

fn holiday(entry: HolidayEntry) -> Result<Holiday, String> {
    let month_and_days = match entry.month {
        None if entry.days.is_empty() => None,
        None => return Err("`days` without `month`".to_owned()),
        Some(_) if entry.days.is_empty() => return Err("`month` without `days`".to_owned()),
        Some(number) => {
            let month = Month::try_from(number).map_err(|_| format!("{number} is no month"))?;
            let none = |day: &&u8| !(1..=month.length(2024)).contains(*day);
            if let Some(day) = entry.days.iter().find(none) {
                return Err(format!("{month} has no day {day}"));
            }
            Some((month, entry.days))
        }
    };
    Ok(Holiday {
        key: entry.key,
        title: Localized { kk: entry.title.kk, ru: entry.title.ru, en: entry.title.en },
        is_made_up: entry.kind == Kind::State,
        month_and_days,
        years: (entry.since.unwrap_or(i32::MIN), entry.until.unwrap_or(i32::MAX)),
    })
}

fn is_weekend(date: Date) -> bool {
    matches!(date.weekday(), Weekday::Saturday | Weekday::Sunday)
}

impl std::fmt::Display for Moved {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} -> {}: {}", format_date(self.work), format_date(self.off), self.source)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn days() -> WorkingDays {
        WorkingDays::built_in().unwrap()
    }

    fn date(text: &str) -> Date {
        parse_date(text).unwrap()
    }

    /// The working days off of a year that are no holidays themselves.
    fn made_up_in(year: i32) -> Vec<String> {
        let days = days();
        let all = (1..=time::util::days_in_year(year)).map(|n| Date::from_ordinal_date(year, n).unwrap());
        all.filter(|day| matches!(days.day(*day), Day::MadeUp(_) | Day::RestMoved(_))).map(format_date).collect()
    }

    #[test]
    fn days_off_are_those_of_the_published_calendars() {
        // https://www.inform.kz/ru/kak-budut-otdihat-kazahstantsi-v-2026-godu-947dd6, from the portal of e-government.
        assert_eq!(
            made_up_in(2026),
            ["2026-03-09", "2026-03-24", "2026-03-25", "2026-05-11", "2026-08-31", "2026-10-26"]
        );
        // The Ministry of Labour of 2025: no move but that of January.
        assert_eq!(
            made_up_in(2025),
            ["2025-01-03", "2025-03-10", "2025-03-24", "2025-03-25", "2025-07-07", "2025-09-01", "2025-10-27"]
        );
    }

    #[test]
    fn a_religious_holiday_on_a_day_of_rest_makes_no_other_day_off() {
        let days = days();
        // 16 May 2027 is a Sunday.
        assert!(matches!(days.day(date("2027-05-16")), Day::Holiday(it) if it.key == "kurban_ait"));
        assert_eq!(days.day(date("2027-05-17")), Day::Working);
        assert!(days.is_off(date("2026-05-27")), "Kurban Ait");
        assert!(days.is_off(date("2026-01-07")), "Christmas");
    }

    #[test]
    fn a_moved_day_of_rest_is_worked_and_the_other_is_not() {
        let days = days();
        assert!(matches!(days.day(date("2025-01-05")), Day::WorkedInstead(_)));
        assert!(matches!(days.day(date("2025-01-03")), Day::RestMoved(_)));
        assert_eq!(days.day(date("2026-01-05")), Day::Working);
    }

    #[test]
    fn what_falls_due_on_a_day_off_is_done_before() {
        let days = days();
        let last = |text: &str| format_date(days.last_working_day(date(text)));
        assert_eq!(last("2026-11-26"), "2026-11-26");
        assert_eq!(last("2026-11-29"), "2026-11-27");
        assert_eq!(last("2026-03-25"), "2026-03-20", "over the whole of Nauryz");
        assert_eq!(last("2025-01-04"), "2024-12-31");
        assert_eq!(last("2025-01-05"), "2025-01-05", "a Sunday that is worked");
    }

    #[test]
    fn a_year_is_reviewed_or_it_is_not() {
        let days = days();
        assert!(days.is_reviewed(2025) && days.is_reviewed(2026));
        assert!(!days.is_reviewed(2027) && !days.is_reviewed(2030));
    }

    #[test]
    fn a_holiday_begins_with_its_law() {
        assert!(!days().is_off(date("2021-10-25")), "a Monday before there was a Republic Day again");
        assert!(days().is_off(date("2022-10-25")));
    }

    #[test]
    fn a_file_that_does_not_fit_is_refused_with_place_and_reason() {
        let said = |text: &str| WorkingDays::parse(text, "my.toml").unwrap_err().to_string();
        let holiday = |more: &str| {
            format!(
                "version = 1\n[[holiday]]\nkey = \"x\"\nkind = \"state\"\ntitle = {{ kk = \"а\", ru = \"б\", en = \"c\" }}\n{more}"
            )
        };
        assert!(said("version = 2\nholiday = []\n").contains("version: 2"));
        assert!(said(&holiday("odd = 1\n")).contains("line 6"), "{}", said(&holiday("odd = 1\n")));
        assert!(said(&holiday("month = 2\ndays = [30]\n")).contains("holiday x: February has no day 30"));
        assert!(said(&holiday("month = 13\ndays = [1]\n")).contains("13 is no month"));
        assert!(said(&holiday("days = [1]\n")).contains("without `month`"));
        let year = |more: &str| holiday(&format!("[[year]]\nyear = 2026\n{more}"));
        assert!(said(&year("dates = { y = \"2026-01-01\" }\n")).contains("year 2026: \"y\" is no movable"));
        assert!(said(&year("dates = { x = \"2025-01-01\" }\n")).contains("no date of that year"));
        assert!(said(&year("reviewed = \"soon\"\n")).contains("reviewed"));
    }

    proptest! {
        #[test]
        fn the_last_working_day_is_worked_and_nothing_between_is(ordinal in 1_u16..=365, year in 2020_i32..2060) {
            let (days, day) = (days(), Date::from_ordinal_date(year, ordinal).unwrap());
            let last = days.last_working_day(day);
            prop_assert!(last <= day && !days.is_off(last));
            let mut between = last.next_day().unwrap();
            while between <= day {
                prop_assert!(days.is_off(between), "{}", between);
                between = between.next_day().unwrap();
            }
        }
    }
}
