//! What one identity holds: its roles, and the organisations that all of them reach.
//!
//! A [`Caller`] has one set of rights and one scope. Were somebody a registrar of one organisation and an auditor of
//! another, the union of rights over the union of organisations would let them write where they may only read. So all
//! roles of an identity reach the same organisations, and a grant that would part them is refused.

use std::collections::{BTreeMap, BTreeSet};

use talap_model::{Caller, Identity, OrganisationId, Scope};
use talap_store::Grant;

use crate::{AccessError, Role};

/// The roles of one identity with the scope of each.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Holding(BTreeMap<Role, Reach>);

/// The grants of one role: over everything, over single organisations.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
struct Reach {
    all: bool,
    organisations: BTreeSet<OrganisationId>,
}

impl Holding {
    /// What the grants of one identity make.
    pub(crate) fn of<'a>(grants: impl IntoIterator<Item = &'a Grant>) -> Result<Self, AccessError> {
        let mut roles: BTreeMap<Role, Reach> = BTreeMap::new();
        for grant in grants {
            let reach = roles.entry(grant.role.parse()?).or_default();
            match &grant.organisation {
                None => reach.all = true,
                Some(organisation) => drop(reach.organisations.insert(organisation.clone())),
            }
        }
        Ok(Self(roles))
    }

    /// The one scope of all roles; none when there is no role, or when the roles do not share one.
    pub(crate) fn scope(&self) -> Option<Scope> {
        let mut reaches = self.0.values();
        let first = reaches.next()?;
        let plain = !first.all || first.organisations.is_empty();
        (plain && reaches.all(|reach| reach == first))
            .then(|| if first.all { Scope::All } else { Scope::Organisations(first.organisations.clone()) })
    }

    /// Nobody, or somebody whose roles share one scope.
    pub(crate) fn is_sound(&self) -> bool {
        self.0.is_empty() || self.scope().is_some()
    }

    /// The caller that the roles make of an identity; none when there is no role.
    pub(crate) fn caller(&self, identity: Identity) -> Result<Option<Caller>, AccessError> {
        if self.0.is_empty() {
            return Ok(None);
        }
        let Some(scope) = self.scope() else { return Err(AccessError::MixedScopes { identity: identity.to_string() }) };
        let rights = self.0.keys().flat_map(|role| role.rights()).copied();
        let roles = self.0.keys().map(|role| role.key());
        Ok(Some(Caller::establish(identity, rights, scope).holding(roles)))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use talap_model::{RecordId, Right, Timestamp};

    use super::*;

    struct Zero;

    impl talap_model::Entropy for Zero {
        fn fill(&self, bytes: &mut [u8]) {
            bytes.fill(0);
        }
    }

    fn grant(role: usize, place: usize) -> Grant {
        let at = Timestamp::from_micros(0);
        Grant {
            id: RecordId::generate(at, &Zero),
            identity: "os:a".into(),
            role: Role::ALL[role].key().into(),
            organisation: ["akimat", "school", "clinic"].get(place).map(|id| id.parse().unwrap()),
            granted_at: at,
            granted_by: "os:b".into(),
        }
    }

    proptest! {
        #[test]
        fn no_caller_has_a_right_where_no_grant_gives_it(
            picks in proptest::collection::vec((0..Role::ALL.len(), 0..4_usize), 0..5)
        ) {
            let grants: Vec<_> = picks.into_iter().map(|(role, place)| grant(role, place)).collect();
            let held = Holding::of(&grants).unwrap();
            let caller = held.caller(Identity::OsUser("a".into()));
            prop_assert_eq!(caller.is_ok(), held.is_sound());
            let Ok(Some(caller)) = caller else { return Ok(()) };
            for place in ["akimat", "school", "clinic", "elsewhere"] {
                let place = OrganisationId::new(place).unwrap();
                for right in Right::ALL {
                    let given = grants.iter().any(|grant| {
                        grant.organisation.as_ref().is_none_or(|over| *over == place)
                            && grant.role.parse::<Role>().unwrap().rights().contains(&right)
                    });
                    prop_assert_eq!(caller.require_for(right, &place).is_ok(), given, "{:?} {}", right, place);
                }
            }
        }
    }
}
