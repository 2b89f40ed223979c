//! Log files that a person hands in, on their way into the ledger.

use std::io::{BufRead as _, ErrorKind};
use std::iter::Skip;

use sha2::{Digest, Sha256};
use talap_access::Service;
use talap_collect::files::{Events, FILE_DIGEST, FormatOptions, MOST_INFLATED, ReadError, inflating, read_file_events};
use talap_collect::own::Act;
use talap_collect::source::{Format, Source};
use talap_model::{ActKey, Caller, Explain as _, Message, Right};

use crate::app::App;
use crate::failure::{Failure, io_cause};
use crate::request::LONGEST_BODY;

/// How many events of a file are appended at once, and about how many bytes of them.
const BATCH: usize = 4096;
const BATCH_BYTES: usize = 4 << 20;

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

/// What of a file is in the ledger: its first events, since they are appended in the file's order.
struct Taken {
    /// How many.
    events: u64,
    /// Whether some of them are of several lines.
    joined: bool,
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
    let taken = taken_before(app, &source, &digest).await?;
    let mut imported = Imported { before: taken.events, ..Imported::default() };
    let (mut batch, mut bytes) = (Vec::with_capacity(BATCH), 0);
    let mappings = app.sources.mappings();
    let read = |multiline| {
        let options = FormatOptions { multiline, ..options };
        read_file_events(inflating(body, most), &source, mappings, app.clock.as_ref(), options)
    };
    for event in rest(&taken, options.multiline && source.format == Format::Syslog, read) {
        let mut event = event.map_err(|error| unreadable(&error))?;
        event.attributes.insert(FILE_DIGEST.to_owned(), digest.clone());
        imported.events += 1;
        imported.marked += u64::from(event.fault.is_some());
        bytes += event.raw.len() + event.message.len();
        batch.push(event);
        if batch.len() == BATCH || bytes >= BATCH_BYTES {
            bytes = 0;
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
            .with(FILE_DIGEST, &digest)
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

/// The events of a file that are not in the ledger yet, read as those were that are: events of lines that were joined and of
/// lines that were not do not count alike. Before anything of several lines it makes no difference.
fn rest<'a>(taken: &Taken, multiline: bool, read: impl Fn(bool) -> Events<'a>) -> Skip<Events<'a>> {
    let first = usize::try_from(taken.events).unwrap_or(usize::MAX);
    let would_be_joined = || read(true).take(first).any(|event| event.is_ok_and(|event| event.message.contains('\n')));
    let multiline = taken.joined || multiline && !would_be_joined();
    read(multiline).skip(first)
}

/// Looks up what of a file is in the ledger.
async fn taken_before(app: &App, source: &Source, digest: &str) -> Result<Taken, Failure> {
    use talap_assess::{Session, session::to_json};
    // All values are of checked shapes, so that none can end the literal it stands in. In a pattern of LIKE the name would stand
    // for others too, which a sender may use.
    let sql = format!(
        "SELECT count(*) AS events, count(CASE WHEN message LIKE '%\n%' THEN 1 END) AS joined FROM events \
         WHERE org = '{}' AND object = '{}' AND source = '{}' \
         AND contains(attributes, '\"{FILE_DIGEST}\":\"{digest}\"')",
        source.organisation, source.object, source.id
    );
    let none = std::collections::BTreeSet::new();
    let session = app.assessor.facts().session(&Service::Assess.caller(), Some(&none)).await?;
    let rows = to_json(&session.run(Session::parse(&sql)?).await?)?;
    let count = |name: &str| rows.first().and_then(|row| row.get(name)?.as_u64()).unwrap_or_default();
    Ok(Taken { events: count("events"), joined: count("joined") > 0 })
}

/// Bytes as hexadecimal text.
pub(crate) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _written = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::system::SystemClock;
    use talap_collect::normalise::mapping::Mappings;
    use talap_model::{NewEvent, SourceKind};

    const LOG: &str = "<13>Nov 22 21:40:00 web app: one\n<11>Nov 22 21:40:00 web app: two\n\tat a\n\n\tat b\n\
                       no syslog\n\n<13>Nov 22 21:40:00 web app: three\n<13>Nov 22 21:40:00 web app: four\n\tat c\n";

    fn lines(events: &[NewEvent]) -> Vec<&str> {
        let raw = events.iter().map(|event| std::str::from_utf8(&event.raw).unwrap());
        raw.flat_map(str::lines).filter(|line| !line.is_empty()).collect()
    }

    #[test]
    fn an_import_that_was_cut_off_goes_on_at_its_line_whatever_was_joined_then() {
        let (id, organisation, object) =
            ("web-os".parse().unwrap(), "akimat".parse().unwrap(), "portal".parse().unwrap());
        let source = Source::new(id, organisation, object, SourceKind::OperatingSystem, Format::Syslog);
        let mappings = Mappings::default();
        let read = |multiline| {
            let options = FormatOptions { multiline, ..FormatOptions::default() };
            read_file_events(LOG.as_bytes(), &source, &mappings, &SystemClock, options)
        };
        let every: Vec<&str> = LOG.lines().filter(|line| !line.is_empty()).collect();
        assert_eq!([true, false].map(|multiline| read(multiline).count()), [4, 8]);
        for (then, now) in [(true, true), (true, false), (false, true), (false, false)] {
            for cut in 0..=read(then).count() {
                let mut kept: Vec<NewEvent> = read(then).take(cut).map(Result::unwrap).collect();
                let joined = kept.iter().any(|event| event.message.contains('\n'));
                let taken = Taken { events: cut as u64, joined };
                kept.extend(rest(&taken, now, read).map(Result::unwrap));
                assert_eq!(lines(&kept), every, "{cut} events were taken, joined: {then}, then {now}");
            }
        }
    }
}
