//! The browser itself under test: what is wrong with a page is noticed, and what is right is not.

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};

use fantoccini::key::Key;

use super::Browser;

/// The policy of the product's pages, which must keep neither the console nor axe from working.
const POLICY: &str =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'";

const QUIET: &str = "<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>Quiet</title>\
    <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><link rel=\"icon\" href=\"/icon.svg\"></head>\
    <body><main><h1>Quiet</h1><p id=\"language\">LANGUAGE</p>\
    <form action=\"/sent\"><label>Name <input name=\"name\" value=\"old\"></label>\
    <label>Day <input name=\"day\" type=\"date\"></label>\
    <label>Kind <select name=\"kind\"><option value=\"a\">A</option><option value=\"b\">B</option></select></label>\
    <label>File <input name=\"file\" type=\"file\"></label><button>Send</button></form>\
    <p>All of it is in <a href=\"/file\" download=\"list.csv\">the list</a> too.</p></main></body></html>";

const LOUD: &str = "<!DOCTYPE html><html><head><meta charset=\"utf-8\"><title>Loud</title></head>\
    <body><main><h1>Loud</h1><p id=\"made\">by hand</p><img src=\"/nothing.png\"><script>alert(1)</script>\
    <script src=\"/loud.js\"></script></main></body></html>";

const SCRIPT: &str = "document.getElementById('made').textContent = 'by script'; \
    const late = document.createElement('p'); late.id = 'late'; \
    requestAnimationFrame(() => document.body.append(late)); throw new Error('on purpose');";

const ICON: &str = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 1 1\"/>";

/// Serves the pages above until the test's process ends.
fn serve() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let origin = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            // A browser opens connections that it may never use: each waits by itself.
            std::thread::spawn(move || answer(stream));
        }
    });
    origin
}

/// Answers one request; a browser that has gone by then misses nothing.
fn answer(mut stream: TcpStream) -> Option<()> {
    let mut lines = BufReader::new(stream.try_clone().ok()?).lines().map_while(Result::ok);
    let path = lines.next()?.split(' ').nth(1)?.to_owned();
    let heads: Vec<String> = lines.take_while(|line| !line.is_empty()).collect();
    let language = heads.iter().find(|head| head.to_ascii_lowercase().starts_with("accept-language")).cloned();
    let (status, kind, body) = match path.split('?').next()? {
        "/quiet" => ("200 OK", "text/html", QUIET.replace("LANGUAGE", &language.unwrap_or_default())),
        "/sent" => ("200 OK", "text/html", QUIET.replace("LANGUAGE", "sent")),
        "/loud" => ("200 OK", "text/html", LOUD.to_owned()),
        "/loud.js" => ("200 OK", "text/javascript", SCRIPT.to_owned()),
        "/icon.svg" => ("200 OK", "image/svg+xml", ICON.to_owned()),
        "/file" => ("200 OK", "text/csv", "a,b\n".to_owned()),
        _ => ("404 Not Found", "text/plain", String::new()),
    };
    let head = format!(
        "HTTP/1.1 {status}\r\nContent-Type: {kind}; charset=utf-8\r\nContent-Length: {}\r\n\
         Content-Security-Policy: {POLICY}\r\nConnection: close\r\n\r\n",
        body.len()
    );
    stream.write_all(format!("{head}{body}").as_bytes()).ok()
}

#[test]
fn a_page_without_faults_is_quiet() {
    let Some(browser) = Browser::start_in("kk") else { return };
    let browser = browser.at(serve());
    browser.goto("/quiet");
    browser.assert_quiet();
    assert_eq!(browser.axe(), [""; 0]);
    browser.phone();
    browser.prefers_dark(true);
    assert_eq!(
        browser.evaluate("return [innerWidth, matchMedia('(prefers-color-scheme: dark)').matches]").to_string(),
        "[390,true]"
    );
    assert_eq!(browser.axe(), [""; 0]);
    browser.desktop();
    assert_eq!(browser.evaluate("return [innerWidth, innerHeight]").to_string(), "[1280,900]");
    let picture = browser.dir.path().join("quiet.png");
    browser.screenshot(&picture);
    assert!(std::fs::read(&picture).unwrap().starts_with(b"\x89PNG"));
    assert!(browser.text().starts_with("Quiet"), "{}", browser.text());
    assert!(browser.text_of("#language").ends_with(": kk"), "{}", browser.text_of("#language"));
    browser.assert_quiet();
}

#[test]
fn a_form_is_filled_sent_and_a_file_comes_back() {
    let Some(browser) = Browser::start() else { return };
    let browser = browser.at(serve());
    browser.goto("/quiet");
    browser.type_into("[name=name]", "Айгүл");
    browser.type_into("[name=day]", "2026-11-22");
    browser.select("[name=kind]", "b");
    let file = browser.dir.path().join("given.txt");
    std::fs::write(&file, "x").unwrap();
    browser.upload("[name=file]", &file);
    browser.click("button");
    assert!(browser.url().ends_with("/sent?name=%D0%90%D0%B9%D0%B3%D2%AF%D0%BB&day=2026-11-22&kind=b&file=given.txt"));
    assert_eq!(browser.attribute("h1", "id"), None);
    browser.press(Key::Tab);
    assert_eq!(browser.evaluate("return document.activeElement.name"), "name");
    browser.click("a");
    assert_eq!(std::fs::read_to_string(browser.download("list.csv")).unwrap(), "a,b\n");
    browser.assert_quiet();
}

#[test]
fn what_is_wrong_with_a_page_is_noticed() {
    let Some(browser) = Browser::start() else { return };
    let browser = browser.at(serve());
    browser.goto("/loud");
    browser.wait_for("#late");
    assert_eq!(browser.text_of("#made"), "by script");
    let console = browser.console().join("\n");
    for expected in ["on purpose", "/nothing.png", "Content Security Policy"] {
        assert!(console.lines().any(|line| line.starts_with("SEVERE") && line.contains(expected)), "{console}");
    }
    browser.assert_quiet();
    let found = browser.axe();
    for expected in ["html-has-lang: html: ", "image-alt: img: "] {
        assert!(found.iter().any(|line| line.starts_with(expected)), "{found:#?}");
    }
    browser.scripts(false);
    browser.goto("/loud");
    assert_eq!((browser.text_of("#made").as_str(), browser.count("#late")), ("by hand", 0));
    assert_ne!(browser.console(), [""; 0]);
}
