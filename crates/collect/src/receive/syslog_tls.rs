//! Syslog over TLS (RFC 5425), with octet counting as it asks for and line feeds as many senders do all the same.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;

use talap_model::NewEvent;
use tokio::io::AsyncWriteExt;
use tokio::sync::Semaphore;
use tokio::time::Instant;
use tokio_util::bytes::BytesMut;
use tokio_util::codec::Decoder;
use tokio_util::sync::CancellationToken;

use super::intake::Origin;
use super::listening::{Listening, Peer};
use super::stream::{self, Stream};
use super::tls::Tls;
use super::{BATCH_BYTES, BindError, Counters, Intake};
use crate::framing::{Frame, SyslogDecoder};
use crate::sink::Sink;

/// A receiver of syslog within TLS.
#[derive(Debug)]
pub struct SyslogTls {
    listening: Listening,
}

impl SyslogTls {
    /// Listens on an address; port 0 takes a free one.
    ///
    /// # Errors
    ///
    /// [`BindError`], which names the address and the cause.
    pub async fn bind(address: SocketAddr, tls: Tls) -> Result<Self, BindError> {
        Ok(Self { listening: Listening::bind(address, Some(tls)).await? })
    }

    /// The address that it listens on.
    pub fn local_addr(&self) -> SocketAddr {
        self.listening.address
    }

    /// Its counters, readable while it runs.
    pub fn counters(&self) -> Counters {
        self.listening.counters.clone()
    }

    /// Receives until `shutdown`, then lets every connection hand over what it has read and returns.
    pub async fn run<S: Sink>(self, intake: Intake<S>, shutdown: CancellationToken) {
        let (limits, clock, counters) = (intake.limits, Arc::clone(&intake.clock), self.counters());
        let turns = Arc::new(Semaphore::new(limits.turns));
        let each = {
            let shutdown = shutdown.clone();
            move |stream, peer| {
                let connection = Connection::new(stream, peer, intake.clone(), counters.clone(), Arc::clone(&turns));
                connection.run(shutdown.clone())
            }
        };
        self.listening.serve(limits, clock, shutdown, each).await;
    }
}

struct Connection<S> {
    stream: Stream,
    peer: Peer,
    intake: Intake<S>,
    counters: Counters,
    /// Who may gather a batch now: a bound of what all connections hold together.
    turns: Arc<Semaphore>,
    decoder: SyslogDecoder,
    buffer: BytesMut,
    batch: Vec<NewEvent>,
    batch_bytes: usize,
    discarded: u64,
    /// Until when a message that has come is kept for further lines of it.
    held_until: Option<Instant>,
}

impl<S: Sink> Connection<S> {
    fn new(stream: Stream, peer: Peer, intake: Intake<S>, counters: Counters, turns: Arc<Semaphore>) -> Self {
        Self {
            stream,
            peer,
            decoder: SyslogDecoder::new(intake.limits.max_frame, intake.limits.continuation.is_some()),
            intake,
            counters,
            turns,
            buffer: BytesMut::new(),
            batch: Vec::new(),
            batch_bytes: 0,
            discarded: 0,
            held_until: None,
        }
    }

    async fn run(mut self, shutdown: CancellationToken) {
        loop {
            let read = tokio::select! {
                () = shutdown.cancelled() => break,
                // What has come meanwhile goes before the end of the wait.
                () = stream::until(self.held_until) => {
                    match stream::read_ready(&mut self.stream, &mut self.buffer).await {
                        Some(count) => Ok(count),
                        None if self.let_go().await => continue,
                        None => return,
                    }
                }
                read = self.read() => read,
            };
            match read {
                Ok(0) => break,
                Ok(_) => {}
                Err(error) => {
                    if error.kind() == io::ErrorKind::TimedOut && !self.buffer.is_empty() {
                        self.counters.stalled();
                    }
                    tracing::info!(peer = %self.peer.address, %error, "a connection ended");
                    break;
                }
            }
            if !self.gather(false).await {
                // The sink did not keep a batch; closing tells the sender to keep what it has.
                return;
            }
            let wait = self.intake.limits.continuation.filter(|_| self.decoder.holds(&self.buffer));
            self.held_until = wait.map(|wait| Instant::now() + wait);
        }
        self.gather(true).await;
        // Whoever waits for the end of the session is told that it is one.
        let farewell = tokio::time::timeout(self.intake.limits.handshake, self.stream.shutdown()).await;
        if !matches!(farewell, Ok(Ok(()))) {
            tracing::debug!(peer = %self.peer.address, "the session was gone already");
        }
    }

    /// Waits for bytes: long before a message, less long within one.
    async fn read(&mut self) -> io::Result<usize> {
        let limits = &self.intake.limits;
        let patience = if self.buffer.is_empty() { limits.idle } else { limits.stalled.min(limits.idle) };
        stream::read(&mut self.stream, &mut self.buffer, patience).await
    }

    /// Takes what has arrived already, so that a fast sender's messages go to the sink together, and hands it over; says
    /// whether the sink kept it. It stops after a batch's worth of bytes, so that a sender that never pauses cannot hold
    /// up a shutdown.
    async fn gather(&mut self, at_end: bool) -> bool {
        let turns = Arc::clone(&self.turns);
        // Nobody closes the turns.
        let _turn = turns.acquire().await;
        let mut taken = 0;
        while taken < BATCH_BYTES {
            if !self.take_frames(false).await {
                return false;
            }
            let Some(count) = stream::read_ready(&mut self.stream, &mut self.buffer).await else { break };
            taken += count;
        }
        self.take_frames(at_end).await && self.deliver().await
    }

    /// Makes events of the frames in the buffer, handing over full batches; says whether the sink kept them.
    async fn take_frames(&mut self, at_end: bool) -> bool {
        loop {
            let frame =
                if at_end { self.decoder.decode_eof(&mut self.buffer) } else { self.decoder.decode(&mut self.buffer) };
            self.counters.discarded_bytes(self.decoder.discarded() - self.discarded);
            self.discarded = self.decoder.discarded();
            // The decoder has no errors of its own.
            let Ok(Some(frame)) = frame else { return true };
            self.take(frame);
            let full = self.batch.len() >= self.intake.limits.batch || self.batch_bytes >= BATCH_BYTES;
            if full && !self.deliver().await {
                return false;
            }
        }
    }

    /// Makes an event of a frame.
    fn take(&mut self, frame: Frame) {
        let origin = Origin { peer: self.peer.address.ip(), transport: "tls" };
        self.counters.received(1);
        self.batch_bytes += frame.bytes.len();
        let mut event = self.intake.event(frame, origin, &self.counters);
        event.attributes.extend(self.peer.attributes());
        self.batch.push(event);
    }

    /// Takes the message that was kept for further lines; says whether the sink kept it.
    async fn let_go(&mut self) -> bool {
        self.held_until = None;
        if let Some(frame) = self.decoder.let_go(&mut self.buffer) {
            self.take(frame);
        }
        self.deliver().await
    }

    async fn deliver(&mut self) -> bool {
        self.batch_bytes = 0;
        self.intake.deliver(&mut self.batch, &self.counters).await
    }
}
