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
    folder.demand()?;
    let answer = match folder.try_lock()? {
        Some(lock) => {
            let runtime = runtime()?;
            runtime.block_on(async {
                let app = App::open(folder.clone(), lock, config).await?;
                let answer = service::answer(&app, &system::current_user(), request, body).await;
                app.close().await?;
                Ok::<_, Failure>(answer)
            })?
        }
        None => ask_running(folder, request, &body)?,
    };
    match answer {
        Answer::Failed { exit, message } => Err(Failure { message: Message::from(&message), exit }),
        answer => Ok(answer),
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
