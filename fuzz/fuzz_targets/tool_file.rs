#![no_main]

use libfuzzer_sys::fuzz_target;
use talap_model::RegisterKey;
use talap_register::{Said, Tool, tools};

fuzz_target!(|input: (u8, &[u8])| {
    let (which, bytes) = input;
    let tool = Tool::ALL[usize::from(which) % Tool::ALL.len()];
    let said = Said { tool: Some(tool), object: Some("portal".into()), scan: Some("1".into()) };
    let register = RegisterKey::new(tool.register()).unwrap();
    // What is taken is a table: a header and at least one row.
    if let Ok(table) = tools::table(&register, bytes, &said) {
        assert!(table.unwrap().lines().count() > 1);
    }
});
