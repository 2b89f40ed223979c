//! The HTTP face of Talap: pages in three languages for people, and an API for programs. The only crate that knows HTML.
//!
//! # Invariants
//!
//! - Every route stands in one table ([`routes`](mod@routes)) with what it needs; the gate before every handler lets nobody else
//!   pass, and the rooms behind demand the same of the caller once more.
//! - A page is whole without a script. Nothing on it comes from another host, and nothing in it is style or script.
//! - What is not there and what is not for the one who asks are answered alike.
//! - A form is acted on only with the token of the session that it was made in; one that a session's end interrupted is
//!   shown again with everything typed.
//!
//! # How to add a page
//!
//! Write a template under `templates/`, a file under `pages/` with its context (a struct that derives `Template`), its
//! handler and its `samples`, put it into the table in `pages.rs`, its words into `locales/*/web.ftl`, and a case
//! into the authorization tests in `tests/it`.
//!
//! # Modules, in reading order
//!
//! [`settings`](mod@settings), [`site`](mod@site), [`fault`](mod@fault), `tongue`, [`routes`](mod@routes), `gate`, `cookies`, `posted`, `shell`, `view`, [`due`](mod@due), `state`, [`papers`](mod@papers),
//! [`reading`](mod@reading), [`keeping`](mod@keeping), [`told`](mod@told) and, without a site, [`told::alone`](mod@told::alone), [`export`](mod@export), [`question`](mod@question),
//! `assets`, `pages`, `api`, `patience`, [`serve`](mod@serve).

mod api;
mod assets;
mod attestation;
pub mod bound;
mod cookies;
pub mod due;
mod evidence;
pub mod export;
mod fallback;
pub mod fault;
mod gate;
mod importing;
pub mod keeping;
pub mod official;
mod pages;
pub mod papers;
pub mod past;
mod path;
mod patience;
mod posted;
pub mod question;
pub mod reading;
pub mod routes;
pub mod serve;
pub mod settings;
mod shell;
pub mod site;
mod state;
pub mod told;
mod tongue;
pub mod touched;
mod upload;
mod view;
pub mod watching;

use std::sync::Arc;

pub use fault::Fault;
pub use settings::Settings;
pub use site::Site;

/// The site, as handlers share it.
pub type Shared = Arc<Site>;
