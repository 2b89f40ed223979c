//! Log files that a person hands in, on their way into the ledger.

use sha2::{Digest, Sha256};
use talap_access::Service;
use talap_collect::files::{FormatOptions, read_file_events};
use talap_collect::own::Act;
use talap_collect::source::Source;
use talap_model::{Caller, Message, Right};
use time::UtcOffset;

use crate::app::App;
use crate::failure::{Failure, io_cause};

/// The attribute of an event that names the file it came from, by SHA-256.
const FILE_ATTRIBUTE: &str = "file_sha256";

/// How many events of a file are appended at once.
const BATCH: usize = 4096;

/// What an import of a log file did.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Imported {
    /// Events that came into the ledger now.
    pub(crate) events: u64,
    /// Of them, those that could not be understood.
    pub(crate) marked: u64,
    /// Events of the same file that an earlier import brought in; they are not taken again.
    pub(crate) before: u64,
}

/// Imports a log file of a registered source. Each event carries the file's digest, so that a file handed in again, whole
/// or after an import that was cut off, adds only what is not there yet.
pub(crate) async fn import(
    app: &App,
    caller: &Caller,
    source: &str,
    body: &[u8],
    offset: UtcOffset,
) -> Result<Imported, Failure> {
    let _one_at_a_time = app.importing.lock().await;
    let source = registered(app, caller, source).await?;
    let digest = hex(&Sha256::digest(body));
    let before = taken_before(app, &source, &digest).await?;
    let options = FormatOptions { offset, ..FormatOptions::default() };
    let mut imported = Imported { before, ..Imported::default() };
    let mut batch = Vec::with_capacity(BATCH);
    let rest = read_file_events(body, &source, app.clock.as_ref(), options)
        .skip(usize::try_from(before).unwrap_or(usize::MAX));
    for event in rest {
        let mut event = event.map_err(|error| {
            let message = Message::new("events-unreadable").with("line", error.line);
            Failure::failed(message.with("cause", io_cause(&error.cause)))
        })?;
        event.attributes.insert(FILE_ATTRIBUTE.to_owned(), digest.clone());
        imported.events += 1;
        imported.marked += u64::from(event.fault.is_some());
        batch.push(event);
        if batch.len() == BATCH {
            app.watch.imported(&batch);
            app.ledger.append(caller, std::mem::take(&mut batch)).await?;
        }
    }
    if !batch.is_empty() {
        app.watch.imported(&batch);
        app.ledger.append(caller, batch).await?;
    }
    if imported.events > 0 {
        let who = caller.identity().to_string();
        let act = Act::new("events.imported", &who)
            .with("source", &source.id)
            .with(FILE_ATTRIBUTE, &digest)
            .with("events", imported.events)
            .with("marked", imported.marked)
            .about(Some(source.organisation.clone()))
            .about_object(source.object.clone());
        app.record(act).await?;
    }
    Ok(imported)
}

/// The registered source, if the caller may hand events of it in.
async fn registered(app: &App, caller: &Caller, id: &str) -> Result<Source, Failure> {
    caller.require(Right::AppendEvents)?;
    let found = app.registered_sources().await?.into_iter().find(|source| source.id.as_str() == id);
    let found = found.filter(|source| caller.reaches(&source.organisation));
    found.ok_or_else(|| Failure::failed(Message::new("import-source-unknown").with("source", id)))
}

/// How many events of a file are in the ledger. They are its first ones: events are appended in the file's order.
async fn taken_before(app: &App, source: &Source, digest: &str) -> Result<u64, Failure> {
    use talap_assess::{Session, session::to_json};
    // All values are of checked shapes, so that none can end the literal it stands in.
    let sql = format!(
        "SELECT count(*) AS n FROM events WHERE org = '{}' AND object = '{}' AND source = '{}' \
         AND attributes LIKE '%\"{FILE_ATTRIBUTE}\":\"{digest}\"%'",
        source.organisation, source.object, source.id
    );
    let none = std::collections::BTreeSet::new();
    let session = app.assessor.facts().session(&Service::Assess.caller(), Some(&none)).await?;
    let rows = to_json(&session.run(Session::parse(&sql)?).await?)?;
    Ok(rows.first().and_then(|row| row.get("n")).and_then(serde_json::Value::as_u64).unwrap_or_default())
}

/// Bytes as hexadecimal text.
pub(crate) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _written = write!(text, "{byte:02x}");
        text
    })
}
