//! What is wrong with a catalogue: every problem with its file, entry, field and reason.

use std::path::PathBuf;

use talap_model::{Explain, Language, Message};

/// Why an entry's field is refused.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum Fault {
    /// The file is not TOML of the catalogue's shape.
    #[error("the file cannot be read: {detail}")]
    Unreadable {
        /// What the TOML reader says, with its line and column.
        detail: String,
    },
    /// The file is not text in UTF-8.
    #[error("the file is not text in UTF-8")]
    NotText,
    /// The file is of a version that this code does not read.
    #[error("version {found} is not read; this Talap reads version {known}")]
    Version {
        /// The version of the file.
        found: u32,
        /// The version that is read.
        known: u32,
    },
    /// The catalogue has no section.
    #[error("no section of the decree is here")]
    NoSections,
    /// A field that must be there is missing or empty.
    #[error("missing")]
    Missing,
    /// A text is missing in a language.
    #[error("missing in {}", language.code())]
    MissingLanguage {
        /// The language.
        language: Language,
    },
    /// A text is longer than a text may be.
    #[error("{length} characters in {}, at most {most}", language.code())]
    TooLong {
        /// The language.
        language: Language,
        /// Its length in characters.
        length: usize,
        /// The greatest length.
        most: usize,
    },
    /// The value has another shape, or is none of those that are known.
    #[error("{found:?} is not valid here")]
    Invalid {
        /// The value as it is written.
        found: String,
    },
    /// The key stands already.
    #[error("{key} stands already in {file}")]
    Duplicate {
        /// The key.
        key: String,
        /// The file of the first.
        file: String,
    },
    /// The field has no place in a statement of this mode, or in a condition beside another one.
    #[error("has no place here")]
    NotAllowed,
    /// The trait is not defined.
    #[error("the trait {key} is not defined")]
    UnknownTrait {
        /// The trait.
        key: String,
    },
    /// What the entry points at does not exist.
    #[error("{found} does not exist")]
    Unresolved {
        /// The key or identifier as it is written.
        found: String,
    },
    /// No check uses the number, and the texts do not say it.
    #[error("no check uses the number, and not every text says it in digits")]
    UnusedParameter,
    /// The check cannot be run over the tables that there are, or does not return what a check returns.
    #[error("the check {check} cannot decide: {detail}")]
    UnsoundCheck {
        /// The check.
        check: String,
        /// What is wrong with it.
        detail: String,
    },
    /// The operator does not suit the trait's type.
    #[error("the operator does not suit a trait of type {kind}")]
    WrongOperator {
        /// The type of the trait.
        kind: &'static str,
    },
    /// The choice is not one of the trait's.
    #[error("{choice:?} is not a choice of the trait")]
    UnknownChoice {
        /// The choice as it is written.
        choice: String,
    },
}

impl Explain for Fault {
    fn explain(&self) -> Message {
        match self {
            Self::Unreadable { detail } => Message::new("decree-fault-unreadable").with("cause", detail.as_str()),
            Self::NotText => Message::new("decree-fault-not-text"),
            Self::Version { found, known } => {
                Message::new("decree-fault-version").with("found", *found).with("known", *known)
            }
            Self::NoSections => Message::new("decree-fault-no-sections"),
            Self::Missing => Message::new("decree-fault-missing"),
            Self::MissingLanguage { language } => {
                Message::new("decree-fault-missing-language").with("language", language.code())
            }
            Self::TooLong { language, length, most } => Message::new("decree-fault-too-long")
                .with("language", language.code())
                .with("length", *length)
                .with("most", *most),
            Self::Invalid { found } => Message::new("decree-fault-invalid").with("found", found.as_str()),
            Self::Duplicate { key, file } => {
                Message::new("decree-fault-duplicate").with("key", key.as_str()).with("file", file.as_str())
            }
            Self::NotAllowed => Message::new("decree-fault-not-allowed"),
            Self::UnknownTrait { key } => Message::new("decree-fault-unknown-trait").with("trait", key.as_str()),
            Self::Unresolved { found } => Message::new("decree-fault-unresolved").with("found", found.as_str()),
            Self::UnusedParameter => Message::new("decree-fault-unused-parameter"),
            Self::UnsoundCheck { check, detail } => {
                Message::new("decree-fault-unsound-check").with("check", check.as_str()).with("cause", detail.as_str())
            }
            Self::WrongOperator { kind } => Message::new("decree-fault-wrong-operator").with("type", *kind),
            Self::UnknownChoice { choice } => {
                Message::new("decree-fault-unknown-choice").with("choice", choice.as_str())
            }
        }
    }
}

/// One thing that is wrong with a catalogue.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[error("{file}: {entry}: {field}: {fault}")]
pub struct Problem {
    /// The file's name.
    pub file: String,
    /// The clause, statement, trait or term, by its key; empty when the whole file is meant.
    pub entry: String,
    /// The field within the entry; empty when the whole entry is meant.
    pub field: String,
    /// The reason.
    pub fault: Fault,
}

impl Explain for Problem {
    fn explain(&self) -> Message {
        let message = match (self.entry.is_empty(), self.field.is_empty()) {
            (true, true) => Message::new("decree-problem-file"),
            (true, false) => Message::new("decree-problem-file-field").with("field", self.field.as_str()),
            (false, true) => Message::new("decree-problem-entry").with("entry", self.entry.as_str()),
            (false, false) => Message::new("decree-problem-field")
                .with("entry", self.entry.as_str())
                .with("field", self.field.as_str()),
        };
        message.with("file", self.file.as_str()).with("reason", self.fault.explain())
    }
}

/// A catalogue that cannot be taken.
#[derive(Debug, thiserror::Error)]
pub enum CatalogError {
    /// The folder or one of its files cannot be read.
    #[error("{} cannot be read", path.display())]
    Folder {
        /// The folder or file.
        path: PathBuf,
        /// What the operating system says.
        #[source]
        source: std::io::Error,
    },
    /// The files hold problems: all of them, in the files' order.
    #[error("{} problems in the catalogue, the first: {}", problems.len(), first(problems))]
    Problems {
        /// The problems; never empty.
        problems: Vec<Problem>,
    },
}

fn first(problems: &[Problem]) -> String {
    problems.first().map(ToString::to_string).unwrap_or_default()
}

impl CatalogError {
    /// The single problems, to be told one by one.
    pub fn problems(&self) -> &[Problem] {
        match self {
            Self::Problems { problems } => problems,
            Self::Folder { .. } => &[],
        }
    }
}

impl Explain for CatalogError {
    fn explain(&self) -> Message {
        match self {
            Self::Folder { path, source } => Message::new("decree-catalog-folder")
                .with("path", path.display().to_string())
                .with("cause", source.to_string()),
            Self::Problems { problems } => {
                let message = Message::new("decree-catalog-problems").with("count", problems.len());
                match problems.first() {
                    Some(problem) => message.with("first", problem.explain()),
                    None => message.with("first", ""),
                }
            }
        }
    }
}
