//! How long a list of 100,000 records takes, sorted and filtered; how long one of them takes to be saved; and how long what is
//! due of a million records.
//!
//! `cargo bench -p talap-register --bench records`; the million is imported first, which takes some minutes.

#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs, unreachable_pub, reason = "a benchmark")]

mod engine;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::hint::black_box;
use std::sync::atomic::{AtomicU64, Ordering};

use criterion::{Criterion, criterion_group, criterion_main};
use engine::{Bench, people};
use talap_model::RegisterKey;
use talap_model::time::parse_date;
use talap_register::DueAsked;
use talap_store::{ListQuery, SortBy};
use tokio::runtime::Runtime;

const ROWS: usize = 100_000;
const MANY: usize = 1_000_000;
/// The rows of a page.
const PAGE: u64 = 50;

fn runtime() -> Runtime {
    tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap()
}

fn records(criterion: &mut Criterion) {
    let runtime = runtime();
    let bench = runtime.block_on(async {
        let bench = Bench::new().await;
        assert_eq!(bench.import(&bench.people, &people(ROWS)).await, ROWS);
        bench
    });
    let field = |name: &str| SortBy::Field { name: name.into(), numeric: false };
    let page = || ListQuery { limit: PAGE, ..ListQuery::default() };
    let unit = || vec![("unit".to_owned(), "13-бөлім".into())];
    let lists = [
        ("by key", page()),
        ("by key, page 1,500", ListQuery { offset: 1_499 * PAGE, ..page() }),
        ("by name", ListQuery { sort: field("name"), ..page() }),
        (
            "by name, backwards, page 1,500",
            ListQuery { sort: field("name"), descending: true, offset: 1_499 * PAGE, ..page() },
        ),
        ("of one unit, by name", ListQuery { equal: unit(), sort: field("name"), ..page() }),
        (
            "with a word that many have, by name",
            ListQuery { text: Some("акимат маман".into()), sort: field("name"), ..page() },
        ),
        ("with a word that one has", ListQuery { text: Some("t4711@".into()), sort: field("name"), ..page() }),
        ("with a word that none has", ListQuery { text: Some("жоқ сөз".into()), ..page() }),
    ];
    let mut group = criterion.benchmark_group("list of 100,000 records");
    for (name, query) in &lists {
        group.bench_function(*name, |bencher| {
            let list = || runtime.block_on(bench.register.list(&bench.officer, &bench.people, query)).unwrap();
            bencher.iter(|| black_box(list()));
        });
    }
    group.finish();

    let mut group = criterion.benchmark_group("saving one of 100,000 records");
    let turn = AtomicU64::new(0);
    let save = |key: &str, values: &[(&str, String)]| {
        let values: BTreeMap<_, _> = values.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
        runtime.block_on(bench.register.put(&bench.officer, &bench.people, &bench.qala, key, &values)).unwrap()
    };
    group.bench_function("another value", |bencher| {
        bencher.iter(|| save("T-004711", &[("position", format!("маман {}", turn.fetch_add(1, Ordering::Relaxed)))]));
    });
    group.bench_function("a new one", |bencher| {
        bencher.iter(|| {
            let n = turn.fetch_add(1, Ordering::Relaxed);
            let values =
                [("name", format!("Жаңа {n}")), ("position", "маман".into()), ("is_responsible", "false".into())];
            save(&format!("N-{n}"), &values)
        });
    });
    group.finish();
}

/// Certificates of courses, each of which falls due after a year.
fn training(from: usize, rows: usize) -> Vec<u8> {
    let mut text = "key,person,course,kind,completed_on\n".to_owned();
    for n in from..from + rows {
        let (year, month, day) = (2023 + n % 3, 1 + n % 12, 1 + n % 28);
        writeln!(text, "C-{n:07},T-000001,Курс,specialised,{year}-{month:02}-{day:02}").unwrap();
    }
    text.into_bytes()
}

fn deadlines(criterion: &mut Criterion) {
    let runtime = runtime();
    let training_key = RegisterKey::new("training").unwrap();
    let bench = runtime.block_on(async {
        let bench = Bench::new().await;
        bench.import(&bench.people, &people(2)).await;
        for from in (0..MANY).step_by(ROWS) {
            bench.import(&training_key, &training(from, ROWS)).await;
        }
        bench
    });
    let day = |text: &str| parse_date(text).unwrap();
    let mut group = criterion.benchmark_group("what is due of 1,000,000 records");
    group.sample_size(20);
    let asked = [
        ("all days, the first 500", DueAsked::between(day("2000-01-01"), day("2100-01-01"), 500)),
        ("one month, the first 500", DueAsked::between(day("2026-12-01"), day("2026-12-31"), 500)),
    ];
    for (name, asked) in &asked {
        group.bench_function(*name, |bencher| {
            bencher.iter(|| {
                let (due, total) = runtime.block_on(bench.register.due(&bench.officer, asked)).unwrap();
                assert!(due.len() == 500 && total >= 500);
            });
        });
    }
    group.finish();
}

criterion_group!(benches, records, deadlines);
criterion_main!(benches);
