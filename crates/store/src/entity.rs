//! The tables as SeaORM sees them. Nothing outside this crate does: rows become domain values by hand, in [`crate::rows`].

pub(crate) mod assessment;
pub(crate) mod change;
pub(crate) mod record;
pub(crate) mod role_grant;
pub(crate) mod verdict;
