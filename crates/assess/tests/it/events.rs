//! Looking for events, among sealed ones and those that are not.

use std::time::Duration;

use proptest::prelude::*;
use talap_assess::events::parquet::ParquetFile;
use talap_assess::events::{Field, Moment, happened};
use talap_assess::{EventQuery, QueryError, Search};
use talap_model::{Caller, NewEvent, Right, SourceKind, Timestamp};

use crate::setting::{START, Setting, anyone, event, within};

async fn found(setting: &Setting, caller: &Caller, query: EventQuery) -> Vec<u64> {
    let events = setting.facts.events(caller, &query).await.unwrap();
    events.into_iter().map(|event| event.seq).collect()
}

fn all() -> EventQuery {
    EventQuery { limit: 100, ..EventQuery::default() }
}

/// Four events of a sealed file of each day, then four that are not sealed.
async fn furnished() -> Setting {
    let setting = Setting::new().await;
    let at = |second| Some(Timestamp::from_micros(START).plus_seconds(second));
    let kind = SourceKind::OperatingSystem;
    let events = [
        event("qala", "Кіру сәтті", 0),
        NewEvent { user: Some("Әсел".to_owned()), ..event("qala", "x", 0) },
        NewEvent { object: "registry".parse().unwrap(), ..event("qala", "it's \"50%\" \\ _", 1) },
        NewEvent { host: Some("SRV-Ж".to_owned()), ..event("auyl", "x", 2) },
        NewEvent { program: Some("sshd".to_owned()), source: "syslog".parse().unwrap(), ..event("auyl", "x", 3) },
        NewEvent { occurred_at: at(-86_400), ..event("qala", "x", 4) },
        NewEvent { kind, user: Some("әсел".to_owned()), ..event("qala", "x", 5) },
        event("auyl", "Ёлка", 6),
    ];
    setting.append(events[..4].to_vec()).await;
    setting.ledger.seal().await.unwrap();
    setting.append(events[4..].to_vec()).await;
    setting
}

#[tokio::test]
async fn events_are_found_by_what_they_are() {
    let setting = furnished().await;
    let text = |text: &str| EventQuery { text: Some(text.to_owned()), ..all() };
    let at = |second| Some(Timestamp::from_micros(START).plus_seconds(second));
    let kind = Some(SourceKind::OperatingSystem);
    let cases: [(EventQuery, &[u64]); 22] = [
        (all(), &[7, 6, 5, 4, 3, 2, 1, 0]),
        (EventQuery { organisation: Some("auyl".parse().unwrap()), ..all() }, &[7, 4, 3]),
        (EventQuery { object: Some("registry".parse().unwrap()), ..all() }, &[2]),
        (EventQuery { source: Some("syslog".parse().unwrap()), ..all() }, &[4]),
        (EventQuery { kind, ..all() }, &[6]),
        (EventQuery { user: Some("Әсел".to_owned()), ..all() }, &[1]),
        (text("ӘСЕЛ"), &[6, 1]),
        (text("СӘТТІ"), &[0]),
        (text("srv-ж"), &[3]),
        (text("SSH"), &[4]),
        (text("ёлк"), &[7]),
        (text("%"), &[2]),
        (text("'s \"50%\" \\ _"), &[2]),
        (text("' OR '1'='1"), &[]),
        (EventQuery { from: at(3), ..all() }, &[7, 6, 4]),
        (EventQuery { to: at(1), ..all() }, &[5, 1, 0]),
        (EventQuery { from: at(1), to: at(3), ..all() }, &[3, 2]),
        (EventQuery { before: Some(5), limit: 2, ..all() }, &[4, 3]),
        (EventQuery { after: Some(1), limit: 2, ..all() }, &[3, 2]),
        (EventQuery { after: Some(1), before: Some(7), limit: 2, ..all() }, &[6, 5]),
        (EventQuery { after: Some(u64::MAX), ..all() }, &[]),
        (EventQuery { limit: 0, ..all() }, &[]),
    ];
    for (query, expected) in cases {
        assert_eq!(found(&setting, &anyone(), query.clone()).await, expected, "{query:?}");
    }
}

#[tokio::test]
async fn events_stay_within_reach() {
    let setting = furnished().await;
    let auyl = within(&[Right::ReadEvents], &["auyl"]);
    assert_eq!(found(&setting, &auyl, all()).await, [7, 4, 3]);
    let theirs = EventQuery { organisation: Some("qala".parse().unwrap()), ..all() };
    assert_eq!(found(&setting, &auyl, theirs).await, [0; 0]);
    assert_eq!(setting.facts.event(&auyl, 3).await.unwrap().map(|event| event.seq), Some(3));
    assert_eq!(setting.facts.event(&auyl, 2).await.unwrap(), None);
    assert_eq!(setting.facts.event(&anyone(), 99).await.unwrap(), None);
    let blind = within(&[Right::ReadRecords], &["auyl"]);
    assert!(matches!(setting.facts.events(&blind, &all()).await, Err(QueryError::Forbidden(_))));
    assert!(matches!(setting.facts.event(&blind, 3).await, Err(QueryError::Forbidden(_))));
}

#[tokio::test]
async fn an_event_comes_back_with_everything() {
    let setting = Setting::new().await;
    let full = NewEvent {
        occurred_at: Some(Timestamp::from_micros(START + 1)),
        class_uid: u32::MAX,
        severity_id: 6,
        host: Some("h".to_owned()),
        program: Some("p".to_owned()),
        user: Some("u".to_owned()),
        address: Some("10.0.0.1".to_owned()),
        attributes: [("a \"b\"".to_owned(), "ә\n'".to_owned())].into(),
        raw: (0..=255).collect(),
        fault: Some("collect-not-understood".to_owned()),
        ..event("qala", "Хабарлама \u{0} \"'\\", 7)
    };
    setting.append(vec![full.clone(), event("qala", "", 8)]).await;
    for _sealed in [false, true] {
        let one = setting.facts.event(&anyone(), 0).await.unwrap().unwrap();
        assert_eq!(one.body, full);
        let listed = setting.facts.events(&anyone(), &all()).await.unwrap();
        assert_eq!((&listed[1].body, &listed[0].body), (&full, &event("qala", "", 8)));
        setting.ledger.seal().await.unwrap();
    }
}

/// A text that is looked for finds what has it and nothing else, whatever it would mean in a query.
#[test]
fn any_text_may_be_looked_for() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let setting = runtime.block_on(Setting::new());
    let nasty = r#"[%_'"\\;$?*а-яА-ЯәӘ a-zA-Z\-]{0,6}|\PC{0,4}"#;
    let kept: std::cell::RefCell<Vec<String>> = std::cell::RefCell::default();
    proptest!(ProptestConfig::with_cases(48), |(messages in proptest::collection::vec(nasty, 1..4), text in nasty, user in nasty)| {
        let events = messages.iter().map(|message| NewEvent { user: Some(user.clone()), ..event("qala", message, 0) });
        runtime.block_on(setting.append(events.collect()));
        kept.borrow_mut().extend(messages.iter().map(|message| format!("{message}\n{user}").to_lowercase()));
        let kept = kept.borrow();
        for text in [text, messages[0].clone()] {
            let wanted = text.to_lowercase();
            let has = |said: &&String| said.split('\n').any(|part| part.contains(&wanted));
            let expected = kept.iter().filter(has).count();
            let query = EventQuery { text: Some(text), limit: 1_000, ..EventQuery::default() };
            prop_assert_eq!(runtime.block_on(found(&setting, &anyone(), query)).len(), expected);
        }
        let query = EventQuery { user: Some(user), limit: 1_000, ..EventQuery::default() };
        prop_assert!(runtime.block_on(found(&setting, &anyone(), query)).len() >= messages.len());
    });
}

fn moment() -> Moment {
    Moment { now: Timestamp::from_micros(START).plus_seconds(10), offset: time::UtcOffset::UTC }
}

fn search(text: &str) -> EventQuery {
    let search = Search::parse(text, &moment()).unwrap_or_else(|error| panic!("{text}: {error}"));
    EventQuery { search: Some(search), ..all() }
}

/// Three events of a sealed file, two that are not sealed.
async fn searched() -> Setting {
    let setting = Setting::new().await;
    let at = |second| Some(Timestamp::from_micros(START).plus_seconds(second));
    let named = |name: &str, value: &str| [(name.to_owned(), value.to_owned())].into();
    let events = [
        NewEvent {
            user: Some("ivanov".to_owned()),
            program: Some("sshd".to_owned()),
            severity_id: 4,
            class_uid: 3002,
            attributes: named("status", "404"),
            ..event("qala", "Failed password for root", 0)
        },
        NewEvent {
            host: Some("srv-01".to_owned()),
            attributes: named("status", "40"),
            raw: "тек бастапқы жазбада".as_bytes().to_vec(),
            ..event("qala", "password failed", 1)
        },
        NewEvent { attributes: named("x\"status", "404"), raw: vec![0xff, b'z'], ..event("auyl", "it is \"it\"", 2) },
        // A clock that stands in 2099 is not believed, one that is a little late or a day behind is.
        NewEvent { occurred_at: at(2_300_000_000), address: Some("10.0.0.1".to_owned()), ..event("qala", "ahead", 3) },
        NewEvent { occurred_at: at(-86_400 * 3), fault: Some("f".to_owned()), ..event("qala", "behind", 4) },
    ];
    setting.append(events[..3].to_vec()).await;
    setting.ledger.seal().await.unwrap();
    setting.append(events[3..].to_vec()).await;
    setting
}

#[tokio::test]
async fn a_search_finds_what_it_says() {
    let setting = searched().await;
    let cases: [(&str, &[u64]); 41] = [
        ("", &[4, 3, 2, 1, 0]),
        ("*", &[4, 3, 2, 1, 0]),
        ("password FAILED", &[1, 0]),
        ("\"failed password\"", &[0]),
        ("user:ivanov", &[0]),
        ("user:Ivanov", &[]),
        ("user:iva*", &[0]),
        ("user:*", &[0]),
        ("ivan", &[0]),
        ("srv-01 password", &[1]),
        ("бастапқы", &[1]),
        ("БАСТАПҚЫ", &[1]),
        ("10.0.0", &[3]),
        ("host:srv*", &[1]),
        ("org:auyl", &[2]),
        ("object:portal source:web kind:application", &[4, 3, 2, 1, 0]),
        ("severity>=4", &[0]),
        ("severity:high", &[0]),
        ("severity<4 seq>1", &[4, 3, 2]),
        ("severity>999", &[]),
        ("class:3002", &[0]),
        ("class:authentication or seq:2", &[2, 0]),
        ("attr.status:404", &[0]),
        ("attr.status:40*", &[1, 0]),
        ("attr.status:*", &[1, 0]),
        ("-attr.status:*", &[4, 3, 2]),
        ("http.status:404", &[]),
        ("fault:*", &[4]),
        ("-fault:*", &[3, 2, 1, 0]),
        // An event that names no user is not one of ivanov's.
        ("-user:ivanov", &[4, 3, 2, 1]),
        ("-user:*", &[4, 3, 2, 1]),
        ("not (password or ahead)", &[4, 2]),
        ("(sshd or srv-01) password", &[1, 0]),
        ("password -for", &[1]),
        ("\"\\\"it\\\"\"", &[2]),
        ("message:\"it is\"", &[2]),
        ("message:it*", &[2]),
        ("last 5s", &[]),
        ("last 15s", &[3, 2, 1, 0]),
        ("from:2026-11-19 to:2026-11-19T23:59:59", &[4]),
        ("yesterday", &[0]),
    ];
    for (text, expected) in cases {
        assert_eq!(found(&setting, &anyone(), search(text)).await, expected, "{text}");
        let count = setting.facts.count(&anyone(), &search(text)).await.unwrap();
        assert_eq!(count, expected.len() as u64, "{text}");
    }
}

#[tokio::test]
async fn files_of_days_before_the_period_are_not_opened() {
    let setting = Setting::new().await;
    let old =
        NewEvent { received_at: Timestamp::from_micros(START).plus_seconds(-86_400 * 30), ..event("qala", "old", 0) };
    setting.append(vec![old, event("qala", "new", 0)]).await;
    setting.ledger.seal().await.unwrap();
    let files = |folder: &std::path::Path| -> Vec<std::path::PathBuf> {
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect()
    };
    let folder = setting.ledger.dir().join("events/org=qala/object=portal/source=web/day=2026-10-23");
    for file in files(&folder) {
        std::fs::write(file, b"PAR1 no more").unwrap();
    }
    assert!(setting.facts.events(&anyone(), &search("n")).await.is_err(), "the file is read");
    assert_eq!(found(&setting, &anyone(), search("n last 7 days")).await, [1]);
    assert_eq!(found(&setting, &anyone(), search("from:2026-11-22 n")).await, [1]);
    assert_eq!(setting.facts.count(&anyone(), &search("last week")).await.unwrap(), 1);
}

#[tokio::test]
async fn what_is_found_is_counted_by_time_and_value() {
    let setting = searched().await;
    let patience = Duration::from_mins(1);
    let summary = async |caller: &Caller, text: &str| {
        setting.facts.summary(caller, &search(text), &moment(), patience).await.unwrap()
    };
    let all = summary(&anyone(), "").await;
    assert_eq!((all.found, all.cut), (5, false));
    assert_eq!(all.bars.iter().map(|bar| bar.count).collect::<Vec<_>>(), [1, 1, 3]);
    let values = |field: Field| {
        let facet = all.facets.iter().find(|facet| facet.field == field);
        facet.map(|facet| facet.values.iter().map(|(value, n)| format!("{value} {n}")).collect::<Vec<_>>())
    };
    assert_eq!(values(Field::Severity).unwrap(), ["1 4", "4 1"]);
    assert_eq!(values(Field::Organisation).unwrap(), ["qala 4", "auyl 1"]);
    assert_eq!(values(Field::User).unwrap(), ["ivanov 1"]);
    assert_eq!(summary(&within(&[Right::ReadEvents], &["auyl"]), "").await.found, 1);
    let narrowed = summary(&anyone(), "password").await;
    assert_eq!((narrowed.found, narrowed.width), (2, 1));
    let none = summary(&anyone(), "nothing of the kind").await;
    assert_eq!((none.found, none.bars.len(), none.facets.len()), (0, 0, 0));
    let cut = setting.facts.summary(&anyone(), &search(""), &moment(), Duration::ZERO).await.unwrap();
    assert!(cut.cut, "{cut:?}");
    let blind = within(&[Right::ReadRecords], &["auyl"]);
    assert!(setting.facts.summary(&blind, &search(""), &moment(), patience).await.is_err());
}

#[tokio::test]
async fn all_that_is_found_streams_and_makes_a_file() {
    let setting = searched().await;
    let auyl = within(&[Right::ReadEvents], &["qala"]);
    let query = EventQuery { before: Some(4), ..search("") };
    let mut stream = setting.facts.stream(&auyl, &query).await.unwrap();
    let (mut seqs, mut file, mut bytes) = (Vec::new(), ParquetFile::begin().unwrap(), Vec::new());
    while let Some(chunk) = stream.next().await.unwrap() {
        seqs.extend(chunk.events().unwrap().into_iter().map(|event| event.seq));
        bytes.extend(file.add(&chunk).unwrap());
    }
    bytes.extend(file.end().unwrap());
    seqs.sort_unstable();
    assert_eq!(seqs, [0, 1, 3], "those of other organisations, and those that came later, are not among them");
    assert!(bytes.starts_with(b"PAR1") && bytes.ends_with(b"PAR1"));
    let blind = within(&[Right::ReadRecords], &["auyl"]);
    assert!(matches!(setting.facts.stream(&blind, &query).await, Err(QueryError::Forbidden(_))));
    assert!(matches!(setting.facts.count(&blind, &query).await, Err(QueryError::Forbidden(_))));
}

#[test]
fn a_clock_that_is_far_ahead_is_not_believed() {
    let at = |second| Timestamp::from_micros(START).plus_seconds(second);
    let with = |occurred_at| happened(&NewEvent { occurred_at, ..event("qala", "x", 0) });
    assert_eq!(with(None), at(0));
    assert_eq!(with(Some(at(-100_000_000))), at(-100_000_000));
    assert_eq!(with(Some(at(86_400))), at(86_400));
    assert_eq!(with(Some(at(86_401))), at(0));
}
