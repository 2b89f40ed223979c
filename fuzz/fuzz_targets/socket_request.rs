#![no_main]

#[allow(dead_code, reason = "the program needs more of it than the target")]
#[path = "../../crates/cli/src/request/envelope.rs"]
mod envelope;

use std::sync::LazyLock;

use envelope::{Envelope, read_request};
use libfuzzer_sys::fuzz_target;
use tokio::runtime::{Builder, Runtime};

static RUNTIME: LazyLock<Runtime> = LazyLock::new(|| Builder::new_current_thread().build().unwrap());

fuzz_target!(|bytes: &[u8]| {
    let mut rest = bytes;
    let Ok(Ok((envelope, body))) = RUNTIME.block_on(read_request(&mut rest)) else { return };
    assert_eq!(body.len() as u64, envelope.body_bytes);
    assert!(bytes[..bytes.len() - rest.len()].ends_with(&body));
    let line = serde_json::to_vec(&envelope).unwrap();
    let again = Envelope::parse(&line).unwrap();
    assert_eq!(serde_json::to_vec(&again).unwrap(), line, "two lines of one request");
});
