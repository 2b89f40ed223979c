//! Reads the lines one after another, holding numbers and parts against their order.

use std::collections::BTreeMap;

use talap_model::{ClauseId, Language};

use super::known::Known;
use super::line::{self, Line, Number, Rank};
use super::note::amendments;
use super::{Ending, Heading, Level, Note, NoteSubject, OfficialClause, OfficialText, TextError};

/// The part of the document that a line stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    /// The title and the act's own line, then the preamble.
    Head,
    /// The points of the resolution.
    Resolution,
    /// The signature, the corner block of approval, the title of the requirements.
    Approval,
    /// Chapters.
    Requirements,
    /// The corner block of the appendix, its title, its points.
    Appendix,
}

/// What the line before was, as far as the next one's meaning hangs on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Before {
    /// A heading, or a line that continued one, on this line.
    Heading(usize),
    /// A clause.
    Clause,
    /// Anything else.
    Other,
}

struct Reader<'k> {
    language: Language,
    known: &'k Known,
    part: Part,
    before: Before,
    act_named: bool,
    chapter: u16,
    section: Option<u16>,
    paragraph: Option<(Number, ClauseId)>,
    subparagraph: Option<(Number, ClauseId)>,
    items: u16,
    expected: usize,
    appendix_line: usize,
    appendix_named: bool,
    appendix_points: Number,
    appendix_count: u16,
    lines_by_id: BTreeMap<ClauseId, usize>,
    last_line: usize,
    last_words: String,
    text: OfficialText,
}

/// Reads a text and holds it against what a whole one must have.
pub(super) fn read(text: &str, language: Language, known: &Known) -> Result<OfficialText, TextError> {
    if language == Language::Ru {
        return Err(TextError::LanguageNotRead { asked: language });
    }
    let mut reader = Reader {
        language,
        known,
        part: Part::Head,
        before: Before::Other,
        act_named: false,
        chapter: 0,
        section: None,
        paragraph: None,
        subparagraph: None,
        items: 0,
        expected: 0,
        appendix_line: 0,
        appendix_named: false,
        appendix_points: Number::ZERO,
        appendix_count: 0,
        lines_by_id: BTreeMap::new(),
        last_line: 0,
        last_words: String::new(),
        text: OfficialText { language, headings: Vec::new(), clauses: Vec::new(), notes: Vec::new() },
    };
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    for (index, words) in text.lines().enumerate() {
        reader.line(index + 1, words)?;
    }
    reader.finish()
}

impl Reader<'_> {
    fn line(&mut self, at: usize, words: &str) -> Result<(), TextError> {
        let read = line::read(words, self.language);
        if read == Line::Blank {
            return Ok(());
        }
        self.last_line = at;
        words.trim().clone_into(&mut self.last_words);
        match self.part {
            Part::Head => self.head(at, read),
            Part::Resolution => self.resolution(at, read),
            Part::Approval => self.approval(at, read),
            Part::Requirements => self.requirements(at, read),
            Part::Appendix => self.appendix(at, read),
        }
    }

    fn head(&mut self, at: usize, read: Line<'_>) -> Result<(), TextError> {
        match read {
            Line::Margin(words) if !self.act_named => {
                let Some(found) = line::names_act(words) else { return Ok(()) };
                if !line::names_the_decree(words) {
                    return Err(TextError::AnotherAct { line: at });
                }
                if found != self.language {
                    return Err(TextError::AnotherLanguage { line: at, asked: self.language, found });
                }
                self.act_named = true;
                Ok(())
            }
            Line::Point(..) | Line::Headings(_) if !self.act_named => Err(TextError::AnotherAct { line: at }),
            Line::Point(..) => {
                self.part = Part::Resolution;
                self.resolution(at, read)
            }
            Line::Headings(_) => Err(TextError::Missing { line: at, id: "res.1".to_owned() }),
            _ => Ok(()),
        }
    }

    fn resolution(&mut self, at: usize, read: Line<'_>) -> Result<(), TextError> {
        match read {
            // A line that is no sentence begins the signature.
            Line::Plain(words) if !line::stops(words) => {
                self.part = Part::Approval;
                Ok(())
            }
            Line::Margin(_) | Line::Headings(_) => {
                self.part = Part::Approval;
                self.approval(at, read)
            }
            other => self.clause_or_note(at, other),
        }
    }

    fn approval(&mut self, at: usize, read: Line<'_>) -> Result<(), TextError> {
        match read {
            Line::Headings(headings) => {
                let points = self.paragraph.as_ref().map_or(Number::ZERO, |(number, _)| *number);
                if points < Number::plain(self.known.resolution) {
                    return Err(TextError::Missing { line: at, id: format!("res.{}", self.known.resolution) });
                }
                self.part = Part::Requirements;
                self.headings(at, headings)?;
                self.paragraph = None;
                self.subparagraph = None;
                Ok(())
            }
            Line::Note(words) => self.note(at, words, Some(NoteSubject::WholeText)),
            Line::Point(..) | Line::Subpoint(..) | Line::BadNumber(_) => Err(TextError::OutOfPlace { line: at }),
            Line::Plain(_) | Line::Margin(_) | Line::Blank => Ok(()),
        }
    }

    fn requirements(&mut self, at: usize, read: Line<'_>) -> Result<(), TextError> {
        match read {
            Line::Headings(headings) => self.headings(at, headings),
            // A long heading is wrapped onto the very next line; anything else at the margin ends the requirements.
            Line::Margin(words) if self.before == Before::Heading(at - 1) => {
                if let Some(heading) = self.text.headings.last_mut() {
                    heading.title.push(' ');
                    heading.title.push_str(words);
                }
                self.before = Before::Heading(at);
                Ok(())
            }
            Line::Margin(_) => {
                self.requirements_end(at)?;
                self.part = Part::Appendix;
                self.appendix_line = at;
                self.appendix(at, read)
            }
            other => self.clause_or_note(at, other),
        }
    }

    fn clause_or_note(&mut self, at: usize, read: Line<'_>) -> Result<(), TextError> {
        match read {
            Line::Point(number, words) => self.point(at, number, words),
            Line::Subpoint(number, words) => self.subpoint(at, number, words),
            Line::Plain(words) => self.item(at, words),
            Line::Note(words) => self.note(at, words, None),
            Line::BadNumber(text) => Err(TextError::Number { line: at, text: text.to_owned() }),
            Line::Headings(_) | Line::Margin(_) | Line::Blank => Err(TextError::OutOfPlace { line: at }),
        }
    }

    fn appendix(&mut self, at: usize, read: Line<'_>) -> Result<(), TextError> {
        match read {
            Line::Margin(words) if self.appendix_count == 0 => {
                self.appendix_named |= line::names_appendix(words, self.language);
                Ok(())
            }
            Line::Point(_, _) if !self.appendix_named => Err(TextError::OutOfPlace { line: self.appendix_line }),
            Line::Point(number, _) => {
                let after = self.appendix_points;
                if !number.follows(after) {
                    let expected = after.next().to_string();
                    return Err(TextError::OutOfOrder { line: at, found: number.to_string(), expected });
                }
                self.appendix_points = number;
                self.appendix_count = self.appendix_count.saturating_add(1);
                Ok(())
            }
            Line::Note(words) => self.note(at, words, Some(NoteSubject::Appendix)),
            // The list of acts that lost force is no requirement; what stands under a point is not kept.
            Line::Plain(_) | Line::Subpoint(..) if self.appendix_count > 0 => Ok(()),
            _ => Err(TextError::OutOfPlace { line: at }),
        }
    }

    fn headings(&mut self, at: usize, headings: Vec<(Rank, u16, &str)>) -> Result<(), TextError> {
        for (rank, number, title) in headings {
            let last = match rank {
                Rank::Chapter => self.chapter,
                Rank::Section => self.section.unwrap_or(0),
            };
            let expected = last.saturating_add(1);
            let section = rank == Rank::Section;
            if number != expected || (section && self.chapter == 0) {
                return Err(TextError::HeadingOutOfOrder { line: at, section, found: number, expected });
            }
            match rank {
                Rank::Chapter => (self.chapter, self.section) = (number, None),
                Rank::Section => self.section = Some(number),
            }
            let heading = Heading { chapter: self.chapter, section: self.section, line: at, title: title.to_owned() };
            self.text.headings.push(heading);
        }
        self.before = Before::Heading(at);
        Ok(())
    }

    fn point(&mut self, at: usize, number: Number, words: &str) -> Result<(), TextError> {
        let prefix = if self.part == Part::Resolution { "res." } else { "" };
        let id = clause_id(at, format!("{prefix}{number}"))?;
        let before = self.paragraph.as_ref().map_or(Number::ZERO, |(number, _)| *number);
        self.in_order(at, &id, number, before, prefix)?;
        if self.part == Part::Requirements {
            self.no_known_skipped(at, &id)?;
        }
        self.paragraph = Some((number, id.clone()));
        self.subparagraph = None;
        self.items = 0;
        self.push(at, id, None, Level::Paragraph, words);
        Ok(())
    }

    fn subpoint(&mut self, at: usize, number: Number, words: &str) -> Result<(), TextError> {
        let Some((_, paragraph)) = self.paragraph.clone() else { return Err(TextError::OutOfPlace { line: at }) };
        let id = clause_id(at, format!("{paragraph}.{number}"))?;
        let before = self.subparagraph.as_ref().map_or(Number::ZERO, |(number, _)| *number);
        self.in_order(at, &id, number, before, &format!("{paragraph}."))?;
        self.subparagraph = Some((number, id.clone()));
        self.items = 0;
        self.push(at, id, Some(paragraph), Level::Subparagraph, words);
        Ok(())
    }

    fn item(&mut self, at: usize, words: &str) -> Result<(), TextError> {
        let Some((_, paragraph)) = &self.paragraph else { return Err(TextError::OutOfPlace { line: at }) };
        if self.before == Before::Clause
            && let Some(clause) = self.text.clauses.last_mut()
            && !line::stops(&clause.text)
        {
            clause.text.push(' ');
            clause.text.push_str(words);
            return Ok(());
        }
        self.items = self.items.saturating_add(1);
        let parent = self.subparagraph.as_ref().map_or(paragraph, |(_, id)| id).clone();
        let level = if self.subparagraph.is_none() && self.part == Part::Requirements { ".0" } else { "" };
        let id = clause_id(at, format!("{parent}{level}.{}", self.items))?;
        self.push(at, id, Some(parent), Level::Item, words);
        Ok(())
    }

    fn push(&mut self, at: usize, id: ClauseId, parent: Option<ClauseId>, level: Level, words: &str) {
        let excluded = level != Level::Item && line::is_excluded(words, self.language);
        self.lines_by_id.insert(id.clone(), at);
        self.text.clauses.push(OfficialClause {
            id,
            parent,
            level,
            excluded,
            excluded_by: if excluded { amendments(words) } else { Vec::new() },
            line: at,
            text: words.to_owned(),
        });
        self.before = Before::Clause;
    }

    fn note(&mut self, at: usize, words: &str, about: Option<NoteSubject>) -> Result<(), TextError> {
        let amendments = amendments(words);
        if amendments.is_empty() || !line::ends_a_document(words) {
            return Err(TextError::NoteUnreadable { line: at });
        }
        let above = self.text.clauses.iter().rev().find(|clause| clause.level == Level::Paragraph);
        let Some(host) = above.map(|clause| clause.id.clone()) else {
            return Err(TextError::OutOfPlace { line: at });
        };
        let about = match (about, self.before) {
            (Some(about), _) => about,
            (None, Before::Heading(_)) => NoteSubject::Title { chapter: self.chapter, section: self.section },
            (None, _) => NoteSubject::Clause(self.subparagraph_named(words, &host)),
        };
        let under_host = self.text.notes.iter().filter(|note| note.host == host).count();
        let position = u16::try_from(under_host).unwrap_or(u16::MAX).saturating_add(1);
        self.text.notes.push(Note { host, position, about, amendments, line: at, text: words.to_owned() });
        self.before = Before::Other;
        Ok(())
    }

    /// The subparagraph that a note names as its own (`Subparagraph 2) of paragraph …`, `5-тармақтың 2) тармақшасы`), else
    /// the paragraph.
    fn subparagraph_named(&self, words: &str, host: &ClauseId) -> ClauseId {
        let named = match self.language {
            Language::En => words.strip_prefix("Subparagraph ").and_then(|rest| rest.split_once(')')).map(|(n, _)| n),
            Language::Kk | Language::Ru => {
                words.split_once(") тармақша").and_then(|(head, _)| head.rsplit(char::is_whitespace).next())
            }
        };
        named
            .and_then(|number| ClauseId::new(format!("{host}.{number}")).ok())
            .filter(|id| self.lines_by_id.contains_key(id))
            .unwrap_or_else(|| host.clone())
    }

    fn in_order(
        &self,
        at: usize,
        id: &ClauseId,
        number: Number,
        before: Number,
        prefix: &str,
    ) -> Result<(), TextError> {
        if let Some(first) = self.lines_by_id.get(id) {
            return Err(TextError::Duplicate { line: at, id: id.to_string(), first: *first });
        }
        if number.follows(before) {
            return Ok(());
        }
        let expected = format!("{prefix}{}", before.next());
        Err(TextError::OutOfOrder { line: at, found: id.to_string(), expected })
    }

    /// Numbers that the decree is known to have come in their order; one between them that is not known is new.
    fn no_known_skipped(&mut self, at: usize, id: &ClauseId) -> Result<(), TextError> {
        let rest = self.known.paragraphs.get(self.expected..).unwrap_or_default();
        match rest.iter().position(|known| known == id) {
            Some(0) => {
                self.expected += 1;
                Ok(())
            }
            Some(_) => {
                Err(TextError::Missing { line: at, id: rest.first().map(ToString::to_string).unwrap_or_default() })
            }
            None => Ok(()),
        }
    }

    fn requirements_end(&self, at: usize) -> Result<(), TextError> {
        if let Some(missing) = self.known.paragraphs.get(self.expected) {
            return Err(TextError::Missing { line: at, id: missing.to_string() });
        }
        if self.chapter < self.known.chapters {
            return Err(TextError::MissingChapter { line: at, chapter: self.known.chapters });
        }
        Ok(())
    }

    fn finish(self) -> Result<OfficialText, TextError> {
        let line = self.last_line;
        let ending = match self.part {
            Part::Head if !self.act_named => return Err(TextError::AnotherAct { line: line.max(1) }),
            Part::Head | Part::Resolution | Part::Approval => Ending::Requirements,
            Part::Requirements => {
                self.text.clauses.last().map_or(Ending::Requirements, |last| Ending::AfterClause(last.id.clone()))
            }
            Part::Appendix if self.appendix_count < self.known.appendix => {
                Ending::Appendix { points: self.appendix_count, expected: self.known.appendix }
            }
            Part::Appendix if !line::ends_a_document(&self.last_words) => Ending::Sentence,
            Part::Appendix => return Ok(self.text),
        };
        Err(TextError::CutShort { line, ending })
    }
}

fn clause_id(line: usize, text: String) -> Result<ClauseId, TextError> {
    ClauseId::new(text).map_err(|invalid| TextError::Number { line, text: invalid.text })
}
