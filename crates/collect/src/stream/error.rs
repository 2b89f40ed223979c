//! Why a stream cannot be used.

use std::io;
use std::path::PathBuf;

use talap_ledger::{AppendError, LookError};
use talap_model::{Explain, InvalidId, Message};

use super::envelope::TooLarge;

/// What NATS says, whatever it is.
pub type Cause = Box<dyn std::error::Error + Send + Sync>;

/// A stream that cannot be used, or is used no more.
#[derive(Debug, thiserror::Error)]
pub enum StreamError {
    /// A file with a secret or a certificate cannot be read.
    #[error("{} cannot be read", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// Why.
        #[source]
        cause: io::Error,
    },
    /// A file with a secret is open to others.
    #[error("{} is open to other users", path.display())]
    Exposed {
        /// The file.
        path: PathBuf,
    },
    /// No server answers, or none lets this node in.
    #[error("cannot connect to NATS at {servers}")]
    Connect {
        /// The servers.
        servers: String,
        /// Why.
        #[source]
        cause: Cause,
    },
    /// The server is older than 2.10.
    #[error("the NATS server is of version {version}")]
    Old {
        /// Its version.
        version: String,
    },
    /// The server, or the account, has no `JetStream`.
    #[error("JetStream does not answer")]
    NoJetStream {
        /// Why.
        #[source]
        cause: Cause,
    },
    /// The stream can be neither found nor made.
    #[error("stream {stream} can be neither found nor made")]
    NoStream {
        /// The stream.
        stream: String,
        /// Why.
        #[source]
        cause: Cause,
    },
    /// The stream is there and does not keep what is acknowledged.
    #[error("stream {stream} has {setting} = {found}, not {wanted}")]
    Setting {
        /// The stream.
        stream: String,
        /// The setting, as NATS names it.
        setting: &'static str,
        /// What it is.
        found: String,
        /// What it must be.
        wanted: String,
    },
    /// The longest message that is received does not fit into a message of the server.
    #[error("the server takes messages of {payload} bytes, {needed} are needed")]
    SmallPayload {
        /// The most that the server takes.
        payload: usize,
        /// What it must take.
        needed: usize,
    },
    /// A server does not sync every write.
    #[error("server {server} syncs every {seconds} s only")]
    NotSynced {
        /// The server's monitoring address.
        server: String,
        /// Seconds between two syncs.
        seconds: u64,
    },
    /// The monitoring address of a server does not answer as expected.
    #[error("{server} does not tell how it syncs")]
    Monitor {
        /// The server's monitoring address.
        server: String,
        /// Why.
        #[source]
        cause: Cause,
    },
    /// The stream belongs to another ledger.
    #[error("stream {stream} is taken into the ledger {ledger}")]
    OtherLedger {
        /// The stream.
        stream: String,
        /// The public key of that ledger.
        ledger: String,
    },
    /// The stream holds less than the ledger has taken of it.
    #[error("stream {stream} ends at {last}, of which {taken} was taken")]
    WentBack {
        /// The stream.
        stream: String,
        /// Its last sequence.
        last: u64,
        /// The last sequence that the ledger has taken.
        taken: u64,
    },
    /// The last message that the ledger has taken is another one now.
    #[error("message {sequence} of stream {stream} is not the one that was taken")]
    Changed {
        /// The stream.
        stream: String,
        /// The message.
        sequence: u64,
    },
    /// A message was written by a newer program.
    #[error("message {sequence} of stream {stream} is of version {version}")]
    Newer {
        /// The stream.
        stream: String,
        /// The message.
        sequence: u64,
        /// The version of its envelope.
        version: u8,
    },
    /// An event does not fit into a message.
    #[error(transparent)]
    TooLarge(#[from] TooLarge),
    /// The server did not store a message in time.
    #[error("a message was not stored in {seconds} s")]
    NotStored {
        /// How long it was tried.
        seconds: u64,
        /// What the server said last.
        #[source]
        cause: Cause,
    },
    /// The ledger does not take events.
    #[error(transparent)]
    Append(#[from] AppendError),
    /// The ledger does not tell how far the stream was taken.
    #[error(transparent)]
    Look(#[from] LookError),
    /// Talap's own name is no identifier; it never happens.
    #[error(transparent)]
    Id(#[from] InvalidId),
}

impl Explain for StreamError {
    fn explain(&self) -> Message {
        match self {
            Self::File { path, cause } => Message::new("collect-stream-file")
                .with("path", path.display().to_string())
                .with("cause", cause.to_string()),
            Self::Exposed { path } => Message::new("collect-stream-exposed").with("path", path.display().to_string()),
            Self::Connect { servers, cause } => Message::new("collect-stream-connect")
                .with("servers", servers.as_str())
                .with("cause", whole(cause.as_ref())),
            Self::Old { version } => Message::new("collect-stream-old").with("version", version.as_str()),
            Self::NoJetStream { cause } => {
                Message::new("collect-stream-no-jetstream").with("cause", whole(cause.as_ref()))
            }
            Self::NoStream { stream, cause } => {
                Message::new("collect-stream-none").with("stream", stream.as_str()).with("cause", whole(cause.as_ref()))
            }
            Self::Setting { stream, setting, found, wanted } => Message::new("collect-stream-setting")
                .with("stream", stream.as_str())
                .with("setting", *setting)
                .with("found", found.as_str())
                .with("wanted", wanted.as_str()),
            Self::SmallPayload { payload, needed } => {
                Message::new("collect-stream-payload").with("payload", *payload).with("needed", *needed)
            }
            Self::NotSynced { server, seconds } => {
                Message::new("collect-stream-not-synced").with("server", server.as_str()).with("seconds", *seconds)
            }
            Self::Monitor { server, cause } => Message::new("collect-stream-monitor")
                .with("server", server.as_str())
                .with("cause", whole(cause.as_ref())),
            Self::OtherLedger { stream, ledger } => Message::new("collect-stream-other-ledger")
                .with("stream", stream.as_str())
                .with("ledger", ledger.as_str()),
            Self::WentBack { stream, last, taken } => Message::new("collect-stream-went-back")
                .with("stream", stream.as_str())
                .with("last", *last)
                .with("taken", *taken),
            Self::Changed { stream, sequence } => {
                Message::new("collect-stream-changed").with("stream", stream.as_str()).with("sequence", *sequence)
            }
            Self::Newer { stream, sequence, version } => Message::new("collect-stream-newer")
                .with("stream", stream.as_str())
                .with("sequence", *sequence)
                .with("version", u32::from(*version)),
            Self::TooLarge(TooLarge { size, limit }) => {
                Message::new("collect-stream-too-large").with("size", *size).with("limit", *limit)
            }
            Self::NotStored { seconds, cause } => {
                Message::new("collect-stream-not-stored").with("seconds", *seconds).with("cause", whole(cause.as_ref()))
            }
            Self::Append(error) => error.explain(),
            Self::Look(error) => error.explain(),
            Self::Id(error) => error.explain(),
        }
    }
}

/// An error with all that lies under it: NATS keeps the part that helps at the bottom.
fn whole(error: &(dyn std::error::Error + 'static)) -> String {
    let mut text = error.to_string();
    let mut next = error.source();
    while let Some(cause) = next {
        let said = cause.to_string();
        if !text.contains(&said) {
            text = format!("{text}: {said}");
        }
        next = cause.source();
    }
    text
}
