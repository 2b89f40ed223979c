//! Connections whose other side stops reading. Nothing more is made for it then, but what was made is held, as is its place
//! among the few who follow what comes in or fetch a file: without an end, some sleeping machines would take all of them.

use std::future::{Future, Ready, ready};
use std::io::{self, IoSlice};
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use axum_server::accept::Accept;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::{Instant, Sleep, sleep_until};
use tokio_util::sync::{CancellationToken, WaitForCancellationFutureOwned};

/// How long the other side may take for the next [`ENOUGH`] bytes, once it keeps us waiting.
const STALLED: Duration = Duration::from_mins(1);
/// The same once the site is served no more.
const LAST: Duration = Duration::from_secs(2);

/// How many bytes show that the other side reads: one that takes a byte now and then holds its place as one that takes none.
const ENOUGH: usize = 16 << 10;

/// Makes connections that wait for their other side only so long.
#[derive(Clone)]
pub(crate) struct Patience {
    closing: CancellationToken,
    stalled: Duration,
    last: Duration,
}

impl Patience {
    /// A minute, and seconds once the site is served no more.
    pub(crate) fn until(closing: CancellationToken) -> Self {
        Self { closing, stalled: STALLED, last: LAST }
    }
}

impl<I, S> Accept<I, S> for Patience {
    type Stream = Awaited<I>;
    type Service = S;
    type Future = Ready<io::Result<(Awaited<I>, S)>>;

    fn accept(&self, stream: I, service: S) -> Self::Future {
        let closing = Box::pin(self.closing.clone().cancelled_owned());
        let (limit, last) = (self.stalled, self.last);
        ready(Ok((Awaited { stream, closing, limit, last, stalled: None, taken: 0, is_last: false }, service)))
    }
}

/// A connection. Writing fails once the other side took too little for too long.
pub(crate) struct Awaited<I> {
    stream: I,
    closing: Pin<Box<WaitForCancellationFutureOwned>>,
    /// How long the other side may keep us waiting, and how long once the site is served no more.
    limit: Duration,
    last: Duration,
    /// The end of patience, from when the other side first kept us waiting until it took enough, or all that there is.
    stalled: Option<Pin<Box<Sleep>>>,
    /// How many bytes it took meanwhile.
    taken: usize,
    /// Whether the site is served no more.
    is_last: bool,
}

impl<I: Unpin> Awaited<I> {
    /// Does a step of writing, and waits for it so long.
    fn within<T>(
        &mut self,
        cx: &mut Context<'_>,
        step: impl FnOnce(Pin<&mut I>, &mut Context<'_>) -> Poll<io::Result<T>>,
    ) -> Poll<io::Result<T>> {
        if let Poll::Ready(done) = step(Pin::new(&mut self.stream), cx) {
            return Poll::Ready(done);
        }
        let now = Instant::now();
        let end = now + self.limit;
        if self.stalled.is_none() {
            self.taken = 0;
        }
        let stalled = self.stalled.get_or_insert_with(|| Box::pin(sleep_until(end)));
        // Seen once, it counts for every step that follows.
        if !self.is_last && self.closing.as_mut().poll(cx).is_ready() {
            self.is_last = true;
            self.limit = self.last;
            let end = stalled.deadline().min(now + self.last);
            stalled.as_mut().reset(end);
        }
        ready!(stalled.as_mut().poll(cx));
        Poll::Ready(Err(io::Error::new(io::ErrorKind::TimedOut, "the other side does not read")))
    }

    /// The same for a step that gives the other side bytes.
    fn giving(
        &mut self,
        cx: &mut Context<'_>,
        step: impl FnOnce(Pin<&mut I>, &mut Context<'_>) -> Poll<io::Result<usize>>,
    ) -> Poll<io::Result<usize>> {
        let given = ready!(self.within(cx, step))?;
        self.taken = self.taken.saturating_add(given);
        if self.taken >= ENOUGH {
            self.stalled = None;
        }
        Poll::Ready(Ok(given))
    }

    /// The same for a step after which nothing is left to be given.
    fn ending(
        &mut self,
        cx: &mut Context<'_>,
        step: impl FnOnce(Pin<&mut I>, &mut Context<'_>) -> Poll<io::Result<()>>,
    ) -> Poll<io::Result<()>> {
        ready!(self.within(cx, step))?;
        self.stalled = None;
        Poll::Ready(Ok(()))
    }
}

impl<I: AsyncRead + Unpin> AsyncRead for Awaited<I> {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, to: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(cx, to)
    }
}

impl<I: AsyncWrite + Unpin> AsyncWrite for Awaited<I> {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        self.giving(cx, |stream, cx| stream.poll_write(cx, bytes))
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        parts: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        self.giving(cx, |stream, cx| stream.poll_write_vectored(cx, parts))
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.ending(cx, AsyncWrite::poll_flush)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.ending(cx, AsyncWrite::poll_shutdown)
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt, AsyncWriteExt, DuplexStream, duplex};

    use super::*;

    const NEVER: Duration = Duration::from_hours(1);
    const SOON: Duration = Duration::from_millis(20);

    /// A connection that holds ten bytes, its other side, and what ends the site.
    async fn connection(stalled: Duration, last: Duration) -> (Awaited<DuplexStream>, DuplexStream, CancellationToken) {
        let (here, there) = duplex(10);
        let closing = CancellationToken::new();
        let patience = Patience { closing: closing.clone(), stalled, last };
        let (here, ()) = patience.accept(here, ()).await.unwrap();
        (here, there, closing)
    }

    #[tokio::test]
    async fn one_who_takes_nothing_is_waited_for_only_so_long() {
        let (mut here, _there, _closing) = connection(SOON, NEVER).await;
        let begun = Instant::now();
        here.write_all(&[7; 10]).await.unwrap();
        assert_eq!(here.write_all(&[7]).await.unwrap_err().kind(), io::ErrorKind::TimedOut);
        assert!(begun.elapsed() >= SOON);
    }

    #[tokio::test]
    async fn once_all_is_taken_patience_begins_anew() {
        let (mut here, mut there, _closing) = connection(NEVER, NEVER).await;
        let (written, took) = tokio::join!(here.write_all(&[7; 25]), async {
            let mut took = [0; 25];
            there.read_exact(&mut took).await.map(|_| took)
        });
        written.unwrap();
        assert_eq!(took.unwrap(), [7; 25]);
        assert!(here.stalled.is_some(), "it was waited for");
        here.flush().await.unwrap();
        assert!(here.stalled.is_none(), "it has all that there is");
    }

    #[tokio::test]
    async fn enough_that_is_taken_makes_patience_begin_anew() {
        let (mut here, mut there, _closing) = connection(NEVER, NEVER).await;
        let whole = vec![7; ENOUGH + 15];
        let (written, took) = tokio::join!(here.write_all(&whole), async {
            let mut took = vec![0; ENOUGH + 5];
            there.read_exact(&mut took).await
        });
        written.unwrap();
        took.unwrap();
        assert!(here.stalled.is_none() || here.taken < ENOUGH);
    }

    #[tokio::test]
    async fn one_who_takes_a_byte_now_and_then_is_not_waited_for_longer() {
        let (mut here, mut there, _closing) = connection(Duration::from_millis(100), NEVER).await;
        let dripping = async {
            let (mut took, mut again) = ([0], tokio::time::interval(Duration::from_millis(5)));
            while there.read_exact(&mut took).await.is_ok() {
                again.tick().await;
            }
        };
        let written = tokio::select! {
            written = here.write_all(&[7; 4096]) => written,
            () = dripping => unreachable!("the writer is let go first"),
        };
        assert_eq!(written.unwrap_err().kind(), io::ErrorKind::TimedOut);
    }

    #[tokio::test]
    async fn once_the_site_closes_there_is_little_patience() {
        for closes_first in [true, false] {
            let (mut here, _there, closing) = connection(NEVER, SOON).await;
            if closes_first {
                closing.cancel();
            }
            let (written, ()) = tokio::join!(here.write_all(&[7; 11]), async { closing.cancel() });
            assert_eq!(written.unwrap_err().kind(), io::ErrorKind::TimedOut, "{closes_first}");
        }
    }
}
