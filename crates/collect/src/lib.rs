//! Receivers of events and their normalisation to OCSF: what somebody else's system says, taken in whole and described as
//! far as it is understood.
//!
//! # Invariants
//!
//! - Nothing that arrives is thrown away for being wrong: bytes that cannot be understood become an event with the bytes
//!   and the reason in `fault` (UR 38). What cannot be kept (a datagram beyond the memory bound, the tail of an overlong
//!   line) is counted.
//! - `raw` is exactly what came, without the framing (the line feed, the octet count). A record of a Windows event log has no
//!   bytes of its own (its parts lie all over a chunk): its `raw` is the record as XML, the form in which Windows shows it.
//! - Memory is bounded whatever a sender does: frames, batches, queues, bodies and connections have limits.
//! - Where a protocol has an answer, it comes after the sink has kept what is answered, never before.
//! - A message without a year or a zone is read against the clock and offset that are passed in, never ambient ones.
//! - What goes wrong with a source or a receiver is told once when it begins and once when it ends, as an event of its own;
//!   watching costs a few additions a batch and never a lock an event.
//! - What normalisation finds is added beside the text; it never replaces the text or the bytes.
//!
//! # How to add a file format
//!
//! Add a variant to [`source::Format`], a file under `files/` with a function from one line to [`files::Line`], and an arm
//! in `files::read_line`. The choices of the field `format` in the register `sources` must name it too.
//!
//! # How to add a receiver
//!
//! Add a file under `receive/` that binds a `Listening` (a bounded number of connections, TLS, who is refused) and gives every
//! connection to a function of its own. It counts with [`receive::Counters`], hands events over through
//! [`receive::Intake`], and answers its sender only after that. Then bind and run it in `talap up`, with a section of the
//! configuration.
//!
//! # How to add a family of messages
//!
//! Write a mapping: `mappings/README.md`. Only a family that comes by the ten thousand a second belongs in Rust: a file under
//! `normalise/` with one function from [`normalise::Text`] to `Option<Finding>` and its tests, listed in
//! `normalise::FAMILIES`.
//!
//! # Modules, in reading order
//!
//! [`source`], [`text`], [`moment`], [`syslog`], [`framing`], [`normalise`], [`sink`], [`stream`], [`receive`], [`files`], [`own`],
//! [`watch`](mod@watch).

pub mod files;
pub mod framing;
pub mod moment;
pub mod normalise;
pub mod own;
pub mod receive;
pub mod sink;
pub mod source;
pub mod stream;
pub mod syslog;
pub mod text;
pub mod watch;

/// The keys that `NewEvent::fault` takes here; their words are in the locales.
pub mod fault {
    /// No registered source fits the message.
    pub const SOURCE_UNREGISTERED: &str = "collect-source-unregistered";
    /// The bytes are not a syslog message of RFC 5424 or RFC 3164.
    pub const SYSLOG_UNPARSED: &str = "collect-syslog-unparsed";
    /// The message or line is longer than the limit; its beginning was kept.
    pub const FRAME_TOO_LONG: &str = "collect-frame-too-long";
    /// With all that was recognised in it the event is larger than a message of the stream may be; it was kept without that.
    pub const EVENT_TOO_LARGE: &str = "collect-event-too-large";
    /// The connection or file ended before the message did.
    pub const FRAME_INCOMPLETE: &str = "collect-frame-incomplete";
    /// A message of the stream is no envelope of events.
    pub const MESSAGE_UNREADABLE: &str = "collect-message-unreadable";
    /// The stream no longer had messages that the ledger had not taken.
    pub const MESSAGES_MISSING: &str = "collect-messages-missing";
    /// The line is not of the format that its source is registered with.
    pub const LINE_UNPARSED: &str = "collect-line-unparsed";
    /// A record of a Windows event log cannot be read; only the file has it.
    pub const RECORD_DAMAGED: &str = "collect-record-damaged";
}
