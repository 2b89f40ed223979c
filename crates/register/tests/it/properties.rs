//! Properties: nothing that a file holds makes the reading panic, and what is written reads back.

use std::sync::LazyLock;

use proptest::prelude::*;
use talap_model::Caller;
use talap_register::{Definitions, Encoding, ImportError, ImportOptions, ImportReport};

use crate::setting::{Setting, definitions};

/// One engine for all cases of a property; each case starts from what the last one left, as imports do.
struct Bench {
    runtime: tokio::runtime::Runtime,
    setting: Setting,
}

impl Bench {
    fn new() -> Self {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let setting = runtime.block_on(Setting::furnished());
        Self { runtime, setting }
    }

    fn import(&self, bytes: &[u8]) -> Result<ImportReport, ImportError> {
        self.runtime.block_on(self.setting.import("people", Some("qala"), bytes))
    }
}

static DEFINITIONS: LazyLock<Definitions> = LazyLock::new(definitions);

fn quoted(cell: &str) -> String {
    format!("\"{}\"", cell.replace('"', "\"\""))
}

#[test]
fn no_bytes_make_an_import_panic() {
    let bench = Bench::new();
    let runner = ProptestConfig::with_cases(128);
    proptest!(runner, |(bytes in proptest::collection::vec(any::<u8>(), 0..400), headed in any::<bool>(), encoding in 0_usize..4)| {
        let mut file = if headed { b"key,name,position,is_responsible\n".to_vec() } else { Vec::new() };
        file.extend(bytes);
        let encoding = [None, Some(Encoding::Utf16), Some(Encoding::Windows1251), Some(Encoding::Kz1048)][encoding];
        let options = ImportOptions { encoding, ..ImportOptions::default() };
        let people = crate::setting::key("people");
        let organisation = crate::setting::org("qala");
        let officer: &Caller = &bench.setting.officer;
        let import = bench.setting.register.import(officer, &people, Some(&organisation), &file, options);
        drop(bench.runtime.block_on(import));
    });
}

#[test]
fn what_a_file_says_is_what_the_records_hold() {
    let bench = Bench::new();
    let people = crate::setting::key("people");
    let names = proptest::collection::btree_map("[a-z0-9]{1,6}", "[а-яәғқңөұүһі\";,\t a-z]{1,12}", 1..6);
    let runner = ProptestConfig::with_cases(48);
    proptest!(runner, |(names in names, separator in 0_usize..3, carriage in any::<bool>())| {
        prop_assume!(names.values().all(|name| !name.trim().is_empty()));
        let separator = [";", ",", "\t"][separator];
        let end = if carriage { "\r\n" } else { "\n" };
        let mut file = ["key", "name", "position", "is_responsible"].join(separator) + end;
        for (key, name) in &names {
            file += &([quoted(key), quoted(name), "x".to_owned(), "1".to_owned()].join(separator) + end);
        }
        let report = bench.import(file.as_bytes()).unwrap();
        prop_assert_eq!(&report.rejected, &[]);
        prop_assert_eq!(report.created + report.updated + report.unchanged, names.len());
        let records = bench.runtime.block_on(bench.setting.register.records(&bench.setting.officer, &people)).unwrap();
        for (key, name) in &names {
            let record = records.iter().find(|record| record.key.as_str() == key).unwrap();
            prop_assert_eq!(record.values["name"].as_str().unwrap(), name.trim());
        }
        prop_assert_eq!(bench.import(file.as_bytes()).unwrap().unchanged, names.len());
    });
}

#[test]
fn definitions_do_not_panic_on_any_text() {
    assert!(DEFINITIONS.iter().count() > 0);
    proptest!(|(text in "\\PC{0,200}")| {
        drop(Definitions::from_texts([("x.toml".to_owned(), text)], &talap_register::Ground::default()));
    });
}
