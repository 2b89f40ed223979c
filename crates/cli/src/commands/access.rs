//! `talap access`: who has which role.

use std::process::ExitCode;

use talap_model::Message;

use crate::client;
use crate::commands::{Place, unexpected};
use crate::failure::Failure;
use crate::render::{self, Speech};
use crate::request::{Answer, Request};

/// Prints the grants.
pub(super) fn list(speech: &Speech, place: Place, json: bool) -> Result<ExitCode, Failure> {
    match client::ask(&place.folder, place.config, Request::AccessList, Vec::new())? {
        Answer::Grants { grants } if json => render::print_json(&grants)?,
        Answer::Grants { grants } => render::print(&render::grants(speech, &grants))?,
        _ => return Err(unexpected()),
    }
    Ok(ExitCode::SUCCESS)
}

/// Prints a one-time link for an account: the way back for whoever forgot their password.
pub(super) fn link(speech: &Speech, place: Place, account: String) -> Result<ExitCode, Failure> {
    let settings = place.config.settings();
    let base = place.config.web().map_or_else(String::new, |address| settings.url(address));
    let request = Request::Link { account: account.clone() };
    let Answer::Link { token } = client::ask(&place.folder, place.config, request, Vec::new())? else {
        return Err(unexpected());
    };
    let message = Message::new("access-link").with("account", account).with("link", format!("{base}/link/{token}"));
    render::print(&speech.say(&message))?;
    Ok(ExitCode::SUCCESS)
}

/// A role to give or to take.
pub(super) struct Change {
    /// Whether it is given.
    pub(super) give: bool,
    /// The operating system's user.
    pub(super) user: String,
    /// The role's key.
    pub(super) role: String,
    /// The organisation; all of them when left out.
    pub(super) organisation: Option<String>,
}

/// Gives or takes a role.
pub(super) fn change(speech: &Speech, place: Place, change: &Change) -> Result<ExitCode, Failure> {
    let (user, role, organisation) = (change.user.clone(), change.role.clone(), change.organisation.clone());
    let request = if change.give {
        Request::Grant { user, role, organisation }
    } else {
        Request::Revoke { user, role, organisation }
    };
    let Answer::RoleChanged = client::ask(&place.folder, place.config, request, Vec::new())? else {
        return Err(unexpected());
    };
    let key = if change.give { "access-granted" } else { "access-revoked" };
    let role = speech.text(&render::role_key(&change.role));
    render::print(&speech.say(&Message::new(key).with("user", change.user.as_str()).with("role", role)))?;
    Ok(ExitCode::SUCCESS)
}
