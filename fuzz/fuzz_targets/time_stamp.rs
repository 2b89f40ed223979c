#![no_main]

use libfuzzer_sys::fuzz_target;
use talap_ledger::stamp;

fuzz_target!(|bytes: &[u8]| {
    drop(stamp::token_of_response(bytes, &[1; 32], 7));
    drop(stamp::check(bytes, &[1; 32], None));
});
