//! Signed notes (C2SP signed-note): text, an empty line, and lines of signatures by named Ed25519 keys. A ledger signs with
//! one line ([`sign`], [`open`]); a note that witnesses cosigned has more of them ([`Note`]).

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ed25519_dalek::{Signature, Signer as _};
use sha2::{Digest, Sha256};

use crate::keys::{PublicKey, SigningKey, VerifierKey, WitnessKey};

/// What begins a line of signature.
const SIGNATURE: &str = "\u{2014} ";

/// The most lines of signatures that a note may have.
const MOST_SIGNATURES: usize = 64;

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
pub(crate) fn key_hash(name: &str, algorithm: u8, public: &[u8; 32]) -> [u8; 4] {
    let digest = Sha256::new().chain_update(name).chain_update([b'\n', algorithm]).chain_update(public).finalize();
    let [a, b, c, d, ..] = <[u8; 32]>::from(digest);
    [a, b, c, d]
}

fn line(name: &str, hash: [u8; 4], rest: &[u8]) -> String {
    format!("{SIGNATURE}{name} {}\n", STANDARD.encode([hash.as_slice(), rest].concat()))
}

/// Signs a text, which must end with a newline and hold no empty line, in the name `name`.
pub(crate) fn sign(text: &str, name: &str, key: &SigningKey) -> String {
    let signature = key.inner().sign(text.as_bytes());
    let hash = key_hash(name, 1, key.inner().verifying_key().as_bytes());
    format!("{text}\n{}", line(name, hash, &signature.to_bytes()))
}

/// What a witness signs: that at a time, in seconds since 1970, this was the largest consistent tree it had seen (C2SP
/// tlog-cosignature, Ed25519).
fn cosigned_message(text: &str, time: u64) -> String {
    format!("cosignature/v1\ntime {time}\n{text}")
}

/// A witness's line of signature for the text of a note.
pub(crate) fn cosign(text: &str, name: &str, key: &SigningKey, time: u64) -> String {
    let signature = key.inner().sign(cosigned_message(text, time).as_bytes());
    let hash = key_hash(name, 4, key.inner().verifying_key().as_bytes());
    line(name, hash, &[time.to_be_bytes().as_slice(), &signature.to_bytes()].concat())
}

/// A line of signature, whoever made it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SignatureLine<'a> {
    /// The line with its newline.
    pub(crate) raw: &'a str,
    name: &'a str,
    hash: [u8; 4],
    rest: Vec<u8>,
}

impl SignatureLine<'_> {
    fn is_by<const ALGORITHM: u8>(&self, key: &PublicKey<ALGORITHM>) -> bool {
        self.name == key.name() && self.hash == key.hash()
    }
}

/// Reads lines of signatures; what a witness answers is such lines alone.
pub(crate) fn parse_lines(text: &str) -> Result<Vec<SignatureLine<'_>>, NoteFault> {
    let mut lines = Vec::new();
    for raw in text.split_inclusive('\n') {
        let line = raw.strip_prefix(SIGNATURE).and_then(|rest| rest.strip_suffix('\n')).ok_or(NoteFault::Shape)?;
        let (name, blob) = line.split_once(' ').ok_or(NoteFault::Shape)?;
        let blob = STANDARD.decode(blob).map_err(|_| NoteFault::Shape)?;
        let (hash, rest) = blob.split_first_chunk::<4>().ok_or(NoteFault::Shape)?;
        if name.is_empty() || rest.is_empty() || lines.len() == MOST_SIGNATURES {
            return Err(NoteFault::Shape);
        }
        lines.push(SignatureLine { raw, name, hash: *hash, rest: rest.to_vec() });
    }
    if lines.is_empty() { Err(NoteFault::Shape) } else { Ok(lines) }
}

/// A note with any number of signatures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Note<'a> {
    /// The text that is signed, with its last newline.
    pub(crate) text: &'a str,
    pub(crate) lines: Vec<SignatureLine<'a>>,
}

impl<'a> Note<'a> {
    /// Reads a note; no signature is checked yet.
    pub(crate) fn parse(note: &'a str) -> Result<Self, NoteFault> {
        let (text, lines) = note.rsplit_once("\n\n").ok_or(NoteFault::Shape)?;
        // The first of the two newlines belongs to the text.
        let text = note.get(..=text.len()).ok_or(NoteFault::Shape)?;
        let control = |character: char| character.is_control() && character != '\n';
        if text.len() == 1 || text.contains(control) {
            return Err(NoteFault::Shape);
        }
        Ok(Self { text, lines: parse_lines(lines)? })
    }

    /// The line of a ledger's key, if its signature is good. A bad one is refused even beside a good one.
    pub(crate) fn signed_by(&self, key: &VerifierKey) -> Result<&SignatureLine<'a>, NoteFault> {
        let mut found = Err(NoteFault::OtherKey);
        for line in self.lines.iter().filter(|line| line.is_by(key)) {
            let signature = Signature::from_slice(&line.rest).map_err(|_| NoteFault::Shape)?;
            key.inner().verify_strict(self.text.as_bytes(), &signature).map_err(|_| NoteFault::Signature)?;
            found = Ok(line);
        }
        found
    }

    /// The time of a witness's cosignature, in seconds since 1970, if it is good. A bad one is refused even beside a good one.
    pub(crate) fn cosigned_by(&self, key: &WitnessKey) -> Result<u64, NoteFault> {
        cosigned(self.text, &self.lines, key).map(|(time, _)| time)
    }
}

/// The time of a witness's cosignature of a text among lines, with its line.
pub(crate) fn cosigned<'a, 'b>(
    text: &str,
    lines: &'b [SignatureLine<'a>],
    key: &WitnessKey,
) -> Result<(u64, &'b SignatureLine<'a>), NoteFault> {
    let mut found = Err(NoteFault::OtherKey);
    for line in lines.iter().filter(|line| line.is_by(key)) {
        let (time, signature) = line.rest.split_first_chunk::<8>().ok_or(NoteFault::Shape)?;
        let time = u64::from_be_bytes(*time);
        let signature = Signature::from_slice(signature).map_err(|_| NoteFault::Shape)?;
        let message = cosigned_message(text, time);
        if time == 0 || time > i64::MAX.unsigned_abs() {
            return Err(NoteFault::Signature);
        }
        key.inner().verify_strict(message.as_bytes(), &signature).map_err(|_| NoteFault::Signature)?;
        found = Ok((time, line));
    }
    found
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
    fn cosignatures_stand_beside_the_signature_and_each_is_checked_for_itself() {
        let (key, other) = (SigningKey::generate(&FixedEntropy(7)), SigningKey::generate(&FixedEntropy(9)));
        let text = "talap.example\n5\nroot\n";
        let mut note = sign(text, "talap.example", &key);
        let plain = note.clone();
        note.push_str(&cosign(text, "w/1", &other, 1_679_315_147));
        let read = Note::parse(&note).unwrap();
        let (ledger, witness) = (key.verifier("talap.example").unwrap(), other.witness_key("w/1").unwrap());
        assert_eq!(format!("{}\n{}", read.text, read.signed_by(&ledger).unwrap().raw), plain);
        assert_eq!(read.cosigned_by(&witness), Ok(1_679_315_147));
        assert_eq!(read.cosigned_by(&other.witness_key("w/2").unwrap()), Err(NoteFault::OtherKey));
        assert_eq!(open(&note, &ledger), Err(NoteFault::Shape), "the history holds one signature");
        for bit in 0..note.len() * 8 {
            let mut changed = note.clone().into_bytes();
            changed[bit / 8] ^= 1 << (bit % 8);
            let Ok(changed) = String::from_utf8(changed) else { continue };
            let both =
                Note::parse(&changed).and_then(|n| Ok((n.signed_by(&ledger)?.raw.len(), n.cosigned_by(&witness)?)));
            assert!(both.is_err(), "bit {bit}");
        }
    }

    #[test]
    fn the_cosignature_of_the_standard_s_key_id() {
        // The identifier of a cosigner's key is over the algorithm 4; the same key as a signer has another.
        let key = SigningKey::generate(&FixedEntropy(7));
        let public = key.inner().verifying_key();
        assert_ne!(key_hash("w", 1, public.as_bytes()), key_hash("w", 4, public.as_bytes()));
        assert_eq!(cosigned_message("o\n1\nr\n", 5), "cosignature/v1\ntime 5\no\n1\nr\n");
    }

    proptest::proptest! {
        #[test]
        fn whatever_is_read_as_a_note_does_not_panic(text in "[a\\n\u{2014} +/=A-C]{0,80}") {
            let (key, witness) = (SigningKey::generate(&FixedEntropy(7)), SigningKey::generate(&FixedEntropy(9)));
            if let Ok(note) = Note::parse(&text) {
                proptest::prop_assert!(note.signed_by(&key.verifier("a").unwrap()).is_err());
                proptest::prop_assert!(note.cosigned_by(&witness.witness_key("a").unwrap()).is_err());
            }
        }
    }

    /// Notes that other implementations publish. They are others' and not kept here; where `TALAP_TEST_NOTES` names a folder,
    /// each `NAME.note` in it must be signed by every key of `NAME.keys`, one a line, in the form of signed-note, and
    /// `NAME.ANYTHING.bad` must not be. The examples of C2SP signed-note and the tests of golang.org/x/mod/sumdb/note have some.
    #[test]
    fn notes_of_others_are_taken_and_spoilt_ones_are_not() {
        let Some(folder) = std::env::var_os("TALAP_TEST_NOTES").map(std::path::PathBuf::from) else {
            eprintln!("not run: TALAP_TEST_NOTES names no folder of notes of others");
            return;
        };
        let (mut taken, mut refused) = (0, 0);
        for entry in std::fs::read_dir(&folder).unwrap() {
            let file = entry.unwrap().file_name().into_string().unwrap();
            let good = match file.rsplit_once('.') {
                Some((_, "note")) => true,
                Some((_, "bad")) => false,
                _ => continue,
            };
            let name = file.split('.').next().unwrap();
            let keys = std::fs::read_to_string(folder.join(format!("{name}.keys"))).unwrap();
            let is_signed = |bytes: &[u8]| {
                let Some(note) = std::str::from_utf8(bytes).ok().and_then(|text| Note::parse(text).ok()) else {
                    return false;
                };
                keys.lines().all(|key| match key.parse::<VerifierKey>() {
                    Ok(key) => note.signed_by(&key).is_ok(),
                    Err(_) => note.cosigned_by(&key.parse().unwrap()).is_ok(),
                })
            };
            let bytes = std::fs::read(folder.join(&file)).unwrap();
            assert_eq!(is_signed(&bytes), good, "{file}");
            if !good {
                refused += 1;
                continue;
            }
            taken += 1;
            for bit in 0..bytes.len() * 8 {
                let mut changed = bytes.clone();
                changed[bit / 8] ^= 1 << (bit % 8);
                assert!(!is_signed(&changed), "{file}: bit {bit}");
                refused += 1;
            }
        }
        eprintln!("{taken} notes taken, {refused} refused");
        assert!(taken > 0, "there are no notes in {}", folder.display());
    }

    #[test]
    fn another_key_is_told_apart() {
        let note = sign("a\n", "talap.example", &SigningKey::generate(&FixedEntropy(7)));
        let other = SigningKey::generate(&FixedEntropy(8)).verifier("talap.example").unwrap();
        assert_eq!(open(&note, &other), Err(NoteFault::OtherKey));
    }
}
