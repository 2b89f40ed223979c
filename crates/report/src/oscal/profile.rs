//! Which clauses can bind an object of a class: as a profile of the catalogue, and as the catalogue that it chooses.

use std::collections::BTreeSet;

use talap_decree::catalog::Bearing;
use talap_decree::{Catalog, Clause};
use talap_model::ClauseId;

use super::control::Scope;
use super::wire::{self, CatalogDocument, Import, Link, Merge, ProfileDocument, SelectControl};
use super::{About, OscalError, back_matter, known, metadata, name, tree};
use crate::reach::{ObjectClass, Reach};

/// What made a resolved catalogue.
const TOOL: &str = concat!("talap ", env!("CARGO_PKG_VERSION"));

/// The profile of a class of objects: the clauses that can bind such an object, or an organisation as a whole.
///
/// # Errors
///
/// [`OscalError::NoClass`] and [`OscalError::Empty`].
pub fn profile(catalog: &Catalog, class: ObjectClass, about: &About) -> Result<ProfileDocument, OscalError> {
    let chosen = selected(catalog, class)?;
    let clauses = catalog.clauses().filter(|clause| chosen.contains(&clause.id));
    let with_ids: Vec<_> = clauses.map(|clause| name::control(&clause.id)).collect();
    if with_ids.is_empty() {
        return Err(OscalError::Empty { class });
    }
    let profile = wire::Profile {
        uuid: uuid(catalog, class),
        metadata: metadata(catalog, about, title(class)),
        imports: vec![Import {
            href: about.place.catalog().to_owned(),
            include_controls: vec![SelectControl { with_ids }],
        }],
        merge: Merge { as_is: true },
    };
    Ok(ProfileDocument { profile })
}

/// The catalogue that the profile of a class chooses (OSCAL's profile resolution): its controls in their groups, those
/// whose holder was not chosen moved up to the next that was. A link to a clause that was not chosen leads to the whole
/// catalogue.
///
/// # Errors
///
/// As [`profile`].
pub fn resolved(catalog: &Catalog, class: ObjectClass, about: &About) -> Result<CatalogDocument, OscalError> {
    let chosen = selected(catalog, class)?;
    if chosen.is_empty() {
        return Err(OscalError::Empty { class });
    }
    let scope = Scope { catalog, included: &chosen, elsewhere: Some(about.place.catalog()) };
    let mut metadata = metadata(catalog, about, title(class));
    metadata.props.push(known("resolution-tool", TOOL));
    metadata.props.push(known("source-profile-uuid", &uuid(catalog, class)));
    metadata.links.push(Link { href: about.place.profile(class), rel: Some("source-profile".to_owned()), text: None });
    let body = wire::Catalog {
        uuid: name::uuid(catalog.fingerprint(), &format!("resolved {class}")),
        metadata,
        groups: tree::groups(&scope),
        back_matter: back_matter(&scope),
    };
    Ok(CatalogDocument { catalog: body })
}

/// The clauses of a class's profile: those with a statement about organisations, or with one about objects that can bind
/// an object of the class; those that are an element of such a statement; and the lead-in lines over them.
///
/// # Errors
///
/// [`OscalError::NoClass`] when the catalogue has no trait for the class of an object.
pub fn selected(catalog: &Catalog, class: ObjectClass) -> Result<BTreeSet<&ClauseId>, OscalError> {
    let reach = Reach::of_class(catalog, class)?;
    let binding = |clause: &&Clause| match &clause.bearing {
        Bearing::Own => clause.statements.iter().any(|statement| reach.can_bind(statement)),
        Bearing::StatedIn(key) => catalog.statement(key).is_some_and(|statement| reach.can_bind(statement)),
        Bearing::LeadIn => false,
    };
    let clauses: Vec<&Clause> = catalog.clauses().filter(binding).collect();
    let over = clauses.iter().flat_map(|clause| tree::ancestors(catalog, clause));
    let led: BTreeSet<ClauseId> = over.collect();
    let lead_ins = catalog.clauses().filter(|clause| clause.bearing == Bearing::LeadIn && led.contains(&clause.id));
    Ok(clauses.into_iter().chain(lead_ins).map(|clause| &clause.id).collect())
}

fn title(class: ObjectClass) -> String {
    format!("Uniform requirements (Decree No. 832) for objects of class {class}")
}

fn uuid(catalog: &Catalog, class: ObjectClass) -> String {
    name::uuid(catalog.fingerprint(), &format!("profile {class}"))
}
