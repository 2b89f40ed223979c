//! Proofs of single events and witnesses, with real processes on both sides.

use std::process::Command;

use crate::program::{Place, Said, Up};

/// The number of the first event that fits.
fn seq_of(place: &Place, condition: &str) -> u64 {
    place.count(&format!("SELECT min(seq) AS n FROM events WHERE {condition}"))
}

#[test]
fn an_event_is_proved_to_somebody_who_has_the_public_key_alone() {
    let place = Place::with_example();
    let proof = place.path("event.tlog-proof");
    let seq = seq_of(&place, "message = 'talap.started'").to_string();
    for running in [true, false] {
        let up = running.then(|| place.up(&[]));
        let said = place.run(&["ledger", "prove", &seq, "--output", proof.to_str().unwrap()]);
        assert_eq!(said.code, 0, "{said:?}");
        if let Some(up) = up {
            up.stop();
        }
    }
    // Elsewhere: another data folder, and nothing of the ledger but its key.
    let elsewhere = Place::new();
    let key = place.data().join("keys/ledger.pub");
    let check = |place: &Place, more: &[&str]| {
        let file = proof.to_str().unwrap();
        place.run(&[&["ledger", "check-proof", file, "--key", key.to_str().unwrap()], more].concat())
    };
    let said = check(&elsewhere, &[]);
    assert!(said.code == 0 && said.out.contains("Proved: event") && said.out.contains("talap.started"), "{said:?}");
    for (language, sentence) in [
        ("kk", "Talap іске қосылды, нұсқасы "),
        ("ru", "Talap запущен, версия "),
        ("en", "Talap was started, version "),
    ] {
        let args = ["ledger", "check-proof", proof.to_str().unwrap(), "--key", key.to_str().unwrap()];
        let said = Said::of(elsewhere.command(language, &args).output().unwrap());
        let told = said.out.lines().find(|line| line.contains(sentence)).unwrap_or_else(|| panic!("{said:?}"));
        assert!(told.ends_with(" [talap.started]"), "the words, and the key that is proved: {told}");
    }
    let answer = check(&elsewhere, &["--json"]).json();
    assert_eq!(
        (&answer["proved"], answer["seq"].to_string(), &answer["event"]["message"]),
        (&true.into(), seq.clone(), &"talap.started".into())
    );
    let text = std::fs::read_to_string(&proof).unwrap();
    assert!(text.starts_with("c2sp.org/tlog-proof@v1\nextra "));
    std::fs::write(&proof, text.replacen("\nevents ", "\nevents 1", 1)).unwrap();
    for (language, expected) in [("en", "does not match"), ("ru", "не соответствует"), ("kk", "сәйкес келмейді")]
    {
        let args = ["ledger", "check-proof", proof.to_str().unwrap(), "--key", key.to_str().unwrap()];
        let said = Said::of(elsewhere.command(language, &args).output().unwrap());
        assert!(said.code == 1 && said.out.contains(expected), "{said:?}");
    }
    assert_eq!(check(&elsewhere, &["--json"]).json()["proved"], false);
    let said = place.run(&["ledger", "prove", "99999999"]);
    assert!(said.code == 3 && said.err.contains("no event"), "{said:?}");
    assert_eq!(place.run(&["ledger", "prove", "-1"]).code, 2);
}

/// A witness in a process of its own, and where it listens.
struct Witness {
    place: Place,
    running: Option<Up>,
    key: String,
    address: String,
}

impl Witness {
    fn of(ledger: &Place) -> Self {
        let place = Place::new();
        let said = place.run(&["witness", "keygen", "witness.example/1"]);
        assert_eq!(said.code, 0, "{said:?}");
        assert_eq!(place.run(&["witness", "keygen", "witness.example/1"]).code, 3, "a key is not written over");
        let key = std::fs::read_to_string(place.data().join("witness.pub")).unwrap().trim().to_owned();
        assert!(said.out.contains(&key), "{said:?}");
        let ledger = std::fs::read_to_string(ledger.data().join("keys/ledger.pub")).unwrap();
        let config =
            format!("name = \"witness.example/1\"\naddress = \"127.0.0.1:0\"\nledgers = [\"{}\"]\n", ledger.trim());
        place.configure(&config);
        let mut witness = Self { place, running: None, key, address: String::new() };
        witness.start();
        witness
    }

    fn start(&mut self) {
        let mut up = Up::start(self.place.command("en", &["witness", "run"]));
        let line = up.wait_for("listens on ");
        line.rsplit(' ').next().unwrap().trim_end_matches('.').clone_into(&mut self.address);
        self.running = Some(up);
    }
}

/// Runs `up` with a witness until a condition holds. Each look at it takes a command, so that nothing is waited for in vain.
/// Returns what `up` said on its error output.
fn up_with(place: &Place, witness: &Witness, until: impl Fn() -> bool) -> String {
    let config = format!(
        "[collect]\nsyslog_udp = \"\"\nsyslog_tcp = \"\"\n[web]\naddress = \"\"\n[ledger]\nwitness_every_seconds = 1\n\
         checkpoint_every_seconds = 1\n[[ledger.witness]]\nurl = \"http://{}\"\nkey = \"{}\"\n",
        witness.address, witness.key
    );
    place.configure(&config);
    let errors = place.path("errors");
    let mut up = Up::start_with(place.command("en", &["up"]), std::fs::File::create(&errors).unwrap().into());
    up.wait_for("Talap is running");
    let held = (0..400).any(|_| until());
    up.stop();
    let said = std::fs::read_to_string(&errors).unwrap();
    assert!(held, "{said}");
    said
}

fn copy(from: &std::path::Path, to: &std::path::Path) {
    assert!(Command::new("cp").arg("-a").arg(from).arg(to).status().unwrap().success());
}

#[test]
fn a_folder_that_is_put_back_is_told_by_its_witness() {
    let place = Place::with_example();
    let mut witness = Witness::of(&place);
    let demand = ["ledger", "verify", "--witness", &witness.key];
    assert_eq!(place.run(&demand).code, 1, "nobody cosigned yet");
    up_with(&place, &witness, || place.run(&demand).code == 0);
    let verify = |place: &Place, key: &str| place.run(&["ledger", "verify", "--witness", key, "--json"]).json();
    let report = verify(&place, &witness.key);
    assert_eq!((&report["sound"], &report["witnesses"][0]), (&true.into(), &"witness.example/1".into()), "{report:#}");
    let other = witness.key.replacen("witness.example/1", "other", 1);
    assert_eq!(place.run(&["ledger", "verify", "--witness", &other]).code, 3, "no key of that name");
    copy(&place.data(), &place.path("older"));
    // More happens, and the witness sees it: the cosigned checkpoint is one of more batches than before.
    let batches = || verify(&place, &witness.key)["witnessed_batches"].as_u64();
    let before = batches();
    assert_eq!(place.run(&["query", "SELECT 1 AS n"]).code, 0);
    up_with(&place, &witness, || batches() > before);
    // The folder is put back to what it was; the witness remembers, also after it was started again.
    witness.running.take().unwrap().stop_quietly();
    witness.start();
    std::fs::remove_dir_all(place.data()).unwrap();
    copy(&place.path("older"), &place.data());
    let told = "SELECT count(*) AS n FROM events WHERE message = 'ledger.witness-alarm'";
    let said = up_with(&place, &witness, || place.count(told) > 0);
    assert!(said.contains("put back") || said.contains("rewritten"), "{said}");
    assert!(said.contains("witness.example/1") && said.contains("Events are still taken"), "{said}");
    assert_eq!(place.run(&["ledger", "verify"]).code, 0, "the files alone do not tell");
}

#[test]
fn what_cannot_be_used_as_a_witness_is_told() {
    let place = Place::new();
    for (config, expected) in [
        ("[[ledger.witness]]\nurl = \"http://witness.example\"\nkey = \"a+b\"\n", "no public key"),
        ("[[ledger.witness]]\nurl = \"http://witness.example\"\nkey = \"W+2a4a4e1a+x\"\n", "no public key"),
        ("[ledger.timestamp]\nurl = \"http://tsa.example\"\n", "must begin with https"),
        ("[ledger.timestamp]\nurl = \"https://tsa.example\"\ncertificate = \"missing.pem\"\n", "missing.pem"),
        ("[ledger]\nwitness_every_seconds = 0\n", "at least 1"),
    ] {
        place.configure(config);
        let said = place.run(&["up"]);
        assert!(said.code == 2 && said.err.contains(expected), "{config}: {said:?}");
    }
    let said = place.run(&["witness", "keygen", "with space"]);
    assert!(said.code == 3 && !place.data().exists(), "{said:?}");
    place.configure("name = \"w\"\naddress = \"127.0.0.1:0\"\nledgers = []\n");
    let said = place.run(&["witness", "run"]);
    assert!(said.code == 2 && said.err.contains("names no ledger"), "{said:?}");
}
