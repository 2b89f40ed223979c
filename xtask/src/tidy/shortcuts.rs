//! Work left undone, and tests that wait instead of knowing.

use super::project::{File, Finding, Project};
use super::source::Source;

/// What may stand nowhere.
const UNDONE: [(&str, &str); 4] = [
    ("todo!", "finish it, or return an error that says what is missing"),
    ("unimplemented!", "finish it, or return an error that says what is missing"),
    ("dbg!", "take it out"),
    ("#[ignore", "mend the test or remove it; a test nobody runs proves nothing"),
];
/// What may stand in no test.
const WAITING: [&str; 2] = ["sleep(", "sleep_until("];

/// Where tests may read what `cargo xtask test` brings, and variables that it does not bring.
const WANTED: &str = "xtask/";
const NOT_BROUGHT: [&str; 3] = ["TALAP_TEST_MERKLE_VECTORS", "TALAP_TEST_NOTES", "TALAP_TEST_WIDE_LOG"];

/// Finds tests that look themselves for what they want of the machine.
fn unasked(file: &File, source: &Source) -> Vec<Finding> {
    let brought = |text: &str| text.starts_with("TALAP_TEST_") && !NOT_BROUGHT.contains(&text);
    let reads: Vec<usize> =
        source.lines().filter(|(_, code)| code.contains("env::var")).map(|(line, _)| line).collect();
    let literals = source.literals.iter().filter(|literal| brought(&literal.text) && !file.path.starts_with(WANTED));
    literals
        .map(|literal| source.line(literal.start))
        .filter(|line| reads.contains(line))
        .map(|line| Finding::new(&file.path, line, "a test would be left out unseen: ask `wanted` for what it wants"))
        .collect()
}

/// Finds shortcuts.
pub(crate) fn check(project: &Project) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (file, source) in project.rust() {
        let tests_from = file.tests_from(&source);
        findings.extend(unasked(file, &source));
        for (line, code) in source.lines() {
            for (shortcut, what) in UNDONE.iter().filter(|(shortcut, _)| stands_in(code, shortcut)) {
                findings.push(Finding::new(&file.path, line, format!("`{shortcut}`: {what}")));
            }
            // A benchmark sends at a pace, and looks now and then whether what it waits for is there.
            if line >= tests_from
                && !file.path.contains("/benches/")
                && WAITING.iter().any(|call| stands_in(code, call))
            {
                let what = "a test sleeps: wait for the thing itself, or pass in a clock";
                findings.push(Finding::new(&file.path, line, what));
            }
        }
    }
    findings
}

/// Whether the text stands in the code as a word of its own, not as the end of a longer one.
fn stands_in(code: &str, wanted: &str) -> bool {
    code.match_indices(wanted).any(|(at, _)| {
        let before = code.get(..at).and_then(|text| text.chars().next_back());
        !before.is_some_and(|character| character.is_alphanumeric() || character == '_')
    })
}

#[cfg(test)]
mod tests {
    use super::super::project::checking;

    #[track_caller]
    fn check(path: &str, text: &str, expected: &[&str]) {
        checking::check(super::check, &[(path, text)], expected);
    }

    #[test]
    fn nothing_is_left_undone() {
        check("crates/cli/src/a.rs", "fn f() {\n    todo!()\n}", &["crates/cli/src/a.rs:2: `todo!`"]);
        check("crates/cli/tests/it/a.rs", "#[ignore = \"slow\"]", &["crates/cli/tests/it/a.rs:1: `#[ignore`"]);
        check("crates/cli/src/a.rs", "// todo!()\nlet x = \"dbg!\"; mytodo!();", &[]);
    }

    #[test]
    fn what_a_test_wants_is_asked_for_in_one_place() {
        let asks = "let Ok(program) = std::env::var(\"TALAP_TEST_MOTO\") else { return };";
        check("crates/cli/tests/it/a.rs", asks, &["crates/cli/tests/it/a.rs:1: a test would be left out unseen"]);
        check("xtask/wanted/src/lib.rs", asks, &[]);
        check(
            "crates/cli/tests/it/a.rs",
            "let Some(program) = wanted::file(\"TALAP_TEST_MOTO\", &[]) else { return };",
            &[],
        );
        check("crates/ledger/src/note.rs", "std::env::var_os(\"TALAP_TEST_NOTES\")", &[]);
    }

    #[test]
    fn no_test_sleeps() {
        let sleeps = "tokio::time::sleep(second).await;";
        check("crates/cli/tests/it/a.rs", sleeps, &["crates/cli/tests/it/a.rs:1: a test sleeps"]);
        check("crates/cli/src/a.rs", sleeps, &[]);
        check("crates/cli/benches/a.rs", sleeps, &[]);
        check(
            "crates/cli/src/a.rs",
            &format!("#[cfg(test)]\nmod tests {{\n{sleeps}\n}}"),
            &["crates/cli/src/a.rs:3: a test sleeps"],
        );
    }
}
