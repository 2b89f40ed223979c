//! What can go wrong with a paper.

use talap_model::{Explain, Message};

/// A paper could not be made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReportError {
    /// A typeface that the papers use is not among the built-in ones.
    #[error("the typeface {family} {weight} is not built in")]
    Face {
        /// The family's name.
        family: &'static str,
        /// The weight, from 100 to 900.
        weight: u16,
    },
    /// The template could not be laid out.
    #[error("the paper cannot be laid out: {detail}")]
    Layout {
        /// What the typesetter said.
        detail: String,
    },
    /// The laid-out paper could not be written as an archival, accessible PDF.
    #[error("the PDF cannot be written: {detail}")]
    Pdf {
        /// What the writer said.
        detail: String,
    },
}

impl Explain for ReportError {
    fn explain(&self) -> Message {
        Message::new("report-failed").with("cause", self.to_string())
    }
}
