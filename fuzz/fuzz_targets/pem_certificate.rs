#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| talap_register::read_certificate_for_fuzzing(text));
