//! The state of things as the templates read it: every text worded, checked against the typefaces, and passed as a value.
//!
//! The names of the values here and in `templates/` are one agreement.

use talap_decree::Mode;
use talap_locale::{Words, write};
use talap_model::{Language, Message, ObjectKind, Status, Timestamp};
use time::{OffsetDateTime, UtcOffset};
use typst::foundations::{Array, Dict, IntoValue, Value, dict};

use crate::faces::Faces;
use crate::state::{
    CheckpointLine, DueLine, Heading, ObjectState, ObjectSummary, OrganisationState, StatementLine, Trait,
};

/// Sentences without values, which templates know without their `report-`.
const TEXTS: [&str; 51] = [
    "report-basis",
    "report-running",
    "report-organisation",
    "report-object",
    "report-kind",
    "report-assessed",
    "report-made",
    "report-asked-by",
    "report-traits",
    "report-summary",
    "report-met",
    "report-not-met",
    "report-unknown",
    "report-not-applicable",
    "report-all",
    "report-unknown-note",
    "report-objects",
    "report-no-objects",
    "report-object-statements",
    "report-organisation-statements",
    "report-no-statements",
    "report-clause",
    "report-statement",
    "report-mode",
    "report-reason",
    "report-exempt",
    "report-no-exempt",
    "report-why",
    "report-due",
    "report-no-due",
    "report-due-date",
    "report-due-what",
    "report-due-place",
    "report-due-left",
    "report-verify",
    "report-verify-about",
    "report-verify-command",
    "report-verify-then",
    "report-no-checkpoint",
    "report-ledger",
    "report-signed",
    "report-batches",
    "report-events",
    "report-root",
    "report-catalog",
    "report-made-by",
    "report-received-by",
    "report-position",
    "report-signature",
    "report-full-name",
    "report-date",
];

/// The statuses in the order in which a paper shows them: what needs work first.
const ORDER: [Status; 4] = [Status::NotMet, Status::Unknown, Status::Met, Status::NotApplicable];

/// The longest name in the running head, in characters; it must stay on one line.
const RUNNING_HEAD: usize = 72;

/// The longest row that is kept whole on one page, in characters.
const WHOLE_ROW: usize = 1200;

/// The longest word that is left whole. None in our languages is longer; identifiers and addresses are.
const WHOLE_WORD: usize = 28;

/// The same for identifiers, which are set wider and in narrower places.
const WHOLE_CODE: usize = 20;

/// The same for clauses, whose column is the narrowest.
const WHOLE_CLAUSE: usize = 7;

/// The characters between the places where something longer may break.
const PIECE: usize = 4;

/// Makes values in one language.
pub(crate) struct Scribe<'a> {
    words: &'a Words,
    language: Language,
    faces: &'a Faces,
}

/// Statements by status.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Counts {
    met: u64,
    not_met: u64,
    unknown: u64,
    not_applicable: u64,
}

impl Counts {
    fn of(lines: &[StatementLine]) -> Self {
        let count = |status| lines.iter().filter(|line| line.status == status).count() as u64;
        Self {
            met: count(Status::Met),
            not_met: count(Status::NotMet),
            unknown: count(Status::Unknown),
            not_applicable: count(Status::NotApplicable),
        }
    }

    fn plus(self, object: &ObjectSummary) -> Self {
        Self {
            met: self.met.saturating_add(object.met),
            not_met: self.not_met.saturating_add(object.not_met),
            unknown: self.unknown.saturating_add(object.unknown),
            not_applicable: self.not_applicable.saturating_add(object.not_applicable),
        }
    }

    fn get(self, status: Status) -> u64 {
        match status {
            Status::Met => self.met,
            Status::NotMet => self.not_met,
            Status::Unknown => self.unknown,
            Status::NotApplicable => self.not_applicable,
        }
    }

    fn all(self) -> u64 {
        ORDER.into_iter().fold(0, |sum, status| sum.saturating_add(self.get(status)))
    }
}

impl<'a> Scribe<'a> {
    /// For one paper.
    pub(crate) fn new(words: &'a Words, language: Language, faces: &'a Faces) -> Self {
        Self { words, language, faces }
    }

    /// What the paper on an object shows.
    pub(crate) fn object(&self, state: &ObjectState) -> Dict {
        let counts = Counts::of(&state.lines);
        let mut values = self.common(&state.heading, &state.traits, &state.due, counts);
        values.insert("title".into(), self.text("report-object-title"));
        values.insert("subject".into(), self.prose(&state.name));
        values.insert("running".into(), self.shortened(&state.name));
        values.insert("id".into(), self.code(&state.id));
        values.insert("kind".into(), self.kind(state.kind));
        values.insert("groups".into(), self.groups(&state.lines));
        values
    }

    /// What the paper on an organisation shows.
    pub(crate) fn organisation(&self, state: &OrganisationState) -> Dict {
        let own = Counts::of(&state.own_lines);
        let counts = state.objects.iter().fold(own, Counts::plus);
        let mut values = self.common(&state.heading, &state.traits, &state.due, counts);
        values.insert("title".into(), self.text("report-organisation-title"));
        values.insert("subject".into(), self.prose(&state.heading.organisation));
        values.insert("running".into(), self.shortened(&state.heading.organisation));
        values.insert("groups".into(), self.groups(&state.own_lines));
        values.insert("own".into(), self.counts(own).into_value());
        values.insert(
            "objects".into(),
            state.objects.iter().map(|object| self.summary(object)).collect::<Array>().into_value(),
        );
        values
    }

    fn common(&self, heading: &Heading, traits: &[Trait], due: &[DueLine], counts: Counts) -> Dict {
        dict! {
            "language" => self.language.code(),
            "words" => self.texts(),
            "heading" => self.heading(heading),
            "traits" => traits.iter().map(|line| self.pair(line)).collect::<Array>(),
            "counts" => self.counts(counts),
            "due" => due.iter().map(|line| self.due(line)).collect::<Array>(),
        }
    }

    fn texts(&self) -> Dict {
        let mut texts: Dict =
            TEXTS.iter().map(|key| (key.trim_start_matches("report-").into(), self.text(key))).collect();
        // Only the typesetter knows the numbers: the template puts them where the names stand.
        let page = Message::new("report-page").with("page", "{page}").with("pages", "{pages}");
        texts.insert("page".into(), self.say(&page));
        texts
    }

    fn heading(&self, heading: &Heading) -> Dict {
        let made = moment(self.language, heading.made_at, heading.offset);
        let assessed = moment(self.language, heading.assessed_at, heading.offset);
        dict! {
            "organisation" => self.prose(&heading.organisation),
            "organisation-id" => self.code(&heading.organisation_id),
            "asked-by" => self.prose(&heading.asked_by),
            "made" => made,
            "assessed" => assessed,
            "catalog" => self.code(&heading.catalog_fingerprint),
            "checkpoint" => heading.checkpoint.as_ref().map(|line| self.checkpoint(line, heading.offset)),
        }
    }

    fn checkpoint(&self, line: &CheckpointLine, offset: UtcOffset) -> Dict {
        let root = self.faces.drawable(&line.root);
        let short: String = root.chars().take(12).collect();
        dict! {
            "origin" => self.code(&line.origin),
            "size" => self.number(line.size),
            "events" => self.number(line.events),
            "signed" => moment(self.language, line.signed_at, offset),
            "short" => self.say(&Message::new("report-checkpoint-short").with("root", short)),
            "root" => pieces(&root, WHOLE_CODE),
        }
    }

    fn pair(&self, line: &Trait) -> Value {
        dict! { "label" => self.prose(&line.label), "value" => self.prose(&line.value) }.into_value()
    }

    fn counts(&self, counts: Counts) -> Dict {
        let mut rows: Dict = ORDER
            .into_iter()
            .map(|status| (status.key().replace('_', "-").into(), self.count(counts.get(status), counts.all())))
            .collect();
        rows.insert("all".into(), self.number(counts.all()));
        rows
    }

    /// A count and its share of the whole, from 0 to 1.
    #[allow(clippy::cast_precision_loss, reason = "a share is drawn, not computed with")]
    fn count(&self, count: u64, all: u64) -> Value {
        let share = if all == 0 { 0.0 } else { count as f64 / all as f64 };
        dict! { "n" => self.number(count), "share" => share }.into_value()
    }

    fn groups(&self, lines: &[StatementLine]) -> Value {
        let group = |status: Status| {
            let own: Array = lines.iter().filter(|line| line.status == status).map(|line| self.line(line)).collect();
            (status.key().replace('_', "-").into(), own.into_value())
        };
        ORDER.into_iter().map(group).collect::<Dict>().into_value()
    }

    fn line(&self, line: &StatementLine) -> Value {
        let evidence: usize = line.evidence.iter().map(|id| id.chars().count() + 2).sum();
        let length = line.title.chars().count() + line.reason.chars().count() + evidence;
        dict! {
            "clause" => pieces(&self.faces.drawable(&line.clause), WHOLE_CLAUSE),
            "title" => self.prose(&line.title),
            "mode" => self.mode(line.mode),
            "reason" => self.prose(&line.reason),
            "evidence" => line.evidence.iter().map(|id| self.code(id)).collect::<Array>(),
            "whole" => length <= WHOLE_ROW,
        }
        .into_value()
    }

    fn due(&self, line: &DueLine) -> Value {
        let days = line.days_left.unsigned_abs();
        let left = match line.days_left {
            0 => Message::new("report-due-today"),
            1.. => Message::new("report-days-left").with("n", days),
            ..0 => Message::new("report-days-late").with("n", days),
        };
        dict! {
            "date" => write::date(self.language, line.date),
            "what" => self.prose(&line.what),
            "place" => self.prose(&line.place),
            "left" => self.say(&left),
            "late" => line.days_left < 0,
        }
        .into_value()
    }

    fn summary(&self, object: &ObjectSummary) -> Value {
        let counts = Counts::default().plus(object);
        dict! {
            "id" => self.code(&object.id),
            "name" => self.prose(&object.name),
            "kind" => self.kind(object.kind),
            "counts" => self.counts(counts),
        }
        .into_value()
    }

    fn kind(&self, kind: ObjectKind) -> Value {
        self.text(&format!("object-kind-{}", kind.key().replace('_', "-")))
    }

    fn mode(&self, mode: Mode) -> Value {
        self.text(&format!("mode-{}", mode.key()))
    }

    fn text(&self, key: &str) -> Value {
        self.words.text(self.language, key).into_value()
    }

    fn say(&self, message: &Message) -> Value {
        self.words.say(self.language, message).into_value()
    }

    #[allow(clippy::cast_precision_loss, reason = "counts shown to people are far below 2^53")]
    fn number(&self, number: u64) -> Value {
        write::number(self.language, number as f64).into_value()
    }

    fn prose(&self, text: &str) -> Value {
        pieces(&self.faces.drawable(text), WHOLE_WORD)
    }

    fn code(&self, text: &str) -> Value {
        pieces(&self.faces.drawable(text), WHOLE_CODE)
    }

    fn shortened(&self, name: &str) -> Value {
        shortened(self.faces, name).into_value()
    }
}

/// A name for the running head: one line, its end left out where it is too long.
pub(crate) fn shortened(faces: &Faces, name: &str) -> String {
    let name = faces.drawable(name).replace('\n', " ");
    if name.chars().count() <= RUNNING_HEAD {
        return name;
    }
    let mut short: String = name.chars().take(RUNNING_HEAD - 1).collect();
    short.push('…');
    short
}

/// A text as an array of pieces between which a line may break: where a word is longer than `whole` characters, after its
/// marks (`/`, `:`, `-`), and anywhere in what is still longer.
pub(crate) fn pieces(text: &str, whole: usize) -> Value {
    let mut pieces = Vec::new();
    let mut piece = String::new();
    for word in text.split_inclusive(char::is_whitespace) {
        if word.chars().count() <= whole {
            piece.push_str(word);
            continue;
        }
        for part in word.split_inclusive(|c: char| c.is_ascii_punctuation()) {
            let long = part.chars().count() > whole;
            for (index, character) in part.chars().enumerate() {
                // A combining mark stays with the letter before it.
                let may_begin = character.is_ascii_graphic() || character.is_alphanumeric();
                if may_begin && (index == 0 || long && index.is_multiple_of(PIECE)) && !piece.is_empty() {
                    pieces.push(std::mem::take(&mut piece));
                }
                piece.push(character);
            }
        }
    }
    pieces.push(piece);
    pieces.into_iter().map(IntoValue::into_value).collect::<Array>().into_value()
}

/// A moment in an offset; in UTC where the calendar ends between the two.
pub(crate) fn local(at: Timestamp, offset: UtcOffset) -> OffsetDateTime {
    let utc = at.to_offset();
    utc.checked_to_offset(offset).unwrap_or(utc)
}

/// A moment to the minute, with the offset in which it is written: `22.11.2026 14:05 (UTC+05:00)`.
pub(crate) fn moment(language: Language, at: Timestamp, offset: UtcOffset) -> String {
    let local = local(at, offset);
    let (hours, minutes, _) = offset.as_hms();
    let sign = if offset.is_negative() { '\u{2212}' } else { '+' };
    let date = write::date(language, local.date());
    let (hour, minute) = (local.hour(), local.minute());
    format!("{date} {hour:02}:{minute:02} (UTC{sign}{:02}:{:02})", hours.unsigned_abs(), minutes.unsigned_abs())
}

#[cfg(test)]
mod tests {
    use time::macros::{datetime, offset};

    use super::*;

    fn joined(value: &Value) -> Vec<String> {
        value.clone().cast::<Array>().unwrap().into_iter().map(|piece| piece.cast::<String>().unwrap()).collect()
    }

    #[test]
    fn only_what_is_longer_than_any_word_may_break_anywhere() {
        assert_eq!(joined(&pieces("ақпараттандыру объектісі", 20)), ["ақпараттандыру объектісі"]);
        assert_eq!(joined(&pieces("к журналу abcdefghij", 8)), ["к журналу ", "abcd", "efgh", "ij"]);
        assert_eq!(joined(&pieces("см. event:portal/2026-11 и", 9)), ["см. ", "event:", "portal/", "2026-", "11 и"]);
        assert_eq!(
            joined(&pieces("abcde\u{301}\u{301}\u{301}fghij", 8)),
            ["abcd", "e\u{301}\u{301}\u{301}", "fghi", "j"]
        );
        assert_eq!(joined(&pieces("", 8)), [""]);
    }

    #[test]
    fn a_moment_is_written_in_the_offset_that_it_names() {
        let at = Timestamp::from_offset(datetime!(2026-11-22 20:30 UTC));
        assert_eq!(moment(Language::Kk, at, offset!(+5)), "23.11.2026 01:30 (UTC+05:00)");
        assert_eq!(moment(Language::En, at, offset!(-3:30)), "2026-11-22 17:00 (UTC\u{2212}03:30)");
    }
}
