//! The same queries over the same files of an archive, in this process and on a cluster that runs already.
//!
//! `benches/wide.sh` starts the cluster and this: `wide EVENTS FOLDER ARCHIVE SCHEDULER KEYS PARTS ROUNDS`.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::print_stdout, missing_docs, reason = "a benchmark")]

#[path = "../../../ledger/benches/find/sample.rs"]
#[allow(
    dead_code,
    clippy::string_slice,
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::format_push_string,
    reason = "shared with the benchmark of the ledger"
)]
mod sample;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Instant;

use async_trait::async_trait;
use datafusion::arrow::util::pretty::pretty_format_batches;
use datafusion::execution::session_state::SessionStateBuilder;
use datafusion::prelude::{SessionConfig, SessionContext};
use sample::Sample;
use talap_ledger::{Archive, ArchivePlace, Expiring, Herald, Ledger, LedgerConfig, Retention, SigningKey, Tending};
use talap_model::{Caller, Clock, Identity, Message, Right, Scope, Timestamp};
use talap_wide::tls::Credentials;
use talap_wide::{Cluster, ClusterPlace, HandOver};

/// Events of one file.
const FILE: u64 = 20_000;

const QUERIES: [(&str, &str); 6] = [
    ("count all", "SELECT count(*) FROM events"),
    ("group by program", "SELECT program, count(*), min(received_at), max(received_at) FROM events GROUP BY program"),
    ("top addresses", "SELECT address, count(*) AS n FROM events GROUP BY address ORDER BY n DESC, address LIMIT 10"),
    ("people", "SELECT count(DISTINCT user_name), count(DISTINCT host) FROM events"),
    (
        "text",
        "SELECT count(*) FROM events WHERE regexp_like(message, 'duration_ms=4[0-9]{3} path=/api/v2/(land|health)')",
    ),
    ("raw", "SELECT class_uid, sum(octet_length(arrow_cast(raw, 'Utf8'))) FROM events GROUP BY class_uid"),
];

struct SetClock(AtomicI64);

impl Clock for SetClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_micros(self.0.fetch_add(1, Ordering::Relaxed))
    }
}

struct Nobody;

#[async_trait]
impl Herald for Nobody {
    async fn expiring(&self, _: &Expiring) -> Result<(), Message> {
        Ok(())
    }
}

fn caller() -> Caller {
    Caller::establish(Identity::OsUser("bench".into()), Right::ALL, Scope::All)
}

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    let [events, folder, archive, scheduler, keys, parts, rounds] = arguments.as_slice() else {
        println!("benches/wide.sh runs this benchmark");
        return;
    };
    let place = ArchivePlace::parse(archive, |name| std::env::var(name).ok()).unwrap();
    let archive = Arc::new(Archive::at(place).unwrap());
    let ledger = open(Path::new(folder), &archive, events.parse().unwrap()).await;
    let cluster = Arc::new(
        Cluster::new(ClusterPlace {
            scheduler: scheduler.clone(),
            credentials: Credentials::read(&PathBuf::from(keys)).unwrap(),
            reading: archive.reading(),
            parts: parts.parse().unwrap(),
        })
        .unwrap(),
    );
    at_work(&wide(&ledger, &cluster), &cluster).await;
    let sessions = [here(&ledger, 1), here(&ledger, 2), wide(&ledger, &cluster)];
    println!("{:<20} {:>12} {:>12} {:>12} {:>8}", "query", "1 thread, s", "2 threads, s", "cluster, s", "ratio");
    for (name, sql) in QUERIES {
        let mut best = [f64::INFINITY; 3];
        let mut answers = [const { String::new() }; 3];
        for _ in 0..rounds.parse().unwrap() {
            for (at, session) in sessions.iter().enumerate() {
                let (begin, done) = (Instant::now(), cluster.done());
                let batches = session.sql(sql).await.unwrap().collect().await.unwrap();
                best[at] = best[at].min(begin.elapsed().as_secs_f64());
                // A cluster that can't be reached leaves a query in this process, and says so in the log alone.
                assert_eq!(cluster.done() > done, at == 2, "{name}: the cluster did nothing, or what it wasn't asked");
                let mut lines: Vec<_> =
                    pretty_format_batches(&batches).unwrap().to_string().lines().map(str::to_owned).collect();
                lines.sort();
                answers[at] = lines.join("\n");
            }
        }
        assert!(answers.iter().all(|answer| *answer == answers[0]), "{name}: {answers:?}");
        println!("{name:<20} {:>12.3} {:>12.3} {:>12.3} {:>8.2}", best[0], best[1], best[2], best[2] / best[1]);
    }
}

/// Asks until the cluster has done a part: its executors ask for work.
async fn at_work(wide: &SessionContext, cluster: &Cluster) {
    let begin = Instant::now();
    while cluster.done() == 0 {
        assert!(begin.elapsed().as_secs() < 60, "no executor asks for work");
        wide.sql("SELECT count(*) FROM events WHERE message <> ''").await.unwrap().collect().await.unwrap();
    }
}

fn here(ledger: &Ledger, threads: usize) -> SessionContext {
    let context = SessionContext::new_with_config(SessionConfig::new().with_target_partitions(threads));
    context.register_table("events", ledger.events_table(&caller()).unwrap()).unwrap();
    context
}

fn wide(ledger: &Ledger, cluster: &Arc<Cluster>) -> SessionContext {
    let state = SessionStateBuilder::new()
        .with_default_features()
        .with_config(cluster.prepare(SessionConfig::new()))
        .with_physical_optimizer_rule(Arc::new(HandOver::new(Arc::clone(cluster), 1)))
        .build();
    let context = SessionContext::new_with_state(state);
    context.register_table("events", ledger.events_table(&caller()).unwrap()).unwrap();
    context
}

/// Makes a ledger whose files are all in the archive, or takes the one that is there.
async fn open(folder: &Path, archive: &Arc<Archive>, events: u64) -> Ledger {
    let sample = Sample::new(events);
    let clock = Arc::new(SetClock(AtomicI64::new(sample.event(0).received_at.micros())));
    let is_new = !folder.join("ledger/checkpoint").is_file();
    if !is_new {
        clock.0.fetch_add(60 * 86_400_000_000, Ordering::Relaxed);
    }
    let mut config = LedgerConfig::new(folder.join("ledger"), "talap.example/wide");
    (config.seal_after_bytes, config.seal_after_events) = (u64::MAX, FILE);
    config.archive = Some(Arc::clone(archive));
    let (ledger, _) =
        Ledger::open(config, SigningKey::from_seed(&[7; 32]), Arc::clone(&clock) as Arc<dyn Clock>).unwrap();
    if !is_new {
        return ledger;
    }
    ledger.set_retention(&Retention { kept_months: 120, online_months: 1, longer: Vec::new() }).await.unwrap();
    let mut next = 0;
    while next < events {
        let until = events.min((next / FILE + 1) * FILE);
        while next < until {
            let end = until.min(next + 4096);
            ledger.append(&caller(), (next..end).map(|number| sample.event(number)).collect()).await.unwrap();
            next = end;
        }
        ledger.seal().await.unwrap();
    }
    clock.0.fetch_add(60 * 86_400_000_000, Ordering::Relaxed);
    let tending = Tending { most_moves: 100_000, largest_file_rows: FILE, ..Tending::default() };
    let tended = ledger.tend(&tending, &Nobody).await.unwrap();
    assert!(tended.moved.0 > 0 && tended.troubles.is_empty(), "the archive has not got the files: {tended:?}");
    println!("{} files in the archive", tended.moved.0);
    ledger
}
