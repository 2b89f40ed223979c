//! The lines of the manifest that tell what became of sealed files: version 2. Each line is a change of its own, which
//! counts once a checkpoint has signed it.

use serde::{Deserialize, Serialize};
use talap_model::Timestamp;

use crate::manifest::FileLine;

/// One change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Change {
    /// Small files of a partition became one.
    Compact(CompactLine),
    /// A file lies in the archive store from here on.
    Archive(ArchiveLine),
    /// A partition is past its retention, and its files go.
    Expire(ExpireLine),
    /// How long events are kept, from here on.
    Policy(PolicyLine),
    /// The clock was seen running: what counted time is made of.
    Day(DayLine),
}

/// Files of one partition that follow each other, and the file with all their rows that takes their place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct CompactLine {
    /// The new file.
    pub(crate) into: FileLine,
    /// The names of the old ones, in the folder of the new one, in order.
    pub(crate) from: Vec<String>,
}

/// A file that was moved to the archive store, where it has the same path.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ArchiveLine {
    pub(crate) path: String,
    /// The version that an object store gave it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) version: Option<String>,
}

/// A partition whose events are gone, all of them; their leaves stay.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ExpireLine {
    /// When this was decided.
    #[serde(with = "moment")]
    pub(crate) at: Timestamp,
    /// Its folder below `events/`, with slashes.
    pub(crate) partition: String,
    /// The names of its files.
    pub(crate) files: Vec<String>,
    /// Its batches, as runs from the first to the last.
    pub(crate) batches: Vec<(u64, u64)>,
    /// How many events it had.
    pub(crate) events: u64,
}

/// How long events are kept and stay online. A policy that says less than the one before does not hold for days that
/// began before it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct PolicyLine {
    #[serde(with = "moment")]
    pub(crate) at: Timestamp,
    pub(crate) kept_months: u32,
    pub(crate) online_months: u32,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) longer: Vec<LongerLine>,
}

/// An organisation, or one object of it, whose events are kept longer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct LongerLine {
    pub(crate) organisation: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) object: Option<String>,
    pub(crate) kept_months: u32,
}

/// A moment that the running clock showed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct DayLine {
    #[serde(with = "moment")]
    pub(crate) at: Timestamp,
}

/// Moments as RFC 3339.
mod moment {
    use serde::de::Error as _;
    use serde::{Deserialize as _, Deserializer, Serializer};
    use talap_model::Timestamp;

    #[allow(clippy::trivially_copy_pass_by_ref, reason = "serde hands over a reference")]
    pub(super) fn serialize<S: Serializer>(moment: &Timestamp, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(moment)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Timestamp, D::Error> {
        let text = String::deserialize(from)?;
        Timestamp::parse_rfc3339(&text).ok_or_else(|| D::Error::custom("not a moment of RFC 3339"))
    }
}
