//! Holds the three languages against each other before anything is compiled, and rebuilds the crate when a message file
//! comes or goes: the embedding itself only notices changes of known files.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

const LOCALES: &str = "../../locales";
const LANGUAGES: [&str; 3] = ["kk", "ru", "en"];

/// The keys of a language, and where each stands.
type Keys = BTreeMap<String, String>;

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed={LOCALES}");
    let mut troubles = Vec::new();
    let languages = LANGUAGES.map(|language| (language, keys(&Path::new(LOCALES).join(language), &mut troubles)));
    for (language, own) in &languages {
        for (other, theirs) in &languages {
            let missing = own.iter().filter(|(key, _)| !theirs.contains_key(*key));
            troubles.extend(missing.map(|(key, place)| {
                format!("{place}: `{key}` stands in {language} and not in {other}: add it to locales/{other}")
            }));
        }
    }
    for trouble in troubles {
        println!("cargo::error={trouble}");
    }
}

/// Reads the keys of a language's folder: messages begin at the beginning of a line, and nothing else with a letter does.
fn keys(folder: &Path, troubles: &mut Vec<String>) -> Keys {
    let mut keys = Keys::new();
    let mut files: Vec<PathBuf> = match fs::read_dir(folder) {
        Ok(entries) => entries.flatten().map(|entry| entry.path()).collect(),
        Err(error) => {
            troubles.push(format!("{}: cannot be listed: {error}", shown(folder)));
            return keys;
        }
    };
    files.retain(|file| file.extension().is_some_and(|extension| extension == "ftl"));
    files.sort();
    for file in files {
        let text = match fs::read_to_string(&file) {
            Ok(text) => text,
            Err(error) => {
                troubles.push(format!("{}: cannot be read: {error}", shown(&file)));
                continue;
            }
        };
        for (index, line) in text.lines().enumerate() {
            let Some((key, _)) = line.split_once('=').filter(|_| line.starts_with(|c: char| c.is_ascii_alphabetic()))
            else {
                continue;
            };
            let (key, place) = (key.trim_end(), format!("{}:{}", shown(&file), index + 1));
            if let Some(first) = keys.get(key) {
                troubles.push(format!("{place}: `{key}` stands at {first} already: keep one"));
            } else {
                keys.insert(key.to_owned(), place);
            }
        }
    }
    keys
}

/// A path as a person in the project's folder writes it.
fn shown(path: &Path) -> String {
    path.display().to_string().trim_start_matches("../").to_owned()
}
