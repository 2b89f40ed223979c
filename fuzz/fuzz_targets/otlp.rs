#![no_main]

use libfuzzer_sys::fuzz_target;
use talap_collect::receive::read_otlp_for_fuzzing;
use talap_model::{NewEvent, SourceKind, Timestamp};

fuzz_target!(|input: (bool, &[u8])| {
    let event = NewEvent {
        received_at: Timestamp::from_micros(1_795_341_600_000_000),
        occurred_at: None,
        organisation: "org".parse().unwrap(),
        object: "object".parse().unwrap(),
        source: "source".parse().unwrap(),
        kind: SourceKind::OperatingSystem,
        class_uid: 0,
        severity_id: 0,
        host: None,
        program: None,
        user: None,
        address: None,
        message: String::new(),
        attributes: talap_model::Attributes::new(),
        raw: Vec::new(),
        fault: None,
    };
    read_otlp_for_fuzzing(input.0, input.1, &event);
});
