//! Documents of a small catalogue that has one of everything, and faults that the checker must find.

use serde_json::{Value, json};
use talap_decree::Catalog;
use talap_model::{Explain, Timestamp};

use super::wire::{CatalogDocument, Control, Link, ProfileDocument};
use super::*;

const TRAITS: &str = r#"
version = 1
[[trait]]
key = "state_body"
on = "organisation"
type = "flag"
label = { kk = "МО", ru = "ГО", en = "state body" }
[[trait]]
key = "bank"
on = "organisation"
type = "flag"
label = { kk = "банк", ru = "банк", en = "bank" }
[[trait]]
key = "class"
on = "object"
type = "number"
label = { kk = "сынып", ru = "класс", en = "class" }
"#;

const ACTS: &str = r#"
version = 1
[[act]]
key = "law"
kind = "law"
number = "418-V"
date = "2015-11-24"
title = { kk = "Заң", ru = "Закон", en = "Law" }
[[act]]
key = "uncited"
kind = "rules"
title = { kk = "Қағидалар", ru = "Правила", en = "Rules" }
"#;

const ROLES: &str = r#"
version = 1
[[role]]
key = "officer"
label = { kk = "АҚ-ға жауапты", ru = "Ответственный за ИБ", en = "Security officer" }
"#;

const RECORDED: &str = r#"
version = 1
redaction = "2024-10-16"
[clause]
"38" = { kk = "0011223344556677", acts = [{ act = "862", date = "2024-10-16", from = "2024-11-01" }] }
"38.4" = {}
"38.5" = {}
"38.5.1" = {}
"38.6" = {}
"39" = {}
"40" = {}
"#;

const SECTION: &str = r#"
version = 1
[section]
chapter = 2
paragraph = 2
title = { kk = "Бөлім", ru = "Раздел", en = "Section" }

[[clause]]
id = "38"
lead_in = true
title = { kk = "Журналдар", ru = "Журналы", en = "Logs" }

[[clause]]
id = "38.4"
references = [
  { clause = "39", as = "follows" },
  { act = "law", article = "6", subparagraph = "3", as = "approved_under" },
]
discrepancy = { kk = "бір", ru = "один", en = "one" }
[[clause.statement]]
key = "logs-kept"
kind = "duty"
mode = "attested"
subject = "object"
bearer = "officer"
title = { kk = "Сақтау", ru = "Хранение", en = "Keeping" }
text = { kk = "3 жыл сақталады.", ru = "Хранятся 3 года.", en = "Kept for 3 years as *is*." }
check = "logs-kept"
[clause.statement.parameters]
retention = { value = 3, unit = "year" }
proof_age = { value = 1, unit = "day", ours = true }
[clause.statement.form]
evidence = { kk = "Бұйрық", ru = "Приказ", en = "The order" }
from = "officer"
holds = { value = 1, unit = "year" }
basis = "39"
[clause.statement.binds]
all_of = [{ on = "organisation", trait = "state_body" }]
none_of = [{ on = "organisation", trait = "bank" }]

[[clause]]
id = "38.5"
[[clause.statement]]
key = "first-only"
kind = "duty"
mode = "checked"
subject = "object"
title = { kk = "Бірінші", ru = "Первый", en = "First" }
text = { kk = "Бірінші.", ru = "Первый.", en = "First." }
check = "first-only"
[clause.statement.binds]
all_of = [{ on = "object", trait = "class", is = 1 }]

[[clause]]
id = "38.5.1"
title = { kk = "Екеуі", ru = "Два", en = "Two" }
[[clause.statement]]
key = "a"
kind = "duty"
mode = "checked"
subject = "object"
title = { kk = "A", ru = "A", en = "A" }
text = { kk = "2 және 3.", ru = "2 и 3.", en = "2 and 3." }
check = "a"
parameters = { n = { value = 2, unit = "port" } }
[[clause.statement]]
key = "b"
kind = "duty"
mode = "checked"
subject = "object"
title = { kk = "B", ru = "B", en = "B" }
text = { kk = "3.", ru = "3.", en = "3." }
check = "b"
parameters = { n = { value = 3, unit = "port" } }

[[clause]]
id = "38.6"
title = { kk = "Бөлігі", ru = "Часть", en = "Part" }
stated_in = "first-only"

[[clause]]
id = "39"
[[clause.statement]]
key = "gone"
kind = "excluded"
mode = "informative"
title = { kk = "Алынды", ru = "Исключён", en = "Excluded" }
text = { kk = "Алынды.", ru = "Исключён.", en = "Excluded." }

[[clause]]
id = "40"
[[clause.statement]]
key = "of-organisation"
kind = "duty"
mode = "checked"
subject = "organisation"
title = { kk = "Ұйым", ru = "Организация", en = "Organisation" }
text = { kk = "Ұйым.", ru = "Организация.", en = "Organisation." }
check = "c"
"#;

fn small_of(section: &str, traits: &str) -> Catalog {
    let files = [
        ("01-a.toml", section),
        ("traits.toml", traits),
        ("acts.toml", ACTS),
        ("roles.toml", ROLES),
        ("recorded.toml", if section.contains("\"38\"") { RECORDED } else { "version = 1" }),
    ];
    Catalog::from_files(files.into_iter().map(|(name, text)| (name.to_owned(), text.to_owned()))).unwrap()
}

fn small() -> Catalog {
    small_of(SECTION, TRAITS)
}

fn about() -> About {
    About { made_at: Timestamp::from_micros(1_795_424_700_000_000), place: Place::Folder }
}

fn find<'a>(controls: &'a [Control], id: &str) -> Option<&'a Control> {
    controls.iter().find_map(|control| (control.id == id).then_some(control).or_else(|| find(&control.controls, id)))
}

fn ids(controls: &[Control]) -> Vec<String> {
    let within = |control: &Control| {
        let below = ids(&control.controls);
        if below.is_empty() { control.id.clone() } else { format!("{}({})", control.id, below.join(" ")) }
    };
    controls.iter().map(within).collect()
}

fn own_props(pairs: &[(&str, &str)]) -> Vec<Value> {
    pairs.iter().map(|(name, value)| json!({ "name": name, "ns": name::NS, "value": value })).collect()
}

#[test]
fn a_clause_with_everything_is_written_whole() {
    let catalog = small();
    let document = super::catalog(&catalog, &about());
    assert_eq!(check(&document), []);
    let law = name::resource_uuid(catalog.fingerprint(), "law");
    let wording = |id: &str, title: &str, language: &str, prose: &str| {
        json!({
            "id": id, "name": "wording", "ns": name::NS, "title": title, "props": own_props(&[("lang", language)]),
            "prose": prose,
        })
    };
    let inner = |language: &str, prose: &str| json!({ "name": "wording", "ns": name::NS, "props": own_props(&[("lang", language)]), "prose": prose });
    let amended =
        |name: &str, value: &str| json!({ "name": name, "ns": name::NS, "value": value, "group": "amendment-1" });
    let title = |class: &str, value: &str| json!({ "name": "title", "ns": name::NS, "value": value, "class": class });
    let mut props = vec![
        json!({ "name": "label", "value": "38.4" }),
        json!({ "name": "sort-id", "value": "1.0038-0000.0004-0000" }),
        title("kk", "Сақтау"),
        title("ru", "Хранение"),
    ];
    props.extend(own_props(&[("section", "2.2"), ("bearing", "own"), ("mode", "attested")]));
    props.extend([
        amended("amended-by", "862"),
        amended("amended-on", "2024-10-16"),
        amended("amendment-in-force-from", "2024-11-01"),
    ]);
    let expected = json!({
        "id": "ur-38.4",
        "class": "clause",
        "title": "Keeping",
        "params": [
            {
                "id": "ur-38.4_prm.proof_age", "label": "proof age", "values": ["1"],
                "props": own_props(&[("unit", "day"), ("ours", "true")]),
            },
            { "id": "ur-38.4_prm.retention", "label": "retention", "values": ["3"], "props": own_props(&[("unit", "year")]) },
        ],
        "props": props,
        "links": [
            { "href": "#ur-39", "rel": "required", "text": "follows" },
            { "href": format!("#{law}"), "rel": "reference", "text": "approved under, article 6, subparagraph 3" },
        ],
        "parts": [
            {
                "id": "ur-38.4_smt",
                "name": "statement",
                "parts": [{
                    "id": "ur-38.4_smt.logs-kept",
                    "name": "item",
                    "title": "Keeping",
                    "props": own_props(&[
                        ("statement", "logs-kept"), ("kind", "duty"), ("mode", "attested"), ("subject", "object"),
                        ("bearer", "officer"),
                    ]),
                    "prose": r"Kept for {{ insert: param, ur-38.4_prm.retention }} years as \*is\*.",
                    "parts": [
                        wording("ur-38.4_kk.logs-kept", "Сақтау", "kk", "3 жыл сақталады."),
                        wording("ur-38.4_ru.logs-kept", "Хранение", "ru", "Хранятся 3 года."),
                        {
                            "id": "ur-38.4_evidence.logs-kept",
                            "name": "evidence",
                            "ns": name::NS,
                            "props": own_props(&[
                                ("lang", "en"), ("stated-by", "officer"), ("holds", "1 year"), ("holds-by", "39"),
                            ]),
                            "prose": "The order",
                            "parts": [inner("kk", "Бұйрық"), inner("ru", "Приказ")],
                        },
                    ],
                }],
            },
            {
                "id": "ur-38.4_discrepancy",
                "name": "discrepancy",
                "ns": name::NS,
                "props": own_props(&[("lang", "en")]),
                "prose": "one",
                "parts": [inner("kk", "бір"), inner("ru", "один")],
            },
        ],
    });
    let control = find(&document.catalog.groups[0].controls, "ur-38.4").unwrap();
    assert_eq!(serde_json::to_value(control).unwrap(), expected);
}

#[test]
fn a_document_says_what_it_is_and_reads_back() {
    let catalog = small();
    let document = super::catalog(&catalog, &about());
    let metadata = &document.catalog.metadata;
    assert_eq!(metadata.oscal_version, "1.2.1");
    assert_eq!(metadata.last_modified, about().made_at.to_string());
    let short: String = catalog.fingerprint().chars().take(12).collect();
    assert_eq!(metadata.version, format!("2024-10-16+{short}"));
    let resources = &document.catalog.back_matter.as_ref().unwrap().resources;
    assert_eq!(resources.len(), 1, "an act that nothing cites is left out");
    assert_eq!(resources[0].citation.text, "Law, No. 418-V, 2015-11-24");
    let bytes = to_json(&document).unwrap();
    assert_eq!(bytes, to_json(&super::catalog(&small(), &about())).unwrap());
    assert_eq!(serde_json::from_slice::<CatalogDocument>(&bytes).unwrap(), document);
}

#[test]
fn clauses_hang_below_clauses_and_numbers_of_one_name_stay_apart() {
    let document = catalog(&small(), &about());
    let controls = &document.catalog.groups[0].controls;
    assert_eq!(ids(controls), ["ur-38(ur-38.4 ur-38.5(ur-38.5.1) ur-38.6)", "ur-39", "ur-40"]);
    let two = find(controls, "ur-38.5.1").unwrap();
    let params: Vec<_> = two.params.iter().map(|param| param.id.as_str()).collect();
    assert_eq!(params, ["ur-38.5.1_prm.a.n", "ur-38.5.1_prm.b.n"]);
    assert_eq!(two.parts[0].parts[0].prose.as_deref(), Some("{{ insert: param, ur-38.5.1_prm.a.n }} and 3."));
    let gone = find(controls, "ur-39").unwrap();
    assert!(gone.props.iter().any(|property| property.name == "status" && property.value == "withdrawn"));
    let element = &find(controls, "ur-38.6").unwrap().parts[0];
    assert_eq!(element.links[0].href, "#ur-38.5_smt.first-only");
    assert_eq!(element.prose.as_deref(), Some("Part"));
}

#[test]
fn a_profile_has_the_clauses_that_can_bind_its_class() {
    let catalog = small();
    let whole = super::catalog(&catalog, &about());
    let chosen = |class: u8| {
        let profile = profile(&catalog, ObjectClass::new(class).unwrap(), &about()).unwrap();
        assert_eq!(check_profile(&profile, &whole), []);
        let import = &profile.profile.imports[0];
        assert_eq!(import.href, "catalog.json");
        import.include_controls[0].with_ids.join(" ")
    };
    assert_eq!(chosen(1), "ur-38 ur-38.4 ur-38.5 ur-38.5.1 ur-38.6 ur-40");
    // Conditions on other traits never leave a clause out, not even a flag that must hold beside one that must not.
    assert_eq!(chosen(2), "ur-38 ur-38.4 ur-38.5.1 ur-40");
    assert_eq!(chosen(3), chosen(2));
}

#[test]
fn a_resolved_catalogue_moves_up_what_lost_its_holder_and_links_to_the_rest() {
    let catalog = small();
    let document = resolved(&catalog, ObjectClass::new(2).unwrap(), &about()).unwrap();
    assert_eq!(check(&document), []);
    let controls = &document.catalog.groups[0].controls;
    assert_eq!(ids(controls), ["ur-38(ur-38.4 ur-38.5.1)", "ur-40"]);
    assert_eq!(find(controls, "ur-38.4").unwrap().links[0].href, "catalog.json#ur-39");
    let metadata = &document.catalog.metadata;
    assert!(metadata.props.iter().any(|property| property.name == "resolution-tool"));
    assert_eq!(metadata.links[0].rel.as_deref(), Some("source-profile"));
    assert_eq!(metadata.links[0].href, profile_file(ObjectClass::new(2).unwrap()));
}

#[test]
fn a_catalogue_without_classes_has_no_profiles() {
    let section =
        SECTION.replace(r#"{ on = "object", trait = "class", is = 1 }"#, r#"{ on = "organisation", trait = "bank" }"#);
    let catalog = small_of(&section, &TRAITS.replace("\"class\"", "\"rank\""));
    let class = ObjectClass::new(1).unwrap();
    let error = profile(&catalog, class, &about()).unwrap_err();
    assert!(matches!(error, OscalError::NoClass));
    assert_eq!(error.explain().key, "report-oscal-no-class");
    assert!(ObjectClass::new(4).is_err() && "0".parse::<ObjectClass>().is_err());

    let clauses: Vec<_> = SECTION.split("[[clause]]\n").collect();
    let excluded = clauses.iter().find(|clause| clause.starts_with("id = \"39\"")).unwrap();
    let informative = small_of(&format!("{}[[clause]]\n{excluded}", clauses[0]), TRAITS);
    assert!(matches!(profile(&informative, class, &about()), Err(OscalError::Empty { .. })));
    assert!(matches!(resolved(&informative, class, &about()), Err(OscalError::Empty { .. })));
}

#[test]
fn a_circle_of_parents_loses_no_clause() {
    let section = SECTION
        .replace("id = \"39\"", "id = \"39\"\nparent = \"40\"")
        .replace("id = \"40\"", "id = \"40\"\nparent = \"39\"");
    let document = catalog(&small_of(&section, TRAITS), &about());
    assert_eq!(ids(&document.catalog.groups[0].controls)[1..], ["ur-39", "ur-40"]);
}

#[track_caller]
fn broken(breaking: impl FnOnce(&mut CatalogDocument), expected: &[Fault]) {
    let mut document = catalog(&small(), &about());
    breaking(&mut document);
    assert_eq!(check(&document), expected);
}

fn first(document: &mut CatalogDocument) -> &mut Control {
    &mut document.catalog.groups[0].controls[0].controls[0]
}

#[test]
fn the_checker_finds_what_others_pass_over() {
    let at = || "ur-38.4".to_owned();
    broken(
        |document| first(document).parts[1].id = Some("ur-40".to_owned()),
        &[Fault::Duplicate { id: "ur-40".to_owned(), count: 2 }],
    );
    let nowhere = Link { href: "#ur-99".to_owned(), rel: None, text: None };
    broken(|document| first(document).links.push(nowhere), &[Fault::Link { at: at(), href: "#ur-99".to_owned() }]);
    let insertion = " insert: param, x ".to_owned();
    let expected = Fault::Parameter { at: "ur-38.4_discrepancy".to_owned(), insertion };
    broken(|document| first(document).parts[1].prose = Some(markup::insertion("x")), &[expected]);
    broken(|document| drop(first(document).parts.remove(0)), &[Fault::NoStatement { id: at() }]);
    let spaced = || " a\nb".to_owned();
    broken(|document| first(document).props[0].value = spaced(), &[Fault::Value { at: at(), text: spaced() }]);
    broken(|document| first(document).props[0].name = "1 a".to_owned(), &[Fault::Token { text: "1 a".to_owned() }]);
}

#[test]
fn the_checker_finds_controls_that_a_profile_made_up() {
    let catalog = small();
    let whole = super::catalog(&catalog, &about());
    let mut document: ProfileDocument = profile(&catalog, ObjectClass::new(1).unwrap(), &about()).unwrap();
    document.profile.imports[0].include_controls[0].with_ids.extend(["ur-99".to_owned(), "ur-40".to_owned()]);
    let duplicate = Fault::Duplicate { id: "ur-40".to_owned(), count: 2 };
    assert_eq!(check_profile(&document, &whole), [duplicate, Fault::Control { id: "ur-99".to_owned() }]);
}
