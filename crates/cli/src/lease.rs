//! The lease of the node that keeps the ledger: waiting for it, renewing it, and what happens when it can't be renewed.
//!
//! A holder that is not sure of its lease lets the ledger go in good time and receives on: nothing but the ledger needs the
//! lease. The database is asked on a runtime of its own ([`Apart`]), so that nothing else that the process does keeps the lease from
//! being renewed. A thread that does nothing else ends the process where the ledger is not let go when the lease is over, whatever
//! the others do, and where another node has the lease.

use std::io::Write as _;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use talap_access::Service;
use talap_model::{Argument, Caller, Explain, Message};
use talap_store::Store;
use tokio_util::sync::CancellationToken;

use crate::apart::Apart;
use crate::failure::{FAILED, Failure};
use crate::render::{self, Speech};

/// The lease of the node that takes events into the ledger and signs.
pub(crate) const LEASE: &str = "ledger";

/// How long the database is waited for where nothing hurries.
pub(crate) const PATIENCE: Duration = Duration::from_secs(10);

/// What is to be waited for: servers that other people keep can't be reached, or the lease can't be renewed for that.
const OUTSIDE: [&str; 9] = [
    "store-unreachable",
    "store-busy",
    "store-cannot-open",
    "ledger-replica-unreachable",
    "ledger-replica-fenced",
    "ledger-archive-unreachable",
    "collect-stream-none",
    "collect-stream-no-jetstream",
    "up-lease-slips",
];

/// What lies outside this node in a failure, and is over by itself one day; it may be the cause of something else.
pub(crate) fn outside(message: &Message) -> Option<&Message> {
    if OUTSIDE.contains(&message.key.as_str()) {
        return Some(message);
    }
    message.args.values().find_map(|value| match value {
        Argument::Message(cause) => outside(cause),
        _ => None,
    })
}

/// Whether a failure lies outside this node.
pub(crate) fn is_outside(message: &Message) -> bool {
    outside(message).is_some()
}

/// Asks the database and waits for its answer for so long; a server that was cut off doesn't say so.
pub(crate) async fn within<T, E: Explain>(
    patience: Duration,
    asked: impl Future<Output = Result<T, E>>,
) -> Result<T, Message> {
    match tokio::time::timeout(patience, asked).await {
        Ok(answer) => answer.map_err(|error| error.explain()),
        Err(_late) => Err(silent(patience)),
    }
}

/// What is said of a database that didn't answer for so long.
pub(crate) fn silent(patience: Duration) -> Message {
    let cause = Message::new("store-silent").with("seconds", patience.as_secs().max(1));
    Message::new("store-unreachable").with("cause", cause)
}

/// What those who run the node are told of the database: that it's lost, and that it's back, each once.
#[derive(Clone)]
pub(crate) struct Reach(Arc<Said>);

struct Said {
    speech: Speech,
    lost: AtomicBool,
}

impl Reach {
    pub(crate) fn new(speech: &Speech) -> Self {
        Self(Arc::new(Said { speech: speech.clone(), lost: AtomicBool::new(false) }))
    }

    /// The database didn't answer.
    pub(crate) fn lost(&self, cause: &Message) {
        tracing::warn!(%cause, "the database does not answer");
        if !self.0.lost.swap(true, Ordering::AcqRel) {
            tell(&self.0.speech.say(&Message::new("up-database-lost").with("cause", cause.clone())));
        }
    }

    /// It did.
    pub(crate) fn answered(&self) {
        if self.0.lost.swap(false, Ordering::AcqRel) {
            tell(&self.0.speech.text("up-database-back"));
        }
    }
}

/// Asks the database about the lease, apart from everything else.
async fn ask<T: Send + 'static, E: Explain + Send + 'static>(
    apart: &Apart,
    asked: impl Future<Output = Result<T, E>> + Send + 'static,
) -> Result<T, Message> {
    let gone = |cause: String| Message::new("store-unreachable").with("cause", cause);
    let asked = apart.spawn(within(PATIENCE, asked)).ok_or_else(|| gone("its runtime ended".to_owned()))?;
    asked.await.map_err(|error| gone(error.to_string()))?
}

/// Says something to those who run the node. That nobody hears it must keep nobody from what the lease demands.
fn tell(said: &str) {
    if let Err(error) = writeln!(std::io::stderr(), "{said}") {
        tracing::warn!(%error, "nobody hears what is said of the lease");
    }
}

/// The lease, as long as it is held.
pub(crate) struct Hold {
    apart: Arc<Apart>,
    caller: Caller,
    token: u64,
    waited: bool,
    ends: Ends,
    /// Nothing more is written under this lease.
    over: Arc<AtomicBool>,
    /// Nothing can be written under it any more, so that the process need not end with it.
    given_back: Arc<AtomicBool>,
    slipping: CancellationToken,
    keeping: tokio::task::JoinHandle<()>,
}

/// When the lease is over.
type Ends = Arc<Mutex<Instant>>;

impl Hold {
    /// Waits until the lease is free, says once who has it, and takes it. A database that doesn't answer, or refuses, is asked
    /// again: the node receives meanwhile.
    ///
    /// # Errors
    ///
    /// When nothing can be printed, or no thread started.
    pub(crate) async fn wait(
        speech: &Speech,
        apart: &Arc<Apart>,
        reach: &Reach,
        node: &str,
        period: Duration,
    ) -> Result<Self, Failure> {
        let caller = Service::Stream.caller();
        let (mut said, mut waited) = (false, false);
        loop {
            let asked = Instant::now();
            match taken_or_holder(apart, &caller, node, period, !said).await {
                Ok((Some(token), _)) => {
                    reach.answered();
                    let hold = Self::begin(speech, (apart, caller, reach.clone()), token, period, asked)?;
                    return Ok(Self { waited, ..hold });
                }
                Ok((None, holder)) => {
                    reach.answered();
                    if let Some(holder) = holder {
                        said = true;
                        render::print(&speech.say(&Message::new("up-standing-by").with("node", holder)))?;
                    }
                }
                Err(cause) => reach.lost(&cause),
            }
            tokio::time::sleep(period / 10).await;
            waited = true;
        }
    }

    fn begin(
        speech: &Speech,
        (apart, caller, reach): (&Arc<Apart>, Caller, Reach),
        token: u64,
        period: Duration,
        asked: Instant,
    ) -> Result<Self, Failure> {
        let ends = Arc::new(Mutex::new(end_of(asked, period)));
        let given_back = Arc::new(AtomicBool::new(false));
        let over = speech.text("up-lease-over");
        let watched = (Arc::clone(&ends), Arc::clone(&given_back));
        std::thread::Builder::new()
            .name("lease".to_owned())
            .spawn(move || watch(&watched.0, &watched.1, &over))
            .map_err(|error| {
                Failure::failed(Message::new("runtime-cannot-start").with("cause", crate::failure::io_cause(&error)))
            })?;
        let slipping = CancellationToken::new();
        let renewal = Renewal {
            store: apart.store(),
            caller: caller.clone(),
            reach,
            token,
            period,
            ends: Arc::clone(&ends),
            slipping: slipping.clone(),
        };
        let keeping =
            apart.spawn(renewal.keep(asked)).ok_or_else(|| Failure::failed(Message::new("up-lease-slips")))?;
        let (apart, over) = (Arc::clone(apart), Arc::new(AtomicBool::new(false)));
        Ok(Self { apart, caller, token, waited: false, ends, over, given_back, slipping, keeping })
    }

    /// The fencing token.
    pub(crate) fn token(&self) -> u64 {
        self.token
    }

    /// Whether it was not free at once.
    pub(crate) fn was_waited_for(&self) -> bool {
        self.waited
    }

    /// Whether nothing more is to be written under it, now and later.
    pub(crate) fn over(&self) -> Arc<AtomicBool> {
        Arc::clone(&self.over)
    }

    /// Returns when the lease has not been renewed for so long that the ledger is to be let go.
    pub(crate) async fn slips(&self) {
        self.slipping.cancelled().await;
    }

    /// From here on nothing more is written under it: what the ledger still tries is refused.
    pub(crate) fn stop_writing(&self) {
        self.keeping.abort();
        self.over.store(true, Ordering::Release);
    }

    /// Tells that nothing can be written under it any more, since the ledger was let go. Was that too late, the process ends.
    pub(crate) fn let_go(&self, speech: &Speech) {
        if !self.given_back.load(Ordering::Acquire) && left_of(&self.ends).is_zero() {
            end(&speech.text("up-lease-over"));
        }
        self.given_back.store(true, Ordering::Release);
    }

    /// Gives the lease back: nothing is taken into the ledger or signed any more.
    ///
    /// # Errors
    ///
    /// When the database doesn't answer; then the lease ends by itself.
    pub(crate) async fn give_back(self) -> Result<(), Failure> {
        self.stop_writing();
        self.given_back.store(true, Ordering::Release);
        let (store, caller, token) = (self.apart.store(), self.caller, self.token);
        let given = ask(&self.apart, async move { store.give_lease_back(&caller, LEASE, token).await }).await;
        given.map_err(Failure::failed)
    }
}

/// Takes the lease if it is free, and else looks who has it where that is asked for.
async fn taken_or_holder(
    apart: &Apart,
    caller: &Caller,
    node: &str,
    period: Duration,
    whose: bool,
) -> Result<(Option<u64>, Option<String>), Message> {
    let (store, by, holder) = (apart.store(), caller.clone(), node.to_owned());
    let taken = ask(apart, async move { store.take_lease(&by, LEASE, &holder, period).await }).await?;
    if taken.is_some() || !whose {
        return Ok((taken, None));
    }
    let (store, by) = (apart.store(), caller.clone());
    let state = ask(apart, async move { store.lease(&by, LEASE).await }).await?;
    Ok((None, state.map(|state| state.holder)))
}

/// Returns when the lease, where there is one, slips away.
pub(crate) async fn slips(lease: Option<&Hold>) {
    match lease {
        Some(hold) => hold.slips().await,
        None => std::future::pending().await,
    }
}

/// When a holder stops: a fifth of the period before the database would let another have the lease.
fn end_of(asked: Instant, period: Duration) -> Instant {
    asked + period * 4 / 5
}

/// When a holder that could not renew the lease begins to let the ledger go: a fifth of the period before it stops.
fn slips_at(asked: Instant, period: Duration) -> Instant {
    asked + period * 3 / 5
}

struct Renewal {
    store: Store,
    caller: Caller,
    reach: Reach,
    token: u64,
    period: Duration,
    ends: Ends,
    slipping: CancellationToken,
}

impl Renewal {
    async fn keep(self, taken: Instant) {
        let mut renewed = taken;
        let mut pause = self.period / 5;
        loop {
            tokio::time::sleep_until(slips_at(renewed, self.period).min(Instant::now() + pause).into()).await;
            let asked = Instant::now();
            let left = slips_at(renewed, self.period).saturating_duration_since(asked);
            if left.is_zero() {
                self.slipping.cancel();
                return;
            }
            let kept = self.store.keep_lease(&self.caller, LEASE, self.token, self.period);
            match within(left.min(self.period / 5), kept).await {
                Ok(true) => {
                    *self.ends.lock().unwrap_or_else(PoisonError::into_inner) = end_of(asked, self.period);
                    self.reach.answered();
                    (renewed, pause) = (asked, self.period / 5);
                }
                // Another may have it: not a moment longer.
                Ok(false) => {
                    *self.ends.lock().unwrap_or_else(PoisonError::into_inner) = asked;
                    return;
                }
                Err(cause) => {
                    self.reach.lost(&cause);
                    pause = self.period / 20;
                }
            }
        }
    }
}

fn left_of(ends: &Mutex<Instant>) -> Duration {
    ends.lock().unwrap_or_else(PoisonError::into_inner).saturating_duration_since(Instant::now())
}

fn end(over: &str) -> ! {
    tell(over);
    std::process::exit(FAILED.into());
}

fn watch(ends: &Mutex<Instant>, given_back: &AtomicBool, over: &str) {
    loop {
        let left = left_of(ends);
        if given_back.load(Ordering::Acquire) {
            return;
        }
        if left.is_zero() {
            end(over);
        }
        // The end may be brought forward meanwhile.
        std::thread::sleep(left.min(Duration::from_millis(200)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_other_servers_do_lies_outside_and_what_the_folder_says_does_not() {
        let cause = Message::new("ledger-replica-unreachable").with("place", "p").with("cause", "c");
        assert!(is_outside(&cause));
        assert!(is_outside(&Message::new("ledger-failed").with("cause", cause)));
        assert!(is_outside(&Message::new("store-unreachable").with("cause", "x")));
        for key in ["ledger-replica-another", "ledger-damaged", "store-damaged", "collect-stream-changed"] {
            assert!(!is_outside(&Message::new(key).with("cause", "store-unreachable")), "{key}");
        }
    }

    #[test]
    fn a_holder_lets_go_before_it_must_end_and_ends_before_another_may_begin() {
        let (asked, period) = (Instant::now(), Duration::from_secs(15));
        assert!(slips_at(asked, period) < end_of(asked, period));
        assert!(end_of(asked, period) < asked + period);
    }
}
