//! The proofs against `ct-merkle`, an implementation of RFC 6962 that shares no line with this one: both make the same proofs,
//! and both take and refuse the same claims, right ones and every kind of wrong one.

use ct_merkle::mem_backed_tree::MemoryBackedTree;
use ct_merkle::{ConsistencyProof, InclusionProof, RootHash};
use proptest::prelude::*;
// The independent implementation hashes with the next version of the hash's crate.
use sha2_next::Sha256;

use crate::merkle::{
    Hash, consistency_proof, inclusion_proof, leaf_hash, node_hash, tree_hash, verify_consistency, verify_inclusion,
};

/// Sizes up to which every proof is tried, with every mutation; larger ones are picked at random.
const EVERY: usize = 20;

fn data(number: usize) -> Vec<u8> {
    format!("leaf {number}").into_bytes()
}

struct Both {
    ours: Vec<Hash>,
    theirs: MemoryBackedTree<Sha256, Vec<u8>>,
}

fn trees(count: usize) -> Both {
    let mut theirs = MemoryBackedTree::new();
    for number in 0..count {
        theirs.push(data(number));
    }
    Both { ours: (0..count).map(|number| leaf_hash(&data(number))).collect(), theirs }
}

fn root_of(root: &Hash, size: u64) -> RootHash<Sha256> {
    RootHash::new((*root).into(), size)
}

/// What a proof of inclusion claims.
#[derive(Debug, Clone)]
struct Inclusion {
    data: Vec<u8>,
    index: u64,
    size: u64,
    proof: Vec<Hash>,
    root: Hash,
}

impl Inclusion {
    fn of(trees: &Both, index: usize) -> Self {
        let proof = inclusion_proof(&trees.ours, index).unwrap();
        assert_eq!(proof.concat(), trees.theirs.prove_inclusion(index).as_bytes());
        let (size, root) = (trees.ours.len() as u64, tree_hash(&trees.ours));
        Self { data: data(index), index: index as u64, size, proof, root }
    }

    /// What both implementations say, which must be the same.
    fn is_taken(&self) -> bool {
        let ours = verify_inclusion(&leaf_hash(&self.data), self.index, self.size, &self.proof, &self.root);
        let proof = InclusionProof::try_from_bytes(self.proof.concat()).unwrap();
        let theirs = root_of(&self.root, self.size).verify_inclusion(&self.data, self.index, &proof).is_ok();
        assert_eq!(ours, theirs, "{self:?}");
        ours
    }

    fn wrong(&self) -> Vec<(String, Self)> {
        let mut wrong = Vec::new();
        let mut add = |what: String, claim: Self| wrong.push((what, claim));
        let leaf = leaf_hash(&self.data);
        for index in [0, self.index ^ 1, self.index + 1, self.index ^ 2, self.size - 1, self.size, u64::MAX] {
            if index != self.index {
                add(format!("index {index}"), Self { index, ..self.clone() });
            }
        }
        for (what, proof) in wrong_proofs(&self.proof, &[leaf, self.root]) {
            add(what, Self { proof, ..self.clone() });
        }
        add("another leaf".into(), Self { data: b"another".to_vec(), ..self.clone() });
        add("no data".into(), Self { data: Vec::new(), ..self.clone() });
        for (what, root) in wrong_roots(&self.root) {
            add(what.into(), Self { root, ..self.clone() });
        }
        if let Some(first) = self.proof.first() {
            add("a node as the root".into(), Self { root: *first, ..self.clone() });
            // The children of an inner node as a leaf's data: what the prefixes of hashes are against.
            let children = [leaf, *first].concat();
            let proof = self.proof.get(1..).unwrap_or_default().to_vec();
            add("a node as a leaf".into(), Self { data: children, index: self.index / 2, proof, ..self.clone() });
        }
        wrong
    }

    /// Claims of other sizes. The root says nothing of the size, so a proof may hold for several: that of the last leaf but
    /// one of six is that of five leaves' as well. What is taken must be what the other implementation takes.
    fn other_sizes(&self) -> impl Iterator<Item = Self> + '_ {
        let sizes = [0, 1, self.size - 1, self.size + 1, self.size * 2, self.size / 2, 1 << 40];
        sizes.into_iter().map(|size| Self { size, ..self.clone() })
    }
}

/// What a proof of consistency claims.
#[derive(Debug, Clone)]
struct Consistency {
    old: (u64, Hash),
    new: (u64, Hash),
    proof: Vec<Hash>,
}

impl Consistency {
    fn of(trees: &Both, old: usize) -> Self {
        let count = trees.ours.len();
        let proof = consistency_proof(&trees.ours, old).unwrap();
        assert_eq!(proof.concat(), trees.theirs.prove_consistency(count - old).as_bytes());
        let root = |size: usize| tree_hash(&trees.ours[..size]);
        Self { old: (old as u64, root(old)), new: (count as u64, root(count)), proof }
    }

    /// What both implementations say, which must be the same.
    fn is_taken(&self) -> bool {
        let ours = verify_consistency((self.old.0, &self.old.1), (self.new.0, &self.new.1), &self.proof);
        let proof = ConsistencyProof::try_from_bytes(self.proof.concat()).unwrap();
        let new = root_of(&self.new.1, self.new.0);
        let theirs = new.verify_consistency(&root_of(&self.old.1, self.old.0), &proof).is_ok();
        assert_eq!(ours, theirs, "{self:?}");
        ours
    }

    fn wrong(&self) -> Vec<(String, Self)> {
        let mut wrong = Vec::new();
        let mut add = |what: String, claim: Self| wrong.push((what, claim));
        for (what, proof) in wrong_proofs(&self.proof, &[self.old.1, self.new.1]) {
            add(what, Self { proof, ..self.clone() });
        }
        for (what, root) in wrong_roots(&self.old.1) {
            add(format!("old: {what}"), Self { old: (self.old.0, root), ..self.clone() });
        }
        for (what, root) in wrong_roots(&self.new.1) {
            add(format!("new: {what}"), Self { new: (self.new.0, root), ..self.clone() });
        }
        add("from nothing".into(), Self { old: (0, self.old.1), ..self.clone() });
        if self.old.0 < self.new.0 {
            let (old, new) = (self.old, self.new);
            add("backwards".into(), Self { old: new, new: old, ..self.clone() });
            add("swapped roots".into(), Self { old: (old.0, new.1), new: (new.0, old.1), ..self.clone() });
            add("the new size twice".into(), Self { old: (new.0, old.1), ..self.clone() });
            add("the old size twice".into(), Self { new: (old.0, new.1), ..self.clone() });
        }
        wrong
    }

    fn other_sizes(&self) -> impl Iterator<Item = Self> + '_ {
        let around = |size: u64| [size - 1, size + 1, size ^ 2, size * 2, size / 2, 1 << 40];
        let old = around(self.old.0).map(|size| Self { old: (size, self.old.1), ..self.clone() });
        let new = around(self.new.0).map(|size| Self { new: (size, self.new.1), ..self.clone() });
        old.into_iter().chain(new)
    }
}

/// Every way to spoil a list of nodes: one more, one less, two swapped, one changed.
fn wrong_proofs(proof: &[Hash], others: &[Hash]) -> Vec<(String, Vec<Hash>)> {
    let mut wrong = Vec::new();
    for other in others.iter().chain([&[0; 32]]) {
        wrong.push(("one more at the end".into(), [proof, &[*other]].concat()));
        wrong.push(("one more at the beginning".into(), [&[*other], proof].concat()));
    }
    for at in 0..proof.len() {
        wrong.push((format!("without node {at}"), [&proof[..at], &proof[at + 1..]].concat()));
        wrong.push((format!("node {at} twice"), [&proof[..=at], &proof[at..]].concat()));
        wrong.push((format!("only {at} nodes"), proof[..at].to_vec()));
        for bit in [0, 7, 128, 255] {
            let mut changed = proof.to_vec();
            changed[at][bit / 8] ^= 1 << (bit % 8);
            wrong.push((format!("bit {bit} of node {at}"), changed));
        }
        for with in at + 1..proof.len() {
            let mut swapped = proof.to_vec();
            swapped.swap(at, with);
            wrong.push((format!("nodes {at} and {with} swapped"), swapped));
        }
    }
    wrong
}

fn wrong_roots(root: &Hash) -> [(&'static str, Hash); 4] {
    let mut changed = *root;
    changed[31] ^= 1;
    let nothing = tree_hash(&[]);
    [("another root", changed), ("no root", [0; 32]), ("nothing's root", nothing), ("above", node_hash(root, root))]
}

fn check_root(trees: &Both) {
    assert_eq!(
        tree_hash(&trees.ours).as_slice(),
        trees.theirs.root().as_bytes().as_slice(),
        "{} leaves",
        trees.ours.len()
    );
}

fn check_inclusion(trees: &Both, index: usize) {
    let claim = Inclusion::of(trees, index);
    assert!(claim.is_taken(), "{claim:?}");
    for (what, wrong) in claim.wrong() {
        assert!(!wrong.is_taken(), "{what}: {wrong:?}");
    }
    claim.other_sizes().for_each(|other| {
        other.is_taken();
    });
}

fn check_consistency(trees: &Both, old: usize) {
    let claim = Consistency::of(trees, old);
    assert!(claim.is_taken(), "{claim:?}");
    for (what, wrong) in claim.wrong() {
        assert!(!wrong.is_taken(), "{what}: {wrong:?}");
    }
    claim.other_sizes().for_each(|other| {
        other.is_taken();
    });
}

#[test]
fn every_proof_of_small_trees_and_none_of_their_mutations_is_taken() {
    for count in 1..=EVERY {
        let trees = trees(count);
        check_root(&trees);
        (0..count).for_each(|index| check_inclusion(&trees, index));
        (1..=count).for_each(|old| check_consistency(&trees, old));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn larger_trees_agree_too(count in EVERY..400, index: prop::sample::Index, old: prop::sample::Index) {
        let trees = trees(count);
        check_root(&trees);
        check_inclusion(&trees, index.index(count));
        check_consistency(&trees, old.index(count) + 1);
    }

    #[test]
    fn claims_of_any_numbers_are_judged_alike(
        index in any::<u64>(),
        sizes in (0..1_u64 << 62, 0..1_u64 << 62),
        shift in 0_u32..62,
        nodes in 0_usize..64,
    ) {
        let proof: Vec<Hash> = (0..nodes).map(|node| leaf_hash(&data(node))).collect();
        let (old, new) = (sizes.0 >> shift, sizes.1 >> shift);
        let inclusion = Inclusion { data: data(0), index: index >> shift, size: new, proof: proof.clone(), root: [1; 32] };
        prop_assert!(!inclusion.is_taken());
        let consistency = Consistency { old: (old, [2; 32]), new: (new, [1; 32]), proof };
        prop_assert!(!consistency.is_taken());
    }
}
