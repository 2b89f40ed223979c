//! A `PostgreSQL` server of the tests' own: a temporary folder, a free port on loopback, a password nobody keeps.
//!
//! The cluster and its server belong to a small shell script that waits on a pipe held by this process. When the pipe closes, because the
//! tests ended, or failed, or somebody pressed Ctrl-C or killed xtask outright, the script stops the server and removes
//! the folder. Nothing is left behind whichever way it ends, and no signal needs handling here.

use std::fs;
use std::io::Read as _;
use std::os::unix::fs::{OpenOptionsExt as _, chown};
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use anyhow::{Context as _, Result, bail};
use tempfile::TempDir;

use crate::packages;

const SUPERVISE: &str = r#"
folder=$1; programs=$2; shift 2
"$programs/initdb" --username=postgres --auth=scram-sha-256 --encoding=UTF8 --locale=C.UTF-8 --no-sync \
  --pwfile="$folder/password" --pgdata="$folder/data" >"$folder/log" 2>&1
if [ $? -eq 0 ]; then
  "$programs/postgres" -D "$folder/data" "$@" >>"$folder/log" 2>&1 &
  server=$!
else
  : >"$folder/failed"
fi
read -r _
# A server that is only starting still ignores the signal, as a shell's background jobs do: so it is sent until it is heard.
while [ -n "$server" ] && kill -INT "$server" 2>/dev/null; do
  sleep 0.1
done
rm -rf "$folder"
"#;

/// The folder of the server's own log.
const LOG: &str = "server-log";

/// How often, and how long apart, the server is asked whether it is ready.
const ATTEMPTS: u32 = 600;
const PAUSE: Duration = Duration::from_millis(50);

/// A running server; dropping it stops the server and removes its folder.
pub(crate) struct Postgres {
    supervisor: Child,
    url: String,
    log: PathBuf,
}

impl Postgres {
    /// Makes a cluster and starts a server over it.
    pub(crate) fn start() -> Result<Self> {
        let programs = packages::postgres_programs().context("there is no PostgreSQL server on this machine")?;
        let owner = Owner::choose()?;
        let folder = tempfile::Builder::new().prefix("talap-postgres-").tempdir()?;
        let password = password()?;
        write_secret(&folder.path().join("password"), &password)?;
        owner.give(&folder.path().join("password"))?;
        owner.give(folder.path())?;
        let port = wanted::port();
        let log = folder.path().join(LOG).join("talap.csv");
        let supervisor = supervise(&owner, &programs, folder, port)?;
        let url = format!("postgres://postgres:{password}@127.0.0.1:{port}/postgres");
        Ok(Self { supervisor, url, log })
    }

    /// Where the server answers, with the password.
    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    /// The server's own log, as CSV.
    pub(crate) fn log(&self) -> &Path {
        &self.log
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        drop(self.supervisor.stdin.take());
        if let Err(error) = self.supervisor.wait() {
            eprintln!("warning: the PostgreSQL of the tests may still run: {error}");
        }
    }
}

/// Who the server runs as: `PostgreSQL` refuses root, so root hands it to the user that Debian's package makes.
enum Owner {
    Myself,
    Postgres { user: u32, group: u32 },
}

impl Owner {
    fn choose() -> Result<Self> {
        if !packages::is_root()? {
            return Ok(Self::Myself);
        }
        Ok(Self::Postgres { user: packages::id(&["-u", "postgres"])?, group: packages::id(&["-g", "postgres"])? })
    }

    fn give(&self, path: &Path) -> Result<()> {
        match self {
            Self::Myself => Ok(()),
            Self::Postgres { user, group } => {
                chown(path, Some(*user), Some(*group)).with_context(|| format!("cannot give away {}", path.display()))
            }
        }
    }

    /// A command that runs as the owner, in a folder that the owner may stand in.
    fn command(&self, program: &Path, folder: &Path) -> Command {
        let mut command = match self {
            Self::Myself => Command::new(program),
            Self::Postgres { .. } => {
                let mut command = Command::new("runuser");
                command.args(["-u", "postgres", "--"]).arg(program);
                command
            }
        };
        command.current_dir(folder).env("HOME", folder);
        command
    }
}

fn supervise(owner: &Owner, programs: &Path, folder: TempDir, port: u16) -> Result<Child> {
    let path = folder.path();
    let mut supervisor = owner
        .command(Path::new("/bin/sh"), path)
        .args(["-c", SUPERVISE, "talap-postgres"])
        .args([path, programs])
        .args(["-c", "listen_addresses=127.0.0.1", "-c", &format!("port={port}")])
        .args(["-c", &format!("unix_socket_directories={}", path.display())])
        // Tests prove what a crash leaves with processes of their own; a lost test database costs nothing.
        .args(["-c", "fsync=off", "-c", "max_connections=200"])
        // Its log is a test's input.
        .args(["-c", "logging_collector=on", "-c", "log_destination=stderr,csvlog"])
        .args(["-c", &format!("log_directory={}", path.join(LOG).display())])
        .args(["-c", "log_filename=talap.log", "-c", "log_rotation_age=0", "-c", "log_rotation_size=0"])
        .stdin(Stdio::piped())
        // A group of its own, so that Ctrl-C at the terminal reaches the tests and not the one who cleans up after them.
        .process_group(0)
        .spawn()
        .context("cannot start PostgreSQL")?;
    let ready = wait_until_ready(path, &mut supervisor);
    if let Err(error) = ready {
        drop(supervisor.stdin.take());
        supervisor.wait()?;
        return Err(error);
    }
    // From here on the script removes the folder.
    let _kept = folder.keep();
    Ok(supervisor)
}

/// `PostgreSQL` writes `ready` as the last line of its lock file once it takes connections.
fn wait_until_ready(folder: &Path, supervisor: &mut Child) -> Result<()> {
    for _ in 0..ATTEMPTS {
        let lock = fs::read_to_string(folder.join("data/postmaster.pid")).unwrap_or_default();
        if lock.lines().last().is_some_and(|line| line.trim() == "ready") {
            return Ok(());
        }
        let mut log = fs::read_to_string(folder.join("log")).unwrap_or_default();
        log.push_str(&fs::read_to_string(folder.join(LOG).join("talap.log")).unwrap_or_default());
        if folder.join("failed").exists() || supervisor.try_wait()?.is_some() || log.contains("FATAL:") {
            bail!("PostgreSQL did not start: {log}");
        }
        std::thread::sleep(PAUSE);
    }
    bail!("PostgreSQL was not ready in {} seconds", (PAUSE * ATTEMPTS).as_secs())
}

fn password() -> Result<String> {
    use std::fmt::Write as _;
    let mut bytes = [0_u8; 16];
    fs::File::open("/dev/urandom")?.read_exact(&mut bytes)?;
    let mut text = String::new();
    for byte in bytes {
        write!(text, "{byte:02x}")?;
    }
    Ok(text)
}

fn write_secret(path: &Path, text: &str) -> Result<()> {
    use std::io::Write as _;
    let mut file = fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
    file.write_all(text.as_bytes())?;
    Ok(())
}
