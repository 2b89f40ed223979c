//! What a command asks of the process that owns the data folder, and what it answers: the wire form of the local socket,
//! used in process as well when no `up` runs.

mod envelope;
mod sources;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use talap_model::{Argument, Language, Localized, Message};

pub(crate) use self::envelope::{Envelope, LONGEST_BODY, Request, VERSION, read_request};
pub(crate) use self::sources::{ReceiverAnswer, SourceAnswer, SourcesAnswer};
use crate::ledger_status::StatusAnswer;

/// An answer.
#[derive(Debug, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "kebab-case")]
pub(crate) enum Answer {
    /// Records were imported.
    Imported(ImportAnswer),
    /// A record was kept or declared void.
    Saved(SavedAnswer),
    /// A record.
    Record(RecordAnswer),
    /// Events were imported.
    EventsImported(EventsAnswer),
    /// Statements were judged.
    Assessed(AssessAnswer),
    /// Rows of a query.
    Rows(RowsAnswer),
    /// How sources and receivers do.
    Sources(SourcesAnswer),
    /// Pieces of bytes follow. How many events or rows they hold, where that is known.
    Stream { found: Option<u64> },
    /// Grants.
    Grants { grants: Vec<GrantAnswer> },
    /// A role was given or taken.
    RoleChanged,
    /// A one-time link's secret.
    Link { token: String },
    /// A token of a source, with its secret.
    SourceToken { token: SourceTokenAnswer, secret: String },
    /// Tokens of sources.
    SourceTokens { tokens: Vec<SourceTokenAnswer> },
    /// A token of a source was revoked.
    SourceTokenRevoked { token: SourceTokenAnswer },
    /// The official text was taken in.
    DecreeImported {
        clauses: usize,
        as_of: String,
        /// Whether its day is yet to come.
        pending: bool,
        /// How many clauses differ from the text of the same day that it replaced.
        replaced: Option<usize>,
        /// Every clause with words that nobody has reviewed.
        unreviewed: Vec<String>,
    },
    /// A wording was reviewed.
    Reviewed { clause: String, at: String, by: String },
    /// A clause on a day.
    Clause(Box<ClauseAnswer>),
    /// What binds.
    Applicability(ApplicabilityAnswer),
    /// What the ledger holds.
    LedgerStatus(Box<StatusAnswer>),
    /// The proof of one event: the content of its file and the file's usual name.
    Proof { proof: String, name: String },
    /// A paper, as base64 of its PDF.
    Paper { pdf: String },
    /// The request was refused or failed.
    Failed { exit: u8, message: WireMessage },
}

/// A clause on a day. What nothing tells is null.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct ClauseAnswer {
    pub(crate) clause: String,
    pub(crate) title: WireText,
    pub(crate) on: String,
    pub(crate) mode: Option<String>,
    pub(crate) wording: Vec<WordingAnswer>,
    pub(crate) statements: Vec<StatementAnswer>,
    pub(crate) amendments: Vec<WireText>,
    pub(crate) assessed_at: Option<String>,
    pub(crate) verdicts: Vec<VerdictAnswer>,
    pub(crate) review: Option<ReviewAnswer>,
}

/// How a clause read in a language.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct WordingAnswer {
    pub(crate) language: String,
    /// `known`, `absent` (the redaction has no such clause) or `unknown` (no text tells).
    pub(crate) state: String,
    pub(crate) redaction: Option<String>,
    pub(crate) text: Option<String>,
    pub(crate) excluded: bool,
}

/// A statement in own words.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct StatementAnswer {
    pub(crate) key: String,
    pub(crate) title: WireText,
    pub(crate) text: WireText,
    pub(crate) mode: String,
}

/// How the newest official words of a clause stand to its entry.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct ReviewAnswer {
    pub(crate) language: String,
    pub(crate) redaction: String,
    /// Who reviewed them, and when; null while nobody did.
    pub(crate) by: Option<String>,
    pub(crate) at: Option<String>,
    pub(crate) note: Option<String>,
}

/// What binds a subject.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct ApplicabilityAnswer {
    pub(crate) subject_kind: String,
    pub(crate) subject: String,
    pub(crate) organisation: String,
    pub(crate) name: WireText,
    pub(crate) catalog: String,
    pub(crate) statements: Vec<BoundAnswer>,
}

/// A statement and whether it binds.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct BoundAnswer {
    pub(crate) clause: String,
    pub(crate) statement: String,
    pub(crate) kind: String,
    pub(crate) mode: String,
    pub(crate) role: Option<String>,
    pub(crate) title: WireText,
    /// `binds`, `does_not_bind` or `not_known`.
    pub(crate) applicability: String,
    pub(crate) reason: WireText,
    /// The traits that decide.
    pub(crate) traits: Vec<String>,
    /// The day from which it binds this subject, where its traits say.
    pub(crate) since: Option<String>,
    /// The act that gave the clause its wording, and since when it holds.
    pub(crate) in_force: WireText,
    /// Whether nobody reviewed the clause's newest wording.
    pub(crate) unreviewed: bool,
}

/// What became of an import.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct ImportAnswer {
    pub(crate) created: usize,
    pub(crate) updated: usize,
    pub(crate) unchanged: usize,
    /// How the bytes of a text were read, and what stands between its cells.
    pub(crate) encoding: Option<String>,
    pub(crate) separator: Option<String>,
    /// Which sheet of a spreadsheet was read.
    pub(crate) sheet: Option<String>,
    /// The import by which it can be taken back; none where nothing was changed.
    pub(crate) import: Option<String>,
    /// How many rows were refused; one row may be refused for several reasons.
    pub(crate) refused_rows: usize,
    pub(crate) rejected: Vec<RejectedRow>,
    /// Why the ledger has not taken the changes yet, if so.
    pub(crate) waiting: Option<WireMessage>,
}

/// A row that was not imported.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct RejectedRow {
    pub(crate) line: u64,
    pub(crate) column: Option<String>,
    pub(crate) value: Option<String>,
    pub(crate) reason: WireMessage,
}

/// What became of a record.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct SavedAnswer {
    pub(crate) record: String,
    /// `created`, `updated` or `voided`; none where nothing had to change.
    pub(crate) change: Option<String>,
    /// Why the ledger has not taken the change yet, if so.
    pub(crate) waiting: Option<WireMessage>,
}

/// A record with its history, oldest change first.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct RecordAnswer {
    pub(crate) record: String,
    pub(crate) register: String,
    pub(crate) organisation: String,
    pub(crate) key: String,
    pub(crate) version: u32,
    pub(crate) voided: bool,
    pub(crate) values: BTreeMap<String, serde_json::Value>,
    pub(crate) history: Vec<ChangeAnswer>,
}

/// One change of a record.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct ChangeAnswer {
    pub(crate) version: u32,
    pub(crate) at: String,
    pub(crate) by: String,
    pub(crate) change: String,
    pub(crate) before: Option<BTreeMap<String, serde_json::Value>>,
    pub(crate) after: BTreeMap<String, serde_json::Value>,
    /// The event that commits to the change.
    pub(crate) event: Option<u64>,
}

/// What became of an import of events.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct EventsAnswer {
    pub(crate) events: u64,
    pub(crate) marked: u64,
}

/// A text in three languages.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct WireText {
    pub(crate) kk: String,
    pub(crate) ru: String,
    pub(crate) en: String,
}

impl WireText {
    /// The text in one language.
    pub(crate) fn get(&self, language: Language) -> &str {
        match language {
            Language::Kk => &self.kk,
            Language::Ru => &self.ru,
            Language::En => &self.en,
        }
    }
}

impl From<&Localized> for WireText {
    fn from(text: &Localized) -> Self {
        Self { kk: text.kk.clone(), ru: text.ru.clone(), en: text.en.clone() }
    }
}

/// An assessment.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct AssessAnswer {
    pub(crate) assessment: String,
    pub(crate) at: String,
    pub(crate) catalog: String,
    pub(crate) duration_ms: f64,
    pub(crate) subjects: Vec<SubjectAnswer>,
    pub(crate) verdicts: Vec<VerdictAnswer>,
}

/// A subject with the count of its verdicts.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct SubjectAnswer {
    pub(crate) subject_kind: String,
    pub(crate) subject: String,
    pub(crate) organisation: String,
    pub(crate) name: WireText,
    pub(crate) object_kind: Option<String>,
    pub(crate) class: Option<f64>,
    pub(crate) met: usize,
    pub(crate) not_met: usize,
    pub(crate) unknown: usize,
    pub(crate) not_applicable: usize,
}

/// One verdict.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct VerdictAnswer {
    pub(crate) clause: String,
    pub(crate) statement: String,
    pub(crate) mode: String,
    pub(crate) title: WireText,
    pub(crate) organisation: String,
    pub(crate) subject_kind: String,
    pub(crate) subject: String,
    pub(crate) status: String,
    pub(crate) reason_key: String,
    pub(crate) reason_args: serde_json::Value,
    pub(crate) reason: WireText,
    pub(crate) evidence: Vec<String>,
    /// Whether nobody reviewed the clause's newest wording.
    #[serde(default)]
    pub(crate) unreviewed: bool,
}

/// Rows of a query.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct RowsAnswer {
    pub(crate) columns: Vec<String>,
    pub(crate) rows: Vec<serde_json::Map<String, serde_json::Value>>,
    /// Whether there were more rows than are shown.
    pub(crate) cut: bool,
}

/// A role that somebody holds.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct GrantAnswer {
    pub(crate) identity: String,
    pub(crate) role: String,
    pub(crate) organisation: Option<String>,
    pub(crate) granted_at: String,
    pub(crate) granted_by: String,
}

/// A token of a source, without its secret.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct SourceTokenAnswer {
    pub(crate) id: String,
    pub(crate) organisation: String,
    pub(crate) source: String,
    pub(crate) name: String,
    pub(crate) created_at: String,
    pub(crate) created_by: String,
    pub(crate) expires_at: Option<String>,
    pub(crate) revoked_at: Option<String>,
    pub(crate) used_at: Option<String>,
}

/// A message on the wire.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct WireMessage {
    pub(crate) key: String,
    pub(crate) args: Vec<(String, WireArgument)>,
}

/// A message's value on the wire.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum WireArgument {
    Text(String),
    Number(f64),
    Date(String),
    Message(Box<WireMessage>),
    Words { kk: String, ru: String, en: String },
}

impl From<&Message> for WireMessage {
    fn from(message: &Message) -> Self {
        let argument = |value: &Argument| match value {
            Argument::Text(text) => WireArgument::Text(text.clone()),
            Argument::Number(number) => WireArgument::Number(*number),
            Argument::Date(date) => WireArgument::Date(talap_model::time::format_date(*date)),
            Argument::Message(inner) => WireArgument::Message(Box::new(Self::from(&**inner))),
            Argument::Words(words) => {
                let Localized { kk, ru, en } = words.as_ref().clone();
                WireArgument::Words { kk, ru, en }
            }
        };
        Self {
            key: message.key.clone(),
            args: message.args.iter().map(|(name, value)| (name.clone(), argument(value))).collect(),
        }
    }
}

impl From<&WireMessage> for Message {
    fn from(wire: &WireMessage) -> Self {
        let argument = |value: &WireArgument| match value {
            WireArgument::Text(text) => Argument::Text(text.clone()),
            WireArgument::Number(number) => Argument::Number(*number),
            WireArgument::Date(text) => {
                talap_model::time::parse_date(text).map_or_else(|| Argument::Text(text.clone()), Argument::Date)
            }
            WireArgument::Message(inner) => Argument::Message(Box::new(Self::from(&**inner))),
            WireArgument::Words { kk, ru, en } => {
                Argument::from(Localized { kk: kk.clone(), ru: ru.clone(), en: en.clone() })
            }
        };
        Self {
            key: wire.key.clone(),
            args: wire.args.iter().map(|(name, value)| (name.clone(), argument(value))).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_crosses_the_socket_whole() {
        let inner = Message::new("io-not-found");
        let message = Message::new("a")
            .with("n", 3_u64)
            .with("cause", inner)
            .with("text", "ы")
            .with("day", talap_model::time::parse_date("2026-11-22").unwrap());
        let json = serde_json::to_string(&WireMessage::from(&message)).unwrap();
        let back: WireMessage = serde_json::from_str(&json).unwrap();
        assert_eq!(Message::from(&back), message);
    }
}
