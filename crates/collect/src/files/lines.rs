//! Lines of a file, of bounded length; or records of several lines, where a quoted field holds line feeds.

use std::io::{BufRead, ErrorKind};

use super::ReadError;

/// A line or record without its line feed.
pub(super) struct RawLine {
    pub(super) bytes: Vec<u8>,
    pub(super) too_long: bool,
}

impl RawLine {
    /// Whether there is nothing to make an event of.
    pub(super) fn is_blank(&self) -> bool {
        self.bytes.iter().all(u8::is_ascii_whitespace) && !self.too_long
    }
}

pub(super) struct Lines<R> {
    reader: R,
    max: usize,
    /// Whether a line feed within quotes belongs to the record (RFC 4180 §2.6).
    multi_line: bool,
    line: u64,
    ended: bool,
}

impl<R: BufRead> Lines<R> {
    pub(super) fn new(reader: R, max: usize, multi_line: bool) -> Self {
        Self { reader, max: max.max(1), multi_line, line: 0, ended: false }
    }

    /// The next line or record, blank or not.
    fn read(&mut self) -> std::io::Result<Option<RawLine>> {
        let (mut bytes, mut too_long, mut in_quotes, mut any) = (Vec::new(), false, false, false);
        loop {
            let available = match self.reader.fill_buf() {
                Ok(available) => available,
                Err(error) if error.kind() == ErrorKind::Interrupted => continue,
                Err(error) => return Err(error),
            };
            if available.is_empty() {
                return Ok(any.then_some(RawLine { bytes, too_long }));
            }
            any = true;
            let end = available.iter().position(|byte| *byte == b'\n');
            let piece = available.get(..end.unwrap_or(available.len())).unwrap_or_default();
            if self.multi_line {
                in_quotes = piece.iter().fold(in_quotes, |open, byte| open != (*byte == b'"'));
            }
            let used = piece.len() + usize::from(end.is_some());
            let room = self.max - bytes.len();
            too_long |= piece.len() > room;
            bytes.extend_from_slice(piece.get(..room.min(piece.len())).unwrap_or_default());
            self.reader.consume(used);
            if end.is_none() {
                continue;
            }
            self.line += 1;
            // A quote that is never closed must not swallow the file: a record at the limit ends with its line.
            if !in_quotes || too_long || bytes.len() >= self.max {
                return Ok(Some(RawLine { bytes, too_long: too_long || in_quotes }));
            }
            bytes.push(b'\n');
        }
    }
}

impl<R: BufRead> Iterator for Lines<R> {
    type Item = Result<RawLine, ReadError>;

    fn next(&mut self) -> Option<Self::Item> {
        while !self.ended {
            match self.read() {
                Ok(Some(line)) if line.is_blank() => {}
                Ok(Some(line)) => return Some(Ok(line)),
                Ok(None) => self.ended = true,
                Err(cause) => {
                    self.ended = true;
                    return Some(Err(ReadError::Input { line: self.line, cause }));
                }
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn check(multi_line: bool, max: usize, input: &str, expected: &[(&str, bool)]) {
        let lines: Vec<_> = Lines::new(input.as_bytes(), max, multi_line).map(Result::unwrap).collect();
        let lines: Vec<_> = lines.iter().map(|l| (std::str::from_utf8(&l.bytes).unwrap(), l.too_long)).collect();
        assert_eq!(lines, expected, "{input:?}");
    }

    #[test]
    fn lines_are_cut_at_the_limit() {
        check(false, 3, "abc\nabcd\n\n \nx", &[("abc", false), ("abc", true), ("x", false)]);
    }

    #[test]
    fn a_record_goes_on_within_quotes() {
        check(true, 99, "a,\"b\nc\"\"\n\",d\ne\n", &[("a,\"b\nc\"\"\n\",d", false), ("e", false)]);
        check(true, 4, "\"a\nb\nc\nd\n", &[("\"a\nb", true), ("c", false), ("d", false)]);
    }

    proptest! {
        #[test]
        fn no_byte_but_line_feeds_is_lost(input in proptest::collection::vec(any::<u8>(), 0..200), capacity in 1_usize..9, multi in any::<bool>()) {
            let reader = std::io::BufReader::with_capacity(capacity, input.as_slice());
            let kept: Vec<u8> = Lines::new(reader, 1000, multi).flat_map(|line| line.unwrap().bytes).collect();
            let visible = |bytes: &[u8]| bytes.iter().copied().filter(|byte| !byte.is_ascii_whitespace()).collect::<Vec<_>>();
            prop_assert_eq!(visible(&kept), visible(&input));
        }
    }
}
