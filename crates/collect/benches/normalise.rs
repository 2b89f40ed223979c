//! What reading and describing one event costs: `cargo bench -p talap-collect`.
#![allow(clippy::unwrap_used, missing_docs, reason = "a benchmark")]

use std::hint::black_box;

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use talap_collect::normalise::mapping::{Mappings, Said};
use talap_collect::source::Format;
use talap_collect::syslog;
use talap_model::{NewEvent, ObjectId, OrganisationId, SourceId, SourceKind, Timestamp};
use time::UtcOffset;

/// Messages by what describes them.
const MESSAGES: [(&str, &str); 8] = [
    (
        "nobody",
        "<13>1 2026-11-22T21:40:00.123456+05:00 web app 1370 ID47 - request 8f3a took 12 ms, 3 rows, cache hit, user agent x",
    ),
    (
        "family-sshd",
        "<38>Nov 22 21:40:00 web sshd[812]: Failed password for invalid user admin from 10.0.0.5 port 51234 ssh2",
    ),
    (
        "family-http",
        r#"<190>Nov 22 21:40:00 web nginx: 10.0.0.5 - - [22/Nov/2026:21:40:00 +0500] "GET /kz/news/12.html HTTP/1.1" 200 7403 "-" "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0""#,
    ),
    (
        "passed-kernel",
        "<6>Nov 22 21:40:00 web kernel: [12345.678] usb 1-1: new high-speed USB device number 5 using xhci_hcd",
    ),
    (
        "vrl-asa",
        "<166>Nov 22 2026 10:00:00: %ASA-6-302013: Built inbound TCP connection 1 for outside:10.0.0.5/51234 (10.0.0.5/51234) to inside:10.0.0.9/80 (10.0.0.9/80)",
    ),
    (
        "vrl-netfilter",
        "<4>Nov 22 21:40:00 web kernel: [1.5] [UFW BLOCK] IN=eth0 OUT= MAC=00:11 SRC=10.0.0.5 DST=10.0.0.9 LEN=40 TTL=64 PROTO=TCP SPT=51234 DPT=22 WINDOW=1024",
    ),
    (
        "vrl-fortigate",
        r#"<189>date=2026-11-22 time=21:40:00 devname="FGT-1" devid="FG100" eventtime=1795365600000000000 tz="+0500" logid="0000000013" type="traffic" subtype="forward" level="notice" srcip=10.0.0.5 srcport=51234 srcintf="lan" dstip=10.0.0.9 dstport=443 dstintf="wan" proto=6 action="close" policyid=7 sentbyte=1200 rcvdbyte=5300 sessionid=42 app="HTTPS""#,
    ),
    (
        "vrl-suricata",
        r#"<189>Nov 22 21:40:00 ids suricata[9]: {"timestamp":"2026-11-22T21:40:00.123456+0500","flow_id":1,"event_type":"alert","src_ip":"10.0.0.5","src_port":51234,"dest_ip":"10.0.0.9","dest_port":80,"proto":"TCP","alert":{"action":"allowed","gid":1,"signature_id":2,"rev":3,"signature":"TEST scan","category":"Attempted","severity":2}}"#,
    ),
];

fn event(message: &[u8]) -> NewEvent {
    let now = Timestamp::parse_rfc3339("2026-11-22T22:00:00Z").unwrap();
    let said = syslog::parse(message, now, UtcOffset::UTC);
    NewEvent {
        received_at: now,
        occurred_at: said.occurred_at,
        organisation: OrganisationId::new("akimat").unwrap(),
        object: ObjectId::new("portal").unwrap(),
        source: SourceId::new("s").unwrap(),
        kind: SourceKind::OperatingSystem,
        class_uid: 0,
        severity_id: said.severity_id,
        host: said.hostname,
        program: said.program,
        user: None,
        address: None,
        message: said.message,
        attributes: said.attributes,
        raw: Vec::new(),
        fault: None,
    }
}

fn parsing(c: &mut Criterion) {
    let mut group = c.benchmark_group("parse");
    group.throughput(Throughput::Elements(1));
    let now = Timestamp::parse_rfc3339("2026-11-22T22:00:00Z").unwrap();
    for (name, message) in MESSAGES {
        group.bench_function(name, |b| b.iter(|| syslog::parse(black_box(message.as_bytes()), now, UtcOffset::UTC)));
    }
}

fn describing(c: &mut Criterion) {
    let mappings = Mappings::built_in().unwrap();
    let mut group = c.benchmark_group("describe");
    group.throughput(Throughput::Elements(1));
    for (name, message) in MESSAGES {
        let ready = event(message.as_bytes());
        group.bench_function(name, |b| {
            let describe = |mut event: NewEvent| {
                mappings.describe(&mut event, Format::Syslog, Said::default());
                event
            };
            b.iter_batched(|| ready.clone(), describe, BatchSize::SmallInput);
        });
    }
}

fn starting(c: &mut Criterion) {
    c.bench_function("load all mappings", |b| b.iter(|| Mappings::built_in().unwrap()));
    let mappings = Mappings::built_in().unwrap();
    c.bench_function("compile all mappings", |b| b.iter(|| mappings.check().unwrap()));
}

criterion_group! {
    name = normalise;
    config = Criterion::default().sample_size(30);
    targets = parsing, describing, starting
}
criterion_main!(normalise);
