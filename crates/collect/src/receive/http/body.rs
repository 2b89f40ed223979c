//! Bodies of requests, whole and unpacked, within bounds of length, time and memory.

use std::io::Write;
use std::sync::Arc;

use axum::body::Body;
use axum::http::{HeaderMap, header};
use flate2::write::MultiGzDecoder;
use futures::StreamExt;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio_util::bytes::Bytes;

use super::Desk;
use super::answer::Refused;
use crate::receive::Limits;
use crate::sink::Sink;

/// A body, and its share of what may be held at the same time.
pub(super) struct Whole {
    pub(super) bytes: Bytes,
    _room: OwnedSemaphorePermit,
}

/// How a body is packed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Packing {
    None,
    Gzip,
}

/// The packing that a request names.
pub(super) fn packing(headers: &HeaderMap) -> Result<Packing, Refused> {
    let named = headers.get(header::CONTENT_ENCODING).map(|value| value.to_str().unwrap_or("?").trim());
    match named {
        None => Ok(Packing::None),
        Some(name) if name.is_empty() || name.eq_ignore_ascii_case("identity") => Ok(Packing::None),
        Some(name) if name.eq_ignore_ascii_case("gzip") || name.eq_ignore_ascii_case("x-gzip") => Ok(Packing::Gzip),
        Some(name) => Err(Refused::Encoding { found: name.to_owned() }),
    }
}

/// Whether a request is of a type, whatever parameters it adds.
pub(super) fn is_of_type(headers: &HeaderMap, types: &[&str]) -> bool {
    let named = media_type(headers);
    types.iter().any(|known| named.eq_ignore_ascii_case(known))
}

/// The type that a request names; empty when it names none.
pub(super) fn media_type(headers: &HeaderMap) -> &str {
    let named = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    named.split(';').next().unwrap_or_default().trim()
}

/// About what an event takes in memory beside the bytes that it is made of.
const EVENT: usize = 1280;

/// About what a value that a body is made of (a message, a text of a list) takes in memory beside its text.
pub(super) const VALUE: usize = 128;

/// The most values that a request may be made of: as many as the room for what requests are read as.
pub(in crate::receive) fn most_values(limits: &Limits) -> usize {
    limits.bodies / VALUE
}

/// Takes room for a body of so many bytes, waiting for it not too long.
pub(in crate::receive) async fn room<S: Sink>(desk: &Desk<S>, bytes: usize) -> Result<OwnedSemaphorePermit, Refused> {
    taken(&desk.room, &desk.intake.limits, bytes).await
}

/// Takes room for what a body is read as: so many values. It is a room of its own for the reason that [`unfolded`] gives.
pub(in crate::receive) async fn read<S: Sink>(desk: &Desk<S>, values: usize) -> Result<OwnedSemaphorePermit, Refused> {
    taken(&desk.read, &desk.intake.limits, values.saturating_mul(VALUE)).await
}

/// Takes room for what a body unfolds to: so many events, and so many bytes that are copied into them. It is not the room of
/// bodies: whoever has a body and waited for more of the same would wait for others that do.
pub(in crate::receive) async fn unfolded<S: Sink>(
    desk: &Desk<S>,
    events: usize,
    copied: usize,
) -> Result<OwnedSemaphorePermit, Refused> {
    taken(&desk.unfolded, &desk.intake.limits, events.saturating_mul(EVENT).saturating_add(copied)).await
}

async fn taken(room: &Arc<Semaphore>, limits: &Limits, bytes: usize) -> Result<OwnedSemaphorePermit, Refused> {
    let wanted = u32::try_from(bytes.min(limits.bodies)).unwrap_or(u32::MAX);
    let room = Arc::clone(room).acquire_many_owned(wanted);
    tokio::time::timeout(limits.room, room).await.ok().and_then(Result::ok).ok_or(Refused::Busy)
}

/// Reads a body to its end.
pub(super) async fn whole<S: Sink>(desk: &Desk<S>, headers: &HeaderMap, body: Body) -> Result<Whole, Refused> {
    let limits = desk.intake.limits;
    let packing = packing(headers)?;
    let too_large = || Refused::TooLarge { limit: limits.max_body };
    let stated = headers.get(header::CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse::<usize>().ok());
    if stated.is_some_and(|length| length > limits.max_body) {
        return Err(too_large());
    }
    // Of a packed body only the limit is known beforehand.
    let expected = stated.filter(|_| packing == Packing::None).unwrap_or(limits.max_body);
    let room = room(desk, expected).await?;
    let mut unpacking = Unpacking::new(packing, limits.max_body);
    let mut pieces = body.into_data_stream();
    loop {
        let piece = tokio::time::timeout(limits.stalled, pieces.next()).await.map_err(|_| Refused::Stalled)?;
        match piece {
            None => break,
            Some(Ok(piece)) => unpacking.take(&piece)?,
            Some(Err(error)) => return Err(Refused::Broken { cause: error.to_string() }),
        }
    }
    Ok(Whole { bytes: unpacking.finish()?.into(), _room: room })
}

/// Unpacks what comes, up to a limit.
enum Unpacking {
    None(Bounded),
    Gzip(Box<MultiGzDecoder<Bounded>>),
}

impl Unpacking {
    fn new(packing: Packing, limit: usize) -> Self {
        let bounded = Bounded { bytes: Vec::new(), limit, full: false };
        match packing {
            Packing::None => Self::None(bounded),
            Packing::Gzip => Self::Gzip(Box::new(MultiGzDecoder::new(bounded))),
        }
    }

    fn take(&mut self, piece: &[u8]) -> Result<(), Refused> {
        let written = match self {
            Self::None(bounded) => bounded.write_all(piece),
            Self::Gzip(decoder) => decoder.write_all(piece),
        };
        written.map_err(|error| self.refused(&error))
    }

    fn finish(mut self) -> Result<Vec<u8>, Refused> {
        let finished = match &mut self {
            Self::None(_) => Ok(()),
            Self::Gzip(decoder) => decoder.try_finish(),
        };
        finished.map_err(|error| self.refused(&error))?;
        Ok(std::mem::take(&mut self.bounded().bytes))
    }

    fn bounded(&mut self) -> &mut Bounded {
        match self {
            Self::None(bounded) => bounded,
            Self::Gzip(decoder) => decoder.get_mut(),
        }
    }

    fn refused(&mut self, error: &std::io::Error) -> Refused {
        let bounded = self.bounded();
        if bounded.full {
            Refused::TooLarge { limit: bounded.limit }
        } else {
            Refused::Broken { cause: error.to_string() }
        }
    }
}

/// Bytes up to a limit.
struct Bounded {
    bytes: Vec<u8>,
    limit: usize,
    full: bool,
}

impl Write for Bounded {
    fn write(&mut self, piece: &[u8]) -> std::io::Result<usize> {
        if piece.len() > self.limit - self.bytes.len() {
            self.full = true;
            return Err(std::io::ErrorKind::FileTooLarge.into());
        }
        self.bytes.extend_from_slice(piece);
        Ok(piece.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::Compression;
    use flate2::write::GzEncoder;

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    fn unpack(packing: Packing, limit: usize, bytes: &[u8]) -> Result<Vec<u8>, Refused> {
        let mut unpacking = Unpacking::new(packing, limit);
        for piece in bytes.chunks(7) {
            unpacking.take(piece)?;
        }
        unpacking.finish()
    }

    #[test]
    fn bodies_are_unpacked_up_to_the_limit() {
        let text = b"line\n".repeat(20);
        assert_eq!(unpack(Packing::None, 100, &text).unwrap(), text);
        assert_eq!(unpack(Packing::Gzip, 100, &gzip(&text)).unwrap(), text);
        for packed in [Packing::None, Packing::Gzip] {
            let bytes = if packed == Packing::Gzip { gzip(&text) } else { text.clone() };
            assert!(matches!(unpack(packed, 99, &bytes), Err(Refused::TooLarge { limit: 99 })), "{packed:?}");
        }
    }

    #[test]
    fn a_bomb_takes_no_more_than_the_limit() {
        let bomb = gzip(&vec![0; 64 << 20]);
        assert!(bomb.len() < 100_000);
        assert!(matches!(unpack(Packing::Gzip, 1000, &bomb), Err(Refused::TooLarge { .. })));
    }

    #[test]
    fn damage_is_told() {
        let mut packed = gzip(b"some text that is long enough");
        assert!(matches!(unpack(Packing::Gzip, 100, &packed[..packed.len() - 3]), Err(Refused::Broken { .. })));
        packed[15] ^= 0xff;
        assert!(matches!(unpack(Packing::Gzip, 100, &packed), Err(Refused::Broken { .. })));
        assert!(matches!(unpack(Packing::Gzip, 100, b"no gzip"), Err(Refused::Broken { .. })));
    }
}
