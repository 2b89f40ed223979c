//! The official text beside the project. It is no part of the project, so its absence is no failure.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use talap_decree::text::{Level, NoteSubject, OfficialText, TextError, parse};
use talap_model::Language;

pub(crate) fn official(language: Language) -> Option<String> {
    let file = format!("../../../shared/decree/decree832.{}.txt", language.code());
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(file);
    let text = fs::read_to_string(&path).ok();
    if text.is_none() {
        eprintln!("skipped: {} is not here", path.display());
    }
    text
}

fn both() -> Option<[(Language, String); 2]> {
    Some([(Language::Kk, official(Language::Kk)?), (Language::En, official(Language::En)?)])
}

/// Identifiers and kinds without line numbers, without what belongs to the resolution.
fn shape(text: &OfficialText) -> Vec<(String, &'static str)> {
    let entries = text.outline(true).into_iter().filter(|entry| !entry.id.starts_with("res."));
    entries.map(|entry| (entry.id, entry.kind)).collect()
}

#[test]
fn both_languages_give_the_same_identifiers_and_counts() {
    let Some([(_, kk), (_, en)]) = both() else { return };
    let (kk, en) = (parse(&kk, Language::Kk).unwrap(), parse(&en, Language::En).unwrap());
    assert_eq!(shape(&kk), shape(&en));
    for text in [&kk, &en] {
        let mut levels = BTreeMap::new();
        let requirements = text.clauses.iter().filter(|clause| !clause.id.as_str().starts_with("res."));
        requirements.for_each(|clause| *levels.entry(clause.level).or_insert(0) += 1);
        assert_eq!(levels, [(Level::Paragraph, 210), (Level::Subparagraph, 337), (Level::Item, 317)].into());
        assert_eq!(shape(text).iter().filter(|(_, kind)| *kind == "note").count(), 110);
        assert_eq!(text.clauses.iter().filter(|clause| clause.excluded).count(), 18);
        assert!(text.clauses.iter().all(|clause| clause.excluded != clause.excluded_by.is_empty()));
        let resolution = text.clauses.iter().map(|clause| clause.id.as_str()).filter(|id| id.starts_with("res."));
        assert_eq!(resolution.collect::<Vec<_>>(), ["res.1", "res.2", "res.3", "res.3.1"]);
        assert_eq!(text.headings.len(), 13);
        for id in ["38", "38.4", "90-1.2.3", "62-1", "139.10-1", "149.4"] {
            assert!(text.clause(&id.parse().unwrap()).is_some(), "{id}");
        }
        let title = NoteSubject::Title { chapter: 3, section: Some(8) };
        assert_eq!(text.notes.iter().filter(|note| note.about == title).count(), 1);
    }
    let whole = kk.notes.iter().filter(|note| note.about == NoteSubject::WholeText);
    assert_eq!(whole.map(talap_decree::Note::id).collect::<Vec<_>>(), ["res.3/n1"]);
}

#[test]
fn both_languages_name_the_same_amending_acts() {
    let Some([(_, kk), (_, en)]) = both() else { return };
    let (kk, en) = (parse(&kk, Language::Kk).unwrap(), parse(&en, Language::En).unwrap());
    let acts = |text: &OfficialText| {
        let known = ["12", "112", "355", "372", "383", "1047"];
        for amendment in text.notes.iter().flat_map(|note| &note.amendments) {
            assert!(known.contains(&amendment.act.as_str()), "{amendment:?}");
        }
        text.notes.iter().map(talap_decree::Note::id).collect::<Vec<_>>()
    };
    assert_eq!(acts(&kk)[1..], acts(&en)[..]);
    for text in [&kk, &en] {
        let note = text.notes.iter().find(|note| note.id() == "38/n1").unwrap();
        let acts: Vec<_> = note.amendments.iter().map(|amendment| amendment.act.as_str()).collect();
        assert_eq!(acts, ["355", "1047", "372"]);
    }
}

#[test]
fn a_text_cut_at_any_line_is_refused() {
    let Some(texts) = both() else { return };
    for (language, text) in texts {
        let lines: Vec<_> = text.lines().collect();
        for kept in (0..lines.len()).step_by(29).chain(lines.len() - 20..lines.len()) {
            assert!(parse(&lines[..kept].join("\n"), language).is_err(), "{language:?}: {kept} lines");
        }
        // Inside the last line there is no other sentence's end.
        let whole = text.trim_end();
        let mut cuts = whole.char_indices().map(|(at, _)| whole.split_at(at).0).rev().take(150).step_by(5);
        assert!(cuts.all(|cut| parse(cut, language).is_err()));
    }
}

#[test]
fn a_paragraph_or_subparagraph_taken_away_or_doubled_is_found() {
    let Some(texts) = both() else { return };
    for (language, text) in texts {
        let read = parse(&text, language).unwrap();
        let lines: Vec<_> = text.lines().collect();
        for clause in read.clauses.iter().filter(|clause| clause.level == Level::Paragraph).step_by(11) {
            let mut doubled = lines.clone();
            doubled.insert(clause.line, lines[clause.line - 1]);
            let found = parse(&doubled.join("\n"), language).unwrap_err();
            let expected =
                TextError::Duplicate { line: clause.line + 1, id: clause.id.to_string(), first: clause.line };
            assert_eq!(found, expected);
            let mut without = lines.clone();
            without.remove(clause.line - 1);
            assert!(parse(&without.join("\n"), language).is_err(), "{}", clause.id);
        }
    }
}

#[test]
fn the_other_language_is_refused() {
    let Some([(_, kk), (_, en)]) = both() else { return };
    let expected = |asked, found| Err(TextError::AnotherLanguage { line: 3, asked, found });
    assert_eq!(parse(&kk, Language::En), expected(Language::En, Language::Kk));
    assert_eq!(parse(&en, Language::Kk), expected(Language::Kk, Language::En));
}
