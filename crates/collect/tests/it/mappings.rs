//! The built-in mappings, over lines as the products document and write them.

use std::collections::BTreeSet;

use talap_collect::files::{FormatOptions, read_file_events};
use talap_collect::normalise::mapping::{Mappings, Said};
use talap_collect::source::{Format, SourceTable, Sources};
use talap_model::{NewEvent, Timestamp};

use crate::support::{SetClock, mappings, source};

fn read(format: Format, line: &str) -> NewEvent {
    let source = source("s", format, None);
    let mut events = read_file_events(line.as_bytes(), &source, mappings(), &SetClock, FormatOptions::default());
    let event = events.next().unwrap().unwrap();
    assert!(events.next().is_none(), "{line}");
    assert_eq!(event.fault, None, "{line}");
    assert_eq!(event.attributes.get("mapping_error"), None, "{line}");
    event
}

/// Checks what becomes of a line: the mapping, class, user, address, and some attributes as `name=value`. Nothing that a
/// built-in mapping states may be without a place, but what `unmapped` names.
fn check(format: Format, line: &str, expected: (&str, u32, &str, &str, &[&str])) {
    let event = read(format, line);
    let (mapping, class, user, address, attributes) = expected;
    let said = |text: &Option<String>| text.clone().unwrap_or_default();
    let by = event.attributes.get("mapping").unwrap_or_default();
    let version = if mapping == "postgres-statements" { 3 } else { 1 };
    assert_eq!((by, event.class_uid), (format!("{mapping}@{version}").as_str(), class), "{line}");
    assert_eq!((said(&event.user).as_str(), said(&event.address).as_str()), (user, address), "{line}");
    let all: BTreeSet<_> = event.attributes.iter().map(|(name, value)| format!("{name}={value}")).collect();
    for attribute in attributes {
        assert!(all.contains(*attribute), "{line}\n{attribute} is not among {all:#?}");
    }
    for (name, _) in event.attributes.iter().filter(|(name, _)| name.starts_with("unmapped.")) {
        assert!(attributes.iter().any(|known| known.starts_with(name)), "{line}\n{name}");
    }
}

fn syslog(line: &str, expected: (&str, u32, &str, &str, &[&str])) {
    check(Format::Syslog, line, expected);
}

#[test]
fn cisco_ios() {
    let of = "cisco-ios";
    syslog(
        "<189>12: rtr: Nov 22 10:00:00.123: %SEC_LOGIN-4-LOGIN_FAILED: Login failed [user: eve] [Source: 10.0.0.5] [localport: 22] [Reason: Login Authentication Failed] at 10:00:00 UTC Sun Nov 22 2026",
        (
            of,
            3002,
            "eve",
            "10.0.0.5",
            &["activity=logon", "status=failure", "dst_endpoint.port=22", "status_detail=Login Authentication Failed"],
        ),
    );
    syslog(
        "<189>12: rtr: Nov 22 10:00:00.123: %SEC_LOGIN-5-LOGIN_SUCCESS: Login Success [user: admin] [Source: 10.0.0.5] [localport: 22] at 10:00:00 UTC Sun Nov 22 2026",
        (of, 3002, "admin", "10.0.0.5", &["status=success", "activity_id=1", "device.hostname=rtr"]),
    );
    syslog(
        "<189>%SYS-6-LOGOUT: User admin has exited tty session 2(10.0.0.5)",
        (of, 3002, "admin", "10.0.0.5", &["activity=logoff"]),
    );
    syslog(
        "<189>*Nov 22 10:00:00.123: %SYS-5-CONFIG_I: Configured from console by admin on vty0 (10.0.0.5)",
        (of, 5019, "admin", "10.0.0.5", &["actor.session.terminal=vty0"]),
    );
    syslog(
        "<189>%PARSER-5-CFGLOG_LOGGEDCMD: User:admin  logged command:no logging host 10.0.0.9",
        (of, 5019, "admin", "", &["unmapped.command=no logging host 10.0.0.9"]),
    );
    syslog(
        "<190>%SEC-6-IPACCESSLOGP: list 101 denied tcp 10.0.0.5(51234) -> 10.0.0.9(80), 1 packet",
        (
            of,
            4001,
            "",
            "10.0.0.5",
            &["activity_id=5", "dst_endpoint.port=80", "firewall_rule.name=101", "connection_info.protocol_name=tcp"],
        ),
    );
    let other = read(Format::Syslog, "<189>%SYS-5-RESTART: System restarted");
    assert_eq!((other.class_uid, other.attributes.get("msgid").unwrap()), (0, "SYS-5-RESTART"));
}

#[test]
fn cisco_asa() {
    let of = "cisco-asa";
    syslog(
        "<166>%ASA-6-302013: Built inbound TCP connection 7 for outside:10.0.0.5/51234 (10.0.0.5/51234) to inside:10.0.0.9/80 (10.1.0.9/80)",
        (
            of,
            4001,
            "",
            "10.0.0.5",
            &[
                "activity_id=1",
                "dst_endpoint.ip=10.0.0.9",
                "src_endpoint.zone=outside",
                "connection_info.direction_id=1",
            ],
        ),
    );
    syslog(
        "<166>%ASA-6-302014: Teardown TCP connection 7 for outside:10.0.0.5/51234 to inside:10.0.0.9/80 duration 0:00:01 bytes 5120 TCP FINs",
        (of, 4001, "", "10.0.0.5", &["activity_id=2", "traffic.bytes=5120"]),
    );
    syslog(
        "<164>%ASA-4-106023: Deny tcp src outside:10.0.0.5/51234 dst inside:10.0.0.9/22 by access-group \"OUT\" [0x0, 0x0]",
        (of, 4001, "", "10.0.0.5", &["activity_id=5", "firewall_rule.name=OUT", "dst_endpoint.port=22"]),
    );
    syslog(
        "<166>%ASA-6-605004: Login denied from 10.0.0.5/51234 to inside:10.0.0.1/ssh for user \"eve\"",
        (of, 3002, "eve", "10.0.0.5", &["status=failure", "dst_endpoint.svc_name=ssh"]),
    );
    syslog(
        "<166>%ASA-6-113005: AAA user authentication Rejected : reason = AAA failure : server = 10.0.0.2 : user = eve : user IP = 10.0.0.5",
        (of, 3002, "eve", "10.0.0.5", &["status=failure", "status_detail=AAA failure"]),
    );
    syslog(
        "<165>%ASA-5-111010: User 'admin', running 'CLI' from IP 10.0.0.5, executed 'no access-list OUT'",
        (of, 5019, "admin", "10.0.0.5", &["unmapped.command=no access-list OUT"]),
    );
    syslog(
        "<164>%ASA-4-722051: Group <STAFF> User <bolat> IP <10.0.0.5> IPv4 Address <10.9.0.2> IPv6 address <::> assigned to session",
        (of, 4014, "bolat", "10.0.0.5", &["activity_id=1", "user.groups.0.name=STAFF"]),
    );
    syslog(
        "<164>%ASA-4-113019: Group = STAFF, Username = bolat, IP = 10.0.0.5, Session disconnected. Session Type: SSL, Duration: 0h:10m:00s, Bytes xmt: 1, Bytes rcv: 2, Reason: User Requested",
        (of, 4014, "bolat", "10.0.0.5", &["activity_id=2", "status_detail=User Requested"]),
    );
}

#[test]
fn auditd() {
    let of = "auditd";
    let login = "type=USER_LOGIN msg=audit(1795365600.123:456): pid=812 uid=0 auid=1000 ses=3 subj=unconfined msg='op=login acct=\"aigerim\" exe=\"/usr/sbin/sshd\" hostname=? addr=10.0.0.5 terminal=ssh res=failed'";
    check(
        Format::Plain,
        login,
        (of, 3002, "aigerim", "10.0.0.5", &["status=failure", "activity=logon", "session.terminal=ssh"]),
    );
    assert_eq!(read(Format::Plain, login).occurred_at.map(Timestamp::micros), Some(1_795_365_600_123_000));
    syslog(
        "<13>Nov 22 21:40:00 web audispd: type=ADD_USER msg=audit(1795365600.123:457): pid=9 uid=0 auid=1000 msg='op=add-user acct=\"newone\" exe=\"/usr/sbin/useradd\" hostname=web addr=? terminal=pts/0 res=success'",
        (of, 3001, "newone", "", &["activity_id=1", "status=success", "actor.user.uid=1000"]),
    );
    check(
        Format::Plain,
        "type=SYSCALL msg=audit(1795365600.123:458): arch=c000003e syscall=59 success=yes exit=0 ppid=1 pid=2 auid=1000 uid=0 comm=\"id\" exe=\"/usr/bin/id\" key=\"exec\"",
        (of, 1007, "", "", &["activity_id=1", "process.name=id", "process.parent_process.pid=1"]),
    );
    check(
        Format::Plain,
        "type=USER_CMD msg=audit(1795365600.123:459): pid=2 uid=1000 auid=1000 msg='cwd=\"/home/a\" cmd=636174202F6574632F736861646F77 exe=\"/usr/bin/sudo\" terminal=pts/0 res=success'",
        (of, 1007, "", "", &["process.cmd_line=cat /etc/shadow"]),
    );
}

#[test]
fn nginx_errors() {
    let line = r#"2026/11/22 21:40:00 [error] 123#124: *7 open() "/srv/x" failed (2: No such file or directory), client: 10.0.0.5, server: portal.kz, request: "GET /x?a=1 HTTP/1.1", host: "portal.kz""#;
    let status = r#"status_detail=open() "/srv/x" failed (2: No such file or directory)"#;
    check(Format::Plain, line, ("nginx-error", 4002, "", "10.0.0.5", &["method=GET", "path=/x?a=1", status]));
    assert_eq!(
        (read(Format::Plain, line).severity_id, read(Format::Plain, line).program.as_deref()),
        (4, Some("nginx"))
    );
    syslog(
        "<187>Nov 22 21:40:00 web nginx: 2026/11/22 21:40:00 [emerg] 1#1: bind() to 0.0.0.0:80 failed",
        ("nginx-error", 6008, "", "", &["status_detail=bind() to 0.0.0.0:80 failed"]),
    );
}

#[test]
fn postgres_statements() {
    let record = |severity: &str, message: &str| {
        format!(
            "2026-11-22 21:40:00.123 +05,\"dba\",\"portal\",42,\"10.0.0.7:5000\",s.1,1,\"x\",2026-11-22 21:40:00 +05,3/1,0,{severity},00000,\"{message}\",,,,,,,,,\"psql\""
        )
    };
    let of = "postgres-statements";
    for (sql, class, attributes) in [
        ("CREATE ROLE eve LOGIN PASSWORD 'x'", 3001, ["activity_id=1", "target_user=eve"]),
        ("alter user eve with password 'y'", 3001, ["activity_id=3", "target_user=eve"]),
        ("DROP ROLE IF EXISTS eve;", 3001, ["activity_id=6", "target_user=eve"]),
        ("GRANT SELECT ON t TO eve", 3005, ["activity_id=1", "privileges=SELECT ON t"]),
        ("REVOKE ALL ON t FROM eve", 3005, ["activity_id=2", "user.name=eve"]),
        ("DELETE FROM t", 6005, ["activity_id=7", "query_info.query_string=DELETE FROM t"]),
        ("DROP ROLE eve /* a:  b */", 3001, ["activity_id=6", "target_user=eve"]),
        ("DROP ROLE eve -- LOG:  statement: SELECT 1", 3001, ["activity_id=6", "target_user=eve"]),
    ] {
        let line = record("LOG", &format!("statement: {sql}"));
        check(Format::PostgresCsv, &line, (of, class, "dba", "10.0.0.7", &attributes));
    }
    syslog(
        "<134>Nov 22 21:40:00 db postgres[42]: [3-1] dba@portal LOG:  statement: DROP TABLE t",
        (of, 6005, "", "", &["activity_id=7"]),
    );
    for forged in [
        "[3-1] dba@portal ERROR:  no LOG:  statement: DROP ROLE x",
        "[3-2] #011LOG:  statement: DROP ROLE x",
        "[2] LOG:  statement: DROP ROLE x",
    ] {
        let line = format!("<134>Nov 22 21:40:00 db postgres[42]: {forged}");
        assert_eq!(read(Format::Syslog, &line).class_uid, 0, "{forged}");
    }
}

#[test]
fn suricata() {
    let common = r#""timestamp":"2026-11-22T21:40:00.123456+0500","flow_id":19,"in_iface":"eth1","src_ip":"10.0.0.5","src_port":51234,"dest_ip":"10.0.0.9","dest_port":80,"proto":"TCP""#;
    let line = |kind: &str, rest: &str| format!("{{{common},\"event_type\":\"{kind}\",{rest}}}");
    let of = "suricata";
    let alert = line(
        "alert",
        r#""alert":{"action":"blocked","gid":1,"signature_id":2001,"rev":3,"signature":"TEST scan","category":"Attempted","severity":1}"#,
    );
    let expected = [
        "signature=TEST scan",
        "disposition_id=2",
        "evidences.0.dst_endpoint.port=80",
        "finding_info.types=Attempted",
        "in_iface=eth1",
        "alert.rev=3",
    ];
    check(Format::SuricataEve, &alert, (of, 2004, "", "10.0.0.5", &expected));
    let event = read(Format::SuricataEve, &alert);
    assert_eq!((event.severity_id, event.occurred_at), (4, Timestamp::parse_rfc3339("2026-11-22T16:40:00.123456Z")));
    assert_eq!(event.message, "alert: TEST scan, TCP 10.0.0.5:51234 -> 10.0.0.9:80");
    syslog(
        &format!("<189>Nov 22 21:40:00 ids suricata[9]: {alert}"),
        (of, 2004, "", "10.0.0.5", &["signature=TEST scan"]),
    );
    check(
        Format::SuricataEve,
        &line(
            "dns",
            r#""dns":{"type":"answer","id":7,"rrname":"portal.kz","rrtype":"A","rcode":"NOERROR","answers":[{"rrname":"portal.kz","rrtype":"A","ttl":60,"rdata":"10.0.0.9"}]}"#,
        ),
        (of, 4003, "", "10.0.0.5", &["activity_id=2", "query.hostname=portal.kz", "answers.0.rdata=10.0.0.9"]),
    );
    check(
        Format::SuricataEve,
        &line(
            "http",
            r#""http":{"hostname":"portal.kz","url":"/a","http_method":"GET","protocol":"HTTP/1.1","status":200,"length":5}"#,
        ),
        (of, 4002, "", "10.0.0.5", &["method=GET", "path=/a", "status=200", "activity_id=3"]),
    );
    check(
        Format::SuricataEve,
        &line(
            "flow",
            r#""app_proto":"http","flow":{"pkts_toserver":5,"pkts_toclient":4,"bytes_toserver":500,"bytes_toclient":900,"state":"closed"}"#,
        ),
        (of, 4001, "", "10.0.0.5", &["traffic.bytes_out=500", "flow.state=closed", "app_protocol_name=http"]),
    );
    let stats = read(
        Format::SuricataEve,
        r#"{"timestamp":"2026-11-22T21:40:00.1+0500","event_type":"stats","stats":{"uptime":5}}"#,
    );
    assert_eq!((stats.class_uid, stats.attributes.get("stats.uptime").unwrap()), (0, "5"));
}

#[test]
fn fortigate() {
    let head =
        r#"<189>date=2026-11-22 time=21:40:00 devname="FGT-1" devid="FG100" eventtime=1795365600123456789 tz="+0500""#;
    let of = "fortigate";
    let traffic = format!(
        "{head} logid=\"0000000013\" type=\"traffic\" subtype=\"forward\" level=\"notice\" srcip=10.0.0.5 srcport=51234 srcintf=\"lan\" dstip=10.0.0.9 dstport=443 proto=6 action=\"deny\" policyid=7 sentbyte=0 rcvdbyte=0"
    );
    syslog(
        &traffic,
        (
            of,
            4001,
            "",
            "10.0.0.5",
            &["activity_id=5", "action_id=2", "firewall_rule.uid=7", "src_endpoint.interface_name=lan"],
        ),
    );
    let event = read(Format::Syslog, &traffic);
    assert_eq!(
        (event.host.as_deref(), event.occurred_at.map(Timestamp::micros)),
        (Some("FGT-1"), Some(1_795_365_600_123_000))
    );
    syslog(
        &format!(
            "{head} type=\"event\" subtype=\"system\" level=\"alert\" logdesc=\"Admin login failed\" user=\"eve\" srcip=10.0.0.5 method=\"ssh\" action=\"login\" status=\"failed\" reason=\"passwd_invalid\""
        ),
        (of, 3002, "eve", "10.0.0.5", &["status=failure", "status_detail=passwd_invalid", "service=ssh"]),
    );
    syslog(
        &format!(
            "{head} type=\"utm\" subtype=\"ips\" level=\"alert\" srcip=10.0.0.5 dstip=10.0.0.9 action=\"dropped\" attack=\"Test.Overflow\" attackid=77"
        ),
        (of, 2004, "", "10.0.0.5", &["signature=Test.Overflow", "disposition_id=2", "finding_info.types=ips"]),
    );
    syslog(
        &format!(
            "{head} type=\"event\" subtype=\"system\" level=\"information\" user=\"admin\" action=\"Edit\" cfgpath=\"firewall.policy\""
        ),
        (of, 5019, "admin", "", &["unmapped.command=firewall.policy"]),
    );
}

#[test]
fn accounts_on_linux() {
    let of = "linux-accounts";
    let line = |program: &str, message: &str| format!("<86>Nov 22 21:40:00 web {program}[9]: {message}");
    for (program, message, class, attributes) in [
        (
            "useradd",
            "new user: name=bolat, UID=1001, GID=1001, home=/home/bolat, shell=/bin/sh, from=/dev/pts/0",
            3001,
            ["activity_id=1", "user.uid=1001"],
        ),
        ("userdel", "delete user 'bolat'", 3001, ["activity_id=6", "user.name=bolat"]),
        ("usermod", "add 'bolat' to group 'sudo'", 3006, ["activity_id=3", "group.name=sudo"]),
        ("gpasswd", "user bolat added by root to group sudo", 3006, ["activity_id=3", "actor.user.name=root"]),
        ("usermod", "lock user 'bolat' password", 3001, ["activity_id=9", "user.name=bolat"]),
        ("usermod", "change user 'bolat' password", 3001, ["activity_id=3", "user.name=bolat"]),
        ("groupadd", "new group: name=x, GID=7", 3006, ["activity_id=6", "group.uid=7"]),
        (
            "passwd",
            "pam_unix(passwd:chauthtok): password changed for bolat",
            3001,
            ["activity_id=3", "user.name=bolat"],
        ),
    ] {
        let user = if message.contains("by root") {
            "root"
        } else if class == 3006 && program == "groupadd" {
            ""
        } else {
            "bolat"
        };
        syslog(&line(program, message), (of, class, user, "", &attributes));
    }
}

#[test]
fn packets_names_and_routers() {
    syslog(
        "<4>Nov 22 21:40:00 web kernel: [1.5] [UFW BLOCK] IN=eth0 OUT= MAC=00:11 SRC=10.0.0.5 DST=10.0.0.9 LEN=40 TTL=64 PROTO=TCP SPT=51234 DPT=22 WINDOW=1024",
        (
            "netfilter",
            4001,
            "",
            "10.0.0.5",
            &["activity_id=5", "dst_endpoint.port=22", "firewall_rule.name=[UFW BLOCK]"],
        ),
    );
    syslog(
        "<30>Nov 22 21:40:00 ns named[5]: client @0x7f00 10.0.0.5#51234 (portal.kz): query: portal.kz IN AAAA +E(0)K (10.0.0.1)",
        ("dns-queries", 4003, "", "10.0.0.5", &["query.hostname=portal.kz", "query.type=AAAA"]),
    );
    syslog(
        "<30>Nov 22 21:40:00 ns dnsmasq[5]: query[A] portal.kz from 10.0.0.5",
        ("dns-queries", 4003, "", "10.0.0.5", &["query.hostname=portal.kz", "activity_id=1"]),
    );
    syslog(
        "<30>Nov 22 21:40:00 MikroTik system,info,account user admin logged in from 10.0.0.5 via winbox",
        ("mikrotik", 3002, "admin", "10.0.0.5", &["activity=logon", "status=success", "service=winbox"]),
    );
    syslog(
        "<30>system,error,critical login failure for user eve from 10.0.0.5 via ssh",
        ("mikrotik", 3002, "eve", "10.0.0.5", &["status=failure"]),
    );
}

#[test]
fn every_mapping_compiles() {
    mappings().check().unwrap();
}

#[test]
fn every_mapping_is_tried_here() {
    let text = include_str!("mappings.rs").to_owned() + include_str!("evtx.rs");
    for header in mappings().iter() {
        assert!(text.contains(&format!("\"{}\"", header.id)) || text.contains(&header.name()), "{}", header.id);
    }
    assert!(mappings().iter().count() >= 12);
}

#[test]
fn sources_carry_mappings_to_receivers() {
    let sources = Sources::new(SourceTable::default(), source("unknown", Format::Syslog, None));
    assert_eq!(sources.mappings().iter().count(), 0);
    let sources = sources.with_mappings(std::sync::Arc::new(Mappings::built_in().unwrap()));
    let mut event = read(Format::Plain, "system,info,account user admin logged in from 10.0.0.5 via winbox");
    assert_eq!(event.class_uid, 0, "a mapping of syslog is not asked about other formats");
    sources.clone().mappings().describe(&mut event, Format::Syslog, Said::default());
    assert_eq!(event.class_uid, 3002);
}

proptest::proptest! {
    /// Whatever a program writes, its event is kept whole, is of a known class, and says what described it or failed at it.
    #[test]
    fn no_text_breaks_a_mapping(
        head in proptest::sample::select(vec![
            "web kernel: ", "web audispd: ", "web nginx: ", "db postgres[1]: ", "ns named[1]: ", "ids suricata[1]: ", "web useradd[1]: ",
            "%ASA-6-302013: ", "%SEC_LOGIN-4-LOGIN_FAILED: ", "%SYS-5-CONFIG_I: ", "router ", "",
        ]),
        text in r#"(Built inbound TCP connection |type=USER_CMD msg=audit\(1\.234:5\): |\[error\] 1#1: |LOG:  statement: |query: |\{"event_type":"alert",|new user: name=|devid="x" type="|IN=a OUT= SRC=|\[user: )?[ -~]{0,60}(logged in from |\}|")?"#,
    ) {
        let line = format!("<13>Nov 22 21:40:00 {head}{text}");
        let source = source("s", Format::Syslog, None);
        let events: Vec<_> = read_file_events(line.as_bytes(), &source, mappings(), &SetClock, FormatOptions::default()).collect();
        let event = events[0].as_ref().unwrap();
        proptest::prop_assert_eq!(&event.raw, line.as_bytes());
        proptest::prop_assert!(mappings().subset().class(event.class_uid).is_some());
        proptest::prop_assert!(event.class_uid == 0 || event.attributes.contains_key("mapping"));
    }
}
