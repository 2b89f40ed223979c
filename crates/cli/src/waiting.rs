//! Servers that are away when `up` starts, since a host was started anew and theirs takes longer: they are waited for.
//!
//! What is waited for is said once, and that it is there. Nobody listens meanwhile: what a sender brought could not be kept yet, and one
//! that is refused at once keeps it or turns to another node. What waiting cannot mend ends the start.

use std::time::Duration;

use talap_collect::stream::StreamError;
use talap_model::Message;
use talap_store::{Store, StoreError};
use tokio::task::JoinHandle;

use crate::failure::Failure;
use crate::lease::is_outside;
use crate::render::{self, Speech};
use crate::up::Signals;

/// The first and the longest pause between two attempts. A server that has come up is not to be waited for much longer.
const PAUSE: (Duration, Duration) = (Duration::from_millis(500), Duration::from_secs(15));

/// The pauses between attempts: each is twice the one before, up to the longest.
pub(crate) fn pauses() -> impl Iterator<Item = Duration> {
    std::iter::successors(Some(PAUSE.0), |pause| Some((*pause * 2).min(PAUSE.1)))
}

/// Whether records are kept by a server, which may be away.
pub(crate) fn is_server(url: &str) -> bool {
    url.starts_with("postgres://") || url.starts_with("postgresql://")
}

/// Why an attempt failed.
#[derive(Debug)]
pub(crate) struct Absent {
    failure: Failure,
    /// Whether it may be over by itself.
    passes: bool,
}

impl Absent {
    /// A failure of a server that let this node in before.
    pub(crate) fn of_known(failure: Failure) -> Self {
        Self { passes: is_outside(&failure.message), failure }
    }
}

impl From<StoreError> for Absent {
    fn from(error: StoreError) -> Self {
        Self { passes: error.passes(), failure: error.into() }
    }
}

impl From<StreamError> for Absent {
    fn from(error: StreamError) -> Self {
        Self { passes: error.passes(), failure: error.into() }
    }
}

/// Waits for one server after another.
pub(crate) struct Waiting<'a> {
    speech: &'a Speech,
    leaving: Option<Leaving>,
}

impl<'a> Waiting<'a> {
    /// Nothing was waited for yet.
    pub(crate) fn new(speech: &'a Speech) -> Self {
        Self { speech, leaving: None }
    }

    /// Opens the records, once their server answers.
    ///
    /// # Errors
    ///
    /// What waiting cannot mend.
    pub(crate) async fn database(&mut self, url: &str) -> Result<Store, Failure> {
        self.until("up-database-there", async || Ok(Store::open(url).await?)).await
    }

    /// Tries until it succeeds; `there` is said then, if it did not at once.
    ///
    /// # Errors
    ///
    /// What waiting cannot mend.
    pub(crate) async fn until<T>(
        &mut self,
        there: &str,
        attempt: impl AsyncFnMut() -> Result<T, Absent>,
    ) -> Result<T, Failure> {
        self.until_after(pauses(), there, attempt).await
    }

    async fn until_after<T>(
        &mut self,
        pauses: impl Iterator<Item = Duration>,
        there: &str,
        mut attempt: impl AsyncFnMut() -> Result<T, Absent>,
    ) -> Result<T, Failure> {
        let mut said = false;
        for pause in pauses {
            match attempt().await {
                Ok(found) => {
                    if said {
                        eprintln!("{}", self.speech.text(there));
                    }
                    return Ok(found);
                }
                Err(Absent { failure, passes: false }) => return Err(failure),
                Err(Absent { failure, passes: true }) => {
                    tracing::info!(cause = %failure.message, "waited for");
                    if self.leaving.is_none() {
                        self.leaving = Some(Leaving::watch(self.speech)?);
                    }
                    if !said {
                        said = true;
                        let message = Message::new("up-waits").with("cause", failure.message);
                        eprintln!("{}", self.speech.say(&message));
                    }
                }
            }
            tokio::time::sleep(pause).await;
        }
        // The pauses have no end.
        std::future::pending().await
    }

    /// What ends the process at a signal, if something was waited for: whoever watches for signals from now on drops it.
    pub(crate) fn over(self) -> Option<Leaving> {
        self.leaving
    }
}

/// Ends the process at a signal, as long as there is nothing to be put in order. The system would do that by itself, but not to the
/// first process of a container, and no more once somebody has watched for signals.
pub(crate) struct Leaving(JoinHandle<()>);

impl Leaving {
    fn watch(speech: &Speech) -> Result<Self, Failure> {
        let mut signals = Signals::watch()?;
        let said = speech.text("up-stopped-early");
        Ok(Self(tokio::spawn(async move {
            signals.any().await;
            if let Err(failure) = render::print(&said) {
                tracing::warn!(cause = %failure.message, "nobody hears that the start was ended");
            }
            std::process::exit(0);
        })))
    }
}

impl Drop for Leaving {
    fn drop(&mut self) {
        self.0.abort();
    }
}

#[cfg(test)]
mod tests {
    use talap_locale::Words;
    use talap_model::Language;

    use super::*;

    fn speech() -> Speech {
        Speech::new(Words::built_in().unwrap(), Language::En)
    }

    fn absent(passes: bool) -> Absent {
        let cause = Message::new("store-unreachable").with("cause", "connection refused");
        Absent { failure: Failure::failed(cause), passes }
    }

    fn at_once() -> impl Iterator<Item = Duration> {
        std::iter::repeat(Duration::ZERO)
    }

    #[test]
    fn pauses_grow_and_are_bounded() {
        let pauses: Vec<_> = pauses().take(8).collect();
        assert_eq!(pauses.first(), Some(&PAUSE.0));
        assert!(pauses.is_sorted() && pauses.get(1) > pauses.first());
        assert_eq!(pauses.last(), Some(&PAUSE.1));
    }

    #[tokio::test]
    async fn an_attempt_is_made_again_until_it_succeeds() {
        let (speech, mut attempts) = (speech(), 0);
        let mut waiting = Waiting::new(&speech);
        let found = waiting.until_after(at_once(), "up-database-there", async || {
            attempts += 1;
            if attempts < 20 { Err(absent(true)) } else { Ok(attempts) }
        });
        assert_eq!(found.await.unwrap(), 20);
        assert!(waiting.over().is_some(), "somebody watched for signals");
    }

    #[tokio::test]
    async fn what_waiting_cannot_mend_ends_it_also_later() {
        let (speech, mut attempts) = (speech(), 0);
        let mut waiting = Waiting::new(&speech);
        let found = waiting.until_after(at_once(), "up-database-there", async || {
            attempts += 1;
            Err::<(), _>(absent(attempts < 3))
        });
        assert_eq!(found.await.unwrap_err().message.key, "store-unreachable");
        assert_eq!(attempts, 3);
        let mut waiting = Waiting::new(&speech);
        assert!(
            waiting.until_after(at_once(), "up-database-there", async || Err::<(), _>(absent(false))).await.is_err()
        );
        assert!(waiting.over().is_none(), "nothing was waited for");
    }
}
