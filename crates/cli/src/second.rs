//! The second store of confidential objects beside a running ledger: that it cannot be written is told, and that it can be
//! again.

use std::time::Duration;

use talap_collect::own::Act;
use talap_ledger::SecondStore;
use talap_model::{ActKey, Message, Timestamp};

use crate::app::App;
use crate::failure::Failure;
use crate::render::Speech;

/// The name that acts of this kind are recorded under.
const WHO: &str = "talap:ledger";

/// How long between two looks.
const PERIOD: Duration = Duration::from_secs(15);

/// What was told last.
#[derive(Debug, Default)]
struct Told {
    failing: Option<Timestamp>,
    refused: u64,
    same_disk: bool,
    kept: u64,
}

/// Looks at it every few seconds, for ever.
pub(crate) async fn keep_looked_at(speech: &Speech, app: &App) {
    let (mut told, waits) = (Told::default(), app.config.grown.is_set());
    while let Some(store) = app.ledger.try_second_store().await {
        for (act, message) in news(&mut told, &store, waits, speech) {
            eprintln!("{}", speech.say(&message));
            if let Err(error) = app.record(act).await {
                let cause = Failure::from(error).message;
                tracing::error!(%cause, "what the second store does could not be recorded");
            }
        }
        tokio::time::sleep(PERIOD).await;
    }
    std::future::pending::<()>().await;
}

/// What is new since it was told last. What comes through a stream waits there while it fails.
fn news(told: &mut Told, store: &SecondStore, waits: bool, speech: &Speech) -> Vec<(Act<'static>, Message)> {
    let folder = store.folder.display().to_string();
    let act = |action| Act::new(action, WHO).with("folder", &folder);
    let at = |key: &str| Message::new(key).with("path", folder.as_str());
    let failed = if waits { "second-failed-waits" } else { "second-failed" };
    let kept = if waits { "second-kept-again" } else { "second-kept" };
    let mut news = Vec::new();
    match &store.failing {
        Some((since, cause)) if told.failing.is_none() => {
            told.failing = Some(*since);
            let act = act(ActKey::LedgerSecondStoreFailed).with("since", since).with("cause", speech.say(cause));
            news.push((act.to_look_at(), at(failed).with("cause", cause.clone())));
        }
        // It may have failed and worked again between two looks; then it refused something.
        None if told.failing.is_some() || store.refused_events > told.refused => {
            let refused = store.refused_events.saturating_sub(told.refused);
            let mut act = act(ActKey::LedgerSecondStoreWorks).with("refused_events", refused);
            if let Some(since) = told.failing.take() {
                act = act.with("since", since);
            }
            told.refused = store.refused_events;
            news.push((act, at("second-works").with("n", refused)));
        }
        Some(_) | None => {}
    }
    if store.same_disk && !std::mem::replace(&mut told.same_disk, store.same_disk) {
        news.push((act(ActKey::LedgerSecondStoreSameDisk).to_look_at(), at("second-same-disk")));
    }
    if store.kept_logs > std::mem::replace(&mut told.kept, store.kept_logs) {
        let act = act(ActKey::LedgerSecondStoreDiffers).with("logs", store.kept_logs);
        news.push((act.to_look_at(), at(kept).with("n", store.kept_logs)));
    }
    news
}

#[cfg(test)]
mod tests {
    use talap_locale::Words;
    use talap_model::Language;

    use super::*;

    /// The keys of what is new, which says where.
    fn keys(told: &mut Told, store: &SecondStore, waits: bool) -> Vec<String> {
        let speech = Speech::new(Words::built_in().unwrap(), Language::En);
        let all = news(told, store, waits, &speech);
        for (_, message) in &all {
            assert!(speech.say(message).contains("/mnt/second"), "{message}");
        }
        all.into_iter().map(|(_, message)| message.key).collect()
    }

    fn sound() -> SecondStore {
        let folder = "/mnt/second".into();
        SecondStore { folder, failing: None, refused_events: 0, same_disk: false, kept_logs: 0 }
    }

    fn failing() -> SecondStore {
        let since = Timestamp::from_micros(1_795_341_600_000_000);
        let full = Message::new("ledger-disk-full").with("path", "/mnt/second/probe").with("cause", "no space");
        SecondStore { failing: Some((since, full)), refused_events: 2, ..sound() }
    }

    const NONE: [&str; 0] = [];

    #[test]
    fn each_change_is_told_once() {
        let mut told = Told::default();
        let later = SecondStore { refused_events: 7, ..sound() };
        let between = SecondStore { refused_events: 8, ..sound() };
        let differs = SecondStore { same_disk: true, kept_logs: 1, ..between.clone() };
        let mut keys = |store: &SecondStore| keys(&mut told, store, false);
        assert_eq!(keys(&sound()), NONE);
        assert_eq!(keys(&failing()), ["second-failed"]);
        assert_eq!(keys(&failing()), NONE);
        assert_eq!(keys(&later), ["second-works"]);
        assert_eq!(keys(&later), NONE);
        assert_eq!(keys(&between), ["second-works"], "it failed between two looks");
        assert_eq!(keys(&differs), ["second-same-disk", "second-kept"]);
        assert_eq!(keys(&differs), NONE);
    }

    #[test]
    fn through_a_stream_it_is_said_that_events_wait() {
        let mut told = Told::default();
        let works = SecondStore { refused_events: 2, ..sound() };
        let mut keys = |store: &SecondStore| keys(&mut told, store, true);
        assert_eq!(keys(&failing()), ["second-failed-waits"]);
        assert_eq!(keys(&works), ["second-works"]);
        assert_eq!(keys(&SecondStore { kept_logs: 1, ..works.clone() }), ["second-kept-again"]);
    }
}
