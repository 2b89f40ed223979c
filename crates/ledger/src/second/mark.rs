//! The mark that says whose second store a folder is, so that nothing of another ledger is taken for this one's and deleted.

use std::fs;
use std::io;
use std::path::Path;

use super::health::{Health, SecondFault};
use crate::disk::{Action, Disk, DiskFault};

/// Its name.
const MARK: &str = "talap-second-store";

/// No name of a ledger is longer.
const LONGEST: usize = 4096;

/// That a folder is there and is the second store of the ledger of this name. One that nobody marked is marked, unless its mark
/// was seen before, by this process or an earlier one: then it is only the place where the store was. Whoever puts a new disk there
/// says so by an empty mark.
pub(crate) fn reach(disk: &Disk, (second, origin): (&Path, &str), health: &Health) -> Result<(), DiskFault> {
    fs::read_dir(second).map_err(|cause| DiskFault::new(Action::Read, second, cause))?;
    let _alone = health.marking();
    match of(second)? {
        Some(found) if found == origin => {}
        Some(found) if !found.is_empty() => {
            return Err(SecondFault::OtherLedger { path: second.to_owned(), origin: found }.on_disk());
        }
        None if health.was_marked(second)? => {
            return Err(SecondFault::Unmarked { path: second.to_owned() }.on_disk());
        }
        Some(_) | None => put(disk, second, origin)?,
    }
    health.note_marked(disk, second)
}

/// The name of the ledger whose second store a folder is.
pub(crate) fn of(second: &Path) -> Result<Option<String>, DiskFault> {
    let path = second.join(MARK);
    match fs::read(&path) {
        Ok(bytes) => {
            let text = String::from_utf8_lossy(bytes.get(..bytes.len().min(LONGEST)).unwrap_or_default());
            Ok(Some(text.trim_end().to_owned()))
        }
        Err(cause) if cause.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(cause) => Err(DiskFault::new(Action::Read, &path, cause)),
    }
}

fn put(disk: &Disk, second: &Path, origin: &str) -> Result<(), DiskFault> {
    let temporary = second.join("mark");
    let mut file = disk.create_over(&temporary)?;
    disk.write(&mut file, &temporary, format!("{origin}\n").as_bytes())?;
    disk.sync(&file, &temporary)?;
    disk.rename(&temporary, &second.join(MARK))?;
    disk.sync_folder(second)
}
