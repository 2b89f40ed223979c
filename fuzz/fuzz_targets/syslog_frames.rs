#![no_main]

use libfuzzer_sys::fuzz_target;
use talap_collect::framing::{Frame, SyslogDecoder};
use tokio_util::bytes::BytesMut;
use tokio_util::codec::Decoder;

const LONGEST: usize = 64;

/// The frames of bytes that come in pieces, and how many bytes were discarded; `impatient` lets go of every message that a
/// piece ends with.
fn frames(joins: bool, impatient: bool, piece: usize, bytes: &[u8]) -> (Vec<Frame>, u64) {
    let (mut decoder, mut buffer) = (SyslogDecoder::new(LONGEST, joins), BytesMut::new());
    let mut frames = Vec::new();
    for part in bytes.chunks(piece) {
        buffer.extend_from_slice(part);
        while let Ok(Some(frame)) = decoder.decode(&mut buffer) {
            frames.push(frame);
        }
        assert!(buffer.len() <= LONGEST + 16);
        assert!(joins || !decoder.holds(&buffer));
        if impatient {
            frames.extend(decoder.let_go(&mut buffer));
            assert!(!decoder.holds(&buffer));
        }
    }
    while let Ok(Some(frame)) = decoder.decode_eof(&mut buffer) {
        frames.push(frame);
    }
    assert!(buffer.is_empty());
    assert!(frames.iter().all(|frame| frame.bytes.len() <= LONGEST));
    (frames, decoder.discarded())
}

fuzz_target!(|input: (u8, bool, &[u8])| {
    let (piece, joins, bytes) = (usize::from(input.0).max(1), input.1, input.2);
    assert_eq!(frames(joins, false, piece, bytes), frames(joins, false, bytes.len().max(1), bytes));
    frames(joins, true, piece, bytes);
});
