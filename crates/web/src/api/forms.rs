//! The values that parameters can have: what is read and how the description of the API words it.

use std::str::FromStr;

use talap_access::Role;
use talap_decree::catalog::Mode;
use talap_model::time::parse_date;
use talap_model::{
    ClauseId, Language, ObjectId, OrganisationId, RecordId, RecordKey, RegisterKey, SourceId, SourceKind, StatementKey,
    Status, SubjectKind, Timestamp,
};
use time::Date;
use utoipa::openapi::Object;
use utoipa::openapi::schema::{KnownFormat, ObjectBuilder, SchemaFormat, Type};

use crate::api::asked::Form;

/// The form of an identifier.
pub(crate) const SLUG: &str = "^[a-z0-9][a-z0-9._-]{0,95}$";
/// The form of a register's key.
const TABLE: &str = "^[a-z][a-z0-9_]{0,95}$";
/// The form of a record's key: printed text without space at its ends.
const KEY: &str = r"^[^\s\x00-\x1f\x7f-\x9f]([^\x00-\x1f\x7f-\x9f]*[^\s\x00-\x1f\x7f-\x9f])?$";
/// The form of a SHA-256.
pub(crate) const DIGEST: &str = "^[0-9a-f]{64}$";
/// The form of whoever can hold a role.
pub(crate) const HOLDER: &str = r"^(user:[a-z0-9][a-z0-9._-]{0,63}|os:[^\s:/\x00-\x1f\x7f-\x9f]{1,64})$";
/// The greatest whole number that every program reads as it is (RFC 8259 §6).
const GREATEST: u64 = (1 << 53) - 1;

fn text() -> ObjectBuilder {
    ObjectBuilder::new().schema_type(Type::String)
}

fn shaped(pattern: &str) -> Object {
    text().pattern(Some(pattern)).build()
}

fn number(least: u64, most: u64) -> Object {
    // Both are at most 2^53, so that the description tells them exactly.
    #[allow(clippy::cast_precision_loss, reason = "at most 2^53")]
    let (least, most) = (least as f64, most as f64);
    let format = SchemaFormat::KnownFormat(KnownFormat::Int64);
    ObjectBuilder::new()
        .schema_type(Type::Integer)
        .format(Some(format))
        .minimum(Some(least))
        .maximum(Some(most))
        .build()
}

/// One of a set of words.
pub(crate) fn one_of<'a>(words: impl IntoIterator<Item = &'a str>) -> Object {
    text().enum_values(Some(words.into_iter().collect::<Vec<_>>())).build()
}

macro_rules! forms {
    ($($kind:ty => $schema:expr;)+) => {$(
        impl Form for $kind {
            fn schema() -> Object {
                $schema
            }

            fn read(text: &str) -> Option<Self> {
                Self::from_str(text).ok()
            }
        }
    )+};
}

forms! {
    OrganisationId => shaped(SLUG);
    ObjectId => shaped(SLUG);
    SourceId => shaped(SLUG);
    StatementKey => shaped(SLUG);
    RegisterKey => shaped(TABLE);
    RecordKey => text().min_length(Some(1)).max_length(Some(200)).pattern(Some(KEY)).build();
    ClauseId => shaped(r"^(res\.)?[0-9]{1,4}(-[0-9]{1,4})?(\.[0-9]{1,4}(-[0-9]{1,4})?){0,2}$");
    Mode => modes();
    SourceKind => source_kinds();
    SubjectKind => subject_kinds();
    Language => languages();
    Role => roles();
}

/// The keys of modes.
pub(crate) fn modes() -> Object {
    one_of(Mode::ALL.iter().map(|mode| mode.key()))
}

/// The keys of kinds of sources.
pub(crate) fn source_kinds() -> Object {
    one_of(SourceKind::ALL.iter().map(|kind| kind.key()))
}

/// The keys of kinds of subjects.
pub(crate) fn subject_kinds() -> Object {
    one_of([SubjectKind::Organisation, SubjectKind::Object].map(SubjectKind::key))
}

/// The keys of statuses.
pub(crate) fn statuses() -> Object {
    one_of(Status::ALL.iter().map(|status| status.key()))
}

/// The keys of roles.
pub(crate) fn roles() -> Object {
    one_of(Role::ALL.iter().map(|role| role.key()))
}

fn languages() -> Object {
    one_of(Language::ALL.iter().map(|language| language.code()))
}

/// A status that findings have: what does not apply is none.
pub(crate) struct Found(pub(crate) Status);

impl Form for Found {
    fn schema() -> Object {
        one_of(Status::ALL.iter().filter(|status| **status != Status::NotApplicable).map(|status| status.key()))
    }

    fn read(text: &str) -> Option<Self> {
        text.parse().ok().filter(|status| *status != Status::NotApplicable).map(Self)
    }
}

/// Words to look for.
pub(crate) struct Words(pub(crate) String);

impl Words {
    const LONGEST: usize = 200;

    /// Whether a text has every one of them, whatever the case.
    pub(crate) fn are_in(&self, text: &str) -> bool {
        let text = text.to_lowercase();
        self.0.to_lowercase().split_whitespace().all(|word| text.contains(word))
    }
}

impl Form for Words {
    fn schema() -> Object {
        text().max_length(Some(Self::LONGEST)).build()
    }

    fn read(text: &str) -> Option<Self> {
        (text.chars().count() <= Self::LONGEST).then(|| Self(text.trim().to_owned()))
    }
}

/// A text that says something.
pub(crate) struct Said(pub(crate) String);

impl Said {
    const LONGEST: usize = 1000;
}

impl Form for Said {
    fn schema() -> Object {
        text().min_length(Some(1)).max_length(Some(Self::LONGEST)).pattern(Some(r"[^\s\x00-\x1f\x7f-\x9f]")).build()
    }

    fn read(text: &str) -> Option<Self> {
        let says = text.contains(|c: char| !c.is_whitespace() && !c.is_control());
        (says && text.chars().count() <= Self::LONGEST).then(|| Self(text.to_owned()))
    }
}

/// The name of a file: its ending says what it is.
pub(crate) struct FileName(pub(crate) String);

impl FileName {
    const ENDINGS: [&str; 10] = ["pdf", "png", "jpg", "jpeg", "txt", "csv", "docx", "xlsx", "odt", "ods"];
}

impl Form for FileName {
    fn schema() -> Object {
        named_with(&Self::ENDINGS)
    }

    fn read(text: &str) -> Option<Self> {
        ends_with(text, &Self::ENDINGS).then(|| Self(text.to_owned()))
    }
}

/// What a file with a table is called.
pub(crate) struct TableName(pub(crate) String);

impl TableName {
    const ENDINGS: [&str; 7] = ["csv", "tsv", "txt", "xlsx", "xlsm", "ods", "xls"];
}

impl Form for TableName {
    fn schema() -> Object {
        named_with(&Self::ENDINGS)
    }

    fn read(text: &str) -> Option<Self> {
        ends_with(text, &Self::ENDINGS).then(|| Self(text.to_owned()))
    }
}

/// The form of a file's name with one of these endings.
fn named_with(endings: &[&str]) -> Object {
    // Regular expressions of JSON Schema have no flag for case.
    let either = |c: char| format!("[{c}{}]", c.to_ascii_uppercase());
    let endings: Vec<String> = endings.iter().map(|ending| ending.chars().map(either).collect()).collect();
    shaped(&format!(r"^[^\s\x00-\x1f\x7f-\x9f][^\x00-\x1f\x7f-\x9f]{{0,200}}\.({})$", endings.join("|")))
}

fn ends_with(text: &str, endings: &[&str]) -> bool {
    let known = |ending: &str| endings.iter().any(|known| known.eq_ignore_ascii_case(ending));
    // A database that knows no NUL would fail on it.
    !text.contains(char::is_control)
        && text.rsplit_once('.').is_some_and(|(_, ending)| known(ending))
        && text.chars().count() <= Said::LONGEST
}

/// A key of a field, or a word for another order.
pub(crate) struct Order(pub(crate) String);

impl Form for Order {
    fn schema() -> Object {
        shaped(TABLE)
    }

    fn read(text: &str) -> Option<Self> {
        // A field is a column in queries, so its key has the form of a table's.
        RegisterKey::new(text).ok().map(|key| Self(key.to_string()))
    }
}

/// Upwards or downwards.
pub(crate) struct Direction {
    pub(crate) is_down: bool,
}

impl Form for Direction {
    fn schema() -> Object {
        one_of(["asc", "desc"])
    }

    fn read(text: &str) -> Option<Self> {
        matches!(text, "asc" | "desc").then(|| Self { is_down: text == "desc" })
    }
}

/// Somebody who can hold a role: an account or a user of the operating system.
pub(crate) struct Holder(pub(crate) String);

impl Form for Holder {
    fn schema() -> Object {
        shaped(HOLDER)
    }

    fn read(text: &str) -> Option<Self> {
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
        let odd = |c: char| c.is_control() || c.is_whitespace() || matches!(c, ':' | '/');
        let is_holder = match text.split_once(':')? {
            ("user", name) => {
                (1..=64).contains(&name.len())
                    && name.starts_with(plain)
                    && name.chars().all(|c| plain(c) || matches!(c, '.' | '_' | '-'))
            }
            ("os", name) => (1..=64).contains(&name.chars().count()) && !name.contains(odd),
            _ => false,
        };
        is_holder.then(|| Self(text.to_owned()))
    }
}

/// The SHA-256 of a file.
pub(crate) struct Digest(pub(crate) String);

impl Form for Digest {
    fn schema() -> Object {
        shaped(DIGEST)
    }

    fn read(text: &str) -> Option<Self> {
        let shaped = text.len() == 64 && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
        shaped.then(|| Self(text.to_owned()))
    }
}

impl Form for Timestamp {
    fn schema() -> Object {
        text().format(Some(SchemaFormat::KnownFormat(KnownFormat::DateTime))).build()
    }

    fn read(text: &str) -> Option<Self> {
        Self::parse_rfc3339(text)
    }
}

impl Form for RecordId {
    fn schema() -> Object {
        text().format(Some(SchemaFormat::KnownFormat(KnownFormat::Uuid))).build()
    }

    fn read(text: &str) -> Option<Self> {
        text.parse().ok()
    }
}

impl Form for Date {
    fn schema() -> Object {
        text().format(Some(SchemaFormat::KnownFormat(KnownFormat::Date))).build()
    }

    fn read(text: &str) -> Option<Self> {
        parse_date(text).filter(|_| text.contains('-'))
    }
}

macro_rules! numbers {
    ($($(#[$doc:meta])* $name:ident, $least:expr, $most:expr;)+) => {$(
        $(#[$doc])*
        pub(crate) struct $name(pub(crate) u64);

        impl Form for $name {
            fn schema() -> Object {
                number($least, $most)
            }

            fn read(text: &str) -> Option<Self> {
                let number = text.bytes().all(|b| b.is_ascii_digit()).then(|| text.parse().ok())??;
                ($least..=$most).contains(&number).then_some(Self(number))
            }
        }
    )+};
}

numbers! {
    /// A page of a list, from 1.
    Page, 1, 1_000_000;
    /// How many items a page or an answer has.
    Count, 1, 1000;
    /// The place of an event in the ledger.
    Seq, 0, GREATEST;
}

/// A page, or the first one.
pub(crate) fn page(asked: Option<&Page>) -> u64 {
    asked.map_or(1, |page| page.0)
}

/// How many items, or a hundred.
pub(crate) fn count(asked: Option<&Count>) -> u64 {
    asked.map_or(100, |count| count.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_read_as_described() {
        assert!(Seq::read("9007199254740991").is_some() && Seq::read("9007199254740992").is_none());
        for bad in ["", "0", "-1", "1.0", "1001", " 1", "99999999999999999999"] {
            assert!(Count::read(bad).is_none(), "{bad}");
        }
        assert!(Date::read("2026-11-22").is_some() && Date::read("22.11.2026").is_none());
        assert!(Found::read("met").is_some() && Found::read("not_applicable").is_none());
        assert!(Said::read(" \t").is_none() && Said::read(" a ").is_some());
        assert!(Digest::read(&"a".repeat(64)).is_some() && Digest::read(&"A".repeat(64)).is_none());
        assert!(
            FileName::read("Акт.PDF").is_some() && FileName::read("pdf").is_none() && FileName::read("a.exe").is_none()
        );
        assert!(FileName::read("a\0.pdf").is_none() && TableName::read("a\n.csv").is_none());
        for good in ["user:serik", "os:Serik", "os:DOMAIN\\Әйгерім"] {
            assert!(Holder::read(good).is_some(), "{good}");
        }
        for bad in ["serik", "user:Serik", "os:", "os:a b", "talap:collect", "os:user:a"] {
            assert!(Holder::read(bad).is_none(), "{bad}");
        }
    }
}
