#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use talap_collect::files::{FormatOptions, read_file_events};
use talap_collect::normalise::mapping::Mappings;
use talap_collect::source::{Expectations, Format, Source};
use talap_model::{Clock, SourceKind, Timestamp};

static MAPPINGS: LazyLock<Mappings> = LazyLock::new(|| Mappings::built_in().unwrap());

struct Noon;

impl Clock for Noon {
    fn now(&self) -> Timestamp {
        Timestamp::from_micros(1_795_341_600_000_000)
    }
}

fuzz_target!(|bytes: &[u8]| {
    let source = Source {
        id: "source".parse().unwrap(),
        organisation: "org".parse().unwrap(),
        object: "object".parse().unwrap(),
        kind: SourceKind::OperatingSystem,
        format: Format::Evtx,
        sender: None,
        hostname: None,
        program: None,
        expects: Expectations::default(),
        confidential: false,
    };
    for event in read_file_events(bytes, &source, &MAPPINGS, &Noon, FormatOptions::default()) {
        let Ok(event) = event else { return };
        assert!(!event.raw.is_empty() || event.fault.is_some());
    }
});
