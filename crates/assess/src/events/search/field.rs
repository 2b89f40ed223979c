//! The names that a search may put before a colon.

/// What of an event a part of a search speaks about.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Field {
    /// The user that the event names.
    User,
    /// The informatization object.
    Object,
    /// The organisation.
    Organisation,
    /// The registered source.
    Source,
    /// The kind of source (UR 38.2).
    Kind,
    /// The host that the event names.
    Host,
    /// The program that the event names.
    Program,
    /// The network address that the event names.
    Address,
    /// The OCSF `class_uid`.
    Class,
    /// The OCSF `severity_id`.
    Severity,
    /// Why the bytes could not be understood.
    Fault,
    /// The event's place in the ledger.
    Seq,
    /// The text.
    Message,
    /// An attribute by its name.
    Attribute(String),
}

/// The fields with a column of their own, each with the name that is shown, then the other names that are understood. Dotted
/// names are those of OCSF 1.x.
const NAMES: [(Field, &[&str]); 13] = [
    (Field::User, &["user", "user_name", "actor.user.name", "user.name"]),
    (Field::Object, &["object"]),
    (Field::Organisation, &["org", "organisation", "organization"]),
    (Field::Source, &["source"]),
    (Field::Kind, &["kind"]),
    (Field::Host, &["host", "hostname", "device.hostname"]),
    (Field::Program, &["program", "process.name"]),
    (Field::Address, &["address", "ip", "src_endpoint.ip"]),
    (Field::Class, &["class", "class_uid"]),
    (Field::Severity, &["severity", "severity_id"]),
    (Field::Fault, &["fault"]),
    (Field::Seq, &["seq"]),
    (Field::Message, &["message"]),
];

/// What stands before the name of any attribute.
const ATTRIBUTE: &str = "attr.";

impl Field {
    /// The field of a name, whatever the case of its letters; none for a name that no field has.
    pub fn of(name: &str) -> Option<Self> {
        let lower = name.to_ascii_lowercase();
        if lower.starts_with(ATTRIBUTE) {
            // An attribute is named as it was written: names of attributes have capitals.
            let attribute = name.get(ATTRIBUTE.len()..).filter(|rest| !rest.is_empty())?;
            return Some(Self::Attribute(attribute.to_owned()));
        }
        NAMES.iter().find(|(_, names)| names.contains(&lower.as_str())).map(|(field, _)| field.clone())
    }

    /// An attribute by its name; none for a name that no search can write.
    pub fn attribute(name: &str) -> Option<Self> {
        let odd = |c: char| c.is_whitespace() || c.is_control() || ":<>=()\"«»“”".contains(c);
        (!name.is_empty() && !name.contains(odd)).then(|| Self::Attribute(name.to_owned()))
    }

    /// The attribute that a dotted name may mean: OCSF has more names than there are columns.
    pub(super) fn dotted(name: &str) -> Option<Self> {
        let part = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
        let begins = name.bytes().next().is_some_and(|b| b.is_ascii_alphabetic());
        let dotted = begins && name.contains('.') && name.split('.').all(part);
        dotted.then(|| Self::Attribute(name.to_owned()))
    }

    /// The name that a search shows.
    pub fn name(&self) -> String {
        if let Self::Attribute(name) = self {
            return format!("{ATTRIBUTE}{name}");
        }
        let found = NAMES.iter().find(|(field, _)| field == self);
        found.and_then(|(_, names)| names.first()).map(|name| (*name).to_owned()).unwrap_or_default()
    }

    /// The names of all fields, for a sentence.
    pub fn all_names() -> String {
        NAMES.iter().filter_map(|(_, names)| names.first().copied()).collect::<Vec<_>>().join(", ")
    }

    /// The search for events in which it has a value.
    pub fn search_for(&self, value: &str) -> String {
        format!("{}:{}", self.name(), super::quoted(value))
    }

    /// Whether its values are numbers.
    pub fn is_number(&self) -> bool {
        matches!(self, Self::Class | Self::Severity | Self::Seq)
    }

    /// The column of the table `events` that holds it.
    pub(crate) fn column(&self) -> &'static str {
        match self {
            Self::User => "user_name",
            Self::Object => "object",
            Self::Organisation => "org",
            Self::Source => "source",
            Self::Kind => "kind",
            Self::Host => "host",
            Self::Program => "program",
            Self::Address => "address",
            Self::Class => "class_uid",
            Self::Severity => "severity_id",
            Self::Fault => "fault",
            Self::Seq => "seq",
            Self::Message => "message",
            Self::Attribute(_) => "attributes",
        }
    }

    /// A number of the field: its digits, or a word for it where OCSF has one.
    pub(super) fn number(&self, text: &str) -> Option<u64> {
        if let Ok(number) = text.parse() {
            return Some(number);
        }
        let words: &[(&str, u64)] = match self {
            Self::Severity => &SEVERITIES,
            Self::Class => &CLASSES,
            _ => &[],
        };
        let lower = text.to_lowercase();
        words.iter().find(|(word, _)| *word == lower).map(|(_, number)| *number)
    }
}

/// OCSF `severity_id` by its words.
const SEVERITIES: [(&str, u64); 8] = [
    ("unknown", 0),
    ("informational", 1),
    ("info", 1),
    ("low", 2),
    ("medium", 3),
    ("high", 4),
    ("critical", 5),
    ("fatal", 6),
];

/// OCSF `class_uid` by the words of those that Talap's own normalisation gives.
const CLASSES: [(&str, u64); 3] = [("base", 0), ("authentication", 3002), ("http", 4002)];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_is_known_by_each_of_its_names() {
        for (field, names) in &NAMES {
            for name in *names {
                assert_eq!(Field::of(name).as_ref(), Some(field), "{name}");
                assert_eq!(Field::of(&name.to_uppercase()).as_ref(), Some(field), "{name}");
            }
            assert_eq!(Field::of(&field.name()).as_ref(), Some(field));
        }
        assert_eq!(Field::of("attr.Target.x"), Some(Field::Attribute("Target.x".into())));
        assert_eq!(Field::of("attr."), None);
        assert_eq!(Field::of("usr"), None);
    }

    #[test]
    fn a_dotted_name_may_be_an_attribute_and_an_address_is_none() {
        assert!(Field::dotted("http_request.url").is_some());
        for other in ["10.0.0.1", "plain", ".x", "a..b", "a.б", ""] {
            assert_eq!(Field::dotted(other), None, "{other}");
        }
    }

    #[test]
    fn an_attribute_that_is_written_is_read() {
        for name in ["status", "Target.User", "http_response.code", "қате", "a-b"] {
            let field = Field::attribute(name).unwrap();
            assert_eq!(Field::of(&field.name()), Some(field));
        }
        for odd in ["", "a b", "a:b", "a=b", "a\"", "a\u{1b}"] {
            assert_eq!(Field::attribute(odd), None, "{odd}");
        }
    }

    #[test]
    fn words_of_severities_are_numbers() {
        assert_eq!(Field::Severity.number("High"), Some(4));
        assert_eq!(Field::Severity.number("6"), Some(6));
        assert_eq!(Field::Severity.number("x"), None);
        assert_eq!(Field::Seq.number("high"), None);
    }
}
