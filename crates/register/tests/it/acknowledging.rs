//! A person's own word that they have read a document, and that nobody can give it for another.

use talap_model::{Caller, Identity, Right, Scope};
use talap_register::WriteError;
use talap_store::{ChangeKind, CommitError};

use crate::setting::{Setting, key, org, record_key, texts};

const PEOPLE: &str = "key,name,position,is_responsible,account,left_on\n1,А. Серікова,маман,иә,a.serikova,\n\
                      2,Б. Оспанов,маман,жоқ,b.ospanov,\n3,В. Ким,маман,жоқ,v.kim,2020-01-01\n";
const GIVEN: &str = "key,person,instruction,language,issued_on,acknowledge_by\nТ-1,1,Нұсқаулық,kk,2026-01-10,2026-01-20\n\
                     Т-2,2,Нұсқаулық,kk,2026-01-10,2026-01-20\nТ-3,3,Нұсқаулық,kk,2026-01-10,2026-01-20\n";

async fn setting() -> Setting {
    let setting = Setting::furnished().await;
    setting.must("people", Some("qala"), PEOPLE).await;
    setting.must("acknowledgements", Some("qala"), GIVEN).await;
    setting
}

/// Somebody who signed in and may read, no more.
fn employee(account: &str) -> Caller {
    Caller::establish(Identity::Account(account.to_owned()), [Right::ReadRecords], Scope::All)
}

fn writer() -> Caller {
    Caller::establish(Identity::Service("acknowledge"), [Right::WriteRecords], Scope::All)
}

#[tokio::test]
async fn who_reads_a_document_says_so_in_their_own_name() {
    let setting = setting().await;
    let (register, me, qala, one) = (&setting.register, employee("a.serikova"), org("qala"), record_key("Т-1"));
    let own = register.own_acknowledgements(&me).await.unwrap();
    assert_eq!(own.iter().map(|record| record.key.as_str()).collect::<Vec<_>>(), ["Т-1"]);
    let saved = register.acknowledge(&me, &writer(), &qala, &one).await.unwrap();
    assert_eq!((saved.kind, saved.waiting), (Some(ChangeKind::Updated), None));

    let history = register.history(&setting.officer, &key("acknowledgements"), &qala, &one).await.unwrap();
    let change = history.last().unwrap();
    assert_eq!((history.len(), change.by.as_str()), (2, "user:a.serikova"));
    let before = change.before.as_ref().unwrap();
    let changed: Vec<_> = change.after.iter().filter(|(field, value)| before.get(*field) != Some(value)).collect();
    assert_eq!(changed.iter().map(|(field, _)| field.as_str()).collect::<Vec<_>>(), ["acknowledged_on", "manner"]);
    assert_eq!(change.after["manner"], "account");
    let who = setting.ledger.events.lock().unwrap().last().unwrap().user.clone();
    assert_eq!(who.as_deref(), Some("user:a.serikova"));
    // Said again, it changes nothing: the day stays that of the first time.
    let again = register.acknowledge(&me, &writer(), &qala, &one).await.unwrap();
    assert_eq!((again.record, again.kind), (saved.record, None));
}

#[tokio::test]
async fn nobody_acknowledges_for_another() {
    let setting = setting().await;
    let (register, qala, one) = (&setting.register, org("qala"), record_key("Т-1"));
    let os_user = |name: &str| Caller::establish(Identity::OsUser(name.into()), Right::ALL, Scope::All);
    let elsewhere = Scope::Organisations([org("auyl")].into());
    let strangers = [
        // Another person, an account of nobody, one that differs in the case of a letter, a user of the machine of the same name.
        employee("b.ospanov"),
        employee("nobody"),
        employee("A.Serikova"),
        os_user("a.serikova"),
        os_user("user:a.serikova"),
    ];
    for stranger in &strangers {
        let error = register.acknowledge(stranger, &writer(), &qala, &one).await.unwrap_err();
        assert!(matches!(error, WriteError::NoRecord { .. }), "{stranger:?}: {error}");
    }
    // The same account, with rights over another organisation alone, or with none to read.
    let narrow = Caller::establish(Identity::Account("a.serikova".into()), [Right::ReadRecords], elsewhere);
    let blind = Caller::establish(Identity::Account("a.serikova".into()), [], Scope::All);
    for refused in [narrow, blind] {
        let error = register.acknowledge(&refused, &writer(), &qala, &one).await.unwrap_err();
        assert!(matches!(error, WriteError::Forbidden(_)), "{error}");
    }
    // Who has left states nothing any more.
    let gone = register.acknowledge(&employee("v.kim"), &writer(), &qala, &record_key("Т-3")).await.unwrap_err();
    assert!(matches!(gone, WriteError::NoRecord { .. }), "{gone}");
    for given in ["Т-1", "Т-2", "Т-3"] {
        let record =
            register.record(&setting.officer, &key("acknowledgements"), &qala, &record_key(given)).await.unwrap();
        assert_eq!(record.unwrap().version, 1, "{given}");
    }
}

#[tokio::test]
async fn a_person_is_no_writer_for_others() {
    let setting = setting().await;
    let me = employee("a.serikova");
    let error =
        setting.register.acknowledge(&me, &setting.officer, &org("qala"), &record_key("Т-1")).await.unwrap_err();
    assert!(matches!(error, WriteError::Commit(CommitError::Forbidden(_))), "{error}");
}

#[tokio::test]
async fn what_is_void_or_anothers_by_now_is_not_acknowledged() {
    let setting = setting().await;
    let (register, me, qala) = (&setting.register, employee("a.serikova"), org("qala"));
    let given = key("acknowledgements");
    register.put(&setting.officer, &given, &qala, "Т-1", &texts(&[("person", "2")])).await.unwrap();
    assert!(register.own_acknowledgements(&me).await.unwrap().is_empty());
    register.put(&setting.officer, &given, &qala, "Т-1", &texts(&[("person", "1")])).await.unwrap();
    register.void(&setting.officer, &given, &qala, &record_key("Т-1"), "қате").await.unwrap();
    let error = register.acknowledge(&me, &writer(), &qala, &record_key("Т-1")).await.unwrap_err();
    assert!(matches!(error, WriteError::NoRecord { .. }), "{error}");
}

#[tokio::test]
async fn records_that_belong_together_are_kept_all_or_none() {
    let setting = setting().await;
    let (register, given, qala) = (&setting.register, key("acknowledgements"), org("qala"));
    let one = |person: &str| {
        let fields = [("person", person), ("instruction", "И"), ("language", "ru"), ("issued_on", "2026-02-01")];
        let mut values = texts(&fields);
        values.insert("acknowledge_by".into(), "2026-02-10".into());
        values
    };
    let count = async || register.records(&setting.officer, &given).await.unwrap().len();
    let before = count().await;
    let refused = register.put_together(&setting.officer, &given, &qala, &[one("1"), one("нет")]).await.unwrap_err();
    let WriteError::Refused { errors } = refused else { panic!("{refused}") };
    assert_eq!((errors.len(), errors[0].line), (1, 2));
    assert_eq!(count().await, before, "nothing was kept");
    let kept = register.put_together(&setting.officer, &given, &qala, &[one("1"), one("2")]).await.unwrap();
    assert_eq!((kept.created, kept.waiting, count().await), (2, None, before + 2));
    let refused = register.put_together(&employee("a.serikova"), &given, &qala, &[one("1")]).await.unwrap_err();
    assert!(matches!(refused, WriteError::Forbidden(_)), "{refused}");
}
