//! The Merkle tree of RFC 9162 §2.1: tree hashes, a frontier that grows leaf by leaf, and proofs of inclusion and
//! consistency. Functions take leaf hashes, never leaf data.

use sha2::{Digest, Sha256};

/// A SHA-256 hash.
pub type Hash = [u8; 32];

/// The hash of a leaf: SHA-256 of 0x00 and the data (RFC 9162 §2.1.1).
pub fn leaf_hash(data: &[u8]) -> Hash {
    Sha256::new().chain_update([0]).chain_update(data).finalize().into()
}

/// The hash of an inner node: SHA-256 of 0x01 and both children.
pub fn node_hash(left: &Hash, right: &Hash) -> Hash {
    Sha256::new().chain_update([1]).chain_update(left).chain_update(right).finalize().into()
}

/// The tree hash of leaves: that of no leaves is the hash of nothing.
pub fn tree_hash(leaves: &[Hash]) -> Hash {
    let mut frontier = Frontier::default();
    for leaf in leaves {
        frontier.push(*leaf);
    }
    frontier.root()
}

/// The roots of the perfect subtrees that a tree consists of, largest first: all that appending needs.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Frontier {
    size: u64,
    roots: Vec<Hash>,
}

impl Frontier {
    /// How many leaves the tree has.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// Adds a leaf.
    pub fn push(&mut self, leaf: Hash) {
        let mut node = leaf;
        // Every trailing one bit of the size is a perfect subtree of the same height as `node`.
        for _ in 0..self.size.trailing_ones() {
            if let Some(left) = self.roots.pop() {
                node = node_hash(&left, &node);
            }
        }
        self.roots.push(node);
        self.size += 1;
    }

    /// The hash of the whole tree.
    pub fn root(&self) -> Hash {
        let mut roots = self.roots.iter().rev();
        match roots.next() {
            None => Sha256::digest([]).into(),
            Some(last) => roots.fold(*last, |right, left| node_hash(left, &right)),
        }
    }
}

/// Splits leaves where RFC 9162 does: at the largest power of two below their number, which must be two or more.
fn split(leaves: &[Hash]) -> (&[Hash], &[Hash]) {
    leaves.split_at(leaves.len().next_power_of_two() / 2)
}

/// The proof that the leaf at `index` is in the tree of `leaves` (RFC 9162 §2.1.3.1), or `None` if there is no such
/// leaf.
pub fn inclusion_proof(leaves: &[Hash], index: usize) -> Option<Vec<Hash>> {
    if index >= leaves.len() {
        return None;
    }
    let (mut part, mut index, mut proof) = (leaves, index, Vec::new());
    while part.len() > 1 {
        let (left, right) = split(part);
        if index < left.len() {
            proof.push(tree_hash(right));
            part = left;
        } else {
            proof.push(tree_hash(left));
            index -= left.len();
            part = right;
        }
    }
    proof.reverse();
    Some(proof)
}

/// Checks a proof of inclusion (RFC 9162 §2.1.3.2).
pub fn verify_inclusion(leaf: &Hash, index: u64, size: u64, proof: &[Hash], root: &Hash) -> bool {
    if index >= size {
        return false;
    }
    let (mut node_index, mut last, mut hash) = (index, size - 1, *leaf);
    for step in proof {
        if last == 0 {
            return false;
        }
        if node_index & 1 == 1 || node_index == last {
            hash = node_hash(step, &hash);
            while node_index & 1 == 0 && node_index != 0 {
                node_index >>= 1;
                last >>= 1;
            }
        } else {
            hash = node_hash(&hash, step);
        }
        node_index >>= 1;
        last >>= 1;
    }
    last == 0 && hash == *root
}

/// The proof that the tree of the first `size` leaves is a beginning of the tree of `leaves` (RFC 9162 §2.1.4.1), or
/// `None` where the standard defines none: for no leaves, or more than there are.
pub fn consistency_proof(leaves: &[Hash], size: usize) -> Option<Vec<Hash>> {
    if size == 0 || size > leaves.len() {
        return None;
    }
    let (mut part, mut size, mut whole, mut proof) = (leaves, size, true, Vec::new());
    while size < part.len() {
        let (left, right) = split(part);
        if size <= left.len() {
            proof.push(tree_hash(right));
            part = left;
        } else {
            proof.push(tree_hash(left));
            size -= left.len();
            part = right;
            whole = false;
        }
    }
    if !whole {
        proof.push(tree_hash(part));
    }
    proof.reverse();
    Some(proof)
}

/// Checks a proof of consistency between two tree heads (RFC 9162 §2.1.4.2).
pub fn verify_consistency(old: (u64, &Hash), new: (u64, &Hash), proof: &[Hash]) -> bool {
    let ((old_size, old_root), (new_size, new_root)) = (old, new);
    if old_size == 0 || old_size > new_size {
        return false;
    }
    if old_size == new_size {
        return proof.is_empty() && old_root == new_root;
    }
    let mut steps = proof.iter();
    let first = if old_size.is_power_of_two() { Some(old_root) } else { steps.next() };
    let Some(first) = first else { return false };
    let trailing = (old_size - 1).trailing_ones();
    let (mut old_node, mut new_node) = ((old_size - 1) >> trailing, (new_size - 1) >> trailing);
    let (mut old_hash, mut new_hash) = (*first, *first);
    for step in steps {
        if new_node == 0 {
            return false;
        }
        if old_node & 1 == 1 || old_node == new_node {
            old_hash = node_hash(step, &old_hash);
            new_hash = node_hash(step, &new_hash);
            while old_node & 1 == 0 && old_node != 0 {
                old_node >>= 1;
                new_node >>= 1;
            }
        } else {
            new_hash = node_hash(&new_hash, step);
        }
        old_node >>= 1;
        new_node >>= 1;
    }
    new_node == 0 && old_hash == *old_root && new_hash == *new_root
}

#[cfg(test)]
mod tests;
