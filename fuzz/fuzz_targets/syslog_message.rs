#![no_main]

use libfuzzer_sys::fuzz_target;
use talap_model::Timestamp;
use time::UtcOffset;

fuzz_target!(|bytes: &[u8]| {
    let now = Timestamp::from_micros(1_795_341_600_000_000);
    let said = talap_collect::syslog::parse(bytes, now, UtcOffset::UTC);
    assert!(said.parsed || said.hostname.is_none());
});
