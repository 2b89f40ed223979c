//! Lines of `journalctl -o json`.

use serde_json::{Map, Value};
use talap_model::Timestamp;

use super::Line;
use crate::{moment, text};

/// The journal's fields that become attributes, under the names that the other formats give them.
const KEPT: [(&str, &str); 6] = [
    ("_PID", "pid"),
    ("_UID", "uid"),
    ("_SYSTEMD_UNIT", "unit"),
    ("_TRANSPORT", "journal_transport"),
    ("_EXE", "exe"),
    ("MESSAGE_ID", "msgid"),
];

pub(super) fn read(text: &str) -> Option<Line> {
    let Ok(Value::Object(fields)) = serde_json::from_str(text) else { return None };
    let field = |name: &str| fields.get(name).and_then(as_text);
    let micros = |name: &str| field(name).and_then(|digits| digits.parse().ok()).map(Timestamp::from_micros);
    let attributes = KEPT.iter().filter_map(|(name, key)| Some(((*key).to_owned(), field(name)?))).collect();
    Some(Line {
        occurred_at: Some(micros("_SOURCE_REALTIME_TIMESTAMP").or_else(|| micros("__REALTIME_TIMESTAMP"))?),
        severity_id: priority(&fields),
        host: field("_HOSTNAME"),
        program: field("SYSLOG_IDENTIFIER").or_else(|| field("_COMM")),
        message: field("MESSAGE").unwrap_or_default(),
        attributes,
        ..Line::default()
    })
}

fn priority(fields: &Map<String, Value>) -> u8 {
    let number = fields.get("PRIORITY").and_then(as_text).and_then(|text| moment::number(&text));
    number.and_then(|number| u8::try_from(number).ok()).map_or(0, crate::syslog::severity_of_number)
}

/// A field's text. The journal writes a field that is not UTF-8 as an array of its bytes, and one that was given more
/// than once as an array of its values.
fn as_text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Array(items) => {
            let byte = |item: &Value| item.as_u64().and_then(|number| u8::try_from(number).ok());
            let bytes: Option<Vec<u8>> = items.iter().map(byte).collect();
            match bytes {
                Some(bytes) => Some(text::decode(&bytes).0.into_owned()),
                None => Some(items.iter().filter_map(as_text).collect::<Vec<_>>().join(", ")),
            }
        }
        _ => None,
    }
}
