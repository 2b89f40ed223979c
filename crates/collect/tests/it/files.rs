use std::io::{self, BufReader, Read};

use talap_collect::files::{FormatOptions, read_file_events};
use talap_collect::source::Format;
use talap_model::{NewEvent, Timestamp};
use time::UtcOffset;

use crate::support::{SetClock, source};

fn read(format: Format, bytes: &[u8]) -> Vec<NewEvent> {
    let options = FormatOptions { offset: UtcOffset::from_hms(5, 0, 0).unwrap(), ..FormatOptions::default() };
    read_file_events(bytes, &source("s", format, None), &SetClock, options).map(Result::unwrap).collect()
}

fn faults(events: &[NewEvent]) -> Vec<Option<&str>> {
    events.iter().map(|event| event.fault.as_deref()).collect()
}

const UNPARSED: Option<&str> = Some("collect-line-unparsed");

fn at(text: &str) -> Option<Timestamp> {
    Timestamp::parse_rfc3339(text)
}

#[test]
fn syslog_lines() {
    let events =
        read(Format::Syslog, b"Nov 22 21:40:00 web sudo:   a : TTY=x ; USER=root ; COMMAND=/bin/sh\r\n\nnonsense\n");
    assert_eq!(faults(&events), [None, UNPARSED]);
    assert_eq!(events[0].occurred_at, at("2026-11-22T16:40:00Z"));
    assert_eq!((events[0].class_uid, events[0].attributes["target_user"].as_str()), (3002, "root"));
    assert_eq!(events[1].message, "nonsense");
}

#[test]
fn journal_lines() {
    let line = r#"{"__REALTIME_TIMESTAMP":"1795383600000000","_HOSTNAME":"web","SYSLOG_IDENTIFIER":"sshd","PRIORITY":"6","_PID":"8","MESSAGE":"Accepted password for a from 10.0.0.5 port 5 ssh2"}
{"__REALTIME_TIMESTAMP":"1795383600000001","MESSAGE":[208,178,255]}
{"MESSAGE":"no time"}
["#;
    let events = read(Format::JournalJson, line.as_bytes());
    assert_eq!(faults(&events), [None, None, UNPARSED, UNPARSED]);
    let first = &events[0];
    assert_eq!(first.occurred_at, Some(Timestamp::from_micros(1_795_383_600_000_000)));
    assert_eq!((first.class_uid, first.severity_id, first.host.as_deref()), (3002, 1, Some("web")));
    assert_eq!((first.user.as_deref(), first.attributes["pid"].as_str()), (Some("a"), "8"));
    assert_eq!(events[1].message, "в\u{fffd}");
}

#[test]
fn journal_entries() {
    let export = b"__REALTIME_TIMESTAMP=1795383600000000\n_HOSTNAME=web\nSYSLOG_IDENTIFIER=sshd\n\
        MESSAGE=Accepted password for a from 10.0.0.5 port 5 ssh2\n\n\
        __REALTIME_TIMESTAMP=1795383600000001\nMESSAGE\n\x05\0\0\0\0\0\0\0a\n\nbc\n\nnonsense\n";
    let events = read(Format::JournalExport, export);
    assert_eq!(faults(&events), [None, None, UNPARSED]);
    assert_eq!(
        (events[0].class_uid, events[0].user.as_deref(), events[0].host.as_deref()),
        (3002, Some("a"), Some("web"))
    );
    assert_eq!((events[1].message.as_str(), events[2].raw.as_slice()), ("a\n\nbc", b"nonsense\n".as_slice()));
}

#[test]
fn access_log_lines() {
    let events = read(
        Format::Clf,
        b"10.0.0.5 - - [22/Nov/2026:21:40:00 +0500] \"GET / HTTP/1.1\" 200 5 \"-\" \"curl\"\n10.0.0.5 -\n",
    );
    assert_eq!(faults(&events), [None, UNPARSED]);
    assert_eq!(events[0].occurred_at, at("2026-11-22T16:40:00Z"));
    assert_eq!((events[0].class_uid, events[0].address.as_deref()), (4002, Some("10.0.0.5")));
    assert_eq!((events[0].attributes["status"].as_str(), events[0].attributes["agent"].as_str()), ("200", "curl"));
}

#[test]
fn postgres_records_of_several_lines() {
    let record = "2026-11-22 21:40:00.123 +05,\"app\",\"portal\",42,\"10.0.0.7:5000\",s.1,1,\"auth\",2026-11-22 21:40:00 +05,3/1,0,FATAL,28P01,\"password authentication failed for user \"\"app\"\"\",\"Line one\nline two\",,,,,,,,\"psql\"\n";
    let events = read(Format::PostgresCsv, format!("{record}short,record\n{record}").as_bytes());
    assert_eq!(faults(&events), [None, UNPARSED, None]);
    let first = &events[0];
    assert_eq!(first.occurred_at, at("2026-11-22T16:40:00.123Z"));
    assert_eq!((first.class_uid, first.severity_id, first.attributes["status"].as_str()), (3002, 5, "failure"));
    assert_eq!((first.user.as_deref(), first.address.as_deref()), (Some("app"), Some("10.0.0.7")));
    assert_eq!(first.attributes["detail"], "Line one\nline two");
    assert_eq!(first.raw, record.trim_end().as_bytes());
}

#[test]
fn clamav_lines() {
    let events = read(
        Format::Clamav,
        b"Sun Nov 22 21:40:00 2026 -> /tmp/e: Eicar FOUND\n----\nSun Nov 22 21:40:00 2026 -> ERROR: x\n",
    );
    assert_eq!(faults(&events), [None, UNPARSED, None]);
    assert_eq!(events[0].occurred_at, at("2026-11-22T16:40:00Z"));
    assert_eq!((events[0].class_uid, events[0].attributes["signature"].as_str()), (2004, "Eicar"));
    assert_eq!(events[2].severity_id, 4);
}

#[test]
fn plain_lines_in_windows_1251() {
    let events = read(Format::Plain, b"\xc2\xf5\xee\xe4 \xe2\xfb\xef\xee\xeb\xed\xe5\xed\r\nplain");
    assert_eq!(faults(&events), [None, None]);
    assert_eq!(
        (events[0].message.as_str(), events[0].attributes["encoding"].as_str()),
        ("Вход выполнен", "windows-1251")
    );
    assert_eq!(events[0].raw, b"\xc2\xf5\xee\xe4 \xe2\xfb\xef\xee\xeb\xed\xe5\xed\r");
}

#[test]
fn a_file_that_breaks_off_gives_what_was_read_and_an_error() {
    struct Broken;
    impl Read for Broken {
        fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
            Err(io::Error::other("bad sector"))
        }
    }
    let reader = BufReader::new(b"one\ntwo\n".chain(Broken));
    let source = source("s", Format::Plain, None);
    let results: Vec<_> = read_file_events(reader, &source, &SetClock, FormatOptions::default()).collect();
    assert_eq!(results.len(), 3);
    assert_eq!(results[2].as_ref().unwrap_err().line, 2);
}
