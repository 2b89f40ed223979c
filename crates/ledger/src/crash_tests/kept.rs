//! What a ledger and its second store hold, event by event, held against what was acknowledged.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::path::Path;

use talap_model::NewEvent;

use super::sample;
use crate::batch::{Partition, encodings};
use crate::encoding::encode;
use crate::merkle::Hash;
use crate::{Ledger, Receipt, disk, rows, second, segment, wal};

/// An event as the ledger holds it.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Kept {
    pub(crate) batch: u64,
    pub(crate) source: String,
    pub(crate) encoding: Vec<u8>,
}

/// All events of a ledger that did not expire, by their seq; each must be there once.
pub(crate) fn kept(ledger: &Ledger) -> BTreeMap<u64, Kept> {
    let mut found = BTreeMap::new();
    let mut add = |seq: u64, batch: u64, source: &str, encoding: &[u8]| {
        let event = Kept { batch, source: source.to_owned(), encoding: encoding.to_vec() };
        assert!(found.insert(seq, event).is_none(), "event {seq} is there twice");
    };
    let (files, tail) = ledger.shared().read(|view| (view.files.clone(), view.tail.clone()));
    for file in files.iter() {
        let each = |batch: u64, seq: u64, encoding: &[u8]| add(seq, batch, file.partition.source.as_str(), encoding);
        if let Some(line) = &file.archived {
            let archive = ledger.house().archive.as_ref().unwrap();
            segment::read_encodings(archive.open(&line.path, None).unwrap(), &file.partition, each).unwrap();
        } else {
            let path = ledger.dir().join("events").join(&file.line.path);
            segment::read_encodings(File::open(path).unwrap(), &file.partition, each).unwrap();
        }
    }
    for batch in &tail {
        for part in encodings(&batch.body) {
            let (seq, encoding) = part.unwrap();
            add(seq, batch.index, batch.partition.source.as_str(), encoding);
        }
    }
    found
}

/// Events that were acknowledged, by their seq.
#[derive(Debug, Default)]
pub(crate) struct Acknowledged(BTreeMap<u64, Vec<u8>>);

impl Acknowledged {
    pub(crate) fn add(&mut self, receipt: &Receipt, events: &[NewEvent]) {
        assert_eq!(receipt.count, events.len() as u64);
        for (seq, event) in receipt.seqs().zip(events) {
            assert!(self.0.insert(seq, encode(event)).is_none(), "the number {seq} was given twice");
        }
    }

    pub(crate) fn count(&self) -> u64 {
        self.0.len() as u64
    }

    /// That each is there as it was handed in, unless it may have expired.
    pub(crate) fn are_in(&self, kept: &BTreeMap<u64, Kept>, expired: u64, at: &str) {
        let missing = self.0.keys().filter(|seq| !kept.contains_key(seq)).count() as u64;
        assert!(missing <= expired, "{missing} are missing, {expired} expired: {at}");
        for (seq, encoding) in &self.0 {
            let same = kept.get(seq).is_none_or(|event| event.encoding == *encoding);
            assert!(same, "event {seq} is another one: {at}");
        }
    }

    /// The batches of those of a source that are in a ledger.
    pub(crate) fn batches_of(&self, source: &str, kept: &BTreeMap<u64, Kept>) -> BTreeSet<u64> {
        let events = kept.iter().filter(|(seq, event)| self.0.contains_key(seq) && event.source == source);
        events.map(|(_, event)| event.batch).collect()
    }
}

/// The batches that a second store holds in its logs and copies, with the leaves that they make.
pub(crate) fn in_second_store(second: &Path) -> BTreeSet<(u64, Hash)> {
    let mut found = BTreeSet::new();
    for path in disk::list(&second.join("wal")).unwrap() {
        let bytes = fs::read(&path).unwrap();
        let Ok((salt, _)) = wal::read_header(&bytes) else { continue };
        let mut rest = bytes.get(wal::HEADER..).unwrap_or_default();
        // What a crash cut off was not acknowledged.
        while let Ok(frame) = wal::read_frame(rest, salt) {
            found.insert((frame.batch.index, frame.batch.leaf));
            rest = &rest[frame.length..];
        }
    }
    let copies = second::copies(second);
    for path in sample::files(&copies) {
        let folders = path.strip_prefix(&copies).unwrap().parent().unwrap().to_str().unwrap();
        let folders: Vec<&str> = folders.split('/').collect();
        let partition = Partition::from_folders(folders.try_into().unwrap()).unwrap();
        let batches = rows::read(File::open(&path).unwrap(), &partition).unwrap();
        found.extend(batches.into_iter().map(|rows| (rows.index, rows.leaf)));
    }
    found
}

/// The leaves of a ledger's tree.
pub(crate) fn leaves(ledger: &Ledger) -> Vec<Hash> {
    fs::read(ledger.dir().join("tree/leaves")).unwrap().as_chunks::<32>().0.to_vec()
}
