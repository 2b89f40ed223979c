//! The catalogue as OSCAL 1.2.1: a catalogue of controls, a profile for each class of object, and what a profile chooses.
//!
//! A section of the decree is a group, a clause a control, a statement an item of the control's statement, and a number of
//! the decree a parameter, which the English words insert. What OSCAL has no name for has one in Talap's own namespace,
//! `https://talap.kz/ns/oscal`.
//!
//! # Invariants
//!
//! - The same catalogue and the same [`About`] give the same document.
//! - A document of a checked catalogue passes [`fn@check`] and [`check_profile`].
//! - A profile leaves out a clause only when no object of its class could be bound by it.
//!
//! # Modules, in reading order
//!
//! [`wire`] (the JSON), `name` (identifiers), `markup` (prose), `control` (a clause), `tree` (clauses below clauses),
//! `profile` (which clauses bind a class), `check` (what a document refers to).

mod check;
mod control;
mod markup;
pub(crate) mod name;
mod profile;
#[cfg(test)]
mod tests;
mod tree;
pub mod wire;

use std::collections::BTreeSet;

use serde::Serialize;
use talap_decree::Catalog;
use talap_model::time::format_date;
use talap_model::{Explain, Message, Timestamp};

pub use check::{Fault, check, check_profile};
use control::Scope;
pub use profile::{profile, resolved, selected};
use wire::{BackMatter, CatalogDocument, Metadata, Property};

use crate::reach::ObjectClass;

/// The title of the catalogue.
const TITLE: &str = "Uniform requirements in the field of information and communication technologies and information \
                     security (Decree of the Government of the Republic of Kazakhstan No. 832 of 20 December 2016)";

/// What a reader of a document must know of it.
const REMARKS: &str = "The statements restate the decree in Talap's own words and do not carry its text. The official text \
                       in Kazakh decides.";

/// What a document says of itself, beside the catalogue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct About {
    /// When it is made.
    pub made_at: Timestamp,
    /// Where it lies with the other documents.
    pub place: Place,
}

/// Where documents lie, and so how they name each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// In one folder, or under one address, by the names of [`CATALOG_FILE`], [`profile_file`] and [`resolved_file`].
    Folder,
    /// In a workspace of compliance-trestle, imported as `talap`, and the profiles as `talap-class-1` and so on.
    Trestle,
}

impl Place {
    /// Where the whole catalogue is.
    fn catalog(self) -> &'static str {
        match self {
            Self::Folder => CATALOG_FILE,
            Self::Trestle => "trestle://catalogs/talap/catalog.json",
        }
    }

    /// Where the profile of a class is.
    fn profile(self, class: ObjectClass) -> String {
        match self {
            Self::Folder => profile_file(class),
            Self::Trestle => format!("trestle://profiles/talap-class-{class}/profile.json"),
        }
    }
}

/// The name of the catalogue's file.
pub const CATALOG_FILE: &str = "catalog.json";

/// The name of the file of a class's profile.
pub fn profile_file(class: ObjectClass) -> String {
    format!("profile-class-{class}.json")
}

/// The name of the file of the catalogue that a class's profile chooses.
pub fn resolved_file(class: ObjectClass) -> String {
    format!("resolved-class-{class}.json")
}

/// A document could not be made.
#[derive(Debug, thiserror::Error)]
pub enum OscalError {
    /// The catalogue has no trait for the class of an object.
    #[error("the catalogue has no trait for the class of an object")]
    NoClass,
    /// No clause can bind an object of a class, and OSCAL has no profile without controls.
    #[error("no clause can bind an object of class {class}")]
    Empty {
        /// The class.
        class: ObjectClass,
    },
    /// The document could not be written.
    #[error("the document cannot be written as JSON")]
    Json(#[source] serde_json::Error),
}

impl Explain for OscalError {
    fn explain(&self) -> Message {
        match self {
            Self::NoClass => Message::new("report-oscal-no-class"),
            Self::Empty { class } => Message::new("report-oscal-empty").with("class", f64::from(class.number())),
            Self::Json(source) => Message::new("report-oscal-failed").with("cause", source.to_string()),
        }
    }
}

/// The whole catalogue.
pub fn catalog(catalog: &Catalog, about: &About) -> CatalogDocument {
    let all = catalog.clauses().map(|clause| &clause.id).collect();
    let scope = Scope { catalog, included: &all, elsewhere: None };
    let body = wire::Catalog {
        uuid: name::uuid(catalog.fingerprint(), "catalog"),
        metadata: metadata(catalog, about, TITLE.to_owned()),
        groups: tree::groups(&scope),
        back_matter: back_matter(&scope),
    };
    CatalogDocument { catalog: body }
}

/// A document's bytes: JSON with a line for each value, and a line break at the end.
///
/// # Errors
///
/// [`OscalError::Json`], which the documents of this crate do not cause.
pub fn to_json(document: &impl Serialize) -> Result<Vec<u8>, OscalError> {
    let mut bytes = serde_json::to_vec_pretty(document).map_err(OscalError::Json)?;
    bytes.push(b'\n');
    Ok(bytes)
}

fn metadata(catalog: &Catalog, about: &About, title: String) -> Metadata {
    let short: String = catalog.fingerprint().chars().take(12).collect();
    let redaction = catalog.recorded.redaction.map(format_date);
    let version = redaction.as_ref().map_or_else(|| short.clone(), |day| format!("{day}+{short}"));
    let mut props = vec![own("fingerprint", catalog.fingerprint())];
    props.extend(redaction.map(|day| own("redaction", &day)));
    Metadata {
        title,
        last_modified: about.made_at.to_string(),
        version,
        oscal_version: wire::OSCAL_VERSION.to_owned(),
        props,
        links: Vec::new(),
        remarks: Some(REMARKS.to_owned()),
    }
}

/// The acts that the clauses of a document cite.
fn back_matter(scope: &Scope<'_>) -> Option<BackMatter> {
    let clauses = scope.catalog.clauses().filter(|clause| scope.included.contains(&clause.id));
    let cited: BTreeSet<&str> = clauses.flat_map(control::acts).collect();
    let acts = scope.catalog.acts.iter().filter(|act| cited.contains(act.key.as_str()));
    let resources: Vec<_> = acts.map(|act| control::resource(scope.catalog, act)).collect();
    (!resources.is_empty()).then_some(BackMatter { resources })
}

/// A property of OSCAL's own.
fn known(name: &str, value: &str) -> Property {
    Property { name: name.to_owned(), ns: None, value: markup::line(value), class: None, group: None }
}

/// A property of Talap's.
fn own(name: &str, value: &str) -> Property {
    Property { ns: Some(name::NS.to_owned()), ..known(name, value) }
}
