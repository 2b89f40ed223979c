//! A place with every receiver, the certificates for it, and programs that send.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use rcgen::{
    BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair, KeyUsagePurpose,
};

use crate::program::{Place, Up};

/// A place whose `up` receives in every way, with the registered source `live-os` for messages of `live-host`.
pub(crate) struct Bench {
    pub(crate) place: Place,
    /// The ports stay the same when the program is started again.
    pub(crate) relp: u16,
}

impl Bench {
    /// None, with a sentence, where the program that would send is not there.
    pub(crate) fn with(variable: &str, usual: &[&str]) -> Option<(Self, PathBuf)> {
        let program = wanted::file(variable, usual)?;
        Some((Self::new(), program))
    }

    pub(crate) fn new() -> Self {
        let place = Place::new();
        certify(&place);
        let relp = wanted::port();
        let tls = "certificate = \"server.pem\"\nkey = \"server.key\"\nclient_ca = \"ca.pem\"\n";
        place.configure(&format!(
            "[collect]\nsyslog_udp = \"127.0.0.1:0\"\nsyslog_tcp = \"127.0.0.1:0\"\n\
             [collect.syslog_tls]\naddress = \"127.0.0.1:0\"\n{tls}\
             [collect.relp]\naddress = \"127.0.0.1:{relp}\"\n\
             [collect.http]\naddress = \"127.0.0.1:0\"\n\
             [collect.otlp_grpc]\naddress = \"127.0.0.1:0\"\n\
             [web]\naddress = \"\"\n"
        ));
        Self { place, relp }
    }

    /// Starts `up` with the example and registers the source.
    pub(crate) fn up(&self) -> Up {
        let up = self.place.up(&["--example"]);
        let csv = self.place.file(
            "sources.csv",
            "key,organisation,object,kind,format,title,hostname,program\n\
             live-os,akimat-saryjaz,budget,os,syslog,Live,live-host,\n",
        );
        let said = self.place.run(&["import", "sources", csv.to_str().unwrap()]);
        assert_eq!(said.code, 0, "{said:?}");
        up
    }

    /// A token of a source, made as its user makes one.
    pub(crate) fn token(&self, source: &str) -> String {
        let said = self.place.run(&["source", "token", source, "--name", "test", "--json"]);
        assert_eq!(said.code, 0, "{said:?}");
        said.json()["secret"].as_str().unwrap().to_owned()
    }

    /// Asks until the ledger holds so many different messages that fit: the query waits for what is committed, and a
    /// sender that does not come to send them is given up after a bounded number of questions.
    pub(crate) fn wait_for_messages(&self, condition: &str, expected: u64) {
        let sql = format!("SELECT count(DISTINCT message) AS n FROM events WHERE {condition}");
        let mut found = 0;
        for _ in 0..600 {
            found = self.place.count(&sql);
            if found >= expected {
                break;
            }
        }
        assert_eq!(found, expected, "{condition}");
    }

    /// Numbered lines of syslog as a file of them holds, from `live-host`.
    pub(crate) fn lines(&self, count: u32) -> PathBuf {
        let line = |n| format!("<13>1 2026-11-22T21:40:00Z live-host gen - - - line {n}\n");
        self.place.file("input.log", (0..count).map(line).collect::<String>())
    }
}

/// A certificate authority, and certificates that it signed for the receiver and for a sender.
pub(crate) fn certify(place: &Place) {
    let named = |name: &str| {
        let mut params = CertificateParams::new(vec!["localhost".to_owned(), "127.0.0.1".to_owned()]).unwrap();
        params.distinguished_name.push(DnType::CommonName, name);
        params.not_before = rcgen::date_time_ymd(2020, 1, 1);
        params.not_after = rcgen::date_time_ymd(2049, 1, 1);
        params
    };
    let (mut params, key) = (named("Test CA"), KeyPair::generate().unwrap());
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    place.file("ca.pem", params.self_signed(&key).unwrap().pem());
    let authority = Issuer::new(params, key);
    for name in ["server", "sender"] {
        let (mut params, key) = (named(name), KeyPair::generate().unwrap());
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth, ExtendedKeyUsagePurpose::ClientAuth];
        place.file(&format!("{name}.pem"), params.signed_by(&key, &authority).unwrap().pem());
        place.file(&format!("{name}.key"), key.serialize_pem());
    }
}

/// A sender under way, ended with the test.
pub(crate) struct Sender(Child);

impl Sender {
    pub(crate) fn start(command: &mut Command) -> Self {
        Self(command.stdin(Stdio::null()).stdout(Stdio::null()).spawn().unwrap())
    }
}

impl Drop for Sender {
    fn drop(&mut self) {
        if self.0.kill().is_ok() {
            self.0.wait().unwrap();
        }
    }
}

/// rsyslog reading a file into an action: line by line, unless the file's options say otherwise.
pub(crate) fn rsyslog(
    bench: &Bench,
    rsyslogd: &Path,
    (input, options): (&Path, &str),
    modules: &str,
    action: &str,
) -> Sender {
    let work = bench.place.path("rsyslog");
    std::fs::create_dir_all(&work).unwrap();
    let config = bench.place.file(
        "rsyslog.conf",
        format!(
            "global(workDirectory=\"{work}\" defaultNetstreamDriverCAFile=\"{ca}\" \
             defaultNetstreamDriverCertFile=\"{certificate}\" defaultNetstreamDriverKeyFile=\"{key}\")\n\
             module(load=\"imfile\")\n{modules}\n\
             template(name=\"line\" type=\"string\" string=\"%msg%\")\n\
             template(name=\"ended\" type=\"string\" string=\"%msg%\\n\")\n\
             input(type=\"imfile\" File=\"{input}\" Tag=\"gen\" ruleset=\"out\" {options})\n\
             ruleset(name=\"out\") {{ {action} }}\n",
            work = work.display(),
            ca = bench.place.path("ca.pem").display(),
            certificate = bench.place.path("sender.pem").display(),
            key = bench.place.path("sender.key").display(),
            input = input.display(),
        ),
    );
    let pid = bench.place.path("rsyslog.pid");
    Sender::start(Command::new(rsyslogd).args(["-n", "-f", config.to_str().unwrap(), "-i", pid.to_str().unwrap()]))
}

/// syslog-ng with sources, destinations and what goes where.
pub(crate) fn syslog_ng(bench: &Bench, program: &Path, config: &str) -> Sender {
    let config = bench.place.file("syslog-ng.conf", format!("@version: 3.35\n{config}"));
    let file = |name: &str| bench.place.path(name).display().to_string();
    // Where its package was unpacked and not installed, its libraries and modules are beside it.
    let root = program.ancestors().nth(3).unwrap();
    let libraries =
        ["usr/lib/syslog-ng", "usr/lib/x86_64-linux-gnu", "usr/lib/aarch64-linux-gnu", "lib/x86_64-linux-gnu"]
            .map(|folder| root.join(folder).display().to_string());
    let modules = std::fs::read_dir(root.join("usr/lib/syslog-ng")).unwrap().find_map(|entry| {
        let path = entry.unwrap().path();
        path.is_dir().then_some(path)
    });
    Sender::start(
        Command::new(program)
            .args(["-F", "--no-caps", "-f", config.to_str().unwrap()])
            .args(["-R", &file("syslog-ng.persist"), "-p", &file("syslog-ng.pid"), "-c", &file("syslog-ng.ctl")])
            .arg(format!("--module-path={}", modules.unwrap().display()))
            .env("LD_LIBRARY_PATH", libraries.join(":")),
    )
}

/// Whether rsyslog has a module, which Debian packages one by one; says so where it has not.
pub(crate) fn has_module(name: &str) -> bool {
    let folders = ["/usr/lib/x86_64-linux-gnu/rsyslog", "/usr/lib/aarch64-linux-gnu/rsyslog", "/usr/lib64/rsyslog"];
    let found = folders.iter().any(|folder| Path::new(folder).join(format!("{name}.so")).is_file());
    if !found {
        wanted::missing(format_args!("rsyslog has no {name} here"));
    }
    found
}
