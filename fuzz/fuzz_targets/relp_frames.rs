#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: (u8, &[u8])| talap_collect::receive::relp::cut_for_fuzzing(usize::from(input.0), input.1));
