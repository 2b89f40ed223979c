//! The servers of the stream, each asked over its monitoring: one that is away, as for its maintenance, may come back as it must
//! not be. What is new is said.

use std::time::Duration;

use talap_collect::stream::{Link, Monitored};
use talap_model::{Explain, Message};
use tokio_util::sync::CancellationToken;

use crate::render::Speech;

/// How long between two looks.
const PERIOD: Duration = Duration::from_secs(15);

/// How a server was when it was last told of.
#[derive(Debug, Clone, PartialEq, Eq)]
enum State {
    Fit,
    Silent,
    /// It answers and is not as it must be; the key of what is wrong.
    Unfit(String),
}

/// What is to be said of each server, in the order of their addresses.
#[derive(Debug)]
struct Told(Vec<State>);

impl Told {
    /// Nothing was said of so many yet: they are taken to be as they must be.
    fn nothing(count: usize) -> Self {
        Self(vec![State::Fit; count])
    }

    /// What is new.
    fn news(&mut self, monitored: &[Monitored]) -> Vec<Message> {
        self.0.iter_mut().zip(monitored).filter_map(|(told, one)| news(told, one)).collect()
    }
}

fn news(told: &mut State, one: &Monitored) -> Option<Message> {
    let cause = one.fault.as_ref().map(Explain::explain);
    let (now, message) = match cause {
        None => (State::Fit, Message::new("up-stream-server-fit").with("server", one.server.as_str())),
        Some(cause) if one.is_silent() => (State::Silent, Message::new("up-stream-server-silent").with("cause", cause)),
        Some(cause) => (State::Unfit(cause.key.clone()), Message::new("up-stream-server-unfit").with("cause", cause)),
    };
    (std::mem::replace(told, now.clone()) != now).then_some(message)
}

/// Whether servers are told of each by itself: where one address is named, it must answer before the start goes on.
pub(crate) fn are_several(link: &Link) -> bool {
    link.monitored().len() > 1
}

/// Says which of them do not answer at the start, and looks at them again and again until `stop`.
pub(crate) async fn keep_told(speech: Speech, link: Link, stop: CancellationToken) {
    if !are_several(&link) {
        return;
    }
    let mut told = Told::nothing(link.monitored().len());
    let say = |news: Vec<Message>| {
        for message in &news {
            eprintln!("{}", speech.say(message));
        }
    };
    say(told.news(link.monitored()));
    loop {
        let looked = async {
            tokio::time::sleep(PERIOD).await;
            link.ask_monitors().await
        };
        tokio::select! {
            () = stop.cancelled() => return,
            monitored = looked => say(told.news(&monitored)),
        }
    }
}

#[cfg(test)]
mod tests {
    use talap_collect::stream::StreamError;
    use talap_locale::Words;
    use talap_model::Language;

    use super::*;

    fn fit(server: &str) -> Monitored {
        Monitored { server: server.to_owned(), fault: None }
    }

    fn silent(server: &str) -> Monitored {
        let cause = std::io::Error::from(std::io::ErrorKind::ConnectionRefused).into();
        Monitored { fault: Some(StreamError::Monitor { server: server.to_owned(), cause }), ..fit(server) }
    }

    fn unsynced(server: &str) -> Monitored {
        Monitored { fault: Some(StreamError::NotSynced { server: server.to_owned(), seconds: 120 }), ..fit(server) }
    }

    fn old(server: &str) -> Monitored {
        let version = "2.9.25".to_owned();
        Monitored { fault: Some(StreamError::Old { server: server.to_owned(), version }), ..fit(server) }
    }

    #[test]
    fn each_change_of_a_server_is_said_once() {
        let mut told = Told::nothing(3);
        let mut keys = |second: Monitored| {
            let news = told.news(&[fit("a"), second, fit("c")]);
            news.into_iter().map(|message| message.key).collect::<Vec<_>>()
        };
        let none: [&str; 0] = [];
        assert_eq!(keys(fit("b")), none, "that they are as they must be is no news");
        assert_eq!(keys(silent("b")), ["up-stream-server-silent"]);
        assert_eq!(keys(silent("b")), none);
        assert_eq!(keys(unsynced("b")), ["up-stream-server-unfit"]);
        assert_eq!(keys(unsynced("b")), none);
        assert_eq!(keys(old("b")), ["up-stream-server-unfit"], "something else is wrong with it");
        assert_eq!(keys(silent("b")), ["up-stream-server-silent"]);
        assert_eq!(keys(fit("b")), ["up-stream-server-fit"]);
        assert_eq!(keys(fit("b")), none);
    }

    #[test]
    fn what_is_said_names_the_server_in_each_language() {
        for language in Language::ALL {
            let speech = Speech::new(Words::built_in().unwrap(), language);
            for one in [silent("http://b:8222"), unsynced("http://b:8222"), old("http://b:8222"), fit("http://b:8222")]
            {
                let message = news(&mut State::Unfit(String::new()), &one).unwrap();
                let said = speech.say(&message);
                assert!(said.contains("http://b:8222") && !said.contains("up-stream"), "{said}");
            }
        }
    }
}
