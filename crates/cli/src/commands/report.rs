//! `talap report`: a paper about an object or an organisation, as PDF.

use std::path::PathBuf;
use std::process::ExitCode;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use talap_model::{Language, Message};

use crate::client;
use crate::commands::{Place, unexpected};
use crate::failure::Failure;
use crate::render::{self, Speech};
use crate::request::{Answer, Request};

/// What the paper is about, and where it goes.
pub(super) struct Asked {
    pub(super) object: Option<String>,
    pub(super) organisation: Option<String>,
    pub(super) language: Language,
    pub(super) out: PathBuf,
}

/// Makes the paper and writes the file.
pub(super) fn run(speech: &Speech, place: Place, asked: Asked) -> Result<ExitCode, Failure> {
    let Asked { object, organisation, language, out } = asked;
    let request = Request::Report { object, organisation, language: language.code().to_owned() };
    let data = place.folder.clone();
    let Answer::Paper { pdf } = client::ask(&place.folder, place.config, request, Vec::new())? else {
        return Err(unexpected());
    };
    let pdf = STANDARD.decode(pdf).map_err(|_| unexpected())?;
    // A paper in the place of a key or of the ledger would be the end of it.
    if data.holds(&out) {
        return Err(Failure::wrong_use(Message::new("report-in-data-folder").with("path", out.display().to_string())));
    }
    std::fs::write(&out, &pdf).map_err(|error| Failure::io("file-unwritable", &out, &error))?;
    let message = Message::new("report-written").with("path", out.display().to_string()).with("bytes", pdf.len());
    render::print(&speech.say(&message))?;
    Ok(ExitCode::SUCCESS)
}
