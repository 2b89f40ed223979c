//! The official texts beside the catalogue: what changed, who reviewed, what a past day says, where languages differ.

use std::sync::Arc;

use talap_decree::compare::{self, Change};
use talap_decree::discrepancies::{self, Discrepancy};
use talap_decree::redactions::{Redactions, Wording};
use talap_decree::{Catalog, OfficialText, parse};
use talap_model::{ClauseId, Language};
use time::macros::date;

use crate::official::official;

fn read(language: Language) -> Option<OfficialText> {
    Some(parse(&official(language)?, language).unwrap())
}

/// The text as a next act would leave it: a number changed, an item put in, a paragraph closed.
fn amended(text: &str) -> OfficialText {
    let indent = "\u{a0} \u{a0} \u{a0} ";
    let mut lines: Vec<String> = Vec::new();
    for line in text.lines() {
        let words = line.trim();
        if words.starts_with("event logs of databases") || words.starts_with("event logs of database management") {
            lines.push(format!("{indent}event logs of artificial minds;"));
        }
        if words.starts_with("99.") {
            let act =
                "99. Excluded by Decree of the Government dated 01.02.2027 № 99 (shall be enforced from 01.03.2027).";
            lines.push(format!("{indent}{act}"));
            continue;
        }
        lines.push(if words.starts_with("4) event logs are stored") {
            line.replace("three years", "five years")
        } else {
            line.to_owned()
        });
    }
    parse(&lines.join("\n"), Language::En).unwrap()
}

#[test]
fn the_text_that_the_entries_follow_differs_in_nothing() {
    let catalog = Catalog::built_in().unwrap();
    for text in [Language::Kk, Language::En].into_iter().filter_map(read) {
        let found = compare::with_catalog(&catalog, &text, &Redactions::default());
        assert!(found.is_empty(), "{:?}: {found:?}", text.language);
    }
}

#[test]
fn an_amendment_is_told_clause_by_clause() {
    let (Some(file), Some(before)) = (official(Language::En), read(Language::En)) else { return };
    let after = amended(&file);
    let told = |changes: &[Change]| {
        changes.iter().map(|change| format!("{} {}", change.key(), change.id())).collect::<Vec<_>>()
    };
    let between = compare::texts(&before, &after);
    assert!(told(&between).contains(&"reworded 38.4".to_owned()), "{between:?}");
    assert!(told(&between).contains(&"added 38.2.2".to_owned()), "{between:?}");
    assert!(told(&between).contains(&"renumbered 38.2.3".to_owned()), "{between:?}");
    assert!(told(&between).contains(&"excluded 99".to_owned()), "{between:?}");
    // The catalogue knows fingerprints; with the former text at hand it tells the words as well.
    let catalog = Catalog::built_in().unwrap();
    let bare = compare::with_catalog(&catalog, &after, &Redactions::default());
    let reworded =
        |changes: &[Change]| changes.iter().find(|change| change.id().as_str() == "38.4").unwrap().words().len();
    assert_eq!(reworded(&bare), 0);
    let mut imported = Redactions::default();
    imported.put(date!(2024 - 05 - 13), Arc::new(before));
    let whole = compare::with_catalog(&catalog, &after, &imported);
    assert!(reworded(&whole) > 1);
    assert_eq!(told(&whole), told(&between));
}

#[test]
fn what_no_text_tells_is_unknown() {
    let catalog = Catalog::built_in().unwrap();
    let id: ClauseId = "38.4".parse().unwrap();
    let mut texts = Redactions::default();
    assert!(texts.changed(&catalog).is_empty());
    assert_eq!(texts.wording(Language::En, &id, date!(2025 - 01 - 01)), Wording::Unknown);
    let (Some(file), Some(before)) = (official(Language::En), read(Language::En)) else { return };
    texts.put(date!(2024 - 05 - 13), Arc::new(before));
    assert!(texts.changed(&catalog).is_empty());
    texts.put(date!(2027 - 02 - 01), Arc::new(amended(&file)));
    assert_eq!(texts.wording(Language::En, &id, date!(2024 - 05 - 12)), Wording::Unknown);
    assert_eq!(texts.wording(Language::Kk, &id, date!(2025 - 01 - 01)), Wording::Unknown);
    let on = |day| match texts.wording(Language::En, &id, day) {
        Wording::Known { redaction, clause } => (redaction, clause.text.contains("five years")),
        other => panic!("{other:?}"),
    };
    assert_eq!(on(date!(2027 - 01 - 31)), (date!(2024 - 05 - 13), false));
    assert_eq!(on(date!(2027 - 02 - 01)), (date!(2027 - 02 - 01), true));
    let changed = texts.changed(&catalog);
    let of = |id: &ClauseId, texts: &Redactions| -> Vec<_> {
        let told = texts.changed(&catalog).remove(id).unwrap_or_default();
        told.into_iter().map(|one| (one.redaction, one.until)).collect()
    };
    assert_eq!(of(&id, &texts), [(date!(2027 - 02 - 01), None)]);
    texts.put(date!(2029 - 01 - 01), Arc::new(read(Language::En).unwrap()));
    assert_eq!(of(&id, &texts), [(date!(2027 - 02 - 01), Some(date!(2029 - 01 - 01)))]);
    assert!(!changed.contains_key(&"1".parse().unwrap()));
}

#[test]
fn the_languages_are_held_against_each_other() {
    let (Some(kk), Some(en)) = (read(Language::Kk), read(Language::En)) else { return };
    let found = discrepancies::between(&kk, &en);
    // Three of the dates of amending acts that the translation gives otherwise.
    assert!(
        found.iter().any(|one| matches!(one, Discrepancy::Amendments { id, .. } if id.as_str() == "154.2")),
        "{found:?}"
    );
    // The class that the English of 108-1 names and the Kazakh does not.
    assert!(
        found.iter().any(|one| matches!(one, Discrepancy::Numbers { id, .. } if id.as_str() == "108-1")),
        "{found:?}"
    );
    assert!(found.len() < 60, "{} discrepancies are mostly noise", found.len());
    assert!(discrepancies::between(&kk, &kk).is_empty());
}
