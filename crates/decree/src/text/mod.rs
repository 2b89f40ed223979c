//! The official text of the decree, as the public legal database prints it, read into clauses, headings and notes.
//!
//! The layout decides the identifiers (`38.4`, `90-1.2.3`, `62.0.1`), so both languages give the same ones:
//!
//! - a line with `N.` or `N-M.` opens a paragraph, with `N)` or `N-M)` a subparagraph; any further line under either is an
//!   item, counted from 1; an item above which no subparagraph stands is `PARAGRAPH.0.N`;
//! - a line that goes on a sentence which the line above left without any stop belongs to the clause above;
//! - the government's own resolution before the requirements has points `res.1` … and lines under them `res.3.1`;
//! - a note takes the paragraph above it and its place among that paragraph's notes: `38/n1`. What a note is about
//!   (a section's title, the whole text) is in [`Note::about`].
//!
//! Numbers must be consecutive, hyphenated ones between (`8`, `8-1`, `8-2`, `9`). A text counts as whole when every paragraph
//! number that the redaction of 13.05.2024 has is there (an amending act closes a number, it never takes it away), the
//! appendix stands after them with all its points, and the last line is a finished sentence. Clauses that a later act
//! added are welcome.

mod error;
mod known;
mod line;
mod note;
mod reader;
#[cfg(test)]
mod tests;

use std::fmt::Write as _;

use talap_model::{ClauseId, Language};
use time::Date;

pub use error::{Ending, TextError};

/// The day on which the decree was adopted: no text is of an earlier redaction.
pub const ADOPTED: Date = time::macros::date!(2016 - 12 - 20);

/// Reads the official text.
///
/// # Errors
///
/// [`TextError`] when the text is another act, is in another language, is cut short, or its numbers are out of order.
pub fn parse(text: &str, language: Language) -> Result<OfficialText, TextError> {
    reader::read(text, language, &known::Known::decree())
}

/// The official text in one language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OfficialText {
    /// The language it was read in.
    pub language: Language,
    /// Chapters and their sections, in document order.
    pub headings: Vec<Heading>,
    /// All clauses, in document order; a clause stands after its parent.
    pub clauses: Vec<OfficialClause>,
    /// All amendment notes, in document order.
    pub notes: Vec<Note>,
}

/// A chapter (`Chapter 2`, `2-тарау`) or a section of one (`Paragraph 3`, `3-параграф`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heading {
    /// The chapter's number.
    pub chapter: u16,
    /// The section's number within the chapter; none for the chapter itself.
    pub section: Option<u16>,
    /// The line in the file, from 1.
    pub line: usize,
    /// The title.
    pub title: String,
}

/// What a clause is by its layout.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// `N.`
    Paragraph,
    /// `N)`
    Subparagraph,
    /// A line under either.
    Item,
}

/// A numbered place of the official text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OfficialClause {
    /// Its identifier.
    pub id: ClauseId,
    /// The clause it is a part of.
    pub parent: Option<ClauseId>,
    /// Paragraph, subparagraph or item.
    pub level: Level,
    /// Whether an act closed it ('Excluded', 'алып тасталды').
    pub excluded: bool,
    /// The acts that excluded it, as its line names them; empty for a clause that is open.
    pub excluded_by: Vec<Amendment>,
    /// The line in the file, from 1.
    pub line: usize,
    /// Its words, without the number.
    pub text: String,
}

impl OfficialClause {
    /// The kind as the outline prints it: `paragraph`, `subparagraph`, `item`, and `excluded` for a closed one.
    pub fn kind(&self) -> &'static str {
        match (self.excluded, self.level) {
            (true, _) => "excluded",
            (false, Level::Paragraph) => "paragraph",
            (false, Level::Subparagraph) => "subparagraph",
            (false, Level::Item) => "item",
        }
    }
}

/// When an amendment came into force.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InForce {
    /// On a day that the note gives.
    Known(Date),
    /// So many days after a publication whose date the note does not give: relative, unknown.
    Relative,
}

/// One amending act that a note names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Amendment {
    /// The act's number: `372`.
    pub act: String,
    /// The act's date.
    pub date: Date,
    /// When the amendment came into force.
    pub in_force: InForce,
}

/// What a note is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NoteSubject {
    /// A paragraph or a subparagraph.
    Clause(ClauseId),
    /// The title of a chapter or section.
    Title {
        /// The chapter.
        chapter: u16,
        /// The section, if it is a section's title.
        section: Option<u16>,
    },
    /// The whole text of the requirements.
    WholeText,
    /// The appendix of the resolution.
    Appendix,
}

/// An amendment note ('Footnote.', 'Ескерту.').
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// The paragraph above it, which its identifier is made of.
    pub host: ClauseId,
    /// Its place among the notes under that paragraph, from 1.
    pub position: u16,
    /// What it is about.
    pub about: NoteSubject,
    /// The acts it names, in order.
    pub amendments: Vec<Amendment>,
    /// The line in the file, from 1.
    pub line: usize,
    /// Its words, without the opening word.
    pub text: String,
}

impl Note {
    /// The identifier: `38/n1`.
    pub fn id(&self) -> String {
        format!("{}/n{}", self.host, self.position)
    }
}

/// A line of the outline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutlineEntry {
    /// The identifier of a clause or note.
    pub id: String,
    /// `paragraph`, `subparagraph`, `item`, `excluded` or `note`.
    pub kind: &'static str,
    /// The line in the file, from 1.
    pub line: usize,
}

impl OfficialText {
    /// A clause by its identifier.
    pub fn clause(&self, id: &ClauseId) -> Option<&OfficialClause> {
        self.clauses.iter().find(|clause| clause.id == *id)
    }

    /// The day of the redaction: the date of the latest amending act that the text names.
    pub fn redaction(&self) -> Option<Date> {
        let notes = self.notes.iter().flat_map(|note| &note.amendments);
        let exclusions = self.clauses.iter().flat_map(|clause| &clause.excluded_by);
        notes.chain(exclusions).map(|amendment| amendment.date).max()
    }

    /// The parts of a clause, in document order.
    pub fn children<'a>(&'a self, id: &'a ClauseId) -> impl Iterator<Item = &'a OfficialClause> {
        self.clauses.iter().filter(move |clause| clause.parent.as_ref() == Some(id))
    }

    /// The clauses in document order, with the notes where they stand if asked for.
    pub fn outline(&self, notes: bool) -> Vec<OutlineEntry> {
        let clauses = self.clauses.iter().map(|clause| OutlineEntry {
            id: clause.id.to_string(),
            kind: clause.kind(),
            line: clause.line,
        });
        let mut entries: Vec<_> = clauses.collect();
        if notes {
            entries.extend(self.notes.iter().map(|note| OutlineEntry { id: note.id(), kind: "note", line: note.line }));
            entries.sort_by_key(|entry| entry.line);
        }
        entries
    }

    /// The outline as `talap decree outline` prints it: one entry a line, `identifier`, `kind` and `line` apart by tabs.
    pub fn outline_lines(&self, notes: bool) -> String {
        let mut lines = String::new();
        for entry in self.outline(notes) {
            // Writing to a String cannot fail.
            writeln!(lines, "{}\t{}\t{}", entry.id, entry.kind, entry.line).unwrap_or_default();
        }
        lines
    }
}
