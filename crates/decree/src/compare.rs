//! What changed between two redactions, or between an official text and the catalogue: clauses added, excluded, taken away,
//! reworded word by word, renumbered.

use std::collections::{BTreeMap, HashMap, HashSet};

use similar::{Algorithm, ChangeTag, TextDiff};
use talap_model::ClauseId;

use crate::catalog::{Catalog, above, fingerprint_of, recorded::document_order};
use crate::redactions::{Redactions, is_excluded};
use crate::text::{OfficialClause, OfficialText};

/// What became of a clause.
#[derive(Debug, Clone, PartialEq)]
pub enum Change {
    /// It is new.
    Added {
        /// Its identifier.
        id: ClauseId,
        /// Its words.
        text: String,
    },
    /// An act closed it.
    Excluded {
        /// Its identifier.
        id: ClauseId,
    },
    /// It is not there any more, and no act is said to have closed it.
    Removed {
        /// Its identifier.
        id: ClauseId,
    },
    /// Its words are others.
    Reworded {
        /// Its identifier.
        id: ClauseId,
        /// The words; empty where the former ones are not at hand.
        words: Vec<Piece>,
    },
    /// It stands under another number.
    Renumbered {
        /// Its former identifier.
        from: ClauseId,
        /// Its identifier now.
        to: ClauseId,
        /// The words, where they changed as well.
        words: Vec<Piece>,
    },
}

impl Change {
    /// The clause as the newer side numbers it; as the older does, where the newer has it no more.
    pub fn id(&self) -> &ClauseId {
        match self {
            Self::Added { id, .. } | Self::Excluded { id } | Self::Removed { id } | Self::Reworded { id, .. } => id,
            Self::Renumbered { to, .. } => to,
        }
    }

    /// The clause as the catalogue, or the older text, numbers it; none for a new one.
    pub fn before(&self) -> Option<&ClauseId> {
        match self {
            Self::Added { .. } => None,
            Self::Excluded { id } | Self::Removed { id } | Self::Reworded { id, .. } => Some(id),
            Self::Renumbered { from, .. } => Some(from),
        }
    }

    /// As programs read it: `added`, `excluded`, `removed`, `reworded`, `renumbered`.
    pub fn key(&self) -> &'static str {
        match self {
            Self::Added { .. } => "added",
            Self::Excluded { .. } => "excluded",
            Self::Removed { .. } => "removed",
            Self::Reworded { .. } => "reworded",
            Self::Renumbered { .. } => "renumbered",
        }
    }

    /// The words side by side; empty where there is nothing to compare.
    pub fn words(&self) -> &[Piece] {
        match self {
            Self::Reworded { words, .. } | Self::Renumbered { words, .. } => words,
            Self::Added { .. } | Self::Excluded { .. } | Self::Removed { .. } => &[],
        }
    }
}

/// A run of words in a comparison.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// Whether it stands in both, or in which.
    pub side: Side,
    /// The words with the space after them.
    pub text: String,
}

/// Where a run of words stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Side {
    /// In both.
    Both,
    /// Only in the older.
    Old,
    /// Only in the newer.
    New,
}

/// How alike two wordings must be to count as one clause that moved: of all words, the share that stands in both.
const MOVED: f32 = 0.75;

/// How alike two clauses under one number must be to count as one clause reworded.
const REWORDED: f32 = 0.35;

/// What changed from an older text to a newer one, in the newer's order.
pub fn texts(old: &OfficialText, new: &OfficialText) -> Vec<Change> {
    let side = |text: &OfficialText| -> Vec<Entry> { text.clauses.iter().map(Entry::of).collect() };
    compare(&side(old), &side(new))
}

/// What differs between the catalogue and a text, in the text's order. The catalogue holds fingerprints of the words that
/// its entries were written from, not the words; these are taken from an imported text that still has them.
pub fn with_catalog(catalog: &Catalog, text: &OfficialText, imported: &Redactions) -> Vec<Change> {
    let language = text.language;
    let old: Vec<Entry> = catalog
        .clauses()
        .map(|clause| {
            let words = imported.recorded(catalog, language, &clause.id).map(|clause| clause.text.clone());
            Entry {
                id: clause.id.clone(),
                print: catalog.recorded.wording(&clause.id, language).map(str::to_owned),
                words,
                excluded: is_excluded(catalog, &clause.id),
            }
        })
        .collect();
    let held: HashSet<_> = old.iter().map(|entry| &entry.id).collect();
    let whole = held.iter().any(|id| id.as_str().starts_with("res."));
    // The government's own resolution is compared only where the catalogue holds it.
    let new = text.clauses.iter().filter(|clause| whole || !clause.id.as_str().starts_with("res."));
    compare(&old, &new.map(Entry::of).collect::<Vec<_>>())
}

/// One clause of a side.
#[derive(Debug, Clone)]
struct Entry {
    id: ClauseId,
    /// The fingerprint of its words; none where it was not recorded.
    print: Option<String>,
    words: Option<String>,
    excluded: bool,
}

impl Entry {
    fn of(clause: &OfficialClause) -> Self {
        Self {
            id: clause.id.clone(),
            print: Some(fingerprint_of(&clause.text)),
            words: Some(clause.text.clone()),
            excluded: clause.excluded,
        }
    }

    /// Whether the words are known to be the same.
    fn same(&self, other: &Self) -> bool {
        match (&self.print, &other.print) {
            (Some(one), Some(two)) => one == two,
            // What was not recorded cannot be said to differ.
            _ => true,
        }
    }

    fn likeness(&self, other: &Self) -> Option<f32> {
        Some(likeness(self.words.as_deref()?, other.words.as_deref()?))
    }
}

fn compare(old: &[Entry], new: &[Entry]) -> Vec<Change> {
    let at: HashMap<&ClauseId, usize> = old.iter().enumerate().map(|(at, entry)| (&entry.id, at)).collect();
    // Which old entry each new one is.
    let mut pairs: Vec<Option<usize>> = vec![None; new.len()];
    let mut taken = vec![false; old.len()];
    let mut pair = |pairs: &mut Vec<Option<usize>>, to: usize, from: usize| {
        if let (Some(slot), Some(used)) = (pairs.get_mut(to), taken.get_mut(from))
            && slot.is_none()
            && !*used
        {
            (*slot, *used) = (Some(from), true);
        }
    };
    // First what stayed where it was.
    for (to, entry) in new.iter().enumerate() {
        if let Some(from) = at.get(&entry.id).copied()
            && old.get(from).is_some_and(|before| before.same(entry) || before.excluded && entry.excluded)
        {
            pair(&mut pairs, to, from);
        }
    }
    // Then words that stand elsewhere unchanged, if they stand there once.
    let mut by_print: HashMap<&str, Vec<usize>> = HashMap::new();
    for (from, entry) in old.iter().enumerate().filter(|(_, entry)| !entry.excluded) {
        by_print.entry(entry.print.as_deref().unwrap_or_default()).or_default().push(from);
    }
    for (to, entry) in new.iter().enumerate().filter(|(_, entry)| !entry.excluded) {
        let found = entry.print.as_deref().and_then(|print| by_print.get(print));
        if let Some([from]) = found.map(Vec::as_slice) {
            pair(&mut pairs, to, *from);
        }
    }
    // Then the same number with nearly the same words, or with words that cannot be compared.
    for (to, entry) in new.iter().enumerate() {
        if let Some(from) = at.get(&entry.id).copied()
            && let Some(before) = old.get(from)
            && (entry.excluded || before.likeness(entry).is_none_or(|alike| alike >= MOVED))
        {
            pair(&mut pairs, to, from);
        }
    }
    // Then what moved within its paragraph and was reworded on the way.
    let used: HashSet<usize> = pairs.iter().flatten().copied().collect();
    let free: Vec<usize> = (0..old.len()).filter(|from| !used.contains(from)).collect();
    for (to, entry) in new.iter().enumerate() {
        if pairs.get(to).is_some_and(Option::is_some) {
            continue;
        }
        let near = free.iter().filter_map(|from| old.get(*from).map(|before| (*from, before)));
        let alike = near
            .filter(|(_, before)| above(&before.id) == above(&entry.id))
            .filter_map(|(from, before)| Some((from, before.likeness(entry)?)))
            .filter(|(_, alike)| *alike >= MOVED)
            .max_by(|(_, one), (_, other)| one.total_cmp(other));
        if let Some((from, _)) = alike {
            pair(&mut pairs, to, from);
        }
    }
    // Then the same number with words that are still alike.
    for (to, entry) in new.iter().enumerate() {
        if let Some(from) = at.get(&entry.id).copied()
            && let Some(before) = old.get(from)
            && (entry.excluded || before.likeness(entry).is_none_or(|alike| alike >= REWORDED))
        {
            pair(&mut pairs, to, from);
        }
    }
    // What is left under one number was replaced whole.
    for (to, entry) in new.iter().enumerate() {
        if let Some(from) = at.get(&entry.id).copied() {
            pair(&mut pairs, to, from);
        }
    }
    told(old, new, &pairs)
}

fn told(old: &[Entry], new: &[Entry], pairs: &[Option<usize>]) -> Vec<Change> {
    let mut changes = BTreeMap::new();
    let mut put = |change: Change| {
        changes.insert((document_order(change.id()), change.key()), change);
    };
    for (entry, pair) in new.iter().zip(pairs) {
        match pair.and_then(|from| old.get(from)) {
            None => {
                let (id, text) = (entry.id.clone(), entry.words.clone().unwrap_or_default());
                put(Change::Added { id, text });
            }
            Some(before) if entry.excluded && !before.excluded => put(Change::Excluded { id: entry.id.clone() }),
            Some(before) if entry.excluded && before.excluded => {}
            Some(before) if before.id != entry.id => {
                let words = if before.same(entry) { Vec::new() } else { pieces(before, entry) };
                put(Change::Renumbered { from: before.id.clone(), to: entry.id.clone(), words });
            }
            Some(before) if !before.same(entry) => {
                put(Change::Reworded { id: entry.id.clone(), words: pieces(before, entry) });
            }
            Some(_) => {}
        }
    }
    let kept: HashSet<usize> = pairs.iter().flatten().copied().collect();
    for (_, entry) in old.iter().enumerate().filter(|(from, entry)| !kept.contains(from) && !entry.excluded) {
        put(Change::Removed { id: entry.id.clone() });
    }
    changes.into_values().collect()
}

fn pieces(old: &Entry, new: &Entry) -> Vec<Piece> {
    match (&old.words, &new.words) {
        (Some(old), Some(new)) => words(old, new),
        _ => Vec::new(),
    }
}

/// Two wordings word by word.
pub fn words(old: &str, new: &str) -> Vec<Piece> {
    let diff = TextDiff::configure().algorithm(Algorithm::Patience).diff_words(old, new);
    let mut pieces: Vec<Piece> = Vec::new();
    for change in diff.iter_all_changes() {
        let side = match change.tag() {
            ChangeTag::Equal => Side::Both,
            ChangeTag::Delete => Side::Old,
            ChangeTag::Insert => Side::New,
        };
        match pieces.last_mut() {
            Some(last) if last.side == side => last.text.push_str(change.value()),
            _ => pieces.push(Piece { side, text: change.value().to_owned() }),
        }
    }
    pieces
}

fn likeness(old: &str, new: &str) -> f32 {
    TextDiff::configure().algorithm(Algorithm::Patience).diff_words(old, new).ratio()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn side(clauses: &[(&str, &str)]) -> Vec<Entry> {
        let entry = |(id, words): &(&str, &str)| Entry {
            id: id.parse().unwrap(),
            print: Some(fingerprint_of(words)),
            words: Some((*words).to_owned()),
            excluded: words.starts_with("Excluded"),
        };
        clauses.iter().map(entry).collect()
    }

    #[track_caller]
    fn check(old: &[(&str, &str)], new: &[(&str, &str)], expected: &[&str]) {
        let found: Vec<_> = compare(&side(old), &side(new))
            .iter()
            .map(|change| match change {
                Change::Renumbered { from, to, words } => {
                    format!("renumbered {from} {to}{}", if words.is_empty() { "" } else { " reworded" })
                }
                other => format!("{} {}", other.key(), other.id()),
            })
            .collect();
        assert_eq!(found, expected);
    }

    const LOGS: &str = "event logs are kept for at least three years and are online for two months";
    const TIME: &str = "the clocks of all logs follow the infrastructure of the source of time";
    const LIST: &str = "a list of those who may enter the server room is kept up to date by the head";

    #[test]
    fn nothing_changed_is_nothing() {
        check(&[("1", LOGS), ("2", "Excluded by an act")], &[("1", LOGS), ("2", "Excluded by another act")], &[]);
    }

    #[test]
    fn changes_are_told_apart() {
        let four = LOGS.replace("three", "four");
        check(&[("1", LOGS)], &[("1", &four)], &["reworded 1"]);
        check(&[("1", LOGS)], &[("1", "Excluded by an act")], &["excluded 1"]);
        check(&[("1", LOGS)], &[("1", LOGS), ("1-1", TIME)], &["added 1-1"]);
        check(&[("1", LOGS), ("2", TIME)], &[("1", LOGS)], &["removed 2"]);
        check(&[("1", LOGS)], &[("1", TIME)], &["reworded 1"]);
    }

    #[test]
    fn an_inserted_item_shifts_the_rest_and_rewords_none() {
        check(
            &[("1.0.1", LOGS), ("1.0.2", TIME), ("1.0.3", "last")],
            &[("1.0.1", LOGS), ("1.0.2", LIST), ("1.0.3", TIME), ("1.0.4", "last")],
            &["added 1.0.2", "renumbered 1.0.2 1.0.3", "renumbered 1.0.3 1.0.4"],
        );
        let later = TIME.replace("follow", "shall follow");
        check(
            &[("1.0.1", LOGS), ("1.0.2", TIME)],
            &[("1.0.1", LOGS), ("1.0.2", LIST), ("1.0.3", &later)],
            &["added 1.0.2", "renumbered 1.0.2 1.0.3 reworded"],
        );
    }

    #[test]
    fn words_are_compared_one_by_one() {
        let found = words("kept for three years", "kept for four years");
        let told: Vec<_> = found.iter().map(|piece| (piece.side, piece.text.trim())).collect();
        assert_eq!(told, [(Side::Both, "kept for"), (Side::Old, "three"), (Side::New, "four"), (Side::Both, "years")]);
    }

    proptest! {
        #[test]
        fn pieces_give_both_wordings_back(old in "[a-c ]{0,40}", new in "[a-c ]{0,40}") {
            let of = |wanted: Side| words(&old, &new).into_iter().filter(|piece| piece.side == Side::Both || piece.side == wanted).map(|piece| piece.text).collect::<String>();
            prop_assert_eq!(of(Side::Old), old.clone());
            prop_assert_eq!(of(Side::New), new.clone());
        }

        #[test]
        fn every_clause_is_accounted_for(old in prop::collection::btree_map(1_u8..12, "[a-d]( [a-d]){0,5}", 0..8), new in prop::collection::btree_map(1_u8..12, "[a-d]( [a-d]){0,5}", 0..8)) {
            let list = |map: &BTreeMap<u8, String>| -> Vec<Entry> {
                let pairs: Vec<_> = map.iter().map(|(id, text)| (id.to_string(), text.clone())).collect();
                side(&pairs.iter().map(|(id, text)| (id.as_str(), text.as_str())).collect::<Vec<_>>())
            };
            let changes = compare(&list(&old), &list(&new));
            let count = |key: &str| changes.iter().filter(|change| change.key() == key).count();
            prop_assert_eq!(old.len() + count("added"), new.len() + count("removed"));
            prop_assert_eq!(changes.is_empty(), old == new);
        }
    }
}
