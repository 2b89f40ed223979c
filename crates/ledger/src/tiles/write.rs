//! Writing tiles: each once, durable before the checkpoint that covers it.

use std::collections::BTreeSet;

use super::{Edge, FullTile, TileId};
use crate::disk::{Disk, DiskFault};
use crate::layout::Layout;
use crate::merkle::Hash;

/// How many full tiles opening holds in memory when it makes all of them again.
const HELD: usize = 64;

/// The edge of the tree and the full tiles that are not on the disk yet.
#[derive(Debug, Default)]
pub(crate) struct TileWriter {
    edge: Edge,
    pending: Vec<FullTile>,
}

impl TileWriter {
    /// The writer of a tree with these leaves, which a checkpoint signed. Their tiles are on the disk already, but in a
    /// ledger that was kept before there were tiles, or from which somebody took them: then they are made again, since all
    /// of them follow from the leaves.
    pub(crate) fn resume(disk: &Disk, layout: &Layout, leaves: &[Hash]) -> Result<Self, DiskFault> {
        let full = (leaves.len() as u64) >> super::HEIGHT;
        // Of the tiles that one leaf made full, that of the leaves is written last.
        let missing = full > 0 && !layout.tile(&TileId::full(0, full - 1)).exists();
        let mut tiles = Self::default();
        for leaf in leaves {
            tiles.push(*leaf);
            if !missing {
                tiles.pending.clear();
            } else if tiles.pending.len() >= HELD {
                tiles.flush(disk, layout)?;
            }
        }
        tiles.flush(disk, layout)?;
        Ok(tiles)
    }

    /// Adds a leaf.
    pub(crate) fn push(&mut self, leaf: Hash) {
        self.pending.append(&mut self.edge.push(leaf));
    }

    /// What is in no full tile.
    pub(crate) fn edge(&self) -> &Edge {
        &self.edge
    }

    /// Writes the tiles that have become full, and makes them durable. Their leaves must be durable already.
    pub(crate) fn flush(&mut self, disk: &Disk, layout: &Layout) -> Result<(), DiskFault> {
        let temporary = layout.temporary_tile();
        let mut folders = BTreeSet::new();
        for tile in &self.pending {
            let mut file = disk.create_over(&temporary)?;
            disk.write(&mut file, &temporary, &tile.bytes())?;
            disk.sync(&file, &temporary)?;
            let path = layout.tile(&tile.id);
            if let Some(folder) = path.parent() {
                disk.make_folder(folder)?;
                folders.insert(folder.to_owned());
            }
            disk.rename(&temporary, &path)?;
        }
        for folder in folders {
            disk.sync_folder(&folder)?;
        }
        self.pending.clear();
        Ok(())
    }
}
