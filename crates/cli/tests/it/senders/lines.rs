//! Messages of several lines, sent with line feeds at their ends.

use std::path::PathBuf;
use std::process::Command;

use super::bench::{Bench, rsyslog, syslog_ng};

const TRACES: u64 = 300;

/// Stack traces as a program logs them, and a line after the last one, which lets go of it.
fn traces(bench: &Bench) -> PathBuf {
    let head = "1 2026-11-22T21:40:00Z live-host app 7 - -";
    let trace =
        |n| format!("<11>{head} java.lang.Error: no {n}\n\tat kz.App.main(App.java:1)\n\tat kz.App.run(App.java:2)\n");
    bench.place.file("input.log", (0..TRACES).map(trace).collect::<String>() + &format!("<13>{head} the end\n"))
}

/// Waits for them: each is one event, and no line of one is another.
fn expect_traces(bench: &Bench, transport: &str) {
    bench.wait_for_messages(
        &format!(
            "source = 'live-os' AND fault IS NULL AND attributes LIKE '%\"transport\":\"{transport}\"%' AND message LIKE \
             'java.lang.Error: no %\n\tat kz.App.main(App.java:1)\n\tat kz.App.run(App.java:2)'"
        ),
        TRACES,
    );
    let stray = "SELECT count(*) AS n FROM events WHERE message LIKE '%at kz.App.%' AND message NOT LIKE 'java.lang.%'";
    assert_eq!(bench.place.count(stray), 0);
}

#[test]
fn rsyslog_sends_stack_traces_with_their_line_feeds() {
    let Some((bench, rsyslogd)) = Bench::with("TALAP_TEST_RSYSLOGD", &["/usr/sbin/rsyslogd"]) else { return };
    let mut up = bench.up();
    let address = up.address("syslog/TCP");
    let (host, port) = address.rsplit_once(':').unwrap();
    let action =
        format!("action(type=\"omfwd\" Target=\"{host}\" Port=\"{port}\" Protocol=\"tcp\" template=\"ended\")");
    // What is indented belongs to the line before; the line feeds stay line feeds.
    let options = "readMode=\"2\" escapeLF=\"off\"";
    let _sender = rsyslog(&bench, &rsyslogd, (&traces(&bench), options), "", &action);
    expect_traces(&bench, "tcp");
    up.stop();
}

#[test]
fn syslog_ng_sends_stack_traces_over_tls() {
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
            "source lines {{ file(\"{input}\" follow-freq(1) multi-line-mode(indented) flags(no-parse)); }};\n\
             destination talap {{ network(\"127.0.0.1\" port({port}) transport(\"tls\") template(\"$MESSAGE\\n\") \
             tls(ca-file(\"{ca}\") cert-file(\"{certificate}\") key-file(\"{key}\") peer-verify(required-trusted))); }};\n\
             log {{ source(lines); destination(talap); }};\n",
            input = traces(&bench).display(),
            ca = file("ca.pem"),
            certificate = file("sender.pem"),
            key = file("sender.key"),
        ),
    );
    expect_traces(&bench, "tls");
    up.stop();
}

#[test]
fn logger_sends_a_statement_of_several_lines() {
    let Some((bench, logger)) = Bench::with("TALAP_TEST_LOGGER", &["/usr/bin/logger"]) else { return };
    let mut up = bench.up();
    let address = up.address("syslog/TCP");
    let (host, port) = address.rsplit_once(':').unwrap();
    let sent = Command::new(&logger)
        .args(["--server", host, "--port", port, "--tcp", "--rfc3164", "--tag", "logger-live"])
        .arg("SELECT a\n  FROM b\n\n WHERE c")
        .status()
        .unwrap();
    assert!(sent.success());
    bench.wait_for_messages("program = 'logger-live' AND message = 'SELECT a\n  FROM b\n\n WHERE c'", 1);
    up.stop();
}
