//! Putting a file in the place of a damaged one: what comes is held against its hash before, and the damaged one is kept.

use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use sha2::{Digest as _, Sha256};

use super::kept::free_name;
use crate::disk::{Action, Disk, DiskFault};
use crate::hex;
use crate::segment::Written;
use crate::verify::measure;

/// How much is copied at a time.
const PIECE: usize = 1 << 20;

/// Copies a file, makes the copy durable, and returns what was copied.
pub(super) fn copy(disk: &Disk, from: &Path, to: &Path) -> Result<Written, DiskFault> {
    let unreadable = |cause| DiskFault::new(Action::Read, from, cause);
    let mut source = File::open(from).map_err(unreadable)?;
    let mut target = disk.create_over(to)?;
    let (mut hasher, mut size, mut piece) = (Sha256::new(), 0, vec![0; PIECE]);
    loop {
        let count = source.read(&mut piece).map_err(unreadable)?;
        let Some(read) = piece.get(..count).filter(|read| !read.is_empty()) else { break };
        disk.write(&mut target, to, read)?;
        hasher.update(read);
        size += count as u64;
    }
    disk.sync(&target, to)?;
    Ok(Written { size, sha256: hex::encode(&hasher.finalize()) })
}

/// Writes bytes to a file and makes them durable.
pub(super) fn write(disk: &Disk, to: &Path, bytes: &[u8]) -> Result<Written, DiskFault> {
    let mut file = disk.create_over(to)?;
    disk.write(&mut file, to, bytes)?;
    disk.sync(&file, to)?;
    Ok(written(bytes))
}

/// Size and hash of bytes.
pub(super) fn written(bytes: &[u8]) -> Written {
    Written { size: bytes.len() as u64, sha256: hex::encode(&Sha256::digest(bytes)) }
}

/// What came of it.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Placed {
    /// It is in its place, and what was there is where the path says.
    Put(Option<PathBuf>),
    /// What was in its place is what belongs there, so nothing was touched.
    WasSound,
    /// It is not what belongs there, and nothing was touched.
    Differs,
}

/// Where files of a folder are put.
pub(super) struct Putting<'a> {
    pub(super) disk: &'a Disk,
    /// The folder.
    pub(super) root: &'a Path,
    /// Where a file is made before it gets its name, on the disk of the folder.
    pub(super) temporary: PathBuf,
    /// Where damaged ones are kept, at the same paths.
    pub(super) aside: PathBuf,
}

impl Putting<'_> {
    /// Makes a file by a function and puts it in its place, if it is what was expected. Every step may be the last: whoever
    /// does it over finishes it.
    pub(super) fn place(
        &self,
        target: &Path,
        expected: &Written,
        make: impl FnOnce(&Path) -> Result<Written, DiskFault>,
    ) -> Result<Placed, DiskFault> {
        let folder = target.parent().unwrap_or(self.root);
        self.disk.make_folder(self.temporary.parent().unwrap_or(self.root))?;
        if make(&self.temporary)? != *expected {
            self.disk.remove(&self.temporary)?;
            return Ok(Placed::Differs);
        }
        if measure(target, expected.size).is_ok_and(|found| found == *expected) {
            self.disk.remove(&self.temporary)?;
            return Ok(Placed::WasSound);
        }
        let aside = if target.symlink_metadata().is_ok() { Some(self.set_aside(target)?) } else { None };
        self.disk.make_folder(folder)?;
        self.disk.rename(&self.temporary, target)?;
        self.disk.sync_folder(folder)?;
        Ok(Placed::Put(aside))
    }

    fn set_aside(&self, target: &Path) -> Result<PathBuf, DiskFault> {
        let below = target.strip_prefix(self.root).ok().and_then(Path::parent);
        let folder = below.map_or_else(|| self.aside.clone(), |below| self.aside.join(below));
        self.disk.make_folder(&folder)?;
        // A name more, so that the damaged file, parts of which may be sound, is never without one: what comes takes its place at once.
        let first = folder.join(target.file_name().unwrap_or_default());
        let is_there = |found: &Written| measure(&first, found.size).is_ok_and(|kept| kept == *found);
        let length = target.metadata().map_or(0, |metadata| metadata.len());
        if measure(target, length).is_ok_and(|found| is_there(&found)) {
            return Ok(first);
        }
        let place = free_name(&folder, target);
        if !target.symlink_metadata().is_ok_and(|metadata| metadata.is_file()) {
            // A folder or a link: nothing of it is the ledger's.
            self.disk.rename(target, &place)?;
        } else if self.disk.link(target, &place).is_err() {
            // Another disk, or one without such names.
            copy(self.disk, target, &place)?;
        }
        self.disk.sync_folder(&folder)?;
        Ok(place)
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::crash_tests::CrashAfter;
    use crate::disk::Faults;
    use crate::sample;
    use std::sync::Arc;
    use std::sync::atomic::Ordering;

    fn putting<'a>(disk: &'a Disk, root: &'a Path) -> Putting<'a> {
        Putting { disk, root, temporary: root.join("tmp/restored"), aside: root.with_file_name("damaged") }
    }

    #[test]
    fn only_what_was_expected_takes_the_place_of_a_damaged_file_which_is_kept() {
        let folder = sample::folder();
        let root = folder.path().join("ledger");
        fs::create_dir_all(root.join("a")).unwrap();
        let (disk, target) = (Disk::default(), root.join("a/file"));
        let putting = putting(&disk, &root);
        let put = |bytes: &'static [u8]| {
            putting.place(&target, &written(b"sound"), |path| write(&disk, path, bytes)).unwrap()
        };
        assert_eq!(put(b"sound"), Placed::Put(None));
        assert_eq!(put(b"sound"), Placed::WasSound);
        for damage in [&b"soun"[..], b"Sound", b"sound and more"] {
            fs::write(&target, damage).unwrap();
            assert_eq!(put(b"other"), Placed::Differs);
            assert_eq!(fs::read(&target).unwrap(), damage, "nothing was touched");
            let Placed::Put(Some(aside)) = put(b"sound") else { panic!("it was not put") };
            assert_eq!((fs::read(&target).unwrap(), fs::read(&aside).unwrap()), (b"sound".to_vec(), damage.to_vec()));
            assert!(aside.starts_with(folder.path().join("damaged/a")));
        }
        assert_eq!(crate::disk::list(&folder.path().join("damaged/a")).unwrap().len(), 3);
        assert!(!putting.temporary.exists());
    }

    #[test]
    fn whatever_step_is_the_last_the_damaged_bytes_are_somewhere_and_doing_it_over_finishes_it() {
        for limit in 0.. {
            let folder = sample::folder();
            let root = folder.path().join("ledger");
            fs::create_dir_all(&root).unwrap();
            let target = root.join("file");
            fs::write(&target, "damaged").unwrap();
            let crash = Arc::new(CrashAfter::at(limit));
            let disk = Disk { faults: Some(Arc::clone(&crash) as Arc<dyn Faults>) };
            let first = putting(&disk, &root).place(&target, &written(b"sound"), |path| write(&disk, path, b"sound"));
            let all = || sample::files(folder.path()).into_iter().map(|path| fs::read(path).unwrap());
            assert!(all().any(|bytes| bytes == b"damaged"), "step {limit}");
            let disk = Disk::default();
            putting(&disk, &root).place(&target, &written(b"sound"), |path| write(&disk, path, b"sound")).unwrap();
            assert_eq!(fs::read(&target).unwrap(), b"sound", "step {limit}");
            assert_eq!(all().filter(|bytes| bytes == b"damaged").count(), 1, "step {limit}");
            if crash.steps.load(Ordering::Relaxed) <= limit {
                assert!(first.is_ok() && limit > 6, "it takes {limit} steps");
                break;
            }
        }
    }
}
