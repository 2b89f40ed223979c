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
use crate::segment::Written;

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

    /// The file and its index of tokens: where they are, below `events/`, and what was written.
    pub(crate) fn written(&self) -> impl Iterator<Item = (String, Written)> {
        let segment = (self.path.clone(), Written { size: self.size, sha256: self.sha256.clone() });
        let index = self.index.as_ref().zip(self.index_path());
        let index = index.map(|(index, path)| (path, Written { size: index.size, sha256: index.sha256.clone() }));
        std::iter::once(segment).chain(index)
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
mod tests;
