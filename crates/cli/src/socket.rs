//! The local socket of a running `up`: commands beside it ask here, as the operating system's user (ADR 0005).
//!
//! A request is a line of JSON ([`Envelope`]) and the bytes of a file; the answer is a line of JSON. The socket lies in
//! the data folder, which only its owner may enter; who asks is what the kernel says of the peer, never what it says of
//! itself.

use std::io;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{UnixListener, UnixStream};
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use crate::app::App;
use crate::failure::{FAILED, Failure};
use crate::request::{Answer, Envelope, Request, WireMessage, read_request};
use crate::{find, pieces, service, system};

/// How long a command may take to hand its request over.
const PATIENCE: Duration = Duration::from_mins(5);
/// How long an answer may still be sent when the process is told to stop.
const LAST_WORDS: Duration = Duration::from_secs(2);

/// Listens in the data folder. A socket that a killed process left is replaced: the caller holds the folder's lock.
pub(crate) fn listen(path: &Path) -> Result<UnixListener, Failure> {
    let failed = |error: io::Error| Failure::io("socket-cannot-listen", path, &error);
    match std::fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(failed(error)),
        _ => {}
    }
    let listener = UnixListener::bind(path).map_err(failed)?;
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o600)).map_err(failed)?;
    Ok(listener)
}

/// Answers requests until told to stop, and then only those that are being carried out.
pub(crate) async fn serve(listener: UnixListener, app: Arc<App>, stop: CancellationToken) {
    let mut answers = JoinSet::new();
    loop {
        let accepted = tokio::select! {
            () = stop.cancelled() => break,
            accepted = listener.accept() => accepted,
        };
        while answers.try_join_next().is_some() {}
        match accepted {
            Ok((stream, _)) => {
                let (app, stop) = (Arc::clone(&app), stop.clone());
                answers.spawn(async move {
                    if let Err(error) = answer(stream, &app, &stop).await {
                        tracing::debug!(%error, "a command left before its answer");
                    }
                });
            }
            Err(error) => tracing::warn!(%error, "the local socket failed to accept"),
        }
    }
    while answers.join_next().await.is_some() {}
}

/// A request that has arrived whole is carried out even when the process is told to stop, unless it only asks; one that has
/// not is dropped, and so is one whose sender says nothing.
async fn answer(stream: UnixStream, app: &App, stop: &CancellationToken) -> io::Result<()> {
    let user = system::user_name(stream.peer_cred()?.uid());
    let mut stream = BufReader::new(stream);
    let request = tokio::select! {
        () = stop.cancelled() => return Err(io::ErrorKind::Interrupted.into()),
        request = tokio::time::timeout(PATIENCE, read_request(&mut stream)) => request??,
    };
    let answer = match request {
        Ok((Envelope { request, .. }, _)) if request.is_followed_by_bytes() => {
            return give(&mut stream, app, &user, request, stop).await;
        }
        // A question changes nothing, and may take a minute: the process does not wait for it to stop.
        Ok((Envelope { request: request @ (Request::Query { .. } | Request::FindEvents { .. }), .. }, body)) => {
            tokio::select! {
                () = last_words(stop) => return Err(io::ErrorKind::Interrupted.into()),
                answer = service::answer(app, &user, request, body) => answer,
            }
        }
        Ok((envelope, body)) => service::answer(app, &user, envelope.request, body).await,
        Err(message) => Answer::Failed { exit: FAILED, message: WireMessage::from(&message) },
    };
    tokio::select! {
        // One who asked and does not read must not keep the process from stopping.
        () = last_words(stop) => Err(io::ErrorKind::Interrupted.into()),
        written = write_answer(&mut stream, &answer) => {
            written?;
            stream.get_mut().shutdown().await
        }
    }
}

/// Ends a moment after the process was told to stop.
async fn last_words(stop: &CancellationToken) {
    stop.cancelled().await;
    tokio::time::sleep(LAST_WORDS).await;
}

async fn write_answer(stream: &mut BufReader<UnixStream>, answer: &Answer) -> io::Result<()> {
    let mut line = serde_json::to_vec(answer)?;
    line.push(b'\n');
    stream.get_mut().write_all(&line).await
}

/// Answers a request that bytes follow, until they end, the one who asked goes away, or the process is told to stop. What
/// is on its way then has a moment to say so.
async fn give(
    stream: &mut BufReader<UnixStream>,
    app: &App,
    user: &str,
    request: Request,
    stop: &CancellationToken,
) -> io::Result<()> {
    // What is on its way there may take a minute, too.
    let begun = tokio::select! {
        () = last_words(stop) => return Err(io::ErrorKind::Interrupted.into()),
        begun = find::stream(app, user, request, stop) => begun,
    };
    let (found, mut pieces) = match begun {
        Ok(found) => found,
        Err(failure) => {
            let answer = Answer::Failed { exit: failure.exit, message: WireMessage::from(&failure.message) };
            write_answer(stream, &answer).await?;
            return stream.get_mut().shutdown().await;
        }
    };
    write_answer(stream, &Answer::Stream { found }).await?;
    let (mut read, mut write) = stream.get_mut().split();
    let mut nothing = [0; 1];
    tokio::select! {
        () = last_words(stop) => Err(io::ErrorKind::Interrupted.into()),
        // Nothing more is said by the one who asked but that they are gone.
        gone = read.read(&mut nothing) => gone.map(|_| ()),
        sent = pieces::send(&mut write, &mut pieces) => {
            sent?;
            write.shutdown().await
        }
    }
}
