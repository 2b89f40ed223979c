#![no_main]

use std::io::Read;

use libfuzzer_sys::fuzz_target;
use talap_collect::files::inflating;

const MOST: u64 = 1 << 16;

fuzz_target!(|bytes: &[u8]| {
    let mut inflated = Vec::new();
    let read = inflating(bytes, MOST).read_to_end(&mut inflated);
    let compressed = bytes.starts_with(&[0x1f, 0x8b]);
    assert!(inflated.len() as u64 <= MOST || !compressed);
    assert!(compressed || read.is_ok_and(|count| count == bytes.len()));
});
