//! The checks: one SQL file each, built into the binary or read from a folder.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use talap_model::{Explain, Message};

#[derive(rust_embed::RustEmbed)]
#[folder = "../../checks"]
struct BuiltIn;

/// A folder of checks cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ChecksError {
    /// The folder or a file in it cannot be read.
    #[error("cannot read {path}")]
    Read {
        /// Where.
        path: PathBuf,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// The catalogue names a check that does not exist.
    #[error("the catalogue names the check {name}, which does not exist")]
    Missing {
        /// The check's name.
        name: String,
    },
}

impl Explain for ChecksError {
    fn explain(&self) -> Message {
        match self {
            Self::Read { path, source } => Message::new("assess-checks-unreadable")
                .with("path", path.display().to_string())
                .with("cause", source.to_string()),
            Self::Missing { name } => Message::new("assess-check-missing").with("check", name.as_str()),
        }
    }
}

/// SQL texts by name.
#[derive(Debug, Clone, Default)]
pub struct Checks(BTreeMap<String, String>);

impl Checks {
    /// The checks built into the binary.
    pub fn built_in() -> Self {
        let checks = BuiltIn::iter().filter_map(|path| {
            let name = path.strip_suffix(".sql")?.to_owned();
            let text = String::from_utf8(BuiltIn::get(&path)?.data.into_owned()).ok()?;
            Some((name, text))
        });
        Self(checks.collect())
    }

    /// The built-in checks, with those of a folder added or put in their place.
    ///
    /// # Errors
    ///
    /// [`ChecksError::Read`] when the folder or a file in it cannot be read.
    pub fn with_folder(mut self, folder: &Path) -> Result<Self, ChecksError> {
        let failed = |path: &Path| {
            let path = path.to_owned();
            move |source| ChecksError::Read { path, source }
        };
        for entry in std::fs::read_dir(folder).map_err(failed(folder))? {
            let path = entry.map_err(failed(folder))?.path();
            if path.extension().is_some_and(|extension| extension == "sql")
                && let Some(name) = path.file_stem().and_then(|stem| stem.to_str())
            {
                let text = std::fs::read_to_string(&path).map_err(failed(&path))?;
                self.0.insert(name.to_owned(), text);
            }
        }
        Ok(self)
    }

    /// Checks from texts, for tests.
    pub fn from_texts<'a>(texts: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        Self(texts.into_iter().map(|(name, text)| (name.to_owned(), text.to_owned())).collect())
    }

    /// The SQL of a check.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }

    /// All checks by name.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, text)| (name.as_str(), text.as_str()))
    }
}
