//! Every message of the crate has its words in three languages, and no words are left over.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { files(&path, found) } else { found.push(path) }
    }
}

#[test]
fn every_message_has_words_in_three_languages() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut sources = Vec::new();
    files(&root.join("src"), &mut sources);
    let mut used = BTreeSet::new();
    for source in sources {
        let text = std::fs::read_to_string(source).unwrap();
        let groups = text.split('"').filter(|part| part.starts_with("register-group-"));
        used.extend(groups.map(str::to_owned));
        used.extend(text.split("Message::new(\"").skip(1).filter_map(|rest| rest.split('"').next()).map(str::to_owned));
    }
    // What is said of files of tools stands in a file of its own.
    used.retain(|key| !key.starts_with("register-tool-"));
    assert!(used.len() > 40, "{used:?}");
    for language in ["kk", "ru", "en"] {
        let text = std::fs::read_to_string(root.join("../../locales").join(language).join("register.ftl")).unwrap();
        let told: BTreeSet<String> = text
            .lines()
            .filter(|line| line.starts_with("register-"))
            .filter_map(|line| line.split_once(" ="))
            .map(|(key, _)| key.to_owned())
            .collect();
        assert_eq!(told, used, "{language}");
    }
}
