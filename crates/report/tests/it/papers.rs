//! Both papers, in three languages: made, counted, read back.

use std::io::Write;
use std::process::Command;

use talap_locale::Words;
use talap_model::{Explain, Language, Status};
use talap_report::{ReportError, StatementLine, object_paper, organisation_paper, sample};

pub(crate) fn words() -> Words {
    Words::built_in().unwrap()
}

/// The text of a PDF as `pdftotext` reads it, either in the order of its content or laid out as on the page; `None`, with
/// the reason said, where that is not installed.
pub(crate) fn read(pdf: &[u8], order: &str) -> Option<String> {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(pdf).unwrap();
    match Command::new("pdftotext").args([order, "-enc", "UTF-8"]).arg(file.path()).arg("-").output() {
        Ok(output) => {
            assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
            Some(String::from_utf8(output.stdout).unwrap())
        }
        Err(error) => {
            println!("the text is not read back: pdftotext cannot be run ({error})");
            None
        }
    }
}

/// Words without the spaces and line breaks that laying out put between them.
pub(crate) fn run_together(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

pub(crate) fn says(pdf: &[u8], wanted: &[&str]) {
    let Some(text) = read(pdf, "-raw") else { return };
    let found = run_together(&text);
    for wanted in wanted {
        assert!(found.contains(&run_together(wanted)), "{wanted:?} is not in:\n{text}");
    }
}

pub(crate) fn has(pdf: &[u8], bytes: &[u8]) -> bool {
    pdf.windows(bytes.len()).any(|window| window == bytes)
}

#[test]
fn papers_are_made_in_every_language_with_everything_and_with_nothing() {
    let words = words();
    for (language, object, organisation) in sample::samples() {
        for pdf in [
            object_paper(&words, language, &object).unwrap(),
            organisation_paper(&words, language, &organisation).unwrap(),
        ] {
            assert!(pdf.starts_with(b"%PDF-1.7"));
            assert!(
                has(&pdf, b"<pdfaid:part>2</pdfaid:part>") && has(&pdf, b"<pdfaid:conformance>A</pdfaid:conformance>")
            );
            assert!(has(&pdf, b"<pdfuaid:part>1</pdfuaid:part>") && has(&pdf, b"/MarkInfo"));
            assert!(has(&pdf, format!("/Lang({})", language.code()).as_bytes()), "{language:?}");
        }
    }
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    let (words, state) = (words(), sample::object_state(Language::Kk));
    let first = object_paper(&words, Language::Kk, &state).unwrap();
    assert_eq!(first, object_paper(&words, Language::Kk, &state).unwrap());
    let mut later = state;
    later.heading.made_at = later.heading.made_at.plus_seconds(1);
    assert_ne!(first, object_paper(&words, Language::Kk, &later).unwrap());
}

#[test]
fn a_kazakh_paper_reads_back_with_its_letters() {
    let state = sample::object_state(Language::Kk);
    let pdf = object_paper(&words(), Language::Kk, &state).unwrap();
    says(
        &pdf,
        &[
            "Ақпараттандыру объектісінің бірыңғай талаптарға сәйкестік жай-күйі туралы анықтама",
            "Әсем Өмірғалиқызы",
            "Орындалмаған (2)",
            "Қолданылмайды",
            "23.11.2026 14:05 (UTC+05:00)",
            "3\u{a0}482\u{a0}911",
            "5 күнге кешіктірілген",
            "talap ledger verify --folder ҚАЛТА --key ФАЙЛ",
            "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=",
            "b7b0c1f95a1e0d0d3f6a7ad1c4b1f4a96bd1c9bb8a0e13a7a5c0c3a2f87d6e21",
            "№ 0107 қызметкердің растауы",
        ],
    );
}

#[test]
fn every_statement_is_shown_what_needs_work_first() {
    let state = sample::object_state(Language::Ru);
    let pdf = object_paper(&words(), Language::Ru, &state).unwrap();
    let Some(text) = read(&pdf, "-layout") else { return };
    let place = |wanted: &str| text.find(wanted).unwrap_or_else(|| panic!("{wanted} is not in:\n{text}"));
    let groups = ["Не исполнено (2)", "Неизвестно (2)", "Исполнено (3)", "Требования, которые не применяются", "Сроки"];
    assert!(groups.map(place).is_sorted(), "{text}");
    for line in &state.lines {
        let clause = text.lines().any(|shown| shown.trim_start().starts_with(&line.clause));
        assert!(clause, "{} is not in:\n{text}", line.clause);
    }
}

#[test]
fn an_organisation_paper_counts_its_objects() {
    let pdf = organisation_paper(&words(), Language::En, &sample::organisation_state(Language::En)).unwrap();
    says(
        &pdf,
        &["Electronic archive (kokzhiyek-archive)", "Server room, 12 Abai St.", "Requirements in all 324", "Page 1 of"],
    );
}

#[test]
fn an_empty_paper_says_that_there_is_nothing() {
    let pdf = object_paper(&words(), Language::Ru, &sample::empty_object(Language::Ru)).unwrap();
    says(
        &pdf,
        &[
            "Применимых требований, по которым проведена оценка, нет.",
            "Таких требований нет.",
            "Предстоящих и пропущенных сроков нет.",
            "Контрольная точка реестра событий ещё не подписана",
        ],
    );
}

#[test]
fn two_thousand_statements_fill_pages_that_repeat_the_head() {
    let mut state = sample::object_state(Language::Ru);
    let few = state.lines.clone();
    let many = few.iter().cycle().take(2000).enumerate();
    state.lines =
        many.map(|(n, line)| StatementLine { clause: format!("{}.{n}", line.clause), ..line.clone() }).collect();
    let pdf = object_paper(&words(), Language::Ru, &state).unwrap();
    let Some(text) = read(&pdf, "-layout") else { return };
    let pages: Vec<&str> = text.split('\u{c}').filter(|page| !page.trim().is_empty()).collect();
    assert!(pages.len() > 20, "{}", pages.len());
    for (index, page) in pages.iter().enumerate() {
        assert!(page.contains(&format!("Страница {} из {}", index + 1, pages.len())), "{page}");
        assert!(index == 0 || page.contains(&state.name), "{page}");
    }
    let unmet = state.lines.iter().filter(|line| line.status == Status::NotMet).count();
    assert!(text.contains(&format!("Не исполнено ({unmet})")));
    let heads = pages.iter().filter(|page| page.contains("Обоснование и подтверждающие записи")).count();
    assert!(heads > pages.len() / 2, "{heads} of {}", pages.len());
}

#[test]
fn a_failure_is_told_with_its_cause() {
    let error = ReportError::Layout { detail: "page 3".to_owned() };
    let told = Language::ALL.map(|language| words().say(language, &error.explain()));
    assert!(told.iter().all(|told| told.contains("page 3")), "{told:?}");
}
