//! A person states compliance with a statement of mode `attested`: the result, evidence with a file, and until when it holds.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use talap_model::time::{format_date, parse_date};

use crate::Shared;
use crate::attestation::{
    Enclosed, Filled, Matter, awaits, confirm as confirm_stated, keep as keep_stated, last, text,
};
use crate::fault::{Fault, FaultKind};
use crate::gate::{self, Signed};
use crate::pages::staff::staff;
use crate::pages::{answer, objects};
use crate::path::Path;
use crate::posted::{Posted, WithFiles};
use crate::shell::{self, Shell};
use crate::state;
use crate::tongue::Tongue;

#[derive(Template)]
#[template(path = "attest.html")]
pub(crate) struct Attest {
    t: Tongue,
    shell: Shell,
    action: String,
    clause: String,
    title: String,
    text: String,
    evidence_wanted: String,
    holds: String,
    subject: String,
    subject_href: String,
    people: Vec<(String, String)>,
    values: Filled,
    today: String,
    last: Option<Last>,
    trouble: Vec<String>,
    note: Option<String>,
}

/// What was stated last.
#[allow(clippy::struct_excessive_bools, reason = "each tells of another thing that the page shows or not")]
struct Last {
    is_met: bool,
    on: String,
    until: String,
    evidence: String,
    /// Whether a second person is wanted at all, and still is.
    is_wanted: bool,
    is_awaited: bool,
    /// Whether the reader may be that person.
    may_confirm: bool,
}

/// The form; `again` fills it with what was stated last.
pub(crate) async fn show(
    State(site): State<Shared>,
    signed: Signed,
    Path((statement, kind, subject)): Path<(String, String, String)>,
) -> Response {
    let work = async {
        let matter = Matter::find(&site, signed.caller(), &statement, &kind, &subject).await?;
        let today = signed.t().day(&site.clock.now());
        let (stated_on, valid_until) = (format_date(today), format_date(matter.end(today)));
        let mut values = Filled { stated_on, valid_until, ..Filled::default() };
        if !shell::query_value(&signed.visitor.here, "again").is_empty()
            && let Some(before) = last(&site, signed.caller(), &matter).await?
        {
            let of = |name: &str| text(&before, name).to_owned();
            values = Filled { result: of("result"), evidence: of("evidence"), stated_by: of("stated_by"), ..values };
        }
        form(&site, &signed, &matter, values, Vec::new(), None, StatusCode::OK).await
    };
    answer(&site, &signed, work.await)
}

/// Keeps the statement and judges anew, so that it shows.
pub(crate) async fn keep(
    State(site): State<Shared>,
    signed: Signed,
    Path((statement, kind, subject)): Path<(String, String, String)>,
    WithFiles(posted): WithFiles,
) -> Response {
    let work = async {
        let matter = Matter::find(&site, signed.caller(), &statement, &kind, &subject).await?;
        let values = Filled {
            result: posted.get("result").to_owned(),
            evidence: posted.get("evidence").to_owned(),
            stated_by: posted.get("stated_by").to_owned(),
            stated_on: posted.get("stated_on").to_owned(),
            valid_until: posted.get("valid_until").to_owned(),
        };
        if posted.again() {
            let note = Some(signed.t().text("web-again"));
            return form(&site, &signed, &matter, values, Vec::new(), note, StatusCode::OK).await;
        }
        let enclosed = posted.file("file").map_or(Enclosed::Nothing, Enclosed::Upload);
        match keep_stated(&site, signed.caller(), &matter, &values, enclosed).await {
            Ok(_) => Ok(gate::to(&format!("{}?told=attested", objects::href(matter.subject.kind, &matter.subject.id)))),
            Err(fault) if matches!(fault.kind, FaultKind::Wrong | FaultKind::TooLarge | FaultKind::WrongType) => {
                let mut trouble = vec![signed.t().say(&fault.message)];
                trouble.extend(fault.details.iter().map(|detail| signed.t().say(detail)));
                form(&site, &signed, &matter, values, trouble, None, fault.status()).await
            }
            Err(fault) => Err(fault),
        }
    };
    answer(&site, &signed, work.await)
}

/// Keeps that a second person confirms what was stated last.
pub(crate) async fn confirm(
    State(site): State<Shared>,
    signed: Signed,
    Path((statement, kind, subject)): Path<(String, String, String)>,
    posted: Posted,
) -> Response {
    let work = async {
        let matter = Matter::find(&site, signed.caller(), &statement, &kind, &subject).await?;
        if posted.again() {
            return Ok(gate::to(&state::attest_path(matter.statement.key.as_str(), &matter.subject)));
        }
        match confirm_stated(&site, signed.caller(), &matter, posted.get("confirmed_by")).await {
            Ok(()) => {
                Ok(gate::to(&format!("{}?told=confirmed", objects::href(matter.subject.kind, &matter.subject.id))))
            }
            Err(fault) if fault.kind == FaultKind::Wrong => {
                let t = signed.t();
                let trouble = std::iter::once(&fault.message).chain(&fault.details).map(|said| t.say(said)).collect();
                form(&site, &signed, &matter, Filled::default(), trouble, None, fault.status()).await
            }
            Err(fault) => Err(fault),
        }
    };
    answer(&site, &signed, work.await)
}

/// What was stated last, in words.
async fn last_words(site: &Shared, signed: &Signed, matter: &Matter<'_>) -> Result<Option<Last>, Fault> {
    let Some(stated) = last(site, signed.caller(), matter).await? else { return Ok(None) };
    let t = signed.t();
    let day = |field: &str| parse_date(text(&stated, field)).map(|day| t.date(&day)).unwrap_or_default();
    let is_awaited = awaits(matter, &stated);
    Ok(Some(Last {
        is_met: text(&stated, "result") == "met",
        on: day("stated_on"),
        until: day("valid_until"),
        evidence: talap_locale::write::harmless(text(&stated, "evidence")),
        is_wanted: matter.statement.form.as_ref().is_some_and(|form| form.confirm),
        is_awaited,
        may_confirm: is_awaited && text(&stated, "stated_account") != signed.caller().identity().to_string(),
    }))
}

async fn form(
    site: &Shared,
    signed: &Signed,
    matter: &Matter<'_>,
    values: Filled,
    trouble: Vec<String>,
    note: Option<String>,
    status: StatusCode,
) -> Result<Response, Fault> {
    let t = signed.t().clone();
    let definition = matter.statement.form.as_ref();
    let holds = definition.map(|form| t.amount(&form.holds));
    let page = Attest {
        action: state::attest_path(matter.statement.key.as_str(), &matter.subject),
        clause: matter.statement.clause.to_string(),
        title: t.of(&matter.statement.title).to_owned(),
        text: t.of(&matter.statement.text).to_owned(),
        evidence_wanted: definition.map(|form| t.of(&form.evidence).to_owned()).unwrap_or_default(),
        holds: holds.unwrap_or_default(),
        subject: t.of(&matter.name).to_owned(),
        subject_href: objects::href(matter.subject.kind, &matter.subject.id),
        people: staff(site, signed, &matter.organisation, "attestation").await?,
        values,
        today: format_date(t.day(&site.clock.now())),
        last: last_words(site, signed, matter).await?,
        trouble,
        note,
        shell: Shell::of(&signed.visitor),
        t,
    };
    Ok(shell::page(status, &page))
}

#[cfg(test)]
impl Attest {
    pub(crate) fn samples(t: &Tongue, shell: impl Fn() -> Shell) -> Vec<Self> {
        let last = |is_awaited| Last {
            is_met: true,
            on: "x".into(),
            until: "y".into(),
            evidence: "<x>".into(),
            is_wanted: true,
            is_awaited,
            may_confirm: is_awaited,
        };
        let make = |people: Vec<(String, String)>, trouble: Vec<String>, note: Option<String>| Self {
            t: t.clone(),
            shell: shell(),
            action: "/attest/a/object/b".into(),
            clause: "38.4".into(),
            title: "x".into(),
            text: "y".into(),
            evidence_wanted: "z".into(),
            holds: "1".into(),
            subject: "s".into(),
            subject_href: "/objects/b".into(),
            people,
            values: Filled { result: "met".into(), stated_by: "17".into(), ..Filled::default() },
            today: "2026-11-23".into(),
            last: Some(last(note.is_none())),
            trouble,
            note,
        };
        let people = vec![("17".to_owned(), "N (17)".to_owned()), ("18".to_owned(), "M (18)".to_owned())];
        vec![make(Vec::new(), vec!["<wrong>".into()], None), make(people, Vec::new(), Some("n".into()))]
    }
}
