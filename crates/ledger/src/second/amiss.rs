//! What is not as it was signed, and what can be done about it.

use std::path::PathBuf;

use talap_model::{Explain, Message};

use crate::verify::Reason;

/// A file that is not what was signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Amiss {
    /// Relative to the ledger's folder; of the second store, the whole path.
    pub path: PathBuf,
    /// How it differs.
    pub reason: Reason,
    /// What can be done.
    pub remedy: Remedy,
}

/// What can be done about a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Remedy {
    /// The second store has a copy that is what was signed.
    Copy,
    /// It is made again, from batches of the second store's log or, an index of tokens, from its file. Whether that gives what
    /// was signed is seen when it is done.
    MadeAgain,
    /// The second store's log has the batches that the ledger's own lacks.
    Frames {
        /// How many.
        batches: u64,
    },
    /// It is a copy in the second store; the ledger's file is what was signed and is copied again.
    CopiedAgain,
    /// Nothing.
    None(NoRemedy),
}

/// Why nothing can be done about a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoRemedy {
    /// The second store has no copy: the file is of no confidential object, or was not copied yet.
    NoCopy,
    /// The copy there is not what was signed either.
    CopyChanged,
    /// It is a copy of a file that lies in the archive store by now.
    Archived,
    /// Batches are lost that the second store does not have.
    Others {
        /// The first that is missing.
        first: u64,
        /// The last of those that follow it.
        last: u64,
    },
    /// The leaves of the tree are not what was signed, so no batch can be held against them.
    Unproved,
    /// What was made is not what was signed.
    Differs,
}

impl Amiss {
    /// Whether something can be done.
    pub fn can_be_restored(&self) -> bool {
        !matches!(self.remedy, Remedy::None(_))
    }

    pub(super) fn without(path: PathBuf, reason: Reason, why: NoRemedy) -> Self {
        Self { path, reason, remedy: Remedy::None(why) }
    }
}

impl Explain for Amiss {
    /// The file, how it differs, and what can be done.
    fn explain(&self) -> Message {
        Message::new("ledger-restore-file")
            .with("path", self.path.display().to_string())
            .with("reason", self.reason.message())
            .with("remedy", self.remedy.explain())
    }
}

impl Explain for Remedy {
    fn explain(&self) -> Message {
        match self {
            Self::Copy => Message::new("ledger-remedy-copy"),
            Self::MadeAgain => Message::new("ledger-remedy-made-again"),
            Self::Frames { batches } => Message::new("ledger-remedy-frames").with("n", *batches),
            Self::CopiedAgain => Message::new("ledger-remedy-copied-again"),
            Self::None(NoRemedy::NoCopy) => Message::new("ledger-remedy-no-copy"),
            Self::None(NoRemedy::CopyChanged) => Message::new("ledger-remedy-copy-changed"),
            Self::None(NoRemedy::Archived) => Message::new("ledger-remedy-archived"),
            Self::None(NoRemedy::Others { first, last }) => {
                Message::new("ledger-remedy-others").with("first", *first).with("last", *last)
            }
            Self::None(NoRemedy::Unproved) => Message::new("ledger-remedy-unproved"),
            Self::None(NoRemedy::Differs) => Message::new("ledger-remedy-differs"),
        }
    }
}
