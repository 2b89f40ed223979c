//! One syslog message: RFC 5424 strictly enough, RFC 3164 as devices write it.
//!
//! [`parse`] is a pure function from bytes. It never refuses: what is no syslog message is text.

mod bsd;
mod cisco;
mod ietf;
mod stamp;

use stamp::Zone;
use talap_model::{Attributes, Timestamp, Word};
use time::UtcOffset;

use crate::moment;
use crate::text::{self, Encoding};

/// The names of syslog's facilities by their numbers (RFC 5424 §6.2.1).
const FACILITIES: [&str; 24] = [
    "kern", "user", "mail", "daemon", "auth", "syslog", "lpr", "news", "uucp", "cron", "authpriv", "ftp", "ntp",
    "audit", "alert", "clockd", "local0", "local1", "local2", "local3", "local4", "local5", "local6", "local7",
];

/// What a syslog message says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Syslog {
    /// When it happened, by the sender's clock.
    pub occurred_at: Option<Timestamp>,
    /// The host that it names.
    pub hostname: Option<String>,
    /// The program that it names; of a Cisco device, the facility of its message.
    pub program: Option<String>,
    /// The OCSF `severity_id`, 0 where the message states none.
    pub severity_id: u8,
    /// Facility, process, message identifier and structured data (`id.name`).
    pub attributes: Attributes,
    /// The text after the header; of several lines where the frame had several.
    pub message: String,
    /// Whether it could be parsed; if not, `message` is all of it.
    pub parsed: bool,
}

/// What a dialect's reader finds after the priority, in slices of the text.
#[derive(Debug, Default)]
struct Header<'a> {
    occurred_at: Option<Timestamp>,
    hostname: Option<&'a str>,
    program: Option<&'a str>,
    /// The severity that the message itself states, as syslog's number.
    severity: Option<u8>,
    attributes: Vec<(&'static str, &'a str)>,
    structured: Vec<(String, String)>,
    message: &'a str,
}

/// Reads a message. `now` decides the year where the message has none, `offset` is the zone of times without one.
pub fn parse(bytes: &[u8], now: Timestamp, offset: UtcOffset) -> Syslog {
    let (text, encoding) = text::decode(bytes);
    let mut syslog = parse_text(&text, Zone { now, offset });
    note_encoding(&mut syslog.attributes, encoding);
    syslog
}

/// Says in the attributes how the text was read, unless it was plain UTF-8.
pub(crate) fn note_encoding(attributes: &mut Attributes, encoding: Encoding) {
    if let Some(name) = encoding.attribute() {
        attributes.insert("encoding", name);
    }
}

fn parse_text(text: &str, zone: Zone) -> Syslog {
    // Some senders end a datagram as they would end a line, or as C ends a string.
    let text = text.trim_end_matches(['\r', '\n', '\0', ' ', '\t']);
    let (priority, rest) = priority(text).map_or((None, text.trim_start()), |(number, rest)| (Some(number), rest));
    let header = ietf::read(rest, zone).or_else(|| cisco::read(rest, zone)).or_else(|| bsd::read(rest, zone, priority));
    let severity = priority.map(|number| number % 8);
    match header {
        Some(header) => said(header, priority, severity),
        // Its priority is still believed, where it has one.
        None => Syslog {
            occurred_at: None,
            hostname: None,
            program: None,
            severity_id: severity.map_or(0, severity_of_number),
            attributes: Attributes::new(),
            message: text.to_owned(),
            parsed: false,
        },
    }
}

fn said(header: Header<'_>, priority: Option<u8>, severity: Option<u8>) -> Syslog {
    let mut attributes = Attributes::new();
    let facility = priority.and_then(|number| FACILITIES.get(usize::from(number / 8)));
    if let Some(facility) = facility {
        attributes.insert("facility", *facility);
    }
    for (name, value) in header.attributes {
        attributes.insert(name, value.to_owned());
    }
    for (name, value) in header.structured {
        // RFC 5424 §6.3.3 lets a name repeat; no value of it is lost.
        let Some(joined) = attributes.get_mut(&name).map(Word::to_mut) else {
            attributes.insert(name, value);
            continue;
        };
        if !joined.is_empty() {
            joined.push_str(", ");
        }
        joined.push_str(&value);
    }
    Syslog {
        occurred_at: header.occurred_at,
        hostname: header.hostname.map(str::to_owned),
        program: header.program.map(str::to_owned),
        severity_id: severity.or(header.severity).map_or(0, severity_of_number),
        attributes,
        message: header.message.to_owned(),
        parsed: true,
    }
}

/// Reads a text that is nothing but a time, in any of the ways that senders write one.
pub(crate) fn read_time(text: &str, now: Timestamp, offset: UtcOffset) -> Option<Timestamp> {
    stamp::read(text, Zone { now, offset }).filter(|(_, rest)| rest.is_empty()).map(|(at, _)| at)
}

/// Splits `<165>rest`; the number is at most 191 (RFC 5424 §6.2.1).
fn priority(text: &str) -> Option<(u8, &str)> {
    let (number, rest) = text.trim_start().strip_prefix('<')?.split_once('>')?;
    let number = moment::number(number).filter(|_| (1..=3).contains(&number.len()))?;
    Some((u8::try_from(number).ok().filter(|number| *number <= 191)?, rest))
}

/// Syslog's severity by its number in OCSF's six; journald and others write the number too.
pub(crate) fn severity_of_number(number: u8) -> u8 {
    match number {
        0 => 6,
        1 | 2 => 5,
        3 => 4,
        4 => 3,
        5 => 2,
        6 | 7 => 1,
        _ => 0,
    }
}

#[cfg(test)]
mod tests;
