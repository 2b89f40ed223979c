//! Files that records refer to, such as the scan of an order.

use std::fmt;

use talap_model::{OrganisationId, Timestamp};

/// A file to keep.
#[derive(Clone, PartialEq, Eq)]
pub struct NewFile {
    /// Whose it is.
    pub organisation: OrganisationId,
    /// What the person who handed it in calls it.
    pub name: String,
    /// Its media type, such as `application/pdf`.
    pub media_type: String,
    /// What is in it.
    pub bytes: Vec<u8>,
    /// When it is handed in.
    pub at: Timestamp,
}

/// A file that is kept.
#[derive(Clone, PartialEq, Eq)]
pub struct StoredFile {
    /// SHA-256 of its bytes in 64 small hexadecimal digits: its name within the organisation.
    pub sha256: String,
    /// Whose it is.
    pub organisation: OrganisationId,
    /// What the person who first handed it in called it.
    pub name: String,
    /// Its media type.
    pub media_type: String,
    /// How many bytes it has.
    pub size: u64,
    /// What is in it.
    pub bytes: Vec<u8>,
    /// When it was first handed in.
    pub stored_at: Timestamp,
    /// Who handed it in first, as [`talap_model::Identity`] displays.
    pub stored_by: String,
}

impl fmt::Debug for NewFile {
    /// Without the bytes, which may be personal data.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NewFile").field("organisation", &self.organisation).finish_non_exhaustive()
    }
}

impl fmt::Debug for StoredFile {
    /// Without the bytes, which may be personal data.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StoredFile").field("sha256", &self.sha256).field("size", &self.size).finish_non_exhaustive()
    }
}
