//! Records and their changes, as every other room sees them.

use std::collections::BTreeMap;

use talap_model::{OrganisationId, RecordId, RecordKey, RegisterKey, Right, Timestamp};

/// The values of a record's fields, by the field's key, in the form of [`talap_model::Value::to_json`].
pub type Values = BTreeMap<String, serde_json::Value>;

/// The registers that say who there is and what there is; they need [`Right::WriteStructure`].
const STRUCTURE: [&str; 3] = ["organisations", "objects", "sources"];

/// The register of what people state; it needs [`Right::Attest`].
const ATTESTATIONS: &str = "attestations";

/// The right that a change to a register needs.
pub fn right_to_write(register: &RegisterKey) -> Right {
    match register.as_str() {
        key if STRUCTURE.contains(&key) => Right::WriteStructure,
        ATTESTATIONS => Right::Attest,
        _ => Right::WriteRecords,
    }
}

/// A record as it stands now.
#[derive(Debug, Clone, PartialEq)]
pub struct Record {
    /// Its permanent identifier.
    pub id: RecordId,
    /// The register that it belongs to.
    pub register: RegisterKey,
    /// Whose it is.
    pub organisation: OrganisationId,
    /// The key that its keeper gave it, unique within the register and the organisation. A voided record keeps its key.
    pub key: RecordKey,
    /// The values of its fields.
    pub values: Values,
    /// How many changes made it: 1 after its creation.
    pub version: u32,
    /// When its first change was made.
    pub created_at: Timestamp,
    /// When its last change was made.
    pub changed_at: Timestamp,
    /// Whether it was declared void. It stays readable by its key and its identifier, and leaves the lists.
    pub voided: bool,
}

/// What a change did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ChangeKind {
    /// The record came to be, with version 1.
    Created,
    /// Its values were replaced. A record that was void is valid again.
    Updated,
    /// It was declared void.
    Voided,
}

impl ChangeKind {
    /// All kinds.
    pub const ALL: [Self; 3] = [Self::Created, Self::Updated, Self::Voided];

    /// The kind as the database and events write it.
    pub fn key(self) -> &'static str {
        match self {
            Self::Created => "created",
            Self::Updated => "updated",
            Self::Voided => "voided",
        }
    }
}

/// One change of one record, which is never changed itself; only its place in the ledger is filled in later.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    /// The change's own identifier.
    pub id: RecordId,
    /// The record that it changed.
    pub record: RecordId,
    /// The record's register.
    pub register: RegisterKey,
    /// Whose record it is.
    pub organisation: OrganisationId,
    /// The record's key.
    pub key: RecordKey,
    /// The version that the change made: 1 for a creation, then one more each time.
    pub version: u32,
    /// When it was made.
    pub at: Timestamp,
    /// Who made it, as [`talap_model::Identity`] displays.
    pub by: String,
    /// What it did.
    pub kind: ChangeKind,
    /// The values before it; nothing before a creation.
    pub before: Option<Values>,
    /// The values after it. For a voided record these are its last values.
    pub after: Values,
    /// The salt of each committed field, in hexadecimal, by the field's key.
    pub salts: BTreeMap<String, String>,
    /// The salted commitment to each field, in hexadecimal, by the field's key: what the ledger keeps of it.
    pub commitments: BTreeMap<String, String>,
    /// The number of the ledger's event that holds the commitments, once there is one.
    pub ledger_seq: Option<u64>,
}
