//! The Certificate Transparency test vectors, and properties of the proofs.

mod independent;
mod known;
mod published;

use super::*;
use crate::hex;
use proptest::prelude::*;

const INPUTS: [&[u8]; 8] = [
    &[],
    &[0x00],
    &[0x10],
    &[0x20, 0x21],
    &[0x30, 0x31],
    &[0x40, 0x41, 0x42, 0x43],
    &[0x50, 0x51, 0x52, 0x53, 0x54, 0x55, 0x56, 0x57],
    &[0x60, 0x61, 0x62, 0x63, 0x64, 0x65, 0x66, 0x67, 0x68, 0x69, 0x6a, 0x6b, 0x6c, 0x6d, 0x6e, 0x6f],
];

const ROOTS: [&str; 9] = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
];

fn vectors() -> Vec<Hash> {
    INPUTS.iter().map(|input| leaf_hash(input)).collect()
}

#[test]
fn tree_hashes_are_the_known_ones() {
    let leaves = vectors();
    for (size, root) in ROOTS.iter().enumerate() {
        assert_eq!(hex::encode(&tree_hash(&leaves[..size])), *root, "{size} leaves");
    }
}

#[test]
fn known_proofs() {
    let leaves = vectors();
    // RFC 6962 reference implementation: the path of leaf 0 in a tree of 8, and the step from 6 to 8 leaves.
    let path: Vec<_> = inclusion_proof(&leaves, 0).unwrap().iter().map(|h| hex::encode(h)).collect();
    assert_eq!(
        path,
        [
            "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
            "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
            "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
        ]
    );
    let step: Vec<_> = consistency_proof(&leaves, 6).unwrap().iter().map(|h| hex::encode(h)).collect();
    assert_eq!(
        step,
        [
            "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
            "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        ]
    );
}

fn some_leaves(count: usize) -> Vec<Hash> {
    (0..count).map(|n| leaf_hash(&n.to_be_bytes())).collect()
}

/// Every proof of the tree of eight, of each size, and that none of them is taken for another leaf, size or root: the shapes of
/// the vectors that Certificate Transparency implementations share.
#[test]
fn every_proof_of_the_known_tree_is_taken_and_no_other() {
    let leaves = vectors();
    for size in 1..=leaves.len() {
        let root = tree_hash(&leaves[..size]);
        for index in 0..size {
            let proof = inclusion_proof(&leaves[..size], index).unwrap();
            for (other_size, other_index) in (0..=9_u64).flat_map(|size| (0..=9_u64).map(move |index| (size, index))) {
                for (leaf, at) in leaves.iter().zip(0_u64..) {
                    let right = (other_size, other_index, at) == (size as u64, index as u64, index as u64);
                    // In a smaller tree another shape may need the same steps, but never with the same leaf and root.
                    let taken = verify_inclusion(leaf, other_index, other_size, &proof, &root);
                    let same_steps =
                        at == index as u64 && included_root(leaf, other_index, other_size, &proof) == Some(root);
                    assert_eq!(taken, right || same_steps, "{other_index} of {other_size} for {index} of {size}");
                    assert!(!taken || at == index as u64, "another leaf is taken");
                }
            }
            for wrong in
                [proof.iter().copied().chain([root]).collect::<Vec<_>>(), [vec![leaves[0]], proof.clone()].concat()]
            {
                assert!(!verify_inclusion(&leaves[index], index as u64, size as u64, &wrong, &root), "a step more");
            }
            assert!(!verify_inclusion(&leaves[index], index as u64, size as u64, &proof, &[0; 32]), "no root");
        }
        for old in 1..=size {
            let (before, proof) = (tree_hash(&leaves[..old]), consistency_proof(&leaves[..size], old).unwrap());
            let heads = ((old as u64, &before), (size as u64, &root));
            assert!(verify_consistency(heads.0, heads.1, &proof));
            assert!(!verify_consistency((old as u64, &[0; 32]), heads.1, &proof));
            assert!(!verify_consistency(heads.0, (size as u64, &[0; 32]), &proof));
            assert!(!verify_consistency((0, &before), heads.1, &proof), "from nothing");
            assert!(
                old == size || !verify_consistency((size as u64, &root), (old as u64, &before), &proof),
                "backwards"
            );
            let longer: Vec<_> = proof.iter().copied().chain([root]).collect();
            assert!(!verify_consistency(heads.0, heads.1, &longer));
            for at in 0..proof.len() {
                let shorter = [&proof[..at], &proof[at + 1..]].concat();
                assert!(!verify_consistency(heads.0, heads.1, &shorter), "without step {at}");
            }
        }
    }
    assert_eq!(
        (inclusion_proof(&leaves, 8), consistency_proof(&leaves, 0), consistency_proof(&leaves, 9)),
        (None, None, None)
    );
    assert_eq!(inclusion_proof(&[], 0), None);
}

/// RFC 9162 §2.1.1 as it is written, to hold the frontier against.
fn by_definition(leaves: &[Hash]) -> Hash {
    match leaves {
        [] => Sha256::digest([]).into(),
        [one] => *one,
        _ => {
            let (left, right) = leaves.split_at(leaves.len().next_power_of_two() / 2);
            node_hash(&by_definition(left), &by_definition(right))
        }
    }
}

proptest! {
    #[test]
    fn the_frontier_is_the_definition(count in 0_usize..200) {
        let leaves = some_leaves(count);
        prop_assert_eq!(tree_hash(&leaves), by_definition(&leaves));
    }

    #[test]
    fn inclusion_holds_for_its_leaf_only(count in 1_usize..120, pick: prop::sample::Index, flip: prop::sample::Index) {
        let leaves = some_leaves(count);
        let (index, root) = (pick.index(count), tree_hash(&leaves));
        let proof = inclusion_proof(&leaves, index).unwrap();
        let size = count as u64;
        prop_assert!(verify_inclusion(&leaves[index], index as u64, size, &proof, &root));
        let other = flip.index(count);
        if other != index {
            prop_assert!(!verify_inclusion(&leaves[other], index as u64, size, &proof, &root));
            prop_assert!(!verify_inclusion(&leaves[index], other as u64, size, &proof, &root));
        }
        if !proof.is_empty() {
            let mut broken = proof.clone();
            let at = flip.index(broken.len());
            broken[at][0] ^= 1;
            prop_assert!(!verify_inclusion(&leaves[index], index as u64, size, &broken, &root));
            prop_assert!(!verify_inclusion(&leaves[index], index as u64, size, &proof[1..], &root));
        }
    }

    #[test]
    fn consistency_holds_for_a_beginning_only(count in 1_usize..120, pick: prop::sample::Index, flip: prop::sample::Index) {
        let leaves = some_leaves(count);
        let size = pick.index(count) + 1;
        let (old, new) = (tree_hash(&leaves[..size]), tree_hash(&leaves));
        let proof = consistency_proof(&leaves, size).unwrap();
        prop_assert!(verify_consistency((size as u64, &old), (count as u64, &new), &proof));
        let mut other = leaves.clone();
        other[flip.index(size)][0] ^= 1;
        let forged = tree_hash(&other);
        prop_assert!(!verify_consistency((size as u64, &old), (count as u64, &forged), &proof));
        if size < count {
            let forged_proof = consistency_proof(&other, size).unwrap();
            prop_assert!(!verify_consistency((size as u64, &old), (count as u64, &forged), &forged_proof));
        }
    }
}
