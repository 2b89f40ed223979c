//! The built-in catalogue as OSCAL: without faults by our own count, and as compliance-trestle reads and resolves it.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

use talap_decree::Catalog;
use talap_model::Timestamp;
use talap_report::oscal::wire::{CatalogDocument, Control};
use talap_report::oscal::{About, Place, catalog, check, check_profile, profile, resolved, selected, to_json};
use talap_report::{ObjectClass, Reach};

const MADE_AT: Timestamp = Timestamp::from_micros(1_795_424_700_000_000);

fn count(controls: &[Control]) -> usize {
    controls.iter().map(|control| 1 + count(&control.controls)).sum()
}

#[test]
fn the_built_in_catalogue_is_written_without_faults() {
    let built_in = Catalog::built_in().unwrap();
    let about = About { made_at: MADE_AT, place: Place::Folder };
    let whole = catalog(&built_in, &about);
    assert_eq!(check(&whole), []);
    let controls: usize = whole.catalog.groups.iter().map(|group| count(&group.controls)).sum();
    assert_eq!(controls, built_in.stats().clauses);
    let text = String::from_utf8(to_json(&whole).unwrap()).unwrap();
    for statement in built_in.statements() {
        let id = format!("\"ur-{}_smt.{}\"", statement.clause, statement.key);
        assert!(text.contains(&id), "{id}");
    }
    for class in ObjectClass::ALL {
        assert_eq!(check_profile(&profile(&built_in, class, &about).unwrap(), &whole), []);
        let resolved = resolved(&built_in, class, &about).unwrap();
        assert_eq!(check(&resolved), []);
        let held: usize = resolved.catalog.groups.iter().map(|group| count(&group.controls)).sum();
        assert_eq!(held, selected(&built_in, class).unwrap().len());
    }
}

#[test]
fn a_statement_that_does_not_ask_for_the_class_is_in_every_profile() {
    let built_in = Catalog::built_in().unwrap();
    let asks = |on: &talap_decree::Statement| on.binds.traits().iter().any(|asked| asked.key.as_str() == "class");
    for class in ObjectClass::ALL {
        let reach = Reach::of_class(&built_in, class).unwrap();
        let chosen = selected(&built_in, class).unwrap();
        for statement in built_in.statements().filter(|statement| statement.subject.is_some() && !asks(statement)) {
            assert!(reach.can_bind(statement), "{}", statement.key);
            assert!(chosen.contains(&statement.clause), "{}", statement.key);
        }
    }
    let all = built_in.clauses().count();
    assert!(ObjectClass::ALL.iter().all(|class| selected(&built_in, *class).unwrap().len() < all));
}

/// The controls of a document, each as often as it stands there.
fn ids(document: &CatalogDocument) -> Vec<&str> {
    fn gather<'a>(controls: &'a [Control], found: &mut Vec<&'a str>) {
        for control in controls {
            found.push(&control.id);
            gather(&control.controls, found);
        }
    }
    let mut found = Vec::new();
    document.catalog.groups.iter().for_each(|group| gather(&group.controls, &mut found));
    found.sort_unstable();
    found
}

/// The acts that a document holds.
fn acts(document: &CatalogDocument) -> BTreeSet<&str> {
    document.catalog.back_matter.iter().flat_map(|matter| &matter.resources).map(|act| act.uuid.as_str()).collect()
}

/// Runs trestle in a workspace; what it says goes with a failure.
#[track_caller]
fn trestle(program: &str, workspace: &Path, arguments: &[&str]) {
    let output = Command::new(program).current_dir(workspace).args(arguments).output().unwrap();
    let told = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "trestle {}: {told}", arguments.join(" "));
    println!("trestle {}: {told}", arguments.join(" "));
}

#[test]
fn compliance_trestle_takes_the_documents_and_resolves_the_profiles_alike() {
    let Some(program) = wanted::text("TALAP_TEST_TRESTLE") else { return };
    let built_in = Catalog::built_in().unwrap();
    let about = About { made_at: MADE_AT, place: Place::Trestle };
    let (outside, workspace) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let run = |arguments: &[&str]| trestle(&program, workspace.path(), arguments);
    let import = |name: &str, bytes: Vec<u8>| {
        let file = outside.path().join(format!("{name}.json"));
        fs::write(&file, bytes).unwrap();
        run(&["import", "-f", file.to_str().unwrap(), "-o", name]);
    };
    run(&["init"]);
    import("talap", to_json(&catalog(&built_in, &about)).unwrap());
    for class in ObjectClass::ALL {
        let name = format!("talap-class-{class}");
        import(&name, to_json(&profile(&built_in, class, &about).unwrap()).unwrap());
        let theirs = format!("{name}-theirs");
        run(&["author", "profile-resolve", "-n", &name, "-o", &theirs]);
        let written = fs::read(workspace.path().join("catalogs").join(theirs).join("catalog.json")).unwrap();
        let theirs: CatalogDocument = serde_json::from_slice(&written).unwrap();
        let ours = resolved(&built_in, class, &about).unwrap();
        // They differ in what they choose only, and each import takes seconds.
        if class == ObjectClass::ALL[0] {
            import(&format!("{name}-ours"), to_json(&ours).unwrap());
        }
        assert_eq!(ids(&theirs), ids(&ours), "class {class}");
        assert_eq!(acts(&theirs), acts(&ours), "class {class}");
    }
    run(&["validate", "-a"]);
}

/// NIST's own schemas (JSON Schema, draft 7), where the tests' tools brought them.
#[test]
fn the_documents_are_valid_by_nists_schemas() {
    let Some(program) = wanted::file("TALAP_TEST_JSONSCHEMA", &[]) else { return };
    let Some(schema) = wanted::file("TALAP_TEST_OSCAL_SCHEMA", &[]) else { return };
    let built_in = Catalog::built_in().unwrap();
    let about = About { made_at: MADE_AT, place: Place::Folder };
    let folder = tempfile::tempdir().unwrap();
    let validate = |schema: &Path, name: &str, bytes: Vec<u8>| {
        let file = folder.path().join(name);
        fs::write(&file, bytes).unwrap();
        let output = Command::new(&program).arg("--schemafile").arg(schema).arg(&file).output().unwrap();
        assert!(output.status.success(), "{name}: {}", String::from_utf8_lossy(&output.stdout));
    };
    let of_catalogs = Path::new(&schema);
    let of_profiles = of_catalogs.with_file_name("oscal_profile_schema.json");
    validate(of_catalogs, "catalog.json", to_json(&catalog(&built_in, &about)).unwrap());
    let class = ObjectClass::ALL[0];
    validate(of_catalogs, "resolved.json", to_json(&resolved(&built_in, class, &about).unwrap()).unwrap());
    validate(&of_profiles, "profile.json", to_json(&profile(&built_in, class, &about).unwrap()).unwrap());
    // A document that is none must not pass, or the whole would prove nothing.
    let file = folder.path().join("broken.json");
    fs::write(&file, "{\"catalog\": {\"uuid\": \"x\"}}").unwrap();
    let refused = Command::new(&program).arg("--schemafile").arg(of_catalogs).arg(&file).output().unwrap();
    assert!(!refused.status.success());
}
