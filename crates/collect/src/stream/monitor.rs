//! What servers tell over their monitoring: of which version each of them is, and whether it syncs every write.

use std::time::Duration;

use futures::future::join_all;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use super::error::{Cause, StreamError};
use super::link::{ANSWER, OLDEST, version};

/// The most bytes of a monitoring answer that are read.
const LONGEST_ANSWER: u64 = 256 * 1024;

/// What one server told.
#[derive(Debug)]
pub struct Monitored {
    /// The server's monitoring address.
    pub server: String,
    /// Why it does not answer, or what would let it lose what it acknowledges; `None` where it is as it must be.
    pub fault: Option<StreamError>,
}

impl Monitored {
    /// Whether it did not answer, which may be over by itself.
    pub fn is_silent(&self) -> bool {
        self.fault.as_ref().is_some_and(StreamError::passes)
    }
}

/// Asks all of them at once.
pub(super) async fn ask_all(monitors: &[String]) -> Vec<Monitored> {
    join_all(monitors.iter().map(|server| async move {
        let failed = |cause| StreamError::Monitor { server: server.clone(), cause };
        let fault = match tokio::time::timeout(ANSWER, ask(server)).await {
            Ok(Ok(fault)) => fault,
            Ok(Err(cause)) => Some(failed(cause)),
            Err(late) => Some(failed(late.into())),
        };
        Monitored { server: server.clone(), fault }
    }))
    .await
}

/// What they told, if most of them answer, as a stream needs, and each that does is as it must be.
///
/// # Errors
///
/// [`StreamError`] of a server that is not, or of one that does not answer, where too many do not.
pub(super) fn judge(mut told: Vec<Monitored>) -> Result<Vec<Monitored>, StreamError> {
    let silent = told.iter().filter(|one| one.is_silent()).count();
    let unfit = told.iter().position(|one| one.fault.is_some() && !one.is_silent());
    let missed = told.iter().position(Monitored::is_silent).filter(|_| silent * 2 >= told.len());
    match unfit.or(missed).and_then(|at| told.swap_remove(at).fault) {
        Some(fault) => Err(fault),
        None => Ok(told),
    }
}

/// Asks a server; what would let it lose what it acknowledges, if there is something.
async fn ask(server: &str) -> Result<Option<StreamError>, Cause> {
    let said = get(server, "/jsz?config=true").await?;
    // One whose version cannot be asked for is judged by the rest.
    let general = get(server, "/varz").await.ok();
    let told = general.as_ref().and_then(|said| said.get("version")?.as_str());
    if let Some(old) = told.filter(|text| version(text).is_some_and(|version| version < OLDEST)) {
        return Ok(Some(StreamError::Old { server: server.to_owned(), version: old.to_owned() }));
    }
    let config = said.get("config").ok_or("JetStream is switched off")?;
    if config.get("sync_always").and_then(serde_json::Value::as_bool) == Some(true) {
        return Ok(None);
    }
    let nanos = config.get("sync_interval").and_then(serde_json::Value::as_u64).unwrap_or_default();
    let seconds = Duration::from_nanos(nanos).as_secs();
    Ok(Some(StreamError::NotSynced { server: server.to_owned(), seconds }))
}

async fn get(server: &str, path: &str) -> Result<serde_json::Value, Cause> {
    let address =
        server.strip_prefix("http://").ok_or("the address does not begin with http://")?.trim_end_matches('/');
    let mut connection = TcpStream::connect(address).await?;
    // Version 1.0, so that the answer comes in one piece and ends with the connection.
    let question = format!("GET {path} HTTP/1.0\r\nHost: {address}\r\nAccept: application/json\r\n\r\n");
    connection.write_all(question.as_bytes()).await?;
    let mut answer = String::new();
    connection.take(LONGEST_ANSWER).read_to_string(&mut answer).await?;
    let (head, body) = answer.split_once("\r\n\r\n").ok_or("the answer has no body")?;
    if head.split(' ').nth(1) != Some("200") {
        return Err(head.lines().next().unwrap_or_default().into());
    }
    Ok(serde_json::from_str(body)?)
}

#[cfg(test)]
mod tests {
    use std::io::{Error, ErrorKind};

    use tokio::net::TcpListener;

    use super::*;

    fn monitor(cause: Cause) -> StreamError {
        StreamError::Monitor { server: "m".to_owned(), cause }
    }

    fn silent() -> StreamError {
        monitor(Error::from(ErrorKind::ConnectionRefused).into())
    }

    fn unsynced() -> StreamError {
        StreamError::NotSynced { server: "m".to_owned(), seconds: 120 }
    }

    fn judged(faults: Vec<Option<StreamError>>) -> Result<usize, StreamError> {
        let told = faults.into_iter().map(|fault| Monitored { server: "m".to_owned(), fault }).collect();
        judge(told).map(|told| told.iter().filter(|one| one.is_silent()).count())
    }

    #[test]
    fn most_must_answer_and_all_that_do_must_be_as_they_must() {
        let waits = |faults: Vec<_>| judged(faults).is_err_and(|error| error.passes());
        assert_eq!(judged(Vec::new()).unwrap(), 0);
        assert_eq!(judged(vec![None]).unwrap(), 0);
        assert!(waits(vec![Some(silent())]), "one alone");
        assert!(waits(vec![None, Some(silent())]), "a half is no majority");
        assert_eq!(judged(vec![None, Some(silent()), None]).unwrap(), 1);
        assert!(waits(vec![Some(silent()), None, Some(silent())]));
        assert_eq!(judged(vec![Some(silent()), None, None, Some(silent()), None]).unwrap(), 2);
        assert!(waits(vec![Some(silent()), None, None, Some(silent())]));
    }

    #[test]
    fn one_that_answers_and_is_not_as_it_must_be_is_not_waited_for() {
        for faults in [
            vec![Some(unsynced())],
            vec![None, None, Some(unsynced())],
            vec![Some(silent()), Some(silent()), Some(unsynced())],
            vec![None, Some(silent()), Some(unsynced())],
        ] {
            let refused = judged(faults).unwrap_err();
            assert!(matches!(refused, StreamError::NotSynced { seconds: 120, .. }), "{refused:?}");
        }
        let other = Some(monitor("JetStream is switched off".into()));
        assert!(judged(vec![None, None, other]).is_err_and(|error| !error.passes()));
    }

    /// A server that answers two questions.
    async fn told(jsz: &'static str, varz: &'static str) -> Option<StreamError> {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let server = format!("http://{}/", listener.local_addr().unwrap());
        let answers = async {
            for _ in 0..2 {
                let (mut stream, _) = listener.accept().await.unwrap();
                let (mut question, mut part) = (String::new(), [0; 512]);
                while !question.ends_with("\r\n\r\n") {
                    let count = stream.read(&mut part).await.unwrap();
                    question.push_str(std::str::from_utf8(&part[..count]).unwrap());
                }
                let answer = if question.starts_with("GET /jsz?config=true ") { jsz } else { varz };
                stream.write_all(answer.as_bytes()).await.unwrap();
            }
        };
        let (mut told, ()) = tokio::join!(ask_all(std::slice::from_ref(&server)), answers);
        assert_eq!((told.len(), &told[0].server), (1, &server));
        told.remove(0).fault
    }

    #[tokio::test]
    async fn a_server_is_judged_by_its_version_and_how_it_syncs() {
        let always = "HTTP/1.0 200 OK\r\n\r\n{\"config\": {\"sync_interval\": 120000000000, \"sync_always\": true}}";
        let seldom = "HTTP/1.0 200 OK\r\n\r\n{\"config\": {\"sync_interval\": 120000000000}}";
        let nothing = "HTTP/1.0 404 Not Found\r\n\r\n";
        let new = "HTTP/1.0 200 OK\r\n\r\n{\"version\": \"2.11.4\"}";
        let old = "HTTP/1.0 200 OK\r\n\r\n{\"version\": \"2.9.25\"}";
        assert!(told(always, new).await.is_none());
        assert!(told(always, nothing).await.is_none(), "its version is not told");
        let fault = told(seldom, new).await;
        assert!(matches!(fault, Some(StreamError::NotSynced { seconds: 120, .. })), "{fault:?}");
        // What an old server says of syncing does not count.
        for jsz in [seldom, "HTTP/1.0 200 OK\r\n\r\n{}"] {
            let fault = told(jsz, old).await;
            assert!(matches!(&fault, Some(StreamError::Old { version, .. }) if version == "2.9.25"), "{fault:?}");
        }
        let fault = told("HTTP/1.0 200 OK\r\n\r\n{\"disabled\": true}", new).await;
        assert!(fault.is_some_and(|fault| matches!(fault, StreamError::Monitor { .. }) && !fault.passes()));
    }

    #[tokio::test]
    async fn one_that_nobody_listens_for_is_silent() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let server = format!("http://{}", listener.local_addr().unwrap());
        drop(listener);
        assert!(ask_all(&[server]).await.iter().all(Monitored::is_silent));
        assert!(!ask_all(&["127.0.0.1:8222".to_owned()]).await.iter().any(Monitored::is_silent), "no http://");
    }
}
