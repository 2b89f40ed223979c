//! Events that whoever appends them has encoded and hashed, so that the one thread that writes has little left to do.

use std::collections::HashMap;

use talap_model::NewEvent;

use crate::batch::Partition;
use crate::encoding::{self, LARGEST_EVENT, Output};
use crate::error::AppendError;
use crate::merkle::{Hash, leaf_hash};

/// Events in the order in which they were given, encoded one after another.
#[derive(Debug, Default)]
pub(crate) struct Prepared {
    /// The partitions that the events belong to, each once.
    partitions: Vec<Partition>,
    items: Vec<Item>,
    encodings: Vec<u8>,
}

/// One event of them.
#[derive(Debug, Clone, Copy)]
struct Item {
    /// Its partition, by place.
    partition: usize,
    hash: Hash,
    start: usize,
    end: usize,
}

/// An event as the writer takes it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Part<'a> {
    pub(crate) partition: &'a Partition,
    pub(crate) hash: Hash,
    pub(crate) encoding: &'a [u8],
}

impl Prepared {
    /// Encodes and hashes events.
    ///
    /// # Errors
    ///
    /// [`AppendError::TooLarge`] when one of them is larger than [`LARGEST_EVENT`].
    pub(crate) fn of(events: &[NewEvent]) -> Result<Self, AppendError> {
        let expected = events.iter().map(encoding::about).sum();
        let mut out = Output(Vec::with_capacity(expected));
        let (mut partitions, mut items) = (Partitions::default(), Vec::with_capacity(events.len()));
        for event in events {
            let start = out.0.len();
            encoding::write(&mut out, event);
            let end = out.0.len();
            if end - start > LARGEST_EVENT {
                return Err(AppendError::TooLarge { size: end - start, limit: LARGEST_EVENT });
            }
            let hash = leaf_hash(out.0.get(start..end).unwrap_or_default());
            items.push(Item { partition: partitions.place_of(event), hash, start, end });
        }
        Ok(Self { partitions: partitions.list, items, encodings: out.0 })
    }

    /// How many events there are.
    pub(crate) fn len(&self) -> usize {
        self.items.len()
    }

    /// The bytes of all encodings.
    pub(crate) fn bytes(&self) -> usize {
        self.encodings.len()
    }

    /// The partitions that the events belong to.
    pub(crate) fn partitions(&self) -> &[Partition] {
        &self.partitions
    }

    /// The events.
    pub(crate) fn parts(&self) -> impl Iterator<Item = Part<'_>> {
        self.items.iter().filter_map(|item| {
            let (partition, encoding) =
                (self.partitions.get(item.partition)?, self.encodings.get(item.start..item.end)?);
            Some(Part { partition, hash: item.hash, encoding })
        })
    }
}

/// Finds the place of an event's partition; most events follow one of the same.
#[derive(Default)]
struct Partitions {
    list: Vec<Partition>,
    places: HashMap<Partition, usize>,
    last: usize,
}

impl Partitions {
    fn place_of(&mut self, event: &NewEvent) -> usize {
        if !self.list.get(self.last).is_some_and(|partition| partition.holds(event)) {
            let partition = Partition::of(event);
            self.last = *self.places.entry(partition).or_insert_with_key(|partition| {
                self.list.push(partition.clone());
                self.list.len() - 1
            });
        }
        self.last
    }
}
