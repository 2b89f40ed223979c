//! The workbook, opened again.

use std::io::Cursor;

use calamine::{Data, Reader, Xlsx, open_workbook_from_rs};
use talap_decree::Catalog;
use talap_locale::Words;
use talap_model::{Language, Timestamp};
use talap_report::workbook;

const MADE_AT: Timestamp = Timestamp::from_micros(1_795_424_700_000_000);

fn opened(language: Language, catalog: &Catalog) -> Xlsx<Cursor<Vec<u8>>> {
    let bytes = workbook(&Words::built_in().unwrap(), language, catalog, MADE_AT).unwrap();
    open_workbook_from_rs(Cursor::new(bytes)).unwrap()
}

#[test]
fn every_statement_has_a_row_and_every_language_its_headings() {
    let catalog = Catalog::built_in().unwrap();
    let bare = catalog.clauses().filter(|clause| clause.statements.is_empty()).count();
    for language in Language::ALL {
        let mut book = opened(language, &catalog);
        let names = book.sheet_names();
        assert_eq!(names.len(), 4);
        let sheet = book.worksheet_range(&names[0]).unwrap();
        assert_eq!(sheet.height(), 1 + catalog.statements().count() + bare);
        let headings: Vec<_> = sheet.rows().next().unwrap().iter().map(ToString::to_string).collect();
        assert_eq!(headings.len(), 25);
        assert!(headings.iter().all(|heading| !heading.is_empty() && !heading.contains("report-")), "{headings:?}");
        let texts: Vec<_> = sheet.rows().map(|row| row[11].to_string()).collect();
        for statement in catalog.statements() {
            assert!(texts.contains(&statement.text.kk), "{}", statement.key);
        }
        // Whoever is bound is said, unless nobody is.
        let asked = catalog.statements().filter(|statement| statement.subject.is_some()).count();
        let said = sheet.rows().skip(1).filter(|row| !row[6].to_string().is_empty()).count();
        assert_eq!(said, asked);
        assert!(sheet.rows().skip(1).all(|row| row[20..].iter().all(|cell| *cell == Data::Empty)));
        let unsaid = |cell: &Data| {
            ["report-", "web-", "mode-", "object-", "decree-"].iter().any(|key| cell.to_string().starts_with(key))
        };
        // The catalogue's own keys may look alike; they stand in a column of their own.
        for (name, keys) in names.iter().zip([2, 0, 0, usize::MAX]) {
            let sheet = book.worksheet_range(name).unwrap();
            let words = sheet.rows().flat_map(|row| row.iter().enumerate().filter(|(place, _)| *place != keys));
            let unsaid: Vec<_> = words.map(|(_, cell)| cell).filter(|cell| unsaid(cell)).collect();
            assert!(unsaid.is_empty(), "words are missing in {name}: {unsaid:?}");
        }
        assert_eq!(book.worksheet_range(&names[1]).unwrap().height(), 1 + catalog.glossary.len());
        assert_eq!(book.worksheet_range(&names[2]).unwrap().height(), 1 + catalog.acts.len());
    }
}

#[test]
fn a_text_that_looks_like_a_formula_stays_a_text() {
    let title = r#"title = { kk = "=1+1", ru = "@SUM(A1)", en = "+cmd|' /C calc'!A0" }"#;
    let section = format!(
        "version = 1\n[section]\nchapter = 1\n{title}\n[[clause]]\nid = \"1\"\n[[clause.statement]]\nkey = \"a\"\n\
         kind = \"scope\"\nmode = \"informative\"\n{title}\n{}\n",
        title.replace("title", "text"),
    );
    let files = [("01-a.toml", section), ("traits.toml", "version = 1\ntrait = []".to_owned())];
    let catalog = Catalog::from_files(files.into_iter().map(|(name, text)| (name.to_owned(), text))).unwrap();
    let mut book = opened(Language::En, &catalog);
    let name = book.sheet_names()[0].clone();
    let sheet = book.worksheet_range(&name).unwrap();
    assert_eq!(sheet.get((1, 8)), Some(&Data::String("=1+1".to_owned())));
    assert_eq!(sheet.get((1, 12)), Some(&Data::String("@SUM(A1)".to_owned())));
    let formulas = book.worksheet_formula(&name).unwrap();
    assert!(formulas.rows().flatten().all(String::is_empty));
}

#[test]
fn the_same_catalogue_gives_the_same_bytes() {
    let (words, catalog) = (Words::built_in().unwrap(), Catalog::built_in().unwrap());
    let made = || workbook(&words, Language::Kk, &catalog, MADE_AT).unwrap();
    assert_eq!(made(), made());
}
