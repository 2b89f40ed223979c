//! Making callers, giving and taking roles.

use std::fmt;
use std::sync::Arc;

use talap_model::{Caller, Clock, Entropy, Identity, OrganisationId, RecordId, Right, Scope, Timestamp};
use talap_store::{Grant, GrantChange, Store, StoredAccount};

use crate::holding::Holding;
use crate::name::{account_of, holder, os_user};
use crate::{AccessError, Role};

/// The roles that the first user of a new installation gets.
const FIRST_ROLES: [Role; 3] = [Role::IsOfficer, Role::Administrator, Role::Registrar];

/// Who may do what, kept in the record store.
#[derive(Clone)]
pub struct Access {
    store: Store,
    clock: Arc<dyn Clock>,
    entropy: Arc<dyn Entropy>,
}

impl fmt::Debug for Access {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Access").field("store", &self.store).finish_non_exhaustive()
    }
}

/// A role that somebody holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoleGrant {
    /// Its identifier.
    pub id: RecordId,
    /// Who holds it, as [`Identity`] displays: `os:aigerim`.
    pub identity: String,
    /// The role.
    pub role: Role,
    /// The organisation that it reaches; all of them when there is none.
    pub organisation: Option<OrganisationId>,
    /// When it was given.
    pub granted_at: Timestamp,
    /// Who gave it.
    pub granted_by: String,
}

impl Access {
    /// Over a record store. The clock dates grants and the entropy names them.
    pub fn new(store: Store, clock: Arc<dyn Clock>, entropy: Arc<dyn Entropy>) -> Self {
        Self { store, clock, entropy }
    }

    /// The caller that a user of the operating system is; none when they hold no role. The operating system must have
    /// established the name (the user of this process, or of the other end of the local socket).
    ///
    /// # Errors
    ///
    /// [`AccessError`] for an impossible name, for grants that this version cannot read, or when the store fails.
    pub async fn caller_of_os_user(&self, name: &str) -> Result<Option<Caller>, AccessError> {
        let identity = os_user(name)?;
        let grants = self.store.grants_of(&identity.to_string()).await?;
        Holding::of(&grants)?.caller(identity)
    }

    /// The caller that an account's owner is; none when the account holds no role. Whoever calls this has established who it
    /// is, and that the account is not blocked.
    pub(crate) async fn caller_of_account(&self, name: &str) -> Result<Option<Caller>, AccessError> {
        let identity = Identity::Account(name.to_owned());
        let grants = self.store.grants_of(&identity.to_string()).await?;
        Holding::of(&grants)?.caller(identity)
    }

    /// Makes the first user of a new installation its information-security officer, administrator and registrar, over all
    /// organisations. Returns the grants, or none when roles have been given before; nothing changes then.
    ///
    /// # Errors
    ///
    /// [`AccessError`] for an impossible name, or when the store fails.
    pub async fn enrol_first(&self, name: &str) -> Result<Option<Vec<RoleGrant>>, AccessError> {
        let identity = os_user(name)?.to_string();
        let now = self.clock.now();
        let grants: Vec<_> =
            FIRST_ROLES.into_iter().map(|role| self.new_grant(&identity, role, None, now, &identity)).collect();
        let rows: Vec<_> = grants.iter().map(row_of).collect();
        Ok(self.store.add_first_grants(&rows).await?.then_some(grants))
    }

    /// Gives somebody a role over all organisations or over some, and returns what was given. The name is `user:NAME` for an
    /// account, and `os:NAME` or a bare name for a user of the operating system.
    ///
    /// All roles of one user reach the same organisations: a second role is given over exactly those of the first.
    ///
    /// # Errors
    ///
    /// [`AccessError::Forbidden`] without [`Right::GrantRoles`] over every organisation of the scope,
    /// [`AccessError::MixedScopes`], [`AccessError::AlreadyHeld`], [`AccessError::NoOrganisation`],
    /// [`AccessError::InvalidName`], [`AccessError::InvalidAccountName`], [`AccessError::NoAccount`], or
    /// [`AccessError::Store`].
    pub async fn grant(
        &self,
        caller: &Caller,
        name: &str,
        role: Role,
        scope: &Scope,
    ) -> Result<Vec<RoleGrant>, AccessError> {
        let identity = holder(name)?.to_string();
        let places = places(caller, scope)?;
        let (now, by) = (self.clock.now(), caller.identity().to_string());
        let added: Vec<_> = places.into_iter().map(|place| self.new_grant(&identity, role, place, now, &by)).collect();
        let rows: Vec<_> = added.iter().map(row_of).collect();
        let decide = |held: &[Grant], accounts: &[StoredAccount]| -> Result<GrantChange, AccessError> {
            // A role of an account that does not exist would go to whoever gets that name one day.
            if let Some(name) = account_of(&identity)
                && !accounts.iter().any(|account| account.name == name)
            {
                return Err(AccessError::NoAccount { name: name.to_owned() });
            }
            let mut theirs: Vec<_> = held.iter().filter(|grant| grant.identity == identity).cloned().collect();
            let same = |old: &Grant, new: &Grant| old.role == new.role && old.organisation == new.organisation;
            if rows.iter().any(|new| theirs.iter().any(|old| same(old, new))) {
                return Err(AccessError::AlreadyHeld { identity: identity.clone(), role });
            }
            theirs.extend(rows.iter().cloned());
            sound(&theirs, &identity)?;
            Ok(GrantChange { add: rows, revoke: Vec::new() })
        };
        self.store.change_grants(caller, now, decide).await?;
        Ok(added)
    }

    /// Takes a role from somebody, over all organisations or over some, and returns what was taken. Names are as in
    /// [`Self::grant`].
    ///
    /// # Errors
    ///
    /// [`AccessError::Forbidden`] without [`Right::GrantRoles`] over every organisation of the scope,
    /// [`AccessError::NotHeld`], [`AccessError::LastAdministrator`], [`AccessError::MixedScopes`],
    /// [`AccessError::NoOrganisation`], [`AccessError::InvalidName`], [`AccessError::InvalidAccountName`], or
    /// [`AccessError::Store`].
    pub async fn revoke(
        &self,
        caller: &Caller,
        name: &str,
        role: Role,
        scope: &Scope,
    ) -> Result<Vec<RoleGrant>, AccessError> {
        let identity = holder(name)?.to_string();
        let places = places(caller, scope)?;
        let mut taken = Vec::new();
        let decide = |held: &[Grant], accounts: &[StoredAccount]| -> Result<GrantChange, AccessError> {
            let is_theirs = |grant: &Grant| grant.identity == identity && grant.role == role.key();
            let (gone, kept): (Vec<_>, Vec<_>) =
                held.iter().cloned().partition(|grant| is_theirs(grant) && places.contains(&grant.organisation));
            if gone.len() != places.len() {
                return Err(AccessError::NotHeld { identity: identity.clone(), role });
            }
            if role == Role::Administrator && !kept.iter().any(|grant| is_acting_administrator(grant, accounts)) {
                return Err(AccessError::LastAdministrator { identity: identity.clone() });
            }
            let theirs: Vec<_> = kept.into_iter().filter(|grant| grant.identity == identity).collect();
            sound(&theirs, &identity)?;
            taken.clone_from(&gone);
            Ok(GrantChange { add: Vec::new(), revoke: gone.into_iter().map(|grant| grant.id).collect() })
        };
        self.store.change_grants(caller, self.clock.now(), decide).await?;
        taken.into_iter().map(role_grant).collect()
    }

    /// Who holds which role, by identity.
    ///
    /// # Errors
    ///
    /// [`AccessError::Forbidden`] without [`Right::ReadRoles`], [`AccessError::UnknownRole`] or [`AccessError::Store`].
    pub async fn list(&self, caller: &Caller) -> Result<Vec<RoleGrant>, AccessError> {
        self.store.all_grants(caller).await?.into_iter().map(role_grant).collect()
    }

    fn new_grant(
        &self,
        identity: &str,
        role: Role,
        organisation: Option<OrganisationId>,
        now: Timestamp,
        by: &str,
    ) -> RoleGrant {
        RoleGrant {
            id: RecordId::generate(now, self.entropy.as_ref()),
            identity: identity.to_owned(),
            role,
            organisation,
            granted_at: now,
            granted_by: by.to_owned(),
        }
    }
}

/// The rows that a scope stands for, once the caller's right to give roles reaches all of it.
pub(crate) fn places(caller: &Caller, scope: &Scope) -> Result<Vec<Option<OrganisationId>>, AccessError> {
    caller.require(Right::GrantRoles)?;
    match scope {
        Scope::All if *caller.scope() == Scope::All => Ok(vec![None]),
        Scope::All => {
            let who = caller.identity().to_string();
            Err(talap_model::Forbidden { who, right: Right::GrantRoles }.into())
        }
        Scope::Organisations(set) if set.is_empty() => Err(AccessError::NoOrganisation),
        Scope::Organisations(set) => {
            for organisation in set {
                caller.require_for(Right::GrantRoles, organisation)?;
            }
            Ok(set.iter().cloned().map(Some).collect())
        }
    }
}

fn sound(grants: &[Grant], identity: &str) -> Result<(), AccessError> {
    if Holding::of(grants)?.is_sound() {
        Ok(())
    } else {
        Err(AccessError::MixedScopes { identity: identity.to_owned() })
    }
}

pub(crate) fn is_full_administrator(grant: &Grant) -> bool {
    grant.role == Role::Administrator.key() && grant.organisation.is_none()
}

/// An administrator over all organisations who can act as one. Nobody can act by an account that is blocked, and nobody by
/// one without a password yet.
pub(crate) fn is_acting_administrator(grant: &Grant, accounts: &[StoredAccount]) -> bool {
    let can_act = |account: &StoredAccount| account.blocked_at.is_none() && account.password.is_some();
    is_full_administrator(grant)
        && account_of(&grant.identity)
            .is_none_or(|name| accounts.iter().any(|account| account.name == name && can_act(account)))
}

fn role_grant(row: Grant) -> Result<RoleGrant, AccessError> {
    Ok(RoleGrant {
        role: row.role.parse()?,
        id: row.id,
        identity: row.identity,
        organisation: row.organisation,
        granted_at: row.granted_at,
        granted_by: row.granted_by,
    })
}

fn row_of(grant: &RoleGrant) -> Grant {
    Grant {
        id: grant.id,
        identity: grant.identity.clone(),
        role: grant.role.key().to_owned(),
        organisation: grant.organisation.clone(),
        granted_at: grant.granted_at,
        granted_by: grant.granted_by.clone(),
    }
}
