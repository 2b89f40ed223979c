//! The body of `add-checkpoint`: what a ledger asks a witness to cosign.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::checkpoint::number;
use crate::merkle::Hash;

/// The largest body that is taken, in bytes: a note with 64 signatures has room in it.
pub const LARGEST_REQUEST: usize = 64 * 1024;

/// The most lines of a proof.
const LONGEST_PROOF: usize = 63;

/// A body that is none of `add-checkpoint`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("it is not a request to cosign a checkpoint")]
pub struct MalformedRequest;

/// A checkpoint that is handed to a witness.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Submission {
    /// The size of the checkpoint that the witness is believed to have seen last; 0 for none.
    pub old_size: u64,
    /// The proof that the tree of that size is a beginning of the new one.
    pub proof: Vec<Hash>,
    /// The signed note.
    pub note: String,
}

impl Submission {
    /// The body of the request.
    pub fn body(&self) -> String {
        let mut body = format!("old {}\n", self.old_size);
        for step in &self.proof {
            body.push_str(&STANDARD.encode(step));
            body.push('\n');
        }
        body.push('\n');
        body.push_str(&self.note);
        body
    }

    /// Reads a body; only the form that [`Submission::body`] gives is taken.
    ///
    /// # Errors
    ///
    /// [`MalformedRequest`].
    pub fn parse(body: &[u8]) -> Result<Self, MalformedRequest> {
        let text = std::str::from_utf8(body).map_err(|_| MalformedRequest)?;
        let (head, note) = text.split_once("\n\n").ok_or(MalformedRequest)?;
        let mut lines = head.split('\n');
        let old = lines.next().and_then(|line| line.strip_prefix("old ")).and_then(number).ok_or(MalformedRequest)?;
        let steps = lines.map(|line| STANDARD.decode(line).ok().and_then(|bytes| Hash::try_from(bytes).ok()));
        let proof = steps.collect::<Option<Vec<_>>>().ok_or(MalformedRequest)?;
        if proof.len() > LONGEST_PROOF || note.is_empty() {
            return Err(MalformedRequest);
        }
        Ok(Self { old_size: old, proof, note: note.to_owned() })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_submission_round_trips(old_size: u64, proof in prop::collection::vec(any::<[u8; 32]>(), 0..64), note in "[a-z]\n[a-z\n]{0,20}") {
            let submission = Submission { old_size, proof, note };
            prop_assert_eq!(Submission::parse(submission.body().as_bytes()), Ok(submission));
        }

        #[test]
        fn what_is_read_is_what_is_written(text in "(old [0-9]{0,3}\n)?([A-Za-z0-9+/=]{0,44}\n){0,3}\n?.{0,20}") {
            if let Ok(read) = Submission::parse(text.as_bytes()) {
                prop_assert_eq!(read.body(), text);
            }
        }
    }

    #[test]
    fn what_is_no_request_is_refused() {
        let long = format!("old 1\n{}\nnote", format!("{}\n", STANDARD.encode([1; 32])).repeat(64));
        for bad in
            ["", "old 1\n", "old 01\n\nnote", "old -1\n\nnote", "old 1\nAA==\n\nnote", "old 1\n\n", "new 1\n\nx", &long]
        {
            assert_eq!(Submission::parse(bad.as_bytes()), Err(MalformedRequest), "{bad}");
        }
    }
}
