//! Real senders, into the ledger of a running `up`: nothing that a sender holds for acknowledged is lost.

pub(crate) mod bench;
mod lines;

use std::io::{Read, Write};
use std::net::TcpStream;
use std::process::Command;
use std::time::{Duration, Instant};

use bench::{Bench, Sender, has_module, rsyslog, syslog_ng};

#[test]
fn rsyslog_over_tls_with_its_certificate() {
    if !has_module("lmnsd_ossl") {
        return;
    }
    let Some((bench, rsyslogd)) = Bench::with("TALAP_TEST_RSYSLOGD", &["/usr/sbin/rsyslogd"]) else { return };
    let mut up = bench.up();
    let address = up.address("syslog/TLS");
    let (host, port) = address.rsplit_once(':').unwrap();
    let action = format!(
        "action(type=\"omfwd\" Target=\"{host}\" Port=\"{port}\" Protocol=\"tcp\" TCP_Framing=\"octet-counted\" \
         StreamDriver=\"ossl\" StreamDriverMode=\"1\" StreamDriverAuthMode=\"x509/certvalid\" template=\"line\")"
    );
    let _sender = rsyslog(&bench, &rsyslogd, (&bench.lines(1000), ""), "", &action);
    bench.wait_for_messages(
        "source = 'live-os' AND fault IS NULL AND attributes LIKE '%\"transport\":\"tls\"%' AND attributes LIKE '%CN=sender%'",
        1000,
    );
    up.stop();
}

#[test]
fn rsyslog_over_relp_loses_nothing_that_is_acknowledged_when_talap_is_killed() {
    const LINES: u32 = 20_000;
    if !has_module("omrelp") {
        return;
    }
    let Some((bench, rsyslogd)) = Bench::with("TALAP_TEST_RSYSLOGD", &["/usr/sbin/rsyslogd"]) else { return };
    let mut up = bench.up();
    up.wait_for("Receiving RELP at ");
    let action = format!(
        "action(type=\"omrelp\" target=\"127.0.0.1\" port=\"{}\" template=\"line\" windowSize=\"64\" timeout=\"10\" \
         action.resumeRetryCount=\"-1\" action.resumeInterval=\"1\")",
        bench.relp
    );
    let _sender = rsyslog(&bench, &rsyslogd, (&bench.lines(LINES), ""), "module(load=\"omrelp\")", &action);
    for part in [500, 5000] {
        let sql = "SELECT count(DISTINCT message) AS n FROM events WHERE source = 'live-os'";
        assert!((0..600).any(|_| bench.place.count(sql) >= part), "the sender does not come to {part} messages");
        up.kill();
        up = bench.place.up(&[]);
    }
    bench.wait_for_messages("source = 'live-os' AND fault IS NULL", LINES.into());
    up.stop();
    assert_eq!(bench.place.run(&["ledger", "verify"]).code, 0);
}

#[test]
fn syslog_ng_over_tls() {
    let usual = ["/usr/sbin/syslog-ng"];
    let Some((bench, program)) = Bench::with("TALAP_TEST_SYSLOG_NG", &usual) else { return };
    let mut up = bench.up();
    let address = up.address("syslog/TLS");
    let port = address.rsplit_once(':').unwrap().1;
    let file = |name: &str| bench.place.path(name).display().to_string();
    let _sender = syslog_ng(
        &bench,
        &program,
        &format!(
            "source lines {{ file(\"{input}\" follow-freq(1) flags(no-parse)); }};\n\
             destination talap {{ network(\"127.0.0.1\" port({port}) transport(\"tls\") template(\"$MESSAGE\\n\") \
             tls(ca-file(\"{ca}\") cert-file(\"{certificate}\") key-file(\"{key}\") peer-verify(required-trusted))); }};\n\
             log {{ source(lines); destination(talap); }};\n",
            input = bench.lines(1000).display(),
            ca = file("ca.pem"),
            certificate = file("sender.pem"),
            key = file("sender.key"),
        ),
    );
    bench.wait_for_messages("source = 'live-os' AND fault IS NULL AND attributes LIKE '%CN=sender%'", 1000);
    up.stop();
}

#[test]
fn logger_over_udp_and_tcp() {
    let Some((bench, logger)) = Bench::with("TALAP_TEST_LOGGER", &["/usr/bin/logger"]) else { return };
    let mut up = bench.up();
    let (tcp, udp) = (up.address("syslog/TCP"), up.address("syslog/UDP"));
    for (address, protocol, form) in
        [(&tcp, "--tcp", "--rfc5424"), (&tcp, "--tcp", "--rfc3164"), (&udp, "--udp", "--rfc5424")]
    {
        let (host, port) = address.rsplit_once(':').unwrap();
        let mut command = Command::new(&logger);
        command.args(["--server", host, "--port", port, protocol, form, "--tag", "logger-live"]);
        if protocol == "--tcp" {
            command.arg("--octet-count");
        }
        let sent = command.arg(format!("сәлем {protocol} {form}")).status().unwrap();
        assert!(sent.success());
    }
    bench.wait_for_messages("program = 'logger-live' AND message LIKE 'сәлем %' AND (fault IS NULL OR fault = 'collect-source-unregistered')", 3);
    up.stop();
}

#[test]
fn nginx_tells_its_requests() {
    let Some((bench, nginx)) = Bench::with("TALAP_TEST_NGINX", &["/usr/sbin/nginx"]) else { return };
    let mut up = bench.up();
    let (syslog, port) = (up.address("syslog/UDP"), wanted::port());
    let work = bench.place.path("nginx");
    std::fs::create_dir(&work).unwrap();
    let work = work.display();
    // A root master would change to a user who may not stand in the test's folder.
    let config = bench.place.file(
        "nginx.conf",
        format!(
            "daemon off;\nmaster_process off;\npid {work}/pid;\nerror_log {work}/error.log;\nevents {{}}\n\
             http {{\naccess_log syslog:server={syslog},tag=nginx,severity=info combined;\n\
             client_body_temp_path {work}/a;\nproxy_temp_path {work}/b;\nfastcgi_temp_path {work}/c;\n\
             uwsgi_temp_path {work}/d;\nscgi_temp_path {work}/e;\n\
             server {{ listen 127.0.0.1:{port}; location / {{ return 204; }} }}\n}}\n"
        ),
    );
    let _server = Sender::start(Command::new(nginx).args(["-c", config.to_str().unwrap(), "-e", "stderr"]));
    let mut stream = (0..10_000).find_map(|_| TcpStream::connect(("127.0.0.1", port)).ok()).expect("nginx answers");
    stream.write_all(b"GET /secret?token=1 HTTP/1.0\r\nUser-Agent: test\r\n\r\n").unwrap();
    stream.read_to_end(&mut Vec::new()).unwrap();
    bench.wait_for_messages(
        "program = 'nginx' AND class_uid = 4002 AND address = '127.0.0.1' AND message LIKE '%/secret%'",
        1,
    );
    up.stop();
}

#[test]
fn systemd_uploads_its_journal() {
    let usual = ["/lib/systemd/systemd-journal-upload", "/usr/lib/systemd/systemd-journal-upload"];
    let Some((bench, upload)) = Bench::with("TALAP_TEST_JOURNAL_UPLOAD", &usual) else { return };
    let mut up = bench.up();
    let (address, token) = (up.address("HTTP"), bench.token("live-os"));
    let entry = |n: u32| {
        format!(
            "__CURSOR=s=1;i={n}\n__REALTIME_TIMESTAMP={}\n_HOSTNAME=live-host\nSYSLOG_IDENTIFIER=sshd\n\
             MESSAGE=Failed password for user{n} from 10.1.2.3 port 22 ssh2\n\n",
            1_795_383_600_000_000 + u64::from(n)
        )
    };
    let journal = bench.place.file("journal.export", (0..2500).map(entry).collect::<String>());
    let run = |token: &str| {
        let url = format!("http://journal:{token}@{address}");
        Command::new(&upload).args(["--url", &url]).arg(&journal).output().unwrap()
    };
    assert!(!run("talap_false").status.success());
    let sent = run(&token);
    assert!(sent.status.success(), "{}", String::from_utf8_lossy(&sent.stderr));
    // The answer came after the commit: nothing is waited for.
    let sql = "SELECT count(DISTINCT user_name) AS n FROM events WHERE source = 'live-os' AND class_uid = 3002";
    assert_eq!(bench.place.count(sql), 2500);
    up.stop();
}

#[test]
fn postgresql_tells_whom_it_refused() {
    let Some((bench, psql)) = Bench::with("TALAP_TEST_PSQL", &["/usr/bin/psql", "/usr/local/bin/psql"]) else { return };
    // A server that is not the tests' own has no log for them.
    let Some(url) = wanted::text("TALAP_TEST_POSTGRES") else { return };
    let Some(log) = wanted::file("TALAP_TEST_POSTGRES_LOG", &[]) else { return };
    let up = bench.up();
    let csv = bench.place.file(
        "databases.csv",
        "key,organisation,object,kind,format,title\nlive-db,akimat-saryjaz,budget,dbms,postgres_csv,Database\n",
    );
    assert_eq!(bench.place.run(&["import", "sources", csv.to_str().unwrap()]).code, 0);
    let server = url.rsplit_once('@').unwrap().1;
    let stranger = format!("postgres://talap_stranger:wrong@{server}");
    let said = Command::new(&psql).args(["--no-password", &stranger, "--command", "SELECT 1"]).output().unwrap();
    assert!(!said.status.success());
    // The server writes its log after it answers.
    let deadline = Instant::now() + Duration::from_secs(30);
    let whole = loop {
        let text = std::fs::read(&log).unwrap();
        let whole = text.iter().rposition(|byte| *byte == b'\n').map_or(0, |end| end + 1);
        if String::from_utf8_lossy(&text[..whole]).contains("talap_stranger") {
            break text[..whole].to_vec();
        }
        assert!(Instant::now() < deadline, "the log does not tell of the stranger");
        // Asked once more, it writes once more.
        Command::new(&psql).args(["--no-password", &stranger, "--command", "SELECT 1"]).output().unwrap();
    };
    let file = bench.place.file("postgres.csv", whole);
    let said = bench.place.run(&["import", "events", file.to_str().unwrap(), "--source", "live-db"]);
    assert!(said.code < 2, "{said:?}");
    let sql = "SELECT count(*) AS n FROM events WHERE source = 'live-db' AND fault IS NULL AND class_uid = 3002 \
               AND user_name = 'talap_stranger' AND address = '127.0.0.1'";
    assert!(bench.place.count(sql) >= 1);
    up.stop();
}

/// Sends three log records with each of OpenTelemetry's own exporters for Python.
const EXPORT: &str = r#"
import sys, time
from opentelemetry._logs import LogRecord, SeverityNumber
from opentelemetry.exporter.otlp.proto.grpc._log_exporter import OTLPLogExporter as Grpc
from opentelemetry.exporter.otlp.proto.http import Compression
from opentelemetry.exporter.otlp.proto.http._log_exporter import OTLPLogExporter as Http
from opentelemetry.sdk._logs import LoggerProvider
from opentelemetry.sdk._logs.export import BatchLogRecordProcessor
from opentelemetry.sdk.resources import Resource

http, grpc, token = sys.argv[1:]
headers = {"authorization": "Bearer " + token}
provider = LoggerProvider(resource=Resource.create({"service.name": "portal", "host.name": "live-host"}))
for exporter in [
    Http(endpoint=f"http://{http}/v1/logs", headers=headers, compression=Compression.Gzip),
    Grpc(endpoint=f"http://{grpc}", insecure=True, headers=headers),
]:
    provider.add_log_record_processor(BatchLogRecordProcessor(exporter))
logger = provider.get_logger("portal.auth", "1.2")
for n in range(3):
    logger.emit(LogRecord(timestamp=time.time_ns(), severity_number=SeverityNumber.WARN, severity_text="WARN",
                          body=f"кіру {n}", attributes={"user.name": "ivanov", "n": n}))
provider.force_flush()
provider.shutdown()
"#;

#[test]
fn opentelemetry_exports_over_http_and_grpc() {
    let Some((bench, python)) = Bench::with("TALAP_TEST_OPENTELEMETRY", &[]) else { return };
    let mut up = bench.up();
    let (http, grpc, token) = (up.address("HTTP"), up.address("OTLP/gRPC"), bench.token("live-os"));
    let script = bench.place.file("export.py", EXPORT);
    let said = Command::new(python).arg(script).args([&http, &grpc, &token]).output().unwrap();
    assert!(said.status.success(), "{}", String::from_utf8_lossy(&said.stderr));
    for transport in ["otlp/http", "otlp/grpc"] {
        bench.wait_for_messages(
            &format!(
                "source = 'live-os' AND fault IS NULL AND user_name = 'ivanov' AND host = 'live-host' AND program = 'portal' \
                 AND severity_id = 3 AND attributes LIKE '%\"transport\":\"{transport}\"%' AND attributes LIKE '%portal.auth%'"
            ),
            3,
        );
    }
    up.stop();
}

/// Posts lines and gives back the status and the answer.
fn post(address: &str, token: &str, body: &str) -> (String, serde_json::Value) {
    let mut stream = TcpStream::connect(address).unwrap();
    let head = format!(
        "POST /v1/events HTTP/1.1\r\nHost: {address}\r\nAuthorization: Bearer {token}\r\nAccept-Language: kk\r\n\
         Content-Type: application/x-ndjson\r\nConnection: close\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    );
    stream.write_all(head.as_bytes()).unwrap();
    let mut said = String::new();
    stream.read_to_string(&mut said).unwrap();
    let (head, body) = said.split_once("\r\n\r\n").unwrap();
    (head[9..12].to_owned(), serde_json::from_str(body).unwrap())
}

#[test]
fn a_token_lets_one_source_in_until_it_is_revoked() {
    let bench = Bench::new();
    let mut up = bench.up();
    let (address, token) = (up.address("HTTP"), bench.token("live-os"));
    let (status, answer) = post(&address, &token, "{\"message\":\"with a token\"}\nnot json\n");
    assert_eq!((status.as_str(), &answer["events"], &answer["marked"]), ("200", &2.into(), &1.into()), "{answer}");
    let first = answer["first_seq"].as_u64().unwrap();
    let sql = format!("SELECT count(*) AS n FROM events WHERE seq IN ({first}, {}) AND source = 'live-os'", first + 1);
    assert_eq!(bench.place.count(&sql), 2);

    let listed = bench.place.run(&["source", "tokens", "--json"]).json();
    assert_eq!((&listed[0]["source"], &listed[0]["name"]), (&"live-os".into(), &"test".into()));
    assert!(listed[0]["used_at"].is_string() && !listed.to_string().contains(&token));
    let id = listed[0]["id"].as_str().unwrap();
    assert_eq!(bench.place.run(&["source", "revoke", id]).code, 0);
    let said = bench.place.run(&["source", "revoke", id]);
    assert_eq!(said.code, 3, "{said:?}");
    let (status, answer) = post(&address, &token, "{}\n");
    assert_eq!((status.as_str(), &answer["error"]), ("401", &"collect-http-token-false".into()));
    assert!(answer["message"].as_str().unwrap().contains("Токен белгісіз"), "{answer}");
    let said = bench.place.run(&["source", "token", "nobody", "--name", "x"]);
    assert!(said.code == 3 && said.err.contains("not registered"), "{said:?}");
    let said = bench.place.run(&["source", "token", "live-os", "--name", "x", "--until", "soon"]);
    assert!(said.code == 2 && said.err.contains("not a day"), "{said:?}");
    up.stop();
    let told = "SELECT count(*) AS n FROM events WHERE kind = 'talap' AND message IN \
                ('source.token-made', 'source.token-revoked', 'receiver.refused')";
    assert_eq!(bench.place.count(told), 3);
}
