//! What waits for oneself to be read, and one's own word that it was read.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use talap_access::Service;
use talap_model::time::parse_date;
use talap_model::{Language, OrganisationId, RecordKey, RegisterKey, Right};
use talap_store::Record;

use crate::Shared;
use crate::fault::Fault;
use crate::gate::{self, Signed};
use crate::pages::acknowledgements::{DOCUMENTS, by, is_read, left, text};
use crate::pages::answer;
use crate::pages::registers::values::name;
use crate::path::Path;
use crate::posted::Posted;
use crate::shell::{self, Shell};
use crate::site::Site;
use crate::tongue::Tongue;

#[derive(Template)]
#[template(path = "own_acknowledgements.html")]
pub(crate) struct OwnAcknowledgements {
    t: Tongue,
    shell: Shell,
    /// Whether some record of a person names the account.
    is_known: bool,
    waiting: Vec<WaitingDocument>,
    read: Vec<ReadDocument>,
}

/// A document that waits to be read.
struct WaitingDocument {
    title: String,
    /// Its files: what to open, by the name of the language.
    files: Vec<(String, &'static str)>,
    by: String,
    left: String,
    is_late: bool,
    /// Where one's word goes.
    action: String,
}

struct ReadDocument {
    title: String,
    on: String,
}

/// The page.
pub(crate) async fn show(State(site): State<Shared>, signed: Signed) -> Response {
    answer(&site, &signed, context(&site, &signed).await.map(|page| shell::found(&page)))
}

/// Keeps one's word.
pub(crate) async fn keep(
    State(site): State<Shared>,
    signed: Signed,
    Path((organisation, key)): Path<(String, String)>,
    posted: Posted,
) -> Response {
    let work = async {
        if !posted.again() {
            let organisation = OrganisationId::new(organisation).map_err(|_| Fault::missing())?;
            let key = RecordKey::new(key).map_err(|_| Fault::missing())?;
            let writer = Service::Acknowledge.caller();
            site.register.acknowledge(signed.caller(), &writer, &organisation, &key).await?;
            return Ok(gate::to("/account/acknowledgements?told=read"));
        }
        Ok(gate::to("/account/acknowledgements"))
    };
    answer(&site, &signed, work.await)
}

/// How many documents wait for the caller.
pub(crate) async fn waiting(site: &Site, signed: &Signed) -> Result<usize, Fault> {
    if !signed.caller().has(Right::ReadRecords) {
        return Ok(0);
    }
    Ok(site.register.own_acknowledgements(signed.caller()).await?.iter().filter(|record| !is_read(record)).count())
}

async fn context(site: &Site, signed: &Signed) -> Result<OwnAcknowledgements, Fault> {
    let (t, caller) = (signed.t(), signed.caller());
    let (mut waiting, mut read) = (Vec::new(), Vec::new());
    let may_read = caller.has(Right::ReadRecords);
    let own = if may_read { site.register.own_acknowledgements(caller).await? } else { Vec::new() };
    let is_known = may_read && !site.register.own_people(caller).await?.is_empty();
    let today = t.day(&site.clock.now());
    for record in &own {
        let document = document(site, signed, record).await?;
        let title = title(site, t, record, document.as_ref());
        if let Some(on) = text(record, "acknowledged_on").and_then(parse_date) {
            read.push(ReadDocument { title, on: t.date(&on) });
            continue;
        }
        let by = by(record).unwrap_or(today);
        let key = percent_encoding::utf8_percent_encode(record.key.as_str(), percent_encoding::NON_ALPHANUMERIC);
        waiting.push(WaitingDocument {
            title,
            files: document.as_ref().map(files).unwrap_or_default(),
            by: t.date(&by),
            left: left(t, by, today),
            is_late: by < today,
            action: format!("/account/acknowledgements/{}/{key}", record.organisation),
        });
    }
    read.reverse();
    Ok(OwnAcknowledgements { is_known, waiting, read, shell: Shell::of(&signed.visitor), t: t.clone() })
}

/// The document that an acknowledgement is of, where it is one of the list.
async fn document(site: &Site, signed: &Signed, record: &Record) -> Result<Option<Record>, Fault> {
    let Some(key) = text(record, "document").and_then(|key| RecordKey::new(key).ok()) else { return Ok(None) };
    let register = RegisterKey::new(DOCUMENTS)?;
    Ok(site.register.record(signed.caller(), &register, &record.organisation, &key).await?)
}

fn title(site: &Site, t: &Tongue, record: &Record, document: Option<&Record>) -> String {
    let named = document.and_then(|document| {
        let definition = site.register.definitions().get(&document.register)?;
        name(definition, document, t.language)
    });
    let plain = || text(record, "instruction").or(text(record, "document")).unwrap_or_default();
    named.unwrap_or_else(|| talap_locale::write::harmless(plain()))
}

/// The files of a document, by language.
fn files(document: &Record) -> Vec<(String, &'static str)> {
    let of = |language: Language| {
        let sha256 = text(document, &format!("file_{}", language.code()))?;
        Some((format!("/files/{}/{sha256}", document.organisation), language.code()))
    };
    [Language::Kk, Language::Ru].into_iter().filter_map(of).collect()
}

#[cfg(test)]
impl OwnAcknowledgements {
    /// The page of somebody whom no record names, of one for whom nothing waits, and with documents of all kinds.
    pub(crate) fn samples(t: &Tongue, shell: impl Fn() -> Shell) -> Vec<Self> {
        let page = |is_known, waiting, read| Self { t: t.clone(), shell: shell(), is_known, waiting, read };
        let one = |is_late| WaitingDocument {
            title: "<x>".into(),
            files: if is_late { vec![("/files/a/0".into(), "kk"), ("/files/a/1".into(), "ru")] } else { Vec::new() },
            by: "x".into(),
            left: t.text("web-due-today"),
            is_late,
            action: "/x".into(),
        };
        let read = ReadDocument { title: "y".into(), on: "x".into() };
        vec![
            page(false, Vec::new(), Vec::new()),
            page(true, Vec::new(), vec![read]),
            page(true, vec![one(true), one(false)], Vec::new()),
        ]
    }
}
