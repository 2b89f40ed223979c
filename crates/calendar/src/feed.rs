//! Deadlines as iCalendar (RFC 5545), for the calendars of others to subscribe to.

use talap_model::Timestamp;
use time::{Date, OffsetDateTime};

/// The longest line in octets, without its end (RFC 5545 §3.1).
const LONGEST: usize = 75;

/// A calendar of deadlines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Feed {
    /// What its reader's calendar calls it.
    pub name: String,
    /// The deadlines.
    pub entries: Vec<Entry>,
}

/// One deadline: an event of a whole day that takes up no time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// What it is known by, whenever it is told again (RFC 5545 §3.8.4.7).
    pub uid: String,
    /// The day.
    pub day: Date,
    /// When what it tells last changed. It stands for the time stamp, which otherwise would make every answer another one.
    pub changed: Timestamp,
    /// What falls due, in a line.
    pub summary: String,
    /// The rest.
    pub description: String,
    /// Where it is found.
    pub url: String,
    /// How many days ahead its reader is reminded.
    pub remind_days: u16,
}

impl Feed {
    /// The calendar as it is sent: UTF-8, lines of 75 octets at most that end with CR and LF.
    pub fn write(&self) -> String {
        let mut out = String::new();
        let name = escaped(&self.name);
        for line in ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Talap//Talap//EN", "CALSCALE:GREGORIAN"] {
            fold(&mut out, line);
        }
        // RFC 7986 names the calendar; older programs know the other name only.
        fold(&mut out, &format!("NAME:{name}"));
        fold(&mut out, &format!("X-WR-CALNAME:{name}"));
        fold(&mut out, "REFRESH-INTERVAL;VALUE=DURATION:PT6H");
        for entry in &self.entries {
            entry.write(&mut out);
        }
        fold(&mut out, "END:VCALENDAR");
        out
    }
}

impl Entry {
    fn write(&self, out: &mut String) {
        fold(out, "BEGIN:VEVENT");
        fold(out, &format!("UID:{}", escaped(&self.uid)));
        fold(out, &format!("DTSTAMP:{}", moment(self.changed)));
        fold(out, &format!("DTSTART;VALUE=DATE:{}", day(self.day)));
        // The end is the day after the last one (RFC 5545 §3.6.1).
        fold(out, &format!("DTEND;VALUE=DATE:{}", day(self.day.next_day().unwrap_or(self.day))));
        fold(out, &format!("SUMMARY:{}", escaped(&self.summary)));
        fold(out, &format!("DESCRIPTION:{}", escaped(&self.description)));
        // An address is no text: it is not escaped, and has nothing in it that would end the line.
        let url: String = self.url.chars().filter(|c| !c.is_control()).collect();
        fold(out, &format!("URL:{url}"));
        fold(out, "TRANSP:TRANSPARENT");
        fold(out, "BEGIN:VALARM");
        fold(out, "ACTION:DISPLAY");
        fold(out, &format!("DESCRIPTION:{}", escaped(&self.summary)));
        fold(out, &format!("TRIGGER:-P{}D", self.remind_days));
        fold(out, "END:VALARM");
        fold(out, "END:VEVENT");
    }
}

fn day(date: Date) -> String {
    format!("{:04}{:02}{:02}", date.year(), u8::from(date.month()), date.day())
}

fn moment(at: Timestamp) -> String {
    let at: OffsetDateTime = at.to_offset();
    format!("{}T{:02}{:02}{:02}Z", day(at.date()), at.hour(), at.minute(), at.second())
}

/// A text as a value (RFC 5545 §3.3.11); what no text may hold is left out.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut characters = text.chars().peekable();
    while let Some(c) = characters.next() {
        match c {
            '\\' | ';' | ',' => out.extend(['\\', c]),
            '\r' if characters.peek() == Some(&'\n') => {}
            '\n' | '\r' => out.push_str("\\n"),
            '\t' => out.push('\t'),
            c if c.is_control() => {}
            c => out.push(c),
        }
    }
    out
}

/// Adds a line, folded so that no piece is longer than is allowed and no character is cut in two (RFC 5545 §3.1).
fn fold(out: &mut String, line: &str) {
    let mut length = 0;
    for c in line.chars() {
        if length + c.len_utf8() > LONGEST {
            out.push_str("\r\n ");
            length = 1;
        }
        out.push(c);
        length += c.len_utf8();
    }
    out.push_str("\r\n");
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use talap_model::time::parse_date;

    fn entry(summary: &str, description: &str) -> Entry {
        Entry {
            uid: "0198.review@talap".into(),
            day: parse_date("2026-12-31").unwrap(),
            changed: Timestamp::parse_rfc3339("2026-11-22T21:40:05.25Z").unwrap(),
            summary: summary.into(),
            description: description.into(),
            url: "http://127.0.0.1:8320/registers/documents/mine/1%2C2".into(),
            remind_days: 7,
        }
    }

    fn write(entry: Entry) -> String {
        Feed { name: "Сроки; все".into(), entries: vec![entry] }.write()
    }

    /// The lines as a reader puts them together again, by name and value.
    fn read(text: &str) -> Vec<(String, String)> {
        let unfolded = text.replace("\r\n ", "");
        let pair = |line: &str| line.split_once(':').map(|(name, value)| (name.to_owned(), value.to_owned())).unwrap();
        unfolded.split_terminator("\r\n").map(pair).collect()
    }

    fn unescaped(value: &str) -> String {
        let (mut out, mut characters) = (String::new(), value.chars());
        while let Some(c) = characters.next() {
            match c {
                '\\' => out.push(match characters.next().unwrap() {
                    'n' | 'N' => '\n',
                    other => other,
                }),
                c => out.push(c),
            }
        }
        out
    }

    #[test]
    fn a_deadline_is_a_whole_day_with_a_reminder() {
        let text = write(entry("Құжаттар, қайта қарау", "39.2\nhttp://x"));
        let lines = read(&text);
        let value = |name: &str| &lines.iter().find(|(key, _)| key == name).unwrap().1;
        assert_eq!(value("DTSTART;VALUE=DATE"), "20261231");
        assert_eq!(value("DTEND;VALUE=DATE"), "20270101");
        assert_eq!(value("DTSTAMP"), "20261122T214005Z");
        assert_eq!(value("TRIGGER"), "-P7D");
        assert_eq!(value("SUMMARY"), "Құжаттар\\, қайта қарау");
        assert_eq!(value("DESCRIPTION"), "39.2\\nhttp://x");
        assert_eq!(value("X-WR-CALNAME"), "Сроки\\; все");
        assert_eq!(lines.first().unwrap().1, "VCALENDAR");
        assert_eq!(lines.last().unwrap(), &("END".to_owned(), "VCALENDAR".to_owned()));
    }

    #[test]
    fn the_same_deadlines_are_the_same_bytes() {
        assert_eq!(write(entry("a", "b")), write(entry("a", "b")));
        assert_ne!(write(entry("a", "b")), write(entry("a", "c")));
    }

    proptest! {
        #[test]
        fn whatever_is_written_is_read_again(summary in any::<String>(), description in "[а-яәіңғүұқөһ,;\\\\\n\r a-z]{0,300}") {
            let text = write(entry(&summary, &description));
            for line in text.split_terminator("\r\n") {
                prop_assert!(line.len() <= 75, "{} octets", line.len());
                prop_assert!(!line.contains(['\r', '\n']));
            }
            prop_assert!(text.ends_with("\r\n"));
            let lines = read(&text);
            let value = |name: &str| &lines.iter().find(|(key, _)| key == name).unwrap().1;
            let kept = |text: &str| -> String {
                let text = text.replace("\r\n", "\n").replace('\r', "\n");
                text.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).collect()
            };
            prop_assert_eq!(unescaped(value("SUMMARY")), kept(&summary));
            prop_assert_eq!(unescaped(value("DESCRIPTION")), kept(&description));
            // Nothing that somebody typed becomes a property of its own.
            prop_assert_eq!(lines.len(), 23);
        }
    }
}
