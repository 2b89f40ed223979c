//! Who asks, with what they may do. Every service method takes a [`Caller`] and checks the right it needs.

use std::collections::BTreeSet;
use std::str::FromStr;

use crate::OrganisationId;
use crate::message::{Explain, Message};

/// What a caller may do. There is no right to change, delete or switch off events, so no role can hold one (UR 38.6).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Right {
    /// Read organisations, objects and the registers that hold no personal data.
    ReadRecords,
    /// Read registers that hold personal data.
    ReadPersonalData,
    /// Add and change records.
    WriteRecords,
    /// Add and change organisations, objects and sources of events.
    WriteStructure,
    /// Read events.
    ReadEvents,
    /// Hand events in, as a receiver or an import does.
    AppendEvents,
    /// Run an assessment and keep its results.
    Assess,
    /// Read verdicts.
    ReadVerdicts,
    /// State compliance for statements of mode `attested`.
    Attest,
    /// Give and take roles.
    GrantRoles,
    /// Read who has which role.
    ReadRoles,
}

impl Right {
    /// All rights.
    pub const ALL: [Self; 11] = [
        Self::ReadRecords,
        Self::ReadPersonalData,
        Self::WriteRecords,
        Self::WriteStructure,
        Self::ReadEvents,
        Self::AppendEvents,
        Self::Assess,
        Self::ReadVerdicts,
        Self::Attest,
        Self::GrantRoles,
        Self::ReadRoles,
    ];

    /// The right as messages and logs write it; its words are in the locales under `right-…`.
    pub fn key(self) -> &'static str {
        match self {
            Self::ReadRecords => "read-records",
            Self::ReadPersonalData => "read-personal-data",
            Self::WriteRecords => "write-records",
            Self::WriteStructure => "write-structure",
            Self::ReadEvents => "read-events",
            Self::AppendEvents => "append-events",
            Self::Assess => "assess",
            Self::ReadVerdicts => "read-verdicts",
            Self::Attest => "attest",
            Self::GrantRoles => "grant-roles",
            Self::ReadRoles => "read-roles",
        }
    }
}

impl FromStr for Right {
    type Err = UnknownRight;
    fn from_str(text: &str) -> Result<Self, UnknownRight> {
        let found = Self::ALL.into_iter().find(|right| right.key() == text);
        found.ok_or_else(|| UnknownRight { text: text.to_owned() })
    }
}

/// A text that names no right.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{text:?} is not a right")]
pub struct UnknownRight {
    /// The text as it came.
    pub text: String,
}

impl Explain for UnknownRight {
    fn explain(&self) -> Message {
        let known = Right::ALL.map(Right::key).join(", ");
        Message::new("right-unknown").with("text", self.text.as_str()).with("known", known)
    }
}

/// Who a caller is.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Identity {
    /// A user of the operating system that Talap runs on, by name.
    OsUser(String),
    /// A person who signs in to pages and the API, by the name of their account.
    Account(String),
    /// A part of Talap acting by itself, such as a receiver or the periodic assessment.
    Service(&'static str),
}

impl std::fmt::Display for Identity {
    /// `os:aigerim`, `user:aigerim`, `talap:collect`: the form that records and events keep.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::OsUser(name) => write!(f, "os:{name}"),
            Self::Account(name) => write!(f, "user:{name}"),
            Self::Service(name) => write!(f, "talap:{name}"),
        }
    }
}

/// The organisations that a caller's rights reach.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Scope {
    /// All of them.
    All,
    /// These only.
    Organisations(BTreeSet<OrganisationId>),
}

/// Proof of who asks and what they may do, made by `access` alone (`cargo xtask tidy` refuses [`Caller::establish`]
/// elsewhere outside tests).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Caller {
    identity: Identity,
    rights: BTreeSet<Right>,
    scope: Scope,
    roles: BTreeSet<&'static str>,
}

impl Caller {
    /// Makes a caller once an identity is established. Only `access` calls this.
    pub fn establish(identity: Identity, rights: impl IntoIterator<Item = Right>, scope: Scope) -> Self {
        Self { identity, rights: rights.into_iter().collect(), scope, roles: BTreeSet::new() }
    }

    /// The caller with the roles that they hold, by key. Only `access` calls this.
    #[must_use]
    pub fn holding(mut self, roles: impl IntoIterator<Item = &'static str>) -> Self {
        self.roles.extend(roles);
        self
    }

    /// The roles that they hold, by key. What a role may do is said by rights; a step that only some may take names roles.
    pub fn roles(&self) -> impl Iterator<Item = &'static str> {
        self.roles.iter().copied()
    }

    /// Who it is.
    pub fn identity(&self) -> &Identity {
        &self.identity
    }

    /// The organisations that the rights reach.
    pub fn scope(&self) -> &Scope {
        &self.scope
    }

    /// Whether the caller holds a right at all.
    pub fn has(&self, right: Right) -> bool {
        self.rights.contains(&right)
    }

    /// Whether the caller's rights reach an organisation.
    pub fn reaches(&self, organisation: &OrganisationId) -> bool {
        match &self.scope {
            Scope::All => true,
            Scope::Organisations(set) => set.contains(organisation),
        }
    }

    /// Demands a right.
    ///
    /// # Errors
    ///
    /// [`Forbidden`] when the caller does not hold it.
    pub fn require(&self, right: Right) -> Result<(), Forbidden> {
        if self.has(right) { Ok(()) } else { Err(self.refusal(right)) }
    }

    /// Demands a right over one organisation.
    ///
    /// # Errors
    ///
    /// [`Forbidden`], the same whether the right or the reach is missing.
    pub fn require_for(&self, right: Right, organisation: &OrganisationId) -> Result<(), Forbidden> {
        if self.has(right) && self.reaches(organisation) { Ok(()) } else { Err(self.refusal(right)) }
    }

    fn refusal(&self, right: Right) -> Forbidden {
        Forbidden { who: self.identity.to_string(), right }
    }
}

/// A caller lacks a right, or their rights do not reach the organisation.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{who} may not {}", right.key())]
pub struct Forbidden {
    /// Who asked.
    pub who: String,
    /// What they lack.
    pub right: Right,
}

impl Explain for Forbidden {
    fn explain(&self) -> Message {
        Message::new("forbidden")
            .with("who", self.who.as_str())
            .with("right", Message::new(format!("right-{}", self.right.key())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_right_over_one_organisation_does_not_reach_another() {
        let mine = OrganisationId::new("mine").unwrap();
        let other = OrganisationId::new("other").unwrap();
        let scope = Scope::Organisations([mine.clone()].into());
        let caller = Caller::establish(Identity::OsUser("a".into()), [Right::ReadEvents], scope);
        assert!(caller.require_for(Right::ReadEvents, &mine).is_ok());
        assert!(caller.require_for(Right::ReadEvents, &other).is_err());
        assert!(caller.require(Right::WriteRecords).is_err());
    }

    #[test]
    fn a_right_is_known_by_its_key() {
        for right in Right::ALL {
            assert_eq!(right.key().parse(), Ok(right));
        }
        for bad in ["", "root", "Assess", "read_events"] {
            assert!(bad.parse::<Right>().is_err(), "{bad}");
        }
    }

    #[test]
    fn identities_of_different_kinds_read_differently() {
        let kinds = [Identity::OsUser("a".into()), Identity::Account("a".into()), Identity::Service("a")];
        assert_eq!(kinds.map(|identity| identity.to_string()), ["os:a", "user:a", "talap:a"]);
    }
}
