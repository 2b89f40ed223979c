//! Where one syslog message ends and the next begins on a TCP connection (RFC 6587): octet counting and line feeds.
//!
//! Which of the two a sender uses is seen at each frame anew: a count is digits, a space and the `<` of a priority;
//! anything else is a line. A line that merely begins with a number is thus not taken for a count.

use std::io;

use tokio_util::bytes::{Buf, BytesMut};
use tokio_util::codec::Decoder;

/// The longest frame unless configured otherwise, in bytes.
pub const DEFAULT_MAX_FRAME: usize = 64 * 1024;

/// The most digits that a count has; more are a line that begins with digits.
const MOST_DIGITS: usize = 10;

/// What is wrong with a frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FrameFault {
    /// It is longer than the limit; this is its beginning.
    TooLong,
    /// The connection ended before it did.
    Incomplete,
}

impl FrameFault {
    /// The fault as an event carries it.
    pub fn key(self) -> &'static str {
        match self {
            Self::TooLong => crate::fault::FRAME_TOO_LONG,
            Self::Incomplete => crate::fault::FRAME_INCOMPLETE,
        }
    }
}

/// The bytes of one message, without count or line feed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Frame {
    /// The bytes.
    pub bytes: Vec<u8>,
    /// What is wrong with them.
    pub fault: Option<FrameFault>,
}

/// Where the decoder is in the stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// Before a frame.
    Start,
    /// In a line of which so many bytes hold no line feed.
    Line { scanned: usize },
    /// In a counted frame of so many bytes.
    Counted { length: u64 },
    /// In the rest of an overlong line.
    SkipLine,
    /// In the rest of an overlong counted frame.
    SkipCounted { left: u64 },
}

/// What one step of the decoder came to.
enum Step {
    /// It needs more bytes.
    Starved,
    /// It went on without a frame.
    Moved,
    /// It has a frame.
    Frame(Frame),
}

/// What the bytes at the start of a frame say.
enum Header {
    /// More bytes are needed to tell.
    Undecided,
    /// A line.
    Line,
    /// A count that takes so many bytes and states such a length.
    Counted { header: usize, length: u64 },
}

/// Cuts a byte stream into frames of at most `max` bytes.
#[derive(Debug)]
pub struct SyslogDecoder {
    max: usize,
    state: State,
    discarded: u64,
}

impl SyslogDecoder {
    /// A decoder with a longest frame, in bytes (at least 1).
    pub fn new(max: usize) -> Self {
        Self { max: max.max(1), state: State::Start, discarded: 0 }
    }

    /// How many bytes of overlong frames were discarded so far.
    pub fn discarded(&self) -> u64 {
        self.discarded
    }

    /// One step.
    fn step(&mut self, buffer: &mut BytesMut) -> Step {
        match self.state {
            State::Start => self.start(buffer),
            State::Line { scanned } => self.line(buffer, scanned),
            State::Counted { length } => self.counted(buffer, length),
            State::SkipLine => self.skip_line(buffer),
            State::SkipCounted { left } => self.skip_counted(buffer, left),
        }
    }

    fn start(&mut self, buffer: &mut BytesMut) -> Step {
        match read_header(buffer) {
            Header::Undecided => return Step::Starved,
            Header::Line => self.state = State::Line { scanned: 0 },
            Header::Counted { header, length } => {
                buffer.advance(header);
                self.state = State::Counted { length };
            }
        }
        Step::Moved
    }

    fn line(&mut self, buffer: &mut BytesMut, scanned: usize) -> Step {
        let end = buffer.iter().skip(scanned).position(|byte| *byte == b'\n').map(|at| scanned + at);
        match end {
            Some(end) if end <= self.max => {
                self.state = State::Start;
                let bytes = buffer.split_to(end).to_vec();
                buffer.advance(1);
                // Some senders put a line feed after a counted frame too; an empty line is no message.
                let blank = bytes.is_empty() || bytes == b"\r";
                if blank { Step::Moved } else { Step::Frame(Frame { bytes, fault: None }) }
            }
            _ if buffer.len() > self.max => {
                self.state = State::SkipLine;
                Step::Frame(Frame { bytes: buffer.split_to(self.max).to_vec(), fault: Some(FrameFault::TooLong) })
            }
            _ => {
                self.state = State::Line { scanned: buffer.len() };
                Step::Starved
            }
        }
    }

    fn counted(&mut self, buffer: &mut BytesMut, length: u64) -> Step {
        let fits = usize::try_from(length).ok().filter(|length| *length <= self.max);
        let take = fits.unwrap_or(self.max);
        if buffer.len() < take {
            return Step::Starved;
        }
        let bytes = buffer.split_to(take).to_vec();
        let fault = fits.is_none().then_some(FrameFault::TooLong);
        self.state = match fits {
            Some(_) => State::Start,
            None => State::SkipCounted { left: length - self.max as u64 },
        };
        Step::Frame(Frame { bytes, fault })
    }

    fn skip_line(&mut self, buffer: &mut BytesMut) -> Step {
        let end = buffer.iter().position(|byte| *byte == b'\n');
        let skipped = end.unwrap_or(buffer.len());
        self.discarded += skipped as u64;
        buffer.advance(skipped);
        if end.is_none() {
            return Step::Starved;
        }
        buffer.advance(1);
        self.state = State::Start;
        Step::Moved
    }

    fn skip_counted(&mut self, buffer: &mut BytesMut, left: u64) -> Step {
        let skipped = usize::try_from(left).unwrap_or(usize::MAX).min(buffer.len());
        self.discarded += skipped as u64;
        buffer.advance(skipped);
        let left = left - skipped as u64;
        self.state = if left == 0 { State::Start } else { State::SkipCounted { left } };
        if left == 0 { Step::Moved } else { Step::Starved }
    }
}

/// Looks whether a frame begins with a count: `[1-9][0-9]* SP`, and then the `<` that every counted message begins with.
fn read_header(buffer: &[u8]) -> Header {
    let digits = buffer.iter().take(MOST_DIGITS + 1).take_while(|byte| byte.is_ascii_digit()).count();
    match buffer.first() {
        None => return Header::Undecided,
        Some(b'1'..=b'9') if digits <= MOST_DIGITS => {}
        Some(_) => return Header::Line,
    }
    match (buffer.get(digits), buffer.get(digits + 1)) {
        (None, _) | (Some(b' '), None) => Header::Undecided,
        (Some(b' '), Some(b'<')) => {
            let number = buffer.get(..digits).and_then(|digits| std::str::from_utf8(digits).ok());
            match number.and_then(|number| number.parse().ok()) {
                Some(length) => Header::Counted { header: digits + 1, length },
                None => Header::Line,
            }
        }
        _ => Header::Line,
    }
}

impl Decoder for SyslogDecoder {
    type Item = Frame;
    type Error = io::Error;

    fn decode(&mut self, buffer: &mut BytesMut) -> Result<Option<Frame>, io::Error> {
        loop {
            match self.step(buffer) {
                Step::Moved => {}
                Step::Starved => return Ok(None),
                Step::Frame(frame) => return Ok(Some(frame)),
            }
        }
    }

    fn decode_eof(&mut self, buffer: &mut BytesMut) -> Result<Option<Frame>, io::Error> {
        if let Some(frame) = self.decode(buffer)? {
            return Ok(Some(frame));
        }
        self.state = State::Start;
        if buffer.is_empty() {
            return Ok(None);
        }
        let bytes = buffer.split().to_vec();
        Ok(Some(Frame { bytes, fault: Some(FrameFault::Incomplete) }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Feeds the stream in the given pieces and returns the frames, the discarded bytes and the fullest the buffer was.
    fn decode_pieces<'a>(max: usize, pieces: impl IntoIterator<Item = &'a [u8]>) -> (Vec<Frame>, u64, usize) {
        let mut decoder = SyslogDecoder::new(max);
        let (mut buffer, mut frames, mut fullest) = (BytesMut::new(), Vec::new(), 0);
        for piece in pieces {
            buffer.extend_from_slice(piece);
            while let Some(frame) = decoder.decode(&mut buffer).unwrap() {
                frames.push(frame);
            }
            fullest = fullest.max(buffer.len());
        }
        while let Some(frame) = decoder.decode_eof(&mut buffer).unwrap() {
            frames.push(frame);
        }
        (frames, decoder.discarded(), fullest)
    }

    fn check(max: usize, stream: &str, expected: &[(&str, Option<FrameFault>)]) {
        let (frames, _, _) = decode_pieces(max, [stream.as_bytes()]);
        let frames: Vec<_> = frames.iter().map(|f| (std::str::from_utf8(&f.bytes).unwrap(), f.fault)).collect();
        assert_eq!(frames, expected, "{stream:?}");
    }

    #[test]
    fn both_framings_mix() {
        check(
            99,
            "5 <1>ab3 <1>\n<2>line\r\n\n4 <3>x",
            &[("<1>ab", None), ("<1>", None), ("<2>line\r", None), ("<3>x", None)],
        );
        check(99, "6 <1>a\nb<2>c\n", &[("<1>a\nb", None), ("<2>c", None)]);
    }

    #[test]
    fn a_line_that_begins_with_a_number_is_a_line() {
        for line in ["12 monkeys", "2026-11-22 x", "5", "0 <1>", "99999999999 <1>x", "5 "] {
            check(99, &format!("{line}\n<1>b\n"), &[(line, None), ("<1>b", None)]);
        }
    }

    #[test]
    fn overlong_frames_are_cut_and_counted() {
        check(4, "<1>abcdef\n<2>\n", &[("<1>a", Some(FrameFault::TooLong)), ("<2>", None)]);
        check(4, "<1>a\n<2>\n", &[("<1>a", None), ("<2>", None)]);
        check(4, "9 <1>abcdef3 <2>", &[("<1>a", Some(FrameFault::TooLong)), ("<2>", None)]);
        assert_eq!(decode_pieces(4, [b"<1>abcdef\n9 <1>abcdef".as_slice()]).1, 10);
    }

    #[test]
    fn an_end_within_a_frame_is_told() {
        check(99, "<1>a\n<2>b", &[("<1>a", None), ("<2>b", Some(FrameFault::Incomplete))]);
        check(99, "9 <1>a", &[("<1>a", Some(FrameFault::Incomplete))]);
        check(99, "12", &[("12", Some(FrameFault::Incomplete))]);
        check(4, "<1>abcdef", &[("<1>a", Some(FrameFault::TooLong))]);
    }

    fn stream() -> impl Strategy<Value = Vec<u8>> {
        let piece = prop_oneof![
            proptest::collection::vec(any::<u8>(), 0..12),
            "[0-9]{1,11} <1>[a-z]{0,12}".prop_map(String::into_bytes),
            "<1>[a-z]{0,12}\r?\n".prop_map(String::into_bytes),
            "[a-z]{1,9}".prop_map(|text| format!("{} <1>{text}", text.len() + 3).into_bytes()),
        ];
        proptest::collection::vec(piece, 0..12).prop_map(|pieces| pieces.concat())
    }

    proptest! {
        #[test]
        fn any_split_gives_the_same_frames(stream in stream(), max in 1_usize..20, cuts in proptest::collection::vec(1_usize..9, 0..80)) {
            let whole = decode_pieces(max, [stream.as_slice()]);
            let mut rest = stream.as_slice();
            let mut pieces = Vec::new();
            for cut in cuts {
                let (piece, after) = rest.split_at(cut.min(rest.len()));
                pieces.push(piece);
                rest = after;
            }
            pieces.push(rest);
            let split = decode_pieces(max, pieces);
            prop_assert_eq!((&whole.0, whole.1), (&split.0, split.1));
        }

        #[test]
        fn memory_is_bounded_byte_by_byte(stream in stream(), max in 1_usize..20) {
            let (frames, _, fullest) = decode_pieces(max, stream.chunks(1));
            // A count of up to ten digits waits in the buffer whole.
            prop_assert!(fullest <= max.max(MOST_DIGITS + 1), "{}", fullest);
            for frame in frames.iter().filter(|frame| frame.fault != Some(FrameFault::Incomplete)) {
                prop_assert!(frame.bytes.len() <= max);
            }
        }
    }
}
