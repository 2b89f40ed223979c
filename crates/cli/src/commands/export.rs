//! `talap catalog export`: the catalogue as OSCAL documents, or as a workbook that a lawyer can comment in.

use std::path::Path;
use std::process::ExitCode;

use talap_decree::catalog::Catalog;
use talap_model::{Clock, Message};
use talap_report::oscal::{self, About, Place};
use talap_report::{ObjectClass, workbook};

use crate::config::Config;
use crate::failure::Failure;
use crate::load;
use crate::render::{self, Speech};
use crate::system::SystemClock;

/// What the catalogue is written as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Format {
    /// A catalog, and a profile and its resolved catalog for each class of object, in a folder.
    Oscal,
    /// The same, naming each other as compliance-trestle wants it.
    Trestle,
    /// One workbook.
    Xlsx,
}

impl Format {
    /// As the command line has it.
    pub(crate) const NAMES: [&str; 3] = ["oscal", "trestle", "xlsx"];

    /// Reads it.
    pub(crate) fn of(text: &str) -> Option<Self> {
        [Self::Oscal, Self::Trestle, Self::Xlsx]
            .into_iter()
            .zip(Self::NAMES)
            .find(|(_, name)| *name == text)
            .map(|(format, _)| format)
    }
}

/// Writes.
pub(super) fn run(speech: &Speech, config: &Config, format: Format, out: &Path) -> Result<ExitCode, Failure> {
    let catalog = load::catalog(&config.folders)?;
    let written = match format {
        Format::Xlsx => {
            let bytes = workbook(speech.words(), speech.language(), &catalog, SystemClock.now())?;
            vec![write(out, &bytes)?]
        }
        Format::Oscal => documents(&catalog, Place::Folder, out)?,
        Format::Trestle => documents(&catalog, Place::Trestle, out)?,
    };
    for path in written {
        render::print(&speech.say(&Message::new("catalog-exported").with("path", path)))?;
    }
    Ok(ExitCode::SUCCESS)
}

fn documents(catalog: &Catalog, place: Place, folder: &Path) -> Result<Vec<String>, Failure> {
    std::fs::create_dir_all(folder).map_err(|error| Failure::io("file-unwritable", folder, &error))?;
    let about = About { made_at: SystemClock.now(), place };
    let mut written =
        vec![write(&folder.join(oscal::CATALOG_FILE), &oscal::to_json(&oscal::catalog(catalog, &about))?)?];
    for class in ObjectClass::ALL {
        let profile = oscal::to_json(&oscal::profile(catalog, class, &about)?)?;
        written.push(write(&folder.join(oscal::profile_file(class)), &profile)?);
        let resolved = oscal::to_json(&oscal::resolved(catalog, class, &about)?)?;
        written.push(write(&folder.join(oscal::resolved_file(class)), &resolved)?);
    }
    Ok(written)
}

fn write(path: &Path, bytes: &[u8]) -> Result<String, Failure> {
    std::fs::write(path, bytes).map_err(|error| Failure::io("file-unwritable", path, &error))?;
    Ok(path.display().to_string())
}
