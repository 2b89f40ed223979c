//! The acts that a note or an exclusion names: number, date, and the day in force where it is given.

use talap_model::time::parse_date;
use time::{Date, Month};

use super::{Amendment, InForce};

/// The acts in the order in which they are named. Each stands before a bracket that says when it came into force.
pub(super) fn amendments(words: &str) -> Vec<Amendment> {
    let mut found = Vec::new();
    let mut rest = words;
    // What stands before a bracket belongs to it, and so does what an earlier bracket without an act left behind.
    let mut before = String::new();
    while let Some((head, tail)) = rest.split_once('(') {
        before.push_str(head);
        let Some((inside, after)) = tail.split_once(')') else { break };
        if let (Some(act), Some(date)) = (act_number(&before), first_date(&before)) {
            let in_force = first_date(inside).map_or(InForce::Relative, InForce::Known);
            found.push(Amendment { act, date, in_force });
            before.clear();
        }
        rest = after;
    }
    found
}

fn act_number(words: &str) -> Option<String> {
    let (_, after) = words.rsplit_once('№')?;
    let number: String = after.trim_start().chars().take_while(char::is_ascii_digit).collect();
    (!number.is_empty()).then_some(number)
}

/// The first date in the words, however it is written.
fn first_date(words: &str) -> Option<Date> {
    numeric_dates(words).or_else(|| english_date(words))
}

/// `13.05.2024`, with or without a space inside (`31.12. 2019`), and `06/18/2018`.
fn numeric_dates(words: &str) -> Option<Date> {
    let joined = join_digits(words);
    joined
        .split(|c: char| !c.is_ascii_digit() && c != '.' && c != '/')
        .map(|token| token.trim_matches(['.', '/']))
        .find_map(|token| if token.contains('/') { american_date(token) } else { parse_date(token) })
}

fn join_digits(words: &str) -> String {
    let mut joined = String::with_capacity(words.len());
    for word in words.split_whitespace() {
        let after_digit = joined.strip_suffix('.').is_some_and(|rest| rest.ends_with(|c: char| c.is_ascii_digit()));
        if !(joined.is_empty() || after_digit && word.starts_with(|c: char| c.is_ascii_digit())) {
            joined.push(' ');
        }
        joined.push_str(word);
    }
    joined
}

fn american_date(token: &str) -> Option<Date> {
    let [month, day, year]: [&str; 3] = token.split('/').collect::<Vec<_>>().try_into().ok()?;
    parse_date(&format!("{day}.{month}.{year}"))
}

/// `February 10, 2023`.
fn english_date(words: &str) -> Option<Date> {
    let words: Vec<&str> = words.split_whitespace().collect();
    words.windows(3).find_map(|window| {
        let [month, day, year] = window else { return None };
        let month = month.parse::<Month>().ok()?;
        let day = day.trim_end_matches(',').parse().ok()?;
        let year: i32 = year.chars().take_while(char::is_ascii_digit).collect::<String>().parse().ok()?;
        Date::from_calendar_date(year, month, day).ok()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::date;

    #[track_caller]
    fn check(words: &str, expected: &[(&str, Date, InForce)]) {
        let expected: Vec<_> = expected
            .iter()
            .map(|(act, date, in_force)| Amendment { act: (*act).to_owned(), date: *date, in_force: *in_force })
            .collect();
        assert_eq!(amendments(words), expected, "{words}");
    }

    #[test]
    fn dates_are_read_as_the_database_writes_them() {
        let relative = InForce::Relative;
        check("Point 1 amended dated 13.05.2024 № 7 (ten days later).", &[("7", date!(2024 - 05 - 13), relative)]);
        check("Point 1 amended dated 31.12. 2019 №7 (ten days later).", &[("7", date!(2019 - 12 - 31), relative)]);
        check("Point 1 amended dated 06/18/2018 № 7 (ten days later).", &[("7", date!(2018 - 06 - 18), relative)]);
        check("Amended № 7 dated June 18, 2018 (ten days later).", &[("7", date!(2018 - 06 - 18), relative)]);
    }

    #[test]
    fn the_day_in_force_is_known_only_where_it_is_given() {
        check(
            "1-тармақ - 18.01.2021 № 12 (он күн өткен соң); 10.02.2023 № 112 (01.01.2023 бастап) қаулыларымен.",
            &[
                ("12", date!(2021 - 01 - 18), InForce::Relative),
                ("112", date!(2023 - 02 - 10), InForce::Known(date!(2023 - 01 - 01))),
            ],
        );
        check(
            "Excluded dated February 10, 2023 № 112 (enforced from January 1, 2023).",
            &[("112", date!(2023 - 02 - 10), InForce::Known(date!(2023 - 01 - 01)))],
        );
    }

    #[test]
    fn a_bracket_without_an_act_before_it_is_passed_over() {
        check(
            "Words (of some kind) changed 18.01.2021 № 12 (later).",
            &[("12", date!(2021 - 01 - 18), InForce::Relative)],
        );
        check("Nothing (at all).", &[]);
    }
}
