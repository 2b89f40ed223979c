//! The journal export format of systemd (`journalctl -o export`): entries of fields, an empty line after each.
//!
//! A field is `NAME=value` in a line, or, where its value is not printable text, `NAME`, a line feed, the length of the
//! value as 64 bits in little endian, the value and a line feed. Lengths are believed only as far as journald itself
//! writes them, so that damage does not swallow what comes after it.

use std::io::{BufRead, ErrorKind};

use serde_json::{Map, Value};
use talap_model::NewEvent;
use tokio_util::bytes::{Buf, BytesMut};

use super::{Events, FormatOptions, Line, Maker, ReadError, journal};
use crate::{fault, text};

/// The longest value that journald takes, in bytes.
const LONGEST_VALUE: u64 = 768 << 20;
/// The most bytes that are taken from a reader at once; one over memory offers all that it has.
const CHUNK: usize = 64 * 1024;
/// The longest name of a field.
const LONGEST_NAME: usize = 64;

/// An entry as it came, without the empty line after it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Entry {
    /// The bytes.
    pub bytes: Vec<u8>,
    /// Whether it is longer than the limit; this is its beginning.
    pub too_long: bool,
    /// Whether the stream ended before it did.
    pub incomplete: bool,
}

impl Entry {
    /// What is wrong with it, as an event carries it.
    pub fn fault(&self) -> Option<&'static str> {
        match (self.too_long, self.incomplete) {
            (true, _) => Some(fault::FRAME_TOO_LONG),
            (false, true) => Some(fault::FRAME_INCOMPLETE),
            (false, false) => None,
        }
    }

    /// What it says; none where it is no entry of a journal.
    pub(crate) fn read(&self) -> Option<Line> {
        journal::read(&as_json(&self.bytes).to_string())
    }
}

/// Where the reader is in an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// Before a field, with so many bytes known to hold no line feed.
    Field { scanned: usize },
    /// After the name of a field whose value is not text: before its length.
    Length,
    /// In such a value, of which so many bytes are still to come.
    Value { left: u64 },
    /// After such a value: before its line feed.
    ValueEnd,
    /// In the rest of an overlong line.
    Rest,
}

/// Cuts a byte stream into entries of at most `max` bytes.
#[derive(Debug)]
pub struct Entries {
    max: usize,
    state: State,
    entry: Entry,
    discarded: u64,
}

impl Entries {
    /// A reader with a longest entry, in bytes (at least 1).
    pub fn new(max: usize) -> Self {
        Self { max: max.max(1), state: State::Field { scanned: 0 }, entry: Entry::default(), discarded: 0 }
    }

    /// How many bytes of overlong entries were discarded so far.
    pub fn discarded(&self) -> u64 {
        self.discarded
    }

    /// The next entry; none when more bytes are needed.
    pub fn next(&mut self, buffer: &mut BytesMut) -> Option<Entry> {
        loop {
            match self.state {
                State::Field { scanned } => {
                    let end = buffer.iter().skip(scanned).position(|byte| *byte == b'\n').map(|at| scanned + at);
                    match end {
                        Some(0) => {
                            buffer.advance(1);
                            self.state = State::Field { scanned: 0 };
                            if self.has_entry() {
                                return Some(std::mem::take(&mut self.entry));
                            }
                        }
                        Some(end) => self.field(buffer, end),
                        None if buffer.len() > self.max.max(LONGEST_NAME) => {
                            self.state = State::Rest;
                        }
                        None => {
                            self.state = State::Field { scanned: buffer.len() };
                            return None;
                        }
                    }
                }
                State::Length => {
                    let length: [u8; 8] = buffer.get(..8)?.try_into().ok()?;
                    let length = u64::from_le_bytes(length);
                    if length > LONGEST_VALUE {
                        // No journal wrote this: from here on it is read as lines.
                        self.state = State::Field { scanned: 0 };
                    } else {
                        self.keep(buffer, 8);
                        self.state = State::Value { left: length };
                    }
                }
                State::Value { left } => {
                    let here = usize::try_from(left).unwrap_or(usize::MAX).min(buffer.len());
                    self.keep(buffer, here);
                    let left = left - here as u64;
                    if left > 0 {
                        self.state = State::Value { left };
                        return None;
                    }
                    self.state = State::ValueEnd;
                }
                State::ValueEnd => {
                    if *buffer.first()? == b'\n' {
                        self.keep(buffer, 1);
                    }
                    self.state = State::Field { scanned: 0 };
                }
                State::Rest => {
                    let end = buffer.iter().position(|byte| *byte == b'\n');
                    let here = end.map_or(buffer.len(), |end| end + 1);
                    self.keep(buffer, here);
                    end?;
                    self.state = State::Field { scanned: 0 };
                }
            }
        }
    }

    /// What is left at the end of the stream.
    pub fn finish(&mut self, buffer: &mut BytesMut) -> Option<Entry> {
        if let Some(entry) = self.next(buffer) {
            return Some(entry);
        }
        let whole = matches!(self.state, State::Field { .. }) && buffer.is_empty();
        let rest = buffer.len();
        self.keep(buffer, rest);
        self.state = State::Field { scanned: 0 };
        if !self.has_entry() {
            return None;
        }
        // `journalctl` ends the last entry with an empty line too; a sender that leaves it out still ended a field.
        let entry = std::mem::take(&mut self.entry);
        Some(Entry { incomplete: !whole, ..entry })
    }

    fn has_entry(&self) -> bool {
        !self.entry.bytes.is_empty() || self.entry.too_long
    }

    /// A line that ends at `end`: a whole field, or the name of one.
    fn field(&mut self, buffer: &mut BytesMut, end: usize) {
        let line = buffer.get(..end).unwrap_or_default();
        let named_only = is_name(line);
        self.keep(buffer, end + 1);
        self.state = if named_only { State::Length } else { State::Field { scanned: 0 } };
    }

    /// Takes bytes of the entry out of the buffer, as far as there is room for them.
    fn keep(&mut self, buffer: &mut BytesMut, count: usize) {
        let bytes = buffer.split_to(count.min(buffer.len()));
        let room = self.max - self.entry.bytes.len();
        let kept = bytes.get(..room.min(bytes.len())).unwrap_or_default();
        self.entry.bytes.extend_from_slice(kept);
        self.entry.too_long |= kept.len() < bytes.len();
        self.discarded += (bytes.len() - kept.len()) as u64;
    }
}

/// Reads the events of a file, one an entry.
pub(super) fn read_events<'a, R: BufRead + Send + 'a>(
    reader: R,
    maker: Maker<'a>,
    options: FormatOptions,
) -> Events<'a> {
    let entries = Entries::new(options.max_line);
    let file = File { reader, entries, buffer: BytesMut::new(), lines: 0, ended: false };
    Box::new(file.map(move |entry| entry.map(|entry| event(entry, maker))))
}

/// A file of entries.
struct File<R> {
    reader: R,
    entries: Entries,
    buffer: BytesMut,
    /// The line feeds that were read.
    lines: u64,
    ended: bool,
}

impl<R: BufRead> Iterator for File<R> {
    type Item = Result<Entry, ReadError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(entry) = self.entries.next(&mut self.buffer) {
                return Some(Ok(entry));
            }
            if self.ended {
                return self.entries.finish(&mut self.buffer).map(Ok);
            }
            let read = match self.reader.fill_buf() {
                Ok(bytes) => {
                    let bytes = bytes.get(..CHUNK).unwrap_or(bytes);
                    self.buffer.extend_from_slice(bytes);
                    self.lines += bytes.iter().map(|byte| u64::from(*byte == b'\n')).sum::<u64>();
                    bytes.len()
                }
                Err(error) if error.kind() == ErrorKind::Interrupted => continue,
                Err(cause) => {
                    self.ended = true;
                    return Some(Err(ReadError::Input { line: self.lines, cause }));
                }
            };
            self.reader.consume(read);
            self.ended = read == 0;
        }
    }
}

fn event(entry: Entry, maker: Maker<'_>) -> NewEvent {
    let read = entry.read();
    let parsed = read.is_some();
    let said = read.unwrap_or_else(|| Line { message: text::decode(&entry.bytes).0.into_owned(), ..Line::default() });
    let fault = entry.fault().or((!parsed).then_some(fault::LINE_UNPARSED));
    maker.event(said, entry.bytes, fault, parsed)
}

/// Whether a line is the name of a field and nothing else.
fn is_name(line: &[u8]) -> bool {
    let is_of_name = |byte: &u8| byte.is_ascii_uppercase() || byte.is_ascii_digit() || *byte == b'_';
    !line.is_empty() && line.len() <= LONGEST_NAME && line.iter().all(is_of_name)
}

/// An entry as `journalctl -o json` would write it, as far as its fields are whole.
fn as_json(mut rest: &[u8]) -> Value {
    let mut fields = Map::new();
    while let Some((name, value, after)) = next_field(rest) {
        add(&mut fields, name, value);
        rest = after;
    }
    Value::Object(fields)
}

fn next_field(bytes: &[u8]) -> Option<(&str, &[u8], &[u8])> {
    let end = bytes.iter().position(|byte| *byte == b'\n').unwrap_or(bytes.len());
    let (line, after) = bytes.split_at_checked(end)?;
    let after = after.get(1..).unwrap_or_default();
    if line.is_empty() {
        return None;
    }
    if is_name(line) {
        let (length, after) = after.split_at_checked(8)?;
        let length = usize::try_from(u64::from_le_bytes(length.try_into().ok()?)).ok()?;
        let (value, after) = after.split_at_checked(length)?;
        return Some((std::str::from_utf8(line).ok()?, value, after.strip_prefix(b"\n").unwrap_or(after)));
    }
    let equals = line.iter().position(|byte| *byte == b'=')?;
    let (name, value) = line.split_at_checked(equals)?;
    Some((std::str::from_utf8(name).ok()?, value.get(1..)?, after))
}

/// Adds a field; one that is there already becomes a list of its values.
fn add(fields: &mut Map<String, Value>, name: &str, value: &[u8]) {
    let value = match std::str::from_utf8(value) {
        Ok(text) => Value::from(text),
        Err(_) => value.iter().copied().map(Value::from).collect(),
    };
    match fields.get_mut(name) {
        // Of a value that is no text, the list of its bytes holds numbers alone.
        Some(Value::Array(values)) if values.iter().any(|value| !value.is_number()) => values.push(value),
        Some(first) => *first = Value::Array(vec![first.take(), value]),
        None => {
            fields.insert(name.to_owned(), value);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use talap_model::Timestamp;

    fn cut_pieces<'a>(max: usize, pieces: impl IntoIterator<Item = &'a [u8]>) -> (Vec<Entry>, u64, usize) {
        let (mut entries, mut buffer, mut found, mut fullest) = (Entries::new(max), BytesMut::new(), Vec::new(), 0);
        for piece in pieces {
            buffer.extend_from_slice(piece);
            while let Some(entry) = entries.next(&mut buffer) {
                found.push(entry);
            }
            fullest = fullest.max(buffer.len());
        }
        while let Some(entry) = entries.finish(&mut buffer) {
            found.push(entry);
        }
        (found, entries.discarded(), fullest)
    }

    fn binary(name: &str, value: &[u8]) -> Vec<u8> {
        [name.as_bytes(), b"\n", &(value.len() as u64).to_le_bytes(), value, b"\n"].concat()
    }

    #[test]
    fn entries_with_text_and_binary_fields() {
        let first = [
            b"__REALTIME_TIMESTAMP=1795383600000000\n_HOSTNAME=web\nSYSLOG_IDENTIFIER=app\nPRIORITY=3\n".as_slice(),
            &binary("MESSAGE", b"line one\n\nline two"),
            b"_PID=8\n",
        ]
        .concat();
        let stream = [first.as_slice(), b"\n\n__REALTIME_TIMESTAMP=1795383600000001\nMESSAGE=x=y\n\n"].concat();
        let (entries, discarded, _) = cut_pieces(1000, [stream.as_slice()]);
        assert_eq!((entries.len(), discarded), (2, 0));
        assert_eq!((entries[0].bytes.as_slice(), entries[0].fault()), (first.as_slice(), None));
        let line = entries[0].read().unwrap();
        assert_eq!(line.occurred_at, Some(Timestamp::from_micros(1_795_383_600_000_000)));
        assert_eq!((line.host.as_deref(), line.program.as_deref(), line.severity_id), (Some("web"), Some("app"), 4));
        assert_eq!((line.message.as_str(), line.attributes.get("pid").unwrap()), ("line one\n\nline two", "8"));
        assert_eq!(entries[1].read().unwrap().message, "x=y");
    }

    #[test]
    fn a_file_in_memory_is_taken_a_piece_at_a_time() {
        let bytes = b"MESSAGE=x\n\n".repeat(CHUNK);
        let (entries, buffer) = (Entries::new(99), BytesMut::new());
        let mut file = File { reader: bytes.as_slice(), entries, buffer, lines: 0, ended: false };
        let mut count = 0;
        while let Some(entry) = file.next() {
            assert_eq!(entry.unwrap().bytes, b"MESSAGE=x\n");
            assert!(file.buffer.len() <= CHUNK);
            count += 1;
        }
        assert_eq!((count, file.lines), (CHUNK, 2 * CHUNK as u64));
    }

    #[test]
    fn an_overlong_entry_is_cut_and_its_neighbours_are_not() {
        let stream = [&binary("COREDUMP", &[7; 500]), b"A=b\n\nMESSAGE=after\n\n".as_slice()].concat();
        let (entries, discarded, _) = cut_pieces(20, [stream.as_slice()]);
        assert_eq!((entries[0].bytes.len(), entries[0].fault()), (20, Some(fault::FRAME_TOO_LONG)));
        assert_eq!(discarded, 500 + 9 + 8 + 1 + 4 - 20);
        assert_eq!((entries[1].bytes.as_slice(), entries[1].fault()), (b"MESSAGE=after\n".as_slice(), None));
    }

    #[test]
    fn what_breaks_off_and_what_is_no_journal_is_kept() {
        let broken = binary("MESSAGE", b"text");
        let (entries, _, _) = cut_pieces(99, [&broken[..broken.len() - 3]]);
        assert_eq!((entries.len(), entries[0].fault()), (1, Some(fault::FRAME_INCOMPLETE)));
        assert_eq!(entries[0].bytes, broken[..broken.len() - 3]);
        // A length that no journal writes does not swallow the rest.
        let stream = [b"NAME\n".as_slice(), &u64::MAX.to_le_bytes(), b"\n\nMESSAGE=after\n\n"].concat();
        let (entries, _, _) = cut_pieces(99, [stream.as_slice()]);
        assert_eq!(entries.last().unwrap().bytes, b"MESSAGE=after\n");
        assert_eq!(entries[0].read(), None);
    }

    #[test]
    fn a_repeated_field_and_bytes_are_read_as_in_json() {
        let entry = [
            b"__REALTIME_TIMESTAMP=1\nA=1\nA=2\nA=3\n_EXE=/a\n_EXE=/b\n".as_slice(),
            &binary("MESSAGE", b"\xd0\xb2\xff"),
        ]
        .concat();
        assert_eq!(as_json(&entry)["A"], serde_json::json!(["1", "2", "3"]));
        let line = Entry { bytes: entry, ..Entry::default() }.read().unwrap();
        assert_eq!((line.message.as_str(), line.attributes.get("exe").unwrap()), ("в\u{fffd}", "/a, /b"));
    }

    #[test]
    fn a_field_of_bytes_that_repeats_is_one_list_however_often_it_does() {
        let entry = [b"A=\xff\n".repeat(100_000), b"A=x\n".to_vec()].concat();
        let read = as_json(&entry);
        assert_eq!((&read["A"][0], &read["A"][99_999]), (&serde_json::json!([255]), &serde_json::json!([255])));
        assert_eq!(read["A"][100_000], "x");
    }

    fn stream() -> impl Strategy<Value = Vec<u8>> {
        let piece = prop_oneof![
            proptest::collection::vec(any::<u8>(), 0..12),
            "[A-Z]{1,4}=[a-z]{0,9}\n".prop_map(String::into_bytes),
            proptest::collection::vec(any::<u8>(), 0..30).prop_map(|value| binary("B", &value)),
            Just(b"\n".to_vec()),
        ];
        proptest::collection::vec(piece, 0..12).prop_map(|pieces| pieces.concat())
    }

    proptest! {
        #[test]
        fn any_split_gives_the_same_entries(stream in stream(), max in 1_usize..40, cut in 1_usize..9) {
            let whole = cut_pieces(max, [stream.as_slice()]);
            let split = cut_pieces(max, stream.chunks(cut));
            prop_assert_eq!((&whole.0, whole.1), (&split.0, split.1));
            for entry in &whole.0 {
                prop_assert!(entry.bytes.len() <= max);
                let _said = entry.read();
            }
        }

        #[test]
        fn memory_is_bounded_byte_by_byte(stream in stream(), max in 8_usize..40) {
            prop_assert!(cut_pieces(max, stream.chunks(1)).2 <= max.max(LONGEST_NAME));
        }
    }
}
