//! Identifiers as newtypes with checked constructors: parsed once at the edge, trusted inside.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use crate::message::{Explain, Message};

/// Text that cannot be an identifier of the kind asked for.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{text:?} is not a valid {kind}")]
pub struct InvalidId {
    /// The kind of identifier that was asked for, as in `organisation`.
    pub kind: &'static str,
    /// The text as it came.
    pub text: String,
}

impl Explain for InvalidId {
    fn explain(&self) -> Message {
        Message::new("id-invalid").with("kind", self.kind).with("text", self.text.as_str())
    }
}

/// The longest identifier, in bytes.
const LONGEST: usize = 96;

/// Lower-case ASCII letters, digits, `.`, `_` and `-`, beginning with a letter or digit: safe in a path, a URL and SQL.
fn is_slug(text: &str) -> bool {
    let mut bytes = text.bytes();
    text.len() <= LONGEST
        && bytes.next().is_some_and(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
        && bytes.all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'.' | b'_' | b'-'))
}

/// A register is a table's name: a slug without dots and hyphens.
fn is_table_name(text: &str) -> bool {
    is_slug(text) && !text.contains(['.', '-']) && text.starts_with(|c: char| c.is_ascii_lowercase())
}

/// A record's own key within its register: anything printable that a person may have written on a label.
fn is_record_key(text: &str) -> bool {
    !text.trim().is_empty() && text.chars().count() <= 200 && text.trim() == text && !text.chars().any(char::is_control)
}

/// Numbers joined by dots; a number may carry a hyphenated part (`90-1.2.3`, `res.3.1`).
fn is_clause(text: &str) -> bool {
    let number = |part: &str| {
        let mut halves = part.split('-');
        let plain = |half: Option<&str>| {
            half.is_some_and(|h| !h.is_empty() && h.len() <= 4 && h.bytes().all(|b| b.is_ascii_digit()))
        };
        plain(halves.next()) && halves.next().is_none_or(|h| plain(Some(h))) && halves.next().is_none()
    };
    let rest = text.strip_prefix("res.").unwrap_or(text);
    !rest.is_empty() && rest.split('.').count() <= 3 && rest.split('.').all(number)
}

macro_rules! text_ids {
    ($($(#[$doc:meta])* $name:ident, $kind:literal, $check:path;)*) => {$(
        $(#[$doc])*
        ///
        /// A clone is another handle of the same text: events carry three of these each.
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(Arc<str>);

        impl $name {
            /// Checks the text and takes it.
            ///
            /// # Errors
            ///
            /// [`InvalidId`] when the text has another shape.
            pub fn new(text: impl Into<String>) -> Result<Self, InvalidId> {
                let text = text.into();
                if $check(&text) { Ok(Self(text.into())) } else { Err(InvalidId { kind: $kind, text }) }
            }

            /// The identifier as text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl FromStr for $name {
            type Err = InvalidId;
            fn from_str(text: &str) -> Result<Self, InvalidId> {
                Self::new(text)
            }
        }
    )*};
}

text_ids! {
    /// An organisation: a state body, an akimat, a company.
    OrganisationId, "organisation", is_slug;
    /// An informatization object of an organisation.
    ObjectId, "object", is_slug;
    /// A registered source of events.
    SourceId, "source", is_slug;
    /// A register: `people`, `documents`. Also the name of its table in queries.
    RegisterKey, "register", is_table_name;
    /// The key of a record that its keeper gave it, unique within a register and an organisation.
    RecordKey, "key", is_record_key;
    /// A clause of the decree: `38`, `38.4`, `90-1.2.3`, `62.0.1`, `res.1`.
    ClauseId, "clause", is_clause;
    /// The permanent key of a statement, which survives a renumbering of the decree: `event-logs-kept`.
    StatementKey, "statement", is_slug;
    /// A trait of an organisation or object: `state_body`, `class`.
    TraitKey, "trait", is_table_name;
}

/// A record, whatever its register: a UUID of version 7, made by Talap.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RecordId(uuid::Uuid);

impl RecordId {
    /// A new identifier from a time and ten random bytes (RFC 9562 §5.7).
    pub fn generate(now: crate::Timestamp, entropy: &dyn crate::Entropy) -> Self {
        let mut random = [0_u8; 10];
        entropy.fill(&mut random);
        let millis = u64::try_from(now.micros() / 1000).unwrap_or_default();
        Self(uuid::Builder::from_unix_timestamp_millis(millis, &random).into_uuid())
    }
}

impl fmt::Display for RecordId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for RecordId {
    type Err = InvalidId;
    fn from_str(text: &str) -> Result<Self, InvalidId> {
        uuid::Uuid::parse_str(text).map(Self).map_err(|_| InvalidId { kind: "record", text: text.to_owned() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clause_identifiers_follow_the_layout() {
        for good in ["38", "38.4", "90-1.2.3", "62.0.1", "139.10-1", "38.5-1", "res.1", "res.3.1", "56-1"] {
            assert!(ClauseId::new(good).is_ok(), "{good}");
        }
        for bad in ["", "38.", ".4", "38..4", "38.a", "1.2.3.4", "38-", "1-2-3", "res", "res.", "38 "] {
            assert!(ClauseId::new(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn slugs_cannot_leave_a_folder() {
        for bad in ["..", "../x", "a/b", "A", "", "-a", "a b", ".a"] {
            assert!(OrganisationId::new(bad).is_err(), "{bad}");
        }
        assert!(RegisterKey::new("server_room_visits").is_ok());
        assert!(RegisterKey::new("a-b").is_err());
    }

    #[test]
    fn record_identifiers_sort_by_time() {
        struct Fixed;
        impl crate::Entropy for Fixed {
            fn fill(&self, bytes: &mut [u8]) {
                bytes.fill(7);
            }
        }
        let early = RecordId::generate(crate::Timestamp::from_micros(1_000_000), &Fixed);
        let late = RecordId::generate(crate::Timestamp::from_micros(2_000_000), &Fixed);
        assert!(early < late);
        assert_eq!(early.to_string().parse(), Ok(early));
    }
}
