//! Looking for events for a command: the newest as rows, all as a file, and what comes in; and answers in SQL as a file.

use std::sync::Arc;
use std::time::Duration;

use futures::StreamExt;
use futures::stream::try_unfold;
use talap_assess::events::{EventQuery, Moment, Search, happened};
use talap_model::{Caller, Event, Language, Message};
use talap_web::Site;
use talap_web::export::{self, Format};
use talap_web::question;
use talap_web::reading::Reader;
use tokio::sync::OwnedSemaphorePermit;
use tokio_util::sync::CancellationToken;

use crate::app::App;
use crate::failure::Failure;
use crate::pieces::Pieces;
use crate::render;
use crate::request::{Request, RowsAnswer};

/// How many events a table shows.
const MOST_ROWS: usize = 200;
/// For how long the whole of what is found is counted.
const COUNTING: Duration = Duration::from_secs(10);
/// How often it is asked what came in, and the most events that are shown of it at once.
const PERIOD: Duration = Duration::from_secs(1);
const MOST_AT_ONCE: usize = 1_000;

/// The columns of a table.
const COLUMNS: [&str; 8] = ["seq", "happened", "object", "host", "program", "user", "address", "message"];
/// The column after them that has the keys of acts which are told in words, where there are such.
const ACT: &str = "act";

/// Each command is an act of its own: it is told, however often it is run.
pub(crate) fn session(app: &App) -> String {
    format!("command:{}", app.clock.now().micros())
}

fn read(app: &App, text: &str) -> Result<Search, Failure> {
    let moment = Moment { now: app.clock.now(), offset: app.settings.offset };
    Search::parse(text, &moment).map_err(|error| Failure::wrong_use(talap_model::Explain::explain(&error)))
}

/// The newest events that a search finds; acts of Talap's own in words of the language, where there is one.
pub(crate) async fn newest(
    app: &App,
    caller: &Caller,
    text: &str,
    language: Option<Language>,
) -> Result<RowsAnswer, Failure> {
    let search = read(app, text)?;
    let moment = Moment { now: app.clock.now(), offset: app.settings.offset };
    let query = EventQuery { search: Some(search.clone()), limit: MOST_ROWS + 1, ..EventQuery::default() };
    let facts = app.assessor.facts();
    let mut events = facts.events(caller, &query).await?;
    let summary = facts.summary(caller, &query, &moment, COUNTING).await?;
    let reader = Reader { caller, session: &session(app), address: None };
    app.note_search(&reader, &search, &summary).await?;
    let cut = events.len() > MOST_ROWS;
    events.truncate(MOST_ROWS);
    let rows: Vec<_> = events.iter().map(|event| row(app, event, language)).collect();
    let mut columns: Vec<String> = COLUMNS.map(str::to_owned).into();
    columns.extend(rows.iter().any(|row| row.contains_key(ACT)).then(|| ACT.to_owned()));
    Ok(RowsAnswer { columns, rows, cut })
}

fn row(app: &App, event: &Event, language: Option<Language>) -> serde_json::Map<String, serde_json::Value> {
    let body = &event.body;
    let maybe = |text: &Option<String>| text.clone().into();
    let told = language.and_then(|language| app.told(language, body));
    let key = told.is_some().then(|| (ACT.to_owned(), body.message.clone().into()));
    let values: [serde_json::Value; COLUMNS.len()] = [
        event.seq.into(),
        local(app, event).into(),
        body.object.to_string().into(),
        maybe(&body.host),
        maybe(&body.program),
        maybe(&body.user),
        maybe(&body.address),
        told.unwrap_or_else(|| body.message.clone()).into(),
    ];
    COLUMNS.iter().map(|name| (*name).to_owned()).zip(values).chain(key).collect()
}

/// When an event happened, by the clock of the installation, to the second.
fn local(site: &Site, event: &Event) -> String {
    let at = happened(&event.body).to_offset().to_offset(site.settings.offset);
    let day = talap_model::time::format_date(at.date());
    format!("{day} {:02}:{:02}:{:02}", at.hour(), at.minute(), at.second())
}

/// What follows the answer to a request, and how many events or rows it holds where that is known.
pub(crate) async fn stream(
    app: &App,
    user: &str,
    request: Request,
    stop: &CancellationToken,
) -> Result<(Option<u64>, Pieces), Failure> {
    let caller = app.caller(user).await?;
    let form = |format: &str| Format::of(format).ok_or_else(|| Failure::failed(Message::new("socket-other-version")));
    match request {
        Request::ExportQuery { sql, format } => {
            let reader = Reader { caller: &caller, session: &session(app), address: None };
            let file = question::file(&app.site, &reader, &sql, form(&format)?).await?;
            Ok((Some(file.found), file.pieces.map(|piece| piece.map_err(Failure::from)).boxed()))
        }
        Request::ExportEvents { search, format } => {
            let format = form(&format)?;
            let search = read(app, &search)?;
            let reader = Reader { caller: &caller, session: &session(app), address: None };
            let export = export::export(&app.site, &reader, &search, format).await?;
            Ok((Some(export.found), export.pieces.map(|piece| piece.map_err(Failure::from)).boxed()))
        }
        Request::FollowEvents { search, json, language } => {
            let language = language.map(|code| code.parse()).transpose()?;
            let search = read(app, &search)?;
            let busy = |_| Failure::failed(Message::new("web-events-tail-busy"));
            let permit = Arc::clone(app.site.followers()).try_acquire_owned().map_err(busy)?;
            let reader = Reader { caller: &caller, session: &session(app), address: None };
            // From here on nothing is missed.
            let next = app.ledger.stats().events;
            app.note_follow(&reader, &search).await?;
            let (site, user, stop) = (Arc::clone(&app.site), user.to_owned(), stop.clone());
            let tail = Tail { site, user, search, json, language, next, stop, _permit: permit };
            Ok((None, followed(tail)))
        }
        _ => Err(Failure::failed(Message::new("socket-other-version"))),
    }
}

struct Tail {
    site: Arc<Site>,
    user: String,
    search: Search,
    json: bool,
    language: Option<Language>,
    /// The first event that was not looked at.
    next: u64,
    stop: CancellationToken,
    _permit: OwnedSemaphorePermit,
}

/// What comes in, asked for as fast as it is read. Who asks is looked up anew each time, so that a role that is taken ends it.
fn followed(tail: Tail) -> Pieces {
    let lines = try_unfold(tail, |mut tail| async {
        loop {
            tokio::select! {
                () = tail.stop.cancelled() => return Err(Failure::failed(Message::new("query-follow-stopping"))),
                () = tokio::time::sleep(PERIOD) => {}
            }
            let upto = tail.site.ledger.stats().events;
            if upto > tail.next {
                let piece = tail.look(upto).await?;
                tail.next = upto;
                if !piece.is_empty() {
                    return Ok(Some((piece, tail)));
                }
            }
        }
    });
    lines.boxed()
}

/// Says to a program where events were left out: the numbers are those that the API takes to give them.
fn left_out(next: u64, oldest: u64) -> Vec<u8> {
    let between = serde_json::json!({"after": next.checked_sub(1), "before": oldest});
    format!("{}\n", serde_json::json!({ "left_out": between })).into_bytes()
}

impl Tail {
    async fn look(&self, upto: u64) -> Result<Vec<u8>, Failure> {
        let nobody = || Failure::failed(Message::new("access-nobody").with("who", self.user.as_str()));
        let caller = self.site.access.caller_of_os_user(&self.user).await?.ok_or_else(nobody)?;
        let query = EventQuery {
            search: Some(self.search.clone()),
            after: self.next.checked_sub(1),
            before: Some(upto),
            limit: MOST_AT_ONCE + 1,
            ..EventQuery::default()
        };
        let mut events = self.site.assessor.facts().events(&caller, &query).await?;
        let more = events.len() > MOST_AT_ONCE;
        events.truncate(MOST_AT_ONCE);
        let mut piece = Vec::new();
        // What is left out is the older part, so it is told where it would stand.
        match events.last().filter(|_| more) {
            Some(oldest) if self.json => piece.extend(left_out(self.next, oldest.seq)),
            Some(_) => piece.extend(b"...\n"),
            None => {}
        }
        for event in events.iter().rev() {
            if self.json {
                piece.extend(export::json_line(event)?);
            } else {
                piece.extend(self.line(event).into_bytes());
            }
        }
        Ok(piece)
    }

    /// An event in a line: when, where, what.
    fn line(&self, event: &Event) -> String {
        let body = &event.body;
        let known = [&body.host, &body.program, &body.user, &body.address].into_iter().flatten();
        let mut line = format!("{} {} ", event.seq, local(&self.site, event));
        for text in known {
            line.push_str(text);
            line.push(' ');
        }
        match self.language.and_then(|language| self.site.told(language, body)) {
            Some(told) => line.extend([told.as_str(), " [", body.message.as_str(), "]"]),
            None => line.push_str(&body.message),
        }
        // Text of events may hold escape sequences that an attacker sent.
        render::printable(&line) + "\n"
    }
}
