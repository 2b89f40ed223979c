//! The official texts that somebody imported, each with the day of its redaction, and what they tell of a past day.

use std::collections::{BTreeMap, HashMap};
use std::ops::Bound;
use std::sync::Arc;

use talap_model::{ClauseId, Language};
use time::Date;

use crate::catalog::{Catalog, StatementKind, fingerprint_of};
use crate::text::{OfficialClause, OfficialText};

/// Official texts by language and day of redaction.
#[derive(Debug, Clone, Default)]
pub struct Redactions(BTreeMap<Language, BTreeMap<Date, Arc<OfficialText>>>);

/// The wording of a clause on some day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wording {
    /// No imported text tells: there is none in this language, or all are of a later day.
    Unknown,
    /// The text of that day has no such clause.
    Absent {
        /// The day of the redaction that tells.
        redaction: Date,
    },
    /// The clause.
    Known {
        /// The day of the redaction that tells.
        redaction: Date,
        /// The clause as that redaction has it.
        clause: OfficialClause,
    },
}

/// The official words of a clause in one redaction are others than those that the catalogue's entry was written from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Changed {
    /// The language whose text tells.
    pub language: Language,
    /// The day of the redaction that tells.
    pub redaction: Date,
    /// The day of the redaction after it; none where it is the latest.
    pub until: Option<Date>,
    /// The new words' fingerprint, which a reviewer marks; none where the clause is not there any more.
    pub fingerprint: Option<String>,
}

impl Redactions {
    /// Puts a text in. One of the same language and day is replaced.
    pub fn put(&mut self, as_of: Date, text: Arc<OfficialText>) {
        self.0.entry(text.language).or_default().insert(as_of, text);
    }

    /// The latest text in a language.
    pub fn latest(&self, language: Language) -> Option<(Date, &Arc<OfficialText>)> {
        self.0.get(&language)?.last_key_value().map(|(day, text)| (*day, text))
    }

    /// The text that was the law's on a day, as far as texts were imported.
    pub fn on(&self, language: Language, day: Date) -> Option<(Date, &Arc<OfficialText>)> {
        self.0.get(&language)?.range(..=day).next_back().map(|(day, text)| (*day, text))
    }

    /// The text in force on a day; before the first text that was imported, that one.
    pub fn in_force(&self, language: Language, day: Date) -> Option<&Arc<OfficialText>> {
        let first = || self.0.get(&language)?.first_key_value().map(|(_, text)| text);
        self.on(language, day).map(|(_, text)| text).or_else(first)
    }

    /// The text of just this redaction.
    pub fn of(&self, language: Language, redaction: Date) -> Option<&Arc<OfficialText>> {
        self.0.get(&language)?.get(&redaction)
    }

    /// All texts, by language, then by day.
    pub fn iter(&self) -> impl Iterator<Item = (Language, Date, &Arc<OfficialText>)> {
        self.0.iter().flat_map(|(language, texts)| texts.iter().map(|(day, text)| (*language, *day, text)))
    }

    /// Whether nothing was imported.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How a clause read on a day.
    pub fn wording(&self, language: Language, id: &ClauseId, day: Date) -> Wording {
        match self.on(language, day) {
            None => Wording::Unknown,
            Some((redaction, text)) => match text.clause(id) {
                Some(clause) => Wording::Known { redaction, clause: clause.clone() },
                None => Wording::Absent { redaction },
            },
        }
    }

    /// The latest imported text with the very words that the catalogue's entry was written from.
    pub fn recorded(&self, catalog: &Catalog, language: Language, id: &ClauseId) -> Option<&OfficialClause> {
        let wanted = catalog.recorded.wording(id, language)?;
        let texts = self.0.get(&language)?.values().rev();
        texts.filter_map(|text| text.clause(id)).find(|clause| fingerprint_of(&clause.text) == wanted)
    }

    /// The clauses whose official words are not those that the catalogue's entries were written from, and clauses that the
    /// catalogue does not hold at all; of each, the redactions that tell so. The Kazakh text comes before the Russian, and
    /// both before the English, then by day. A text that is older than the recorded redaction, or in a language that was
    /// not recorded, tells nothing.
    pub fn changed(&self, catalog: &Catalog) -> BTreeMap<ClauseId, Vec<Changed>> {
        let mut changed: BTreeMap<ClauseId, Vec<Changed>> = BTreeMap::new();
        for language in recorded_languages(catalog) {
            let Some(texts) = self.0.get(&language) else { continue };
            let recorded = catalog.recorded.redaction.unwrap_or(Date::MIN);
            for (redaction, text) in texts.range(recorded..) {
                let until = texts.range((Bound::Excluded(*redaction), Bound::Unbounded)).next().map(|(day, _)| *day);
                for (id, fingerprint) in reworded(catalog, text) {
                    let one = Changed { language, redaction: *redaction, until, fingerprint };
                    changed.entry(id).or_default().push(one);
                }
            }
        }
        changed
    }
}

/// The clauses that a text has in other words than the catalogue's entries were written from, with the words'
/// fingerprints; none where it has no such clause.
fn reworded(catalog: &Catalog, text: &OfficialText) -> Vec<(ClauseId, Option<String>)> {
    let mut now: HashMap<&ClauseId, String> =
        text.clauses.iter().map(|clause| (&clause.id, fingerprint_of(&clause.text))).collect();
    let mut reworded = Vec::new();
    for clause in catalog.clauses() {
        let (known, found) = (catalog.recorded.wording(&clause.id, text.language), now.remove(&clause.id));
        if known != found.as_deref() {
            reworded.push((clause.id.clone(), found));
        }
    }
    reworded.extend(now.into_iter().map(|(id, fingerprint)| (id.clone(), Some(fingerprint))));
    reworded
}

/// The languages in which the catalogue knows what its entries were written from.
pub fn recorded_languages(catalog: &Catalog) -> Vec<Language> {
    let known =
        |language: &Language| catalog.recorded.clauses.values().any(|entry| entry.wording.contains_key(language));
    Language::ALL.into_iter().filter(known).collect()
}

/// Whether the catalogue holds a clause as closed by an act.
pub fn is_excluded(catalog: &Catalog, id: &ClauseId) -> bool {
    catalog.clause(id).is_some_and(|clause| {
        !clause.statements.is_empty()
            && clause.statements.iter().all(|statement| statement.kind == StatementKind::Excluded)
    })
}
