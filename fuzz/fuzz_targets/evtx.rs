#![no_main]

mod reading;

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use talap_collect::normalise::mapping::Mappings;
use talap_collect::source::Format;

static MAPPINGS: LazyLock<Mappings> = LazyLock::new(|| Mappings::built_in().unwrap());

fuzz_target!(|bytes: &[u8]| reading::read(Format::Evtx, bytes, &MAPPINGS));
