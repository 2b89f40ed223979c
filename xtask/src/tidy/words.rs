//! The locales against the code: every sentence that is said exists in three languages, and every sentence is said.

use std::collections::{BTreeMap, BTreeSet};

use super::fluent::{self, Entry};
use super::pages;
use super::project::{Finding, Project};
use super::template::Template;

const LANGUAGES: [&str; 3] = ["kk", "ru", "en"];

/// Beginnings of keys that code puts together at run time, such as `right-` and a right's key. A new one is added here.
const COMPUTED: [&str; 22] = [
    "act-",
    "right-",
    "role-",
    "object-kind-",
    "status-",
    "mode-",
    "source-kind-",
    "help-",
    "unit-",
    "table-",
    "web-statement-",
    "web-unit-",
    "web-reference-",
    "web-found-",
    "web-change-",
    "web-discrepancy-",
    "web-language-",
    "decree-change-",
    "decree-discrepancy-",
    "applicability-heading-",
    "search-",
    "language-",
];

/// The methods of a template's words whose first argument is a key.
const SAYING: [&str; 4] = ["text", "say", "count", "named"];

type Sentences<'a> = BTreeMap<String, (&'a str, Entry)>;

/// Finds sentences that are missing, unlike each other, or said by nobody.
pub(crate) fn check(project: &Project) -> Vec<Finding> {
    let mut findings = Vec::new();
    let languages = LANGUAGES.map(|language| (language, sentences(project, language, &mut findings)));
    for (language, own) in &languages {
        for (other, theirs) in languages.iter().filter(|(other, _)| other != language) {
            findings.extend(own.iter().filter_map(|(key, (path, entry))| unlike(key, path, entry, other, theirs)));
        }
    }
    let (said, literals) = said(project);
    for (key, path, line) in &said {
        for (language, _) in languages.iter().filter(|(_, sentences)| !sentences.contains_key(key)) {
            findings.push(Finding::new(*path, *line, format!("`{key}` is not in locales/{language}: add it")));
        }
    }
    let all = languages.iter().flat_map(|(_, sentences)| sentences.values());
    let referred: BTreeSet<&String> = all.flat_map(|(_, entry)| &entry.references).collect();
    for (key, (path, entry)) in languages.iter().flat_map(|(_, sentences)| sentences) {
        let computed = COMPUTED.iter().any(|beginning| key.starts_with(beginning));
        if !computed && !literals.contains(key) && !referred.contains(key) {
            findings.push(Finding::new(
                *path,
                entry.line,
                format!("nothing says `{key}`: remove it from all languages"),
            ));
        }
    }
    findings
}

fn sentences<'a>(project: &'a Project, language: &str, findings: &mut Vec<Finding>) -> Sentences<'a> {
    let folder = format!("locales/{language}/");
    let mut sentences = Sentences::new();
    for file in project.files.iter().filter(|file| file.path.starts_with(&folder) && file.extension() == "ftl") {
        for entry in fluent::parse(&file.text) {
            let (line, key) = (entry.line, entry.key.clone());
            if let Some((first, _)) = sentences.insert(key.clone(), (&file.path, entry)) {
                findings.push(Finding::new(&file.path, line, format!("`{key}` is in {first} as well: keep one")));
            }
        }
    }
    sentences
}

fn unlike(key: &str, path: &str, entry: &Entry, other: &str, theirs: &Sentences) -> Option<Finding> {
    let what = match theirs.get(key) {
        None => format!("`{key}` is not in locales/{other}: add it"),
        Some((_, twin)) => {
            let extra: Vec<&str> = entry.variables.difference(&twin.variables).map(String::as_str).collect();
            if extra.is_empty() {
                return None;
            }
            format!("`{key}` shows ${}, and locales/{other} does not: use the same variables", extra.join(", $"))
        }
    };
    Some(Finding::new(path, entry.line, what))
}

/// The keys that are certainly said, with their places, and every literal that might be one.
fn said(project: &Project) -> (Vec<(String, &str, usize)>, BTreeSet<String>) {
    let mut said = Vec::new();
    let mut literals = BTreeSet::new();
    for (file, source) in project.rust().filter(|(file, _)| file.path.starts_with("crates/") && !file.is_test) {
        let tests_from = file.tests_from(&source);
        for literal in &source.literals {
            let line = source.line(literal.start);
            let before = source.code.get(..literal.start.saturating_sub(1)).unwrap_or_default();
            if line < tests_from {
                literals.insert(literal.text.clone());
                if before.trim_end().ends_with("Message::new(") {
                    said.push((literal.text.clone(), file.path.as_str(), line));
                }
            }
        }
    }
    for file in project.files.iter().filter(|file| pages::is_template(file)) {
        for literal in Template::parse(&file.text).literals {
            literals.insert(literal.text.clone());
            if SAYING.contains(&literal.method.as_str()) {
                said.push((literal.text, &file.path, literal.line));
            }
        }
    }
    for file in project.files.iter().filter(|file| file.extension() == "sql") {
        let text = without_comments(&file.text);
        for reason in reasons(&text) {
            let line = text.lines().position(|line| line.contains(&format!("'{reason}'"))).map_or(1, |index| index + 1);
            said.push((reason, &file.path, line));
        }
        literals.extend(text.split('\'').skip(1).step_by(2).map(str::to_owned));
    }
    (said, literals)
}

fn without_comments(sql: &str) -> String {
    sql.lines().map(|line| line.split("--").next().unwrap_or_default()).collect::<Vec<_>>().join("\n")
}

/// The literals that a query can return as its `reason_key`: what stands before `AS reason_key`, alone or in a `CASE`.
fn reasons(sql: &str) -> Vec<String> {
    let lower = sql.to_ascii_lowercase();
    let mut reasons = Vec::new();
    for (at, _) in lower.match_indices("as reason_key") {
        let expression = last_expression(sql.get(..at).unwrap_or_default());
        let parts: Vec<&str> = expression.split('\'').collect();
        let conditional = parts.len() > 3;
        for pair in parts.chunks(2) {
            let [before, literal] = pair else { continue };
            let word = before.trim_end().rsplit(char::is_whitespace).next().unwrap_or_default().to_ascii_lowercase();
            if !conditional || word == "then" || word == "else" {
                reasons.push((*literal).to_owned());
            }
        }
    }
    reasons
}

/// The text after the last comma or `SELECT` that stands in no parentheses.
fn last_expression(sql: &str) -> &str {
    let mut depth = 0_i32;
    for (at, character) in sql.char_indices().rev() {
        match character {
            ')' => depth += 1,
            '(' | ',' if depth == 0 => return sql.get(at + 1..).unwrap_or_default(),
            '(' => depth -= 1,
            _ => {}
        }
    }
    sql
}

#[cfg(test)]
mod tests {
    use super::super::project::checking;

    const SAYS: (&str, &str) = ("crates/store/src/a.rs", "fn f() {\n    Message::new(\n \"store-gone\") }");

    #[track_caller]
    fn check(kk: &str, ru: &str, en: &str, more: (&str, &str), expected: &[&str]) {
        let files = [more, ("locales/kk/a.ftl", kk), ("locales/ru/a.ftl", ru), ("locales/en/a.ftl", en)];
        checking::check(super::check, &files, expected);
    }

    #[test]
    fn what_is_said_is_in_every_language() {
        let sentence = "store-gone = x { $key }";
        check(sentence, sentence, sentence, SAYS, &[]);
        check("", "", "", SAYS, &["crates/store/src/a.rs:3: `store-gone` is not in locales/kk", "crates/", "crates/"]);
        check(
            sentence,
            sentence,
            "",
            SAYS,
            &["locales/kk/a.ftl:1: `store-gone` is not in locales/en", "locales/ru", "crates/store/src/a.rs:3"],
        );
    }

    #[test]
    fn languages_use_the_same_variables() {
        check(
            "store-gone = x",
            "store-gone = x",
            "store-gone = x { $key }",
            SAYS,
            &["locales/en/a.ftl:1: `store-gone` shows $key, and locales/kk does not", "locales/en/a.ftl:1"],
        );
    }

    #[test]
    fn what_nobody_says_goes() {
        let extra = "store-gone = x\nold = y\nright-read = z";
        check(extra, extra, extra, SAYS, &["locales/kk/a.ftl:2: nothing says `old`", "locales/ru", "locales/en"]);
        let referred = "store-gone = x { old }\nold = y";
        check(referred, referred, referred, SAYS, &[]);
    }

    #[test]
    fn templates_say_sentences() {
        let page = "crates/web/templates/a.html";
        let text = "<p>\n{{ t.text(\"kept\") }}{{ t.count(\"rows\", n) }}{% call title(\"head\") %}";
        let all = "kept = x\nrows = y\nhead = z";
        check(all, all, all, (page, text), &[]);
        let expected = [
            "crates/web/templates/a.html:2: `kept` is not in locales/kk",
            "",
            "",
            "crates/web/templates/a.html:2: `rows`",
        ];
        check("head = z", "head = z", "head = z", (page, text), &[expected.as_slice(), &["", ""]].concat());
        let outside = "{# t.text(\"kept\") #} t.text(\"kept\")";
        check(
            "kept = x",
            "kept = x",
            "kept = x",
            (page, outside),
            &["locales/kk/a.ftl:1: nothing says `kept`", "", ""],
        );
    }

    #[test]
    fn a_checks_reasons_are_sentences() {
        let sql = "SELECT 'object' AS subject_kind, -- it's\n CASE WHEN s = 'ok' THEN 'kept' ELSE 'not-kept' END AS reason_key, x";
        let both = "kept = x\nnot-kept = y";
        check(both, both, both, ("checks/a.sql", sql), &[]);
        check("", "", "", ("checks/b.sql", "SELECT 'kept' AS reason_key"), &["checks/b.sql:1: `kept`", "", ""]);
        check("kept = x", "kept = x", "kept = x", ("checks/a.sql", sql), &["checks/a.sql:2: `not-kept`", "", ""]);
    }
}
