//! What a changed definition asks for before a register is used: that no record would lose what it holds, and that the days
//! which are due are those of the new definition.

use std::collections::BTreeMap;

use sha2::{Digest, Sha256};
use talap_model::{Explain, Message, OrganisationId, RecordKey, RegisterKey};
use talap_store::{DueDay, Record, SaveError, UniqueValue};

use crate::commitment::{VOID_REASON, canonical};
use crate::definition::{Definition, Field, FieldKind, KeyForm};
use crate::engine::Register;
use crate::plan::Values;

/// The definitions could not be taken up. Nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum UpkeepError {
    /// There are records of a register, and no definition says any more what they are.
    #[error("register {register} has {records} records and no definition")]
    Gone {
        /// The register.
        register: RegisterKey,
        /// How many records, void ones too.
        records: u64,
    },
    /// Records hold values that the definition has no place for any more.
    #[error("{records} records of register {register} hold {field:?}, which its definition has no place for")]
    WouldLose {
        /// The register.
        register: RegisterKey,
        /// The field.
        field: String,
        /// How many records.
        records: usize,
    },
    /// What is there could not be read.
    #[error(transparent)]
    Read(#[from] talap_store::ReadError),
    /// The days could not be kept.
    #[error(transparent)]
    Save(#[from] SaveError),
}

impl Explain for UpkeepError {
    fn explain(&self) -> Message {
        match self {
            Self::Gone { register, records } => Message::new("register-definition-gone")
                .with("register", register.as_str())
                .with("records", usize::try_from(*records).unwrap_or(usize::MAX)),
            Self::WouldLose { register, field, records } => Message::new("register-definition-would-lose")
                .with("register", register.as_str())
                .with("field", field.as_str())
                .with("records", *records),
            Self::Read(error) => error.explain(),
            Self::Save(error) => error.explain(),
        }
    }
}

impl Register {
    /// Holds every register whose definition is another than the one that it was last used with against its records, and
    /// works out their days anew. Nothing is changed where a record would lose something.
    ///
    /// # Errors
    ///
    /// [`UpkeepError::Gone`] names a register that has records and no definition, [`UpkeepError::WouldLose`] the register, the
    /// field and how many records, void ones too, hold a value that the definition has no place for; [`UpkeepError`] otherwise
    /// when the store fails.
    pub async fn take_up_definitions(&self) -> Result<(), UpkeepError> {
        for (register, records) in self.store.counts_and_void(&self.recorder).await? {
            if self.definitions.get(&register).is_none() {
                return Err(UpkeepError::Gone { register, records });
            }
        }
        let mut changed = Vec::new();
        for definition in self.definitions.iter() {
            let form = form_of(definition);
            if self.store.register_form(&self.recorder, &definition.key).await?.as_ref() == Some(&form) {
                continue;
            }
            let records = self.store.records_and_void(&self.recorder, &definition.key).await?;
            if let Some((field, records)) = lost(definition, &records).into_iter().next() {
                return Err(UpkeepError::WouldLose { register: definition.key.clone(), field, records });
            }
            changed.push((definition, form));
        }
        for (definition, form) in changed {
            let derive = |record: &Record| {
                let unique = unique_values(definition, &record.organisation, &record.key, &record.values);
                (days(definition, &record.values), unique)
            };
            self.store.replace_deadlines(&self.recorder, &definition.key, &form, derive).await?;
        }
        Ok(())
    }
}

/// What is due of a record with these values.
pub(crate) fn days(definition: &Definition, values: &Values) -> Vec<DueDay> {
    let day = |deadline: &crate::course::Deadline| {
        let person = deadline.who(values).and_then(|key| RecordKey::new(key).ok());
        Some(DueDay { deadline: deadline.key.clone(), day: deadline.day(values)?, person })
    };
    definition.deadlines.iter().filter_map(day).collect()
}

/// The values of a record that no other may have; a void one gives way to others.
pub(crate) fn unique_values(
    definition: &Definition,
    organisation: &OrganisationId,
    key: &RecordKey,
    values: &Values,
) -> Vec<UniqueValue> {
    if values.contains_key(VOID_REASON) {
        return Vec::new();
    }
    let digest = |text: &str| crate::commitment::hex(&Sha256::digest(text));
    let value = |field: &Field| {
        let digest = digest(&canonical(values.get(&field.key)?));
        Some(UniqueValue { organisation: organisation.to_string(), field: field.key.clone(), digest })
    };
    let mut unique: Vec<_> = definition.fields.iter().filter(|field| field.unique).filter_map(value).collect();
    if definition.key_form == KeyForm::Identifier {
        unique.push(UniqueValue { organisation: String::new(), field: String::new(), digest: digest(key.as_str()) });
    }
    unique
}

/// The values that a definition has no place for, by field, with how many records hold one.
fn lost(definition: &Definition, records: &[Record]) -> BTreeMap<String, usize> {
    let mut lost = BTreeMap::new();
    for record in records {
        for (key, value) in record.values.iter().filter(|(key, _)| *key != VOID_REASON) {
            let fits = definition.field(key).is_some_and(|field| crate::parse::is_of_kind(&field.kind, value));
            if !fits {
                *lost.entry(key.clone()).or_default() += 1;
            }
        }
    }
    lost
}

/// A digest of what a definition says of values and days; titles and labels are not part of it.
fn form_of(definition: &Definition) -> String {
    let mut hash = Sha256::new();
    hash.update(format!("{:?};", definition.key_form));
    for field in &definition.fields {
        let (kind, choices) = match &field.kind {
            FieldKind::Choice(choices) => {
                ("Choice".to_owned(), choices.iter().map(|choice| choice.key.as_str()).collect())
            }
            kind => (format!("{kind:?}"), Vec::new()),
        };
        hash.update(format!("{} {kind} {choices:?} {:?} {};", field.key, field.computed, field.unique));
    }
    for deadline in &definition.deadlines {
        let course = (&deadline.from, deadline.after, &deadline.unless, &deadline.when, &deadline.who);
        hash.update(format!("{} {course:?};", deadline.key));
    }
    crate::commitment::hex(&hash.finalize())
}
