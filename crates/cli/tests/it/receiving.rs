//! Syslog from real senders and over raw sockets, into the ledger of a running `up`.

use std::io::Write;
use std::net::{TcpStream, UdpSocket};
use std::process::{Command, Stdio};

use crate::program::{Place, Up};

/// Asks until the ledger has so many events that fit; the query itself waits for what is committed, so this ends as soon
/// as the events are there, and fails after a bounded number of questions.
pub(crate) fn wait_for_events(place: &Place, condition: &str, expected: u64) {
    let sql = format!("SELECT count(*) AS n FROM events WHERE {condition}");
    let mut found = 0;
    for _ in 0..400 {
        found = place.count(&sql);
        if found >= expected {
            break;
        }
    }
    assert_eq!(found, expected, "{condition}");
}

fn with_source(place: &Place) -> Up {
    let up = place.up(&["--example"]);
    let csv = place.file(
        "sources.csv",
        "key,organisation,object,kind,format,title,hostname\nlive-os,akimat-saryjaz,budget,os,syslog,Live,live-host\n",
    );
    let said = place.run(&["import", "sources", csv.to_str().unwrap()]);
    assert_eq!(said.code, 0, "{said:?}");
    up
}

#[test]
fn messages_over_tcp_and_udp_reach_their_source_and_strangers_are_kept() {
    let place = Place::new();
    let mut up = with_source(&place);
    let mut tcp = TcpStream::connect(up.address("syslog/TCP")).unwrap();
    let lines = "complete nonsense \u{1b}[31m\n\
                 <38>1 2026-11-22T21:40:00Z live-host sshd 77 - - Failed password for ivanov from 10.1.2.3 port 22 ssh2\n\
                 <13>Nov 22 21:40:00 live-host cron[1]: done\n\
                 <13>1 2026-11-22T21:40:00Z stranger app - - - who am I\n";
    tcp.write_all(lines.as_bytes()).unwrap();
    tcp.write_all(b"27 <13>1 - live-host a - - - x").unwrap();
    drop(tcp);
    let udp = UdpSocket::bind("127.0.0.1:0").unwrap();
    udp.send_to(b"<13>1 2026-11-22T21:40:01Z live-host app - - - over udp", up.address("syslog/UDP")).unwrap();
    wait_for_events(&place, "source = 'live-os'", 4);
    wait_for_events(&place, "source = 'unregistered'", 2);
    wait_for_events(&place, "fault = 'collect-syslog-unparsed' AND message LIKE 'complete nonsense%'", 1);
    wait_for_events(&place, "user_name = 'ivanov' AND address = '10.1.2.3' AND class_uid = 3002", 1);
    let said = place.run(&["query", "SELECT message FROM events WHERE message LIKE 'complete%'"]);
    assert!(!said.out.contains('\u{1b}'), "an escape sequence must not reach the terminal");
    up.stop();
    assert_eq!(place.run(&["ledger", "verify"]).code, 0);
}

#[test]
fn rsyslog_sends_and_nothing_is_lost() {
    let Some(rsyslogd) = wanted::file("TALAP_TEST_RSYSLOGD", &["/usr/sbin/rsyslogd"]) else { return };
    let place = Place::new();
    let mut up = with_source(&place);
    let address = up.address("syslog/TCP");
    let (host, port) = address.rsplit_once(':').unwrap();
    let lines: Vec<String> =
        (0..2000).map(|n| format!("<13>1 2026-11-22T21:40:00Z live-host gen - - - line {n}\n")).collect();
    let input = place.file("input.log", lines.concat());
    let work = place.path("rsyslog");
    std::fs::create_dir(&work).unwrap();
    let config = place.file(
        "rsyslog.conf",
        format!(
            "global(workDirectory=\"{work}\")\nmodule(load=\"imfile\")\n\
             input(type=\"imfile\" File=\"{input}\" Tag=\"gen\" ruleset=\"out\")\n\
             template(name=\"line\" type=\"string\" string=\"%msg%\\n\")\n\
             ruleset(name=\"out\") {{ action(type=\"omfwd\" Target=\"{host}\" Port=\"{port}\" Protocol=\"tcp\" template=\"line\") }}\n",
            work = work.display(),
            input = input.display(),
        ),
    );
    let pid = place.path("rsyslog.pid");
    let mut sender = Command::new(rsyslogd)
        .args(["-n", "-f", config.to_str().unwrap(), "-i", pid.to_str().unwrap()])
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    wait_for_events(&place, "source = 'live-os' AND program = 'gen'", 2000);
    sender.kill().unwrap();
    sender.wait().unwrap();
    up.stop();
}
