//! The servers and stores that the ledger is kept with, looked at again and again: for the page that tells of them and for
//! `talap ledger status`.

use std::sync::Arc;
use std::time::Duration;

use talap_access::Service;
use talap_collect::stream::{Link, Monitored};
use talap_ledger::{Archive, ArchiveState};
use talap_model::{Explain as _, Message};
use talap_store::without_password;
use talap_web::keeping::{Lease, Look, Purpose};
use tokio::task::JoinHandle;

use crate::app::App;
use crate::lease::{LEASE, within};
use crate::waiting::is_server;
use crate::{grown, keeping, monitors, system};

/// How long between two looks.
const PERIOD: Duration = Duration::from_secs(15);

/// How long one answer is waited for.
const PATIENCE: Duration = Duration::from_secs(5);

/// What looks, and what it has asked.
#[derive(Default)]
pub(crate) struct Looker {
    /// The stream, where this process is connected to one.
    link: Option<Link>,
    objects: Slow,
    archive: Slow,
}

/// A question whose answer may not come: it is asked once more only when it has.
#[derive(Default)]
struct Slow(Option<JoinHandle<Result<(), Message>>>);

impl Slow {
    /// Asks, unless the answer of before is waited for yet. Why there is none, where there is none.
    async fn ask(
        &mut self,
        place: &str,
        question: impl Future<Output = Result<(), Message>> + Send + 'static,
    ) -> Option<Message> {
        let asked = self.0.get_or_insert_with(|| tokio::spawn(question));
        let unreachable =
            |cause: Message| Message::new("ledger-archive-unreachable").with("place", place).with("cause", cause);
        let answered = tokio::time::timeout(PATIENCE, asked).await;
        match answered {
            Ok(answer) => {
                self.0 = None;
                let ended =
                    |error: tokio::task::JoinError| Err(Message::new("io-other").with("text", error.to_string()));
                answer.unwrap_or_else(ended).err()
            }
            Err(_late) => Some(unreachable(Message::new("store-silent").with("seconds", PATIENCE.as_secs()))),
        }
    }
}

/// Lets looks find the stream.
pub(crate) async fn know_stream(app: &App, link: Link) {
    app.looker.lock().await.link = Some(link);
}

/// Looks at all of them every few seconds, for ever.
pub(crate) async fn keep_looked_at(app: &App) {
    loop {
        look(app).await;
        tokio::time::sleep(PERIOD).await;
    }
}

/// Looks at all of them once.
pub(crate) async fn look(app: &App) {
    let mut looker = app.looker.lock().await;
    let Looker { link, objects, archive } = &mut *looker;
    let (records, stream, each, objects, archive, second) = tokio::join!(
        look_at_records(app),
        look_at_stream(app, link.as_ref()),
        look_at_each(link.as_ref()),
        look_at_objects(app, objects),
        look_at_archive(app, archive),
        look_at_second(app),
    );
    let (records, lease) = records.unzip();
    let looks =
        [records, stream].into_iter().flatten().chain(each).chain([objects, archive, second].into_iter().flatten());
    app.servers.note(app.clock.now(), looks.collect(), lease.flatten());
}

/// The database, and whose the lease is where several nodes may have it.
async fn look_at_records(app: &App) -> Option<(Look, Option<Lease>)> {
    let url = app.config.store.url.as_deref().filter(|url| is_server(url))?;
    let caller = Service::Stream.caller();
    let (state, trouble) = match within(PATIENCE, app.store.lease(&caller, LEASE)).await {
        Ok(state) => (state, None),
        Err(cause) => (None, Some(cause)),
    };
    let grown = &app.config.grown;
    let held = state.filter(|state| grown.nats_url.is_some() && !state.left.is_zero());
    let lease = held.map(|state| Lease {
        is_here: state.holder == grown.node.clone().unwrap_or_else(system::machine),
        until: app.clock.now().plus_seconds(i64::try_from(state.left.as_secs()).unwrap_or_default()),
        node: state.holder,
    });
    Some((
        Look { purpose: Purpose::Records, address: without_password(url), trouble, since: None, waiting: None },
        lease,
    ))
}

async fn look_at_stream(app: &App, link: Option<&Link>) -> Option<Look> {
    let (address, link) = (app.config.grown.nats_url.clone()?, link?);
    // Without a connection a question would only wait for its time to be over.
    let is_connected = *link.connected().borrow();
    let asked = if is_connected { Some(within(PATIENCE, link.messages()).await) } else { None };
    let (waiting, trouble) = match asked {
        Some(Ok(messages)) => (Some(messages), None),
        // What did not answer in time is said of the database there.
        Some(Err(cause)) if cause.key == "store-unreachable" => (None, Some(Message::new("up-stream-silent"))),
        Some(Err(cause)) => (None, Some(cause)),
        None => (None, Some(Message::new("up-stream-lost"))),
    };
    Some(Look { purpose: Purpose::Stream, address, trouble, since: None, waiting })
}

/// Each server of the stream, over its monitoring.
async fn look_at_each(link: Option<&Link>) -> Vec<Look> {
    let Some(link) = link.filter(|link| monitors::are_several(link)) else { return Vec::new() };
    let look = |one: Monitored| {
        let trouble = one.fault.map(|fault| fault.explain());
        Look { purpose: Purpose::StreamServer, address: one.server, trouble, since: None, waiting: None }
    };
    link.ask_monitors().await.into_iter().map(look).collect()
}

async fn look_at_objects(app: &App, slow: &mut Slow) -> Option<Look> {
    let objects = Arc::clone(app.objects.as_ref()?);
    let address = objects.place();
    let answer = slow.ask(&address, answers(objects)).await;
    // Files may wait for other reasons than that nobody answers.
    let unplaced = app.ledger.unplaced();
    let waiting = if unplaced.is_some() { app.ledger.stats().tail_events } else { 0 };
    let trouble = answer.or_else(|| unplaced.map(|error| keeping::waiting(&error)));
    Some(Look { purpose: Purpose::Objects, address, trouble, since: None, waiting: Some(waiting) })
}

async fn answers(objects: Arc<Archive>) -> Result<(), Message> {
    grown::answers(objects).await.map_err(|error| error.explain())
}

async fn look_at_archive(app: &App, slow: &mut Slow) -> Option<Look> {
    let address = app.archive.as_ref()?.place();
    let ledger = app.ledger.clone();
    let asked = async move {
        match ledger.archive_state().await {
            ArchiveState::None | ArchiveState::Reached { .. } => Ok(()),
            ArchiveState::Unreachable { cause, .. } => Err(cause),
        }
    };
    let trouble = slow.ask(&address, asked).await;
    let due = app.ledger.due_for_archive(app.clock.now());
    let waiting = Some(u64::try_from(due).unwrap_or(u64::MAX));
    Some(Look { purpose: Purpose::Archive, address, trouble, since: None, waiting })
}

async fn look_at_second(app: &App) -> Option<Look> {
    let second = app.ledger.second_store().await?;
    let (since, trouble) = second.failing.unzip();
    let address = second.folder.display().to_string();
    Some(Look { purpose: Purpose::SecondStore, address, trouble, since, waiting: Some(second.refused_events) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn an_answer_of_before_is_waited_for_and_not_asked_again() {
        let mut slow = Slow::default();
        assert_eq!(slow.ask("p", async { Ok(()) }).await, None);
        let refused = Message::new("ledger-archive-none");
        let cause = refused.clone();
        assert_eq!(slow.ask("p", async move { Err(cause) }).await, Some(refused.clone()));
        // Asked already: whatever is asked meanwhile has that answer.
        let cause = refused.clone();
        slow.0 = Some(tokio::spawn(async move { Err(cause) }));
        assert_eq!(slow.ask("p", async { Ok(()) }).await, Some(refused));
        assert_eq!(slow.ask("p", async { Ok(()) }).await, None);
    }
}
