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
        "collect-connections-full",
        "collect-file-other-format",
        "collect-file-read-failed",
        "collect-format-unknown",
        "collect-frame-incomplete",
        "collect-frame-too-long",
        "collect-event-too-large",
        "collect-http-broken",
        "collect-http-busy",
        "collect-http-encoding",
        "collect-http-no-place",
        "collect-http-stalled",
        "collect-http-token-false",
        "collect-http-token-missing",
        "collect-http-token-unreadable",
        "collect-http-too-large",
        "collect-http-too-many",
        "collect-http-too-many-values",
        "collect-http-type",
        "collect-line-unparsed",
        "collect-mapping-header",
        "collect-mapping-program",
        "collect-mapping-schema",
        "collect-mapping-unreadable",
        "collect-mapping-version",
        "collect-record-damaged",
        "collect-relp-malformed",
        "collect-message-unreadable",
        "collect-messages-missing",
        "collect-stream-file",
        "collect-stream-exposed",
        "collect-stream-connect",
        "collect-stream-old",
        "collect-stream-no-jetstream",
        "collect-stream-none",
        "collect-stream-setting",
        "collect-stream-payload",
        "collect-stream-not-synced",
        "collect-stream-monitor",
        "collect-stream-other-ledger",
        "collect-stream-changed",
        "collect-stream-went-back",
        "collect-stream-newer",
        "collect-stream-too-large",
        "collect-stream-not-stored",
        "collect-sink-failed",
        "collect-source-unregistered",
        "collect-syslog-unparsed",
        "collect-tls-certificate-expired",
        "collect-tls-certificate-revoked",
        "collect-tls-certificate-unknown",
        "collect-tls-certificate-wrong",
        "collect-tls-failed",
        "collect-tls-file-wrong",
        "collect-tls-no-certificate",
        "collect-tls-slow",
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
