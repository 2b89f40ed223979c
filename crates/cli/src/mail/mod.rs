//! Letters about what falls due: one a day at most to each person, by `[mail]` of the configuration.
//!
//! [`post`] hands letters to a server, [`digest`] says who is told what, [`letter`] puts it into words, [`daily`] does it
//! every day.

pub(crate) mod daily;
mod digest;
pub(crate) mod letter;
pub(crate) mod post;
