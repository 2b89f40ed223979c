//! Bytes that follow an answer on the local socket: pieces, each with its length before it (four bytes, big-endian). A length
//! of zero is the end; of [`BROKEN`], that what follows is a line of JSON that says why it breaks off.

use std::io::{self, Read, Write};

use futures::StreamExt;
use futures::stream::BoxStream;
use talap_model::Message;
use tokio::io::{AsyncWrite, AsyncWriteExt};

use crate::failure::Failure;
use crate::request::{Answer, WireMessage};

/// The length that stands for a failure.
const BROKEN: u32 = u32::MAX;
/// The longest piece that is read, in bytes; a longer one was sent by no Talap.
const LONGEST: u32 = 1 << 30;

/// How many bytes are held at once, on either side.
const BUFFER: usize = 1 << 20;

/// Pieces of bytes, on their way.
pub(crate) type Pieces = BoxStream<'static, Result<Vec<u8>, Failure>>;

/// Sends pieces until they end, or until nobody reads.
pub(crate) async fn send(out: &mut (impl AsyncWrite + Unpin), pieces: &mut Pieces) -> io::Result<()> {
    while let Some(piece) = pieces.next().await {
        match piece {
            Ok(bytes) => {
                for part in bytes.chunks(BUFFER) {
                    out.write_u32(u32::try_from(part.len()).unwrap_or_default()).await?;
                    out.write_all(part).await?;
                }
                out.flush().await?;
            }
            Err(failure) => {
                let answer = Answer::Failed { exit: failure.exit, message: WireMessage::from(&failure.message) };
                let mut line = serde_json::to_vec(&answer)?;
                line.push(b'\n');
                out.write_u32(BROKEN).await?;
                return out.write_all(&line).await;
            }
        }
    }
    out.write_u32(0).await
}

/// Reads pieces until they end, and writes them.
pub(crate) fn receive(mut from: impl Read, out: &mut dyn Write) -> Result<(), Failure> {
    let broken = |error: io::Error| broken_off(crate::failure::io_cause(&error));
    loop {
        let mut length = [0; 4];
        from.read_exact(&mut length).map_err(broken)?;
        match u32::from_be_bytes(length) {
            0 => return Ok(()),
            BROKEN => {
                let mut line = String::new();
                from.read_to_string(&mut line).map_err(broken)?;
                return Err(match serde_json::from_str(&line) {
                    Ok(Answer::Failed { message, .. }) => broken_off(Message::from(&message)),
                    _ => broken_off(Message::new("socket-other-version")),
                });
            }
            length if length > LONGEST => return Err(broken_off(Message::new("socket-other-version"))),
            length => {
                let mut left = usize::try_from(length).unwrap_or_default();
                let mut buffer = vec![0; left.min(BUFFER)];
                while left > 0 {
                    let part = left.min(BUFFER);
                    let part = buffer.get_mut(..part).unwrap_or_default();
                    from.read_exact(part).map_err(broken)?;
                    out.write_all(part).map_err(unwritable)?;
                    left -= part.len();
                }
            }
        }
    }
}

/// The answer ended before its end.
pub(crate) fn broken_off(cause: Message) -> Failure {
    Failure::failed(Message::new("query-broken-off").with("cause", cause))
}

/// What is written to does not take it.
pub(crate) fn unwritable(error: io::Error) -> Failure {
    Failure::failed(Message::new("output-failed").with("cause", crate::failure::io_cause(&error)))
}

#[cfg(test)]
mod tests {
    use futures::stream;

    use super::*;

    fn sent(pieces: Vec<Result<Vec<u8>, Failure>>) -> Vec<u8> {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let mut bytes = Vec::new();
        let mut pieces: Pieces = stream::iter(pieces).boxed();
        runtime.block_on(send(&mut bytes, &mut pieces)).unwrap();
        bytes
    }

    #[test]
    fn pieces_arrive_whole() {
        let long = vec![7; (1 << 20) + 3];
        let bytes = sent(vec![Ok(b"ab".to_vec()), Ok(Vec::new()), Ok(long.clone())]);
        let mut out = Vec::new();
        receive(bytes.as_slice(), &mut out).unwrap();
        assert_eq!(out, [b"ab".as_slice(), &long].concat());
    }

    #[test]
    fn what_breaks_off_is_noticed_and_says_why() {
        let bytes = sent(vec![Ok(b"ab".to_vec()), Err(Failure::failed(Message::new("io-not-found")))]);
        let mut out = Vec::new();
        let failure = receive(bytes.as_slice(), &mut out).unwrap_err();
        assert_eq!(out, b"ab");
        assert_eq!(failure.message, broken_off(Message::new("io-not-found")).message);
        let whole = sent(vec![Ok(b"ab".to_vec())]);
        for length in 0..whole.len() {
            assert!(receive(&whole[..length], &mut Vec::new()).is_err(), "{length}");
        }
        assert!(receive([0xff_u8, 0xff, 0xff, 0xfe].as_slice(), &mut Vec::new()).is_err());
    }
}
