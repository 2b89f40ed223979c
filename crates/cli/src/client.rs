//! A command's way to the data folder: through the socket of a running `up`, else by opening the folder itself.

use std::io::{self, BufRead, BufReader, Write};
use std::os::unix::net::UnixStream;

use futures::StreamExt;
use talap_model::Message;
use tokio_util::sync::CancellationToken;

use crate::app::App;
use crate::config::Config;
use crate::failure::Failure;
use crate::folder::DataFolder;
use crate::request::{Answer, Envelope, Request, VERSION};
use crate::{find, pieces, service, system};

/// Carries out a request, wherever the data folder's owner is.
pub(crate) fn ask(folder: &DataFolder, config: Config, request: Request, body: Vec<u8>) -> Result<Answer, Failure> {
    let door = Door::open(folder, config)?;
    let answer = door.ask(request, body);
    door.close()?;
    answer
}

/// The way in, for a command that asks more than once.
pub(crate) enum Door {
    /// Through the socket of the process that owns the folder.
    Running(DataFolder),
    /// The folder itself, which nobody else holds.
    Own { runtime: tokio::runtime::Runtime, app: Box<App> },
}

impl Door {
    /// Finds the way in.
    pub(crate) fn open(folder: &DataFolder, config: Config) -> Result<Self, Failure> {
        folder.demand()?;
        let Some(lock) = folder.try_lock()? else { return Ok(Self::Running(folder.clone())) };
        demand_alone(&config)?;
        let runtime = runtime()?;
        let app = runtime.block_on(Box::pin(App::open(folder.clone(), lock, config)))?;
        Ok(Self::Own { runtime, app: Box::new(app) })
    }

    /// Carries out a request.
    pub(crate) fn ask(&self, request: Request, body: Vec<u8>) -> Result<Answer, Failure> {
        let answer = match self {
            Self::Running(folder) => ask_running(folder, request, &body)?,
            Self::Own { runtime, app } => {
                runtime.block_on(Box::pin(service::answer(app, &system::current_user(), request, body)))
            }
        };
        done(answer)
    }

    /// Makes everything durable.
    pub(crate) fn close(self) -> Result<(), Failure> {
        match self {
            Self::Running(_) => Ok(()),
            Self::Own { runtime, app } => runtime.block_on(app.close()),
        }
    }
}

/// Demands that no other nodes keep this ledger too: what a command added to this folder alone, none of them would have.
fn demand_alone(config: &Config) -> Result<(), Failure> {
    if config.grown.nats_url.is_some() {
        return Err(Failure::failed(Message::new("grown-needs-up")));
    }
    Ok(())
}

/// Carries out a request whose answer is followed by bytes, which are written as they come.
pub(crate) fn stream(
    folder: &DataFolder,
    config: Config,
    request: Request,
    out: &mut dyn Write,
) -> Result<Answer, Failure> {
    folder.demand()?;
    let Some(lock) = folder.try_lock()? else {
        let mut stream = BufReader::new(send(folder, request, &[])?.0);
        let answer = receive(folder, &mut stream, Ok(()))?;
        if let Answer::Stream { .. } = answer {
            pieces::receive(stream, out)?;
        }
        return done(answer);
    };
    demand_alone(&config)?;
    if matches!(request, Request::FollowEvents { .. }) {
        return Err(Failure::failed(Message::new("query-follow-needs-up")));
    }
    runtime()?.block_on(async {
        let app = Box::pin(App::open(folder.clone(), lock, config)).await?;
        let user = system::current_user();
        let outcome = async {
            let (found, mut pieces) = Box::pin(find::stream(&app, &user, request, &CancellationToken::new())).await?;
            while let Some(piece) = pieces.next().await {
                let piece = piece.map_err(|failure| pieces::broken_off(failure.message))?;
                out.write_all(&piece).map_err(pieces::unwritable)?;
            }
            Ok::<_, Failure>(Answer::Stream { found })
        };
        let outcome = outcome.await;
        app.close().await?;
        outcome
    })
}

fn done(answer: Answer) -> Result<Answer, Failure> {
    match answer {
        Answer::Failed { exit, message } => Err(Failure { message: Message::from(&message), exit }),
        answer => Ok(answer),
    }
}

fn ask_running(folder: &DataFolder, request: Request, body: &[u8]) -> Result<Answer, Failure> {
    let (stream, written) = send(folder, request, body)?;
    receive(folder, &mut BufReader::new(&stream), written)
}

fn silent(folder: &DataFolder) -> Failure {
    Failure::failed(Message::new("socket-nobody-answers").with("path", folder.path().display().to_string()))
}

/// Hands a request over. A refusal may come before the whole file is sent; then writing fails and the answer tells why.
fn send(folder: &DataFolder, request: Request, body: &[u8]) -> Result<(UnixStream, io::Result<()>), Failure> {
    let mut stream = UnixStream::connect(folder.socket()).map_err(|_| silent(folder))?;
    let envelope = Envelope { version: VERSION, body_bytes: body.len() as u64, request };
    let mut line = serde_json::to_vec(&envelope).map_err(|_| silent(folder))?;
    line.push(b'\n');
    let written = stream.write_all(&line).and_then(|()| stream.write_all(body));
    Ok((stream, written))
}

fn receive(folder: &DataFolder, from: &mut impl BufRead, written: io::Result<()>) -> Result<Answer, Failure> {
    let mut answer = String::new();
    from.read_line(&mut answer).map_err(|_| silent(folder))?;
    if answer.is_empty() {
        written.map_err(|_| silent(folder))?;
    }
    serde_json::from_str(&answer).map_err(|_| silent(folder))
}

/// The stack of a thread that works for all, in bytes; only what is used of it is taken from the system. A part of a question
/// may come to be carried out here, as deep as the longest one that is taken.
const STACK: usize = 16 << 20;

/// The runtime of a process that opens the data folder.
pub(crate) fn runtime() -> Result<tokio::runtime::Runtime, Failure> {
    tokio::runtime::Builder::new_multi_thread().thread_stack_size(STACK).enable_all().build().map_err(|error| {
        Failure::failed(Message::new("runtime-cannot-start").with("cause", crate::failure::io_cause(&error)))
    })
}
