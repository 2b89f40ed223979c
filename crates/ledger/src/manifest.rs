//! The manifest: which Parquet files are the ledger's, one line of JSON each, in the order they were sealed. A seal's lines
//! end with a line that makes them count; without it they are an interrupted seal.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::batch::Partition;
use crate::merkle::Hash;

/// The version that is written.
const VERSION: u32 = 1;

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
}

/// The name of a Parquet file, after the first and last batch it holds.
pub(crate) fn segment_name(first_batch: u64, last_batch: u64) -> String {
    format!("{first_batch:016}-{last_batch:016}.parquet")
}

/// The name, or the path, of the index of tokens that is beside a Parquet file.
pub(crate) fn index_name(segment: &str) -> String {
    format!("{}.tokens", segment.strip_suffix(".parquet").unwrap_or(segment))
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

/// A line that cannot be one, with a later seal that shows it is damage and not an interrupted write.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("line {line} is not a line of the manifest")]
pub(crate) struct DamagedLine {
    /// From 1.
    pub(crate) line: u64,
    /// The offset of the line.
    pub(crate) offset: u64,
}

/// A manifest that was read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Manifest {
    /// Files of complete seals, each with the number of its line, from 1.
    pub(crate) files: Vec<(u64, FileLine)>,
    /// All batches before this one are sealed.
    pub(crate) next_batch: u64,
    pub(crate) events: u64,
    pub(crate) lines: u64,
    /// The length of the complete seals; what follows is an interrupted one.
    pub(crate) bytes: usize,
    /// What is wrong with lines that complete seals hold.
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
        match parse_line(raw) {
            Some(Line { file: Some(file), seal: None, .. }) => pending.push((number, file)),
            Some(Line { file: None, seal: Some(seal), .. }) => {
                if !damage.is_empty() || !adds_up(&manifest, &pending, &seal) {
                    damage.push(here);
                }
                manifest.files.append(&mut pending);
                manifest.damage.append(&mut damage);
                (manifest.next_batch, manifest.events) = (seal.next_batch, seal.events);
                (manifest.lines, manifest.bytes) = (number, offset);
            }
            _ => damage.push(here),
        }
    }
    manifest
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

/// Reads one line with its newline; only the form that is written is taken.
fn parse_line(raw: &[u8]) -> Option<Line> {
    let text = raw.strip_suffix(b"\n")?;
    let line: Line = serde_json::from_slice(text).ok()?;
    (line.v == VERSION && serde_json::to_vec(&line).ok()? == text).then_some(line)
}

/// SHA-256 of the first `length` bytes, if there are so many.
pub(crate) fn hash_of_first(bytes: &[u8], length: u64) -> Option<Hash> {
    let part = bytes.get(..usize::try_from(length).ok()?)?;
    Some(Sha256::digest(part).into())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(first: u64) -> FileLine {
        FileLine {
            path: format!("org=acme/object=portal/source=web/day=2026-11-22/{}", segment_name(first, first)),
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
        assert_eq!(parse(&bytes).files, [(1, file(0))]);
        let indexed = FileLine { index: Some(IndexLine { size: 7, sha256: "11".into() }), ..file(0) };
        assert_eq!(parse(&seal_bytes(std::slice::from_ref(&indexed), &seal)).files, [(1, indexed.clone())]);
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

    #[test]
    fn a_path_names_its_partition() {
        assert_eq!(file(3).partition().unwrap().day_text(), "2026-11-22");
        for path in ["../x", "org=acme/object=portal/source=web/day=2026-11-22/../x", "org=A/object=b/source=c/day=x/y"]
        {
            assert_eq!(FileLine { path: path.into(), ..file(3) }.partition(), None, "{path}");
        }
    }
}
