//! What an act of Talap's own says to people: the sentence of its key, with the values that its event holds.
//!
//! The sentences are in `locales/*/web-acts.ftl`. Their variables are named as the details of the event are; how a detail is shown
//! goes by its name, whatever the act.

use std::sync::Arc;

use talap_access::Role;
use talap_collect::own::act_of;
use talap_collect::watch::clock;
use talap_decree::catalog::Catalog;
use talap_model::time::parse_date;
use talap_model::{ActKey, Argument, Language, Message, NewEvent, RegisterKey, Right, StatementKey, Timestamp};
use talap_register::Definitions;

use crate::site::Site;
use crate::tongue::Tongue;

pub mod alone;

/// Details that are counts, which a language writes in its own way.
const COUNTS: [&str; 35] = [
    "allowed_seconds",
    "batches",
    "bytes",
    "clauses",
    "created",
    "discarded_bytes",
    "events",
    "expected_minutes",
    "files",
    "kept_months",
    "kernel_dropped",
    "letters",
    "limit",
    "logs",
    "marked",
    "of_another_kind",
    "online_months",
    "peak_per_minute",
    "per_minute",
    "problems",
    "queue_dropped",
    "recovered_events",
    "refused_connections",
    "refused_events",
    "rejected",
    "remaining",
    "restored",
    "rows",
    "sessions",
    "times",
    "unchanged",
    "unparsed",
    "updated",
    "verdicts",
    "voided",
];

/// What the kernel dropped is told only where the system says it.
const KERNEL: &str = "kernel_dropped";

impl Site {
    /// What an act of Talap's own says in a language; none for an event of somebody else's.
    pub fn told(&self, language: Language, event: &NewEvent) -> Option<String> {
        let t = Tongue::new(Arc::clone(&self.words), language, self.settings.offset);
        self.teller().tell(&t, event)
    }

    /// What the names in acts mean here.
    pub(crate) fn teller(&self) -> Teller<'_> {
        Teller { definitions: self.register.definitions(), catalog: &self.catalog }
    }
}

/// What the names in acts mean.
#[derive(Clone, Copy)]
pub(crate) struct Teller<'a> {
    pub(crate) definitions: &'a Definitions,
    pub(crate) catalog: &'a Catalog,
}

impl Teller<'_> {
    /// The sentence of an act. None for an event of somebody else's, for an act that this version does not know, and for one that
    /// lacks what its sentence shows: such an event is shown as it is.
    pub(crate) fn tell(&self, t: &Tongue, event: &NewEvent) -> Option<String> {
        let act = act_of(event)?;
        let failed = act == ActKey::QueryRun && event.attributes.contains_key("failed");
        let mut message = Message::new(if failed { "web-acts-query-failed".to_owned() } else { key_of(act) });
        for (name, value) in &event.attributes {
            message = message.with(name, self.argument(t, name, value));
        }
        if !event.attributes.contains_key(KERNEL) {
            message = message.with(KERNEL, Message::new("web-acts-unknown"));
        }
        t.said(&message)
    }

    fn argument(&self, t: &Tongue, name: &str, value: &str) -> Argument {
        let known: Option<Argument> = match name {
            "since" | "time" => Timestamp::parse_rfc3339(value).map(|at| t.moment(&at).into()),
            "day" | "until" | "redaction" => parse_date(value).map(Argument::from),
            "role" => value.parse().ok().map(|role: Role| role.name().into()),
            "right" => value.parse().ok().map(|right: Right| Message::new(format!("right-{}", right.key())).into()),
            "language" => value.parse().ok().map(|language: Language| language_of(language).into()),
            "register" => self.register(value),
            "statement" => self.statement(value),
            "behind_seconds" => value.parse().ok().map(|behind| clock_message(behind).into()),
            "search" if value.is_empty() => Some(Message::new("web-acts-search-all").into()),
            "search" => Some(Message::new("web-acts-search").with("text", value).into()),
            "verdict" => Some(verdict(value).into()),
            "reason" => Some(reason(t, value).into()),
            _ if COUNTS.contains(&name) => value.parse().ok().map(Argument::Number),
            _ => None,
        };
        known.unwrap_or_else(|| value.into())
    }

    fn register(&self, key: &str) -> Option<Argument> {
        let definition = self.definitions.get(&RegisterKey::new(key).ok()?)?;
        Some(definition.title.clone().into())
    }

    fn statement(&self, key: &str) -> Option<Argument> {
        let statement = self.catalog.statement(&StatementKey::new(key).ok()?)?;
        Some(statement.title.clone().into())
    }
}

/// The key of an act's sentence.
fn key_of(act: ActKey) -> String {
    format!("act-{}", act.key().replace('.', "-"))
}

fn language_of(language: Language) -> Message {
    Message::new(format!("web-language-{}", language.code()))
}

/// How far a clock is off, as the page of sources says it.
fn clock_message(behind: f64) -> Message {
    let key = if behind < 0.0 { "web-source-clock-ahead" } else { "web-source-clock-behind" };
    let (n, unit) = clock::span(behind);
    Message::new(key).with("n", n).with("unit", unit)
}

/// Why a witness does not cosign.
fn verdict(key: &str) -> Message {
    Message::new(match key {
        "rolled-back" => "web-acts-verdict-rolled-back",
        "forked" => "web-acts-verdict-forked",
        "other-key" => "web-acts-verdict-other-key",
        _ => "web-acts-verdict-unknown",
    })
}

/// Why a receiver turned somebody away. The values of a reason that has some stand in the event's details.
fn reason(t: &Tongue, key: &str) -> Message {
    let reason = Message::new(key);
    if t.said(&reason).is_some() { reason } else { Message::new("web-acts-reason") }
}

#[cfg(test)]
pub(crate) mod checking {
    use super::*;

    /// Everything that sentences need.
    pub(crate) struct Room {
        pub(crate) words: Arc<talap_locale::Words>,
        catalog: Catalog,
        definitions: Definitions,
    }

    impl Room {
        pub(crate) fn new() -> Self {
            let catalog = Catalog::built_in().unwrap();
            let definitions = Definitions::built_in(&crate::site::ground(&catalog)).unwrap();
            Self { words: Arc::new(talap_locale::Words::built_in().unwrap()), catalog, definitions }
        }

        pub(crate) fn teller(&self) -> Teller<'_> {
            Teller { definitions: &self.definitions, catalog: &self.catalog }
        }

        pub(crate) fn tongue(&self, language: Language) -> Tongue {
            let offset = time::UtcOffset::from_hms(5, 0, 0).unwrap();
            Tongue::new(Arc::clone(&self.words), language, offset)
        }
    }

    /// The event of an act with these details.
    pub(crate) fn event(act: ActKey, details: &[(&str, &str)]) -> NewEvent {
        struct Now;
        impl talap_model::Clock for Now {
            fn now(&self) -> Timestamp {
                Timestamp::from_micros(0)
            }
        }
        let act = talap_collect::own::Act::new(act, "user:aigerim");
        let act = details.iter().fold(act, |act, (name, value)| act.with(name, value));
        act.into_event(&Now).unwrap()
    }
}

#[cfg(test)]
mod tests {
    use talap_model::{SourceId, SourceKind};

    use super::checking::{Room, event};
    use super::*;

    const SINCE: (&str, &str) = ("since", "2026-11-26T05:00:00Z");
    const SOURCE: (&str, &str) = ("source", "portal-web");
    const FOLDER: (&str, &str) = ("folder", "/mnt/second");
    const LISTENER: (&str, &str) = ("listener", "syslog/TLS 0.0.0.0:6514");
    const REGISTER: (&str, &str) = ("register", "backups");
    const ACCOUNT: (&str, &str) = ("account", "erlan");
    const WITNESS: (&str, &str) = ("witness", "kuager.kz/1");
    const FOUND: [(&str, &str); 2] = [("search", "user:erlan"), ("found", "12+")];
    const ROLE: [(&str, &str); 2] = [("user", "user:erlan"), ("role", "is_officer")];
    const STATEMENT: (&str, &str) = ("statement", "security-events-recorded");
    const VERIFIED: [(&str, &str); 3] = [("events", "12345"), ("files", "7"), ("problems", "3")];

    /// The details that the code records with an act. Exhaustive on purpose: whoever adds an act writes here what its event holds, and
    /// its words into the three languages.
    #[allow(clippy::too_many_lines, reason = "an arm an act")]
    fn recorded(act: ActKey) -> Vec<(&'static str, &'static str)> {
        use ActKey as K;
        match act {
            K::TalapStarted => vec![("version", "0.1.0")],
            K::ConfigurationFirst => vec![("digest", "00ff"), ("settings", "{}")],
            K::ConfigurationChanged => vec![("changed", "http.port"), ("was.http.port", "1"), ("is.http.port", "2")],
            K::LedgerVerified | K::LedgerVerifyIncomplete | K::LedgerVerifyFailed => VERIFIED.into(),
            K::LedgerRetentionSet => vec![("kept_months", "36"), ("online_months", "2"), ("longer", "0")],
            K::LedgerArchived => vec![("files", "7"), ("bytes", "12345")],
            K::LedgerExpired => vec![SOURCE, ("day", "2023-11-26"), ("events", "12345"), ("files", "1")],
            K::LedgerTendingFailed => vec![("cause", "ENOSPC")],
            K::LedgerWitnessAnswers => vec![WITNESS],
            K::LedgerWitnessAlarm => vec![WITNESS, ("verdict", "forked"), ("batches", "7")],
            K::LedgerWitnessRefused => vec![WITNESS, ("verdict", "unknown"), ("batches", "7")],
            K::LedgerWitnessSilent => vec![WITNESS, SINCE],
            K::LedgerStamped => {
                vec![("batches", "7"), ("time", "2026-11-26T05:00:00Z"), ("serial", "1f"), ("authority", "")]
            }
            K::LedgerStampFailed => vec![("authority", "https://tsa.example.kz")],
            K::LedgerSecondStoreFailed => vec![FOLDER, SINCE, ("cause", "ENOSPC")],
            K::LedgerSecondStoreWorks => vec![FOLDER, ("refused_events", "12345")],
            K::LedgerSecondStoreSameDisk => vec![FOLDER],
            K::LedgerSecondStoreDiffers => vec![FOLDER, ("logs", "2")],
            K::LedgerRestored => {
                vec![("user", "root"), ("files", "12345"), ("remaining", "2"), ("recovered_events", "7")]
            }
            K::LedgerObjectsLost => vec![("cause", "503")],
            K::CertificateRenewed => vec![LISTENER, ("path", "/etc/talap/tls.pem"), ("fingerprint", "00ff")],
            K::CertificateRefused => {
                vec![LISTENER, ("path", "/etc/talap/tls.pem"), ("reason", "x"), ("detail", "x")]
            }
            K::SourceSilenceBegan => vec![SOURCE, SINCE, ("expected_minutes", "60"), ("never_heard", "false")],
            K::SourceSilenceEnded => vec![SOURCE, SINCE],
            K::SourceKindWrong => vec![SOURCE, ("events", "9"), ("unparsed", "7"), ("of_another_kind", "2")],
            K::SourceKindRight | K::SourceClockAbsurd => vec![SOURCE, ("events", "9")],
            K::SourceFloodBegan => vec![SOURCE, ("per_minute", "70000"), ("limit", "60000")],
            K::SourceFloodEnded => vec![SOURCE, SINCE, ("events", "99999"), ("peak_per_minute", "70000")],
            K::SourceClockOff | K::SourceClockInStep => {
                vec![SOURCE, ("behind_seconds", "-47.5"), ("allowed_seconds", "2")]
            }
            K::SourceTokenMade | K::SourceTokenRevoked => vec![SOURCE, ("token", "0193"), ("name", "nginx")],
            K::ReceiverRefused => vec![
                ("receiver", "syslog/TLS"),
                ("reason", "collect-tls-no-certificate"),
                ("detail", "collect-tls-no-certificate"),
                SINCE,
                ("times", "9"),
            ],
            K::ReceiverLossBegan => vec![
                ("receiver", "syslog/UDP"),
                ("queue_dropped", "9"),
                ("discarded_bytes", "8"),
                ("refused_connections", "7"),
            ],
            K::ReceiverLossEnded => vec![
                ("receiver", "syslog/UDP"),
                ("queue_dropped", "9"),
                ("discarded_bytes", "8"),
                ("refused_connections", "7"),
                ("kernel_dropped", "12345"),
                SINCE,
            ],
            K::StreamTaken => vec![("talap@17", "9 8")],
            K::StreamMissing => vec![("stream", "talap"), ("from", "12345"), ("to", "12349")],
            K::StreamUnreadable => vec![("stream", "talap"), ("sequence", "12345"), ("reason", "x"), ("bytes", "9")],
            K::EventsRead => [("reach", "all")].into_iter().chain(FOUND).collect(),
            K::EventsViewed => vec![("reach", "all"), ("event", "12345")],
            K::EventsFollowed => vec![("reach", "all"), ("search", "")],
            K::EventsExported => [("reach", "all"), ("format", "csv")].into_iter().chain(FOUND).collect(),
            K::EventsImported => vec![SOURCE, ("file", "00ff"), ("events", "12345"), ("marked", "7")],
            K::EventProved => vec![("seq", "12345")],
            K::QueryRun => vec![("sql", "SELECT 1"), ("rows", "1")],
            K::RecordCreated | K::RecordUpdated | K::RecordVoided => {
                vec![REGISTER, ("record", "0193"), ("version", "2"), ("value:name", "00ff")]
            }
            K::ImportFinished => {
                vec![REGISTER, ("created", "9"), ("updated", "8"), ("unchanged", "7"), ("rejected", "6")]
            }
            K::ImportUndone => vec![REGISTER, ("import", "0193"), ("voided", "9"), ("restored", "8")],
            K::PersonalDataRead => vec![REGISTER, ("why", "applicability")],
            K::FileRead => vec![("sha256", "00ff"), ("name", "order.pdf")],
            K::PaperMade => vec![("of", "portal"), ("language", "kk"), ("bytes", "12345")],
            K::AssessmentFinished => vec![("assessment", "0193"), ("verdicts", "12345")],
            K::StatementAttested => vec![STATEMENT, ("result", "met"), ("until", "2027-11-26")],
            K::StatementConfirmed => vec![STATEMENT],
            K::DecreeImported => vec![("language", "kk"), ("redaction", "2026-11-26"), ("clauses", "300")],
            K::DecreeReviewed => vec![("clause", "38"), ("fingerprint", "00ff")],
            K::AccessRefused => vec![("path", "/events"), ("right", "read-events")],
            K::RoleGranting | K::RoleGranted | K::RoleRevoking | K::RoleRevoked => ROLE.into(),
            K::AccountCreated | K::AccountBlocked | K::AccountUnblocking | K::AccountUnblocked | K::AccountLinkMade => {
                vec![ACCOUNT]
            }
            K::AccountSignInFailed => vec![("name", "erlan"), ("why", "locked")],
            K::AccountPasswordChangeFailed => vec![("why", "wrong")],
            K::AccountSessionsEnded => vec![("sessions", "2")],
            K::TokenCreated => vec![("token", "0193"), ("name", "nginx"), ("scopes", "read-events")],
            K::TokenRevoked => vec![("token", "0193")],
            K::MailSent => vec![("letters", "7")],
            K::MailFailed => vec![("why", "550")],
            K::LedgerObjectsBack
            | K::ReceiverStarted
            | K::AssessmentAsked
            | K::AccountLinkUsed
            | K::AccountSignedIn
            | K::AccountSignedOut
            | K::AccountPasswordChanged
            | K::CalendarLinkMade
            | K::CalendarLinkEnded => Vec::new(),
        }
    }

    #[test]
    fn every_act_is_told_in_three_languages() {
        let room = Room::new();
        let mut told = std::collections::BTreeSet::new();
        for act in ActKey::ALL {
            let event = event(*act, &recorded(*act));
            for language in Language::ALL {
                let said = room.teller().tell(&room.tongue(language), &event);
                let said = said.unwrap_or_else(|| panic!("{act} has no words in {}", language.code()));
                assert!(!said.contains(act.key()) && !said.contains("act-"), "{act}: {said}");
                assert!(!said.contains("web-") && !said.contains("right-") && !said.contains("access-role"), "{said}");
                assert!(told.insert((language, said.clone())), "two acts read the same: {said}");
            }
        }
    }

    #[track_caller]
    fn check(act: ActKey, details: &[(&str, &str)], expected: [&str; 3]) {
        let room = Room::new();
        for (language, expected) in Language::ALL.into_iter().zip(expected) {
            let said = room.teller().tell(&room.tongue(language), &event(act, details));
            assert_eq!(said.as_deref(), Some(expected), "{act}");
        }
    }

    #[test]
    fn a_question_that_failed_is_told_as_that() {
        check(
            ActKey::QueryRun,
            &[("sql", "SELEC 1"), ("failed", "line 1, character 1")],
            ["SQL сұрау салуы орындалмады: SELEC 1", "SQL-запрос не выполнен: SELEC 1", "An SQL query failed: SELEC 1"],
        );
    }

    #[test]
    fn values_stand_as_people_know_them() {
        assert_eq!(Language::ALL.map(Language::code), ["kk", "ru", "en"]);
        check(
            ActKey::SourceSilenceBegan,
            &recorded(ActKey::SourceSilenceBegan),
            [
                "«portal-web» оқиғалар көзінен 26.11.2026 10:00 уақытынан бері оқиға жоқ (рұқсат етілген үзіліс — 60 мин)",
                "Источник «portal-web» молчит с 26.11.2026 10:00 (допустимый перерыв — 60 мин)",
                "Source “portal-web” has been silent since 2026-11-26 10:00; 60 min are expected at most",
            ],
        );
        check(
            ActKey::SourceSilenceBegan,
            &[SOURCE, SINCE, ("expected_minutes", "60"), ("never_heard", "true")],
            [
                "«portal-web» оқиғалар көзінен тіркелгеннен бері (26.11.2026 10:00) бірде-бір оқиға келмеген (рұқсат етілген үзіліс — 60 мин)",
                "Источник «portal-web» с регистрации (26.11.2026 10:00) не прислал ни одного события (допустимый перерыв — 60 мин)",
                "Source “portal-web” has sent no event since its registration (2026-11-26 10:00); 60 min are expected at most",
            ],
        );
        check(
            ActKey::SourceClockOff,
            &recorded(ActKey::SourceClockOff),
            [
                "«portal-web» оқиғалар көзінің сағаты 47,5 с алда (рұқсат етілген айырма — 2 с)",
                "Часы источника «portal-web» спешат на 47,5 с (допустимое расхождение — 2 с)",
                "The clock of source “portal-web” is 47.5 s ahead; 2 s are allowed",
            ],
        );
        check(
            ActKey::RoleGranted,
            &ROLE,
            [
                "user:erlan пайдаланушысына «ақпараттық қауіпсіздікке жауапты тұлға» рөлі берілді",
                "Пользователю user:erlan выдана роль «ответственный за информационную безопасность»",
                "The role “information-security officer” was given to user:erlan",
            ],
        );
        check(
            ActKey::LedgerExpired,
            &recorded(ActKey::LedgerExpired),
            [
                "«portal-web» оқиғалар көзінің 26.11.2023 күнгі оқиғалары сақтау мерзімі аяқталғандықтан жойылуда: 12\u{a0}345",
                "По истечении срока хранения удаляются события источника «portal-web» за 26.11.2023: 12\u{a0}345",
                "The retention of events from source “portal-web” of 2023-11-26 has ended, and they are deleted: 12,345",
            ],
        );
        check(
            ActKey::AccessRefused,
            &recorded(ActKey::AccessRefused),
            [
                "/events мекенжайына қол жеткізуге рұқсат берілмеді: «оқиғаларды оқу» құқығы жоқ",
                "Отказано в доступе к /events: нет права «читать события»",
                "Access to /events was refused: the right “read events” is lacking",
            ],
        );
        check(
            ActKey::EventsFollowed,
            &[("search", "")],
            [
                "Жаңа оқиғаларды қадағалау: барлық оқиға",
                "Слежение за новыми событиями: все события",
                "New events are followed: all events",
            ],
        );
    }

    #[test]
    fn a_reason_with_values_is_looked_up_in_the_details() {
        let room = Room::new();
        let t = room.tongue(Language::En);
        let refused = |reason| {
            let details = [("receiver", "RELP"), ("reason", reason), ("times", "2")];
            room.teller().tell(&t, &event(ActKey::ReceiverRefused, &details)).unwrap()
        };
        let rest =
            |said: String| said.strip_prefix("Receiver RELP turned senders away, times: 2. ").unwrap().to_owned();
        assert_eq!(rest(refused("collect-tls-certificate-revoked")), t.text("collect-tls-certificate-revoked"));
        assert_eq!(rest(refused("collect-connections-full")), "The reason stands in the details of the event.");
    }

    #[test]
    fn the_names_of_registers_and_statements_are_those_of_data() {
        let room = Room::new();
        let t = room.tongue(Language::Ru);
        let told = |act, details: &[(&str, &str)]| room.teller().tell(&t, &event(act, details)).unwrap();
        let title = &room.teller().definitions.get(&RegisterKey::new("backups").unwrap()).unwrap().title.ru;
        assert_eq!(told(ActKey::RecordCreated, &[REGISTER]), format!("Журнал учёта «{title}»: запись внесена"));
        let statement = room.teller().catalog.statement(&StatementKey::new(STATEMENT.1).unwrap()).unwrap();
        assert!(told(ActKey::StatementConfirmed, &[STATEMENT]).contains(&statement.title.ru));
        // What is there no more keeps its key.
        assert_eq!(told(ActKey::RecordCreated, &[("register", "gone")]), "Журнал учёта «gone»: запись внесена");
    }

    #[test]
    fn somebody_elses_line_is_not_told_in_our_words() {
        let room = Room::new();
        let t = room.tongue(Language::Ru);
        let own = event(ActKey::SourceSilenceBegan, &recorded(ActKey::SourceSilenceBegan));
        assert!(room.teller().tell(&t, &own).is_some());
        for kind in SourceKind::ALL.into_iter().filter(|kind| *kind != SourceKind::Talap) {
            assert_eq!(room.teller().tell(&t, &NewEvent { kind, ..own.clone() }), None, "{kind:?}");
        }
        let source = SourceId::new("portal-web").unwrap();
        assert_eq!(room.teller().tell(&t, &NewEvent { source, ..own }), None);
    }

    #[test]
    fn what_lacks_a_value_or_is_not_known_is_shown_as_it_is() {
        let room = Room::new();
        let t = room.tongue(Language::Kk);
        assert_eq!(room.teller().tell(&t, &event(ActKey::RoleGranted, &[])), None);
        let unknown = NewEvent { message: "role.lent".to_owned(), ..event(ActKey::RoleGranted, &ROLE) };
        assert_eq!(room.teller().tell(&t, &unknown), None);
    }

    #[test]
    fn a_value_acts_on_no_terminal_and_no_reader() {
        let room = Room::new();
        let said =
            room.teller().tell(&room.tongue(Language::En), &event(ActKey::FileRead, &[("name", "a\u{202e}b\u{1b}c")]));
        assert_eq!(said.as_deref(), Some("File “a\u{fffd}b\u{fffd}c” was downloaded"));
    }
}
