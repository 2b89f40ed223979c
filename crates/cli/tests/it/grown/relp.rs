//! A sender that knows what was acknowledged: RELP, in which each message has an answer of its own.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::time::Duration;

/// A session. Its messages are numbered by whoever sends them, so that another session can send again what has no answer.
pub(super) struct Relp {
    stream: BufReader<TcpStream>,
    next: u32,
}

impl Relp {
    /// Opens a session; nothing where nobody listens.
    pub(super) fn open(address: &str) -> Option<Self> {
        let stream = TcpStream::connect(address).ok()?;
        stream.set_nodelay(true).unwrap();
        let mut session = Self { stream: BufReader::new(stream), next: 2 };
        session.write("1 open 30 relp_version=0\ncommands=syslog\n")?;
        session.answer(1).then_some(session)
    }

    /// Sends a window of numbered messages and waits for their answers; how many came, from the first one on.
    pub(super) fn send(&mut self, numbers: std::ops::Range<u32>) -> u32 {
        let first = self.next;
        for number in numbers.clone() {
            let message = format!("<13>1 2026-11-22T21:40:00Z relp app - - - relp {number}");
            let frame = format!("{} syslog {} {message}\n", self.next, message.len());
            if self.write(&frame).is_none() {
                return 0;
            }
            self.next += 1;
        }
        let count = u32::try_from(numbers.len()).unwrap();
        (0..count).find(|number| !self.answer(first + number)).unwrap_or(count)
    }

    /// Sends a message and tells whether it is answered within a second.
    pub(super) fn is_answered_at_once(&mut self, number: u32) -> bool {
        self.stream.get_ref().set_read_timeout(Some(Duration::from_secs(1))).unwrap();
        let answered = self.send(number..number + 1) == 1;
        self.stream.get_ref().set_read_timeout(None).unwrap();
        answered
    }

    /// Waits for the answer to the message that was sent last.
    pub(super) fn is_answered_after_all(&mut self) -> bool {
        self.answer(self.next - 1)
    }

    fn write(&mut self, text: &str) -> Option<()> {
        self.stream.get_mut().write_all(text.as_bytes()).ok()
    }

    /// Reads one answer; whether it says that the message of this number is kept.
    fn answer(&mut self, number: u32) -> bool {
        let mut head = Vec::new();
        // `NUMBER rsp LENGTH TEXT`, where the text may hold line ends.
        for _ in 0..3 {
            match self.stream.read_until(b' ', &mut head) {
                Ok(count) if count > 0 => {}
                _ => return false,
            }
        }
        let head = String::from_utf8(head).unwrap();
        let mut words = head.split(' ');
        let (told, command, length) = (words.next().unwrap(), words.next().unwrap(), words.next().unwrap());
        let mut text = vec![0; length.parse::<usize>().unwrap_or(0) + 1];
        command == "rsp"
            && told == number.to_string()
            && self.stream.read_exact(&mut text).is_ok()
            && text.starts_with(b"200")
    }
}
