//! A command's way to the data folder: through the socket of a running `up`, else by opening the folder itself.

use std::io::{self, BufRead, BufReader, Write};
use std::os::unix::net::UnixStream;

use talap_model::Message;

use crate::app::App;
use crate::config::Config;
use crate::failure::Failure;
use crate::folder::DataFolder;
use crate::request::{Answer, Envelope, Request, VERSION};
use crate::{service, system};

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
        match answer {
            Answer::Failed { exit, message } => Err(Failure { message: Message::from(&message), exit }),
            answer => Ok(answer),
        }
    }

    /// Makes everything durable.
    pub(crate) fn close(self) -> Result<(), Failure> {
        match self {
            Self::Running(_) => Ok(()),
            Self::Own { runtime, app } => runtime.block_on(app.close()),
        }
    }
}

fn ask_running(folder: &DataFolder, request: Request, body: &[u8]) -> Result<Answer, Failure> {
    let silent = |_: io::Error| {
        Failure::failed(Message::new("socket-nobody-answers").with("path", folder.path().display().to_string()))
    };
    let mut stream = UnixStream::connect(folder.socket()).map_err(silent)?;
    let envelope = Envelope { version: VERSION, body_bytes: body.len() as u64, request };
    let mut line = serde_json::to_vec(&envelope).map_err(|error| silent(error.into()))?;
    line.push(b'\n');
    // A refusal may come before the whole file is sent; then writing fails and the answer tells why.
    let written = stream.write_all(&line).and_then(|()| stream.write_all(body));
    let mut answer = String::new();
    BufReader::new(&stream).read_line(&mut answer).map_err(silent)?;
    if answer.is_empty() {
        written.map_err(silent)?;
    }
    serde_json::from_str(&answer).map_err(|error| silent(error.into()))
}

/// The runtime of a process that opens the data folder.
pub(crate) fn runtime() -> Result<tokio::runtime::Runtime, Failure> {
    tokio::runtime::Builder::new_multi_thread().enable_all().build().map_err(|error| {
        Failure::failed(Message::new("runtime-cannot-start").with("cause", crate::failure::io_cause(&error)))
    })
}
