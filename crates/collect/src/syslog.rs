//! One syslog message: RFC 5424 strictly enough, RFC 3164 as devices write it.

use std::collections::BTreeMap;

use syslog_loose::{Protocol, SyslogSeverity, Variant};
use talap_model::Timestamp;
use time::UtcOffset;

use crate::moment;
use crate::text::{self, Encoding};

/// What a syslog message says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Syslog {
    /// When it happened, by the sender's clock.
    pub occurred_at: Option<Timestamp>,
    /// The host that it names.
    pub hostname: Option<String>,
    /// The program that it names.
    pub program: Option<String>,
    /// The OCSF `severity_id`, 0 where the message states none.
    pub severity_id: u8,
    /// Facility, process, message identifier and structured data (`id.name`).
    pub attributes: BTreeMap<String, String>,
    /// The text after the header.
    pub message: String,
    /// Whether it could be parsed; if not, `message` is all of it.
    pub parsed: bool,
}

/// Reads a message. `now` decides the year where the message has none, `offset` is the zone of times without one.
pub fn parse(bytes: &[u8], now: Timestamp, offset: UtcOffset) -> Syslog {
    let (text, encoding) = text::decode(bytes);
    let mut syslog = parse_text(&text, now, offset).unwrap_or_else(|| unparsed(&text));
    note_encoding(&mut syslog.attributes, encoding);
    syslog
}

/// Says in the attributes how the text was read, unless it was plain UTF-8.
pub(crate) fn note_encoding(attributes: &mut BTreeMap<String, String>, encoding: Encoding) {
    if let Some(name) = encoding.attribute() {
        attributes.insert("encoding".to_owned(), name.to_owned());
    }
}

fn parse_text(text: &str, now: Timestamp, offset: UtcOffset) -> Option<Syslog> {
    // The zone of an RFC 3164 time is ours to apply: the parser is told UTC and the offset is taken off afterwards.
    let local_now = now.plus_seconds(offset.whole_seconds().into());
    let year = |(month, day, hour, minute, second): syslog_loose::IncompleteDate| {
        moment::year_of(month, day, hour, minute, second, local_now)
    };
    let found = syslog_loose::parse_message_with_year_exact_tz(text, year, Some(chrono::Utc), Variant::Either).ok()?;
    if found.timestamp.is_none() && found.severity.is_none() {
        // The parser takes any text that begins with a hyphen for a message without a time.
        return None;
    }
    let occurred_at = found.timestamp.map(|at| {
        let at = Timestamp::from_micros(at.timestamp_micros());
        let zoneless = found.protocol == Protocol::RFC3164 && begins_with_month(text);
        if zoneless { at.plus_seconds(-i64::from(offset.whole_seconds())) } else { at }
    });
    Some(Syslog {
        occurred_at,
        hostname: found.hostname.map(str::to_owned),
        program: found.appname.map(str::to_owned),
        severity_id: found.severity.map_or(0, severity_id),
        attributes: attributes(&found),
        message: found.msg.trim_start_matches('\u{feff}').to_owned(),
        parsed: true,
    })
}

/// Text that is no syslog message. Its priority is still believed, where it has one.
fn unparsed(text: &str) -> Syslog {
    let priority = text.trim_start().strip_prefix('<').and_then(|rest| rest.split_once('>')).map(|(number, _)| number);
    let severity = priority
        .and_then(moment::number)
        .and_then(|number| u8::try_from(number).ok())
        .filter(|number| *number <= 191)
        .and_then(|number| syslog_loose::decompose_pri(number).1);
    Syslog {
        occurred_at: None,
        hostname: None,
        program: None,
        severity_id: severity.map_or(0, severity_id),
        attributes: BTreeMap::new(),
        message: text.trim_end_matches(['\r', '\n']).to_owned(),
        parsed: false,
    }
}

/// Whether the time after the priority is an RFC 3164 one (`Nov 22 21:40:00`), not an RFC 3339 one.
fn begins_with_month(text: &str) -> bool {
    let text = text.trim_start();
    let after = text.strip_prefix('<').and_then(|rest| rest.split_once('>')).map_or(text, |(_, after)| after);
    after.trim_start().starts_with(|c: char| c.is_ascii_alphabetic())
}

/// Syslog's eight severities in OCSF's six.
fn severity_id(severity: SyslogSeverity) -> u8 {
    match severity {
        SyslogSeverity::SEV_EMERG => 6,
        SyslogSeverity::SEV_ALERT | SyslogSeverity::SEV_CRIT => 5,
        SyslogSeverity::SEV_ERR => 4,
        SyslogSeverity::SEV_WARNING => 3,
        SyslogSeverity::SEV_NOTICE => 2,
        SyslogSeverity::SEV_INFO | SyslogSeverity::SEV_DEBUG => 1,
    }
}

/// Syslog's severity by its number, as journald and others write it.
pub(crate) fn severity_of_number(number: u8) -> u8 {
    if number > 7 { 0 } else { syslog_loose::decompose_pri(number).1.map_or(0, severity_id) }
}

fn attributes(found: &syslog_loose::Message<&str>) -> BTreeMap<String, String> {
    let mut attributes = BTreeMap::new();
    let mut state = |name: &str, value: Option<String>| {
        if let Some(value) = value {
            attributes.insert(name.to_owned(), value);
        }
    };
    state("facility", found.facility.map(|facility| facility.as_str().to_owned()));
    state("pid", found.procid.as_ref().map(ToString::to_string));
    state("msgid", found.msgid.map(str::to_owned));
    for element in &found.structured_data {
        for (name, value) in element.params() {
            // RFC 5424 §6.3.3 lets a name repeat; no value of it is lost.
            let joined: &mut String = attributes.entry(format!("{}.{name}", element.id)).or_default();
            if !joined.is_empty() {
                joined.push_str(", ");
            }
            joined.push_str(&value);
        }
    }
    attributes
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn now() -> Timestamp {
        Timestamp::parse_rfc3339("2026-11-22T22:00:00Z").unwrap()
    }

    fn read(text: &str) -> Syslog {
        parse(text.as_bytes(), now(), UtcOffset::from_hms(5, 0, 0).unwrap())
    }

    fn at(text: &str) -> Option<Timestamp> {
        Timestamp::parse_rfc3339(text)
    }

    #[test]
    fn rfc_5424_is_read_whole() {
        let found = read(
            r#"<165>1 2026-11-22T21:40:00.123456+05:00 web.kz app 1370 ID47 [ex@32473 iut="3" src="A\"p\]p" ip="10.0.0.1" ip="10.0.0.2"][b x="1"] Пайдаланушы кірді"#,
        );
        assert!(found.parsed);
        assert_eq!(found.occurred_at, at("2026-11-22T16:40:00.123456Z"));
        assert_eq!((found.hostname.as_deref(), found.program.as_deref()), (Some("web.kz"), Some("app")));
        assert_eq!((found.severity_id, found.message.as_str()), (2, "Пайдаланушы кірді"));
        let expected = [
            ("b.x", "1"),
            ("ex@32473.ip", "10.0.0.1, 10.0.0.2"),
            ("ex@32473.iut", "3"),
            ("ex@32473.src", r#"A"p]p"#),
            ("facility", "local4"),
            ("msgid", "ID47"),
            ("pid", "1370"),
        ];
        assert_eq!(found.attributes, expected.map(|(name, value)| (name.to_owned(), value.to_owned())).into());
    }

    #[test]
    fn rfc_3164_takes_year_and_zone_from_what_is_passed_in() {
        for (text, expected) in [
            ("<38>Nov 22 21:40:00 web sshd[812]: hi", "2026-11-22T16:40:00Z"),
            ("<38>Dec 31 23:59:59 web sshd[812]: hi", "2025-12-31T18:59:59Z"),
            ("<38>Feb 29 12:00:00 web sshd[812]: hi", "2024-02-29T07:00:00Z"),
            ("<38>Nov  2 2025 21:40:00 web sshd[812]: hi", "2025-11-02T16:40:00Z"),
            ("<38>2026-11-22T21:40:00+03:00 web sshd[812]: hi", "2026-11-22T18:40:00Z"),
            ("Nov 22 21:40:00 web sshd[812]: hi\r", "2026-11-22T16:40:00Z"),
        ] {
            let found = read(text);
            assert!(found.parsed, "{text}");
            assert_eq!(found.occurred_at, at(expected), "{text}");
            assert_eq!((found.hostname.as_deref(), found.program.as_deref()), (Some("web"), Some("sshd")), "{text}");
            assert_eq!((found.message.as_str(), found.attributes["pid"].as_str()), ("hi", "812"), "{text}");
        }
    }

    #[test]
    fn the_year_turns_by_the_senders_calendar() {
        let now = Timestamp::parse_rfc3339("2026-12-31T20:00:00Z").unwrap();
        let found = parse(b"<38>Jan  1 01:00:00 web a: b", now, UtcOffset::from_hms(5, 0, 0).unwrap());
        assert_eq!(found.occurred_at, at("2026-12-31T20:00:00Z"));
    }

    #[test]
    fn severities_are_ocsf_ones() {
        let ids: Vec<u8> = (0..8).map(|n| read(&format!("<{}>Nov 22 21:40:00 h p: m", 8 + n)).severity_id).collect();
        assert_eq!(ids, [6, 5, 5, 4, 3, 2, 1, 1]);
        assert_eq!(read("Nov 22 21:40:00 h p: m").severity_id, 0);
        assert_eq!((0..9).map(severity_of_number).collect::<Vec<_>>(), [6, 5, 5, 4, 3, 2, 1, 1, 0]);
    }

    #[test]
    fn what_is_no_syslog_is_kept_as_text() {
        for (text, severity) in [
            ("hello", 0),
            ("", 0),
            ("-----BEGIN", 0),
            ("<34>", 5),
            ("<34>no time here", 5),
            ("<999>x", 0),
            ("<38>Feb 30 12:00:00 h p: m", 1),
        ] {
            let found = read(text);
            assert!(!found.parsed, "{text}");
            assert_eq!((found.message.as_str(), found.severity_id), (text, severity));
        }
    }

    #[test]
    fn windows_1251_and_damage_are_noted() {
        let (bytes, _, _) = encoding_rs::WINDOWS_1251.encode("<38>Nov 22 21:40:00 srv 1C: Вход выполнен");
        let found = parse(&bytes, now(), UtcOffset::UTC);
        assert_eq!((found.message.as_str(), found.attributes["encoding"].as_str()), ("Вход выполнен", "windows-1251"));
        let found = parse(b"<38>Nov 22 21:40:00 srv a: \xff\x00", now(), UtcOffset::UTC);
        assert_eq!((found.message.as_str(), found.attributes["encoding"].as_str()), ("\u{fffd}\0", "unknown"));
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
            parse(&bytes, now(), UtcOffset::UTC);
        }

        #[test]
        fn no_likely_text_makes_it_panic(text in r#"(<[0-9]{0,4}>)?(1 )?(Nov|Feb|-| )[ 0-9:TZ+.\-]{0,24}[a-zа-я:\[\]="\\ -]{0,40}"#) {
            parse(text.as_bytes(), now(), UtcOffset::UTC);
        }
    }
}
