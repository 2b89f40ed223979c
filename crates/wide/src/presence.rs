//! Whether a scheduler has executors. Ballista would keep a query waiting for the first for ever; here it is turned away, and
//! runs where it was asked.

use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use futures::future::{Either, Ready, ready};
use http::{Request, Response};
use tonic::Status;
use tonic::body::Body;
use tower::{Layer, Service};

/// An executor asks for work several times a second, and every five seconds when it has all hands full.
const LATELY: Duration = Duration::from_secs(15);

/// The requests of executors for work, and of those who hand work in.
const WORK: &str = "/PollWork";
const HANDED_IN: [&str; 2] = ["/ExecuteQuery", "/ExecuteQueryPush"];

/// Notes when an executor last asked for work.
#[derive(Debug, Clone, Default)]
pub(crate) struct Presence(Arc<Mutex<Option<Instant>>>);

impl Presence {
    fn note(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(Instant::now());
    }

    fn is_there(&self) -> bool {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).is_some_and(|last| last.elapsed() < LATELY)
    }
}

impl<S> Layer<S> for Presence {
    type Service = Watched<S>;

    fn layer(&self, inner: S) -> Watched<S> {
        Watched { inner, presence: self.clone() }
    }
}

/// A service that turns work away while no executor is there.
#[derive(Debug, Clone)]
pub(crate) struct Watched<S> {
    inner: S,
    presence: Presence,
}

impl<S, B> Service<Request<B>> for Watched<S>
where
    S: Service<Request<B>, Response = Response<Body>>,
{
    type Response = Response<Body>;
    type Error = S::Error;
    type Future = Either<Ready<Result<Self::Response, S::Error>>, S::Future>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, request: Request<B>) -> Self::Future {
        let path = request.uri().path();
        if path.ends_with(WORK) {
            self.presence.note();
        } else if HANDED_IN.iter().any(|method| path.ends_with(method)) && !self.presence.is_there() {
            return Either::Left(ready(Ok(Status::unavailable("no executor is there").into_http())));
        }
        Either::Right(self.inner.call(request))
    }
}
