//! The receivers on real sockets, and whole files.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "tests")]

mod evtx;
mod files;
mod mappings;
mod support;
mod tcp;
mod udp;
mod words;
