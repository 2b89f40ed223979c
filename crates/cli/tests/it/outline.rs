//! `decree outline`, `catalog stats` and `config schema`.

use crate::program::{Place, project};

#[test]
fn both_languages_of_the_official_text_have_the_same_outline() {
    let texts = project("../shared/decree");
    if !texts.exists() {
        eprintln!("skipped: the official text is not at {}", texts.display());
        return;
    }
    let place = Place::new();
    let outline = |language: &str| {
        let file = texts.join(format!("decree832.{language}.txt"));
        let said = place.run(&["decree", "outline", file.to_str().unwrap(), "--lang", language]);
        assert_eq!(said.code, 0, "{said:?}");
        said.out.lines().map(|line| line.rsplit_once('\t').unwrap().0.to_owned()).collect::<Vec<_>>()
    };
    let (kk, en) = (outline("kk"), outline("en"));
    assert_eq!(kk, en);
    assert_eq!(kk.iter().filter(|line| !line.starts_with("res.")).count(), 864);
}

#[test]
fn a_file_that_is_not_the_decree_is_refused_with_a_reason() {
    let place = Place::new();
    let other = place.file("other.txt", "On something else\n\n1. A single point.\n");
    let said = place.run(&["decree", "outline", other.to_str().unwrap(), "--lang", "en"]);
    assert_eq!(said.code, 3, "{said:?}");
    let said = place.run(&["decree", "outline", other.to_str().unwrap()]);
    assert_eq!(said.code, 2, "the language is not guessed: {said:?}");
    let said = place.run(&["decree", "outline", "/nowhere.txt", "--lang", "en"]);
    assert_eq!(said.code, 3);
    assert!(said.err.contains("/nowhere.txt") && said.err.contains("does not exist"), "{said:?}");
}

#[test]
fn the_catalogue_counts_itself() {
    let place = Place::new();
    let stats = place.run(&["catalog", "stats", "--json"]).json();
    let modes = stats["modes"].as_object().unwrap();
    let total: u64 = modes.values().map(|n| n.as_u64().unwrap()).sum();
    assert_eq!(total, stats["clauses"].as_u64().unwrap());
    for mode in ["enforced", "checked", "attested", "informative"] {
        assert!(modes[mode].as_u64().unwrap() > 0, "{mode}");
    }
    for language in ["kk", "ru", "en"] {
        assert_eq!(stats["languages"][language], stats["statements"]);
    }
}

#[test]
fn the_schema_names_every_section_of_the_configuration() {
    let schema = Place::new().run(&["config", "schema"]).json();
    for section in ["store", "ledger", "collect", "assess", "folders"] {
        assert!(schema["properties"][section].is_object(), "{section}");
    }
}
