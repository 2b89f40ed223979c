//! The papers of an office: made in every way of setting them, counted, read back.

use talap_model::Language;
use talap_report::sample::office as sample;
use talap_report::{
    LabelFormat, Said, Tongues, acknowledgement_paper, act_paper, extract_paper, journal_paper, labels_paper,
    list_paper,
};

use time::macros::date;

use crate::papers::{has, read, run_together, says, words};

#[test]
fn papers_are_archival_and_accessible_in_every_language() {
    let words = words();
    for tongues in sample::TONGUES {
        let mut papers = vec![
            journal_paper(&words, tongues, &sample::journal(tongues, 8, 30)).unwrap(),
            journal_paper(&words, tongues, &sample::journal(tongues, 20, 0)).unwrap(),
            list_paper(&words, tongues, &sample::list(tongues, 5, 12)).unwrap(),
            extract_paper(&words, tongues, &sample::extract(tongues)).unwrap(),
            acknowledgement_paper(&words, tongues, &sample::acknowledgement(tongues, 9)).unwrap(),
        ];
        for format in LabelFormat::ALL {
            papers.push(labels_paper(&words, tongues, &sample::labels(tongues, format, 1, 3)).unwrap());
        }
        for pdf in papers {
            assert!(pdf.starts_with(b"%PDF-1.7"));
            assert!(has(&pdf, b"<pdfaid:part>2</pdfaid:part>") && has(&pdf, b"<pdfuaid:part>1</pdfuaid:part>"));
            assert!(has(&pdf, format!("/Lang({})", tongues.first().code()).as_bytes()), "{tongues:?}");
        }
    }
    for act in [sample::act(), sample::empty_act()] {
        let pdf = act_paper(&words, &act).unwrap();
        assert!(has(&pdf, b"<pdfuaid:part>1</pdfuaid:part>") && has(&pdf, b"/Lang(kk)") && has(&pdf, b"/Lang(ru)"));
    }
}

#[test]
fn the_same_journal_gives_the_same_bytes() {
    let (words, journal) = (words(), sample::journal(Tongues::Both, 6, 20));
    let first = journal_paper(&words, Tongues::Both, &journal).unwrap();
    assert_eq!(first, journal_paper(&words, Tongues::Both, &journal).unwrap());
    assert_ne!(first, journal_paper(&words, Tongues::One(Language::Kk), &journal).unwrap());
}

#[test]
fn a_journal_counts_its_pages_and_entries_and_repeats_its_heads() {
    let pdf = journal_paper(&words(), Tongues::Both, &sample::journal(Tongues::Both, 8, 90)).unwrap();
    let Some(text) = read(&pdf, "-layout") else { return };
    let pages: Vec<&str> = text.split('\u{c}').filter(|page| !page.trim().is_empty()).collect();
    assert!(pages.len() > 4, "{text}");
    let cover = run_together(pages[0]);
    for wanted in
        ["Серверлік үй-жайларға бару журналы", "Журнал посещения серверных помещений", "Басталды", "12.01.2026"]
    {
        assert!(cover.contains(&run_together(wanted)), "{wanted:?} is not in:\n{}", pages[0]);
    }
    assert!(!cover.contains("бет/стр.1/"), "the cover shows its number:\n{}", pages[0]);
    for (index, page) in pages.iter().enumerate().skip(1) {
        let number = format!("бет / стр. {} / {}", index + 1, pages.len());
        assert!(run_together(page).contains(&run_together(&number)), "{number} is not in:\n{page}");
    }
    let heads = pages.iter().filter(|page| page.contains("Мақсаты") || page.contains("Бару мақсаты")).count();
    assert!(heads >= pages.len() - 2, "{heads} of {}", pages.len());
    says(
        &pdf,
        &[
            &format!("Журналда нөмірленген {} бет, 90 жазба бар, оның ішінде жарамсызы — 13.", pages.len()),
            &format!("В журнале пронумеровано страниц: {}, записей: 90, из них недействительных: 13.", pages.len()),
            "Жарамсыз деп танылды: Қате енгізілген",
            "Признана недействительной",
            "С-2026/90",
        ],
    );
}

#[test]
fn a_journal_says_what_an_office_asks_of_one() {
    let pdf = journal_paper(&words(), Tongues::Both, &sample::signed_journal(Tongues::Both, 8, 30)).unwrap();
    says(
        &pdf,
        &[
            "Қолжетімділікті шектеу белгісі (бар болса) / Отметка об ограничении доступа",
            "2026 жыл / 2026 год",
            "№ 832 қаулысымен бекітілген бірыңғай талаптар: 35-тармақтың 2) тармақшасы, 155-тармақ",
            "от 20 декабря 2016 года № 832: подпункт 2) пункта 35, пункт 155",
            "Индекс по номенклатуре дел",
            "Том №",
            "Срок хранения",
            "Подпись сопровождающего",
            "Номера записей: с С-2026/1 по С-2026/30",
            "Журнал электрондық түрде жүргізіледі, бұл — оның қағаз көшірмесі.",
            "Журнал ведётся в электронном виде, это его копия на бумаге.",
            "скреплено печатью (при наличии) листов",
        ],
    );
    let mut journal = sample::journal(Tongues::One(Language::Ru), 8, 3);
    journal.is_restricted = false;
    (journal.from, journal.to) = (Some(date!(2026 - 03 - 01)), None);
    let russian = Tongues::One(Language::Ru);
    let pdf = journal_paper(&words(), russian, &journal).unwrap();
    says(&pdf, &["с 01.03.2026"]);
    let Some(text) = read(&pdf, "-raw") else { return };
    assert!(!text.contains("Отметка") && !text.contains("Подпись сопровождающего"), "{text}");
    journal.to = Some(date!(2026 - 12 - 31));
    says(&journal_paper(&words(), russian, &journal).unwrap(), &["с 01.03.2026 по 31.12.2026"]);
}

#[test]
fn a_register_that_is_wider_than_a_page_loses_nothing() {
    let mut journal = sample::journal(Tongues::One(Language::Ru), 33, 4);
    for (row, entry) in journal.table.entries.iter_mut().enumerate() {
        for (column, cell) in entry.cells.iter_mut().enumerate() {
            *cell = Said::from(format!("знач{row}ение{column}к"));
        }
    }
    let pdf = journal_paper(&words(), Tongues::One(Language::Ru), &journal).unwrap();
    let Some(text) = read(&pdf, "-raw") else { return };
    let found = run_together(&text).replace('\u{ad}', "");
    for row in 0..4 {
        for column in 0..33 {
            let wanted = format!("знач{row}ение{column}к");
            assert!(found.contains(&wanted), "{wanted} is not in:\n{text}");
        }
    }
}

#[test]
fn a_list_says_what_it_was_narrowed_by() {
    let pdf =
        list_paper(&words(), Tongues::One(Language::Ru), &sample::list(Tongues::One(Language::Ru), 4, 8)).unwrap();
    says(&pdf, &["Поиск: сервер; Проверено: да", "Записей: 8", "стр. 1 / 1"]);
    let Some(text) = read(&pdf, "-raw") else { return };
    assert!(!text.contains("Ответственный"), "a list is no journal:\n{text}");
}

#[test]
fn an_act_says_everything_in_both_languages() {
    let pdf = act_paper(&words(), &sample::act()).unwrap();
    says(
        &pdf,
        &[
            "Серверлік жабдықты қабылдау-тапсыру актісі",
            "Акт приёма-передачи серверного оборудования",
            "№ А-2026/17",
            "2026 жылғы 23 қараша",
            "23 ноября 2026 года",
            "исправен, опломбирован, внешних повреждений нет",
            "Комиссия төрағасы",
            "Председатель комиссии",
            "лауазымы / должность",
        ],
    );
    let approved = act_paper(&words(), &sample::approved_act()).unwrap();
    says(
        &approved,
        &["БЕКІТЕМІН", "УТВЕРЖДАЮ", "подпись, инициалы, фамилия", "Акт _____ данада жасалды.", "в _____ экз."],
    );
    if let Some(text) = read(&pdf, "-raw") {
        assert!(!text.contains("УТВЕРЖДАЮ"), "nobody approves a handing over:\n{text}");
    }
    says(&act_paper(&words(), &sample::empty_act()).unwrap(), &["№ ________", "20___ жылғы «____»", "20___ года"]);
}

#[test]
fn an_extract_shows_what_was_done_to_the_record() {
    let ru = Tongues::One(Language::Ru);
    let pdf = extract_paper(&words(), ru, &sample::extract(ru)).unwrap();
    says(
        &pdf,
        &[
            "Выписка из журнала",
            "Признана недействительной: Қате енгізілген",
            "Состояние: неисправен → исправен",
            "Место: Абай көшесі, 12",
            "3482911",
            "ожидает",
            "records/01927f3a-5c1e-7b44-9a30-6e1f0d2c8b75",
        ],
    );
}

#[test]
fn labels_begin_at_the_place_that_is_free() {
    let kk = Tongues::One(Language::Kk);
    let sheets = |format, start, count| {
        let pdf = labels_paper(&words(), kk, &sample::labels(kk, format, start, count)).unwrap();
        let text = read(&pdf, "-raw")?;
        let found = run_together(&text);
        for number in 0..count {
            let key = format!("ИН-{:06}", 451 + number);
            assert_eq!(found.matches(&key).count(), 1, "{key} in {format:?}:\n{text}");
        }
        Some(text.matches('\u{c}').count())
    };
    for (format, start, count, expected) in [
        (LabelFormat::A4x24, 1, 24, 1),
        (LabelFormat::A4x24, 2, 24, 2),
        (LabelFormat::A4x24, 99, 2, 2),
        (LabelFormat::A4x14, 14, 15, 2),
        (LabelFormat::A4x65, 0, 65, 1),
        (LabelFormat::Roll, 1, 3, 3),
    ] {
        if let Some(found) = sheets(format, start, count) {
            assert_eq!(found, expected, "{format:?} from {start}: {count}");
        }
    }
}

#[test]
fn a_label_says_whose_the_thing_is_and_what_it_is() {
    let kk = Tongues::One(Language::Kk);
    let pdf = labels_paper(&words(), kk, &sample::labels(kk, LabelFormat::A4x65, 1, 1)).unwrap();
    says(&pdf, &["Көкжиек", "ИН-000451", "Сервер Dell PowerEdge R760", "214-бөлме, 3-тірек"]);
}

#[test]
fn people_sign_that_they_know_a_document() {
    let pdf = acknowledgement_paper(&words(), Tongues::Both, &sample::acknowledgement(Tongues::Both, 30)).unwrap();
    says(
        &pdf,
        &[
            "Танысу парағы",
            "Лист ознакомления",
            "Ақпараттық қауіпсіздік саясаты",
            "№ 45 от 12.01.2026",
            "Танысқан күні",
            "главный специалист",
        ],
    );
    let Some(text) = read(&pdf, "-layout") else { return };
    assert!(text.lines().any(|line| line.trim() == "32"), "two empty lines follow thirty people:\n{text}");
}
