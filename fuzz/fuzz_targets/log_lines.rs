#![no_main]

mod reading;

use libfuzzer_sys::fuzz_target;
use talap_collect::normalise::mapping::Mappings;
use talap_collect::source::Format;

fuzz_target!(|input: (u8, &[u8])| {
    let (choice, bytes) = input;
    reading::read(Format::ALL[usize::from(choice) % Format::ALL.len()], bytes, &Mappings::default());
});
