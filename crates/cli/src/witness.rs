//! A running witness: its folder, and the little HTTP of C2SP tlog-witness.

use std::os::unix::fs::DirBuilderExt as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, post};
use talap_ledger::SigningKey;
use talap_ledger::witness::{LARGEST_REQUEST, Reply, Witness};
use talap_locale::Words;
use talap_model::Message;
use talap_web::serve::Bound;
use tokio_util::sync::CancellationToken;

use crate::certificates::{Shown, Told, keep_renewing};
use crate::config::witness::WitnessFile;
use crate::failure::Failure;
use crate::render::{self, Speech};
use crate::system::SystemClock;
use crate::up::Signals;

/// The folder of a witness: `witness.key`, `witness.pub`, `witness.toml`, and `seen.json`, what it saw.
#[derive(Debug, Clone)]
pub(crate) struct Folder(PathBuf);

impl Folder {
    /// The folder at a path.
    pub(crate) fn at(path: &Path) -> Result<Self, Failure> {
        let path = std::path::absolute(path).map_err(|error| Failure::io("folder-unusable", path, &error))?;
        Ok(Self(path))
    }

    /// Makes the folder, for its owner alone, if it is not there.
    pub(crate) fn create(&self) -> Result<(), Failure> {
        let failed = |error: std::io::Error| Failure::io("folder-cannot-create", &self.0, &error);
        std::fs::DirBuilder::new().recursive(true).mode(0o700).create(&self.0).map_err(failed)
    }

    /// The secret key.
    pub(crate) fn secret_key(&self) -> PathBuf {
        self.0.join("witness.key")
    }

    /// The public key.
    pub(crate) fn public_key(&self) -> PathBuf {
        self.0.join("witness.pub")
    }

    /// The configuration.
    pub(crate) fn config(&self) -> PathBuf {
        self.0.join("witness.toml")
    }

    fn seen(&self) -> PathBuf {
        self.0.join("seen.json")
    }

    /// Takes the folder: two processes that remember apart would each cosign a past of their own.
    fn lock(&self) -> Result<std::fs::File, Failure> {
        let path = self.0.join("lock");
        let failed = |error: std::io::Error| Failure::io("folder-unusable", &path, &error);
        let file = std::fs::OpenOptions::new().write(true).create(true).truncate(false).open(&path).map_err(failed)?;
        match file.try_lock() {
            Ok(()) => Ok(file),
            Err(std::fs::TryLockError::WouldBlock) => {
                let message = Message::new("folder-in-use").with("path", self.0.display().to_string());
                Err(Failure::failed(message))
            }
            Err(std::fs::TryLockError::Error(error)) => Err(failed(error)),
        }
    }
}

/// What requests share.
struct Shared {
    witness: Witness,
    speech: Speech,
}

/// Serves until a signal.
pub(crate) async fn serve(speech: &Speech, folder: &Folder, file: &WitnessFile) -> Result<(), Failure> {
    let _lock = folder.lock()?;
    let key = SigningKey::load(&folder.secret_key())?;
    let ledgers = file.keys().map_err(Failure::wrong_use)?;
    let witness = Witness::open(&folder.seen(), key, &file.name, ledgers)?;
    let bound = Bound::bind(file.address, file.tls().as_ref())?;
    let message = Message::new("witness-running")
        .with("address", bound.address().to_string())
        .with("key", witness.key().to_string());
    render::print(&speech.say(&message))?;
    let words =
        Words::built_in().map_err(|error| Failure::failed(Message::new("io-other").with("text", error.to_string())))?;
    let shared = Arc::new(Shared { witness, speech: Speech::new(words, speech.language()) });
    let stop = CancellationToken::new();
    let mut signals = Signals::watch()?;
    let shown = bound.certificate().map(|certificate| Shown::by_pages("witness".to_owned(), certificate));
    let teller = Arc::clone(&shared);
    // A witness has no ledger of its own.
    let tell = move |told: Told| {
        if let Some(reason) = &told.refused {
            eprintln!("{}", teller.speech.say(reason));
        }
        std::future::ready(Ok(()))
    };
    let renewing = tokio::spawn(keep_renewing(shown.into_iter().collect(), tell, stop.clone()));
    let serving = tokio::spawn(bound.serve_routes(routes(shared), stop.clone()));
    signals.any().await;
    stop.cancel();
    drop(renewing.await);
    let served = serving.await.map_err(std::io::Error::other).and_then(|served| served);
    served.map_err(|error| Failure::io("folder-unusable", &folder.0, &error))
}

fn routes(shared: Arc<Shared>) -> Router {
    Router::new()
        .route("/add-checkpoint", post(add_checkpoint))
        .route("/{origin}/checkpoint", get(checkpoint))
        .layer(DefaultBodyLimit::max(LARGEST_REQUEST))
        .with_state(shared)
}

async fn add_checkpoint(State(shared): State<Arc<Shared>>, body: Bytes) -> Response {
    let work = tokio::task::spawn_blocking(move || {
        let reply = shared.witness.add_checkpoint(&body, &SystemClock);
        if let Some(told) = &reply.told {
            eprintln!("{}", shared.speech.say(told));
        }
        reply
    });
    answer(work.await)
}

async fn checkpoint(
    State(shared): State<Arc<Shared>>,
    axum::extract::Path(origin): axum::extract::Path<String>,
) -> Response {
    answer(tokio::task::spawn_blocking(move || shared.witness.checkpoint(&origin)).await)
}

fn answer(reply: Result<Reply, tokio::task::JoinError>) -> Response {
    let Ok(reply) = reply else { return StatusCode::INTERNAL_SERVER_ERROR.into_response() };
    let status = StatusCode::from_u16(reply.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut response = (status, reply.body).into_response();
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(reply.content_type));
    response
}
