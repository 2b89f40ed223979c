//! Every message of the crate has its words in three languages, and no words are left over.

use std::collections::BTreeSet;
use std::path::Path;

/// The beginnings of keys that are said here and stand in the words of `talap`.
const SHARED: [&str; 4] = ["args-", "help-", "io-", "runtime-"];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The literals that look like keys: of the crate's code, and of the causes that all crates share.
fn literals() -> BTreeSet<String> {
    let mut literals = BTreeSet::new();
    let own = std::fs::read_dir(root().join("src")).unwrap().map(|entry| entry.unwrap().path());
    for path in own.chain([root().join("../model/src/message.rs")]) {
        let text = std::fs::read_to_string(path).unwrap();
        let keys = text.split('"').filter(|part| part.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-'));
        literals.extend(keys.map(str::to_owned));
    }
    literals
}

fn told(language: &str, file: &str) -> BTreeSet<String> {
    let text = std::fs::read_to_string(root().join("../../locales").join(language).join(file)).unwrap();
    let keys = text.lines().filter(|line| line.starts_with(|c: char| c.is_ascii_lowercase()));
    keys.filter_map(|line| line.split_once(" =")).map(|(key, _)| key.to_owned()).collect()
}

#[test]
fn every_message_has_words_in_three_languages() {
    let literals = literals();
    let own: BTreeSet<String> = literals.iter().filter(|key| key.starts_with("wide-")).cloned().collect();
    let shared = |key: &&String| SHARED.iter().any(|beginning| key.starts_with(beginning));
    let shared: BTreeSet<String> = literals.iter().filter(shared).cloned().collect();
    assert!(own.len() > 40 && shared.len() > 20, "{own:?} {shared:?}");
    for language in ["kk", "ru", "en"] {
        assert_eq!(told(language, "wide.ftl"), own, "{language}");
        let missing: Vec<String> = shared.difference(&told(language, "cli.ftl")).cloned().collect();
        assert!(missing.is_empty(), "{language}: {missing:?}");
    }
}
