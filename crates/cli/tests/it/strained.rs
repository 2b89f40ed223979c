//! Senders, disks and files at their worst, against a running `up`: what was acknowledged is there, the rest is told, and
//! nobody else is harmed.

use std::io::{self, BufRead, BufReader, ErrorKind, Read, Write};
use std::net::TcpStream;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use flate2::Compression;
use flate2::write::GzEncoder;
use nix::sys::resource::{Resource, getrlimit, setrlimit};

use crate::program::{Place, Up};
use crate::receiving::wait_for_events;
use crate::senders::bench::Bench;
use crate::slow_readers::memory;
use crate::watching::wait_for_act;

/// The most memory that the program may ever hold in these tests, in MiB: as much as at full rate. A debug build at
/// rest holds more than a hundred. To that come what 1024 connections have begun, 64 MiB of bodies of requests (twice
/// that while they grow), and what the queries of the tests take.
const MOST_MEMORY: u64 = 512;

/// Demands that the program never held more.
fn assert_memory(up: &Up) {
    let most = memory(up, "VmHWM:");
    eprintln!("{most} MiB at most");
    assert!(most < MOST_MEMORY, "{most} MiB");
}

#[test]
fn whatever_a_sender_sends_is_kept_and_keeps_nobody_else_waiting() {
    let place = Place::new();
    let mut up = place.up(&[]);
    let address = up.address("syslog/TCP");
    let connect = || TcpStream::connect(&address).unwrap();
    // It stops in the middle of a frame of 200 bytes and stays.
    let mut stopped = connect();
    stopped.write_all(b"200 <13>1 - host-a app - - - cut off").unwrap();
    let mut long = connect();
    long.write_all(b"<13>1 - host-b app - - - ").unwrap();
    long.write_all(&vec![b'x'; 10 << 20]).unwrap();
    long.write_all(b"\n<13>1 - host-b app - - - after the long one\n").unwrap();
    connect().write_all(b"\0\0\xff\n<13>1 - host-c app - - - \xff\xfe\xd0 broken\n").unwrap();
    let clocks =
        "<13>1 1970-01-01T00:00:00Z host-d app - - - of 1970\n<13>1 2099-12-31T23:59:59Z host-d app - - - of 2099\n";
    connect().write_all(clocks.as_bytes()).unwrap();

    wait_for_events(&place, "host = 'host-b' AND fault = 'collect-frame-too-long' AND length(message) > 65000", 1);
    wait_for_events(&place, "host = 'host-b' AND message = 'after the long one'", 1);
    wait_for_events(&place, "host = 'host-c' AND message LIKE '%broken'", 1);
    wait_for_events(&place, "fault = 'collect-syslog-unparsed'", 1);
    wait_for_events(&place, "host = 'host-d' AND message = 'of 1970' AND occurred_at < TIMESTAMP '1970-01-02'", 1);
    wait_for_events(&place, "host = 'host-d' AND message = 'of 2099' AND occurred_at > TIMESTAMP '2099-12-31'", 1);
    wait_for_events(
        &place,
        "host = 'host-d' AND received_at > TIMESTAMP '1971-01-01' AND received_at < TIMESTAMP '2099-01-01'",
        2,
    );
    drop(stopped);
    wait_for_events(&place, "host = 'host-a' AND fault = 'collect-frame-incomplete'", 1);
    up.stop();
    assert_eq!(place.run(&["ledger", "verify"]).code, 0);
}

/// How many files this process may have open, as many as it may allow itself.
fn files_allowed() -> usize {
    let (soft, hard) = getrlimit(Resource::RLIMIT_NOFILE).unwrap();
    let wanted = hard.min(20_000).max(soft);
    usize::try_from(setrlimit(Resource::RLIMIT_NOFILE, wanted, hard).map_or(soft, |()| wanted)).unwrap()
}

#[test]
fn of_ten_thousand_connections_those_that_came_first_are_served() {
    /// As many as a receiver serves.
    const SERVED: usize = 1024;
    let place = Place::new();
    let mut up = place.up(&[]);
    let address = up.address("syslog/TCP");
    let connect = || TcpStream::connect(&address).unwrap();
    let count = files_allowed().saturating_sub(500).min(10_000);
    if count < 10_000 {
        eprintln!("with {count} connections only: this user may not open more files");
    }
    let mut crowd: Vec<_> = (0..SERVED.min(count)).map(|_| connect()).collect();
    // In parts that wait in the socket's queue together; where that is full, the kernel tries again only after a second.
    while crowd.len() < count {
        let mut part: Vec<_> = (0..100.min(count - crowd.len())).map(|_| connect()).collect();
        // Nothing is ever said to a sender of syslog, so a connection ends or it is served.
        for refused in &mut part {
            refused.set_read_timeout(Some(Duration::from_mins(1))).unwrap();
            let ended = match refused.read(&mut [0]) {
                Ok(count) => count == 0,
                Err(error) => error.kind() == ErrorKind::ConnectionReset,
            };
            assert!(ended, "more are served than should be");
        }
        crowd.append(&mut part);
    }
    let served = SERVED.min(count);
    // A tenth of those who are served stop in the middle of a frame and stay.
    let (stopped, whole) = crowd[..served].split_at_mut(served / 10);
    for stream in &mut *stopped {
        stream.write_all(b"200 <13>1 - host-h app - - - half").unwrap();
    }
    for (number, stream) in whole.iter_mut().enumerate() {
        writeln!(stream, "<13>1 - host-a app - - - {number}").unwrap();
    }
    let (stopped, whole) = (stopped.len() as u64, whole.len() as u64);
    wait_for_events(&place, "host = 'host-a'", whole);
    let receivers = place.run(&["sources", "--json"]).json()["receivers"].to_string();
    assert!(receivers.contains(&format!("\"refused_connections\":{}", count - served)), "{receivers}");
    if count > served {
        wait_for_act(&place, "receiver.loss-began");
    }
    assert_memory(&up);
    drop(crowd);
    wait_for_events(&place, "host = 'host-h' AND fault = 'collect-frame-incomplete'", stopped);
    // Those that went make room for others, as soon as it is noticed that they went.
    let came = (0..400).any(|_| {
        connect().write_all(b"<13>1 - host-b app - - - after the crowd\n").unwrap();
        place.count("SELECT count(*) AS n FROM events WHERE host = 'host-b'") > 0
    });
    assert!(came, "nobody is served after the crowd");
    up.stop();
}

/// A small file system, which is unmounted with the test.
struct Mounted(PathBuf);

impl Mounted {
    /// None, with a sentence, where this user may not mount one: it needs root and the kernel's leave.
    fn at(folder: PathBuf, size: &str) -> Option<Self> {
        std::fs::create_dir(&folder).unwrap();
        let output = Command::new("mount").args(["-t", "tmpfs", "-o", size, "tmpfs"]).arg(&folder).output();
        if !output.is_ok_and(|output| output.status.success()) {
            eprintln!("skipped: this user may not mount a small file system");
            return None;
        }
        std::fs::set_permissions(&folder, std::fs::Permissions::from_mode(0o700)).unwrap();
        Some(Self(folder))
    }

    fn resize(&self, size: &str) {
        let options = format!("remount,{size}");
        assert!(Command::new("mount").args(["-o", &options]).arg(&self.0).status().unwrap().success());
    }
}

impl Drop for Mounted {
    fn drop(&mut self) {
        let unmounted = Command::new("umount").arg("-l").arg(&self.0).status();
        assert!(std::thread::panicking() || unmounted.unwrap().success());
    }
}

/// A sender that waits for each answer before it sends the next message.
struct Relp(BufReader<TcpStream>);

impl Relp {
    fn open(address: &str) -> Self {
        let mut stream = TcpStream::connect(address).unwrap();
        stream.set_nodelay(true).unwrap();
        stream.write_all(b"1 open 30 relp_version=0\ncommands=syslog\n").unwrap();
        let mut relp = Self(BufReader::new(stream));
        let offers: String = (0..4).map(|_| relp.line()).collect();
        assert!(offers.starts_with("1 rsp ") && offers.contains("commands=syslog"), "{offers}");
        relp
    }

    /// Empty once the connection is over.
    fn line(&mut self) -> String {
        let mut line = String::new();
        match self.0.read_line(&mut line) {
            Ok(_) => line,
            Err(_) => String::new(),
        }
    }

    /// Whether a message was acknowledged.
    fn send(&mut self, number: u64, text: &str) -> bool {
        let message = format!("<13>1 - host-a app - - - {number} {text}");
        self.begin(number, &message).is_ok() && self.end(number)
    }

    /// Sends a message but for the end of its frame.
    fn begin(&mut self, number: u64, message: &str) -> io::Result<()> {
        let head = format!("{} syslog {} ", number + 2, message.len());
        let stream = self.0.get_mut();
        stream.write_all(head.as_bytes())?;
        stream.write_all(message.as_bytes())
    }

    /// Sends that end; whether the message was acknowledged.
    fn end(&mut self, number: u64) -> bool {
        self.0.get_mut().write_all(b"\n").is_ok() && self.line() == format!("{} rsp 6 200 OK\n", number + 2)
    }
}

/// Posts a body, or less than the length that is stated; the status of the answer. Whoever is refused before all of it
/// was read may find the connection closed in its place.
fn post(address: &str, headers: &str, length: usize, body: &[u8]) -> Option<u16> {
    let mut stream = TcpStream::connect(address).unwrap();
    let head = format!(
        "POST /v1/events HTTP/1.1\r\nHost: {address}\r\n{headers}Content-Type: application/x-ndjson\r\n\
         Connection: close\r\nContent-Length: {length}\r\n\r\n"
    );
    drop(stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(body)));
    let mut answer = Vec::new();
    drop(stream.read_to_end(&mut answer));
    std::str::from_utf8(answer.get(9..12)?).ok()?.parse().ok()
}

#[test]
fn lines_of_ten_megabytes_over_every_way_at_once_are_cut_or_refused_and_take_little_memory() {
    /// So many over each way: whoever held them whole would hold 700 MB.
    const EACH: u64 = 24;
    /// What is kept of a line.
    const LONGEST: u64 = 64 << 10;
    /// A body that is read whole, since it is not longer than 8 MiB.
    const BODY: usize = 7 << 20;
    let bench = Bench::new();
    let mut up = bench.place.up(&[]);
    bench.place.register(|args| bench.place.run(args), ("live-os", "live-host"), false);
    let (tcp, relp, http) = (up.address("syslog/TCP"), up.address("RELP"), up.address("HTTP"));
    let token = format!("Authorization: Bearer {}\r\n", bench.token("live-os"));
    let packing = format!("{token}Content-Encoding: gzip\r\n");
    let long = format!("<13>1 - host-long app - - - {}", "x".repeat(10 << 20));
    let mut packed = GzEncoder::new(Vec::new(), Compression::fast());
    packed.write_all(long.as_bytes()).unwrap();
    let packed = packed.finish().unwrap();

    let line = || {
        let mut stream = TcpStream::connect(&tcp).unwrap();
        stream.write_all(long.as_bytes()).unwrap();
        stream
    };
    let message = || {
        let mut session = Relp::open(&relp);
        session.begin(0, &long).unwrap();
        session
    };
    // Where there is no room for a body its sender is told to come again.
    let requests = || {
        let cut = post(&http, &token, BODY, &long.as_bytes()[..BODY]);
        assert!(matches!(cut, None | Some(200 | 503)), "{cut:?}");
        for (headers, body) in [(&token, long.as_bytes()), (&packing, packed.as_slice())] {
            let refused = post(&http, headers, body.len(), body);
            assert!(matches!(refused, None | Some(413 | 503)), "{refused:?}");
        }
        cut == Some(200)
    };
    let kept = std::thread::scope(|scope| {
        let lines: Vec<_> = (0..EACH).map(|_| scope.spawn(line)).collect();
        let messages: Vec<_> = (0..EACH).map(|_| scope.spawn(message)).collect();
        let requests: Vec<_> = (0..EACH).map(|_| scope.spawn(requests)).collect();
        let lines: Vec<_> = lines.into_iter().map(|line| line.join().unwrap()).collect();
        let messages: Vec<_> = messages.into_iter().map(|message| message.join().unwrap()).collect();
        // Ten megabytes have come over each connection, and no line is at its end.
        for mut line in lines {
            line.write_all(b"\n").unwrap();
        }
        for mut message in messages {
            assert!(message.end(0), "what was cut is acknowledged");
        }
        requests.into_iter().map(|requests| requests.join().unwrap()).filter(|kept| *kept).count() as u64
    });
    assert!(kept > 0, "no request found room");

    for transport in ["tcp", "relp"] {
        let cut = format!(
            "host = 'host-long' AND fault = 'collect-frame-too-long' AND length(message) > 65000 \
             AND attributes LIKE '%\"transport\":\"{transport}\"%'"
        );
        wait_for_events(&bench.place, &cut, EACH);
    }
    wait_for_events(&bench.place, "source = 'live-os' AND fault = 'collect-frame-too-long'", kept);
    let receivers = bench.place.run(&["sources", "--json"]).json()["receivers"].as_array().unwrap().clone();
    let discarded = |name: &str| {
        let of_name = receivers.iter().find(|receiver| receiver["receiver"].as_str().unwrap().starts_with(name));
        of_name.unwrap()["discarded_bytes"].as_u64().unwrap()
    };
    let cut = EACH * (long.len() as u64 - LONGEST);
    assert_eq!((discarded("syslog/TCP"), discarded("RELP")), (cut, cut));
    assert_eq!(discarded("HTTP"), kept * (BODY as u64 - LONGEST));
    wait_for_act(&bench.place, "receiver.loss-began");

    assert_eq!(post(&http, &token, 10 << 20, b""), Some(413), "its length is enough");
    TcpStream::connect(&tcp).unwrap().write_all(b"<13>1 - host-b app - - - over tcp\n").unwrap();
    assert!(Relp::open(&relp).send(1, "over relp"));
    let good = br#"{"message":"over http"}"#;
    assert_eq!(post(&http, &token, good.len(), good), Some(200));
    wait_for_events(&bench.place, "message IN ('over tcp', '1 over relp', 'over http')", 3);
    assert_memory(&up);
    up.stop();
    let told = "SELECT count(*) AS n FROM events WHERE kind = 'talap' AND message = 'receiver.refused' \
                AND attributes LIKE '%collect-http-too-large%'";
    assert!(bench.place.count(told) > 0, "nobody was told that requests were too large");
    assert_eq!(bench.place.run(&["ledger", "verify"]).code, 0);
}

/// Text that compression makes little of, so that sealing gives no room back.
fn noise(number: u64) -> String {
    let mut state = number + 1;
    let mut word = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        format!("{:08x}", state >> 32)
    };
    (0..7000).map(|_| word()).collect()
}

#[test]
fn a_disk_that_fills_up_costs_nothing_that_was_acknowledged() {
    let place = Place::new();
    let Some(disk) = Mounted::at(place.data(), "size=24m") else { return };
    place.configure(
        "[collect]\nsyslog_udp = \"\"\nsyslog_tcp = \"\"\n[collect.relp]\naddress = \"127.0.0.1:0\"\n[web]\naddress = \"\"\n",
    );
    let mut up = place.up(&[]);
    let address = up.address("RELP");
    let mut sender = Relp::open(&address);
    let acknowledged = (0..2000).take_while(|number| sender.send(*number, &noise(*number))).count() as u64;
    assert!((20..2000).contains(&acknowledged), "{acknowledged}");
    // Whoever tries again is not told that it was kept, and the program goes on saying so.
    for _ in 0..3 {
        assert!(!Relp::open(&address).send(acknowledged, &noise(acknowledged)), "a full disk keeps nothing");
    }
    up.kill();

    disk.resize("size=96m");
    let mut up = place.up(&[]);
    let found = "SELECT count(DISTINCT message) AS n FROM events WHERE host = 'host-a'";
    // What was not acknowledged may be there all the same: the answer was lost, not the message.
    let kept = place.count(found);
    assert!((acknowledged..=acknowledged + 1).contains(&kept), "{kept} of {acknowledged}");
    assert!(Relp::open(&up.address("RELP")).send(5000, "there is room again"));
    up.stop();
    let said = place.run(&["ledger", "verify"]);
    assert_eq!(said.code, 0, "{said:?}");
    drop(disk);
}

fn segments(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(segments(&path));
        } else if path.extension().is_some_and(|ending| ending == "parquet") {
            found.push(path);
        }
    }
    found.sort();
    found
}

#[test]
fn a_damaged_segment_is_told_and_nothing_is_put_on_top_of_it() {
    let place = Place::new();
    let mut up = place.up(&[]);
    let mut sender = TcpStream::connect(up.address("syslog/TCP")).unwrap();
    for number in 0..2000 {
        writeln!(sender, "<13>1 - host-a app - - - number {number}").unwrap();
    }
    wait_for_events(&place, "host = 'host-a'", 2000);
    drop(sender);
    up.stop();
    let segment = segments(&place.data().join("ledger/events"))
        .into_iter()
        .find(|path| path.to_string_lossy().contains("source=unregistered"))
        .unwrap();
    let whole = std::fs::read(&segment).unwrap();
    let name = segment.file_name().unwrap().to_str().unwrap();
    let mut middle = whole.clone();
    middle[whole.len() / 2] ^= 0x55;
    let damages = [
        ("the end", whole[..whole.len() - 100].to_vec()),
        ("the beginning", [b"XXXX", &whole[4..]].concat()),
        ("the middle", middle),
    ];
    for (what, damaged) in damages {
        std::fs::write(&segment, damaged).unwrap();
        let said = place.run(&["ledger", "verify"]);
        assert_eq!(said.code, 1, "{what}: {said:?}");
        assert!(said.out.contains(name), "{what}: {said:?}");
        // A query refuses what it cannot read, or reads as far as it goes.
        let said = place.run(&["query", "SELECT message, raw, attributes FROM events WHERE host = 'host-a'"]);
        assert!(matches!(said.code, 0 | 3) && !said.err.contains("panicked"), "{what}: {said:?}");
        assert!(said.code == 0 || said.err.contains("talap ledger verify"), "{what}: {said:?}");
        // Nothing is put on top of what is damaged.
        let said = place.run(&["up"]);
        assert_eq!(said.code, 3, "{what}: {said:?}");
        assert!(said.err.contains(name) || said.err.contains("talap ledger verify"), "{what}: {said:?}");
    }
    std::fs::write(&segment, whole).unwrap();
    let up = place.up(&[]);
    assert_eq!(place.count("SELECT count(*) AS n FROM events WHERE host = 'host-a'"), 2000, "put back as it was");
    up.stop();
    assert_eq!(place.run(&["ledger", "verify"]).code, 0);
}
