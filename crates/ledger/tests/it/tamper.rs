//! Every bit of every file of a small ledger is changed, one after the other, and verification finds each of them. No bit may
//! differ. A tile is only full in a ledger that is not small: there it is one bit of each byte.

use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use talap_ledger::{Archive, ArchivePlace, Confidential, Demands, Report, verify, verify_with};
use tempfile::TempDir;

use crate::house::House;
use crate::support::{Place, append, copy_folder, files, verifier};

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
    let copy = || {
        let copy = Place::new();
        copy_folder(&place.dir(), copy.folder.path());
        copy.folder
    };
    flip_in(copy, names, bits_of, |folder| verify(folder, &verifier()).unwrap());
}

/// The same in copies of a folder that is verified in another way.
fn flip_in(
    copy: impl Fn() -> TempDir + Sync,
    names: &[PathBuf],
    bits_of: impl Fn(usize) -> Range<usize> + Sync,
    verify: impl Fn(&Path) -> Report + Sync,
) {
    let original = copy();
    let contents: Vec<_> = names.iter().map(|name| std::fs::read(original.path().join(name)).unwrap()).collect();
    let parts: Vec<_> = names
        .iter()
        .zip(&contents)
        .flat_map(|(name, sound)| (0..sound.len()).step_by(PART).map(move |from| (name, sound, from)))
        .collect();
    let next = AtomicUsize::new(0);
    let work = || {
        let copy = copy();
        let mut tried = 0;
        while let Some((name, sound, from)) = parts.get(next.fetch_add(1, Ordering::Relaxed)) {
            let path = copy.path().join(name);
            for at in *from..sound.len().min(from + PART) {
                for bit in bits_of(at) {
                    let mut changed = (*sound).clone();
                    changed[at] ^= 1 << bit;
                    std::fs::write(&path, &changed).unwrap();
                    assert!(!verify(copy.path()).is_sound(), "bit {bit} of byte {at} of {}", name.display());
                    tried += 1;
                }
            }
            std::fs::write(&path, sound).unwrap();
        }
        assert_eq!(verify(copy.path()).problems, []);
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

/// One bit of each byte, another one of the next.
fn one_bit(at: usize) -> Range<usize> {
    at % 8..at % 8 + 1
}

/// The files of a folder, by their paths in it.
fn names_in(folder: &Path) -> Vec<PathBuf> {
    files(folder).iter().map(|path| path.strip_prefix(folder).unwrap().to_owned()).collect()
}

fn names(place: &Place) -> Vec<PathBuf> {
    names_in(&place.dir())
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
    flip(&place, &tiles, one_bit);
}

/// A ledger in its second month: a file that was merged from two lies in the archive, the manifest has lines of both changes, and
/// the second store has a copy of what is confidential. All that is held against hashes of whole files, and no bit of a byte is
/// looked at apart.
#[tokio::test]
async fn a_changed_bit_of_every_byte_of_merged_archived_and_mirrored_files_is_found() {
    let mut house = House::new(36).await;
    let second = house.place.folder.path().join("second");
    std::fs::create_dir(&second).unwrap();
    house.second = Some(second);
    house.open();
    let sources = ["hr".parse().unwrap()].into();
    house.ledger().set_confidential(Confidential { sources, ..Confidential::default() });
    house.append_and_seal("hr", 1).await;
    house.append_and_seal("hr", 1).await;
    house.pass(1);
    assert_eq!(house.tend_well().await.merged, (2, 1));
    house.pass(31);
    assert_eq!(house.tend_well().await.moved.0, 1);
    house.append_and_seal("hr", 1).await;
    house.ledger().close().await.unwrap();
    assert_eq!((house.local_files().len(), house.archived_files().len()), (1, 1));
    let folder = house.place.folder.path();
    // What lies in the second store's log until it is copied is no proof of anything: it is held against the tree when it is used.
    let is_looked_at = |name: &PathBuf| {
        ["archive", "second/events", "second/tokens", "ledger/manifest"].iter().any(|one| name.starts_with(one))
    };
    let names: Vec<_> = names_in(folder).into_iter().filter(is_looked_at).collect();
    assert_eq!(names.len(), 5, "{names:?}");
    let copy = || {
        let copy = Place::new().folder;
        copy_folder(folder, copy.path());
        copy
    };
    flip_in(copy, &names, one_bit, |folder| {
        let archive = Archive::at(ArchivePlace::Folder(folder.join("archive"))).unwrap();
        let (archive, second_store) = (Some(Arc::new(archive)), Some(folder.join("second")));
        verify_with(&folder.join("ledger"), &verifier(), &Demands { archive, second_store, ..Demands::default() })
            .unwrap()
    });
}
