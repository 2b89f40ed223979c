//! The catalogue's format, on a small one.

use proptest::prelude::*;
use talap_model::Explain;

use super::{Bearing, Catalog, CatalogError, Mode, ModeCounts, Parameter, Unit};

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
  { key = "operation", since = "commissioned_on", label = { kk = "өнеркәсіптік", ru = "промышленная", en = "operation" } },
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

const ROLES: &str = r#"
version = 1
[[role]]
key = "is_officer"
label = { kk = "АҚ-ға жауапты", ru = "Ответственный за ИБ", en = "Security officer" }
"#;

const CONDITIONS: &str = r#"
version = 1
[[condition]]
key = "body"
label = { kk = "МО", ru = "ГО", en = "State body" }
all_of = [{ on = "organisation", trait = "state_body" }]
[[condition]]
key = "first-class"
label = { kk = "Бірінші сынып", ru = "Первый класс", en = "First class" }
all_of = [{ condition = "body" }, { on = "object", trait = "class", is = 1 }]
"#;

const FORMS: &str = r#"
version = 1
[[form]]
key = "order"
evidence = { kk = "Бұйрық", ru = "Приказ", en = "The order" }
from = "is_officer"
holds = { value = 2, unit = "year" }
"#;

const ACTS: &str = r#"
version = 1
[[act]]
key = "law"
kind = "law"
number = "418-V"
date = "2015-11-24"
title = { kk = "Заң", ru = "Закон", en = "Law" }
"#;

pub(crate) fn catalog(section: &str) -> Result<Catalog, CatalogError> {
    let files = [
        ("01-a.toml", section),
        ("traits.toml", TRAITS),
        ("roles.toml", ROLES),
        ("conditions.toml", CONDITIONS),
        ("forms.toml", FORMS),
        ("acts.toml", ACTS),
        ("README.md", "Words."),
    ];
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
    refused(
        "check = \"logs-kept\"\n",
        "",
        &[
            "logs-kept: check: missing",
            "logs-kept: parameters.retention: no check uses the number, and not every text says it in digits",
        ],
    );
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
    refused("value = 3,", "value = -3,", &["logs-kept: parameters.retention.value: \"-3\" is not valid here"]);
    refused(
        "unit = \"year\" }",
        "unit = \"Years old\" }",
        &["logs-kept: parameters.retention.unit: \"Years old\" is not valid here"],
    );
}

/// Clauses after the sample's own.
const BESIDE: &str = r#"
[[clause]]
id = "38"
title = { kk = "Тізім", ru = "Перечень", en = "A list" }
lead_in = true
references = [{ clause = "38.4", as = "follows" }, { act = "law", article = "6", subparagraph = "3", as = "approved_under" }]
[[clause]]
id = "38.4.1"
title = { kk = "Бөлік", ru = "Часть", en = "A part" }
stated_in = "rules-approved"
discrepancy = { kk = "а", ru = "б", en = "c" }
[[clause]]
id = "39"
[[clause.statement]]
key = "order-issued"
kind = "duty"
mode = "attested"
subject = "object"
bearer = "is_officer"
title = { kk = "Бұйрық", ru = "Приказ", en = "Order" }
text = { kk = "2 жылда бір рет.", ru = "Раз в 2 года.", en = "Once in 2 years." }
form = "order"
binds = ["body", "first-class"]
parameters = { period = { value = 2, unit = "year" } }
"#;

#[test]
fn clauses_lead_in_point_elsewhere_and_share_forms_and_conditions() {
    let catalog = catalog(&format!("{SECTION}{ATTESTED}{BESIDE}")).unwrap();
    let clause = |id: &str| catalog.clause(&id.parse().unwrap()).unwrap();
    assert_eq!((clause("38").mode(), clause("38").bearing.clone()), (Mode::Attested, Bearing::LeadIn));
    assert_eq!(clause("38").references.len(), 2);
    assert_eq!(clause("38.4.1").bearing, Bearing::StatedIn("rules-approved".parse().unwrap()));
    assert_eq!(clause("38.4.1").mode(), Mode::Attested);
    assert_eq!(catalog.parent(clause("38.4.1")).unwrap().as_str(), "38.4");
    // One statement's title serves for its clause.
    assert_eq!(clause("39").title.en, "Order");
    let statement = &clause("39").statements[0];
    assert_eq!(statement.form.as_ref().unwrap().holds, Parameter { value: 2.0, unit: Unit::Year, ours: false });
    assert_eq!(statement.role(), Some("is_officer"));
    let traits: Vec<_> = statement.binds.traits().iter().map(|found| found.key.as_str().to_owned()).collect();
    assert_eq!(traits, ["state_body", "class"]);
}

/// A catalogue with the clauses above, one piece of them changed, has just these problems.
#[track_caller]
fn refused_beside(from: &str, to: &str, expected: &[&str]) {
    assert!(BESIDE.contains(from), "{from}");
    let found = told(catalog(&format!("{SECTION}{ATTESTED}{}", BESIDE.replacen(from, to, 1))));
    assert_eq!(found, expected);
}

#[test]
fn what_entries_point_at_must_exist() {
    refused_beside("clause = \"38.4\"", "clause = \"77\"", &["38: references.clause: 77 does not exist"]);
    refused_beside("act = \"law\"", "act = \"laws\"", &["38: references.act: laws does not exist"]);
    refused_beside("as = \"follows\"", "as = \"like\"", &["38: references.as: \"like\" is not valid here"]);
    refused_beside("clause = \"38.4\", ", "", &["38: references: missing"]);
    refused_beside("clause = \"38.4\", ", "clause = \"38.4\", act = \"law\", ", &["38: references: has no place here"]);
    refused_beside("\"rules-approved\"", "\"rules-burnt\"", &["38.4.1: stated_in: rules-burnt does not exist"]);
    refused_beside("lead_in = true\n", "", &["38: statement: missing"]);
    refused_beside("id = \"39\"", "id = \"39\"\nlead_in = true", &["39: lead_in: has no place here"]);
    refused_beside("id = \"39\"", "id = \"39\"\nparent = \"40\"", &["39: parent: 40 does not exist"]);
    refused_beside("form = \"order\"", "form = \"orders\"", &["order-issued: form: orders does not exist"]);
    refused_beside("bearer = \"is_officer\"", "bearer = \"cook\"", &["order-issued: bearer: cook does not exist"]);
    refused_beside(
        "\"first-class\"]",
        "\"third-class\"]",
        &["order-issued: binds.all_of.2.condition: third-class does not exist"],
    );
    // A condition on objects in a statement about an organisation.
    refused_beside(
        "subject = \"object\"",
        "subject = \"organisation\"",
        &["order-issued: binds.all_of.2.condition: has no place here"],
    );
}

#[test]
fn an_entry_stands_for_a_clause_that_the_text_has() {
    let recorded = |clauses: &str| {
        let files =
            [("01-a.toml", SECTION), ("traits.toml", TRAITS)].map(|(name, text)| (name.to_owned(), text.to_owned()));
        let recorded = format!("version = 1\nredaction = \"2024-05-13\"\n[clause]\n{clauses}");
        Catalog::from_files(files.into_iter().chain([("recorded.toml".to_owned(), recorded)]))
    };
    let acts = "acts = [{ act = \"372\", date = \"2024-05-13\" }, { act = \"112\", date = \"2023-02-10\", from = \"2023-01-01\" }]";
    let catalog = recorded(&format!("\"38.4\" = {{ kk = \"aa\", {acts} }}")).unwrap();
    let amended: Vec<_> = catalog.amendments(&"38.4".parse().unwrap()).iter().map(|one| one.act.as_str()).collect();
    assert_eq!(amended, ["112", "372"]);
    assert_eq!(
        told(recorded("\"39\" = { kk = \"aa\" }")),
        ["38.4: id: 38.4 does not exist", "39: clause: 39 does not exist"]
    );
    // A file that could not be read is the only problem: what it holds is not missing.
    let files = [("01-a.toml", "foo = 1"), ("recorded.toml", "version = 1\n[clause]\n\"38.4\" = { kk = \"aa\" }")];
    let unread = Catalog::from_files(files.into_iter().map(|(name, text)| (name.to_owned(), text.to_owned())));
    assert_eq!(told(unread).len(), 1);
    let dated = recorded("\"38.4\" = { acts = [{ act = \"1\", date = \"soon\" }] }");
    assert_eq!(told(dated), ["38.4: acts: \"soon\" is not valid here"]);
}

#[test]
fn a_number_that_nothing_uses_is_refused() {
    let unused = "order-issued: parameters.period: no check uses the number, and not every text says it in digits";
    refused_beside("Once in 2 years.", "Once in 20 years.", &[unused]);
    refused_beside("value = 2,", "value = 3,", &[unused]);
}

#[test]
fn lists_tell_their_own_problems() {
    let files = |name: &'static str, content: String| {
        let all =
            [("01-a.toml", SECTION), ("traits.toml", TRAITS), ("roles.toml", ROLES), ("conditions.toml", CONDITIONS)];
        let rest = [("forms.toml", FORMS), ("acts.toml", ACTS)];
        all.into_iter()
            .chain(rest)
            .map(move |(file, text)| (file.to_owned(), if file == name { content.clone() } else { text.to_owned() }))
    };
    let found = |name, from: &str, to: &str| {
        let before = match name {
            "roles.toml" => ROLES,
            "conditions.toml" => CONDITIONS,
            "forms.toml" => FORMS,
            _ => ACTS,
        };
        assert!(before.contains(from), "{from}");
        told(Catalog::from_files(files(name, before.replacen(from, to, 1))))
    };
    assert_eq!(found("forms.toml", "value = 2", "value = -2"), ["order: holds.value: \"-2\" is not valid here"]);
    assert_eq!(found("forms.toml", "\"is_officer\"", "\"cook\""), ["order: from: cook does not exist"]);
    let basis = found("forms.toml", "holds =", "basis = \"99\"\nholds =");
    assert_eq!(basis, ["order: basis: 99 does not exist"]);
    assert_eq!(found("acts.toml", "\"2015-11-24\"", "\"yesterday\""), ["law: date: \"yesterday\" is not valid here"]);
    assert_eq!(found("acts.toml", "kind = \"law\"", "kind = \"song\""), ["law: kind: \"song\" is not valid here"]);
    assert_eq!(found("roles.toml", "ru = ", "x = ")[0].split(':').next(), Some(""));
    assert_eq!(
        found("conditions.toml", "\"state_body\"", "\"body\"")[0],
        "body: all_of.1.trait: the trait body is not defined"
    );
    assert_eq!(
        found("conditions.toml", "condition = \"body\"", "condition = \"first-class\""),
        ["first-class: all_of.1.condition: first-class does not exist"]
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
            ("01-a.toml", "version"),
            ("02-b.toml", ""),
            ("traits.toml", "type"),
            ("03-c.toml", "title"),
            ("03-c.toml", "check"),
            ("03-c.toml", "parameters.retention"),
        ]
    );
    assert!(error.problems()[1].fault.to_string().contains("colour"));
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
    let end = |value, unit, from| Parameter { value, unit, ours: false }.end_of(day(from));
    assert_eq!(end(1.0, Unit::Year, "2026-11-23"), day("2027-11-23"));
    assert_eq!(end(6.0, Unit::Month, "2026-08-31"), day("2027-02-28"));
    assert_eq!(end(2.0, Unit::Week, "2026-11-23"), day("2026-12-07"));
}
