//! Where a catalogue comes from: the binary, a folder, or names with contents.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use rust_embed::RustEmbed;
use sha2::{Digest, Sha256};

use super::convert::{Converter, Parsed};
use super::{Catalog, CatalogError, Fault, Problem};

/// The workspace's `catalog/`, built in.
#[derive(RustEmbed)]
#[folder = "../../catalog"]
struct BuiltIn;

impl Catalog {
    /// The catalogue that is built into the binary.
    ///
    /// # Errors
    ///
    /// [`CatalogError::Problems`], which the tests of this crate rule out.
    pub fn built_in() -> Result<Self, CatalogError> {
        let files = BuiltIn::iter().filter(|name| name.ends_with(".toml")).filter_map(|name| {
            let content = BuiltIn::get(&name)?.data;
            Some((name.into_owned(), content))
        });
        Self::from_bytes(files)
    }

    /// The catalogue of a folder. Files that are not `.toml` are not read, nor are folders inside.
    ///
    /// # Errors
    ///
    /// [`CatalogError::Folder`] when the folder or a file cannot be read, [`CatalogError::Problems`] with all that is
    /// wrong with the files.
    pub fn load_folder(folder: &Path) -> Result<Self, CatalogError> {
        let refused = |path: &Path| {
            let path = path.to_path_buf();
            move |source| CatalogError::Folder { path, source }
        };
        let mut files = Vec::new();
        for entry in fs::read_dir(folder).map_err(refused(folder))? {
            let path = entry.map_err(refused(folder))?.path();
            let Some(name) = path.file_name().and_then(|name| name.to_str()) else { continue };
            if path.extension().is_some_and(|ending| ending == "toml") && path.is_file() {
                files.push((name.to_owned(), Cow::Owned(fs::read(&path).map_err(refused(&path))?)));
            }
        }
        Self::from_bytes(files.into_iter())
    }

    /// A catalogue from files' names and contents. Lists (`traits.toml`, `conditions.toml` and the others of
    /// the README) are what they say, `README.md` is passed over, all others are sections.
    ///
    /// # Errors
    ///
    /// [`CatalogError::Problems`] with all that is wrong.
    pub fn from_files(files: impl Iterator<Item = (String, String)>) -> Result<Self, CatalogError> {
        Self::from_bytes(files.map(|(name, content)| (name, Cow::Owned(content.into_bytes()))))
    }

    fn from_bytes(files: impl Iterator<Item = (String, Cow<'static, [u8]>)>) -> Result<Self, CatalogError> {
        let mut files: Vec<_> = files.filter(|(name, _)| name != "README.md").collect();
        files.sort_by(|(one, _), (other, _)| one.cmp(other));
        let fingerprint = fingerprint(&files);
        let mut problems = Vec::new();
        let mut texts = Vec::new();
        for (name, content) in files {
            match String::from_utf8(content.into_owned()) {
                Ok(text) => texts.push((name, text)),
                Err(_) => problems.push(Problem {
                    file: name,
                    entry: String::new(),
                    field: String::new(),
                    fault: Fault::NotText,
                }),
            }
        }
        Converter::new(problems).catalog(Parsed::read(&texts), fingerprint)
    }
}

/// Names and contents with their lengths, so that no two different catalogues hash the same bytes.
fn fingerprint(files: &[(String, Cow<'static, [u8]>)]) -> String {
    let mut hash = Sha256::new();
    for part in files.iter().flat_map(|(name, content)| [name.as_bytes(), content.as_ref()]) {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part);
    }
    hash.finalize().iter().fold(String::with_capacity(64), |mut text, byte| {
        // Writing to a String cannot fail.
        write!(text, "{byte:02x}").unwrap_or_default();
        text
    })
}
