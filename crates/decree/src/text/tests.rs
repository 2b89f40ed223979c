//! The rules of the layout, on small texts in own words.

use std::fmt::Write as _;

use proptest::prelude::*;
use talap_model::{ClauseId, Language};
use time::macros::date;

use super::known::Known;
use super::reader::read;
use super::{Ending, InForce, NoteSubject, OfficialText, TextError};

const INDENT: &str = "\u{a0} \u{a0} \u{a0} ";

const EN_HEAD: &str = "On approval of small rules\n\nDecree of the Government of the Republic of Kazakhstan dated December \
    20, 2016 № 832.\n\n~Preamble that resolves:\n\n~1. To approve the rules.\n\n~2. To close other rules.\n\n~3. This \
    comes into force soon.\n\n~Paragraph 2 of the rules is valid for a year.\n\n~Prime Minister\n~of the Republic N. N.\n\n  \
    Approved By\nOrder № 832\n\nSmall rules Chapter 1. Beginnings\n\n";

const EN_TAIL: &str = "  Appendix\n  to Order № 832\n\nList of closed rules\n\n~1. One rule.\n\n~2. Another rule, called \
    \"Rule\".\n";

const KK_HEAD: &str = "Шағын ережелер туралы\n\nҚазақстан Республикасы Үкіметінің 2016 жылғы 20 желтоқсандағы № 832 \
    қаулысы.\n\n~Кіріспе сөз:\n\n~1. Бекітілсін.\n\n~2. Тоқтатылсын.\n\n~3. Енгізіледі.\n\n~Екінші тармақ бір жыл \
    қолданылады.\n\n\n~Қазақстан Республикасының\n~Премьер-Министрі Н. Н.\n\n  № 832 қаулысымен\n  бекітілген\n\nШағын \
    ережелер\n\n~Ескерту. Бүкіл мәтін өзгерді - 18.01.2021 № 12 (кейін) қаулысымен.\n\n1-тарау. Басы\n\n";

const KK_TAIL: &str = "  № 832 қаулысына қосымша\n\nТоқтатылған ережелер тізбесі\n\n~1. Бір ереже.\n\n~2. Басқа ереже.";

fn known(paragraphs: &[&str]) -> Known {
    let paragraphs = paragraphs.iter().map(|number| ClauseId::new(*number).unwrap()).collect();
    Known { resolution: 3, chapters: 1, paragraphs, appendix: 2 }
}

fn english(body: &str, paragraphs: &[&str]) -> Result<OfficialText, TextError> {
    let text = format!("{EN_HEAD}{body}{EN_TAIL}").replace('~', INDENT);
    read(&text, Language::En, &known(paragraphs))
}

fn kazakh(body: &str, paragraphs: &[&str]) -> Result<OfficialText, TextError> {
    let text = format!("{KK_HEAD}{body}{KK_TAIL}").replace('~', INDENT);
    read(&text, Language::Kk, &known(paragraphs))
}

/// The identifiers and kinds of the requirements, without the resolution.
fn outline(text: &OfficialText) -> Vec<String> {
    let entries = text.outline(true).into_iter().filter(|entry| !entry.id.starts_with("res."));
    entries.map(|entry| format!("{} {}", entry.id, entry.kind)).collect()
}

/// The line on which the body of an English text begins.
fn body_line() -> usize {
    EN_HEAD.lines().count() + 1
}

#[test]
fn the_layout_gives_the_identifiers() {
    let body = "~1. First:\n~1) part:\n~- an item;\n~a) another;\n~1-1) inserted part;\n~2) last part.\n\n~1-1. Inserted.\n~2. \
        Second:\n~a line;\n~2.5 metres of line.\n";
    let expected = [
        "1 paragraph",
        "1.1 subparagraph",
        "1.1.1 item",
        "1.1.2 item",
        "1.1-1 subparagraph",
        "1.2 subparagraph",
        "1-1 paragraph",
        "2 paragraph",
        "2.0.1 item",
        "2.0.2 item",
    ];
    let text = english(body, &["1", "2"]).unwrap();
    assert_eq!(outline(&text), expected);
    assert_eq!(outline(&kazakh(body, &["1", "2"]).unwrap()), expected);
    assert_eq!(text.clause(&"2.0.1".parse().unwrap()).unwrap().parent.as_ref().unwrap().as_str(), "2");
    assert_eq!(text.children(&"1".parse().unwrap()).count(), 3);
}

#[test]
fn the_resolution_stands_apart() {
    let text = english("~1. Only.\n", &["1"]).unwrap();
    let resolution: Vec<_> = text.outline(false).into_iter().take(4).map(|entry| (entry.id, entry.kind)).collect();
    let expected = [("res.1", "paragraph"), ("res.2", "paragraph"), ("res.3", "paragraph"), ("res.3.1", "item")];
    assert_eq!(resolution, expected.map(|(id, kind)| (id.to_owned(), kind)));
}

#[test]
fn an_outline_line_is_identifier_kind_and_line_apart_by_tabs() {
    let lines = english("~1. Only.\n", &["1"]).unwrap().outline_lines(false);
    assert_eq!(lines.lines().last(), Some(format!("1\tparagraph\t{}", body_line()).as_str()));
}

#[test]
fn a_closed_clause_is_excluded_and_names_the_act() {
    let body = "~1. Excluded by an act dated 10.02.2023 № 112 (from January 1, 2023).\n~2. Second:\n~1) - excluded by an act \
        dated 10.02.2023 № 112 (later).\n~2) is excluded by an act dated 10.02.2023 № 112 (later);\n~3) entry shall be excluded.\n";
    let text = english(body, &["1", "2"]).unwrap();
    assert_eq!(outline(&text), ["1 excluded", "2 paragraph", "2.1 excluded", "2.2 excluded", "2.3 subparagraph"]);
    let closed = &text.clause(&"1".parse().unwrap()).unwrap().excluded_by;
    assert_eq!(closed[0].in_force, InForce::Known(date!(2023 - 01 - 01)));
    let body = "~1. Алып тасталды - 10.02.2023 № 112 (кейін) қаулысымен.\n~2. Екінші:\n~1) алып тасталды - 10.02.2023 № 112 (кейін);\n";
    assert_eq!(outline(&kazakh(body, &["1", "2"]).unwrap()), ["1 excluded", "2 paragraph", "2.1 excluded"]);
}

#[test]
fn a_note_hangs_on_the_paragraph_above() {
    let body = "~1. First:\n~1) part.\n~Footnote. Paragraph 1 changed by an act dated 13.05.2024 № 372 (later).\n~Footnote. Subparagraph 1) \
        of paragraph 1 changed 13.05.2024 № 372 (later).\nParagraph 1. Titled\n~Footnote. The title changed 13.05.2024 № 372 \
        (later).\n~2. Second.\n";
    let text = english(body, &["1", "2"]).unwrap();
    assert_eq!(
        outline(&text),
        ["1 paragraph", "1.1 subparagraph", "1/n1 note", "1/n2 note", "1/n3 note", "2 paragraph"]
    );
    let about: Vec<_> = text.notes.iter().map(|note| note.about.clone()).collect();
    assert_eq!(
        about,
        [
            NoteSubject::Clause("1".parse().unwrap()),
            NoteSubject::Clause("1.1".parse().unwrap()),
            NoteSubject::Title { chapter: 1, section: Some(1) },
        ]
    );
}

#[test]
fn a_note_of_the_whole_text_stands_with_the_resolution() {
    let text = kazakh("~1. Жалғыз.\n", &["1"]).unwrap();
    assert_eq!(text.notes.len(), 1);
    assert_eq!(text.notes[0].id(), "res.3/n1");
    assert_eq!(text.notes[0].about, NoteSubject::WholeText);
}

#[test]
fn headings_may_share_a_line_or_wrap() {
    let text =
        english("~1. One.\nChapter 2. Second chapter Paragraph 1. First section\n~2. Two.\n", &["1", "2"]).unwrap();
    let read: Vec<_> = text.headings.iter().map(|h| (h.chapter, h.section, h.title.as_str())).collect();
    assert_eq!(read, [(1, None, "Beginnings"), (2, None, "Second chapter"), (2, Some(1), "First section")]);
    let body = "~1. Бір.\n2-тарау. Ұзын тақырып\nжалғасы\n1-параграф. Бөлім\n2- параграф. Бөлім\n~2. Екі.\n";
    let text = kazakh(body, &["1", "2"]).unwrap();
    let read: Vec<_> = text.headings.iter().map(|h| (h.chapter, h.section, h.title.as_str())).collect();
    assert_eq!(
        read,
        [(1, None, "Басы"), (2, None, "Ұзын тақырып жалғасы"), (2, Some(1), "Бөлім"), (2, Some(2), "Бөлім")]
    );
}

#[test]
fn an_unfinished_line_goes_on_in_the_next() {
    let text = english("~1. First:\n~an item that goes\n\n~on here;\n~and another.\n", &["1"]).unwrap();
    assert_eq!(outline(&text), ["1 paragraph", "1.0.1 item", "1.0.2 item"]);
    assert_eq!(text.clauses.iter().rev().nth(1).unwrap().text, "an item that goes on here;");
}

#[track_caller]
fn refused(body: &str, paragraphs: &[&str], expected: TextError) {
    assert_eq!(english(body, paragraphs), Err(expected));
}

#[test]
fn numbers_out_of_order_are_refused_with_their_line() {
    let line = body_line();
    let out = |line, found: &str, expected: &str| TextError::OutOfOrder {
        line,
        found: found.into(),
        expected: expected.into(),
    };
    refused("~1. A.\n~3. C.\n", &["1"], out(line + 1, "3", "2"));
    refused("~1. A.\n~2-1. C.\n", &["1"], out(line + 1, "2-1", "2"));
    refused("~1. A:\n~2) b.\n", &["1"], out(line + 1, "1.2", "1.1"));
    refused("~1. A:\n~1) b;\n~1-2) c.\n", &["1"], out(line + 2, "1.1-2", "1.2"));
    refused("~2. B.\n", &["1"], out(line, "2", "1"));
    let heading = |line, section, found, expected| TextError::HeadingOutOfOrder { line, section, found, expected };
    refused("~1. A.\nChapter 3. C\n", &["1"], heading(line + 1, false, 3, 2));
    refused("Paragraph 2. C\n~1. A.\n", &["1"], heading(line, true, 2, 1));
    let duplicate = |id: &str| TextError::Duplicate { line: line + 2, id: id.into(), first: line };
    refused("~1. A.\n~2. B.\n~1. A.\n", &["1"], duplicate("1"));
    refused(
        "~1. A:\n~1) a;\n~1) b.\n",
        &["1"],
        TextError::Duplicate { line: line + 2, id: "1.1".into(), first: line + 1 },
    );
}

#[test]
fn a_known_paragraph_that_is_not_there_is_missed() {
    let line = body_line();
    refused("~1. A.\n~2. B.\n", &["1", "1-1", "2"], TextError::Missing { line: line + 1, id: "1-1".into() });
    refused("~1. A.\n", &["1", "2"], TextError::Missing { line: line + 1, id: "2".into() });
}

#[test]
fn lines_without_a_place_are_refused() {
    let line = body_line();
    refused("~1) part.\n~1. A.\n", &["1"], TextError::OutOfPlace { line });
    refused("~words.\n~1. A.\n", &["1"], TextError::OutOfPlace { line });
    refused("~1. A.\n~123456. B.\n", &["1"], TextError::Number { line: line + 1, text: "123456".into() });
    refused("~1. A.\n~Footnote. Changed by something.\n", &["1"], TextError::NoteUnreadable { line: line + 1 });
    refused(
        "~1. A.\n~Footnote. Changed 13.05.2024 № 372 (later\n",
        &["1"],
        TextError::NoteUnreadable { line: line + 1 },
    );
}

#[test]
fn another_act_and_another_language_are_told_apart() {
    let known = known(&["1"]);
    let text = format!("{EN_HEAD}~1. Only.\n{EN_TAIL}").replace('~', INDENT);
    assert!(read(&text, Language::En, &known).is_ok());
    let found = read(&text, Language::Kk, &known);
    assert_eq!(found, Err(TextError::AnotherLanguage { line: 3, asked: Language::Kk, found: Language::En }));
    assert_eq!(read(&text, Language::Ru, &known), Err(TextError::LanguageNotRead { asked: Language::Ru }));
    for other in [text.replace("№ 832", "№ 833"), text.replace("20, 2016", "21, 2016")] {
        assert_eq!(read(&other, Language::En, &known), Err(TextError::AnotherAct { line: 3 }));
    }
    for nothing in ["", "\n\n", "Some words.\n", "\u{feff}"] {
        assert_eq!(read(nothing, Language::En, &known), Err(TextError::AnotherAct { line: 1 }), "{nothing:?}");
    }
}

#[test]
fn every_cut_is_found() {
    let body = "~1. First:\n~1) part.\n\n~Footnote. Changed 13.05.2024 № 372 (later).\n~2. Second.\n\n";
    let text = format!("{EN_HEAD}{body}{EN_TAIL}").replace('~', INDENT);
    let known = known(&["1", "2"]);
    let lines: Vec<_> = text.lines().collect();
    for kept in 0..lines.len() {
        assert!(read(&lines[..kept].join("\n"), Language::En, &known).is_err(), "{kept} lines");
    }
    let cut = |kept: &str| read(kept, Language::En, &known).unwrap_err();
    let after = text.split_once("  Appendix").unwrap().0;
    assert!(matches!(cut(after), TextError::CutShort { ending: Ending::AfterClause(id), .. } if id.as_str() == "2"));
    let (before, _) = text.split_once("called").unwrap();
    assert!(matches!(cut(before), TextError::CutShort { ending: Ending::Sentence, .. }));
    let (before, _) = text.split_once(&format!("{INDENT}2. Another")).unwrap();
    assert!(matches!(cut(before), TextError::CutShort { ending: Ending::Appendix { points: 1, expected: 2 }, .. }));
}

prop_compose! {
    /// The numbers of a body: for each paragraph how many it has inserted after it, and the subparagraphs of each.
    fn shape()(paragraphs in prop::collection::vec((0_u8..3, prop::collection::vec(0_u8..4, 3)), 1..8)) -> Vec<(String, Vec<u8>)> {
        let mut numbers = Vec::new();
        for (index, (inserted, parts)) in paragraphs.iter().enumerate() {
            let base = index + 1;
            numbers.push((base.to_string(), parts.clone()));
            numbers.extend((1..=*inserted).map(|n| (format!("{base}-{n}"), Vec::new())));
        }
        numbers
    }
}

fn written(shape: &[(String, Vec<u8>)]) -> (String, Known) {
    let mut body = String::new();
    for (number, parts) in shape {
        writeln!(body, "~{number}. Paragraph in own words:").unwrap();
        for (index, items) in parts.iter().enumerate() {
            writeln!(body, "~{}) part;", index + 1).unwrap();
            (0..*items).for_each(|_| body.push_str("~- item;\n"));
        }
    }
    let numbers: Vec<_> = shape.iter().map(|(number, _)| number.as_str()).collect();
    (format!("{EN_HEAD}{body}{EN_TAIL}").replace('~', INDENT), known(&numbers))
}

proptest! {
    #[test]
    fn arbitrary_words_are_an_error_and_no_panic(words in "(\\PC|\n|\u{a0}| ){0,400}") {
        for language in Language::ALL {
            prop_assert!(super::parse(&words, language).is_err());
        }
    }

    #[test]
    fn a_generated_text_gives_its_numbers_and_its_cuts_give_errors(shape in shape(), cut in any::<prop::sample::Index>()) {
        let (text, known) = written(&shape);
        let read_text = read(&text, Language::En, &known).unwrap();
        let paragraphs = read_text.clauses.iter().filter(|clause| clause.kind() == "paragraph" && !clause.id.as_str().starts_with("res"));
        prop_assert_eq!(paragraphs.map(|clause| clause.id.clone()).collect::<Vec<_>>(), known.paragraphs.clone());
        let lines: Vec<_> = text.lines().collect();
        let kept = cut.index(lines.len());
        prop_assert!(read(&lines[..kept].join("\n"), Language::En, &known).is_err());
    }

    #[test]
    fn a_number_out_of_its_place_is_found(shape in shape(), from in any::<prop::sample::Index>(), to in any::<prop::sample::Index>()) {
        let (text, known) = written(&shape);
        let mut lines: Vec<_> = text.lines().collect();
        let paragraphs: Vec<_> = lines.iter().enumerate().filter(|(_, line)| line.contains("own words")).map(|(at, _)| at).collect();
        let (from, to) = (paragraphs[from.index(paragraphs.len())], paragraphs[to.index(paragraphs.len())]);
        lines.swap(from, to);
        prop_assert_eq!(read(&lines.join("\n"), Language::En, &known).is_err(), from != to);
    }

    #[test]
    fn a_changed_text_never_panics(shape in shape(), at in any::<prop::sample::Index>(), with in "\\PC{0,20}") {
        let (text, known) = written(&shape);
        let mut chars: Vec<_> = text.chars().collect();
        let at = at.index(chars.len());
        chars.splice(at..(at + 3).min(chars.len()), with.chars());
        let changed: String = chars.into_iter().collect();
        // Changed words may well be a valid text; that the reader answers at all is what is asked.
        drop(read(&changed, Language::En, &known));
    }
}
