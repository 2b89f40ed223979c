//! Every key that this crate says is worded in the three languages, and no other.

use std::collections::BTreeSet;
use std::path::Path;

#[test]
fn every_key_has_words_in_three_languages() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let expected: BTreeSet<String> = [
        "collect-bind-failed",
        "collect-bind-forbidden",
        "collect-bind-in-use",
        "collect-file-other-format",
        "collect-file-read-failed",
        "collect-format-unknown",
        "collect-frame-incomplete",
        "collect-frame-too-long",
        "collect-line-unparsed",
        "collect-mapping-header",
        "collect-mapping-program",
        "collect-mapping-schema",
        "collect-mapping-unreadable",
        "collect-mapping-version",
        "collect-record-damaged",
        "collect-sink-failed",
        "collect-source-unregistered",
        "collect-syslog-unparsed",
    ]
    .map(str::to_owned)
    .into();
    for language in ["kk", "ru", "en"] {
        let file = root.join(format!("../../locales/{language}/collect.ftl"));
        let text = std::fs::read_to_string(file).unwrap();
        let keys = text.lines().filter(|line| !line.starts_with([' ', '#'])).filter_map(|line| line.split_once(" = "));
        assert_eq!(keys.map(|(key, _)| key.to_owned()).collect::<BTreeSet<_>>(), expected, "{language}");
    }
}
