//! Lists: what they show, in which order, and within whose reach.

use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::TestRunner;
use sea_orm::{ConnectionTrait, Database, DbBackend, Statement};
use serde_json::{Value, json};
use talap_model::Right;
use talap_store::{Change, ChangeKind, ListQuery, ReadError, RecordPage, SortBy, Store};

use crate::backend::Fresh;
use crate::samples::{anyone, creation, next, organisation, register, with_rights, without};

fn with(org: &str, key: &str, values: &Value) -> Change {
    let values = values.as_object().unwrap().iter().map(|(field, value)| (field.clone(), value.clone())).collect();
    Change { after: values, ..creation(org, key) }
}

async fn furnish(store: &Store) {
    let mut changes = vec![
        with("akimat", "B-1", &json!({"title": "Ёлка мен Әже", "size": 7.5, "on": "2026-03-01", "ok": true})),
        with("akimat", "a-2", &json!({"title": "Яблоко 50%_", "size": 12, "on": "2026-02-28", "kind": "Room"})),
        with("akimat", "ә-3", &json!({"title": "ҚАЗАҚ тілі", "size": -1, "kind": "room"})),
        with("school", "c-4", &json!({"title": "ақпарат [x]*?", "size": 100, "on": "2026-12-31", "ok": false})),
        with("school", "d-5", &json!({"note": "title", "size": 1e21, "on": "2026-03-01"})),
        with("school", "void", &json!({"title": "қате", "size": 3})),
    ];
    changes[1].at = changes[1].at.plus_seconds(60);
    changes.push(next(&changes[5], ChangeKind::Voided, "қате"));
    store.commit(&anyone(), changes).await.unwrap();
}

fn keys(page: &RecordPage) -> Vec<&str> {
    page.records.iter().map(|record| record.key.as_str()).collect()
}

fn all() -> ListQuery {
    ListQuery { limit: 100, ..ListQuery::default() }
}

pub(crate) async fn a_list_is_filtered_by_words(Fresh { store, .. }: Fresh) {
    furnish(&store).await;
    let cases: [(&str, &[&str]); 18] = [
        ("", &["B-1", "a-2", "ә-3", "c-4", "d-5"]),
        ("  ", &["B-1", "a-2", "ә-3", "c-4", "d-5"]),
        ("ЕЛКА", &["B-1"]),
        ("ёлк әже", &["B-1"]),
        ("Әже ёлка b-1", &["B-1"]),
        ("ёлка яблоко", &[]),
        ("лка мен", &["B-1"]),
        ("қазақ", &["ә-3"]),
        ("%", &["a-2"]),
        ("50%_", &["a-2"]),
        ("_", &["a-2"]),
        ("[x]*?", &["c-4"]),
        ("*", &["c-4"]),
        ("?", &["c-4"]),
        ("title", &["d-5"]),
        ("2026-03-01", &["B-1", "d-5"]),
        ("' OR 1=1 -- \" \\ $1 ?1", &[]),
        ("қате", &[]),
    ];
    for (text, expected) in cases {
        let query = ListQuery { text: Some(text.to_owned()), ..all() };
        let page = store.list(&anyone(), &register("documents"), &query).await.unwrap();
        assert_eq!((keys(&page), page.total), (expected.to_vec(), expected.len() as u64), "{text}");
    }
    let long = |text: &str, times| ListQuery { text: Some(text.repeat(times)), ..all() };
    for query in [long("а", 60_000), long("щ ", 5_000), long("ж", 9_000)] {
        assert_eq!(store.list(&anyone(), &register("documents"), &query).await.unwrap().total, 0);
    }
    for (text, expected) in [("", vec!["void"]), ("қате", vec!["void"]), ("ёлка", Vec::new())] {
        let query = ListQuery { text: Some(text.to_owned()), voided: true, ..all() };
        let page = store.list(&anyone(), &register("documents"), &query).await.unwrap();
        assert_eq!(keys(&page), expected, "{text}");
    }
}

pub(crate) async fn a_list_is_filtered_by_values(Fresh { store, .. }: Fresh) {
    furnish(&store).await;
    let cases: [(&str, Value, &[&str]); 13] = [
        ("size", json!(7.5), &["B-1"]),
        ("size", json!(12.0), &["a-2"]),
        ("size", json!(1), &[]),
        ("size", json!(10), &[]),
        ("ok", json!(true), &["B-1"]),
        ("ok", json!(null), &["a-2", "ә-3", "d-5"]),
        ("kind", json!("room"), &["a-2", "ә-3"]),
        ("title", json!("ҚАЗАҚ"), &[]),
        ("title", json!("Қазақ тілі"), &["ә-3"]),
        ("on", json!("2026-03-01"), &["B-1", "d-5"]),
        ("absent", json!("x"), &[]),
        ("on' OR 1=1 --", json!("2026-03-01"), &[]),
        ("Ә", json!(null), &["B-1", "a-2", "ә-3", "c-4", "d-5"]),
    ];
    for (field, value, expected) in cases {
        let query = ListQuery { equal: vec![(field.to_owned(), value.clone())], ..all() };
        let page = store.list(&anyone(), &register("documents"), &query).await.unwrap();
        assert_eq!((keys(&page), page.total), (expected.to_vec(), expected.len() as u64), "{field} {value}");
    }
    let equal = vec![("on".to_owned(), json!("2026-03-01")), ("ok".to_owned(), json!(null))];
    let query = ListQuery { equal, text: Some("title".to_owned()), ..all() };
    assert_eq!(keys(&store.list(&anyone(), &register("documents"), &query).await.unwrap()), ["d-5"]);
}

pub(crate) async fn a_list_is_ordered_and_paged(Fresh { store, .. }: Fresh) {
    furnish(&store).await;
    let field = |name: &str, numeric| SortBy::Field { name: name.to_owned(), numeric };
    let cases: [(SortBy, [&str; 5]); 6] = [
        (SortBy::Key, ["B-1", "a-2", "ә-3", "c-4", "d-5"]),
        (SortBy::Changed, ["B-1", "ә-3", "c-4", "d-5", "a-2"]),
        // By the Kazakh alphabet: А, Ә, …, Е, Ё, …, Қ, …, Я; what has no value comes first.
        (field("title", false), ["d-5", "c-4", "B-1", "ә-3", "a-2"]),
        (field("size", true), ["ә-3", "B-1", "a-2", "c-4", "d-5"]),
        // Two are of one day; what stands after the day then decides, since cutting it off would take as long again.
        (field("on", false), ["ә-3", "a-2", "d-5", "B-1", "c-4"]),
        (field("on; DROP TABLE records", false), ["B-1", "a-2", "ә-3", "c-4", "d-5"]),
    ];
    let documents = register("documents");
    for (sort, expected) in cases {
        let mut query = ListQuery { sort, ..all() };
        assert_eq!(keys(&store.list(&anyone(), &documents, &query).await.unwrap()), expected, "{query:?}");
        query.limit = 2;
        let mut seen = Vec::new();
        for offset in [0, 2, 4, 6, u64::MAX] {
            query.offset = offset;
            let page = store.list(&anyone(), &documents, &query).await.unwrap();
            assert_eq!(page.total, 5);
            seen.extend(keys(&page).into_iter().map(str::to_owned));
        }
        assert_eq!(seen, expected, "{query:?}");
        query = ListQuery { descending: true, offset: 0, limit: u64::MAX, ..query };
        let mut turned = expected;
        turned.reverse();
        let page = store.list(&anyone(), &documents, &query).await.unwrap();
        assert_eq!(keys(&page), turned, "{query:?}");
    }
    let absent = ListQuery { sort: field("size", true), ..all() };
    store.commit(&anyone(), vec![with("akimat", "none", &json!({}))]).await.unwrap();
    assert_eq!(keys(&store.list(&anyone(), &register("documents"), &absent).await.unwrap())[0], "none");
    let absent = ListQuery { descending: true, ..absent };
    assert_eq!(keys(&store.list(&anyone(), &register("documents"), &absent).await.unwrap())[5], "none");
}

pub(crate) async fn a_long_list_follows_the_index_of_its_order(Fresh { store, url }: Fresh) {
    let documents = register("documents");
    // 7,919 shares no divisor with the number of records, so that no two have the same title or size.
    let records = (0..2_400_u64).map(|n| {
        let place = n * 7_919 % 2_400;
        let org = if n % 2 == 0 { "akimat" } else { "school" };
        with(org, &format!("k{n}"), &json!({"title": format!("т{place:04}"), "size": place}))
    });
    // These two are one as far as an order hangs on it.
    let long = |end: &str| format!("{}{end}", "ұ".repeat(ListQuery::SORTED_CHARACTERS));
    let alike = ["а", "б"].map(|end| with("school", end, &json!({"title": long(end), "size": 9_999})));
    store.commit(&anyone(), records.chain(alike).collect()).await.unwrap();
    let raw = Database::connect(&url).await.unwrap();
    let indexes = async || {
        let sql = "SELECT count(*) AS n FROM sqlite_schema WHERE name LIKE 'records\\_by\\_%' ESCAPE '\\'";
        let row = raw.query_one_raw(Statement::from_string(DbBackend::Sqlite, sql)).await.unwrap().unwrap();
        row.try_get::<i64>("", "n").unwrap()
    };
    let is_sqlite = raw.get_database_backend() == DbBackend::Sqlite;
    for (name, numeric) in [("title", false), ("size", true)] {
        let sort = SortBy::Field { name: name.to_owned(), numeric };
        let base = ListQuery { sort: sort.clone(), limit: 3, ..ListQuery::default() };
        let queries = [
            base.clone(),
            ListQuery { offset: 1_000, ..base.clone() },
            ListQuery { offset: 2_398, ..base.clone() },
            ListQuery { descending: true, offset: 30, ..base.clone() },
            ListQuery { organisation: Some(organisation("akimat")), ..base.clone() },
            ListQuery { equal: vec![("size".to_owned(), json!(17))], ..base.clone() },
            // Found in the index of its order, once there is one; a longer one begins with it.
            ListQuery { equal: vec![("title".to_owned(), json!("Т0017"))], ..base.clone() },
            ListQuery { equal: vec![("title".to_owned(), json!("т001"))], ..base.clone() },
            ListQuery { equal: vec![("title".to_owned(), json!(long("а")))], ..base.clone() },
            ListQuery { equal: vec![("title".to_owned(), json!(null))], ..base.clone() },
            ListQuery {
                equal: vec![("size".to_owned(), json!(17)), ("title".to_owned(), json!("т0017"))],
                organisation: Some(organisation("akimat")),
                ..base
            },
        ];
        let mut before = Vec::new();
        for query in &queries {
            before.push(store.list(&anyone(), &documents, query).await.unwrap());
        }
        assert_eq!(keys(&before[0]).len(), 3);
        let there = if is_sqlite { indexes().await } else { 0 };
        store.index_order(&documents, &sort, 2_403).await.unwrap();
        if is_sqlite {
            assert_eq!(indexes().await, there, "so long it is not");
        }
        store.index_order(&documents, &sort, 2_402).await.unwrap();
        store.index_order(&documents, &sort, 2_402).await.unwrap();
        if is_sqlite {
            assert_eq!(indexes().await, there + 1);
        }
        for (query, before) in queries.iter().zip(before) {
            assert_eq!(store.list(&anyone(), &documents, query).await.unwrap(), before, "{query:?}");
        }
    }
    raw.close().await.unwrap();
}

pub(crate) async fn a_list_stays_within_reach(Fresh { store, .. }: Fresh) {
    furnish(&store).await;
    let documents = register("documents");
    let school = with_rights(&[Right::ReadRecords], &["school"]);
    let both = with_rights(&[Right::ReadRecords], &["akimat", "school", "nobody"]);
    let of = |org: &str| ListQuery { organisation: Some(organisation(org)), ..all() };
    assert_eq!(keys(&store.list(&school, &documents, &all()).await.unwrap()), ["c-4", "d-5"]);
    assert_eq!(store.list(&both, &documents, &all()).await.unwrap().total, 5);
    assert_eq!(keys(&store.list(&both, &documents, &of("school")).await.unwrap()), ["c-4", "d-5"]);
    let text = ListQuery { text: Some("ёлка".to_owned()), ..all() };
    assert_eq!(store.list(&school, &documents, &text).await.unwrap(), RecordPage::default());
    let nobody = with_rights(&[Right::ReadRecords], &[]);
    assert_eq!(store.list(&nobody, &documents, &all()).await.unwrap(), RecordPage::default());
    assert_eq!(store.list(&both, &register("people"), &all()).await.unwrap().total, 0);
    for (caller, query) in [(without(Right::ReadRecords), all()), (school, of("akimat"))] {
        let refused = store.list(&caller, &documents, &query).await;
        assert!(matches!(refused, Err(ReadError::Forbidden(_))), "{refused:?}");
    }
}

pub(crate) async fn a_changed_record_is_found_by_what_it_says_now(Fresh { store, .. }: Fresh) {
    let first = creation("akimat", "k");
    let second = next(&first, ChangeKind::Updated, "Жаңа");
    store.commit(&anyone(), vec![first]).await.unwrap();
    store.commit(&anyone(), vec![second]).await.unwrap();
    for (text, total) in [("жаңа", 1), ("k", 1), ("ескі", 0)] {
        let query = ListQuery { text: Some(text.to_owned()), ..all() };
        assert_eq!(store.list(&anyone(), &register("documents"), &query).await.unwrap().total, total, "{text}");
    }
}

/// Whatever a record says, its words find it, and whatever is asked, the store answers.
pub(crate) async fn any_text_may_be_kept_and_asked(Fresh { store, .. }: Fresh) {
    let mut runner = TestRunner::deterministic();
    let texts = proptest::collection::vec("[%_*?\\[\\]'\"\\\\a-cА-ВЁёә \\u{0}-\\u{20}]{1,12}|\\PC{1,8}", 40);
    let texts = texts.new_tree(&mut runner).unwrap().current();
    let changes = texts.iter().enumerate().map(|(n, text)| with("akimat", &n.to_string(), &json!({ "title": text })));
    store.commit(&anyone(), changes.collect()).await.unwrap();
    for (n, text) in texts.iter().enumerate() {
        let key = n.to_string();
        let equal = vec![("title".to_owned(), json!(text))];
        for query in [
            ListQuery { text: Some(text.clone()), ..all() },
            ListQuery { text: Some(text.to_lowercase()), ..all() },
            ListQuery { equal, sort: SortBy::Field { name: "title".to_owned(), numeric: true }, ..all() },
        ] {
            let page = store.list(&anyone(), &register("documents"), &query).await.unwrap();
            assert!(keys(&page).contains(&key.as_str()), "{query:?}");
        }
    }
}
