//! RELP, the acknowledged syslog of rsyslog: a message is answered with `200` once the sink has kept it, and never before.
//! What was not answered its sender keeps and sends again, so that after a crash a message may come twice and is never lost.

mod frame;

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;

use talap_model::{Message, NewEvent};
use tokio::io::AsyncWriteExt;
use tokio::sync::Semaphore;
use tokio_util::bytes::BytesMut;
use tokio_util::sync::CancellationToken;

#[cfg(fuzzing)]
pub use self::frame::cut_for_fuzzing;
use self::frame::{RelpDecoder, RelpFault, RelpFrame};
use super::intake::Origin;
use super::listening::{Listening, Peer};
use super::stream::{self, Stream};
use super::tls::Tls;
use super::{BATCH_BYTES, BindError, Counters, Intake};
use crate::framing::{Frame, FrameFault};
use crate::sink::Sink;

/// What the session offers: its version, whose it is and the commands that carry messages.
const OFFERS: &str =
    concat!("200 OK\nrelp_version=0\nrelp_software=talap,", env!("CARGO_PKG_VERSION"), "\ncommands=syslog");
/// The answer that a message was kept.
const KEPT: &str = "200 OK";
/// Told of one's own accord: the session ends here.
const SERVER_CLOSE: &str = "0 serverclose 0\n";

/// A receiver of RELP, within TLS or not.
#[derive(Debug)]
pub struct Relp {
    listening: Listening,
}

impl Relp {
    /// Listens on an address; port 0 takes a free one.
    ///
    /// # Errors
    ///
    /// [`BindError`], which names the address and the cause.
    pub async fn bind(address: SocketAddr, tls: Option<Tls>) -> Result<Self, BindError> {
        Ok(Self { listening: Listening::bind(address, tls).await? })
    }

    /// The address that it listens on.
    pub fn local_addr(&self) -> SocketAddr {
        self.listening.address
    }

    /// Its counters, readable while it runs.
    pub fn counters(&self) -> Counters {
        self.listening.counters.clone()
    }

    /// Receives until `shutdown`, then lets every session hand over and answer what it has read and returns.
    pub async fn run<S: Sink>(self, intake: Intake<S>, shutdown: CancellationToken) {
        let (limits, clock, counters) = (intake.limits, Arc::clone(&intake.clock), self.counters());
        let turns = Arc::new(Semaphore::new(limits.turns));
        let each = {
            let shutdown = shutdown.clone();
            move |stream, peer| {
                let session = Session::new(stream, peer, intake.clone(), counters.clone(), Arc::clone(&turns));
                session.run(shutdown.clone())
            }
        };
        self.listening.serve(limits, clock, shutdown, each).await;
    }
}

/// Why a session goes no further.
enum End {
    /// Its sender closed it, broke the protocol, stopped or went away, or the receiver shuts down: what came is handed
    /// over and answered.
    Over,
    /// The sink did not keep a batch: its sender sends again what was not answered.
    NotKept,
    /// Answers are not taken any more.
    Gone,
}

struct Session<S> {
    stream: Stream,
    peer: Peer,
    intake: Intake<S>,
    counters: Counters,
    /// Who may gather a batch now: a bound of what all sessions hold together.
    turns: Arc<Semaphore>,
    decoder: RelpDecoder,
    buffer: BytesMut,
    open: bool,
    batch: Vec<NewEvent>,
    batch_bytes: usize,
    /// The transactions of the batch.
    waiting: Vec<u32>,
    answers: Vec<u8>,
    discarded: u64,
}

impl<S: Sink> Session<S> {
    fn new(stream: Stream, peer: Peer, intake: Intake<S>, counters: Counters, turns: Arc<Semaphore>) -> Self {
        Self {
            stream,
            peer,
            decoder: RelpDecoder::new(intake.limits.max_frame),
            intake,
            counters,
            turns,
            buffer: BytesMut::new(),
            open: false,
            batch: Vec::new(),
            batch_bytes: 0,
            waiting: Vec::new(),
            answers: Vec::new(),
            discarded: 0,
        }
    }

    async fn run(mut self, shutdown: CancellationToken) {
        let end = loop {
            let read = tokio::select! {
                () = shutdown.cancelled() => break End::Over,
                read = self.read() => read,
            };
            match read {
                Ok(0) => break End::Over,
                Ok(_) => {}
                Err(error) => {
                    if error.kind() == io::ErrorKind::TimedOut && self.decoder.is_midway(&self.buffer) {
                        self.counters.stalled();
                    }
                    tracing::info!(peer = %self.peer.address, %error, "a session of RELP ended");
                    break End::Over;
                }
            }
            match self.gather().await {
                Ok(()) => {}
                Err(end) => break end,
            }
        };
        match end {
            End::Gone => return,
            End::NotKept => {}
            End::Over => {
                self.keep_what_broke_off();
                if self.hand_over().await.is_err() {
                    tracing::warn!(peer = %self.peer.address, "what a session of RELP sent last was not kept");
                }
            }
        }
        self.answers.extend_from_slice(SERVER_CLOSE.as_bytes());
        // Whoever has gone away needs no goodbye.
        if self.send().await.is_ok() && self.stream.shutdown().await.is_err() {
            tracing::debug!(peer = %self.peer.address, "the session was gone already");
        }
    }

    /// Waits for bytes: long before a frame, less long within one.
    async fn read(&mut self) -> io::Result<usize> {
        let limits = &self.intake.limits;
        let midway = self.decoder.is_midway(&self.buffer);
        let patience = if midway { limits.stalled.min(limits.idle) } else { limits.idle };
        stream::read(&mut self.stream, &mut self.buffer, patience).await
    }

    /// Takes what has arrived already, hands it over together and answers it. Whoever does not take the answer keeps
    /// nobody else from theirs.
    async fn gather(&mut self) -> Result<(), End> {
        self.take_batch().await?;
        self.send().await.map_err(|_| End::Gone)
    }

    async fn take_batch(&mut self) -> Result<(), End> {
        let turns = Arc::clone(&self.turns);
        // Nobody closes the turns.
        let _turn = turns.acquire().await;
        self.take_frames().await?;
        let mut taken = 0;
        while taken < BATCH_BYTES {
            let Some(count) = stream::read_ready(&mut self.stream, &mut self.buffer).await else { break };
            taken += count;
            self.take_frames().await?;
        }
        self.hand_over().await
    }

    async fn take_frames(&mut self) -> Result<(), End> {
        loop {
            let frame = self.decoder.next(&mut self.buffer);
            self.counters.discarded_bytes(self.decoder.discarded() - self.discarded);
            self.discarded = self.decoder.discarded();
            match frame {
                Ok(None) => return Ok(()),
                Ok(Some(frame)) => self.carry_out(frame).await?,
                Err(RelpFault { txnr, what }) => return self.refuse(txnr, what).await,
            }
        }
    }

    async fn carry_out(&mut self, frame: RelpFrame) -> Result<(), End> {
        match frame.command.as_str() {
            "syslog" if self.open => {
                self.waiting.push(frame.txnr);
                self.keep(frame.data, frame.cut.then_some(FrameFault::TooLong));
                let full = self.batch.len() >= self.intake.limits.batch || self.batch_bytes >= BATCH_BYTES;
                if full { self.hand_over().await } else { Ok(()) }
            }
            "open" if !self.open => {
                self.open = true;
                self.answer(frame.txnr, OFFERS);
                Ok(())
            }
            "close" if self.open => {
                self.hand_over().await?;
                self.answer(frame.txnr, "");
                Err(End::Over)
            }
            "open" => self.refuse(Some(frame.txnr), "the session is open already").await,
            "syslog" | "close" => self.refuse(Some(frame.txnr), "the session is not open").await,
            _ => self.refuse(Some(frame.txnr), "the command is not known").await,
        }
    }

    /// Answers what breaks the protocol, after what came before it, and ends the session.
    async fn refuse(&mut self, txnr: Option<u32>, what: &'static str) -> Result<(), End> {
        self.counters.malformed();
        self.hand_over().await?;
        self.answer(txnr.unwrap_or_default(), &format!("500 {what}"));
        tracing::warn!(peer = %self.peer.address, what, "a session of RELP broke the protocol");
        let reason = Message::new("collect-relp-malformed").with("cause", what);
        self.counters.tell(self.intake.clock.now(), self.peer.address.ip(), reason);
        Err(End::Over)
    }

    fn keep(&mut self, bytes: Vec<u8>, fault: Option<FrameFault>) {
        self.counters.received(1);
        self.batch_bytes += bytes.len();
        let transport = if self.peer.secure { "relp+tls" } else { "relp" };
        let origin = Origin { peer: self.peer.address.ip(), transport };
        let mut event = self.intake.event(Frame { bytes, fault }, origin, &self.counters);
        event.attributes.extend(self.peer.attributes());
        self.batch.push(event);
    }

    /// A message that its sender did not finish is kept as far as it came. It is not answered: who still has it sends it
    /// again.
    fn keep_what_broke_off(&mut self) {
        let begun = self.decoder.broken_off().filter(|frame| self.open && frame.command == "syslog");
        if let Some(frame) = begun.filter(|frame| !frame.data.is_empty()) {
            self.keep(frame.data, Some(FrameFault::Incomplete));
        }
    }

    /// Hands the batch over and answers its transactions once it is kept.
    async fn hand_over(&mut self) -> Result<(), End> {
        self.batch_bytes = 0;
        if !self.intake.deliver(&mut self.batch, &self.counters).await {
            self.waiting.clear();
            return Err(End::NotKept);
        }
        for txnr in std::mem::take(&mut self.waiting) {
            self.answer(txnr, KEPT);
        }
        Ok(())
    }

    fn answer(&mut self, txnr: u32, text: &str) {
        let space = if text.is_empty() { "" } else { " " };
        self.answers.extend_from_slice(format!("{txnr} rsp {}{space}{text}\n", text.len()).as_bytes());
    }

    /// Sends the answers. Whoever does not take them for too long is given up.
    async fn send(&mut self) -> io::Result<()> {
        let answers = std::mem::take(&mut self.answers);
        let sending = async {
            self.stream.write_all(&answers).await?;
            self.stream.flush().await
        };
        tokio::time::timeout(self.intake.limits.stalled, sending).await?
    }
}
