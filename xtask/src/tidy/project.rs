//! The files that rules read, and what they find.

use std::fmt;
use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result};

use super::source::Source;

/// A text file of the project.
pub(crate) struct File {
    /// Its path from the project's root, with `/`.
    pub(crate) path: String,
    /// What it holds.
    pub(crate) text: String,
    /// Whether the whole of it is test or benchmark code.
    pub(crate) is_test: bool,
}

impl File {
    fn new(path: impl Into<String>, text: impl Into<String>) -> Self {
        Self { path: path.into(), text: text.into(), is_test: false }
    }

    /// Whether it is Rust.
    pub(crate) fn is_rust(&self) -> bool {
        self.extension() == "rs"
    }

    /// What follows the last dot of its name.
    pub(crate) fn extension(&self) -> &str {
        self.path.rsplit_once('.').map_or("", |(_, extension)| extension)
    }

    /// The folder under `crates/` that it stands in.
    pub(crate) fn room(&self) -> Option<&str> {
        self.path.strip_prefix("crates/")?.split('/').next()
    }

    /// The line from which on its code is test code.
    pub(crate) fn tests_from(&self, source: &Source) -> usize {
        if self.is_test { 0 } else { source.tests_from() }
    }
}

/// The project's files.
pub(crate) struct Project {
    /// All of them that rules care for, in the order of their paths.
    pub(crate) files: Vec<File>,
}

/// Where rules look, and what for.
const FOLDERS: [&str; 4] = ["crates", "xtask", "locales", "checks"];
const EXTENSIONS: [&str; 10] = ["rs", "toml", "ftl", "sql", "snap", "new", "html", "css", "js", "svg"];

impl Project {
    /// Reads the project.
    pub(crate) fn read(root: &Path) -> Result<Self> {
        let mut files = Vec::new();
        for folder in FOLDERS.map(|name| root.join(name)).iter().filter(|folder| folder.is_dir()) {
            collect(root, folder, &mut files)?;
        }
        Ok(Self::new(files))
    }

    fn new(mut files: Vec<File>) -> Self {
        files.sort_by(|one, other| one.path.cmp(&other.path));
        let beginnings: Vec<String> = files.iter().filter(|file| file.is_rust()).flat_map(test_beginnings).collect();
        for file in &mut files {
            let declared = beginnings.iter().any(|beginning| {
                file.path.strip_prefix(beginning.as_str()).is_some_and(|rest| rest == ".rs" || rest.starts_with('/'))
            });
            file.is_test =
                declared || file.path.split('/').any(|part| matches!(part, "tests" | "benches" | "tests.rs"));
        }
        Self { files }
    }

    /// The Rust files, taken apart.
    pub(crate) fn rust(&self) -> impl Iterator<Item = (&File, Source)> {
        self.files.iter().filter(|file| file.is_rust()).map(|file| (file, Source::parse(&file.text)))
    }

    /// A file by its path.
    pub(crate) fn file(&self, path: &str) -> Option<&File> {
        self.files.iter().find(|file| file.path == path)
    }

    #[cfg(test)]
    pub(crate) fn of(files: &[(&str, &str)]) -> Self {
        let files = files.iter().map(|(path, text)| File::new(*path, *text)).collect();
        Self::new(files)
    }
}

/// The paths, without their endings, of the modules that a file declares for tests only.
fn test_beginnings(file: &File) -> Vec<String> {
    let Some((folder, name)) = file.path.rsplit_once('/') else { return Vec::new() };
    let folder = match name {
        "lib.rs" | "main.rs" | "mod.rs" => folder,
        _ => file.path.trim_end_matches(".rs"),
    };
    Source::parse(&file.text).test_files().map(|module| format!("{folder}/{module}")).collect()
}

fn collect(root: &Path, folder: &Path, files: &mut Vec<File>) -> Result<()> {
    for entry in fs::read_dir(folder).with_context(|| format!("cannot list {}", folder.display()))? {
        let path = entry?.path();
        if path.is_dir() {
            collect(root, &path, files)?;
        } else if path.extension().and_then(|extension| extension.to_str()).is_some_and(|it| EXTENSIONS.contains(&it)) {
            let text = fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
            let relative = path.strip_prefix(root)?.to_string_lossy().replace('\\', "/");
            files.push(File::new(relative, text));
        }
    }
    Ok(())
}

/// Something to mend.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Finding {
    path: String,
    line: usize,
    what: String,
}

impl Finding {
    /// Something to mend in a file; lines count from 1.
    pub(crate) fn new(path: impl Into<String>, line: usize, what: impl Into<String>) -> Self {
        Self { path: path.into(), line, what: what.into() }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.path, self.line, self.what)
    }
}

/// The line of the first occurrence of a text, from 1; 1 where it does not occur.
pub(crate) fn line_of(text: &str, wanted: &str) -> usize {
    text.lines().position(|line| line.contains(wanted)).map_or(1, |index| index + 1)
}

#[cfg(test)]
pub(crate) mod checking {
    use super::{Finding, Project};

    /// Holds a rule's findings against the places expected, each `path:line: beginning of the text`.
    #[track_caller]
    pub(crate) fn check(rule: fn(&Project) -> Vec<Finding>, files: &[(&str, &str)], expected: &[&str]) {
        let found: Vec<String> = rule(&Project::of(files)).iter().map(ToString::to_string).collect();
        assert_eq!(found.len(), expected.len(), "{found:#?}");
        for (found, expected) in found.iter().zip(expected) {
            assert!(found.starts_with(expected), "{found}\ndoes not begin with\n{expected}");
        }
    }
}
