//! A verdict's reason as a sentence to say: the key and values that a check returned, in one language.

use serde_json::Value;
use talap_decree::applicability::{Reason, conjoined};
use talap_model::time::{format_date, parse_date};
use talap_model::{Argument, Language, Message};

use crate::session::JsonRow;

/// The message of a reason. Text of the form `2026-11-22` is a date and is written as the language writes dates; an
/// object of `kk`, `ru` and `en` is a value in three languages, and one of `key` and `args` is a sentence inside the sentence.
pub fn message(key: &str, args: &Value, language: Language) -> Message {
    let mut message = Message::new(key);
    for (name, value) in args.as_object().into_iter().flatten() {
        message = message.with(name, argument(value, language));
    }
    message
}

fn argument(value: &Value, language: Language) -> Argument {
    match value {
        Value::Number(number) => Argument::Number(number.as_f64().unwrap_or_default()),
        Value::String(text) => parse_date(text).map_or_else(|| Argument::Text(text.clone()), Argument::Date),
        Value::Object(fields) => match (fields.get(language.code()), fields.get("key"), fields.get("args")) {
            (Some(chosen), ..) => argument(chosen, language),
            (None, Some(Value::String(key)), Some(args)) => message(key, args, language).into(),
            _ => Argument::Text(value.to_string()),
        },
        Value::Null => Argument::Text("—".to_owned()),
        other => Argument::Text(other.to_string()),
    }
}

/// The conditions that decide an applicability, as the value `conditions` of a reason: in each language a sentence.
pub(crate) fn conditions(reasons: &[Reason]) -> JsonRow {
    let sentences = Language::ALL.into_iter().map(|language| {
        let joined = conjoined(reasons.iter().map(|reason| reason.explain(language)));
        let joined = joined.unwrap_or_else(|| Message::new("assess-no-condition"));
        (language.code().to_owned(), to_value(&joined))
    });
    [("conditions".to_owned(), Value::Object(sentences.collect()))].into_iter().collect()
}

fn to_value(message: &Message) -> Value {
    let args = message.args.iter().map(|(name, argument)| {
        let value = match argument {
            Argument::Text(text) => text.as_str().into(),
            Argument::Number(number) => (*number).into(),
            Argument::Date(date) => format_date(*date).into(),
            Argument::Message(inner) => to_value(inner),
            Argument::Words(words) => {
                let spoken = Language::ALL.map(|language| (language.code().to_owned(), words.get(language).into()));
                Value::Object(spoken.into_iter().collect())
            }
        };
        (name.clone(), value)
    });
    serde_json::json!({ "key": message.key, "args": args.collect::<JsonRow>() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_become_what_a_sentence_can_use() {
        let args =
            serde_json::json!({ "on": "2026-11-22", "n": 3, "trait": { "kk": "а", "ru": "б", "en": "c" }, "x": null });
        let message = message("k", &args, Language::Ru);
        assert_eq!(message.args.get("n"), Some(&Argument::Number(3.0)));
        assert_eq!(message.args.get("trait"), Some(&Argument::Text("б".into())));
        assert!(matches!(message.args.get("on"), Some(Argument::Date(_))));
    }
}
