#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| talap_ledger::fuzzing::key(text));
