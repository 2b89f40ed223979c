//! Committing changes: all of them or none, by a handful of statements however many there are.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use sea_orm::{ConnectionTrait, DbErr, Value};
use talap_model::{Caller, Forbidden, Identity, OrganisationId, RecordId, RecordKey, RegisterKey};

use crate::deadlines::{renew, rows_of};
use crate::entity::record;
use crate::fault::{Fault, FaultKind};
use crate::importing::{Beside, keep_beside};
use crate::reading::rows_by_keys;
use crate::rows::{CHANGE_COLUMNS, change_row, record_after};
use crate::values_list::{insert_into, records_where, update_from};
use crate::waiting::Transaction;
use crate::{Change, ChangeKind, CommitError, Derived, Store, StoreError, right_to_write, search, unique};

/// Rows of one insert: the widest table has 15 columns, and SQLite allows 32,766 parameters.
pub(crate) const ROWS_AN_INSERT: usize = 1_000;

/// A record as changes leave it.
struct Entry<'a> {
    /// The last of its changes.
    last: &'a Change,
    created_at: i64,
    /// Whether one of the changes created it.
    is_new: bool,
}

impl Entry<'_> {
    /// Its row, with what lists find it by.
    fn row(&self) -> (record::Model, String) {
        let search = search::of_record(self.last.key.as_str(), &self.last.after);
        (record_after(self.last, self.created_at), search)
    }
}

/// A record's place: register, organisation, key.
type Place = (RegisterKey, OrganisationId, RecordKey);

impl Store {
    /// Makes changes, all or none, in one transaction: each record becomes what its change says, and the change is kept.
    ///
    /// A creation makes version 1 of a record whose identifier and key are free; any other change makes the version
    /// after the stored one. One batch may change a record several times, in order. Who made a change is taken from the
    /// caller, whatever [`Change::by`] says; [`Change::ledger_seq`] begins empty.
    ///
    /// # Errors
    ///
    /// [`CommitError::Forbidden`] without the right that [`right_to_write`] names over each record's organisation,
    /// [`CommitError::Conflict`], [`CommitError::Duplicate`] and [`CommitError::Taken`] with the first change that does not fit, and
    /// [`CommitError::Store`] when the database fails.
    pub async fn commit(&self, caller: &Caller, changes: Vec<Change>) -> Result<(), CommitError> {
        self.commit_with(caller, changes, &Derived::default()).await
    }

    /// The same, with what is worked out of the records as they will be.
    ///
    /// # Errors
    ///
    /// As of [`Store::commit`].
    pub async fn commit_with(
        &self,
        caller: &Caller,
        changes: Vec<Change>,
        derived: &Derived,
    ) -> Result<(), CommitError> {
        self.commit_beside(caller, &changes, derived, Beside::Nothing).await
    }

    /// The same, with what is kept beside the changes.
    pub(crate) async fn commit_beside(
        &self,
        caller: &Caller,
        changes: &[Change],
        derived: &Derived,
        beside: Beside<'_>,
    ) -> Result<(), CommitError> {
        self.commit_by(caller, caller, changes, derived, beside).await
    }

    /// The same where the one who made the changes may make no others in the register: the right is `service`'s, a part of
    /// Talap that has looked whether these very changes are `by`'s to make, and what is kept says `by`. Nothing is created
    /// or declared void so.
    ///
    /// # Errors
    ///
    /// As of [`Store::commit`]; [`CommitError::Forbidden`] too where `service` is a person.
    pub async fn commit_for(
        &self,
        service: &Caller,
        by: &Caller,
        changes: &[Change],
        derived: &Derived,
    ) -> Result<(), CommitError> {
        let is_service = matches!(service.identity(), Identity::Service(_));
        let foreign = changes.iter().find(|change| !is_service || change.kind != ChangeKind::Updated);
        if let Some(change) = foreign {
            let right = right_to_write(&change.register);
            return Err(Forbidden { who: by.identity().to_string(), right }.into());
        }
        self.commit_by(service, by, changes, derived, Beside::Nothing).await
    }

    async fn commit_by(
        &self,
        entitled: &Caller,
        by: &Caller,
        changes: &[Change],
        derived: &Derived,
        beside: Beside<'_>,
    ) -> Result<(), CommitError> {
        for change in changes {
            entitled.require_for(right_to_write(&change.register), &change.organisation)?;
        }
        let transaction = self.begin().await.map_err(StoreError::from)?;
        let by = by.identity().to_string();
        // A transaction that is dropped is rolled back.
        let applied = match apply(&transaction, changes, &by, derived).await {
            Ok(()) => keep_beside(&transaction, &beside, changes, &by).await,
            Err(error) => Err(error),
        };
        match applied {
            Ok(()) => transaction.commit().await.map_err(|error| StoreError::from(Fault::from(error)))?,
            Err(CommitError::Store(StoreError::Query(fault))) if fault.kind() == FaultKind::Unique => {
                drop(transaction);
                return Err(self.explain_collision(changes, derived, fault).await?);
            }
            Err(error) => return Err(error),
        }
        Ok(())
    }

    /// Another node created a record with one of the keys between this commit's look and its insert.
    async fn explain_collision(
        &self,
        changes: &[Change],
        derived: &Derived,
        fault: Fault,
    ) -> Result<CommitError, StoreError> {
        let taken = taken_places(&self.connection, changes).await?;
        if let Some(collision) = changes.iter().find(|change| taken.contains(&place(change))) {
            return Ok(duplicate(collision));
        }
        let taken = unique::taken(&self.connection, changes, derived).await?;
        Ok(taken.map_or_else(
            || StoreError::Query(fault).into(),
            |(change, value)| {
                let (register, organisation, key) = place(change);
                CommitError::Taken { register, organisation, key, field: value.field.clone() }
            },
        ))
    }
}

async fn apply(transaction: &Transaction, changes: &[Change], by: &str, derived: &Derived) -> Result<(), CommitError> {
    let stored = stored_records(transaction, changes).await?;
    let taken = taken_places(transaction, changes).await?;
    let (created, updated) = outcome(changes, &stored, taken)?;

    let older: Vec<RecordId> = updated.iter().map(|entry| entry.last.record).collect();
    insert_records(transaction, &created).await.map_err(store)?;
    if update_records(transaction, &updated).await.map_err(store)? != older.len() as u64 {
        // The rows were locked when they were read, so this is a fault, not somebody else's change.
        return Err(store(DbErr::RecordNotUpdated).into());
    }
    let places: BTreeMap<RecordId, &Change> = changes.iter().map(|change| (change.record, change)).collect();
    let days = derived.due.iter().filter_map(|(id, days)| Some((places.get(id)?, days)));
    let rows = days
        .filter(|(change, _)| change.kind != ChangeKind::Voided)
        .flat_map(|(change, days)| rows_of(change.record, &change.register, change.organisation.as_str(), days));
    renew(transaction, &older, Box::new(rows)).await.map_err(store)?;
    unique::renew(transaction, &older, changes, derived).await.map_err(store)?;
    let rows = changes.iter().map(|change| change_row(change, by));
    insert_into(transaction, CHANGE_COLUMNS, Box::new(rows)).await.map_err(store)?;
    Ok(())
}

/// The stored rows of the records that the changes name, locked until the transaction ends (PostgreSQL; SQLite's
/// transaction excludes other writers as it is).
async fn stored_records(
    transaction: &Transaction,
    changes: &[Change],
) -> Result<HashMap<RecordId, record::Model>, StoreError> {
    // In the order of identifiers, so that two commits of the same records wait for each other and do not lock each
    // other out.
    let ids: BTreeSet<RecordId> = changes.iter().map(|change| change.record).collect();
    let by_name: BTreeMap<String, RecordId> = ids.into_iter().map(|id| (id.to_string(), id)).collect();
    let names: Vec<_> = by_name.keys().map(String::as_str).collect();
    let rows = records_where(transaction, ("1 = 1", &[]), "id", &names, true).await?;
    Ok(rows.into_iter().filter_map(|row| by_name.get(&row.id).map(|id| (*id, row))).collect())
}

/// Which of the places that the changes would create records at are taken.
async fn taken_places<C: ConnectionTrait>(connection: &C, changes: &[Change]) -> Result<BTreeSet<Place>, StoreError> {
    let mut wanted: BTreeMap<(&RegisterKey, &OrganisationId), Vec<&str>> = BTreeMap::new();
    for change in changes.iter().filter(|change| change.kind == ChangeKind::Created) {
        wanted.entry((&change.register, &change.organisation)).or_default().push(change.key.as_str());
    }
    let mut taken = BTreeSet::new();
    for ((register, organisation), keys) in wanted {
        for row in rows_by_keys(connection, register, organisation, &keys).await? {
            let key = RecordKey::new(row.record_key).ok();
            taken.extend(key.map(|key| (register.clone(), organisation.clone(), key)));
        }
    }
    Ok(taken)
}

/// The records to insert and those to update, once every change was held against what it must follow.
fn outcome<'a>(
    changes: &'a [Change],
    stored: &HashMap<RecordId, record::Model>,
    mut taken: BTreeSet<Place>,
) -> Result<(Vec<Entry<'a>>, Vec<Entry<'a>>), CommitError> {
    let mut entries: BTreeMap<RecordId, Entry<'_>> = BTreeMap::new();
    for change in changes {
        let before = entries.get(&change.record);
        let (created_at, is_new) = match (change.kind, before, stored.get(&change.record)) {
            (ChangeKind::Created, None, None) => {
                if change.version != 1 {
                    return Err(conflict(change));
                }
                if !taken.insert(place(change)) {
                    return Err(duplicate(change));
                }
                (change.at.micros(), true)
            }
            (ChangeKind::Created, ..) => return Err(conflict(change)),
            (_, Some(entry), _) if follows_change(change, entry.last) => (entry.created_at, entry.is_new),
            (_, None, Some(row)) if follows(change, row) => (row.created_at, false),
            _ => return Err(conflict(change)),
        };
        entries.insert(change.record, Entry { last: change, created_at, is_new });
    }
    let (mut inserts, updates): (Vec<_>, Vec<_>) = entries.into_values().partition(|entry| entry.is_new);
    // Two nodes that create the same keys then meet in the same order, and the later one is told; neither is locked out.
    inserts.sort_by(|a, b| {
        let place = |entry: &Entry<'a>| (&entry.last.register, &entry.last.organisation, &entry.last.key);
        place(a).cmp(&place(b))
    });
    Ok((inserts, updates))
}

/// Whether a change is of this very record, and of its present version. The place is compared too: the right was checked
/// over the organisation that the change names, and that must be the record's own.
fn follows(change: &Change, row: &record::Model) -> bool {
    row.version.checked_add(1) == Some(i64::from(change.version))
        && row.register == change.register.as_str()
        && row.organisation == change.organisation.as_str()
        && row.record_key == change.key.as_str()
}

/// The same, where the record's present version is another change's of the same batch.
fn follows_change(change: &Change, last: &Change) -> bool {
    last.version.checked_add(1) == Some(change.version)
        && (&last.register, &last.organisation, &last.key) == (&change.register, &change.organisation, &change.key)
}

async fn insert_records(transaction: &Transaction, entries: &[Entry<'_>]) -> Result<u64, DbErr> {
    let rows = entries.iter().map(|entry| -> [Value; 10] {
        let (row, search) = entry.row();
        [
            row.id.into(),
            row.register.into(),
            row.organisation.into(),
            row.record_key.into(),
            row.data.into(),
            row.version.into(),
            row.created_at.into(),
            row.changed_at.into(),
            row.voided.into(),
            search.into(),
        ]
    });
    insert_into(
        transaction,
        "records (id, register, organisation, record_key, data, version, created_at, changed_at, voided, search)",
        Box::new(rows),
    )
    .await
}

async fn update_records(transaction: &Transaction, entries: &[Entry<'_>]) -> Result<u64, DbErr> {
    let rows = entries.iter().map(|entry| -> [Value; 6] {
        let (row, search) = entry.row();
        [row.id.into(), row.data.into(), row.version.into(), row.changed_at.into(), row.voided.into(), search.into()]
    });
    update_from(
        transaction,
        "UPDATE records SET data = given.column2, version = given.column3, changed_at = given.column4, \
         voided = given.column5, search = given.column6 FROM",
        Box::new(rows),
        "WHERE records.id = given.column1",
    )
    .await
}

fn place(change: &Change) -> Place {
    (change.register.clone(), change.organisation.clone(), change.key.clone())
}

fn conflict(change: &Change) -> CommitError {
    let (register, organisation, key) = place(change);
    CommitError::Conflict { register, organisation, key }
}

fn duplicate(change: &Change) -> CommitError {
    let (register, organisation, key) = place(change);
    CommitError::Duplicate { register, organisation, key }
}

fn store(error: DbErr) -> StoreError {
    StoreError::Query(error.into())
}
