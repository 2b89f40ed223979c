//! Log files that a person hands in, on their way into the ledger.

use std::io::{BufRead as _, ErrorKind};

use sha2::{Digest, Sha256};
use talap_access::Service;
use talap_collect::files::{FormatOptions, MOST_INFLATED, ReadError, inflating, read_file_events};
use talap_collect::own::Act;
use talap_collect::source::{Format, Source};
use talap_model::{ActKey, Caller, Explain as _, Message, Right};

use crate::app::App;
use crate::failure::{Failure, io_cause};
use crate::socket::LONGEST_BODY;

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

/// Imports a log file of a registered source; one that gzip compressed is taken as what it was before. Each event carries
/// the file's digest, so that a file handed in again, whole or after an import that was cut off, adds only what is not
/// there yet.
pub(crate) async fn import(
    app: &App,
    caller: &Caller,
    source: &str,
    body: &[u8],
    options: FormatOptions,
) -> Result<Imported, Failure> {
    let _one_at_a_time = app.importing.lock().await;
    let source = registered(app, caller, source).await?;
    // A binary log is held in memory; lines pass through it.
    let most = if source.format == Format::Evtx { LONGEST_BODY } else { MOST_INFLATED };
    let digest = digest(body, most)?;
    let before = taken_before(app, &source, &digest).await?;
    let mut imported = Imported { before, ..Imported::default() };
    let mut batch = Vec::with_capacity(BATCH);
    let mappings = app.sources.mappings();
    let rest = read_file_events(inflating(body, most), &source, mappings, app.clock.as_ref(), options)
        .skip(usize::try_from(before).unwrap_or(usize::MAX));
    for event in rest {
        let mut event = event.map_err(|error| unreadable(&error))?;
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
        let act = Act::new(ActKey::EventsImported, &who)
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

/// The SHA-256 of a file, of what it holds where it is compressed: a rotated file that is compressed later is the same.
fn digest(body: &[u8], most: u64) -> Result<String, Failure> {
    let mut reader = inflating(body, most);
    let mut hasher = Sha256::new();
    loop {
        let piece = reader.fill_buf().map_err(|error| match error.kind() {
            ErrorKind::FileTooLarge => Failure::failed(Message::new("file-too-large").with("limit", most >> 20)),
            _ => Failure::failed(Message::new("events-gzip-broken").with("cause", error.to_string())),
        })?;
        if piece.is_empty() {
            return Ok(hex(&hasher.finalize()));
        }
        hasher.update(piece);
        let used = piece.len();
        reader.consume(used);
    }
}

/// Why a log file cannot be read, in words.
pub(crate) fn unreadable(error: &ReadError) -> Failure {
    match error {
        ReadError::Input { line, cause } => {
            let message = Message::new("events-unreadable").with("line", *line);
            Failure::failed(message.with("cause", io_cause(cause)))
        }
        ReadError::OtherFormat { .. } => Failure::failed(error.explain()),
    }
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
