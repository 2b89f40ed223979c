//! Which events a source of a kind cannot be the author of.

use talap_model::SourceKind;

/// OCSF 1.x categories, the thousands of a `class_uid`.
const FINDINGS: u32 = 2;
const NETWORK: u32 = 4;
/// Classes of OCSF 1.x.
const HTTP_ACTIVITY: u32 = 4002;
const DATASTORE_ACTIVITY: u32 = 6005;

/// Whether an event of this OCSF class speaks against the kind that its source is registered with. Many classes fit many
/// kinds (everybody logs on somewhere), so only what is plainly another's work counts; an event whose text nobody knows
/// (class 0) speaks against nothing.
pub(super) fn contradicts(kind: SourceKind, class_uid: u32) -> bool {
    let category = class_uid / 1000;
    match kind {
        SourceKind::OperatingSystem => matches!(class_uid, HTTP_ACTIVITY | DATASTORE_ACTIVITY),
        SourceKind::Database => category == NETWORK || category == FINDINGS,
        SourceKind::Antivirus => category == NETWORK || class_uid == DATASTORE_ACTIVITY,
        SourceKind::Telecommunication | SourceKind::IntrusionDetection => class_uid == DATASTORE_ACTIVITY,
        SourceKind::ContentManagement => category == FINDINGS || class_uid == DATASTORE_ACTIVITY,
        SourceKind::Application | SourceKind::Talap => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_plainly_anothers_speaks_against_a_kind() {
        for kind in SourceKind::ALL {
            assert!(!contradicts(kind, 0), "{kind:?}");
            assert!(!contradicts(kind, 3002), "everybody logs on: {kind:?}");
        }
        assert!(contradicts(SourceKind::OperatingSystem, 4002));
        assert!(contradicts(SourceKind::Database, 4002));
        assert!(contradicts(SourceKind::Antivirus, 4002));
        assert!(!contradicts(SourceKind::Antivirus, 2004));
        assert!(!contradicts(SourceKind::Telecommunication, 4002));
        assert!(!contradicts(SourceKind::Application, 4002));
    }
}
