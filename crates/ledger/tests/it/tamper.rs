//! Every bit of every file of a small ledger is changed, one after the other, and verification finds each of them. No bit may
//! differ. A tile is only full in a ledger that is not small: there it is one bit of each byte.

use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::support::{Place, append, files};

/// How many bytes a thread changes before it takes the next ones.
const PART: usize = 64;

/// A closed ledger with one Parquet file and its index, a log that is not sealed, three checkpoints, a cosigned one among
/// them, and a time stamp where there is an authority.
async fn small_ledger() -> Place {
    let place = Place::new();
    let (ledger, _) = place.open();
    append(&ledger, "acme", "web", 0..2).await;
    ledger.seal().await.unwrap();
    crate::others::confirm(&ledger).await;
    append(&ledger, "acme", "web", 2..3).await;
    ledger.close().await.unwrap();
    place
}

/// Changes bits of each byte of some files, on copies of the ledger, and expects a problem each time.
fn flip(place: &Place, names: &[PathBuf], bits_of: impl Fn(usize) -> Range<usize> + Sync) {
    let contents: Vec<_> = names.iter().map(|name| std::fs::read(place.dir().join(name)).unwrap()).collect();
    let parts: Vec<_> = names
        .iter()
        .zip(&contents)
        .flat_map(|(name, sound)| (0..sound.len()).step_by(PART).map(move |from| (name, sound, from)))
        .collect();
    let next = AtomicUsize::new(0);
    let work = || {
        let copy = place.copy();
        let mut tried = 0;
        while let Some((name, sound, from)) = parts.get(next.fetch_add(1, Ordering::Relaxed)) {
            let path = copy.dir().join(name);
            for at in *from..sound.len().min(from + PART) {
                for bit in bits_of(at) {
                    let mut changed = (*sound).clone();
                    changed[at] ^= 1 << bit;
                    std::fs::write(&path, &changed).unwrap();
                    assert!(!copy.verify().is_sound(), "bit {bit} of byte {at} of {}", name.display());
                    tried += 1;
                }
            }
            std::fs::write(&path, sound).unwrap();
        }
        copy.sound();
        tried
    };
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let tried: usize = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).sum()
    });
    let bits_in = |sound: &Vec<u8>| (0..sound.len()).map(&bits_of).map(|bits| bits.len()).sum::<usize>();
    let expected: usize = contents.iter().map(bits_in).sum();
    assert_eq!(tried, expected, "all of them");
}

fn every_bit(_: usize) -> Range<usize> {
    0..8
}

/// The files of a ledger, by their paths in its folder.
fn names(place: &Place) -> Vec<PathBuf> {
    files(&place.dir()).iter().map(|path| path.strip_prefix(place.dir()).unwrap().to_owned()).collect()
}

fn is_of_a_segment(name: &Path) -> bool {
    name.starts_with("events")
}

#[tokio::test]
async fn every_bit_of_a_segment_and_of_its_index_is_found() {
    let place = small_ledger().await;
    let of_segments: Vec<_> = names(&place).into_iter().filter(|name| is_of_a_segment(name)).collect();
    let endings: Vec<_> = of_segments.iter().filter_map(|name| name.extension()?.to_str()).collect();
    assert_eq!(endings, ["parquet", "tokens"]);
    flip(&place, &of_segments, every_bit);
}

#[tokio::test]
async fn every_bit_of_every_other_file_is_found() {
    let place = small_ledger().await;
    let others: Vec<_> = names(&place).into_iter().filter(|name| !is_of_a_segment(name)).collect();
    for name in ["checkpoint", "checkpoints", "manifest", "tree/leaves", "witnessed", "wal"] {
        assert!(others.iter().any(|other| other.starts_with(name)), "{name}");
    }
    flip(&place, &others, every_bit);
}

/// A tile is full with 256 batches. To verify so many takes 7 ms where a small ledger takes 2, so that all bits would take eight
/// minutes of a processor; a tile is held against the leaves byte by byte, and no bit of a byte is looked at apart.
#[tokio::test]
async fn a_changed_bit_of_every_byte_of_a_tile_is_found() {
    let place = Place::new();
    let (ledger, _) = place.open();
    crate::others::append_batches(&ledger, 0, 256).await;
    ledger.close().await.unwrap();
    let tiles: Vec<_> = names(&place).into_iter().filter(|name| name.starts_with("tree/tile")).collect();
    assert_eq!(tiles, [PathBuf::from("tree/tile/0/000")]);
    flip(&place, &tiles, |at| at % 8..at % 8 + 1);
}
