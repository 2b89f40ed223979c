//! What every request passes: whose it is, room for its body, and the sink.

use std::sync::Arc;

use axum::http::{HeaderMap, header};
use axum::response::Response;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use talap_model::{Explain, Message, NewEvent, Timestamp, Word};
use tokio::sync::Semaphore;

use super::answer::{Refused, language};
use crate::fault;
use crate::receive::listening::Peer;
use crate::receive::{Counters, Doorkeeper, Intake};
use crate::sink::{Kept, Sink};
use crate::source::Source;

/// What handlers work with.
pub(in crate::receive) struct Desk<S> {
    pub(in crate::receive) intake: Intake<S>,
    pub(in crate::receive) counters: Counters,
    door: Arc<dyn Doorkeeper>,
    /// Bytes of bodies that may still be held.
    pub(super) room: Arc<Semaphore>,
    /// Bytes that may still be held of what bodies are read as.
    pub(super) read: Arc<Semaphore>,
    /// Bytes that may still be held of what bodies unfold to.
    pub(super) unfolded: Arc<Semaphore>,
}

impl<S: Sink> Desk<S> {
    pub(in crate::receive) fn new(intake: Intake<S>, door: Arc<dyn Doorkeeper>, counters: Counters) -> Self {
        let room = || Arc::new(Semaphore::new(intake.limits.bodies.min(Semaphore::MAX_PERMITS)));
        let (room, read, unfolded) = (room(), room(), room());
        Self { intake, counters, door, room, read, unfolded }
    }

    /// The source whose token a request carries, as `Bearer`, or as the password of `Basic` for senders that know no
    /// other, such as systemd's.
    pub(in crate::receive) async fn admit(&self, headers: &HeaderMap) -> Result<Arc<Source>, Refused> {
        let token = headers.get(header::AUTHORIZATION).and_then(|value| token(value.to_str().ok()?));
        let token = token.ok_or(Refused::NoToken)?;
        match self.door.admit(&token).await {
            Ok(Some(source)) => Ok(source),
            Ok(None) => Err(Refused::FalseToken),
            Err(error) => {
                tracing::error!(%error, cause = %error.cause, "a token could not be looked up");
                Err(Refused::CannotTell)
            }
        }
    }

    /// Counts and tells a refusal and says it, in the language asked for.
    pub(in crate::receive) fn note(&self, peer: &Peer, headers: &HeaderMap, refused: &Refused) -> String {
        refused.count(&self.counters);
        let reason = refused.explain();
        tracing::warn!(peer = %peer.address, %reason, "a request was refused");
        let sentence = self.say(headers, &reason);
        self.counters.tell(self.intake.clock.now(), peer.address.ip(), reason);
        sentence
    }

    /// The answer of a refusal.
    pub(super) fn refuse(&self, peer: &Peer, headers: &HeaderMap, refused: Refused) -> Response {
        let sentence = self.note(peer, headers, &refused);
        refused.answer(sentence)
    }

    pub(super) fn say(&self, headers: &HeaderMap, message: &Message) -> String {
        self.door.say(language(headers), message)
    }

    /// Hands the events of a request over.
    pub(in crate::receive) async fn hand_over(&self, events: Vec<NewEvent>) -> Result<Kept, Refused> {
        if events.is_empty() {
            return Ok(Kept::default());
        }
        self.intake.hand_over(events, &self.counters).await.map_err(Refused::NotKept)
    }

    /// Bytes as an event of a source, of which nothing is known yet but whence they came. Longer ones than the limit are
    /// cut.
    pub(in crate::receive) fn event(
        &self,
        raw: &[u8],
        source: &Source,
        peer: &Peer,
        transport: &str,
        received_at: Timestamp,
    ) -> NewEvent {
        self.counters.received(1);
        let kept = raw.get(..self.intake.limits.max_frame).unwrap_or(raw);
        self.counters.discarded_bytes((raw.len() - kept.len()) as u64);
        let secure = if peer.secure { "+tls" } else { "" };
        let mut event = NewEvent {
            received_at,
            occurred_at: None,
            organisation: source.organisation.clone(),
            object: source.object.clone(),
            source: source.id.clone(),
            kind: source.kind,
            class_uid: 0,
            severity_id: 0,
            host: None,
            program: None,
            user: None,
            address: None,
            message: String::new(),
            attributes: peer.attributes().collect(),
            raw: kept.to_vec(),
            fault: (kept.len() < raw.len()).then(|| fault::FRAME_TOO_LONG.to_owned()),
        };
        event.attributes.insert("peer", peer.address.ip().to_canonical().to_string());
        event.attributes.insert("transport", format!("{transport}{secure}"));
        event
    }
}

fn token(header: &str) -> Option<String> {
    let (scheme, value) = header.split_once(' ')?;
    let value = value.trim();
    let token = if scheme.eq_ignore_ascii_case("bearer") {
        value.to_owned()
    } else if scheme.eq_ignore_ascii_case("basic") {
        let pair = String::from_utf8(STANDARD.decode(value).ok()?).ok()?;
        pair.split_once(':')?.1.to_owned()
    } else {
        return None;
    };
    Some(token).filter(|token| !token.is_empty())
}

/// Puts what a sender names an attribute beside those that Talap itself sets, which it cannot replace.
pub(in crate::receive) fn add_attribute(event: &mut NewEvent, name: impl Into<Word>, value: impl Into<Word>) {
    let name = name.into();
    let name = if event.attributes.contains_key(&name) { format!("attribute.{name}").into() } else { name };
    event.attributes.insert(name, value);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_comes_as_bearer_or_as_a_password() {
        assert_eq!(token("Bearer talap_x").as_deref(), Some("talap_x"));
        assert_eq!(token("basic eDp0YWxhcF95").as_deref(), Some("talap_y"));
        for wrong in ["", "Bearer", "Bearer ", "Basic !", "Basic eA==", "Digest a=b"] {
            assert_eq!(token(wrong), None, "{wrong:?}");
        }
    }
}
