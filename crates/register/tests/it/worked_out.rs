//! Fields that are worked out, fields that hang on others, and the kinds that read what is handed in.

use serde_json::{Value, json};
use talap_model::Explain;
use talap_register::WriteError;

use crate::setting::{Setting, and_loans, key, org, record_key, texts, told};

const LOANS: &str = r#"
[[field]]
key = "kind"
kind = "choice"
label = LABEL(kind)
required = true
choices = [{ key = "device", label = LABEL(device) }, { key = "medium", label = LABEL(medium) }]
[[field]]
key = "serial"
kind = "text"
label = LABEL(serial)
required = true
only_when = { field = "kind", is = ["device"] }
[[field]]
key = "erased"
kind = "bool"
label = LABEL(erased)
only_when = { field = "kind", is = ["medium"] }
required_when = { field = "kind", is = ["medium"] }
[[field]]
key = "method"
kind = "text"
label = LABEL(method)
only_when = { field = "erased", is = [true] }
[[field]]
key = "count"
kind = "number"
label = LABEL(count)
[[field]]
key = "price"
kind = "money"
label = LABEL(price)
[[field]]
key = "cost"
kind = "computed"
compute = { product = ["count", "price"] }
label = LABEL(cost)
[[field]]
key = "delivery"
kind = "money"
label = LABEL(delivery)
[[field]]
key = "all"
kind = "computed"
compute = { sum = ["cost", "delivery"] }
label = LABEL(all)
[[field]]
key = "given_on"
kind = "date"
label = LABEL(given on)
[[field]]
key = "due_on"
kind = "computed"
compute = { date = ["given_on"], after = "6 months" }
label = LABEL(due on)
[[field]]
key = "net"
kind = "network"
label = LABEL(net)
[[field]]
key = "cert"
kind = "certificate"
label = LABEL(cert)
"#;

/// Made by `openssl req -x509 -newkey ec -subj "/CN=Әлия Серікова/O=Қала"`.
const CERTIFICATE: &str = "-----BEGIN CERTIFICATE-----
MIIBxDCCAWmgAwIBAgIULGJDui+tRPfYhKa1aj87MAqsXC0wCgYIKoZIzj0EAwIw
NzEiMCAGA1UEAwwZ05jQu9C40Y8g0KHQtdGA0ZbQutC+0LLQsDERMA8GA1UECgwI
0prQsNC70LAwHhcNMjYxMTI2MDI1NTIyWhcNMzYxMTIzMDI1NTIyWjA3MSIwIAYD
VQQDDBnTmNC70LjRjyDQodC10YDRltC60L7QstCwMREwDwYDVQQKDAjSmtCw0LvQ
sDBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABFvqDjz5Zw2TrT1vuoGO+We3gnfI
bWqj0creJTui6A2fC5tu11EmJtuJpsVXmJehxXZ6DPdHB6hy9cgSwqkKGnCjUzBR
MB0GA1UdDgQWBBT/gzBTwfHkSxZRa26lvHt1S/+7sjAfBgNVHSMEGDAWgBT/gzBT
wfHkSxZRa26lvHt1S/+7sjAPBgNVHRMBAf8EBTADAQH/MAoGCCqGSM49BAMCA0kA
MEYCIQCiEiwLvKyQ5Zz716S4gvNB+rnWB/uFeFCG8vWzMPOgrwIhAMeRZHqG8F/6
E0aOeejyt402Mk82QwVCGPMDkcBXAlH4
-----END CERTIFICATE-----
";

async fn setting() -> Setting {
    Setting::furnished_with(and_loans(LOANS)).await
}

/// Keeps the record `1` with these values and gives back what it holds, or what is wrong by field.
async fn put(setting: &Setting, values: &[(&str, &str)]) -> Result<Value, Vec<(String, String)>> {
    let (loans, qala) = (key("loans"), org("qala"));
    match setting.register.put(&setting.officer, &loans, &qala, "1", &texts(values)).await {
        Ok(_) => {
            let record = setting.register.record(&setting.officer, &loans, &qala, &record_key("1")).await;
            Ok(serde_json::to_value(record.unwrap().unwrap().values).unwrap())
        }
        Err(WriteError::Refused { errors }) => {
            Err(errors.into_iter().map(|error| (error.column.unwrap(), error.reason.key.clone())).collect())
        }
        Err(other) => panic!("{}", other.explain()),
    }
}

fn wrong(field: &str, reason: &str) -> Result<Value, Vec<(String, String)>> {
    Err(vec![(field.to_owned(), format!("register-row-{reason}"))])
}

#[tokio::test]
async fn a_field_that_hangs_on_another_is_asked_for_where_it_is_meant() {
    let setting = setting().await;
    assert_eq!(put(&setting, &[("kind", "device")]).await, wrong("serial", "required"));
    assert_eq!(put(&setting, &[("kind", "medium")]).await, wrong("erased", "required"));
    // As a form sends it: every field, empty where it is not meant.
    let medium = [("kind", "medium"), ("serial", ""), ("erased", "иә"), ("method", "x")];
    let kept = put(&setting, &medium).await;
    assert_eq!(kept, Ok(json!({ "kind": "medium", "erased": true, "method": "x" })));
    assert_eq!(put(&setting, &[("serial", "S-1")]).await, wrong("serial", "not-apt"));
    // What is not meant any more falls away, and what hung on that with it.
    let device = put(&setting, &[("kind", "device"), ("serial", "S-1")]).await;
    assert_eq!(device, Ok(json!({ "kind": "device", "serial": "S-1" })));
    let report =
        setting.import("loans", Some("qala"), b"key,kind,serial,erased\n2,device,S,\n3,medium,,\n4,medium,S,1\n").await;
    let report = report.unwrap();
    let expected = [(3, "erased", "", "register-row-required"), (4, "serial", "S", "register-row-not-apt")];
    assert_eq!(told(&report), expected);
}

#[tokio::test]
async fn what_is_worked_out_follows_what_it_is_made_of() {
    let setting = setting().await;
    let base = [("kind", "device"), ("serial", "S")];
    let values = [&base[..], &[("count", "3"), ("price", "1 000,10 ₸"), ("given_on", "31.08.2026")]].concat();
    let kept = put(&setting, &values).await.unwrap();
    assert_eq!((kept["cost"].as_f64(), kept.get("all")), (Some(3000.3), None), "{kept}");
    assert_eq!(kept["due_on"], "2027-02-28");
    let kept = put(&setting, &[("delivery", "0,70")]).await.unwrap();
    assert_eq!(kept["all"].as_f64(), Some(3001.0), "one is made of another");
    // Nobody states it; a file that Talap wrote has its column.
    let kept = put(&setting, &[("cost", "1"), ("count", "2")]).await.unwrap();
    assert_eq!((kept["cost"].as_f64(), kept["all"].as_f64()), (Some(2000.2), Some(2000.9)));
    let kept = put(&setting, &[("count", ""), ("given_on", "")]).await.unwrap();
    for field in ["cost", "all", "due_on"] {
        assert_eq!(kept.get(field), None, "{field} of nothing");
    }
}

#[tokio::test]
async fn networks_and_certificates_are_kept_in_one_form() {
    let setting = setting().await;
    let base = [("kind", "device"), ("serial", "S")];
    let with = |field: &'static str, text: &'static str| [&base[..], &[(field, text)]].concat();
    assert_eq!(put(&setting, &with("net", " 2001:DB8:0::/32 ")).await.unwrap()["net"], "2001:db8::/32");
    assert_eq!(put(&setting, &with("net", "10.2.0.17/16")).await, wrong("net", "network-host"));
    assert_eq!(put(&setting, &with("net", "ten")).await, wrong("net", "network-wrong"));
    assert_eq!(put(&setting, &with("cert", "-----BEGIN CERTIFICATE-----")).await, wrong("cert", "certificate-wrong"));
    let noisy = format!("subject=x\r\n{}\r\nand more", CERTIFICATE.replace('\n', "\r\n"));
    let kept = put(&setting, &[&base[..], &[("cert", &noisy)]].concat()).await.unwrap();
    assert_eq!(kept["cert"], CERTIFICATE);
    assert!(kept["cert_subject"].as_str().unwrap().contains("CN=Әлия Серікова"), "{kept}");
    assert_eq!((&kept["cert_issuer"], &kept["cert_not_after"]), (&kept["cert_subject"], &json!("2036-11-23")));
    let kept = put(&setting, &[("cert", "")]).await.unwrap();
    assert!(kept.get("cert_subject").is_none() && kept.get("cert_not_after").is_none(), "{kept}");
}
