//! Help and refusals in three languages.

use crate::program::{Place, Said};

const COMMANDS: [&[&str]; 52] = [
    &[],
    &["up"],
    &["decree"],
    &["decree", "outline"],
    &["catalog"],
    &["catalog", "stats"],
    &["catalog", "check"],
    &["catalog", "record"],
    &["catalog", "export"],
    &["applicability"],
    &["decree", "diff"],
    &["decree", "show"],
    &["decree", "review"],
    &["decree", "discrepancies"],
    &["decree", "search"],
    &["import"],
    &["assess"],
    &["query"],
    &["sources"],
    &["mail"],
    &["mail", "test"],
    &["report"],
    &["report", "object"],
    &["report", "organisation"],
    &["decree", "import"],
    &["access", "link"],
    &["ledger"],
    &["ledger", "verify"],
    &["ledger", "prove"],
    &["ledger", "check-proof"],
    &["witness"],
    &["witness", "keygen"],
    &["witness", "run"],
    &["config"],
    &["config", "schema"],
    &["access"],
    &["access", "grant"],
    &["record"],
    &["record", "put"],
    &["record", "void"],
    &["record", "show"],
    &["source"],
    &["source", "token"],
    &["source", "tokens"],
    &["source", "revoke"],
    &["mapping"],
    &["mapping", "list"],
    &["mapping", "explain"],
    &["mail"],
    &["mail", "test"],
    &["ledger", "status"],
    &["ledger", "restore"],
];

/// Latin words that stand in Kazakh and Russian texts because they are names: commands, options, formats.
fn is_a_name(word: &str) -> bool {
    word.len() < 3 || word.starts_with('-') || NAMES.contains(&word.trim_matches(|c: char| !c.is_alphanumeric()))
}

const NAMES: [&str; 125] = [
    "yes",
    "restore",
    "recovered-events",
    "jsonl",
    "nmap",
    "sarif",
    "restic",
    "URL",
    "mail",
    "mapping",
    "test",
    "explain",
    "status",
    "file",
    "output",
    "follow",
    "table",
    "csv",
    "parquet",
    "CSV",
    "Parquet",
    "user",
    "ivanov",
    "failed",
    "password",
    "last",
    "days",
    "sources",
    "prove",
    "check-proof",
    "proof",
    "witness",
    "keygen",
    "run",
    "authority",
    "seq",
    "PEM",
    "DER",
    "key",
    "recorded",
    "trestle",
    "compliance-trestle",
    "diff",
    "review",
    "discrepancies",
    "search",
    "applicability",
    "check",
    "export",
    "note",
    "as-of",
    "recorded.toml",
    "OSCAL",
    "XLSX",
    "oscal",
    "xlsx",
    "format",
    "new",
    "old",
    "talap",
    "Talap",
    "Talap-ты",
    "up",
    "decree",
    "outline",
    "catalog",
    "stats",
    "import",
    "assess",
    "query",
    "ledger",
    "report",
    "link",
    "out",
    "organisation",
    "PDF",
    "verify",
    "config",
    "schema",
    "access",
    "record",
    "put",
    "void",
    "show",
    "org",
    "reason",
    "list",
    "grant",
    "revoke",
    "toml",
    "JSON",
    "Schema",
    "SQL",
    "SELECT",
    "SHOW",
    "TABLES",
    "organisations",
    "objects",
    "people",
    "documents",
    "events",
    "is_officer",
    "analyst",
    "integration_engineer",
    "administrator",
    "registrar",
    "auditor",
    "employee",
    "data",
    "lang",
    "help",
    "json",
    "notes",
    "example",
    "version",
    "folder",
    "object",
    "source",
    "UTF",
    "token",
    "tokens",
    "until",
    "name",
    "HTTP",
    "OTLP",
];

#[test]
fn help_ends_quietly_when_nobody_reads_it() {
    let place = Place::new();
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let ended = place.command("en", &["--help"]).stdout(writer).output().unwrap();
    assert!(ended.status.success() && ended.stderr.is_empty(), "{ended:?}");
}

#[test]
fn help_is_whole_in_each_language() {
    let place = Place::new();
    for language in ["kk", "ru", "en"] {
        for command in COMMANDS {
            let mut args = command.to_vec();
            args.push("--help");
            let said = Said::of(place.command(language, &args).output().unwrap());
            assert_eq!(said.code, 0, "{language} {command:?}: {said:?}");
            assert!(!said.out.contains("help-"), "a key without words in {language}: {}", said.out);
            if language != "en" {
                check_no_english(language, &said.out);
            }
        }
    }
}

fn check_no_english(language: &str, text: &str) {
    let foreign: Vec<&str> = text
        .split(|c: char| !(c.is_alphanumeric() || c == '_' || c == '-'))
        .filter(|word| word.chars().any(|c| c.is_ascii_alphabetic()) && !is_a_name(word))
        .filter(|word| !["talap-data", "kk", "ru", "en"].contains(word))
        .collect();
    assert!(foreign.is_empty(), "English in {language}: {foreign:?}\n{text}");
}

#[test]
fn wrong_use_is_told_in_each_language_and_ends_with_2() {
    let place = Place::new();
    for language in ["kk", "ru", "en"] {
        for args in [
            ["unicorn"].as_slice(),
            &["up", "--unicorn"],
            &["import", "people"],
            &["assess", "--org", "a", "--object", "b"],
            &["query"],
            &["decree"],
            &["decree", "outline", "x", "--lang", "zz"],
        ] {
            let said = Said::of(place.command(language, args).output().unwrap());
            assert_eq!(said.code, 2, "{language} {args:?}: {said:?}");
            let first = said.err.lines().next().unwrap();
            let cyrillic = said.err.chars().any(|c| matches!(c, '\u{400}'..='\u{4ff}'));
            assert_eq!(cyrillic, language != "en", "{language} {args:?}: {first}");
            assert!(!said.err.contains("args-"), "a key without words: {said:?}");
        }
    }
}

#[test]
fn nothing_but_the_language_differs_in_a_refusal() {
    let place = Place::new();
    for (language, expected) in
        [("kk", "деректер қалтасы емес"), ("ru", "не является папкой данных"), ("en", "not a data folder")]
    {
        let said = Said::of(place.command(language, &["assess"]).output().unwrap());
        assert_eq!(said.code, 3);
        assert!(said.err.contains(expected), "{said:?}");
    }
}
