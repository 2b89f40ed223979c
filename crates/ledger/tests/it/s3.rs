//! The archive store in a bucket with Object Lock, against a server with S3's interface: `moto_server`, where
//! `TALAP_TEST_MOTO` names it.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};

use talap_ledger::archive::S3Place;
use talap_ledger::{ArchivePlace, ArchiveState, Trouble};

use crate::house::House;
use crate::support::{Place, Size, caller};

const BUCKET: &str = "talap-test";

/// A server of its own for one test.
struct Server {
    child: Child,
    address: SocketAddr,
}

impl Drop for Server {
    fn drop(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

impl Server {
    /// Starts it, with a bucket that locks; `None` where there is no server to start.
    fn start() -> Option<Self> {
        let program = wanted::file("TALAP_TEST_MOTO", &[])?;
        let address = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap().local_addr().unwrap();
        let mut child = Command::new(program)
            .args(["-H", "127.0.0.1", "-p", &address.port().to_string()])
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut said = BufReader::new(child.stderr.take().unwrap()).lines().map_while(Result::ok);
        assert!(said.any(|line| line.contains("Running on")), "the server ended");
        // It logs each request, and would stop when nobody reads.
        std::thread::spawn(move || said.for_each(drop));
        let server = Self { child, address };
        let made = server.ask("PUT", &format!("/{BUCKET}"), "x-amz-bucket-object-lock-enabled: true\r\n", "");
        assert!(made.starts_with("HTTP/1.1 200"), "{made}");
        Some(server)
    }

    /// Sends one request as the administrator of the account would, and returns the whole answer.
    fn ask(&self, method: &str, target: &str, headers: &str, body: &str) -> String {
        let mut stream = TcpStream::connect(self.address).unwrap();
        let who =
            "AWS4-HMAC-SHA256 Credential=admin/20261122/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=x";
        let length = body.len();
        write!(
            stream,
            "{method} {target} HTTP/1.1\r\nHost: {}\r\nAuthorization: {who}\r\nContent-Length: {length}\r\n{headers}Connection: close\r\n\r\n{body}",
            self.address
        )
        .unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        String::from_utf8_lossy(&answer).into_owned()
    }

    fn place(&self) -> ArchivePlace {
        self.place_at("logs/talap")
    }

    fn place_at(&self, prefix: &str) -> ArchivePlace {
        ArchivePlace::S3(S3Place {
            bucket: BUCKET.to_owned(),
            prefix: prefix.to_owned(),
            endpoint: Some(format!("http://{}", self.address)),
            region: "us-east-1".to_owned(),
            key_id: "writer".to_owned(),
            secret: "secret".to_owned(),
        })
    }

    /// Key and version of every object but the mark.
    fn versions(&self) -> Vec<(String, String)> {
        let listed = self.ask("GET", &format!("/{BUCKET}?versions"), "", "");
        let inside = |text: &str, tag: &str| {
            text.split_once(&format!("<{tag}>")).unwrap().1.split_once(&format!("</{tag}>")).unwrap().0.to_owned()
        };
        let versions = listed.split("<Version>").skip(1).map(|one| (inside(one, "Key"), inside(one, "VersionId")));
        versions.filter(|(key, _)| key.contains(".parquet")).collect()
    }
}

fn encoded(key: &str) -> String {
    key.replace('=', "%3D")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bucket_with_object_lock_keeps_what_is_archived() {
    let Some(server) = Server::start() else { return };
    let mut house = House::over(Place::new(), server.place(), 2).await;
    house.append_and_seal("web", 3).await;
    house.days(32).await;
    house.append_and_seal("web", 2).await;
    assert_eq!(house.local_files().len(), 1, "the older file is in the bucket alone");
    assert!(matches!(house.ledger().archive_state().await, ArchiveState::Reached { .. }));
    // The same query finds both.
    assert_eq!(house.seqs().await, [0, 1, 2, 3, 4]);
    let report = house.sound();
    assert_eq!((report.events, report.archived_files, report.files), (5, 1, 1));
    house.open();
    assert_eq!(house.seqs().await, [0, 1, 2, 3, 4]);
    // It is locked until its partition may expire.
    let [(key, version)] = server.versions().try_into().unwrap();
    assert!(key.starts_with("logs/talap/org=acme/object=portal/source=web/day=2026-11-22/"), "{key}");
    let head = server.ask("HEAD", &format!("/{BUCKET}/{}", encoded(&key)), "", "").to_lowercase();
    assert!(head.contains("x-amz-object-lock-mode: compliance"), "{head}");
    assert!(head.contains("x-amz-object-lock-retain-until-date: 2027-01-23t00:00:00"), "{head}");
    // Nobody deletes it, and nobody puts another in its place unseen.
    let target = format!("/{BUCKET}/{}", encoded(&key));
    let refused = server.ask("DELETE", &format!("{target}?versionId={version}"), "", "");
    assert!(refused.starts_with("HTTP/1.1 403"), "{refused}");
    let refused = server.ask("PUT", &target, "If-None-Match: *\r\n", "other");
    assert!(refused.starts_with("HTTP/1.1 412"), "{refused}");
    let shadowed = server.ask("PUT", &target, "", "other");
    assert!(shadowed.starts_with("HTTP/1.1 200"), "{shadowed}");
    house.sound();
    assert_eq!(house.seqs().await, [0, 1, 2, 3, 4], "what was archived is read, not what was put over it");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_buckets_own_clock_decides_when_a_lock_ends() {
    let Some(server) = Server::start() else { return };
    let mut house = House::over(Place::new(), server.place(), 2).await;
    house.append_and_seal("web", 3).await;
    house.days(61).await;
    house.pass(1);
    // The ledger's clock was put forward by two months; the bucket's was not.
    let tended = house.tend().await;
    assert_eq!(tended.expired.len(), 1);
    assert!(
        matches!(&tended.troubles[..], [Trouble::Archive(error)] if error.to_string().contains("AccessDenied")),
        "{tended:?}"
    );
    assert_eq!((tended.undeleted, server.versions().len()), (1, 1));
    assert_eq!(house.seqs().await, [0_u64; 0]);
    assert_eq!(house.sound().expired_events, 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_large_file_goes_in_parts() {
    let Some(server) = Server::start() else { return };
    let mut house = House::over(Place::new(), server.place(), 2).await;
    let mut state = 88_172_645_463_325_252_u64;
    let mut noise = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state.to_le_bytes()
    };
    let mut events = Vec::new();
    for _ in 0..200 {
        let mut event = house.event("web");
        event.raw = std::iter::repeat_with(&mut noise).take(8 * 1024).flatten().collect();
        events.push(event);
    }
    house.ledger().append(&caller(), events).await.unwrap();
    house.ledger().seal().await.unwrap();
    house.days(32).await;
    assert_eq!((house.local_files().len(), server.versions().len()), (0, 1));
    let (key, _) = server.versions().remove(0);
    let head = server.ask("HEAD", &format!("/{BUCKET}/{}", encoded(&key)), "", "").to_lowercase();
    assert!(head.contains("x-amz-object-lock-mode: compliance"), "{head}");
    assert!(head.contains("-2\"\r\n"), "the tag of two parts: {head}");
    assert_eq!(house.seqs().await.len(), 200);
    assert_eq!(house.sound().archived_files, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bucket_that_does_not_answer_is_said_to_be_away() {
    let free = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap().local_addr().unwrap();
    let place = S3Place {
        bucket: BUCKET.to_owned(),
        prefix: String::new(),
        endpoint: Some(format!("http://{free}")),
        region: "us-east-1".to_owned(),
        key_id: "writer".to_owned(),
        secret: "secret".to_owned(),
    };
    let mut house = House::over(Place::new(), ArchivePlace::S3(place), 2).await;
    house.append_and_seal("web", 1).await;
    assert!(matches!(house.ledger().archive_state().await, ArchiveState::Unreachable { .. }));
    house.pass(40);
    let tended = house.tend().await;
    assert!(matches!(&tended.troubles[..], [Trouble::Archive(_)]), "{tended:?}");
    assert_eq!(house.seqs().await, [0]);
    house.sound();
}

#[tokio::test(flavor = "multi_thread")]
async fn another_node_goes_on_with_what_is_in_the_bucket() {
    let Some(server) = Server::start() else { return };
    let mut place = Place::of(Size::Moving);
    place.objects = Some(server.place_at("ledger"));
    let mut house = House::over(place, server.place(), 2).await;
    house.append_and_seal("web", 3).await;
    house.append_and_seal("web", 2).await;
    house.append("db", 1).await;
    let objects = || server.versions().into_iter().filter(|(key, _)| key.starts_with("ledger/")).collect::<Vec<_>>();
    assert_eq!(objects().len(), 2);
    for (key, version) in objects() {
        let target = format!("/{BUCKET}/{}?versionId={version}", encoded(&key));
        let refused = server.ask("DELETE", &target, "", "");
        assert!(refused.starts_with("HTTP/1.1 403"), "{refused}");
    }
    house.open();
    assert_eq!(house.seqs().await, [0, 1, 2, 3, 4, 5]);
    // Merged, and moved to the archive store: the one file is locked as long as its partition is kept.
    house.days(1).await;
    let merged = |(key, _): &(String, String)| key.contains("0000000000000000-0000000000000001-");
    let (merged, version) = objects().into_iter().find(merged).unwrap();
    let head = server.ask("HEAD", &format!("/{BUCKET}/{}?versionId={version}", encoded(&merged)), "", "");
    assert!(head.to_lowercase().contains("x-amz-object-lock-retain-until-date: 2027-01-23t00:00:00"), "{head}");
    house.days(31).await;
    house.open();
    assert_eq!(house.seqs().await, [0, 1, 2, 3, 4, 5]);
    assert_eq!((house.sound().archived_files, house.local_files().len()), (2, 0));
}
