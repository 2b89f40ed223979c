//! Typesetting: a template and its values become pages, and pages a PDF.

use std::sync::OnceLock;

use typst::diag::{FileError, FileResult, SourceDiagnostic};
use typst::ecow::EcoVec;
use typst::foundations::{Bytes, Datetime, Dict, Duration, Smart};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt, World};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards, Timestamp};

use crate::error::ReportError;
use crate::faces::Faces;

/// The papers that can be typeset.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Template {
    /// The state of an object.
    Object,
    /// The state of an organisation.
    Organisation,
    /// A register as a journal or a list.
    Journal,
    /// An act about a record.
    Act,
    /// An extract about a record.
    Extract,
    /// Labels.
    Labels,
    /// The sheet on which people sign that they know a document.
    Acknowledgement,
}

/// The templates' files, by the names under which they import each other.
const FILES: [(&str, &str); 9] = [
    ("/acknowledgement.typ", include_str!("../templates/acknowledgement.typ")),
    ("/act.typ", include_str!("../templates/act.typ")),
    ("/extract.typ", include_str!("../templates/extract.typ")),
    ("/journal.typ", include_str!("../templates/journal.typ")),
    ("/labels.typ", include_str!("../templates/labels.typ")),
    ("/object.typ", include_str!("../templates/object.typ")),
    ("/office.typ", include_str!("../templates/office.typ")),
    ("/organisation.typ", include_str!("../templates/organisation.typ")),
    ("/parts.typ", include_str!("../templates/parts.typ")),
];

impl Template {
    /// The file that the typesetter begins with.
    pub(crate) fn file(self) -> &'static str {
        match self {
            Self::Object => "/object.typ",
            Self::Organisation => "/organisation.typ",
            Self::Journal => "/journal.typ",
            Self::Act => "/act.typ",
            Self::Extract => "/extract.typ",
            Self::Labels => "/labels.typ",
            Self::Acknowledgement => "/acknowledgement.typ",
        }
    }
}

/// What identifies a PDF beside its pages.
pub(crate) struct Imprint {
    /// What tells the paper apart from every other one; only its hash is written.
    pub(crate) identity: String,
    /// When the paper was made.
    pub(crate) made_at: Timestamp,
}

/// Typesets a paper. What it was made of is taken apart and the caches' memory given back beside whoever goes on with the
/// bytes: for a long journal that takes half a second.
///
/// # Errors
///
/// [`ReportError`] when the paper cannot be laid out, or not as an archival and accessible PDF.
pub(crate) fn print(template: Template, values: Dict, imprint: &Imprint) -> Result<Vec<u8>, ReportError> {
    let document = lay_out(template, values).map(|(document, _)| document);
    let bytes = document.as_ref().map_err(Clone::clone).and_then(|document| export(document, imprint));
    std::thread::spawn(move || {
        drop(document);
        typst::comemo::evict(0);
    });
    bytes
}

/// The pages, and what the typesetter was not content with.
fn lay_out(template: Template, values: Dict) -> Result<(PagedDocument, EcoVec<SourceDiagnostic>), ReportError> {
    let laid_out = typst::compile::<PagedDocument>(&Desk::new(template, values)?);
    match laid_out.output {
        Ok(document) => Ok((document, laid_out.warnings)),
        Err(faults) => Err(ReportError::Layout { detail: told(&faults) }),
    }
}

fn export(document: &PagedDocument, imprint: &Imprint) -> Result<Vec<u8>, ReportError> {
    let standards = PdfStandards::new(&[PdfStandard::A_2a, PdfStandard::Ua_1])
        .map_err(|fault| ReportError::Pdf { detail: fault.message().to_string() })?;
    let options = PdfOptions {
        ident: Smart::Custom(imprint.identity.clone()),
        creator: Smart::Custom(Some("Talap".to_owned())),
        timestamp: Some(imprint.made_at),
        standards,
        ..PdfOptions::default()
    };
    typst_pdf::pdf(document, &options).map_err(|faults| ReportError::Pdf { detail: told(&faults) })
}

fn told(faults: &EcoVec<SourceDiagnostic>) -> String {
    let mut texts: Vec<String> = faults.iter().map(|fault| fault.message.to_string()).collect();
    texts.dedup();
    texts.join("; ")
}

/// What the typesetter may see: the templates, the values and the faces; no file system, network or clock.
struct Desk {
    library: LazyHash<Library>,
    faces: &'static Faces,
    sources: &'static [Source],
    main: FileId,
}

impl Desk {
    fn new(template: Template, values: Dict) -> Result<Self, ReportError> {
        let sources = sources()?;
        let found = FILES.iter().zip(sources).find(|((name, _), _)| *name == template.file());
        let main = found.map(|(_, source)| source.id()).ok_or_else(|| unknown(template.file()))?;
        let library = LazyHash::new(Library::builder().with_inputs(values).build());
        Ok(Self { library, faces: Faces::loaded()?, sources, main })
    }
}

fn unknown(file: &str) -> ReportError {
    ReportError::Layout { detail: format!("no template {file}") }
}

/// The templates, parsed once in the life of the process.
fn sources() -> Result<&'static [Source], ReportError> {
    static PARSED: OnceLock<Result<Vec<Source>, ReportError>> = OnceLock::new();
    let parse = |(name, text): &(&str, &str)| {
        let path = VirtualPath::new(name).map_err(|_| unknown(name))?;
        Ok(Source::new(RootedPath::new(VirtualRoot::Project, path).intern(), (*text).to_owned()))
    };
    PARSED.get_or_init(|| FILES.iter().map(parse).collect()).as_deref().map_err(Clone::clone)
}

impl World for Desk {
    fn library(&self) -> &LazyHash<Library> {
        &self.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &self.faces.book
    }

    fn main(&self) -> FileId {
        self.main
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        let found = self.sources.iter().find(|source| source.id() == id);
        found.cloned().ok_or_else(|| FileError::Other(None))
    }

    fn file(&self, _: FileId) -> FileResult<Bytes> {
        Err(FileError::Other(None))
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.faces.fonts.get(index).cloned()
    }

    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}

#[cfg(test)]
mod tests;
