//! What a person posted: the fields and files of a form, once it is known to come from a form of this session.

use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::extract::{FromRequest, Multipart, Request};
use axum::http::header::CONTENT_TYPE;
use axum::response::Response;
use futures::StreamExt;
use talap_model::Message;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::Shared;
use crate::fault::{Fault, FaultKind};
use crate::gate::Visitor;
use crate::pages::failure;

/// The field that proves that a form is of this session.
pub(crate) const CSRF: &str = "_csrf";
/// The field of a form that a person sends again after signing in: show it, do not act on it.
pub(crate) const AGAIN: &str = "_again";

/// The longest text that all fields of a form take together, in bytes.
const LONGEST_TEXT: usize = 256 << 10;
/// The most fields that a form has: a box for each of many people or records is one.
const MOST_FIELDS: usize = 20_000;
/// How long a form with a file waits for its turn.
const TURN: Duration = Duration::from_secs(10);
/// How much of a request that is too large is read and thrown away, so that the browser gets to see the answer.
const DRAINED: usize = 64 << 20;

/// A file that a person handed in.
#[derive(Clone)]
pub(crate) struct Upload {
    pub(crate) field: String,
    /// The name that the person's machine gave it: not to be trusted.
    pub(crate) name: String,
    pub(crate) bytes: Vec<u8>,
}

/// The fields and files of a form.
#[derive(Clone, Default)]
pub(crate) struct Posted {
    fields: Vec<(String, String)>,
    files: Vec<Upload>,
    /// Held for as long as the files are.
    turn_held: Option<Arc<OwnedSemaphorePermit>>,
}

/// The fields and files of a form that people hand files in with. Of any other the files are not kept.
pub(crate) struct WithFiles(pub(crate) Posted);

/// What is kept of the files of a form.
struct Room<'a> {
    /// How many bytes of all of them together.
    bytes: usize,
    /// Where they take turns; none where nothing is kept.
    turns: Option<&'a Arc<Semaphore>>,
}

impl Posted {
    /// A field's text without the space around it; empty when the form has no such field.
    pub(crate) fn get(&self, name: &str) -> &str {
        self.fields.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value.trim())
    }

    /// A field's text as it was typed: a password.
    pub(crate) fn exact(&self, name: &str) -> &str {
        self.fields.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value)
    }

    /// All texts of a field.
    pub(crate) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.fields.iter().filter(move |(key, _)| key == name).map(|(_, value)| value.trim())
    }

    /// All fields that a person filled, without those of ours.
    pub(crate) fn filled(&self) -> impl Iterator<Item = (&str, &str)> {
        self.fields.iter().filter(|(key, _)| !key.starts_with('_')).map(|(key, value)| (key.as_str(), value.as_str()))
    }

    /// A file with content.
    pub(crate) fn file(&self, name: &str) -> Option<&Upload> {
        self.files.iter().find(|file| file.field == name && !(file.name.is_empty() && file.bytes.is_empty()))
    }

    /// Whether this is a form that was interrupted by the end of a session and is shown again.
    pub(crate) fn again(&self) -> bool {
        !self.get(AGAIN).is_empty()
    }

    /// Reads a form of somebody who is not signed in: its texts, and nothing of its files, which a stranger could fill the
    /// memory with.
    pub(crate) async fn read_of_stranger(request: Request) -> Result<Self, Fault> {
        Self::read(request, Room { bytes: 0, turns: None }).await
    }

    /// Reads a form, and of its files what there is room for.
    async fn read(request: Request, room: Room<'_>) -> Result<Self, Fault> {
        let kind = request.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
        if kind.starts_with("multipart/form-data") {
            Self::read_multipart(request, room).await
        } else if kind.starts_with("application/x-www-form-urlencoded") {
            Self::read_fields(request.into_body()).await
        } else {
            Err(Fault::of(FaultKind::WrongType, Message::new("web-form-type-wrong")))
        }
    }

    async fn read_fields(body: Body) -> Result<Self, Fault> {
        let mut bytes = Vec::new();
        let mut stream = body.into_data_stream();
        while let Some(chunk) = stream.next().await {
            let chunk = chunk.map_err(|_| broken())?;
            if bytes.len() + chunk.len() > LONGEST_TEXT {
                drain(&mut stream).await;
                return Err(too_large(LONGEST_TEXT));
            }
            bytes.extend_from_slice(&chunk);
        }
        let fields: Vec<_> = form_urlencoded::parse(&bytes).into_owned().take(MOST_FIELDS + 1).collect();
        // What stands at its end is as much of the form as what stands before.
        if fields.len() > MOST_FIELDS { Err(broken()) } else { Ok(Self { fields, ..Self::default() }) }
    }

    async fn read_multipart(request: Request, room: Room<'_>) -> Result<Self, Fault> {
        let largest = room.bytes;
        let mut multipart = Multipart::from_request(request, &()).await.map_err(|_| broken())?;
        let mut posted = Self::default();
        let mut spoilt: Option<Fault> = None;
        let (mut seen, mut texts, mut kept) = (0_usize, 0_usize, 0_usize);
        while let Some(mut field) = multipart.next_field().await.map_err(|_| broken())? {
            let (name, file_name) = (field.name().unwrap_or_default().to_owned(), field.file_name().map(str::to_owned));
            let is_file = file_name.as_ref().is_some_and(|name| !name.is_empty());
            if let Some(turns) = room.turns.filter(|_| is_file && posted.turn_held.is_none() && spoilt.is_none()) {
                match turn(turns).await {
                    Ok(held) => posted.turn_held = Some(Arc::new(held)),
                    Err(fault) => spoilt = Some(fault),
                }
            }
            // Of a file that is too large so much is kept that whoever looks at it sees that it is.
            let limit = match file_name {
                // A browser sends a file without a name where none was chosen.
                Some(_) if largest == 0 || !is_file || spoilt.is_some() => 0,
                Some(_) => (largest + 1).saturating_sub(kept),
                None => LONGEST_TEXT - texts,
            };
            let mut bytes = Vec::new();
            while let Some(chunk) = field.chunk().await.map_err(|_| broken())? {
                seen += chunk.len();
                if seen > largest + DRAINED {
                    return Err(too_large(largest));
                }
                // The rest is read and thrown away: a browser shows no answer to a request that was not taken whole.
                let left = limit - bytes.len();
                bytes.extend(chunk.iter().take(left));
                if chunk.len() > left && file_name.is_none() {
                    spoilt = Some(too_large(LONGEST_TEXT));
                } else if chunk.len() > left && kept > 0 {
                    // What was kept of this one says nothing of its size, for others took the room before it.
                    spoilt = Some(too_large(largest));
                }
            }
            if file_name.is_none() {
                texts += bytes.len();
            } else {
                kept += bytes.len();
            }
            match file_name {
                _ if posted.fields.len() + posted.files.len() >= MOST_FIELDS => spoilt = Some(broken()),
                Some(file_name) => posted.files.push(Upload { field: name, name: file_name, bytes }),
                None => posted.fields.push((name, String::from_utf8(bytes).map_err(|_| broken())?)),
            }
        }
        spoilt.map_or(Ok(posted), Err)
    }
}

async fn drain(stream: &mut axum::body::BodyDataStream) {
    let mut left = DRAINED;
    while let Some(Ok(chunk)) = stream.next().await {
        left = left.saturating_sub(chunk.len());
        if left == 0 {
            return;
        }
    }
}

fn broken() -> Fault {
    Fault::wrong(Message::new("web-form-broken"))
}

fn too_large(limit: usize) -> Fault {
    Fault::of(FaultKind::TooLarge, Message::new("web-too-large").with("megabytes", (limit >> 20).max(1)))
}

/// Takes a turn, or says that there are too many before it.
async fn turn(turns: &Arc<Semaphore>) -> Result<OwnedSemaphorePermit, Fault> {
    let waited = tokio::time::timeout(TURN, Arc::clone(turns).acquire_owned()).await;
    waited.ok().and_then(Result::ok).ok_or_else(|| Fault::busy(Message::new("web-uploads-busy")))
}

impl FromRequest<Shared> for Posted {
    type Rejection = Response;

    /// Reads a form of a session, without its files. One whose token is not the session's is refused.
    async fn from_request(request: Request, site: &Shared) -> Result<Self, Response> {
        Self::of_session(request, site, Room { bytes: 0, turns: None }).await
    }
}

impl FromRequest<Shared> for WithFiles {
    type Rejection = Response;

    /// Reads a form of a session with its files. One whose token is not the session's is refused.
    async fn from_request(request: Request, site: &Shared) -> Result<Self, Response> {
        let room = Room { bytes: site.settings.largest_file, turns: Some(&site.uploads) };
        Posted::of_session(request, site, room).await.map(Self)
    }
}

impl Posted {
    async fn of_session(request: Request, site: &Shared, room: Room<'_>) -> Result<Self, Response> {
        let visitor = request.extensions().get::<Visitor>().cloned();
        let visitor =
            visitor.ok_or_else(|| axum::response::IntoResponse::into_response(axum::http::StatusCode::FORBIDDEN))?;
        let room = if visitor.visit.is_some() { room } else { Room { bytes: 0, turns: None } };
        let posted = match Self::read(request, room).await {
            Ok(posted) => posted,
            Err(fault) => return Err(failure::page(site, &visitor, &fault)),
        };
        if visitor.visit.as_ref().is_some_and(|visit| !visit.accepts(posted.exact(CSRF))) {
            return Err(failure::page(site, &visitor, &Fault::refused(Message::new("web-form-not-ours"))));
        }
        Ok(posted)
    }
}

#[cfg(test)]
impl Posted {
    /// A form with these fields.
    pub(crate) fn of(fields: &[(&str, &str)]) -> Self {
        let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
        Self { fields: fields.iter().map(owned).collect(), ..Self::default() }
    }
}
