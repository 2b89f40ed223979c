//! Checking a proof: bytes and public keys in, the event or a cause out.

use sha2::{Digest, Sha256};
use talap_model::{NewEvent, Timestamp};

use super::fault::ProofFault;
use super::form::{self, LARGEST_PROOF, leaf};
use crate::batch::Partition;
use crate::checkpoint::Checkpoint;
use crate::encoding::{self, Malformed};
use crate::keys::{VerifierKey, WitnessKey};
use crate::merkle::{included_root, leaf_hash, verify_inclusion};
use crate::note::{Note, NoteFault};
use crate::stamp::{self, Authority, Stamped};

/// Whom the checker trusts.
#[derive(Debug, Clone)]
pub struct Trust {
    /// The public key of the ledger.
    pub key: VerifierKey,
    /// The public keys of witnesses; each of them must have cosigned.
    pub witnesses: Vec<WitnessKey>,
    /// The certificate of the time-stamping authority. Without one a time stamp is shown as not fully checked.
    pub authority: Option<Authority>,
}

/// A cosignature that was demanded and found good.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cosigned {
    /// The name of the witness.
    pub witness: String,
    /// When it saw the checkpoint, by its own clock.
    pub time: Timestamp,
}

/// What a proof proves.
#[derive(Debug, Clone, PartialEq)]
pub struct Checked {
    /// The event's place in the ledger.
    pub seq: u64,
    /// The event.
    pub event: NewEvent,
    /// The batch that it was committed in.
    pub batch: u64,
    /// How many events the batch has.
    pub batch_events: u64,
    /// The checkpoint that covers it.
    pub checkpoint: Checkpoint,
    /// Who cosigned the checkpoint, of those whose keys were given.
    pub cosigned: Vec<Cosigned>,
    /// Lines of signatures by others, which were not checked.
    pub other_signatures: usize,
    /// The time stamp of the checkpoint, if the proof has one.
    pub stamp: Option<Stamped>,
}

/// Checks a proof against the keys of those who are trusted; nothing else is asked.
///
/// # Errors
///
/// [`ProofFault`] with the first cause: no proof that was changed in any byte is taken.
pub fn check(bytes: &[u8], trust: &Trust) -> Result<Checked, ProofFault> {
    if bytes.len() > LARGEST_PROOF {
        return Err(ProofFault::TooLarge);
    }
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let before = bytes.get(..error.valid_up_to()).unwrap_or_default();
        ProofFault::Line { line: before.split(|byte| *byte == b'\n').count() }
    })?;
    let (parts, sound) = form::read(text)?;
    let event = encoding::decode(&parts.encoding).map_err(|Malformed(cause)| ProofFault::Event { cause })?;
    if Partition::of(&event) != parts.partition {
        return Err(ProofFault::Partition);
    }
    let position = parts.seqs.position(parts.seq).ok_or(ProofFault::NotInBatch { seq: parts.seq })?;
    let batch_root = included_root(&leaf_hash(&parts.encoding), position, parts.seqs.len(), &parts.inner)
        .ok_or(ProofFault::BatchPath)?;
    let batch_leaf = leaf(parts.index, &parts.partition, &parts.seqs, &batch_root);
    let note = Note::parse(&parts.note)?;
    let (checkpoint, plain) = Checkpoint::open_cosigned(&note, &trust.key)?;
    let included = verify_inclusion(&batch_leaf, parts.index, checkpoint.size, &parts.path, &checkpoint.root);
    if !included || parts.seq >= checkpoint.events {
        return Err(ProofFault::TreePath);
    }
    let cosigned = trust.witnesses.iter().map(|witness| cosigned(&note, witness)).collect::<Result<Vec<_>, _>>()?;
    let stamp = match &parts.stamp {
        Some(token) => {
            let imprint = Sha256::digest(&plain).into();
            Some(stamp::check(token, &imprint, trust.authority.as_ref()).map_err(ProofFault::Stamp)?)
        }
        None => None,
    };
    if !sound {
        return Err(ProofFault::Altered);
    }
    Ok(Checked {
        seq: parts.seq,
        event,
        batch: parts.index,
        batch_events: parts.seqs.len(),
        other_signatures: note.lines.len().saturating_sub(1 + cosigned.len()),
        checkpoint,
        cosigned,
        stamp,
    })
}

/// The cosignature of a witness that must have cosigned.
pub(crate) fn cosigned(note: &Note<'_>, witness: &WitnessKey) -> Result<Cosigned, ProofFault> {
    let name = || witness.name().to_owned();
    match note.cosigned_by(witness) {
        Ok(seconds) => {
            let micros = i64::try_from(seconds).unwrap_or(i64::MAX).saturating_mul(1_000_000);
            Ok(Cosigned { witness: name(), time: Timestamp::from_micros(micros) })
        }
        Err(NoteFault::OtherKey) => Err(ProofFault::NotWitnessed { witness: name() }),
        Err(_) => Err(ProofFault::Cosignature { witness: name() }),
    }
}
