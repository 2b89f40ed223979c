//! People, roles and rights: makes the [`talap_model::Caller`] that every other room asks for.
//!
//! # Invariants
//!
//! - Only this crate calls [`talap_model::Caller::establish`] outside tests: for an identity that the operating system or
//!   a password established, from the roles in the store, or for a [`Service`] of Talap itself.
//! - No role can change, delete or switch off events: no such right exists (UR 38.6).
//! - All roles of one identity reach the same organisations, so that the union of their rights widens none of them.
//! - Nobody gives a role beyond their own reach, and one administrator over all organisations always remains.
//! - A secret is shown once and never kept: links, sessions and tokens are known by their hashes, passwords by slow ones.
//! - A name that nobody has is answered like a wrong password: as late, and locked as soon.
//! - What happened is returned as values; the caller of this crate writes it to the ledger.
//!
//! # How to add a role
//!
//! Add a variant to [`Role`] with its key, rights and name, a line in the test of the table of roles and rights, and
//! `access-role-…` to the three locales.
//!
//! # Modules, in reading order
//!
//! [`role`], [`service`], `holding`, `name`, [`access`], [`error`]; then [`accounts`].

pub mod access;
pub mod accounts;
pub mod error;
mod holding;
mod name;
pub mod role;
pub mod service;

pub use access::{Access, RoleGrant};
pub use accounts::{
    Account, AccountError, Accounts, ApiToken, CalendarLink, LinkState, NoVisit, Origin, PasswordRefusal, Policy,
    Secret, SessionInfo, SignInError, SignedIn, SourceToken, Visit,
};
pub use error::AccessError;
pub use role::{Role, UnknownRole};
pub use service::Service;
