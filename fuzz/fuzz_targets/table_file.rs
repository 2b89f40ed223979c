#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use talap_model::RegisterKey;
use talap_register::{Definitions, Ground};

static DEFINITIONS: LazyLock<Definitions> =
    LazyLock::new(|| Definitions::built_in(&Ground::without_catalogue(Vec::new())).unwrap());

// Readers of others panic over some spreadsheets, which is caught and told; the hook of the fuzzer would end everything before.
fuzz_target!(
    init: drop(std::panic::take_hook()),
    |bytes: &[u8]| {
        let register = RegisterKey::new("people").unwrap();
        talap_register::read_table_for_fuzzing(DEFINITIONS.get(&register).unwrap(), bytes);
    }
);
