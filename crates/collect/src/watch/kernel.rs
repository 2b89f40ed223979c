//! What the kernel dropped before it could be read: `/proc/net/udp` (proc(5)).

use std::fmt::Write as _;
use std::net::{IpAddr, SocketAddr};

/// Where Linux lists its sockets of datagrams, for IPv4 and IPv6.
const LISTS: [&str; 2] = ["/proc/self/net/udp", "/proc/self/net/udp6"];

/// How many datagrams the kernel dropped at the sockets that listen at this address; none where the system does not tell.
pub fn dropped(address: SocketAddr) -> Option<u64> {
    let [v4, v6] = LISTS;
    let list = if address.is_ipv4() { v4 } else { v6 };
    dropped_in(&std::fs::read_to_string(list).ok()?, address)
}

/// The same from the text of such a list.
fn dropped_in(list: &str, address: SocketAddr) -> Option<u64> {
    let wanted = written(address);
    let of_line = |line: &str| {
        let mut columns = line.split_ascii_whitespace();
        // sl, local_address, …, drops.
        let is_ours = columns.nth(1).is_some_and(|local| local.eq_ignore_ascii_case(&wanted));
        is_ours.then(|| columns.last().and_then(|drops| drops.parse::<u64>().ok()))?
    };
    list.lines().skip(1).filter_map(of_line).reduce(u64::saturating_add)
}

/// An address as the list writes it: 32-bit words in the machine's own order, the port as a number.
fn written(address: SocketAddr) -> String {
    let octets = match address.ip() {
        IpAddr::V4(ip) => ip.octets().to_vec(),
        IpAddr::V6(ip) => ip.octets().to_vec(),
    };
    let mut text = String::new();
    for word in octets.as_chunks::<4>().0 {
        let _written = write!(text, "{:08X}", u32::from_ne_bytes(*word));
    }
    let _written = write!(text, ":{:04X}", address.port());
    text
}

#[cfg(test)]
#[cfg(target_endian = "little")]
mod tests {
    use super::*;

    const LIST: &str = "   sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode ref pointer drops\n\
         \x20 381: 0100007F:158A 00000000:0000 07 00000000:00000000 00:00000000 00000000  1000        0 30716 2 0000000000000000 17\n\
         \x20 382: 00000000:158A 00000000:0000 07 00000000:00000000 00:00000000 00000000  1000        0 30717 2 0000000000000000 5\n";

    #[test]
    fn the_drops_of_our_own_socket_are_found() {
        assert_eq!(dropped_in(LIST, "127.0.0.1:5514".parse().unwrap()), Some(17));
        assert_eq!(dropped_in(LIST, "0.0.0.0:5514".parse().unwrap()), Some(5));
        assert_eq!(dropped_in(LIST, "127.0.0.1:514".parse().unwrap()), None);
        assert_eq!(dropped_in("", "127.0.0.1:514".parse().unwrap()), None);
        assert_eq!(written("[::1]:5514".parse().unwrap()), "00000000000000000000000001000000:158A");
    }

    #[test]
    fn a_socket_that_nobody_reads_drops() {
        let socket = std::net::UdpSocket::bind("127.0.0.1:0").unwrap();
        let address = socket.local_addr().unwrap();
        assert_eq!(dropped(address), Some(0));
        let sender = std::net::UdpSocket::bind("127.0.0.1:0").unwrap();
        for _ in 0..2000 {
            sender.send_to(&[0; 8192], address).unwrap();
        }
        assert!(dropped(address).unwrap() > 0);
    }
}
