//! Tiles, and what others say of a ledger: witnesses, time stamps. A real witness listens in these tests; the authority is OpenSSL.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

use talap_ledger::http::Http;
use talap_ledger::proof::{ProofFault, Trust, check};
use talap_ledger::stamp::{self, Assurance, Authority, FetchError, StampFault};
use talap_ledger::witness::{Verdict, Witness, submit};
use talap_ledger::{Demands, Ledger, Reason, Report, SigningKey, WitnessKey, verify_with};

use crate::support::{ORIGIN, Place, append, caller, clock, copy_folder, event, files, key, verifier};

/// A ledger with more than one full tile: each event is a batch of its own source.
pub(crate) async fn append_batches(ledger: &Ledger, from: u32, count: u32) {
    let events = (from..from + count).map(|n| event("acme", &format!("s{n:04}"), n)).collect();
    ledger.append(&caller(), events).await.unwrap();
}

fn reasons(report: &Report) -> Vec<Reason> {
    report.problems.iter().map(|problem| problem.reason.clone()).collect()
}

#[tokio::test]
async fn tiles_are_written_held_against_the_leaves_and_used() {
    let place = Place::new();
    let (ledger, _) = place.open();
    append_batches(&ledger, 0, 700).await;
    assert!(!place.dir().join("tree/tile").exists(), "before the checkpoint");
    ledger.checkpoint().await.unwrap();
    let leaves = std::fs::read(place.dir().join("tree/leaves")).unwrap();
    for n in 0..2_usize {
        let tile = std::fs::read(place.dir().join(format!("tree/tile/0/00{n}"))).unwrap();
        assert_eq!(tile, leaves[n * 8192..(n + 1) * 8192]);
    }
    assert_eq!(files(&place.dir().join("tree/tile")).len(), 2);
    place.sound();
    let trust = Trust { key: verifier(), witnesses: Vec::new(), authority: None };
    for seq in [0, 255, 256, 511, 512, 699] {
        let proof = ledger.prove(&caller(), seq).await.unwrap().unwrap();
        assert_eq!(check(proof.text().as_bytes(), &trust).unwrap().batch, seq);
    }
    ledger.close().await.unwrap();
    let (ledger, _) = place.open();
    append_batches(&ledger, 700, 100).await;
    ledger.close().await.unwrap();
    assert_eq!(files(&place.dir().join("tree/tile")).len(), 3);
    place.sound();
}

#[tokio::test]
async fn every_change_of_a_tile_is_found_and_an_old_ledger_gets_its_tiles() {
    let place = Place::new();
    let (ledger, _) = place.open();
    append_batches(&ledger, 0, 600).await;
    ledger.close().await.unwrap();
    let name = Path::new("tree/tile/0/001");
    let after = |change: &dyn Fn(&Path)| {
        let copy = place.copy();
        change(&copy.dir());
        copy
    };
    let sound = std::fs::read(place.dir().join(name)).unwrap();
    for at in (0..sound.len()).step_by(97) {
        let copy = after(&|dir| {
            let mut changed = sound.clone();
            changed[at] ^= 1 << (at % 8);
            std::fs::write(dir.join(name), changed).unwrap();
        });
        assert_eq!(reasons(&copy.verify()), [Reason::Tile], "byte {at}");
    }
    for content in [&sound[..8191], &[sound.as_slice(), b"x"].concat(), b""] {
        let copy = after(&|dir| std::fs::write(dir.join(name), content).unwrap());
        assert!(!copy.verify().is_sound());
    }
    assert_eq!(reasons(&after(&|dir| std::fs::remove_file(dir.join(name)).unwrap()).verify()), [Reason::Missing]);
    for added in ["tree/tile/0/002", "tree/tile/1/000", "tree/tile/0/000.p/3", "tree/tile/0/x001/000", "tree/tile/x"] {
        let copy = after(&|dir| {
            std::fs::create_dir_all(dir.join(added).parent().unwrap()).unwrap();
            std::fs::write(dir.join(added), &sound).unwrap();
        });
        assert_eq!(reasons(&copy.verify()), [Reason::Stray], "{added}");
    }
    // As a ledger was before there were tiles.
    let old = after(&|dir| std::fs::remove_dir_all(dir.join("tree/tile")).unwrap());
    old.sound();
    old.open().0.close().await.unwrap();
    assert_eq!(std::fs::read(old.dir().join(name)).unwrap(), sound);
    old.sound();
}

/// Says yes or no to a request: the status, the type, and the body.
type Answer = (u16, String, Vec<u8>);

/// A server of one kind of request, in a thread of its own, until the test ends.
fn serve(mut answer: impl FnMut(&str, Vec<u8>) -> Answer + Send + 'static) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let (mut head, mut byte) = (Vec::new(), [0]);
            while !head.ends_with(b"\r\n\r\n") && stream.read_exact(&mut byte).is_ok() {
                head.push(byte[0]);
            }
            let head = String::from_utf8(head).unwrap();
            let length =
                head.lines().find_map(|line| line.to_lowercase().strip_prefix("content-length: ")?.parse().ok());
            let mut body = vec![0; length.unwrap_or(0)];
            stream.read_exact(&mut body).unwrap();
            let (status, kind, body) = answer(head.lines().next().unwrap_or_default(), body);
            let head = format!(
                "HTTP/1.1 {status} x\r\ncontent-type: {kind}\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
                body.len()
            );
            stream.write_all(&[head.as_bytes(), &body].concat()).unwrap();
        }
    });
    address
}

/// A witness with its folder and where it is asked.
struct Beside {
    _folder: tempfile::TempDir,
    http: Http,
    key: WitnessKey,
}

fn witness(ledger_key: &SigningKey) -> Beside {
    let folder = tempfile::tempdir().unwrap();
    let key = SigningKey::from_seed(&[9; 32]);
    let public = key.witness_key("witness.example/1").unwrap();
    let known = ledger_key.verifier(ORIGIN).unwrap();
    let witness = Witness::open(&folder.path().join("seen"), key, "witness.example/1", [known]).unwrap();
    let clock = clock();
    let address = serve(move |line, body| {
        assert!(line.starts_with("POST /add-checkpoint "), "{line}");
        let reply = witness.add_checkpoint(&body, clock.as_ref());
        (reply.status, reply.content_type.to_owned(), reply.body.into_bytes())
    });
    Beside { _folder: folder, http: Http::to(&format!("http://{address}"), None).unwrap(), key: public }
}

async fn hand_in(ledger: &Ledger, witness: &Beside) -> Verdict {
    let mut round = ledger.round().await.unwrap();
    let verdict = submit(ledger, &mut round, &witness.http, &witness.key).await.unwrap();
    ledger.keep_round(&round).unwrap();
    verdict
}

fn demands(witness: &Beside) -> Demands {
    Demands { witnesses: vec![witness.key.clone()], authority: None, ..Demands::default() }
}

#[tokio::test]
async fn a_witness_cosigns_what_grows_and_its_word_is_checked() {
    let (place, witness) = (Place::new(), witness(&key()));
    let (ledger, _) = place.open();
    append_batches(&ledger, 0, 300).await;
    ledger.checkpoint().await.unwrap();
    let report = verify_with(&place.dir(), &verifier(), &demands(&witness)).unwrap();
    assert_eq!(reasons(&report), [Reason::NotWitnessed { witness: "witness.example/1".into() }]);
    assert!(matches!(hand_in(&ledger, &witness).await, Verdict::Cosigned { .. }));
    for n in 300..304 {
        append_batches(&ledger, n, 1).await;
        ledger.checkpoint().await.unwrap();
        assert!(matches!(hand_in(&ledger, &witness).await, Verdict::Cosigned { .. }), "{n}");
    }
    assert_eq!(files(&place.dir().join("witnessed")).len(), 1, "older ones go");
    let report = verify_with(&place.dir(), &verifier(), &demands(&witness)).unwrap();
    assert_eq!((reasons(&report), report.cosigned.len(), report.witnessed_batches), (vec![], 1, Some(304)));
    let trust = Trust { key: verifier(), witnesses: vec![witness.key.clone()], authority: None };
    let proof = ledger.prove(&caller(), 17).await.unwrap().unwrap();
    let checked = check(proof.text().as_bytes(), &trust).unwrap();
    assert_eq!((checked.cosigned[0].witness.as_str(), checked.other_signatures), ("witness.example/1", 0));
    let alone = check(proof.text().as_bytes(), &Trust { witnesses: Vec::new(), ..trust.clone() }).unwrap();
    assert_eq!((alone.cosigned.len(), alone.other_signatures), (0, 1));
    // Every changed bit of the cosigned proof is found, also in the line that the checker has no key for.
    for witnesses in [vec![], vec![witness.key.clone()]] {
        let trust = Trust { witnesses, ..trust.clone() };
        let sound = proof.text().as_bytes();
        for at in 0..sound.len() {
            let mut changed = sound.to_vec();
            changed[at] ^= 1 << (at % 7);
            assert!(check(&changed, &trust).is_err(), "byte {at}");
        }
    }
    // An event that is newer than the cosigned checkpoint is proved without the witness.
    append_batches(&ledger, 400, 1).await;
    let newer = ledger.prove(&caller(), 304).await.unwrap().unwrap();
    assert!(matches!(check(newer.text().as_bytes(), &trust), Err(ProofFault::NotWitnessed { .. })));
    // And every changed bit of the file, with the ledger's key alone.
    let path = files(&place.dir().join("witnessed")).remove(0);
    let sound = std::fs::read(&path).unwrap();
    for at in 0..sound.len() {
        let mut changed = sound.clone();
        changed[at] ^= 1 << (at % 8);
        std::fs::write(&path, &changed).unwrap();
        assert!(!place.verify().is_sound(), "byte {at}");
    }
    std::fs::write(&path, &sound).unwrap();
    place.sound();
}

#[tokio::test]
async fn a_rollback_a_fork_and_another_key_are_refused_by_the_witness_and_the_ledger_goes_on() {
    let (place, witness) = (Place::new(), witness(&key()));
    let (ledger, _) = place.open();
    append(&ledger, "acme", "web", 0..2).await;
    ledger.checkpoint().await.unwrap();
    ledger.close().await.unwrap();
    let older = place.copy();
    let (ledger, _) = place.open();
    for n in 2..6 {
        append(&ledger, "acme", "web", n..n + 1).await;
    }
    ledger.checkpoint().await.unwrap();
    assert!(matches!(hand_in(&ledger, &witness).await, Verdict::Cosigned { .. }));
    ledger.close().await.unwrap();
    // The folder is put back, as a whole: it verifies, and nobody on this host can tell.
    older.sound();
    let (ledger, _) = older.open();
    append(&ledger, "acme", "web", 70..71).await;
    ledger.checkpoint().await.unwrap();
    assert_eq!(hand_in(&ledger, &witness).await, Verdict::RolledBack { seen: 5, size: 2 });
    // Even when it has grown beyond what the witness saw.
    for n in 0..9 {
        append(&ledger, "acme", "web", n..n + 1).await;
    }
    ledger.checkpoint().await.unwrap();
    assert_eq!(hand_in(&ledger, &witness).await, Verdict::Forked { seen: 5, size: 11 });
    assert!(Verdict::Forked { seen: 5, size: 11 }.is_alarm());
    assert_eq!(append(&ledger, "acme", "web", 0..1).await.count, 1, "events are still taken");
    ledger.close().await.unwrap();
    older.sound();
    // All of it signed anew with another key, under the same name.
    let stolen = Place::new();
    let other = SigningKey::from_seed(&[8; 32]);
    let (ledger, _) = Ledger::open(stolen.config(), other, clock()).unwrap();
    append(&ledger, "acme", "web", 0..2).await;
    ledger.checkpoint().await.unwrap();
    assert_eq!(hand_in(&ledger, &witness).await, Verdict::OtherKey);
    // What was cosigned and is not in the history any more is told without the witness, too.
    let mixed = older.copy();
    copy_folder(&place.dir().join("witnessed"), &mixed.dir().join("witnessed"));
    assert_eq!(reasons(&mixed.verify()), [Reason::EvidenceStray]);
}

#[tokio::test]
async fn nobody_and_nonsense_are_told_apart_from_a_witness() {
    let (place, witness) = (Place::new(), witness(&key()));
    let (ledger, _) = place.open();
    append(&ledger, "acme", "web", 0..2).await;
    let mut round = ledger.round().await.unwrap();
    let nonsense = serve(|_, _| (200, "text/plain".to_owned(), b"\xe2\x80\x94 x AAAA\n".to_vec()));
    let endless = serve(|_, _| (200, "text/plain".to_owned(), vec![b'x'; 1 << 20]));
    let closed = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    for (address, expected) in [(nonsense, "Answer"), (endless, "TooLong"), (closed, "Unreachable")] {
        let http = Http::to(&format!("http://{address}"), None).unwrap();
        let error = submit(&ledger, &mut round, &http, &witness.key).await.unwrap_err();
        assert!(format!("{error:?}").contains(expected), "{error:?}");
    }
    ledger.keep_round(&round).unwrap();
    assert!(!place.dir().join("witnessed").exists(), "nothing was cosigned");
}

/// A time-stamping authority that OpenSSL makes, with its certificate; none where there is no OpenSSL.
pub(crate) struct Tsa {
    folder: tempfile::TempDir,
}

const EXTENSIONS: &str = "basicConstraints=critical,CA:FALSE";

impl Tsa {
    pub(crate) fn make(algorithm: &[&str]) -> Option<Self> {
        let folder = tempfile::tempdir().unwrap();
        let tsa = Self { folder };
        tsa.openssl(&["version"])?;
        let mut request =
            vec!["req", "-x509", "-nodes", "-days", "3650", "-subj", "/CN=Test TSA", "-keyout", "tsa.key"];
        request.extend(["-out", "tsa.pem", "-addext", EXTENSIONS, "-addext", "extendedKeyUsage=critical,timeStamping"]);
        request.extend(algorithm);
        tsa.openssl(&request).unwrap();
        let config = "[tsa]\ndefault_tsa=t\n[t]\nserial=serial\nsigner_digest=sha256\ndefault_policy=1.2.3.4.1\n\
                      digests=sha256\naccuracy=secs:1\nordering=yes\ntsa_name=yes\ness_cert_id_chain=no\n";
        std::fs::write(tsa.path("tsa.cnf"), config).unwrap();
        std::fs::write(tsa.path("serial"), "01\n").unwrap();
        Some(tsa)
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn openssl(&self, args: &[&str]) -> Option<Vec<u8>> {
        let output = Command::new("openssl").args(args).current_dir(self.folder.path()).output().ok()?;
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        Some(output.stdout)
    }

    /// Answers a request, with the certificates of `chain.pem` where there is such a file.
    pub(crate) fn reply(&self, query: &[u8]) -> Vec<u8> {
        std::fs::write(self.path("q.tsq"), query).unwrap();
        let mut args = vec![
            "ts",
            "-reply",
            "-config",
            "tsa.cnf",
            "-queryfile",
            "q.tsq",
            "-signer",
            "tsa.pem",
            "-inkey",
            "tsa.key",
            "-out",
            "r.tsr",
        ];
        if self.path("chain.pem").exists() {
            args.extend(["-chain", "chain.pem"]);
        }
        self.openssl(&args).unwrap();
        std::fs::read(self.path("r.tsr")).unwrap()
    }

    fn certificate(&self) -> Authority {
        self.read("tsa.pem")
    }

    pub(crate) fn read(&self, name: &str) -> Authority {
        Authority::read(&std::fs::read(self.path(name)).unwrap()).unwrap()
    }
}

/// Has the last checkpoint cosigned by a witness and, where there is OpenSSL, stamped.
pub(crate) async fn confirm(ledger: &Ledger) {
    assert!(matches!(hand_in(ledger, &witness(&key())).await, Verdict::Cosigned { .. }));
    let Some(tsa) = Tsa::make(&["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"]) else { return };
    let to = ledger.to_stamp().unwrap();
    let response = tsa.reply(&stamp::request(&to.imprint(), 5).unwrap());
    let token = stamp::token_of_response(&response, &to.imprint(), 5).unwrap();
    ledger.keep_stamp(&to, &token).unwrap();
}

struct Fixed;

impl talap_model::Entropy for Fixed {
    fn fill(&self, bytes: &mut [u8]) {
        bytes.fill(0x9c);
    }
}

#[tokio::test]
async fn a_real_authority_s_stamps_are_taken_kept_and_checked() {
    let algorithms: [&[&str]; 3] = [
        &["-newkey", "rsa:2048"],
        &["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"],
        &["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-384"],
    ];
    for algorithm in algorithms {
        let Some(tsa) = Tsa::make(algorithm) else {
            eprintln!("not run, for there is no OpenSSL");
            return;
        };
        let (tsa, place) = (Arc::new(tsa), Place::new());
        let (ledger, _) = place.open();
        append(&ledger, "acme", "web", 0..3).await;
        ledger.checkpoint().await.unwrap();
        let beside = Arc::clone(&tsa);
        let address = serve(move |_, query| (200, "application/timestamp-reply".to_owned(), beside.reply(&query)));
        let http = Http::to(&format!("http://{address}/tsa"), None).unwrap();
        let to = ledger.to_stamp().unwrap();
        let token = stamp::fetch(&http, &to.imprint(), &Fixed).await.unwrap();
        let authority = tsa.certificate();
        let stamped = stamp::check(&token, &to.imprint(), Some(&authority)).unwrap();
        assert_eq!((stamped.assurance, stamped.authority.as_deref()), (Assurance::Authority, Some("CN=Test TSA")));
        let carried = stamp::check(&token, &to.imprint(), None).unwrap();
        assert_eq!(carried.assurance, Assurance::SelfCarried);
        assert_eq!(stamp::check(&token, &[0; 32], None), Err(StampFault::Imprint));
        let another = Tsa::make(algorithm).unwrap().certificate();
        assert_eq!(stamp::check(&token, &to.imprint(), Some(&another)), Err(StampFault::Signature));
        // The authority's own key, in a certificate that is not one for time stamping.
        tsa.openssl(&["req", "-x509", "-key", "tsa.key", "-subj", "/CN=Plain", "-days", "9", "-out", "plain.pem"])
            .unwrap();
        let plain = Authority::read(&std::fs::read(tsa.path("plain.pem")).unwrap()).unwrap();
        assert_eq!(stamp::check(&token, &to.imprint(), Some(&plain)), Err(StampFault::NotAnAuthority));
        ledger.keep_stamp(&to, &token).unwrap();
        assert_eq!(ledger.to_stamp(), None, "it has its stamp");
        check_kept(&place, &ledger, &authority).await;
    }
}

async fn check_kept(place: &Place, ledger: &Ledger, authority: &Authority) {
    let demands = Demands { witnesses: Vec::new(), authority: Some(authority.clone()), ..Demands::default() };
    let report = verify_with(&place.dir(), &verifier(), &demands).unwrap();
    assert_eq!((reasons(&report), report.stamp.unwrap().0), (vec![], 1));
    let proof = ledger.prove(&caller(), 1).await.unwrap().unwrap();
    let trust = Trust { key: verifier(), witnesses: Vec::new(), authority: Some(authority.clone()) };
    let checked = check(proof.text().as_bytes(), &trust).unwrap();
    assert_eq!(checked.stamp.unwrap().assurance, Assurance::Authority);
    let sound = proof.text().as_bytes();
    for at in (0..sound.len()).step_by(3) {
        let mut changed = sound.to_vec();
        changed[at] ^= 1;
        assert!(check(&changed, &trust).is_err(), "byte {at} of the proof");
    }
    for path in files(&place.dir().join("stamps")) {
        let sound = std::fs::read(&path).unwrap();
        for at in (0..sound.len()).step_by(5) {
            let mut changed = sound.clone();
            changed[at] ^= 1 << (at % 8);
            std::fs::write(&path, &changed).unwrap();
            assert!(!place.verify().is_sound(), "byte {at} of {}", path.display());
        }
        std::fs::write(&path, &sound).unwrap();
    }
    place.sound();
    // OpenSSL reads the file that is kept.
    let token = files(&place.dir().join("stamps")).into_iter().find(|path| path.extension().unwrap() == "tsr").unwrap();
    let read =
        Command::new("openssl").args(["ts", "-reply", "-token_in", "-text", "-in"]).arg(&token).output().unwrap();
    assert!(String::from_utf8_lossy(&read.stdout).contains("Time stamp: "), "{read:?}");
}

#[tokio::test]
async fn an_authority_that_answers_with_something_else_is_refused() {
    let Some(tsa) = Tsa::make(&["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"]) else { return };
    let stale = tsa.reply(&stamp::request(&[1; 32], 5).unwrap());
    let (repeated, nonsense, refused) = (
        serve(move |_, _| (200, "application/timestamp-reply".to_owned(), stale.clone())),
        serve(|_, _| (200, "application/timestamp-reply".to_owned(), b"no".to_vec())),
        serve(|_, _| (503, "text/plain".to_owned(), Vec::new())),
    );
    let ask = async |address: SocketAddr, imprint: [u8; 32]| {
        let http = Http::to(&format!("http://{address}"), None).unwrap();
        stamp::fetch(&http, &imprint, &Fixed).await.unwrap_err()
    };
    assert!(matches!(ask(repeated, [1; 32]).await, FetchError::Stamp(StampFault::Nonce)));
    assert!(matches!(ask(repeated, [2; 32]).await, FetchError::Stamp(StampFault::Imprint)));
    assert!(matches!(ask(nonsense, [1; 32]).await, FetchError::Stamp(StampFault::Malformed { .. })));
    assert!(matches!(ask(refused, [1; 32]).await, FetchError::Status { status: 503 }));
}
