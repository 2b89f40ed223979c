//! The papers of an office as PDF.

use talap_locale::Words;
use typst::foundations::Dict;

use super::values::Clerk;
use super::{Acknowledgement, Act, Extract, Journal, Labels, List, OfficeHead, Tongues};
use crate::error::ReportError;
use crate::faces::Faces;
use crate::paper::imprint_of;
use crate::press::{self, Template};

/// A register as a journal, in landscape A4: a cover, the entries under heads that every page repeats, and at the end how many
/// pages and entries there are, with lines to sign on.
///
/// It takes seconds of computing when there are thousands of entries; a server calls it where it may block.
///
/// # Errors
///
/// [`ReportError`] when the paper cannot be typeset or written.
pub fn journal_paper(words: &Words, tongues: Tongues, journal: &Journal) -> Result<Vec<u8>, ReportError> {
    print(words, tongues, Template::Journal, &journal.table.head, |clerk| clerk.journal(journal))
}

/// A register as it was searched and narrowed, in landscape A4.
///
/// # Errors
///
/// As [`journal_paper`].
pub fn list_paper(words: &Words, tongues: Tongues, list: &List) -> Result<Vec<u8>, ReportError> {
    print(words, tongues, Template::Journal, &list.table.head, |clerk| clerk.list(list))
}

/// An act about one record, in A4: Kazakh and Russian side by side, as office work in both languages asks for.
///
/// # Errors
///
/// As [`journal_paper`].
pub fn act_paper(words: &Words, act: &Act) -> Result<Vec<u8>, ReportError> {
    print(words, Tongues::Both, Template::Act, &act.head, |clerk| clerk.act(act))
}

/// An extract from a register about one record, with its history, in A4.
///
/// # Errors
///
/// As [`journal_paper`].
pub fn extract_paper(words: &Words, tongues: Tongues, extract: &Extract) -> Result<Vec<u8>, ReportError> {
    print(words, tongues, Template::Extract, &extract.head, |clerk| clerk.extract(extract))
}

/// Labels on sheets that are already cut, or on a roll.
///
/// # Errors
///
/// As [`journal_paper`].
pub fn labels_paper(words: &Words, tongues: Tongues, labels: &Labels) -> Result<Vec<u8>, ReportError> {
    print(words, tongues, Template::Labels, &labels.head, |clerk| clerk.labels(labels))
}

/// The sheet on which people sign that they know a document, in A4.
///
/// # Errors
///
/// As [`journal_paper`].
pub fn acknowledgement_paper(words: &Words, tongues: Tongues, sheet: &Acknowledgement) -> Result<Vec<u8>, ReportError> {
    print(words, tongues, Template::Acknowledgement, &sheet.head, |clerk| clerk.acknowledgement(sheet))
}

fn print(
    words: &Words,
    tongues: Tongues,
    template: Template,
    head: &OfficeHead,
    values: impl FnOnce(&Clerk<'_>) -> Dict,
) -> Result<Vec<u8>, ReportError> {
    let values = values(&Clerk::new(words, tongues, Faces::loaded()?));
    let parts = [template.file(), tongues.code()];
    press::print(template, values, &imprint_of(&head.about, head.made_at, head.offset, &parts)?)
}
