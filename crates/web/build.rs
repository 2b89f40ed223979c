//! Holds the templates against the locales before anything is compiled: a key without words fails the build, not a page.
//! Rebuilds the crate when a template or an asset comes or goes.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

const TEMPLATES: &str = "templates";
const LOCALES: &str = "../../locales";
const LANGUAGES: [&str; 3] = ["kk", "ru", "en"];

/// The methods of a template's words whose first argument is a key; what stands before may be any expression.
const SAYING: [&str; 4] = [".text(", ".say(", ".count(", ".named("];

fn main() {
    for watched in ["build.rs", TEMPLATES, "assets", LOCALES] {
        println!("cargo::rerun-if-changed={watched}");
    }
    let languages = LANGUAGES.map(|language| (language, keys(&Path::new(LOCALES).join(language))));
    for file in files(Path::new(TEMPLATES), "html") {
        let Ok(text) = fs::read_to_string(&file) else {
            println!("cargo::error={}: cannot be read", file.display());
            continue;
        };
        for (line, key) in said(&text) {
            for (language, _) in languages.iter().filter(|(_, keys)| !keys.contains(key)) {
                println!(
                    "cargo::error=crates/web/{}:{line}: `{key}` is not in locales/{language}: add it",
                    file.display()
                );
            }
        }
    }
}

/// The keys that a template says, with their lines.
fn said(template: &str) -> Vec<(usize, &str)> {
    let mut said = Vec::new();
    for call in SAYING {
        for (at, _) in template.match_indices(call) {
            let argument = template.get(at + call.len()..).unwrap_or_default().trim_start();
            if let Some((key, _)) = argument.strip_prefix('"').and_then(|literal| literal.split_once('"')) {
                let before = template.get(..template.len() - argument.len()).unwrap_or_default();
                said.push((1 + before.matches('\n').count(), key));
            }
        }
    }
    said.sort_unstable();
    said
}

/// The keys of a language's folder: messages begin at the beginning of a line, and nothing else with a letter does.
fn keys(folder: &Path) -> BTreeSet<String> {
    let mut keys = BTreeSet::new();
    for file in files(folder, "ftl") {
        for line in fs::read_to_string(file).unwrap_or_default().lines() {
            if let Some((key, _)) = line.split_once('=').filter(|_| line.starts_with(|c: char| c.is_ascii_alphabetic()))
            {
                keys.insert(key.trim_end().to_owned());
            }
        }
    }
    keys
}

/// The files of a folder and of those in it, in order; none where there is no folder.
fn files(folder: &Path, extension: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            found.extend(files(&path, extension));
        } else if path.extension().is_some_and(|own| own == extension) {
            found.push(path);
        }
    }
    found.sort();
    found
}
