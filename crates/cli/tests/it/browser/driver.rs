//! The process that steers the browser, and what it is asked beyond the standard.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use fantoccini::wd::{Capabilities, WebDriverCompatibleCommand};
use http::Method;
use serde_json::{Value, json};
use url::{ParseError, Url};

/// What keeps the browser to itself: no window, no questions, and no host but this one.
const FLAGS: [&str; 13] = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--no-default-browser-check",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-proxy-server",
    "--hide-scrollbars",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
];

/// A running chromedriver.
pub(super) struct Driver {
    child: Child,
    /// Where it answers.
    pub(super) address: String,
}

impl Driver {
    /// Starts it on a free port and waits until it says which.
    pub(super) fn start(program: &Path, home: &Path) -> Self {
        let mut child = Command::new(program)
            .arg("--port=0")
            .env("HOME", home)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap_or_else(|error| panic!("{} does not start: {error}", program.display()));
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok);
        let port = lines.find_map(|line| {
            let (_, port) = line.split_once("successfully on port ")?;
            port.trim_end_matches('.').parse::<u16>().ok()
        });
        // Whoever writes into a pipe that nobody reads would stop one day.
        std::thread::spawn(move || lines.for_each(drop));
        let mut driver = Self { child, address: String::new() };
        let port = port.unwrap_or_else(|| panic!("{} ended: {:?}", program.display(), driver.child.wait()));
        driver.address = format!("http://127.0.0.1:{port}");
        driver
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        if self.child.kill().is_ok() {
            self.child.wait().unwrap();
        }
    }
}

/// The browser that is asked for.
pub(super) fn capabilities(chromium: &Path, home: &Path, downloads: &Path, language: &str) -> Capabilities {
    let mut flags: Vec<String> = FLAGS.map(str::to_owned).into();
    flags.push("--window-size=1280,900".to_owned());
    flags.push(format!("--user-data-dir={}", home.join("profile").display()));
    let wanted = json!({
        "browserName": "chrome",
        // Talap makes its first certificate itself.
        "acceptInsecureCerts": true,
        // Looking at a long page takes axe a while on a busy machine.
        "timeouts": { "script": 120_000 },
        "goog:loggingPrefs": { "browser": "ALL" },
        "goog:chromeOptions": {
            "binary": chromium,
            "args": flags,
            "prefs": {
                "intl.accept_languages": language,
                "intl.selected_languages": language,
                "download.default_directory": downloads,
                "download.prompt_for_download": false,
                "plugins.always_open_pdf_externally": true,
                "credentials_enable_service": false,
                "profile.password_manager_enabled": false,
                "profile.password_manager_leak_detection": false,
                "safebrowsing.enabled": false,
            },
        },
    });
    let Value::Object(wanted) = wanted else { unreachable!() };
    wanted
}

/// A command that chromedriver knows and the standard does not.
#[derive(Debug)]
pub(super) struct Beyond {
    /// Its path from the session's.
    pub(super) path: &'static str,
    pub(super) body: Value,
}

impl WebDriverCompatibleCommand for Beyond {
    fn endpoint(&self, base: &Url, session: Option<&str>) -> Result<Url, ParseError> {
        base.join(&format!("session/{}/{}", session.unwrap_or_default(), self.path))
    }

    fn method_and_body(&self, _: &Url) -> (Method, Option<String>) {
        (Method::POST, Some(self.body.to_string()))
    }
}
