//! A definition that changed: what records would lose is told before anything is done, and days are worked out anew.

use talap_model::Explain;
use talap_register::{Definitions, DueAsked, Register, UpkeepError};
use time::macros::date;

use crate::setting::{Setting, and_loans, key, org, record_key, texts};

const FIELDS: &str = r#"
[[field]]
key = "kind"
kind = "choice"
label = LABEL(kind)
choices = [{ key = "device", label = LABEL(device) }, { key = "medium", label = LABEL(medium) }]
[[field]]
key = "given_on"
kind = "date"
label = LABEL(given on)
[[field]]
key = "note"
kind = "text"
label = LABEL(note)
"#;

fn with(deadline: &str) -> Definitions {
    and_loans(&format!("{FIELDS}{deadline}"))
}

fn back_after(span: &str) -> String {
    format!("[[deadline]]\nkey = \"back\"\nlabel = LABEL(back)\nfrom = [\"given_on\"]\nafter = \"{span}\"\n")
}

async fn days(setting: &Setting, register: &Register) -> Vec<String> {
    let asked = DueAsked::between(date!(2020 - 01 - 01), date!(2040 - 01 - 01), 100);
    let (due, total) = register.due(&setting.officer, &asked).await.unwrap();
    assert_eq!(due.len() as u64, total);
    due.into_iter().map(|due| format!("{} {} {}", due.record.key, due.deadline, due.date)).collect()
}

async fn setting() -> Setting {
    let setting = Setting::furnished_with(with(&back_after("1 year"))).await;
    setting.register.take_up_definitions().await.unwrap();
    let file = "key,kind,given_on,note\n1,device,2026-01-15,a\n2,medium,2026-02-15,\n3,device,,b\n";
    setting.must("loans", Some("qala"), file).await;
    setting
}

#[tokio::test]
async fn days_are_those_of_the_new_definition() {
    let setting = setting().await;
    assert_eq!(days(&setting, &setting.register).await, ["1 back 2027-01-15", "2 back 2027-02-15"]);
    let after = setting.redefined(with(&back_after("2 months")));
    after.take_up_definitions().await.unwrap();
    assert_eq!(days(&setting, &after).await, ["1 back 2026-03-15", "2 back 2026-04-15"]);
    let none = setting.redefined(with(""));
    none.take_up_definitions().await.unwrap();
    assert_eq!(days(&setting, &none).await, Vec::<String>::new());
    none.void(&setting.officer, &key("loans"), &org("qala"), &record_key("2"), "қате").await.unwrap();
    setting.register.take_up_definitions().await.unwrap();
    assert_eq!(days(&setting, &setting.register).await, ["1 back 2027-01-15"], "nothing is due of a void record");
}

#[tokio::test]
async fn a_register_whose_definition_is_gone_is_told() {
    let setting = setting().await;
    let one = record_key("1");
    setting.register.void(&setting.officer, &key("loans"), &org("qala"), &one, "қате").await.unwrap();
    let texts = ["organisations", "objects", "people"].map(|name| {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../registers");
        (format!("{name}.toml"), std::fs::read_to_string(folder.join(format!("{name}.toml"))).unwrap())
    });
    let without = Definitions::from_texts(texts, &crate::setting::ground()).unwrap();
    let refused = setting.redefined(without).take_up_definitions().await.unwrap_err();
    assert!(
        matches!(&refused, UpkeepError::Gone { register, records: 3 } if register.as_str() == "loans"),
        "{refused}"
    );
    assert_eq!(refused.explain().key, "register-definition-gone");
}

#[tokio::test]
async fn what_a_void_record_holds_has_a_place_too() {
    let setting = setting().await;
    for number in ["1", "3"] {
        let number = record_key(number);
        setting.register.void(&setting.officer, &key("loans"), &org("qala"), &number, "қате").await.unwrap();
    }
    let without = and_loans(&FIELDS.replace("key = \"note\"", "key = \"other\""));
    let refused = setting.redefined(without).take_up_definitions().await.unwrap_err();
    assert!(matches!(&refused, UpkeepError::WouldLose { field, records: 2, .. } if field == "note"), "{refused}");
}

#[tokio::test]
async fn a_definition_without_place_for_what_is_kept_is_refused_by_name() {
    let setting = setting().await;
    let without = |key: &str| {
        let field = FIELDS.split("[[field]]").filter(|part| !part.contains(&format!("key = \"{key}\"\n")));
        and_loans(&(field.collect::<Vec<_>>().join("[[field]]") + &back_after("2 years")))
    };
    let choice = FIELDS.replace(", { key = \"medium\", label = LABEL(medium) }", "");
    let retyped = FIELDS.replace("key = \"note\"\nkind = \"text\"", "key = \"note\"\nkind = \"number\"");
    let as_network = retyped.replace("kind = \"number\"", "kind = \"network\"");
    for (definitions, field, records) in [
        (without("note"), "note", 2),
        (and_loans(&choice), "kind", 1),
        (and_loans(&retyped), "note", 2),
        (and_loans(&as_network), "note", 2),
    ] {
        let register = setting.redefined(definitions);
        let refused = register.take_up_definitions().await.unwrap_err();
        let UpkeepError::WouldLose { register: named, field: lost, records: many } = &refused else {
            panic!("{refused}")
        };
        assert_eq!((named.as_str(), lost.as_str(), *many), ("loans", field, records));
        assert_eq!(refused.explain().key, "register-definition-would-lose");
        assert_eq!(days(&setting, &setting.register).await.len(), 2, "nothing was changed");
    }
    // Once nothing holds it, the field may go.
    for number in ["1", "3"] {
        let cleared = texts(&[("note", "")]);
        setting.register.put(&setting.officer, &key("loans"), &org("qala"), number, &cleared).await.unwrap();
    }
    setting.redefined(without("note")).take_up_definitions().await.unwrap();
}
