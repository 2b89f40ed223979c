//! States for tests: of an organisation that does not exist, in each language, with every status, mode and kind of line.

pub mod office;

use talap_decree::Mode;
use talap_model::{Language, ObjectKind, Status, Timestamp};
use time::macros::{date, offset};

use crate::state::{
    CheckpointLine, DueLine, Heading, ObjectState, ObjectSummary, OrganisationState, StatementLine, Trait,
};

/// The text in one language: Kazakh, Russian, English.
type Texts = [&'static str; 3];

fn said(language: Language, [kk, ru, en]: Texts) -> String {
    match language {
        Language::Kk => kk,
        Language::Ru => ru,
        Language::En => en,
    }
    .to_owned()
}

/// Both papers' states in each language, with nothing in them and with everything.
pub fn samples() -> Vec<(Language, ObjectState, OrganisationState)> {
    let full = Language::ALL.map(|language| (language, object_state(language), organisation_state(language)));
    let empty = Language::ALL.map(|language| (language, empty_object(language), empty_organisation(language)));
    full.into_iter().chain(empty).collect()
}

/// A head with a checkpoint.
pub fn heading(language: Language) -> Heading {
    Heading {
        organisation: said(
            language,
            [
                "«Көкжиек облысының цифрлық технологиялар басқармасы» мемлекеттік мекемесі",
                "Государственное учреждение «Управление цифровых технологий Кокжиекской области»",
                "Digital Technology Department of Kokzhiyek Region",
            ],
        ),
        organisation_id: "kokzhiyek-digital".to_owned(),
        asked_by: "Әсем Өмірғалиқызы (akb-01)".to_owned(),
        made_at: Timestamp::from_micros(1_795_424_700_000_000),
        offset: offset!(+5),
        assessed_at: Timestamp::from_micros(1_795_422_600_000_000),
        catalog_fingerprint: "b7b0c1f95a1e0d0d3f6a7ad1c4b1f4a96bd1c9bb8a0e13a7a5c0c3a2f87d6e21".to_owned(),
        checkpoint: Some(CheckpointLine {
            origin: "talap.kokzhiyek.example".to_owned(),
            size: 12_408,
            events: 3_482_911,
            root: "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=".to_owned(),
            signed_at: Timestamp::from_micros(1_795_422_000_000_000),
        }),
    }
}

const TRAITS: [(Texts, Texts); 3] = [
    (["Сыныбы", "Класс", "Class"], ["2", "2", "2"]),
    (["Дербес деректерді өңдейді", "Обрабатывает персональные данные", "Processes personal data"], ["иә", "да", "yes"]),
    (
        ["Өнеркәсіптік пайдалануға берілген күні", "Введён в промышленную эксплуатацию", "In operation since"],
        ["14.03.2024", "14.03.2024", "2024-03-14"],
    ),
];

/// A statement of the sample: clause, mode, status, title, reason, evidence.
type Sample = (&'static str, Mode, Status, Texts, Texts, &'static [&'static str]);

const LINES: [Sample; 9] = [
    (
        "38.4",
        Mode::Enforced,
        Status::Met,
        [
            "Оқиғалар журналдары белгіленген мерзім бойы сақталады",
            "Журналы событий хранятся не меньше установленного срока",
            "Event logs are kept for the time laid down",
        ],
        [
            "Оқиғалар тізілімінде 1 127 күннің оқиғалары бар, сақтау мерзімі — 3 жыл.",
            "В реестре событий хранятся события за 1 127 дней, срок хранения — 3 года.",
            "The ledger holds 1,127 days of events; they are kept for 3 years.",
        ],
        &["checkpoint:12408"],
    ),
    (
        "30",
        Mode::Checked,
        Status::Met,
        [
            "Ақпараттық қауіпсіздікке жауапты тұлға тағайындалған",
            "Назначено лицо, ответственное за обеспечение информационной безопасности",
            "A person responsible for information security is appointed",
        ],
        [
            "Тағайындау туралы № 45 бұйрық қолданыста, күні — 12.01.2026.",
            "Действует приказ № 45 от 12.01.2026 о назначении.",
            "Order No. 45 of 2026-01-12 on the appointment is in force.",
        ],
        &["record:01927f3a-5c1e-7b44-9a30-6e1f0d2c8b75"],
    ),
    (
        "43.2",
        Mode::Checked,
        Status::NotMet,
        [
            "Резервтік көшірмелер жасалып, олардан қалпына келтіру тексеріледі",
            "Резервные копии создаются, а восстановление из них проверяется",
            "Copies are made, and restoring from them is tried",
        ],
        [
            "Соңғы қалпына келтіру сынағы 02.02.2026 күні өткізілген, содан бері 294 күн өтті; шегі — 180 күн.",
            "Последняя проверка восстановления проведена 02.02.2026, с тех пор прошло 294 дня при допустимых 180.",
            "Restoring was last tried on 2026-02-02, 294 days ago; at most 180 may pass.",
        ],
        &["record:01934b77-08aa-7d1f-b7c5-40b6f2f9e1d3", "record:0193a2c0-91d4-7f6b-8d52-1c4ae7b3f906"],
    ),
    (
        "33.1",
        Mode::Checked,
        Status::NotMet,
        [
            "Жұмыстан шыққан қызметкерлердің қолжетімділігі жойылады",
            "Доступ уволенных работников прекращается",
            "Access ends when employment ends",
        ],
        [
            "Жұмыстан шыққан 2 қызметкердің есептік жазбасы әлі белсенді.",
            "Учётные записи 2 уволенных работников остаются действующими.",
            "The accounts of 2 former employees are still active.",
        ],
        &[
            "record:01935e12-77b1-7a02-a1a4-9d3c5e6f7081",
            "record:01935e12-7f00-7cc9-b6a0-2f1e8d4c3b5a",
            "event:kokzhiyek-portal/2026-11-21/batch-12377/004518",
        ],
    ),
    (
        "44",
        Mode::Checked,
        Status::Unknown,
        [
            "Вирусқа қарсы қорғаныш барлық серверде жұмыс істейді",
            "Антивирусная защита действует на всех серверах",
            "Anti-malware protection works on every server",
        ],
        [
            "Қорытынды жасауға деректер жоқ: журналдарда да, оқиғаларда да мәлімет жоқ.",
            "Данных для вывода нет: ни в журналах учёта, ни в событиях сведений об этом нет.",
            "There are no facts to decide this: neither the registers nor the events speak of it.",
        ],
        &[],
    ),
    (
        "36",
        Mode::Attested,
        Status::Unknown,
        [
            "Қызметкерлер ақпараттық қауіпсіздік құжаттарымен таныстырылған",
            "Работники ознакомлены с документами по информационной безопасности",
            "Employees know the documents on information security",
        ],
        [
            "№ 0107 қызметкердің растауы 30.09.2026 күніне дейін жарамды болған, мерзімі өтіп кетті.",
            "Подтверждение работника № 0107 действовало до 30.09.2026, срок истёк.",
            "The statement of employee No. 0107 held until 2026-09-30 and has expired.",
        ],
        &["record:0191c5d4-3e2b-7f10-8a9b-0c1d2e3f4a5b"],
    ),
    (
        "51",
        Mode::Attested,
        Status::Met,
        [
            "Серверлік үй-жайға кіру бақыланады",
            "Доступ в серверное помещение контролируется",
            "Entry to the server room is controlled",
        ],
        [
            "Орындалғанын № 0107 қызметкер 05.11.2026 күні растаған; растау 05.05.2027 күніне дейін жарамды.",
            "Исполнение подтвердил работник № 0107 05.11.2026; подтверждение действует до 05.05.2027.",
            "Stated by employee No. 0107 on 2026-11-05; holds until 2027-05-05.",
        ],
        &["record:01936000-aaaa-7bbb-8ccc-0123456789ab"],
    ),
    (
        "63-2",
        Mode::Enforced,
        Status::NotApplicable,
        [
            "Мемлекеттік құпиялар бөлек контурда өңделеді",
            "Государственные секреты обрабатываются в отдельном контуре",
            "State secrets are processed in a circuit of their own",
        ],
        [
            "Қолданылмайды: объект мемлекеттік құпияларды өңдемейді.",
            "Не применяется: объект не обрабатывает государственные секреты.",
            "Does not bind: the object does not process state secrets.",
        ],
        &[],
    ),
    (
        "90-1.2.3",
        Mode::Checked,
        Status::NotApplicable,
        [
            "Интеграциялық шлюз арқылы өзара іс-қимыл жасалады",
            "Взаимодействие идёт через интеграционный шлюз",
            "Exchange goes through the integration gateway",
        ],
        [
            "Қолданылмайды: объект басқа жүйелермен интеграцияланбаған.",
            "Не применяется: объект не интегрирован с другими системами.",
            "Does not bind: the object is not integrated with other systems.",
        ],
        &[],
    ),
];

fn lines(language: Language) -> Vec<StatementLine> {
    let line = |(clause, mode, status, title, reason, evidence): Sample| StatementLine {
        clause: clause.to_owned(),
        title: said(language, title),
        mode,
        status,
        reason: said(language, reason),
        evidence: evidence.iter().map(|id| (*id).to_owned()).collect(),
    };
    LINES.into_iter().map(line).collect()
}

fn traits(language: Language) -> Vec<Trait> {
    TRAITS.map(|(label, value)| Trait { label: said(language, label), value: said(language, value) }).into()
}

fn due(language: Language) -> Vec<DueLine> {
    let journal = said(language, ["Құжаттар журналы", "Журнал документов", "Register of documents"]);
    let line = |date, what, key: &str, days_left| DueLine {
        date,
        what: said(language, what),
        place: format!("{journal}, {key}"),
        days_left,
    };
    vec![
        line(
            date!(2026 - 11 - 18),
            [
                "Ақпараттық қауіпсіздік саясатын қайта қарау",
                "Пересмотреть политику информационной безопасности",
                "Review the information security policy",
            ],
            "АҚ-С-2025/3",
            -5,
        ),
        line(
            date!(2026 - 11 - 23),
            ["Құпиясөздерді ауыстыру", "Сменить пароли администраторов", "Change administrators' passwords"],
            "№ 17-қ",
            0,
        ),
        line(
            date!(2026 - 12 - 14),
            [
                "Резервтік көшірмеден қалпына келтіруді сынау",
                "Проверить восстановление из резервной копии",
                "Try restoring from a copy",
            ],
            "backup-plan-2026",
            21,
        ),
    ]
}

/// An object with every status.
pub fn object_state(language: Language) -> ObjectState {
    ObjectState {
        heading: heading(language),
        id: "kokzhiyek-portal".to_owned(),
        name: said(
            language,
            [
                "«Өңірдің ашық үні» азаматтардың өтініштерін қабылдау порталы",
                "Портал приёма обращений граждан «Открытый голос региона»",
                "Portal of citizens' appeals “Open Voice of the Region”",
            ],
        ),
        kind: ObjectKind::InternetResource,
        traits: traits(language),
        lines: lines(language),
        due: due(language),
    }
}

/// An object of which nothing was judged, by a service that has signed no checkpoint.
pub fn empty_object(language: Language) -> ObjectState {
    let heading = Heading { checkpoint: None, ..heading(language) };
    ObjectState { heading, traits: Vec::new(), lines: Vec::new(), due: Vec::new(), ..object_state(language) }
}

/// An organisation with three objects.
pub fn organisation_state(language: Language) -> OrganisationState {
    let object = |id: &str, name, kind, [met, not_met, unknown, not_applicable]: [u64; 4]| ObjectSummary {
        id: id.to_owned(),
        name: said(language, name),
        kind,
        met,
        not_met,
        unknown,
        not_applicable,
    };
    let portal = ["Өтініштер порталы", "Портал обращений", "Portal of appeals"];
    let archive = ["Электрондық мұрағат", "Электронный архив", "Electronic archive"];
    let room = ["Серверлік үй-жай, Абай көшесі, 12", "Серверное помещение, ул. Абая, 12", "Server room, 12 Abai St."];
    OrganisationState {
        heading: heading(language),
        traits: traits(language).into_iter().skip(1).take(1).collect(),
        own_lines: lines(language),
        objects: vec![
            object("kokzhiyek-portal", portal, ObjectKind::InternetResource, [48, 9, 17, 31]),
            object("kokzhiyek-archive", archive, ObjectKind::ElectronicInformationResource, [36, 2, 11, 56]),
            object("kokzhiyek-server-room", room, ObjectKind::ServerRoom, [21, 0, 4, 80]),
        ],
        due: due(language),
    }
}

/// An organisation without objects, statements and dates.
pub fn empty_organisation(language: Language) -> OrganisationState {
    let heading = Heading { checkpoint: None, ..heading(language) };
    OrganisationState { heading, traits: Vec::new(), own_lines: Vec::new(), objects: Vec::new(), due: Vec::new() }
}
