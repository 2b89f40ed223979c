//! What the bodies of lines hold. Each begins with its version (1).
//!
//! `frames`: the header of the log that they belong to, then the frames, as the log has them. `signed`: bytes of the manifest,
//! leaves, notes of the history, each with its length before it. `founding`: the note of the last checkpoint of the ledger that is
//! handed over. `founded`: nothing.

use bytes::Bytes;

use super::{Line, LineKind};
use crate::encoding::{Input, Malformed, Output};
use crate::wal;

const VERSION: u8 = 1;

/// What the ledger grew by, as far as checkpoints signed it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Growth {
    pub(super) manifest: Vec<u8>,
    pub(super) leaves: Vec<u8>,
    pub(super) notes: Vec<u8>,
}

/// A line that was read.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Body<'a> {
    /// The header of a log, the first batch of the log, and frames.
    Frames {
        header: &'a [u8],
        log: u64,
        frames: &'a [u8],
    },
    Signed {
        manifest: &'a [u8],
        leaves: &'a [u8],
        notes: &'a [u8],
    },
    Founding {
        note: &'a [u8],
    },
    Founded,
}

fn line(number: u64, kind: LineKind, end: u64, fill: impl FnOnce(&mut Output)) -> Line {
    let mut out = Output::default();
    out.u8(VERSION);
    fill(&mut out);
    Line { number, kind, end, body: Bytes::from(out.0) }
}

pub(super) fn frames(number: u64, end: u64, header: &[u8], frames: &[u8]) -> Line {
    line(number, LineKind::Frames, end, |out| {
        out.0.reserve(header.len() + frames.len());
        out.0.extend(header);
        out.0.extend(frames);
    })
}

pub(super) fn signed(number: u64, growth: &Growth) -> Line {
    line(number, LineKind::Signed, 0, |out| {
        for part in [&growth.manifest, &growth.leaves, &growth.notes] {
            out.bytes(part);
        }
    })
}

pub(super) fn founding(number: u64, note: &[u8]) -> Line {
    line(number, LineKind::Founding, 0, |out| out.0.extend(note))
}

pub(super) fn founded(number: u64) -> Line {
    line(number, LineKind::Founded, 0, |_| {})
}

pub(super) fn read(line: &Line) -> Result<Body<'_>, Malformed> {
    let mut input = Input(&line.body);
    if input.u8()? != VERSION {
        return Err(Malformed("a line of an unknown version"));
    }
    match line.kind {
        LineKind::Frames => {
            let header = input.take(wal::HEADER)?;
            let (_, log) = wal::read_header(header)?;
            Ok(Body::Frames { header, log, frames: input.0 })
        }
        LineKind::Signed => {
            let (manifest, leaves, notes) = (input.bytes()?, input.bytes()?, input.bytes()?);
            input.end()?;
            Ok(Body::Signed { manifest, leaves, notes })
        }
        LineKind::Founding => Ok(Body::Founding { note: input.0 }),
        LineKind::Founded => input.end().map(|()| Body::Founded),
    }
}

#[cfg(fuzzing)]
impl Body<'_> {
    /// The line that would be written for this body, for `fuzz/`.
    pub(super) fn written(&self, of: &Line) -> Line {
        match self {
            Self::Frames { header, frames: bytes, .. } => frames(of.number, of.end, header, bytes),
            Self::Signed { manifest, leaves, notes } => {
                let [manifest, leaves, notes] = [manifest, leaves, notes].map(|part| part.to_vec());
                signed(of.number, &Growth { manifest, leaves, notes })
            }
            Self::Founding { note } => founding(of.number, note),
            Self::Founded => founded(of.number),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_round_trip_and_what_is_no_line_is_refused() {
        let growth = Growth { manifest: b"m".to_vec(), leaves: vec![7; 64], notes: b"n\n".to_vec() };
        let header = wal::header([3; 8], 5);
        let lines = [founding(0, b"note"), signed(1, &growth), founded(2), frames(3, 9, &header, b"frames")];
        let bodies = [
            Body::Founding { note: b"note" },
            Body::Signed { manifest: b"m", leaves: &[7; 64], notes: b"n\n" },
            Body::Founded,
            Body::Frames { header: &header, log: 5, frames: b"frames" },
        ];
        for (line, body) in lines.iter().zip(bodies) {
            assert_eq!(read(line), Ok(body));
            let mut other = line.body.to_vec();
            other[0] = 2;
            assert!(read(&Line { body: other.into(), ..line.clone() }).is_err());
            assert!(read(&Line { body: Bytes::new(), ..line.clone() }).is_err());
            assert_eq!(LineKind::of(line.kind.name()), Some(line.kind));
        }
        let mut long = lines[1].body.to_vec();
        long.push(0);
        assert!(read(&Line { body: long.into(), ..lines[1].clone() }).is_err());
    }
}
