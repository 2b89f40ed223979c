//! One event with everything that is kept of it.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use talap_assess::EventQuery;
use talap_assess::events::Field;
use talap_model::{Event, Message, SourceKind};

use super::{Place, address, kind_words, object_place, organisation_place, reader, seen};
use crate::Shared;
use crate::fault::Fault;
use crate::gate::Signed;
use crate::pages::answer;
use crate::path::Path;
use crate::shell::{self, Shell};
use crate::tongue::Tongue;

#[derive(Template)]
#[template(path = "event.html")]
pub(crate) struct EventPage {
    t: Tongue,
    shell: Shell,
    seq: u64,
    kind: String,
    message: String,
    /// The key of an act of Talap's own, with the search for others of it.
    act: Option<Place>,
    fault: Option<String>,
    /// When it came in, and when it happened by its source's clock.
    received: String,
    occurred: Option<String>,
    organisation: Place,
    object: Place,
    source: Place,
    class: String,
    severity: String,
    host: Option<Place>,
    program: Option<Place>,
    user: Option<Place>,
    address: Option<Place>,
    attributes: Vec<(String, Place)>,
    raw: Option<String>,
    /// Whether the bytes are shown otherwise than they are.
    raw_changed: bool,
    older: Option<u64>,
    newer: Option<u64>,
    /// The time and the root of the checkpoint that covers it.
    covered: Option<(String, String)>,
}

/// The page.
pub(crate) async fn show(State(site): State<Shared>, signed: Signed, Path(seq): Path<String>) -> Response {
    let work = async {
        let seq: u64 = seq.parse().map_err(|_| Fault::missing())?;
        let event = site.assessor.facts().event(signed.caller(), seq).await?.ok_or_else(Fault::missing)?;
        site.note_view(&reader(&signed), &event).await?;
        Ok(shell::found(&context(&site, &signed, event).await?))
    };
    answer(&site, &signed, work.await)
}

async fn context(site: &Shared, signed: &Signed, event: Event) -> Result<EventPage, Fault> {
    let (t, population) = (signed.t().clone(), seen(site, signed).await?);
    let (older, newer) =
        (neighbour(site, signed, event.seq, false).await?, neighbour(site, signed, event.seq, true).await?);
    let (seq, body) = (event.seq, event.body);
    let told = site.teller().tell(&t, &body);
    Ok(EventPage {
        seq,
        kind: kind_words(&t, body.kind),
        fault: body.fault.as_ref().map(|key| t.say(&Message::new(key.as_str()))),
        received: t.exact_moment(&body.received_at),
        occurred: body.occurred_at.map(|at| t.exact_moment(&at)),
        organisation: organisation_place(&t, &population, &body.organisation),
        object: object_place(&t, &population, &body.object),
        source: like(&Field::Source, body.source.as_str()),
        class: class_words(&t, body.class_uid),
        severity: severity_words(&t, body.severity_id),
        host: body.host.map(|value| like(&Field::Host, &value)),
        program: body.program.map(|value| like(&Field::Program, &value)),
        user: body.user.map(|value| like(&Field::User, &value)),
        address: body.address.map(|value| like(&Field::Address, &value)),
        act: told.is_some().then(|| act(&body.message)),
        message: told.unwrap_or(body.message),
        attributes: body.attributes.iter().map(attribute).collect(),
        raw_changed: visible(&body.raw).as_bytes() != body.raw.as_slice(),
        raw: (!body.raw.is_empty()).then(|| visible(&body.raw)),
        older,
        newer,
        covered: covered(site, &t, seq),
        shell: Shell::of(&signed.visitor),
        t,
    })
}

/// A value, with the search for other events that have it.
fn like(field: &Field, value: &str) -> Place {
    Place { name: visible(value.as_bytes()), href: Some(address(&field.search_for(value))) }
}

/// The key of an act of Talap's own. A line of somebody else's that has the same text is none.
fn act(key: &str) -> Place {
    let search = format!("{} {}", Field::Kind.search_for(SourceKind::Talap.key()), Field::Message.search_for(key));
    Place { name: key.to_owned(), href: Some(address(&search)) }
}

fn attribute((name, value): (&str, &str)) -> (String, Place) {
    let place = match Field::attribute(name) {
        Some(field) => like(&field, value),
        None => Place { name: visible(value.as_bytes()), href: None },
    };
    (visible(name.as_bytes()), place)
}

/// The nearest event beside this one that the reader may see.
async fn neighbour(site: &Shared, signed: &Signed, seq: u64, newer: bool) -> Result<Option<u64>, Fault> {
    let beside = if newer {
        EventQuery { after: Some(seq), ..EventQuery::default() }
    } else {
        EventQuery { before: Some(seq), ..EventQuery::default() }
    };
    let found = site.assessor.facts().events(signed.caller(), &EventQuery { limit: 1, ..beside }).await?;
    Ok(found.first().map(|event| event.seq))
}

/// The checkpoint whose signature covers an event: whoever keeps its root can prove what the event was.
fn covered(site: &Shared, t: &Tongue, seq: u64) -> Option<(String, String)> {
    let checkpoint = site.ledger.stats().last_checkpoint.filter(|checkpoint| checkpoint.events > seq)?;
    Some((t.exact_moment(&checkpoint.time), STANDARD.encode(checkpoint.root)))
}

/// The OCSF classes that mappings and registers give, each with the key of its words.
const CLASSES: [(u32, &str); 22] = [
    (0, "web-event-class-0"),
    (1001, "web-event-class-1001"),
    (1006, "web-event-class-1006"),
    (1007, "web-event-class-1007"),
    (1008, "web-event-class-1008"),
    (2004, "web-event-class-2004"),
    (3001, "web-event-class-3001"),
    (3002, "web-event-class-3002"),
    (3003, "web-event-class-3003"),
    (3004, "web-event-class-3004"),
    (3005, "web-event-class-3005"),
    (3006, "web-event-class-3006"),
    (4001, "web-event-class-4001"),
    (4002, "web-event-class-4002"),
    (4003, "web-event-class-4003"),
    (4007, "web-event-class-4007"),
    (4014, "web-event-class-4014"),
    (5019, "web-event-class-5019"),
    (6002, "web-event-class-6002"),
    (6003, "web-event-class-6003"),
    (6005, "web-event-class-6005"),
    (6008, "web-event-class-6008"),
];

/// The OCSF class in words, with its number.
pub(super) fn class_words(t: &Tongue, class: u32) -> String {
    match CLASSES.iter().find(|(number, _)| *number == class) {
        Some((_, key)) => t.text(key),
        None => class.to_string(),
    }
}

/// The OCSF severity in words.
pub(super) fn severity_words(t: &Tongue, severity: u8) -> String {
    t.text(match severity {
        1 => "web-event-severity-informational",
        2 => "web-event-severity-low",
        3 => "web-event-severity-medium",
        4 => "web-event-severity-high",
        5 => "web-event-severity-critical",
        6 => "web-event-severity-fatal",
        _ => "web-event-severity-unknown",
    })
}

/// Bytes as text in which nothing hides: what cannot be seen is written as its number, what is no text as bytes.
pub(super) fn visible(raw: &[u8]) -> String {
    use std::fmt::Write as _;
    let mut text = String::with_capacity(raw.len());
    for chunk in raw.utf8_chunks() {
        for character in chunk.valid().chars() {
            // Signs that turn the direction of writing make a line read otherwise than it is.
            let turns =
                matches!(character, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
            let _written = match character {
                '\n' | '\t' => write!(text, "{character}"),
                hidden if hidden.is_control() && hidden.is_ascii() => write!(text, "\\x{:02x}", u32::from(hidden)),
                hidden if turns || hidden.is_control() => write!(text, "\\u{{{:x}}}", u32::from(hidden)),
                plain => write!(text, "{plain}"),
            };
        }
        for byte in chunk.invalid() {
            let _written = write!(text, "\\x{byte:02x}");
        }
    }
    text
}

#[cfg(test)]
pub(crate) fn sample(message: &str, kind: SourceKind) -> talap_model::NewEvent {
    talap_model::NewEvent {
        received_at: talap_model::Timestamp::from_micros(0),
        occurred_at: None,
        organisation: "akimat".parse().unwrap(),
        object: "portal".parse().unwrap(),
        source: "web".parse().unwrap(),
        kind,
        class_uid: 0,
        severity_id: 1,
        host: None,
        program: None,
        user: None,
        address: None,
        message: message.to_owned(),
        attributes: [("a".to_owned(), "b".to_owned())].into(),
        raw: b"raw\0".to_vec(),
        fault: None,
    }
}

#[cfg(test)]
impl EventPage {
    /// An act of Talap's own, and a line with everything that could not be understood.
    pub(crate) fn samples(t: &Tongue, shell: impl Fn() -> Shell) -> Vec<Self> {
        let place = |value: &str| like(&Field::User, value);
        let make = |full: bool| {
            let some = |text: &str| full.then(|| text.to_owned());
            Self {
                t: t.clone(),
                shell: shell(),
                seq: 17,
                kind: "k".into(),
                message: "<x>".into(),
                act: (!full).then(|| act("role.granted")),
                fault: some("f"),
                received: "r".into(),
                occurred: some("o"),
                organisation: Place { name: "<a>".into(), href: some("/organisations/a") },
                object: Place { name: "<y>".into(), href: some("/objects/o") },
                source: place("web"),
                class: class_words(t, 3002),
                severity: severity_words(t, 1),
                host: full.then(|| place("h")),
                program: full.then(|| place("sshd")),
                user: full.then(|| place("<y>")),
                address: full.then(|| place("10.0.0.1")),
                attributes: if full { vec![("<x>".into(), place("<y>"))] } else { Vec::new() },
                raw: some("<x>\\x00"),
                raw_changed: full,
                older: full.then_some(16),
                newer: full.then_some(18),
                covered: full.then(|| ("x".to_owned(), "00ff".to_owned())),
            }
        };
        vec![make(false), make(true)]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_hides_in_a_raw_line() {
        for (raw, expected) in [
            (b"plain \xd3\x99 text\n\t.".as_slice(), "plain ә text\n\t."),
            (b"\x1b[31mred\x00", "\\x1b[31mred\\x00"),
            (b"half \xd3", "half \\xd3"),
            ("a\u{202e}b\u{85}".as_bytes(), "a\\u{202e}b\\u{85}"),
            (b"", ""),
        ] {
            assert_eq!(visible(raw), expected);
        }
    }
}
