//! A JSON object a line, whoever writes it: time, text, level and origin are looked for under the names that loggers use.

use serde_json::{Map, Value};
use talap_model::Timestamp;

use super::{Context, Line};
use crate::normalise::flat;
use crate::normalise::mapping::Said;
use crate::{moment, syslog};

const TIMES: [&str; 10] =
    ["@timestamp", "timestamp", "time", "ts", "datetime", "date", "eventTime", "event_time", "created", "t"];
const TEXTS: [&str; 8] = ["message", "msg", "short_message", "log", "text", "event", "body", "MESSAGE"];
const LEVELS: [&str; 7] = ["level", "severity", "log.level", "levelname", "loglevel", "lvl", "priority"];
const HOSTS: [&str; 6] = ["host", "hostname", "host.name", "host.hostname", "computer", "beat.hostname"];
const PROGRAMS: [&str; 7] = ["program", "app", "application", "service", "service.name", "logger", "process.name"];
const USERS: [&str; 5] = ["user", "username", "user.name", "login", "usr"];
const ADDRESSES: [&str; 8] =
    ["client_ip", "remote_addr", "src_ip", "source.ip", "client.ip", "ip", "remote_ip", "clientip"];

/// Reads a line; nothing where it is no object. An object without a time is an event all the same.
pub(super) fn read(text: &str, context: Context) -> Option<Line> {
    let Ok(value @ Value::Object(_)) = serde_json::from_str::<Value>(text) else { return None };
    let fields = value.as_object()?;
    let found = |names: &[&str]| names.iter().find_map(|name| flat::text(at(fields, name)?));
    let severity = LEVELS.iter().find_map(|name| severity_id(at(fields, name)?));
    Some(Line {
        occurred_at: TIMES.iter().find_map(|name| time(at(fields, name)?, context)),
        severity_id: severity.unwrap_or_default(),
        host: found(&HOSTS),
        program: found(&PROGRAMS),
        user: found(&USERS),
        address: found(&ADDRESSES).filter(|text| text.parse::<std::net::IpAddr>().is_ok()),
        message: found(&TEXTS).unwrap_or_else(|| text.to_owned()),
        said: Said { finding: None, data: Some(value) },
        ..Line::default()
    })
}

/// A field by its name, or by a path where the object is nested.
fn at<'a>(fields: &'a Map<String, Value>, name: &str) -> Option<&'a Value> {
    let nested = || name.split_once('.').and_then(|(first, rest)| at(fields.get(first)?.as_object()?, rest));
    fields.get(name).or_else(nested)
}

/// A time as text, or as a number of seconds, milli-, micro- or nanoseconds, which its size tells apart.
pub(super) fn time(value: &Value, context: Context) -> Option<Timestamp> {
    if let Some(text) = value.as_str() {
        return syslog::read_time(text.trim(), context.written_at, context.offset);
    }
    if let Some(number) = value.as_i64() {
        let micros = match number.unsigned_abs() {
            0..100_000_000_000 => number.checked_mul(1_000_000)?,
            100_000_000_000..100_000_000_000_000 => number.checked_mul(1000)?,
            100_000_000_000_000..100_000_000_000_000_000 => number,
            _ => number / 1000,
        };
        return Some(Timestamp::from_micros(micros));
    }
    let seconds = value.as_f64().filter(|seconds| (0.0..1e11).contains(seconds))?;
    #[allow(clippy::cast_possible_truncation, reason = "the range was checked; a fraction of a microsecond is dropped")]
    let micros = (seconds * 1e6).round() as i64;
    Some(Timestamp::from_micros(micros))
}

/// A level's name, or syslog's number of it.
fn severity_id(value: &Value) -> Option<u8> {
    let text = flat::text(value)?;
    if let Some(number) = moment::number(&text).filter(|number| *number <= 7) {
        return u8::try_from(number).ok().map(syslog::severity_of_number);
    }
    Some(match text.to_ascii_lowercase().as_str() {
        "trace" | "debug" | "info" | "information" | "informational" | "verbose" => 1,
        "notice" => 2,
        "warn" | "warning" => 3,
        "err" | "error" => 4,
        "crit" | "critical" | "alert" => 5,
        "fatal" | "emerg" | "emergency" | "panic" => 6,
        _ => return None,
    })
}
