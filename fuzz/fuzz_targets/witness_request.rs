#![no_main]

use libfuzzer_sys::fuzz_target;
use talap_ledger::witness::Submission;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(read) = Submission::parse(bytes) {
        assert_eq!(read.body().as_bytes(), bytes);
    }
});
