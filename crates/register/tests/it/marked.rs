//! Fields that Talap alone sets.

use talap_register::WriteError;

use crate::setting::{Setting, and_loans, key, org, record_key, texts, told};

const LOANS: &str = r#"
[[field]]
key = "holder"
kind = "text"
label = LABEL(holder)
[[field]]
key = "seen_by"
kind = "text"
label = LABEL(seen by)
engine = true
"#;

#[tokio::test]
async fn nobody_states_what_talap_alone_sets() {
    let setting = Setting::furnished_with(and_loans(LOANS)).await;
    let (register, qala) = (key("loans"), org("qala"));
    let values = async || {
        let record = setting.register.record(&setting.officer, &register, &qala, &record_key("1")).await.unwrap();
        record.unwrap().values
    };
    let put = async |pairs: &[(&str, &str)]| {
        setting.register.put(&setting.officer, &register, &qala, "1", &texts(pairs)).await
    };
    let refused = put(&[("holder", "a"), ("seen_by", "b")]).await.unwrap_err();
    let WriteError::Refused { errors } = refused else { unreachable!("it is refused") };
    assert_eq!(errors[0].reason.key, "register-row-engine");
    put(&[("holder", "a")]).await.unwrap();
    assert!(put(&[("seen_by", "b")]).await.is_err());
    let report = setting.import("loans", Some("qala"), b"key,holder,seen_by\n1,a,b\n2,a,b\n3,a,\n").await.unwrap();
    let wrong = "register-row-engine";
    assert_eq!(told(&report), [(2, "seen_by", "b", wrong), (3, "seen_by", "b", wrong)]);
    let noted = texts(&[("seen_by", "b")]);
    let (officer, one) = (&setting.officer, "1");
    setting.register.put_by_engine(officer, &register, &qala, one, &noted, Some(1)).await.unwrap();
    // What was exported is imported again; an empty cell takes nothing away.
    let again = setting.must("loans", Some("qala"), "key,holder,seen_by\n1,a,b\n").await;
    assert_eq!((again.unchanged, again.updated), (1, 0));
    let empty = setting.must("loans", Some("qala"), "key,holder,seen_by\n1,a,\n").await;
    assert_eq!((empty.unchanged, values().await["seen_by"].as_str()), (1, Some("b")));
    // What was noted was noted of other values.
    setting.must("loans", Some("qala"), "key,holder,seen_by\n1,c,b\n").await;
    assert_eq!((values().await["holder"].as_str(), values().await.get("seen_by")), (Some("c"), None));
    setting.register.put_by_engine(officer, &register, &qala, one, &noted, Some(3)).await.unwrap();
    put(&[("holder", "d")]).await.unwrap();
    assert_eq!(values().await.get("seen_by"), None);
}
