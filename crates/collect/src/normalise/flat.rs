//! Nested values as attributes: `{"flow": {"bytes": 5}}` is `flow.bytes` = `5`.

use serde_json::Value;

/// The most attributes that one event takes from a nested value, and the longest path of one. What is beyond is in the
/// raw bytes alone.
pub(crate) const MOST: usize = 256;
pub(crate) const LONGEST_PATH: usize = 256;

/// Adds everything that a value holds. Lists of plain values become one attribute; nulls and empty texts say nothing.
pub(crate) fn flatten(path: &str, value: &Value, into: &mut Vec<(String, String)>) {
    if into.len() >= MOST || path.len() > LONGEST_PATH {
        return;
    }
    match value {
        Value::Object(fields) => {
            for (name, value) in fields {
                let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
                flatten(&path, value, into);
            }
        }
        Value::Array(items) if items.iter().all(is_plain) => {
            let texts: Vec<String> = items.iter().filter_map(text).collect();
            if !texts.is_empty() {
                into.push((path.to_owned(), texts.join(", ")));
            }
        }
        Value::Array(items) => {
            for (place, item) in items.iter().enumerate() {
                flatten(&format!("{path}.{place}"), item, into);
            }
        }
        plain => {
            if let Some(text) = text(plain) {
                into.push((path.to_owned(), text));
            }
        }
    }
}

fn is_plain(value: &Value) -> bool {
    !matches!(value, Value::Object(_) | Value::Array(_))
}

/// A plain value as text; a null and an empty text are none.
pub(crate) fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()).filter(|text| !text.is_empty()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(truth) => Some(truth.to_string()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn shown(json: &str) -> Vec<String> {
        let mut found = Vec::new();
        flatten("", &serde_json::from_str(json).unwrap(), &mut found);
        found.into_iter().map(|(name, value)| format!("{name}={value}")).collect()
    }

    #[test]
    fn paths_are_dotted() {
        let json = r#"{"a":{"b":1,"c":null},"d":["x",2,true],"e":[{"f":"g"},{"f":""}],"h":"","i":[]}"#;
        assert_eq!(shown(json), ["a.b=1", "d=x, 2, true", "e.0.f=g"]);
    }

    #[test]
    fn a_hostile_value_stays_small() {
        let wide: Vec<String> = (0..10_000).map(|n| format!("\"k{n}\":1")).collect();
        assert_eq!(shown(&format!("{{{}}}", wide.join(","))).len(), MOST);
        assert_eq!(shown(&format!("{{\"{}\":{{\"x\":1}}}}", "k".repeat(100_000))), [""; 0]);
    }

    proptest! {
        #[test]
        fn any_json_is_flattened(text in r#"[\[\]{}":,a-c0-9 ]{0,60}"#) {
            if let Ok(value) = serde_json::from_str(&text) {
                flatten("", &value, &mut Vec::new());
            }
        }
    }
}
