//! `kill -9`: what was acknowledged is there after the next start, and the ledger is sound.

use std::fs::OpenOptions;
use std::io::Write;

use crate::program::Place;

/// The bytes before the first frame of a write-ahead log file.
const WAL_HEADER: usize = 25;

#[test]
fn acknowledged_imports_survive_a_kill_and_a_torn_log() {
    let place = Place::new();
    let up = place.up(&["--example"]);
    // One source of the example goes on sending while the program runs; the others are at rest.
    let at_rest = "SELECT count(*) AS n FROM events WHERE kind <> 'talap' AND source <> 'appeals-antivirus'";
    let sending = "SELECT count(*) AS n FROM events WHERE source = 'appeals-antivirus'";
    let (before, sent) = (place.count(at_rest), place.count(sending));
    let csv = place
        .file("audits.csv", "key,organisation,kind,auditor,performed_on\nК-1,akimat-saryjaz,internal,ИБ,2026-10-01\n");
    assert_eq!(place.run(&["import", "audits", csv.to_str().unwrap()]).code, 0);
    up.kill();
    // What a write that the power cut off leaves behind: the beginning of a frame, here of the file's first.
    let wal =
        std::fs::read_dir(place.data().join("ledger/wal")).unwrap().map(|entry| entry.unwrap().path()).max().unwrap();
    let whole = std::fs::read(&wal).unwrap();
    OpenOptions::new().append(true).open(&wal).unwrap().write_all(&whole[WAL_HEADER..WAL_HEADER + 37]).unwrap();

    let mut up = place.up(&[]);
    up.wait_for("were recovered");
    assert_eq!(place.count(at_rest), before);
    assert!(place.count(sending) >= sent);
    assert_eq!(place.count("SELECT count(*) AS n FROM audits WHERE key = 'К-1'"), 1);
    let told = "SELECT count(*) AS n FROM events WHERE message = 'record.created' AND attributes LIKE '%\"register\":\"audits\"%'";
    assert!(place.count(told) >= 1);
    up.stop();
    let said = place.run(&["ledger", "verify"]);
    assert_eq!(said.code, 0, "{said:?}");
}

#[test]
fn a_changed_byte_is_found_with_the_public_key_alone_and_stops_the_next_start() {
    let place = Place::with_example();
    // An inspector's copy: the ledger and the public key, nothing else.
    let copy = place.path("copy");
    let copied =
        std::process::Command::new("cp").arg("-r").arg(place.data().join("ledger")).arg(&copy).status().unwrap();
    assert!(copied.success());
    let key = place.data().join("keys/ledger.pub");
    let verify =
        || place.run(&["ledger", "verify", "--folder", copy.to_str().unwrap(), "--key", key.to_str().unwrap()]);
    let said = verify();
    assert_eq!(said.code, 0, "{said:?}");
    let file = walk(&copy).into_iter().filter(|path| std::fs::metadata(path).unwrap().len() > 1000).min().unwrap();
    let mut bytes = std::fs::read(&file).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    std::fs::write(&file, bytes).unwrap();
    let said = verify();
    assert_eq!(said.code, 1, "{said:?}");
    assert!(said.out.contains(file.file_name().unwrap().to_str().unwrap()), "{said:?}");
}

#[test]
fn a_lost_key_is_not_replaced() {
    let place = Place::with_example();
    std::fs::remove_file(place.data().join("keys/ledger.key")).unwrap();
    let said = place.run(&["up"]);
    assert_eq!(said.code, 3);
    assert!(said.err.contains("Restore keys/ledger.key from its backup"), "{said:?}");
    assert!(!place.data().join("keys/ledger.key").exists(), "another key was made");
}

fn walk(folder: &std::path::Path) -> Vec<std::path::PathBuf> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { files.extend(walk(&path)) } else { files.push(path) }
    }
    files
}
