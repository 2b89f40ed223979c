//! The catalogue's format, on a small one.

use proptest::prelude::*;
use talap_model::Explain;

use super::{Catalog, CatalogError, Mode, ModeCounts, Parameter, Unit};

const TRAITS: &str = r#"
version = 1
[[trait]]
key = "state_body"
on = "organisation"
type = "flag"
label = { kk = "мемлекеттік орган", ru = "государственный орган", en = "state body" }
[[trait]]
key = "class"
on = "object"
type = "number"
label = { kk = "сынып", ru = "класс", en = "class" }
[[trait]]
key = "commissioned_on"
on = "object"
type = "date"
label = { kk = "іске қосылған күні", ru = "дата ввода", en = "commissioned on" }
[[trait]]
key = "stage"
on = "object"
type = "choice"
choices = [
  { key = "trial", label = { kk = "тәжірибелік", ru = "опытная", en = "trial" } },
  { key = "operation", label = { kk = "өнеркәсіптік", ru = "промышленная", en = "operation" } },
]
label = { kk = "кезең", ru = "стадия", en = "stage" }
"#;

const SECTION: &str = r#"
version = 1
[section]
chapter = 2
paragraph = 2
title = { kk = "Бөлім", ru = "Раздел", en = "Section" }
[[clause]]
id = "38.4"
title = { kk = "Журналдар", ru = "Журналы", en = "Logs" }
[[clause.statement]]
key = "logs-kept"
kind = "duty"
mode = "checked"
subject = "object"
title = { kk = "Сақтау", ru = "Хранение", en = "Keeping" }
text = { kk = "Сақталады.", ru = "Хранятся.", en = "They are kept." }
check = "logs-kept"
[clause.statement.parameters]
retention = { value = 3, unit = "year" }
"#;

/// A second statement of the same clause, whose fields a test changes.
const ATTESTED: &str = r#"
[[clause.statement]]
key = "rules-approved"
kind = "duty"
mode = "attested"
subject = "organisation"
title = { kk = "Бекіту", ru = "Утверждение", en = "Approval" }
text = { kk = "Бекітіледі.", ru = "Утверждаются.", en = "They are approved." }
[clause.statement.form]
evidence = { kk = "Бұйрық", ru = "Приказ", en = "The order" }
from = "is_officer"
holds = { value = 1, unit = "year" }
"#;

pub(crate) fn catalog(section: &str) -> Result<Catalog, CatalogError> {
    let files = [("01-a.toml", section), ("traits.toml", TRAITS), ("README.md", "Words.")];
    Catalog::from_files(files.into_iter().map(|(name, content)| (name.to_owned(), content.to_owned())))
}

/// A catalogue of one statement about objects (or organisations) with these conditions.
pub(crate) fn binding(subject: &str, binds: &str) -> Result<Catalog, CatalogError> {
    let section = SECTION.replace("subject = \"object\"", &format!("subject = \"{subject}\""));
    catalog(&format!("{section}[clause.statement.binds]\n{binds}\n"))
}

fn told(result: Result<Catalog, CatalogError>) -> Vec<String> {
    let error = result.expect_err("the catalogue has a problem");
    assert!(!error.explain().args.is_empty());
    error.problems().iter().map(|problem| format!("{}: {}: {}", problem.entry, problem.field, problem.fault)).collect()
}

/// The sample with one piece of its text changed gives just these problems.
#[track_caller]
fn refused(from: &str, to: &str, expected: &[&str]) {
    let sample = format!("{SECTION}{ATTESTED}");
    assert!(sample.contains(from), "{from}");
    assert_eq!(told(catalog(&sample.replacen(from, to, 1))), expected);
}

#[test]
fn a_catalogue_is_read_whole() {
    let catalog = catalog(&format!("{SECTION}{ATTESTED}")).unwrap();
    let clause = catalog.clause(&"38.4".parse().unwrap()).unwrap();
    assert_eq!(clause.mode(), Mode::Attested);
    let statement = catalog.statement(&"logs-kept".parse().unwrap()).unwrap();
    assert_eq!(statement.clause.as_str(), "38.4");
    assert_eq!(statement.parameters["retention"].unit, Unit::Year);
    assert!(statement.binds.is_everyone());
    let form = catalog.statement(&"rules-approved".parse().unwrap()).unwrap().form.as_ref().unwrap();
    assert_eq!((form.from.as_str(), form.holds.value), ("is_officer", 1.0));
    let stats = catalog.stats();
    assert_eq!((stats.clauses, stats.statements, stats.languages.ru), (1, 2, 2));
    assert_eq!(stats.modes, ModeCounts { attested: 1, ..ModeCounts::default() });
    assert_eq!(catalog.traits().count(), 5);
}

#[test]
fn the_built_in_statement_of_a_clause_is_informative_only_when_all_are() {
    let informative = ATTESTED.split("[clause.statement.form]").next().unwrap();
    let informative =
        informative.replace("\"attested\"", "\"informative\"").replace("subject = \"organisation\"\n", "");
    let catalog = catalog(&format!("{SECTION}{informative}")).unwrap();
    assert_eq!(catalog.clause(&"38.4".parse().unwrap()).unwrap().mode(), Mode::Checked);
}

#[test]
fn terms_may_have_abbreviations_and_variants() {
    let glossary = "version = 1\n[[term]]\nkey = \"is\"\nkk = \"ақпараттық қауіпсіздік\"\nru = \"информационная безопасность\"\n\
        en = \"information security\"\nabbreviation = { kk = \"АҚ\", ru = \"ИБ\" }\nvariants = [\"IS\"]\n";
    let files = |glossary: &str| {
        let files = [("01-a.toml", SECTION), ("glossary.toml", glossary)];
        files.map(|(name, content)| (name.to_owned(), content.to_owned())).into_iter()
    };
    let catalog = Catalog::from_files(files(glossary)).unwrap();
    assert_eq!(catalog.glossary[0].abbreviation.as_ref().unwrap().kk.as_deref(), Some("АҚ"));
    let found = told(Catalog::from_files(files(&glossary.replace("en = ", "#"))));
    assert_eq!(found, ["is: term: missing in en"]);
}

#[test]
fn the_fingerprint_changes_with_any_content() {
    let one = catalog(SECTION).unwrap();
    assert_eq!(one.fingerprint(), catalog(SECTION).unwrap().fingerprint());
    assert_ne!(one.fingerprint(), catalog(&format!("{SECTION}# A remark.\n")).unwrap().fingerprint());
}

#[test]
fn texts_must_stand_in_three_languages_and_be_short() {
    refused("ru = \"Хранятся.\", ", "", &["logs-kept: text: missing in ru"]);
    refused("kk = \"Сақтау\"", "kk = \" \"", &["logs-kept: title: missing in kk"]);
    refused("title = { kk = \"Журналдар\", ru = \"Журналы\", en = \"Logs\" }\n", "", &["38.4: title: missing"]);
    let long = "ә".repeat(301);
    refused("Сақталады.", &long, &["logs-kept: text: 301 characters in kk, at most 300"]);
}

#[test]
fn keys_must_be_well_formed_and_single() {
    refused("id = \"38.4\"", "id = \"38,4\"", &["38,4: id: \"38,4\" is not valid here"]);
    refused("rules-approved", "logs-kept", &["logs-kept: key: logs-kept stands already in 01-a.toml"]);
    refused("check = \"logs-kept\"", "check = \"../logs\"", &["logs-kept: check: \"../logs\" is not valid here"]);
    let twice =
        format!("{SECTION}{}", SECTION.split_once("title = { kk = \"Бөлім\"").unwrap().1.split_once('\n').unwrap().1);
    assert_eq!(
        told(catalog(&twice)),
        ["38.4: id: 38.4 stands already in 01-a.toml", "logs-kept: key: logs-kept stands already in 01-a.toml",]
    );
}

#[test]
fn a_mode_asks_for_its_fields() {
    refused("check = \"logs-kept\"\n", "", &["logs-kept: check: missing"]);
    refused("\"checked\"", "\"enforced\"", &["logs-kept: module: missing"]);
    refused(
        "\"checked\"",
        "\"informative\"",
        &["logs-kept: subject: has no place here", "logs-kept: check: has no place here"],
    );
    refused("subject = \"object\"\n", "", &["logs-kept: subject: missing"]);
    refused(
        "check = \"logs-kept\"",
        "check = \"logs-kept\"\nmodule = \"ledger\"",
        &["logs-kept: module: has no place here"],
    );
    refused("mode = \"checked\"\n", "", &["logs-kept: mode: missing"]);
    refused("kind = \"duty\"", "kind = \"duties\"", &["logs-kept: kind: \"duties\" is not valid here"]);
    let (form, _) = ATTESTED.split_once("[clause.statement.form]").unwrap();
    assert_eq!(told(catalog(&format!("{SECTION}{form}"))), ["rules-approved: form: missing"]);
    let form = "from = \"is_officer\"\nholds = { value = 1, unit = \"year\" }";
    refused(
        form,
        "holds = { value = 0, unit = \"year\" }",
        &["rules-approved: form.from: missing", "rules-approved: form.holds: \"0 year\" is not valid here"],
    );
}

#[test]
fn a_parameter_has_a_value_and_a_unit() {
    refused(", unit = \"year\" }", " }", &["logs-kept: parameters.retention.unit: missing"]);
    refused("value = 3, ", "", &["logs-kept: parameters.retention.value: missing"]);
    refused("value = 3,", "value = nan,", &["logs-kept: parameters.retention.value: \"NaN\" is not valid here"]);
    refused(
        "unit = \"year\" }",
        "unit = \"Years old\" }",
        &["logs-kept: parameters.retention.unit: \"Years old\" is not valid here"],
    );
}

#[test]
fn conditions_are_held_against_the_traits() {
    let at = "logs-kept: binds.all_of.1";
    for (condition, expected) in [
        ("on = \"object\", trait = \"colour\"", ".trait: the trait colour is not defined"),
        ("on = \"object\", trait = \"state_body\"", ".trait: the trait state_body is not defined"),
        ("on = \"object\", trait = \"class\"", ": the operator does not suit a trait of type number"),
        (
            "on = \"object\", trait = \"stage\", at_most = 2",
            ".at_most: the operator does not suit a trait of type choice",
        ),
        ("on = \"object\", trait = \"stage\", is = \"end\"", ".is: \"end\" is not a choice of the trait"),
        ("on = \"object\", trait = \"kind\", one_of = [\"house\"]", ".one_of: \"house\" is not a choice of the trait"),
        ("on = \"object\", trait = \"class\", one_of = []", ".one_of: missing"),
        ("on = \"object\", trait = \"commissioned_on\", at_least = \"soon\"", ".at_least: \"soon\" is not valid here"),
        (
            "on = \"object\", trait = \"commissioned_on\", at_least = 1",
            ".at_least: the operator does not suit a trait of type date",
        ),
        ("on = \"person\", trait = \"class\", is = 1", ".on: \"person\" is not valid here"),
        ("trait = \"class\", is = 1", ".on: missing"),
        ("on = \"object\", is = 1", ".trait: missing"),
        ("any_of = []", ".any_of: missing"),
        ("on = \"object\", any_of = [{ on = \"organisation\", trait = \"state_body\" }]", ": has no place here"),
    ] {
        let found = told(binding("object", &format!("all_of = [ {{ {condition} }} ]")));
        assert_eq!(found, [format!("{at}{expected}")], "{condition}");
    }
    assert_eq!(told(binding("object", "")), ["logs-kept: binds: missing"]);
    let found = told(binding("organisation", "all_of = [ { on = \"object\", trait = \"class\", is = 1 } ]"));
    assert_eq!(found, [format!("{at}.on: has no place here")]);
}

#[test]
fn all_problems_are_told_at_once_with_their_files() {
    let files = [
        ("01-a.toml", SECTION.replace("version = 1", "version = 2")),
        ("02-b.toml", SECTION.replace("kind = \"duty\"", "kind = \"duty\"\ncolour = 1")),
        ("03-c.toml", SECTION.replace("check = \"logs-kept\"\n", "").replace("kk = \"Бөлім\", ", "")),
        ("traits.toml", TRAITS.replace("\"number\"", "\"count\"")),
    ];
    let error = Catalog::from_files(files.into_iter().map(|(name, text)| (name.to_owned(), text))).unwrap_err();
    let found: Vec<_> =
        error.problems().iter().map(|problem| (problem.file.as_str(), problem.field.as_str())).collect();
    assert_eq!(
        found,
        [
            ("traits.toml", "type"),
            ("01-a.toml", "version"),
            ("02-b.toml", ""),
            ("03-c.toml", "title"),
            ("03-c.toml", "check"),
        ]
    );
    assert!(error.problems()[2].fault.to_string().contains("colour"));
    assert_eq!(Catalog::from_files(std::iter::empty()).unwrap_err().problems().len(), 1);
}

#[test]
fn a_folder_is_read_and_its_absence_told() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("no-such-folder");
    let error = Catalog::load_folder(&folder).unwrap_err();
    assert_eq!(error.explain().key, "decree-catalog-folder");
}

proptest! {
    #[test]
    fn a_changed_file_is_read_or_refused(at in any::<prop::sample::Index>(), with in "\\PC{0,6}", length in 0_usize..12) {
        let mut chars: Vec<_> = format!("{SECTION}{ATTESTED}").chars().collect();
        let at = at.index(chars.len());
        chars.splice(at..(at + length).min(chars.len()), with.chars());
        if let Err(error) = catalog(&chars.into_iter().collect::<String>()) {
            prop_assert!(!error.problems().is_empty());
        }
    }
}

#[test]
fn a_term_ends_on_the_same_day_or_the_months_last() {
    let day = |text: &str| talap_model::time::parse_date(text).unwrap();
    let end = |value, unit, from| Parameter { value, unit }.end_of(day(from));
    assert_eq!(end(1.0, Unit::Year, "2026-11-23"), day("2027-11-23"));
    assert_eq!(end(6.0, Unit::Month, "2026-08-31"), day("2027-02-28"));
    assert_eq!(end(2.0, Unit::Week, "2026-11-23"), day("2026-12-07"));
}
