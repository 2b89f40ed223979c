//! Files whose columns a person tells apart, looked at before they are imported, and taken back afterwards.

use talap_model::{Explain, RecordId, Right, Scope};
use talap_register::{ImportFile, ImportOptions, Mapped, Mapping, UndoError};
use talap_store::ChangeKind;

use crate::setting::{Setting, caller, key, org, record_key, texts};

const FILE: &str = "№;Кім;Лауазымы;Жауапты;Түсі\n1;А. Серікова;бас маман;иә;көк\n7;Ә. Қали;маман;жоқ;\n";

fn mapping() -> Mapping {
    let field = |key: &str| Some(Mapped::Field(key.to_owned()));
    Mapping(vec![Some(Mapped::Key), field("name"), field("position"), field("is_responsible"), None])
}

async fn import(setting: &Setting, file: &ImportFile<'_>) -> talap_register::ImportReport {
    let (people, qala) = (key("people"), org("qala"));
    setting.register.import_file(&setting.officer, &people, Some(&qala), file, ImportOptions::default()).await.unwrap()
}

async fn undo(setting: &Setting, import: RecordId) -> Result<talap_register::Undone, UndoError> {
    setting.register.undo_import(&setting.officer, &key("people"), import, "жүктеу қате").await
}

#[tokio::test]
async fn a_person_says_what_the_columns_are() {
    let setting = Setting::furnished().await;
    let (people, qala, officer) = (key("people"), org("qala"), &setting.officer);
    let options = ImportOptions::default();
    let file = ImportFile { name: "тізім.csv", ..ImportFile::of_bytes(FILE.as_bytes()) };
    let found = setting.register.file_columns(officer, &people, &file, options).unwrap();
    assert_eq!((found.line, found.rows, found.columns.len()), (1, 2, 5));
    assert!(found.columns[2].is_known && !found.columns[1].is_known);
    assert_eq!(found.columns[2].proposed, Some(Mapped::Field("position".into())));
    assert_eq!(found.columns[1].samples, ["А. Серікова", "Ә. Қали"]);
    let error = setting.register.import_file(officer, &people, Some(&qala), &file, options).await.unwrap_err();
    assert_eq!(error.explain().key, "register-header-unknown");

    let mapping = mapping();
    let file = ImportFile { mapping: Some(&mapping), ..file };
    let preview = setting.register.preview_import(officer, &people, Some(&qala), &file, options, 1).await.unwrap();
    assert_eq!((preview.created, preview.updated, preview.rejected.len()), (1, 1, 0));
    assert_eq!(preview.rows.len(), 1, "only so many");
    assert_eq!((preview.rows[0].line, preview.rows[0].kind), (2, ChangeKind::Updated));
    assert_eq!(preview.rows[0].before.as_ref().unwrap()["position"], "маман");
    assert_eq!(preview.rows[0].after["position"], "бас маман");
    let seven = record_key("7");
    let none = setting.register.record(officer, &people, &qala, &seven).await.unwrap();
    assert_eq!(none, None, "a look changes nothing");

    let report = import(&setting, &file).await;
    assert_eq!((report.created, report.updated, report.rejected.len()), (1, 1, 0));
    let made = setting.register.imports(officer, &people, 10).await.unwrap();
    assert_eq!((made[0].file_name.as_str(), made[0].created, made[0].updated), ("тізім.csv", 1, 1));
    assert_eq!((made[0].organisation.as_ref(), made[0].by.as_str()), (Some(&qala), "os:officer"));
    assert_eq!(Some(made[0].id), report.import);
}

#[tokio::test]
async fn an_unclear_mapping_refuses_the_file() {
    let setting = Setting::furnished().await;
    let field = |key: &str| Some(Mapped::Field(key.to_owned()));
    let cases = [
        (Mapping(vec![Some(Mapped::Key), field("name")]), "register-header-missing"),
        (Mapping(vec![Some(Mapped::Key), field("name"), field("name")]), "register-header-repeated"),
        (Mapping(vec![Some(Mapped::Key), field("shoe")]), "register-header-unknown"),
        (Mapping::default(), "register-header-missing"),
    ];
    for (mapping, reason) in cases {
        let file = ImportFile { mapping: Some(&mapping), ..ImportFile::of_bytes(FILE.as_bytes()) };
        let (people, qala) = (key("people"), org("qala"));
        let options = ImportOptions::default();
        let imported = setting.register.import_file(&setting.officer, &people, Some(&qala), &file, options).await;
        assert_eq!(imported.unwrap_err().explain().key, reason);
    }
    // A row of another length says nothing about its columns, whatever is left out.
    let mapping = mapping();
    let uneven = format!("{FILE}8;Б;маман;жоқ\n9;В;маман;жоқ;көк;артық\n");
    let file = ImportFile { mapping: Some(&mapping), ..ImportFile::of_bytes(uneven.as_bytes()) };
    let report = import(&setting, &file).await;
    let lines: Vec<_> = report.rejected.iter().map(|error| (error.line, error.reason.key.as_str())).collect();
    assert_eq!(lines, [(4, "register-row-too-few-columns"), (5, "register-row-too-many-columns")]);
}

#[tokio::test]
async fn an_import_is_taken_back_as_a_whole() {
    let setting = Setting::furnished().await;
    let (people, qala, officer) = (key("people"), org("qala"), &setting.officer);
    let mapping = mapping();
    let file = ImportFile { mapping: Some(&mapping), ..ImportFile::of_bytes(FILE.as_bytes()) };
    let before = setting.register.record(officer, &people, &qala, &record_key("1")).await.unwrap().unwrap();
    let made = import(&setting, &file).await.import.unwrap();
    let undone = undo(&setting, made).await.unwrap();
    assert_eq!((undone.voided, undone.restored, undone.waiting), (1, 1, None));
    let one = setting.register.record(officer, &people, &qala, &record_key("1")).await.unwrap().unwrap();
    assert_eq!((&one.values, one.version), (&before.values, before.version + 2));
    let seven = setting.register.record(officer, &people, &qala, &record_key("7")).await.unwrap().unwrap();
    assert!(seven.voided);
    let history = setting.register.history(officer, &people, &qala, &record_key("7")).await.unwrap();
    assert_eq!(history.len(), 2);
    assert_eq!(history[1].after["void_reason"], "жүктеу қате");
    assert!(history.iter().all(|change| change.ledger_seq.is_some()), "and the ledger has both");
    let of = setting.register.imports_of_changes(officer, &history).await.unwrap();
    assert_eq!((of[&history[0].id].undoes, of[&history[1].id].undoes), (false, true));
    assert!(matches!(undo(&setting, made).await, Err(UndoError::AlreadyUndone { .. })));
    let kept = setting.register.imports(officer, &people, 1).await.unwrap();
    assert_eq!(kept[0].undone.as_ref().map(|(_, by)| by.as_str()), Some("os:officer"));
    // The same file again: the void record becomes valid, and taking that back makes it void as it was.
    let again = import(&setting, &file).await;
    assert_eq!((again.created, again.updated), (0, 2));
    undo(&setting, again.import.unwrap()).await.unwrap();
    let seven = setting.register.record(officer, &people, &qala, &record_key("7")).await.unwrap().unwrap();
    assert!(seven.voided && seven.values["void_reason"] == "жүктеу қате");
}

#[tokio::test]
async fn what_was_changed_since_is_named_and_nothing_is_taken_back() {
    let setting = Setting::furnished().await;
    let (people, qala, officer) = (key("people"), org("qala"), &setting.officer);
    let mapping = mapping();
    let file = ImportFile { mapping: Some(&mapping), ..ImportFile::of_bytes(FILE.as_bytes()) };
    let made = import(&setting, &file).await.import.unwrap();
    setting.register.put(officer, &people, &qala, "7", &texts(&[("position", "бас маман")])).await.unwrap();
    let error = undo(&setting, made).await.unwrap_err();
    assert!(matches!(&error, UndoError::ChangedSince { records, count: 1 } if records == &["qala/7"]), "{error}");
    assert_eq!(error.explain().key, "register-undo-changed-since");
    let one = setting.register.record(officer, &people, &qala, &record_key("1")).await.unwrap().unwrap();
    assert_eq!(one.values["position"], "бас маман");
}

#[tokio::test]
async fn taking_back_needs_the_right_and_the_register() {
    let setting = Setting::furnished().await;
    let mapping = mapping();
    let file = ImportFile { mapping: Some(&mapping), ..ImportFile::of_bytes(FILE.as_bytes()) };
    let made = import(&setting, &file).await.import.unwrap();
    let people = key("people");
    let reader = caller("reader", [Right::ReadRecords, Right::ReadPersonalData], Scope::All);
    let refused = setting.register.undo_import(&reader, &people, made, "x").await;
    assert!(matches!(refused, Err(UndoError::Write(_))));
    let narrow = caller("narrow", Right::ALL, Scope::Organisations([org("auyl")].into()));
    let refused = setting.register.undo_import(&narrow, &people, made, "x").await;
    assert!(matches!(refused, Err(UndoError::NoImport { .. })));
    let other = setting.register.undo_import(&setting.officer, &key("audits"), made, "x").await;
    assert!(matches!(other, Err(UndoError::NoImport { .. })));
    let blind = caller("blind", [Right::WriteRecords, Right::ReadRecords], Scope::All);
    let shown =
        setting.register.preview_import(&blind, &people, Some(&org("qala")), &file, ImportOptions::default(), 1).await;
    assert!(shown.is_err(), "values of people are shown to those who may read them");
}
