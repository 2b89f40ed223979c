//! A system call of a process that keeps a ledger fails, or is its last: whichever it is, of reading and locking as well as of
//! writing, nothing that was acknowledged is missing when the folder is opened again. `strace` does it to the real calls, where the
//! crash tests of the crate make steps of the writer fail.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Stdio};

use talap_ledger::{Retention, Tending};

use crate::house::Notes;
use crate::killed::{there_are_at_least, try_open};
use crate::support::{Place, caller, event};

/// Where the other process, which is this program again, keeps its ledger.
const FOLDER: &str = "TALAP_TEST_CALLS_FOLDER";

/// The calls that fail, each with the error of a bad or a full disk. An error of `close` is heeded by nobody, so it is only the
/// last call of a process.
const CALLS: [(&str, &str); 16] = [
    ("openat", "EIO"),
    ("read", "EIO"),
    ("pread64", "EIO"),
    ("statx", "EIO"),
    ("newfstatat", "EIO"),
    ("getdents64", "EIO"),
    ("fcntl", "EIO"),
    ("flock", "EIO"),
    ("write", "ENOSPC"),
    ("fdatasync", "EIO"),
    ("fsync", "EIO"),
    ("rename", "EIO"),
    ("unlink", "EIO"),
    ("mkdir", "ENOSPC"),
    ("ftruncate", "EIO"),
    ("close", ""),
];

/// Of each call so many are tried, spread over the work.
const OF_EACH: usize = 8;

/// The least number of calls that must have failed, and of those that must have been the last: what is tried may miss, since
/// threads take the work in no fixed order.
const LEAST: (usize, usize) = (50, 40);

/// What the other process does. Run among the other tests it has no folder, and does nothing.
#[tokio::test]
async fn the_process_whose_calls_fail() {
    let Some(folder) = std::env::var_os(FOLDER).map(PathBuf::from) else { return };
    let Ok(ledger) = try_open(&folder) else { return };
    let retention = Retention { kept_months: 36, online_months: 2, longer: Vec::new() };
    let _may_fail = ledger.set_retention(&retention).await;
    let mut first = 0;
    for round in 0..6 {
        let events: Vec<_> = ["web", "hr", "db"]
            .into_iter()
            .zip(first..)
            .map(|(source, number)| event("acme", source, number))
            .collect();
        first += 3;
        let Ok(receipt) = ledger.append(&caller(), events).await else { break };
        let mut out = std::io::stdout().lock();
        let _may_fail = writeln!(out, "acknowledged {}", receipt.seqs().end).and_then(|()| out.flush());
        drop(out);
        match round {
            1 => drop(ledger.checkpoint().await),
            2 | 3 => drop(ledger.seal().await),
            4 => drop(ledger.tend(&Tending::default(), &Notes::default()).await),
            _ => {}
        }
    }
    let _may_fail = ledger.close().await;
}

/// What a run under `strace` was.
struct Run {
    acknowledged: u64,
    status: ExitStatus,
    log: String,
}

/// Runs this program again, with that test alone, under `strace` with more arguments, for so many seconds at the most.
fn run(strace: &Path, place: &Place, patience: &str, more: &[&str]) -> Run {
    let folder = place.folder.path();
    std::fs::create_dir(folder.join("second")).unwrap();
    let log = folder.join("calls");
    // A process that stands still all the same is killed, and what it acknowledged is looked for.
    let done = Command::new("timeout")
        .args(["--signal=KILL", patience])
        .arg(strace)
        .args(["-f", "-y", "-o"])
        .arg(&log)
        .args(more)
        .arg(std::env::current_exe().unwrap())
        .args(["--exact", "calls::the_process_whose_calls_fail", "--nocapture", "--test-threads=1"])
        .env(FOLDER, folder)
        // Where libraries would be looked for, one call for each place.
        .env_remove("LD_LIBRARY_PATH")
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&done.stdout);
    let last = said.lines().filter_map(|line| line.rsplit_once("acknowledged ")?.1.parse().ok()).next_back();
    let log = String::from_utf8_lossy(&std::fs::read(log).unwrap_or_default()).into_owned();
    Run { acknowledged: last.unwrap_or(0), status: done.status, log }
}

/// The calls of a log: of which thread, which, and whether within the folder. The line on which a call ends that others came
/// between is not one.
fn calls<'a>(log: &'a str, folder: &Path) -> impl Iterator<Item = (&'a str, &'a str, bool, &'a str)> {
    let folder = folder.to_str().unwrap().to_owned();
    log.lines().filter_map(move |line| {
        let (thread, call) = line.split_once(' ')?;
        let (name, rest) = call.trim_start().split_once('(')?;
        let is_name = name.bytes().all(|byte| byte.is_ascii_alphanumeric());
        is_name.then(|| (thread, name, rest.contains(&folder), rest))
    })
}

/// Which calls there are in the folder, by name: how many calls of the name its thread had made by then. Left out are numbers
/// under which a thread does something else: a runtime whose wake-ups fail stands still, whatever the ledger does.
fn counted(log: &str, folder: &Path) -> BTreeMap<String, BTreeSet<usize>> {
    let mut made = BTreeMap::new();
    let (mut found, mut others) = (BTreeMap::<_, BTreeSet<_>>::new(), BTreeSet::new());
    for (thread, name, inside, _) in calls(log, folder) {
        let count = made.entry((thread, name)).or_insert(0);
        *count += 1;
        if inside {
            found.entry(name.to_owned()).or_default().insert(*count);
        } else {
            others.insert((name, *count));
        }
    }
    for (name, numbers) in &mut found {
        numbers.retain(|number| !others.contains(&(name.as_str(), *number)));
    }
    found
}

/// So many of them, spread evenly.
fn spread(numbers: &BTreeSet<usize>) -> Vec<usize> {
    let step = numbers.len().div_ceil(OF_EACH).max(1);
    numbers.iter().copied().step_by(step).collect()
}

#[tokio::test]
async fn whichever_call_fails_or_is_the_last_every_acknowledged_event_is_there() {
    let Some(strace) = wanted::file("TALAP_TEST_STRACE", &["/usr/bin/strace"]) else { return };
    let traced: Vec<_> = CALLS.iter().map(|(name, _)| *name).collect();
    let place = Place::new();
    let sound = run(&strace, &place, "120", &["-e", &format!("trace={}", traced.join(","))]);
    if sound.log.is_empty() {
        // A container may forbid it for good.
        eprintln!("skipped: this machine lets no process be traced");
        return;
    }
    assert_eq!((sound.status.success(), sound.acknowledged), (true, 18), "{}", sound.status);
    let found = counted(&sound.log, place.folder.path());
    let (mut failed, mut last) = (BTreeMap::new(), BTreeMap::new());
    for (name, error) in CALLS {
        let numbers = found.get(name).map(spread).unwrap_or_default();
        for number in numbers {
            if !error.is_empty() {
                let place = Place::new();
                let inject = format!("inject={name}:error={error}:when={number}");
                let run = run(&strace, &place, "5", &["-e", &format!("trace={name}"), "-e", &inject]);
                there_are_at_least(run.acknowledged, place.folder.path(), &inject).await;
                let hit = calls(&run.log, place.folder.path())
                    .any(|(_, _, inside, rest)| inside && rest.ends_with("(INJECTED)"));
                *failed.entry(name).or_insert(0) += usize::from(hit);
            }
            let place = Place::new();
            let inject = format!("inject={name}:signal=KILL:when={number}");
            let run = run(&strace, &place, "5", &["-e", &format!("trace={name}"), "-e", &inject]);
            there_are_at_least(run.acknowledged, place.folder.path(), &inject).await;
            // A call that never came back has no result.
            let hit = calls(&run.log, place.folder.path()).any(|(_, _, inside, rest)| inside && rest.ends_with("= ?"));
            *last.entry(name).or_insert(0) += usize::from(hit);
        }
    }
    eprintln!("calls that failed: {failed:?}\ncalls that were the last: {last:?}");
    let sums = (failed.values().sum::<usize>(), last.values().sum::<usize>());
    assert!(sums.0 >= LEAST.0 && sums.1 >= LEAST.1, "{sums:?} calls in the folder");
}
