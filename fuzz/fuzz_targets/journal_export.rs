#![no_main]

use libfuzzer_sys::fuzz_target;
use talap_collect::files::journal_export::Entries;
use tokio_util::bytes::BytesMut;

const LONGEST: usize = 128;

fuzz_target!(|input: (u8, &[u8])| {
    let (piece, bytes) = (usize::from(input.0).max(1), input.1);
    let (mut entries, mut buffer) = (Entries::new(LONGEST), BytesMut::new());
    for part in bytes.chunks(piece) {
        buffer.extend_from_slice(part);
        while let Some(entry) = entries.next(&mut buffer) {
            assert!(entry.bytes.len() <= LONGEST);
        }
    }
    if let Some(entry) = entries.finish(&mut buffer) {
        assert!(entry.bytes.len() <= LONGEST);
    }
});
