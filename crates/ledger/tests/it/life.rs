//! The life of sealed files: merged, moved to the archive store, expired; and nothing lost, doubled or let go early.

use std::collections::BTreeMap;

use std::sync::Arc;
use std::sync::atomic::Ordering;

use async_trait::async_trait;
use futures::StreamExt as _;
use proptest::prelude::*;
use talap_ledger::{Expiring, Herald, Reason, Retention, Sealing, Tending, Trouble, verify};
use talap_model::Message;

use crate::house::{DAY, House, Notes, context, seqs};
use crate::support::{Size, files, flip, verifier};

pub(crate) async fn small_files_of_a_day_become_one_and_prove_what_they_proved(size: Size) {
    let mut house = House::of(size, 2).await;
    for _ in 0..3 {
        house.append_and_seal("web", 4).await;
        house.append_and_seal("db", 1).await;
    }
    assert_eq!(house.tend_well().await.merged, (0, 0), "the day is not over");
    let tended = house.days(1).await.remove(0);
    assert_eq!((tended.merged, tended.undeleted), ((6, 2), 0));
    assert_eq!(
        house.local_files(),
        ["0000000000000001-0000000000000005.parquet", "0000000000000000-0000000000000004.parquet"]
    );
    assert_eq!(house.seqs().await, (0..15).collect::<Vec<_>>());
    assert_eq!(seqs(house.ledger(), "source = 'db'").await, [4, 9, 14]);
    let report = house.sound();
    assert_eq!((report.events, report.batches, report.files), (15, 6, 2));
    house.open();
    assert_eq!(house.seqs().await, (0..15).collect::<Vec<_>>());
    assert!(house.sound().leftovers.is_empty());
}

pub(crate) async fn the_tail_of_a_past_day_is_sealed(size: Size) {
    let mut house = House::of(size, 2).await;
    house.append("web", 2).await;
    house.tend_well().await;
    assert_eq!(house.ledger().stats().tail_events, 2);
    house.days(1).await;
    assert_eq!((house.ledger().stats().tail_events, house.local_files().len()), (0, 1));
}

pub(crate) async fn a_query_reads_on_while_its_files_are_replaced(size: Size) {
    let mut house = House::of(size, 2).await;
    for _ in 0..3 {
        house.append_and_seal("web", 4).await;
    }
    let frame = context(house.ledger()).sql("SELECT seq FROM events").await.unwrap();
    let plan = frame.create_physical_plan().await.unwrap();
    let tended = house.days(1).await.remove(0);
    assert_eq!((tended.merged, tended.undeleted), ((3, 1), 3), "the plan holds them");
    assert_eq!(house.local_files().len(), 4);
    let report = house.sound();
    assert_eq!(report.leftovers.len(), 6, "three files and their indexes");
    let stream = datafusion::physical_plan::execute_stream(Arc::clone(&plan), Arc::default()).unwrap();
    let rows: usize = stream.map(|batch| batch.unwrap().num_rows()).collect::<Vec<_>>().await.iter().sum();
    assert_eq!(rows, 12);
    drop(plan);
    assert_eq!(house.tend_well().await.undeleted, 0);
    assert_eq!(house.local_files().len(), 1);
    // After an interruption nobody reads them any more.
    for _ in 0..2 {
        house.append_and_seal("web", 1).await;
    }
    let plan =
        context(house.ledger()).sql("SELECT seq FROM events").await.unwrap().create_physical_plan().await.unwrap();
    assert_eq!(house.days(1).await.remove(0).undeleted, 2);
    house.open();
    assert_eq!(house.local_files().len(), 2);
    drop(plan);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn no_event_is_missed_or_seen_twice_while_files_are_merged() {
    let mut house = House::new(2).await;
    let tending = Tending { most_small_files: 2, ..Tending::default() };
    let ledger = house.ledger().clone();
    let tender = tokio::spawn(async move {
        let notes = Notes::default();
        let mut merged = 0;
        let mut tended = 0;
        while merged <= 2 || tended < 40 {
            merged += ledger.tend(&tending, &notes).await.unwrap().merged.0;
            tended += 1;
        }
        merged
    });
    let mut appended = 0;
    while !tender.is_finished() {
        house.append("web", 5).await;
        // No verifier is at work, so nothing puts a seal off.
        assert_eq!(house.ledger().seal().await.unwrap(), Sealing::Sealed { files: 1 });
        appended += 5;
        assert_eq!(house.seqs().await, (0..appended).collect::<Vec<_>>());
    }
    assert!(tender.await.unwrap() > 2);
    house.tend().await;
    assert_eq!(house.sound().events, appended);
}

pub(crate) async fn old_files_move_to_the_archive_and_are_still_found_and_verified(size: Size) {
    let mut house = House::of(size, 2).await;
    house.append_and_seal("web", 3).await;
    // 2026-11-22 and one month: online all of 2026-12-22.
    house.days(30).await;
    house.append_and_seal("web", 2).await;
    assert_eq!((house.local_files().len(), house.archived_files().len()), (2, 0));
    let tended = house.days(1).await.remove(0);
    assert_eq!(tended.moved.0, 1);
    assert_eq!((house.local_files().len(), house.archived_files().len()), (1, 1));
    assert_eq!(house.seqs().await, [0, 1, 2, 3, 4]);
    assert_eq!(seqs(house.ledger(), "day < '2026-12-01'").await, [0, 1, 2]);
    let report = house.sound();
    assert_eq!((report.events, report.files, report.archived_files), (5, 1, 1));
    house.open();
    assert_eq!(house.seqs().await, [0, 1, 2, 3, 4]);
    // Every changed byte of the archived file is found.
    let archived = files(&house.archive_folder().join("org=acme")).remove(0);
    let sound = std::fs::read(&archived).unwrap();
    for at in (0..sound.len()).step_by(97) {
        let mut changed = sound.clone();
        changed[at] ^= 1;
        std::fs::write(&archived, changed).unwrap();
        assert!(!house.verify().is_sound(), "byte {at}");
    }
    std::fs::write(&archived, &sound[1..]).unwrap();
    assert!(!house.verify().is_sound());
    std::fs::remove_file(&archived).unwrap();
    let reasons: Vec<_> = house.verify().problems.into_iter().map(|problem| problem.reason).collect();
    assert!(reasons.contains(&Reason::Missing), "{reasons:?}");
}

pub(crate) async fn an_archive_that_is_away_is_said_to_be_and_not_called_sound(size: Size) {
    let mut house = House::of(size, 2).await;
    house.append_and_seal("web", 3).await;
    house.days(32).await;
    house.append_and_seal("web", 2).await;
    assert_eq!(house.archived_files().len(), 1);
    // As when a disk is not mounted: an empty folder.
    let away = house.place.folder.path().join("away");
    std::fs::rename(house.archive_folder(), &away).unwrap();
    std::fs::create_dir(house.archive_folder()).unwrap();
    let report = house.verify();
    assert!(
        matches!(&report.problems[..], [problem] if matches!(problem.reason, Reason::ArchiveUnreachable { .. })),
        "{report:?}"
    );
    assert_eq!((report.unread_files, report.events), (1, 2));
    let report = verify(&house.place.dir(), &verifier()).unwrap();
    assert!(matches!(&report.problems[..], [problem] if problem.reason == Reason::NoArchive), "{report:?}");
    // New events are taken and found; what is away is asked for in vain, not left out.
    assert_eq!(seqs(house.ledger(), "day > '2026-12-01'").await, [3, 4]);
    let all = context(house.ledger()).sql("SELECT count(seq), max(message) FROM events").await.unwrap();
    assert!(all.collect().await.is_err());
    // Nothing is put into the empty folder.
    house.clock.0.fetch_add(33 * DAY, Ordering::Relaxed);
    let tended = house.tend().await;
    assert!(matches!(&tended.troubles[..], [Trouble::Archive(_), ..]), "{tended:?}");
    assert!(files(&house.archive_folder()).is_empty());
    std::fs::remove_dir(house.archive_folder()).unwrap();
    std::fs::rename(&away, house.archive_folder()).unwrap();
    house.tend_well().await;
    assert_eq!((house.archived_files().len(), house.sound().unread_files), (2, 0));
}

pub(crate) async fn an_archive_of_another_ledger_is_refused(size: Size) {
    let mut house = House::of(size, 2).await;
    house.append_and_seal("web", 3).await;
    std::fs::create_dir(house.archive_folder()).unwrap();
    std::fs::write(house.archive_folder().join("talap-archive"), "other\n").unwrap();
    house.clock.0.fetch_add(40 * DAY, Ordering::Relaxed);
    let tended = house.tend().await;
    assert!(tended.troubles[0].to_string().contains("other"), "{tended:?}");
    assert_eq!(house.sound().events, 3);
}

pub(crate) async fn a_partition_expires_when_its_retention_is_over_and_the_rest_stays_proved(size: Size) {
    let mut house = House::of(size, 2).await;
    house.append("web", 2).await;
    house.append_and_seal("db", 3).await;
    house.days(10).await;
    house.append_and_seal("web", 4).await;
    // 2026-11-22 and two months: all of 2027-01-22 is kept.
    let before = house.days(51).await;
    assert!(before.iter().all(|tended| tended.expired.is_empty()));
    assert_eq!(house.now().to_string().get(..10), Some("2027-01-22"));
    assert_eq!(house.seqs().await.len(), 9);
    let tended = house.days(1).await.remove(0);
    assert_eq!(tended.expired.len(), 2);
    assert_eq!(tended.expired, *house.notes.0.lock().unwrap());
    let expired: Vec<_> = tended.expired.iter().map(|one| (one.source.as_str().to_owned(), one.events)).collect();
    assert_eq!(expired, [("db".to_owned(), 3), ("web".to_owned(), 2)]);
    assert_eq!(house.seqs().await, [5, 6, 7, 8]);
    assert_eq!(house.archived_files().len(), 1, "deleted in the archive");
    let report = house.sound();
    assert_eq!((report.events, report.expired_events, report.expired_partitions), (9, 5, 2));
    assert_eq!((house.ledger().stats().events, house.ledger().stats().expired_events), (9, 5));
    house.open();
    assert_eq!(house.seqs().await, [5, 6, 7, 8]);
    assert_eq!(house.ledger().holdings().expired_partitions, 2);
    house.append("web", 1).await;
    assert_eq!(house.seqs().await, [5, 6, 7, 8, 9]);
}

pub(crate) async fn what_a_longer_policy_promised_is_kept(size: Size) {
    let mut house = House::of(size, 2).await;
    house.append_and_seal("web", 2).await;
    let shorter = Retention { kept_months: 1, online_months: 1, longer: Vec::new() };
    house.days(1).await;
    assert!(house.ledger().set_retention(&shorter).await.unwrap());
    house.append_and_seal("db", 2).await;
    house.days(3).await;
    house.append_and_seal("app", 2).await;
    house.days(40).await;
    // The one of the day after the change went; the days before are kept as promised.
    assert_eq!(house.seqs().await, [0, 1, 2, 3]);
    house.sound();
    let none = Retention { kept_months: 0, ..shorter };
    assert!(!house.ledger().set_retention(&none).await.unwrap());
}

pub(crate) async fn a_clock_put_forward_lets_nothing_go_and_one_put_back_stops_what_it_decides(size: Size) {
    let mut house = House::of(size, 2).await;
    house.append_and_seal("web", 2).await;
    house.clock.0.fetch_add(4000 * DAY, Ordering::Relaxed);
    for _ in 0..3 {
        assert!(house.tend_well().await.expired.is_empty());
    }
    assert_eq!(house.seqs().await, [0, 1]);
    // Right again: years behind what was signed.
    house.clock.0.fetch_sub(3999 * DAY, Ordering::Relaxed);
    let tended = house.tend().await;
    assert!(matches!(tended.troubles[..], [Trouble::Clock { .. }]), "{tended:?}");
    assert_eq!(house.seqs().await, [0, 1]);
}

pub(crate) async fn a_verifier_at_work_postpones_every_change(size: Size) {
    let mut house = House::of(size, 2).await;
    house.append_and_seal("web", 2).await;
    house.append_and_seal("web", 2).await;
    house.clock.0.fetch_add(40 * DAY, Ordering::Relaxed);
    let lock = std::fs::File::open(house.place.dir().join("seal.lock")).unwrap();
    lock.lock_shared().unwrap();
    let tended = house.tend().await;
    assert!(tended.postponed && !tended.did_anything(), "{tended:?}");
    drop(lock);
    assert!(house.tend_well().await.did_anything());
}

pub(crate) async fn a_damaged_file_is_neither_merged_nor_moved(size: Size) {
    let mut house = House::of(size, 2).await;
    house.append_and_seal("web", 2).await;
    house.append_and_seal("web", 2).await;
    let file = files(&house.place.dir().join("events")).remove(0);
    flip(&file, 100);
    house.clock.0.fetch_add(40 * DAY, Ordering::Relaxed);
    let tended = house.tend().await;
    assert!(matches!(tended.troubles[..], [Trouble::Changed { .. }, Trouble::Changed { .. }]), "{tended:?}");
    assert_eq!(house.local_files().len(), 1, "the sound one moved");
    assert!(!house.verify().is_sound());
}

pub(crate) async fn an_expiry_that_cannot_be_recorded_does_not_happen(size: Size) {
    struct Deaf;
    #[async_trait]
    impl Herald for Deaf {
        async fn expiring(&self, _: &Expiring) -> Result<(), Message> {
            Err(Message::new("ledger-closed"))
        }
    }
    let mut house = House::of(size, 1).await;
    house.append_and_seal("web", 2).await;
    house.days(30).await;
    house.clock.0.fetch_add(DAY, Ordering::Relaxed);
    let tended = house.ledger().tend(&Tending::default(), &Deaf).await.unwrap();
    assert!(matches!(tended.troubles[..], [Trouble::Untold(_)]), "{tended:?}");
    assert_eq!(house.seqs().await, [0, 1]);
}

pub(crate) async fn a_line_that_lets_events_go_and_that_nobody_signed_does_not_count(size: Size) {
    let mut house = House::of(size, 2).await;
    house.append_and_seal("web", 2).await;
    let ledger = house.ledger.take().unwrap();
    ledger.close().await.unwrap();
    drop(ledger);
    let dir = house.place.dir();
    let name = files(&dir.join("events")).remove(0);
    let partition = name.parent().unwrap().strip_prefix(dir.join("events")).unwrap().display().to_string();
    let file = name.file_name().unwrap().to_str().unwrap();
    let line = format!(
        r#"{{"v":2,"expire":{{"at":"2030-01-01T00:00:00Z","partition":"{partition}","files":["{file}"],"batches":[[0,0]],"events":2}}}}"#
    );
    let manifest = std::fs::read_to_string(dir.join("manifest")).unwrap() + &line + "\n";
    std::fs::write(dir.join("manifest"), manifest).unwrap();
    // Without a signature it does not count: nothing goes.
    let report = house.sound();
    assert_eq!((report.events, report.expired_events), (2, 0));
    house.open();
    assert_eq!(house.seqs().await, [0, 1]);
    house.sound();
}

#[derive(Debug, Clone)]
enum Step {
    Append(usize, usize),
    Seal,
    Tend,
    Days(i64),
    Reopen,
    Close,
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        4 => (0_usize..3, 1_usize..4).prop_map(|(source, count)| Step::Append(source, count)),
        3 => Just(Step::Seal),
        4 => Just(Step::Tend),
        3 => (1_i64..20).prop_map(Step::Days),
        1 => Just(Step::Reopen),
        1 => Just(Step::Close),
    ];
    prop::collection::vec(step, 1..40)
}

/// What should be there: the day and source of every event that did not expire.
async fn walk(size: Size, steps: Vec<Step>) {
    const SOURCES: [&str; 3] = ["web", "db", "app"];
    let mut house = House::of(size, 1).await;
    let (mut model, mut next) = (BTreeMap::new(), 0_u64);
    for step in steps {
        match step {
            Step::Append(source, count) => {
                let source = SOURCES[source];
                house.append(source, count).await;
                for _ in 0..count {
                    model.insert(next, (source, house.now().day()));
                    next += 1;
                }
            }
            Step::Seal => drop(house.ledger().seal().await.unwrap()),
            Step::Tend => {
                for expired in house.tend_well().await.expired {
                    let age = house.now().day() - expired.day;
                    assert!(age.whole_days() > 28, "{expired:?}");
                    let before = model.len();
                    model.retain(|_, (source, day)| *source != expired.source.as_str() || *day != expired.day);
                    assert_eq!(before - model.len(), usize::try_from(expired.events).unwrap());
                }
            }
            Step::Days(count) => {
                house.clock.0.fetch_add(count * DAY, Ordering::Relaxed);
            }
            Step::Reopen => house.open(),
            Step::Close => {
                house.ledger().close().await.unwrap();
                house.open();
            }
        }
        assert_eq!(house.seqs().await, model.keys().copied().collect::<Vec<_>>());
    }
    house.ledger().checkpoint().await.unwrap();
    let report = house.sound();
    assert_eq!(report.events, next);
    assert_eq!(report.expired_events, next - model.len() as u64);
    assert!(report.leftovers.is_empty() || house.ledger().stats().tail_events > 0, "{report:?}");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]
    #[test]
    fn whatever_happens_in_whatever_order_no_event_is_lost_or_doubled(steps in steps()) {
        tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap().block_on(walk(Size::Small, steps));
    }

    #[test]
    fn nor_where_another_node_goes_on(steps in steps(), size in prop_oneof![Just(Size::Grown), Just(Size::Moving)]) {
        tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap().block_on(walk(size, steps));
    }
}

#[tokio::test]
async fn a_sealed_file_says_of_each_page_what_cannot_be_in_it() {
    let mut house = House::new(1).await;
    house.append_and_seal("web", 2).await;
    house.append_and_seal("web", 2).await;
    let check = |house: &House| {
        let sealed = files(&house.place.dir().join("events"));
        let sealed: Vec<_> =
            sealed.into_iter().filter(|path| path.extension().is_some_and(|e| e == "parquet")).collect();
        for path in &sealed {
            let file = std::fs::File::open(path).unwrap();
            let reader = parquet::file::reader::SerializedFileReader::new(file).unwrap();
            for group in parquet::file::reader::FileReader::metadata(&reader).row_groups() {
                assert_eq!(group.sorting_columns().map(|columns| columns[0].column_idx), Some(0), "by seq");
                for column in group.columns() {
                    let name = column.column_path().string();
                    let is_filtered = ["address", "user_name", "host"].contains(&name.as_str());
                    assert_eq!(column.bloom_filter_offset().is_some(), is_filtered, "{name}");
                    assert!(column.offset_index_offset().is_some(), "{name}");
                    // The lowest and highest of such texts would leave nothing out.
                    let is_unlike = ["message", "raw_head"].contains(&name.as_str());
                    assert!(is_unlike || column.column_index_offset().is_some(), "{name}");
                    assert!(matches!(column.compression(), parquet::basic::Compression::ZSTD(_)), "{name}");
                }
            }
        }
        sealed.len()
    };
    assert_eq!(check(&house), 2);
    house.days(1).await;
    assert_eq!(check(&house), 1, "merged");
}
