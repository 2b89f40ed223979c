//! The second store of confidential objects, as its user meets it: set in the configuration, lost and restored, away and back.

use std::io::Write as _;
use std::net::TcpStream;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use crate::program::{Place, Said, Up};

fn configured(place: &Place, second: &Path) {
    place.configure(&format!(
        "[collect]\nsyslog_udp = \"\"\nsyslog_tcp = \"127.0.0.1:0\"\n[web]\naddress = \"\"\n\
         [ledger.second_store]\nfolder = \"{}\"\n",
        second.display()
    ));
}

/// Registers a source whose events are confidential, as a person does.
fn with_confidential(place: &Place) -> Up {
    let up = place.up(&["--example"]);
    let csv = "key,organisation,object,kind,format,title,hostname,confidential\n\
               hr-os,akimat-saryjaz,budget,os,syslog,HR,hr-host,true\n";
    let said = place.run(&["import", "sources", place.file("sources.csv", csv).to_str().unwrap()]);
    assert_eq!(said.code, 0, "{said:?}");
    up
}

fn send(up: &mut Up, count: usize) {
    let mut tcp = TcpStream::connect(up.address("syslog/TCP")).unwrap();
    let line = "<38>1 2026-11-22T21:40:00Z hr-host sshd 77 - - Failed password for ivanov from 10.1.2.3 port 22 ssh2\n";
    tcp.write_all(line.repeat(count).as_bytes()).unwrap();
}

/// Asks until something is so.
fn wait_until(place: &Place, what: &str, is_so: impl Fn(&Place) -> bool) {
    let began = Instant::now();
    while !is_so(place) {
        assert!(began.elapsed() < Duration::from_mins(2), "{what} never came");
    }
}

fn sent(place: &Place) -> u64 {
    place.count("SELECT count(*) AS n FROM events WHERE source = 'hr-os'")
}

fn told(place: &Place, act: &str) -> u64 {
    place.count(&format!("SELECT count(*) AS n FROM events WHERE kind = 'talap' AND message = '{act}'"))
}

/// The files of the confidential source below a folder.
pub(crate) fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).into_iter().flatten() {
        let path = entry.unwrap().path();
        if path.is_dir() { found.extend(files(&path)) } else { found.push(path) }
    }
    found.retain(|path| path.to_str().unwrap().contains("source=hr-os"));
    found.sort();
    found
}

#[test]
fn a_damaged_file_of_a_confidential_source_is_told_and_restored() {
    let place = Place::new();
    let second = place.path("second");
    std::fs::create_dir(&second).unwrap();
    configured(&place, &second);
    let mut up = with_confidential(&place);
    // So many that the log is sealed when the program stops.
    send(&mut up, 1200);
    wait_until(&place, "the events", |place| sent(place) == 1200);
    let said = place.run(&["ledger", "restore", "--from-second-store"]);
    assert_eq!(said.code, 3, "a running up owns the folder: {said:?}");
    up.stop();
    // Sealed files are copied when the next one begins.
    let up = place.up(&[]);
    let own = place.data().join("ledger/events");
    wait_until(&place, "the copies", |place| {
        assert_eq!(sent(place), 1200);
        files(&second).iter().filter(|path| !path.starts_with(second.join("wal"))).count() == files(&own).len()
    });
    // The tests have one disk.
    wait_until(&place, "the warning", |place| told(place, "ledger.second-store-same-disk") == 2);
    up.stop();
    assert!(place.run(&["ledger", "status"]).out.contains("can be written"));
    assert_eq!(place.run(&["ledger", "verify"]).code, 0);
    assert_eq!(place.run(&["ledger", "restore", "--from-second-store"]).code, 0, "nothing is missing");

    let damaged = files(&own).into_iter().find(|path| path.extension().unwrap() == "parquet").unwrap();
    let mut bytes = std::fs::read(&damaged).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    std::fs::write(&damaged, &bytes).unwrap();
    let name = damaged.file_name().unwrap().to_str().unwrap();
    let said = place.run(&["ledger", "verify"]);
    assert!(said.code == 1 && said.out.contains(name), "{said:?}");
    for language in ["kk", "ru", "en"] {
        let said = Said::of(place.command(language, &["ledger", "restore", "--from-second-store"]).output().unwrap());
        assert!(said.code == 1 && said.out.contains(name) && said.out.contains("--yes"), "{said:?}");
    }
    assert_eq!(std::fs::read(&damaged).unwrap(), bytes, "a preview changes nothing");
    let said = place.run(&["ledger", "restore", "--from-second-store", "--yes"]);
    assert!(said.code == 0 && said.out.contains("Put back"), "{said:?}");
    let aside: Vec<_> = files(&place.data().join("ledger-damaged"));
    assert_eq!(aside.iter().map(|path| std::fs::read(path).unwrap()).collect::<Vec<_>>(), [bytes]);
    let said = place.run(&["ledger", "verify"]);
    assert_eq!(said.code, 0, "{said:?}");
    assert_eq!((sent(&place), told(&place, "ledger.restored")), (1200, 1));
}

#[test]
fn events_of_a_lost_log_are_given_out_as_a_file() {
    let place = Place::new();
    let second = place.path("second");
    std::fs::create_dir(&second).unwrap();
    configured(&place, &second);
    let mut up = with_confidential(&place);
    send(&mut up, 3);
    wait_until(&place, "the events", |place| sent(place) == 3);
    up.kill();
    let wal = place.data().join("ledger/wal");
    std::fs::remove_dir_all(&wal).unwrap();
    std::fs::create_dir(&wal).unwrap();
    let preview = place.run(&["ledger", "restore", "--from-second-store", "--json"]);
    let answer = preview.json();
    let events = answer["recovered_events"].as_u64().unwrap();
    assert!(answer["recorded"] == false && answer["unrecorded"].is_null(), "nothing was done: {preview:?}");
    assert!(preview.code == 1 && events >= 3 && answer["amiss"][0]["can_be_restored"] == false, "{preview:?}");
    let output = place.path("lost.jsonl");
    // What somebody else put in its way is neither written to nor kept.
    let (others, before) = (place.file("others", "untouched"), place.path("lost.jsonl.part"));
    std::os::unix::fs::symlink(&others, &before).unwrap();
    let asked = ["ledger", "restore", "--from-second-store", "--yes", "--output", output.to_str().unwrap()];
    let said = place.run(&asked);
    assert!(said.code == 1 && said.out.contains("is not recorded in it"), "{said:?}");
    assert_eq!(std::fs::read_to_string(&others).unwrap(), "untouched");
    assert_eq!(std::fs::symlink_metadata(&output).unwrap().permissions().mode() & 0o7777, 0o600);
    let lines = std::fs::read_to_string(&output).unwrap();
    let lines: Vec<serde_json::Value> = lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines.len() as u64, events);
    assert_eq!(lines.iter().filter(|event| event["source"] == "hr-os").count(), 3);
    assert!(lines.iter().all(|event| event["evidence"] == "signed" || event["evidence"] == "none"));
    // What is there is not written over.
    assert_eq!(place.run(&asked).code, 1);
    assert!(place.path("lost.jsonl.1").exists());
    // Programs are told too why it is not recorded.
    let answer = place.run(&[&asked[..], &["--json"]].concat()).json();
    let cause = answer["unrecorded"].as_str().unwrap_or_default();
    assert!(answer["recorded"] == false && cause.contains("is not recorded in it"), "{answer}");
}

#[test]
fn a_second_store_that_is_away_is_told_and_so_is_its_return() {
    let place = Place::new();
    let (second, away) = (place.path("second"), place.path("away"));
    std::fs::create_dir(&second).unwrap();
    configured(&place, &second);
    with_confidential(&place).stop();
    std::fs::rename(&second, &away).unwrap();
    let mut up = place.up(&[]);
    wait_until(&place, "the failure", |place| told(place, "ledger.second-store-failed") == 1);
    send(&mut up, 2);
    wait_until(&place, "the refusal", |place| {
        place.run(&["ledger", "status", "--json"]).json()["second_store_refused_events"].as_u64() > Some(0)
    });
    let said = place.run(&["ledger", "status"]);
    assert!(said.code == 1 && said.out.contains("has not been writable since"), "{said:?}");
    assert_eq!(sent(&place), 0);
    std::fs::rename(&away, &second).unwrap();
    wait_until(&place, "the return", |place| told(place, "ledger.second-store-works") == 1);
    send(&mut up, 2);
    wait_until(&place, "the events", |place| sent(place) >= 2);
    assert_eq!(place.run(&["ledger", "status"]).code, 0);
    up.stop();
    assert_eq!(place.run(&["ledger", "verify"]).code, 0);
}

#[test]
fn a_restoring_without_a_second_store_or_without_saying_from_where_is_refused() {
    let place = Place::with_example();
    let said = place.run(&["ledger", "restore", "--from-second-store"]);
    assert!(said.code == 2 && said.err.contains("ledger.second_store.folder"), "{said:?}");
    let said = place.run(&["ledger", "restore"]);
    assert!(said.code == 2 && said.err.contains("--from-second-store"), "{said:?}");
}
