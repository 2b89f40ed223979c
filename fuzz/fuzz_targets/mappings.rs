#![no_main]

mod reading;

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use talap_collect::normalise::mapping::Mappings;
use talap_collect::source::Format;

static MAPPINGS: LazyLock<Mappings> = LazyLock::new(|| Mappings::built_in().unwrap());

fuzz_target!(|input: (u8, &[u8])| {
    let (choice, bytes) = input;
    reading::read(Format::ALL[usize::from(choice) % Format::ALL.len()], bytes, &MAPPINGS);
});
