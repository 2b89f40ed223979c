//! Signed notes (C2SP signed-note): text, an empty line, and a line of signature by a named Ed25519 key.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ed25519_dalek::{Signature, Signer as _};
use sha2::{Digest, Sha256};

use crate::keys::{SigningKey, VerifierKey};

/// What begins a line of signature.
const SIGNATURE: &str = "\u{2014} ";

/// Why a note is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum NoteFault {
    #[error("it is not a signed note")]
    Shape,
    #[error("it is signed by another key")]
    OtherKey,
    #[error("the signature does not match the text")]
    Signature,
}

/// The identifier of a key within signatures: the beginning of SHA-256 over name, newline, algorithm and public key.
pub(crate) fn key_hash(name: &str, public: &[u8; 32]) -> [u8; 4] {
    let digest = Sha256::new().chain_update(name).chain_update([b'\n', 1]).chain_update(public).finalize();
    let [a, b, c, d, ..] = <[u8; 32]>::from(digest);
    [a, b, c, d]
}

/// Signs a text, which must end with a newline and hold no empty line, in the name `name`.
pub(crate) fn sign(text: &str, name: &str, key: &SigningKey) -> String {
    let signature = key.inner().sign(text.as_bytes());
    let mut blob = key_hash(name, &key.inner().verifying_key().to_bytes()).to_vec();
    blob.extend(signature.to_bytes());
    format!("{text}\n{SIGNATURE}{name} {}\n", STANDARD.encode(blob))
}

/// Checks a note that [`sign`] made and returns its text. No other form, not even an equivalent one, is taken.
pub(crate) fn open<'a>(note: &'a str, key: &VerifierKey) -> Result<&'a str, NoteFault> {
    let (text, line) = note.rsplit_once("\n\n").ok_or(NoteFault::Shape)?;
    // The first of the two newlines belongs to the text.
    let text = note.get(..=text.len()).ok_or(NoteFault::Shape)?;
    let line = line.strip_prefix(SIGNATURE).and_then(|rest| rest.strip_suffix('\n')).ok_or(NoteFault::Shape)?;
    let (name, blob) = line.split_once(' ').ok_or(NoteFault::Shape)?;
    let blob: [u8; 68] = STANDARD.decode(blob).ok().and_then(|b| b.try_into().ok()).ok_or(NoteFault::Shape)?;
    let (hash, signature) = blob.split_at(4);
    if name != key.name() || hash != key.hash() {
        return Err(NoteFault::OtherKey);
    }
    let signature = Signature::from_slice(signature).map_err(|_| NoteFault::Shape)?;
    key.inner().verify_strict(text.as_bytes(), &signature).map_err(|_| NoteFault::Signature)?;
    Ok(text)
}

/// The length of the signed note that `bytes` begin with: up to the end of the line after the first empty line.
pub(crate) fn length_of_first(bytes: &[u8]) -> Option<usize> {
    let empty = bytes.windows(2).position(|pair| pair == b"\n\n")? + 2;
    let line = bytes.get(empty..)?.iter().position(|byte| *byte == b'\n')?;
    Some(empty + line + 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::FixedEntropy;

    #[test]
    fn a_note_is_taken_as_it_was_signed_only() {
        let key = SigningKey::generate(&FixedEntropy(7));
        let verifier = key.verifier("talap.example").unwrap();
        let note = sign("talap.example\n5\nroot\n", "talap.example", &key);
        assert_eq!(open(&note, &verifier), Ok("talap.example\n5\nroot\n"));
        assert_eq!(length_of_first(note.as_bytes()), Some(note.len()));
        let bytes = note.into_bytes();
        for bit in 0..bytes.len() * 8 {
            let mut changed = bytes.clone();
            changed[bit / 8] ^= 1 << (bit % 8);
            if let Ok(text) = String::from_utf8(changed) {
                assert!(open(&text, &verifier).is_err(), "bit {bit}");
            }
        }
    }

    #[test]
    fn another_key_is_told_apart() {
        let note = sign("a\n", "talap.example", &SigningKey::generate(&FixedEntropy(7)));
        let other = SigningKey::generate(&FixedEntropy(8)).verifier("talap.example").unwrap();
        assert_eq!(open(&note, &other), Err(NoteFault::OtherKey));
    }
}
