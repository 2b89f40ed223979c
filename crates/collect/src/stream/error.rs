//! Why a stream cannot be used.

use std::io::{self, ErrorKind};
use std::path::PathBuf;

use async_nats::jetstream::context::{
    AccountError, AccountErrorKind, CreateStreamError, CreateStreamErrorKind, GetStreamError, GetStreamErrorKind,
};
use async_nats::jetstream::{self, ErrorCode};
use async_nats::{ConnectError, ConnectErrorKind, ServerError};
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
    #[error("the NATS server {server} is of version {version}")]
    Old {
        /// Its name, or its monitoring address.
        server: String,
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

impl StreamError {
    /// Whether it may be over by itself: nobody answers, or servers have not found each other yet. A server that does not let
    /// this node in, or lacks what is needed, does so until a person changes something.
    pub fn passes(&self) -> bool {
        match self {
            Self::Connect { cause, .. } => connecting_passes(cause),
            Self::NoJetStream { cause } | Self::NoStream { cause, .. } => asking_passes(cause),
            Self::Monitor { cause, .. } => {
                cause.is::<tokio::time::error::Elapsed>() || cause.downcast_ref::<io::Error>().is_some_and(io_passes)
            }
            _ => false,
        }
    }
}

fn connecting_passes(cause: &Cause) -> bool {
    let Some(error) = cause.downcast_ref::<ConnectError>() else { return false };
    match error.kind() {
        ConnectErrorKind::Dns | ConnectErrorKind::TimedOut | ConnectErrorKind::MaxReconnects => true,
        ConnectErrorKind::Io => std::error::Error::source(error).is_none_or(|source| {
            // A handshake that fails for a certificate is of this kind too, and so is what the server has spoken.
            source.downcast_ref::<io::Error>().map_or_else(|| !source.is::<ServerError>(), io_passes)
        }),
        _ => false,
    }
}

/// A connection that fails may be made later, unless it failed for what was said over it or for how it was asked for.
fn io_passes(error: &io::Error) -> bool {
    !matches!(error.kind(), ErrorKind::InvalidData | ErrorKind::InvalidInput | ErrorKind::PermissionDenied)
}

fn asking_passes(cause: &Cause) -> bool {
    if let Some(error) = cause.downcast_ref::<AccountError>() {
        match error.kind() {
            AccountErrorKind::TimedOut => true,
            AccountErrorKind::JetStream(said) => is_gathering(&said),
            _ => false,
        }
    } else if let Some(error) = cause.downcast_ref::<CreateStreamError>() {
        match error.kind() {
            CreateStreamErrorKind::TimedOut | CreateStreamErrorKind::Response => true,
            CreateStreamErrorKind::JetStream(said) => is_gathering(&said),
            _ => false,
        }
    } else if let Some(error) = cause.downcast_ref::<GetStreamError>() {
        match error.kind() {
            GetStreamErrorKind::Request => true,
            GetStreamErrorKind::JetStream(said) => is_gathering(&said),
            _ => false,
        }
    } else {
        false
    }
}

/// Whether servers wait for others of theirs: no majority is there, none leads, or too few have come to keep the copies.
fn is_gathering(said: &jetstream::Error) -> bool {
    [
        ErrorCode::CLUSTER_NOT_AVAILABLE,
        ErrorCode::CLUSTER_NOT_LEADER,
        ErrorCode::CLUSTER_INCOMPLETE,
        ErrorCode::CLUSTER_NO_PEERS,
        ErrorCode::STREAM_OFFLINE,
    ]
    .contains(&said.error_code())
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
            Self::Old { server, version } => {
                Message::new("collect-stream-old").with("server", server.as_str()).with("version", version.as_str())
            }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_does_not_answer_is_waited_for_and_who_refuses_is_not() {
        let passes =
            |error: ConnectError| StreamError::Connect { servers: "s".to_owned(), cause: error.into() }.passes();
        let io = |kind: ErrorKind| ConnectError::from(io::Error::from(kind));
        assert!(passes(io(ErrorKind::ConnectionRefused)));
        assert!(passes(ConnectError::with_source(ConnectErrorKind::Io, "expected INFO, got nothing")));
        assert!(passes(ConnectErrorKind::TimedOut.into()) && passes(ConnectErrorKind::Dns.into()));
        assert!(!passes(io(ErrorKind::InvalidData)), "a certificate that is not trusted");
        let said = ServerError::Other("user authentication expired".to_owned());
        assert!(!passes(ConnectError::with_source(ConnectErrorKind::Io, said)));
        for kind in [
            ConnectErrorKind::AuthorizationViolation,
            ConnectErrorKind::Authentication,
            ConnectErrorKind::Tls,
            ConnectErrorKind::ServerParse,
        ] {
            assert!(!passes(kind.into()));
        }
    }

    #[test]
    fn servers_that_gather_are_waited_for_and_those_that_cannot_keep_the_stream_are_not() {
        let said = |code: u64| {
            let text = format!("{{\"code\": 503, \"err_code\": {code}, \"description\": \"d\"}}");
            serde_json::from_str::<jetstream::Error>(&text).unwrap()
        };
        let no_stream = |cause: Cause| StreamError::NoStream { stream: "S".to_owned(), cause }.passes();
        let made = |code| no_stream(CreateStreamError::from(CreateStreamErrorKind::JetStream(said(code))).into());
        let found = |code| no_stream(GetStreamError::from(GetStreamErrorKind::JetStream(said(code))).into());
        let asked =
            |kind: AccountErrorKind| StreamError::NoJetStream { cause: AccountError::from(kind).into() }.passes();
        for code in [10008, 10005, 10118] {
            assert!(made(code) && found(code) && asked(AccountErrorKind::JetStream(said(code))), "{code}");
        }
        // More copies than a server alone keeps; switched off; for this account.
        for code in [10074, 10076, 10039] {
            assert!(!made(code) && !found(code) && !asked(AccountErrorKind::JetStream(said(code))), "{code}");
        }
        assert!(asked(AccountErrorKind::TimedOut) && !asked(AccountErrorKind::JetStreamUnavailable));
    }
}
