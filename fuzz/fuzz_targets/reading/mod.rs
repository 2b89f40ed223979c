//! A log file of a source, read at a set time.

use talap_collect::files::{FormatOptions, read_file_events};
use talap_collect::normalise::mapping::Mappings;
use talap_collect::source::{Format, Source};
use talap_model::{Clock, SourceKind, Timestamp};

struct Noon;

impl Clock for Noon {
    fn now(&self) -> Timestamp {
        Timestamp::from_micros(1_795_341_600_000_000)
    }
}

/// Reads a file. One that is not of its format at all is refused; everything in one that is becomes an event.
pub fn read(format: Format, bytes: &[u8], mappings: &Mappings) {
    let (id, organisation, object) = ("source".parse().unwrap(), "org".parse().unwrap(), "object".parse().unwrap());
    let source = Source::new(id, organisation, object, SourceKind::OperatingSystem, format);
    for event in read_file_events(bytes, &source, mappings, &Noon, FormatOptions::default()) {
        let Ok(event) = event else { return };
        assert!(!event.raw.is_empty() || event.fault.is_some());
    }
}
