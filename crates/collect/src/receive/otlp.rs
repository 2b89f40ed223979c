//! Logs of OpenTelemetry (OTLP 1.x): each log record becomes one event.
//!
//! `raw` is the log record exactly as it came, in protobuf or JSON; what the resource and the scope around it say goes to
//! attributes. A record that cannot be read is kept as it came, and so is a request that cannot be; both are told in
//! `partial_success`, with no record rejected.

mod extent;

use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use opentelemetry_proto::tonic::collector::logs::v1::{ExportLogsPartialSuccess, ExportLogsServiceResponse};
use opentelemetry_proto::tonic::common::v1::any_value::Value;
use opentelemetry_proto::tonic::common::v1::{AnyValue, InstrumentationScope, KeyValue};
use opentelemetry_proto::tonic::logs::v1::LogRecord;
use opentelemetry_proto::tonic::resource::v1::Resource;
use prost::Message;
use serde::Deserialize;
use serde_json::value::RawValue;
use talap_model::{NewEvent, Timestamp};
use tokio_util::bytes::Bytes;

use super::http::{Desk, Refused, add_attribute, most_values, read, unfolded};
use super::listening::Peer;
use crate::normalise::mapping::Said;
use crate::sink::Sink;
use crate::source::Source;
use crate::{fault, text};

/// How a request is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// In protobuf.
    Protobuf,
    /// In JSON, as OTLP writes it.
    Json,
}

impl Form {
    pub(super) const fn media_type(self) -> &'static str {
        match self {
            Self::Protobuf => "application/x-protobuf",
            Self::Json => "application/json",
        }
    }

    /// The form as the attribute `raw_form` names it.
    fn key(self) -> &'static str {
        match self {
            Self::Protobuf => "otlp-protobuf",
            Self::Json => "otlp-json",
        }
    }
}

/// So many attributes of a resource and a scope are counted by their texts alone.
const USUAL_AROUND: usize = 64;
/// About what an attribute takes beside its texts.
const BESIDE_TEXT: usize = 96;

/// Log records of one scope, each still as it came.
struct Group {
    /// What the resource and the scope say.
    around: Arc<Vec<(String, String)>>,
    records: Vec<Bytes>,
}

impl Group {
    /// The bytes of what stands around all records, once for each. Of more attributes than anybody has for good, what each takes
    /// beside its text counts too: thousands of empty ones are little text and much memory.
    fn copied_bytes(&self) -> usize {
        let text: usize = self.around.iter().map(|(name, value)| name.len() + value.len()).sum();
        let beside = self.around.len().saturating_sub(USUAL_AROUND) * BESIDE_TEXT;
        (text + beside).saturating_mul(self.records.len())
    }
}

/// `ExportLogsServiceRequest`, with log records left as they are: their bytes are kept, and one that is damaged does not
/// spoil the others.
#[derive(Clone, PartialEq, Message)]
struct Export {
    #[prost(message, repeated, tag = "1")]
    resource_logs: Vec<OfResource>,
}

#[derive(Clone, PartialEq, Message)]
struct OfResource {
    #[prost(message, optional, tag = "1")]
    resource: Option<Resource>,
    #[prost(message, repeated, tag = "2")]
    scope_logs: Vec<OfScope>,
}

#[derive(Clone, PartialEq, Message)]
struct OfScope {
    #[prost(message, optional, tag = "1")]
    scope: Option<InstrumentationScope>,
    #[prost(bytes = "bytes", repeated, tag = "2")]
    log_records: Vec<Bytes>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
struct JsonExport<'a> {
    #[serde(borrow)]
    resource_logs: Vec<JsonOfResource<'a>>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
struct JsonOfResource<'a> {
    resource: Option<Resource>,
    #[serde(borrow)]
    scope_logs: Vec<JsonOfScope<'a>>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
struct JsonOfScope<'a> {
    scope: Option<InstrumentationScope>,
    #[serde(borrow)]
    log_records: Vec<&'a RawValue>,
}

/// Keeps a request's log records and says what OTLP answers.
pub(super) async fn keep<S: Sink>(
    desk: &Desk<S>,
    source: &Source,
    peer: &Peer,
    transport: &str,
    form: Form,
    bytes: Bytes,
) -> Result<ExportLogsServiceResponse, Refused> {
    let limit = most_values(&desk.intake.limits);
    let values = match form {
        Form::Protobuf => extent::messages(&bytes, limit),
        Form::Json => extent::values(&bytes, limit),
    };
    let reading = read(desk, values.ok_or(Refused::TooManyValues { limit })?).await?;
    let export = match form {
        Form::Protobuf => protobuf(bytes.clone()),
        Form::Json => json(&bytes),
    };
    let received_at = desk.intake.clock.now();
    let mut room = None;
    let (events, warning) = match export {
        Ok(groups) => {
            let limit = desk.intake.limits.max_events;
            let records: usize = groups.iter().map(|group| group.records.len()).sum();
            if records > limit {
                return Err(Refused::TooMany { limit });
            }
            // What stands around records is kept with each of them, so that a few megabytes may stand for many gigabytes.
            let limit = desk.intake.limits.bodies;
            let copied = groups.iter().map(Group::copied_bytes).fold(0, usize::saturating_add);
            if copied > limit {
                return Err(Refused::TooLarge { limit });
            }
            room = Some(unfolded(desk, records, copied).await?);
            let mut warning = None;
            let mut events = Vec::new();
            for (group, bytes) in groups.iter().flat_map(|group| group.records.iter().map(move |bytes| (group, bytes)))
            {
                let mut event = desk.event(bytes, source, peer, transport, received_at);
                event.attributes.insert("raw_form", form.key().to_owned());
                if let Err(cause) = fill(&mut event, bytes, form, group) {
                    desk.counters.unparsed();
                    warning.get_or_insert_with(|| {
                        format!("log records that cannot be read are kept as they came: {cause}")
                    });
                } else {
                    desk.intake.sources.mappings().describe(&mut event, source.format, Said::default());
                }
                cut(&mut event, desk.intake.limits.max_frame);
                events.push(event);
            }
            (events, warning)
        }
        Err(cause) => {
            desk.counters.unparsed();
            let mut event = desk.event(&bytes, source, peer, transport, received_at);
            event.attributes.insert("raw_form", form.key().to_owned());
            event.message = text::decode(&event.raw).0.into_owned();
            event.fault.get_or_insert_with(|| fault::LINE_UNPARSED.to_owned());
            (vec![event], Some(format!("the request cannot be read and is kept as it came, as one event: {cause}")))
        }
    };
    drop(reading);
    desk.hand_over(events).await?;
    drop(room);
    // OTLP wants this sentence in English.
    let partial_success =
        warning.map(|error_message| ExportLogsPartialSuccess { rejected_log_records: 0, error_message });
    Ok(ExportLogsServiceResponse { partial_success })
}

fn protobuf(bytes: Bytes) -> Result<Vec<Group>, String> {
    let export = Export::decode(bytes).map_err(|error| error.to_string())?;
    let mut groups = Vec::new();
    for of_resource in export.resource_logs {
        for scope in of_resource.scope_logs {
            let around = Arc::new(around(of_resource.resource.as_ref(), scope.scope.as_ref()));
            groups.push(Group { around, records: scope.log_records });
        }
    }
    Ok(groups)
}

fn json(bytes: &Bytes) -> Result<Vec<Group>, String> {
    let export: JsonExport<'_> = serde_json::from_slice(bytes).map_err(|error| error.to_string())?;
    let mut groups = Vec::new();
    for of_resource in &export.resource_logs {
        for scope in &of_resource.scope_logs {
            let around = Arc::new(around(of_resource.resource.as_ref(), scope.scope.as_ref()));
            let records = scope.log_records.iter().map(|raw| bytes.slice_ref(raw.get().as_bytes())).collect();
            groups.push(Group { around, records });
        }
    }
    Ok(groups)
}

/// What stands around log records.
fn around(resource: Option<&Resource>, scope: Option<&InstrumentationScope>) -> Vec<(String, String)> {
    let mut found = Vec::new();
    if let Some(resource) = resource {
        found.extend(named(&resource.attributes).map(|(name, value)| (format!("resource.{name}"), value)));
    }
    if let Some(scope) = scope {
        let own = [("scope.name", &scope.name), ("scope.version", &scope.version)];
        found.extend(own.into_iter().filter(|(_, value)| !value.is_empty()).map(|(n, v)| (n.to_owned(), v.clone())));
        found.extend(named(&scope.attributes).map(|(name, value)| (format!("scope.{name}"), value)));
    }
    found
}

fn named(attributes: &[KeyValue]) -> impl Iterator<Item = (&str, String)> {
    attributes.iter().filter_map(|pair| Some((pair.key.as_str(), text_of(pair.value.as_ref()?)?)))
}

/// Fills an event with what a log record says.
fn fill(event: &mut NewEvent, bytes: &Bytes, form: Form, group: &Group) -> Result<(), String> {
    for (name, value) in &*group.around {
        add_attribute(event, name.clone(), value.clone());
    }
    let read = match form {
        Form::Protobuf => LogRecord::decode(bytes.clone()).map_err(|error| error.to_string()),
        Form::Json => serde_json::from_slice(bytes).map_err(|error| error.to_string()),
    };
    let record = match read {
        Ok(record) => record,
        Err(cause) => {
            event.message = text::decode(&event.raw).0.into_owned();
            event.fault.get_or_insert_with(|| fault::LINE_UNPARSED.to_owned());
            return Err(cause);
        }
    };
    // A record without a time of its own was observed at some time.
    let nanos = [record.time_unix_nano, record.observed_time_unix_nano].into_iter().find(|nanos| *nanos != 0);
    event.occurred_at = nanos.and_then(|nanos| i64::try_from(nanos / 1000).ok()).map(Timestamp::from_micros);
    event.severity_id = severity_id(record.severity_number);
    event.message = record.body.as_ref().and_then(text_of).unwrap_or_else(|| record.event_name.clone());
    let number = |number: u32| Some(number).filter(|number| *number != 0).map(|number| number.to_string());
    let some = |text: String| Some(text).filter(|text| !text.is_empty());
    let own = [
        ("severity_number", u32::try_from(record.severity_number).ok().and_then(number)),
        ("severity_text", some(record.severity_text)),
        ("event_name", some(record.event_name)),
        ("trace_id", some(hex(&record.trace_id))),
        ("span_id", some(hex(&record.span_id))),
        ("trace_flags", number(record.flags)),
        ("dropped_attributes", number(record.dropped_attributes_count)),
    ];
    for (name, value) in own {
        if let Some(value) = value {
            event.attributes.insert(name, value);
        }
    }
    for (name, value) in named(&record.attributes) {
        add_attribute(event, name.to_owned(), value);
    }
    let known = |names: &[&str]| names.iter().find_map(|name| event.attributes.get(name)).map(str::to_owned);
    let (host, program) = (known(&["resource.host.name"]), known(&["resource.service.name"]));
    let user = known(&["user.name", "enduser.id", "user.id"]);
    let address = known(&["client.address", "source.address", "network.peer.address"]);
    (event.host, event.program, event.user, event.address) = (host, program, user, address);
    Ok(())
}

/// OpenTelemetry's 24 severities in OCSF's six, by the places that its data model gives syslog's among them.
fn severity_id(number: i32) -> u8 {
    match number {
        1..=9 => 1,
        10..=12 => 2,
        13..=16 => 3,
        17 => 4,
        18..=20 => 5,
        21..=24 => 6,
        _ => 0,
    }
}

/// A value as text: text as it is, bytes in base64, lists and maps as JSON.
fn text_of(value: &AnyValue) -> Option<String> {
    match value.value.as_ref()? {
        Value::StringValue(text) => Some(text.clone()),
        _ => match json_of(value) {
            serde_json::Value::Null => None,
            serde_json::Value::String(text) => Some(text),
            other => Some(other.to_string()),
        },
    }
}

fn json_of(value: &AnyValue) -> serde_json::Value {
    match &value.value {
        None | Some(Value::StringValueStrindex(_)) => serde_json::Value::Null,
        Some(Value::StringValue(text)) => text.as_str().into(),
        Some(Value::BoolValue(truth)) => (*truth).into(),
        Some(Value::IntValue(number)) => (*number).into(),
        Some(Value::DoubleValue(number)) => (*number).into(),
        Some(Value::BytesValue(bytes)) => STANDARD.encode(bytes).into(),
        Some(Value::ArrayValue(list)) => list.values.iter().map(json_of).collect(),
        Some(Value::KvlistValue(map)) => {
            let pair =
                |pair: &KeyValue| (pair.key.clone(), pair.value.as_ref().map_or(serde_json::Value::Null, json_of));
            serde_json::Value::Object(map.values.iter().map(pair).collect())
        }
    }
}

fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _written = write!(text, "{byte:02x}");
        text
    })
}

/// Cuts overlong texts and marks that it did.
fn cut(event: &mut NewEvent, longest: usize) {
    let mut is_cut = false;
    let mut shorten = |text: &mut String| {
        text.truncate(text.floor_char_boundary(longest));
        is_cut = true;
    };
    if event.message.len() > longest {
        shorten(&mut event.message);
    }
    event.attributes.change_values(|text| {
        if text.len() > longest {
            shorten(text.to_mut());
        }
    });
    if is_cut {
        event.fault.get_or_insert_with(|| fault::FRAME_TOO_LONG.to_owned());
    }
}

/// Reads a request as [`keep`] does, into copies of an event, for `fuzz/`.
#[cfg(fuzzing)]
pub fn read_for_fuzzing(in_json: bool, bytes: &[u8], event: &NewEvent) {
    const LONGEST: usize = 64;
    let counted = if in_json { extent::values(bytes, usize::MAX) } else { extent::messages(bytes, usize::MAX) };
    assert!(counted.is_some_and(|counted| counted <= bytes.len()), "more is counted than there are bytes");
    let bytes = Bytes::copy_from_slice(bytes);
    let (form, read) = if in_json { (Form::Json, json(&bytes)) } else { (Form::Protobuf, protobuf(bytes)) };
    for group in read.unwrap_or_default() {
        for record in &group.records {
            let mut event = NewEvent { raw: record.to_vec(), ..event.clone() };
            let understood = fill(&mut event, record, form, &group).is_ok();
            assert!(understood || event.fault.is_some(), "what was not understood is not marked");
            cut(&mut event, LONGEST);
            assert!(event.message.len() <= LONGEST && event.attributes.iter().all(|(_, text)| text.len() <= LONGEST));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(value: Value) -> AnyValue {
        AnyValue { value: Some(value) }
    }

    #[test]
    fn values_become_text() {
        let list = Value::ArrayValue(opentelemetry_proto::tonic::common::v1::ArrayValue {
            values: vec![value(Value::IntValue(1)), value(Value::StringValue("ы".to_owned())), AnyValue::default()],
        });
        for (given, expected) in [
            (Value::StringValue("text".to_owned()), "text"),
            (Value::BoolValue(true), "true"),
            (Value::IntValue(-7), "-7"),
            (Value::DoubleValue(1.5), "1.5"),
            (Value::BytesValue(vec![1, 2]), "AQI="),
            (list, r#"[1,"ы",null]"#),
        ] {
            assert_eq!(text_of(&value(given)).as_deref(), Some(expected));
        }
        assert_eq!(text_of(&AnyValue::default()), None);
    }

    #[test]
    fn both_forms_leave_records_as_they_came() {
        let record = LogRecord { severity_text: "WARN".to_owned(), ..LogRecord::default() };
        let bytes = Bytes::from(record.encode_to_vec());
        let scope = OfScope { scope: None, log_records: vec![bytes.clone(), Bytes::from_static(b"\xff\xff")] };
        let export = Export { resource_logs: vec![OfResource { resource: None, scope_logs: vec![scope] }] };
        let groups = protobuf(export.encode_to_vec().into()).unwrap();
        assert_eq!(groups[0].records, [bytes, Bytes::from_static(b"\xff\xff")]);

        let text = r#"{"resourceLogs":[{"resource":{"attributes":[{"key":"a","value":{"intValue":"7"}}]},
            "scopeLogs":[{"logRecords":[{"body": {"stringValue":"x"} }, 5]}]}],"later":1}"#;
        let groups = json(&Bytes::from_static(text.as_bytes())).unwrap();
        assert_eq!(groups[0].records, [r#"{"body": {"stringValue":"x"} }"#, "5"]);
        assert_eq!(*groups[0].around, [("resource.a".to_owned(), "7".to_owned())]);
    }

    #[test]
    fn severities_follow_the_data_model() {
        let expected = [(0, 0), (1, 1), (9, 1), (10, 2), (13, 3), (17, 4), (18, 5), (19, 5), (21, 6), (24, 6), (99, 0)];
        for (number, id) in expected {
            assert_eq!(severity_id(number), id, "{number}");
        }
    }
}
