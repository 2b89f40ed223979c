#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|given: (&str, &[u8])| talap_ledger::fuzzing::form(given.0, given.1));
