//! One cell becomes one typed value, or a sentence that says why it cannot.

use talap_model::time::parse_date;
use talap_model::{Language, Message, RecordKey, Timestamp, Value};
use time::{Date, PrimitiveDateTime, Time, UtcOffset};

use crate::definition::{Choice, Field, FieldKind, Range};

/// The longest text of one field, in characters.
const LONGEST: usize = 10_000;

/// How many hexadecimal digits name a file.
const FILE_DIGITS: usize = 64;

/// Reads a filled cell. `offset` is the time zone of times that name none.
pub(crate) fn value(field: &Field, text: &str, offset: UtcOffset) -> Result<Value, Message> {
    match &field.kind {
        FieldKind::Text => checked_text(field, text).map(Value::Text),
        FieldKind::Number => number(field.range, text).map(Value::Number),
        FieldKind::Money => money(text).map(Value::Number),
        FieldKind::Network => crate::network::canonical(text).map(Value::Text),
        FieldKind::Certificate => crate::certificate::canonical(text).map(Value::Text),
        FieldKind::Bool => flag(text).map(Value::Bool),
        FieldKind::Date => parse_date(text).map(Value::Date).ok_or_else(|| Message::new("register-row-date-wrong")),
        FieldKind::Time => moment(text, offset).map(Value::Time).ok_or_else(|| Message::new("register-row-time-wrong")),
        FieldKind::Choice(choices) => choice(choices, text).map(Value::Text),
        FieldKind::Person(_) | FieldKind::Organisation(_) | FieldKind::Object(_) | FieldKind::Record(_) => {
            reference(text).map(Value::Text)
        }
        FieldKind::File => file(text).map(Value::Text),
    }
}

fn checked_text(field: &Field, text: &str) -> Result<String, Message> {
    if text.chars().count() > LONGEST {
        return Err(Message::new("register-row-too-long").with("most", LONGEST));
    }
    match &field.pattern {
        Some(pattern) if !pattern.regex.is_match(text) => {
            Err(Message::new("register-row-form-wrong").with("example", pattern.example.as_str()))
        }
        _ => Ok(text.to_owned()),
    }
}

/// Numbers as people here write them: a point or a comma before the fraction, spaces between the thousands.
fn number(range: Range, text: &str) -> Result<f64, Message> {
    let plain: String = text.chars().filter(|c| !matches!(c, ' ' | '\u{a0}' | '\u{202f}')).collect();
    let plain = plain.replace(',', ".");
    let digits = plain.strip_prefix('-').unwrap_or(&plain);
    // `parse` alone would take `inf`, `nan` and `1e300` as well.
    let shaped = digits.starts_with(|c: char| c.is_ascii_digit())
        && digits.len() <= 24
        && digits.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    let wrong = || Message::new("register-row-number-wrong");
    let number: f64 = if shaped { plain.parse().map_err(|_| wrong())? } else { return Err(wrong()) };
    if range.whole && number.fract() != 0.0 {
        return Err(Message::new("register-row-number-not-whole"));
    }
    if let Some(min) = range.min.filter(|min| number < *min) {
        return Err(Message::new("register-row-number-too-small").with("min", min));
    }
    if let Some(max) = range.max.filter(|max| number > *max) {
        return Err(Message::new("register-row-number-too-great").with("max", max));
    }
    // Minus zero would be another text of the same number.
    Ok(number + 0.0)
}

/// A sum of tenge: as a number, with or without the sign of the currency, to a hundredth.
fn money(text: &str) -> Result<f64, Message> {
    let plain = text.trim_end_matches(['₸', ' ', '\u{a0}', '\u{202f}']);
    let plain = plain.strip_suffix("тг.").or(plain.strip_suffix("тг")).unwrap_or(plain);
    let amount = number(Range { min: Some(0.0), ..Range::default() }, plain)?;
    let hundredths = amount * 100.0;
    // A float cannot hold every hundredth, so the nearest whole number of them decides.
    if (hundredths - hundredths.round()).abs() > 1e-4 {
        return Err(Message::new("register-row-money-wrong"));
    }
    Ok(hundredths.round() / 100.0)
}

fn flag(text: &str) -> Result<bool, Message> {
    match text.to_lowercase().as_str() {
        "true" | "yes" | "1" | "иә" | "да" => Ok(true),
        "false" | "no" | "0" | "жоқ" | "нет" => Ok(false),
        _ => Err(Message::new("register-row-flag-wrong")),
    }
}

/// RFC 3339, or a day and a time of day in the given offset: `2026-11-22 09:05`, `22.11.2026 09:05:30`.
fn moment(text: &str, offset: UtcOffset) -> Option<Timestamp> {
    if let Some(moment) = Timestamp::parse_rfc3339(text) {
        return Some(moment);
    }
    let (day, time) = text.split_once([' ', 'T'])?;
    let local = PrimitiveDateTime::new(parse_date(day)?, time_of_day(time.trim_start())?);
    Timestamp::stated(local.assume_offset(offset))
}

fn time_of_day(text: &str) -> Option<Time> {
    let mut parts = text.split(':').map(|part| {
        let shaped = (1..=2).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
        if shaped { part.parse::<u8>().ok() } else { None }
    });
    let (hour, minute) = (parts.next()??, parts.next()??);
    let second = parts.next().map_or(Some(0), |part| part)?;
    if parts.next().is_some() { None } else { Time::from_hms(hour, minute, second).ok() }
}

/// A choice by its key or by its words in any of the languages.
fn choice(choices: &[Choice], text: &str) -> Result<String, Message> {
    let wanted = text.to_lowercase();
    let names = |choice: &Choice| {
        choice.key.to_lowercase() == wanted
            || Language::ALL.into_iter().any(|language| choice.label.get(language).to_lowercase() == wanted)
    };
    let found = choices.iter().find(|choice| names(choice)).map(|choice| choice.key.clone());
    found.ok_or_else(|| {
        let keys: Vec<&str> = choices.iter().map(|choice| choice.key.as_str()).collect();
        Message::new("register-row-choice-unknown").with("choices", keys.join(", "))
    })
}

fn reference(text: &str) -> Result<String, Message> {
    RecordKey::new(text).map(|key| key.to_string()).map_err(|_| Message::new("register-row-key-wrong"))
}

/// A file by its SHA-256, which other tools write in either case.
fn file(text: &str) -> Result<String, Message> {
    if text.len() == FILE_DIGITS && text.bytes().all(|b| b.is_ascii_hexdigit()) {
        return Ok(text.to_ascii_lowercase());
    }
    Err(Message::new("register-row-file-wrong"))
}

/// The value that a record keeps, read back from its persisted form. A value that does not fit the field's kind any
/// more, because the definition changed, counts as absent.
pub(crate) fn stored(kind: &FieldKind, value: &serde_json::Value) -> Option<Value> {
    match kind {
        FieldKind::Number | FieldKind::Money => value.as_f64().map(Value::Number),
        FieldKind::Bool => value.as_bool().map(Value::Bool),
        FieldKind::Date => value.as_str().and_then(parse_date).map(Value::Date),
        FieldKind::Time => value.as_str().and_then(Timestamp::parse_rfc3339).map(Value::Time),
        FieldKind::Text
        | FieldKind::Choice(_)
        | FieldKind::Person(_)
        | FieldKind::Organisation(_)
        | FieldKind::Network
        | FieldKind::Certificate
        | FieldKind::Object(_)
        | FieldKind::Record(_)
        | FieldKind::File => value.as_str().map(|text| Value::Text(text.to_owned())),
    }
}

/// Whether a record's value is one that a field of this kind would keep as it stands. That what it names is there is not asked:
/// a record may have become void since.
pub(crate) fn is_of_kind(kind: &FieldKind, value: &serde_json::Value) -> bool {
    let Some(kept) = stored(kind, value) else { return false };
    let Value::Text(text) = kept else { return true };
    match kind {
        FieldKind::Choice(choices) => choices.iter().any(|choice| choice.key == text),
        FieldKind::Network => crate::network::canonical(&text).is_ok_and(|network| network == text),
        FieldKind::File => file(&text).is_ok_and(|digest| digest == text),
        kind if kind.target().is_some() => reference(&text).is_ok(),
        _ => true,
    }
}

/// A moment in a form in which dates and times of one kind compare.
pub(crate) fn order(value: &Value) -> Option<(Date, Timestamp)> {
    match value {
        Value::Date(date) => Some((*date, Timestamp::from_micros(0))),
        Value::Time(moment) => Some((moment.day(), *moment)),
        _ => None,
    }
}
