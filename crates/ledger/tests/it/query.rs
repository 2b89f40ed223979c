//! The `events` table.

use datafusion::arrow::array::AsArray as _;
use datafusion::arrow::datatypes::{Int64Type, UInt64Type};
use datafusion::arrow::util::pretty::pretty_format_batches;
use datafusion::datasource::MemTable;
use datafusion::prelude::SessionContext;
use talap_ledger::Ledger;
use talap_model::{Caller, Identity, NewEvent, Right, Scope};

use crate::support::{Place, Size, append, caller, event, files};

fn context(ledger: &Ledger, caller: &Caller) -> SessionContext {
    let context = SessionContext::new();
    context.register_table("events", ledger.events_table(caller).unwrap()).unwrap();
    context
}

async fn seqs(context: &SessionContext, filter: &str) -> Vec<u64> {
    let sql = format!("SELECT seq FROM events WHERE {filter} ORDER BY seq");
    let batches = context.sql(&sql).await.unwrap().collect().await.unwrap();
    batches.iter().flat_map(|batch| batch.column(0).as_primitive::<UInt64Type>().values().to_vec()).collect()
}

async fn table(context: &SessionContext, sql: &str) -> String {
    let batches = context.sql(sql).await.unwrap().collect().await.unwrap();
    pretty_format_batches(&batches).unwrap().to_string()
}

/// A ledger with sealed events (seq 0 to 9) and a tail (10 to 14).
async fn sealed_and_tail(place: &Place) -> Ledger {
    let (ledger, _) = place.open();
    append(&ledger, "acme", "web", 0..5).await;
    append(&ledger, "other", "db", 5..10).await;
    ledger.seal().await.unwrap();
    append(&ledger, "acme", "web", 10..13).await;
    append(&ledger, "other", "db", 13..15).await;
    ledger
}

pub(crate) async fn sealed_events_and_the_tail_are_one_table(size: Size) {
    let place = Place::of(size);
    let ledger = sealed_and_tail(&place).await;
    let context = context(&ledger, &caller());
    assert_eq!(seqs(&context, "true").await, (0..15).collect::<Vec<_>>());
    assert_eq!(seqs(&context, "org = 'acme'").await, [0, 1, 2, 3, 4, 10, 11, 12]);
    assert_eq!(seqs(&context, "source = 'db' AND seq > 7").await, [8, 9, 13, 14]);
    assert_eq!(seqs(&context, "day = '2026-11-22' AND message = 'event 11'").await, [11]);
    assert_eq!(seqs(&context, "day < '2026-11-22'").await, [0_u64; 0]);
    assert_eq!(seqs(&context, "raw = arrow_cast('<13>event 2', 'Binary')").await, [2]);
    assert_eq!(seqs(&context, "received_at >= TIMESTAMP '2026-11-22T10:00:00.000012Z'").await, [12, 13, 14]);
    // A seal in between changes nothing that a query sees.
    ledger.seal().await.unwrap();
    assert_eq!(seqs(&context, "true").await, (0..15).collect::<Vec<_>>());
}

pub(crate) async fn every_column_reads_the_same_from_the_tail_and_from_parquet(size: Size) {
    let place = Place::of(size);
    let (ledger, _) = place.open();
    append(&ledger, "acme", "web", 0..3).await;
    let context = context(&ledger, &caller());
    let sql = "SELECT * FROM events ORDER BY seq";
    let tail = table(&context, sql).await;
    ledger.seal().await.unwrap();
    assert_eq!(table(&context, sql).await, tail);
    assert!(tail.contains("| seq | received_at"), "{tail}");
    let one = table(&context, "SELECT org, seq, day, user_name, attributes FROM events WHERE seq = 1").await;
    assert!(one.contains("| acme | 1   | 2026-11-22 | Әсел      | {\"port\":\"1\"} |"), "{one}");
}

pub(crate) async fn the_schema_is_the_one_that_checks_rely_on(size: Size) {
    let place = Place::of(size);
    let (ledger, _) = place.open();
    let schema = ledger.events_table(&caller()).unwrap().schema();
    let columns: Vec<_> = schema
        .fields()
        .iter()
        .map(|f| format!("{} {}{}", f.name(), f.data_type(), if f.is_nullable() { "?" } else { "" }))
        .collect();
    assert_eq!(
        columns,
        [
            "seq UInt64",
            "received_at Timestamp(µs, \"UTC\")",
            "occurred_at Timestamp(µs, \"UTC\")?",
            "org Utf8",
            "object Utf8",
            "source Utf8",
            "day Utf8",
            "kind Utf8",
            "class_uid UInt32",
            "severity_id UInt8",
            "host Utf8?",
            "program Utf8?",
            "user_name Utf8?",
            "address Utf8?",
            "message Utf8",
            "attributes Utf8",
            "raw Binary",
            "fault Utf8?",
        ]
    );
}

pub(crate) async fn a_caller_sees_the_organisations_of_their_scope_only(size: Size) {
    let place = Place::of(size);
    let ledger = sealed_and_tail(&place).await;
    let scope = Scope::Organisations(["other".parse().unwrap()].into());
    let narrow = Caller::establish(Identity::OsUser("a".into()), [Right::ReadEvents], scope);
    let mine = context(&ledger, &narrow);
    assert_eq!(seqs(&mine, "true").await, [5, 6, 7, 8, 9, 13, 14]);
    assert_eq!(seqs(&mine, "org = 'acme' OR seq = 1").await, [0_u64; 0]);
    let nobody = Caller::establish(Identity::OsUser("b".into()), [Right::AppendEvents], Scope::All);
    assert!(ledger.events_table(&nobody).is_err());
}

pub(crate) async fn counts_limits_and_joins_work_over_both_parts(size: Size) {
    let place = Place::of(size);
    let ledger = sealed_and_tail(&place).await;
    let context = context(&ledger, &caller());
    for (sql, expected) in [
        ("SELECT count(*) FROM events", 15),
        ("SELECT count(*) FROM (SELECT seq FROM events LIMIT 7)", 7),
        ("SELECT count(*) FROM (SELECT seq FROM events WHERE org = 'acme' LIMIT 7)", 7),
        ("SELECT count(*) FROM events a JOIN events b ON a.seq = b.seq + 1", 14),
        ("SELECT count(DISTINCT org || source) FROM events", 2),
    ] {
        let batches = context.sql(sql).await.unwrap().collect().await.unwrap();
        assert_eq!(batches[0].column(0).as_primitive::<Int64Type>().value(0), expected, "{sql}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn no_event_is_missed_or_seen_twice_while_seals_run() {
    let place = Place::new();
    let (ledger, _) = place.open();
    let writing = ledger.clone();
    let writer = tokio::spawn(async move {
        for round in 0..30 {
            append(&writing, "acme", "web", round * 10..round * 10 + 10).await;
            writing.seal().await.unwrap();
        }
    });
    let context = context(&ledger, &caller());
    while !writer.is_finished() {
        let seen = seqs(&context, "true").await;
        assert_eq!(seen, (0..seen.len() as u64).collect::<Vec<_>>());
        assert_eq!(seen.len() % 10, 0);
    }
    writer.await.unwrap();
    assert_eq!(seqs(&context, "true").await.len(), 300);
}

/// Events of three files and a tail, among them one of more than two blocks; something rare is in few of them.
async fn varied(place: &Place) -> Ledger {
    let (ledger, _) = place.open();
    let body = |source: &str, number: u32| {
        let rare = match number % 7919 {
            13 => "Kryptonite-X from 203.0.113.77 ПОЧТА-7",
            14 => "әЖЕ ΟΔΥΣΣΕΥΣ 51234",
            _ => "session opened for root from 10.0.0.1",
        };
        let message = format!("{rare} nr{}", number % 100);
        let raw =
            [format!("<13>srv: {message}").as_bytes(), if number.is_multiple_of(5) { &[0xff, 0xfe][..] } else { b"" }]
                .concat();
        NewEvent {
            user: number.is_multiple_of(3).then(|| format!("User{}", number % 11)),
            host: (!number.is_multiple_of(4)).then(|| format!("srv-{:02}.Example.kz", number % 13)),
            address: number.is_multiple_of(2).then(|| format!("10.{}.{}.{}", number % 3, number % 50, number % 7)),
            message,
            raw,
            ..event("acme", source, number)
        }
    };
    let append = async |source: &str, numbers: std::ops::Range<u32>| {
        ledger.append(&caller(), numbers.map(|number| body(source, number)).collect()).await.unwrap();
    };
    append("web", 0..18_000).await;
    append("db", 18_000..19_000).await;
    ledger.seal().await.unwrap();
    append("web", 31_600..31_800).await;
    ledger.seal().await.unwrap();
    append("web", 39_500..39_700).await;
    ledger
}

pub(crate) async fn what_is_left_out_does_not_match(size: Size) {
    let place = Place::of(size);
    let ledger = varied(&place).await;
    let context = context(&ledger, &caller());
    // Without a filter nothing is left out.
    let everything = context.sql("SELECT * FROM events").await.unwrap().collect().await.unwrap();
    let everything = MemTable::try_new(everything[0].schema(), vec![everything]).unwrap();
    context.register_table("everything", std::sync::Arc::new(everything)).unwrap();
    let anywhere = |part: &str| {
        let found = |column: &str| format!("contains(lower(coalesce({column}, '')), '{part}')");
        ["message", "user_name", "host", "program", "address"].map(found).join(" OR ")
    };
    let boxes = [
        "kryptonite",
        "ryptonite-x",
        "почта",
        "оч",
        "әже",
        "οδυσσευς",
        "51234",
        "203.0.113.7",
        "3.0.113.77",
        "root",
        "srv-03.example",
        "user7",
        "nowhere",
        "nr99",
        "Kryptonite",
        "from 203",
    ];
    let filters = boxes.iter().map(|part| anywhere(part)).chain([
        "message LIKE '%Kryptonite%'".to_owned(),
        "message LIKE 'Kryptonite_X%10%'".into(),
        "message ILIKE '%kRYPTO%почта%'".into(),
        "message NOT LIKE '%session%'".into(),
        "host ILIKE 'SRV-0_.example.kz' AND user_name = 'User3'".into(),
        "address = '10.2.41.0'".into(),
        "address IN ('10.2.41.0', '203.0.113.77', '10.1.1.1')".into(),
        "user_name IS NULL AND message LIKE '%Krypto%'".into(),
        "NOT (contains(message, 'session'))".into(),
        "contains(lower(attributes), '\"port\":\"13\"')".into(),
        "starts_with(message, 'Kryptonite') OR seq = 17".into(),
        "seq IN (1, 17999, 18000, 19100, 19300) AND message LIKE '%session%'".into(),
        "seq > 18990 AND seq <= 19010".into(),
        "seq = 19200".into(),
        "source = 'db' AND contains(message, 'opened')".into(),
        "coalesce(user_name, host, 'nowhere') = 'nowhere'".into(),
        "contains(lower(coalesce(user_name, 'KRYPTONITE')), 'kryptonite')".into(),
        "raw = arrow_cast('<13>srv: Kryptonite-X from 203.0.113.77 ПОЧТА-7 nr13', 'Binary')".into(),
    ]);
    let mut some = 0;
    for filter in filters {
        let sql = |table: &str| format!("SELECT * FROM {table} WHERE {filter} ORDER BY seq");
        let (pruned, whole) = (table(&context, &sql("events")).await, table(&context, &sql("everything")).await);
        assert_eq!(pruned, whole, "{filter}");
        some += usize::from(pruned.lines().count() > 4);
    }
    assert!(some > 25, "only {some} of the filters find anything");
}

pub(crate) async fn files_and_blocks_without_a_text_are_not_read(size: Size) {
    let place = Place::of(size);
    let ledger = varied(&place).await;
    let context = context(&ledger, &caller());
    let plan = async |filter: &str| table(&context, &format!("EXPLAIN SELECT seq FROM events WHERE {filter}")).await;
    let all = plan("source != 'x'").await;
    assert!(all.contains("source=web") && all.contains("source=db"), "{all}");
    // A block of the first file and the second file have it; the file of the database has not.
    let some = plan("contains(lower(message), 'kryptonite')").await;
    assert!(some.contains("source=web") && !some.contains("source=db"), "{some}");
    assert!(!plan("contains(lower(message), 'nowhere')").await.contains("source="));
    assert!(!plan("seq = 19300").await.contains("source="), "it is in the tail");
}

#[tokio::test]
async fn a_damaged_index_hides_nothing_from_a_query() {
    let place = Place::new();
    let ledger = varied(&place).await;
    let sound = seqs(&context(&ledger, &caller()), "contains(lower(message), 'kryptonite')").await;
    assert!(sound.len() > 3);
    ledger.close().await.unwrap();
    for path in files(&place.dir()).iter().filter(|path| path.extension().is_some_and(|ending| ending == "tokens")) {
        let zeros = vec![0; std::fs::read(path).unwrap().len()];
        std::fs::write(path, zeros).unwrap();
    }
    let (ledger, _) = place.open();
    assert_eq!(seqs(&context(&ledger, &caller()), "contains(lower(message), 'kryptonite')").await, sound);
    assert!(!place.verify().is_sound());
}
