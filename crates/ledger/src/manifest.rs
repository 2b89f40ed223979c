//! The manifest: which files are the ledger's and what became of them, one line of JSON each, in the order it happened. A
//! seal's lines end with a line that makes them count; without it they are an interrupted seal. A change of what is sealed
//! already (`crate::life`) is one line.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::batch::Partition;
use crate::life::lines::{ArchiveLine, Change, CompactLine, ExpireLine};
use crate::life::rules::Rules;
use crate::merkle::Hash;

/// The version of the lines of a seal.
const VERSION: u32 = 1;

/// The version of the lines that change what is sealed.
const CHANGE_VERSION: u32 = 2;

/// A sealed Parquet file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct FileLine {
    /// Below `events/`, with slashes.
    pub(crate) path: String,
    pub(crate) size: u64,
    pub(crate) sha256: String,
    pub(crate) first_batch: u64,
    pub(crate) last_batch: u64,
    pub(crate) events: u64,
    /// The index of tokens beside it; files that were sealed before there were any have none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) index: Option<IndexLine>,
}

/// The index of tokens of a Parquet file, which has the file's name with another ending.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct IndexLine {
    pub(crate) size: u64,
    pub(crate) sha256: String,
}

impl FileLine {
    /// The path of the index of tokens, below `events/`, if there is one.
    pub(crate) fn index_path(&self) -> Option<String> {
        self.index.as_ref().map(|_| index_name(&self.path))
    }

    /// The partition that the path names, if it is a path that sealing makes.
    pub(crate) fn partition(&self) -> Option<Partition> {
        let parts: Vec<&str> = self.path.split('/').collect();
        let [org, object, source, day, name] = parts.try_into().ok()?;
        let partition = Partition::from_folders([org, object, source, day])?;
        (name == segment_name(self.first_batch, self.last_batch)).then_some(partition)
    }

    /// The folder of its partition below `events/`, and its name there.
    fn split(&self) -> Option<(&str, &str)> {
        self.path.rsplit_once('/')
    }
}

/// The name of a Parquet file, after the first and last batch it holds.
pub(crate) fn segment_name(first_batch: u64, last_batch: u64) -> String {
    format!("{first_batch:016}-{last_batch:016}.parquet")
}

/// The name, or the path, of the index of tokens that is beside a Parquet file.
pub(crate) fn index_name(segment: &str) -> String {
    format!("{}.tokens", segment.strip_suffix(".parquet").unwrap_or(segment))
}

/// The name, or the path, of the Parquet file that an index of tokens is beside, if it is the name of one.
pub(crate) fn segment_of_index(index: &str) -> Option<String> {
    index.strip_suffix(".tokens").map(|stem| format!("{stem}.parquet"))
}

/// The first and last batch in the name of a Parquet file, if it is one that [`segment_name`] makes.
pub(crate) fn segment_range(name: &str) -> Option<(u64, u64)> {
    let (first, last) = name.strip_suffix(".parquet")?.split_once('-')?;
    let (first, last) = (first.parse().ok()?, last.parse().ok()?);
    (name == segment_name(first, last)).then_some((first, last))
}

/// The end of a seal: from here on all batches before `next_batch` are in the files above.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct SealLine {
    pub(crate) next_batch: u64,
    /// All events sealed so far.
    pub(crate) events: u64,
    /// How many files the seal made.
    pub(crate) files: u64,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    v: u32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    file: Option<FileLine>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    seal: Option<SealLine>,
}

/// The bytes of one seal, ready to append.
pub(crate) fn seal_bytes(files: &[FileLine], seal: &SealLine) -> Vec<u8> {
    let lines = files.iter().map(|file| Line { v: VERSION, file: Some(file.clone()), seal: None });
    let end = Line { v: VERSION, file: None, seal: Some(seal.clone()) };
    let mut bytes = Vec::new();
    for line in lines.chain([end]) {
        // Plain structs of numbers and text always serialize.
        bytes.extend(serde_json::to_vec(&line).unwrap_or_default());
        bytes.push(b'\n');
    }
    bytes
}

#[derive(Serialize, Deserialize)]
struct ChangeOfSealed {
    v: u32,
    #[serde(flatten)]
    change: Change,
}

/// The bytes of changes, ready to append.
pub(crate) fn change_bytes(changes: &[Change]) -> Vec<u8> {
    let mut bytes = Vec::new();
    for change in changes {
        let line = ChangeOfSealed { v: CHANGE_VERSION, change: change.clone() };
        bytes.extend(serde_json::to_vec(&line).unwrap_or_default());
        bytes.push(b'\n');
    }
    bytes
}

/// A line that cannot be one, with a later line that shows it is damage and not an interrupted write.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("line {line} is not a line of the manifest")]
pub(crate) struct DamagedLine {
    /// From 1.
    pub(crate) line: u64,
    /// The offset of the line.
    pub(crate) offset: u64,
}

/// A file that the manifest lists.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Listed {
    /// The number of its line, from 1.
    pub(crate) line: u64,
    pub(crate) file: FileLine,
    /// Set once it lies in the archive store.
    pub(crate) archived: Option<ArchiveLine>,
}

/// A partition whose events are gone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Expired {
    /// The number of its line, from 1.
    pub(crate) line: u64,
    /// The length of the manifest with this line.
    pub(crate) end: usize,
    pub(crate) change: ExpireLine,
    /// Whether the policies and the days signed before it do not allow it.
    pub(crate) early: bool,
}

/// A manifest that was read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Manifest {
    /// The files that hold the sealed events, by path.
    pub(crate) files: BTreeMap<String, Listed>,
    /// Files that are the ledger's no more: others took their place, or they expired.
    pub(crate) gone: BTreeMap<String, Listed>,
    pub(crate) expired: Vec<Expired>,
    pub(crate) rules: Rules,
    /// All batches before this one are sealed.
    pub(crate) next_batch: u64,
    /// All events that were ever sealed.
    pub(crate) events: u64,
    pub(crate) lines: u64,
    /// The length of the complete seals and changes; what follows is an interrupted one.
    pub(crate) bytes: usize,
    /// What is wrong with lines that count.
    pub(crate) damage: Vec<DamagedLine>,
}

/// Reads a manifest, whatever state it is in.
pub(crate) fn parse(bytes: &[u8]) -> Manifest {
    let mut manifest = Manifest::default();
    let (mut offset, mut number) = (0, 0);
    let (mut pending, mut damage) = (Vec::new(), Vec::new());
    for raw in bytes.split_inclusive(|byte| *byte == b'\n') {
        number += 1;
        let here = DamagedLine { line: number, offset: u64::try_from(offset).unwrap_or(u64::MAX) };
        offset += raw.len();
        let fits = match parse_line(raw) {
            Some(Parsed::File(file)) => {
                pending.push((number, file));
                continue;
            }
            Some(Parsed::Seal(seal)) => {
                let fits = adds_up(&manifest, &pending, &seal);
                for (line, file) in pending.drain(..) {
                    manifest.files.insert(file.path.clone(), Listed { line, file, archived: None });
                }
                (manifest.next_batch, manifest.events) = (seal.next_batch, seal.events);
                fits
            }
            // A seal is written at once, so nothing comes between its lines.
            Some(Parsed::Change(change)) => pending.is_empty() && manifest.apply(change, number, offset),
            None => {
                damage.push(here);
                continue;
            }
        };
        if !damage.is_empty() || !fits {
            damage.push(here);
        }
        manifest.damage.append(&mut damage);
        (manifest.lines, manifest.bytes) = (number, offset);
    }
    manifest
}

impl Manifest {
    /// The files of a partition, by the path of its folder.
    pub(crate) fn of_partition<'a>(&'a self, folder: &'a str) -> impl Iterator<Item = (&'a str, &'a Listed)> {
        let start = format!("{folder}/");
        let within = self.files.range(start.clone()..);
        within.map_while(move |(path, listed)| Some((path.strip_prefix(&start)?, listed)))
    }

    /// Applies a change, if it fits what the manifest lists.
    fn apply(&mut self, change: Change, line: u64, end: usize) -> bool {
        match change {
            Change::Compact(change) => self.compact(change, line).is_some(),
            Change::Archive(change) => match self.files.get_mut(&change.path) {
                Some(listed) if listed.archived.is_none() => {
                    listed.archived = Some(change);
                    true
                }
                _ => false,
            },
            Change::Expire(change) => self.expire(change, line, end).is_some(),
            Change::Policy(policy) => {
                let sound = policy.retention().is_some_and(|retention| retention.is_possible());
                let later = self.sees(policy.at);
                self.rules.policies.push(policy);
                sound && later
            }
            Change::Day(day) => self.sees(day.at),
        }
    }

    /// Notes that the clock was seen, unless it went back.
    fn sees(&mut self, at: talap_model::Timestamp) -> bool {
        let later = self.rules.seen.last().is_none_or(|last| *last <= at);
        self.rules.seen.push(at);
        later
    }

    fn compact(&mut self, change: CompactLine, line: u64) -> Option<()> {
        let CompactLine { into, from } = change;
        into.partition()?;
        let (folder, name) = into.split()?;
        let found: Vec<_> = self
            .of_partition(folder)
            .skip_while(|(name, _)| from.first().is_some_and(|first| *name != first))
            .take(from.len())
            .collect();
        let sums = || found.iter().map(|(_, listed)| &listed.file);
        let fits = from.len() > 1
            && found.iter().map(|(name, _)| *name).eq(from.iter().map(String::as_str))
            && found.iter().all(|(other, listed)| listed.archived.is_none() && *other != name)
            && sums().map(|file| file.first_batch).min() == Some(into.first_batch)
            && sums().map(|file| file.last_batch).max() == Some(into.last_batch)
            && sums().try_fold(0_u64, |sum, file| sum.checked_add(file.events)) == Some(into.events);
        let paths: Vec<_> = sums().map(|file| file.path.clone()).collect();
        if !fits {
            return None;
        }
        for path in paths {
            let listed = self.files.remove(&path)?;
            self.gone.insert(path, listed);
        }
        self.files.insert(into.path.clone(), Listed { line, file: into, archived: None });
        Some(())
    }

    fn expire(&mut self, change: ExpireLine, line: u64, end: usize) -> Option<()> {
        let found: Vec<_> = self.of_partition(&change.partition).map(|(name, listed)| (name, &listed.file)).collect();
        let partition = found.first().and_then(|(_, file)| file.partition())?;
        let runs = || change.batches.iter();
        let fits = found.iter().map(|(name, _)| *name).eq(change.files.iter().map(String::as_str))
            && found.iter().try_fold(0_u64, |sum, (_, file)| sum.checked_add(file.events)) == Some(change.events)
            && runs().all(|(first, last)| first <= last)
            && runs().zip(runs().skip(1)).all(|((_, last), (first, _))| last < first)
            && runs().next().map(|run| run.0) == found.iter().map(|(_, file)| file.first_batch).min()
            && runs().next_back().map(|run| run.1) == found.iter().map(|(_, file)| file.last_batch).max();
        let paths: Vec<_> = found.iter().map(|(_, file)| file.path.clone()).collect();
        if !fits {
            return None;
        }
        let early = !self.rules.may_expire(&partition, change.at);
        for path in paths {
            let listed = self.files.remove(&path)?;
            self.gone.insert(path, listed);
        }
        self.expired.push(Expired { line, end, change, early });
        Some(())
    }
}

/// Whether a seal's files hold exactly the batches and events by which it goes beyond the seals before it.
fn adds_up(before: &Manifest, files: &[(u64, FileLine)], seal: &SealLine) -> bool {
    let files = || files.iter().map(|(_, file)| file);
    let count = u64::try_from(files().count()).ok();
    let events = files().try_fold(before.events, |sum, file| sum.checked_add(file.events));
    let first = files().map(|file| file.first_batch).min();
    let next = files().map(|file| file.last_batch).max().and_then(|last| last.checked_add(1));
    count == Some(seal.files)
        && events == Some(seal.events)
        && first == Some(before.next_batch)
        && next == Some(seal.next_batch)
        && files().all(|file| file.first_batch <= file.last_batch && file.events > 0)
}

enum Parsed {
    File(FileLine),
    Seal(SealLine),
    Change(Change),
}

/// Reads one line with its newline; only the form that is written is taken.
fn parse_line(raw: &[u8]) -> Option<Parsed> {
    let text = raw.strip_suffix(b"\n")?;
    if let Ok(line) = serde_json::from_slice::<Line>(text) {
        let written = line.v == VERSION && serde_json::to_vec(&line).ok()? == text;
        return match line {
            Line { file: Some(file), seal: None, .. } if written => Some(Parsed::File(file)),
            Line { file: None, seal: Some(seal), .. } if written => Some(Parsed::Seal(seal)),
            _ => None,
        };
    }
    let line: ChangeOfSealed = serde_json::from_slice(text).ok()?;
    let written = line.v == CHANGE_VERSION && serde_json::to_vec(&line).ok()? == text;
    written.then_some(Parsed::Change(line.change))
}

/// SHA-256 of the first `length` bytes, if there are so many.
pub(crate) fn hash_of_first(bytes: &[u8], length: u64) -> Option<Hash> {
    let part = bytes.get(..usize::try_from(length).ok()?)?;
    Some(Sha256::digest(part).into())
}

#[cfg(test)]
mod tests {
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
        assert_eq!(read(&seal_bytes(&[indexed.clone()], &seal)), [indexed.clone()]);
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
        let wrong_sum =
            Change::Compact(CompactLine { into: FileLine { events: 3, ..merged(0, 1) }, from: names(0..=1) });
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
        for path in ["../x", "org=acme/object=portal/source=web/day=2026-11-22/../x", "org=A/object=b/source=c/day=x/y"]
        {
            assert_eq!(FileLine { path: path.into(), ..file(3) }.partition(), None, "{path}");
        }
    }
}
