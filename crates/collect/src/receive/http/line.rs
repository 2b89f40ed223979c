//! One event as a line of JSON: an object whose usual names are understood and whose other members become attributes.

use serde_json::{Map, Number, Value};
use talap_model::{Attributes, Timestamp};

use crate::files::Line;
use crate::normalise::flat;

/// What the time may be called, and so on; the first that is there and of its kind is taken.
const TIME: [&str; 4] = ["time", "timestamp", "@timestamp", "ts"];
const MESSAGE: [&str; 2] = ["message", "msg"];
const HOST: [&str; 2] = ["host", "hostname"];
const PROGRAM: [&str; 3] = ["program", "app", "service"];
const USER: [&str; 1] = ["user"];
const ADDRESS: [&str; 2] = ["address", "ip"];
const SEVERITY: [&str; 2] = ["severity", "level"];

/// An object within the line is taken apart only where it leaves no more attributes than these, and its name is no longer.
const MOST_NESTED: usize = flat::MOST;
const LONGEST_PATH: usize = flat::LONGEST_PATH;

/// Reads a line.
///
/// # Errors
///
/// What is wrong with it, in the words of the JSON parser.
pub(super) fn read(text: &str) -> Result<Line, String> {
    let mut fields = match serde_json::from_str(text) {
        Ok(Value::Object(fields)) => fields,
        Ok(_) => return Err("not an object".to_owned()),
        Err(error) => return Err(error.to_string()),
    };
    let occurred_at = take(&mut fields, &TIME, moment);
    let severity_id = take(&mut fields, &SEVERITY, |value| severity(value.as_str()?)).unwrap_or_default();
    let mut text_of = |names: &[&str]| take(&mut fields, names, |value| value.as_str().map(str::to_owned));
    let line = Line {
        occurred_at,
        severity_id,
        host: text_of(&HOST),
        program: text_of(&PROGRAM),
        user: text_of(&USER),
        address: text_of(&ADDRESS),
        message: text_of(&MESSAGE).unwrap_or_else(|| text.to_owned()),
        ..Line::default()
    };
    let mut attributes = Attributes::new();
    for (name, value) in fields {
        flatten(name, value, &mut attributes);
    }
    Ok(Line { attributes, ..line })
}

/// Reads a line, and sees that what comes of it is bounded by its length, for `fuzz/`.
#[cfg(fuzzing)]
pub fn read_for_fuzzing(text: &str) {
    let Ok(line) = read(text) else { return };
    let held: usize = line.attributes.iter().map(|(name, value)| name.len() + value.len()).sum();
    let most = 8 * text.len() + 2 * MOST_NESTED * LONGEST_PATH;
    assert!(held <= most, "a line of {} bytes makes attributes of {held}", text.len());
}

/// Takes the first member of these names that is what it should be; one that is not stays and becomes an attribute.
fn take<T>(fields: &mut Map<String, Value>, names: &[&str], read: impl Fn(&Value) -> Option<T>) -> Option<T> {
    let (name, found) = names.iter().find_map(|name| Some((*name, read(fields.get(*name)?)?)))?;
    fields.remove(name);
    Some(found)
}

/// Members of members get dotted names, as long as they are few and the names short; lists, and whatever is beyond, stay JSON. A
/// name stands before each member, so that without a bound a long one and many members would fill the memory.
fn flatten(name: String, value: Value, attributes: &mut Attributes) {
    match value {
        Value::Null => {}
        Value::String(text) => {
            attributes.insert(name, text);
        }
        Value::Object(fields) if name.len() <= LONGEST_PATH && attributes.len() + fields.len() <= MOST_NESTED => {
            for (inner, value) in fields {
                flatten(format!("{name}.{inner}"), value, attributes);
            }
        }
        other => {
            attributes.insert(name, other.to_string());
        }
    }
}

/// A time of RFC 3339, or a number of seconds, milliseconds, microseconds or nanoseconds since 1970, by its size.
fn moment(value: &Value) -> Option<Timestamp> {
    match value {
        Value::String(text) => Timestamp::parse_rfc3339(text),
        Value::Number(number) => from_number(number),
        _ => None,
    }
}

fn from_number(number: &Number) -> Option<Timestamp> {
    if let Some(whole) = number.as_i64() {
        // The year 5138 in seconds is 1973 in milliseconds, and so on.
        let micros = match whole.unsigned_abs() {
            0..=99_999_999_999 => whole.checked_mul(1_000_000)?,
            100_000_000_000..=99_999_999_999_999 => whole.checked_mul(1000)?,
            100_000_000_000_000..=99_999_999_999_999_999 => whole,
            _ => whole / 1000,
        };
        return Some(Timestamp::from_micros(micros));
    }
    let seconds = number.as_f64().filter(|seconds| seconds.abs() < 1e11)?;
    #[allow(clippy::cast_possible_truncation, reason = "the range was looked at")]
    let micros = (seconds * 1e6).round() as i64;
    Some(Timestamp::from_micros(micros))
}

/// The names that programs give severities, in OCSF's six.
fn severity(name: &str) -> Option<u8> {
    Some(match name.to_ascii_lowercase().as_str() {
        "emerg" | "emergency" | "panic" | "fatal" => 6,
        "alert" | "crit" | "critical" => 5,
        "err" | "error" => 4,
        "warn" | "warning" => 3,
        "notice" => 2,
        "info" | "information" | "informational" | "debug" | "trace" => 1,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn usual_names_are_understood_and_the_rest_is_kept() {
        let line = read(
            r#"{"time":"2026-11-22T21:40:00+05:00","level":"WARN","host":"web","app":"portal","user":"ivanov","ip":"10.0.0.5",
               "msg":"кіру","http":{"status":403,"path":"/"},"tags":["a",1],"none":null,"ok":true}"#,
        )
        .unwrap();
        assert_eq!(line.occurred_at, Timestamp::parse_rfc3339("2026-11-22T16:40:00Z"));
        assert_eq!((line.severity_id, line.host.as_deref(), line.program.as_deref()), (3, Some("web"), Some("portal")));
        assert_eq!((line.user.as_deref(), line.address.as_deref()), (Some("ivanov"), Some("10.0.0.5")));
        assert_eq!(line.message, "кіру");
        let attributes: Vec<_> = line.attributes.iter().collect();
        assert_eq!(attributes, [("http.path", "/"), ("http.status", "403"), ("ok", "true"), ("tags", r#"["a",1]"#)]);
    }

    #[test]
    fn what_is_not_of_its_kind_stays_as_it_came() {
        let line = read(r#"{"time":"yesterday","host":{"name":"web"},"level":30}"#).unwrap();
        assert_eq!((line.occurred_at, line.host.as_deref(), line.severity_id), (None, None, 0));
        assert_eq!(line.message, r#"{"time":"yesterday","host":{"name":"web"},"level":30}"#);
        assert_eq!(line.attributes.get("host.name").unwrap(), "web");
        assert_eq!((line.attributes.get("time").unwrap(), line.attributes.get("level").unwrap()), ("yesterday", "30"));
    }

    #[test]
    fn a_hostile_line_makes_no_more_than_it_is() {
        let many: Vec<_> = (0..10_000).map(|n| format!("\"k{n}\":0")).collect();
        let deep = |name: &str, fields: &str| read(&format!("{{\"{name}\":{{{fields}}},\"b\":1}}")).unwrap().attributes;
        let long = "k".repeat(20_000);
        for (name, fields) in [(long.as_str(), many.join(",")), ("a", many.join(",")), (&long, "\"x\":0".to_owned())] {
            let found = deep(name, &fields);
            let held: usize = found.iter().map(|(name, value)| name.len() + value.len()).sum();
            assert_eq!((found.len(), found.get("b").unwrap()), (2, "1"));
            assert!(held <= name.len() + fields.len() + 10, "{held}");
            let kept: Value = serde_json::from_str(found.get(name).unwrap()).unwrap();
            assert_eq!(kept, serde_json::from_str::<Value>(&format!("{{{fields}}}")).unwrap(), "it stays as it came");
        }
        // An object after many plain members stays whole as well.
        let after = read(&format!("{{{},\"z\":{{\"x\":1}}}}", many.join(","))).unwrap();
        assert_eq!((after.attributes.len(), after.attributes.get("z").unwrap()), (10_001, "{\"x\":1}"));
        assert_eq!(deep("a", "\"x\":{\"y\":1}").get("a.x.y"), Some("1"));
    }

    #[test]
    fn numbers_are_times_by_their_size() {
        for number in ["1795383600", "1795383600000", "1795383600000000", "1795383600000000000", "1795383600.0"] {
            let line = read(&format!(r#"{{"ts":{number}}}"#)).unwrap();
            assert_eq!(line.occurred_at, Some(Timestamp::from_micros(1_795_383_600_000_000)), "{number}");
        }
    }

    #[test]
    fn what_is_no_object_is_told() {
        assert!(read("{\"a\":").unwrap_err().contains("line 1"));
        assert_eq!(read("[1]"), Err("not an object".to_owned()));
        assert!(read("").is_err());
    }
}
