//! Where one syslog message ends and the next begins on a TCP connection (RFC 6587): octet counting and line feeds.
//!
//! Which of the two a sender uses is seen at each frame anew: a count is digits, a space and the `<` of a priority;
//! anything else is a line. A line that merely begins with a number is thus not taken for a count.
//!
//! A stack trace or an SQL statement that is sent with line feeds at the ends of messages has some within as well (RFC 6587
//! §3.4.2 leaves that open). What tells the two apart is the priority: after a line that begins with one, a line that does
//! not is a further line of the same message. Of a sender that writes no priorities each line is a message. Files of syslog are
//! read by the same rule; nothing is counted in them.

use std::io;
use std::time::Duration;

use tokio_util::bytes::{Buf, BytesMut};
use tokio_util::codec::Decoder;

/// The longest frame unless configured otherwise, in bytes.
pub const DEFAULT_MAX_FRAME: usize = 64 * 1024;

/// How long a message that could end here is kept for a further line, where nothing has come after it.
///
/// Whoever has more to send never waits for it: the beginning of the next message lets go of the one before. It is for the
/// last message before a pause. A message of several lines is written in one piece, and where it reaches us in several, they
/// are cut within a line but by chance. So a moment is enough: for a sender that writes line by line and is taken off its
/// processor in between (a few milliseconds), for the segments of a long message. It stays well below the 20 ms within
/// which an event is to be durable. A sender that writes line by line and waits for an acknowledgement of TCP after each
/// (some 40 ms) is slower than this: its further lines are events of their own, as those without a priority always were.
pub const CONTINUATION: Duration = Duration::from_millis(10);

/// What begins a text as UTF-8; some senders put it before the priority.
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

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

/// The bytes of one message, without count or the line feed at its end.
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
    /// After a line with a priority: the message goes to `end`, `line` is where the next line begins, and up to `scanned`
    /// there is no line feed in it.
    Message { end: usize, line: usize, scanned: usize },
    /// In a counted frame of so many bytes.
    Counted { length: u64 },
    /// In the rest of an overlong line.
    SkipLine,
    /// In the rest of a message whose lines together are overlong, within a line or at the beginning of one.
    SkipMessage { in_line: bool },
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

/// What the beginning of a line after a message says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Beginning {
    /// More bytes are needed to tell.
    Undecided,
    /// Another message begins.
    Message,
    /// It has no priority: the message goes on.
    Further,
}

/// Cuts a byte stream into frames of at most `max` bytes.
///
/// After `decode` has given back all that it can, a message may be left that further lines would belong to, see
/// [`Self::holds`]. Whoever reads no more in a moment takes it by [`Self::let_go`]; the end of the stream gives it back too.
#[derive(Debug)]
pub struct SyslogDecoder {
    max: usize,
    joins: bool,
    counts: bool,
    state: State,
    discarded: u64,
}

impl SyslogDecoder {
    /// A decoder with a longest frame, in bytes (at least 1). Where it `joins`, lines without a priority belong to the
    /// message before them; else each is a message.
    pub fn new(max: usize, joins: bool) -> Self {
        Self { max: max.max(1), joins, counts: true, state: State::Start, discarded: 0 }
    }

    /// A decoder of a file, which joins lines and counts nothing: what looks like a count begins a message, as it does on a
    /// connection, and belongs to its text.
    pub fn of_file(max: usize) -> Self {
        Self { counts: false, ..Self::new(max, true) }
    }

    /// How many bytes of overlong frames were discarded so far.
    pub fn discarded(&self) -> u64 {
        self.discarded
    }

    /// Whether a message has ended if nothing more comes, once `decode` has taken of `buffer` what it could. Within a line
    /// it has not.
    pub fn holds(&self, buffer: &[u8]) -> bool {
        match self.state {
            State::Message { line, .. } => beginning(buffer, line, self.max) == Beginning::Undecided,
            State::SkipMessage { in_line } => !in_line,
            _ => false,
        }
    }

    /// Ends the message that it holds, if it does; lines that come after this belong to it no more.
    pub fn let_go(&mut self, buffer: &mut BytesMut) -> Option<Frame> {
        if !self.holds(buffer) {
            return None;
        }
        let State::Message { end, line, .. } = self.state else {
            self.state = State::Start;
            return None;
        };
        Some(self.end_message(buffer, end, line))
    }

    /// One step.
    fn step(&mut self, buffer: &mut BytesMut) -> Step {
        match self.state {
            State::Start => self.start(buffer),
            State::Line { scanned } => self.line(buffer, scanned),
            State::Message { end, line, scanned } => self.message(buffer, end, line, scanned),
            State::Counted { length } => self.counted(buffer, length),
            State::SkipLine => self.skip_line(buffer),
            State::SkipMessage { in_line } => self.skip_message(buffer, in_line),
            State::SkipCounted { left } => self.skip_counted(buffer, left),
        }
    }

    fn start(&mut self, buffer: &mut BytesMut) -> Step {
        let header = if self.counts { read_header(buffer) } else { Header::Line };
        match header {
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
        match line_feed(buffer, scanned) {
            Some(end) if end <= self.max && self.joins && has_priority(buffer) => {
                self.state = State::Message { end, line: end + 1, scanned: end + 1 };
                Step::Moved
            }
            Some(end) if end <= self.max => {
                self.state = State::Start;
                let bytes = buffer.split_to(end).to_vec();
                buffer.advance(1);
                // Some senders put a line feed after a counted frame too; an empty line is no message.
                if is_blank(&bytes) { Step::Moved } else { Step::Frame(Frame { bytes, fault: None }) }
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

    fn message(&mut self, buffer: &mut BytesMut, end: usize, line: usize, scanned: usize) -> Step {
        match beginning(buffer, line, self.max) {
            Beginning::Undecided => return Step::Starved,
            Beginning::Message => return Step::Frame(self.end_message(buffer, end, line)),
            Beginning::Further => {}
        }
        match line_feed(buffer, scanned) {
            Some(next) if next <= self.max => {
                // Blank lines belong to a message only where something follows them.
                let end = if is_blank(buffer.get(line..next).unwrap_or_default()) { end } else { next };
                self.state = State::Message { end, line: next + 1, scanned: next + 1 };
                Step::Moved
            }
            _ if buffer.len() > self.max => {
                self.state = State::SkipMessage { in_line: true };
                Step::Frame(Frame { bytes: buffer.split_to(self.max).to_vec(), fault: Some(FrameFault::TooLong) })
            }
            _ => {
                self.state = State::Message { end, line, scanned: buffer.len() };
                Step::Starved
            }
        }
    }

    /// Takes a message of several lines, which goes to `end`, and what is blank up to the next line.
    fn end_message(&mut self, buffer: &mut BytesMut, end: usize, line: usize) -> Frame {
        self.state = State::Start;
        let bytes = buffer.split_to(end).to_vec();
        buffer.advance(line - end);
        Frame { bytes, fault: None }
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

    /// The line after an overlong one is a frame of its own, with or without a priority: nothing of it is lost.
    fn skip_line(&mut self, buffer: &mut BytesMut) -> Step {
        if !self.skip_to_line_feed(buffer) {
            return Step::Starved;
        }
        self.state = State::Start;
        Step::Moved
    }

    fn skip_message(&mut self, buffer: &mut BytesMut, in_line: bool) -> Step {
        if !in_line {
            match beginning(buffer, 0, MOST_DIGITS) {
                Beginning::Undecided => return Step::Starved,
                Beginning::Message => {
                    self.state = State::Start;
                    return Step::Moved;
                }
                Beginning::Further => {}
            }
        }
        let ended = self.skip_to_line_feed(buffer);
        self.state = State::SkipMessage { in_line: !ended };
        if ended { Step::Moved } else { Step::Starved }
    }

    /// Discards the rest of a line; says whether it ended.
    fn skip_to_line_feed(&mut self, buffer: &mut BytesMut) -> bool {
        let end = line_feed(buffer, 0);
        let skipped = end.unwrap_or(buffer.len());
        self.discarded += skipped as u64;
        buffer.advance(skipped);
        if end.is_some() {
            buffer.advance(1);
        }
        end.is_some()
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

/// Where the first line feed is, from a place on.
fn line_feed(buffer: &[u8], from: usize) -> Option<usize> {
    Some(from + memchr::memchr(b'\n', buffer.get(from..)?)?)
}

fn is_blank(line: &[u8]) -> bool {
    matches!(line, b"" | b"\r")
}

/// Looks whether another message begins at `line`: with a priority, or with a count and a priority. Only the bytes up to and
/// with the one at `limit` are looked at, so that what is said does not hang on how many have come; where they are too few
/// to tell, it is not for the message before to wait for more.
fn beginning(buffer: &[u8], line: usize, limit: usize) -> Beginning {
    let room = limit.saturating_sub(line);
    let seen = buffer.get(line..).filter(|_| room > 0).unwrap_or_default();
    let seen = seen.get(..=room).unwrap_or(seen);
    let found = match seen.first() {
        Some(b'1'..=b'9') => {
            let digits = seen.iter().take(MOST_DIGITS + 1).take_while(|byte| byte.is_ascii_digit()).count();
            match seen.get(digits) {
                _ if digits > MOST_DIGITS => Beginning::Further,
                None => Beginning::Undecided,
                Some(b' ') => priority(seen.get(digits + 1..).unwrap_or_default()),
                Some(_) => Beginning::Further,
            }
        }
        _ => marked_priority(seen),
    };
    let no_more = room == 0 || buffer.len() > limit;
    if no_more && found == Beginning::Undecided { Beginning::Message } else { found }
}

/// Whether a whole line begins with a priority.
fn has_priority(line: &[u8]) -> bool {
    marked_priority(line) == Beginning::Message
}

fn marked_priority(bytes: &[u8]) -> Beginning {
    match bytes.strip_prefix(BYTE_ORDER_MARK) {
        Some(rest) => priority(rest),
        None if BYTE_ORDER_MARK.starts_with(bytes) => Beginning::Undecided,
        None => priority(bytes),
    }
}

/// `<`, one to three digits up to 191, `>` (RFC 5424 §6.2.1).
fn priority(bytes: &[u8]) -> Beginning {
    let Some((first, rest)) = bytes.split_first() else { return Beginning::Undecided };
    if *first != b'<' {
        return Beginning::Further;
    }
    let digits = rest.iter().take(3).take_while(|byte| byte.is_ascii_digit()).count();
    let number = rest.iter().take(digits).fold(0_u32, |number, digit| number * 10 + u32::from(digit - b'0'));
    match rest.get(digits) {
        None => Beginning::Undecided,
        Some(b'>') if digits > 0 && number <= 191 => Beginning::Message,
        Some(_) => Beginning::Further,
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
        if let Some(frame) = self.let_go(buffer) {
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
mod tests;
