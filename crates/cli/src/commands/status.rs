//! `talap ledger status`: what the ledger holds, where, and until when.

use std::process::ExitCode;

use crate::client;
use crate::commands::{Place, found, unexpected};
use crate::failure::Failure;
use crate::render::{self, Speech};
use crate::request::{Answer, Request};

/// Prints it; an archive store that cannot be reached is 'found wanting', and so are a second store that cannot be written and any
/// other server that does not answer.
pub(super) fn run(speech: &Speech, place: Place, json: bool) -> Result<ExitCode, Failure> {
    let Answer::LedgerStatus(status) = client::ask(&place.folder, place.config, Request::LedgerStatus, Vec::new())?
    else {
        return Err(unexpected());
    };
    if json {
        render::print_json(&status)?;
    } else {
        render::print(&crate::ledger_status::text(speech, &status))?;
    }
    let is_missing = status.servers.iter().any(|server| !server.reachable);
    Ok(found(is_missing || status.archive == "unreachable" || status.second_store == "failing"))
}
