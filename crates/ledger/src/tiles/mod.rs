//! The global tree as C2SP tlog-tiles: rows of 256 hashes, eight levels of the tree apart, each written once when it is full.
//! Level 0 holds leaves; each hash of a higher level is the root of a whole tile below.
//!
//! What is in no full tile yet is the `Edge`: at most 255 hashes of each level, kept in memory and made again from
//! `tree/leaves` at opening. A proof takes a few tiles and the edge, however large the tree is (ADR 0012).

mod read;
mod write;

use std::fmt;
use std::path::Path;
use std::str::FromStr;

pub(crate) use read::{TileFault, TileNodes};
pub(crate) use write::TileWriter;

use crate::layout::Layout;
use crate::merkle::{Hash, tree_hash};

/// How many hashes a full tile holds.
pub const WIDTH: usize = 256;

/// How many levels of the tree a tile spans.
const HEIGHT: u32 = 8;

/// The length of a full tile's file.
pub(crate) const FULL_BYTES: u64 = 8192;

/// The highest level that the standard names. A tree of 64-bit size has eight.
const HIGHEST_LEVEL: u8 = 63;

/// A tile's name, as the standard writes it: `tile/<L>/<N>[.p/<W>]`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct TileId {
    /// The level: 0 for leaves.
    pub level: u8,
    /// Which tile of its level, from 0.
    pub index: u64,
    /// How many hashes it holds: 1 to 256.
    pub width: u16,
}

impl TileId {
    /// A whole tile.
    pub(crate) fn full(level: u8, index: u64) -> Self {
        Self { level, index, width: 256 }
    }

    /// The number of leaves up to and with the tile's last, if it is a number of leaves at all.
    pub(crate) fn end(&self) -> Option<u64> {
        let hashes = self.index.checked_mul(256)?.checked_add(self.width.into())?;
        hashes.checked_mul(1_u64.checked_shl(HEIGHT * u32::from(self.level))?)
    }
}

impl fmt::Display for TileId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "tile/{}/", self.level)?;
        let digits = self.index.to_string();
        let digits = format!("{digits:0>width$}", width = digits.len().div_ceil(3) * 3);
        let groups = digits.as_bytes().chunks(3).map(|group| group.iter().copied().map(char::from).collect::<String>());
        let last = digits.len() / 3 - 1;
        for (at, group) in groups.enumerate() {
            // All groups but the last are folders, and say so.
            if at < last { write!(f, "x{group}/")? } else { f.write_str(&group)? }
        }
        if self.width == 256 { Ok(()) } else { write!(f, ".p/{}", self.width) }
    }
}

/// A text that names no tile.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("it is not the name of a tile")]
pub struct NotATile;

impl FromStr for TileId {
    type Err = NotATile;

    /// Reads exactly what [`fmt::Display`] writes.
    fn from_str(text: &str) -> Result<Self, NotATile> {
        let (level, rest) = text.strip_prefix("tile/").and_then(|rest| rest.split_once('/')).ok_or(NotATile)?;
        let (index, width) = match rest.split_once(".p/") {
            Some((index, width)) => (index, width.parse().map_err(|_| NotATile)?),
            None => (rest, 256),
        };
        let digits: String = index.split('/').map(|group| group.strip_prefix('x').unwrap_or(group)).collect();
        let index = digits.parse().map_err(|_| NotATile)?;
        let tile = Self { level: level.parse().map_err(|_| NotATile)?, index, width };
        let usual = tile.level <= HIGHEST_LEVEL && (1..=256).contains(&tile.width) && tile.to_string() == text;
        if usual { Ok(tile) } else { Err(NotATile) }
    }
}

/// A tile that has just become full.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct FullTile {
    pub(crate) id: TileId,
    pub(crate) hashes: Vec<Hash>,
}

impl FullTile {
    /// The bytes of its file.
    pub(crate) fn bytes(&self) -> Vec<u8> {
        self.hashes.concat()
    }
}

/// The hashes of a tree that are in no full tile: of each level, from 0, fewer than 256.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Edge {
    size: u64,
    levels: Vec<Vec<Hash>>,
}

impl Edge {
    /// Adds a leaf and returns the tiles that it made full, the highest level first: when a tile of leaves is on the disk, all
    /// that were full with it are.
    pub(crate) fn push(&mut self, leaf: Hash) -> Vec<FullTile> {
        let (mut full, mut hash, mut index, mut level) = (Vec::new(), leaf, self.size, 0_u8);
        loop {
            index >>= HEIGHT;
            let at = usize::from(level);
            if self.levels.len() == at {
                self.levels.push(Vec::new());
            }
            let Some(row) = self.levels.get_mut(at) else { break };
            row.push(hash);
            if row.len() < WIDTH {
                break;
            }
            let hashes = std::mem::take(row);
            hash = tree_hash(&hashes);
            full.push(FullTile { id: TileId::full(level, index), hashes });
            level += 1;
        }
        self.size += 1;
        full.reverse();
        full
    }

    /// How many tiles of a level are full.
    fn full_tiles(&self, level: u8) -> u64 {
        self.size.checked_shr(HEIGHT * (u32::from(level) + 1)).unwrap_or(0)
    }

    /// The hashes of the tile of a level that is not full.
    fn row(&self, level: u8) -> &[Hash] {
        self.levels.get(usize::from(level)).map_or(&[], Vec::as_slice)
    }
}

/// The tile that a file below `tree/` is.
pub(crate) fn tile_of(layout: &Layout, path: &Path) -> Option<TileId> {
    path.strip_prefix(layout.tree_folder()).ok()?.to_str()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn names_are_those_of_the_standard() {
        let partial = TileId { level: 0, index: 273, width: 112 };
        for (tile, name) in [
            (TileId::full(0, 1_234_067), "tile/0/x001/x234/067"),
            (TileId::full(1, 0), "tile/1/000"),
            (TileId::full(63, 999), "tile/63/999"),
            (TileId::full(0, 1000), "tile/0/x001/000"),
            (partial, "tile/0/273.p/112"),
        ] {
            assert_eq!(tile.to_string(), name);
            assert_eq!(name.parse(), Ok(tile));
        }
        for bad in [
            "tile/0/1",
            "tile/00/001",
            "tile/64/001",
            "tile/0/001/x002",
            "tile/0/x000/001",
            "tile/0/001.p/0",
            "tile/0/001.p/256",
            "tile/0/001.p/01",
            "tile/0/x001/",
            "tile//001",
            "tile/0/",
            "tile/0/+01",
            "001",
        ] {
            assert_eq!(bad.parse::<TileId>(), Err(NotATile), "{bad}");
        }
    }

    #[test]
    fn a_tree_of_70_000_has_the_tiles_that_the_standard_counts() {
        let (mut edge, mut full) = (Edge::default(), Vec::new());
        for n in 0..70_000_u64 {
            full.extend(edge.push(crate::merkle::leaf_hash(&n.to_be_bytes())).into_iter().map(|tile| tile.id));
        }
        let of_level = |level| full.iter().filter(|tile| tile.level == level).count();
        assert_eq!((of_level(0), of_level(1), of_level(2)), (273, 1, 0));
        assert_eq!((edge.row(0).len(), edge.row(1).len(), edge.row(2).len(), edge.row(3).len()), (112, 17, 1, 0));
        let last = full.iter().position(|tile| tile.level == 1).unwrap();
        assert_eq!((full[last], full[last + 1]), (TileId::full(1, 0), TileId::full(0, 255)));
        assert_eq!((full[last].end(), full[last + 1].end()), (Some(65_536), Some(65_536)));
    }

    proptest! {
        #[test]
        fn every_name_round_trips(level in 0_u8..=63, index: u64, width in 1_u16..=256) {
            let tile = TileId { level, index, width };
            prop_assert_eq!(tile.to_string().parse(), Ok(tile));
        }

        #[test]
        fn what_is_read_is_what_is_written(text in "(tile/)?[x0-9/.p]{0,24}") {
            if let Ok(tile) = text.parse::<TileId>() {
                prop_assert_eq!(tile.to_string(), text);
            }
        }
    }
}
