//! Frames of RELP: `TXNR SP COMMAND SP DATALEN [SP DATA] LF`, as rsyslog writes them.

use tokio_util::bytes::{Buf, BytesMut};

/// The most digits of a transaction's number, and of a length.
const MOST_DIGITS: usize = 9;
/// The longest command.
const LONGEST_COMMAND: usize = 32;

/// A frame that came whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct RelpFrame {
    /// The number that the answer repeats.
    pub(super) txnr: u32,
    /// What is asked for.
    pub(super) command: String,
    /// The data, or its beginning where it was longer than the limit.
    pub(super) data: Vec<u8>,
    /// Whether it was.
    pub(super) cut: bool,
}

/// Bytes that are no frame. Nothing after them can be understood, so the connection ends.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not a frame of RELP: {what}")]
pub(super) struct RelpFault {
    /// The number of the transaction, where it could be read.
    pub(super) txnr: Option<u32>,
    /// What is wrong.
    pub(super) what: &'static str,
}

/// A frame of which the data is coming.
#[derive(Debug)]
struct Begun {
    frame: RelpFrame,
    /// How many bytes of data are still to come.
    left: usize,
}

/// Cuts a byte stream into frames whose data is at most `max` bytes.
#[derive(Debug)]
pub(super) struct RelpDecoder {
    max: usize,
    begun: Option<Begun>,
    discarded: u64,
}

impl RelpDecoder {
    pub(super) fn new(max: usize) -> Self {
        Self { max: max.max(1), begun: None, discarded: 0 }
    }

    /// How many bytes of overlong frames were discarded so far.
    pub(super) fn discarded(&self) -> u64 {
        self.discarded
    }

    /// Whether a frame has begun and not ended.
    pub(super) fn is_midway(&self, buffer: &BytesMut) -> bool {
        self.begun.is_some() || !buffer.is_empty()
    }

    /// The next frame; none when more bytes are needed.
    pub(super) fn next(&mut self, buffer: &mut BytesMut) -> Result<Option<RelpFrame>, RelpFault> {
        let mut begun = match self.begun.take() {
            Some(begun) => begun,
            None => match header(buffer)? {
                Some((length, begun)) => {
                    buffer.advance(length);
                    begun
                }
                None => return Ok(None),
            },
        };
        self.take_data(&mut begun, buffer);
        let txnr = Some(begun.frame.txnr);
        match buffer.first() {
            Some(b'\n') if begun.left == 0 => {
                buffer.advance(1);
                Ok(Some(begun.frame))
            }
            Some(_) if begun.left == 0 => Err(RelpFault { txnr, what: "no line feed after the data" }),
            _ => {
                self.begun = Some(begun);
                Ok(None)
            }
        }
    }

    /// What came of a frame that will never end.
    pub(super) fn broken_off(&mut self) -> Option<RelpFrame> {
        self.begun.take().map(|begun| begun.frame)
    }

    fn take_data(&mut self, begun: &mut Begun, buffer: &mut BytesMut) {
        let data = buffer.split_to(begun.left.min(buffer.len()));
        begun.left -= data.len();
        let room = self.max - begun.frame.data.len();
        let kept = data.get(..room.min(data.len())).unwrap_or_default();
        begun.frame.data.extend_from_slice(kept);
        begun.frame.cut |= kept.len() < data.len();
        self.discarded += (data.len() - kept.len()) as u64;
    }
}

/// Reads the header of a frame and the space after it; none when more bytes are needed.
fn header(buffer: &BytesMut) -> Result<Option<(usize, Begun)>, RelpFault> {
    let fault = |txnr, what| RelpFault { txnr, what };
    let bytes = buffer.as_ref();
    let Some((txnr, at)) = number(bytes, 0).map_err(|()| fault(None, "no transaction number"))? else {
        return Ok(None);
    };
    match bytes.get(at) {
        None => return Ok(None),
        Some(b' ') => {}
        Some(_) => return Err(fault(None, "no space after the transaction number")),
    }
    let command = bytes.get(at + 1..).unwrap_or_default();
    let command_length = command.iter().take_while(|byte| byte.is_ascii_alphabetic()).count();
    if command_length > LONGEST_COMMAND {
        return Err(fault(Some(txnr), "a command that is too long"));
    }
    let at = at + 1 + command_length;
    match bytes.get(at) {
        None => return Ok(None),
        Some(b' ') if command_length > 0 => {}
        Some(_) => return Err(fault(Some(txnr), "no command")),
    }
    let Some((left, at)) = number(bytes, at + 1).map_err(|()| fault(Some(txnr), "no length"))? else {
        return Ok(None);
    };
    let frame = RelpFrame {
        txnr,
        command: String::from_utf8_lossy(command.get(..command_length).unwrap_or_default()).into_owned(),
        data: Vec::new(),
        cut: false,
    };
    let begun = Begun { frame, left: usize::try_from(left).unwrap_or(usize::MAX) };
    match bytes.get(at) {
        None => Ok(None),
        Some(b' ') => Ok(Some((at + 1, begun))),
        // Without data there is no space before it.
        Some(b'\n') if left == 0 => Ok(Some((at, begun))),
        Some(_) => Err(fault(Some(txnr), "no space before the data")),
    }
}

/// A number of at most nine digits and the place after it; none when it may go on.
fn number(bytes: &[u8], at: usize) -> Result<Option<(u32, usize)>, ()> {
    let rest = bytes.get(at..).unwrap_or_default();
    let length = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
    if length > MOST_DIGITS || length == 0 && !rest.is_empty() {
        return Err(());
    }
    if length == rest.len() {
        return Ok(None);
    }
    let digits = rest.get(..length).and_then(|digits| std::str::from_utf8(digits).ok());
    digits.and_then(|digits| digits.parse().ok()).map(|number| Some((number, at + length))).ok_or(())
}

/// Cuts bytes that come in pieces into frames, for `fuzz/`.
#[cfg(fuzzing)]
pub fn cut_for_fuzzing(piece: usize, bytes: &[u8]) {
    const LONGEST: usize = 64;
    let (mut decoder, mut buffer) = (RelpDecoder::new(LONGEST), BytesMut::new());
    for part in bytes.chunks(piece.max(1)) {
        buffer.extend_from_slice(part);
        while let Ok(Some(frame)) = decoder.next(&mut buffer) {
            assert!(frame.data.len() <= LONGEST, "a frame is longer than the limit");
        }
    }
    drop(decoder.broken_off());
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn decode_pieces<'a>(
        max: usize,
        pieces: impl IntoIterator<Item = &'a [u8]>,
    ) -> (Vec<RelpFrame>, Option<RelpFault>, u64) {
        let mut decoder = RelpDecoder::new(max);
        let (mut buffer, mut frames) = (BytesMut::new(), Vec::new());
        for piece in pieces {
            buffer.extend_from_slice(piece);
            loop {
                match decoder.next(&mut buffer) {
                    Ok(Some(frame)) => frames.push(frame),
                    Ok(None) => break,
                    Err(fault) => return (frames, Some(fault), decoder.discarded()),
                }
            }
        }
        (frames, None, decoder.discarded())
    }

    fn frame(txnr: u32, command: &str, data: &str, cut: bool) -> RelpFrame {
        RelpFrame { txnr, command: command.to_owned(), data: data.into(), cut }
    }

    #[test]
    fn a_session_of_rsyslog() {
        let stream = "1 open 30 relp_version=0\ncommands=syslog\n2 syslog 5 a\nb c\n3 close 0\n4 close 0 \n";
        let (frames, fault, _) = decode_pieces(99, [stream.as_bytes()]);
        assert_eq!(fault, None);
        let expected = [
            frame(1, "open", "relp_version=0\ncommands=syslog", false),
            frame(2, "syslog", "a\nb c", false),
            frame(3, "close", "", false),
            frame(4, "close", "", false),
        ];
        assert_eq!(frames, expected);
    }

    #[test]
    fn overlong_data_is_cut_and_counted() {
        let (frames, fault, discarded) = decode_pieces(4, [b"2 syslog 9 123456789\n3 close 0\n".as_slice()]);
        assert_eq!((fault, discarded), (None, 5));
        assert_eq!(frames, [frame(2, "syslog", "1234", true), frame(3, "close", "", false)]);
    }

    #[test]
    fn what_is_no_frame_is_told_at_once() {
        for (stream, txnr, what) in [
            ("GET / HTTP/1.1\r\n", None, "no transaction number"),
            ("1234567890 syslog 1 a\n", None, "no transaction number"),
            ("1syslog", None, "no space after the transaction number"),
            ("7 5 syslog", Some(7), "no command"),
            ("7 abcdefghijklmnopqrstuvwxyzabcdefghijklm", Some(7), "a command that is too long"),
            ("7 syslog x", Some(7), "no length"),
            ("7 syslog 9999999999 a", Some(7), "no length"),
            ("7 syslog 3\nabc", Some(7), "no space before the data"),
            ("7 syslog 3 abcd\n", Some(7), "no line feed after the data"),
        ] {
            let (frames, fault, _) = decode_pieces(99, [stream.as_bytes()]);
            assert_eq!((frames.len(), fault), (0, Some(RelpFault { txnr, what })), "{stream:?}");
        }
    }

    #[test]
    fn a_frame_that_breaks_off_is_there_as_far_as_it_came() {
        let mut decoder = RelpDecoder::new(99);
        let mut buffer = BytesMut::from("2 syslog 9 123");
        assert_eq!(decoder.next(&mut buffer), Ok(None));
        assert!(decoder.is_midway(&buffer));
        assert_eq!(decoder.broken_off(), Some(frame(2, "syslog", "123", false)));
    }

    fn stream() -> impl Strategy<Value = Vec<u8>> {
        let piece = prop_oneof![
            4 => "[a-z]{0,12}".prop_map(|data| format!("5 syslog {} {data}\n", data.len()).into_bytes()),
            1 => proptest::collection::vec(any::<u8>(), 0..6),
            1 => "[0-9]{1,3} [a-z]{0,4} ?[0-9]{0,2} ?".prop_map(String::into_bytes),
        ];
        proptest::collection::vec(piece, 0..12).prop_map(|pieces| pieces.concat())
    }

    proptest! {
        #[test]
        fn any_split_gives_the_same_frames(stream in stream(), max in 1_usize..20, cut in 1_usize..9) {
            let whole = decode_pieces(max, [stream.as_slice()]);
            let split = decode_pieces(max, stream.chunks(cut));
            prop_assert_eq!(whole, split);
        }
    }
}
