#![no_main]

use libfuzzer_sys::fuzz_target;
use talap_collect::framing::SyslogDecoder;
use tokio_util::bytes::BytesMut;
use tokio_util::codec::Decoder;

const LONGEST: usize = 64;

fuzz_target!(|input: (u8, &[u8])| {
    let (piece, bytes) = (usize::from(input.0).max(1), input.1);
    let (mut decoder, mut buffer) = (SyslogDecoder::new(LONGEST), BytesMut::new());
    for part in bytes.chunks(piece) {
        buffer.extend_from_slice(part);
        while let Ok(Some(frame)) = decoder.decode(&mut buffer) {
            assert!(frame.bytes.len() <= LONGEST);
        }
        assert!(buffer.len() <= LONGEST + piece + 16);
    }
    while let Ok(Some(frame)) = decoder.decode_eof(&mut buffer) {
        assert!(frame.bytes.len() <= LONGEST);
    }
});
