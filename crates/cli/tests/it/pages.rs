//! The main job in a real browser: coming in by the link that `up` prints, every page in three languages, a table with
//! mistakes mended, compliance stated with a file, a paper downloaded.

use crate::browser::Browser;
use crate::program::{Place, Up};

const PASSWORD: &str = "a long and quiet phrase";

/// A running `up` over the example with a browser that is signed in to it; nothing where there is no browser.
fn signed_in() -> Option<(Place, Up, Browser)> {
    let browser = Browser::start()?;
    let place = Place::new();
    let mut up = place.up(&["--example"]);
    let address = up.wait_for("Pages: ").split_once("Pages: ").unwrap().1.to_owned();
    let link = up.wait_for("One-time link").rsplit_once(' ').unwrap().1.to_owned();
    assert!(link.starts_with(&address), "{link}");
    let browser = browser.at(address);
    browser.goto(&link);
    browser.type_into("input[name=password]", PASSWORD);
    browser.type_into("input[name=repeated]", PASSWORD);
    browser.click("main button[type=submit]");
    browser.wait_for("nav.places");
    Some((place, up, browser))
}

/// The addresses of links on the page that begin so, one of each.
fn links(browser: &Browser, beginning: &str) -> Vec<String> {
    let script = format!(
        "return [...new Set([...document.querySelectorAll('main a')].map((a) => a.getAttribute('href')))]
             .filter((href) => href && href.startsWith('{beginning}'))"
    );
    let found = browser.evaluate(&script);
    found.as_array().unwrap().iter().map(|href| href.as_str().unwrap().to_owned()).collect()
}

/// A page of each kind, found as a person would: by following links.
fn every_page(browser: &Browser) -> Vec<String> {
    let mut pages: Vec<String> = [
        "/",
        "/objects",
        "/clauses",
        "/clauses/38.4?on=2026-01-31",
        "/applicability",
        "/applicability?subject=object:land-register",
        "/applicability?subject=organisation:akimat-saryjaz&answer=does_not_bind",
        "/search?q=38",
        "/glossary",
        "/redactions",
        "/findings",
        "/registers",
        "/calendar",
        "/calendar?month=2027-03",
        "/calendar?person=nobody",
        "/registers/people",
        "/registers/people/new",
        "/registers/people/import",
        "/events",
        "/events?q=user:*%20or%20severity%3E%3D1",
        "/events?q=nothing-has-this",
        "/events/keeping",
        "/events/sql",
        "/events/sql?q=SELECT%20seq%2C%20message%20FROM%20events%20ORDER%20BY%20seq%20LIMIT%205",
        "/events/sql?q=SELECT%20seq%20FROM%20events%20WHERE%20seq%20%3C%200",
        "/people",
        "/account",
    ]
    .map(str::to_owned)
    .into();
    for (from, beginning) in [
        ("/objects", "/objects/"),
        ("/", "/organisations/"),
        ("/clauses", "/clauses/"),
        ("/findings?mode=attested", "/attest/"),
        ("/registers/people", "/registers/people/akimat"),
        ("/events", "/events/"),
        ("/people", "/people/"),
    ] {
        browser.goto(from);
        // A file that is downloaded is no page.
        let is_page = |href: &String| href != beginning && !href.contains("/export") && !pages.contains(href);
        let found = links(browser, beginning).into_iter().find(is_page);
        pages.push(found.unwrap_or_else(|| panic!("{from} has no link to {beginning}…: {:?}", links(browser, "/"))));
    }
    browser.goto(pages.iter().find(|page| page.starts_with("/registers/people/akimat")).unwrap());
    pages.push(links(browser, "/registers/people/").into_iter().find(|href| href.ends_with("/edit")).unwrap());
    pages
}

#[test]
fn every_page_is_quiet_and_open_to_everybody_in_three_languages() {
    let Some((_place, _up, browser)) = signed_in() else { return };
    let pages = every_page(&browser);
    let mut faults = Vec::new();
    for language in ["kk", "ru", "en"] {
        for page in &pages {
            let sign = if page.contains('?') { '&' } else { '?' };
            browser.goto(&format!("{page}{sign}lang={language}"));
            assert_eq!(browser.attribute("html", "lang").as_deref(), Some(language), "{page}");
            faults.extend(browser.axe().into_iter().map(|line| format!("{page} in {language}: {line}")));
            let text = browser.text();
            for raw in ["web-", "access-", "{$", "{ $"] {
                assert!(!text.split_whitespace().any(|word| word.starts_with(raw)), "{page} in {language}: {text}");
            }
            faults.extend(browser.console().into_iter().map(|line| format!("{page} in {language}: {line}")));
        }
    }
    // Colours of the dark theme, and a narrow page, are looked at in one language.
    for page in &pages {
        let sign = if page.contains('?') { '&' } else { '?' };
        browser.goto(&format!("{page}{sign}theme=dark"));
        assert_eq!(browser.attribute("html", "data-theme").as_deref(), Some("dark"));
        faults.extend(browser.axe().into_iter().map(|line| format!("{page} in the dark: {line}")));
    }
    browser.phone();
    for page in &pages {
        browser.goto(page);
        let wide =
            browser.evaluate("return document.documentElement.scrollWidth - document.documentElement.clientWidth");
        if wide.as_i64().unwrap() > 0 {
            faults.push(format!("{page} is {wide} px wider than a phone"));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn a_table_with_mistakes_is_mended_in_the_page() {
    let Some((place, _up, browser)) = signed_in() else { return };
    let csv = "organisation,key,name,position,is_responsible\nakimat-saryjaz,T-901,Нұрлан Әбіш,маман,false\nnowhere,T-902,Әсел Қали,маман,false\n";
    let file = place.file("people.csv", csv);
    browser.goto("/registers/people/import");
    browser.upload("input[type=file]", &file);
    browser.click("main form button[type=submit]");
    browser.wait_for("#preview");
    browser.click("#preview button[type=submit]");
    browser.wait_for("#done table");
    assert!(browser.text_of("#done").contains("nowhere"), "{}", browser.text_of("#done"));
    let rest = browser.evaluate("return document.querySelector('textarea').value");
    let rest = rest.as_str().unwrap().to_owned();
    assert!(rest.contains("T-902") && !rest.contains("T-901"), "{rest}");
    browser.evaluate(
        "const area = document.querySelector('textarea'); area.value = area.value.replace('nowhere', 'akimat-saryjaz')",
    );
    browser.click("main form button[type=submit]");
    browser.wait_for("#preview");
    browser.click("#preview button[type=submit]");
    browser.wait_for("#done");
    // A table that was left out in part is answered as such, which the browser's console notes as well.
    assert!(browser.console().iter().all(|line| line.contains("422")));
    assert_eq!(browser.count("#done table"), 0, "{}", browser.text_of("#done"));
    browser.goto("/registers/people?q=%D3%99%D1%81%D0%B5%D0%BB");
    assert!(browser.text_of("#results").contains("Әсел Қали"), "{}", browser.text_of("#results"));
    browser.assert_quiet();
}

#[test]
fn compliance_is_stated_with_a_file_and_the_paper_downloaded() {
    let Some((place, _up, browser)) = signed_in() else { return };
    browser.goto("/findings?mode=attested&status=unknown");
    let form = links(&browser, "/attest/").into_iter().find(|href| href.contains("/object/")).unwrap();
    let object = form.rsplit('/').next().unwrap().to_owned();
    browser.goto(&form);
    browser.click("input[value=met]");
    browser.type_into("textarea[name=evidence]", "Бұйрық № 12");
    let person = browser.evaluate("return document.querySelector('select[name=stated_by] option:nth-child(2)').value");
    browser.select("select[name=stated_by]", person.as_str().unwrap());
    let text = "%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n";
    browser.upload("input[type=file]", &place.file("order.pdf", text));
    browser.click("main form button[type=submit]");
    browser.wait_for(".told");
    assert!(browser.url().contains(&format!("/objects/{object}")), "{}", browser.url());
    let statement = form.split('/').nth(2).unwrap();
    let verdict = place.run(&["assess", "--object", &object, "--json"]).json();
    let verdicts = verdict["verdicts"].as_array().unwrap();
    let found = verdicts.iter().find(|verdict| verdict["statement"] == statement).unwrap();
    assert_eq!(found["status"], "met", "{found}");
    browser.goto(&format!("/objects/{object}?lang=kk"));
    browser.click("#paper");
    let paper = std::fs::read(browser.download(&format!("talap-{object}-kk.pdf"))).unwrap();
    assert!(paper.starts_with(b"%PDF-"), "no PDF");
    browser.assert_quiet();
}

#[track_caller]
fn eventually(what: &str, holds: impl Fn() -> bool) {
    let started = std::time::Instant::now();
    while !holds() {
        assert!(started.elapsed().as_secs() < 60, "{what}: not within a minute");
    }
}

#[test]
fn a_list_follows_as_one_types_and_a_page_is_whole_without_a_script() {
    let Some((_place, _up, browser)) = signed_in() else { return };
    browser.goto("/objects");
    let all = browser.count("#results tbody tr");
    browser.type_into("input[type=search]", "portal");
    let narrowed = "return document.querySelectorAll('#results tbody tr').length";
    eventually("the list follows", || browser.evaluate(narrowed).as_u64().unwrap() != all as u64);
    assert!(browser.url().contains("q=portal"), "{}", browser.url());
    browser.scripts(false);
    browser.goto("/objects");
    browser.type_into("input[type=search]", "portal");
    browser.click("form[role=search] button");
    eventually("the form is sent", || browser.url().contains("q=portal"));
    assert!(browser.text_of("#results").to_lowercase().contains("portal"), "{}", browser.text_of("#results"));
}

#[test]
fn a_search_is_narrowed_kept_brought_back_and_followed() {
    let Some((place, _up, browser)) = signed_in() else { return };
    browser.goto("/events");
    browser.press("/");
    assert_eq!(browser.evaluate("return document.activeElement.name"), "q");
    browser.type_into("input[name=q]", "kind:os last 200 years");
    browser.click("form[role=search] button");
    browser.wait_for("#rows tr");
    browser.click(".facets .only");
    browser.wait_for("#rows tr");
    assert!(browser.url().contains("severity"), "{}", browser.url());
    browser.evaluate("document.querySelectorAll('.asides details').forEach((one) => { one.open = true })");
    browser.type_into("input[name=name]", "Менің іздеуім");
    browser.click("form[action='/events/saved'] button");
    browser.wait_for(".told");
    browser.evaluate("document.querySelectorAll('.asides details').forEach((one) => { one.open = true })");
    assert!(browser.text_of(".kept").contains("Менің іздеуім"));
    browser.click(".kept button");
    browser.wait_for("form.told button");
    assert_eq!(browser.count(".kept li"), 0);
    browser.click("form.told button");
    browser.wait_for("p.told");
    assert_eq!(browser.count(".kept li"), 1);
    browser.click(".histogram a");
    browser.wait_for("#results");
    assert!(browser.url().contains("from%3A"), "{}", browser.url());
    browser.goto("/events?q=query.run");
    let shown = browser.count("#rows tr");
    browser.click("input[data-tail]");
    let told = "return document.getElementById('tail-told').textContent !== ''";
    eventually("it follows", || browser.evaluate(told) == true);
    place.count("SELECT 7 AS n");
    eventually("what came in is shown", || browser.count("#rows tr.fresh") > 0);
    assert!(browser.count("#rows tr") > shown, "at the head of what was there");
    browser.assert_quiet();
}

#[test]
fn a_question_in_sql_is_asked_with_the_keyboard_and_kept() {
    let Some((_place, _up, browser)) = signed_in() else { return };
    browser.goto("/events");
    browser.click(".tabs a[href='/events/sql']");
    browser.wait_for("textarea[name=q]");
    browser.type_into("textarea[name=q]", "SELECT seq, message\nFROM events ORDER BY seq LIMIT 3");
    // Ctrl+Enter.
    browser.press("\u{e009}\u{e007}");
    browser.wait_for("table.answer tbody tr");
    assert_eq!(browser.count("table.answer tbody tr"), 3);
    browser.evaluate("document.querySelector('.asides details').open = true");
    browser.type_into("input[name=name]", "Менің сұрауым");
    browser.click("form[action='/events/sql/saved'] button");
    browser.wait_for("p.told");
    browser.goto("/events/sql");
    browser.evaluate("document.querySelector('.asides details').open = true");
    browser.click(".kept a");
    browser.wait_for("table.answer tbody tr");
    let typed = browser.evaluate("return document.querySelector('textarea[name=q]').value");
    assert_eq!(typed, "SELECT seq, message\nFROM events ORDER BY seq LIMIT 3");
    browser.click("table.answer td a");
    browser.wait_for("a[href$='/proof']");
    browser.assert_quiet();
}

#[test]
fn the_keyboard_reaches_the_content_and_the_search() {
    let Some((_place, _up, browser)) = signed_in() else { return };
    browser.goto("/objects");
    browser.press("/");
    assert_eq!(browser.evaluate("return document.activeElement.type"), "search");
    browser.goto("/");
    browser.press("\u{e004}");
    assert_eq!(browser.evaluate("return document.activeElement.className"), "skip");
    browser.press("\u{e007}");
    assert_eq!(browser.evaluate("return document.activeElement.id"), "content");
}

/// Takes the pictures of the README: `TALAP_SCREENSHOTS=docs/images cargo xtask test -p talap-cli pictures`.
#[test]
fn pictures_for_the_readme() {
    let Some(folder) = std::env::var_os("TALAP_SCREENSHOTS").map(std::path::PathBuf::from) else {
        eprintln!("no pictures: TALAP_SCREENSHOTS names no folder");
        return;
    };
    let Some((_place, _up, browser)) = signed_in() else { return };
    let picture = |name: &str| browser.screenshot(&folder.join(name));
    browser.goto("/?lang=kk&theme=light");
    picture("overview-kk.png");
    browser.goto("/objects/budget?lang=ru");
    picture("object-ru.png");
    browser.goto("/events?lang=en&theme=dark");
    picture("events-en-dark.png");
    browser.goto("/clauses/38.2?lang=kk&theme=dark");
    picture("clause-kk-dark.png");
    browser.goto("/registers/people/import?lang=ru&theme=light");
    picture("import-ru.png");
    browser.goto("/applicability?subject=object:land-register&lang=kk&theme=light");
    picture("applicability-kk.png");
    browser.phone();
    browser.goto("/?lang=ru&theme=dark");
    picture("phone-ru.png");
}
