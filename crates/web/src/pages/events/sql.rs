//! Questions in SQL over registers and events.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde_json::Value;
use talap_assess::Answer;
use talap_assess::question::{LONGEST, examples};
use talap_assess::session::JsonRow;
use talap_model::{Message, Right};
use talap_store::SearchKind;

use super::download::named;
use super::saved::Shelf;
use super::tables::{Table, tables};
use super::{cut, reader};
use crate::Shared;
use crate::export::{Format, download};
use crate::fault::{Fault, FaultKind};
use crate::gate::{self, Signed, is_held};
use crate::pages::answer;
use crate::posted::Posted;
use crate::question::{self, shown};
use crate::shell::{self, Shell, query_value, with_parameter};
use crate::tongue::Tongue;

/// How many rows a page shows.
const ROWS: usize = 1_000;

/// Where the page is.
const PAGE: &str = "/events/sql";

/// The longest address that a question is given, in bytes. One of 64 KiB is not taken, and there is more to it than a question;
/// a question in Cyrillic takes six bytes a letter there.
const LONGEST_ADDRESS: usize = 60_000;

#[derive(Template)]
#[template(path = "sql.html")]
pub(crate) struct SqlPage {
    t: Tongue,
    shell: Shell,
    /// The question as it was typed.
    q: String,
    /// The longest question that is taken.
    longest: usize,
    /// Whether another site's link asks, so that it was not asked yet.
    held: bool,
    /// Why there is no answer.
    wrong: Option<String>,
    found: Option<Found>,
    saved: Shelf,
    tables: Vec<Table>,
    examples: Vec<Example>,
    /// Whether the reader may search events in plain words as well.
    may_search: bool,
}

/// An answer.
struct Found {
    /// How many rows, and how long it took.
    told: String,
    /// Whether there are more.
    cut: bool,
    columns: Vec<Head>,
    rows: Vec<Vec<Cell>>,
    /// The addresses of its files; none where the question is too long for an address.
    files: Vec<File>,
}

/// The whole answer as a file.
struct File {
    name: &'static str,
    href: String,
}

/// The head of a column, which stands as its cells do.
struct Head {
    name: String,
    is_number: bool,
}

struct Cell {
    text: String,
    /// The page of the event whose number it is.
    href: Option<String>,
    is_number: bool,
}

/// A question to begin with.
struct Example {
    about: String,
    sql: &'static str,
    href: String,
}

/// The page, or the answer as a file.
pub(crate) async fn show(State(site): State<Shared>, signed: Signed) -> Response {
    let here = &signed.visitor.here;
    let (q, format, held) = (query_value(here, "q"), query_value(here, "format"), is_held(here));
    answer(&site, &signed, answered(&site, &signed, q, &format, held).await)
}

/// Leads to the address of a question that was typed; one too long for an address is answered without.
pub(crate) async fn typed(State(site): State<Shared>, signed: Signed, posted: Posted) -> Response {
    let (q, format, held) = (posted.get("q"), posted.get("format"), posted.again());
    if fits(q) {
        let file = with_parameter(&address(q), "format", format);
        return gate::to(&with_parameter(&file, gate::HELD, if held { "1" } else { "" }));
    }
    answer(&site, &signed, answered(&site, &signed, q.to_owned(), format, held).await)
}

async fn answered(site: &Shared, signed: &Signed, q: String, format: &str, held: bool) -> Result<Response, Fault> {
    if format.is_empty() || held {
        return context(site, signed, q, held).await;
    }
    let format = Format::of(format).ok_or_else(Fault::missing)?;
    let export = question::file(site, &reader(signed), &q, format).await?;
    Ok(download(export, format, &named(site, signed, "answer")))
}

/// The page of a question, which is asked unless it is held.
pub(super) async fn context(site: &Shared, signed: &Signed, q: String, held: bool) -> Result<Response, Fault> {
    let t = signed.t().clone();
    let asked = if q.is_empty() || held { Ok(None) } else { ask(site, signed, &q).await.map(Some) };
    let (found, wrong) = match asked {
        Ok(found) => (found, None),
        Err(fault) if fault.kind == FaultKind::Wrong => (None, Some(t.say(&fault.message))),
        Err(fault) => return Err(fault),
    };
    let shapes = site.assessor.facts().shapes(signed.caller());
    let page = SqlPage {
        examples: examples(&shapes).into_iter().take(3).map(|(key, sql)| Example::of(&t, key, sql)).collect(),
        tables: tables(&t, site.register.definitions(), &shapes),
        may_search: signed.caller().has(Right::ReadEvents),
        saved: Shelf::of(site, signed, SearchKind::Sql).await?,
        shell: Shell::of(&signed.visitor),
        longest: LONGEST,
        held: held && !q.is_empty(),
        q,
        wrong,
        found,
        t,
    };
    let status = if page.wrong.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    Ok(shell::page(status, &page))
}

async fn ask(site: &Shared, signed: &Signed, sql: &str) -> Result<Found, Fault> {
    let began = site.clock.now();
    let answer = question::ask(site, &reader(signed), sql, ROWS).await?;
    let took = site.clock.now().micros().saturating_sub(began.micros());
    Found::of(signed.t(), sql, answer, took)
}

/// The address of a question; that of the page alone where it is too long for one.
pub(super) fn address(sql: &str) -> String {
    let address = with_parameter(PAGE, "q", sql);
    if address.len() > LONGEST_ADDRESS { PAGE.to_owned() } else { address }
}

/// Whether a question has an address of its own.
pub(super) fn fits(sql: &str) -> bool {
    sql.is_empty() || address(sql) != PAGE
}

impl Found {
    fn of(t: &Tongue, sql: &str, answer: Answer, micros: i64) -> Result<Self, Fault> {
        let (cut, seq, columns) = (answer.cut, answer.seq, answer.columns());
        let key = if cut { "web-sql-rows-cut" } else { "web-sql-rows" };
        let told = Message::new(key).with("n", answer.len()).with("seconds", seconds(micros));
        let mut rows = Vec::new();
        // A few at a time, so that a long answer is not held in another form as a whole.
        for part in answer.parts() {
            rows.extend(question::rows_of(&part)?.iter().map(|row| cells(row, &columns, seq)));
        }
        let files = if fits(sql) { File::all(&address(sql)) } else { Vec::new() };
        Ok(Self { told: t.say(&told), cut, columns: heads(&columns, &rows), rows, files })
    }
}

impl File {
    /// Those of the answer at an address.
    fn all(address: &str) -> Vec<Self> {
        let file = |name, format: Format| Self { name, href: with_parameter(address, "format", format.key()) };
        vec![file("CSV", Format::Csv), file("Parquet", Format::Parquet)]
    }
}

/// Seconds with two places.
#[allow(clippy::cast_precision_loss, reason = "a minute has few microseconds")]
fn seconds(micros: i64) -> f64 {
    (micros.max(0) as f64 / 10_000.0).round() / 100.0
}

fn heads(names: &[String], rows: &[Vec<Cell>]) -> Vec<Head> {
    let is_number = |place: usize| rows.iter().any(|row| row.get(place).is_some_and(|cell| cell.is_number));
    names.iter().enumerate().map(|(place, name)| Head { name: name.clone(), is_number: is_number(place) }).collect()
}

fn cells(row: &JsonRow, columns: &[String], seq: Option<usize>) -> Vec<Cell> {
    let cell = |(place, name): (usize, &String)| {
        let value = row.get(name);
        let number = value.and_then(Value::as_u64).filter(|_| seq == Some(place));
        Cell {
            text: cut(&shown(value)),
            href: number.map(|number| format!("/events/{number}")),
            is_number: value.is_some_and(Value::is_number),
        }
    };
    columns.iter().enumerate().map(cell).collect()
}

impl Example {
    fn of(t: &Tongue, key: &str, sql: &'static str) -> Self {
        Self { about: t.text(key), sql, href: address(sql) }
    }
}

#[cfg(test)]
impl SqlPage {
    /// Nothing asked, what another site asks, what cannot be answered, an answer without rows, one with some, and one that was cut.
    pub(crate) fn samples(t: &Tongue, shell: impl Fn() -> Shell) -> Vec<Self> {
        use talap_assess::question::{EXAMPLES, Holds, Shape};
        use talap_register::{Definitions, Ground};
        let holds = [Holds::Text, Holds::Number, Holds::Bool, Holds::Date, Holds::Time, Holds::Bytes];
        let events = ["seq", "message", "raw", "day", "occurred_at", "fault"];
        let columns = events.into_iter().zip(holds).map(|(name, holds)| (name.to_owned(), holds));
        let columns: Vec<_> = columns.collect();
        let shape = |name: &str| Shape { name: name.to_owned(), columns: columns.clone() };
        let shapes = ["events", "ledger_policy", "ledger_partitions", "<x>"].map(shape);
        let definitions = Definitions::built_in(&Ground::without_catalogue(Vec::new())).unwrap();
        let row = serde_json::json!({"seq": 17, "message": "<x> and <y>", "raw": null});
        let names = ["seq", "message", "raw"].map(str::to_owned);
        let found = |rows: usize, cut: bool| {
            let key = if cut { "web-sql-rows-cut" } else { "web-sql-rows" };
            let told = t.say(&Message::new(key).with("n", rows).with("seconds", seconds(1_234_567)));
            let rows: Vec<_> = (0..rows).map(|_| cells(row.as_object().unwrap(), &names, Some(0))).collect();
            let files = if cut { Vec::new() } else { File::all(PAGE) };
            Found { told, cut, columns: heads(&names, &rows), rows, files }
        };
        let make = |q: &str, wrong: Option<&str>, found: Option<Found>| Self {
            t: t.clone(),
            shell: shell(),
            q: q.into(),
            longest: LONGEST,
            held: !q.is_empty() && wrong.is_none() && found.is_none(),
            wrong: wrong.map(str::to_owned),
            tables: tables(t, &definitions, &shapes),
            examples: EXAMPLES.iter().map(|(key, sql)| Example::of(t, key, sql)).collect(),
            may_search: found.is_none(),
            saved: Shelf::sample(t, SearchKind::Sql, !q.is_empty()),
            found,
        };
        vec![
            make("", None, None),
            make("<q>", None, None),
            make("<q>", Some("<x>"), None),
            make("<q>", None, Some(found(0, false))),
            make("<q>", None, Some(found(1, false))),
            make("<q>", None, Some(found(2, true))),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_of_an_event_leads_to_it_and_no_other_number_does() {
        let row = serde_json::json!({"seq": 7, "n": 7, "message": "ә".repeat(400), "none": null});
        let columns = ["n", "seq", "message", "none"].map(str::to_owned);
        let cells = cells(row.as_object().unwrap(), &columns, Some(1));
        let places: Vec<_> = cells.iter().map(|cell| cell.href.as_deref()).collect();
        assert_eq!(places, [None, Some("/events/7"), None, None]);
        assert!(cells[0].is_number && !cells[2].is_number && cells[3].text.is_empty());
        assert!(cells[2].text.ends_with('…') && cells[2].text.chars().count() == 301);
    }

    #[test]
    fn a_head_stands_as_its_cells_do() {
        let columns = ["n", "message", "none"].map(str::to_owned);
        let rows = [serde_json::json!({"n": null, "message": "1"}), serde_json::json!({"n": -1.5, "message": "7"})];
        let rows = rows.map(|row| cells(row.as_object().unwrap(), &columns, None));
        let heads = heads(&columns, &rows);
        let stand: Vec<_> = heads.iter().map(|head| (head.name.as_str(), head.is_number)).collect();
        assert_eq!(
            stand,
            [("n", true), ("message", false), ("none", false)],
            "what is empty says nothing of its column"
        );
    }

    #[test]
    fn a_question_too_long_for_an_address_has_none() {
        assert!(fits("") && fits("SELECT 1") && fits(&"ә".repeat(9_000)));
        assert_eq!(address("SELECT 1"), "/events/sql?q=SELECT+1");
        let long = "ә".repeat(LONGEST_ADDRESS / 6);
        assert!(!fits(&long));
        assert_eq!(address(&long), PAGE);
    }

    #[test]
    fn how_long_it_took_is_told_in_seconds() {
        let told = [0, 4_999, 5_000, 1_234_567, -5].map(|micros| seconds(micros).to_string());
        assert_eq!(told, ["0", "0", "0.01", "1.23", "0"]);
    }
}
