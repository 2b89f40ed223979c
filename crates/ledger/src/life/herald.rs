//! What tending tells: before events expire, and when something could not be done.

use std::path::PathBuf;

use async_trait::async_trait;
use talap_model::{Explain, Message, ObjectId, OrganisationId, SourceId, Timestamp};
use time::Date;

use crate::archive::ArchiveError;
use crate::disk::DiskFault;

/// A partition that is about to expire.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expiring {
    /// Its organisation.
    pub organisation: OrganisationId,
    /// Its object.
    pub object: ObjectId,
    /// Its source.
    pub source: SourceId,
    /// The day on which its events were received, in UTC.
    pub day: Date,
    /// How many events it has.
    pub events: u64,
    /// How many files.
    pub files: u64,
}

/// Records that events expire, before they do: as an event of its own.
#[async_trait]
pub trait Herald: Send + Sync {
    /// A partition is about to expire. After an interruption the same one may be told again.
    ///
    /// # Errors
    ///
    /// Why it could not be recorded; then the partition stays.
    async fn expiring(&self, partition: &Expiring) -> Result<(), Message>;
}

/// Something that tending could not do. Nothing was lost; it is tried again the next time.
#[derive(Debug, Clone, thiserror::Error)]
pub enum Trouble {
    /// A disk refused.
    #[error(transparent)]
    Disk(#[from] DiskFault),
    /// The archive store refused, or cannot be reached.
    #[error(transparent)]
    Archive(#[from] ArchiveError),
    /// A sealed file is not what was signed. It is left as it is.
    #[error("{} is not what was signed", path.display())]
    Changed {
        /// The file.
        path: PathBuf,
    },
    /// A sealed file cannot be read. It is left as it is.
    #[error("{path} cannot be read: {cause}")]
    Unreadable {
        /// Its path below `events/`.
        path: String,
        /// Why.
        cause: String,
    },
    /// The expiry could not be recorded, so nothing expired.
    #[error("an expiry could not be recorded: {0}")]
    Untold(Message),
    /// The clock shows an earlier time than was signed already. Nothing is archived or expired by such a clock.
    #[error("the clock shows {now}, and {seen} was signed already")]
    Clock {
        /// What it shows.
        now: Timestamp,
        /// What it showed before.
        seen: Timestamp,
    },
    /// A thread ended before its time.
    #[error("the work was cut off")]
    CutOff,
}

impl Explain for Trouble {
    fn explain(&self) -> Message {
        match self {
            Self::Disk(fault) => fault.explain(),
            Self::Archive(error) => error.explain(),
            Self::Changed { path } => Message::new("ledger-tend-changed").with("path", path.display().to_string()),
            Self::Unreadable { path, cause } => {
                Message::new("ledger-tend-unreadable").with("path", path.as_str()).with("cause", cause.as_str())
            }
            Self::Untold(cause) => Message::new("ledger-tend-untold").with("cause", cause.clone()),
            Self::Clock { now, seen } => {
                Message::new("ledger-tend-clock").with("now", now.to_string()).with("seen", seen.to_string())
            }
            Self::CutOff => Message::new("ledger-tend-cut-off"),
        }
    }
}
