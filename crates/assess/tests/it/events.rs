//! Looking for events, among sealed ones and those that are not.

use proptest::prelude::*;
use talap_assess::{EventQuery, QueryError};
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
