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

/// Where the hashes of perfect subtrees come from: leaves at hand, or tiles on a disk.
pub trait Nodes {
    /// Why a hash cannot be had.
    type Error;

    /// The hash of the `index`-th perfect subtree of `2^height` leaves, counted from the left.
    ///
    /// # Errors
    ///
    /// Whatever keeps the source from giving it.
    fn node(&self, height: u32, index: u64) -> Result<Hash, Self::Error>;
}

/// Leaves at hand. Whoever asks keeps to their number.
struct Leaves<'a>(&'a [Hash]);

impl Nodes for Leaves<'_> {
    type Error = std::convert::Infallible;

    fn node(&self, height: u32, index: u64) -> Result<Hash, Self::Error> {
        let start = usize::try_from(index << height).unwrap_or(usize::MAX);
        let part = self.0.get(start..).and_then(|rest| rest.get(..1 << height));
        Ok(tree_hash(part.unwrap_or_default()))
    }
}

/// Where RFC 9162 splits a tree of `width` leaves, which must be two or more: at the largest power of two below.
fn left_width(width: u64) -> u64 {
    1 << (width - 1).ilog2()
}

/// The hash of the leaves `start..end`, which must be a subtree of the whole.
fn range_hash<N: Nodes>(nodes: &N, start: u64, end: u64) -> Result<Hash, N::Error> {
    let width = end - start;
    if width.is_power_of_two() {
        let height = width.trailing_zeros();
        return nodes.node(height, start >> height);
    }
    let middle = start + left_width(width);
    Ok(node_hash(&range_hash(nodes, start, middle)?, &range_hash(nodes, middle, end)?))
}

/// The proof that the leaf at `index` is in the tree of the first `size` leaves (RFC 9162 §2.1.3.1), or `None` if there is
/// no such leaf. It asks for some `log2(size)` squared hashes at most.
///
/// # Errors
///
/// What the source of hashes says.
pub fn inclusion_path<N: Nodes>(nodes: &N, index: u64, size: u64) -> Result<Option<Vec<Hash>>, N::Error> {
    if index >= size {
        return Ok(None);
    }
    let (mut start, mut end, mut proof) = (0, size, Vec::new());
    while end - start > 1 {
        let middle = start + left_width(end - start);
        if index < middle {
            proof.push(range_hash(nodes, middle, end)?);
            end = middle;
        } else {
            proof.push(range_hash(nodes, start, middle)?);
            start = middle;
        }
    }
    proof.reverse();
    Ok(Some(proof))
}

/// The proof that the tree of the first `old` leaves is a beginning of the tree of the first `size` (RFC 9162 §2.1.4.1), or
/// `None` where the standard defines none: for no leaves, or more than there are.
///
/// # Errors
///
/// What the source of hashes says.
pub fn consistency_path<N: Nodes>(nodes: &N, old: u64, size: u64) -> Result<Option<Vec<Hash>>, N::Error> {
    if old == 0 || old > size {
        return Ok(None);
    }
    let (mut start, mut end, mut whole, mut proof) = (0, size, true, Vec::new());
    while old < end {
        let middle = start + left_width(end - start);
        if old <= middle {
            proof.push(range_hash(nodes, middle, end)?);
            end = middle;
        } else {
            proof.push(range_hash(nodes, start, middle)?);
            start = middle;
            whole = false;
        }
    }
    if !whole {
        proof.push(range_hash(nodes, start, end)?);
    }
    proof.reverse();
    Ok(Some(proof))
}

/// [`inclusion_path`] in the tree of leaves at hand.
pub fn inclusion_proof(leaves: &[Hash], index: usize) -> Option<Vec<Hash>> {
    let Ok(proof) = inclusion_path(&Leaves(leaves), index as u64, leaves.len() as u64);
    proof
}

/// [`consistency_path`] to the tree of leaves at hand.
pub fn consistency_proof(leaves: &[Hash], size: usize) -> Option<Vec<Hash>> {
    let Ok(proof) = consistency_path(&Leaves(leaves), size as u64, leaves.len() as u64);
    proof
}

/// The root that a proof of inclusion leads to (RFC 9162 §2.1.3.2), or `None` if the proof is of no leaf at `index` in any
/// tree of `size`.
pub fn included_root(leaf: &Hash, index: u64, size: u64, proof: &[Hash]) -> Option<Hash> {
    if index >= size {
        return None;
    }
    let (mut node_index, mut last, mut hash) = (index, size - 1, *leaf);
    for step in proof {
        if last == 0 {
            return None;
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
    (last == 0).then_some(hash)
}

/// Checks a proof of inclusion (RFC 9162 §2.1.3.2).
pub fn verify_inclusion(leaf: &Hash, index: u64, size: u64, proof: &[Hash], root: &Hash) -> bool {
    included_root(leaf, index, size, proof).as_ref() == Some(root)
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
