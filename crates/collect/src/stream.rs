//! The grown size's way in: receivers on any number of nodes publish into a stream of NATS `JetStream`, and the node that
//! keeps the ledger takes the stream's messages into it, each once.
//!
//! # What holds
//!
//! - [`StreamSink`] answers only after the server has stored a message, in a file, on as many servers as the stream has
//!   replicas. Whether each of them syncs on every write (`sync_interval: always`) is a setting of the servers, which
//!   [`Link::open`] asks for where it is told how; some of them may be away.
//! - Equal lines are different events: a message's identifier is the receiver, a number drawn at its start, and its own
//!   counter. A message that is sent again because its answer was lost has the same identifier, and the server stores it
//!   once; it is sent again for less time than the server remembers identifiers.
//! - [`Taker`] writes how far it has taken the stream into the ledger itself, in the same append as the events, so that after
//!   a kill at any moment nothing is taken twice and nothing is left out.
//! - A message is given up in the stream only when its events are sealed. A message that is no envelope becomes an event
//!   with its bytes; messages that are missing become an event that says which.
//!
//! # Modules, in reading order
//!
//! [`envelope`], [`link`], [`monitor`], [`publish`], `place`, [`take`], [`error`].

pub mod envelope;
pub mod error;
pub mod link;
pub mod monitor;
mod place;
pub mod publish;
pub mod take;

pub use error::StreamError;
pub use link::{Credentials, Link, Settings, Synced, Tls};
pub use monitor::Monitored;
pub use publish::StreamSink;
pub use take::{PLACE_SOURCE, Taker};
