//! What a person reads on the terminal: sentences of their language, and tables.

use std::io::Write;
use std::sync::Arc;

use comfy_table::{Cell, CellAlignment, ContentArrangement, Table};
use talap_locale::{Words, write};
use talap_model::{Language, Message};

use crate::failure::Failure;
use crate::ledger_status::{ObjectAnswer, size};
use crate::request::{
    AssessAnswer, ChangeAnswer, EventsAnswer, GrantAnswer, ImportAnswer, RecordAnswer, RowsAnswer, SourceTokenAnswer,
    SubjectAnswer, VerdictAnswer,
};

/// The words, and the language in which this person is spoken to.
#[derive(Clone)]
pub(crate) struct Speech {
    words: Arc<Words>,
    language: Language,
}

impl Speech {
    /// Speech in one language.
    pub(crate) fn new(words: Words, language: Language) -> Self {
        Self { words: Arc::new(words), language }
    }

    /// The language.
    pub(crate) fn language(&self) -> Language {
        self.language
    }

    /// The words of all languages.
    pub(crate) fn words(&self) -> &Words {
        &self.words
    }

    /// The same, to be kept.
    pub(crate) fn shared_words(&self) -> Arc<Words> {
        Arc::clone(&self.words)
    }

    /// The sentence of a message.
    pub(crate) fn say(&self, message: &Message) -> String {
        self.words.say(self.language, message)
    }

    /// A sentence without values.
    pub(crate) fn text(&self, key: &str) -> String {
        self.words.text(self.language, key)
    }

    /// A day that stands as `2026-11-25`, as the language writes it.
    pub(crate) fn day(&self, text: &str) -> String {
        talap_model::time::parse_date(text).map_or_else(|| text.to_owned(), |day| write::date(self.language, day))
    }

    fn number(&self, value: f64) -> String {
        write::number(self.language, value)
    }

    #[allow(clippy::cast_precision_loss, reason = "counts shown to people are far below 2^53")]
    fn count(&self, value: usize) -> String {
        self.number(value as f64)
    }
}

/// Prints a line of the answer. A reader that has gone away, as `head` does, ends the command quietly.
pub(crate) fn print(text: &str) -> Result<(), Failure> {
    let mut out = std::io::stdout().lock();
    match writeln!(out, "{text}").and_then(|()| out.flush()) {
        Ok(()) => Ok(()),
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => std::process::exit(0),
        Err(error) => {
            Err(Failure::failed(Message::new("output-failed").with("cause", crate::failure::io_cause(&error))))
        }
    }
}

/// Prints a value as JSON, for programs.
pub(crate) fn print_json(value: &impl serde::Serialize) -> Result<(), Failure> {
    let text = serde_json::to_string_pretty(value)
        .map_err(|error| Failure::failed(Message::new("output-failed").with("cause", error.to_string())))?;
    print(&text)
}

/// A rule under the headings and no other lines: rows stay close together, as in a printed journal.
const HEADING_RULE: &str = "     ──            ";
/// The width of a table where no terminal says otherwise, in columns.
const DEFAULT_WIDTH: u16 = 140;

/// A table under these headings.
pub(crate) fn table(headings: impl IntoIterator<Item = String>) -> Table {
    let mut table = Table::new();
    table.load_preset(HEADING_RULE).set_content_arrangement(ContentArrangement::Dynamic);
    table.set_width(std::env::var("COLUMNS").ok().and_then(|text| text.parse().ok()).unwrap_or(DEFAULT_WIDTH));
    table.set_header(headings);
    table
}

fn right(text: String) -> Cell {
    Cell::new(text).set_alignment(CellAlignment::Right)
}

/// Objects and organisations with their counts of statuses.
pub(crate) fn subjects(speech: &Speech, subjects: &[SubjectAnswer]) -> String {
    let headings = ["subject", "name", "kind", "class", "met", "not-met", "unknown", "not-applicable"];
    let mut table = table(headings.map(|name| speech.text(&format!("table-{name}"))));
    for subject in subjects {
        let kind = subject.object_kind.as_deref().map_or_else(
            || speech.text("subject-organisation"),
            |kind| speech.text(&format!("object-kind-{}", kind.replace('_', "-"))),
        );
        table.add_row(vec![
            Cell::new(&subject.subject),
            Cell::new(printable(subject.name.get(speech.language()))),
            Cell::new(kind),
            right(subject.class.map(|class| speech.number(class)).unwrap_or_default()),
            right(speech.count(subject.met)),
            right(speech.count(subject.not_met)),
            right(speech.count(subject.unknown)),
            right(speech.count(subject.not_applicable)),
        ]);
    }
    table.to_string()
}

/// The verdicts of an assessment, those that fall short first.
pub(crate) fn verdicts(speech: &Speech, answer: &AssessAnswer) -> String {
    let mut lines = Vec::new();
    for status in ["not_met", "unknown", "met"] {
        let found: Vec<&VerdictAnswer> = answer.verdicts.iter().filter(|verdict| verdict.status == status).collect();
        if found.is_empty() {
            continue;
        }
        lines.push(String::new());
        let heading = Message::new(format!("status-heading-{}", status.replace('_', "-"))).with("n", found.len());
        lines.push(speech.say(&heading));
        lines.extend(found.into_iter().map(|verdict| one_verdict(speech, verdict)));
    }
    let hidden = answer.verdicts.iter().filter(|verdict| verdict.status == "not_applicable").count();
    lines.push(String::new());
    lines.push(speech.say(&Message::new("assess-not-applicable-hidden").with("n", hidden)));
    lines.join("\n")
}

/// How many records and events a line names before it says that there are more.
const SHOWN_EVIDENCE: usize = 3;

fn one_verdict(speech: &Speech, verdict: &VerdictAnswer) -> String {
    let mut lines = vec![
        format!(
            "  {} {} · {} · {}",
            speech.text("clause-sign"),
            verdict.clause,
            verdict.subject,
            speech.text(&format!("mode-{}", verdict.mode))
        ),
        format!("    {}", verdict.title.get(speech.language())),
        format!("    {}", verdict.reason.get(speech.language())),
    ];
    if !verdict.evidence.is_empty() {
        let shown: Vec<&str> = verdict.evidence.iter().take(SHOWN_EVIDENCE).map(String::as_str).collect();
        let more = verdict.evidence.len().saturating_sub(SHOWN_EVIDENCE);
        let message = Message::new("assess-evidence").with("evidence", shown.join(", ")).with("more", more);
        lines.push(format!("    {}", speech.say(&message)));
    }
    if verdict.unreviewed {
        lines.push(format!("    {}", speech.text("clause-unreviewed")));
    }
    lines.join("\n")
}

/// What became of an import of records.
pub(crate) fn import(speech: &Speech, answer: &ImportAnswer) -> String {
    let summary = Message::new("import-done")
        .with("created", answer.created)
        .with("updated", answer.updated)
        .with("unchanged", answer.unchanged)
        .with("rejected", answer.refused_rows);
    let mut lines = vec![speech.say(&summary)];
    lines.extend(
        answer
            .waiting
            .as_ref()
            .map(|cause| speech.say(&Message::new("import-waiting").with("cause", Message::from(cause)))),
    );
    for row in &answer.rejected {
        let mut place = speech.say(&Message::new("import-line").with("line", row.line.to_string()));
        if let Some(column) = &row.column {
            place = format!("{place}, {}", speech.say(&Message::new("import-column").with("column", column.as_str())));
        }
        if let Some(value) = row.value.as_deref().filter(|value| !value.is_empty()) {
            place = format!("{place}, {}", speech.say(&Message::new("import-value").with("value", printable(value))));
        }
        lines.push(format!("  {place}: {}", speech.say(&Message::from(&row.reason))));
    }
    lines.join("\n")
}

/// A record: its values, then every change, the newest first.
pub(crate) fn record(speech: &Speech, answer: &RecordAnswer) -> String {
    let heading = Message::new("record-heading")
        .with("register", answer.register.as_str())
        .with("key", answer.key.as_str())
        .with("version", answer.version.to_string());
    let mut lines = vec![speech.say(&heading)];
    if answer.voided {
        lines.push(speech.text("record-is-void"));
    }
    lines.extend(answer.values.iter().map(|(field, value)| format!("  {field} = {}", plain(value))));
    lines.extend(answer.history.iter().rev().map(|change| one_change(speech, change)));
    lines.join("\n")
}

fn one_change(speech: &Speech, change: &ChangeAnswer) -> String {
    let event = change.event.map_or_else(|| "—".to_owned(), |seq| format!("event:{seq}"));
    let key = match change.change.as_str() {
        "created" => "record-change-created",
        "voided" => "record-change-voided",
        _ => "record-change-updated",
    };
    let message = Message::new(key).with("at", change.at.as_str()).with("by", change.by.as_str()).with("event", event);
    let mut lines = vec![speech.say(&message)];
    for (field, value) in &change.after {
        let before = change.before.as_ref().and_then(|before| before.get(field));
        if before != Some(value) {
            let before = before.map_or_else(|| "—".to_owned(), plain);
            lines.push(format!("    {field}: {before} → {}", plain(value)));
        }
    }
    for (field, value) in change.before.iter().flatten().filter(|(field, _)| !change.after.contains_key(*field)) {
        lines.push(format!("    {field}: {} → —", plain(value)));
    }
    lines.join("\n")
}

fn plain(value: &serde_json::Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), printable)
}

/// What became of an import of events.
pub(crate) fn events(speech: &Speech, answer: &EventsAnswer) -> String {
    speech.say(&Message::new("events-imported").with("n", answer.events).with("marked", answer.marked))
}

/// The rows of a query.
pub(crate) fn rows(speech: &Speech, answer: &RowsAnswer) -> String {
    let mut table = table(answer.columns.iter().cloned());
    for row in &answer.rows {
        table.add_row(answer.columns.iter().map(|column| match row.get(column) {
            None | Some(serde_json::Value::Null) => String::new(),
            Some(serde_json::Value::String(text)) => printable(text),
            Some(other) => other.to_string(),
        }));
    }
    let key = if answer.cut { "query-rows-cut" } else { "query-rows" };
    format!("{table}\n{}", speech.say(&Message::new(key).with("n", answer.rows.len())))
}

/// The newest events that a search found, under headings of the language.
pub(crate) fn found_events(speech: &Speech, answer: &RowsAnswer) -> String {
    let mut table = table(answer.columns.iter().map(|name| speech.text(&format!("table-event-{name}"))));
    for row in &answer.rows {
        let cell = |column: &str| row.get(column).filter(|value: &&serde_json::Value| !value.is_null()).map(plain);
        table.add_row(answer.columns.iter().map(|column| cell(column.as_str()).unwrap_or_default()));
    }
    let key = if answer.cut { "query-events-cut" } else { "query-rows" };
    format!("{table}\n{}", speech.say(&Message::new(key).with("n", answer.rows.len())))
}

/// A value in one line of a table. Text of events may hold escape sequences that an attacker sent.
pub(crate) fn printable(text: &str) -> String {
    write::harmless(text).replace(['\n', '\t'], " ")
}

/// Who has which role.
pub(crate) fn grants(speech: &Speech, grants: &[GrantAnswer]) -> String {
    let mut table =
        table(["identity", "role", "organisation", "since", "by"].map(|name| speech.text(&format!("table-{name}"))));
    for grant in grants {
        table.add_row([
            grant.identity.clone(),
            speech.text(&role_key(&grant.role)),
            grant.organisation.clone().unwrap_or_else(|| speech.text("scope-all")),
            grant.granted_at.clone(),
            grant.granted_by.clone(),
        ]);
    }
    table.to_string()
}

/// What is kept of each object.
pub(crate) fn objects_held(speech: &Speech, objects: &[ObjectAnswer]) -> String {
    let headings = ["object", "organisation", "events", "size", "oldest", "archived", "kept-until"];
    let mut table = table(headings.map(|name| speech.text(&format!("table-{name}"))));
    #[allow(clippy::cast_precision_loss, reason = "counts shown to people are far below 2^53")]
    let count = |value: u64| right(speech.number(value as f64));
    for object in objects {
        table.add_row([
            Cell::new(&object.object),
            Cell::new(&object.organisation),
            count(object.events),
            right(size(speech, object.bytes)),
            Cell::new(speech.day(&object.oldest_day)),
            count(object.archived_partitions),
            Cell::new(object.kept_until.as_deref().map(|day| speech.day(day)).unwrap_or_default()),
        ]);
    }
    table.to_string()
}

/// The tokens of sources.
pub(crate) fn source_tokens(speech: &Speech, tokens: &[SourceTokenAnswer]) -> String {
    let headings = ["token", "source", "organisation", "name", "made", "until", "used", "state"];
    let mut table = table(headings.map(|name| speech.text(&format!("table-{name}"))));
    for token in tokens {
        let state = if token.revoked_at.is_some() { "source-token-is-revoked" } else { "source-token-is-good" };
        table.add_row([
            token.id.clone(),
            token.source.clone(),
            token.organisation.clone(),
            printable(&token.name),
            token.created_at.clone(),
            token.expires_at.clone().unwrap_or_default(),
            token.used_at.clone().unwrap_or_default(),
            speech.text(state),
        ]);
    }
    table.to_string()
}

/// The key of a role's name in the locales.
pub(crate) fn role_key(role: &str) -> String {
    format!("access-role-{}", role.replace('_', "-"))
}
