//! Rows of tokens of sources.

use sea_orm::ActiveValue::Set;
use talap_model::Timestamp;

use super::Row;
use crate::StoreError;
use crate::entity::source_token;
use crate::source_token::StoredSourceToken;

pub(crate) fn source_token_from(row: source_token::Model) -> Result<StoredSourceToken, StoreError> {
    let at = Row { table: "source_tokens", id: &row.id };
    let moment = |micros: Option<i64>| micros.map(Timestamp::from_micros);
    Ok(StoredSourceToken {
        id: at.parse(&row.id)?,
        organisation: at.parse(&row.organisation)?,
        source: at.parse(&row.source)?,
        created_at: Timestamp::from_micros(row.created_at),
        expires_at: moment(row.expires_at),
        revoked_at: moment(row.revoked_at),
        used_at: moment(row.used_at),
        name: row.name,
        hash: row.hash,
        created_by: row.created_by,
    })
}

pub(crate) fn source_token_row(token: &StoredSourceToken) -> source_token::ActiveModel {
    let micros = |moment: Option<Timestamp>| moment.map(Timestamp::micros);
    source_token::ActiveModel {
        id: Set(token.id.to_string()),
        organisation: Set(token.organisation.to_string()),
        source: Set(token.source.to_string()),
        name: Set(token.name.clone()),
        hash: Set(token.hash.clone()),
        created_at: Set(token.created_at.micros()),
        created_by: Set(token.created_by.clone()),
        expires_at: Set(micros(token.expires_at)),
        revoked_at: Set(micros(token.revoked_at)),
        used_at: Set(micros(token.used_at)),
    }
}
