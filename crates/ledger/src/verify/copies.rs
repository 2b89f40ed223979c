//! The copies of sealed files in the second store.

use std::fs;

use super::{Reason, Verifier, known, plain};
use crate::manifest::Manifest;
use crate::second;

impl Verifier<'_> {
    /// Holds the copies that there are against the signed manifest. Which files have none is not judged: what is confidential
    /// is not written in the manifest, and a new file is copied only when the ledger is tended next.
    pub(super) fn check_copies(&mut self, signed: &Manifest) {
        let Some(folder) = self.demands.second_store.clone() else { return };
        if let Err(cause) = fs::read_dir(&folder) {
            self.problem(&folder, None, plain::unreadable(cause));
            return;
        }
        for (path, written) in signed.files.values().flat_map(|listed| listed.file.written()) {
            let path = second::copy_of(&folder, &path);
            match known::measure(&path, written.size) {
                Ok(found) => {
                    self.is_what_was_written(&path, (written.size, &written.sha256), &found);
                }
                Err(Reason::Missing) => {}
                Err(reason) => self.problem(&path, None, reason),
            }
        }
    }
}
