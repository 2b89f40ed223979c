//! What stands between a program and a server, as a network does: it passes bytes on, cuts them off, swallows them, or answers in
//! the server's place.

use std::io::{ErrorKind, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex};
use std::time::Duration;

/// How often a connection that says nothing looks whether things have changed.
const LOOK: Duration = Duration::from_millis(20);

/// What becomes of bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Way {
    /// They pass.
    Through,
    /// Connections are closed, and new ones at once.
    Cut,
    /// Nothing passes, and nobody is told: a cable that was pulled out.
    Silent,
    /// Each request of HTTP is answered with this status.
    Failing(u16),
}

/// The way to one server.
pub(crate) struct Between {
    address: SocketAddr,
    shared: Arc<Shared>,
}

struct Shared {
    server: SocketAddr,
    /// The way, and how often it was changed so that connections of before end.
    way: Mutex<(Way, u64)>,
    changed: Condvar,
    over: AtomicBool,
}

impl Between {
    /// The way to a server, open at first.
    pub(crate) fn to(server: SocketAddr) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let way = Mutex::new((Way::Through, 0));
        let shared = Arc::new(Shared { server, way, changed: Condvar::new(), over: AtomicBool::new(false) });
        let accepting = Arc::clone(&shared);
        std::thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                if accepting.over.load(Ordering::Acquire) {
                    return;
                }
                let shared = Arc::clone(&accepting);
                std::thread::spawn(move || shared.connect(stream));
            }
        });
        Self { address, shared }
    }

    pub(crate) fn port(&self) -> u16 {
        self.address.port()
    }

    /// From now on. Connections stay only when the way becomes silent; what was swallowed is never passed on.
    pub(crate) fn set(&self, way: Way) {
        let mut now = self.shared.way.lock().unwrap();
        now.0 = way;
        if way != Way::Silent {
            now.1 += 1;
        }
        self.shared.changed.notify_all();
    }
}

impl Drop for Between {
    fn drop(&mut self) {
        self.shared.over.store(true, Ordering::Release);
        self.set(Way::Cut);
        drop(TcpStream::connect(self.address));
    }
}

impl Shared {
    fn now(&self) -> (Way, u64) {
        *self.way.lock().unwrap()
    }

    fn connect(self: Arc<Self>, stream: TcpStream) {
        let (way, era) = self.now();
        match way {
            Way::Through => {
                let Ok(server) = TcpStream::connect(self.server) else { return };
                let (from, to) = (stream.try_clone().unwrap(), server.try_clone().unwrap());
                let shared = Arc::clone(&self);
                let back = std::thread::spawn(move || shared.pump(&server, &stream, era));
                self.pump(&from, &to, era);
                back.join().unwrap();
            }
            Way::Cut => {}
            Way::Silent => self.wait_while_silent(era),
            Way::Failing(status) => self.answer(stream, status, era),
        }
    }

    fn wait_while_silent(&self, era: u64) {
        let way = self.way.lock().unwrap();
        drop(self.changed.wait_while(way, |now| *now == (Way::Silent, era)).unwrap());
    }

    /// Passes bytes on in one direction, as long as connections of this time last.
    fn pump(&self, mut from: &TcpStream, mut to: &TcpStream, era: u64) {
        from.set_read_timeout(Some(LOOK)).unwrap();
        let mut bytes = vec![0; 64 << 10];
        loop {
            match self.now() {
                (Way::Silent, now) if now == era => self.wait_while_silent(era),
                (_, now) if now == era => {}
                _ => break,
            }
            let count = match from.read(&mut bytes) {
                Ok(0) => break,
                Ok(count) => count,
                Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => continue,
                Err(_) => break,
            };
            self.wait_if_silent(era);
            if self.now().1 != era || to.write_all(&bytes[..count]).is_err() {
                break;
            }
        }
        for stream in [from, to] {
            drop(stream.shutdown(Shutdown::Both));
        }
    }

    fn wait_if_silent(&self, era: u64) {
        if self.now() == (Way::Silent, era) {
            self.wait_while_silent(era);
        }
    }

    /// Answers each request once it has come whole.
    fn answer(&self, mut stream: TcpStream, status: u16, era: u64) {
        stream.set_read_timeout(Some(LOOK)).unwrap();
        let (mut said, mut piece) = (Vec::new(), vec![0; 64 << 10]);
        while self.now().1 == era {
            while let Some(head) = said.windows(4).position(|four| four == b"\r\n\r\n").map(|at| at + 4) {
                let text = String::from_utf8_lossy(&said[..head]).to_ascii_lowercase();
                let length = text.lines().find_map(|line| line.strip_prefix("content-length:")?.trim().parse().ok());
                let whole = head + length.unwrap_or(0_usize);
                if said.len() < whole {
                    break;
                }
                said.drain(..whole);
                let answer = format!("HTTP/1.1 {status} Away\r\nContent-Length: 0\r\n\r\n");
                if stream.write_all(answer.as_bytes()).is_err() {
                    return;
                }
            }
            match stream.read(&mut piece) {
                Ok(count) if count > 0 => said.extend_from_slice(&piece[..count]),
                Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => {}
                _ => return,
            }
        }
    }
}
