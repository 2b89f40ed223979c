//! The vectors that implementations of transparency logs share: <https://github.com/transparency-dev/merkle>, whose folder
//! `testdata` holds proofs to take and proofs to refuse. They are others' and not kept here; the test reads them where
//! `TALAP_TEST_MERKLE_VECTORS` names that folder, and says so where it does not:
//!
//! ```sh
//! git clone https://github.com/transparency-dev/merkle
//! TALAP_TEST_MERKLE_VECTORS=$PWD/merkle/testdata cargo test -p talap-ledger published -- --nocapture
//! ```

use std::fs;
use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::merkle::{Hash, leaf_hash, verify_consistency, verify_inclusion};

const FOLDER: &str = "TALAP_TEST_MERKLE_VECTORS";

/// What every vector says beside its claim.
#[derive(Deserialize)]
struct Vector<C> {
    #[serde(flatten)]
    claim: C,
    desc: String,
    #[serde(rename = "wantErr")]
    want_err: bool,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Inclusion {
    leaf_idx: u64,
    tree_size: u64,
    root: Option<String>,
    leaf_hash: Option<String>,
    proof: Option<Vec<String>>,
}

#[derive(Deserialize)]
struct Consistency {
    size1: u64,
    size2: u64,
    root1: Option<String>,
    root2: Option<String>,
    proof: Option<Vec<String>>,
}

trait Claim: DeserializeOwned {
    fn is_taken(&self) -> bool;
}

impl Claim for Inclusion {
    fn is_taken(&self) -> bool {
        let (leaf, root) = (self.leaf_hash.as_deref(), hash(self.root.as_deref()));
        // A leaf without a hash is no leaf, even where the root is the same nothing.
        leaf.is_some_and(|leaf| !leaf.is_empty())
            && verify_inclusion(&hash(leaf), self.leaf_idx, self.tree_size, &nodes(self.proof.as_deref()), &root)
    }
}

impl Claim for Consistency {
    fn is_taken(&self) -> bool {
        let (old, new) = (hash(self.root1.as_deref()), hash(self.root2.as_deref()));
        verify_consistency((self.size1, &old), (self.size2, &new), &nodes(self.proof.as_deref()))
    }
}

/// A hash of a vector. Some have bytes that are no hash, such as `don't care`, which the ledger's proofs cannot even hold: the
/// hash of those stands for them, so that what was the same stays the same, and nothing else is.
fn hash(text: Option<&str>) -> Hash {
    let bytes = STANDARD.decode(text.unwrap_or_default()).unwrap();
    bytes.try_into().unwrap_or_else(|bytes: Vec<u8>| leaf_hash(&bytes))
}

fn nodes(proof: Option<&[String]>) -> Vec<Hash> {
    proof.unwrap_or_default().iter().map(|node| hash(Some(node))).collect()
}

#[derive(Debug, Default, PartialEq, Eq)]
struct Tally {
    taken: usize,
    refused: usize,
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display())) {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path));
        } else if path.extension().is_some_and(|ending| ending == "json") {
            found.push(path);
        }
    }
    found.sort();
    found
}

fn judge<C: Claim>(folder: &Path) -> Tally {
    let mut tally = Tally::default();
    for file in files(folder) {
        let vector: Vector<C> = serde_json::from_slice(&fs::read(&file).unwrap())
            .unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        let taken = vector.claim.is_taken();
        assert_eq!(taken, !vector.want_err, "{}: {}", file.display(), vector.desc);
        *(if taken { &mut tally.taken } else { &mut tally.refused }) += 1;
    }
    tally
}

#[test]
fn published_vectors_are_taken_and_refused_as_they_say() {
    let Some(folder) = std::env::var_os(FOLDER).map(PathBuf::from) else {
        eprintln!("not run: {FOLDER} does not name the folder testdata of transparency-dev/merkle");
        return;
    };
    let (inclusion, consistency) =
        (judge::<Inclusion>(&folder.join("inclusion")), judge::<Consistency>(&folder.join("consistency")));
    eprintln!("inclusion {inclusion:?}, consistency {consistency:?}");
    for tally in [inclusion, consistency] {
        assert!(tally.taken > 0 && tally.refused > 0, "vectors of one kind only: {tally:?}");
    }
}
