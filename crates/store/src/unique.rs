//! Values that only one record of an organisation may have, or only one of all, as the record engine works them out of its
//! definitions. A table with a primary key holds them, so that two who save at once cannot both have one.

use std::collections::{BTreeMap, BTreeSet};

use sea_orm::{ConnectionTrait, DbErr, Statement, Value};
use talap_model::RecordId;

use crate::deadline::DueDays;
use crate::fault::Fault;
use crate::values_list::{insert_into, update_from};
use crate::waiting::Transaction;
use crate::{Change, StoreError};

/// How many values are looked for at a time.
const VALUES: usize = 500;

/// A value of a record that no other may have.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct UniqueValue {
    /// Whose records are meant; empty for those of all organisations.
    pub organisation: String,
    /// The field; empty for the key itself.
    pub field: String,
    /// A digest of the value.
    pub digest: String,
}

/// What is worked out of the values of records, and changes with them.
#[derive(Debug, Clone, Default)]
pub struct Derived {
    /// The days that are due, by record. A record that is not named has none.
    pub due: DueDays,
    /// The values that only one may have, of the records of which they changed.
    pub unique: BTreeMap<RecordId, Vec<UniqueValue>>,
}

impl From<DueDays> for Derived {
    fn from(due: DueDays) -> Self {
        Self { due, unique: BTreeMap::new() }
    }
}

/// Replaces the unique values of records whose changes are being made; the older ones among them may have some.
pub(crate) async fn renew(
    transaction: &Transaction,
    older: &[RecordId],
    changes: &[Change],
    derived: &Derived,
) -> Result<(), DbErr> {
    let changed = older.iter().filter(|id| derived.unique.contains_key(id));
    let ids = changed.map(|id| [Value::from(id.to_string())]);
    let gone = "DELETE FROM unique_values WHERE record IN (SELECT given.column1 FROM";
    update_from(transaction, gone, Box::new(ids), ")").await?;
    let registers: BTreeMap<RecordId, &str> =
        changes.iter().map(|change| (change.record, change.register.as_str())).collect();
    let named = derived.unique.iter().filter_map(|(id, values)| Some((*registers.get(id)?, *id, values)));
    let rows = rows_of(named.flat_map(|(register, id, values)| values.iter().map(move |value| (register, id, value))));
    insert_into(
        transaction,
        "unique_values (register, organisation, field, digest, record)",
        Box::new(rows.into_iter()),
    )
    .await
    .map(drop)
}

/// Replaces those of a whole register. Where records hold the same since before there was this table, the first has it.
pub(crate) async fn replace(
    transaction: &Transaction,
    register: &str,
    values: &[(RecordId, Vec<UniqueValue>)],
) -> Result<(), DbErr> {
    let gone = "DELETE FROM unique_values WHERE register = $1";
    let gone = Statement::from_sql_and_values(transaction.get_database_backend(), gone, [register.into()]);
    transaction.execute_raw(gone).await?;
    let mut seen = BTreeSet::new();
    let all = values.iter().flat_map(|(id, values)| values.iter().map(move |value| (register, *id, value)));
    let rows = rows_of(all.filter(|(_, _, value)| seen.insert(*value)));
    insert_into(
        transaction,
        "unique_values (register, organisation, field, digest, record)",
        Box::new(rows.into_iter()),
    )
    .await
    .map(drop)
}

/// In the order of the key, so that two commits of the same values wait for each other and do not lock each other out.
fn rows_of<'a>(values: impl Iterator<Item = (&'a str, RecordId, &'a UniqueValue)>) -> Vec<[Value; 5]> {
    let mut values: Vec<_> = values.map(|(register, id, value)| (register, value, id)).collect();
    values.sort_unstable();
    let row = |(register, value, id): (&str, &UniqueValue, RecordId)| -> [Value; 5] {
        [
            register.into(),
            value.organisation.as_str().into(),
            value.field.as_str().into(),
            value.digest.as_str().into(),
            id.to_string().into(),
        ]
    };
    values.into_iter().map(row).collect()
}

/// The first change whose record would have a value that another record has, with the value.
pub(crate) async fn taken<'a, C: ConnectionTrait>(
    connection: &C,
    changes: &'a [Change],
    derived: &'a Derived,
) -> Result<Option<(&'a Change, &'a UniqueValue)>, StoreError> {
    let backend = connection.get_database_backend();
    let wanted = || {
        let values = |change: &'a Change| derived.unique.get(&change.record).into_iter().flatten();
        changes.iter().flat_map(move |change| values(change).map(move |value| (change, value)))
    };
    let digests: BTreeSet<&str> = wanted().map(|(_, value)| value.digest.as_str()).collect();
    let digests: Vec<&str> = digests.into_iter().collect();
    let mut held: BTreeSet<(String, UniqueValue)> = BTreeSet::new();
    for some in digests.chunks(VALUES) {
        let places: Vec<String> = (1..=some.len()).map(|place| format!("${place}")).collect();
        let sql = format!(
            "SELECT register, organisation, field, digest, record FROM unique_values WHERE digest IN ({})",
            places.join(", ")
        );
        let statement = Statement::from_sql_and_values(backend, sql, some.iter().map(|digest| Value::from(*digest)));
        for row in connection.query_all_raw(statement).await.map_err(Fault::from)? {
            let text = |column: &str| row.try_get::<String>("", column).map_err(Fault::from);
            let is_ours = text("record")?.parse().is_ok_and(|id: RecordId| derived.unique.contains_key(&id));
            if !is_ours {
                let value =
                    UniqueValue { organisation: text("organisation")?, field: text("field")?, digest: text("digest")? };
                held.insert((text("register")?, value));
            }
        }
    }
    let mut seen = BTreeSet::new();
    Ok(wanted().find(|(change, value)| {
        // Two of the changes may want the same.
        held.contains(&(change.register.to_string(), (*value).clone())) || !seen.insert((&change.register, *value))
    }))
}
