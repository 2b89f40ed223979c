//! The built-in definitions, and definition files that are refused.

use std::path::Path;

use talap_model::{ColumnKind, Explain, SourceKind, SubjectKind};
use talap_register::{Definitions, FieldKind, Ground};

use crate::setting::{definitions, ground, key};

/// The columns that checks rely on, as the working agreement of the project names them.
const COLUMNS: [(&str, &str); 12] = [
    ("organisations", "name_kk name_ru name_en state_body"),
    ("objects", "kind name_kk name_ru name_en class stage commissioned_on"),
    ("people", "name position unit email is_responsible answers_for hired_on left_on"),
    ("training", "person course provider completed_on"),
    ("documents", "title_kk title_ru level topic approved_on approval_act revised_on communicated_on"),
    ("software", "title version vendor object installed inventoried_on"),
    ("licences", "software quantity acquired_on valid_until"),
    ("server_room_visits", "server_room visitor visitor_organisation entered_at left_at purpose escort"),
    ("backups", "object made_at medium size_gb result tested_on test_result"),
    (
        "sources",
        "object kind format title sender hostname program expected_silence flood_limit clock_offset confidential",
    ),
    ("attestations", "statement subject_kind subject result evidence file stated_by stated_on valid_until"),
    ("audits", "object kind auditor performed_on"),
];

#[test]
fn the_built_in_registers_have_the_columns_that_checks_ask() {
    let definitions = definitions();
    for (register, columns) in COLUMNS {
        let table = definitions.get(&key(register)).unwrap_or_else(|| panic!("{register}")).table();
        let names: Vec<&str> = table.columns.iter().map(|column| column.name.as_str()).collect();
        // More may have come since; checks name what they read.
        assert!(columns.split(' ').all(|column| names.contains(&column)), "{register}: {names:?}");
    }
    assert!(definitions.iter().count() >= COLUMNS.len());
    assert_eq!(definitions.organisations().as_str(), "organisations");
    assert_eq!(definitions.objects().as_str(), "objects");
    let visits = definitions.get(&key("server_room_visits")).unwrap().table();
    assert_eq!(visits.columns[3].kind, ColumnKind::Time);
    assert!(visits.personal);
}

#[test]
fn sources_have_the_kinds_of_the_model() {
    let definitions = definitions();
    let kind = definitions.get(&key("sources")).unwrap().field("kind").unwrap();
    let FieldKind::Choice(choices) = &kind.kind else { panic!("{kind:?}") };
    let known: Vec<&str> =
        SourceKind::ALL.into_iter().filter(|kind| *kind != SourceKind::Talap).map(SourceKind::key).collect();
    assert_eq!(choices.iter().map(|choice| choice.key.as_str()).collect::<Vec<_>>(), known);
}

#[test]
fn the_built_in_deadlines_cite_a_clause_or_are_days_that_somebody_wrote() {
    let definitions = definitions();
    let mut cited = 0;
    for definition in definitions.iter() {
        for deadline in &definition.deadlines {
            let written = deadline.after.is_none();
            assert!(written || deadline.clause.is_some(), "{}.{}", definition.key, deadline.key);
            cited += usize::from(deadline.clause.is_some());
        }
    }
    assert!(cited > 50, "{cited}");
    let attestations = definitions.get(&key("attestations")).unwrap();
    assert!(attestations.deadline("valid_until").is_some());
    let file = attestations.field("file").unwrap();
    assert_eq!((&file.kind, file.kind.column(), file.required), (&FieldKind::File, ColumnKind::Text, false));
}

#[test]
fn the_built_in_registers_say_where_they_belong_and_what_they_are_for() {
    for definition in definitions().iter() {
        assert_ne!(definition.group, talap_register::Group::Other, "{}", definition.key);
        let own = ["organisations", "objects", "sources", "attestations"].contains(&definition.key.as_str());
        assert!(own || !definition.serves.is_empty(), "{}", definition.key);
        for label in &definition.signed_columns {
            let longest = [&label.kk, &label.ru, &label.en].map(|text| text.chars().count());
            assert!(longest.into_iter().all(|length| length <= 60), "{}: {longest:?}", definition.key);
        }
        for field in &definition.fields {
            let longest = [&field.label.kk, &field.label.ru, &field.label.en].map(|text| text.chars().count());
            assert!(longest.into_iter().all(|length| length <= 80), "{}.{}: {longest:?}", definition.key, field.key);
        }
    }
}

#[test]
fn what_a_commission_does_is_approved_and_three_sign_it() {
    let mut seen = 0;
    for definition in definitions().iter() {
        for act in &definition.acts {
            let by_commission = act.signatures.first().is_some_and(|first| first.en.starts_with("Chair"));
            assert_eq!(act.approved, by_commission, "{}.{}", definition.key, act.key);
            assert!(!by_commission || act.signatures.len() >= 3, "{}.{}", definition.key, act.key);
            seen += usize::from(by_commission);
        }
    }
    assert!(seen >= 9, "{seen}");
}

#[test]
fn a_folder_is_read_like_the_built_in_files() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../registers");
    let from_folder = Definitions::from_folder(&folder, &ground()).unwrap();
    assert_eq!(from_folder.iter().count(), definitions().iter().count());
    let error = Definitions::from_folder(Path::new("/nowhere/registers"), &Ground::default()).unwrap_err();
    assert_eq!(error.file, "/nowhere/registers");
}

const WORDS: &str = r#"{ kk = "а", ru = "б", en = "c" }"#;

fn shoes(rest: &str) -> String {
    format!(
        "version = 1\nkey = \"shoes\"\ntitle = {WORDS}\nkey_label = {{ kk = \"кілт\", ru = \"ключ\", en = \"number\" }}\n{rest}"
    )
}

/// The built-in files and one more.
fn with(name: &str, text: String) -> Result<Definitions, talap_register::DefinitionError> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../registers");
    let mut texts = vec![(name.to_owned(), text)];
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|extension| extension == "toml") {
            let name = path.file_name().unwrap().to_str().unwrap().to_owned();
            texts.push((name, std::fs::read_to_string(path).unwrap()));
        }
    }
    Definitions::from_texts(texts, &ground())
}

fn field(settings: &str) -> String {
    shoes(&format!("[[field]]\nkey = \"size\"\nlabel = {WORDS}\n{settings}"))
}

#[test]
fn a_new_register_is_a_file_and_nothing_else() {
    let found = with("shoes.toml", field("kind = \"number\"\nmin = 20\nmax = 60")).unwrap();
    assert_eq!(found.get(&key("shoes")).unwrap().table().columns.len(), 1);
}

#[test]
fn a_faulty_file_is_refused_by_name_place_and_reason() {
    let date = |key: &str| {
        format!(
            "[[field]]\nkey = \"{key}\"\nkind = \"date\"\nlabel = {{ kk = \"{key}\", ru = \"{key}\", en = \"{key}\" }}\n"
        )
    };
    let cases = [
        (shoes("colour = 1"), "", "register-definition-malformed"),
        (field("kind = \"numbr\""), "", "register-definition-malformed"),
        (shoes("").replace("version = 1", "version = 2"), "", "register-definition-version"),
        (shoes("").replace("\"shoes\"", "\"boots\""), "key", "register-definition-name-differs"),
        (shoes("").replace("en = \"c\"", "en = \" \""), "title", "register-definition-wordless"),
        (shoes("serves = [\"thirty\"]"), "serves", "id-invalid"),
        (
            shoes(&format!("signed_columns = [{}]", [WORDS; 5].join(", "))),
            "signed_columns",
            "register-definition-too-many",
        ),
        (
            shoes("signed_columns = [{ kk = \"а\", ru = \" \", en = \"c\" }]"),
            "signed_columns",
            "register-definition-wordless",
        ),
        (field("kind = \"text\"\nmin = 1"), "size", "register-definition-misplaced"),
        (field("kind = \"number\"\nmin = 2\nmax = 1"), "size", "register-definition-range"),
        (field("kind = \"text\"\ndue = true"), "size", "register-definition-misplaced"),
        (field("kind = \"time\"\ndue = true"), "size", "register-definition-misplaced"),
        (field("kind = \"text\"\nrequired = true\nengine = true"), "size", "register-definition-misplaced"),
        (field("kind = \"choice\""), "size", "register-definition-lacks"),
        (field("kind = \"record\""), "size", "register-definition-lacks"),
        (field("kind = \"record\"\nregister = \"boots\""), "size", "register-definition-register-unknown"),
        (field("kind = \"text\"\npattern = \"(\"\nexample = \"x\""), "size", "register-definition-pattern"),
        (field("kind = \"text\"\npattern = \"a\"\nexample = \"b\""), "size", "register-definition-example"),
        (field("kind = \"text\"\npersonal = true"), "size", "register-definition-not-personal"),
        (field("kind = \"text\"\naliases = [\"Number\"]"), "size", "register-definition-repeated"),
        (field("kind = \"text\"").replace("\"size\"", "\"org_id\""), "org_id", "register-definition-repeated"),
        (field("kind = \"text\"").replace("\"size\"", "\"Size\""), "Size", "id-invalid"),
        (
            format!("{}[[rule]]\nbefore = \"a\"\nafter = \"b\"", shoes(&date("a"))),
            "rule",
            "register-definition-field-unknown",
        ),
        (
            format!("{}\n[[rule]]\nbefore = \"a\"\nafter = \"size\"", field("kind = \"time\"\n") + &date("a")),
            "rule",
            "register-definition-rule-kinds",
        ),
        (shoes("traits = \"object\""), "", "register-definition-two-holders"),
    ];
    for (text, place, reason) in cases {
        let error = with("shoes.toml", text.clone()).expect_err(&text);
        assert!(error.file == "shoes.toml" || reason.ends_with("two-holders"), "{error}: {text}");
        assert_eq!((error.place.as_str(), error.fault.explain().key.as_str()), (place, reason), "{text}");
    }
    let error = Definitions::from_texts([], &Ground::default()).unwrap_err();
    assert_eq!(error.fault.explain().key, "register-definition-no-holder");
    assert!(error.to_string().contains(SubjectKind::Object.key()));
}
