//! Names of things in the documents. A control's name begins with a letter, as OSCAL's tokens must; what belongs to a
//! control begins with its name and an underscore, which no clause has, and says what it is before the key, which may hold
//! any character that a token may. So no two things get one name, whatever the catalogue's keys are.

use talap_decree::Section;
use talap_decree::catalog::recorded::document_order;
use talap_model::{ClauseId, Language, StatementKey};
use uuid::{Builder, Uuid};

/// The namespace of Talap's own properties and parts.
pub(super) const NS: &str = "https://talap.kz/ns/oscal";

/// A clause's control: `ur-38.4`.
pub(crate) fn control(clause: &ClauseId) -> String {
    format!("ur-{clause}")
}

/// The part that holds a clause's statements: `ur-38.4_smt`.
pub(super) fn statements(clause: &ClauseId) -> String {
    format!("ur-{clause}_smt")
}

/// A statement: `ur-38.4_smt.event-logs-kept`.
pub(super) fn statement(clause: &ClauseId, key: &StatementKey) -> String {
    format!("ur-{clause}_smt.{key}")
}

/// A statement's words in a language: `ur-38.4_kk.event-logs-kept`.
pub(super) fn wording(clause: &ClauseId, language: Language, key: &StatementKey) -> String {
    format!("ur-{clause}_{}.{key}", language.code())
}

/// What a person states for a statement: `ur-31_evidence.documents-approved`.
pub(super) fn evidence(clause: &ClauseId, key: &StatementKey) -> String {
    format!("ur-{clause}_evidence.{key}")
}

/// A number of a clause: `ur-38.4_prm.retention`. Where several statements of the clause have a number of that name, the
/// statement's key stands before it; a number's own name has no dot, so the two shapes differ.
pub(super) fn parameter(clause: &ClauseId, key: Option<&StatementKey>, name: &str) -> String {
    match key {
        Some(key) => format!("ur-{clause}_prm.{key}.{name}"),
        None => format!("ur-{clause}_prm.{name}"),
    }
}

/// The number of a section in the decree: `2.2`, or `1` for a chapter without sections.
pub(crate) fn section_number(section: &Section) -> String {
    match section.paragraph {
        Some(paragraph) => format!("{}.{paragraph}", section.chapter),
        None => section.chapter.to_string(),
    }
}

/// A name that sorts as text where the clause stands in the decree: `1.0038-0000.0004-0000`.
pub(super) fn sort_id(clause: &ClauseId) -> String {
    let order = document_order(clause);
    let number = |(place, (base, inserted)): (usize, &(u32, u32))| {
        if place == 0 { base.to_string() } else { format!("{base:04}-{inserted:04}") }
    };
    order.iter().enumerate().map(number).collect::<Vec<_>>().join(".")
}

/// The identifier of a document (RFC 9562 §5.5): the same catalogue gives the same one.
pub(super) fn uuid(fingerprint: &str, what: &str) -> String {
    named(fingerprint, what).to_string()
}

/// The identifier of an act's resource, as steady as that of a document. It is marked as version 4, its bits being those of
/// a digest: OSCAL allows 4 and 5, but compliance-trestle takes links to 4 alone for links to resources, and drops all
/// others' resources when it resolves a profile.
pub(super) fn resource_uuid(fingerprint: &str, act: &str) -> String {
    Builder::from_random_bytes(named(fingerprint, &format!("act {act}")).into_bytes()).into_uuid().to_string()
}

fn named(fingerprint: &str, what: &str) -> Uuid {
    let talap = Uuid::new_v5(&Uuid::NAMESPACE_URL, NS.as_bytes());
    Uuid::new_v5(&talap, format!("{fingerprint} {what}").as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sort_ids_sort_as_the_document_has_its_clauses() {
        let mut ids: Vec<ClauseId> =
            ["10", "9-1", "9", "9.2", "9.10", "res.3.1", "9.1", "62.0.1"].map(|id| id.parse().unwrap()).into();
        ids.sort_by_key(sort_id);
        let sorted: Vec<_> = ids.iter().map(ClauseId::as_str).collect();
        assert_eq!(sorted, ["res.3.1", "9", "9.1", "9.2", "9.10", "9-1", "10", "62.0.1"]);
    }

    #[test]
    fn the_same_catalogue_gives_the_same_identifiers() {
        assert_eq!(uuid("f", "catalog"), uuid("f", "catalog"));
        assert_ne!(uuid("f", "catalog"), uuid("g", "catalog"));
        assert_eq!(uuid("f", "catalog").as_bytes()[14], b'5');
        assert_eq!(resource_uuid("f", "law"), resource_uuid("f", "law"));
        assert_ne!(resource_uuid("f", "law"), resource_uuid("f", "rules"));
        assert_eq!(resource_uuid("f", "law").as_bytes()[14], b'4');
    }
}
