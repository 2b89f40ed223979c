//! Rows to domain values and back, by hand, so that neither side's shape binds the other's.

pub(crate) mod accounts;
pub(crate) mod imports;
pub(crate) mod source_tokens;

use std::collections::BTreeMap;
use std::fmt::Display;
use std::str::FromStr;

use sea_orm::ActiveValue::Set;
use sea_orm::Value;
use talap_model::{OrganisationId, RecordId, Status, Subject, SubjectKind, Timestamp};

use crate::entity::{
    assessment, catalog_snapshot, change, clause_review, file, record, role_grant, saved_search, verdict,
};
use crate::{
    Assessment, CatalogSnapshot, Change, ChangeKind, ClauseReview, Grant, NewFile, Record, SavedSearch, SearchKind,
    StoreError, StoredFile, Values, Verdict, VerdictCount,
};

/// A row being read back: it names itself when a column does not hold what it should.
struct Row<'a> {
    table: &'static str,
    id: &'a str,
}

impl Row<'_> {
    fn damaged(&self, reason: impl Display) -> StoreError {
        StoreError::Damaged { table: self.table, row: self.id.to_owned(), reason: reason.to_string() }
    }

    fn parse<T: FromStr<Err: Display>>(&self, text: &str) -> Result<T, StoreError> {
        text.parse().map_err(|error| self.damaged(error))
    }

    fn count<N: TryFrom<i64, Error: Display>>(&self, number: i64) -> Result<N, StoreError> {
        number.try_into().map_err(|error| self.damaged(error))
    }

    fn values(&self, text: &str) -> Result<Values, StoreError> {
        serde_json::from_str(text).map_err(|error| self.damaged(error))
    }

    fn texts(&self, text: &str) -> Result<BTreeMap<String, String>, StoreError> {
        serde_json::from_str(text).map_err(|error| self.damaged(error))
    }
}

fn values_to_json(values: &Values) -> String {
    let slowly = |_| values.iter().map(|(key, value)| (key.clone(), value.clone())).collect::<serde_json::Value>();
    // Nothing keeps such an object from being written; an import writes some hundred thousand.
    serde_json::to_string(values).unwrap_or_else(|error| slowly(error).to_string())
}

fn texts_to_json(texts: &BTreeMap<String, String>) -> String {
    let slowly = |_| texts.iter().map(|(key, value)| (key.clone(), value.clone())).collect::<serde_json::Value>();
    serde_json::to_string(texts).unwrap_or_else(|error| slowly(error).to_string())
}

pub(crate) fn record_from(row: record::Model) -> Result<Record, StoreError> {
    let at = Row { table: "records", id: &row.id };
    Ok(Record {
        id: at.parse(&row.id)?,
        register: at.parse(&row.register)?,
        organisation: at.parse(&row.organisation)?,
        key: at.parse(&row.record_key)?,
        values: at.values(&row.data)?,
        version: at.count(row.version)?,
        created_at: Timestamp::from_micros(row.created_at),
        changed_at: Timestamp::from_micros(row.changed_at),
        voided: row.voided,
    })
}

/// The row that a record becomes with this change, whatever it was before.
pub(crate) fn record_after(change: &Change, created_at: i64) -> record::Model {
    record::Model {
        id: change.record.to_string(),
        register: change.register.to_string(),
        organisation: change.organisation.to_string(),
        record_key: change.key.to_string(),
        data: values_to_json(&change.after),
        version: change.version.into(),
        created_at,
        changed_at: change.at.micros(),
        voided: change.kind == ChangeKind::Voided,
    }
}

pub(crate) fn change_from(row: change::Model) -> Result<Change, StoreError> {
    let at = Row { table: "changes", id: &row.id };
    let kind = ChangeKind::ALL.into_iter().find(|kind| kind.key() == row.kind);
    Ok(Change {
        id: at.parse(&row.id)?,
        record: at.parse(&row.record)?,
        register: at.parse(&row.register)?,
        organisation: at.parse(&row.organisation)?,
        key: at.parse(&row.record_key)?,
        version: at.count(row.version)?,
        at: Timestamp::from_micros(row.made_at),
        kind: kind.ok_or_else(|| at.damaged(format_args!("{:?} is not a kind of change", row.kind)))?,
        before: row.before_data.as_deref().map(|text| at.values(text)).transpose()?,
        after: at.values(&row.after_data)?,
        salts: at.texts(&row.salts)?,
        commitments: at.texts(&row.commitments)?,
        ledger_seq: row.ledger_seq.map(|seq| at.count(seq)).transpose()?,
        by: row.made_by,
    })
}

/// Where the values of [`change_row`] go. A change's position is the database's to give, and it has no event yet.
pub(crate) const CHANGE_COLUMNS: &str = "changes (id, record, register, organisation, record_key, version, made_at, \
                                         made_by, kind, before_data, after_data, salts, commitments)";

/// The row of a change that `by` makes.
pub(crate) fn change_row(change: &Change, by: &str) -> [Value; 13] {
    [
        change.id.to_string().into(),
        change.record.to_string().into(),
        change.register.as_str().into(),
        change.organisation.as_str().into(),
        change.key.as_str().into(),
        i64::from(change.version).into(),
        change.at.micros().into(),
        by.into(),
        change.kind.key().into(),
        change.before.as_ref().map(values_to_json).into(),
        values_to_json(&change.after).into(),
        texts_to_json(&change.salts).into(),
        texts_to_json(&change.commitments).into(),
    ]
}

pub(crate) fn assessment_from(row: assessment::Model) -> Result<Assessment, StoreError> {
    let at = Row { table: "assessments", id: &row.id };
    Ok(Assessment {
        id: at.parse(&row.id)?,
        at: Timestamp::from_micros(row.made_at),
        duration_micros: at.count(row.duration_micros)?,
        by: row.made_by,
        catalog: row.catalog,
        whole: row.whole,
    })
}

pub(crate) fn assessment_row(assessment: &Assessment, by: &str, continues: bool) -> assessment::ActiveModel {
    assessment::ActiveModel {
        id: Set(assessment.id.to_string()),
        made_at: Set(assessment.at.micros()),
        made_by: Set(by.to_owned()),
        catalog: Set(assessment.catalog.clone()),
        duration_micros: Set(i64::try_from(assessment.duration_micros).unwrap_or(i64::MAX)),
        whole: Set(assessment.whole),
        continues: Set(continues),
    }
}

pub(crate) fn verdict_from(row: verdict::Model) -> Result<Verdict, StoreError> {
    let at = Row { table: "verdicts", id: &row.statement };
    Ok(Verdict {
        statement: at.parse(&row.statement)?,
        clause: at.parse(&row.clause)?,
        organisation: at.parse(&row.organisation)?,
        subject: Subject { kind: at.parse::<SubjectKind>(&row.subject_kind)?, id: row.subject },
        status: at.parse::<Status>(&row.status)?,
        mode: row.mode,
        reason_key: row.reason_key,
        reason_args: at.parse(&row.reason_args)?,
        evidence: serde_json::from_str(&row.evidence).map_err(|error| at.damaged(error))?,
    })
}

/// How many verdicts are alike, from the columns that they are alike in: organisation, kind of subject, subject, status,
/// mode.
pub(crate) fn count_from(
    [organisation, kind, subject, status, mode]: [String; 5],
    count: i64,
) -> Result<VerdictCount, StoreError> {
    let at = Row { table: "verdicts", id: &subject };
    Ok(VerdictCount {
        organisation: at.parse(&organisation)?,
        status: at.parse(&status)?,
        count: at.count(count)?,
        subject: Subject { kind: at.parse(&kind)?, id: subject.clone() },
        mode,
    })
}

/// A status alone, from the columns that a history reads.
pub(crate) fn status_from(statement: &str, status: &str) -> Result<Status, StoreError> {
    Row { table: "verdicts", id: statement }.parse(status)
}

/// The row of a verdict: of one that stands until a later assessment says otherwise, or only for its own.
pub(crate) fn verdict_row(verdict: &Verdict, assessment: &Assessment, stands: bool) -> verdict::Model {
    verdict::Model {
        assessment: assessment.id.to_string(),
        statement: verdict.statement.to_string(),
        subject_kind: verdict.subject.kind.key().to_owned(),
        subject: verdict.subject.id.clone(),
        clause: verdict.clause.to_string(),
        organisation: verdict.organisation.to_string(),
        status: verdict.status.key().to_owned(),
        mode: verdict.mode.clone(),
        reason_key: verdict.reason_key.clone(),
        reason_args: verdict.reason_args.to_string(),
        evidence: serde_json::Value::from(verdict.evidence.clone()).to_string(),
        assessed_at: assessment.at.micros(),
        until_at: (!stands).then(|| assessment.at.micros()),
    }
}

pub(crate) fn review_from(row: clause_review::Model) -> Result<ClauseReview, StoreError> {
    let at = Row { table: "clause_reviews", id: &row.clause };
    Ok(ClauseReview {
        clause: at.parse(&row.clause)?,
        language: at.parse(&row.language)?,
        at: Timestamp::from_micros(row.reviewed_at),
        fingerprint: row.fingerprint,
        by: row.reviewed_by,
        note: row.note,
    })
}

pub(crate) fn review_row(review: &ClauseReview, by: &str) -> clause_review::ActiveModel {
    clause_review::ActiveModel {
        clause: Set(review.clause.to_string()),
        language: Set(review.language.code().to_owned()),
        fingerprint: Set(review.fingerprint.clone()),
        reviewed_at: Set(review.at.micros()),
        reviewed_by: Set(by.to_owned()),
        note: Set(review.note.clone()),
    }
}

pub(crate) fn snapshot_from(row: catalog_snapshot::Model) -> Result<CatalogSnapshot, StoreError> {
    let at = Row { table: "catalog_snapshots", id: &row.fingerprint };
    let modes = at.texts(&row.modes)?;
    let modes = modes.into_iter().map(|(clause, mode)| Ok((at.parse(&clause)?, mode)));
    Ok(CatalogSnapshot {
        seen_at: Timestamp::from_micros(row.seen_at),
        modes: modes.collect::<Result<_, StoreError>>()?,
        fingerprint: row.fingerprint.clone(),
    })
}

pub(crate) fn snapshot_row(snapshot: &CatalogSnapshot) -> catalog_snapshot::ActiveModel {
    let modes = snapshot.modes.iter().map(|(clause, mode)| (clause.to_string(), mode.clone())).collect();
    catalog_snapshot::ActiveModel {
        seen_at: Set(snapshot.seen_at.micros()),
        fingerprint: Set(snapshot.fingerprint.clone()),
        modes: Set(texts_to_json(&modes)),
    }
}

pub(crate) fn grant_from(row: role_grant::Model) -> Result<Grant, StoreError> {
    let at = Row { table: "role_grants", id: &row.id };
    Ok(Grant {
        id: at.parse::<RecordId>(&row.id)?,
        organisation: row.organisation.as_deref().map(|text| at.parse::<OrganisationId>(text)).transpose()?,
        granted_at: Timestamp::from_micros(row.granted_at),
        identity: row.identity,
        role: row.role,
        granted_by: row.granted_by,
    })
}

pub(crate) fn grant_row(grant: &Grant) -> role_grant::ActiveModel {
    role_grant::ActiveModel {
        id: Set(grant.id.to_string()),
        identity: Set(grant.identity.clone()),
        role: Set(grant.role.clone()),
        organisation: Set(grant.organisation.as_ref().map(ToString::to_string)),
        granted_at: Set(grant.granted_at.micros()),
        granted_by: Set(grant.granted_by.clone()),
        revoked_at: Set(None),
        revoked_by: Set(None),
    }
}

pub(crate) fn saved_search_from(row: saved_search::Model) -> Result<SavedSearch, StoreError> {
    let at = Row { table: "saved_searches", id: &row.id };
    let kind = SearchKind::ALL.into_iter().find(|kind| kind.key() == row.kind);
    Ok(SavedSearch {
        id: at.parse(&row.id)?,
        kind: kind.ok_or_else(|| at.damaged(format_args!("{:?} is not a kind of search", row.kind)))?,
        saved_at: Timestamp::from_micros(row.saved_at),
        owner: row.owner,
        name: row.name,
        text: row.query,
    })
}

/// The row of a search that `owner` keeps.
pub(crate) fn saved_search_row(search: &SavedSearch, owner: &str) -> saved_search::ActiveModel {
    saved_search::ActiveModel {
        id: Set(search.id.to_string()),
        owner: Set(owner.to_owned()),
        name: Set(search.name.clone()),
        query: Set(search.text.clone()),
        kind: Set(search.kind.key().to_owned()),
        saved_at: Set(search.saved_at.micros()),
        deleted_at: Set(None),
    }
}

pub(crate) fn file_from(row: file::Model) -> Result<StoredFile, StoreError> {
    let at = Row { table: "files", id: &row.sha256 };
    Ok(StoredFile {
        organisation: at.parse(&row.organisation)?,
        size: at.count(row.size)?,
        stored_at: Timestamp::from_micros(row.stored_at),
        sha256: row.sha256,
        name: row.name,
        media_type: row.media_type,
        bytes: row.bytes,
        stored_by: row.stored_by,
    })
}

pub(crate) fn file_row(file: NewFile, sha256: &str, by: String) -> file::ActiveModel {
    file::ActiveModel {
        organisation: Set(file.organisation.to_string()),
        sha256: Set(sha256.to_owned()),
        name: Set(file.name),
        media_type: Set(file.media_type),
        size: Set(i64::try_from(file.bytes.len()).unwrap_or(i64::MAX)),
        stored_at: Set(file.at.micros()),
        stored_by: Set(by),
        bytes: Set(file.bytes),
    }
}
