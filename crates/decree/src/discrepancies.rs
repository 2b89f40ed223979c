//! Where two language versions of the official text do not say the same: numbers and dates of a clause, clauses and
//! amendments that stand on one side only. What reads differently in sense is for a person to say: the catalogue's entries do
//! (`discrepancy`).

use std::collections::BTreeMap;

use talap_model::{ClauseId, Language};

use crate::text::{InForce, Note, OfficialText};

/// What differs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Discrepancy {
    /// A clause is in one text only.
    Missing {
        /// The clause.
        id: ClauseId,
        /// The language whose text has it not.
        language: Language,
    },
    /// An act closed the clause, as one text says and the other does not.
    Excluded {
        /// The clause.
        id: ClauseId,
        /// The language whose text says so.
        language: Language,
    },
    /// Numbers stand on one side only.
    Numbers {
        /// The clause.
        id: ClauseId,
        /// Those of the first language that the second has not.
        one: Vec<String>,
        /// Those of the second that the first has not.
        other: Vec<String>,
    },
    /// The texts name other amending acts, or other days from which they are in force.
    Amendments {
        /// The clause whose note it is.
        id: ClauseId,
        /// The acts and days of the first language that the second has not.
        one: Vec<String>,
        /// Those of the second that the first has not.
        other: Vec<String>,
    },
}

impl Discrepancy {
    /// The clause.
    pub fn id(&self) -> &ClauseId {
        match self {
            Self::Missing { id, .. }
            | Self::Excluded { id, .. }
            | Self::Numbers { id, .. }
            | Self::Amendments { id, .. } => id,
        }
    }

    /// As programs read it: `missing`, `excluded`, `numbers`, `amendments`.
    pub fn key(&self) -> &'static str {
        match self {
            Self::Missing { .. } => "missing",
            Self::Excluded { .. } => "excluded",
            Self::Numbers { .. } => "numbers",
            Self::Amendments { .. } => "amendments",
        }
    }
}

/// What differs between two texts, in document order.
pub fn between(one: &OfficialText, other: &OfficialText) -> Vec<Discrepancy> {
    let mut found = Vec::new();
    for clause in &one.clauses {
        let id = clause.id.clone();
        let Some(beside) = other.clause(&clause.id) else {
            found.push(Discrepancy::Missing { id, language: other.language });
            continue;
        };
        if clause.excluded != beside.excluded {
            let language = if clause.excluded { one.language } else { other.language };
            found.push(Discrepancy::Excluded { id, language });
            continue;
        }
        if clause.excluded {
            let named = |list: &[crate::text::Amendment]| list.iter().map(told).collect::<Vec<_>>();
            let (only_one, only_other) = differing(named(&clause.excluded_by), named(&beside.excluded_by));
            if !(only_one.is_empty() && only_other.is_empty()) {
                found.push(Discrepancy::Amendments { id, one: only_one, other: only_other });
            }
            continue;
        }
        let (only_one, only_other) =
            differing(numbers(&clause.text, one.language), numbers(&beside.text, other.language));
        if !(only_one.is_empty() && only_other.is_empty()) {
            found.push(Discrepancy::Numbers { id, one: only_one, other: only_other });
        }
    }
    let missing = other.clauses.iter().filter(|clause| one.clause(&clause.id).is_none());
    found.extend(missing.map(|clause| Discrepancy::Missing { id: clause.id.clone(), language: one.language }));
    found.extend(notes(one, other));
    found.sort_by_key(|discrepancy| crate::catalog::recorded::document_order(discrepancy.id()));
    found
}

/// Notes under one paragraph are compared together: the texts may set one note where the other sets two.
fn notes(one: &OfficialText, other: &OfficialText) -> Vec<Discrepancy> {
    let gather = |text: &OfficialText| {
        let mut acts: BTreeMap<ClauseId, Vec<String>> = BTreeMap::new();
        for note in &text.notes {
            acts.entry(note.host.clone()).or_default().extend(note_acts(note));
        }
        acts
    };
    let (acts, mut beside) = (gather(one), gather(other));
    let mut found = Vec::new();
    for (id, named) in acts {
        let (only_one, only_other) = differing(named, beside.remove(&id).unwrap_or_default());
        if !(only_one.is_empty() && only_other.is_empty()) {
            found.push(Discrepancy::Amendments { id, one: only_one, other: only_other });
        }
    }
    found.extend(
        beside.into_iter().filter(|(_, named)| !named.is_empty()).map(|(id, other)| Discrepancy::Amendments {
            id,
            one: Vec::new(),
            other,
        }),
    );
    found
}

fn note_acts(note: &Note) -> impl Iterator<Item = String> {
    note.amendments.iter().map(told)
}

fn told(amendment: &crate::text::Amendment) -> String {
    let day = talap_model::time::format_date(amendment.date);
    match amendment.in_force {
        InForce::Known(from) => {
            format!("№ {} {day} ({})", amendment.act, talap_model::time::format_date(from))
        }
        InForce::Relative => format!("№ {} {day}", amendment.act),
    }
}

/// What stands only in the one list, and only in the other; each value as often as it does.
fn differing(one: Vec<String>, mut other: Vec<String>) -> (Vec<String>, Vec<String>) {
    let mut only = Vec::new();
    for value in one {
        match other.iter().position(|found| *found == value) {
            Some(at) => {
                other.remove(at);
            }
            None => only.push(value),
        }
    }
    (only, other)
}

/// Number words from two to ten; a one is more often an article than a number.
const WORDS: [(&str, &str, &str); 9] = [
    ("екі", "two", "2"),
    ("үш", "three", "3"),
    ("төрт", "four", "4"),
    ("бес", "five", "5"),
    ("алты", "six", "6"),
    ("жеті", "seven", "7"),
    ("сегіз", "eight", "8"),
    ("тоғыз", "nine", "9"),
    ("он", "ten", "10"),
];

/// Ordinal words, as the texts use them for classes and levels.
const ORDINALS: [(&str, &str, &str); 4] =
    [("бірінші", "first", "1"), ("екінші", "second", "2"), ("үшінші", "third", "3"), ("төртінші", "fourth", "4")];

/// The months, as an English text writes the days of acts.
const MONTHS: [(&str, &str); 12] = [
    ("қаңтар", "january"),
    ("ақпан", "february"),
    ("наурыз", "march"),
    ("сәуір", "april"),
    ("мамыр", "may"),
    ("маусым", "june"),
    ("шілде", "july"),
    ("тамыз", "august"),
    ("қыркүйек", "september"),
    ("қазан", "october"),
    ("қараша", "november"),
    ("желтоқсан", "december"),
];

/// The numbers of a wording: digits with a point or comma between them, number words, ordinals and months. A number that
/// is a part of a designation (`ISO/IEC`, `IP`, `E1`) is a number as well.
fn numbers(text: &str, language: Language) -> Vec<String> {
    // A third party is no number.
    let lower = text.to_lowercase().replace("third part", "").replace("third-part", "");
    let mut found: Vec<String> = lower
        .split(|c: char| !c.is_ascii_digit() && c != '.' && c != ',')
        .map(|token| token.trim_matches(['.', ',']).replace(',', "."))
        .filter(|token| token.starts_with(|c: char| c.is_ascii_digit()))
        .flat_map(|token| date_parts(&token))
        .collect();
    for word in lower.split(|c: char| !c.is_alphabetic()) {
        let month = MONTHS.iter().position(|(kk, en)| match language {
            Language::Kk => word.starts_with(kk),
            _ => word == *en,
        });
        if let Some(at) = month {
            found.push((at + 1).to_string());
            continue;
        }
        let ordinal = ORDINALS.iter().find(|(kk, en, _)| match language {
            Language::Kk => word == *kk,
            _ => word == *en,
        });
        let number = WORDS.iter().find(|(kk, en, _)| match language {
            Language::Kk => word == *kk,
            _ => word == *en,
        });
        if let Some((.., digits)) = ordinal.or(number) {
            found.push((*digits).to_owned());
        }
    }
    found
}

/// `18.01.2021` is a day, a month and a year, as words would write it; a number keeps its point.
fn date_parts(token: &str) -> Vec<String> {
    let parts: Vec<_> = token.split('.').collect();
    if let [day, month, year] = parts.as_slice()
        && year.len() == 4
    {
        return [day, month, year].map(|part| part.trim_start_matches('0').to_owned()).into();
    }
    vec![token.to_owned()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_two_languages_are_the_same_numbers() {
        let kk = numbers("ұсыну мерзімі екі жыл, 2016 жылғы 20 желтоқсан, 99,7%", Language::Kk);
        let en = numbers("a term of two years, December 20, 2016, 99.7%", Language::En);
        assert_eq!(differing(kk, en), (Vec::new(), Vec::new()));
        let kk = numbers("18.01.2021 № 12", Language::Kk);
        let en = numbers("January 18, 2021 № 12", Language::En);
        assert_eq!(differing(kk, en), (Vec::new(), Vec::new()));
    }

    #[test]
    fn a_number_on_one_side_is_told() {
        let (one, other) = differing(numbers("3 жыл", Language::Kk), numbers("4 years", Language::En));
        assert_eq!((one, other), (vec!["3".to_owned()], vec!["4".to_owned()]));
    }
}
