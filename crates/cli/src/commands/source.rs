//! `talap source`: the tokens by which registered sources hand their events in.

use std::process::ExitCode;

use talap_model::Message;

use crate::client;
use crate::commands::{Place, unexpected};
use crate::failure::Failure;
use crate::render::{self, Speech};
use crate::request::{Answer, Request};

/// Makes a token and prints it, once.
pub(super) fn make(speech: &Speech, place: Place, request: Request, json: bool) -> Result<ExitCode, Failure> {
    let Answer::SourceToken { token, secret } = client::ask(&place.folder, place.config, request, Vec::new())? else {
        return Err(unexpected());
    };
    if json {
        render::print_json(&serde_json::json!({ "token": token, "secret": secret }))?;
    } else {
        let message =
            Message::new("source-token-made").with("source", token.source).with("id", token.id).with("token", secret);
        render::print(&speech.say(&message))?;
    }
    Ok(ExitCode::SUCCESS)
}

/// Prints the tokens, without what is secret of them.
pub(super) fn list(speech: &Speech, place: Place, json: bool) -> Result<ExitCode, Failure> {
    match client::ask(&place.folder, place.config, Request::SourceTokens, Vec::new())? {
        Answer::SourceTokens { tokens } if json => render::print_json(&tokens)?,
        Answer::SourceTokens { tokens } => render::print(&render::source_tokens(speech, &tokens))?,
        _ => return Err(unexpected()),
    }
    Ok(ExitCode::SUCCESS)
}

/// Revokes a token.
pub(super) fn revoke(speech: &Speech, place: Place, id: String) -> Result<ExitCode, Failure> {
    let request = Request::SourceTokenRevoke { id };
    let Answer::SourceTokenRevoked { token } = client::ask(&place.folder, place.config, request, Vec::new())? else {
        return Err(unexpected());
    };
    let message = Message::new("source-token-revoked").with("source", token.source).with("name", token.name);
    render::print(&speech.say(&message))?;
    Ok(ExitCode::SUCCESS)
}
