//! Tokens of sources: made, listed and revoked for a caller, and looked up for the receivers.

use std::sync::Arc;

use async_trait::async_trait;
use talap_access::{Accounts, SourceToken};
use talap_collect::own::Act;
use talap_collect::receive::{CannotTell, Doorkeeper};
use talap_collect::source::{Source, Sources};
use talap_locale::Words;
use talap_model::time::parse_date;
use talap_model::{ActKey, Caller, Language, Message, Right, Timestamp};
use time::{PrimitiveDateTime, Time};

use crate::app::App;
use crate::failure::Failure;
use crate::request::{Answer, SourceTokenAnswer};

/// Makes a token of a registered source. It is shown in the answer and never again.
pub(crate) async fn make(
    app: &App,
    caller: &Caller,
    source: &str,
    name: &str,
    until: Option<&str>,
) -> Result<Answer, Failure> {
    caller.require(Right::WriteStructure)?;
    let source = registered(app, caller, source).await?;
    let until = until.map(|text| midnight(app, text)).transpose()?;
    let (token, secret) =
        app.accounts.create_source_token(caller, (&source.organisation, &source.id), name, until).await?;
    record(app, caller, ActKey::SourceTokenMade, &token).await?;
    Ok(Answer::SourceToken { token: answer(token), secret: secret.reveal().to_owned() })
}

/// Lists the tokens within the caller's reach.
pub(crate) async fn list(app: &App, caller: &Caller) -> Result<Answer, Failure> {
    let tokens = app.accounts.source_tokens(caller).await?;
    Ok(Answer::SourceTokens { tokens: tokens.into_iter().map(answer).collect() })
}

/// Revokes a token.
pub(crate) async fn revoke(app: &App, caller: &Caller, id: &str) -> Result<Answer, Failure> {
    let token = app.accounts.revoke_source_token(caller, id.parse()?).await?;
    record(app, caller, ActKey::SourceTokenRevoked, &token).await?;
    Ok(Answer::SourceTokenRevoked { token: answer(token) })
}

async fn record(app: &App, caller: &Caller, action: ActKey, token: &SourceToken) -> Result<(), Failure> {
    let who = caller.identity().to_string();
    let act = Act::new(action, &who)
        .with("source", &token.source)
        .with("token", token.id)
        .with("name", &token.name)
        .about(Some(token.organisation.clone()));
    Ok(app.record(act).await?)
}

async fn registered(app: &App, caller: &Caller, id: &str) -> Result<Source, Failure> {
    let found = app.registered_sources().await?.into_iter().find(|source| source.id.as_str() == id);
    let found = found.filter(|source| caller.reaches(&source.organisation));
    found.ok_or_else(|| Failure::failed(Message::new("import-source-unknown").with("source", id)))
}

/// The moment at which a day begins where times are written.
fn midnight(app: &App, text: &str) -> Result<Timestamp, Failure> {
    let wrong = || Failure::wrong_use(Message::new("source-token-until-wrong").with("text", text));
    let day = parse_date(text).ok_or_else(wrong)?;
    let midnight = PrimitiveDateTime::new(day, Time::MIDNIGHT).assume_offset(app.config.offset());
    Ok(Timestamp::from_offset(midnight))
}

fn answer(token: SourceToken) -> SourceTokenAnswer {
    let moment = |at: Option<Timestamp>| at.map(|at| at.to_string());
    SourceTokenAnswer {
        id: token.id.to_string(),
        organisation: token.organisation.to_string(),
        source: token.source.to_string(),
        name: token.name,
        created_at: token.created_at.to_string(),
        created_by: token.created_by,
        expires_at: moment(token.expires_at),
        revoked_at: moment(token.revoked_at),
        used_at: moment(token.used_at),
    }
}

/// Lets senders in by the tokens of sources.
pub(crate) struct Keeper {
    accounts: Accounts,
    sources: Sources,
    words: Arc<Words>,
}

impl Keeper {
    pub(crate) fn new(accounts: Accounts, sources: Sources, words: Arc<Words>) -> Self {
        Self { accounts, sources, words }
    }
}

#[async_trait]
impl Doorkeeper for Keeper {
    async fn admit(&self, token: &str) -> Result<Option<Arc<Source>>, CannotTell> {
        let found = self.accounts.source_of_token(token).await;
        let Some((organisation, id)) = found.map_err(|error| CannotTell { cause: error.into() })? else {
            return Ok(None);
        };
        // One that was moved to another organisation needs a token of that one.
        let table = self.sources.current();
        Ok(table.find(&id).filter(|source| source.organisation == organisation).cloned())
    }

    fn say(&self, language: Language, message: &Message) -> String {
        self.words.say(language, message)
    }
}
