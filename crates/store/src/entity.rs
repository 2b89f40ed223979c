//! The tables as SeaORM sees them. Nothing outside this crate does: rows become domain values by hand, in [`crate::rows`].

pub(crate) mod account;
pub(crate) mod api_token;
pub(crate) mod assessment;
pub(crate) mod catalog_snapshot;
pub(crate) mod change;
pub(crate) mod clause_review;
pub(crate) mod file;
pub(crate) mod import;
pub(crate) mod import_change;
pub(crate) mod import_draft;
pub(crate) mod record;
pub(crate) mod role_grant;
pub(crate) mod saved_search;
pub(crate) mod session;
pub(crate) mod sign_in_link;
pub(crate) mod source_token;
pub(crate) mod verdict;
