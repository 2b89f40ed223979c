#![no_main]

use libfuzzer_sys::fuzz_target;
use talap_collect::stream::envelope::{pack, unpack};

fuzz_target!(|bytes: &[u8]| {
    let Ok(events) = unpack(bytes) else { return };
    let bodies = pack(&events, usize::MAX).unwrap();
    match bodies.as_slice() {
        [] => assert!(events.is_empty()),
        [one] => assert_eq!(one, bytes, "two envelopes of the same events"),
        many => assert!(many.iter().map(|body| body.len()).sum::<usize>() >= bytes.len()),
    }
});
