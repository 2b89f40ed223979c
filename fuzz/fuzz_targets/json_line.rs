#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| talap_collect::receive::read_json_line_for_fuzzing(text));
