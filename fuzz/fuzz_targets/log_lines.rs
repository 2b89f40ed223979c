#![no_main]

use libfuzzer_sys::fuzz_target;
use talap_collect::files::{FormatOptions, read_file_events};
use talap_collect::normalise::mapping::Mappings;
use talap_collect::source::{Expectations, Format, Source};
use talap_model::{Clock, SourceKind, Timestamp};

struct Noon;

impl Clock for Noon {
    fn now(&self) -> Timestamp {
        Timestamp::from_micros(1_795_341_600_000_000)
    }
}

fuzz_target!(|input: (u8, &[u8])| {
    let (choice, bytes) = input;
    let format = Format::ALL[usize::from(choice) % Format::ALL.len()];
    let source = Source {
        id: "source".parse().unwrap(),
        organisation: "org".parse().unwrap(),
        object: "object".parse().unwrap(),
        kind: SourceKind::OperatingSystem,
        format,
        sender: None,
        hostname: None,
        program: None,
        expects: Expectations::default(),
        confidential: false,
    };
    let mappings = Mappings::default();
    for event in read_file_events(bytes, &source, &mappings, &Noon, FormatOptions::default()) {
        // A file that is not of its format at all is refused; every line of one that is becomes an event.
        let Ok(event) = event else { return };
        assert!(!event.raw.is_empty() || event.fault.is_some());
    }
});
