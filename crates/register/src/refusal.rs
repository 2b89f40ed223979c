//! Why a definition file is refused.

use talap_model::{Explain, InvalidId, Message, SubjectKind};

use crate::numbering::NotANumbering;
use crate::span::NotASpan;

/// A definition file that cannot be used: which file, which place in it, and why.
#[derive(Debug, thiserror::Error)]
#[error("{file}: {place}: {fault}")]
pub struct DefinitionError {
    /// The file's name.
    pub file: String,
    /// The field or setting; the whole file where it is empty.
    pub place: String,
    /// The reason.
    #[source]
    pub fault: Fault,
}

/// What is wrong with a definition file.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    /// The file or folder cannot be read.
    #[error("it cannot be read")]
    Unreadable {
        /// What the operating system said.
        #[source]
        cause: std::io::Error,
    },
    /// The file is not TOML of the format.
    #[error("it is not a definition")]
    Malformed {
        /// What the reader said, with the line.
        #[source]
        cause: Box<toml::de::Error>,
    },
    /// The file is of another version of the format.
    #[error("version {found} is not known, {known} is")]
    Version {
        /// The file's version.
        found: u32,
        /// The version that this build reads.
        known: u32,
    },
    /// The register's key is not the file's name.
    #[error("the key {key:?} differs from the file's name")]
    NameDiffers {
        /// The key.
        key: String,
    },
    /// A text that should be an identifier is none.
    #[error("an identifier is malformed")]
    Identifier {
        /// The text and the kind of identifier.
        #[source]
        cause: Box<InvalidId>,
    },
    /// A key or header name is already taken.
    #[error("{text:?} is already taken")]
    Repeated {
        /// The key or header name.
        text: String,
    },
    /// A reference to a register that does not exist.
    #[error("the register {register:?} does not exist")]
    UnknownRegister {
        /// Its key.
        register: String,
    },
    /// A rule over a field that does not exist.
    #[error("the field {field:?} does not exist")]
    UnknownField {
        /// Its key.
        field: String,
    },
    /// A rule over fields of kinds that it is not for.
    #[error("the rule does not suit the kinds of its fields")]
    RuleKinds,
    /// A setting that a field of this kind does not have.
    #[error("{setting} does not belong to a field of this kind")]
    Misplaced {
        /// The setting.
        setting: &'static str,
    },
    /// A setting that must be there.
    #[error("{setting} is missing")]
    Lacks {
        /// The setting.
        setting: &'static str,
    },
    /// A list that is longer than there is room for.
    #[error("there are more than {most}")]
    TooMany {
        /// How many there may be.
        most: usize,
    },
    /// The regular expression is malformed.
    #[error("the pattern is not a regular expression")]
    Pattern {
        /// What the compiler of expressions said.
        #[source]
        cause: Box<regex::Error>,
    },
    /// The example does not match its own pattern.
    #[error("the example {example:?} does not match the pattern")]
    Example {
        /// The example.
        example: String,
    },
    /// A length of time that is none.
    #[error("a span is malformed")]
    Span {
        /// The text as it came.
        #[source]
        cause: NotASpan,
    },
    /// A form of numbers that leaves them unclear.
    #[error("the form of numbers is malformed")]
    Numbering {
        /// The text as it came.
        #[source]
        cause: NotANumbering,
    },
    /// A parameter that the catalogue does not have, or that is no length of time in a calendar.
    #[error("the catalogue has no term {parameter:?}")]
    UnknownTerm {
        /// The statement and the parameter.
        parameter: String,
    },
    /// A state, an act or a value of a choice that the register does not have.
    #[error("there is no {text:?}")]
    Unknown {
        /// Its key.
        text: String,
    },
    /// A computation, a condition or a deadline over fields of kinds that it is not for.
    #[error("it does not suit the kind of {field:?}")]
    Unsuited {
        /// The field.
        field: String,
    },
    /// The least value is greater than the greatest.
    #[error("min is greater than max")]
    EmptyRange,
    /// A label or title is empty in one of the languages.
    #[error("a text is empty in one of the languages")]
    Wordless,
    /// A field holds personal data and its register does not say so.
    #[error("the field is personal, the register is not")]
    NotPersonal,
    /// No register holds the organisations, or none the objects.
    #[error("no register has traits = \"{}\"", kind.key())]
    NoHolder {
        /// Organisations or objects.
        kind: SubjectKind,
    },
    /// Two registers hold the organisations, or the objects.
    #[error("{other} already has traits = \"{}\"", kind.key())]
    TwoHolders {
        /// Organisations or objects.
        kind: SubjectKind,
        /// The other file.
        other: String,
    },
}

impl DefinitionError {
    pub(crate) fn of(file: &str, fault: Fault) -> Self {
        Self::at(file, "", fault)
    }

    pub(crate) fn at(file: &str, place: &str, fault: Fault) -> Self {
        Self { file: file.to_owned(), place: place.to_owned(), fault }
    }
}

impl Explain for DefinitionError {
    fn explain(&self) -> Message {
        let reason = self.fault.explain();
        if self.place.is_empty() {
            return Message::new("register-definition-file").with("file", self.file.as_str()).with("reason", reason);
        }
        Message::new("register-definition-place")
            .with("file", self.file.as_str())
            .with("place", self.place.as_str())
            .with("reason", reason)
    }
}

impl Explain for Fault {
    fn explain(&self) -> Message {
        match self {
            Self::Unreadable { cause } => {
                Message::new("register-definition-unreadable").with("cause", cause.to_string())
            }
            Self::Malformed { cause } => Message::new("register-definition-malformed").with("cause", cause.to_string()),
            Self::Version { found, known } => {
                Message::new("register-definition-version").with("found", *found).with("known", *known)
            }
            Self::NameDiffers { key } => Message::new("register-definition-name-differs").with("key", key.as_str()),
            Self::Identifier { cause } => cause.explain(),
            Self::Repeated { text } => Message::new("register-definition-repeated").with("text", text.as_str()),
            Self::UnknownRegister { register } => {
                Message::new("register-definition-register-unknown").with("register", register.as_str())
            }
            Self::UnknownField { field } => {
                Message::new("register-definition-field-unknown").with("field", field.as_str())
            }
            Self::RuleKinds => Message::new("register-definition-rule-kinds"),
            Self::Misplaced { setting } => Message::new("register-definition-misplaced").with("setting", *setting),
            Self::Lacks { setting } => Message::new("register-definition-lacks").with("setting", *setting),
            Self::TooMany { most } => Message::new("register-definition-too-many").with("most", *most),
            Self::Pattern { cause } => Message::new("register-definition-pattern").with("cause", cause.to_string()),
            Self::Example { example } => Message::new("register-definition-example").with("example", example.as_str()),
            Self::Span { cause } => Message::new("register-definition-span").with("text", cause.text.as_str()),
            Self::Numbering { cause } => {
                Message::new("register-definition-numbering").with("text", cause.text.as_str())
            }
            Self::UnknownTerm { parameter } => {
                Message::new("register-definition-term-unknown").with("parameter", parameter.as_str())
            }
            Self::Unknown { text } => Message::new("register-definition-unknown").with("text", text.as_str()),
            Self::Unsuited { field } => Message::new("register-definition-unsuited").with("field", field.as_str()),
            Self::EmptyRange => Message::new("register-definition-range"),
            Self::Wordless => Message::new("register-definition-wordless"),
            Self::NotPersonal => Message::new("register-definition-not-personal"),
            Self::NoHolder { kind } => Message::new("register-definition-no-holder").with("kind", kind.key()),
            Self::TwoHolders { kind, other } => {
                Message::new("register-definition-two-holders").with("kind", kind.key()).with("other", other.as_str())
            }
        }
    }
}
