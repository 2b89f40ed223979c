//! What only one room may do: make callers, know the database, know HTML.

use super::project::{File, Finding, Project};

/// The crates of the object-relational mapper and what lies below it.
const DATABASE: [&str; 3] = ["sea_orm", "sea_query", "sqlx"];

/// Finds borders crossed.
pub(crate) fn check(project: &Project) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (file, source) in project.rust().filter(|(file, _)| file.room().is_some()) {
        let tests_from = file.tests_from(&source);
        for (line, code) in source.lines() {
            let tested = line >= tests_from;
            if code.contains("Caller::establish(") && !tested && !matches!(file.room(), Some("access" | "model")) {
                let what = "only `access` makes a Caller: take one as an argument";
                findings.push(Finding::new(&file.path, line, what));
            }
            if DATABASE.iter().any(|name| code.contains(name)) && file.room() != Some("store") {
                findings.push(Finding::new(&file.path, line, "only `store` knows SeaORM: add a method to the store"));
            }
        }
        let pages =
            source.literals.iter().filter(|literal| is_page(&literal.text)).map(|literal| source.line(literal.start));
        findings
            .extend(pages.filter(|line| *line < tests_from && file.room() != Some("web")).map(|line| html(file, line)));
    }
    for file in project.files.iter().filter(|file| file.room().is_some_and(|room| room != "store" && room != "web")) {
        if file.extension() == "html" {
            findings.push(html(file, 1));
        }
    }
    for file in project.files.iter().filter(|file| file.path.ends_with("Cargo.toml")) {
        for (index, line) in file.text.lines().enumerate() {
            let known = line.starts_with("sea-orm") || line.starts_with("sea-query") || line.starts_with("sqlx");
            if known && file.room() != Some("store") {
                findings.push(Finding::new(&file.path, index + 1, "only `store` knows SeaORM"));
            }
        }
    }
    findings
}

fn is_page(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    lower.contains("<!doctype html") || lower.contains("<html") || lower.contains("<body")
}

fn html(file: &File, line: usize) -> Finding {
    Finding::new(&file.path, line, "only `web` knows HTML")
}

#[cfg(test)]
mod tests {
    use super::super::project::checking;

    #[track_caller]
    fn check(path: &str, text: &str, expected: &[&str]) {
        checking::check(super::check, &[(path, text)], expected);
    }

    #[test]
    fn only_access_and_tests_make_callers() {
        let makes = "let c = Caller::establish(who, [], Scope::All);";
        check("crates/cli/src/a.rs", makes, &["crates/cli/src/a.rs:1: only `access` makes a Caller"]);
        check("crates/access/src/a.rs", makes, &[]);
        check("crates/cli/tests/it/a.rs", makes, &[]);
        check("crates/cli/src/a.rs", &format!("#[cfg(test)]\nmod tests {{ {makes} }}"), &[]);
        check("crates/cli/src/a.rs", &format!("// {makes}"), &[]);
    }

    #[test]
    fn a_file_declared_for_tests_is_test_code() {
        let files = [
            ("crates/ledger/src/lib.rs", "//! Events.\n#[cfg(test)]\nmod sample;\nmod wal;"),
            ("crates/ledger/src/sample.rs", "Caller::establish(a, b, c)"),
            ("crates/ledger/src/wal.rs", "Caller::establish(a, b, c)"),
        ];
        checking::check(super::check, &files, &["crates/ledger/src/wal.rs:1: only `access` makes a Caller"]);
    }

    #[test]
    fn only_the_store_knows_the_database() {
        check("crates/cli/src/a.rs", "\nuse sea_orm::X;", &["crates/cli/src/a.rs:2: only `store` knows SeaORM"]);
        check("crates/store/src/a.rs", "use sea_orm::X;", &[]);
        check(
            "crates/cli/Cargo.toml",
            "sea-orm.workspace = true",
            &["crates/cli/Cargo.toml:1: only `store` knows SeaORM"],
        );
    }

    #[test]
    fn only_web_knows_html() {
        check("crates/report/src/a.rs", "f(\"<html>\")", &["crates/report/src/a.rs:1: only `web` knows HTML"]);
        check("crates/report/page.html", "", &["crates/report/page.html:1: only `web` knows HTML"]);
        check("crates/web/src/a.rs", "f(\"<html>\")", &[]);
    }
}
