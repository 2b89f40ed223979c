use super::*;

const FOLDER: &str = "org=acme/object=portal/source=web/day=2026-11-22";

fn file(first: u64) -> FileLine {
    FileLine {
        path: format!("{FOLDER}/{}", segment_name(first, first)),
        size: 10,
        sha256: "00".into(),
        first_batch: first,
        last_batch: first,
        events: 1,
        index: None,
    }
}

#[test]
fn a_line_of_a_file_without_an_index_is_as_it_was_before_there_were_any() {
    let seal = SealLine { next_batch: 1, events: 1, files: 1 };
    let bytes = seal_bytes(&[file(0)], &seal);
    assert!(!String::from_utf8(bytes.clone()).unwrap().contains("index"));
    let read = |bytes: &[u8]| parse(bytes).files.into_values().map(|listed| listed.file).collect::<Vec<_>>();
    assert_eq!(read(&bytes), [file(0)]);
    let indexed = FileLine { index: Some(IndexLine { size: 7, sha256: "11".into() }), ..file(0) };
    assert_eq!(read(&seal_bytes(std::slice::from_ref(&indexed), &seal)), std::slice::from_ref(&indexed));
    assert_eq!(indexed.index_path().unwrap(), indexed.path.replace(".parquet", ".tokens"));
}

fn two_seals() -> Vec<u8> {
    let mut bytes = seal_bytes(&[file(0), file(1)], &SealLine { next_batch: 2, events: 2, files: 2 });
    bytes.extend(seal_bytes(&[file(2)], &SealLine { next_batch: 3, events: 3, files: 1 }));
    bytes
}

#[test]
fn an_interrupted_seal_does_not_count() {
    let bytes = two_seals();
    let whole = parse(&bytes);
    assert_eq!((whole.files.len(), whole.next_batch, whole.events, whole.lines), (3, 3, 3, 5));
    assert_eq!((whole.bytes, whole.damage.len()), (bytes.len(), 0));
    for cut in 0..bytes.len() {
        let part = parse(&bytes[..cut]);
        assert!(part.damage.is_empty());
        assert!(part.bytes <= cut && [0, 2].contains(&part.files.len()), "{cut}");
    }
}

#[test]
fn damage_before_a_seal_is_reported_with_its_line() {
    let mut bytes = two_seals();
    bytes[1] ^= 1;
    let first = bytes.iter().position(|byte| *byte == b'\n').unwrap();
    assert_eq!(parse(&bytes).damage[0], DamagedLine { line: 1, offset: 0 });
    let without_first = parse(&bytes[first + 1..]);
    assert_eq!(without_first.damage[0].line, 2, "the seal misses a file");
}

#[test]
fn a_seal_that_its_files_do_not_add_up_to_is_damage() {
    let seals = [
        SealLine { next_batch: 4, events: 4, files: 0 },
        SealLine { next_batch: 5, events: 4, files: 1 },
        SealLine { next_batch: 4, events: 5, files: 1 },
        SealLine { next_batch: u64::MAX, events: u64::MAX, files: 1 },
    ];
    for seal in seals {
        let files: Vec<_> = (0..seal.files).map(|_| file(3)).collect();
        let mut bytes = two_seals();
        bytes.extend(seal_bytes(&files, &seal));
        assert_eq!(parse(&bytes).damage.len(), 1, "{seal:?}");
    }
    let (gap, most) = (file(4), FileLine { last_batch: u64::MAX, events: u64::MAX, ..file(3) });
    for (line, next_batch) in [(gap, 5), (most, u64::MAX)] {
        let mut bytes = two_seals();
        bytes.extend(seal_bytes(&[line], &SealLine { next_batch, events: 4, files: 1 }));
        assert_eq!(parse(&bytes).damage.len(), 1);
    }
}

/// Three files of one partition.
fn three_files() -> Vec<u8> {
    seal_bytes(&[file(0), file(1), file(2)], &SealLine { next_batch: 3, events: 3, files: 3 })
}

fn merged(first: u64, last: u64) -> FileLine {
    FileLine {
        path: format!("{FOLDER}/{}", segment_name(first, last)),
        first_batch: first,
        last_batch: last,
        events: last - first + 1,
        ..file(first)
    }
}

fn names(batches: std::ops::RangeInclusive<u64>) -> Vec<String> {
    batches.map(|batch| segment_name(batch, batch)).collect()
}

fn at(text: &str) -> talap_model::Timestamp {
    talap_model::Timestamp::parse_rfc3339(text).unwrap()
}

fn compact(first: u64, last: u64) -> Change {
    Change::Compact(CompactLine { into: merged(first, last), from: names(first..=last) })
}

fn archive(file: FileLine) -> Change {
    Change::Archive(ArchiveLine { path: file.path, version: None })
}

fn expire(files: Vec<String>, batches: &[(u64, u64)], events: u64) -> Change {
    let (at, partition) = (at("2029-11-23T00:00:00Z"), FOLDER.to_owned());
    Change::Expire(ExpireLine { at, partition, files, batches: batches.to_vec(), events })
}

fn after(changes: &[Change]) -> Manifest {
    parse(&[three_files(), change_bytes(changes)].concat())
}

#[test]
fn the_lines_of_changes_are_these() {
    let policy = crate::life::lines::PolicyLine {
        at: at("2026-11-25T10:00:00Z"),
        kept_months: 36,
        online_months: 2,
        longer: vec![crate::life::lines::LongerLine {
            organisation: "acme".into(),
            object: Some("portal".into()),
            kept_months: 60,
        }],
    };
    let day = crate::life::lines::DayLine { at: at("2026-11-26T10:00:00.000001Z") };
    let version = ArchiveLine { path: merged(0, 1).path, version: Some("v1".into()) };
    let changes = [
        Change::Policy(policy),
        compact(0, 1),
        Change::Day(day),
        Change::Archive(version),
        expire(vec![segment_name(0, 1), segment_name(2, 2)], &[(0, 2)], 3),
    ];
    let bytes = change_bytes(&changes);
    let golden = [
        r#"{"v":2,"policy":{"at":"2026-11-25T10:00:00Z","kept_months":36,"online_months":2,"longer":[{"organisation":"acme","object":"portal","kept_months":60}]}}"#,
        r#"{"v":2,"compact":{"into":{"path":"org=acme/object=portal/source=web/day=2026-11-22/0000000000000000-0000000000000001.parquet","size":10,"sha256":"00","first_batch":0,"last_batch":1,"events":2},"from":["0000000000000000-0000000000000000.parquet","0000000000000001-0000000000000001.parquet"]}}"#,
        r#"{"v":2,"day":{"at":"2026-11-26T10:00:00.000001Z"}}"#,
        r#"{"v":2,"archive":{"path":"org=acme/object=portal/source=web/day=2026-11-22/0000000000000000-0000000000000001.parquet","version":"v1"}}"#,
        r#"{"v":2,"expire":{"at":"2029-11-23T00:00:00Z","partition":"org=acme/object=portal/source=web/day=2026-11-22","files":["0000000000000000-0000000000000001.parquet","0000000000000002-0000000000000002.parquet"],"batches":[[0,2]],"events":3}}"#,
    ];
    assert_eq!(String::from_utf8(bytes.clone()).unwrap().lines().collect::<Vec<_>>(), golden);
    let read = after(&changes);
    assert_eq!((read.damage.len(), read.lines, read.bytes), (0, 9, three_files().len() + bytes.len()));
    assert_eq!((read.files.len(), read.gone.len(), read.expired.len()), (0, 4, 1));
    assert_eq!((read.next_batch, read.events), (3, 3));
    assert_eq!((read.rules.policies.len(), read.rules.seen.len()), (1, 2));
    assert!(read.expired[0].early, "only one day was counted");
    assert!(read.gone[&merged(0, 1).path].archived.is_some());
}

#[test]
fn a_change_that_was_cut_off_does_not_count() {
    let whole = [three_files(), change_bytes(&[compact(0, 2)])].concat();
    for cut in three_files().len()..whole.len() {
        let part = parse(&whole[..cut]);
        assert_eq!((part.files.len(), part.damage.len(), part.bytes), (3, 0, three_files().len()), "{cut}");
    }
    assert_eq!(parse(&whole).files.len(), 1);
}

#[test]
fn a_change_that_does_not_fit_what_is_listed_is_damage() {
    let wrong_sum = Change::Compact(CompactLine { into: FileLine { events: 3, ..merged(0, 1) }, from: names(0..=1) });
    let one = Change::Compact(CompactLine { into: merged(0, 0), from: names(0..=0) });
    let gap = Change::Compact(CompactLine { into: merged(0, 2), from: [names(0..=0), names(2..=2)].concat() });
    let elsewhere = FileLine { path: file(0).path.replace("acme", "other"), ..merged(0, 1) };
    let elsewhere = Change::Compact(CompactLine { into: elsewhere, from: names(0..=1) });
    let day = |text| Change::Day(crate::life::lines::DayLine { at: at(text) });
    for changes in [
        vec![wrong_sum],
        vec![one],
        vec![gap],
        vec![elsewhere],
        vec![compact(0, 3)],
        vec![compact(0, 1), compact(0, 1)],
        vec![archive(file(1)), compact(0, 1)],
        vec![archive(file(1)), archive(file(1))],
        vec![archive(file(4))],
        vec![expire(names(0..=1), &[(0, 1)], 2)],
        vec![expire(names(0..=2), &[(0, 1)], 3)],
        vec![expire(names(0..=2), &[(0, 2)], 4)],
        vec![expire(names(0..=2), &[(0, 1), (1, 2)], 3)],
        vec![expire(names(0..=2), &[(2, 0)], 3)],
        vec![expire(names(0..=2), &[(0, 2)], 3), expire(names(0..=2), &[(0, 2)], 3)],
        vec![day("2026-11-26T10:00:00Z"), day("2026-11-25T10:00:00Z")],
    ] {
        assert_eq!(after(&changes).damage.len(), 1, "{changes:?}");
    }
    // A change between the lines of a seal.
    let seal = seal_bytes(&[file(3)], &SealLine { next_batch: 4, events: 4, files: 1 });
    let newline = seal.iter().position(|byte| *byte == b'\n').unwrap() + 1;
    let between = [&three_files(), &seal[..newline], &change_bytes(&[compact(0, 1)]), &seal[newline..]].concat();
    assert_eq!(parse(&between).damage.len(), 1);
    // Another version, another order of keys, and a key more.
    for line in [
        r#"{"v":1,"day":{"at":"2026-11-26T10:00:00Z"}}"#,
        r#"{"v":3,"day":{"at":"2026-11-26T10:00:00Z"}}"#,
        r#"{"day":{"at":"2026-11-26T10:00:00Z"},"v":2}"#,
        r#"{"v":2,"day":{"at":"2026-11-26T10:00:00Z"},"x":1}"#,
        r#"{"v":2,"day":{"at":"2026-11-26T15:00:00+05:00"}}"#,
        r#"{"v":2,"delete":{"path":"x"}}"#,
    ] {
        let bytes = [three_files(), format!("{line}\n").into_bytes(), change_bytes(&[compact(0, 1)])].concat();
        assert_eq!(parse(&bytes).damage[0].line, 5, "{line}");
    }
}

#[test]
fn a_path_names_its_partition() {
    assert_eq!(file(3).partition().unwrap().day_text(), "2026-11-22");
    for path in ["../x", "org=acme/object=portal/source=web/day=2026-11-22/../x", "org=A/object=b/source=c/day=x/y"] {
        assert_eq!(FileLine { path: path.into(), ..file(3) }.partition(), None, "{path}");
    }
}
