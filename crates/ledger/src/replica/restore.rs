//! Makes the folder what the lines say, before it is opened. Every step may be the last: whoever opens next does it over.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use super::found::is_empty;
use super::truth::Truth;
use super::{ReplicaFault, Replication, objects};
use crate::checkpoint::{self, Checkpoint};
use crate::disk::{self, Action, Disk, DiskFault};
use crate::error::OpenError;
use crate::keys::VerifierKey;
use crate::layout::Layout;
use crate::manifest::{self, Manifest};
use crate::recovery::{read_or_empty, segment_start};
use crate::segment::{self, Written};
use crate::wal;

/// Makes a folder what the lines say. Files of the folder whose content is right stay; others come from the objects. What the
/// folder has beyond the lines was never acknowledged and goes.
pub(crate) fn restore(
    disk: &Disk,
    layout: &Layout,
    key: &VerifierKey,
    replication: &Replication,
    truth: &Truth,
) -> Result<(), OpenError> {
    let (checkpoint, note) = truth.check(replication.lines.as_ref(), key)?;
    let restoring = Restoring { disk, layout, replication, truth };
    restoring.demand_continued(key)?;
    let signed = manifest::parse(&truth.manifest);
    replication.objects.reach(disk, &checkpoint.origin, !signed.files.is_empty())?;
    restoring.files(&signed)?;
    restoring.logs(signed.next_batch)?;
    restoring.replace(&layout.leaves(), &truth.leaves, |found| found.starts_with(&truth.leaves))?;
    for (path, wanted) in [
        (layout.manifest(), truth.manifest.as_slice()),
        (layout.history(), truth.history.as_slice()),
        (layout.checkpoint(), note),
    ] {
        restoring.replace(&path, wanted, |found| found == wanted)?;
    }
    Ok(())
}

struct Restoring<'a> {
    disk: &'a Disk,
    layout: &'a Layout,
    replication: &'a Replication,
    truth: &'a Truth,
}

impl Restoring<'_> {
    /// That the replica has everything which this folder was ever shown: each checkpoint was kept there before it came here.
    fn demand_continued(&self, key: &VerifierKey) -> Result<(), OpenError> {
        let history = read_or_empty(&self.layout.history())?;
        let (entries, rest) = checkpoint::split_history(&history);
        let whole = history.len() - rest.len();
        if history.get(..whole).is_some_and(|whole| self.truth.history.starts_with(whole)) {
            return Ok(());
        }
        // A ledger that never held anything may be one that another node was faster to begin.
        let last = entries.last().and_then(|entry| Checkpoint::open(entry.note, key).ok());
        let logs = disk::list(&self.layout.wal_folder())?;
        let logged = logs.iter().any(|path| fs::metadata(path).map_or(0, |found| found.len()) > wal::HEADER as u64);
        if last.is_some_and(|last| is_empty(&last)) && !logged {
            return Ok(());
        }
        Err(ReplicaFault::Another { place: self.replication.lines.place() }.into())
    }

    /// Brings the sealed files that the manifest lists, and deletes those that it does not.
    fn files(&self, signed: &Manifest) -> Result<(), OpenError> {
        let known = self.known()?;
        let mut wanted = BTreeSet::new();
        for listed in signed.files.values() {
            for (path, key, written) in objects::files(&listed.file, listed.archived.is_some()) {
                let local = self.layout.events().join(&path);
                let is_known = known.get(&path) == Some(&written);
                if !is_there(&local, &written, is_known)? {
                    self.fetch(&local, &key, &written)?;
                }
                wanted.insert(local);
            }
        }
        self.remove_others(&wanted)
    }

    /// The files that the manifest in the folder lists as far as it is the replica's too. They were brought here before their
    /// line was, so that their size tells enough.
    fn known(&self) -> Result<BTreeMap<String, Written>, DiskFault> {
        let local = read_or_empty(&self.layout.manifest())?;
        let same = local.iter().zip(&self.truth.manifest).take_while(|(one, other)| one == other).count();
        let read = manifest::parse(local.get(..same).unwrap_or_default());
        let listed = read.files.values();
        let files = listed.flat_map(|listed| objects::files(&listed.file, listed.archived.is_some()));
        Ok(files.map(|(path, _, written)| (path, written)).collect())
    }

    fn fetch(&self, local: &Path, key: &str, written: &Written) -> Result<(), OpenError> {
        let temporary = self.layout.temporary_restored();
        let found = self.replication.objects.fetch(self.disk, key, &temporary)?;
        if found != *written {
            let reason = "an object is not what the manifest says".to_owned();
            return Err(OpenError::Damaged { file: PathBuf::from(key), offset: 0, reason });
        }
        let folder = local.parent().unwrap_or(local);
        self.disk.make_folder(folder)?;
        self.disk.rename(&temporary, local)?;
        self.disk.sync_folder(folder)?;
        Ok(())
    }

    fn remove_others(&self, wanted: &BTreeSet<PathBuf>) -> Result<(), OpenError> {
        let mut folders = vec![(self.layout.events(), 0)];
        while let Some((folder, depth)) = folders.pop() {
            for path in disk::list(&folder)? {
                if depth < 4 && path.is_dir() {
                    folders.push((path, depth + 1));
                } else if depth == 4 && segment_start(&path).is_some() && !wanted.contains(&path) {
                    self.disk.remove(&path)?;
                }
            }
        }
        Ok(())
    }

    /// Makes the logs those of the lines, but for what is sealed.
    fn logs(&self, sealed: u64) -> Result<(), DiskFault> {
        let mut wanted = BTreeSet::new();
        for (first, log) in self.truth.logs.iter().filter(|(_, log)| log.end > sealed) {
            let path = self.layout.wal(*first);
            self.replace(&path, &log.bytes, |found| found == log.bytes)?;
            wanted.insert(path);
        }
        let folder = self.layout.wal_folder();
        for path in disk::list(&folder)?.into_iter().filter(|path| !wanted.contains(path)) {
            self.disk.remove(&path)?;
        }
        self.disk.sync_folder(&folder)
    }

    /// Puts a file with this content in a place, unless what is there will do.
    fn replace(&self, path: &Path, content: &[u8], will_do: impl Fn(&[u8]) -> bool) -> Result<(), DiskFault> {
        if path.exists() && will_do(&disk::read(path)?) {
            return Ok(());
        }
        let temporary = self.layout.temporary_restored();
        let mut file = self.disk.create_over(&temporary)?;
        self.disk.write(&mut file, &temporary, content)?;
        self.disk.sync(&file, &temporary)?;
        self.disk.rename(&temporary, path)?;
        self.disk.sync_folder(path.parent().unwrap_or(&self.layout.root))
    }
}

/// Whether a file is what it should be. One that is not known to have been it before is read whole.
fn is_there(path: &Path, wanted: &Written, known: bool) -> Result<bool, DiskFault> {
    let has_size = fs::metadata(path).is_ok_and(|found| found.is_file() && found.len() == wanted.size);
    if !has_size || known {
        return Ok(has_size);
    }
    let found = segment::measure(path).map_err(|cause| DiskFault::new(Action::Read, path, cause))?;
    Ok(found == *wanted)
}
