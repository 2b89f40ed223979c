//! The data folder: its layout, its lock, and who may open it.
//!
//! Layout: `talap.toml`, `talap.db`, `ledger/`, `keys/ledger.key`, `keys/ledger.pub`, `lock`, `talap.sock`, `example-loaded`,
//! `decree/LANGUAGE/DAY.txt`.

use std::fs::{File, OpenOptions, Permissions, TryLockError};
use std::io;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt};
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use talap_decree::redactions::Redactions;
use talap_decree::text;
use talap_model::time::{format_date, parse_date};
use talap_model::{Language, Message};
use time::Date;

use crate::failure::Failure;

/// As many links, one after the other, as a system follows.
const MOST_LINKS: usize = 40;

/// The paths inside a data folder.
#[derive(Debug, Clone)]
pub(crate) struct DataFolder {
    path: PathBuf,
}

impl DataFolder {
    /// The folder at a path, whether it exists or not. The path becomes absolute, since SQLite's URL needs that.
    pub(crate) fn at(path: &Path) -> Result<Self, Failure> {
        let path = std::path::absolute(path).map_err(|error| Failure::io("folder-unusable", path, &error))?;
        Ok(Self { path })
    }

    /// Makes the folder, for its owner alone, if it is not there.
    pub(crate) fn create(&self) -> Result<(), Failure> {
        let failed = |error: io::Error| Failure::io("folder-cannot-create", &self.path, &error);
        let keys = self.path.join("keys");
        std::fs::DirBuilder::new().recursive(true).mode(0o700).create(&keys).map_err(failed)?;
        // A folder that was there before may be open to others; what is in it is nobody else's business.
        std::fs::set_permissions(&self.path, Permissions::from_mode(0o700)).map_err(failed)
    }

    /// Demands that `up` has made the folder before.
    pub(crate) fn demand(&self) -> Result<(), Failure> {
        if self.public_key().exists() {
            return Ok(());
        }
        Err(Failure::failed(Message::new("folder-missing").with("path", self.path.display().to_string())))
    }

    /// The folder itself.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Whether what is written to a path gets into the folder: by its name, or by where links and `..` lead.
    pub(crate) fn holds(&self, path: &Path) -> bool {
        let Ok(path) = std::path::absolute(path) else { return false };
        let is_plain = !path.components().any(|part| part == Component::ParentDir);
        // The ledger and the keys may lie on another disk, with a link in their place.
        let own = [self.path.clone(), self.ledger(), self.path.join("keys")];
        let own: Vec<_> = own.iter().filter_map(|folder| folder.canonicalize().ok()).collect();
        let is_within = |place: &PathBuf| own.iter().any(|folder| place.starts_with(folder));
        (is_plain && path.starts_with(&self.path)) || places(path).iter().any(is_within)
    }

    /// The URL of the SQLite file.
    pub(crate) fn sqlite_url(&self) -> String {
        talap_store::sqlite_url(&self.path.join("talap.db"))
    }

    /// The ledger's folder.
    pub(crate) fn ledger(&self) -> PathBuf {
        self.path.join("ledger")
    }

    /// The secret key that signs checkpoints.
    pub(crate) fn secret_key(&self) -> PathBuf {
        self.path.join("keys/ledger.key")
    }

    /// The public key that verifies them.
    pub(crate) fn public_key(&self) -> PathBuf {
        self.path.join("keys/ledger.pub")
    }

    /// The socket that a running `up` listens on.
    pub(crate) fn socket(&self) -> PathBuf {
        self.path.join("talap.sock")
    }

    /// Where the decree's official texts in a language are, one file a redaction.
    pub(crate) fn official(&self, language: Language) -> PathBuf {
        self.path.join("decree").join(language.code())
    }

    /// The decree's official text in a language, of one redaction.
    pub(crate) fn official_of(&self, language: Language, redaction: Date) -> PathBuf {
        self.official(language).join(format!("{}.txt", format_date(redaction)))
    }

    /// The official texts that were imported. One that cannot be read any more is left out: pages say that there is none.
    pub(crate) fn official_texts(&self) -> Redactions {
        let mut texts = Redactions::default();
        for language in Language::ALL {
            for entry in std::fs::read_dir(self.official(language)).into_iter().flatten().flatten() {
                let path = entry.path();
                let day = path.file_stem().and_then(|stem| parse_date(stem.to_str()?));
                let (Some(day), true) = (day, path.extension().is_some_and(|ending| ending == "txt")) else { continue };
                let read = std::fs::read_to_string(&path).map_err(|error| error.to_string());
                match read.and_then(|file| text::parse(&file, language).map_err(|error| error.to_string())) {
                    Ok(text) => texts.put(day, Arc::new(text)),
                    Err(error) => tracing::warn!(%error, path = %path.display(), "an official text cannot be read"),
                }
            }
        }
        texts
    }

    /// The mark of the example: `begun` while it is loaded, `done` after.
    pub(crate) fn example_mark(&self) -> PathBuf {
        self.path.join("example-loaded")
    }

    /// Takes the folder for this process; `None` when another process has it.
    pub(crate) fn try_lock(&self) -> Result<Option<Lock>, Failure> {
        let path = self.path.join("lock");
        let failed = |error: io::Error| Failure::io("folder-unusable", &path, &error);
        let file =
            OpenOptions::new().write(true).create(true).truncate(false).mode(0o600).open(&path).map_err(failed)?;
        match file.try_lock() {
            Ok(()) => Ok(Some(Lock { _file: file })),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(error)) => Err(failed(error)),
        }
    }
}

/// Where an absolute path lies, and where it leads as long as it is a link, with no link and no `..` in the folders.
fn places(mut path: PathBuf) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for _ in 0..MOST_LINKS {
        let Some((parent, name)) = path.parent().zip(path.file_name()) else { break };
        let Ok(folder) = parent.canonicalize() else { break };
        found.push(folder.join(name));
        let Ok(target) = std::fs::read_link(&path) else { break };
        path = folder.join(target);
    }
    found
}

/// Proof that this process owns the data folder; it ends with the process, however that ends.
#[derive(Debug)]
pub(crate) struct Lock {
    _file: File,
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::symlink;

    #[test]
    fn a_path_into_the_folder_is_found_whatever_way_it_takes() {
        let place = tempfile::tempdir().unwrap();
        let at = |path: &str| place.path().join(path);
        for folder in ["data/ledger", "away/keys", "beside"] {
            std::fs::create_dir_all(at(folder)).unwrap();
        }
        std::fs::write(at("data/talap.db"), "records").unwrap();
        for (target, link) in [
            ("data", "linked"),
            ("away/keys", "data/keys"),
            ("data/talap.db", "beside/to-file"),
            ("data/new", "beside/to-nothing"),
            ("beside/to-nothing", "beside/to-link"),
            ("beside/out.csv", "data/to-outside"),
            ("beside/round", "beside/round"),
        ] {
            symlink(at(target), at(link)).unwrap();
        }
        symlink("../data/ledger", at("beside/relative")).unwrap();
        // Neither by the folder's own name nor by that of a link to it does it matter how the file is named.
        for data in ["data", "linked", "beside/../data"] {
            let folder = DataFolder::at(&at(data)).unwrap();
            for path in [
                "data/out.csv",
                "data/ledger/manifest",
                "beside/../data/out.csv",
                "linked/out.csv",
                "linked/ledger/../out.csv",
                "linked/to-outside",
                "away/keys/ledger.key",
                "beside/to-file",
                "beside/to-nothing",
                "beside/to-link",
                "beside/relative/manifest",
            ] {
                assert!(folder.holds(&at(path)), "{path} is in {data}");
            }
            for path in ["out.csv", "beside/out.csv", "data/../out.csv", "data-2/out.csv", "beside/round", "away/x"] {
                assert!(!folder.holds(&at(path)), "{path} is not in {data}");
            }
        }
    }
}
