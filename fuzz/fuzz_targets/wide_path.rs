#![no_main]

#[path = "../../crates/wide/src/version.rs"]
mod version;

use libfuzzer_sys::fuzz_target;
use object_store::path::Path;
use version::{parted, versioned};

fuzz_target!(|text: &str| {
    // The query engine reads the paths of a plan so.
    let Ok(path) = Path::parse(text) else { return };
    let (file, version) = parted(&path);
    assert!(path.prefix_matches(&file));
    assert_eq!(parted(&versioned(&file, version.as_deref())), (file, version));
});
