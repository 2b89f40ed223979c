//! Rotated logs are often compressed with gzip: they are read as what they were before.

use std::io::{self, BufRead, BufReader, Read};

use flate2::bufread::MultiGzDecoder;

/// The most bytes that a compressed file may come to; a file that is small and comes to more is an attack.
pub const MOST_INFLATED: u64 = 8 << 30;

/// The first bytes of gzip (RFC 1952 §2.3.1).
const MAGIC: [u8; 2] = [0x1f, 0x8b];

/// A reader of a file's bytes, inflated where they are gzip's.
pub type Inflating<'a> = Box<dyn BufRead + Send + 'a>;

/// Reads bytes; those of gzip are inflated as they are read, up to `most` bytes, beyond which reading fails.
pub fn inflating(bytes: &[u8], most: u64) -> Inflating<'_> {
    if bytes.starts_with(&MAGIC) {
        Box::new(BufReader::new(Bounded { inner: MultiGzDecoder::new(bytes), left: most }))
    } else {
        Box::new(bytes)
    }
}

struct Bounded<R> {
    inner: R,
    left: u64,
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        self.left = self
            .left
            .checked_sub(count as u64)
            .ok_or_else(|| io::Error::new(io::ErrorKind::FileTooLarge, "the file is too large once inflated"))?;
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::Compression;
    use flate2::write::GzEncoder;
    use std::io::Write as _;

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    fn read(bytes: &[u8], most: u64) -> io::Result<Vec<u8>> {
        let mut out = Vec::new();
        inflating(bytes, most).read_to_end(&mut out).map(|_| out)
    }

    #[test]
    fn gzip_is_inflated_and_the_rest_is_left_alone() {
        let twice = [gzip(b"one\n"), gzip(b"two\n")].concat();
        assert_eq!(read(&twice, 100).unwrap(), b"one\ntwo\n");
        assert_eq!(read(b"plain", 1).unwrap(), b"plain");
        assert_eq!(read(b"", 1).unwrap(), b"");
    }

    #[test]
    fn a_bomb_and_a_cut_file_are_errors() {
        let bomb = gzip(&vec![0; 1 << 20]);
        assert_eq!(read(&bomb, 1000).unwrap_err().kind(), io::ErrorKind::FileTooLarge);
        assert!(read(&bomb[..bomb.len() / 2], 1 << 21).is_err());
        assert!(read(&MAGIC, 100).is_err());
    }
}
