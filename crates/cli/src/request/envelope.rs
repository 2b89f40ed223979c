//! A request as it comes over the local socket: a line of JSON ([`Envelope`]), then the bytes of a file.
//!
//! `fuzz/` includes this file by its path, so it takes nothing from the rest of the program.

use std::collections::BTreeMap;
use std::io;

use serde::{Deserialize, Serialize};
use talap_model::Message;
use tokio::io::{AsyncBufRead, AsyncBufReadExt, AsyncReadExt};

/// The version of the wire form; both ends are the same program, but an old `up` may still run after an upgrade.
pub(crate) const VERSION: u32 = 1;

/// The longest file that is taken, in bytes.
pub(crate) const LONGEST_BODY: u64 = 512 << 20;
/// The longest request line, in bytes.
const LONGEST_LINE: u64 = 1 << 20;

/// A request's envelope. The bytes of a file follow the envelope's line.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Envelope {
    /// The version of the wire form.
    pub(crate) version: u32,
    /// The bytes that follow.
    pub(crate) body_bytes: u64,
    /// The request.
    pub(crate) request: Request,
}

impl Envelope {
    /// Reads the line of a request. The message tells why it is none that this program carries out.
    pub(crate) fn parse(line: &[u8]) -> Result<Self, Message> {
        let envelope = serde_json::from_slice::<Self>(line).ok().filter(|envelope| envelope.version == VERSION);
        let envelope = envelope.ok_or_else(|| Message::new("socket-other-version"))?;
        if envelope.body_bytes > LONGEST_BODY {
            return Err(Message::new("file-too-large").with("limit", LONGEST_BODY >> 20));
        }
        Ok(envelope)
    }
}

/// Reads a request and the bytes that follow its line. The inner error is for the one who asks.
pub(crate) async fn read_request(
    stream: &mut (impl AsyncBufRead + Unpin),
) -> io::Result<Result<(Envelope, Vec<u8>), Message>> {
    let mut line = Vec::new();
    stream.take(LONGEST_LINE).read_until(b'\n', &mut line).await?;
    let envelope = match Envelope::parse(&line) {
        Ok(envelope) => envelope,
        Err(message) => return Ok(Err(message)),
    };
    let mut body = Vec::new();
    let read = stream.take(envelope.body_bytes).read_to_end(&mut body).await?;
    if read as u64 != envelope.body_bytes {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    Ok(Ok((envelope, body)))
}

/// A request.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "kebab-case")]
pub(crate) enum Request {
    /// Import records into a register; the body is the file.
    Import {
        register: String,
        organisation: Option<String>,
        /// What the file is called.
        #[serde(default)]
        name: String,
    },
    /// Import a log file of a registered source; the body is the file, last written at so many microseconds of the epoch.
    ImportEvents {
        source: String,
        #[serde(default)]
        written_at: Option<i64>,
    },
    /// Keep one record.
    RecordPut { register: String, organisation: String, key: String, values: BTreeMap<String, String> },
    /// Declare one record void.
    RecordVoid { register: String, organisation: String, key: String, reason: String },
    /// Show one record with its history.
    RecordShow { register: String, organisation: String, key: String },
    /// Judge statements.
    Assess { organisation: Option<String>, object: Option<String> },
    /// Run a query.
    Query { sql: String },
    /// The whole answer to a query, as a file that follows the answer.
    ExportQuery { sql: String, format: String },
    /// Make the proof of one event.
    Prove { seq: u64 },
    /// Tell how sources and receivers do.
    Sources,
    /// The newest events that a search finds.
    FindEvents {
        search: String,
        /// The language in which acts of Talap's own are told; without one they keep their keys.
        #[serde(default)]
        language: Option<String>,
    },
    /// All events that a search finds, as a file that follows the answer.
    ExportEvents { search: String, format: String },
    /// Events that a search finds, as they come in; their lines follow the answer for as long as somebody reads.
    FollowEvents {
        search: String,
        json: bool,
        /// As of `FindEvents`; lines of JSON keep the keys.
        #[serde(default)]
        language: Option<String>,
    },
    /// List grants.
    AccessList,
    /// Make a one-time link for an account.
    Link { account: String },
    /// Take the official text in; the body is the file.
    ImportDecree { language: String, as_of: Option<String> },
    /// Mark the newest wording of a clause as reviewed.
    DecreeReview { clause: String, note: String },
    /// Show a clause, now or on a past day, for everybody or one subject.
    DecreeShow { clause: String, on: Option<String>, organisation: Option<String>, object: Option<String> },
    /// Tell what binds an organisation or an object, and why.
    Applicability { organisation: Option<String>, object: Option<String> },
    /// Make a paper about an object or an organisation.
    Report { object: Option<String>, organisation: Option<String>, language: String },
    /// Give a role.
    Grant { user: String, role: String, organisation: Option<String> },
    /// Take a role.
    Revoke { user: String, role: String, organisation: Option<String> },
    /// Tell what the ledger holds.
    LedgerStatus,
    /// Make a token of a registered source; `until` is the first day on which it is of no use.
    SourceToken { source: String, name: String, until: Option<String> },
    /// List the tokens of sources.
    SourceTokens,
    /// Revoke a token of a source.
    SourceTokenRevoke { id: String },
}

impl Request {
    /// Whether the answer is followed by bytes, as they come.
    pub(crate) fn is_followed_by_bytes(&self) -> bool {
        matches!(self, Self::ExportQuery { .. } | Self::ExportEvents { .. } | Self::FollowEvents { .. })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn read(mut bytes: &[u8]) -> io::Result<Result<(Envelope, Vec<u8>), Message>> {
        read_request(&mut bytes).await
    }

    #[tokio::test]
    async fn a_request_is_its_line_and_the_bytes_that_it_tells_of() {
        let request = "{\"version\":1,\"body_bytes\":3,\"request\":{\"do\":\"sources\"}}\na\nbc";
        let (envelope, body) = read(request.as_bytes()).await.unwrap().unwrap();
        assert!(matches!(envelope.request, Request::Sources));
        assert_eq!(body, b"a\nb");
        let cut = read(&request.as_bytes()[..request.len() - 2]).await;
        assert_eq!(cut.unwrap_err().kind(), io::ErrorKind::UnexpectedEof);
    }

    #[tokio::test]
    async fn what_is_no_request_is_refused() {
        let of = |version: u32, bytes: u64| {
            format!("{{\"version\":{version},\"body_bytes\":{bytes},\"request\":{{\"do\":\"sources\"}}}}\n")
        };
        for (line, key) in [
            (String::new(), "socket-other-version"),
            ("{}\n".to_owned(), "socket-other-version"),
            (of(VERSION + 1, 0), "socket-other-version"),
            (of(VERSION + 1, LONGEST_BODY + 1), "socket-other-version"),
            (of(VERSION, 0).replace("sources", "unicorns"), "socket-other-version"),
            (of(VERSION, LONGEST_BODY + 1), "file-too-large"),
        ] {
            assert_eq!(read(line.as_bytes()).await.unwrap().unwrap_err().key, key, "{line}");
        }
    }
}
