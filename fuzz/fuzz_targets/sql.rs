#![no_main]

use libfuzzer_sys::fuzz_target;
use talap_assess::Session;

fuzz_target!(|text: &str| {
    if let Ok(statement) = Session::parse(text) {
        drop(Session::tables_of(&statement));
    }
});
