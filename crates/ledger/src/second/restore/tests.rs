//! A restoring that is cut off at each of its steps, and done over.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use super::*;
use crate::crash_tests::{CrashAfter, ORIGIN, key};
use crate::disk::Faults;
use crate::sample::{self, StepClock};
use crate::{Confidential, Ledger, LedgerConfig, Tending, verify};

/// A ledger with a sealed file that was copied, one that was not, and a log; all of them damaged. Returns what they were.
async fn damaged(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let second = folder.join("second");
    fs::create_dir(&second).unwrap();
    let config = LedgerConfig { second_store: Some(second), ..LedgerConfig::new(folder.join("ledger"), ORIGIN) };
    let (ledger, _) = Ledger::open(config, key(), Arc::new(StepClock::default())).unwrap();
    ledger.set_confidential(Confidential { sources: ["hr".parse().unwrap()].into(), ..Confidential::default() });
    let append = async |source: &str, number: u32| {
        let event = sample::event("acme", "portal", source, number);
        ledger.append(&sample::caller(), vec![event]).await.unwrap();
    };
    append("hr", 0).await;
    ledger.seal().await.unwrap();
    ledger.tend(&Tending::default(), &Silent).await.unwrap();
    append("hr", 1).await;
    ledger.seal().await.unwrap();
    append("web", 2).await;
    append("hr", 3).await;
    append("web", 4).await;
    ledger.close().await.unwrap();
    let is_log = |path: &Path| path.extension().is_some_and(|end| end == "wal");
    let files = sample::files(&folder.join("ledger")).into_iter();
    let files = files.filter(|path| path.to_string_lossy().contains("source=hr") || is_log(path));
    let sound: Vec<_> = files.map(|path| (path.clone(), fs::read(&path).unwrap())).collect();
    assert_eq!(sound.len(), 5, "two files with their indexes, and the log");
    for (path, bytes) in &sound {
        let mut bytes = bytes.clone();
        let text = b"event 3";
        let at = bytes.windows(text.len()).position(|window| window == text);
        let at = at.filter(|_| is_log(path)).unwrap_or(bytes.len() / 2);
        bytes[at] ^= 1;
        fs::write(path, bytes).unwrap();
    }
    sound
}

struct Silent;

#[async_trait::async_trait]
impl crate::Herald for Silent {
    async fn expiring(&self, _: &crate::Expiring) -> Result<(), Message> {
        Ok(())
    }
}

#[tokio::test]
async fn whatever_step_is_the_last_doing_it_over_makes_everything_what_was_signed() {
    let verifier = key().verifier(ORIGIN).unwrap();
    for limit in 0.. {
        let folder = sample::folder();
        let sound = damaged(folder.path()).await;
        let (dir, second) = (folder.path().join("ledger"), folder.path().join("second"));
        let crash = Arc::new(CrashAfter::at(limit));
        let disk = Disk { faults: Some(Arc::clone(&crash) as Arc<dyn Faults>) };
        let first = Restore::open_on(disk, &dir, &second, &verifier).unwrap().carry_out();
        let mut again = Restore::open(&dir, &second, &verifier).unwrap();
        again.carry_out().unwrap();
        let left: Vec<_> = again.amiss().collect();
        assert!(left.is_empty() && again.recovered().events == 0, "step {limit}: {left:?}, {:?}", again.recovered());
        drop(again);
        for (path, bytes) in &sound {
            assert_eq!(&fs::read(path).unwrap(), bytes, "step {limit}: {}", path.display());
        }
        let report = verify(&dir, &verifier).unwrap();
        assert_eq!((&report.problems[..], report.events), (&[][..], 5), "step {limit}");
        assert_eq!(sample::files(&folder.path().join("ledger-damaged")).len(), sound.len(), "step {limit}");
        if crash.steps.load(Ordering::Relaxed) <= limit {
            assert!(first.is_ok() && limit > 40, "it takes {limit} steps");
            return;
        }
    }
}
