//! Exim as a mail server of a test: it takes letters over STARTTLS from who logs in, and puts them into one file.

use std::fs;
use std::os::unix::fs::{PermissionsExt as _, chown};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Instant;

use crate::program::Place;
use crate::senders::bench::certify;

/// The user `nobody`, whom Exim runs as where the test runs as root, which it will not deliver as.
const NOBODY: u32 = 65_534;

/// How long a letter is waited for.
const PATIENCE: u64 = 60;

/// A running server.
pub(crate) struct Exim {
    child: Child,
    port: u16,
    /// Where certificates stand that a client trusts.
    certificates: Place,
    folder: tempfile::TempDir,
}

impl Exim {
    /// None, with a sentence, where there is no Exim.
    pub(crate) fn start() -> Option<Self> {
        let exim = wanted::file("TALAP_TEST_EXIM", &["/usr/sbin/exim4"])?;
        let (folder, certificates, port) = (tempfile::tempdir().unwrap(), Place::new(), wanted::port());
        certify(&certificates);
        let at = |name: &str| folder.path().join(name);
        for (from, to) in [("server.pem", "server.pem"), ("server.key", "server.key")] {
            fs::copy(certificates.path(from), at(to)).unwrap();
        }
        // A copy of its own has no right of another user's, and stands where `nobody` may stand.
        fs::copy(&exim, at("exim")).unwrap();
        fs::set_permissions(at("exim"), fs::Permissions::from_mode(0o755)).unwrap();
        let preload = libraries(&exim, folder.path());
        fs::create_dir(at("spool")).unwrap();
        fs::write(at("exim.conf"), configuration(folder.path(), port)).unwrap();
        fs::write(at("passwd"), format!("Debian-exim:x:{0}:{0}::/:/bin/false\n{1}", uid(), others("/etc/passwd")))
            .unwrap();
        fs::write(at("group"), format!("Debian-exim:x:{}:\n{}", uid(), others("/etc/group"))).unwrap();
        let root = is_root();
        if root {
            fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).unwrap();
            for entry in fs::read_dir(folder.path()).unwrap() {
                chown(entry.unwrap().path(), Some(NOBODY), Some(NOBODY)).unwrap();
            }
        }
        let mut command = if root { Command::new("setpriv") } else { Command::new(at("exim")) };
        if root {
            let nobody = NOBODY.to_string();
            command.args(["--reuid", &nobody, "--regid", &nobody, "--clear-groups"]).arg(at("exim"));
        }
        command.arg("-C").arg(at("exim.conf")).arg("-bdf");
        command.env("LD_LIBRARY_PATH", folder.path());
        if let Some(preload) = preload {
            command.env("LD_PRELOAD", preload);
            command.env("NSS_WRAPPER_PASSWD", at("passwd")).env("NSS_WRAPPER_GROUP", at("group"));
        }
        let log = fs::File::create(at("said")).unwrap();
        let child = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(log).spawn().unwrap();
        let started = Self { child, port, certificates, folder };
        started.eventually("Exim listens", || std::net::TcpStream::connect(("127.0.0.1", port)).is_ok());
        Some(started)
    }

    /// The section `[mail]` that reaches this server.
    pub(crate) fn settings(&self, password: &Path) -> String {
        format!(
            "[mail]\nserver = \"localhost\"\nport = {}\ncertificates = \"{}\"\nuser = \"talap\"\npassword_file = \"{}\"\n\
             from = \"Talap <talap@example.kz>\"\n",
            self.port,
            self.certificates.path("ca.pem").display(),
            password.display()
        )
    }

    /// How many letters the server has taken.
    pub(crate) fn accepted(&self) -> usize {
        let log = fs::read_to_string(self.folder.path().join("spool/log-main")).unwrap_or_default();
        log.lines().filter(|line| line.contains(" <= ")).count()
    }

    /// The letters that came, once there are so many.
    pub(crate) fn letters(&self, expected: usize) -> Vec<String> {
        let file = self.folder.path().join("spool/box");
        // Each begins with a line that no letter has: Exim quotes it there.
        let read = || fs::read_to_string(&file).unwrap_or_default();
        let split = |text: String| -> Vec<String> {
            let text = format!("\n{text}");
            text.split("\nFrom talap@").skip(1).map(str::to_owned).collect()
        };
        self.eventually("the letters come", || split(read()).len() >= expected);
        split(read())
    }

    #[track_caller]
    fn eventually(&self, what: &str, holds: impl Fn() -> bool) {
        let started = Instant::now();
        while !holds() {
            let said = |name: &str| fs::read_to_string(self.folder.path().join(name)).unwrap_or_default();
            assert!(
                started.elapsed().as_secs() < PATIENCE,
                "{what}: not within a minute: {} {} {}",
                said("said"),
                said("spool/log-main"),
                said("spool/log-panic")
            );
            std::thread::yield_now();
        }
    }
}

impl Drop for Exim {
    fn drop(&mut self) {
        if self.child.kill().is_ok() {
            self.child.wait().unwrap();
        }
    }
}

/// Copies the libraries that stand beside an unpacked Exim; what lets it run without the user of its package, by name.
fn libraries(exim: &Path, to: &Path) -> Option<String> {
    let root = exim.ancestors().nth(3)?;
    if root == Path::new("/") {
        return None;
    }
    let folders = ["usr/lib/x86_64-linux-gnu", "usr/lib/aarch64-linux-gnu", "lib/x86_64-linux-gnu"];
    let entries = folders.iter().filter_map(|folder| fs::read_dir(root.join(folder)).ok()).flatten().flatten();
    for library in entries.map(|entry| entry.path()).filter(|path| path.is_file()) {
        fs::copy(&library, to.join(library.file_name().unwrap())).unwrap();
    }
    to.join("libnss_wrapper.so").is_file().then(|| to.join("libnss_wrapper.so").display().to_string())
}

fn configuration(folder: &Path, port: u16) -> String {
    let (folder, uid) = (folder.display(), uid());
    format!(
        "exim_path = {folder}/exim\n\
         keep_environment = LD_LIBRARY_PATH:LD_PRELOAD:NSS_WRAPPER_PASSWD:NSS_WRAPPER_GROUP\n\
         exim_user = {uid}\nexim_group = {uid}\nnever_users =\n\
         spool_directory = {folder}/spool\nlog_file_path = {folder}/spool/log-%s\npid_file_path = {folder}/spool/pid\n\
         primary_hostname = mail.test\nlocal_interfaces = 127.0.0.1\ndaemon_smtp_ports = {port}\n\
         smtp_accept_queue_per_connection = 0\n\
         deliver_drop_privilege = true\nhost_lookup =\nrfc1413_hosts =\n\
         tls_advertise_hosts = *\ntls_certificate = {folder}/server.pem\ntls_privatekey = {folder}/server.key\n\
         acl_smtp_rcpt = rcpt\n\
         begin acl\nrcpt:\n  deny local_parts = refused\n       message = no such person\n  accept authenticated = *\n  deny\n\
         begin routers\nall:\n  driver = accept\n  transport = file\n\
         begin transports\nfile:\n  driver = appendfile\n  file = {folder}/spool/box\n  user = {uid}\n  group = {uid}\n\
         begin authenticators\nplain:\n  driver = plaintext\n  public_name = PLAIN\n  server_prompts = :\n\
         \x20 server_advertise_condition = ${{if def:tls_in_cipher {{yes}}{{no}}}}\n\
         \x20 server_condition = ${{if and{{{{eq{{$auth2}}{{talap}}}}{{eq{{$auth3}}{{long secret}}}}}}{{yes}}{{no}}}}\n\
         \x20 server_set_id = $auth2\n"
    )
}

fn is_root() -> bool {
    nix::unistd::Uid::effective().is_root()
}

/// Whom Exim runs as.
fn uid() -> u32 {
    if is_root() { NOBODY } else { nix::unistd::Uid::effective().as_raw() }
}

fn others(file: &str) -> String {
    fs::read_to_string(PathBuf::from(file)).unwrap_or_default()
}

/// The value of a header that stands on one line.
pub(crate) fn header(letter: &str, name: &str) -> String {
    let line = letter.lines().find_map(|line| line.strip_prefix(&format!("{name}: ")));
    line.unwrap_or_else(|| panic!("no {name} in {letter}")).to_owned()
}

/// The text of a letter (RFC 2045 §6.7).
pub(crate) fn decoded(letter: &str) -> String {
    let body = letter.split_once("\n\n").unwrap().1.replace("=\n", "");
    let mut bytes = Vec::new();
    let mut rest = body.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        if *first == b'='
            && let Some(byte) =
                after.get(..2).and_then(|hex| u8::from_str_radix(std::str::from_utf8(hex).ok()?, 16).ok())
        {
            bytes.push(byte);
            rest = &after[2..];
        } else {
            bytes.push(*first);
            rest = after;
        }
    }
    String::from_utf8(bytes).unwrap()
}
