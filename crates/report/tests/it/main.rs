//! The papers as a reader of the PDF meets them, the catalogue as other programs read it, and the workbook as it opens.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::print_stdout,
    reason = "tests"
)]

mod office;
mod oscal;
mod papers;
mod workbook;
