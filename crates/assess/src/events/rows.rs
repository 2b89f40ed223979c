//! Rows of the table `events` as events.

use datafusion::arrow::record_batch::RecordBatch;
use serde::de::Error as _;
use serde_json::Value;
use talap_model::{Event, NewEvent, Timestamp};

use crate::session::{JsonRow, QueryError, to_json};

/// The events of whole rows.
pub(crate) fn events_of(batches: &[RecordBatch]) -> Result<Vec<Event>, QueryError> {
    to_json(batches)?.into_iter().map(event_of).collect()
}

fn event_of(mut row: JsonRow) -> Result<Event, QueryError> {
    let mut take = |name: &'static str| row.remove(name).unwrap_or_default();
    Ok(Event {
        seq: number("seq", take("seq"))?,
        body: NewEvent {
            received_at: moment(take("received_at")).ok_or_else(|| damaged("received_at"))?,
            occurred_at: moment(take("occurred_at")),
            organisation: text(take("org")).parse().map_err(|_| damaged("org"))?,
            object: text(take("object")).parse().map_err(|_| damaged("object"))?,
            source: text(take("source")).parse().map_err(|_| damaged("source"))?,
            kind: text(take("kind")).parse().map_err(|_| damaged("kind"))?,
            class_uid: number("class_uid", take("class_uid"))?,
            severity_id: number("severity_id", take("severity_id"))?,
            host: text_or_none(take("host")),
            program: text_or_none(take("program")),
            user: text_or_none(take("user_name")),
            address: text_or_none(take("address")),
            message: text(take("message")),
            attributes: serde_json::from_str(&text(take("attributes")))?,
            raw: bytes(&text(take("raw"))).ok_or_else(|| damaged("raw"))?,
            fault: text_or_none(take("fault")),
        },
    })
}

fn damaged(column: &'static str) -> QueryError {
    QueryError::Json(serde_json::Error::custom(format_args!("the column {column} of an event is damaged")))
}

fn text(value: Value) -> String {
    text_or_none(value).unwrap_or_default()
}

fn text_or_none(value: Value) -> Option<String> {
    if let Value::String(text) = value { Some(text) } else { None }
}

fn moment(value: Value) -> Option<Timestamp> {
    text_or_none(value).and_then(|text| Timestamp::parse_rfc3339(&text))
}

fn number<N: TryFrom<u64>>(column: &'static str, value: Value) -> Result<N, QueryError> {
    value.as_u64().and_then(|number| N::try_from(number).ok()).ok_or_else(|| damaged(column))
}

/// Bytes from their hexadecimal text, which is how [`to_json`] gives them.
fn bytes(text: &str) -> Option<Vec<u8>> {
    let digits: Vec<u8> =
        text.chars().map(|c| c.to_digit(16).and_then(|d| u8::try_from(d).ok())).collect::<Option<_>>()?;
    let pairs = digits.chunks(2).map(|pair| match pair {
        [high, low] => Some(high << 4 | low),
        _ => None,
    });
    pairs.collect()
}
