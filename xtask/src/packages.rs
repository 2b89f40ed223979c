//! What the tests need from the operating system, and how a Debian machine gets it.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context as _, Result, bail, ensure};

use crate::tools::{Registry, Tool};

/// Finds a program on the `PATH`, or in the folders of system programs that a user's `PATH` often lacks.
pub(crate) fn find(program: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let system = ["/usr/sbin", "/sbin", "/usr/local/sbin"].map(PathBuf::from);
    std::env::split_paths(&path).chain(system).map(|folder| folder.join(program)).find(|file| file.is_file())
}

/// The folder that holds `PostgreSQL`'s server programs: on the `PATH`, or the newest of Debian's versions.
pub(crate) fn postgres_programs() -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).find(|folder| has_server(folder)).or_else(|| newest(Path::new("/usr/lib/postgresql")))
}

fn has_server(folder: &Path) -> bool {
    folder.join("postgres").is_file() && folder.join("initdb").is_file()
}

fn newest(root: &Path) -> Option<PathBuf> {
    let mut versions: Vec<(u32, PathBuf)> = std::fs::read_dir(root)
        .ok()?
        .flatten()
        .filter_map(|entry| Some((entry.file_name().to_str()?.parse().ok()?, entry.path().join("bin"))))
        .filter(|(_, folder)| has_server(folder))
        .collect();
    versions.sort();
    versions.pop().map(|(_, folder)| folder)
}

/// Where distributions put the `DejaVu` fonts, which have the letters of Kazakh and Russian that pictures of pages show.
const FONTS: [&str; 4] = [
    "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf",
    "/usr/share/fonts/dejavu/DejaVuSans.ttf",
    "/usr/share/fonts/dejavu-sans-fonts/DejaVuSans.ttf",
    "/usr/share/fonts/TTF/DejaVuSans.ttf",
];

/// Installs the Debian packages that are missing, and nothing when none is.
///
/// What the tests start, and the programs that fetch the tools still `wanted` and are missing.
pub(crate) fn ensure_installed(wanted: &[Tool]) -> Result<()> {
    let needs_npm = wanted.iter().any(|tool| matches!(tool.from, Registry::Npm));
    let needs_python = wanted.iter().any(|tool| matches!(tool.from, Registry::Pypi | Registry::PypiFiles));
    let missing: Vec<&str> = [
        ("postgresql", postgres_programs().is_none()),
        ("rsyslog", find("rsyslogd").is_none()),
        ("rsyslog-relp", !has_rsyslog_module("omrelp")),
        ("rsyslog-openssl", !has_rsyslog_module("lmnsd_ossl")),
        ("nginx-light", find("nginx").is_none()),
        ("nmap", find("nmap").is_none()),
        ("restic", find("restic").is_none()),
        ("strace", find("strace").is_none()),
        ("chromium", find("chromium").is_none()),
        ("chromium-driver", find("chromedriver").is_none()),
        ("poppler-utils", find("pdftotext").is_none()),
        ("fonts-dejavu-core", !FONTS.iter().any(|font| Path::new(font).is_file())),
        ("npm", needs_npm && find("npm").is_none()),
        ("python3-venv", needs_python && !makes_environments()),
    ]
    .into_iter()
    .filter_map(|(package, is_missing)| is_missing.then_some(package))
    .collect();
    if missing.is_empty() {
        return Ok(());
    }
    let list = missing.join(" ");
    if find("apt-get").is_none() {
        bail!("the tests need {list}, and this machine has no apt-get: install them by hand");
    }
    println!("Installing Debian packages that the tests need: {list}");
    apt_get(&["update", "--quiet"])?;
    let mut arguments = vec!["install", "--quiet", "--yes", "--no-install-recommends"];
    arguments.extend(&missing);
    apt_get(&arguments)
}

/// Whether rsyslog has a module, which Debian packages one by one.
fn has_rsyslog_module(name: &str) -> bool {
    let Ok(architectures) = std::fs::read_dir("/usr/lib") else { return false };
    let folders = architectures.flatten().map(|entry| entry.path().join("rsyslog"));
    folders.chain([PathBuf::from("/usr/lib64/rsyslog")]).any(|folder| folder.join(format!("{name}.so")).is_file())
}

/// A program whose Debian package cannot be installed for a test: it would take another's place, or a new init with it. It
/// is unpacked into a folder instead, with the libraries that the machine lacks.
pub(crate) struct Unpacked {
    /// The variable that tells the tests where it is.
    variable: &'static str,
    /// Its name, where it is installed all the same.
    program: &'static str,
    /// Its package and those of its libraries.
    packages: &'static [&'static str],
    /// The file that the variable names, from the folder.
    file: &'static str,
}

const UNPACKED: [Unpacked; 3] = [
    Unpacked {
        variable: "TALAP_TEST_SYSLOG_NG",
        program: "syslog-ng",
        packages: &["syslog-ng-core", "libivykis0", "libnet1", "libpcre3", "libwrap0"],
        file: "usr/sbin/syslog-ng",
    },
    Unpacked {
        variable: "TALAP_TEST_JOURNAL_UPLOAD",
        program: "systemd-journal-upload",
        packages: &["systemd-journal-remote"],
        file: "lib/systemd/systemd-journal-upload",
    },
    Unpacked {
        variable: "TALAP_TEST_EXIM",
        program: "exim4",
        // The last one lets it run without the user that its installation would make.
        packages: &[
            "exim4-daemon-light",
            "libidn12",
            "libgnutls-dane0",
            "libunbound8",
            "libevent-2.1-7",
            "libnss-wrapper",
        ],
        file: "usr/sbin/exim4",
    },
];

/// The variables of the unpacked programs and where these stand, and those that cannot be fetched, which is told.
pub(crate) fn unpacked(root: &Path) -> (Vec<(&'static str, PathBuf)>, Vec<String>) {
    let (mut found, mut missing) = (Vec::new(), Vec::new());
    for program in UNPACKED.iter().filter(|program| std::env::var_os(program.variable).is_none()) {
        match program.place(root) {
            Some(path) => found.push((program.variable, path)),
            None => missing.push(program.program.to_owned()),
        }
    }
    (found, missing)
}

impl Unpacked {
    fn place(&self, root: &Path) -> Option<PathBuf> {
        if let Some(installed) = find(self.program) {
            return Some(installed);
        }
        let folder = root.join(format!("debian-{}", self.program));
        let file = folder.join(self.file);
        if !file.is_file()
            && let Err(error) = self.fetch(&folder)
        {
            println!("{} cannot be fetched: {error:#}", self.program);
            return None;
        }
        Some(file)
    }

    fn fetch(&self, folder: &Path) -> Result<()> {
        println!("Unpacking Debian packages that the tests need: {}", self.packages.join(" "));
        std::fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
        let archives = tempfile::tempdir_in(folder).context("cannot make a folder for the packages")?;
        let mut download = Command::new("apt-get");
        download.args(["download", "--quiet"]).args(self.packages).current_dir(archives.path());
        let status = download.status().context("cannot start apt-get")?;
        ensure!(status.success(), "apt-get download failed ({status})");
        for archive in std::fs::read_dir(archives.path()).context("cannot read the packages")? {
            let archive = archive.context("cannot read the packages")?.path();
            let status = Command::new("dpkg-deb").arg("-x").arg(&archive).arg(folder).status();
            let status = status.context("cannot start dpkg-deb")?;
            ensure!(status.success(), "dpkg-deb cannot unpack {} ({status})", archive.display());
        }
        ensure!(folder.join(self.file).is_file(), "the packages have no {}", self.file);
        Ok(())
    }
}

/// Whether the machine's Python can make a virtual environment with pip in it, which Debian's needs a package for.
fn makes_environments() -> bool {
    let probe = Command::new("python3")
        .args(["-c", "import venv, ensurepip"])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    probe.is_ok_and(|status| status.success())
}

fn apt_get(arguments: &[&str]) -> Result<()> {
    let mut command = if is_root()? {
        Command::new("env")
    } else if find("sudo").is_some() {
        let mut sudo = Command::new("sudo");
        sudo.arg("env");
        sudo
    } else {
        bail!("not root, and there is no sudo: run as root: apt-get {}", arguments.join(" "));
    };
    let status = command
        .args(["DEBIAN_FRONTEND=noninteractive", "apt-get"])
        .args(arguments)
        .stdin(Stdio::null())
        .status()
        .context("cannot start apt-get")?;
    ensure!(status.success(), "apt-get {} failed ({status})", arguments.join(" "));
    Ok(())
}

/// Whether this process runs as root, which `PostgreSQL` refuses to do.
pub(crate) fn is_root() -> Result<bool> {
    Ok(id(&["-u"])? == 0)
}

/// A number that `id` prints, such as a user's.
pub(crate) fn id(arguments: &[&str]) -> Result<u32> {
    let output = Command::new("id").args(arguments).output().context("cannot start id")?;
    ensure!(output.status.success(), "id {} failed", arguments.join(" "));
    String::from_utf8_lossy(&output.stdout).trim().parse().context("id printed no number")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_version_with_a_server_is_taken() {
        let root = tempfile::tempdir().unwrap();
        for (version, programs) in [("9", true), ("15", true), ("17", false)] {
            let folder = root.path().join(version).join("bin");
            std::fs::create_dir_all(&folder).unwrap();
            if programs {
                std::fs::write(folder.join("postgres"), "").unwrap();
                std::fs::write(folder.join("initdb"), "").unwrap();
            }
        }
        assert_eq!(newest(root.path()), Some(root.path().join("15/bin")));
    }
}
