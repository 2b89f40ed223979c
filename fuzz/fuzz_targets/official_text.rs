#![no_main]

use libfuzzer_sys::fuzz_target;
use talap_model::Language;

fuzz_target!(|input: (u8, &str)| {
    let language = Language::ALL[usize::from(input.0) % Language::ALL.len()];
    if let Ok(text) = talap_decree::parse(input.1, language) {
        assert!(!text.clauses.is_empty());
    }
});
