//! Papers of an office for tests: of the same organisation, with void entries, words in two languages and columns of every
//! width.

use talap_model::{Language, Timestamp};
use time::macros::{date, offset};

use crate::office::{
    Acknowledgement, Act, Changed, ChangedField, Column, Entry, Extract, Journal, Label, LabelFormat, Labels, List,
    OfficeHead, Reader, RegisterTable, Said, Tongues,
};

/// Kazakh, Russian, English.
type Texts = [&'static str; 3];

/// The ways in which a paper can be set.
pub const TONGUES: [Tongues; 4] =
    [Tongues::Both, Tongues::One(Language::Kk), Tongues::One(Language::Ru), Tongues::One(Language::En)];

fn say(tongues: Tongues, texts: Texts) -> Said {
    tongues.say(|language| super::said(language, texts))
}

const TITLE: Texts =
    ["Серверлік үй-жайларға бару журналы", "Журнал посещения серверных помещений", "Log of visits to server rooms"];

const RECORD: &str = "https://talap.kokzhiyek.example:8320/records/01927f3a-5c1e-7b44-9a30-6e1f0d2c8b75";

/// Head and foot.
pub fn head(tongues: Tongues) -> OfficeHead {
    OfficeHead {
        organisation: tongues.say(|language| super::heading(language).organisation),
        about: "server_room_visits kokzhiyek-digital".to_owned(),
        asked_by: "Әсем Өмірғалиқызы (akb-01)".to_owned(),
        made_at: Timestamp::from_micros(1_795_424_700_000_000),
        offset: offset!(+5),
        address: Some("https://talap.kokzhiyek.example:8320/registers/server_room_visits".to_owned()),
    }
}

/// The heads of columns and what stands in them; `#` is the number of the entry.
const COLUMNS: [(Texts, Texts); 8] = [
    (["Жазбаның нөмірі", "Номер записи", "Entry number"], ["С-2026/#"; 3]),
    (
        ["Серверлік үй-жай", "Серверное помещение", "Server room"],
        [
            "«Көкжиек» деректерді өңдеу орталығы, 2-қабат, 214-бөлме",
            "Центр обработки данных «Кокжиек», 2 этаж, кабинет 214",
            "Kokzhiyek data centre, floor 2, room 214",
        ],
    ),
    (
        ["Келушінің тегі, аты, әкесінің аты (бар болса)", "Фамилия, имя, отчество (при наличии) посетителя", "Visitor"],
        ["Ыбыраева Гүлнұр Әміржанқызы"; 3],
    ),
    (["Келушінің ұйымы", "Организация посетителя", "Visitor's organisation"], ["«Қазақтелеком» АҚ"; 3]),
    (["Кірген уақыты", "Время входа", "Entered at"], ["23.11.2026 09:05"; 3]),
    (["Шыққан уақыты", "Время выхода", "Left at"], ["23.11.2026 11:40"; 3]),
    (
        ["Бару мақсаты", "Цель посещения", "Purpose"],
        ["Сервердің қорек блогын ауыстыру", "Замена блока питания сервера", "Replacing the power supply of a server"],
    ),
    (
        [
            "Бірге жүрген қызметкердің табель нөмірі",
            "Табельный номер сопровождающего",
            "Personnel number of the escort",
        ],
        ["0107"; 3],
    ),
];

/// A register of so many columns, the first eight of which differ, and so many entries, every seventh of which is void.
pub fn register_table(tongues: Tongues, columns: usize, entries: usize) -> RegisterTable {
    let columns = || COLUMNS.into_iter().cycle().take(columns);
    let cell = |number: usize, (_, texts): (Texts, Texts)| {
        tongues.say(|language| super::said(language, texts).replace('#', &(number + 1).to_string()))
    };
    let entry = |number: usize| Entry {
        cells: columns().map(|column| cell(number, column)).collect(),
        void: (number % 7 == 4)
            .then(|| if number == 4 { "Қате енгізілген".to_owned() } else { String::new() }),
    };
    RegisterTable {
        head: head(tongues),
        title: say(tongues, TITLE),
        columns: columns()
            .map(|(label, _)| Column { label: say(tongues, label), is_number: false, is_signed: false })
            .collect(),
        entries: (0..entries).map(entry).collect(),
    }
}

/// A journal of so many columns and entries.
pub fn journal(tongues: Tongues, columns: usize, entries: usize) -> Journal {
    Journal {
        table: register_table(tongues, columns, entries),
        clauses: ["35.2", "155"].into_iter().filter_map(|clause| clause.parse().ok()).collect(),
        from: None,
        to: None,
        is_restricted: true,
        began: Some(date!(2026 - 01 - 12)),
        ended: None,
        keeper: None,
        gaps: vec!["ПСП-2026-0007".to_owned()],
    }
}

/// A journal of a period, with two columns for signatures.
pub fn signed_journal(tongues: Tongues, columns: usize, entries: usize) -> Journal {
    let mut journal = Journal {
        from: Some(date!(2026 - 01 - 01)),
        to: Some(date!(2026 - 12 - 31)),
        ..journal(tongues, columns, entries)
    };
    let signed = |label: Texts| Column { label: say(tongues, label), is_number: false, is_signed: true };
    journal.table.columns.extend([
        signed(["Келушінің қолы", "Подпись посетителя", "Visitor's signature"]),
        signed(["Бірге жүрген қызметкердің қолы", "Подпись сопровождающего", "Escort's signature"]),
    ]);
    journal
}

/// A list of so many columns and entries, narrowed by two things.
pub fn list(tongues: Tongues, columns: usize, entries: usize) -> List {
    let narrowed = vec![
        (say(tongues, ["Іздеу", "Поиск", "Search"]), Said::from("сервер")),
        (say(tongues, ["Тексерілген", "Проверено", "Checked"]), say(tongues, ["иә", "да", "yes"])),
    ];
    List { table: register_table(tongues, columns, entries), narrowed }
}

/// What a record of equipment says.
fn fields(tongues: Tongues) -> Vec<(Said, Said)> {
    let field = |label: Texts, value: Texts| (say(tongues, label), say(tongues, value));
    vec![
        field(["Жабдықтың атауы", "Наименование оборудования", "Equipment"], ["Сервер", "Сервер", "Server"]),
        field(["Түгендеу нөмірі", "Инвентарный номер", "Inventory number"], ["ИН-000451"; 3]),
        field(
            ["Жай-күйі", "Состояние", "State"],
            [
                "жарамды, мөрленген, сыртқы зақымдары жоқ",
                "исправен, опломбирован, внешних повреждений нет",
                "in order, sealed, no damage outside",
            ],
        ),
    ]
}

/// An act of handing over, signed by two and the head of a commission.
pub fn act() -> Act {
    let both = Tongues::Both;
    Act {
        head: OfficeHead { address: Some(RECORD.to_owned()), ..head(both) },
        title: say(
            both,
            ["Серверлік жабдықты қабылдау-тапсыру актісі", "Акт приёма-передачи серверного оборудования", ""],
        ),
        number: Some("А-2026/17".to_owned()),
        date: Some(date!(2026 - 11 - 23)),
        place: Some(say(both, ["Көкжиек қаласы", "город Кокжиек", ""])),
        fields: fields(both),
        signatures: vec![
            say(both, ["Тапсырған", "Сдал", ""]),
            say(both, ["Қабылдаған", "Принял", ""]),
            say(both, ["Комиссия төрағасы", "Председатель комиссии", ""]),
        ],
        is_approved: false,
    }
}

/// An act of a commission, approved by the head of the organisation.
pub fn approved_act() -> Act {
    let both = Tongues::Both;
    let member = || say(both, ["Комиссия мүшесі", "Член комиссии", ""]);
    let fields = fields(both).into_iter().cycle().take(8).collect();
    let signatures = vec![
        say(both, ["Комиссия төрағасы", "Председатель комиссии", ""]),
        member(),
        member(),
        say(both, ["АҚ-ға жауапты", "Ответственный за ИБ", ""]),
    ];
    Act { fields, signatures, place: None, is_approved: true, ..act() }
}

/// An act of which nothing is known yet: it is filled by hand.
pub fn empty_act() -> Act {
    let head = OfficeHead { address: None, ..head(Tongues::Both) };
    Act { head, number: None, date: None, place: None, fields: Vec::new(), signatures: Vec::new(), ..act() }
}

/// An extract about a void record with two changes, of which the ledger has one.
pub fn extract(tongues: Tongues) -> Extract {
    let corrected = ChangedField {
        label: say(tongues, ["Жай-күйі", "Состояние", "State"]),
        before: say(tongues, ["жарамсыз", "неисправен", "broken"]),
        after: say(tongues, ["жарамды", "исправен", "in order"]),
    };
    let filled = ChangedField {
        label: say(tongues, ["Орны", "Место", "Place"]),
        before: Said::default(),
        after: Said::from("Абай көшесі, 12"),
    };
    let change = |at: i64, what: Texts, event, fields| Changed {
        at: Timestamp::from_micros(at),
        what: say(tongues, what),
        by: "user:aigerim".to_owned(),
        event,
        fields,
    };
    Extract {
        head: OfficeHead { address: Some(RECORD.to_owned()), ..head(tongues) },
        title: say(tongues, TITLE),
        fields: fields(tongues),
        void: Some("Қате енгізілген".to_owned()),
        changes: vec![
            change(1_795_424_000_000_000, ["Түзетілді", "Исправлена", "Changed"], None, vec![corrected, filled]),
            change(1_795_324_000_000_000, ["Енгізілді", "Внесена", "Entered"], Some(3_482_911), Vec::new()),
        ],
    }
}

/// So many labels of a format, from a place of the sheet on.
pub fn labels(tongues: Tongues, format: LabelFormat, start: usize, count: usize) -> Labels {
    let label = |number: usize| Label {
        key: format!("ИН-{:06}", 451 + number),
        organisation: head(tongues).organisation.first().to_owned(),
        lines: ["Сервер Dell PowerEdge R760", "214-бөлме, 3-тірек", "Жауапты: Ыбыраева Гүлнұр"]
            .map(str::to_owned)
            .into(),
        address: Some(RECORD.to_owned()),
    };
    Labels {
        head: head(tongues),
        title: say(tongues, ["Жабдықтарды есепке алу журналы", "Журнал учёта оборудования", "Register of equipment"]),
        format,
        start,
        labels: (0..count).map(label).collect(),
    }
}

/// A sheet for so many people, with two empty lines.
pub fn acknowledgement(tongues: Tongues, people: usize) -> Acknowledgement {
    let reader = Reader {
        name: "Ыбыраева Гүлнұр Әміржанқызы".to_owned(),
        position: say(
            tongues,
            [
                "ақпараттық қауіпсіздік жөніндегі бас маман",
                "главный специалист по информационной безопасности",
                "chief specialist for information security",
            ],
        ),
        on: String::new(),
    };
    Acknowledgement {
        head: OfficeHead { address: Some(RECORD.to_owned()), ..head(tongues) },
        title: say(
            tongues,
            ["Ақпараттық қауіпсіздік саясаты", "Политика информационной безопасности", "Information security policy"],
        ),
        numbered: Some(say(tongues, ["№ 45, 12.01.2026", "№ 45 от 12.01.2026", "No. 45 of 2026-01-12"])),
        people: vec![reader; people],
        spare: 2,
    }
}
