//! Ports that stay free for a program which a test starts later, or again.

#![allow(clippy::expect_used, reason = "for tests, which end where the machine has nothing to give")]

use std::env;
use std::fs::{self, File};
use std::net::{TcpListener, UdpSocket};
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

/// From here on systems give out ports by themselves, at the earliest (RFC 6056 calls them ephemeral).
const EPHEMERAL: u16 = 32_768;

/// The lowest port that tests take.
const LOWEST: u16 = 20_000;

/// Ports of this process, each with the locked file that tells other tests of it.
static TAKEN: Mutex<Vec<File>> = Mutex::new(Vec::new());

/// A port of this machine that is nobody's until this process ends: not another test's, which asks here too, and no connection's, for
/// which the system takes ports from elsewhere. A port that was bound and let go again could be taken by any of them before the
/// program that it is for has started.
///
/// # Panics
///
/// Where no port is left, or the folder of temporary files can't be written to.
#[track_caller]
pub fn port() -> u16 {
    let folder = env::temp_dir().join("talap-test-ports");
    fs::create_dir_all(&folder).expect("cannot make the folder of ports");
    let ports = usize::from(EPHEMERAL - LOWEST);
    // Tests that begin at once begin to look in different places.
    let begin = (std::process::id() as usize).wrapping_mul(61) % ports;
    let found = (begin..begin + ports).find_map(|at| take(&folder, LOWEST + u16::try_from(at % ports).ok()?));
    found.expect("no port is left for a test")
}

/// Takes one port, unless it is taken.
fn take(folder: &std::path::Path, port: u16) -> Option<u16> {
    let path: PathBuf = folder.join(port.to_string());
    let file = File::options().create(true).truncate(false).write(true).open(path).expect("cannot note a port");
    file.try_lock().ok()?;
    let free = TcpListener::bind(("127.0.0.1", port)).is_ok() && UdpSocket::bind(("127.0.0.1", port)).is_ok();
    free.then(|| {
        TAKEN.lock().unwrap_or_else(PoisonError::into_inner).push(file);
        port
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn a_port_is_given_once_and_is_free() {
        let ports: BTreeSet<u16> = (0..50).map(|_| port()).collect();
        assert_eq!(ports.len(), 50);
        for port in ports {
            assert!(port < EPHEMERAL, "{port} may be a connection's at any time");
            assert!(TcpListener::bind(("127.0.0.1", port)).is_ok(), "{port} is not free");
        }
    }

    #[test]
    fn a_port_that_somebody_listens_on_or_has_noted_is_left_out() {
        let noted = env::temp_dir().join("talap-test-ports");
        let (folder, port) = (noted.join(format!("by-{}", std::process::id())), port());
        fs::create_dir_all(&folder).expect("a folder of its own");
        assert_eq!(take(&noted, port), None, "it is noted");
        let listening = TcpListener::bind(("127.0.0.1", port)).expect("it was free");
        assert_eq!(take(&folder, port), None, "somebody listens");
        drop(listening);
        assert_eq!(take(&folder, port), Some(port));
        fs::remove_dir_all(folder).expect("the folder is there");
    }
}
