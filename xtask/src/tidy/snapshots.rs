//! Snapshots that no test makes any more, and snapshots that nobody accepted.

use super::project::{Finding, Project};

/// Finds orphans and pending snapshots of `insta`.
pub(crate) fn check(project: &Project) -> Vec<Finding> {
    let mut findings = Vec::new();
    for file in &project.files {
        if file.path.ends_with(".snap.new") {
            findings.push(Finding::new(&file.path, 1, "accept this snapshot or remove it"));
        } else if file.extension() == "snap"
            && let Some(what) = orphan(project, &file.path, &file.text)
        {
            findings.push(Finding::new(&file.path, 1, what));
        }
    }
    findings
}

fn orphan(project: &Project, path: &str, text: &str) -> Option<String> {
    let Some(source) = text.lines().find_map(|line| line.strip_prefix("source: ")) else {
        return Some("has no `source:` line: make it again with insta".to_owned());
    };
    let source = source.trim().trim_matches('"');
    let Some(test) = project.file(source) else {
        return Some(format!("its test file {source} is gone: remove it"));
    };
    let name = name(path);
    // A name put together at run time can't be found as text; the test file is then trusted.
    let computed = test.text.contains("snapshot!(format!(") || test.text.contains("snapshot!(name");
    (!test.text.contains(name) && !computed).then(|| format!("{source} makes no snapshot `{name}`: remove it"))
}

/// `it__pages__login@kk-2.snap` is the snapshot `login`.
fn name(path: &str) -> &str {
    let file = path.rsplit('/').next().unwrap_or(path).trim_end_matches(".snap");
    let name = file.rsplit("__").next().unwrap_or(file);
    let name = name.split('@').next().unwrap_or(name);
    match name.rsplit_once('-') {
        Some((before, number)) if !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()) => before,
        _ => name,
    }
}

#[cfg(test)]
mod tests {
    use super::super::project::checking;

    const TEST: (&str, &str) = ("crates/cli/tests/it/help.rs", "fn help_is_complete() { assert_snapshot!(text) }");

    #[track_caller]
    fn check(path: &str, text: &str, expected: &[&str]) {
        checking::check(super::check, &[TEST, (path, text)], expected);
    }

    #[test]
    fn a_snapshot_has_a_test() {
        let folder = "crates/cli/tests/it/snapshots";
        let text = "---\nsource: crates/cli/tests/it/help.rs\n---\nx";
        check(&format!("{folder}/it__help__help_is_complete.snap"), text, &[]);
        check(&format!("{folder}/it__help__help_is_complete-2.snap"), text, &[]);
        check(
            &format!("{folder}/it__help__gone.snap"),
            text,
            &["crates/cli/tests/it/snapshots/it__help__gone.snap:1: "],
        );
        let elsewhere = "---\nsource: crates/cli/tests/it/old.rs\n---\nx";
        check(&format!("{folder}/it__help__help_is_complete.snap"), elsewhere, &["crates/cli/tests/it/snapshots/it_"]);
        check(&format!("{folder}/it__help__help_is_complete.snap.new"), text, &["crates/cli/tests/it/snapshots/it_"]);
    }
}
