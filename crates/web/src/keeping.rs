//! The servers and stores that the ledger is kept with, as whoever runs Talap saw them last: a page and `talap ledger status` tell it.

use std::sync::{Arc, Mutex, PoisonError};

use talap_model::{Message, Timestamp};

/// What a server or a store is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// PostgreSQL: records, and which node keeps the ledger.
    Records,
    /// NATS `JetStream`: events on their way into the ledger.
    Stream,
    /// One server of those, where several are asked each by itself.
    StreamServer,
    /// The store of sealed files that the nodes share.
    Objects,
    /// The archive store.
    Archive,
    /// The second store of confidential objects.
    SecondStore,
}

impl Purpose {
    /// All of them.
    pub const ALL: [Self; 6] =
        [Self::Records, Self::Stream, Self::StreamServer, Self::Objects, Self::Archive, Self::SecondStore];

    /// As programs read it.
    pub fn key(self) -> &'static str {
        match self {
            Self::Records => "records",
            Self::Stream => "stream",
            Self::StreamServer => "stream_server",
            Self::Objects => "objects",
            Self::Archive => "archive",
            Self::SecondStore => "second_store",
        }
    }

    /// The purpose of a key.
    pub fn of(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|purpose| purpose.key() == key)
    }

    /// What is said of it.
    pub fn message(self) -> Message {
        match self {
            Self::Records => Message::new("web-keeping-records"),
            Self::Stream => Message::new("web-keeping-stream"),
            Self::StreamServer => Message::new("web-keeping-stream-server"),
            Self::Objects => Message::new("web-keeping-objects"),
            Self::Archive => Message::new("web-keeping-archive"),
            Self::SecondStore => Message::new("web-keeping-second"),
        }
    }

    /// What is said where it does not answer since a moment, as people read that. A server that is asked by itself may also answer
    /// and not be as it must be.
    pub fn away(self, since: String) -> Message {
        let key = if self == Self::StreamServer { "web-keeping-unfit" } else { "web-keeping-away" };
        Message::new(key).with("since", since)
    }

    /// What is said of so many that wait for it, or were refused because of it; nothing where none can.
    pub fn waiting(self, n: u64) -> Option<Message> {
        let message = match self {
            Self::Records | Self::StreamServer => return None,
            Self::Stream => Message::new("web-keeping-messages"),
            Self::Objects => Message::new("web-keeping-events"),
            Self::Archive => Message::new("web-keeping-files"),
            Self::SecondStore => Message::new("web-keeping-refused"),
        };
        Some(message.with("n", n))
    }
}

/// What one look at a server told.
#[derive(Debug, Clone)]
pub struct Look {
    /// What it is for.
    pub purpose: Purpose,
    /// Where it is, without secrets.
    pub address: String,
    /// Why it does not answer, where it does not.
    pub trouble: Option<Message>,
    /// Since when, where that is known better than by looking.
    pub since: Option<Timestamp>,
    /// How many messages, events or files wait for it, as [`Purpose::waiting`] says; `None` where that is not known.
    pub waiting: Option<u64>,
}

/// A server or store, as far as looking told.
#[derive(Debug, Clone, PartialEq)]
pub struct Server {
    /// What it is for.
    pub purpose: Purpose,
    /// Where it is, without secrets.
    pub address: String,
    /// Since when it does not answer, where it does not.
    pub away_since: Option<Timestamp>,
    /// When it last failed to answer since Talap was started, and why.
    pub last_error: Option<(Timestamp, Message)>,
    /// As of [`Look::waiting`].
    pub waiting: Option<u64>,
}

/// Which node keeps the ledger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lease {
    /// Its name.
    pub node: String,
    /// Whether it is this one.
    pub is_here: bool,
    /// How long, unless it goes on.
    pub until: Timestamp,
}

/// What was seen last.
#[derive(Debug, Clone, PartialEq)]
pub struct Seen {
    /// When.
    pub at: Timestamp,
    /// Every server and store in use.
    pub servers: Vec<Server>,
    /// Who keeps the ledger, where several nodes may; it stays as it was while nobody tells.
    pub lease: Option<Lease>,
}

/// What was seen last of all servers. Clones share it.
#[derive(Debug, Clone, Default)]
pub struct Servers(Arc<Mutex<Option<Seen>>>);

impl Servers {
    /// What was seen last; `None` before the first look.
    pub fn seen(&self) -> Option<Seen> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Notes what a look at a moment told of each server in use.
    pub fn note(&self, at: Timestamp, looks: Vec<Look>, lease: Option<Lease>) {
        let mut seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let before = seen.take();
        let (known, lease_before) = before.map(|seen| (seen.servers, seen.lease)).unwrap_or_default();
        let servers = looks.into_iter().map(|look| {
            let known = known.iter().find(|server| server.purpose == look.purpose && server.address == look.address);
            after(at, look, known)
        });
        let servers: Vec<Server> = servers.collect();
        let is_silent = servers.iter().any(|server| server.purpose == Purpose::Records && server.away_since.is_some());
        let lease = if is_silent { lease.or(lease_before) } else { lease };
        *seen = Some(Seen { at, servers, lease });
    }
}

fn after(at: Timestamp, look: Look, known: Option<&Server>) -> Server {
    let Look { purpose, address, trouble, since, waiting } = look;
    let away_since = trouble.is_some().then(|| since.or(known.and_then(|server| server.away_since)).unwrap_or(at));
    let last_error = trouble.map(|cause| (at, cause)).or_else(|| known.and_then(|server| server.last_error.clone()));
    let waiting = waiting.or_else(|| known.and_then(|server| server.waiting).filter(|_| away_since.is_some()));
    Server { purpose, address, away_since, last_error, waiting }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_micros(1_795_000_000_000_000).plus_seconds(seconds)
    }

    fn look(purpose: Purpose, trouble: Option<&str>, waiting: Option<u64>) -> Look {
        let address = "a".to_owned();
        Look { purpose, address, trouble: trouble.map(Message::new), since: None, waiting }
    }

    #[test]
    fn an_outage_has_one_beginning_and_its_last_cause_stays() {
        let servers = Servers::default();
        assert_eq!(servers.seen(), None);
        let told = |seconds, trouble, waiting| {
            servers.note(at(seconds), vec![look(Purpose::Stream, trouble, waiting)], None);
            let server = servers.seen().unwrap().servers.remove(0);
            (server.away_since, server.last_error.map(|(at, cause)| (at, cause.key)), server.waiting)
        };
        assert_eq!(told(0, None, Some(5)), (None, None, Some(5)));
        let cause = |seconds, key: &str| Some((at(seconds), key.to_owned()));
        assert_eq!(told(15, Some("x"), None), (Some(at(15)), cause(15, "x"), Some(5)), "what was counted last");
        assert_eq!(told(30, Some("y"), None), (Some(at(15)), cause(30, "y"), Some(5)));
        assert_eq!(told(45, None, None), (None, cause(30, "y"), None));
        assert_eq!(told(60, Some("z"), None), (Some(at(60)), cause(60, "z"), None), "another outage");
    }

    #[test]
    fn who_keeps_the_ledger_is_remembered_only_while_nobody_tells() {
        let servers = Servers::default();
        let lease = Lease { node: "one".to_owned(), is_here: true, until: at(9) };
        let note = |trouble, lease| {
            servers.note(at(0), vec![look(Purpose::Records, trouble, None)], lease);
            servers.seen().unwrap().lease
        };
        assert_eq!(note(None, Some(lease.clone())), Some(lease.clone()));
        assert_eq!(note(Some("x"), None), Some(lease));
        assert_eq!(note(None, None), None);
    }

    #[test]
    fn each_purpose_is_found_by_its_key() {
        for purpose in Purpose::ALL {
            assert_eq!(Purpose::of(purpose.key()), Some(purpose));
        }
    }
}
