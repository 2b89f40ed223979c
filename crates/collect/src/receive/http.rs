//! The receiver of requests: lines of JSON, logs of OpenTelemetry and uploads of systemd's journal, each answered once the
//! sink has kept it. Every request carries the token of one registered source.

mod answer;
mod body;
mod desk;
mod events;
mod journal;
mod line;
mod logs;

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::{Request, State};
use axum::http::HeaderMap;
use axum::response::Response;
use axum::routing::post;
use axum::{Extension, Router};
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use hyper_util::service::TowerToHyperService;
use talap_model::Clock;
use tokio_util::sync::CancellationToken;

pub(super) use self::answer::Refused;
pub(super) use self::body::{most_values, read, room, unfolded};
pub(super) use self::desk::{Desk, add_attribute};
#[cfg(fuzzing)]
pub use self::line::read_for_fuzzing;
use super::door::Doorkeeper;
use super::listening::{Listening, Peer};
use super::stream::{Patient, Stream};
use super::tls::Tls;
use super::{BindError, Counters, Intake, Limits};
use crate::sink::Sink;

/// How long the head of a request may take to come.
const HEAD: Duration = Duration::from_secs(15);
/// How long a connection may be idle between requests, or take no answer.
const PATIENCE: Duration = Duration::from_mins(5);
/// How long requests under way may take once the end is near.
const FAREWELL: Duration = Duration::from_secs(10);
/// The longest head of a request, in bytes.
const LONGEST_HEAD: usize = 32 * 1024;
/// The most requests on one connection of HTTP/2 at the same time.
const STREAMS: u32 = 16;

/// A receiver of requests, within TLS or not.
#[derive(Debug)]
pub struct EventsHttp {
    listening: Listening,
}

impl EventsHttp {
    /// Listens on an address; port 0 takes a free one.
    ///
    /// # Errors
    ///
    /// [`BindError`], which names the address and the cause.
    pub async fn bind(address: SocketAddr, tls: Option<Tls>) -> Result<Self, BindError> {
        let tls = tls.map(|tls| tls.speaking(&[b"h2", b"http/1.1"]));
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

    /// Receives until `shutdown`, then answers the requests under way and returns.
    pub async fn run<S: Sink>(self, intake: Intake<S>, door: Arc<dyn Doorkeeper>, shutdown: CancellationToken) {
        let (limits, clock) = (intake.limits, Arc::clone(&intake.clock));
        let desk = Arc::new(Desk::new(intake, door, self.counters()));
        let router = Router::new()
            .route("/v1/events", post(events::take::<S>))
            .route("/v1/logs", post(logs::take::<S>))
            .route("/upload", post(journal::take::<S>))
            .fallback(nothing::<S>)
            .method_not_allowed_fallback(nothing::<S>)
            .with_state(desk);
        serve(self.listening, limits, clock, router, shutdown).await;
    }
}

async fn nothing<S: Sink>(
    State(desk): State<Arc<Desk<S>>>,
    Extension(peer): Extension<Peer>,
    headers: HeaderMap,
    request: Request,
) -> Response {
    let place = format!("{} {}", request.method(), request.uri().path());
    desk.refuse(&peer, &headers, Refused::NoPlace { place })
}

/// Answers requests with a router until `shutdown`. Every request knows its [`Peer`].
pub(super) async fn serve(
    listening: Listening,
    limits: Limits,
    clock: Arc<dyn Clock>,
    router: Router,
    shutdown: CancellationToken,
) {
    let each = {
        let shutdown = shutdown.clone();
        move |stream, peer| connection(stream, peer, router.clone(), shutdown.clone())
    };
    listening.serve(limits, clock, shutdown, each).await;
}

async fn connection(stream: Stream, peer: Peer, router: Router, shutdown: CancellationToken) {
    let mut builder = Builder::new(TokioExecutor::new());
    builder.http1().timer(TokioTimer::new()).header_read_timeout(HEAD).max_buf_size(LONGEST_HEAD);
    builder
        .http2()
        .timer(TokioTimer::new())
        .max_concurrent_streams(STREAMS)
        .max_header_list_size(u32::try_from(LONGEST_HEAD).unwrap_or(u32::MAX))
        .keep_alive_interval(Some(PATIENCE))
        .keep_alive_timeout(HEAD);
    let address = peer.address;
    let service = TowerToHyperService::new(router.layer(Extension(peer)));
    let serving = builder.serve_connection(TokioIo::new(Patient::new(stream, PATIENCE)), service);
    tokio::pin!(serving);
    let ended = tokio::select! {
        ended = serving.as_mut() => ended,
        () = shutdown.cancelled() => {
            serving.as_mut().graceful_shutdown();
            tokio::time::timeout(FAREWELL, serving).await.unwrap_or(Ok(()))
        }
    };
    if let Err(error) = ended {
        tracing::info!(peer = %address, %error, "a connection ended");
    }
}
