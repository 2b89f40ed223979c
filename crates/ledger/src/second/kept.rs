//! Logs of the second store: those of which all is sealed go; one with batches that are not the ledger's is kept.
//!
//! A batch of it that is not in the tree was never acknowledged, or the ledger's own log lost it before a checkpoint covered
//! it. Nothing tells which, and it may be the last place where its events are.

use std::fs::File;
use std::os::unix::fs::FileExt as _;
use std::path::{Path, PathBuf};

use super::{frames, log_folder};
use crate::batch::{Batch, Partition};
use crate::disk::{self, Action, Disk, DiskFault};

/// Where they are kept.
fn folder(second: &Path) -> PathBuf {
    second.join("kept")
}

/// The logs that are kept.
pub(crate) fn list(second: &Path) -> Result<Vec<PathBuf>, DiskFault> {
    disk::list(&folder(second))
}

/// Deletes logs that hold only batches which are sealed, and so copied: a log that began before the last seal ended with it.
/// Those with others are kept until all of these `may_go`; one of which nobody knows what it holds, since its header is damaged, for good.
pub(super) fn clear(
    disk: &Disk,
    second: &Path,
    leaves: &Path,
    next_batch: u64,
    may_go: impl Fn(&Partition) -> bool,
) -> Result<(), DiskFault> {
    let first_of = |path: &Path| path.file_name()?.to_str()?.split_once('-')?.0.parse::<u64>().ok();
    let sealed = disk::list(&log_folder(second))?.into_iter();
    let mut sealed = sealed.filter(|path| first_of(path).is_some_and(|first| first < next_batch)).peekable();
    let kept = list(second)?;
    if sealed.peek().is_none() && kept.is_empty() {
        return Ok(());
    }
    let tree = File::open(leaves).map_err(|cause| DiskFault::new(Action::Read, leaves, cause))?;
    for path in sealed {
        if frames::of_log(&path)?.is_some_and(|mut log| log.all(|found| is_in(&tree, &found.frame.batch))) {
            disk.remove(&path)?;
        } else {
            disk.make_folder(&folder(second))?;
            disk.rename(&path, &free_name(&folder(second), &path))?;
            disk.sync_folder(&folder(second))?;
        }
    }
    for path in kept {
        let Some(mut log) = frames::of_log(&path)?.map(Iterator::peekable) else { continue };
        if log.peek().is_some() && log.all(|found| may_go(&found.frame.batch.partition)) {
            disk.remove(&path)?;
        }
    }
    Ok(())
}

/// Whether a batch is in the tree.
fn is_in(tree: &File, batch: &Batch) -> bool {
    let mut leaf = [0; 32];
    tree.read_exact_at(&mut leaf, batch.index.saturating_mul(32)).is_ok() && leaf == batch.leaf
}

/// The name of a file in another folder, or the first that is free there.
pub(super) fn free_name(folder: &Path, path: &Path) -> PathBuf {
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let numbered = (1_u32..).map(|number| folder.join(format!("{name}.{number}")));
    let mut names = std::iter::once(folder.join(&name)).chain(numbered);
    names.find(|path| path.symlink_metadata().is_err()).unwrap_or_else(|| folder.join(name))
}
