//! The receivers on real sockets, and whole files.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "tests")]

mod files;
mod nats;
mod sizes;
mod stream;
mod support;
mod tcp;
mod udp;
mod words;
