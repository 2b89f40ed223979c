#![no_main]

use libfuzzer_sys::fuzz_target;
use talap_ledger::tiles::TileId;

fuzz_target!(|text: &str| {
    if let Ok(tile) = text.parse::<TileId>() {
        assert_eq!(tile.to_string(), text);
    }
});
