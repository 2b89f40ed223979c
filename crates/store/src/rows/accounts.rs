//! Rows of accounts, links, sessions and tokens.

use sea_orm::ActiveValue::Set;
use talap_model::{Right, Timestamp};

use super::Row;
use crate::StoreError;
use crate::account::{PasswordHash, StoredAccount, StoredLink, StoredSession, StoredToken};
use crate::entity::{account, api_token, session, sign_in_link};

fn moment(micros: Option<i64>) -> Option<Timestamp> {
    micros.map(Timestamp::from_micros)
}

fn micros(moment: Option<Timestamp>) -> Option<i64> {
    moment.map(Timestamp::micros)
}

pub(crate) fn account_from(row: account::Model) -> Result<StoredAccount, StoreError> {
    let at = Row { table: "accounts", id: &row.id };
    Ok(StoredAccount {
        id: at.parse(&row.id)?,
        failures: at.count(row.failures)?,
        name: row.name,
        display_name: row.display_name,
        password: row.password_hash.map(PasswordHash::new),
        created_at: Timestamp::from_micros(row.created_at),
        created_by: row.created_by,
        blocked_at: moment(row.blocked_at),
        locked_until: moment(row.locked_until),
        password_changed_at: moment(row.password_changed_at),
        signed_in_at: moment(row.signed_in_at),
        signed_in_from: row.signed_in_from,
    })
}

pub(crate) fn account_row(account: &StoredAccount) -> account::ActiveModel {
    account::ActiveModel {
        id: Set(account.id.to_string()),
        name: Set(account.name.clone()),
        display_name: Set(account.display_name.clone()),
        password_hash: Set(account.password.as_ref().map(|hash| hash.as_str().to_owned())),
        created_at: Set(account.created_at.micros()),
        created_by: Set(account.created_by.clone()),
        blocked_at: Set(micros(account.blocked_at)),
        failures: Set(account.failures.into()),
        locked_until: Set(micros(account.locked_until)),
        password_changed_at: Set(micros(account.password_changed_at)),
        signed_in_at: Set(micros(account.signed_in_at)),
        signed_in_from: Set(account.signed_in_from.clone()),
    }
}

pub(crate) fn link_from(row: sign_in_link::Model) -> Result<StoredLink, StoreError> {
    let at = Row { table: "sign_in_links", id: &row.hash };
    Ok(StoredLink {
        account: at.parse(&row.account)?,
        created_at: Timestamp::from_micros(row.created_at),
        created_by: row.created_by,
        expires_at: Timestamp::from_micros(row.expires_at),
        used_at: moment(row.used_at),
        hash: row.hash,
    })
}

pub(crate) fn link_row(link: &StoredLink) -> sign_in_link::ActiveModel {
    sign_in_link::ActiveModel {
        hash: Set(link.hash.clone()),
        account: Set(link.account.to_string()),
        created_at: Set(link.created_at.micros()),
        created_by: Set(link.created_by.clone()),
        expires_at: Set(link.expires_at.micros()),
        used_at: Set(micros(link.used_at)),
    }
}

pub(crate) fn session_from(row: session::Model) -> Result<StoredSession, StoreError> {
    let at = Row { table: "sessions", id: &row.hash };
    Ok(StoredSession {
        account: at.parse(&row.account)?,
        created_at: Timestamp::from_micros(row.created_at),
        seen_at: Timestamp::from_micros(row.seen_at),
        hash: row.hash,
        address: row.address,
        agent: row.agent,
    })
}

pub(crate) fn session_row(session: &StoredSession) -> session::ActiveModel {
    session::ActiveModel {
        hash: Set(session.hash.clone()),
        account: Set(session.account.to_string()),
        created_at: Set(session.created_at.micros()),
        seen_at: Set(session.seen_at.micros()),
        address: Set(session.address.clone()),
        agent: Set(session.agent.clone()),
    }
}

pub(crate) fn token_from(row: api_token::Model) -> Result<StoredToken, StoreError> {
    let at = Row { table: "api_tokens", id: &row.id };
    Ok(StoredToken {
        id: at.parse(&row.id)?,
        account: at.parse(&row.account)?,
        scopes: row.scopes.split_whitespace().map(|key| at.parse::<Right>(key)).collect::<Result<_, _>>()?,
        created_at: Timestamp::from_micros(row.created_at),
        expires_at: moment(row.expires_at),
        revoked_at: moment(row.revoked_at),
        used_at: moment(row.used_at),
        name: row.name,
        hash: row.hash,
    })
}

pub(crate) fn token_row(token: &StoredToken) -> api_token::ActiveModel {
    let scopes: Vec<_> = token.scopes.iter().map(|right| right.key()).collect();
    api_token::ActiveModel {
        id: Set(token.id.to_string()),
        account: Set(token.account.to_string()),
        name: Set(token.name.clone()),
        hash: Set(token.hash.clone()),
        scopes: Set(scopes.join(" ")),
        created_at: Set(token.created_at.micros()),
        expires_at: Set(micros(token.expires_at)),
        revoked_at: Set(micros(token.revoked_at)),
        used_at: Set(micros(token.used_at)),
    }
}
