//! The `events` table.

use datafusion::arrow::array::AsArray as _;
use datafusion::arrow::datatypes::{Int64Type, UInt64Type};
use datafusion::arrow::util::pretty::pretty_format_batches;
use datafusion::prelude::SessionContext;
use talap_ledger::Ledger;
use talap_model::{Caller, Identity, Right, Scope};

use crate::support::{Place, append, caller};

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

#[tokio::test]
async fn sealed_events_and_the_tail_are_one_table() {
    let place = Place::new();
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

#[tokio::test]
async fn every_column_reads_the_same_from_the_tail_and_from_parquet() {
    let place = Place::new();
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

#[tokio::test]
async fn the_schema_is_the_one_that_checks_rely_on() {
    let place = Place::new();
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

#[tokio::test]
async fn a_caller_sees_the_organisations_of_their_scope_only() {
    let place = Place::new();
    let ledger = sealed_and_tail(&place).await;
    let scope = Scope::Organisations(["other".parse().unwrap()].into());
    let narrow = Caller::establish(Identity::OsUser("a".into()), [Right::ReadEvents], scope);
    let mine = context(&ledger, &narrow);
    assert_eq!(seqs(&mine, "true").await, [5, 6, 7, 8, 9, 13, 14]);
    assert_eq!(seqs(&mine, "org = 'acme' OR seq = 1").await, [0_u64; 0]);
    let nobody = Caller::establish(Identity::OsUser("b".into()), [Right::AppendEvents], Scope::All);
    assert!(ledger.events_table(&nobody).is_err());
}

#[tokio::test]
async fn counts_limits_and_joins_work_over_both_parts() {
    let place = Place::new();
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
