//! Working days of Kazakhstan as data, and deadlines in the form that other calendars read (RFC 5545).
//!
//! # Invariants
//!
//! - A day is never moved here: what falls due on a day off keeps its day, and the last working day before it is told beside it.
//! - A year that nobody held against a published calendar is told as such.
//! - A feed is the same bytes as long as what it tells is the same, so that its digest can stand for it.
//!
//! # How to add a year
//!
//! `calendar/README.md` says it: the days are data, not code.
//!
//! # Modules, in reading order
//!
//! [`days`](mod@days), [`feed`](mod@feed); `wire` beneath the first.

pub mod days;
pub mod feed;
mod wire;

pub use days::{CalendarError, Day, Holiday, Moved, WorkingDays};
pub use feed::{Entry, Feed};
