//! What the official texts were when the catalogue's entries were last written: a fingerprint of each clause's words in
//! each language, and the acts that amended it. The words themselves stay with whoever imports them.
//!
//! `talap catalog record` writes the file anew from two official texts; that is the last step of a review.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use sha2::{Digest, Sha256};
use talap_model::time::format_date;
use talap_model::{ClauseId, Language, Message};
use time::Date;

use crate::text::{Amendment, InForce, NoteSubject, OfficialText};

/// An act that amended a clause. The order is by date.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Amended {
    /// The act's date.
    pub date: Date,
    /// The act's number.
    pub act: String,
    /// The day from which the amendment is in force; none where the note counts it from a publication it does not date.
    pub from: Option<Date>,
}

impl Amended {
    /// The act, and since when it holds, as a sentence's part.
    pub fn explain(&self) -> Message {
        let message = match self.from {
            Some(from) => Message::new("decree-amended-from").with("from", from),
            None => Message::new("decree-amended-relative"),
        };
        message.with("act", self.act.as_str()).with("date", self.date)
    }
}

impl From<&Amendment> for Amended {
    fn from(amendment: &Amendment) -> Self {
        let from = match amendment.in_force {
            InForce::Known(date) => Some(date),
            InForce::Relative => None,
        };
        Self { date: amendment.date, act: amendment.act.clone(), from }
    }
}

/// What is recorded of one clause.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RecordedClause {
    /// The fingerprint of its words in each language that was at hand.
    pub wording: BTreeMap<Language, String>,
    /// The acts that notes about it name.
    pub amended: BTreeSet<Amended>,
}

/// What is recorded of all clauses.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Recorded {
    /// The day of the redaction that the entries were written from.
    pub redaction: Option<Date>,
    /// The clauses.
    pub clauses: BTreeMap<ClauseId, RecordedClause>,
}

/// The fingerprint of a clause's words: white space, quotation marks and dashes of another shape do not change it.
pub fn fingerprint_of(words: &str) -> String {
    let mut plain = String::with_capacity(words.len());
    for word in words.split_whitespace() {
        if !plain.is_empty() {
            plain.push(' ');
        }
        plain.extend(word.chars().map(|c| match c {
            '«' | '»' | '“' | '”' | '„' | '"' => '"',
            '–' | '—' | '‑' => '-',
            other => other,
        }));
    }
    let digest = Sha256::digest(plain.as_bytes());
    digest.iter().take(8).fold(String::with_capacity(16), |mut text, byte| {
        // Writing to a String cannot fail.
        write!(text, "{byte:02x}").unwrap_or_default();
        text
    })
}

impl Recorded {
    /// What these texts say; the redaction is that of the latest amending act they name.
    pub fn of<'a>(texts: impl IntoIterator<Item = &'a OfficialText>) -> Self {
        let mut recorded = Self::default();
        for text in texts {
            for clause in &text.clauses {
                let entry = recorded.clauses.entry(clause.id.clone()).or_default();
                entry.wording.insert(text.language, fingerprint_of(&clause.text));
                entry.amended.extend(clause.excluded_by.iter().map(Amended::from));
            }
            for note in &text.notes {
                if let NoteSubject::Clause(id) = &note.about {
                    let entry = recorded.clauses.entry(id.clone()).or_default();
                    entry.amended.extend(note.amendments.iter().map(Amended::from));
                }
            }
            recorded.redaction = recorded.redaction.max(text.redaction());
        }
        for entry in recorded.clauses.values_mut() {
            prefer_known_days(&mut entry.amended);
        }
        recorded
    }

    /// The acts that notes about a clause itself name.
    pub fn amendments(&self, id: &ClauseId) -> impl Iterator<Item = &Amended> {
        self.clauses.get(id).into_iter().flat_map(|entry| &entry.amended)
    }

    /// The fingerprint that a clause's words had.
    pub fn wording(&self, id: &ClauseId, language: Language) -> Option<&str> {
        self.clauses.get(id)?.wording.get(&language).map(String::as_str)
    }

    /// The file, as `recorded.toml` holds it.
    pub fn to_toml(&self) -> String {
        let mut file = String::from(
            "# Made by `talap catalog record` from the official texts: fingerprints of each clause's words and the acts that\n\
             # amended it. Not to be edited by hand. See README.md.\n\nversion = 1\n",
        );
        if let Some(day) = self.redaction {
            // Writing to a String cannot fail, here and below.
            writeln!(file, "redaction = \"{}\"", format_date(day)).unwrap_or_default();
        }
        file.push_str("\n[clause]\n");
        let mut clauses: Vec<_> = self.clauses.iter().collect();
        clauses.sort_by_key(|(id, _)| document_order(id));
        for (id, clause) in clauses {
            let mut parts: Vec<_> =
                clause.wording.iter().map(|(language, print)| format!("{} = \"{print}\"", language.code())).collect();
            if !clause.amended.is_empty() {
                let acts: Vec<_> = clause.amended.iter().map(amended_to_toml).collect();
                parts.push(format!("acts = [{}]", acts.join(", ")));
            }
            writeln!(file, "\"{id}\" = {{ {} }}", parts.join(", ")).unwrap_or_default();
        }
        file
    }
}

fn amended_to_toml(amended: &Amended) -> String {
    let from = amended.from.map(|day| format!(", from = \"{}\"", format_date(day))).unwrap_or_default();
    format!("{{ act = \"{}\", date = \"{}\"{from} }}", amended.act, format_date(amended.date))
}

/// Where one language gives the day of an amendment and the other does not, the day is known.
fn prefer_known_days(amended: &mut BTreeSet<Amended>) {
    let known: Vec<_> =
        amended.iter().filter(|one| one.from.is_some()).map(|one| (one.date, one.act.clone())).collect();
    amended.retain(|one| one.from.is_some() || !known.contains(&(one.date, one.act.clone())));
}

/// Numbers compared as numbers: `2` before `10`, `8` before `8-1`, `res.…` before all.
pub fn document_order(id: &ClauseId) -> Vec<(u32, u32)> {
    let (lead, rest) = match id.as_str().strip_prefix("res.") {
        Some(rest) => (0, rest),
        None => (1, id.as_str()),
    };
    let number = |part: &str| {
        let (base, inserted) = part.split_once('-').unwrap_or((part, "0"));
        (base.parse().unwrap_or(0), inserted.parse().unwrap_or(0))
    };
    std::iter::once((lead, 0)).chain(rest.split('.').map(number)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shapes_of_marks_do_not_change_a_fingerprint() {
        assert_eq!(fingerprint_of("the  «Law» – of"), fingerprint_of("the \"Law\" - of"));
        assert_ne!(fingerprint_of("three years"), fingerprint_of("four years"));
        assert_eq!(fingerprint_of("x").len(), 16);
    }

    #[test]
    fn clauses_sort_as_the_document_has_them() {
        let mut ids: Vec<ClauseId> =
            ["10", "9-1", "9", "9.2", "9.10", "res.3.1", "9.1", "62.0.1"].map(|id| id.parse().unwrap()).into();
        ids.sort_by_key(document_order);
        let sorted: Vec<_> = ids.iter().map(ClauseId::as_str).collect();
        assert_eq!(sorted, ["res.3.1", "9", "9.1", "9.2", "9.10", "9-1", "10", "62.0.1"]);
    }
}
