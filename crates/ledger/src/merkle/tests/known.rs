//! Known answers of RFC 9162 for the eight leaves of Certificate Transparency's reference tests: every proof of inclusion
//! (§2.1.3) and of consistency (§2.1.4) among their trees of one to eight leaves, to be taken, and what is spoiled of each, to be
//! refused.
//!
//! The tables were computed by another program, in another language, from the definitions of the standard; no line of
//! `merkle` had a part in them.

use super::{INPUTS, ROOTS};
use crate::hex;
use crate::merkle::{
    Hash, consistency_proof, inclusion_proof, leaf_hash, tree_hash, verify_consistency, verify_inclusion,
};

/// The hash of the subtree of the leaves `from-to`, the last one not among them.
const NODES: [(&str, &str); 15] = [
    ("0-1", "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"),
    ("1-2", "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7"),
    ("2-3", "0298d122906dcfc10892cb53a73992fc5b9f493ea4c9badb27b791b4127a7fe7"),
    ("3-4", "07506a85fd9dd2f120eb694f86011e5bb4662e5c415a62917033d4a9624487e7"),
    ("4-5", "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b"),
    ("5-6", "4271a26be0d8a84f0bd54c8c302e7cb3a3b5d1fa6780a40bcce2873477dab658"),
    ("6-7", "b08693ec2e721597130641e8211e7eedccb4c26413963eee6c1e2ed16ffb1a5f"),
    ("7-8", "46f6ffadd3d06a09ff3c5860d2755c8b9819db7df44251788c7d8e3180de8eb1"),
    ("0-2", "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"),
    ("2-4", "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e"),
    ("4-6", "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a"),
    ("6-8", "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0"),
    ("4-7", "837dbb152e9b079010717e84e865da4ebc0fa198a806d59d31bf15accef22d0e"),
    ("0-4", "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"),
    ("4-8", "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4"),
];

/// The leaf's index, the size of the tree, and the subtrees whose hashes prove that it is there.
const INCLUSION: [(u64, u64, &str); 36] = [
    (0, 1, ""),
    (0, 2, "1-2"),
    (1, 2, "0-1"),
    (0, 3, "1-2 2-3"),
    (1, 3, "0-1 2-3"),
    (2, 3, "0-2"),
    (0, 4, "1-2 2-4"),
    (1, 4, "0-1 2-4"),
    (2, 4, "3-4 0-2"),
    (3, 4, "2-3 0-2"),
    (0, 5, "1-2 2-4 4-5"),
    (1, 5, "0-1 2-4 4-5"),
    (2, 5, "3-4 0-2 4-5"),
    (3, 5, "2-3 0-2 4-5"),
    (4, 5, "0-4"),
    (0, 6, "1-2 2-4 4-6"),
    (1, 6, "0-1 2-4 4-6"),
    (2, 6, "3-4 0-2 4-6"),
    (3, 6, "2-3 0-2 4-6"),
    (4, 6, "5-6 0-4"),
    (5, 6, "4-5 0-4"),
    (0, 7, "1-2 2-4 4-7"),
    (1, 7, "0-1 2-4 4-7"),
    (2, 7, "3-4 0-2 4-7"),
    (3, 7, "2-3 0-2 4-7"),
    (4, 7, "5-6 6-7 0-4"),
    (5, 7, "4-5 6-7 0-4"),
    (6, 7, "4-6 0-4"),
    (0, 8, "1-2 2-4 4-8"),
    (1, 8, "0-1 2-4 4-8"),
    (2, 8, "3-4 0-2 4-8"),
    (3, 8, "2-3 0-2 4-8"),
    (4, 8, "5-6 6-8 0-4"),
    (5, 8, "4-5 6-8 0-4"),
    (6, 8, "7-8 4-6 0-4"),
    (7, 8, "6-7 4-6 0-4"),
];

/// The size before, the size after, and the subtrees whose hashes prove that the one is the beginning of the other.
const CONSISTENCY: [(u64, u64, &str); 36] = [
    (1, 1, ""),
    (1, 2, "1-2"),
    (2, 2, ""),
    (1, 3, "1-2 2-3"),
    (2, 3, "2-3"),
    (3, 3, ""),
    (1, 4, "1-2 2-4"),
    (2, 4, "2-4"),
    (3, 4, "2-3 3-4 0-2"),
    (4, 4, ""),
    (1, 5, "1-2 2-4 4-5"),
    (2, 5, "2-4 4-5"),
    (3, 5, "2-3 3-4 0-2 4-5"),
    (4, 5, "4-5"),
    (5, 5, ""),
    (1, 6, "1-2 2-4 4-6"),
    (2, 6, "2-4 4-6"),
    (3, 6, "2-3 3-4 0-2 4-6"),
    (4, 6, "4-6"),
    (5, 6, "4-5 5-6 0-4"),
    (6, 6, ""),
    (1, 7, "1-2 2-4 4-7"),
    (2, 7, "2-4 4-7"),
    (3, 7, "2-3 3-4 0-2 4-7"),
    (4, 7, "4-7"),
    (5, 7, "4-5 5-6 6-7 0-4"),
    (6, 7, "4-6 6-7 0-4"),
    (7, 7, ""),
    (1, 8, "1-2 2-4 4-8"),
    (2, 8, "2-4 4-8"),
    (3, 8, "2-3 3-4 0-2 4-8"),
    (4, 8, "4-8"),
    (5, 8, "4-5 5-6 6-8 0-4"),
    (6, 8, "4-6 6-8 0-4"),
    (7, 8, "6-7 7-8 4-6 0-4"),
    (8, 8, ""),
];

/// A root says nothing of the size of its tree, and among some sizes the steps to a leaf, or from a beginning, are the same: for
/// the leaves `0..=1` in trees of 3 and of 4, and so on. A claim with the root of the one and the size of the other is
/// taken, as the standard has it. Nobody signs such a pair; a claim with the root that belongs to the size is refused.
const ALIKE_INCLUSION: [([u64; 2], [u64; 2]); 3] = [([0, 1], [3, 4]), ([0, 3], [5, 8]), ([4, 5], [7, 8])];
const ALIKE_CONSISTENCY: [([u64; 2], [u64; 2]); 3] = [([1, 2], [3, 4]), ([1, 4], [5, 8]), ([5, 6], [7, 8])];

/// Sizes and indexes beyond those of the tables.
const FAR: [u64; 6] = [9, 16, 1 << 32, 1 << 63, u64::MAX - 1, u64::MAX];

fn are_alike(alike: &[([u64; 2], [u64; 2])], place: u64, sizes: [u64; 2]) -> bool {
    let within = |[low, high]: [u64; 2], number: u64| (low..=high).contains(&number);
    alike.iter().any(|(places, of)| within(*places, place) && sizes.iter().all(|size| within(*of, *size)))
}

fn read(text: &str) -> Hash {
    hex::decode(text).unwrap()
}

fn root(size: u64) -> Hash {
    read(ROOTS[usize::try_from(size).unwrap()])
}

fn leaf(index: u64) -> Hash {
    leaf_hash(INPUTS[usize::try_from(index).unwrap()])
}

fn nodes(names: &str) -> Vec<Hash> {
    let node = |name: &str| NODES.iter().find(|(known, _)| *known == name).map(|(_, hash)| read(hash)).unwrap();
    names.split_whitespace().map(node).collect()
}

/// Every way to spoil a proof: a hash changed, missing, doubled or another one's, one more, two in the wrong order, all of
/// them the other way round, none.
fn spoiled(proof: &[Hash], others: &[Hash]) -> Vec<Vec<Hash>> {
    let mut spoiled = Vec::new();
    for other in others {
        spoiled.extend((0..=proof.len()).map(|at| [&proof[..at], &[*other], &proof[at..]].concat()));
        spoiled.extend((0..proof.len()).map(|at| [&proof[..at], &[*other], &proof[at + 1..]].concat()));
    }
    for at in 0..proof.len() {
        spoiled.push([&proof[..at], &proof[at + 1..]].concat());
        spoiled.push([&proof[..=at], &proof[at..]].concat());
        spoiled.push(proof[..at].to_vec());
        for bit in 0..256 {
            let mut changed = proof.to_vec();
            changed[at][bit / 8] ^= 1 << (bit % 8);
            spoiled.push(changed);
        }
        for with in at + 1..proof.len() {
            let mut swapped = proof.to_vec();
            swapped.swap(at, with);
            spoiled.push(swapped);
        }
    }
    spoiled.push(proof.iter().rev().copied().collect());
    spoiled.retain(|one| one != proof);
    spoiled
}

/// All hashes of the tables, and three that are none of a tree.
fn all_hashes() -> Vec<Hash> {
    let known = NODES.iter().map(|(_, hash)| *hash).chain(ROOTS).map(read);
    let mut hashes: Vec<_> = known.chain([[0; 32], [0xff; 32], leaf_hash(b"another")]).collect();
    hashes.sort_unstable();
    hashes.dedup();
    hashes
}

#[test]
fn the_known_nodes_and_proofs_are_made() {
    let leaves: Vec<Hash> = (0..8).map(leaf).collect();
    for (name, hash) in NODES {
        let (from, to) = name.split_once('-').unwrap();
        let (from, to): (usize, usize) = (from.parse().unwrap(), to.parse().unwrap());
        assert_eq!(hex::encode(&tree_hash(&leaves[from..to])), hash, "leaves {name}");
    }
    for (index, size, proof) in INCLUSION {
        let (index, count) = (usize::try_from(index).unwrap(), usize::try_from(size).unwrap());
        assert_eq!(inclusion_proof(&leaves[..count], index), Some(nodes(proof)), "{index} of {size}");
    }
    for (old, new, proof) in CONSISTENCY {
        let (old, count) = (usize::try_from(old).unwrap(), usize::try_from(new).unwrap());
        assert_eq!(consistency_proof(&leaves[..count], old), Some(nodes(proof)), "{old} to {new}");
    }
}

#[test]
fn known_proofs_of_inclusion_are_taken_and_nothing_else() {
    let (hashes, mut refused) = (all_hashes(), 0);
    for (index, size, proof) in INCLUSION {
        let (proof, of, claim) = (nodes(proof), root(size), format!("{index} of {size}"));
        let mut refuse = |leaf: &Hash, index: u64, size: u64, proof: &[Hash], root: &Hash, what: &str| {
            assert!(!verify_inclusion(leaf, index, size, proof, root), "{what}: {claim}");
            refused += 1;
        };
        assert!(verify_inclusion(&leaf(index), index, size, &proof, &of), "{claim}");
        for wrong in spoiled(&proof, &hashes) {
            refuse(&leaf(index), index, size, &wrong, &of, "a spoiled proof");
        }
        for other in hashes.iter().filter(|other| **other != of) {
            refuse(&leaf(index), index, size, &proof, other, "another root");
        }
        for other in hashes.iter().filter(|other| **other != leaf(index)) {
            refuse(other, index, size, &proof, &of, "another leaf");
        }
        for other in (0..=8).chain(FAR).filter(|other| *other != index) {
            refuse(&leaf(index), other, size, &proof, &of, "another index");
        }
        for other in (0..=8).chain(FAR).filter(|other| *other != size) {
            if other <= 8 && root(other) != of {
                refuse(&leaf(index), index, other, &proof, &root(other), "another tree");
            }
            if are_alike(&ALIKE_INCLUSION, index, [size, other]) {
                assert!(verify_inclusion(&leaf(index), index, other, &proof, &of), "{claim} as of {other}");
            } else {
                refuse(&leaf(index), index, other, &proof, &of, "another size");
            }
        }
    }
    assert!(refused > 20_000, "{refused} were refused");
}

#[test]
fn known_proofs_of_consistency_are_taken_and_nothing_else() {
    let (hashes, mut refused) = (all_hashes(), 0);
    for (old, new, proof) in CONSISTENCY {
        let (proof, before, after, claim) = (nodes(proof), root(old), root(new), format!("{old} to {new}"));
        let mut refuse = |old: (u64, &Hash), new: (u64, &Hash), proof: &[Hash], what: &str| {
            assert!(!verify_consistency(old, new, proof), "{what}: {claim}");
            refused += 1;
        };
        assert!(verify_consistency((old, &before), (new, &after), &proof), "{claim}");
        // Of a tree with itself the proof is empty, and any other is refused; between two trees the empty one is.
        assert_eq!(proof.is_empty(), old == new, "{claim}");
        for wrong in spoiled(&proof, &hashes) {
            refuse((old, &before), (new, &after), &wrong, "a spoiled proof");
        }
        for other in hashes.iter().filter(|other| **other != before) {
            refuse((old, other), (new, &after), &proof, "another root before");
        }
        for other in hashes.iter().filter(|other| **other != after) {
            refuse((old, &before), (new, other), &proof, "another root after");
        }
        if old != new {
            refuse((new, &after), (old, &before), &proof, "backwards");
            refuse((old, &after), (new, &before), &proof, "the roots swapped");
            refuse((new, &after), (new, &after), &proof, "a tree with itself");
            refuse((old, &before), (old, &before), &proof, "a beginning with itself");
        }
        for other in (0..=8).chain(FAR).filter(|other| *other != old) {
            refuse((other, &before), (new, &after), &proof, "another size before");
            if other <= 8 && other != new {
                refuse((other, &root(other)), (new, &after), &proof, "another beginning");
            }
        }
        for other in (0..=8).chain(FAR).filter(|other| *other != new) {
            if other <= 8 && other != old {
                refuse((old, &before), (other, &root(other)), &proof, "another tree");
            }
            if are_alike(&ALIKE_CONSISTENCY, old, [new, other]) {
                assert!(verify_consistency((old, &before), (other, &after), &proof), "{claim} as to {other}");
            } else {
                refuse((old, &before), (other, &after), &proof, "another size after");
            }
        }
    }
    assert!(refused > 20_000, "{refused} were refused");
}
