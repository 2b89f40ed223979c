//! The decree from the terminal: what binds, what changed, what nobody reviewed.

use std::fs;

use crate::program::{Place, project};

/// The official text, where it is at hand.
fn official(language: &str) -> Option<String> {
    let path = project(&format!("../shared/decree/decree832.{language}.txt"));
    let text = fs::read_to_string(&path).ok();
    if text.is_none() {
        eprintln!("skipped: {} is not here", path.display());
    }
    text
}

#[test]
fn the_built_in_catalogue_is_sound() {
    let said = Place::new().run(&["catalog", "check"]);
    assert_eq!(said.code, 0, "{said:?}");
    assert!(said.out.contains("868"), "{said:?}");
}

#[test]
fn a_catalogue_that_is_not_sound_is_told_with_file_entry_and_field() {
    let place = Place::new();
    fs::create_dir(place.path("catalog")).unwrap();
    for entry in fs::read_dir(project("catalog")).unwrap().flatten() {
        fs::copy(entry.path(), place.path("catalog").join(entry.file_name())).unwrap();
    }
    place.configure("[folders]\ncatalog = \"catalog\"\n");
    let file = place.path("catalog/03-information-security.toml");
    let good = fs::read_to_string(&file).unwrap();
    for (from, to, expected) in [
        ("check = \"is-training-current\"", "check = \"is-training-gone\"", ["is-training-current", "check"]),
        ("check = \"is-training-current\"", "check = \"event-logs-kept\"", ["is-training-current", "check"]),
        (
            "period = { value = 3, unit = \"year\" }",
            "period = { value = 3, unit = \"year\" }\nspare = { value = 9, unit = \"year\" }",
            ["is-training-current", "parameters.spare"],
        ),
        ("clause = \"48\"", "clause = \"4848\"", ["4848", "references.clause"]),
    ] {
        let Some((before, after)) = good.split_once(from) else { continue };
        fs::write(&file, format!("{before}{to}{after}")).unwrap();
        let said = place.run(&["catalog", "check"]);
        assert_eq!(said.code, 3, "{from}: {said:?}");
        assert!(said.err.contains("03-information-security.toml"), "{said:?}");
        assert!(expected.iter().all(|word| said.err.contains(word)), "{expected:?}: {said:?}");
    }
}

#[test]
fn what_binds_an_object_is_told_with_reasons_in_three_languages() {
    let place = Place::with_example();
    let answer = place.run(&["applicability", "--object", "land-register", "--json"]).json();
    let statements = answer["statements"].as_array().unwrap();
    let one = |key: &str| statements.iter().find(|found| found["statement"] == key).unwrap();
    let bound = one("multifactor-authentication");
    assert_eq!(bound["applicability"], "binds", "{bound:#}");
    assert!(["kk", "ru", "en"].iter().all(|language| !bound["reason"][*language].as_str().unwrap().is_empty()));
    // In operation since the day of commissioning.
    assert_eq!(one("monitoring-connected")["since"], "2020-12-21", "{:#}", one("monitoring-connected"));
    assert_eq!(one("server-room-temperature")["applicability"], "does_not_bind");
    let of_all = statements.iter().filter(|found| found["applicability"] == "binds").count();
    assert!(of_all > 100, "{of_all}");
    for language in ["kk", "ru", "en"] {
        let said = place.run(&["applicability", "--org", "akimat-saryjaz", "--lang", language]);
        assert_eq!(said.code, 0, "{said:?}");
        assert!(said.out.lines().count() > 50);
    }
    assert_eq!(place.run(&["applicability", "--object", "nothing"]).code, 3);
    assert_eq!(place.run(&["applicability"]).code, 2);
}

#[test]
fn a_redaction_is_imported_compared_and_reviewed() {
    let Some(text) = official("en") else { return };
    let place = Place::with_example();
    let now = project("../shared/decree/decree832.en.txt");
    let none = place.run(&["decree", "diff", now.to_str().unwrap(), "--lang", "en"]);
    assert_eq!(none.code, 0, "{none:?}");
    let next = text.replace("4) event logs are stored for the period", "4) event logs are kept for the period");
    assert_ne!(next, text);
    let next = place.file("next.txt", next);
    let said = place.run(&["decree", "diff", now.to_str().unwrap(), next.to_str().unwrap(), "--lang", "en"]);
    assert_eq!(said.code, 2, "{said:?}");
    assert!(said.out.contains("[-stored-]") && said.out.contains("{+kept+}"), "{said:?}");
    assert!(
        said.out.contains("statements: event-logs-kept") && said.out.contains("checks: event-logs-kept"),
        "{said:?}"
    );
    let import = |file: &str, day: &str| place.run(&["decree", "import", file, "--lang", "en", "--as-of", day]);
    assert_eq!(import(now.to_str().unwrap(), "2024-05-13").code, 0);
    let again = import(now.to_str().unwrap(), "2024-05-13");
    assert!(again.code == 0 && again.out.contains("nothing in it differs"), "{again:?}");
    assert_eq!(import(next.to_str().unwrap(), "13 May").code, 2);
    let early = import(next.to_str().unwrap(), "2024-05-12");
    assert!(early.code == 2 && early.err.contains("13.05.2024") | early.err.contains("2024-05-13"), "{early:?}");
    let said = import(next.to_str().unwrap(), "2026-05-13");
    assert!(said.code == 0 && said.out.contains("nobody has reviewed") && said.out.contains("38.4"), "{said:?}");
    let show = |on: &str| place.run(&["decree", "show", "38.4", "--on", on, "--json"]).json();
    let wording = |answer: &serde_json::Value| {
        let found = answer["wording"].as_array().unwrap().iter().find(|found| found["language"] == "en").unwrap();
        (found["state"].as_str().unwrap().to_owned(), found["text"].as_str().unwrap_or_default().contains("kept"))
    };
    assert_eq!(wording(&show("2020-01-01")), ("unknown".to_owned(), false));
    assert_eq!(wording(&show("2025-01-01")), ("known".to_owned(), false));
    assert_eq!(wording(&show("2026-06-01")), ("known".to_owned(), true));
    assert!(show("2026-06-01")["review"]["by"].is_null());
    assert!(show("2025-06-01")["review"].is_null(), "nothing had changed by then");
    assert_eq!(show("2019-01-01")["amendments"].as_array().unwrap().len(), 1);
    let said = place.run(&["decree", "review", "38.4", "--note", "no other sense"]);
    assert_eq!(said.code, 0, "{said:?}");
    assert_eq!(show("2026-06-01")["review"]["note"], "no other sense");
    assert_eq!(place.run(&["decree", "review", "38.3"]).code, 3, "there is nothing to review");
    assert_eq!(place.run(&["decree", "show", "999"]).code, 3);
    // A text that is not whole is refused and leaves what was there.
    let cut = place.file("cut.txt", &text[..text.len() / 2]);
    assert_eq!(import(cut.to_str().unwrap(), "2026-07-01").code, 3);
    assert_eq!(wording(&show("2026-08-01")), ("known".to_owned(), true));
}

#[test]
fn words_and_discrepancies_are_found() {
    let place = Place::new();
    let found = place.run(&["decree", "search", "38.4", "--json"]).json();
    assert_eq!(found[0]["statement"], "event-logs-kept", "{found:#}");
    let found = place.run(&["decree", "search", "хранение", "журналов", "--lang", "ru"]);
    assert!(found.out.contains("38.4"), "{found:?}");
    let said = place.run(&["decree", "discrepancies", "--lang", "kk"]);
    assert!(said.code == 0 && said.out.contains("139.4.10"), "{said:?}");
}

#[test]
fn a_clause_that_only_a_text_has_is_shown_with_its_words() {
    let Some(text) = official("en") else { return };
    let place = Place::with_example();
    let added = text.replacen(
        "4) event logs are stored",
        "3-1) logs are read every day;\n\n\u{a0} \u{a0} \u{a0} 4) event logs are stored",
        1,
    );
    assert_ne!(added, text);
    let file = place.file("added.txt", added);
    let import = ["decree", "import", file.to_str().unwrap(), "--lang", "en", "--as-of", "2026-02-01"];
    let said = place.run(&import);
    assert!(said.code == 0 && said.out.contains("38.3-1"), "{said:?}");
    let said = place.run(&["decree", "show", "38.3-1"]);
    assert!(said.code == 0 && said.out.contains("logs are read every day"), "{said:?}");
    assert_eq!(place.run(&["decree", "review", "38.3-1"]).code, 0);
    let said = place.run(&["decree", "review", "9999"]);
    assert!(said.code == 3 && said.err.contains("9999"), "{said:?}");
}
