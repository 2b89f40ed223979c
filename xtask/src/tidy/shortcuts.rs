//! Work left undone, and tests that wait instead of knowing.

use super::project::{Finding, Project};

/// What may stand nowhere.
const UNDONE: [(&str, &str); 4] = [
    ("todo!", "finish it, or return an error that says what is missing"),
    ("unimplemented!", "finish it, or return an error that says what is missing"),
    ("dbg!", "take it out"),
    ("#[ignore", "mend the test or remove it; a test nobody runs proves nothing"),
];
/// What may stand in no test.
const WAITING: [&str; 2] = ["sleep(", "sleep_until("];

/// Finds shortcuts.
pub(crate) fn check(project: &Project) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (file, source) in project.rust() {
        let tests_from = file.tests_from(&source);
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
