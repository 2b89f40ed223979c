//! Organisations that the decree binds.

use crate::{Localized, OrganisationId, TraitSet};

/// An organisation: a state body, a local executive body, a quasi-public company, an owner of critical infrastructure.
#[derive(Debug, Clone, PartialEq)]
pub struct Organisation {
    /// Its identifier.
    pub id: OrganisationId,
    /// Its name.
    pub name: Localized,
    /// What is true of it.
    pub traits: TraitSet,
}
