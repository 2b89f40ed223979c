//! Hashes of the tree from tiles and the edge: what proofs are made of.

use std::cell::RefCell;
use std::collections::BTreeMap;

use super::{Edge, FULL_BYTES, HEIGHT, TileId};
use crate::disk::{self, Action, DiskFault};
use crate::layout::Layout;
use crate::merkle::{Hash, Nodes, tree_hash};

/// A hash that cannot be had.
#[derive(Debug, Clone, thiserror::Error)]
pub(crate) enum TileFault {
    #[error(transparent)]
    Disk(#[from] DiskFault),
    /// The tile's file is not of a full tile's length.
    #[error("{tile} is damaged")]
    Damaged { tile: TileId },
    /// The tree is not so large.
    #[error("there is no such part of the tree")]
    NoSuchPart,
}

/// The tree, as tiles on the disk and its edge. Each tile is read once.
pub(crate) struct TileNodes<'a> {
    layout: &'a Layout,
    edge: &'a Edge,
    read: RefCell<BTreeMap<TileId, Vec<Hash>>>,
}

impl<'a> TileNodes<'a> {
    pub(crate) fn new(layout: &'a Layout, edge: &'a Edge) -> Self {
        Self { layout, edge, read: RefCell::default() }
    }

    /// How many tiles were read from the disk.
    #[cfg(test)]
    pub(crate) fn tiles_read(&self) -> usize {
        self.read.borrow().len()
    }

    fn of_tile(&self, tile: TileId, from: usize, count: usize) -> Result<Hash, TileFault> {
        let part = |hashes: &[Hash]| hashes.get(from..from + count).map(tree_hash).ok_or(TileFault::NoSuchPart);
        if tile.index >= self.edge.full_tiles(tile.level) {
            let edge = if tile.index == self.edge.full_tiles(tile.level) { self.edge.row(tile.level) } else { &[] };
            return part(edge);
        }
        let mut read = self.read.borrow_mut();
        if let Some(hashes) = read.get(&tile) {
            return part(hashes);
        }
        let path = self.layout.tile(&tile);
        let length = std::fs::metadata(&path).map_err(|cause| DiskFault::new(Action::Read, &path, cause))?.len();
        if length != FULL_BYTES {
            return Err(TileFault::Damaged { tile });
        }
        let hashes = disk::read(&path)?.as_chunks::<32>().0.to_vec();
        let hash = part(&hashes);
        read.insert(tile, hashes);
        hash
    }
}

impl Nodes for TileNodes<'_> {
    type Error = TileFault;

    fn node(&self, height: u32, index: u64) -> Result<Hash, TileFault> {
        let (level, below) = (height / HEIGHT, height % HEIGHT);
        let level = u8::try_from(level).map_err(|_| TileFault::NoSuchPart)?;
        let first = index.checked_mul(1 << below).ok_or(TileFault::NoSuchPart)?;
        let from = usize::try_from(first % 256).map_err(|_| TileFault::NoSuchPart)?;
        self.of_tile(TileId::full(level, first / 256), from, 1 << below)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::disk::Disk;
    use crate::merkle::{consistency_path, consistency_proof, inclusion_path, inclusion_proof, leaf_hash};
    use crate::sample;
    use crate::tiles::TileWriter;

    #[test]
    fn proofs_from_tiles_are_those_from_leaves_and_read_few_of_them() {
        let folder = sample::folder();
        let layout = Layout::new(folder.path());
        std::fs::create_dir_all(layout.temporary()).unwrap();
        let (disk, leaves) =
            (Disk::default(), (0..66_001_u32).map(|n| leaf_hash(&n.to_be_bytes())).collect::<Vec<_>>());
        let tiles = TileWriter::resume(&disk, &layout, &leaves).unwrap();
        for (index, size) in
            [(0, 66_001), (65_535, 66_001), (65_536, 66_001), (66_000, 66_001), (700, 701), (3, 300), (0, 1)]
        {
            let nodes = TileNodes::new(&layout, tiles.edge());
            let (at, until) = (usize::try_from(index).unwrap(), usize::try_from(size).unwrap());
            let path = inclusion_path(&nodes, index, size).unwrap();
            assert_eq!(path, inclusion_proof(&leaves[..until], at), "{index} of {size}");
            assert!(nodes.tiles_read() <= 4, "{} tiles for {index} of {size}", nodes.tiles_read());
        }
        for (old, size) in [(1, 66_001), (256, 66_001), (65_537, 66_001), (66_001, 66_001), (255, 256), (511, 60_000)] {
            let nodes = TileNodes::new(&layout, tiles.edge());
            let (from, until) = (usize::try_from(old).unwrap(), usize::try_from(size).unwrap());
            let path = consistency_path(&nodes, old, size).unwrap();
            assert_eq!(path, consistency_proof(&leaves[..until], from), "{old} to {size}");
            assert!(nodes.tiles_read() <= 5, "{} tiles for {old} to {size}", nodes.tiles_read());
        }
        let nodes = TileNodes::new(&layout, tiles.edge());
        assert!(matches!(inclusion_path(&nodes, 0, 66_002), Err(TileFault::NoSuchPart)));
        std::fs::write(layout.tile(&TileId::full(0, 0)), [0; 5]).unwrap();
        assert!(matches!(inclusion_path(&nodes, 3, 66_001), Err(TileFault::Damaged { .. })));
    }

    #[test]
    fn tiles_that_are_gone_are_made_again_and_others_left_alone() {
        let folder = sample::folder();
        let layout = Layout::new(folder.path());
        std::fs::create_dir_all(layout.temporary()).unwrap();
        let (disk, leaves) = (Disk::default(), (0..600_u32).map(|n| leaf_hash(&n.to_be_bytes())).collect::<Vec<_>>());
        let first = TileWriter::resume(&disk, &layout, &leaves).unwrap();
        let last = layout.tile(&TileId::full(0, 1));
        let sound = std::fs::read(&last).unwrap();
        assert_eq!(sound, leaves[256..512].concat());
        std::fs::remove_dir_all(layout.tree_folder().join("tile")).unwrap();
        let again = TileWriter::resume(&disk, &layout, &leaves).unwrap();
        assert_eq!((again.edge(), std::fs::read(&last).unwrap()), (first.edge(), sound));
        std::fs::write(&last, b"changed").unwrap();
        TileWriter::resume(&disk, &layout, &leaves).unwrap();
        assert_eq!(std::fs::read(&last).unwrap(), b"changed", "a repair would hide it");
    }
}
