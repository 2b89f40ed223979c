//! A connection, in the clear or within TLS, and reading from it with patience that ends.

use std::future::poll_fn;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::time::Instant;
use tokio_rustls::server::TlsStream;
use tokio_util::bytes::BytesMut;

use super::tls::Certificate;

/// The bytes read at once.
pub(super) const CHUNK: usize = 16 * 1024;

/// A connection.
pub(super) enum Stream {
    /// In the clear.
    Plain(TcpStream),
    /// Within TLS.
    Tls(Box<TlsStream<TcpStream>>),
}

impl Stream {
    /// The certificate that the other side showed.
    pub(super) fn certificate(&self) -> Option<Certificate> {
        let Self::Tls(stream) = self else { return None };
        let shown = stream.get_ref().1.peer_certificates()?;
        shown.first().map(|own| Certificate::of(own))
    }
}

impl AsyncRead for Stream {
    fn poll_read(self: Pin<&mut Self>, cx: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        match self.get_mut() {
            Self::Plain(stream) => Pin::new(stream).poll_read(cx, buffer),
            Self::Tls(stream) => Pin::new(stream).poll_read(cx, buffer),
        }
    }
}

impl AsyncWrite for Stream {
    fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        match self.get_mut() {
            Self::Plain(stream) => Pin::new(stream).poll_write(cx, bytes),
            Self::Tls(stream) => Pin::new(stream).poll_write(cx, bytes),
        }
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match self.get_mut() {
            Self::Plain(stream) => Pin::new(stream).poll_flush(cx),
            Self::Tls(stream) => Pin::new(stream).poll_flush(cx),
        }
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match self.get_mut() {
            Self::Plain(stream) => Pin::new(stream).poll_shutdown(cx),
            Self::Tls(stream) => Pin::new(stream).poll_shutdown(cx),
        }
    }
}

/// Waits for bytes and appends them; 0 at the end of the stream. Whoever says nothing for that long is an error of kind
/// `TimedOut`.
pub(super) async fn read(stream: &mut Stream, buffer: &mut BytesMut, patience: Duration) -> io::Result<usize> {
    buffer.reserve(CHUNK);
    tokio::time::timeout(patience, stream.read_buf(buffer)).await?
}

/// Takes bytes that are here already; none when there are none, the stream ended or it failed, which the next [`read`]
/// tells.
pub(super) async fn read_ready(stream: &mut Stream, buffer: &mut BytesMut) -> Option<usize> {
    buffer.reserve(CHUNK);
    let mut reading = std::pin::pin!(stream.read_buf(buffer));
    let ready = poll_fn(|cx| match reading.as_mut().poll(cx) {
        Poll::Ready(read) => Poll::Ready(Some(read)),
        Poll::Pending => Poll::Ready(None),
    });
    ready.await?.ok().filter(|count| *count > 0)
}

/// Waits until a moment; for ever where there is none.
pub(super) async fn until(moment: Option<Instant>) {
    match moment {
        Some(moment) => tokio::time::sleep_until(moment).await,
        None => std::future::pending().await,
    }
}

/// A stream that fails when the other side neither gives nor takes anything for too long, for whoever reads and writes
/// without a patience of their own.
pub(super) struct Patient {
    stream: Stream,
    patience: Duration,
    reading: Waiting,
    writing: Waiting,
}

/// How long one direction has been waited for.
type Waiting = Option<Pin<Box<tokio::time::Sleep>>>;

impl Patient {
    pub(super) fn new(stream: Stream, patience: Duration) -> Self {
        Self { stream, patience, reading: None, writing: None }
    }
}

/// Passes on what came, or the end of patience.
fn wait<T>(
    waiting: &mut Waiting,
    patience: Duration,
    cx: &mut Context<'_>,
    done: Poll<io::Result<T>>,
) -> Poll<io::Result<T>> {
    if done.is_ready() {
        *waiting = None;
        return done;
    }
    let timer = waiting.get_or_insert_with(|| Box::pin(tokio::time::sleep(patience)));
    timer.as_mut().poll(cx).map(|()| Err(io::ErrorKind::TimedOut.into()))
}

impl AsyncRead for Patient {
    fn poll_read(self: Pin<&mut Self>, cx: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        let done = Pin::new(&mut this.stream).poll_read(cx, buffer);
        wait(&mut this.reading, this.patience, cx, done)
    }
}

impl AsyncWrite for Patient {
    fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        let done = Pin::new(&mut this.stream).poll_write(cx, bytes);
        wait(&mut this.writing, this.patience, cx, done)
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        let done = Pin::new(&mut this.stream).poll_flush(cx);
        wait(&mut this.writing, this.patience, cx, done)
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        let done = Pin::new(&mut this.stream).poll_shutdown(cx);
        wait(&mut this.writing, this.patience, cx, done)
    }
}
