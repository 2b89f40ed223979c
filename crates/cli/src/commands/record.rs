//! `talap record`: one record of a register, put, declared void, or shown with its history.

use std::collections::BTreeMap;
use std::process::ExitCode;

use talap_model::Message;

use crate::args::RecordPlace;
use crate::client;
use crate::commands::{Place, unexpected};
use crate::failure::Failure;
use crate::render::{self, Speech};
use crate::request::{Answer, Request};

/// Keeps a record: a new one, or other values of the one that has the key.
pub(super) fn put(speech: &Speech, place: Place, record: RecordPlace, values: &[String]) -> Result<ExitCode, Failure> {
    let mut pairs = BTreeMap::new();
    for value in values {
        let pair = value.split_once('=');
        let (field, text) =
            pair.ok_or_else(|| Failure::wrong_use(Message::new("record-not-a-pair").with("text", value.as_str())))?;
        if pairs.insert(field.to_owned(), text.to_owned()).is_some() {
            return Err(Failure::wrong_use(Message::new("record-field-twice").with("field", field)));
        }
    }
    let RecordPlace { register, organisation, key } = record;
    save(speech, place, Request::RecordPut { register, organisation, key, values: pairs })
}

/// Declares a record void.
pub(super) fn void(speech: &Speech, place: Place, record: RecordPlace, reason: String) -> Result<ExitCode, Failure> {
    let RecordPlace { register, organisation, key } = record;
    save(speech, place, Request::RecordVoid { register, organisation, key, reason })
}

fn save(speech: &Speech, place: Place, request: Request) -> Result<ExitCode, Failure> {
    let Answer::Saved(answer) = client::ask(&place.folder, place.config, request, Vec::new())? else {
        return Err(unexpected());
    };
    let key = match answer.change.as_deref() {
        Some("created") => "record-created",
        Some("voided") => "record-voided",
        Some(_) => "record-updated",
        None => "record-unchanged",
    };
    render::print(&speech.say(&Message::new(key).with("record", answer.record.as_str())))?;
    if let Some(cause) = &answer.waiting {
        render::print(&speech.say(&Message::new("import-waiting").with("cause", Message::from(cause))))?;
    }
    Ok(ExitCode::SUCCESS)
}

/// Shows a record and every change of it.
pub(super) fn show(speech: &Speech, place: Place, record: RecordPlace, json: bool) -> Result<ExitCode, Failure> {
    let RecordPlace { register, organisation, key } = record;
    let request = Request::RecordShow { register, organisation, key };
    match client::ask(&place.folder, place.config, request, Vec::new())? {
        Answer::Record(answer) if json => render::print_json(&answer)?,
        Answer::Record(answer) => render::print(&render::record(speech, &answer))?,
        _ => return Err(unexpected()),
    }
    Ok(ExitCode::SUCCESS)
}
