//! Facts as tables, statements as queries: reads the registers and the events as tables, runs the checks over them, and
//! says for each statement and subject whether it is met, not met, unknown or not applicable, and why.
//!
//! # Invariants
//!
//! - A status is never better than its evidence: no row from a check, an expired statement or a failed check is `unknown`.
//! - Queries only read: no statement that defines, changes or configures anything is run, and no table outside the facts
//!   can be named.
//! - A caller sees the organisations in their scope, and registers of personal data only with the right to.
//! - No check asks the clock: `$now` and `$today` are bound from the [`Clock`](talap_model::Clock) that was passed in.
//! - This crate does not know how records are typed in, how events arrive, or the words of a reason.
//!
//! # How to add a check
//!
//! Write `checks/NAME.sql` as `checks/README.md` says, put its reasons into `locales/*/checks.ftl`, and name it in a
//! statement of the catalogue (`check = "NAME"`). The test `every_check_plans` runs it over empty tables.
//!
//! # Modules, in reading order
//!
//! [`checks`] (the SQL files), [`facts`] (registers and events as tables), `keeping` (how the ledger keeps events, as tables), [`session`] (one read-only SQL session), [`question`] (a person's question in SQL and its answer), `bounds` (how large one may be), `functions` (what one may call), `explained` (its plan, where that is asked for), `passing` (a step that looks at what passes), `held` (what the engine holds and does not count), `copied` (what it copies), `lengths` (how long values are), [`wide`] (other machines for queries that are too wide for one),
//! [`events`] (looking for events, and the language of the search box), [`parameters`] (numbers of the catalogue bound into a check), [`row`] (what a check returns), `attestation` (what people
//! stated), [`verdict`] (the assessment), [`soundness`] (whether the catalogue's checks can be run at all), [`reason`] (a verdict's reason as a sentence to say).

mod attestation;
mod bounds;
pub mod checks;
mod copied;
pub mod events;
mod explained;
pub mod facts;
mod functions;
mod held;
mod keeping;
mod lengths;
pub mod parameters;
mod passing;
pub mod question;
pub mod reason;
pub mod row;
pub mod session;
pub mod soundness;
mod sql_fault;
pub mod verdict;
pub mod wide;

pub use checks::{Checks, ChecksError};
pub use events::{EventQuery, EventRow, Search, SearchError};
pub use facts::Facts;
pub use question::Answer;
pub use session::{QueryError, Session};
pub use verdict::{AssessError, Assessor, Outcome, Population, Selection};
pub use wide::Wide;
