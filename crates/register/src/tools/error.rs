//! Why a file that a tool wrote is not taken.

use talap_model::{Explain, Message, RegisterKey};

use crate::tools::Tool;

/// A file of a tool cannot be made a table of. Nothing of it was taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ToolError {
    /// It has more bytes than one import takes.
    #[error("the file has {bytes} bytes, more than {most}")]
    TooLarge {
        /// Its size.
        bytes: usize,
        /// The most that is taken.
        most: usize,
    },
    /// It would become more rows than one import takes.
    #[error("the {tool} file has more than {most} entries")]
    TooMany {
        /// The tool.
        tool: Tool,
        /// The most that are taken.
        most: usize,
    },
    /// Its elements stand within each other deeper than the tool writes them.
    #[error("line {line} of the {tool} file: more than {most} elements within each other")]
    TooDeep {
        /// The tool.
        tool: Tool,
        /// The line, from 1.
        line: u64,
        /// The deepest that is read.
        most: usize,
    },
    /// It declares or uses entities of its own: a short text of them can stand for gigabytes, or for another file.
    #[error("line {line} of the {tool} file: entities of its own")]
    Entities {
        /// The tool.
        tool: Tool,
        /// The line, from 1.
        line: u64,
    },
    /// It is not well formed, or a value is not what the format asks for.
    #[error("line {line}, column {column} of the {tool} file: {cause}")]
    Broken {
        /// The tool.
        tool: Tool,
        /// The line, from 1.
        line: u64,
        /// The column, from 1.
        column: u64,
        /// What the reader says, in English.
        cause: String,
    },
    /// It is of a version that is not known.
    #[error("the {tool} file is of version {found:?}; {known} is read")]
    Version {
        /// The tool.
        tool: Tool,
        /// What it says.
        found: String,
        /// What is read.
        known: &'static str,
    },
    /// It is well formed and something else.
    #[error("the file is no {tool}: it begins with {found:?}")]
    Other {
        /// The tool that such a file could be of.
        tool: Tool,
        /// What was found.
        found: String,
    },
    /// An entry lacks what its row must have.
    #[error("entry {entry} of the {tool} file has no {field}")]
    Incomplete {
        /// The tool.
        tool: Tool,
        /// The entry, from 1.
        entry: usize,
        /// What it lacks, as the format writes it.
        field: &'static str,
    },
    /// It holds nothing that would become a row.
    #[error("the {tool} file holds nothing: {place} is empty")]
    Empty {
        /// The tool.
        tool: Tool,
        /// Where something was looked for, as the format writes it.
        place: &'static str,
    },
    /// It fills another register.
    #[error("a {tool} file fills {}, not {register}", tool.register())]
    OtherRegister {
        /// The tool.
        tool: Tool,
        /// The register that was asked for.
        register: RegisterKey,
    },
    /// The person must say what the file does not.
    #[error("a {tool} file does not say {field}")]
    Lacks {
        /// The tool.
        tool: Tool,
        /// The field of the register.
        field: &'static str,
    },
}

impl ToolError {
    /// What is not well formed at a place in the bytes.
    pub(super) fn broken(tool: Tool, bytes: &[u8], at: usize, cause: impl ToString) -> Self {
        let (line, column) = place(bytes, at);
        Self::Broken { tool, line, column, cause: cause.to_string() }
    }

    /// What `serde_json` says. It puts the place at the end of its words, where a message has a place of its own.
    pub(super) fn json(tool: Tool, error: &serde_json::Error) -> Self {
        let (line, column) = (error.line() as u64, error.column() as u64);
        let said = error.to_string();
        let cause = said.strip_suffix(&format!(" at line {line} column {column}")).unwrap_or(&said).to_owned();
        Self::Broken { tool, line, column, cause }
    }
}

/// The line and the column of a byte, from 1.
pub(super) fn place(bytes: &[u8], at: usize) -> (u64, u64) {
    let before = bytes.get(..at.min(bytes.len())).unwrap_or_default();
    let line = before.split(|byte| *byte == b'\n').count();
    let column = before.iter().rev().take_while(|byte| **byte != b'\n').count() + 1;
    (line as u64, column as u64)
}

impl Explain for ToolError {
    fn explain(&self) -> Message {
        let of = |key: &str, tool: &Tool| Message::new(key).with("tool", tool.to_string());
        match self {
            Self::TooLarge { bytes, most } => {
                Message::new("register-file-too-large").with("bytes", *bytes).with("most", *most)
            }
            Self::TooMany { tool, most } => of("register-tool-too-many", tool).with("most", *most),
            Self::TooDeep { tool, line, most } => {
                of("register-tool-too-deep", tool).with("line", *line).with("most", *most)
            }
            Self::Entities { tool, line } => of("register-tool-entities", tool).with("line", *line),
            Self::Broken { tool, line, column, cause } => of("register-tool-broken", tool)
                .with("line", *line)
                .with("column", *column)
                .with("cause", cause.as_str()),
            Self::Version { tool, found, known } => {
                of("register-tool-version", tool).with("found", found.as_str()).with("known", *known)
            }
            Self::Other { tool, found } => of("register-tool-other", tool).with("found", found.as_str()),
            Self::Incomplete { tool, entry, field } => {
                of("register-tool-incomplete", tool).with("entry", *entry).with("field", *field)
            }
            Self::Empty { tool, place } => of("register-tool-empty", tool).with("place", *place),
            Self::OtherRegister { tool, register } => {
                of("register-tool-register", tool).with("wanted", tool.register()).with("register", register.as_str())
            }
            Self::Lacks { tool, field: "scan" } => of("register-tool-lacks-scan", tool),
            Self::Lacks { tool, .. } => of("register-tool-lacks-object", tool),
        }
    }
}
