//! Readers at their slowest, against a running `up`: pages, files of events and what comes in are asked for and never read.
//! The program holds little for them, tells them what they missed or lets them go, and keeps nobody else waiting.

use std::io::{BufRead, BufReader, Lines, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::os::unix::net::UnixStream;
use std::process::{Child, ChildStdout, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use socket2::{Domain, Socket, Type};

use crate::program::{Place, Up};
use crate::receiving::wait_for_events;

const PASSWORD: &str = "a long and quiet phrase";

/// The pages of a running `up`, for somebody who signed in.
struct Pages {
    address: String,
    cookie: String,
}

impl Pages {
    /// Uses the link that a new `up` prints.
    fn first(up: &mut Up) -> Self {
        let link = up.wait_for("One-time link").rsplit_once(' ').unwrap().1.to_owned();
        let (address, path) = link.strip_prefix("http://").unwrap().split_once('/').unwrap();
        let mut stream = TcpStream::connect(address).unwrap();
        let body = format!("password={0}&repeated={0}", PASSWORD.replace(' ', "+"));
        write!(
            stream,
            "POST /{path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\nContent-Length: {}\r\n\
             Content-Type: application/x-www-form-urlencoded\r\n\r\n{body}",
            body.len()
        )
        .unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        let cookie = answer.split("talap_session=").nth(1).and_then(|rest| rest.split(';').next());
        let cookie = format!("talap_session={}", cookie.unwrap_or_else(|| panic!("{answer}")));
        Self { address: address.to_owned(), cookie }
    }

    fn ask(&self, mut stream: TcpStream, path: &str) -> TcpStream {
        let (address, cookie) = (&self.address, &self.cookie);
        write!(stream, "GET {path} HTTP/1.1\r\nHost: {address}\r\nCookie: {cookie}\r\nConnection: close\r\n\r\n")
            .unwrap();
        stream
    }

    /// An answer of which the first byte is read. Of the rest the system holds little: its buffers grow with the segments.
    fn unread(&self, path: &str) -> TcpStream {
        let socket = Socket::new(Domain::IPV4, Type::STREAM, None).unwrap();
        socket.set_recv_buffer_size(2048).unwrap();
        socket.set_tcp_mss(536).unwrap();
        let address: SocketAddr = self.address.parse().unwrap();
        socket.connect(&address.into()).unwrap();
        let mut stream = self.ask(socket.into(), path);
        stream.read_exact(&mut [0]).unwrap();
        stream
    }

    /// An answer that is read, from its first line on.
    fn read(&self, path: &str) -> Lines<BufReader<TcpStream>> {
        let mut lines = BufReader::new(self.ask(TcpStream::connect(&self.address).unwrap(), path)).lines();
        let status = lines.next().unwrap().unwrap();
        assert!(status.starts_with("HTTP/1.1 200"), "{path}: {status}");
        lines
    }
}

/// Sends so many lines, each of some 600 bytes, and waits until the ledger has them.
fn flood(place: &Place, syslog: &str, host: &str, count: u64) {
    let text = "what is said at length ".repeat(24);
    let mut stream = std::io::BufWriter::new(TcpStream::connect(syslog).unwrap());
    for number in 0..count {
        writeln!(stream, "<13>1 - {host} app - - - {number} {text}").unwrap();
    }
    drop(stream);
    wait_for_events(place, &format!("host = '{host}'"), count);
}

/// What the kernel tells of a process's memory, in MiB.
pub(crate) fn memory(up: &Up, name: &str) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{}/status", up.id())).unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix(name)).unwrap();
    line.trim_matches(|c: char| !c.is_ascii_digit()).parse::<u64>().unwrap() >> 10
}

/// How many sockets a process has open. Its other files come and go by themselves, those of the record database first.
fn sockets(up: &Up) -> usize {
    let files = std::fs::read_dir(format!("/proc/{}/fd", up.id())).unwrap().map_while(Result::ok);
    let targets = files.filter_map(|file| std::fs::read_link(file.path()).ok());
    targets.filter(|target| target.to_string_lossy().starts_with("socket:")).count()
}

/// What a stream of events sends, line by line, from another thread.
fn followed(pages: &Pages, path: &str) -> Receiver<String> {
    let lines = pages.read(path);
    let (sender, received) = channel();
    std::thread::spawn(move || lines.map_while(Result::ok).try_for_each(|line| sender.send(line)));
    received
}

/// A command whose output nobody reads.
fn unread_command(place: &Place, args: &[&str]) -> Child {
    let mut command = place.command("en", args);
    command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap()
}

fn lines_of(child: &mut Child) -> Lines<BufReader<ChildStdout>> {
    BufReader::new(child.stdout.take().unwrap()).lines()
}

#[test]
fn readers_that_do_not_read_are_told_or_let_go_and_take_little_memory() {
    const EXPORTED: u64 = 40_000;
    const FLOOD: u64 = 100_000;
    let place = Place::new();
    let mut up = place.up(&[]);
    let pages = Pages::first(&mut up);
    let syslog = up.address("syslog/TCP");
    // What the same costs where everybody reads.
    flood(&place, &syslog, "host-a", EXPORTED);
    flood(&place, &syslog, "host-c", FLOOD);
    let export = "/events/export?format=json&q=host%3Ahost-a";
    let written = || pages.read(export).map_while(Result::ok).filter(|line| line.contains("\"seq\":")).count() as u64;
    assert_eq!(written(), EXPORTED);
    let next = place.count("SELECT count(*) AS n FROM events");
    let tail = format!("/events/tail?q=host%3Ahost-b&next={next}");
    let living = followed(&pages, &tail);
    living.recv().unwrap();
    let mut silent = TcpStream::connect(&pages.address).unwrap();
    let (before, held) = (memory(&up, "VmHWM:"), sockets(&up));

    let slow: Vec<_> = std::iter::repeat_n("/events?q=host%3Ahost-a", 30)
        .chain(std::iter::repeat_n(tail.as_str(), 8))
        .chain([export, export])
        .map(|path| pages.unread(path))
        .collect();
    let mut commands = [["--format", "table"], ["--format", "json"]]
        .map(|format| unread_command(&place, &["query", "--search", "host:host-b", "--follow", format[0], format[1]]));
    let mut file = unread_command(&place, &["query", "--search", "host:host-a", "--format", "json"]);
    // Those who follow on the pages are of one session, so that is told once.
    wait_for_events(&place, "message = 'events.followed'", 3);
    assert!(sockets(&up) >= held + slow.len(), "the slow ones are served");
    let begun = Instant::now();
    flood(&place, &syslog, "host-b", FLOOD);
    let flooded = begun.elapsed();
    assert_eq!(written(), EXPORTED, "others are served");
    let seen = |wanted: &str| loop {
        let line = living.recv_timeout(Duration::from_mins(1)).unwrap();
        if line.contains(wanted) {
            return;
        }
    };
    seen("event: more");
    let mut one_more = TcpStream::connect(&syslog).unwrap();
    one_more.write_all(b"<13>1 - host-b app - - - the last one\n").unwrap();
    seen("the last one");
    let after = memory(&up, "VmHWM:");
    eprintln!("{before} MiB, then {after}; {FLOOD} lines in {flooded:?}");
    assert!(after < before + 150, "{before} MiB, then {after}");

    // Comments keep the living stream open, one in a quarter of a minute; by and by the others are gone.
    let gone = (0..12).any(|_| {
        seen(":");
        sockets(&up) < held + slow.len() / 4
    });
    assert!(gone, "the slow ones are held: {} sockets, then {}", held, sockets(&up));
    drop(slow);
    silent.set_read_timeout(Some(Duration::from_mins(1))).unwrap();
    assert_eq!(silent.read(&mut [0]).unwrap(), 0, "one who asks for nothing is let go");
    // A command is waited for as long as it is there, and then told what it missed.
    for (child, wanted) in commands.iter_mut().zip(["...", "{\"left_out\":{\"after\":"]) {
        assert!(lines_of(child).any(|line| line.unwrap().starts_with(wanted)), "{wanted}");
        child.kill().unwrap();
        child.wait().unwrap();
    }
    assert_eq!(lines_of(&mut file).map_while(Result::ok).count() as u64, EXPORTED);
    assert!(file.wait().unwrap().success());
    up.stop();
}

#[test]
fn readers_that_do_not_read_do_not_keep_the_program_from_stopping() {
    let place = Place::new();
    let mut up = place.up(&[]);
    let pages = Pages::first(&mut up);
    let syslog = up.address("syslog/TCP");
    flood(&place, &syslog, "host-a", 5000);
    let _slow: Vec<_> =
        ["/events/export?format=json&q=", "/events/export?format=csv&q=", "/events/tail?next=0&q=", "/events?q="]
            .map(|path| pages.unread(&format!("{path}host%3Ahost-a")))
            .into();
    // Commands that asked for more than a socket holds, and were stopped with Ctrl-Z.
    let query = r#"{"do":"query","sql":"SELECT message, raw FROM events"}"#;
    let export = r#"{"do":"export-events","search":"host:host-a","format":"json"}"#;
    let _commands: Vec<_> = [query, export]
        .map(|request| {
            let mut stream = UnixStream::connect(place.data().join("talap.sock")).unwrap();
            writeln!(stream, r#"{{"version":1,"body_bytes":0,"request":{request}}}"#).unwrap();
            stream.read_exact(&mut [0]).unwrap();
            stream
        })
        .into();
    // And one that still works on its answer: every three of the events.
    let question = concat!(
        r#"{"do":"query","sql":"SELECT count(*) FROM events a CROSS JOIN events b "#,
        r#"CROSS JOIN events c WHERE a.seq < b.seq AND b.seq < c.seq"}"#
    );
    let mut asking = UnixStream::connect(place.data().join("talap.sock")).unwrap();
    writeln!(asking, r#"{{"version":1,"body_bytes":0,"request":{question}}}"#).unwrap();
    let begun = Instant::now();
    up.stop();
    let took = begun.elapsed();
    assert!(took < Duration::from_secs(8), "{took:?}");
}
