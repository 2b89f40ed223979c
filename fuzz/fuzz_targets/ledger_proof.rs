#![no_main]

use libfuzzer_sys::fuzz_target;
use talap_ledger::SigningKey;
use talap_ledger::proof::{Trust, check};

fuzz_target!(|bytes: &[u8]| {
    let key = SigningKey::from_seed(&[7; 32]).verifier("talap.example").unwrap();
    // Nobody without the key makes a proof.
    assert!(check(bytes, &Trust { key, witnesses: Vec::new(), authority: None }).is_err());
});
