#![no_main]

use libfuzzer_sys::fuzz_target;
use talap_collect::files::{FormatOptions, read_file_events};
use talap_collect::source::{Format, Source};
use talap_model::{Clock, SourceKind, Timestamp};

struct Noon;

impl Clock for Noon {
    fn now(&self) -> Timestamp {
        Timestamp::from_micros(1_795_341_600_000_000)
    }
}

fuzz_target!(|input: (u8, Vec<u8>)| {
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
    };
    for event in read_file_events(bytes.as_slice(), &source, &Noon, FormatOptions::default()) {
        let event = event.unwrap();
        assert!(!event.raw.is_empty());
    }
});
