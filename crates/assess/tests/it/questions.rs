//! Questions in SQL: what they reach, what is refused, how deep they may be, and their answers as files.

use std::fs::File;
use std::io::Write;

use datafusion::parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use talap_assess::events::parquet::ParquetFile;
use talap_assess::question::{EXAMPLES, Holds, examples};
use talap_assess::session::to_json;
use talap_assess::{Answer, QueryError};
use talap_model::{Caller, Explain, Right};

use crate::setting::{Setting, anyone, event, within};

const MOST: usize = 1000;

async fn furnished() -> Setting {
    let setting = Setting::new().await;
    setting.append(vec![event("qala", "one", 1), event("auyl", "two", 2), event("qala", "three", 3)]).await;
    setting
}

async fn ask(setting: &Setting, caller: &Caller, sql: &str) -> Result<Answer, QueryError> {
    setting.facts.ask(caller, sql, MOST).await
}

async fn refused(setting: &Setting, sql: &str) -> QueryError {
    match ask(setting, &anyone(), sql).await {
        Ok(answer) => panic!("{sql}: {answer:?}"),
        Err(error) => error,
    }
}

#[tokio::test]
async fn a_question_reaches_as_far_as_the_rights_of_whoever_asks() {
    let setting = furnished().await;
    let narrow = within(&[Right::ReadRecords, Right::ReadEvents], &["auyl"]);
    setting.ledger.seal().await.unwrap();
    for sql in ["SELECT org AS org_id FROM events", "SELECT org_id FROM ledger_partitions"] {
        let rows = ask(&setting, &narrow, sql).await.unwrap().rows().unwrap();
        assert!(rows.len() == 1 && rows[0]["org_id"] == "auyl", "{sql}: {rows:?}");
        assert!(ask(&setting, &anyone(), sql).await.unwrap().len() > 1, "{sql}");
    }
    let blind = within(&[Right::ReadRecords], &["auyl"]);
    let missing = ask(&setting, &blind, "SELECT 1 FROM events").await.unwrap_err();
    assert_eq!(missing.explain().key, "assess-query-no-table");
    let listed = ask(&setting, &blind, "SELECT table_name FROM information_schema.tables").await.unwrap();
    assert!(listed.rows().unwrap().iter().all(|row| row["table_name"] != "events"));
    let nobody = within(&[Right::ReadEvents], &["auyl"]);
    assert!(matches!(ask(&setting, &nobody, "SELECT 1").await, Err(QueryError::Forbidden(_))));
}

#[tokio::test]
async fn the_tables_are_told_as_they_are_there() {
    let setting = furnished().await;
    let blind = within(&[Right::ReadRecords], &["auyl"]);
    let names = |caller| setting.facts.shapes(caller).into_iter().map(|shape| shape.name).collect::<Vec<_>>();
    assert_eq!(names(&blind), ["attestations"]);
    for shape in setting.facts.shapes(&anyone()) {
        let columns: Vec<&str> = shape.columns.iter().map(|(name, _)| name.as_str()).collect();
        let sql = format!("SELECT {} FROM {}", columns.join(", "), shape.name);
        let answer = ask(&setting, &anyone(), &sql).await.unwrap();
        assert_eq!(answer.columns(), columns, "{}", shape.name);
    }
    let events = setting.facts.shapes(&anyone()).remove(0);
    let holds = |wanted: &str| events.columns.iter().find(|(name, _)| name == wanted).unwrap().1;
    assert_eq!((holds("seq"), holds("received_at"), holds("raw")), (Holds::Number, Holds::Time, Holds::Bytes));
    assert!(examples(&setting.facts.shapes(&anyone())).len() < EXAMPLES.len(), "no example names what is not there");
}

#[tokio::test]
async fn only_one_statement_that_reads_is_carried_out() {
    let setting = furnished().await;
    for (sql, key) in [
        ("SELECT 1; SELECT 2", "assess-query-one-only"),
        ("SELECT 1; DROP TABLE events", "assess-query-one-only"),
        ("DROP TABLE events", "assess-query-only-reads"),
        ("DELETE FROM events", "assess-query-only-reads"),
        ("INSERT INTO attestations SELECT * FROM attestations", ""),
        ("UPDATE events SET message = 'x'", "assess-query-only-reads"),
        ("CREATE EXTERNAL TABLE passwd STORED AS CSV LOCATION '/etc/passwd'", "assess-query-only-reads"),
        ("COPY events TO '/tmp/stolen.parquet'", "assess-query-only-reads"),
        ("COPY (SELECT 1) TO '/tmp/stolen.csv' STORED AS CSV", ""),
        ("SET datafusion.execution.target_partitions = 1", "assess-query-only-reads"),
        ("CREATE VIEW v AS SELECT 1", "assess-query-only-reads"),
        ("CREATE TABLE t AS SELECT * FROM events", "assess-query-only-reads"),
        ("PREPARE p AS SELECT 1", "assess-query-only-reads"),
        ("EXPLAIN DROP TABLE events", "assess-query-only-reads"),
        ("SELECT * FROM '/etc/passwd'", ""),
        ("SELEC 1", "assess-query-not-sql"),
        ("", "assess-query-cut-short"),
        ("-- nothing", "assess-query-cut-short"),
    ] {
        let error = refused(&setting, sql).await;
        // Where no sentence is named here, the engine finds something wrong before it is asked what the statement does.
        assert!(key.is_empty() || error.explain().key == key, "{sql}: {error:?}");
        assert!(error.is_of_question(), "{sql}");
    }
    assert_eq!(ask(&setting, &anyone(), "SELECT 1;").await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_plan_is_shown_without_the_files_and_nothing_is_read_for_it() {
    let setting = furnished().await;
    setting.ledger.seal().await.unwrap();
    let narrow = within(&[Right::ReadRecords, Right::ReadEvents], &["auyl"]);
    let sql = "EXPLAIN SELECT program, count(*) AS n FROM events WHERE seq > 1 GROUP BY program";
    let answer = ask(&setting, &narrow, sql).await.unwrap();
    let plan = format!("{:?}", answer.rows().unwrap());
    assert!(answer.columns() == ["plan"] && answer.len() > 1 && answer.tables.is_empty(), "{plan}");
    assert!(plan.contains("TableScan: events") && !plan.contains("parquet") && !plan.contains("qala"), "{plan}");
    let first = setting.facts.ask(&narrow, sql, 1).await.unwrap();
    assert_eq!((first.len(), first.cut), (1, true));
    for (sql, key) in [
        ("EXPLAIN ANALYZE SELECT seq FROM events", "assess-query-explains-more"),
        ("EXPLAIN VERBOSE SELECT seq FROM events", "assess-query-explains-more"),
        ("EXPLAIN FORMAT TREE SELECT seq FROM events", "assess-query-explains-more"),
        ("EXPLAIN SELECT 1 FROM no_such_table", "assess-query-no-table"),
    ] {
        let error = refused(&setting, sql).await;
        assert!(error.explain().key == key && error.is_of_question(), "{sql}: {error:?}");
    }
}

#[tokio::test]
async fn tables_and_their_columns_are_listed_as_far_as_the_rights_reach() {
    let setting = furnished().await;
    let blind = within(&[Right::ReadRecords], &["auyl"]);
    let listed = async |caller: &Caller, sql: &str, column: &str| -> Vec<String> {
        let rows = ask(&setting, caller, sql).await.unwrap().rows().unwrap();
        rows.iter().map(|row| row[column].as_str().unwrap().to_owned()).collect()
    };
    let holds = |names: &[String], wanted: &str| names.iter().any(|name| name == wanted);
    let tables = listed(&anyone(), "SHOW TABLES", "table_name").await;
    assert!(holds(&tables, "events") && holds(&tables, "attestations"), "{tables:?}");
    let tables = listed(&blind, "SHOW TABLES", "table_name").await;
    assert!(!holds(&tables, "events") && holds(&tables, "attestations"), "{tables:?}");
    for sql in ["DESCRIBE events", "DESC events", "DESCRIBE SELECT seq, message FROM events"] {
        let columns = listed(&anyone(), sql, "column_name").await;
        assert!(holds(&columns, "seq") && holds(&columns, "message"), "{sql}: {columns:?}");
    }
    let missing = ask(&setting, &blind, "DESCRIBE events").await.unwrap_err();
    assert_eq!(missing.explain().key, "assess-query-no-table");
}

#[tokio::test]
async fn what_a_question_may_take_is_bounded() {
    let setting = furnished().await;
    let parts: Vec<String> = (1..13).map(|n| format!("t{n} AS (SELECT a.n FROM t{0} a, t{0} b)", n - 1)).collect();
    let doubled = format!("WITH t0 AS (SELECT 1 AS n), {} SELECT n FROM t12", parts.join(", "));
    assert!(matches!(refused(&setting, &doubled).await, QueryError::TooManySteps { .. }));
    let nested = format!("SELECT {}1{}", "(".repeat(400), ")".repeat(400));
    assert_eq!(refused(&setting, &nested).await.explain().key, "assess-query-nested");
    let large = "SELECT repeat('x', 20000) FROM generate_series(1, 1000000)";
    let error = setting.facts.ask(&anyone(), large, 1_000_000).await.unwrap_err();
    assert!(matches!(error, QueryError::TooLarge { .. }) && error.is_of_question());
    let cut = ask(&setting, &anyone(), "SELECT value FROM generate_series(1, 100000000)").await.unwrap();
    assert_eq!((cut.len(), cut.cut), (MOST, true));
}

#[tokio::test]
async fn what_would_take_the_memory_of_all_is_refused_and_says_what_it_is() {
    let setting = furnished().await;
    for (sql, key, name) in [
        ("SELECT repeat('x', 2000000000)", "assess-query-makes-too-much", "repeat"),
        ("SELECT lpad(message, 2000000000) FROM events", "assess-query-makes-too-much", "lpad"),
        ("SELECT range(10000000000)", "assess-query-makes-too-much", "range"),
        (
            "SELECT seq FROM events WHERE length(repeat(message, 2000000000)) > 1",
            "assess-query-makes-too-much",
            "repeat",
        ),
        ("SELECT count(*) OVER () FROM generate_series(1, 10000000000)", "assess-query-memory", ""),
        ("SELECT string_agg(repeat('x', 20000), '') FROM generate_series(1, 10000000000)", "assess-query-memory", ""),
        ("SELECT version()", "assess-query-function-left-out", "version"),
        ("SELECT approx_percentile_cont(seq, 0.5, 1000000000) FROM events", "assess-query-function-left-out", ""),
        ("SELECT raw || raw FROM events", "assess-query-function-left-out", "||"),
        ("SELECT repeat('x', 1000000), repeat('y', 1000000)", "assess-query-values-too-large", ""),
    ] {
        let error = refused(&setting, sql).await;
        let told = error.explain();
        assert!(told.key == key && error.is_of_question(), "{sql}: {error:?}");
        let named = told.args.get("name").map(|value| format!("{value:?}")).unwrap_or_default();
        assert!(named.contains(name), "{sql}: {named}");
    }
    let doubled: Vec<String> = (1..12).map(|n| format!("t{n} AS (SELECT n || n AS n FROM t{})", n - 1)).collect();
    let doubled = format!(
        "WITH t0 AS (SELECT message || repeat('x', 1000) AS n FROM events a, generate_series(1, 8000)), {} \
         SELECT n FROM t11 ORDER BY n",
        doubled.join(", ")
    );
    let error = refused(&setting, &doubled).await;
    assert!(matches!(&error, QueryError::MakesTooMuch { function, .. } if function == "||"), "{error:?}");
    let groups =
        "SELECT count(*) FROM events GROUP BY CUBE (seq, org, object, source, day, message, host, program, address)";
    assert!(matches!(refused(&setting, groups).await, QueryError::TooManyGroupings { .. }));
    let tables: Vec<String> = (0..60).map(|n| format!("events t{n}")).collect();
    let together = format!("SELECT 1 FROM {}", tables.join(", "));
    assert!(matches!(refused(&setting, &together).await, QueryError::TooManyTables { .. }));
}

/// A batch of rows with a long text in each would be a single allocation of gigabytes, which ends the process.
#[tokio::test]
async fn a_long_text_beside_many_rows_is_copied_for_a_few_at_once_or_refused() {
    let setting = furnished().await;
    let long = |times| format!("(SELECT string_agg(repeat('x', 100000), '') AS t FROM generate_series(1, {times}))");
    let many = "FROM generate_series(1, 20000) g";
    let (few, too_long) = (long(10), long(1400));
    for sql in [
        format!("SELECT value, t {many} CROSS JOIN {few} s"),
        format!("SELECT value, t {many} JOIN {few} s ON length(t) = value + 980000"),
        format!("SELECT value, t {many} JOIN {few} s ON length(t) > value"),
        format!("SELECT value, {few} AS t {many}"),
    ] {
        match ask(&setting, &anyone(), &sql).await {
            Ok(answer) => assert_eq!(answer.len(), 1, "{sql}"),
            Err(error) => assert!(matches!(error, QueryError::TooLarge { .. }), "{sql}: {error:?}"),
        }
    }
    for sql in [
        format!("SELECT value, t {many} CROSS JOIN {too_long} s"),
        format!("SELECT value, {too_long} AS t {many}"),
        format!("SELECT unnest(range(1, 5000)) AS n, t FROM {few} s"),
    ] {
        let error = refused(&setting, &sql).await;
        assert!(error.explain().key == "assess-query-memory" && error.is_of_question(), "{sql}: {error:?}");
    }
    for (sql, rows) in [
        ("SELECT a.seq, b.message FROM events a JOIN events b ON a.seq = b.seq AND a.org = b.org".to_owned(), 3),
        ("SELECT a.seq, b.message FROM events a CROSS JOIN events b".to_owned(), 9),
        (format!("SELECT e.seq, t FROM events e CROSS JOIN {few} s"), 3),
        ("SELECT seq, unnest(range(0, 100)) AS n FROM events".to_owned(), 300),
    ] {
        assert_eq!(ask(&setting, &anyone(), &sql).await.unwrap().len(), rows, "{sql}");
    }
}

#[tokio::test]
async fn what_people_ask_of_text_and_lists_is_answered() {
    let setting = furnished().await;
    for (sql, wanted) in [
        ("SELECT org || '/' || object || ':' || seq AS a FROM events WHERE message = 'two'", "auyl/portal:1"),
        ("SELECT org || host AS a FROM events WHERE message = 'two'", "null"),
        ("SELECT replace(message, 't', 'ә') || lpad(seq::text, 3, '0') AS a FROM events WHERE seq = 1", "әwo001"),
        ("SELECT string_agg(message, ',' ORDER BY seq) AS a FROM events", "one,two,three"),
        ("SELECT repeat('#', count(*)) AS a FROM events", "###"),
        ("SELECT array_to_string([1] || [2, 3], '-') AS a", "1-2-3"),
        ("SELECT max(n) AS a FROM (SELECT row_number() OVER (ORDER BY seq) AS n FROM events)", "3"),
    ] {
        let rows = ask(&setting, &anyone(), sql).await.unwrap().rows().unwrap();
        let shown = rows[0]["a"].as_str().map_or_else(|| rows[0]["a"].to_string(), str::to_owned);
        assert_eq!(shown, wanted, "{sql}");
    }
}

/// The longest chains that are taken, which the engine walks through by calling itself.
#[tokio::test]
async fn a_deep_question_is_answered() {
    let setting = furnished().await;
    let chain = |first: &str, link: &str, links: usize| format!("SELECT {first}{}", link.repeat(links));
    let parts: Vec<String> = (1..90).map(|n| format!("t{n} AS (SELECT n FROM t{})", n - 1)).collect();
    let named = format!("WITH t0 AS (SELECT 1 AS n), {} SELECT n FROM t89", parts.join(", "));
    for sql in [
        chain("1", " + 1", 990),
        chain("seq", "::bigint", 450) + " FROM events",
        chain("seq > 1", " OR seq > 1", 300) + " FROM events",
        chain("'a'", " || 'a'", 900),
        chain("1 AS n", " UNION ALL SELECT 1", 250),
        named,
    ] {
        let start: String = sql.chars().take(60).collect();
        let answer = ask(&setting, &anyone(), &sql).await;
        assert!(answer.as_ref().is_ok_and(|answer| !answer.is_empty()), "{start}: {answer:?}");
    }
}

/// Rows of sealed files and of what came in since are worked out on threads that work for all, which have the stack here that the
/// program gives them: one level takes some 4 KiB, and a thread of which nothing is said has 2 MiB.
#[test]
fn a_deep_question_is_answered_of_sealed_files_and_of_what_came_in_since() {
    let mut workers = tokio::runtime::Builder::new_multi_thread();
    let workers = workers.worker_threads(2).thread_stack_size(16 << 20).enable_all().build().unwrap();
    workers.block_on(async {
        let setting = furnished().await;
        setting.ledger.seal().await.unwrap();
        setting.append(vec![event("qala", "four", 4)]).await;
        let chain = |first: &str, link: &str, links: usize| format!("{first}{}", link.repeat(links));
        for sql in [
            format!("SELECT {} FROM events", chain("seq::bigint", " + 1", 600)),
            format!("SELECT seq FROM events WHERE {} > 0", chain("seq::bigint", " + 1", 600)),
            format!("SELECT {} FROM events", chain("message", " || 'a'", 600)),
            format!("SELECT {} FROM events", chain("seq", "::bigint", 450)),
            format!("SELECT seq FROM events WHERE {}", chain("seq > 9", " OR seq >= 0", 300)),
        ] {
            let start: String = sql.chars().take(60).collect();
            let answer = ask(&setting, &anyone(), &sql).await;
            assert!(answer.as_ref().is_ok_and(|answer| answer.len() == 4), "{start}: {answer:?}");
        }
    });
}

#[tokio::test]
async fn an_answer_becomes_a_file_that_others_read() {
    let setting = furnished().await;
    let sql = "SELECT e.seq, e.message, e.raw, f.seq, NULL AS nothing, count(*) OVER () AS n \
               FROM events e JOIN events f ON e.seq = f.seq ORDER BY e.seq";
    let answer = ask(&setting, &anyone(), sql).await.unwrap();
    assert_eq!(answer.columns(), ["seq", "message", "raw", "seq_2", "nothing", "n"]);
    let wanted = answer.rows().unwrap();
    let mut file = ParquetFile::of(&answer).unwrap();
    let mut bytes = Vec::new();
    for part in answer.parts() {
        bytes.extend(file.add_rows(&part).unwrap());
    }
    bytes.extend(file.end().unwrap());
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("answer.parquet");
    File::create(&path).unwrap().write_all(&bytes).unwrap();
    let reader = ParquetRecordBatchReaderBuilder::try_new(File::open(&path).unwrap()).unwrap().build().unwrap();
    let batches: Vec<_> = reader.map(|batch| batch.unwrap()).collect();
    assert_eq!(to_json(&batches).unwrap(), wanted);
    let nothing = ask(&setting, &anyone(), "SELECT seq FROM events WHERE seq > 99").await.unwrap();
    let file = ParquetFile::of(&nothing).unwrap();
    assert!(file.end().unwrap().ends_with(b"PAR1"), "a file without rows is one too");
}
