use std::io::{self, BufReader, Read};

use talap_collect::files::{FormatOptions, ReadError, read_file_events};
use talap_collect::source::Format;
use talap_model::{NewEvent, Timestamp};
use time::UtcOffset;

use crate::support::{SetClock, mappings, source};

fn read(format: Format, bytes: &[u8]) -> Vec<NewEvent> {
    read_lines(format, bytes, true)
}

fn read_lines(format: Format, bytes: &[u8], multiline: bool) -> Vec<NewEvent> {
    let offset = UtcOffset::from_hms(5, 0, 0).unwrap();
    let options = FormatOptions { offset, multiline, ..FormatOptions::default() };
    read_file_events(bytes, &source("s", format, None), mappings(), &SetClock, options).map(Result::unwrap).collect()
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
    assert_eq!((events[0].class_uid, events[0].attributes.get("target_user").unwrap()), (3002, "root"));
    assert_eq!(events[1].message, "nonsense");
}

#[test]
fn syslog_messages_of_several_lines() {
    let trace =
        "<11>1 2026-11-22T21:40:00Z web app 7 - - java.lang.Error: no\n\tat kz.App.main(App.java:1)\n\n  ... 3 more";
    let statement = "<134>Nov 22 21:40:00 db postgres[8]: LOG:  statement: SELECT 1\n\tFROM t\r";
    let file = format!("before\n{trace}\n\n{statement}\n<13>Nov 22 21:40:00 db cron: done");
    let events = read(Format::Syslog, file.as_bytes());
    assert_eq!(faults(&events), [UNPARSED, None, None, None]);
    let kept: Vec<_> = events.iter().map(|event| std::str::from_utf8(&event.raw).unwrap()).collect();
    assert_eq!(kept, ["before", trace, statement, "<13>Nov 22 21:40:00 db cron: done"]);
    assert_eq!(events[1].message, "java.lang.Error: no\n\tat kz.App.main(App.java:1)\n\n  ... 3 more");
    assert_eq!((events[1].program.as_deref(), events[1].severity_id), (Some("app"), 4));
    assert!(events[2].message.ends_with("SELECT 1\n\tFROM t"), "{}", events[2].message);
    // The other formats have messages of one line, and so has syslog where it is told so.
    assert_eq!(read(Format::Plain, file.as_bytes()).len(), 7);
    let events = read_lines(Format::Syslog, file.as_bytes(), false);
    assert_eq!(faults(&events), [UNPARSED, None, UNPARSED, UNPARSED, None, UNPARSED, None]);
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
    assert_eq!((first.user.as_deref(), first.attributes.get("pid").unwrap()), (Some("a"), "8"));
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
    assert_eq!(
        (events[0].attributes.get("status").unwrap(), events[0].attributes.get("agent").unwrap()),
        ("200", "curl")
    );
}

#[test]
fn postgres_records_of_several_lines() {
    let record = "2026-11-22 21:40:00.123 +05,\"app\",\"portal\",42,\"10.0.0.7:5000\",s.1,1,\"auth\",2026-11-22 21:40:00 +05,3/1,0,FATAL,28P01,\"password authentication failed for user \"\"app\"\"\",\"Line one\nline two\",,,,,,,,\"psql\"\n";
    let events = read(Format::PostgresCsv, format!("{record}short,record\n{record}").as_bytes());
    assert_eq!(faults(&events), [None, UNPARSED, None]);
    let first = &events[0];
    assert_eq!(first.occurred_at, at("2026-11-22T16:40:00.123Z"));
    assert_eq!((first.class_uid, first.severity_id, first.attributes.get("status").unwrap()), (3002, 5, "failure"));
    assert_eq!((first.user.as_deref(), first.address.as_deref()), (Some("app"), Some("10.0.0.7")));
    assert_eq!(first.attributes.get("detail").unwrap(), "Line one\nline two");
    assert_eq!(first.raw, record.trim_end().as_bytes());
}

#[test]
fn what_somebody_had_logged_in_a_csvlog_is_no_log_on() {
    let record = |severity: &str, message: &str| {
        format!(
            "2026-11-22 21:40:00.123 +05,\"app\",\"portal\",42,\"10.0.0.7:5000\",s.1,1,\"x\",2026-11-22 21:40:00 +05,3/1,0,{severity},00000,\"{message}\",,,,,,,,,\"psql\"\n"
        )
    };
    let forged = "LOG:  connection authorized: user=root database=x";
    let failed = record("FATAL", &format!("password authentication failed for user \"\"{forged}\"\""));
    let asked = record("LOG", &format!("duration: 1 ms  statement: SELECT '{forged}'"));
    let told = record("LOG", "connection authorized: user=app database=portal");
    let events = read(Format::PostgresCsv, [failed, asked, told].concat().as_bytes());
    assert_eq!(faults(&events), [None, None, None]);
    let said: Vec<_> = events.iter().map(|event| (event.class_uid, event.attributes.get("status"))).collect();
    assert_eq!(said, [(3002, Some("failure")), (0, None), (3002, Some("success"))]);
    assert!(events.iter().all(|event| event.user.as_deref() == Some("app")));
}

#[test]
fn clamav_lines() {
    let events = read(
        Format::Clamav,
        b"Sun Nov 22 21:40:00 2026 -> /tmp/e: Eicar FOUND\n----\nSun Nov 22 21:40:00 2026 -> ERROR: x\n",
    );
    assert_eq!(faults(&events), [None, UNPARSED, None]);
    assert_eq!(events[0].occurred_at, at("2026-11-22T16:40:00Z"));
    assert_eq!((events[0].class_uid, events[0].attributes.get("signature").unwrap()), (2004, "Eicar"));
    assert_eq!(events[2].severity_id, 4);
}

#[test]
fn plain_lines_in_windows_1251() {
    let events = read(Format::Plain, b"\xc2\xf5\xee\xe4 \xe2\xfb\xef\xee\xeb\xed\xe5\xed\r\nplain");
    assert_eq!(faults(&events), [None, None]);
    assert_eq!(
        (events[0].message.as_str(), events[0].attributes.get("encoding").unwrap()),
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
    let results: Vec<_> = read_file_events(reader, &source, mappings(), &SetClock, FormatOptions::default()).collect();
    assert_eq!(results.len(), 3);
    assert!(matches!(results[2], Err(ReadError::Input { line: 2, .. })));
}

#[test]
fn json_lines_under_the_names_of_many_loggers() {
    let events = read(
        Format::JsonLines,
        br#"{"@timestamp":"2026-11-22T21:40:00.5Z","level":"error","message":"no","host":{"name":"web"},"service":"api","user":"a","src_ip":"10.0.0.5","n":{"m":[1,2]},"nil":null}
{"time":1795365600123,"msg":"hi","severity":4,"hostname":"db"}
{"ts":1795365600.25,"event":"x"}
{"t":"2026-11-22 21:40:00"}
["no object"]
{"broken":
"#,
    );
    assert_eq!(faults(&events), [None, None, None, None, UNPARSED, UNPARSED]);
    let first = &events[0];
    assert_eq!((first.occurred_at, first.severity_id, first.message.as_str()), (at("2026-11-22T21:40:00.5Z"), 4, "no"));
    assert_eq!((first.host.as_deref(), first.program.as_deref()), (Some("web"), Some("api")));
    assert_eq!((first.user.as_deref(), first.address.as_deref()), (Some("a"), Some("10.0.0.5")));
    assert_eq!(first.attributes.get("n.m").unwrap(), "1, 2");
    assert_eq!((events[1].occurred_at, events[1].severity_id), (at("2026-11-22T16:40:00.123Z"), 3));
    assert_eq!(events[2].occurred_at, at("2026-11-22T16:40:00.25Z"));
    assert_eq!(
        (events[3].occurred_at, events[3].message.as_str()),
        (at("2026-11-22T16:40:00Z"), r#"{"t":"2026-11-22 21:40:00"}"#)
    );
}

#[test]
fn eve_lines() {
    let events = read(
        Format::SuricataEve,
        br#"{"timestamp":"2026-11-22T21:40:00.123456+0500","event_type":"stats","host":"ids","stats":{"uptime":1}}
{"timestamp":"2026-11-22T21:40:00.123456+0500"}
{"event_type":"alert","timestamp":"later"}
text
"#,
    );
    assert_eq!(faults(&events), [None, UNPARSED, UNPARSED, UNPARSED]);
    assert_eq!((events[0].host.as_deref(), events[0].program.as_deref()), (Some("ids"), Some("suricata")));
    assert_eq!(events[0].occurred_at, at("2026-11-22T16:40:00.123456Z"));
}

proptest::proptest! {
    /// Whatever the bytes are, each line that is not blank is one event with exactly its bytes, where lines are not joined.
    #[test]
    fn every_line_of_any_format_is_one_event(
        format in proptest::sample::select(vec![
            Format::Syslog, Format::JournalJson, Format::Clf, Format::Clamav, Format::JsonLines, Format::SuricataEve, Format::Plain,
        ]),
        lines in proptest::collection::vec(r#"(<[0-9]{1,3}>|\{"(time|timestamp|event_type|MESSAGE)":)?[ -~а-я]{0,40}\}?"#, 0..6),
    ) {
        let text = lines.join("\n");
        let expected: Vec<&str> = lines.iter().map(String::as_str).filter(|line| !line.trim_matches(|c: char| c.is_ascii_whitespace()).is_empty()).collect();
        let events = read_lines(format, text.as_bytes(), false);
        let kept: Vec<_> = events.iter().map(|event| std::str::from_utf8(&event.raw).unwrap()).collect();
        proptest::prop_assert_eq!(kept, expected);
    }
}
