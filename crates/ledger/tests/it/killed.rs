//! A process that keeps a ledger is killed (SIGKILL) while it appends, seals and tends: every number that it acknowledged is there
//! when the folder is opened again, with the event that it was given for.

use std::io::{BufRead as _, BufReader, Write as _};
use std::os::unix::process::ExitStatusExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;

use datafusion::arrow::array::AsArray as _;
use datafusion::arrow::compute::cast;
use datafusion::arrow::datatypes::{DataType, UInt64Type};
use talap_ledger::{
    Archive, ArchivePlace, Confidential, Demands, Ledger, LedgerConfig, OpenError, Retention, Tending, verify_with,
};

use crate::house::{Notes, context};
use crate::support::{ORIGIN, Place, caller, clock, event, key, verifier};

/// Where the other process, which is this program again, keeps its ledger.
const FOLDER: &str = "TALAP_TEST_KILLED_FOLDER";

/// How often a process is killed, and after how many ledgers are begun anew.
const ROUNDS: u32 = 48;
const ROUNDS_OF_ONE: u32 = 12;

pub(crate) fn config(folder: &Path) -> LedgerConfig {
    let archive = Archive::at(ArchivePlace::Folder(folder.join("archive"))).unwrap();
    LedgerConfig {
        // A seal is under way most of the time.
        seal_after_events: 40,
        archive: Some(Arc::new(archive)),
        second_store: Some(folder.join("second")),
        ..LedgerConfig::new(folder.join("ledger"), ORIGIN)
    }
}

pub(crate) fn open(folder: &Path) -> Ledger {
    try_open(folder).unwrap()
}

pub(crate) fn try_open(folder: &Path) -> Result<Ledger, OpenError> {
    let (ledger, _) = Ledger::open(config(folder), key(), clock())?;
    let sources = ["hr".parse().unwrap()].into();
    ledger.set_confidential(Confidential { sources, ..Confidential::default() });
    Ok(ledger)
}

/// What the other process does until it is killed. Run among the other tests it has no folder, and does nothing.
#[tokio::test]
async fn the_process_that_is_killed() {
    let Some(folder) = std::env::var_os(FOLDER).map(PathBuf::from) else { return };
    let ledger = open(&folder);
    let retention = Retention { kept_months: 36, online_months: 2, longer: Vec::new() };
    ledger.set_retention(&retention).await.unwrap();
    for round in 0_u32.. {
        let first = u32::try_from(ledger.stats().events).unwrap();
        let sources = ["web", "hr", "db"].into_iter().cycle().take(usize::try_from(round % 5).unwrap() + 1);
        let events = sources.zip(first..).map(|(source, number)| event("acme", source, number)).collect();
        let receipt = ledger.append(&caller(), events).await.unwrap();
        // The number of an event is also in its text, so that whoever reads it knows whether it is the one.
        assert_eq!(receipt.first_seq, u64::from(first));
        let mut out = std::io::stdout().lock();
        writeln!(out, "acknowledged {}", receipt.seqs().end).unwrap();
        out.flush().unwrap();
        drop(out);
        match round % 16 {
            7 => drop(ledger.checkpoint().await.unwrap()),
            15 => drop(ledger.tend(&Tending::default(), &Notes::default()).await.unwrap()),
            _ => {}
        }
    }
}

/// Runs this program again, with that test alone.
fn start(folder: &Path) -> Child {
    Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "killed::the_process_that_is_killed", "--nocapture", "--test-threads=1"])
        .env(FOLDER, folder)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::inherit())
        .spawn()
        .unwrap()
}

/// Kills a process after so many acknowledgements; returns the number that the last one gave, which may be a later one.
fn killed_after(folder: &Path, wanted: u32) -> u64 {
    let mut child = start(folder);
    let out = BufReader::new(child.stdout.take().unwrap());
    let (mut last, mut count) = (0, 0);
    for line in out.lines() {
        let line = line.unwrap();
        // The line before the first is the test runner's own, and has no end.
        let Some((_, number)) = line.rsplit_once("acknowledged ") else { continue };
        // The pipe gives what was said before the end, and nothing of what was not.
        last = number.parse().unwrap();
        count += 1;
        if count == wanted {
            child.kill().unwrap();
        }
    }
    let status = child.wait().unwrap();
    assert!(count >= wanted, "it ended by itself after {count} acknowledgements: {status}");
    assert_eq!(status.signal(), Some(9), "{status}");
    last
}

/// The seqs with the messages of all events.
async fn events(ledger: &Ledger) -> Vec<(u64, String)> {
    let sql = "SELECT seq, message FROM events ORDER BY seq";
    let batches = context(ledger).sql(sql).await.unwrap().collect().await.unwrap();
    let rows = batches.iter().flat_map(|batch| {
        let seqs = batch.column(0).as_primitive::<UInt64Type>().values().to_vec();
        let messages = cast(batch.column(1), &DataType::Utf8).unwrap();
        let messages = messages.as_string::<i32>();
        seqs.into_iter().zip(messages.iter().map(|text| text.unwrap().to_owned()).collect::<Vec<_>>())
    });
    rows.collect()
}

#[tokio::test]
async fn whenever_it_is_killed_every_acknowledged_event_is_there() {
    let (mut place, mut before) = (Place::new(), 0);
    for round in 0..ROUNDS {
        if round % ROUNDS_OF_ONE == 0 {
            (place, before) = (Place::new(), 0);
            std::fs::create_dir(place.folder.path().join("second")).unwrap();
        }
        let folder = place.folder.path();
        // Early and late, in no order: 17 is prime to 64.
        let acknowledged = killed_after(folder, 1 + round * 17 % 64);
        assert!(acknowledged > before);
        before = there_are_at_least(acknowledged, folder, &format!("round {round}")).await;
    }
}

/// Opens a folder again after a crash, demands that what was acknowledged is there, once and in order, and that the ledger is sound;
/// returns how many events there are.
pub(crate) async fn there_are_at_least(acknowledged: u64, folder: &Path, at: &str) -> u64 {
    let ledger = try_open(folder).unwrap_or_else(|error| panic!("{at}: {error}"));
    let found = events(&ledger).await;
    assert!(found.len() as u64 >= acknowledged, "{} of {acknowledged}: {at}", found.len());
    for (place, (seq, message)) in (0..).zip(&found) {
        assert_eq!((*seq, message.as_str()), (place, format!("event {place}").as_str()), "{at}");
    }
    let count = ledger.stats().events;
    assert_eq!(count, found.len() as u64, "{at}");
    ledger.close().await.unwrap();
    let demands =
        Demands { archive: config(folder).archive, second_store: Some(folder.join("second")), ..Demands::default() };
    let verify = || verify_with(&folder.join("ledger"), &verifier(), &demands).unwrap();
    let report = std::thread::scope(|scope| scope.spawn(verify).join().unwrap());
    assert_eq!((report.problems, report.events), (Vec::new(), count), "{at}");
    count
}
