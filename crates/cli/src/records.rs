//! Single records as the answers of requests.

use talap_model::{Caller, Message, OrganisationId, RecordKey, RegisterKey};
use talap_register::Saved;
use talap_store::{Change, ChangeKind};

use crate::app::App;
use crate::failure::Failure;
use crate::request::{ChangeAnswer, RecordAnswer, SavedAnswer, WireMessage};

/// What became of a record.
pub(crate) fn saved(saved: &Saved) -> SavedAnswer {
    SavedAnswer {
        record: saved.record.to_string(),
        change: saved.kind.map(|kind| key_of(kind).to_owned()),
        waiting: saved.waiting.as_ref().map(WireMessage::from),
    }
}

/// A record with its history.
pub(crate) async fn show(
    app: &App,
    caller: &Caller,
    register: &str,
    organisation: &str,
    key: &str,
) -> Result<RecordAnswer, Failure> {
    let (register, organisation) = (RegisterKey::new(register)?, OrganisationId::new(organisation)?);
    let key = RecordKey::new(key)?;
    let missing = || {
        let message = Message::new("record-missing").with("register", register.as_str()).with("key", key.as_str());
        Failure::failed(message.with("organisation", organisation.as_str()))
    };
    let record = app.register.record(caller, &register, &organisation, &key).await?.ok_or_else(missing)?;
    let history = app.register.history(caller, &register, &organisation, &key).await?;
    Ok(RecordAnswer {
        record: record.id.to_string(),
        register: record.register.to_string(),
        organisation: record.organisation.to_string(),
        key: record.key.to_string(),
        version: record.version,
        voided: record.voided,
        values: record.values,
        history: history.into_iter().map(change).collect(),
    })
}

fn change(change: Change) -> ChangeAnswer {
    ChangeAnswer {
        version: change.version,
        at: change.at.to_string(),
        by: change.by,
        change: key_of(change.kind).to_owned(),
        before: change.before,
        after: change.after,
        event: change.ledger_seq,
    }
}

fn key_of(kind: ChangeKind) -> &'static str {
    match kind {
        ChangeKind::Created => "created",
        ChangeKind::Updated => "updated",
        ChangeKind::Voided => "voided",
    }
}
