//! Why a text cannot be read as the decree.

use talap_model::{ClauseId, Explain, Language, Message};

/// What is missing at the end of a text that is cut short.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ending {
    /// The requirements have not begun.
    Requirements,
    /// The requirements break off after this clause, or the appendix that follows them is missing.
    AfterClause(ClauseId),
    /// The appendix has fewer points than it is known to have.
    Appendix {
        /// How many points were read.
        points: u16,
        /// How many there are at least.
        expected: u16,
    },
    /// The last sentence is not finished.
    Sentence,
}

/// A text that cannot be read as the decree.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TextError {
    /// The official text in this language is not read.
    #[error("the official text is read in Kazakh and English, not in {}", asked.code())]
    LanguageNotRead {
        /// The language asked for.
        asked: Language,
    },
    /// The text names another act, or none.
    #[error("line {line}: this is not Decree No. 832 of 20 December 2016")]
    AnotherAct {
        /// The line that should name the decree.
        line: usize,
    },
    /// The text is the decree in another language.
    #[error("line {line}: the text is in {}, not in {}", found.code(), asked.code())]
    AnotherLanguage {
        /// The line that tells.
        line: usize,
        /// The language asked for.
        asked: Language,
        /// The language of the text.
        found: Language,
    },
    /// The text ends before its end.
    #[error("line {line}: the text is cut short: {ending:?}")]
    CutShort {
        /// The last line that holds anything.
        line: usize,
        /// What is missing.
        ending: Ending,
    },
    /// A number does not follow the one before it.
    #[error("line {line}: {found} stands where {expected} is expected")]
    OutOfOrder {
        /// The line of the number.
        line: usize,
        /// The identifier as it stands there.
        found: String,
        /// The next number; one inserted before it would do as well.
        expected: String,
    },
    /// A chapter or section does not follow the one before it.
    #[error("line {line}: {} {found} stands where {expected} is expected", if *section { "section" } else { "chapter" })]
    HeadingOutOfOrder {
        /// The line of the heading.
        line: usize,
        /// Whether it is a section's heading, not a chapter's.
        section: bool,
        /// The number as it stands there.
        found: u16,
        /// The next number.
        expected: u16,
    },
    /// A chapter that the decree is known to have is not there.
    #[error("line {line}: chapter {chapter} is missing before this line")]
    MissingChapter {
        /// The line before which it should stand.
        line: usize,
        /// The chapter.
        chapter: u16,
    },
    /// A number stands twice.
    #[error("line {line}: {id} stands already on line {first}")]
    Duplicate {
        /// The line of the second.
        line: usize,
        /// The identifier.
        id: String,
        /// The line of the first.
        first: usize,
    },
    /// A paragraph or point that the decree is known to have is not there.
    #[error("line {line}: {id} is missing before this line")]
    Missing {
        /// The line before which it should stand.
        line: usize,
        /// The identifier.
        id: String,
    },
    /// A line stands where the layout has no place for it.
    #[error("line {line}: the line has no place here")]
    OutOfPlace {
        /// The line.
        line: usize,
    },
    /// A note that names no act with its date, or is not finished.
    #[error("line {line}: the note names no act with its number and date, or breaks off")]
    NoteUnreadable {
        /// The line.
        line: usize,
    },
    /// A number too large for an identifier.
    #[error("line {line}: {text:?} is not a number of a clause")]
    Number {
        /// The line.
        line: usize,
        /// The number as it stands.
        text: String,
    },
}

impl Explain for TextError {
    fn explain(&self) -> Message {
        match self {
            Self::LanguageNotRead { asked } => {
                Message::new("decree-text-language-not-read").with("language", asked.code())
            }
            Self::AnotherAct { line } => Message::new("decree-text-another-act").with("line", *line),
            Self::AnotherLanguage { line, asked, found } => Message::new("decree-text-another-language")
                .with("line", *line)
                .with("asked", asked.code())
                .with("found", found.code()),
            Self::CutShort { line, ending } => {
                Message::new("decree-text-cut-short").with("line", *line).with("missing", ending.explain())
            }
            Self::OutOfOrder { line, found, expected } => Message::new("decree-text-out-of-order")
                .with("line", *line)
                .with("found", found.as_str())
                .with("expected", expected.as_str()),
            Self::HeadingOutOfOrder { line, section, found, expected } => {
                let message = if *section {
                    Message::new("decree-text-section-out-of-order")
                } else {
                    Message::new("decree-text-chapter-out-of-order")
                };
                message.with("line", *line).with("found", found.to_string()).with("expected", expected.to_string())
            }
            Self::MissingChapter { line, chapter } => {
                Message::new("decree-text-missing-chapter").with("line", *line).with("chapter", chapter.to_string())
            }
            Self::Duplicate { line, id, first } => {
                Message::new("decree-text-duplicate").with("line", *line).with("id", id.as_str()).with("first", *first)
            }
            Self::Missing { line, id } => {
                Message::new("decree-text-missing").with("line", *line).with("id", id.as_str())
            }
            Self::OutOfPlace { line } => Message::new("decree-text-out-of-place").with("line", *line),
            Self::NoteUnreadable { line } => Message::new("decree-text-note-unreadable").with("line", *line),
            Self::Number { line, text } => {
                Message::new("decree-text-number").with("line", *line).with("text", text.as_str())
            }
        }
    }
}

impl Explain for Ending {
    fn explain(&self) -> Message {
        match self {
            Self::Requirements => Message::new("decree-text-ends-before-requirements"),
            Self::AfterClause(id) => Message::new("decree-text-ends-after-clause").with("id", id.as_str()),
            Self::Appendix { points, expected } => Message::new("decree-text-ends-in-appendix")
                .with("points", u32::from(*points))
                .with("expected", u32::from(*expected)),
            Self::Sentence => Message::new("decree-text-ends-in-sentence"),
        }
    }
}
