//! Looking for words in the built-in catalogue.

use std::sync::Arc;

use talap_decree::redactions::Redactions;
use talap_decree::search::{Found, Search};
use talap_decree::{Catalog, parse};
use talap_model::Language;
use time::macros::date;

use crate::official::official;

fn search() -> Search {
    Search::new(&Catalog::built_in().unwrap(), &Redactions::default()).unwrap()
}

/// Where the first answers stand.
fn places(search: &Search, q: &str, reader: Language) -> Vec<String> {
    let found = search.find(q, reader, 10).unwrap();
    found
        .into_iter()
        .map(|found| match found {
            Found::Statement { key, .. } => key.to_string(),
            Found::Clause(clause) => clause.to_string(),
            Found::Term(key) => format!("term {key}"),
            Found::Official { clause, .. } => format!("official {clause}"),
        })
        .collect()
}

#[test]
fn words_are_found_in_any_form() {
    let search = search();
    for (q, reader, expected) in [
        // Other cases and numbers of the words, in Russian and English.
        ("хранение журналов", Language::Ru, "event-logs-kept"),
        ("журнал хранится", Language::Ru, "event-logs-kept"),
        ("logs of events kept", Language::En, "event-logs-kept"),
        // Kazakh by beginnings and with other suffixes.
        ("журналдарды сақтау", Language::Kk, "event-logs-kept"),
        ("серверлік үй-жайдағы темп", Language::Kk, "server-room-temperature"),
        ("температура серверно", Language::Ru, "server-room-temperature"),
        // The language of the words need not be the reader's.
        ("temperature server room", Language::Kk, "server-room-temperature"),
    ] {
        let found = places(&search, q, reader);
        assert!(found.iter().any(|place| place == expected), "{q}: {found:?}");
    }
}

#[test]
fn an_answer_comes_while_somebody_types() {
    let search = search();
    for end in 3..="многофакторная".chars().count() {
        let typed: String = "многофакторная".chars().take(end).collect();
        let found = places(&search, &typed, Language::Ru);
        assert!(found.iter().any(|place| place == "multifactor-authentication"), "{typed}: {found:?}");
    }
}

#[test]
fn a_number_finds_its_clause_and_what_stands_under_it_first() {
    let search = search();
    assert_eq!(places(&search, "38.4", Language::En)[..2], ["event-logs-kept", "event-logs-online"]);
    assert!(places(&search, "38.2", Language::En).contains(&"logs-of-os".to_owned()));
}

#[test]
fn terms_and_their_variants_are_found() {
    let search = search();
    assert!(places(&search, "EGEG", Language::En).iter().any(|place| place.starts_with("term ")));
    assert!(places(&search, "zzzz qqqq", Language::En).is_empty());
    assert!(places(&search, "  ,;", Language::En).is_empty());
}

#[test]
fn what_was_sought_is_marked_in_the_text() {
    let marked = search().marked("журнал", "Журналы хранятся, журнал ведётся.", Language::Ru);
    let told: Vec<_> = marked.iter().filter(|(hit, _)| *hit).map(|(_, words)| words.as_str()).collect();
    assert_eq!(told, ["Журналы", "журнал"]);
    assert_eq!(marked.into_iter().map(|(_, words)| words).collect::<String>(), "Журналы хранятся, журнал ведётся.");
}

#[test]
fn the_official_text_is_found_beside_the_statements() {
    let Some(text) = official(Language::Kk) else { return };
    let mut texts = Redactions::default();
    texts.put(date!(2024 - 05 - 13), Arc::new(parse(&text, Language::Kk).unwrap()));
    let search = Search::new(&Catalog::built_in().unwrap(), &texts).unwrap();
    let found = search.find("оқиғаларды тіркеу журналдары үш жылдан", Language::Kk, 10).unwrap();
    assert!(
        found.iter().any(|found| matches!(found, Found::Official { clause, .. } if clause.as_str() == "38.4")),
        "{found:?}"
    );
}
