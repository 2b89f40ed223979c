//! A bound address and who may come in by it: a bounded number of connections, within TLS where it is spoken.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use talap_model::{Clock, Message};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use super::stream::Stream;
use super::tls::{self, Certificate, Tls};
use super::{BindError, Counters, Limits};

/// How long to wait when the system has no file descriptor for a connection.
const BREATH: Duration = Duration::from_millis(100);

/// A bound address.
#[derive(Debug)]
pub(super) struct Listening {
    listener: TcpListener,
    pub(super) address: SocketAddr,
    tls: Option<Tls>,
    pub(super) counters: Counters,
}

/// Who is at the other end of a connection.
#[derive(Debug, Clone)]
pub(super) struct Peer {
    pub(super) address: SocketAddr,
    /// Whether TLS is around the connection.
    pub(super) secure: bool,
    pub(super) certificate: Option<Arc<Certificate>>,
}

impl Peer {
    /// What events tell of the certificate, by the names of attributes.
    pub(super) fn attributes(&self) -> impl Iterator<Item = (String, String)> + '_ {
        let shown = self.certificate.iter().flat_map(|certificate| {
            [("peer_certificate", &certificate.subject), ("peer_fingerprint", &certificate.fingerprint)]
        });
        shown.map(|(name, value)| (name.to_owned(), value.clone()))
    }
}

impl Listening {
    /// Listens on an address; port 0 takes a free one.
    pub(super) async fn bind(address: SocketAddr, tls: Option<Tls>) -> Result<Self, BindError> {
        let listener = TcpListener::bind(address).await.map_err(|cause| BindError::new(address, cause))?;
        let address = listener.local_addr().map_err(|cause| BindError::new(address, cause))?;
        Ok(Self { listener, address, tls, counters: Counters::default() })
    }

    /// Lets in until `shutdown`, then waits for those who are in.
    pub(super) async fn serve<F, C>(self, limits: Limits, clock: Arc<dyn Clock>, shutdown: CancellationToken, each: F)
    where
        F: Fn(Stream, Peer) -> C + Clone + Send + Sync + 'static,
        C: Future<Output = ()> + Send + 'static,
    {
        let slots = Arc::new(Semaphore::new(limits.connections.min(Semaphore::MAX_PERMITS)));
        let door = Arc::new(Door { tls: self.tls, counters: self.counters, handshake: limits.handshake, clock });
        let mut connections = JoinSet::new();
        loop {
            let accepted = tokio::select! {
                () = shutdown.cancelled() => break,
                Some(_) = connections.join_next() => continue,
                accepted = self.listener.accept() => accepted,
            };
            let (stream, address) = match accepted {
                Ok(accepted) => accepted,
                Err(error) => {
                    tracing::warn!(address = %self.address, %error, "a connection could not be accepted");
                    tokio::time::sleep(BREATH).await;
                    continue;
                }
            };
            let Ok(slot) = Arc::clone(&slots).try_acquire_owned() else {
                door.counters.refused();
                door.tell(address, Message::new("collect-connections-full").with("limit", limits.connections));
                continue;
            };
            let (door, each, shutdown) = (Arc::clone(&door), each.clone(), shutdown.clone());
            connections.spawn(async move {
                let entered = tokio::select! {
                    () = shutdown.cancelled() => None,
                    entered = door.enter(stream, address) => entered,
                };
                if let Some((stream, peer)) = entered {
                    each(stream, peer).await;
                }
                drop(slot);
            });
        }
        drop(self.listener);
        while connections.join_next().await.is_some() {}
    }
}

/// What every connection passes.
struct Door {
    tls: Option<Tls>,
    counters: Counters,
    handshake: Duration,
    clock: Arc<dyn Clock>,
}

impl Door {
    /// The connection, once TLS stands; none for whoever was refused.
    async fn enter(&self, stream: TcpStream, address: SocketAddr) -> Option<(Stream, Peer)> {
        // Answers are short and waited for.
        if let Err(error) = stream.set_nodelay(true) {
            tracing::debug!(peer = %address, %error, "the connection ended as it began");
        }
        let stream = match &self.tls {
            None => Stream::Plain(stream),
            Some(tls) => match tokio::time::timeout(self.handshake, tls.acceptor().accept(stream)).await {
                Ok(Ok(stream)) => Stream::Tls(Box::new(stream)),
                Ok(Err(error)) => {
                    self.counters.untrusted();
                    self.tell(address, tls::refusal(&error));
                    return None;
                }
                Err(_) => {
                    self.counters.untrusted();
                    self.tell(address, Message::new("collect-tls-slow"));
                    return None;
                }
            },
        };
        self.counters.connected();
        let certificate = stream.certificate().map(Arc::new);
        let secure = matches!(stream, Stream::Tls(_));
        Some((stream, Peer { address, secure, certificate }))
    }

    fn tell(&self, peer: SocketAddr, reason: Message) {
        tracing::warn!(%peer, %reason, "a connection was refused");
        self.counters.tell(self.clock.now(), peer.ip(), reason);
    }
}
