//! Informatization objects.

use std::str::FromStr;

use crate::id::InvalidId;
use crate::{Localized, ObjectId, OrganisationId, TraitSet};

/// The kinds of informatization object that the decree tells apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ObjectKind {
    /// An information system.
    InformationSystem,
    /// An Internet resource.
    InternetResource,
    /// An electronic information resource.
    ElectronicInformationResource,
    /// Software.
    Software,
    /// A technological platform.
    TechnologicalPlatform,
    /// A hardware-software complex.
    HardwareSoftwareComplex,
    /// A network: local, departmental or of telecommunications.
    Network,
    /// A server room.
    ServerRoom,
}

impl ObjectKind {
    /// All kinds.
    pub const ALL: [Self; 8] = [
        Self::InformationSystem,
        Self::InternetResource,
        Self::ElectronicInformationResource,
        Self::Software,
        Self::TechnologicalPlatform,
        Self::HardwareSoftwareComplex,
        Self::Network,
        Self::ServerRoom,
    ];

    /// The kind as data files write it; its words are in the locales under `object-kind-…`.
    pub fn key(self) -> &'static str {
        match self {
            Self::InformationSystem => "information_system",
            Self::InternetResource => "internet_resource",
            Self::ElectronicInformationResource => "electronic_information_resource",
            Self::Software => "software",
            Self::TechnologicalPlatform => "technological_platform",
            Self::HardwareSoftwareComplex => "hardware_software_complex",
            Self::Network => "network",
            Self::ServerRoom => "server_room",
        }
    }
}

impl FromStr for ObjectKind {
    type Err = InvalidId;
    fn from_str(text: &str) -> Result<Self, InvalidId> {
        Self::ALL
            .into_iter()
            .find(|kind| kind.key() == text)
            .ok_or_else(|| InvalidId { kind: "object kind", text: text.to_owned() })
    }
}

/// An informatization object of an organisation.
#[derive(Debug, Clone, PartialEq)]
pub struct Object {
    /// Its identifier, unique among all objects.
    pub id: ObjectId,
    /// Whose it is.
    pub organisation: OrganisationId,
    /// What it is.
    pub kind: ObjectKind,
    /// Its name.
    pub name: Localized,
    /// What is true of it.
    pub traits: TraitSet,
}
