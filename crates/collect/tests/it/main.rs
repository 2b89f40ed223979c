//! The receivers on real sockets, and whole files.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "tests")]

mod certificates;
mod evtx;
mod files;
mod http;
mod mappings;
mod nats;
mod otlp;
mod relp;
mod sizes;
mod stream;
mod support;
mod tcp;
mod tls;
mod udp;
mod words;
