//! Witnesses (C2SP tlog-witness): somebody else, on another host, who signs that a checkpoint continues all that they saw before.
//! Whoever rewrites, forks or rolls back a ledger, even with its true key, gets no cosignature any more.
//!
//! [`Witness`] judges what ledgers submit and remembers, per ledger, the size and the root it saw last; [`Submission`] is what
//! a ledger sends, and [`submit`] sends it and says what came of it.

mod judge;
mod request;
mod submit;

#[cfg(fuzzing)]
pub(crate) use judge::judge_damaged;
pub use judge::{Reply, Witness, WitnessError};
pub use request::{LARGEST_REQUEST, MalformedRequest, Submission};
pub use submit::{Round, SubmitError, Verdict, submit};
