//! The papers.

use talap_locale::Words;
use talap_model::{Language, Timestamp};
use time::UtcOffset;
use typst::foundations::Datetime;

use crate::error::ReportError;
use crate::faces::Faces;
use crate::press::{self, Imprint, Template};
use crate::state::{Heading, ObjectState, OrganisationState};
use crate::values::{Scribe, local};

/// The paper on the state of one object: a PDF in A4, in the language asked for.
///
/// It takes seconds of computing when there are thousands of statements; a server calls it where it may block.
///
/// # Errors
///
/// [`ReportError`] when the paper cannot be typeset or written.
pub fn object_paper(words: &Words, language: Language, state: &ObjectState) -> Result<Vec<u8>, ReportError> {
    let values = Scribe::new(words, language, Faces::loaded()?).object(state);
    let heading = &state.heading;
    press::print(Template::Object, values, &imprint(heading, &["object", &state.id, language.code()])?)
}

/// The paper on the state of an organisation and its objects: a PDF in A4, in the language asked for.
///
/// # Errors
///
/// As [`object_paper`].
pub fn organisation_paper(
    words: &Words,
    language: Language,
    state: &OrganisationState,
) -> Result<Vec<u8>, ReportError> {
    let values = Scribe::new(words, language, Faces::loaded()?).organisation(state);
    press::print(Template::Organisation, values, &imprint(&state.heading, &["organisation", language.code()])?)
}

fn imprint(heading: &Heading, parts: &[&str]) -> Result<Imprint, ReportError> {
    imprint_of(&heading.organisation_id, heading.made_at, heading.offset, parts)
}

/// What identifies the PDF of a paper about something, made at a moment.
pub(crate) fn imprint_of(
    about: &str,
    made_at: Timestamp,
    offset: UtcOffset,
    parts: &[&str],
) -> Result<Imprint, ReportError> {
    let identity = format!("talap {about} {} {}", parts.join(" "), made_at.micros());
    let made_at = pdf_moment(made_at, offset);
    Ok(Imprint { identity, made_at: made_at.ok_or_else(|| ReportError::Pdf { detail: "no date".to_owned() })? })
}

fn pdf_moment(at: Timestamp, offset: UtcOffset) -> Option<typst_pdf::Timestamp> {
    let local = local(at, offset);
    let (year, month, day) = (local.year(), u8::from(local.month()), local.day());
    let moment = Datetime::from_ymd_hms(year, month, day, local.hour(), local.minute(), local.second())?;
    typst_pdf::Timestamp::new_local(moment, i32::from(offset.whole_minutes()))
}
