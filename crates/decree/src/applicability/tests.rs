//! Three-valued logic over the traits of organisations and objects.

use proptest::prelude::*;
use talap_model::{
    Argument, Language, Localized, Object, ObjectKind, Organisation, SubjectKind, TraitKey, TraitSet, TraitValue,
};
use time::macros::date;

use super::{Applicability, Profile, Reason, Sweep, Truth, binds};
use crate::catalog::{Catalog, tests::binding};

fn named() -> Localized {
    Localized { kk: "Атау".into(), ru: "Имя".into(), en: "Name".into() }
}

fn set(traits: &[(&str, TraitValue)]) -> TraitSet {
    traits.iter().map(|(key, value)| (TraitKey::new(*key).unwrap(), value.clone())).collect()
}

fn organisation(traits: &[(&str, TraitValue)]) -> Organisation {
    Organisation { id: "akimat".parse().unwrap(), name: named(), traits: set(traits) }
}

fn object(kind: ObjectKind, traits: &[(&str, TraitValue)]) -> Object {
    Object {
        id: "portal".parse().unwrap(),
        organisation: "akimat".parse().unwrap(),
        kind,
        name: named(),
        traits: set(traits),
    }
}

fn ask(catalog: &Catalog, organisation: &Organisation, object: Option<&Object>) -> Applicability {
    binds(catalog.statement(&"logs-kept".parse().unwrap()).unwrap(), organisation, object, catalog)
}

/// What conditions say of an information system with these traits in a state body.
#[track_caller]
fn check(conditions: &str, traits: &[(&str, TraitValue)], expected: Truth) {
    let catalog = binding("object", conditions).unwrap();
    let organisation = organisation(&[("state_body", TraitValue::Flag(true))]);
    let found = ask(&catalog, &organisation, Some(&object(ObjectKind::InformationSystem, traits)));
    assert_eq!(found.truth(), expected, "{conditions}");
}

const STATE: &str = r#"{ on = "organisation", trait = "state_body" }"#;
const CLASS: &str = r#"{ on = "object", trait = "class", at_most = 2 }"#;

#[test]
fn each_operator_asks_its_own() {
    let number = |n: f64| [("class", TraitValue::Number(n))];
    check(&format!("all_of = [ {CLASS} ]"), &number(2.0), Truth::True);
    check(&format!("all_of = [ {CLASS} ]"), &number(3.0), Truth::False);
    check(r#"all_of = [ { on = "object", trait = "class", at_least = 2 } ]"#, &number(1.0), Truth::False);
    check(r#"all_of = [ { on = "object", trait = "class", at_least = 2, at_most = 2 } ]"#, &number(2.0), Truth::True);
    check(r#"all_of = [ { on = "object", trait = "class", one_of = [1, 3] } ]"#, &number(3.0), Truth::True);
    check(r#"all_of = [ { on = "object", trait = "class", is = 1 } ]"#, &number(3.0), Truth::False);
    let stage = [("stage", TraitValue::Choice("trial".into()))];
    check(r#"all_of = [ { on = "object", trait = "stage", is = "trial" } ]"#, &stage, Truth::True);
    check(r#"all_of = [ { on = "object", trait = "stage", one_of = ["operation"] } ]"#, &stage, Truth::False);
    let day = [("commissioned_on", TraitValue::Date(date!(2023 - 01 - 01)))];
    check(r#"all_of = [ { on = "object", trait = "commissioned_on", at_least = "2023-01-01" } ]"#, &day, Truth::True);
    check(r#"all_of = [ { on = "object", trait = "commissioned_on", at_most = "2022-12-31" } ]"#, &day, Truth::False);
    check(r#"all_of = [ { on = "object", trait = "commissioned_on", is = "01.01.2023" } ]"#, &day, Truth::True);
    check(
        r#"all_of = [ { on = "object", trait = "kind", one_of = ["network", "information_system"] } ]"#,
        &[],
        Truth::True,
    );
    check(r#"all_of = [ { on = "object", trait = "kind", is = "network" } ]"#, &[], Truth::False);
    check(r#"all_of = [ { on = "organisation", trait = "state_body", is = false } ]"#, &[], Truth::False);
}

#[test]
fn what_is_not_stated_is_unknown_but_for_flags() {
    check(&format!("all_of = [ {CLASS} ]"), &[], Truth::Unknown);
    check(r#"all_of = [ { on = "object", trait = "stage", is = "trial" } ]"#, &[], Truth::Unknown);
    check(r#"all_of = [ { on = "object", trait = "commissioned_on", at_most = "2022-12-31" } ]"#, &[], Truth::Unknown);
    // Values that do not suit the trait say nothing either.
    check(&format!("all_of = [ {CLASS} ]"), &[("class", TraitValue::Flag(true))], Truth::Unknown);
    let stage = [("stage", TraitValue::Choice("dreamt".into()))];
    check(r#"none_of = [ { on = "object", trait = "stage", is = "trial" } ]"#, &stage, Truth::Unknown);
    let catalog = binding("organisation", &format!("all_of = [ {STATE} ]")).unwrap();
    assert_eq!(ask(&catalog, &organisation(&[]), None).truth(), Truth::False);
}

#[test]
fn a_group_is_unknown_only_when_nothing_known_decides_it() {
    const NETWORK: &str = r#"{ on = "object", trait = "kind", is = "network" }"#;
    check(&format!("all_of = [ {NETWORK}, {CLASS} ]"), &[], Truth::False);
    check(&format!("all_of = [ {STATE}, {CLASS} ]"), &[], Truth::Unknown);
    check(&format!("any_of = [ {STATE}, {CLASS} ]"), &[], Truth::True);
    check(&format!("any_of = [ {NETWORK}, {CLASS} ]"), &[], Truth::Unknown);
    check(&format!("none_of = [ {STATE}, {CLASS} ]"), &[], Truth::False);
    check(&format!("none_of = [ {NETWORK}, {CLASS} ]"), &[], Truth::Unknown);
    check(&format!("none_of = [ {NETWORK} ]"), &[], Truth::True);
    check(
        &format!("any_of = [ {{ all_of = [ {STATE}, {{ none_of = [ {NETWORK} ] }} ] }}, {CLASS} ]"),
        &[],
        Truth::True,
    );
    check(&format!("all_of = [ {STATE} ]\nnone_of = [ {CLASS} ]"), &[("class", TraitValue::Number(3.0))], Truth::True);
}

#[test]
fn a_statement_is_asked_only_of_its_kind_of_subject() {
    let state = organisation(&[("state_body", TraitValue::Flag(true))]);
    let system = object(ObjectKind::InformationSystem, &[]);
    let of_object = binding("object", &format!("all_of = [ {STATE} ]")).unwrap();
    assert_eq!(ask(&of_object, &state, None), Applicability::DoesNotBind(Vec::new()));
    let of_organisation = binding("organisation", &format!("all_of = [ {STATE} ]")).unwrap();
    assert_eq!(ask(&of_organisation, &state, Some(&system)), Applicability::DoesNotBind(Vec::new()));
    assert_eq!(ask(&of_organisation, &state, None).truth(), Truth::True);
}

#[test]
fn reasons_are_the_conditions_that_decide() {
    let catalog = binding("object", &format!("any_of = [ {STATE}, {CLASS} ]")).unwrap();
    let system = object(ObjectKind::InformationSystem, &[]);
    let found = ask(&catalog, &organisation(&[("state_body", TraitValue::Flag(true))]), Some(&system));
    let keys = |found: &Applicability| -> Vec<_> {
        found
            .reasons()
            .iter()
            .flat_map(Reason::traits)
            .map(|(condition, _)| condition.definition().key.to_string())
            .collect()
    };
    assert_eq!(keys(&found), ["state_body"]);
    let found = ask(&catalog, &organisation(&[]), Some(&system));
    assert_eq!(found.truth(), Truth::Unknown);
    assert_eq!(keys(&found), ["class"]);
    let system = object(ObjectKind::InformationSystem, &[("class", TraitValue::Number(3.0))]);
    assert_eq!(keys(&ask(&catalog, &organisation(&[]), Some(&system))), ["state_body", "class"]);
    let catalog = binding("object", &format!("none_of = [ {STATE}, {CLASS} ]")).unwrap();
    let found = ask(&catalog, &organisation(&[("state_body", TraitValue::Flag(true))]), Some(&system));
    assert_eq!((found.truth(), keys(&found)), (Truth::False, vec!["state_body".to_owned()]));
    assert_eq!(found.reasons()[0].truth(), Truth::True);
}

#[test]
fn a_reason_reads_in_the_language_asked_for() {
    let conditions = r#"all_of = [ { on = "object", trait = "stage", one_of = ["trial", "operation"] } ]"#;
    let catalog = binding("object", conditions).unwrap();
    let found = ask(&catalog, &organisation(&[]), Some(&object(ObjectKind::Network, &[])));
    let message = found.reasons()[0].explain(Language::Ru);
    assert_eq!(message.key, "decree-reason-missing");
    assert_eq!(message.args["trait"], Argument::from("стадия"));
    assert_eq!(
        message.args["expected"].clone(),
        super::reason::list(["опытная", "промышленная"].into_iter().map(Argument::from)).into()
    );
    let conditions = r#"all_of = [ { on = "object", trait = "kind", is = "software" } ]"#;
    let catalog = binding("object", conditions).unwrap();
    let found = ask(&catalog, &organisation(&[]), Some(&object(ObjectKind::Network, &[])));
    let text = found.reasons()[0].explain(Language::Kk).to_string();
    assert!(text.contains("object-kind-software") && text.contains("decree-trait-kind"), "{text}");
}

#[test]
fn flags_say_whether_they_are_stated() {
    let catalog = binding("organisation", &format!("all_of = [ {STATE} ]")).unwrap();
    let key = |traits: &[(&str, TraitValue)]| {
        ask(&catalog, &organisation(traits), None).reasons()[0].explain(Language::Kk).key
    };
    assert_eq!(key(&[]), "decree-reason-flag-absent");
    assert_eq!(key(&[("state_body", TraitValue::Flag(true))]), "decree-reason-flag-stated");
}

#[test]
fn a_value_that_decides_is_named_as_it_is_stated() {
    let conditions = r#"all_of = [ { on = "object", trait = "stage", one_of = ["trial", "operation"] } ]"#;
    let catalog = binding("object", conditions).unwrap();
    let trial = object(ObjectKind::Network, &[("stage", TraitValue::Choice("trial".into()))]);
    let found = ask(&catalog, &organisation(&[]), Some(&trial));
    let message = found.explain(Language::En);
    assert_eq!(message.key, "decree-binds");
    let Argument::Message(reason) = &message.args["reasons"] else { panic!("{message}") };
    assert_eq!(reason.args["stated"], Argument::from("trial"));
}

#[test]
fn a_condition_with_a_name_is_one_reason_and_says_what_decides_it() {
    let catalog = binding("object", r#"all_of = [ { condition = "first-class" } ]"#).unwrap();
    let first = object(ObjectKind::Network, &[("class", TraitValue::Number(1.0))]);
    let state = organisation(&[("state_body", TraitValue::Flag(true))]);
    let found = ask(&catalog, &state, Some(&first));
    assert_eq!(found.truth(), Truth::True);
    assert_eq!(found.reasons().len(), 1);
    assert_eq!(found.reasons()[0].traits().len(), 2);
    let message = found.reasons()[0].explain(Language::En);
    assert_eq!(
        (message.key.as_str(), &message.args["condition"]),
        ("decree-reason-named-holds-because", &"First class".into())
    );
    let other = ask(&catalog, &organisation(&[]), Some(&first));
    assert_eq!(other.reasons()[0].explain(Language::En).key, "decree-reason-named-fails-because");
}

#[test]
fn it_binds_since_the_latest_day_of_what_decides() {
    let conditions = r#"all_of = [ { on = "object", trait = "stage", is = "operation" }, { on = "organisation", trait = "state_body" } ]"#;
    let catalog = binding("object", conditions).unwrap();
    let state = organisation(&[("state_body", TraitValue::Flag(true))]);
    let stage = ("stage", TraitValue::Choice("operation".into()));
    let dated =
        object(ObjectKind::Network, &[stage.clone(), ("commissioned_on", TraitValue::Date(date!(2024 - 02 - 01)))]);
    assert_eq!(ask(&catalog, &state, Some(&dated)).since(&state, Some(&dated)), Some(date!(2024 - 02 - 01)));
    let undated = object(ObjectKind::Network, &[stage]);
    assert_eq!(ask(&catalog, &state, Some(&undated)).since(&state, Some(&undated)), None);
    assert_eq!(ask(&catalog, &organisation(&[]), Some(&dated)).since(&organisation(&[]), Some(&dated)), None);
}

#[test]
fn a_sweep_answers_as_each_binding_does() {
    let catalog = Catalog::built_in().unwrap();
    let mut sweep = Sweep::new(&catalog, SubjectKind::Object);
    let state = organisation(&[("state_body", TraitValue::Flag(true))]);
    for kind in ObjectKind::ALL {
        for class in [1.0, 3.0] {
            let object = object(kind, &[("class", TraitValue::Number(class)), ("egov", TraitValue::Flag(class < 2.0))]);
            let profile = Profile::new(&state, Some(&object), &catalog);
            let mut bound = 0;
            for (statement, truth) in sweep.ask(&profile) {
                assert_eq!(truth, statement.binds.truth(&profile), "{}", statement.key);
                bound += usize::from(truth == Truth::True);
            }
            assert!(bound > 0, "{kind:?}");
        }
    }
}

proptest! {
    #[test]
    fn what_is_stated_later_never_turns_a_known_answer_round(class in 1_u8..4, state in any::<bool>(), wanted in 1_u8..4) {
        let conditions = format!(
            r#"any_of = [ {{ on = "object", trait = "class", is = {wanted} }}, {{ all_of = [ {STATE}, {CLASS} ] }} ]"#
        );
        let catalog = binding("object", &conditions).unwrap();
        let organisation = organisation(&[("state_body", TraitValue::Flag(state))]);
        let before = ask(&catalog, &organisation, Some(&object(ObjectKind::Software, &[]))).truth();
        let stated = object(ObjectKind::Software, &[("class", TraitValue::Number(f64::from(class)))]);
        let after = ask(&catalog, &organisation, Some(&stated)).truth();
        prop_assert!(before == Truth::Unknown || before == after);
        prop_assert_eq!(after == Truth::True, class == wanted || (state && class <= 2));
    }
}
