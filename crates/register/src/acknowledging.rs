//! A person's own word that they have read a document (UR 31.0.1): what waits for them, and the keeping of it in their name.
//!
//! Whoever reads documents need not be allowed to change a register, nor to read who else has read what. So the engine itself
//! looks whose an acknowledgement is, by the account that the register of people ties to its person, and changes two fields of
//! that one record. The change says who made it: the account, and nobody else.

use std::collections::BTreeMap;

use talap_model::time::{format_date, parse_date};
use talap_model::{Caller, Identity, OrganisationId, RecordKey, RegisterKey, Right};
use talap_store::{Change, ChangeKind, CommitError, ListQuery, Record};

use crate::engine::{ImportOptions, Register, Saved, no_record};
use crate::error::{ReadError, WriteError};
use crate::keeping::one_row;
use crate::plan::{Plan, Reading};

/// The register of who has read which document.
const ACKNOWLEDGEMENTS: &str = "acknowledgements";
/// The register of people.
const PEOPLE: &str = "people";
/// The field of the register of people that holds the name of the person's account.
const ACCOUNT: &str = "account";
/// The field that says on which day a document was read.
const READ_ON: &str = "acknowledged_on";
/// The choice of `manner` that says that the person did it themselves.
const OWN_ACCOUNT: &str = "account";
/// A person works for few organisations at a time.
const MOST_PEOPLE: u64 = 100;
/// How many documents wait for one person at most.
const MOST_WAITING: u64 = 1_000;

impl Register {
    /// The acknowledgements of the caller's own, in all organisations that their rights reach, those that wait first. There are
    /// none for somebody whose account no record of a person names.
    ///
    /// # Errors
    ///
    /// [`ReadError`] when the caller may read no records or the store fails.
    pub async fn own_acknowledgements(&self, caller: &Caller) -> Result<Vec<Record>, ReadError> {
        caller.require(Right::ReadRecords)?;
        let Some(register) = self.known(ACKNOWLEDGEMENTS) else { return Ok(Vec::new()) };
        let mut own = Vec::new();
        for (organisation, person) in self.own_people(caller).await? {
            let theirs = ("person".to_owned(), serde_json::Value::from(person.as_str()));
            let open = (READ_ON.to_owned(), serde_json::Value::Null);
            // Over the years what is done becomes more than is shown; what waits must not be hidden behind it.
            let open = self.alike(&register, &organisation, vec![theirs.clone(), open], MOST_WAITING).await?;
            let room = MOST_WAITING.saturating_sub(open.len() as u64);
            let done = self.alike(&register, &organisation, vec![theirs], room).await?;
            let done = done.into_iter().filter(|record| record.values.contains_key(READ_ON));
            // Lists compare without regard to the case of letters.
            let all = open.into_iter().chain(done);
            own.extend(all.filter(|record| text(record, "person") == Some(person.as_str())));
        }
        own.sort_by_key(|record| {
            let text = |name: &str| text(record, name).unwrap_or_default().to_owned();
            (text(READ_ON), text("acknowledge_by"))
        });
        Ok(own)
    }

    async fn alike(
        &self,
        register: &RegisterKey,
        organisation: &OrganisationId,
        equal: Vec<(String, serde_json::Value)>,
        limit: u64,
    ) -> Result<Vec<Record>, ReadError> {
        let query = ListQuery { organisation: Some(organisation.clone()), equal, limit, ..ListQuery::default() };
        Ok(self.store.list(&self.recorder, register, &query).await?.records)
    }

    /// Keeps the caller's own word that they have read what an acknowledgement names, on this day. `writer` is the part of
    /// Talap that may change the register; the change is the caller's. Said again, it changes nothing.
    ///
    /// # Errors
    ///
    /// [`WriteError::NoRecord`] when there is no such acknowledgement or it is another's: nobody learns which; another
    /// [`WriteError`] when it was not kept.
    pub async fn acknowledge(
        &self,
        caller: &Caller,
        writer: &Caller,
        organisation: &OrganisationId,
        key: &RecordKey,
    ) -> Result<Saved, WriteError> {
        caller.require_for(Right::ReadRecords, organisation)?;
        // Where there is no such register, no more is told than that it is not there.
        let unknown = || WriteError::UnknownOrganisation { organisation: organisation.clone() };
        let register = self.known(ACKNOWLEDGEMENTS).ok_or_else(unknown)?;
        let own = self.own_acknowledgements(caller).await?;
        let record = own.into_iter().find(|record| record.organisation == *organisation && record.key == *key);
        let record = record.ok_or_else(|| no_record(&register, organisation, key.as_str()))?;
        if record.values.contains_key(READ_ON) {
            return Ok(Saved { record: record.id, key: record.key, kind: None, waiting: None });
        }
        let definition = self.definitions.get(&register).ok_or_else(unknown)?;
        let values: BTreeMap<String, String> =
            [(READ_ON, format_date(self.today())), ("manner", OWN_ACCOUNT.to_owned())]
                .map(|(name, value)| (name.to_owned(), value))
                .into();
        let (header, row) = one_row(definition, key.as_str(), &values)?;
        let existing = &self.existing_of_one(caller, definition, organisation, key.as_str(), &values).await?;
        let (offset, whose) = (ImportOptions::default().offset, Some(organisation));
        let reading = Reading {
            definition,
            header: &header,
            organisation: whose,
            offset,
            existing,
            caller,
            by_hand: true,
            by_engine: false,
        };
        let Plan { accepted, rejected } = reading.plan(&[row]);
        if !rejected.is_empty() {
            return Err(WriteError::Refused { errors: rejected });
        }
        let changes = self.changes(caller, &register, existing, &accepted).await?;
        // Between the look at whose it is and this change nobody may have made it another's.
        let same = |change: &Change| {
            change.record == record.id && change.version == record.version + 1 && change.kind == ChangeKind::Updated
        };
        if changes.len() != 1 || !changes.iter().all(same) {
            let (organisation, key) = (organisation.clone(), key.clone());
            return Err(CommitError::Conflict { register, organisation, key }.into());
        }
        let derived = self.derived(&changes);
        self.store.commit_for(writer, caller, &changes, &derived).await?;
        let waiting = self.sent(&changes).await;
        Ok(Saved { record: record.id, key: record.key, kind: Some(ChangeKind::Updated), waiting })
    }

    /// Who the caller is among the people that their rights reach: those whose record names the caller's account and who
    /// have not left.
    ///
    /// # Errors
    ///
    /// [`ReadError`] when the store fails.
    pub async fn own_people(&self, caller: &Caller) -> Result<Vec<(OrganisationId, RecordKey)>, ReadError> {
        let Identity::Account(account) = caller.identity() else { return Ok(Vec::new()) };
        let Some(people) = self.known(PEOPLE) else { return Ok(Vec::new()) };
        let query = ListQuery {
            equal: vec![(ACCOUNT.to_owned(), account.as_str().into())],
            limit: MOST_PEOPLE,
            ..ListQuery::default()
        };
        let page = self.store.list(&self.recorder, &people, &query).await?;
        let today = self.today();
        let here = |record: &Record| {
            let left = text(record, "left_on").and_then(parse_date);
            // Lists compare without regard to the case of letters; an account is one account to the letter.
            text(record, ACCOUNT) == Some(account.as_str())
                && left.is_none_or(|left| left > today)
                && caller.reaches(&record.organisation)
        };
        Ok(page.records.into_iter().filter(here).map(|record| (record.organisation, record.key)).collect())
    }

    /// A register by name. The definitions may be somebody's own and lack it.
    fn known(&self, name: &str) -> Option<RegisterKey> {
        self.definitions.iter().map(|definition| &definition.key).find(|key| key.as_str() == name).cloned()
    }
}

fn text<'a>(record: &'a Record, field: &str) -> Option<&'a str> {
    record.values.get(field).and_then(serde_json::Value::as_str)
}
