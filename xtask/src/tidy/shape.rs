//! The shape of a crate: its front page, its name, its lints, the length of its files.

use serde::Deserialize;

use super::project::{File, Finding, Project, line_of};
use super::source::Source;

/// Names that say nothing about what is inside.
const EMPTY_NAMES: [&str; 6] = ["common", "core", "helper", "helpers", "util", "utils"];
/// How long a file may be without giving a reason.
const LONG: usize = 500;

#[derive(Deserialize)]
struct Manifest {
    package: Named,
    lints: Option<Lints>,
}

#[derive(Deserialize)]
struct Named {
    name: String,
}

#[derive(Deserialize)]
struct Lints {
    #[serde(default)]
    workspace: bool,
}

/// Finds crates and files out of shape.
pub(crate) fn check(project: &Project) -> Vec<Finding> {
    let mut findings = Vec::new();
    for file in &project.files {
        let parts: Vec<&str> = file.path.split('/').collect();
        match parts.as_slice() {
            ["crates", folder, "Cargo.toml"] => {
                findings.extend(manifest(&file.path, &file.text, &format!("talap-{folder}")));
            }
            ["xtask", "Cargo.toml"] => findings.extend(manifest(&file.path, &file.text, "xtask")),
            ["crates", _, "src", "lib.rs"] => findings.extend(front_page(&file.path, &file.text)),
            _ => {}
        }
        findings.extend(parts.iter().find_map(|part| empty_name(&file.path, part)));
        findings.extend(length(file));
    }
    findings
}

fn manifest(path: &str, text: &str, expected: &str) -> Vec<Finding> {
    let manifest: Manifest = match toml::from_str(text) {
        Ok(manifest) => manifest,
        Err(error) => return vec![Finding::new(path, 1, format!("cannot be read: {}", error.message()))],
    };
    let mut findings = Vec::new();
    let name = manifest.package.name;
    if name != expected {
        let what = format!("the crate is called `{name}`: a crate is called as its folder, `{expected}`");
        findings.push(Finding::new(path, line_of(text, "name"), what));
    }
    if !manifest.lints.is_some_and(|lints| lints.workspace) {
        findings.push(Finding::new(path, 1, "add `[lints]` with `workspace = true`"));
    }
    findings
}

/// A front page explains and lists; what works stands in modules.
fn front_page(path: &str, text: &str) -> Vec<Finding> {
    let mut findings = Vec::new();
    let documented =
        text.lines().next().and_then(|line| line.strip_prefix("//!")).is_some_and(|doc| !doc.trim().is_empty());
    if !documented {
        let what = "begin with `//!`: the crate's purpose, invariants, 'how to add a …' and modules in reading order";
        findings.push(Finding::new(path, 1, what));
    }
    let source = Source::parse(text);
    let mut macro_depth: Option<usize> = None;
    let mut depth = 0_usize;
    for (line, code) in source.lines().take_while(|(line, _)| *line < source.tests_from()) {
        if macro_depth.is_none() && code.trim_start().starts_with("macro_rules!") {
            macro_depth = Some(depth);
        }
        let logic = code.split(|c: char| !c.is_alphanumeric() && c != '_').any(|word| matches!(word, "fn" | "impl"));
        if logic && macro_depth.is_none() {
            findings.push(Finding::new(path, line, "no logic in lib.rs: move it into a module"));
        }
        depth = (depth + code.matches('{').count()).saturating_sub(code.matches('}').count());
        if macro_depth == Some(depth) && code.contains('}') {
            macro_depth = None;
        }
    }
    findings
}

fn empty_name(path: &str, part: &str) -> Option<Finding> {
    let name = part.strip_suffix(".rs").unwrap_or(part);
    EMPTY_NAMES
        .contains(&name)
        .then(|| Finding::new(path, 1, format!("`{name}` says nothing: name it after what it knows or does")))
}

/// Rust, templates, styles and scripts are read by people from top to bottom.
fn length(file: &File) -> Option<Finding> {
    let (open, close) = match file.extension() {
        "rs" | "js" => ("// ", ""),
        "css" => ("/* ", " */"),
        "html" => ("{# ", " #}"),
        _ => return None,
    };
    let lines = file.text.lines().count();
    let gives_reason = |line: &str| line.trim_start().strip_prefix(open).is_some_and(|it| it.starts_with("Length: "));
    (lines > LONG && !file.text.lines().any(gives_reason)).then(|| {
        let what = format!("{lines} lines: split it, or say why not in `{open}Length: reason{close}`");
        Finding::new(&file.path, LONG + 1, what)
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
    fn a_manifest_carries_its_folders_name_and_the_lints() {
        let good = "[package]\nname = \"talap-store\"\n[lints]\nworkspace = true";
        check("crates/store/Cargo.toml", good, &[]);
        check("crates/shop/Cargo.toml", good, &["crates/shop/Cargo.toml:2: the crate is called `talap-store`"]);
        check(
            "crates/store/Cargo.toml",
            "[package]\nname = \"talap-store\"",
            &["crates/store/Cargo.toml:1: add `[lints]`"],
        );
        check("crates/store/Cargo.toml", "[package", &["crates/store/Cargo.toml:1: cannot be read"]);
    }

    #[test]
    fn a_front_page_explains_and_does_nothing() {
        let path = "crates/store/src/lib.rs";
        check(path, "//! Records.\npub mod record;", &[]);
        check(path, "//! \npub mod record;", &["crates/store/src/lib.rs:1: begin with"]);
        check(path, "//! Records.\npub fn save() {}", &["crates/store/src/lib.rs:2: no logic"]);
        check(path, "//! Records.\nmacro_rules! a {\n() => { fn f() {} };\n}\n", &[]);
        check(
            path,
            "//! Records.\nmacro_rules! a {\n() => {};\n}\nimpl A {}",
            &["crates/store/src/lib.rs:5: no logic"],
        );
        check(path, "//! A fn of impl.\n#[cfg(test)]\nmod tests { fn f() {} }", &[]);
    }

    #[test]
    fn names_say_something() {
        check("crates/store/src/utils.rs", "", &["crates/store/src/utils.rs:1: `utils` says nothing"]);
        check("crates/common/src/a.rs", "", &["crates/common/src/a.rs:1: `common` says nothing"]);
    }

    #[test]
    fn a_long_file_gives_its_reason() {
        let long = "\n".repeat(501);
        check("crates/store/src/a.rs", &long, &["crates/store/src/a.rs:501: 501 lines"]);
        check("crates/store/src/a.rs", &format!("// Length: one table.{long}"), &[]);
        check("locales/kk/a.ftl", &long, &[]);
        check("crates/web/templates/a.html", &long, &["crates/web/templates/a.html:501: 501 lines"]);
        check("crates/web/templates/a.html", &format!("{{# Length: one form. #}}{long}"), &[]);
        check("crates/web/assets/a.css", &long, &["crates/web/assets/a.css:501: 501 lines"]);
        check("crates/web/assets/a.css", &format!("/* Length: one look. */{long}"), &[]);
        check("crates/web/assets/a.svg", &long, &[]);
    }
}
