#![no_main]

use libfuzzer_sys::fuzz_target;
use talap_assess::events::{Moment, Search};
use talap_model::Timestamp;
use time::UtcOffset;

fuzz_target!(|text: &str| {
    let now = Timestamp::from_micros(1_795_341_600_000_000);
    drop(Search::parse(text, &Moment { now, offset: UtcOffset::UTC }));
});
