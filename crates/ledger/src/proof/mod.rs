//! The proof of one event as a file, checked offline with the public key of the ledger alone.
//!
//! The file is a C2SP tlog-proof: the event's batch is the leaf, its `extra` line holds what the leaf is made of. From there a
//! checker recomputes, in this order: the event's hash from its canonical encoding; the batch's own root by the path inside the
//! batch; the leaf from index, partition, numbers of the events and that root; the root of the global tree by the path of the
//! lines; and compares it with the one in the checkpoint, which the ledger's key must have signed, and which witnesses and
//! a time-stamping authority may have confirmed.
//!
//! `extra`, version 1, in base64: version (1 byte), seq (8), encoding of the event, partition, runs of the batch's seqs (4; each the
//! first and the count, 8 + 8), the path inside the batch (1; 32 each), a time stamp (presence byte), and SHA-256 over these and
//! the rest of the file. Numbers are big-endian; bytes have a length of 4 bytes before them.

mod check;
mod fault;
mod form;
mod make;
mod rows;

pub(crate) use check::cosigned;
pub use check::{Checked, Cosigned, Trust, check};
pub use fault::{ProofFault, ProveError};
pub use form::LARGEST_PROOF;
pub use make::Proof;
