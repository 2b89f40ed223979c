//! Pages: their words come from the locales, and they ask for nothing that the strict content security policy forbids.

use super::project::{File, Finding, Project};
use super::template::Template;

/// Words that are the same in every language: names, formats, codes.
const NAMES: [&str; 12] =
    ["Talap", "API", "PDF", "CSV", "Parquet", "SQL", "kk", "ru", "en", "Қазақша", "Русский", "English"];

/// Attributes that a person reads or hears.
const VISIBLE: [&str; 9] = [
    "title",
    "alt",
    "placeholder",
    "label",
    "aria-label",
    "aria-description",
    "aria-placeholder",
    "aria-roledescription",
    "aria-valuetext",
];

/// A namespace is written as an address that nobody asks.
const NAMESPACES: &str = "http://www.w3.org/";

/// Finds words and references that stand in templates and assets.
pub(crate) fn check(project: &Project) -> Vec<Finding> {
    let mut findings = Vec::new();
    for file in &project.files {
        if is_template(file) {
            findings.extend(template(&file.path, &Template::parse(&file.text).page));
            findings.extend(addresses(&file.path, &file.text));
        } else if is_asset(file) {
            findings.extend(addresses(&file.path, &file.text));
        }
        if file.extension() == "css" && is_asset(file) {
            findings.extend(said_by_style(&file.path, &file.text));
        }
    }
    findings
}

/// Whether the file is a template of pages.
pub(crate) fn is_template(file: &File) -> bool {
    file.path.starts_with("crates/") && file.path.contains("/templates/") && file.extension() == "html"
}

/// Whether the file is sent to browsers as it is.
pub(crate) fn is_asset(file: &File) -> bool {
    file.path.starts_with("crates/")
        && file.path.contains("/assets/")
        && matches!(file.extension(), "css" | "js" | "svg")
}

/// Goes through a page piece by piece: a tag, or text up to the next tag.
fn template(path: &str, page: &str) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut rest = page;
    let mut inside = String::new();
    while !rest.is_empty() {
        let line = 1 + page.get(..page.len() - rest.len()).unwrap_or_default().matches('\n').count();
        let length = if begins_tag(rest) { tag_length(rest) } else { text_length(rest) };
        let (piece, after) = rest.split_at(length);
        rest = after;
        if begins_tag(piece) {
            let (name, attributes) = take_apart(piece);
            let is_button = name == "input"
                && attributes.iter().any(|it| it.name == "type" && matches!(it.value, "submit" | "button" | "reset"));
            for attribute in attributes {
                let at = line + piece.get(..attribute.begins).unwrap_or_default().matches('\n').count();
                findings.extend(trouble(&attribute, is_button).map(|what| Finding::new(path, at, what)));
            }
            if name == "style" {
                findings.push(Finding::new(path, line, "`<style>`: write it in the style sheet"));
            }
            inside = name;
        } else if inside == "script" || inside == "style" {
            if inside == "script" && !piece.trim().is_empty() {
                findings.push(Finding::new(path, line, "script stands in the page: write it in the script file"));
            }
        } else {
            for (index, text) in piece.split('\n').enumerate() {
                if let Some(word) = word_in(text) {
                    findings.push(Finding::new(path, line + index, words_of_people(&word)));
                }
            }
        }
    }
    findings
}

fn begins_tag(text: &str) -> bool {
    let mut characters = text.chars();
    characters.next() == Some('<')
        && characters.next().is_some_and(|next| next.is_ascii_alphabetic() || matches!(next, '/' | '!'))
}

/// The length of text up to the next tag.
fn text_length(rest: &str) -> usize {
    rest.match_indices('<').map(|(at, _)| at).find(|at| rest.get(*at..).is_some_and(begins_tag)).unwrap_or(rest.len())
}

/// The length of a tag; a `>` in a quoted value does not end it.
fn tag_length(rest: &str) -> usize {
    let mut quote = None;
    for (at, character) in rest.char_indices() {
        match (quote, character) {
            (Some(open), _) if open == character => quote = None,
            (None, '"' | '\'') => quote = Some(character),
            (None, '>') => return at + 1,
            _ => {}
        }
    }
    rest.len()
}

/// An attribute of a tag.
struct Attribute<'a> {
    /// Where it begins, from the tag.
    begins: usize,
    /// Its name in lower case.
    name: String,
    value: &'a str,
}

/// A tag's name in lower case, a closing one's with `/`, and its attributes.
fn take_apart(tag: &str) -> (String, Vec<Attribute<'_>>) {
    let body = tag.trim_end_matches('>').trim_end_matches('/');
    let mut at = body.find(char::is_whitespace).unwrap_or(body.len());
    let name = body.get(1..at).unwrap_or_default().to_ascii_lowercase();
    let mut attributes = Vec::new();
    while let Some(rest) = body.get(at..).map(str::trim_start).filter(|rest| !rest.is_empty()) {
        let begins = body.len() - rest.len();
        let name_ends = rest.char_indices().skip(1).find(|(_, c)| c.is_whitespace() || *c == '=');
        let (name, after) = rest.split_at(name_ends.map_or(rest.len(), |(end, _)| end));
        let (value, after) = match after.trim_start().strip_prefix('=').map(str::trim_start) {
            None => ("", after),
            Some(value) => match value.chars().next().filter(|first| matches!(first, '"' | '\'')) {
                Some(quote) => value.get(1..).and_then(|inner| inner.split_once(quote)).unwrap_or((value, "")),
                None => value.split_at(value.find(char::is_whitespace).unwrap_or(value.len())),
            },
        };
        attributes.push(Attribute { begins, name: name.to_ascii_lowercase(), value });
        at = body.len() - after.len();
    }
    (name, attributes)
}

fn trouble(attribute: &Attribute<'_>, is_button: bool) -> Option<String> {
    let (name, value) = (attribute.name.as_str(), attribute.value.trim_start());
    if name == "style" {
        return Some("`style=` is refused by the browser: write a class in the style sheet".to_owned());
    }
    let event = name.strip_prefix("on").unwrap_or_default();
    if !event.is_empty() && event.chars().all(|character| character.is_ascii_lowercase()) {
        return Some(format!("`{name}=` is refused by the browser: listen in the script file"));
    }
    if value.to_ascii_lowercase().starts_with("javascript:") {
        return Some(format!("script in `{name}=` is refused by the browser: listen in the script file"));
    }
    if value.starts_with("//") {
        return Some(elsewhere());
    }
    let visible = VISIBLE.contains(&name) || (name == "value" && is_button);
    let word = word_in(value).filter(|_| visible)?;
    Some(format!("`{name}=`: {}", words_of_people(&word)))
}

fn words_of_people(word: &str) -> String {
    format!("`{word}` stands in the page: say it by a key of the locales")
}

/// The first word of a text that is not the same in every language.
fn word_in(text: &str) -> Option<String> {
    let text = without_references(text);
    text.split(|character: char| !character.is_alphabetic())
        .find(|word| !word.is_empty() && !NAMES.contains(word))
        .map(str::to_owned)
}

/// The text without `&nbsp;` and its like.
fn without_references(text: &str) -> String {
    let mut kept = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('&') {
        kept.push_str(before);
        let end = after.find(|character: char| !character.is_ascii_alphanumeric() && character != '#');
        rest = match end {
            Some(end) if end > 0 && after.get(end..).is_some_and(|tail| tail.starts_with(';')) => {
                after.get(end + 1..).unwrap_or_default()
            }
            _ => after,
        };
    }
    kept.push_str(rest);
    kept
}

fn elsewhere() -> String {
    "leads to another host: pages ask only their own server; an address of data comes from the data".to_owned()
}

/// References to other hosts.
fn addresses(path: &str, text: &str) -> Vec<Finding> {
    let leads_away = |line: &str| {
        let lower = line.to_ascii_lowercase();
        let absolute = ["http://", "https://"].iter().any(|scheme| {
            lower.match_indices(scheme).any(|(at, _)| !lower.get(at..).is_some_and(|url| url.starts_with(NAMESPACES)))
        });
        absolute || ["url(//", "url(\"//", "url('//"].iter().any(|start| lower.contains(start))
    };
    text.lines()
        .enumerate()
        .filter(|(_, line)| leads_away(line))
        .map(|(index, _)| Finding::new(path, index + 1, elsewhere()))
        .collect()
}

/// Words that a style sheet adds to a page, which no locale would translate.
fn said_by_style(path: &str, text: &str) -> Vec<Finding> {
    let said = |line: &str| {
        let (_, after) = line.split_once("content:")?;
        let quoted: Vec<&str> = after.split(['"', '\'']).skip(1).step_by(2).collect();
        // `\201c` is the number of a character.
        quoted.iter().filter(|text| !text.starts_with('\\')).find_map(|text| word_in(text))
    };
    text.lines()
        .enumerate()
        .filter_map(|(index, line)| Some(Finding::new(path, index + 1, words_of_people(&said(line)?))))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::project::checking;

    const PAGE: &str = "crates/web/templates/a.html";

    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        let expected: Vec<String> = expected.iter().map(|finding| format!("{PAGE}:{finding}")).collect();
        let expected: Vec<&str> = expected.iter().map(String::as_str).collect();
        checking::check(super::check, &[(PAGE, text)], &expected);
    }

    #[test]
    fn words_of_people_come_from_the_locales() {
        check("<h1>{{ t.text(\"a\") }}</h1>\n{% if x %}<p class=\"wide\">12 &nbsp;%&#x2014;</p>{% endif %}", &[]);
        check("{# Words. #}\n<!-- Words. -->\n<!DOCTYPE html>", &[]);
        check("<h1>\n  Требования\n</h1>", &["2: `Требования` stands in the page"]);
        check("<p>{{ n }} rows &middot; 3</p>", &["1: `rows` stands"]);
        check("<p>Talap API (PDF, CSV, SQL) Қазақша Русский English kk ru en</p>", &[]);
        check("<p>a < b</p>", &["1: `a` stands"]);
        check("{% if a > b %}<i></i>{% endif %}", &[]);
    }

    #[test]
    fn attributes_that_people_read_come_from_the_locales() {
        check("<a\n  title=\"Open\" class=\"x\">", &["2: `title=`: `Open` stands in the page"]);
        check("<img alt='' src=a.png><input placeholder={{ x }} name=q value=\"on\">", &[]);
        check("<nav aria-label=\"{{ t.text(\"x\") }} Main\">", &["1: `aria-label=`: `Main`"]);
        check("<input type=\"submit\" value=\"Send\">", &["1: `value=`: `Send`"]);
        check("<option value=\"met\"{% if x %} selected{% endif %} label=\"Met\">", &["1: `label=`: `Met`"]);
    }

    #[test]
    fn what_the_policy_refuses_does_not_stand_in_pages() {
        check("<p style=\"color: red\">", &["1: `style=` is refused"]);
        check("<p data-style=\"a\" on=\"a\">", &[]);
        check("<b onclick=\"f()\">", &["1: `onclick=` is refused"]);
        check("<style>\na { color: red }</style>", &["1: `<style>`"]);
        check("<script src=\"/a.js\" defer></script>", &[]);
        check("<script>f(\"a > b\")</script>", &["1: script stands in the page"]);
        check("<script type=\"application/json\">{{ data }}</script>", &["1: script stands in the page"]);
        check("<a href=\"JavaScript:f()\">", &["1: script in `href=`"]);
    }

    #[test]
    fn nothing_leads_to_another_host() {
        check("<a href=\"https://example.kz/\">", &["1: leads to another host"]);
        check("<a href=\"//example.kz/\">", &["1: leads to another host"]);
        check("<a href=\"{{ link }}\"><svg xmlns=\"http://www.w3.org/2000/svg\"></svg>", &[]);
        let assets = [
            ("crates/web/assets/a.css", "a {\nbackground: url(\"//x.kz/a.png\") }"),
            ("crates/web/assets/a.js", "fetch(\"HTTP://x.kz\")"),
            ("crates/web/assets/a.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>"),
            ("crates/web/src/a.rs", "\"https://x.kz\""),
        ];
        checking::check(
            super::check,
            &assets,
            &["crates/web/assets/a.css:2: leads to another host", "crates/web/assets/a.js:1: leads to another host"],
        );
    }

    #[test]
    fn a_style_sheet_says_nothing() {
        let style = "a::before { content: \"\\201c\" }\nb::after { content: \"new\" }\nc { justify-content: center }";
        checking::check(
            super::check,
            &[("crates/web/assets/a.css", style)],
            &["crates/web/assets/a.css:2: `new` stands"],
        );
    }
}
