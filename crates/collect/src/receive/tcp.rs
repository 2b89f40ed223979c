//! Syslog over TCP (RFC 6587), both framings.

use std::collections::VecDeque;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use talap_model::NewEvent;
use tokio::io::AsyncReadExt;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio::task::JoinSet;
use tokio::time::Instant;
use tokio_util::bytes::BytesMut;
use tokio_util::codec::Decoder;
use tokio_util::sync::CancellationToken;

use super::intake::{InLine, Origin};
use super::stream::until;
use super::{BATCH_BYTES, BindError, Counters, Intake};
use crate::framing::{Frame, SyslogDecoder};
use crate::sink::Sink;

/// The bytes read at once.
const CHUNK: usize = 64 * 1024;
/// How long to wait when the system has no file descriptor for a connection.
const BREATH: Duration = Duration::from_millis(100);

/// A receiver of syslog connections.
#[derive(Debug)]
pub struct SyslogTcp {
    listener: TcpListener,
    address: SocketAddr,
    counters: Counters,
}

impl SyslogTcp {
    /// Listens on an address; port 0 takes a free one.
    ///
    /// # Errors
    ///
    /// [`BindError`], which names the address and the cause.
    pub async fn bind(address: SocketAddr) -> Result<Self, BindError> {
        let listener = TcpListener::bind(address).await.map_err(|cause| BindError::new(address, cause))?;
        let address = listener.local_addr().map_err(|cause| BindError::new(address, cause))?;
        Ok(Self { listener, address, counters: Counters::default() })
    }

    /// The address that it listens on.
    pub fn local_addr(&self) -> SocketAddr {
        self.address
    }

    /// Its counters, readable while it runs.
    pub fn counters(&self) -> Counters {
        self.counters.clone()
    }

    /// Receives until `shutdown`, then lets every connection hand over what it has read and returns.
    pub async fn run<S: Sink>(self, intake: Intake<S>, shutdown: CancellationToken) {
        let slots = Arc::new(Semaphore::new(intake.limits.connections.min(Semaphore::MAX_PERMITS)));
        let turns = Arc::new(Semaphore::new(intake.limits.turns));
        let mut connections = JoinSet::new();
        loop {
            let accepted = tokio::select! {
                () = shutdown.cancelled() => break,
                Some(_) = connections.join_next() => continue,
                accepted = self.listener.accept() => accepted,
            };
            let (stream, peer) = match accepted {
                Ok(accepted) => accepted,
                Err(error) => {
                    tracing::warn!(address = %self.address, %error, "a connection could not be accepted");
                    tokio::time::sleep(BREATH).await;
                    continue;
                }
            };
            let Ok(slot) = Arc::clone(&slots).try_acquire_owned() else {
                self.counters.refused();
                tracing::warn!(%peer, "a connection was refused: there are too many");
                continue;
            };
            self.counters.connected();
            let connection = Connection::new(stream, peer, intake.clone(), self.counters.clone(), Arc::clone(&turns));
            let shutdown = shutdown.clone();
            connections.spawn(async move {
                connection.run(shutdown).await;
                drop(slot);
            });
        }
        drop(self.listener);
        while connections.join_next().await.is_some() {}
    }
}

/// Why a connection is read no further.
enum End {
    /// The sender, the network, idleness or shutdown ended it; what is left is handed over.
    Closed,
    /// The sink did not keep a batch; closing tells the sender to keep what it has.
    SinkFailed,
}

struct Connection<S> {
    stream: TcpStream,
    origin: Origin,
    peer: SocketAddr,
    intake: Intake<S>,
    counters: Counters,
    /// Who may gather a batch now: a bound of what all connections hold together.
    turns: Arc<Semaphore>,
    decoder: SyslogDecoder,
    buffer: BytesMut,
    batch: Vec<NewEvent>,
    batch_bytes: usize,
    /// Batches that the sink has not answered for, in order.
    in_line: VecDeque<InLine>,
    discarded: u64,
    /// Until when a message that has come is kept for further lines of it.
    held_until: Option<Instant>,
}

impl<S: Sink> Connection<S> {
    fn new(stream: TcpStream, peer: SocketAddr, intake: Intake<S>, counters: Counters, turns: Arc<Semaphore>) -> Self {
        Self {
            stream,
            origin: Origin { peer: peer.ip(), transport: "tcp" },
            peer,
            decoder: SyslogDecoder::new(intake.limits.max_frame, intake.limits.continuation.is_some()),
            intake,
            counters,
            turns,
            buffer: BytesMut::new(),
            batch: Vec::new(),
            batch_bytes: 0,
            in_line: VecDeque::new(),
            discarded: 0,
            held_until: None,
        }
    }

    async fn run(mut self, shutdown: CancellationToken) {
        let end = loop {
            self.buffer.reserve(CHUNK);
            // A sender that is silent for too long, and sooner within a message, is an error.
            let limits = &self.intake.limits;
            let patience = if self.buffer.is_empty() { limits.idle } else { limits.stalled.min(limits.idle) };
            let read = tokio::time::timeout(patience, self.stream.read_buf(&mut self.buffer));
            let read = tokio::select! {
                () = shutdown.cancelled() => break End::Closed,
                kept = first(&mut self.in_line, &self.counters) => {
                    self.in_line.pop_front();
                    if kept {
                        continue;
                    }
                    break End::SinkFailed;
                }
                // What has come meanwhile goes before the end of the wait.
                () = until(self.held_until) => match self.stream.try_read_buf(&mut self.buffer) {
                    Ok(count) if count > 0 => Ok(count),
                    _ if self.let_go().await => continue,
                    _ => break End::SinkFailed,
                },
                read = read => read.map_err(io::Error::from).flatten(),
            };
            match read {
                Ok(0) => break End::Closed,
                Ok(_) => {}
                Err(error) => {
                    if error.kind() == io::ErrorKind::TimedOut && !self.buffer.is_empty() {
                        self.counters.stalled();
                    }
                    tracing::info!(peer = %self.peer, %error, "a connection ended");
                    break End::Closed;
                }
            }
            if !self.gather(false).await {
                break End::SinkFailed;
            }
            let wait = self.intake.limits.continuation.filter(|_| self.decoder.holds(&self.buffer));
            self.held_until = wait.map(|wait| Instant::now() + wait);
        };
        if matches!(end, End::Closed) {
            self.gather(true).await;
        }
        while let Some(mut batch) = self.in_line.pop_front() {
            batch.answer(&self.counters).await;
        }
    }

    /// Takes what has come and puts it in line; says whether the sink still takes any. Others wait for their turn, unread: what they
    /// would gather beside a sink that is behind is nowhere counted.
    async fn gather(&mut self, at_end: bool) -> bool {
        let turns = Arc::clone(&self.turns);
        // Nobody closes the turns.
        let _turn = turns.acquire().await;
        self.take_frames(false).await
            && self.take_what_is_ready().await
            && (!at_end || self.take_frames(true).await)
            && self.submit().await
    }

    /// Takes what has arrived already, so that a fast sender's messages go to the sink together. It stops after a
    /// batch's worth of bytes, so that a sender that never pauses cannot hold up a shutdown.
    async fn take_what_is_ready(&mut self) -> bool {
        let mut taken = 0;
        while taken < BATCH_BYTES {
            self.buffer.reserve(CHUNK);
            match self.stream.try_read_buf(&mut self.buffer) {
                Ok(0) | Err(_) => break,
                Ok(count) => taken += count,
            }
            if !self.take_frames(false).await {
                return false;
            }
        }
        true
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
            if full && !self.submit().await {
                return false;
            }
        }
    }

    /// Makes an event of a frame.
    fn take(&mut self, frame: Frame) {
        self.counters.received(1);
        self.batch_bytes += frame.bytes.len();
        self.batch.push(self.intake.event(frame, self.origin, &self.counters));
    }

    /// Takes the message that was kept for further lines; says whether the sink still takes any.
    async fn let_go(&mut self) -> bool {
        self.held_until = None;
        if let Some(frame) = self.decoder.let_go(&mut self.buffer) {
            self.take(frame);
        }
        self.submit().await
    }

    /// Puts the batch in line, after waiting until there are few enough before it; says whether the sink still takes any.
    async fn submit(&mut self) -> bool {
        self.batch_bytes = 0;
        if self.batch.is_empty() {
            return true;
        }
        let Some(batch) = self.intake.submit(&mut self.batch, &self.counters).await else { return false };
        self.in_line.push_back(batch);
        while self.in_line.len() >= self.intake.limits.in_line.max(1) {
            let Some(mut batch) = self.in_line.pop_front() else { break };
            if !batch.answer(&self.counters).await {
                return false;
            }
        }
        true
    }
}

/// Waits for the answer to the first batch in line; for ever where there is none.
async fn first(in_line: &mut VecDeque<InLine>, counters: &Counters) -> bool {
    match in_line.front_mut() {
        Some(batch) => batch.answer(counters).await,
        None => std::future::pending().await,
    }
}
