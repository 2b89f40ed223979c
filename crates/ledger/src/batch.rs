//! Batches: the events of one partition that were committed together, and the leaf of the global tree that they make.

use std::fmt;
use std::ops::RangeInclusive;
use std::path::PathBuf;

use bytes::Bytes;
use talap_model::time::{format_date, parse_date};
use talap_model::{NewEvent, ObjectId, OrganisationId, SourceId};
use time::Date;

use crate::encoding::{EventRef, Input, Malformed, Output};
use crate::merkle::{Frontier, Hash, leaf_hash};

/// The version of the leaf's serialization.
const LEAF_VERSION: u8 = 1;

/// Where events belong at rest: the folders of the hive layout.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Partition {
    pub(crate) organisation: OrganisationId,
    pub(crate) object: ObjectId,
    pub(crate) source: SourceId,
    /// The UTC day on which the events were received.
    pub(crate) day: Date,
}

impl Partition {
    pub(crate) fn of(event: &NewEvent) -> Self {
        Self {
            organisation: event.organisation.clone(),
            object: event.object.clone(),
            source: event.source.clone(),
            day: event.received_at.day(),
        }
    }

    /// Whether an event belongs here.
    pub(crate) fn holds(&self, event: &NewEvent) -> bool {
        self.day == event.received_at.day()
            && self.source == event.source
            && self.object == event.object
            && self.organisation == event.organisation
    }

    /// Whether an event as it lies in its encoding belongs here.
    pub(crate) fn holds_encoded(&self, event: &EventRef<'_>) -> bool {
        self.day == event.received_at.day()
            && self.source.as_str() == event.source
            && self.object.as_str() == event.object
            && self.organisation.as_str() == event.organisation
    }

    /// The day as the hive path and the `day` column write it.
    pub(crate) fn day_text(&self) -> String {
        format_date(self.day)
    }

    /// The folder under `events/`.
    pub(crate) fn folder(&self) -> PathBuf {
        [
            format!("org={}", self.organisation),
            format!("object={}", self.object),
            format!("source={}", self.source),
            format!("day={}", self.day_text()),
        ]
        .iter()
        .collect()
    }

    /// Reads the folder back from its four names.
    pub(crate) fn from_folders(names: [&str; 4]) -> Option<Self> {
        let [org, object, source, day] = names;
        Some(Self {
            organisation: org.strip_prefix("org=")?.parse().ok()?,
            object: object.strip_prefix("object=")?.parse().ok()?,
            source: source.strip_prefix("source=")?.parse().ok()?,
            day: day.strip_prefix("day=").filter(|text| text.contains('-')).and_then(parse_date)?,
        })
    }

    pub(crate) fn write(&self, out: &mut Output) {
        for text in [self.organisation.as_str(), self.object.as_str(), self.source.as_str(), &self.day_text()] {
            out.bytes(text.as_bytes());
        }
    }

    pub(crate) fn read(input: &mut Input<'_>) -> Result<Self, Malformed> {
        Ok(Self {
            organisation: input.parsed("an organisation's identifier")?,
            object: input.parsed("an object's identifier")?,
            source: input.parsed("a source's identifier")?,
            day: Some(input.text()?)
                .filter(|text| text.contains('-'))
                .and_then(parse_date)
                .ok_or(Malformed("a day"))?,
        })
    }
}

impl fmt::Display for Partition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.folder().display().fmt(f)
    }
}

/// A batch that is in the ledger. Its events stay encoded: a tail of them is a third of what they take as values, and
/// sealing needs only to look at each once.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Batch {
    /// Its place in the global tree.
    pub(crate) index: u64,
    pub(crate) partition: Partition,
    /// How many events it holds.
    pub(crate) count: u64,
    /// The seqs of its first and last event.
    pub(crate) seqs: RangeInclusive<u64>,
    /// Each event's seq (8 bytes), the length of its encoding (4) and the encoding, as a frame of the log has them.
    pub(crate) body: Bytes,
    /// Its leaf hash in the global tree.
    pub(crate) leaf: Hash,
}

/// A row of a table of events: an event with its seq and the batch that it is in.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Row<'a> {
    pub(crate) batch: u64,
    pub(crate) seq: u64,
    pub(crate) event: EventRef<'a>,
}

impl Batch {
    /// The events, in order of seq.
    pub(crate) fn rows(&self) -> impl Iterator<Item = Result<Row<'_>, Malformed>> {
        let batch = self.index;
        encodings(&self.body).map(move |part| {
            let (seq, encoding) = part?;
            Ok(Row { batch, seq, event: EventRef::read(encoding)? })
        })
    }

    /// The event at a place in the body, and the place of the next one; nothing at its end.
    pub(crate) fn row_at(&self, place: usize) -> Option<Result<(Row<'_>, usize), Malformed>> {
        let rest = self.body.get(place..).filter(|rest| !rest.is_empty())?;
        let part = encodings(rest).next()?;
        Some(part.and_then(|(seq, encoding)| {
            let next = place + HEAD_OF_EVENT + encoding.len();
            Ok((Row { batch: self.index, seq, event: EventRef::read(encoding)? }, next))
        }))
    }
}

/// What stands before each encoding in a body: a seq, and the length.
const HEAD_OF_EVENT: usize = 8 + 4;

/// The seqs and encodings in the body of a frame.
pub(crate) fn encodings(body: &[u8]) -> impl Iterator<Item = Result<(u64, &[u8]), Malformed>> {
    let mut input = Input(body);
    std::iter::from_fn(move || {
        if input.0.is_empty() {
            return None;
        }
        let part = input.u64().and_then(|seq| Ok((seq, input.bytes()?)));
        if part.is_err() {
            input = Input(&[]);
        }
        Some(part)
    })
}

/// Gathers the hashes of a batch's events, in order of seq, and makes the leaf.
#[derive(Debug, Default)]
pub(crate) struct LeafBuilder {
    seqs: Vec<u64>,
    tree: Frontier,
}

impl LeafBuilder {
    /// Adds an event by its canonical encoding.
    pub(crate) fn push(&mut self, seq: u64, encoding: &[u8]) {
        self.push_hash(seq, leaf_hash(encoding));
    }

    /// Adds an event by the leaf hash of its encoding.
    pub(crate) fn push_hash(&mut self, seq: u64, hash: Hash) {
        self.seqs.push(seq);
        self.tree.push(hash);
    }

    /// The first and the last seq; zero where there is none.
    pub(crate) fn seqs(&self) -> RangeInclusive<u64> {
        let or_zero = |seq: Option<&u64>| seq.copied().unwrap_or_default();
        or_zero(self.seqs.first())..=or_zero(self.seqs.last())
    }

    /// The leaf of the global tree: the hash of version, index, partition, count, seqs and the batch's own root.
    pub(crate) fn finish(&self, index: u64, partition: &Partition) -> Hash {
        let mut out = Output(Vec::with_capacity(128 + 8 * self.seqs.len()));
        out.u8(LEAF_VERSION);
        out.u64(index);
        partition.write(&mut out);
        out.u64(self.tree.size());
        for seq in &self.seqs {
            out.u64(*seq);
        }
        out.0.extend(self.tree.root());
        leaf_hash(&out.0)
    }
}
