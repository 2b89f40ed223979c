//! The bytes of a proof.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

use super::fault::ProofFault;
use crate::batch::Partition;
use crate::checkpoint::number;
use crate::encoding::{Input, Malformed, Output};
use crate::merkle::Hash;

/// The largest file that is taken for a proof, in bytes: the largest event, in base64, with what belongs to it.
pub const LARGEST_PROOF: usize = 64 << 20;

/// The first line (C2SP tlog-proof).
const HEADER: &str = "c2sp.org/tlog-proof@v1";

/// The version of `extra`.
const VERSION: u8 = 1;

/// The most steps of a path: trees have 64-bit sizes.
const LONGEST_PATH: usize = 64;

/// The most events of one batch. A batch is far smaller; a proof may say anything.
const LARGEST_BATCH: u64 = 1 << 24;

/// What a proof holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Parts {
    pub(super) seq: u64,
    /// The canonical encoding of the event.
    pub(super) encoding: Vec<u8>,
    pub(super) partition: Partition,
    pub(super) seqs: Runs,
    /// The path inside the batch.
    pub(super) inner: Vec<Hash>,
    pub(super) stamp: Option<Vec<u8>>,
    /// The batch.
    pub(super) index: u64,
    /// The path of the batch in the global tree.
    pub(super) path: Vec<Hash>,
    pub(super) note: String,
}

/// Ascending numbers as runs of a first and a count.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Runs(Vec<(u64, u64)>);

impl Runs {
    /// Runs of numbers that ascend.
    pub(super) fn of(seqs: impl IntoIterator<Item = u64>) -> Self {
        let mut runs: Vec<(u64, u64)> = Vec::new();
        for seq in seqs {
            match runs.last_mut() {
                Some((first, count)) if seq.checked_sub(*first) == Some(*count) => *count += 1,
                _ => runs.push((seq, 1)),
            }
        }
        Self(runs)
    }

    pub(super) fn len(&self) -> u64 {
        self.0.iter().map(|(_, count)| count).sum()
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = u64> {
        self.0.iter().flat_map(|(first, count)| *first..*first + *count)
    }

    /// Which of the numbers this one is.
    pub(super) fn position(&self, seq: u64) -> Option<u64> {
        let mut before = 0;
        for (first, count) in &self.0 {
            if let Some(at) = seq.checked_sub(*first).filter(|at| at < count) {
                return Some(before + at);
            }
            before += count;
        }
        None
    }

    fn write(&self, out: &mut Output) {
        // A batch is far smaller than what a length can say.
        out.u32(u32::try_from(self.0.len()).unwrap_or(u32::MAX));
        for (first, count) in &self.0 {
            out.u64(*first);
            out.u64(*count);
        }
    }

    fn read(input: &mut Input<'_>) -> Result<Self, Malformed> {
        let (mut runs, mut next, mut total) = (Vec::new(), None, 0_u64);
        for _ in 0..input.u32()? {
            let (first, count) = (input.u64()?, input.u64()?);
            let end = first.checked_add(count).ok_or(Malformed("a run of numbers is too long"))?;
            // Two runs that touch would be one.
            if count == 0 || next.is_some_and(|next| first <= next) {
                return Err(Malformed("the numbers of the batch are not in order"));
            }
            total = total.saturating_add(count);
            next = Some(end);
            runs.push((first, count));
        }
        if total == 0 || total > LARGEST_BATCH {
            return Err(Malformed("no batch has so many events"));
        }
        Ok(Self(runs))
    }
}

/// Writes a proof.
pub(super) fn write(parts: &Parts) -> String {
    let mut rest = format!("index {}\n", parts.index);
    for step in &parts.path {
        rest.push_str(&STANDARD.encode(step));
        rest.push('\n');
    }
    rest.push('\n');
    rest.push_str(&parts.note);
    let mut extra = Output::default();
    extra.u8(VERSION);
    extra.u64(parts.seq);
    extra.bytes(&parts.encoding);
    parts.partition.write(&mut extra);
    parts.seqs.write(&mut extra);
    extra.u8(u8::try_from(parts.inner.len()).unwrap_or(u8::MAX));
    for step in &parts.inner {
        extra.0.extend(step);
    }
    extra.u8(parts.stamp.is_some().into());
    if let Some(stamp) = &parts.stamp {
        extra.bytes(stamp);
    }
    let sum = sum(&extra.0, &rest);
    extra.0.extend(sum);
    format!("{HEADER}\nextra {}\n{rest}", STANDARD.encode(&extra.0))
}

/// What tells a file that was changed where no signature reaches: in the line of a witness that the checker does not know, or in
/// what a time stamp carries along.
fn sum(extra: &[u8], rest: &str) -> Hash {
    Sha256::new().chain_update(b"talap event proof 1\n").chain_update(extra).chain_update(rest).finalize().into()
}

/// Reads a proof; only the form that [`write`] gives is taken. Also whether its sum is right, which is for the checker to say
/// last, since other causes say more.
pub(super) fn read(text: &str) -> Result<(Parts, bool), ProofFault> {
    let line = |line| ProofFault::Line { line };
    let rest = text.strip_prefix(HEADER).and_then(|rest| rest.strip_prefix('\n')).ok_or_else(|| line(1))?;
    let (extra, rest) = rest.strip_prefix("extra ").and_then(|rest| rest.split_once('\n')).ok_or_else(|| line(2))?;
    let extra = STANDARD.decode(extra).map_err(|_| line(2))?;
    let (content, written_sum) = extra.split_last_chunk::<32>().ok_or_else(|| line(2))?;
    let sound = sum(content, rest) == *written_sum;
    let (head, note) = rest.split_once("\n\n").ok_or_else(|| line(3))?;
    let mut lines = head.split('\n');
    let index = lines.next().and_then(|text| text.strip_prefix("index ")).and_then(number).ok_or_else(|| line(3))?;
    let mut path = Vec::new();
    for (text, at) in lines.zip(4..) {
        let step = STANDARD.decode(text).ok().and_then(|bytes| Hash::try_from(bytes).ok());
        path.push(step.filter(|_| path.len() < LONGEST_PATH).ok_or_else(|| line(at))?);
    }
    let parts = read_extra(content, (index, path, note.to_owned()))?;
    Ok((parts, sound))
}

fn read_extra(content: &[u8], (index, path, note): (u64, Vec<Hash>, String)) -> Result<Parts, ProofFault> {
    let mut input = Input(content);
    let wrong = |Malformed(cause): Malformed| ProofFault::Extra { cause };
    let version = input.u8().map_err(wrong)?;
    if version != VERSION {
        return Err(ProofFault::Version { version });
    }
    let mut read = || {
        let (seq, encoding) = (input.u64()?, input.bytes()?.to_vec());
        let (partition, seqs) = (Partition::read(&mut input)?, Runs::read(&mut input)?);
        let mut inner = Vec::new();
        for _ in 0..input.u8()? {
            inner.push(input.array()?);
        }
        let stamp = match input.u8()? {
            0 => None,
            1 => Some(input.bytes()?.to_vec()),
            _ => return Err(Malformed("a presence byte is neither 0 nor 1")),
        };
        input.end()?;
        Ok(Parts { seq, encoding, partition, seqs, inner, stamp, index, path: path.clone(), note: note.clone() })
    };
    read().map_err(wrong)
}

/// The leaf of the global tree that a batch is: the same bytes as the writer hashes, without the events at hand.
pub(super) fn leaf(index: u64, partition: &Partition, seqs: &Runs, root: &Hash) -> Hash {
    let mut head = Output::default();
    head.u8(1);
    head.u64(index);
    partition.write(&mut head);
    head.u64(seqs.len());
    let mut hasher = Sha256::new().chain_update([0]).chain_update(&head.0);
    for seq in seqs.iter() {
        hasher.update(seq.to_be_bytes());
    }
    hasher.chain_update(root).finalize().into()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::batch::LeafBuilder;
    use crate::merkle::{leaf_hash, tree_hash};
    use crate::sample;

    #[test]
    fn the_leaf_is_the_one_that_the_writer_makes() {
        let partition = Partition::of(&sample::event("acme", "portal", "web", 1));
        let (seqs, encodings) = ([4_u64, 5, 6, 9, u64::MAX - 1], [b"a", b"b", b"c", b"d", b"e"]);
        let mut builder = LeafBuilder::default();
        for (seq, encoding) in seqs.iter().zip(encodings) {
            builder.push(*seq, encoding);
        }
        let root = tree_hash(&encodings.map(|encoding| leaf_hash(encoding)));
        let runs = Runs::of(seqs);
        assert_eq!(runs, Runs(vec![(4, 3), (9, 1), (u64::MAX - 1, 1)]));
        assert_eq!((runs.len(), runs.position(9), runs.position(7)), (5, Some(3), None));
        assert_eq!(leaf(7, &partition, &runs, &root), builder.finish(7, &partition));
    }

    proptest! {
        #[test]
        fn runs_are_the_numbers_they_came_from(seqs in prop::collection::btree_set(0_u64..60, 1..40)) {
            let runs = Runs::of(seqs.iter().copied());
            prop_assert_eq!(runs.iter().collect::<Vec<_>>(), seqs.iter().copied().collect::<Vec<_>>());
            let mut out = Output::default();
            runs.write(&mut out);
            prop_assert_eq!(Runs::read(&mut Input(&out.0)), Ok(runs));
        }

        #[test]
        fn whatever_is_read_as_a_proof_does_not_panic(text in "(c2sp.org/tlog-proof@v1\n)?(extra [A-Za-z0-9+/]{0,80}={0,2}\n)?.{0,80}") {
            let _result = read(&text);
        }

        #[test]
        fn whatever_is_read_as_extra_does_not_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            let _result = read_extra(&[&[VERSION], bytes.as_slice()].concat(), (0, Vec::new(), String::new()));
        }
    }
}
