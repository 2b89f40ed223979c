//! Windows event logs (`.evtx`): a binary file of chunks, whose records are read one chunk after the other.

use std::io::{BufRead, Cursor};
use std::sync::Arc;

use evtx::err::EvtxError;
use evtx::{EvtxChunkData, EvtxParser, EvtxRecord, ParserSettings};
use serde_json::{Map, Value};
use talap_model::{NewEvent, Timestamp};

use super::{Events, Line, Maker, ReadError};
use crate::fault;
use crate::normalise::flat;
use crate::normalise::mapping::Said;
use crate::source::Format;

/// The longest text that is made of a record's values, in bytes; all of them are attributes beside it.
const LONGEST_TEXT: usize = 4096;

/// Reads a whole file: its chunks refer to each other, so that it is held in memory, which the import bounds.
pub(super) fn read<'a, R: BufRead + 'a>(mut reader: R, maker: Maker<'a>) -> Events<'a> {
    let mut bytes = Vec::new();
    if let Err(cause) = reader.read_to_end(&mut bytes) {
        return Box::new(std::iter::once(Err(ReadError::Input { line: 0, cause })));
    }
    let settings = ParserSettings::new().indent(false).ansi_codec(encoding_rs::WINDOWS_1251);
    match EvtxParser::from_read_seek(Cursor::new(bytes)) {
        Ok(parser) => {
            let chunks = parser.with_configuration(settings.clone()).into_chunks();
            let settings = Arc::new(settings);
            Box::new(chunks.flat_map(move |chunk| of_chunk(chunk, &settings, maker)).map(Ok))
        }
        Err(error) => {
            let cause = error.to_string();
            Box::new(std::iter::once(Err(ReadError::OtherFormat { format: Format::Evtx, cause })))
        }
    }
}

/// The records of a chunk of 64 KiB. What cannot be read is an event that says so.
fn of_chunk(
    chunk: Result<EvtxChunkData, EvtxError>,
    settings: &Arc<ParserSettings>,
    maker: Maker<'_>,
) -> Vec<NewEvent> {
    let damaged = |error: &dyn std::fmt::Display| {
        let said = Line { message: error.to_string(), ..Line::default() };
        maker.event(said, Vec::new(), Some(fault::RECORD_DAMAGED), false)
    };
    let mut chunk = match chunk {
        Ok(chunk) => chunk,
        Err(error) => return vec![damaged(&error)],
    };
    let mut chunk = match chunk.parse(Arc::clone(settings)) {
        Ok(chunk) => chunk,
        Err(error) => return vec![damaged(&error)],
    };
    let event = |record: Result<EvtxRecord<'_>, EvtxError>| {
        let read = record.and_then(|record| {
            let at = record.timestamp;
            let data = record.clone().into_json_value()?.data;
            Ok((at, data, record.into_xml_bytes()?.data))
        });
        match read {
            Ok((at, data, xml)) => maker.event(line(at.as_microsecond(), &data), xml, None, true),
            Err(error) => damaged(&error),
        }
    };
    chunk.iter().map(event).collect()
}

/// What a record says, from its form in JSON.
fn line(micros: i64, record: &Value) -> Line {
    let system = |path: &str| record.pointer(&format!("/Event/System/{path}")).and_then(flat::text);
    let identifier = system("EventID/#text").or_else(|| system("EventID"));
    let provider = system("Provider/#attributes/Name");
    let channel = system("Channel");
    let named = [
        ("event_id", identifier.clone()),
        ("provider", provider.clone()),
        ("channel", channel.clone()),
        ("record_id", system("EventRecordID")),
        ("keywords", system("Keywords")),
        ("task", system("Task")),
        ("process_id", system("Execution/#attributes/ProcessID")),
        ("thread_id", system("Execution/#attributes/ThreadID")),
        ("user_sid", system("Security/#attributes/UserID")),
    ];
    let mut data: Map<String, Value> =
        named.into_iter().filter_map(|(name, value)| Some((name.to_owned(), Value::String(value?)))).collect();
    let payload = payload(record);
    let message = message(&[channel, identifier], &payload);
    data.insert("data".to_owned(), payload);
    Line {
        occurred_at: Some(Timestamp::from_micros(micros)),
        severity_id: severity_id(system("Level").as_deref()),
        host: system("Computer"),
        program: provider,
        message,
        said: Said { finding: None, data: Some(Value::Object(data)) },
        ..Line::default()
    }
}

/// The event's own values: those of `EventData`, or of the one element within `UserData`.
fn payload(record: &Value) -> Value {
    let of = |name: &str| record.pointer(&format!("/Event/{name}")).filter(|value| value.is_object()).cloned();
    let mut found = of("EventData").or_else(|| {
        let user = of("UserData")?;
        user.as_object()?.values().find(|value| value.is_object()).cloned()
    });
    if let Some(fields) = found.as_mut().and_then(Value::as_object_mut) {
        // Names of XML's own, and a list of values without names.
        fields.remove("#attributes");
        if let Some(unnamed) = fields.remove("Data") {
            let unnamed = unnamed.get("#text").cloned().unwrap_or(unnamed);
            fields.insert("values".to_owned(), unnamed);
        }
    }
    found.unwrap_or_else(|| Value::Object(Map::new()))
}

/// Windows keeps an event's sentence in the program that wrote it, not in the log: what can be read here are its values.
fn message(head: &[Option<String>], payload: &Value) -> String {
    let mut values = Vec::new();
    flat::flatten("", payload, &mut values);
    let mut text = head.iter().flatten().map(String::as_str).collect::<Vec<_>>().join(" ");
    let stated = values.iter().filter(|(_, value)| !matches!(value.as_str(), "-" | "%%1793" | "S-1-0-0"));
    for (place, (name, value)) in stated.enumerate() {
        if text.len() + name.len() + value.len() > LONGEST_TEXT {
            text.push_str(" …");
            break;
        }
        text.push_str(if place == 0 { ": " } else { ", " });
        text.push_str(name);
        text.push('=');
        text.push_str(value);
    }
    text
}

/// Windows' levels: 1 critical, 2 error, 3 warning, 4 information, 5 verbose; 0 is what is logged always.
fn severity_id(level: Option<&str>) -> u8 {
    match level {
        Some("1") => 5,
        Some("2") => 4,
        Some("3") => 3,
        Some("0" | "4" | "5") => 1,
        _ => 0,
    }
}
