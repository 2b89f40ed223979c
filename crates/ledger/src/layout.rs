//! Where everything lies in a ledger's folder (layout version 1).

use std::path::{Path, PathBuf};

use crate::hex;
use crate::tiles::TileId;

/// The paths of one ledger.
#[derive(Debug, Clone)]
pub(crate) struct Layout {
    pub(crate) root: PathBuf,
}

impl Layout {
    pub(crate) fn new(root: &Path) -> Self {
        Self { root: root.to_owned() }
    }
    /// Which folder had the mark of the second store of a node; beside the ledger, since it says nothing of events.
    pub(crate) fn second_store_note(&self, node: Option<&str>) -> PathBuf {
        let name = self.root.file_name().unwrap_or_default().to_string_lossy();
        // A node's name may hold what a file's may not.
        let node = node.map(|node| format!("-{}", hex::encode(node.as_bytes()))).unwrap_or_default();
        self.root.with_file_name(format!("{name}-second-store{node}"))
    }
    pub(crate) fn wal_folder(&self) -> PathBuf {
        self.root.join("wal")
    }
    pub(crate) fn wal(&self, first_batch: u64) -> PathBuf {
        self.wal_folder().join(format!("{first_batch:016}.wal"))
    }
    pub(crate) fn events(&self) -> PathBuf {
        self.root.join("events")
    }
    pub(crate) fn tree_folder(&self) -> PathBuf {
        self.root.join("tree")
    }
    pub(crate) fn leaves(&self) -> PathBuf {
        self.tree_folder().join("leaves")
    }
    /// The folder of the tree's tiles.
    pub(crate) fn tiles(&self) -> PathBuf {
        self.tree_folder().join("tile")
    }
    pub(crate) fn tile(&self, tile: &TileId) -> PathBuf {
        self.tree_folder().join(tile.to_string())
    }
    /// Checkpoints with the cosignatures of witnesses.
    pub(crate) fn witnessed(&self) -> PathBuf {
        self.root.join("witnessed")
    }
    /// Time stamps of checkpoints.
    pub(crate) fn stamps(&self) -> PathBuf {
        self.root.join("stamps")
    }
    pub(crate) fn manifest(&self) -> PathBuf {
        self.root.join("manifest")
    }
    pub(crate) fn checkpoint(&self) -> PathBuf {
        self.root.join("checkpoint")
    }
    pub(crate) fn history(&self) -> PathBuf {
        self.root.join("checkpoints")
    }
    /// Files that are being written, before they get their final name.
    pub(crate) fn temporary(&self) -> PathBuf {
        self.root.join("tmp")
    }
    pub(crate) fn temporary_checkpoint(&self) -> PathBuf {
        self.temporary().join("checkpoint")
    }
    pub(crate) fn temporary_segment(&self) -> PathBuf {
        self.temporary().join("segment.parquet")
    }
    pub(crate) fn temporary_index(&self) -> PathBuf {
        self.temporary().join("segment.tokens")
    }
    /// The file that takes the place of smaller ones, while it is made.
    pub(crate) fn temporary_compaction(&self) -> PathBuf {
        self.temporary().join("compact.parquet")
    }
    /// Its index of tokens.
    pub(crate) fn temporary_compaction_index(&self) -> PathBuf {
        self.temporary().join("compact.tokens")
    }
    pub(crate) fn temporary_tile(&self) -> PathBuf {
        self.temporary().join("tile")
    }
    /// A cosigned checkpoint or a time stamp that is being written.
    pub(crate) fn temporary_evidence(&self) -> PathBuf {
        self.temporary().join("evidence")
    }
    /// A file that is brought from the replica.
    pub(crate) fn temporary_restored(&self) -> PathBuf {
        self.temporary().join("restored")
    }
    /// Where damaged files go that others take the place of: beside the folder, in which every file is the ledger's.
    pub(crate) fn damaged(&self) -> PathBuf {
        let name = self.root.file_name().unwrap_or_default().to_string_lossy();
        self.root.with_file_name(format!("{name}-damaged"))
    }
    pub(crate) fn writer_lock(&self) -> PathBuf {
        self.root.join("writer.lock")
    }
    pub(crate) fn seal_lock(&self) -> PathBuf {
        self.root.join("seal.lock")
    }
}

/// The number in a write-ahead log's name, if the name is exactly as [`Layout::wal`] makes it.
pub(crate) fn wal_number(path: &Path) -> Option<u64> {
    let name = path.file_name()?.to_str()?;
    let number = name.strip_suffix(".wal")?.parse().ok()?;
    (name == format!("{number:016}.wal")).then_some(number)
}
