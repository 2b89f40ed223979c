//! Files as people hand them in, with all that can be wrong with them.

use talap_register::{Encoding, FileError, FileForm, HeaderError, ImportError, ImportOptions, Separator};

use crate::setting::{Setting, key, org, record_key, told};

const VISITS: &str =
    "Жазбаның нөмірі;Серверлік үй-жай;Келуші;Кірген уақыты;Шыққан уақыты;Бару мақсаты;Бірге жүрген қызметкер\n";

#[tokio::test]
async fn each_bad_row_is_told_and_the_rest_is_in() {
    let setting = Setting::furnished().await;
    let file = format!(
        "{VISITS}\
         1;room-1;Н. Әли;22.11.2026 09:00;22.11.2026 09:30;жөндеу;1\n\
         2;room-1;Н. Әли;31.02.2026 09:00;;жөндеу;1\n\
         3;room-1;Н. Әли;22.11.2026 09:00;;жөндеу;99\n\
         1;room-1;Н. Әли;22.11.2026 10:00;;жөндеу;1\n\
         5;room-9;Н. Әли;22.11.2026 09:00;;жөндеу;1\n\
         6;room-2;Н. Әли;22.11.2026 09:00;;жөндеу;1\n\
         7;room-1;;22.11.2026 09:00;;;1\n\
         8;room-1;Н. Әли;22.11.2026 09:00;22.11.2026 08:00;жөндеу;\n\
         9;room-1;Н. Әли\n\
         10;room-1;Н. Әли;22.11.2026 09:00;;жөндеу;1;артық\n\
         11;room-1;\"Н.\nӘли\";2026-11-22T09:00:00+05:00;;жөндеу;2\n\
         12;room-1;Н. Әли;22.11.2026 25:00;;жөндеу;2\n"
    );
    let report = setting.import("server_room_visits", Some("qala"), file.as_bytes()).await.unwrap();
    assert_eq!((report.created, report.updated, report.unchanged), (2, 0, 0));
    assert_eq!(report.form, FileForm::Text { encoding: Encoding::Utf8, separator: Separator::Semicolon });
    assert_eq!(report.rejected_rows(), 10);
    assert_eq!(
        told(&report),
        [
            (3, "Кірген уақыты", "31.02.2026 09:00", "register-row-time-wrong"),
            (4, "Бірге жүрген қызметкер", "99", "register-row-person-unknown"),
            (5, "Жазбаның нөмірі", "1", "register-row-key-repeated"),
            (6, "Серверлік үй-жай", "room-9", "register-row-object-unknown"),
            (7, "Серверлік үй-жай", "room-2", "register-row-object-unknown"),
            (8, "Келуші", "", "register-row-required"),
            (8, "Бару мақсаты", "", "register-row-required"),
            (9, "Шыққан уақыты", "2026-11-22T03:00:00Z", "register-row-before"),
            (10, "-", "-", "register-row-too-few-columns"),
            (11, "-", "-", "register-row-too-many-columns"),
            // The quoted line break of record 11 makes it two lines long.
            (14, "Кірген уақыты", "22.11.2026 25:00", "register-row-time-wrong"),
        ]
    );
    let (visits, qala) = (key("server_room_visits"), org("qala"));
    let read = |text: &'static str| {
        let (setting, visits, qala) = (&setting, &visits, &qala);
        async move { setting.register.record(&setting.officer, visits, qala, &record_key(text)).await.unwrap() }
    };
    // Times without a zone are those of Kazakhstan.
    assert_eq!(read("1").await.unwrap().values["entered_at"], "2026-11-22T04:00:00Z");
    assert_eq!(read("11").await.unwrap().values["entered_at"], "2026-11-22T04:00:00Z");
    assert_eq!(read("3").await, None);
}

#[tokio::test]
async fn each_kind_of_value_has_its_own_reason() {
    let setting = Setting::furnished().await;
    let file = "key,level,topic,approved_on,revised_on\n\
        1,2.5,policy,,\n2,5,policy,,\n3,0,policy,,\n4,екі,policy,,\n5,1,poem,,\n6,1,Политика информационной безопасности,2026-13-01,\n\
        7,1,policy,2026-02-01,2026-01-31\n8,1,саясат,,\n9,1,POLICY,01.02.2026,2026-02-01\n";
    let report = setting.import("documents", Some("qala"), file.as_bytes()).await.unwrap();
    assert_eq!(report.created, 1);
    assert_eq!(
        told(&report),
        [
            (2, "level", "2.5", "register-row-number-not-whole"),
            (3, "level", "5", "register-row-number-too-great"),
            (4, "level", "0", "register-row-number-too-small"),
            (5, "level", "екі", "register-row-number-wrong"),
            (6, "topic", "poem", "register-row-choice-unknown"),
            (7, "approved_on", "2026-13-01", "register-row-date-wrong"),
            (8, "revised_on", "2026-01-31", "register-row-before"),
            (9, "topic", "саясат", "register-row-choice-unknown"),
        ]
    );
    assert!(report.rejected[4].reason.to_string().contains("policy, risk_method"), "{}", report.rejected[4].reason);
    let people = "key,name,position,is_responsible,email\n7,a,b,мүмкін,a@b.kz\n8,a,b,да,мекенжай\n9,a,b,1,a@b.kz\n";
    let report = setting.import("people", Some("qala"), people.as_bytes()).await.unwrap();
    assert_eq!(
        told(&report),
        [
            (2, "is_responsible", "мүмкін", "register-row-flag-wrong"),
            (3, "email", "мекенжай", "register-row-form-wrong"),
        ]
    );
}

#[tokio::test]
async fn files_of_every_encoding_and_separator_say_the_same() {
    let text = "Табельный номер;ФИО;Должность;Ответственный за ИБ\n7;Ёлкин Пётр;инженер;нет\n";
    let utf16: Vec<u8> = [0xFF, 0xFE].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect();
    let windows = encoding_rs::WINDOWS_1251.encode(text).0.into_owned();
    let marked = format!("\u{feff}{text}");
    let cases: Vec<(Vec<u8>, Encoding, Separator)> = vec![
        (text.as_bytes().to_vec(), Encoding::Utf8, Separator::Semicolon),
        (marked.into_bytes(), Encoding::Utf8, Separator::Semicolon),
        (windows, Encoding::Windows1251, Separator::Semicolon),
        (utf16, Encoding::Utf16, Separator::Semicolon),
        (text.replace(';', ",").into_bytes(), Encoding::Utf8, Separator::Comma),
        (text.replace(';', "\t").into_bytes(), Encoding::Utf8, Separator::Tab),
        (text.replace('\n', "\r\n").into_bytes(), Encoding::Utf8, Separator::Semicolon),
        (format!("sep=;\r\n{text};;;\n\n").into_bytes(), Encoding::Utf8, Separator::Semicolon),
    ];
    let setting = Setting::furnished().await;
    for (place, (bytes, encoding, separator)) in cases.into_iter().enumerate() {
        let report = setting.import("people", Some("qala"), &bytes).await.unwrap();
        assert_eq!(report.form, FileForm::Text { encoding, separator }, "{place}");
        assert_eq!((report.created, report.unchanged), if place == 0 { (1, 0) } else { (0, 1) }, "{place}");
        assert_eq!(report.rejected, [], "{place}");
    }
}

#[tokio::test]
async fn kazakh_letters_of_the_national_code_page_are_read_when_asked_for() {
    let setting = Setting::furnished().await;
    // 'Әлия' as KZ-1048 writes it: Ә is A3.
    let mut bytes = b"key,name,position,is_responsible\n7,".to_vec();
    bytes.extend([0xA3, 0xEB, 0xE8, 0xFF]);
    bytes.extend(b",x,1\n");
    let options = ImportOptions { encoding: Some(Encoding::Kz1048), ..ImportOptions::default() };
    let (people, qala) = (key("people"), org("qala"));
    let report = setting.register.import(&setting.officer, &people, Some(&qala), &bytes, options).await.unwrap();
    assert_eq!((report.created, report.form.encoding()), (1, Some(Encoding::Kz1048)));
    let record = setting.register.record(&setting.officer, &people, &qala, &record_key("7")).await.unwrap().unwrap();
    assert_eq!(record.values["name"], "Әлия");
}

#[tokio::test]
async fn an_unclear_file_is_refused_as_a_whole() {
    let setting = Setting::furnished().await;
    let cases: [(&[u8], &str); 10] = [
        (b"", "register-file-empty"),
        (b"\n\n;;;\n", "register-file-empty"),
        (b"key,name,position,is_responsible,shoe\n3,a,b,1,43\n", "register-header-unknown"),
        (b"key,name,position\n3,a,b\n", "register-header-missing"),
        (b"name,position,is_responsible\na,b,1\n", "register-header-missing"),
        (b"key,name,Name,position,is_responsible\n3,a,a,b,1\n", "register-header-repeated"),
        (b"key,name,position,is_responsible\n3,\"a,b,1\n4,c,d,1\n", "register-file-quote-open"),
        (b"PK\x03\x04\0\0key,name", "register-file-broken"),
        (b"key,n\x00me\n", "register-file-not-text"),
        (b"key,name,,position,is_responsible\n3,a,,b,1\n", "register-header-unknown"),
    ];
    for (bytes, reason) in cases {
        let error = setting.import("people", Some("qala"), bytes).await.unwrap_err();
        assert_eq!(talap_model::Explain::explain(&error).key, reason, "{}", String::from_utf8_lossy(bytes));
    }
    let error = setting.import("people", None, b"key,name,position,is_responsible\n3,a,b,1\n").await.unwrap_err();
    assert!(matches!(error, ImportError::Header(HeaderError::NoOrganisation { .. })), "{error}");
    let error = setting.import("people", Some("qala"), b"key;\"a\n").await.unwrap_err();
    assert!(matches!(error, ImportError::File(FileError::UnclosedQuote { line: 1 })), "{error}");
    let people = setting.register.records(&setting.officer, &key("people")).await.unwrap();
    assert_eq!(people.len(), 2, "nothing of the refused files is in");
}

#[tokio::test]
async fn the_organisation_comes_from_the_column_or_the_request() {
    let setting = Setting::furnished().await;
    let file = "Организация;key;name;position;is_responsible\nqala;3;a;b;1\nauyl;3;a;b;1\nnowhere;3;a;b;1\n;4;a;b;1\n";
    let report = setting.import("people", None, file.as_bytes()).await.unwrap();
    assert_eq!(report.created, 2, "one key in two organisations is two people");
    assert_eq!(
        told(&report),
        [
            (4, "Организация", "nowhere", "register-row-organisation-unknown"),
            (5, "Организация", "", "register-row-required"),
        ]
    );
    let report = setting.import("people", Some("qala"), file.as_bytes()).await.unwrap();
    assert_eq!((report.created, report.unchanged), (1, 1));
    assert_eq!(
        told(&report),
        [
            (3, "Организация", "auyl", "register-row-organisation-differs"),
            (4, "Организация", "nowhere", "register-row-organisation-differs"),
        ]
    );
}

#[tokio::test]
async fn identifiers_belong_to_one_organisation() {
    let setting = Setting::furnished().await;
    let file = "organisation,key,kind,name_kk,name_ru,name_en\nauyl,portal,software,a,b,c\nauyl,Портал,software,a,b,c\nauyl,gate,software,a,b,c\nqala,gate,software,a,b,c\n";
    let report = setting.import("objects", None, file.as_bytes()).await.unwrap();
    assert_eq!(report.created, 1);
    assert_eq!(
        told(&report),
        [
            (2, "key", "portal", "register-row-identifier-taken"),
            (3, "key", "Портал", "register-row-identifier-wrong"),
            (5, "key", "gate", "register-row-key-repeated")
        ]
    );
}

#[tokio::test]
async fn a_subject_is_the_organisation_itself_or_an_object_of_it() {
    let setting = Setting::furnished().await;
    let rest = "met,бұйрық,1,2026-01-01,2027-01-01";
    let file = format!(
        "key,statement,subject_kind,subject,result,evidence,stated_by,stated_on,valid_until\n\
         1,is-policy,organisation,qala,{rest}\n2,is-policy,organisation,auyl,{rest}\n\
         3,is-policy,object,portal,{rest}\n4,is-policy,object,room-2,{rest}\n"
    );
    let report = setting.import("attestations", Some("qala"), file.as_bytes()).await.unwrap();
    assert_eq!(report.created, 2);
    assert_eq!(
        told(&report),
        [
            (3, "subject", "auyl", "register-row-subject-not-organisation"),
            (5, "subject", "room-2", "register-row-object-unknown"),
        ]
    );
}
