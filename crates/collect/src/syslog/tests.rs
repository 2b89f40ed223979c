use proptest::prelude::*;

use super::*;

fn now() -> Timestamp {
    Timestamp::parse_rfc3339("2026-11-22T22:00:00Z").unwrap()
}

fn read(text: &str) -> Syslog {
    parse(text.as_bytes(), now(), UtcOffset::from_hms(5, 0, 0).unwrap())
}

fn at(text: &str) -> Option<Timestamp> {
    Timestamp::parse_rfc3339(text)
}

/// Checks a dialect: time, host, program, attributes other than the facility as `name=value`, and the text.
fn check(text: &str, expected: (&str, &str, &str, &[&str], &str)) {
    let found = read(text);
    assert!(found.parsed, "{text}");
    assert_eq!(found.occurred_at, at(expected.0), "{text}");
    let said = |text: &Option<String>| text.clone().unwrap_or_default();
    assert_eq!((said(&found.hostname).as_str(), said(&found.program).as_str()), (expected.1, expected.2), "{text}");
    let attributes = found.attributes.iter().filter(|(name, _)| *name != "facility");
    let attributes: Vec<_> = attributes.map(|(name, value)| format!("{name}={value}")).collect();
    assert_eq!(attributes, expected.3, "{text}");
    assert_eq!(found.message, expected.4, "{text}");
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
fn rfc_5424_with_less_than_it_demands() {
    let time = "2026-11-22T16:40:00Z";
    for (text, expected) in [
        ("<34>1 - - - - - -", ("", "", "", &[] as &[&str], "")),
        ("<34>1 2026-11-22T21:40:00+05:00 h a - - - \u{feff}текст", (time, "h", "a", &[], "текст")),
        ("<34>1 2026-11-22T21:40:00 h a - - - no offset", (time, "h", "a", &[], "no offset")),
        ("<34>1 2026-11-22T16:40:00Z h a 7 - no data", (time, "h", "a", &["pid=7"], "no data")),
        ("<34>1 2026-11-22T16:40:00Z h a - - [x] [y] z", (time, "h", "a", &[], "[y] z")),
        (r#"<34>1 2026-11-22T16:40:00Z h a - - [x k="open"#, (time, "h", "a", &[], r#"[x k="open"#)),
        (r#"<34>1 2026-11-22T16:40:00Z h a - - [x k="\n\\"] m"#, (time, "h", "a", &[r"x.k=\n\"], "m")),
        ("1 2026-11-22T16:40:00Z h a - - - no priority", (time, "h", "a", &[], "no priority")),
        ("<34>1 2026-11-22T16:40:00Z h a", (time, "h", "", &[], "a")),
    ] {
        check(text, expected);
    }
}

#[test]
fn rfc_3164_takes_year_and_zone_from_what_is_passed_in() {
    for (text, expected) in [
        ("<38>Nov 22 21:40:00 web sshd[812]: hi", "2026-11-22T16:40:00Z"),
        ("<38>Dec 31 23:59:59 web sshd[812]: hi", "2025-12-31T18:59:59Z"),
        ("<38>Feb 29 12:00:00 web sshd[812]: hi", "2024-02-29T07:00:00Z"),
        ("<38>Nov  2 2025 21:40:00 web sshd[812]: hi", "2025-11-02T16:40:00Z"),
        ("<38>Nov 22 21:40:00.250 web sshd[812]: hi", "2026-11-22T16:40:00.25Z"),
        ("<38>Nov 22 21:40:00 2025 web sshd[812]: hi", "2025-11-22T16:40:00Z"),
        ("<38>Sun Nov 22 21:40:00 2026 web sshd[812]: hi", "2026-11-22T16:40:00Z"),
        ("<38>2026-11-22T21:40:00+03:00 web sshd[812]: hi", "2026-11-22T18:40:00Z"),
        ("<38>2026-11-22T21:40:00 web sshd[812]: hi", "2026-11-22T16:40:00Z"),
        ("<38>2026-11-22 21:40:00,250+0500 web sshd[812]: hi", "2026-11-22T16:40:00.25Z"),
        ("<38>2026 Nov 22 21:40:00 web sshd[812]: hi", "2026-11-22T16:40:00Z"),
        ("<38>1 1795365600.5 web sshd[812]: hi", "2026-11-22T16:40:00.5Z"),
        ("Nov 22 21:40:00 web sshd[812]: hi\r", "2026-11-22T16:40:00Z"),
        ("\u{feff}<38>Nov 22 21:40:00 web sshd[812]: hi\n\0", "2026-11-22T16:40:00Z"),
    ] {
        check(text, (expected, "web", "sshd", &["pid=812"], "hi"));
    }
}

#[test]
fn the_year_turns_by_the_senders_calendar() {
    let now = Timestamp::parse_rfc3339("2026-12-31T20:00:00Z").unwrap();
    let found = parse(b"<38>Jan  1 01:00:00 web a: b", now, UtcOffset::from_hms(5, 0, 0).unwrap());
    assert_eq!(found.occurred_at, at("2026-12-31T20:00:00Z"));
    let now = Timestamp::parse_rfc3339("2027-01-01T00:30:00Z").unwrap();
    let found = parse(b"<38>Dec 31 23:59:00 web a: b", now, UtcOffset::UTC);
    assert_eq!(found.occurred_at, at("2026-12-31T23:59:00Z"));
}

#[test]
fn rfc_3164_with_parts_left_out() {
    let time = "2026-11-22T16:40:00Z";
    for (text, expected) in [
        ("<38>Nov 22 21:40:00 sshd[812]: no host", (time, "", "sshd", &["pid=812"] as &[&str], "no host")),
        ("<38>Nov 22 21:40:00 web no tag here", (time, "web", "", &[], "no tag here")),
        ("<38>Nov 22 21:40:00 web kernel:[12.3] hm", (time, "web", "kernel", &[], "[12.3] hm")),
        ("<38>Nov 22 21:40:00 web postfix/smtpd[9]: ok", (time, "web", "postfix/smtpd", &["pid=9"], "ok")),
        ("<38>Nov 22 21:40:00 web (sd-pam)[9]: ok", (time, "web", "(sd-pam)", &["pid=9"], "ok")),
        ("<38>Nov 22 21:40:00 web app[9] no colon", (time, "web", "app", &["pid=9"], "no colon")),
        ("<38>Nov 22 21:40:00 fe80::1 app: ok", (time, "fe80::1", "app", &[], "ok")),
        ("<38>Nov 22 21:40:00 10.0.0.9: app: ok", (time, "10.0.0.9", "app", &[], "ok")),
        ("<38>Nov 22 21:40:00: just text", (time, "", "", &[], "just text")),
        ("<38>Nov 22 21:40:00 web : text", (time, "web", "", &[], "text")),
        ("<38>Nov 22 21:40:00 web http://x y", (time, "web", "", &[], "http://x y")),
        ("<38>Nov 22 21:40:00 - app: nil host", (time, "", "app", &[], "nil host")),
        ("<38>Nov 22 21:40:00 {\"a\":1}", (time, "", "", &[], "{\"a\":1}")),
        ("<38>Nov 22 21:40:00 Message forwarded from aix1: su: no", (time, "aix1", "su", &[], "no")),
        ("<30>Nov 22 21:40:00 MikroTik system,info user in", (time, "MikroTik", "", &[], "system,info user in")),
        ("<38>Nov 22 21:40:00 web", (time, "web", "", &[], "")),
        ("<38>su: 'su root' failed", ("", "", "su", &[], "'su root' failed")),
        ("<13>Use the BFG!", ("", "", "", &[], "Use the BFG!")),
        ("<38>Feb 30 12:00:00 h p: m", ("", "", "", &[], "Feb 30 12:00:00 h p: m")),
        ("<189>date=2026-11-22 devname=\"FG\"", ("", "", "", &[], "date=2026-11-22 devname=\"FG\"")),
    ] {
        check(text, expected);
    }
}

#[test]
fn a_frame_of_several_lines_is_one_message() {
    let text = "<11>Nov 22 21:40:00 web app[1]: java.lang.Error: no\n\tat kz.App.main(App.java:1)\n\tat x\n";
    let message = "java.lang.Error: no\n\tat kz.App.main(App.java:1)\n\tat x";
    check(text, ("2026-11-22T16:40:00Z", "web", "app", &["pid=1"], message));
}

#[test]
fn cisco_ios_and_its_relatives() {
    let time = "2026-11-22T05:00:00.123Z";
    let config = "%SYS-5-CONFIG_I: Configured from console by vty0";
    let name = "msgid=SYS-5-CONFIG_I";
    for (head, at, host, attributes) in [
        ("<189>123: *Nov 22 10:00:00.123: ", time, "", &["clock_unsynchronised=true", name, "sequence=123"] as &[&str]),
        ("<189>123: .Nov 22 10:00:00.123: ", time, "", &["clock_unsynchronised=true", name, "sequence=123"]),
        ("<189>123: Nov 22 05:00:00.123 UTC: ", time, "", &[name, "sequence=123"]),
        ("<189>123: Nov 22 10:00:00.123 ALMT: ", time, "", &[name, "sequence=123"]),
        ("<189>123: rtr-1: 000124: Nov 22 2026 10:00:00.123: ", time, "rtr-1", &[name, "sequence=000124"]),
        ("<189>Nov 22 10:00:01 rtr-1 123: Nov 22 10:00:00.123: ", time, "rtr-1", &[name, "sequence=123"]),
        ("<189>Nov 22 10:00:01 10.0.0.1 123: rtr-1: Nov 22 10:00:00.123: ", time, "rtr-1", &[name, "sequence=123"]),
        ("<189>: 2026 Nov 22 10:00:00.123 +05: ", time, "", &[name]),
        ("<189>: 2026 Nov 22 05:00:00.123 UTC: ", time, "", &[name]),
        ("<189>2026 Nov 22 10:00:00.123 nx1 %$ VDC-1 %$ ", time, "nx1", &[name, "vdc=VDC-1"]),
        ("<189>45: 1w2d: ", "", "", &[name, "sequence=45", "uptime=1w2d"]),
        ("<189>45: 00:00:12: ", "", "", &[name, "sequence=45", "uptime=00:00:12"]),
        ("<189>", "", "", &[name]),
        ("", "", "", &[name]),
    ] {
        check(&format!("{head}{config}"), (at, host, "SYS", attributes, config));
    }
    let xr = "<189>9: rtr RP/0/RSP0/CPU0:Nov 22 10:00:00.123 : config[65710]: %MGBL-CONFIG-6-DB_COMMIT : done";
    let attributes =
        ["card=RP/0/RSP0/CPU0", "msgid=MGBL-CONFIG-6-DB_COMMIT", "pid=65710", "process=config", "sequence=9"];
    check(xr, (time, "rtr", "MGBL-CONFIG", &attributes, "%MGBL-CONFIG-6-DB_COMMIT : done"));
    assert_eq!(read(&format!("123: {config}")).severity_id, 2, "without a priority the mnemonic states it");
}

#[test]
fn cisco_asa() {
    let body = "%ASA-6-302013: Built inbound TCP connection 1 for outside:10.0.0.5/5 to inside:10.0.0.9/80";
    let time = "2026-11-22T05:00:00Z";
    for (head, at, host) in [
        ("<166>Nov 22 2026 10:00:00: ", time, ""),
        ("<166>Nov 22 2026 10:00:00 fw01 : ", time, "fw01"),
        ("<166>Nov 22 2026 10:00:00 fw01: ", time, "fw01"),
        ("<166>:Nov 22 05:00:00 UTC: ", time, ""),
        ("<166>2026-11-22T05:00:00Z fw01 : ", time, "fw01"),
        ("<166>", "", ""),
    ] {
        check(&format!("{head}{body}"), (at, host, "ASA", &["msgid=ASA-6-302013"], body));
    }
}

#[test]
fn a_program_that_quotes_a_device_is_not_the_device() {
    let text = "<13>Nov 22 21:40:00 web app[1]: got %ASA-6-302013: x";
    check(text, ("2026-11-22T16:40:00Z", "web", "app", &["pid=1"], "got %ASA-6-302013: x"));
    let text = "<13>Nov 22 21:40:00 web app[1]: %ASA-6-302013: x";
    check(text, ("2026-11-22T16:40:00Z", "web", "app", &["pid=1"], "%ASA-6-302013: x"));
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
    for (text, severity) in [("hello", 0), ("", 0), ("-----BEGIN", 0), ("<34>", 5), ("<999>x", 0), ("<0x1>x", 0)] {
        let found = read(text);
        assert!(!found.parsed, "{text}");
        assert_eq!((found.message.as_str(), found.severity_id), (text, severity));
    }
}

#[test]
fn windows_1251_and_damage_are_noted() {
    let (bytes, _, _) = encoding_rs::WINDOWS_1251.encode("<38>Nov 22 21:40:00 srv 1C: Вход выполнен");
    let found = parse(&bytes, now(), UtcOffset::UTC);
    assert_eq!((found.message.as_str(), found.attributes.get("encoding").unwrap()), ("Вход выполнен", "windows-1251"));
    let found = parse(b"<38>Nov 22 21:40:00 srv a: \xff\x00x", now(), UtcOffset::UTC);
    assert_eq!((found.message.as_str(), found.attributes.get("encoding").unwrap()), ("\u{fffd}\0x", "unknown"));
}

/// A sender decides how long the identifier before each name is, and how many names there are.
#[test]
fn structured_data_does_not_grow_as_it_is_read() {
    let held = |id: &str, count: usize| {
        let names = (0..count).map(|number| format!(" n{number}=\"\"")).collect::<Vec<_>>().concat();
        let text = format!("<34>1 2026-11-22T16:40:00Z h a - - [{id}{names}] m");
        let found = read(&text);
        let bytes: usize = found.attributes.iter().map(|(name, value)| name.len() + value.len()).sum();
        assert!(found.parsed && bytes < 10 * text.len(), "{bytes} of {} bytes", text.len());
        (found.attributes.len(), found.message == "m")
    };
    // The facility is one more.
    assert_eq!(held(&"x".repeat(64), 256), (257, true));
    assert_eq!(held(&"x".repeat(65), 3), (1, false));
    assert_eq!(held("x", 257), (1, false));
    assert_eq!(held("x\u{1}", 3), (1, false));
    assert_eq!(held(&"x".repeat(32_000), 3000), (1, false));
}

proptest! {
    #[test]
    fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        parse(&bytes, now(), UtcOffset::UTC);
    }

    #[test]
    fn no_likely_text_makes_it_panic(text in r#"(<[0-9]{0,4}>)?(1 |[0-9]{1,4}: )?[*.]?(Nov|Feb|Sun|2026|-| )[ 0-9:TZ+.\-]{0,24}[a-zа-яA-Z:\[\]="\\% -]{0,40}(%[A-Z]{1,3}-[0-9]-[A-Z]{0,3}:)?"#) {
        parse(text.as_bytes(), now(), UtcOffset::UTC);
    }

    /// Nothing after the header is lost, and structured data reads back as it was escaped.
    #[test]
    fn rfc_5424_round_trips(value in r#"[a-zа-я"\\\] =]{0,20}"#, message in "[a-zа-я\\[\\] \"]{0,20}x") {
        let escaped: String = value.chars().flat_map(|c| matches!(c, '"' | '\\' | ']').then_some('\\').into_iter().chain([c])).collect();
        let found = read(&format!("<34>1 2026-11-22T16:40:00Z h a 1 - [i n=\"{escaped}\"] {message}"));
        prop_assert_eq!(found.attributes.get("i.n"), Some(value.as_str()));
        prop_assert_eq!(found.message, message);
    }
}
