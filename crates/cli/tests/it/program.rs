//! Starting `talap`, reading what it says, and ending it.

use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::Duration;

/// How long a test waits for a line before it fails; far beyond what any step takes.
const PATIENCE: Duration = Duration::from_mins(2);

/// A data folder of its own, with receivers on free ports, so that tests run side by side.
pub(crate) struct Place {
    dir: tempfile::TempDir,
}

impl Place {
    /// A new place without a data folder yet.
    pub(crate) fn new() -> Self {
        let place = Self { dir: tempfile::tempdir().unwrap() };
        place.configure(
            "[collect]\nsyslog_udp = \"127.0.0.1:0\"\nsyslog_tcp = \"127.0.0.1:0\"\n[web]\naddress = \"127.0.0.1:0\"\n",
        );
        place
    }

    /// A place whose data folder holds the example.
    pub(crate) fn with_example() -> Self {
        let place = Self::new();
        place.up(&["--example"]).stop();
        place
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    pub(crate) fn data(&self) -> PathBuf {
        self.path("data")
    }

    pub(crate) fn configure(&self, text: &str) {
        std::fs::write(self.path("talap.toml"), text).unwrap();
    }

    /// A file with these bytes.
    pub(crate) fn file(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(name);
        std::fs::write(&path, bytes).unwrap();
        path
    }

    /// A command in English; a later `--lang` in `args` is refused, so tests of other languages use [`Place::command`].
    pub(crate) fn run(&self, args: &[&str]) -> Said {
        Said::of(self.command("en", args).output().unwrap())
    }

    pub(crate) fn command(&self, language: &str, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_talap"));
        command
            .args(args)
            .arg("--data")
            .arg(self.data())
            .arg("--config")
            .arg(self.path("talap.toml"))
            .env_remove("LC_ALL")
            .env_remove("LC_MESSAGES")
            .env_remove("COLUMNS")
            .env("LANG", format!("{language}_KZ.UTF-8"))
            .stdin(Stdio::null());
        command
    }

    /// Starts `up` and waits until it says that it runs.
    pub(crate) fn up(&self, args: &[&str]) -> Up {
        let mut all = vec!["up"];
        all.extend(args);
        let mut up = Up::start(self.command("en", &all));
        up.wait_for("Talap is running");
        up
    }

    /// Registers an organisation, an object of it and a source of events, by whatever runs commands.
    pub(crate) fn register(&self, run: impl Fn(&[&str]) -> Said, (source, hostname): (&str, &str), confidential: bool) {
        let source = format!(
            "key,organisation,object,kind,format,title,hostname,confidential\n\
             {source},qala,portal,os,syslog,Source,{hostname},{confidential}\n"
        );
        let objects = "organisation,key,kind,name_kk,name_ru,name_en,class\n\
                       qala,portal,internet_resource,Портал,Портал,Portal,2\n";
        for (register, csv) in [
            ("organisations", "key,name_kk,name_ru,name_en,state_body\nqala,Қала,Город,City,true\n"),
            ("objects", objects),
            ("sources", source.as_str()),
        ] {
            let file = self.file(&format!("{register}.csv"), csv);
            let said = run(&["import", register, file.to_str().unwrap()]);
            assert_eq!(said.code, 0, "{register}: {said:?}");
        }
    }

    /// The only row of a query.
    pub(crate) fn count(&self, sql: &str) -> u64 {
        let said = self.run(&["query", sql, "--json"]);
        assert_eq!(said.code, 0, "{said:?}");
        let answer: serde_json::Value = serde_json::from_str(&said.out).unwrap();
        answer["rows"][0]["n"].as_u64().unwrap()
    }
}

/// What a command said, and its exit status.
#[derive(Debug)]
pub(crate) struct Said {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Said {
    pub(crate) fn of(output: Output) -> Self {
        Self {
            code: output.status.code().unwrap(),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }

    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }
}

/// A running `up`, ended with the test.
pub(crate) struct Up {
    child: Child,
    lines: Receiver<String>,
    seen: Vec<String>,
}

impl Up {
    pub(crate) fn start(command: Command) -> Self {
        Self::start_with(command, Stdio::inherit())
    }

    /// Starts a command whose errors are lines like the others.
    pub(crate) fn start_hearing_errors(command: Command) -> Self {
        Self::start_with(command, Stdio::piped())
    }

    /// Starts a command whose errors go elsewhere.
    pub(crate) fn start_with(mut command: Command, errors: Stdio) -> Self {
        let mut child = command.stdout(Stdio::piped()).stderr(errors).spawn().unwrap();
        let (sender, lines) = channel();
        if let Some(errors) = child.stderr.take() {
            hear(errors, sender.clone());
        }
        hear(child.stdout.take().unwrap(), sender);
        Self { child, lines, seen: Vec::new() }
    }

    /// Waits for a line that contains a text.
    pub(crate) fn wait_for(&mut self, text: &str) -> String {
        self.wait_for_again(text, 1)
    }

    /// Waits for the so manieth line that contains a text.
    pub(crate) fn wait_for_again(&mut self, text: &str, times: usize) -> String {
        loop {
            if let Some(line) = self.seen.iter().filter(|line| line.contains(text)).nth(times - 1) {
                return line.clone();
            }
            match self.lines.recv_timeout(PATIENCE) {
                Ok(line) => self.seen.push(line),
                Err(error) => panic!("{error}: no line {times} with {text:?} among {:#?}", self.seen),
            }
        }
    }

    /// How often a text was said so far.
    pub(crate) fn said(&mut self, text: &str) -> usize {
        self.seen.extend(self.lines.try_iter());
        self.seen.iter().filter(|line| line.contains(text)).count()
    }

    /// The address that a protocol is received at.
    pub(crate) fn address(&mut self, protocol: &str) -> String {
        let line = self.wait_for(&format!("Receiving {protocol} at "));
        line.rsplit(' ').next().unwrap().trim_end_matches('.').to_owned()
    }

    /// Ends it as Ctrl-C does and waits; every line that it said.
    pub(crate) fn stop(mut self) -> Vec<String> {
        let pid = self.child.id().to_string();
        assert!(Command::new("kill").args(["-INT", &pid]).status().unwrap().success());
        self.wait_for("Stopped;");
        assert!(self.child.wait().unwrap().success());
        std::mem::take(&mut self.seen)
    }

    /// Ends it as Ctrl-C does, where it says nothing of that.
    pub(crate) fn stop_quietly(mut self) {
        let pid = self.child.id().to_string();
        assert!(Command::new("kill").args(["-INT", &pid]).status().unwrap().success());
        assert!(self.child.wait().unwrap().success());
    }

    /// The number of the process.
    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    /// Sends it a signal, by name.
    pub(crate) fn signal(&self, name: &str) {
        let pid = self.child.id().to_string();
        assert!(Command::new("kill").args([format!("-{name}"), pid]).status().unwrap().success());
    }

    /// Waits until it ends by itself; its exit status.
    pub(crate) fn ended(&mut self) -> i32 {
        self.child.wait().unwrap().code().unwrap()
    }

    /// Ends it as a power failure would.
    pub(crate) fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

impl Drop for Up {
    fn drop(&mut self) {
        // It has ended already unless the test failed; then it must not outlive the test.
        if self.child.kill().is_ok() {
            self.child.wait().unwrap();
        }
    }
}

/// Reads lines until there are no more, or nobody wants them.
fn hear(said: impl Read + Send + 'static, sender: Sender<String>) {
    std::thread::spawn(move || {
        for line in BufReader::new(said).lines().map_while(Result::ok) {
            if sender.send(line).is_err() {
                return;
            }
        }
    });
}

/// A folder of the project.
pub(crate) fn project(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(name)
}
