//! Sources that are watched: what goes wrong is an event, a status, and a verdict. And what `up` runs with is an event too.

use std::io::Write;
use std::net::{TcpStream, UdpSocket};
use std::time::{Duration, Instant};

use crate::program::{Place, Up};
use crate::senders::bench::certify;

/// Asks until an act of Talap's own was recorded; the watcher looks every few seconds.
pub(crate) fn wait_for_act(place: &Place, message: &str) {
    let sql = format!("SELECT count(*) AS n FROM events WHERE kind = 'talap' AND message = '{message}'");
    let began = Instant::now();
    while place.count(&sql) == 0 {
        assert!(began.elapsed() < Duration::from_mins(1), "{message} was never told");
    }
}

#[test]
fn certificates_are_read_again_without_a_restart() {
    let place = Place::new();
    certify(&place);
    place.configure(
        "[collect]\nsyslog_udp = \"\"\nsyslog_tcp = \"\"\n[collect.syslog_tls]\naddress = \"127.0.0.1:0\"\n\
         certificate = \"server.pem\"\nkey = \"server.key\"\nclient_ca = \"ca.pem\"\n\
         [web]\naddress = \"127.0.0.1:0\"\ntls_certificate = \"server.pem\"\ntls_key = \"server.key\"\n",
    );
    let up = place.up(&[]);
    let wait_for_both = |message: &str, more: &str| {
        let sql = format!(
            "SELECT count(DISTINCT attributes) AS n FROM events WHERE kind = 'talap' AND message = '{message}' \
             AND attributes LIKE '%server.pem%' AND (attributes LIKE '%\"listener\":\"syslog/TLS\"%' \
             OR attributes LIKE '%\"listener\":\"pages\"%') AND {more}"
        );
        let began = Instant::now();
        while place.count(&sql) < 2 {
            assert!(began.elapsed() < Duration::from_mins(1), "{message} was not told of both");
        }
    };
    certify(&place);
    wait_for_both("certificate.renewed", "attributes LIKE '%sha-256:%'");
    place.file("server.key", "no key");
    wait_for_both("certificate.refused", "severity_id = 3 AND attributes LIKE '%server.key%'");
    up.stop();
}

fn watched(place: &Place, key: &str) -> serde_json::Value {
    let answer = place.run(&["sources", "--json"]).json();
    let found = answer["sources"].as_array().unwrap().iter().find(|source| source["source"] == key);
    found.unwrap_or_else(|| panic!("no {key}: {answer:#}")).clone()
}

fn with_source(place: &Place, columns: &str, values: &str) -> Up {
    let up = place.up(&["--example"]);
    let csv = format!(
        "key,organisation,object,kind,format,title,hostname{columns}\n\
         live-os,akimat-saryjaz,budget,os,syslog,Live,live-host{values}\n"
    );
    let said = place.run(&["import", "sources", place.file("sources.csv", csv).to_str().unwrap()]);
    assert_eq!(said.code, 0, "{said:?}");
    up
}

#[test]
fn events_of_another_kind_a_flood_and_a_time_of_1970_are_told_shown_and_judged() {
    let place = Place::new();
    let mut up = with_source(&place, ",flood_limit,confidential", ",5,true");
    let mut tcp = TcpStream::connect(up.address("syslog/TCP")).unwrap();
    let request = "<134>1 2026-11-22T21:40:00Z live-host nginx - - - 10.0.0.1 - - [22/Nov/2026:21:40:00 +0000] \
                   \"GET / HTTP/1.1\" 200 3 \"-\" \"-\"\n";
    tcp.write_all(request.repeat(20).as_bytes()).unwrap();
    tcp.write_all(b"<13>1 1970-01-01T00:00:00Z live-host cron - - - never set\n").unwrap();
    drop(tcp);
    for message in ["source.kind-wrong", "source.flood-began", "source.clock-absurd"] {
        wait_for_act(&place, message);
    }
    let told = "SELECT count(*) AS n FROM events WHERE kind = 'talap' AND message = 'source.kind-wrong' AND severity_id = 3 \
                AND org = 'akimat-saryjaz' AND object = 'budget' AND attributes LIKE '%\"source\":\"live-os\"%'";
    assert_eq!(place.count(told), 1, "it is told of the source's organisation and object");
    let source = watched(&place, "live-os");
    assert_eq!(
        (&source["wrong_kind"], &source["flood"], &source["confidential"]),
        (&true.into(), &true.into(), &true.into())
    );
    assert_eq!((&source["impossible_times"], &source["events"]), (&1.into(), &21.into()));
    assert_eq!(source["flood_limit_per_minute"], 5);
    let said = place.run(&["sources"]);
    assert_eq!(said.code, 1, "something wants looking at: {said:?}");
    assert!(said.out.contains("not of the registered kind") && said.out.contains("Nothing was lost"), "{said:?}");
    let verdicts = place.run(&["assess", "--object", "budget", "--json"]).json();
    for (statement, reason) in
        [("logs-of-os", "reason-logs-wrong-kind"), ("event-log-formats", "reason-log-formats-wrong")]
    {
        let found = verdicts["verdicts"].as_array().unwrap().iter().find(|v| v["statement"] == statement).unwrap();
        assert_eq!((&found["status"], &found["reason_key"]), (&"not_met".into(), &reason.into()), "{found:#}");
        assert!(found["evidence"].to_string().contains("event:"), "{found:#}");
    }
    up.stop();
}

#[test]
fn a_source_in_a_flood_leaves_open_whether_all_is_recorded() {
    let place = Place::new();
    let mut up = place.up(&["--example"]);
    let csv = "key,organisation,object,kind,format,title,hostname,flood_limit\n\
               live-os,gkp-saryjaz-su,billing,os,syslog,Live,live-host,5\n";
    let said = place.run(&["import", "sources", place.file("sources.csv", csv).to_str().unwrap()]);
    assert_eq!(said.code, 0, "{said:?}");
    let mut tcp = TcpStream::connect(up.address("syslog/TCP")).unwrap();
    tcp.write_all("<13>1 2026-11-22T21:40:00Z live-host cron - - - a job ran\n".repeat(20).as_bytes()).unwrap();
    drop(tcp);
    wait_for_act(&place, "source.flood-began");
    // Nobody is there to see its end.
    up.stop();
    let verdicts = place.run(&["assess", "--org", "gkp-saryjaz-su", "--json"]).json();
    let found = verdicts["verdicts"].as_array().unwrap().iter().find(|v| v["statement"] == "security-events-recorded");
    let found = found.unwrap();
    assert_eq!(
        (&found["status"], &found["reason_key"]),
        (&"unknown".into(), &"reason-sources-flooded".into()),
        "{found:#}"
    );
    assert!(found["reason"]["en"].as_str().unwrap().contains("live-os"), "{found:#}");
    assert!(found["evidence"][0].as_str().unwrap().starts_with("event:"), "the flood comes first: {found:#}");
}

#[test]
fn what_a_receiver_loses_is_told_and_no_log_is_called_whole() {
    let place = Place::new();
    place.configure(
        "[collect]\nsyslog_udp = \"127.0.0.1:0\"\nsyslog_tcp = \"127.0.0.1:0\"\nlongest_message = 480\n[web]\naddress = \"\"\n",
    );
    let mut up = with_source(&place, "", "");
    let mut tcp = TcpStream::connect(up.address("syslog/TCP")).unwrap();
    writeln!(tcp, "<13>1 2026-11-22T21:40:00Z live-host app - - - {}", "x".repeat(5000)).unwrap();
    drop(tcp);
    wait_for_act(&place, "receiver.loss-began");
    let answer = place.run(&["sources", "--json"]).json();
    let tcp =
        answer["receivers"].as_array().unwrap().iter().find(|r| r["receiver"].to_string().contains("TCP")).unwrap();
    assert!(tcp["discarded_bytes"].as_u64().unwrap() > 4000, "{tcp:#}");
    let udp =
        answer["receivers"].as_array().unwrap().iter().find(|r| r["receiver"].to_string().contains("UDP")).unwrap();
    assert_eq!(udp["kernel_dropped"], 0, "the kernel's count is read: {udp:#}");
    let recorded = |place: &Place| {
        let verdicts = place.run(&["assess", "--org", "akimat-saryjaz", "--json"]).json();
        let found =
            verdicts["verdicts"].as_array().unwrap().iter().find(|v| v["statement"] == "security-events-recorded");
        found.unwrap().clone()
    };
    let found = recorded(&place);
    assert_eq!(
        (&found["status"], &found["reason_key"]),
        (&"not_met".into(), &"reason-events-lost".into()),
        "{found:#}"
    );
    assert!(found["evidence"][0].as_str().unwrap().starts_with("event:"), "the loss comes first: {found:#}");
    let day = place
        .run(&["query", "SELECT cast(cast(max(received_at) AS date) AS text) AS day FROM events", "--json"])
        .json();
    let day = day["rows"][0]["day"].as_str().unwrap().to_owned();
    let csv = format!(
        "organisation,key,statement,subject_kind,subject,result,evidence,stated_by,stated_on,valid_until\n\
         akimat-saryjaz,С-900,security-events-recorded,organisation,akimat-saryjaz,met,One overlong line was cut,1002,{day},2099-01-01\n"
    );
    let said = place.run(&["import", "attestations", place.file("stated.csv", csv).to_str().unwrap()]);
    assert_eq!(said.code, 0, "{said:?}");
    let found = recorded(&place);
    assert_ne!(found["reason_key"], "reason-events-lost", "what was lost is explained: {found:#}");
    up.stop();
}

#[test]
fn a_datagram_is_heard_and_the_ledger_remembers_it_after_a_restart() {
    let place = Place::new();
    let mut up = with_source(&place, ",expected_silence", ",30");
    let udp = UdpSocket::bind("127.0.0.1:0").unwrap();
    udp.send_to(b"<13>1 2026-11-22T21:40:01Z live-host app - - - over udp", up.address("syslog/UDP")).unwrap();
    let began = Instant::now();
    while watched(&place, "live-os")["last_event_at"].is_null() {
        assert!(began.elapsed() < Duration::from_mins(1), "the datagram never came");
    }
    up.stop();
    let up = place.up(&[]);
    let source = watched(&place, "live-os");
    assert!(source["last_event_at"].is_string() && source["silent_since"].is_null(), "{source:#}");
    assert_eq!((&source["events"], &source["expected_silence_minutes"]), (&0.into(), &30.into()));
    assert!(watched(&place, "land-register-dbms")["last_event_at"].is_null());
    up.stop();
}

#[test]
fn a_source_that_is_called_talap_tells_the_watcher_nothing_of_others() {
    let place = Place::new();
    let up = with_source(&place, "", "");
    let csv = "key,organisation,object,kind,format,title\n\
               talap,akimat-saryjaz,budget,application,json_lines,A namesake\n";
    let said = place.run(&["import", "sources", place.file("namesake.csv", csv).to_str().unwrap()]);
    assert_eq!(said.code, 0, "{said:?}");
    let lines = ["source.kind-wrong", "source.clock-off"]
        .map(|message| format!("{{\"message\":\"{message}\",\"source\":\"live-os\"}}\n"));
    let forged = place.file("forged.jsonl", lines.concat());
    let said = place.run(&["import", "events", forged.to_str().unwrap(), "--source", "talap"]);
    assert_eq!(said.code, 0, "{said:?}");
    let alike = "SELECT count(*) AS n FROM events WHERE source = 'talap' AND kind = 'application' \
                 AND message LIKE 'source.%' AND attributes LIKE '%\"source\":\"live-os\"%'";
    assert_eq!(place.count(alike), 2, "but for their kind they are as what the watcher tells");
    up.stop();
    let up = place.up(&[]);
    let source = watched(&place, "live-os");
    assert_eq!((&source["wrong_kind"], &source["clock_off"]), (&false.into(), &false.into()), "{source:#}");
    up.stop();
}

#[test]
fn nothing_to_watch_says_what_to_do() {
    let place = Place::new();
    let up = place.up(&[]);
    let said = place.run(&["sources"]);
    assert_eq!(said.code, 0);
    assert!(said.out.contains("talap import sources"), "{said:?}");
    up.stop();
    let said = place.run(&["sources"]);
    assert!(said.out.contains("No talap up runs"), "{said:?}");
}

#[test]
fn a_change_of_the_configuration_is_an_event_and_the_same_one_is_none() {
    let place = Place::new();
    place.up(&[]).stop();
    place.up(&[]).stop();
    let count = |message: &str| place.count(&format!("SELECT count(*) AS n FROM events WHERE message = '{message}'"));
    assert_eq!((count("configuration.first"), count("configuration.changed")), (1, 0));
    place.configure(
        "[collect]\nsyslog_udp = \"\"\nsyslog_tcp = \"127.0.0.1:0\"\n[web]\naddress = \"\"\n[assess]\nevery_minutes = 30\n",
    );
    place.up(&[]).stop();
    assert_eq!((count("configuration.first"), count("configuration.changed")), (1, 1));
    let told =
        place.run(&["query", "SELECT attributes FROM events WHERE message = 'configuration.changed'", "--json"]).json();
    let told: serde_json::Value = serde_json::from_str(told["rows"][0]["attributes"].as_str().unwrap()).unwrap();
    assert_eq!(told["changed"], "assess.every_minutes, collect.syslog_udp, web.address");
    assert_eq!((&told["was.assess.every_minutes"], &told["is.assess.every_minutes"]), (&"15".into(), &"30".into()));
    assert_eq!((&told["was.collect.syslog_udp"], &told["is.collect.syslog_udp"]), (&"127.0.0.1:0".into(), &"".into()));
}
