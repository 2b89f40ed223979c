//! The part of OCSF that mappings use: generated from the published schema by `cargo xtask ocsf`, kept in
//! `mappings/ocsf.json`, built in.

use std::collections::{BTreeMap, HashMap};
use std::net::IpAddr;

use serde::Deserialize;
use vrl::value::{ObjectMap, Value};

use super::flat;

/// The version of OCSF that events are described in; the same as the generated file's.
pub const VERSION: &str = "1.8.0";

/// The form of the generated file.
const FORMAT: u32 = 1;

/// The longest path of an attribute, which only a list of lists without end would exceed.
const LONGEST_PATH: usize = 256;

/// Classes and objects with the attributes that they may have.
#[derive(Debug, Default)]
pub struct Subset {
    version: String,
    classes: BTreeMap<u32, Class>,
    objects: Vec<Attributes>,
}

/// A class of events.
#[derive(Debug)]
pub struct Class {
    /// Its name in the schema.
    pub name: String,
    /// What people call it.
    pub caption: String,
    attributes: Attributes,
}

type Attributes = HashMap<String, Attribute>;

#[derive(Debug)]
struct Attribute {
    kind: Kind,
    many: bool,
}

#[derive(Debug)]
enum Kind {
    Text,
    Address,
    Port,
    Integer,
    Float,
    Boolean,
    /// Anything, kept as JSON.
    Any,
    /// One of these numbers.
    Number(Vec<i64>),
    /// An object, by its place in [`Subset::objects`].
    Object(usize),
}

/// What became of an OCSF object: its attributes by dotted path, and what the class has no place for.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Placed {
    pub(crate) attributes: Vec<(String, String)>,
    pub(crate) unmapped: Vec<(String, String)>,
}

/// The generated file cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("the subset of OCSF cannot be read: {cause}")]
pub struct SubsetError {
    cause: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Wire {
    version: u32,
    ocsf: String,
    classes: BTreeMap<u32, WireClass>,
    objects: BTreeMap<String, BTreeMap<String, WireKind>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WireClass {
    name: String,
    caption: String,
    attributes: BTreeMap<String, WireKind>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum WireKind {
    Type(String),
    Numbers(BTreeMap<String, String>),
}

impl Subset {
    /// Reads the generated file.
    ///
    /// # Errors
    ///
    /// [`SubsetError`] when it is not of the form that `cargo xtask ocsf` writes.
    pub fn parse(text: &str) -> Result<Self, SubsetError> {
        let wrong = |cause: String| SubsetError { cause };
        let wire: Wire = serde_json::from_str(text).map_err(|error| wrong(error.to_string()))?;
        if wire.version != FORMAT {
            return Err(wrong(format!("its form is {}, not {FORMAT}", wire.version)));
        }
        let places: HashMap<&str, usize> =
            wire.objects.keys().zip(0..).map(|(name, place)| (name.as_str(), place)).collect();
        let attributes = |of: &BTreeMap<String, WireKind>| -> Result<Attributes, SubsetError> {
            let read = |(name, kind): (&String, &WireKind)| {
                let attribute =
                    Attribute::read(kind, &places).ok_or_else(|| wrong(format!("{name} has no known type")))?;
                Ok((name.clone(), attribute))
            };
            of.iter().map(read).collect()
        };
        let objects = wire.objects.values().map(attributes).collect::<Result<_, _>>()?;
        let class = |(uid, class): (&u32, &WireClass)| {
            let (name, caption) = (class.name.clone(), class.caption.clone());
            Ok((*uid, Class { name, caption, attributes: attributes(&class.attributes)? }))
        };
        let classes = wire.classes.iter().map(class).collect::<Result<_, SubsetError>>()?;
        Ok(Self { version: wire.ocsf, classes, objects })
    }

    /// The version of OCSF.
    pub fn version(&self) -> &str {
        &self.version
    }

    /// A class by its `class_uid`.
    pub fn class(&self, uid: u32) -> Option<&Class> {
        self.classes.get(&uid)
    }

    /// Whether a class has an attribute at a dotted path; a list's place is a number.
    pub fn has(&self, class: u32, path: &str) -> bool {
        let mut parts = path.split('.');
        let Some(mut found) = parts.next().and_then(|name| self.of_class(class, name)) else { return false };
        for part in parts {
            if found.many && part.bytes().all(|byte| byte.is_ascii_digit()) {
                continue;
            }
            let Kind::Object(object) = found.kind else { return false };
            match self.objects.get(object).and_then(|object| object.get(part)) {
                Some(next) => found = next,
                None => return false,
            }
        }
        true
    }

    fn of_class(&self, class: u32, name: &str) -> Option<&Attribute> {
        let of = |uid: u32| self.classes.get(&uid).and_then(|class| class.attributes.get(name));
        of(class).or_else(|| of(0))
    }

    /// Sorts what an object says into the attributes of a class and what the class has no place for.
    pub(crate) fn place(&self, class: u32, object: ObjectMap) -> Placed {
        let mut placed = Placed::default();
        for (name, value) in object {
            let attribute = self.of_class(class, &name);
            self.one(attribute, name.to_string(), value, &mut placed);
        }
        placed
    }

    fn one(&self, attribute: Option<&Attribute>, path: String, value: Value, placed: &mut Placed) {
        let Some(attribute) = attribute.filter(|_| path.len() <= LONGEST_PATH) else {
            return placed.refuse(&path, value);
        };
        match value {
            Value::Null => {}
            Value::Array(items) if attribute.many => self.items(attribute, &path, items, placed),
            value => self.single(&attribute.kind, path, value, placed),
        }
    }

    /// A list: its plain values together, its objects by their places.
    fn items(&self, attribute: &Attribute, path: &str, items: Vec<Value>, placed: &mut Placed) {
        let mut together = Vec::new();
        for (place, item) in items.into_iter().enumerate() {
            match (&attribute.kind, item) {
                (Kind::Object(_), item) => self.single(&attribute.kind, format!("{path}.{place}"), item, placed),
                (kind, item) => match kind.text(&item) {
                    Some(text) if !is_nothing(&text) => together.push(text),
                    Some(_) => {}
                    None => placed.refuse(&format!("{path}.{place}"), item),
                },
            }
        }
        if !together.is_empty() {
            placed.attributes.push((path.to_owned(), together.join(", ")));
        }
    }

    fn single(&self, kind: &Kind, path: String, value: Value, placed: &mut Placed) {
        match (kind, value) {
            (_, Value::Null) => {}
            (Kind::Object(place), Value::Object(fields)) => {
                for (name, value) in fields {
                    let attribute = self.objects.get(*place).and_then(|object| object.get(name.as_str()));
                    self.one(attribute, format!("{path}.{name}"), value, placed);
                }
            }
            (kind, value) => match kind.text(&value) {
                Some(text) if !is_nothing(&text) => placed.attributes.push((path, text)),
                Some(_) => {}
                None => placed.refuse(&path, value),
            },
        }
    }
}

impl Placed {
    fn refuse(&mut self, path: &str, value: Value) {
        let Ok(value): Result<serde_json::Value, _> = value.try_into() else { return };
        flat::flatten(path, &value, &mut self.unmapped);
    }
}

impl Attribute {
    fn read(kind: &WireKind, objects: &HashMap<&str, usize>) -> Option<Self> {
        let named = match kind {
            WireKind::Numbers(numbers) => {
                let numbers: Option<Vec<i64>> = numbers.keys().map(|number| number.parse().ok()).collect();
                return Some(Self { kind: Kind::Number(numbers?), many: false });
            }
            WireKind::Type(named) => named.as_str(),
        };
        let single = named.strip_suffix("[]");
        let kind = match single.unwrap_or(named) {
            "string" => Kind::Text,
            "ip" => Kind::Address,
            "port" => Kind::Port,
            "integer" | "timestamp" => Kind::Integer,
            "float" => Kind::Float,
            "boolean" => Kind::Boolean,
            "json" => Kind::Any,
            object => Kind::Object(*objects.get(object.strip_prefix("object ")?)?),
        };
        Some(Self { kind, many: single.is_some() })
    }
}

impl Kind {
    /// A value as the text that is kept, if it is of this kind. Logs write numbers as text; that is no fault.
    fn text(&self, value: &Value) -> Option<String> {
        let integer = || match value {
            Value::Integer(number) => Some(*number),
            Value::Timestamp(at) => Some(at.timestamp_millis()),
            other => other.to_str_lossy().and_then(|text| text.trim().parse().ok()),
        };
        // Text that says 'nothing' is of every kind.
        let text = value.to_str_lossy();
        if text.as_ref().is_some_and(|text| is_nothing(text)) {
            return Some(String::new());
        }
        match self {
            Self::Text => match value {
                Value::Integer(number) => Some(number.to_string()),
                _ => text.map(std::borrow::Cow::into_owned),
            },
            Self::Address => text.filter(|text| text.parse::<IpAddr>().is_ok()).map(std::borrow::Cow::into_owned),
            Self::Port => integer().filter(|port| u16::try_from(*port).is_ok()).map(|port| port.to_string()),
            Self::Integer => integer().map(|number| number.to_string()),
            Self::Number(known) => integer().filter(|number| known.contains(number)).map(|number| number.to_string()),
            Self::Float => match value {
                Value::Float(number) => Some(number.to_string()),
                _ => integer().map(|number| number.to_string()),
            },
            Self::Boolean => value.as_boolean().map(|truth| truth.to_string()),
            Self::Any => match value {
                Value::Object(_) | Value::Array(_) => {
                    let json: Result<serde_json::Value, _> = value.clone().try_into();
                    json.ok().map(|json| json.to_string())
                }
                other => other.to_str_lossy().map(std::borrow::Cow::into_owned),
            },
            Self::Object(_) => None,
        }
    }
}

/// Whether a text is what logs write where there is nothing.
pub(crate) fn is_nothing(text: &str) -> bool {
    matches!(text, "" | "-" | "?")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::normalise::mapping::Mappings;

    fn place(class: u32, json: &str) -> (Vec<String>, Vec<String>) {
        let value: Value = serde_json::from_str::<serde_json::Value>(json).unwrap().into();
        let mappings = Mappings::built_in().unwrap();
        let placed = mappings.subset().place(class, value.into_object().unwrap());
        let shown = |of: Vec<(String, String)>| of.into_iter().map(|(name, value)| format!("{name}={value}")).collect();
        (shown(placed.attributes), shown(placed.unmapped))
    }

    #[test]
    fn the_generated_file_is_of_the_version_that_events_name() {
        let mappings = Mappings::built_in().unwrap();
        let subset = mappings.subset();
        assert_eq!(subset.version(), VERSION);
        assert_eq!(subset.class(3002).unwrap().name, "authentication");
        assert!(subset.has(3002, "actor.user.name") && subset.has(2004, "evidences.0.src_endpoint.ip"));
        assert!(!subset.has(3002, "actor.user.nome") && !subset.has(3002, "query.hostname") && !subset.has(9, "user"));
    }

    #[test]
    fn what_fits_is_placed_and_what_does_not_is_kept() {
        let (attributes, unmapped) = place(
            3002,
            r#"{"activity_id": 1, "status_id": 7, "user": {"name": "a", "shoe": 42, "groups": [{"name": "x"}, {"name": "y"}]},
                "src_endpoint": {"ip": "10.0.0.5", "port": "51234", "hostname": "-"}, "is_remote": true, "is_mfa": "yes",
                "dst_endpoint": {"ip": "nowhere", "port": 70000}, "query": {"hostname": "h"}, "session": "s", "time": null}"#,
        );
        let expected = [
            "activity_id=1",
            "is_remote=true",
            "src_endpoint.ip=10.0.0.5",
            "src_endpoint.port=51234",
            "user.groups.0.name=x",
            "user.groups.1.name=y",
            "user.name=a",
        ];
        assert_eq!(attributes, expected);
        let kept = [
            "dst_endpoint.ip=nowhere",
            "dst_endpoint.port=70000",
            "is_mfa=yes",
            "query.hostname=h",
            "session=s",
            "status_id=7",
            "user.shoe=42",
        ];
        assert_eq!(unmapped, kept);
    }

    #[test]
    fn a_file_of_another_form_is_refused() {
        assert!(Subset::parse("{}").is_err());
        assert!(Subset::parse(r#"{"version":2,"ocsf":"1.8.0","classes":{},"objects":{}}"#).is_err());
        let strange = r#"{"version":1,"ocsf":"1.8.0","classes":{"0":{"name":"b","caption":"B","attributes":{"x":"y"}}},"objects":{}}"#;
        assert!(Subset::parse(strange).unwrap_err().to_string().contains('x'));
    }
}
