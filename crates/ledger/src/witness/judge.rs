//! A witness: which checkpoints it cosigns, and what it remembers of them.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use talap_model::{Clock, Explain, Message};

use super::request::Submission;
use crate::checkpoint::Head;
use crate::disk::{self, Action, Disk, DiskFault};
use crate::hex;
use crate::keys::{KeyError, SigningKey, VerifierKey, WitnessKey};
use crate::merkle::{Hash, verify_consistency};
use crate::note::{self, Note, NoteFault};

/// The version of the file of what was seen.
const VERSION: u32 = 1;

/// A witness that cannot begin.
#[derive(Debug, Clone, thiserror::Error)]
pub enum WitnessError {
    /// The disk refused.
    #[error(transparent)]
    Disk(#[from] DiskFault),
    /// The name cannot name a key.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// Two keys are of the same ledger.
    #[error("there are two keys of {origin}")]
    Twice {
        /// The name of the ledger.
        origin: String,
    },
    /// What was seen before cannot be read; without it a rollback could not be told.
    #[error("{} is damaged", path.display())]
    State {
        /// The file.
        path: PathBuf,
    },
}

impl Explain for WitnessError {
    fn explain(&self) -> Message {
        match self {
            Self::Disk(fault) => fault.explain(),
            Self::Key(error) => error.explain(),
            Self::Twice { origin } => Message::new("ledger-witness-twice").with("origin", origin.as_str()),
            Self::State { path } => Message::new("ledger-witness-state").with("path", path.display().to_string()),
        }
    }
}

/// An answer over HTTP.
#[derive(Debug, Clone, PartialEq)]
pub struct Reply {
    /// The status.
    pub status: u16,
    /// The type of the body.
    pub content_type: &'static str,
    /// The body.
    pub body: String,
    /// What happened, for the log of whoever runs the witness; none for a request that says nothing about a ledger.
    pub told: Option<Message>,
}

/// The last checkpoint of a ledger that was cosigned.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Seen {
    size: u64,
    root: String,
    /// The note with the ledger's signature and the cosignature.
    note: String,
}

/// The file of what was seen.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct State {
    v: u32,
    ledgers: BTreeMap<String, Seen>,
}

impl State {
    /// Reads the file; none where it is damaged or of another version.
    fn read(bytes: &[u8]) -> Option<Self> {
        let has_roots = |state: &Self| state.ledgers.values().all(|seen| hex::decode::<32>(&seen.root).is_some());
        serde_json::from_slice::<Self>(bytes).ok().filter(|state| state.v == VERSION && has_roots(state))
    }

    fn written(&self) -> serde_json::Result<Vec<u8>> {
        serde_json::to_vec_pretty(self)
    }
}

/// A witness. One process holds its folder.
pub struct Witness {
    key: SigningKey,
    name: WitnessKey,
    ledgers: BTreeMap<String, VerifierKey>,
    path: PathBuf,
    disk: Disk,
    /// Held from the comparison until the new state is durable, so that two requests cannot both continue the same tree.
    state: Mutex<State>,
}

impl std::fmt::Debug for Witness {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Witness").field("name", &self.name.name()).field("path", &self.path).finish_non_exhaustive()
    }
}

const PLAIN: &str = "text/plain; charset=utf-8";

impl Witness {
    /// A witness of some ledgers, that remembers in a file what it saw.
    ///
    /// # Errors
    ///
    /// [`WitnessError`]: the name cannot name a key, two keys are of one ledger, or the file cannot be read.
    pub fn open(
        path: &Path,
        key: SigningKey,
        name: &str,
        ledgers: impl IntoIterator<Item = VerifierKey>,
    ) -> Result<Self, WitnessError> {
        Self::open_on(Disk::default(), path, key, name, ledgers)
    }

    fn open_on(
        disk: Disk,
        path: &Path,
        key: SigningKey,
        name: &str,
        ledgers: impl IntoIterator<Item = VerifierKey>,
    ) -> Result<Self, WitnessError> {
        let mut known = BTreeMap::new();
        for ledger in ledgers {
            let origin = ledger.name().to_owned();
            if known.insert(origin.clone(), ledger).is_some() {
                return Err(WitnessError::Twice { origin });
            }
        }
        let state = match disk::read(path) {
            Ok(bytes) => State::read(&bytes).ok_or_else(|| WitnessError::State { path: path.to_owned() })?,
            Err(fault) if fault.cause.kind() == std::io::ErrorKind::NotFound => {
                State { v: VERSION, ledgers: BTreeMap::new() }
            }
            Err(fault) => return Err(fault.into()),
        };
        let name = key.witness_key(name)?;
        Ok(Self { key, name, ledgers: known, path: path.to_owned(), disk, state: Mutex::new(state) })
    }

    /// The public key that verifies its cosignatures.
    pub fn key(&self) -> &WitnessKey {
        &self.name
    }

    /// Answers `POST add-checkpoint`. The new state is durable before the answer is there.
    pub fn add_checkpoint(&self, body: &[u8], clock: &dyn Clock) -> Reply {
        let Ok(submission) = Submission::parse(body) else { return refused(400, None) };
        let Ok(note) = Note::parse(&submission.note) else { return refused(400, None) };
        let Some(head) = Head::parse(note.text) else { return refused(400, None) };
        let told = |key: &str| Some(Message::new(key).with("origin", head.origin.as_str()).with("size", head.size));
        let Some(ledger) = self.ledgers.get(&head.origin) else { return refused(404, told("ledger-witness-unknown")) };
        let signed = match note.signed_by(ledger) {
            Ok(line) => format!("{}\n{}", note.text, line.raw),
            Err(NoteFault::Shape | NoteFault::OtherKey | NoteFault::Signature) => {
                return refused(403, told("ledger-witness-other-key"));
            }
        };
        if submission.old_size > head.size {
            return refused(400, None);
        }
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let seen = state.ledgers.get(&head.origin).map(|seen| (seen.size, hex::decode::<32>(&seen.root)));
        let seen_size = seen.map_or(0, |(size, _)| size);
        if submission.old_size != seen_size {
            // A tree smaller than what was seen is a rollback; any other may be a ledger that does not know.
            let rolled = head.size < seen_size;
            let told = rolled.then(|| told("ledger-witness-rollback").map(|message| message.with("seen", seen_size)));
            let body = format!("{seen_size}\n");
            return Reply { status: 409, content_type: "text/x.tlog.size", body, told: told.flatten() };
        }
        if !continues(seen, &head, &submission.proof) {
            let told = told("ledger-witness-fork").map(|message| message.with("seen", seen_size));
            return refused(422, told);
        }
        let seconds = u64::try_from(clock.now().micros() / 1_000_000).unwrap_or(0).max(1);
        let line = note::cosign(note.text, self.name.name(), &self.key, seconds);
        let new = Seen { size: head.size, root: hex::encode(&head.root), note: format!("{signed}{line}") };
        let before = state.ledgers.insert(head.origin.clone(), new);
        if let Err(fault) = self.remember(&state) {
            // What was not remembered was not cosigned either.
            match before {
                Some(before) => state.ledgers.insert(head.origin.clone(), before),
                None => state.ledgers.remove(&head.origin),
            };
            return refused(500, Some(fault.explain()));
        }
        Reply { status: 200, content_type: PLAIN, body: line, told: None }
    }

    /// Answers `GET <origin hash>/checkpoint`: the last checkpoint that it cosigned of a ledger, for whoever compares.
    pub fn checkpoint(&self, origin_hash: &str) -> Reply {
        let state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let mut found = state.ledgers.iter().filter(|(origin, _)| hex::encode(&Sha256::digest(origin)) == origin_hash);
        match found.next() {
            Some((_, seen)) => Reply { status: 200, content_type: PLAIN, body: seen.note.clone(), told: None },
            None => refused(404, None),
        }
    }

    fn remember(&self, state: &State) -> Result<(), DiskFault> {
        let bytes =
            state.written().map_err(|error| DiskFault::new(Action::Write, &self.path, std::io::Error::other(error)))?;
        let temporary = self.path.with_extension("new");
        let mut file = self.disk.create_over(&temporary)?;
        self.disk.write(&mut file, &temporary, &bytes)?;
        self.disk.sync(&file, &temporary)?;
        self.disk.rename(&temporary, &self.path)?;
        match self.path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
            Some(folder) => self.disk.sync_folder(folder),
            None => Ok(()),
        }
    }
}

fn refused(status: u16, told: Option<Message>) -> Reply {
    let body = match status {
        400 => "malformed request\n",
        403 => "no signature by a known key\n",
        404 => "unknown\n",
        422 => "not consistent with what was cosigned before\n",
        _ => "the witness cannot remember\n",
    };
    Reply { status, content_type: PLAIN, body: body.to_owned(), told }
}

/// Whether a tree continues the one that was seen.
fn continues(seen: Option<(u64, Option<Hash>)>, head: &Head, proof: &[Hash]) -> bool {
    if head.size == 0 && head.root != crate::merkle::tree_hash(&[]) {
        return false;
    }
    match seen {
        None | Some((0, _)) => proof.is_empty(),
        Some((size, Some(root))) => verify_consistency((size, &root), (head.size, &head.root), proof),
        Some((_, None)) => false,
    }
}

/// Reads what a witness remembers from any bytes, and judges by it, for `fuzz/`.
#[cfg(fuzzing)]
pub(crate) fn judge_damaged(bytes: &[u8]) {
    let Some(state) = State::read(bytes) else { return };
    let Ok(written) = state.written() else { return };
    let again = State::read(&written).and_then(|state| state.written().ok());
    assert_eq!(again, Some(written), "what was seen is remembered otherwise");
    for (origin, seen) in state.ledgers.iter().filter(|(_, seen)| seen.size > 0) {
        let Some(root) = hex::decode::<32>(&seen.root) else { continue };
        let is_continued_by = |other: Hash| {
            let head = Head { origin: origin.clone(), size: seen.size, root: other };
            continues(Some((seen.size, Some(root))), &head, &[])
        };
        assert!(is_continued_by(root), "the tree that was seen does not continue itself");
        assert!(!is_continued_by(root.map(|byte| !byte)), "another tree of its size continues it");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::disk::{Faults, Verdict as Step};
    use crate::merkle::{consistency_proof, leaf_hash, tree_hash};
    use crate::sample::StepClock;
    use base64::Engine as _;
    use base64::engine::general_purpose::STANDARD;

    const ORIGIN: &str = "talap.example";

    fn ledger() -> SigningKey {
        SigningKey::from_seed(&[7; 32])
    }

    fn leaves(count: u64, salt: u8) -> Vec<Hash> {
        (0..count).map(|n| leaf_hash(&[&[salt], n.to_be_bytes().as_slice()].concat())).collect()
    }

    /// A checkpoint of a tree, with an extension line as ours has them.
    fn note_of(leaves: &[Hash], key: &SigningKey) -> String {
        let text = format!("{ORIGIN}\n{}\n{}\nevents 3\n", leaves.len(), STANDARD.encode(tree_hash(leaves)));
        note::sign(&text, ORIGIN, key)
    }

    fn submission(old: usize, leaves: &[Hash]) -> Submission {
        let proof = consistency_proof(leaves, old).unwrap_or_default();
        Submission { old_size: old as u64, proof, note: note_of(leaves, &ledger()) }
    }

    fn witness(folder: &Path) -> Witness {
        let key = ledger().verifier(ORIGIN).unwrap();
        Witness::open(&folder.join("seen"), SigningKey::from_seed(&[9; 32]), "w/1", [key]).unwrap()
    }

    fn ask(witness: &Witness, submission: &Submission) -> (u16, String) {
        let reply = witness.add_checkpoint(submission.body().as_bytes(), &StepClock::default());
        (reply.status, reply.body)
    }

    #[test]
    fn a_tree_that_grows_is_cosigned_and_nothing_else() {
        let folder = crate::sample::folder();
        let (mut tree, w) = (leaves(5, 0), witness(folder.path()));
        let (status, line) = ask(&w, &submission(0, &tree));
        assert_eq!(status, 200, "{line}");
        let cosigned = format!("{}{line}", note_of(&tree, &ledger()));
        assert!(Note::parse(&cosigned).unwrap().cosigned_by(w.key()).is_ok());
        // The same again, by one who does not know and by one who does.
        assert_eq!(ask(&w, &submission(0, &tree)), (409, "5\n".to_owned()));
        assert_eq!(ask(&w, &submission(5, &tree)).0, 200);
        tree.extend(leaves(7, 0));
        assert_eq!(ask(&w, &submission(5, &tree)).0, 200);
        // After a restart it remembers.
        let w = witness(folder.path());
        assert_eq!(ask(&w, &submission(5, &tree)), (409, "12\n".to_owned()));
        // A rollback, and a fork of the same size, of a larger one, and with a proof of its own.
        let rolled = w.add_checkpoint(submission(5, &tree[..8]).body().as_bytes(), &StepClock::default());
        assert_eq!((rolled.status, rolled.body.as_str()), (409, "12\n"));
        assert_eq!(rolled.told.unwrap().key, "ledger-witness-rollback");
        let mut fork = tree.clone();
        fork[3] = [0; 32];
        assert_eq!(ask(&w, &submission(12, &fork)).0, 422);
        fork.extend(leaves(2, 1));
        assert_eq!(ask(&w, &submission(12, &fork)).0, 422);
        tree.extend(leaves(2, 0));
        assert_eq!(ask(&w, &Submission { proof: Vec::new(), ..submission(12, &tree) }).0, 422);
        assert_eq!(ask(&w, &submission(12, &tree)).0, 200);
    }

    #[test]
    fn other_keys_and_ledgers_are_told_apart() {
        let folder = crate::sample::folder();
        let (tree, w) = (leaves(5, 0), witness(folder.path()));
        let other = SigningKey::from_seed(&[8; 32]);
        assert_eq!(ask(&w, &Submission { note: note_of(&tree, &other), ..submission(0, &tree) }).0, 403);
        let broken = note_of(&tree, &ledger()).replacen("events 3", "events 4", 1);
        assert_eq!(ask(&w, &Submission { note: broken, ..submission(0, &tree) }).0, 403);
        let stranger = note::sign(&format!("x\n5\n{}\n", STANDARD.encode(tree_hash(&tree))), "x", &ledger());
        assert_eq!(ask(&w, &Submission { note: stranger, ..submission(0, &tree) }).0, 404);
        assert_eq!(ask(&w, &Submission { old_size: 6, ..submission(0, &tree) }).0, 400);
        assert_eq!(ask(&w, &Submission { proof: vec![[1; 32]], ..submission(0, &tree) }).0, 422);
        let empty = note::sign(&format!("{ORIGIN}\n0\n{}\n", STANDARD.encode([1; 32])), ORIGIN, &ledger());
        assert_eq!(ask(&w, &Submission { note: empty, ..submission(0, &tree) }).0, 422);
        assert_eq!(w.add_checkpoint(b"old 0\n\nx", &StepClock::default()).status, 400);
        // Nothing of this was remembered.
        assert_eq!(ask(&w, &submission(0, &tree)).0, 200);
        let hash = hex::encode(&Sha256::digest(ORIGIN));
        assert!(w.checkpoint(&hash).body.starts_with("talap.example\n5\n"));
        assert_eq!(w.checkpoint("00").status, 404);
    }

    struct Full;

    impl Faults for Full {
        fn before(&self, action: Action, _: &Path) -> Step {
            if action == Action::Sync { Step::Fail(std::io::ErrorKind::StorageFull.into()) } else { Step::Go }
        }
    }

    #[test]
    fn what_cannot_be_remembered_is_not_cosigned() {
        let folder = crate::sample::folder();
        let tree = leaves(5, 0);
        let disk = Disk { faults: Some(std::sync::Arc::new(Full)) };
        let key = ledger().verifier(ORIGIN).unwrap();
        let w =
            Witness::open_on(disk, &folder.path().join("seen"), SigningKey::from_seed(&[9; 32]), "w/1", [key]).unwrap();
        assert_eq!(ask(&w, &submission(0, &tree)).0, 500);
        assert_eq!(ask(&w, &submission(5, &tree)), (409, "0\n".to_owned()));
    }

    #[test]
    fn what_was_seen_and_is_damaged_is_told_at_opening() {
        let folder = crate::sample::folder();
        let path = folder.path().join("seen");
        let no_root = format!("{{\"v\":1,\"ledgers\":{{\"{ORIGIN}\":{{\"size\":5,\"root\":\"00\",\"note\":\"\"}}}}}}");
        for bytes in ["{", "{\"v\":2,\"ledgers\":{}}", &no_root] {
            std::fs::write(&path, bytes).unwrap();
            let key = ledger().verifier(ORIGIN).unwrap();
            let damaged = Witness::open(&path, SigningKey::from_seed(&[9; 32]), "w/1", [key]);
            assert!(matches!(damaged, Err(WitnessError::State { .. })), "{bytes}");
        }
    }
}
