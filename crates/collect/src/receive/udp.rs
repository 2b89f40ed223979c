//! Syslog over UDP (RFC 5426): one message a datagram.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use talap_model::NewEvent;
use tokio::net::UdpSocket;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio_util::sync::CancellationToken;

use super::intake::Origin;
use super::{BATCH_BYTES, BindError, Counters, Intake};
use crate::framing::Frame;
use crate::sink::Sink;

/// The largest datagram, and the least that one takes of the queue's bound.
const LARGEST: usize = 65_536;
const LEAST: usize = 256;
/// How long reading goes on after shutdown.
const DRAIN: Duration = Duration::from_millis(50);

/// A receiver of syslog datagrams.
#[derive(Debug)]
pub struct SyslogUdp {
    socket: UdpSocket,
    address: SocketAddr,
    counters: Counters,
}

/// A datagram in the queue; its permit is its share of the queue's bound.
struct Datagram {
    bytes: Vec<u8>,
    origin: Origin,
    _share: OwnedSemaphorePermit,
}

impl SyslogUdp {
    /// Listens on an address; port 0 takes a free one.
    ///
    /// # Errors
    ///
    /// [`BindError`], which names the address and the cause.
    pub async fn bind(address: SocketAddr) -> Result<Self, BindError> {
        let socket = UdpSocket::bind(address).await.map_err(|cause| BindError::new(address, cause))?;
        let address = socket.local_addr().map_err(|cause| BindError::new(address, cause))?;
        Ok(Self { socket, address, counters: Counters::default() })
    }

    /// The address that it listens on.
    pub fn local_addr(&self) -> SocketAddr {
        self.address
    }

    /// Its counters, readable while it runs.
    pub fn counters(&self) -> Counters {
        self.counters.clone()
    }

    /// Receives until `shutdown`, then hands over what it has and returns.
    ///
    /// Reading and delivering go on side by side, because the system drops datagrams that are not read in time and
    /// does not say so; what does not fit into the bounded queue between them is counted as dropped.
    pub async fn run<S: Sink>(self, intake: Intake<S>, shutdown: CancellationToken) {
        let (sender, receiver) = unbounded_channel();
        tokio::join!(self.read(sender, &intake, &shutdown), deliver(receiver, &intake, &self.counters));
    }

    async fn read<S: Sink>(&self, queue: UnboundedSender<Datagram>, intake: &Intake<S>, shutdown: &CancellationToken) {
        let room = Arc::new(Semaphore::new(intake.limits.queued_bytes as usize));
        let mut buffer = vec![0; LARGEST];
        let shutdown = async {
            shutdown.cancelled().await;
            // What the system already holds for this socket is still taken.
            tokio::time::sleep(DRAIN).await;
        };
        tokio::pin!(shutdown);
        loop {
            let got = tokio::select! {
                () = &mut shutdown => break,
                got = self.socket.recv_from(&mut buffer) => got,
            };
            match got {
                Ok((length, peer)) => self.enqueue(buffer.get(..length).unwrap_or_default(), peer, &room, &queue),
                // An answer of the network to somebody's datagram; the socket itself goes on.
                Err(error) => tracing::warn!(address = %self.address, %error, "a datagram could not be read"),
            }
        }
    }

    fn enqueue(&self, bytes: &[u8], peer: SocketAddr, room: &Arc<Semaphore>, queue: &UnboundedSender<Datagram>) {
        self.counters.received(1);
        let share = u32::try_from(bytes.len().max(LEAST)).unwrap_or(u32::MAX);
        let Ok(share) = Arc::clone(room).try_acquire_many_owned(share) else {
            self.counters.dropped(1);
            return;
        };
        let origin = Origin { peer: peer.ip(), transport: "udp" };
        // The receiving half lives as long as this future does: both are joined in `run`.
        if queue.send(Datagram { bytes: bytes.to_vec(), origin, _share: share }).is_err() {
            self.counters.dropped(1);
        }
    }
}

/// Hands the queue over in batches until it is closed and empty.
async fn deliver<S: Sink>(mut queue: UnboundedReceiver<Datagram>, intake: &Intake<S>, counters: &Counters) {
    let mut datagrams = Vec::new();
    while queue.recv_many(&mut datagrams, intake.limits.batch.max(1)).await > 0 {
        let mut waiting = datagrams.iter_mut().peekable();
        while waiting.peek().is_some() {
            let (mut batch, mut bytes): (Vec<NewEvent>, _) = (Vec::new(), 0);
            while bytes < BATCH_BYTES
                && let Some(datagram) = waiting.next()
            {
                bytes += datagram.bytes.len();
                let frame = Frame { bytes: std::mem::take(&mut datagram.bytes), fault: None };
                batch.push(intake.event(frame, datagram.origin, counters));
            }
            intake.deliver(&mut batch, counters).await;
        }
        // Only now do the datagrams give their share of the bound back.
        datagrams.clear();
    }
}
