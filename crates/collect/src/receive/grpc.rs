//! OTLP over gRPC: `opentelemetry.proto.collector.logs.v1.LogsService/Export`.

use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use axum::{Extension, Router};
use opentelemetry_proto::tonic::collector::logs::v1::ExportLogsServiceResponse;
use prost::Message;
use tokio_util::bytes::{Buf, Bytes};
use tokio_util::sync::CancellationToken;
use tonic::Status;
use tonic::codec::{Codec, CompressionEncoding, DecodeBuf, Decoder, EncodeBuf, Encoder};
use tonic::server::{Grpc, UnaryService};

use super::door::Doorkeeper;
use super::http::{self, Desk, Refused};
use super::listening::{Listening, Peer};
use super::otlp::{self, Form};
use super::tls::Tls;
use super::{BindError, Counters, Intake};
use crate::sink::Sink;
use crate::source::Source;

/// The only method.
const EXPORT: &str = "/opentelemetry.proto.collector.logs.v1.LogsService/Export";

/// A receiver of OTLP over gRPC, within TLS or not.
#[derive(Debug)]
pub struct OtlpGrpc {
    listening: Listening,
}

impl OtlpGrpc {
    /// Listens on an address; port 0 takes a free one.
    ///
    /// # Errors
    ///
    /// [`BindError`], which names the address and the cause.
    pub async fn bind(address: SocketAddr, tls: Option<Tls>) -> Result<Self, BindError> {
        let tls = tls.map(|tls| tls.speaking(&[b"h2"]));
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
        let router = Router::new().route(EXPORT, post(export::<S>)).fallback(nothing::<S>).with_state(desk);
        http::serve(self.listening, limits, clock, router, shutdown).await;
    }
}

async fn nothing<S: Sink>(
    State(desk): State<Arc<Desk<S>>>,
    Extension(peer): Extension<Peer>,
    headers: HeaderMap,
    request: Request,
) -> Response {
    refuse(&desk, &peer, &headers, &Refused::NoPlace { place: request.uri().path().to_owned() })
}

fn refuse<S: Sink>(desk: &Desk<S>, peer: &Peer, headers: &HeaderMap, refused: &Refused) -> Response {
    let sentence = desk.note(peer, headers, refused);
    Status::new(refused.code(), sentence).into_http::<axum::body::Body>()
}

/// Whose token it is and room for it come first; only then is a byte of the message read.
async fn export<S: Sink>(
    State(desk): State<Arc<Desk<S>>>,
    Extension(peer): Extension<Peer>,
    headers: HeaderMap,
    request: Request,
) -> Response {
    let exporting = async {
        let source = desk.admit(&headers).await?;
        let limit = desk.intake.limits.max_body;
        let _room = http::room(&desk, limit).await?;
        let service = Export { desk: Arc::clone(&desk), source, peer: peer.clone(), headers: headers.clone() };
        let mut grpc = Grpc::new(AsItCame)
            .accept_compressed(CompressionEncoding::Gzip)
            .send_compressed(CompressionEncoding::Gzip)
            .max_decoding_message_size(limit);
        Ok::<_, Refused>(grpc.unary(service, request).await.into_response())
    };
    let done = tokio::time::timeout(desk.intake.limits.request, exporting).await;
    done.unwrap_or(Err(Refused::Stalled)).unwrap_or_else(|refused| refuse(&desk, &peer, &headers, &refused))
}

struct Export<S> {
    desk: Arc<Desk<S>>,
    source: Arc<Source>,
    peer: Peer,
    headers: HeaderMap,
}

/// What comes of an export.
type Exported = Result<tonic::Response<ExportLogsServiceResponse>, Status>;

impl<S: Sink> UnaryService<Bytes> for Export<S> {
    type Response = ExportLogsServiceResponse;
    type Future = Pin<Box<dyn Future<Output = Exported> + Send>>;

    fn call(&mut self, request: tonic::Request<Bytes>) -> Self::Future {
        let Self { desk, source, peer, headers } = self;
        let (desk, source, peer, headers) = (Arc::clone(desk), Arc::clone(source), peer.clone(), headers.clone());
        Box::pin(async move {
            let kept = otlp::keep(&desk, &source, &peer, "otlp/grpc", Form::Protobuf, request.into_inner()).await;
            let failed = |refused: Refused| Status::new(refused.code(), desk.note(&peer, &headers, &refused));
            kept.map(tonic::Response::new).map_err(failed)
        })
    }
}

/// Takes a message as its bytes, so that they can be kept as they came.
#[derive(Debug, Clone, Copy, Default)]
struct AsItCame;

impl Codec for AsItCame {
    type Encode = ExportLogsServiceResponse;
    type Decode = Bytes;
    type Encoder = Self;
    type Decoder = Self;

    fn encoder(&mut self) -> Self {
        Self
    }

    fn decoder(&mut self) -> Self {
        Self
    }
}

impl Encoder for AsItCame {
    type Item = ExportLogsServiceResponse;
    type Error = Status;

    fn encode(&mut self, item: ExportLogsServiceResponse, buffer: &mut EncodeBuf<'_>) -> Result<(), Status> {
        item.encode(buffer).map_err(|error| Status::internal(error.to_string()))
    }
}

impl Decoder for AsItCame {
    type Item = Bytes;
    type Error = Status;

    fn decode(&mut self, buffer: &mut DecodeBuf<'_>) -> Result<Option<Bytes>, Status> {
        Ok(Some(buffer.copy_to_bytes(buffer.remaining())))
    }
}
