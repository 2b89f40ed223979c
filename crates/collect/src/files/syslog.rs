//! Lines of syslog, with or without a priority; the further lines of a message are joined as on a connection.

use std::io::{self, BufRead, ErrorKind};

use tokio_util::bytes::BytesMut;
use tokio_util::codec::Decoder;

use super::lines::RawLine;
use super::{Context, Line, ReadError};
use crate::framing::{FrameFault, SyslogDecoder};

/// The most bytes that are taken from a reader at once; one over memory offers all that it has.
const CHUNK: usize = 64 * 1024;

/// The messages of a file. Its end is the end of a line and of a message.
pub(super) struct Messages<R> {
    reader: R,
    decoder: SyslogDecoder,
    buffer: BytesMut,
    /// The line feeds that were read.
    lines: u64,
    /// Whether everything was read that can be.
    ended: bool,
    /// Why there is no more, told after what was read before.
    failed: Option<io::Error>,
}

impl<R: BufRead> Messages<R> {
    /// Reads messages of at most `max` bytes.
    pub(super) fn new(reader: R, max: usize) -> Self {
        let decoder = SyslogDecoder::of_file(max);
        Self { reader, decoder, buffer: BytesMut::new(), lines: 0, ended: false, failed: None }
    }

    /// Takes the next bytes into the buffer.
    fn read(&mut self) {
        let taken = match self.reader.fill_buf() {
            Ok(bytes) => {
                let bytes = bytes.get(..CHUNK).unwrap_or(bytes);
                self.buffer.extend_from_slice(bytes);
                self.lines += memchr::memchr_iter(b'\n', bytes).count() as u64;
                bytes.len()
            }
            Err(error) if error.kind() == ErrorKind::Interrupted => return,
            Err(error) => {
                // Of a line that cannot be read to its end nothing is known.
                let whole = memchr::memrchr(b'\n', &self.buffer).map_or(0, |feed| feed + 1);
                self.buffer.truncate(whole);
                self.failed = Some(error);
                0
            }
        };
        self.reader.consume(taken);
        self.ended = taken == 0;
        if self.ended && self.buffer.last().is_some_and(|byte| *byte != b'\n') {
            self.buffer.extend_from_slice(b"\n");
        }
    }
}

impl<R: BufRead> Iterator for Messages<R> {
    type Item = Result<RawLine, ReadError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let decoder = &mut self.decoder;
            let frame =
                if self.ended { decoder.decode_eof(&mut self.buffer) } else { decoder.decode(&mut self.buffer) };
            // The decoder has no errors of its own.
            match frame.ok().flatten() {
                Some(frame) => {
                    let too_long = frame.fault == Some(FrameFault::TooLong);
                    let message = RawLine { bytes: frame.bytes, too_long };
                    if !message.is_blank() {
                        return Some(Ok(message));
                    }
                }
                None if self.ended => {
                    return self.failed.take().map(|cause| Err(ReadError::Input { line: self.lines, cause }));
                }
                None => self.read(),
            }
        }
    }
}

pub(super) fn read(text: &str, context: Context) -> Option<Line> {
    let said = crate::syslog::parse(text.as_bytes(), context.written_at, context.offset);
    said.parsed.then_some(Line {
        occurred_at: said.occurred_at,
        severity_id: said.severity_id,
        host: said.hostname,
        program: said.program,
        message: said.message,
        attributes: said.attributes,
        ..Line::default()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::io::{BufReader, Read};

    fn messages(reader: impl BufRead, max: usize) -> Vec<(Vec<u8>, bool)> {
        Messages::new(reader, max).map(Result::unwrap).map(|message| (message.bytes, message.too_long)).collect()
    }

    fn check(max: usize, file: &str, expected: &[(&str, bool)]) {
        let expected: Vec<_> = expected.iter().map(|(text, cut)| (text.as_bytes().to_vec(), *cut)).collect();
        assert_eq!(messages(file.as_bytes(), max), expected, "{file:?}");
    }

    #[test]
    fn further_lines_are_joined_up_to_the_limit() {
        check(99, "a\n<1>b\r\n\tc\n\n d\n\n<2>e\n", &[("a", false), ("<1>b\r\n\tc\n\n d", false), ("<2>e", false)]);
        check(8, "<1>abc\nde\nf\n<2>g\n\th", &[("<1>abc\nd", true), ("<2>g\n\th", false)]);
        check(4, "<1>abcdef\n\tg\n \n", &[("<1>a", true), ("\tg", false)]);
    }

    #[test]
    fn the_end_of_the_file_is_the_end_of_a_line() {
        check(99, "<1>a\n\tb", &[("<1>a\n\tb", false)]);
        check(99, "<1>a\n<2", &[("<1>a\n<2", false)]);
        check(99, "<1>a\n12", &[("<1>a\n12", false)]);
        check(4, "<1>a", &[("<1>a", false)]);
        check(99, "\n \r\n", &[]);
        check(99, "", &[]);
    }

    #[test]
    fn nothing_is_counted_in_a_file() {
        check(
            99,
            "9 <1>a\nb\n<2>c\n9 <1>d\ne\n",
            &[("9 <1>a", false), ("b", false), ("<2>c", false), ("9 <1>d", false), ("e", false)],
        );
    }

    #[test]
    fn what_was_read_comes_before_the_failure() {
        struct Broken;
        impl Read for Broken {
            fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
                Err(io::Error::other("bad sector"))
            }
        }
        let reader = BufReader::with_capacity(3, b"<1>a\n\tb\n<2>c\n\td\n\tbroken o".chain(Broken));
        let mut read = Messages::new(reader, 99);
        let whole: Vec<_> = read.by_ref().map_while(Result::ok).map(|message| message.bytes).collect();
        assert_eq!(whole, [b"<1>a\n\tb", b"<2>c\n\td"]);
        assert!(read.next().is_none(), "the failure is told once");
        let mut read = Messages::new(BufReader::new(b"a\n<1>b\nc".chain(Broken)), 99);
        assert!(read.by_ref().take(2).all(|message| message.is_ok()));
        assert!(matches!(read.next(), Some(Err(ReadError::Input { line: 2, .. }))));
    }

    /// The frames of the same bytes on a connection, which ends with a line.
    fn framed(file: &[u8], max: usize, cut: usize) -> Vec<(Vec<u8>, bool)> {
        let (mut decoder, mut buffer, mut frames) = (SyslogDecoder::new(max, true), BytesMut::new(), Vec::new());
        let missing = if file.last().is_some_and(|byte| *byte != b'\n') { b"\n".as_slice() } else { b"" };
        for piece in [file, missing].concat().chunks(cut) {
            buffer.extend_from_slice(piece);
            frames.extend(std::iter::from_fn(|| decoder.decode(&mut buffer).unwrap()));
        }
        frames.extend(std::iter::from_fn(|| decoder.decode_eof(&mut buffer).unwrap()));
        let said = frames.into_iter().map(|frame| (frame.bytes, frame.fault.is_some()));
        said.filter(|(bytes, cut)| *cut || !bytes.trim_ascii().is_empty()).collect()
    }

    proptest! {
        /// Where nothing is counted, a file says what a connection says, however either comes.
        #[test]
        fn a_file_is_read_as_a_connection(
            lines in proptest::collection::vec("(\u{feff}?<1?[0-9]{0,3}>|<[0-9]{0,2}|[0-9]{1,11} ?)?[\t a-zé]{0,9}\r?", 0..20),
            ends in any::<bool>(),
            max in prop_oneof![1_usize..20, Just(9999)],
            capacity in 1_usize..30,
            cut in 1_usize..30,
        ) {
            let file = lines.join("\n") + if ends { "\n" } else { "" };
            let reader = BufReader::with_capacity(capacity, file.as_bytes());
            prop_assert_eq!(messages(reader, max), framed(file.as_bytes(), max, cut));
        }

        #[test]
        fn memory_is_bounded(file in proptest::collection::vec("(<1>)?[a-z\n]{0,40}", 0..40), max in 1_usize..20, capacity in 1_usize..30) {
            let file = file.concat();
            let mut read = Messages::new(BufReader::with_capacity(capacity, file.as_bytes()), max);
            while let Some(message) = read.next() {
                prop_assert!(message.unwrap().bytes.len() <= max);
                prop_assert!(read.buffer.len() <= max + capacity + 1);
            }
        }
    }
}
