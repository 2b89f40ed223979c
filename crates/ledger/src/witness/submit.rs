//! The ledger's side: hands a checkpoint to a witness, and understands the answer.

use talap_model::{Explain, Message};

use super::request::Submission;
use crate::error::KeepError;
use crate::evidence;
use crate::http::{Http, HttpError};
use crate::keys::WitnessKey;
use crate::layout::Layout;
use crate::ledger::Ledger;
use crate::merkle::{Hash, consistency_path};
use crate::note::{self, Note};
use crate::state::SignedTree;
use crate::tiles::TileNodes;

/// The largest answer that is read, in bytes.
const LARGEST: usize = 16 * 1024;

/// How often a witness may say that it is at another size before it is left alone.
const ATTEMPTS: usize = 3;

/// A checkpoint that could not be handed in.
#[derive(Debug, thiserror::Error)]
pub enum SubmitError {
    /// The witness was not reached.
    #[error(transparent)]
    Http(#[from] HttpError),
    /// The ledger could not sign or read what it hands in.
    #[error(transparent)]
    Keep(#[from] KeepError),
    /// The answer is none of the protocol.
    #[error("the witness answered with HTTP status {status}, and not as a witness does")]
    Answer {
        /// The status.
        status: u16,
    },
}

impl Explain for SubmitError {
    fn explain(&self) -> Message {
        match self {
            Self::Http(error) => error.explain(),
            Self::Keep(error) => error.explain(),
            Self::Answer { status } => Message::new("ledger-http-status").with("status", u64::from(*status)),
        }
    }
}

/// What a witness said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// It cosigned.
    Cosigned {
        /// Its line of signature.
        line: String,
    },
    /// It saw a larger tree than this ledger has: the ledger was rolled back.
    RolledBack {
        /// The size that it saw.
        seen: u64,
        /// The size that the ledger has.
        size: u64,
    },
    /// The tree does not continue the one that it saw: the past was rewritten.
    Forked {
        /// The size that it saw.
        seen: u64,
        /// The size that the ledger has.
        size: u64,
    },
    /// It does not know the key that the checkpoint is signed with.
    OtherKey,
    /// It does not know the ledger.
    Unknown,
}

impl Verdict {
    /// A word for it, for events.
    pub fn key(&self) -> &'static str {
        match self {
            Self::Cosigned { .. } => "cosigned",
            Self::RolledBack { .. } => "rolled-back",
            Self::Forked { .. } => "forked",
            Self::OtherKey => "other-key",
            Self::Unknown => "unknown",
        }
    }

    /// Whether the witness has seen something that this ledger denies.
    pub fn is_alarm(&self) -> bool {
        matches!(self, Self::RolledBack { .. } | Self::Forked { .. } | Self::OtherKey)
    }
}

impl Explain for Verdict {
    fn explain(&self) -> Message {
        match self {
            Self::Cosigned { .. } => Message::new("ledger-verdict-cosigned"),
            Self::RolledBack { seen, size } => {
                Message::new("ledger-verdict-rolled-back").with("seen", *seen).with("size", *size)
            }
            Self::Forked { seen, size } => {
                Message::new("ledger-verdict-forked").with("seen", *seen).with("size", *size)
            }
            Self::OtherKey => Message::new("ledger-verdict-other-key"),
            Self::Unknown => Message::new("ledger-verdict-unknown"),
        }
    }
}

/// The checkpoint of a ledger on its way to all its witnesses, so that all of them cosign the same one.
#[derive(Debug, Clone)]
pub struct Round {
    signed: std::sync::Arc<SignedTree>,
    lines: Vec<String>,
}

impl Ledger {
    /// The last checkpoint, to be handed to witnesses.
    ///
    /// # Errors
    ///
    /// [`KeepError`] when a checkpoint is needed and cannot be signed.
    pub async fn round(&self) -> Result<Round, KeepError> {
        let signed = |view: &crate::state::View| view.signed.clone();
        if let Some(signed) = self.shared().read(signed) {
            return Ok(Round { signed, lines: Vec::new() });
        }
        self.checkpoint().await?;
        let signed = self.shared().read(signed).ok_or(KeepError::Closed)?;
        Ok(Round { signed, lines: Vec::new() })
    }

    /// Keeps the checkpoint of a round with the cosignatures that it got, if any.
    ///
    /// # Errors
    ///
    /// [`KeepError`] when it cannot be written. The ledger itself goes on.
    pub fn keep_round(&self, round: &Round) -> Result<(), KeepError> {
        if round.lines.is_empty() {
            return Ok(());
        }
        let note = format!("{}{}", round.signed.note, round.lines.concat());
        let layout = Layout::new(self.dir());
        evidence::keep_cosigned(self.disk(), &layout, round.signed.checkpoint.size, &note).map_err(KeepError::Failed)
    }
}

impl Round {
    /// The checkpoint.
    pub fn checkpoint(&self) -> &crate::Checkpoint {
        &self.signed.checkpoint
    }

    /// The note as the history has it.
    pub fn note(&self) -> &str {
        &self.signed.note
    }

    /// The size of the tree that a witness cosigned last, as far as the ledger knows.
    fn known_size(&self, layout: &Layout, key: &WitnessKey) -> u64 {
        let cosigned = evidence::cosigned(layout).filter(|kept| {
            let by = Note::parse(&kept.note).is_ok_and(|note| note.cosigned_by(key).is_ok());
            by && kept.head.size <= self.signed.checkpoint.size
        });
        cosigned.map_or(0, |kept| kept.head.size)
    }

    fn proof(&self, layout: &Layout, old: u64) -> Result<Vec<Hash>, KeepError> {
        let nodes = TileNodes::new(layout, &self.signed.edge);
        match consistency_path(&nodes, old, self.signed.checkpoint.size) {
            Ok(proof) => Ok(proof.unwrap_or_default()),
            Err(crate::tiles::TileFault::Disk(fault)) => Err(KeepError::Failed(fault)),
            // A tile that is damaged makes no proof that a witness would take; verification says where it is.
            Err(_) => Ok(Vec::new()),
        }
    }
}

/// Hands the checkpoint of a round to a witness. A good cosignature is kept in the round.
///
/// # Errors
///
/// [`SubmitError`] when there is no answer that says something about the ledger.
pub async fn submit(ledger: &Ledger, round: &mut Round, http: &Http, key: &WitnessKey) -> Result<Verdict, SubmitError> {
    let layout = Layout::new(ledger.dir());
    let size = round.signed.checkpoint.size;
    let mut old_size = round.known_size(&layout, key);
    for _ in 0..ATTEMPTS {
        let proof = round.proof(&layout, old_size)?;
        let body = Submission { old_size, proof, note: round.signed.note.clone() }.body();
        let answer = http.post("add-checkpoint", "text/plain; charset=utf-8", body.into_bytes(), LARGEST).await?;
        let text = String::from_utf8(answer.body).unwrap_or_default();
        match answer.status {
            200 => {
                let line = good_line(round, &text, key).ok_or(SubmitError::Answer { status: 200 })?;
                round.lines.push(line.clone());
                return Ok(Verdict::Cosigned { line });
            }
            409 => {
                let seen = text.strip_suffix('\n').and_then(crate::checkpoint::number);
                let seen = seen.ok_or(SubmitError::Answer { status: 409 })?;
                if seen > size {
                    return Ok(Verdict::RolledBack { seen, size });
                }
                old_size = seen;
            }
            422 => return Ok(Verdict::Forked { seen: old_size, size }),
            403 => return Ok(Verdict::OtherKey),
            404 => return Ok(Verdict::Unknown),
            status => return Err(SubmitError::Answer { status }),
        }
    }
    Err(SubmitError::Answer { status: 409 })
}

/// The line of an answer that is a good cosignature by the witness; lines of others are nothing to go by.
fn good_line(round: &Round, answer: &str, key: &WitnessKey) -> Option<String> {
    let lines = note::parse_lines(answer).ok()?;
    let text = Note::parse(&round.signed.note).ok()?.text.to_owned();
    let (_, line) = note::cosigned(&text, &lines, key).ok()?;
    Some(line.raw.to_owned())
}
