//! A real browser: pages as a person meets them, with what the browser complains of and what keeps people out.
//!
//! Methods answer at once or wait for the thing itself; what does not come in [`PATIENCE`] fails the test.

use std::fmt::Display;
use std::path::{Path, PathBuf};
use std::time::Duration;

use fantoccini::elements::Element;
use fantoccini::error::CmdError;
use fantoccini::{Client, ClientBuilder, Locator};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};
use tokio::runtime::Runtime;

mod driver;
mod proof;

use driver::{Beyond, Driver};

/// How long a test waits for something on a page before it fails; far beyond what any step takes.
const PATIENCE: Duration = Duration::from_mins(1);
/// How often the browser is asked for what it does not tell by itself.
const PERIOD: Duration = Duration::from_millis(20);

/// The rules that every page keeps: WCAG 2.2 to AA, and what axe's authors advise beyond it.
const AXE_TAGS: [&str; 6] = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

const AXE_RUN: &str = "
const done = arguments[arguments.length - 1];
axe.run(document, { runOnly: { type: 'tag', values: arguments[0] }, resultTypes: ['violations'] }).then(
  (found) => done({ lines: found.violations.flatMap((rule) =>
    rule.nodes.map((node) => rule.id + ': ' + node.target.join(' ') + ': ' + rule.help)) }),
  (error) => done({ error: String(error) }));";

/// A date's field shows the order of the reader's country, so it is set by its value, as a calendar does.
const FILL: &str = "
const [field, value] = arguments;
field.value = value;
for (const name of ['input', 'change']) field.dispatchEvent(new Event(name, { bubbles: true }));";

/// A browser with a profile of its own, ended with the test.
pub(crate) struct Browser {
    /// What [`Browser::goto`] puts before a path.
    origin: String,
    axe: PathBuf,
    client: Client,
    runtime: Runtime,
    /// Dropped after the session is closed, and before its folder is removed.
    _driver: Driver,
    dir: tempfile::TempDir,
}

impl Browser {
    /// A browser whose reader prefers English; nothing where this machine has none for the tests.
    pub(crate) fn start() -> Option<Self> {
        Self::start_in("en")
    }

    /// A browser whose reader prefers a language, such as `kk`.
    pub(crate) fn start_in(language: &str) -> Option<Self> {
        let chromium = wanted::file("TALAP_TEST_CHROMIUM", &[])?;
        let chromedriver = wanted::file("TALAP_TEST_CHROMEDRIVER", &[])?;
        let axe = wanted::file("TALAP_TEST_AXE", &[])?;
        let dir = tempfile::Builder::new().prefix("talap-browser-").tempdir().unwrap();
        let downloads = dir.path().join("downloads");
        std::fs::create_dir(&downloads).unwrap();
        let driver = Driver::start(&chromedriver, dir.path());
        let wanted = driver::capabilities(&chromium, dir.path(), &downloads, language);
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let connecting =
            async { ClientBuilder::new(HttpConnector::new()).capabilities(wanted).connect(&driver.address).await };
        let client = runtime.block_on(connecting).unwrap_or_else(|error| panic!("the browser did not start: {error}"));
        let browser = Self { origin: String::new(), axe, client, runtime, _driver: driver, dir };
        browser.desktop();
        Some(browser)
    }

    /// Sets what stands before every path, as `http://127.0.0.1:8080`.
    pub(crate) fn at(mut self, origin: impl Into<String>) -> Self {
        self.origin = origin.into();
        self
    }

    /// Opens a page by its path, or by its whole address, and waits until it is loaded.
    #[track_caller]
    pub(crate) fn goto(&self, path: &str) {
        let address = if path.starts_with('/') { format!("{}{path}", self.origin) } else { path.to_owned() };
        self.wait(&address, self.client.goto(&address));
    }

    /// Where the browser is now.
    #[track_caller]
    pub(crate) fn url(&self) -> String {
        self.wait("the address", self.client.current_url()).to_string()
    }

    /// Everything that the page shows.
    #[track_caller]
    pub(crate) fn text(&self) -> String {
        self.text_of("body")
    }

    /// What the first element that fits shows.
    #[track_caller]
    pub(crate) fn text_of(&self, css: &str) -> String {
        self.wait(css, self.find(css).text())
    }

    /// An attribute of the first element that fits.
    #[track_caller]
    pub(crate) fn attribute(&self, css: &str, name: &str) -> Option<String> {
        self.wait(css, self.find(css).attr(name))
    }

    /// How many elements fit.
    #[track_caller]
    pub(crate) fn count(&self, css: &str) -> usize {
        self.wait(css, self.client.find_all(Locator::Css(css))).len()
    }

    /// The first element that fits.
    #[track_caller]
    pub(crate) fn find(&self, css: &str) -> Element {
        self.wait(css, self.client.find(Locator::Css(css)))
    }

    /// The first element that fits, once there is one.
    #[track_caller]
    pub(crate) fn wait_for(&self, css: &str) -> Element {
        let waiting = self.client.wait().at_most(PATIENCE).every(PERIOD).for_element(Locator::Css(css));
        self.wait(css, waiting)
    }

    /// Clicks; a page that this opens is loaded when the next question is answered.
    #[track_caller]
    pub(crate) fn click(&self, css: &str) {
        self.wait(css, self.find(css).click());
    }

    /// Types into a field in place of what stood there; a date as `2026-11-22`.
    #[track_caller]
    pub(crate) fn type_into(&self, css: &str, text: &str) {
        let field = self.find(css);
        let kind = self.wait(css, field.attr("type")).unwrap_or_default();
        if matches!(kind.as_str(), "date" | "time" | "datetime-local" | "month") {
            let field = serde_json::to_value(&field).unwrap();
            self.wait(css, self.client.execute(FILL, vec![field, text.into()]));
        } else {
            self.wait(css, field.clear());
            self.wait(css, field.send_keys(text));
        }
    }

    /// Presses keys where the focus is: a text, or a `fantoccini::key::Key`.
    #[track_caller]
    pub(crate) fn press(&self, keys: impl Display) {
        let focused = self.wait("the focus", self.client.active_element());
        self.wait("keys", focused.send_keys(&keys.to_string()));
    }

    /// Chooses an option by its value.
    #[track_caller]
    pub(crate) fn select(&self, css: &str, value: &str) {
        self.wait(css, self.find(css).select_by_value(value));
    }

    /// Gives a file to a field for files.
    #[track_caller]
    pub(crate) fn upload(&self, css: &str, file: &Path) {
        self.wait(css, self.find(css).send_keys(file.to_str().unwrap()));
    }

    /// What a script returns, run as the body of a function in the page.
    #[track_caller]
    pub(crate) fn evaluate(&self, script: &str) -> Value {
        self.wait(script, self.client.execute(script, Vec::new()))
    }

    /// A downloaded file, once all of it is there.
    #[track_caller]
    pub(crate) fn download(&self, name: &str) -> PathBuf {
        let path = self.dir.path().join("downloads").join(name);
        let arriving = async {
            // The browser keeps the name with an empty file, puts the whole one in its place, and tells nobody: so the
            // folder is asked.
            let mut again = tokio::time::interval(PERIOD);
            while !std::fs::metadata(&path).is_ok_and(|file| file.len() > 0) {
                again.tick().await;
            }
        };
        let waiting = async { tokio::time::timeout(PATIENCE, arriving).await };
        if self.runtime.block_on(waiting).is_err() {
            let folder = std::fs::read_dir(self.dir.path().join("downloads")).unwrap();
            let there: Vec<_> = folder.map(|entry| entry.unwrap().file_name()).collect();
            panic!("no download {name} among {there:?}");
        }
        path
    }

    /// A page of 1280 by 900 pixels.
    #[track_caller]
    pub(crate) fn desktop(&self) {
        self.page_of(1280, 900, false);
    }

    /// A page of 390 by 844 pixels, as a phone shows it.
    #[track_caller]
    pub(crate) fn phone(&self) {
        self.page_of(390, 844, true);
    }

    #[track_caller]
    fn page_of(&self, width: u32, height: u32, phone: bool) {
        // A headless window is never narrower than 500 pixels, and its frame takes some of the height: so the page is told.
        let size = json!({ "width": width, "height": height, "deviceScaleFactor": if phone { 2 } else { 1 }, "mobile": phone });
        self.command("Emulation.setDeviceMetricsOverride", size);
    }

    /// A reader who prefers light on dark, or the other way about.
    #[track_caller]
    pub(crate) fn prefers_dark(&self, dark: bool) {
        let value = if dark { "dark" } else { "light" };
        let wanted = json!({ "features": [{ "name": "prefers-color-scheme", "value": value }] });
        self.command("Emulation.setEmulatedMedia", wanted);
    }

    /// Whether scripts of pages run, from the next page on.
    #[track_caller]
    pub(crate) fn scripts(&self, run: bool) {
        self.command("Emulation.setScriptExecutionDisabled", json!({ "value": !run }));
    }

    /// Writes a PNG of the part of the page that is in sight.
    #[track_caller]
    pub(crate) fn screenshot(&self, path: &Path) {
        std::fs::write(path, self.wait("a screenshot", self.client.screenshot())).unwrap();
    }

    /// What the browser wrote on its console since it was last asked, each with its level: `SEVERE`, `WARNING`, `INFO`.
    #[track_caller]
    pub(crate) fn console(&self) -> Vec<String> {
        let log = Beyond { path: "se/log", body: json!({ "type": "browser" }) };
        let entries = self.wait("the console", self.client.issue_cmd(log));
        let line = |entry: &Value| format!("{}: {}", text(&entry["level"]), text(&entry["message"]));
        entries.as_array().unwrap().iter().map(line).collect()
    }

    /// Fails when the console has something severe since it was last asked: an error of a script, something that the
    /// content security policy refused, a resource that is not there.
    #[track_caller]
    pub(crate) fn assert_quiet(&self) {
        let severe: Vec<String> = self.console().into_iter().filter(|line| line.starts_with("SEVERE")).collect();
        assert!(severe.is_empty(), "{}: {severe:#?}", self.url());
    }

    /// What keeps people out of the page, each as `rule: element: what to do`.
    #[track_caller]
    pub(crate) fn axe(&self) -> Vec<String> {
        let source = std::fs::read_to_string(&self.axe).unwrap();
        self.evaluate(&source);
        let found = self.wait("axe", self.client.execute_async(AXE_RUN, vec![json!(AXE_TAGS)]));
        assert!(found["error"].is_null(), "axe did not run: {found}");
        found["lines"].as_array().unwrap().iter().map(text).collect()
    }

    /// A command of Chromium's own protocol.
    #[track_caller]
    fn command(&self, name: &str, parameters: Value) {
        let command = Beyond { path: "goog/cdp/execute", body: json!({ "cmd": name, "params": parameters }) };
        self.wait(name, self.client.issue_cmd(command));
    }

    /// Waits for an answer, and fails with what was asked.
    #[track_caller]
    fn wait<T, E: Display>(&self, what: impl Display, asked: impl Future<Output = Result<T, E>>) -> T {
        match self.runtime.block_on(asked) {
            Ok(answer) => answer,
            Err(error) => panic!("{what}: {error}"),
        }
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        // The driver ends the browser with the session; ended by itself, it would leave the browser behind.
        let closing: Result<(), CmdError> = self.runtime.block_on(self.client.clone().close());
        if let Err(error) = closing {
            eprintln!("the browser may still run: {error}");
        }
    }
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}
