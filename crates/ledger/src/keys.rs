//! Ed25519 keys: the secret ones that sign checkpoints and cosign them, and the public ones that an inspector verifies
//! with, in the form of C2SP signed-note. A ledger's key and a witness's are of different types, since one must never do for the other.

use std::fmt;
use std::fs::{self, OpenOptions};
use std::io::Write as _;
use std::os::unix::fs::{OpenOptionsExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};
use std::str::FromStr;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ed25519_dalek::VerifyingKey;
use talap_model::{Entropy, Explain, Message};

use crate::disk::{Action, DiskFault};
use crate::hex;
use crate::note::key_hash;

/// What a file of a secret key begins with; the seed follows in base64.
const SECRET_PREFIX: &str = "talap-ledger-secret-key-1 ";

/// The signed-note number of Ed25519 signatures.
const ED25519: u8 = 1;

/// The signed-note number of timestamped Ed25519 cosignatures (C2SP tlog-cosignature).
const COSIGNATURE: u8 = 4;

/// A key that cannot be read, written or used.
#[derive(Debug, Clone, thiserror::Error)]
pub enum KeyError {
    /// The file cannot be read or written.
    #[error(transparent)]
    Disk(#[from] DiskFault),
    /// The text is not a key of the kind asked for.
    #[error("{place} does not hold a key of the ledger")]
    Malformed {
        /// The file, or the text itself.
        place: String,
    },
    /// Users other than the owner may read or change the secret key.
    #[error("{} is open to users other than its owner", path.display())]
    Exposed {
        /// The file.
        path: PathBuf,
    },
    /// The name cannot name a key: it is empty, or holds a space, a line break or a plus sign.
    #[error("{name:?} cannot name a key")]
    Name {
        /// The name as it came.
        name: String,
    },
}

impl Explain for KeyError {
    fn explain(&self) -> Message {
        match self {
            Self::Disk(fault) => fault.explain(),
            Self::Malformed { place } => Message::new("ledger-key-malformed").with("place", place.as_str()),
            Self::Exposed { path } => Message::new("ledger-key-exposed").with("path", path.display().to_string()),
            Self::Name { name } => Message::new("ledger-key-name").with("name", name.as_str()),
        }
    }
}

/// The secret key that signs a ledger's checkpoints, or a witness's that cosigns them.
#[derive(Clone)]
pub struct SigningKey(ed25519_dalek::SigningKey);

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SigningKey(secret)")
    }
}

impl SigningKey {
    /// A new key from 32 random bytes.
    pub fn generate(entropy: &dyn Entropy) -> Self {
        let mut seed = [0; 32];
        entropy.fill(&mut seed);
        Self::from_seed(&seed)
    }

    /// The key of a seed.
    pub fn from_seed(seed: &[u8; 32]) -> Self {
        Self(ed25519_dalek::SigningKey::from_bytes(seed))
    }

    /// Writes the key to a new file that only its owner may read (mode 0600), and makes it durable.
    ///
    /// # Errors
    ///
    /// [`KeyError::Disk`], also when the file exists already: a key is never written over.
    pub fn save(&self, path: &Path) -> Result<(), KeyError> {
        let text = format!("{SECRET_PREFIX}{}\n", STANDARD.encode(self.0.to_bytes()));
        Ok(write_new(path, &text, 0o600)?)
    }

    /// Reads a key that [`SigningKey::save`] wrote.
    ///
    /// # Errors
    ///
    /// [`KeyError`] when the file cannot be read, holds something else, or is open to other users.
    pub fn load(path: &Path) -> Result<Self, KeyError> {
        let fault = |cause| DiskFault::new(Action::Read, path, cause);
        let mode = fs::metadata(path).map_err(fault)?.permissions().mode();
        if mode & 0o077 != 0 {
            return Err(KeyError::Exposed { path: path.to_owned() });
        }
        let text = fs::read_to_string(path).map_err(fault)?;
        let seed = text
            .strip_prefix(SECRET_PREFIX)
            .and_then(|rest| STANDARD.decode(rest.trim_end()).ok())
            .and_then(|bytes| <[u8; 32]>::try_from(bytes).ok())
            .ok_or_else(|| KeyError::Malformed { place: path.display().to_string() })?;
        Ok(Self::from_seed(&seed))
    }

    /// The public key under a name, which must be the ledger's origin.
    ///
    /// # Errors
    ///
    /// [`KeyError::Name`] when the name cannot name a key.
    pub fn verifier(&self, name: &str) -> Result<VerifierKey, KeyError> {
        VerifierKey::of(name, self.0.verifying_key())
    }

    /// The public key of a witness under its name.
    ///
    /// # Errors
    ///
    /// [`KeyError::Name`] when the name cannot name a key.
    pub fn witness_key(&self, name: &str) -> Result<WitnessKey, KeyError> {
        WitnessKey::of(name, self.0.verifying_key())
    }

    pub(crate) fn inner(&self) -> &ed25519_dalek::SigningKey {
        &self.0
    }
}

/// A public key: `name+hash+base64`. `ALGORITHM` is the signed-note number of what it verifies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicKey<const ALGORITHM: u8> {
    name: String,
    hash: [u8; 4],
    key: VerifyingKey,
}

/// The public key that verifies a ledger's checkpoints; its name is the origin of the ledger.
pub type VerifierKey = PublicKey<ED25519>;

/// The public key that verifies a witness's cosignatures.
pub type WitnessKey = PublicKey<COSIGNATURE>;

impl<const ALGORITHM: u8> PublicKey<ALGORITHM> {
    fn of(name: &str, key: VerifyingKey) -> Result<Self, KeyError> {
        let usable = !name.is_empty() && !name.chars().any(|c| c.is_whitespace() || c.is_control() || c == '+');
        if !usable {
            return Err(KeyError::Name { name: name.to_owned() });
        }
        Ok(Self { name: name.to_owned(), hash: key_hash(name, ALGORITHM, key.as_bytes()), key })
    }

    /// The name of the key: the origin of the ledger, or the name of the witness.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Writes the key to a new file that everybody may read.
    ///
    /// # Errors
    ///
    /// [`KeyError::Disk`], also when the file exists already.
    pub fn save(&self, path: &Path) -> Result<(), KeyError> {
        Ok(write_new(path, &format!("{self}\n"), 0o644)?)
    }

    /// Reads a key that [`PublicKey::save`] wrote.
    ///
    /// # Errors
    ///
    /// [`KeyError`] when the file cannot be read or holds something else.
    pub fn load(path: &Path) -> Result<Self, KeyError> {
        let text = fs::read_to_string(path).map_err(|cause| DiskFault::new(Action::Read, path, cause))?;
        text.trim_end().parse().map_err(|_| KeyError::Malformed { place: path.display().to_string() })
    }

    pub(crate) fn hash(&self) -> [u8; 4] {
        self.hash
    }

    pub(crate) fn inner(&self) -> &VerifyingKey {
        &self.key
    }
}

impl<const ALGORITHM: u8> fmt::Display for PublicKey<ALGORITHM> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut blob = vec![ALGORITHM];
        blob.extend(self.key.as_bytes());
        write!(f, "{}+{}+{}", self.name, hex::encode(&self.hash), STANDARD.encode(blob))
    }
}

impl<const ALGORITHM: u8> FromStr for PublicKey<ALGORITHM> {
    type Err = KeyError;
    fn from_str(text: &str) -> Result<Self, KeyError> {
        let malformed = || KeyError::Malformed { place: text.to_owned() };
        // Base64 may hold plus signs, a name and a hash may not.
        let mut parts = text.splitn(3, '+');
        let (Some(name), Some(hash), Some(blob)) = (parts.next(), parts.next(), parts.next()) else {
            return Err(malformed());
        };
        let blob: [u8; 33] = STANDARD.decode(blob).ok().and_then(|b| b.try_into().ok()).ok_or_else(malformed)?;
        let [algorithm, public @ ..] = blob;
        if algorithm != ALGORITHM {
            return Err(malformed());
        }
        let key = Self::of(name, VerifyingKey::from_bytes(&public).map_err(|_| malformed())?)?;
        if hex::decode(hash) == Some(key.hash) { Ok(key) } else { Err(malformed()) }
    }
}

fn write_new(path: &Path, text: &str, mode: u32) -> Result<(), DiskFault> {
    let write = || {
        let mut file = OpenOptions::new().write(true).create_new(true).mode(mode).open(path)?;
        file.write_all(text.as_bytes())?;
        file.sync_all()?;
        match path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
            Some(folder) => fs::File::open(folder)?.sync_all(),
            None => Ok(()),
        }
    };
    write().map_err(|cause| DiskFault::new(Action::Create, path, cause))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::FixedEntropy;

    #[test]
    fn keys_survive_their_files_and_are_never_written_over() {
        let folder = tempfile::tempdir().unwrap();
        let (secret, public) = (folder.path().join("key"), folder.path().join("key.pub"));
        let key = SigningKey::generate(&FixedEntropy(3));
        let verifier = key.verifier("talap.example").unwrap();
        key.save(&secret).unwrap();
        verifier.save(&public).unwrap();
        assert_eq!(fs::metadata(&secret).unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(SigningKey::load(&secret).unwrap().inner().to_bytes(), [3; 32]);
        assert_eq!(VerifierKey::load(&public).unwrap(), verifier);
        assert!(key.save(&secret).is_err());
        fs::set_permissions(&secret, fs::Permissions::from_mode(0o640)).unwrap();
        assert!(matches!(SigningKey::load(&secret), Err(KeyError::Exposed { .. })));
    }

    #[test]
    fn a_public_key_in_the_form_of_signed_note_is_read() {
        // The key that golang.org/x/mod/sumdb/note documents.
        let text = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
        let key: VerifierKey = text.parse().unwrap();
        assert_eq!((key.name(), key.to_string().as_str()), ("PeterNeumann", text));
        for bad in ["", "a+b", "PeterNeumann+c74f20a4+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW", "x+c74f20a3+AR"] {
            assert!(bad.parse::<VerifierKey>().is_err(), "{bad}");
        }
        assert!(SigningKey::generate(&FixedEntropy(3)).verifier("a b").is_err());
    }

    #[test]
    fn a_witness_key_is_not_a_ledger_key() {
        let key = SigningKey::generate(&FixedEntropy(3));
        let (ledger, witness) = (key.verifier("a").unwrap().to_string(), key.witness_key("a").unwrap().to_string());
        assert!(ledger.parse::<WitnessKey>().is_err() && witness.parse::<VerifierKey>().is_err());
        assert_eq!(witness.parse::<WitnessKey>().unwrap(), key.witness_key("a").unwrap());
    }
}
