//! Carries out requests for a caller: the one place where a request becomes work, in process or behind the socket.

use talap_access::Role;
use talap_assess::session::to_json;
use talap_assess::{Outcome, Population, Selection, Session, reason};
use talap_model::{
    Caller, Language, Message, ObjectId, OrganisationId, RecordKey, RegisterKey, Right, Scope, Status, Subject,
    SubjectKind,
};
use talap_register::ImportOptions;
use talap_store::Verdict;

use crate::acts::Act;
use crate::app::{self, App, SOURCES};
use crate::events;
use crate::failure::Failure;
use crate::records;
use crate::request::{
    Answer, AssessAnswer, EventsAnswer, GrantAnswer, ImportAnswer, RejectedRow, Request, RowsAnswer, SubjectAnswer,
    VerdictAnswer, WireMessage, WireText,
};

/// How many rows of a query are answered.
const MOST_ROWS: usize = 10_000;

/// Carries out a request for an operating-system user.
pub(crate) async fn answer(app: &App, user: &str, request: Request, body: Vec<u8>) -> Answer {
    match carry_out(app, user, request, &body).await {
        Ok(answer) => answer,
        Err(failure) => Answer::Failed { exit: failure.exit, message: WireMessage::from(&failure.message) },
    }
}

async fn carry_out(app: &App, user: &str, request: Request, body: &[u8]) -> Result<Answer, Failure> {
    let caller = app.caller(user).await?;
    match request {
        Request::Import { register, organisation } => {
            import(app, &caller, &register, organisation.as_deref(), body).await.map(Answer::Imported)
        }
        Request::ImportEvents { source } => {
            let offset = app.config.offset();
            let events::Imported { events, marked, before } =
                events::import(app, &caller, &source, body, offset).await?;
            if events == 0 && before > 0 {
                return Err(Failure::failed(Message::new("events-imported-before").with("source", source.as_str())));
            }
            Ok(Answer::EventsImported(EventsAnswer { events, marked }))
        }
        Request::Assess { organisation, object } => {
            let population = app.population(&caller).await?;
            let selection = selection(&population, organisation, object)?;
            let outcome = app.assess(&caller, &population, &selection).await?;
            Ok(Answer::Assessed(assessed(app, &population, &outcome)))
        }
        Request::RecordPut { register, organisation, key, values } => {
            let (register, organisation) = (RegisterKey::new(register)?, OrganisationId::new(organisation)?);
            may_route(&caller, &register)?;
            let saved = app.register.put(&caller, &register, &organisation, &key, &values).await?;
            app.reload_sources().await?;
            Ok(Answer::Saved(records::saved(&saved)))
        }
        Request::RecordVoid { register, organisation, key, reason } => {
            let (register, organisation) = (RegisterKey::new(register)?, OrganisationId::new(organisation)?);
            may_route(&caller, &register)?;
            let saved = app.register.void(&caller, &register, &organisation, &RecordKey::new(key)?, &reason).await?;
            app.reload_sources().await?;
            Ok(Answer::Saved(records::saved(&saved)))
        }
        Request::RecordShow { register, organisation, key } => {
            records::show(app, &caller, &register, &organisation, &key).await.map(Answer::Record)
        }
        Request::Query { sql } => query(app, &caller, &sql).await.map(Answer::Rows),
        Request::AccessList => grants(app, &caller).await,
        Request::Grant { user, role, organisation } => {
            change_role(app, &caller, true, &user, &role, organisation).await
        }
        Request::Revoke { user, role, organisation } => {
            change_role(app, &caller, false, &user, &role, organisation).await
        }
    }
}

/// Imports a file into a register.
pub(crate) async fn import(
    app: &App,
    caller: &Caller,
    register: &str,
    organisation: Option<&str>,
    body: &[u8],
) -> Result<ImportAnswer, Failure> {
    let register = RegisterKey::new(register)?;
    may_route(caller, &register)?;
    let organisation = organisation.map(OrganisationId::new).transpose()?;
    let report = app.register.import(caller, &register, organisation.as_ref(), body, ImportOptions::default()).await?;
    let who = caller.identity().to_string();
    let mut act = Act::new("import.finished", &who)
        .with("register", &register)
        .with("created", report.created)
        .with("updated", report.updated)
        .with("unchanged", report.unchanged)
        .with("rejected", report.rejected_rows());
    act.organisation = organisation;
    app.record(act).await?;
    app.reload_sources().await?;
    let rejected = report.rejected.iter().map(|row| RejectedRow {
        line: row.line,
        column: row.column.clone(),
        value: row.value.clone(),
        reason: WireMessage::from(&row.reason),
    });
    Ok(ImportAnswer {
        created: report.created,
        updated: report.updated,
        unchanged: report.unchanged,
        refused_rows: report.rejected_rows(),
        encoding: report.encoding.name().to_owned(),
        separator: report.separator.key().to_owned(),
        rejected: rejected.collect(),
        waiting: report.waiting.as_ref().map(WireMessage::from),
    })
}

/// A source says whose the messages from an address are, over all organisations: somebody who may change only one could
/// draw another's messages to it.
fn may_route(caller: &Caller, register: &RegisterKey) -> Result<(), Failure> {
    if register.as_str() == SOURCES && *caller.scope() != Scope::All {
        return Err(Failure::failed(Message::new("sources-need-all-organisations")));
    }
    Ok(())
}

/// What was selected, if it is there. What a caller may not see is answered as if it were not there.
fn selection(
    population: &Population,
    organisation: Option<String>,
    object: Option<String>,
) -> Result<Selection, Failure> {
    if let Some(text) = object {
        let known = ObjectId::new(text.as_str()).ok().filter(|id| population.objects.iter().any(|o| o.id == *id));
        let missing = || Failure::failed(Message::new("assess-object-unknown").with("object", text.as_str()));
        return known.map(Selection::Object).ok_or_else(missing);
    }
    if let Some(text) = organisation {
        let known = OrganisationId::new(text.as_str()).ok();
        let known = known.filter(|id| population.organisations.iter().any(|o| o.id == *id));
        let missing =
            || Failure::failed(Message::new("assess-organisation-unknown").with("organisation", text.as_str()));
        return known.map(Selection::Organisation).ok_or_else(missing);
    }
    Ok(Selection::All)
}

/// The answer of an assessment, with its reasons in three languages.
fn assessed(app: &App, population: &Population, outcome: &Outcome) -> AssessAnswer {
    AssessAnswer {
        assessment: outcome.assessment.id.to_string(),
        at: outcome.assessment.at.to_string(),
        catalog: outcome.assessment.catalog.clone(),
        duration_ms: millis(outcome),
        subjects: subjects(population, &outcome.verdicts),
        verdicts: outcome.verdicts.iter().map(|verdict| verdict_answer(app, verdict)).collect(),
    }
}

/// How long an assessment took, in milliseconds.
#[allow(clippy::cast_precision_loss, reason = "a duration in milliseconds is far below 2^53")]
pub(crate) fn millis(outcome: &Outcome) -> f64 {
    outcome.assessment.duration_micros as f64 / 1000.0
}

fn verdict_answer(app: &App, verdict: &Verdict) -> VerdictAnswer {
    let title = app.catalog.statement(&verdict.statement).map(|statement| WireText::from(&statement.title));
    let reason =
        |language| app.words.say(language, &reason::message(&verdict.reason_key, &verdict.reason_args, language));
    let key = verdict.statement.to_string();
    VerdictAnswer {
        clause: verdict.clause.to_string(),
        mode: verdict.mode.clone(),
        title: title.unwrap_or_else(|| WireText { kk: key.clone(), ru: key.clone(), en: key.clone() }),
        statement: key,
        organisation: verdict.organisation.to_string(),
        subject_kind: verdict.subject.kind.key().to_owned(),
        subject: verdict.subject.id.clone(),
        status: verdict.status.key().to_owned(),
        reason_key: verdict.reason_key.clone(),
        reason_args: verdict.reason_args.clone(),
        reason: WireText { kk: reason(Language::Kk), ru: reason(Language::Ru), en: reason(Language::En) },
        evidence: verdict.evidence.clone(),
    }
}

/// Each subject that has verdicts, in the order of the population, with its counts.
pub(crate) fn subjects(population: &Population, verdicts: &[Verdict]) -> Vec<SubjectAnswer> {
    let class = talap_model::TraitKey::new("class").ok();
    let mut answers = Vec::new();
    for organisation in &population.organisations {
        let subject = Subject { kind: SubjectKind::Organisation, id: organisation.id.to_string() };
        answers.push((subject, organisation, None));
        for object in population.objects.iter().filter(|object| object.organisation == organisation.id) {
            let subject = Subject { kind: SubjectKind::Object, id: object.id.to_string() };
            answers.push((subject, organisation, Some(object)));
        }
    }
    let count =
        |subject: &Subject, status| verdicts.iter().filter(|v| v.subject == *subject && v.status == status).count();
    let answers = answers.into_iter().map(|(subject, organisation, object)| SubjectAnswer {
        subject_kind: subject.kind.key().to_owned(),
        organisation: organisation.id.to_string(),
        name: WireText::from(object.map_or(&organisation.name, |object| &object.name)),
        object_kind: object.map(|object| object.kind.key().to_owned()),
        class: object.and_then(|object| match object.traits.get(class.as_ref()?) {
            Some(talap_model::TraitValue::Number(number)) => Some(*number),
            _ => None,
        }),
        met: count(&subject, Status::Met),
        not_met: count(&subject, Status::NotMet),
        unknown: count(&subject, Status::Unknown),
        not_applicable: count(&subject, Status::NotApplicable),
        subject: subject.id,
    });
    answers.filter(|answer| answer.met + answer.not_met + answer.unknown + answer.not_applicable > 0).collect()
}

async fn query(app: &App, caller: &Caller, sql: &str) -> Result<RowsAnswer, Failure> {
    caller.require(Right::ReadRecords)?;
    let names = app::tables_of(sql)?;
    let session = app.assessor.facts().session(caller, Some(&names)).await?;
    let batches = session.run_limited(Session::parse(sql)?, MOST_ROWS + 1).await?;
    let columns = batches
        .first()
        .map(|batch| batch.schema().fields().iter().map(|field| field.name().clone()).collect())
        .unwrap_or_default();
    let mut rows = to_json(&batches)?;
    let cut = rows.len() > MOST_ROWS;
    rows.truncate(MOST_ROWS);
    // Reading is itself an act that is told: what was asked, by whom.
    let who = caller.identity().to_string();
    app.record(Act::new("query.run", &who).with("sql", sql).with("rows", rows.len())).await?;
    Ok(RowsAnswer { columns, rows, cut })
}

async fn grants(app: &App, caller: &Caller) -> Result<Answer, Failure> {
    let grants = app.access.list(caller).await?;
    let grants = grants.into_iter().map(|grant| GrantAnswer {
        identity: grant.identity,
        role: grant.role.key().to_owned(),
        organisation: grant.organisation.map(|organisation| organisation.to_string()),
        granted_at: grant.granted_at.to_string(),
        granted_by: grant.granted_by,
    });
    Ok(Answer::Grants { grants: grants.collect() })
}

async fn change_role(
    app: &App,
    caller: &Caller,
    give: bool,
    user: &str,
    role: &str,
    organisation: Option<String>,
) -> Result<Answer, Failure> {
    let role: Role = role.parse()?;
    let organisation = organisation.map(OrganisationId::new).transpose()?;
    let scope = organisation.clone().map_or(Scope::All, |id| Scope::Organisations([id].into()));
    caller.require(Right::GrantRoles)?;
    let who = caller.identity().to_string();
    let act = |action| {
        let mut act = Act::new(action, &who).with("user", user).with("role", role.key());
        act.organisation.clone_from(&organisation);
        act
    };
    // The intention is told first: a role in force that the ledger never heard of must not come to be.
    if give {
        app.record(act("role.granting")).await?;
        app.access.grant(caller, user, role, &scope).await?;
        app.record(act("role.granted")).await?;
    } else {
        app.record(act("role.revoking")).await?;
        app.access.revoke(caller, user, role, &scope).await?;
        app.record(act("role.revoked")).await?;
    }
    Ok(Answer::RoleChanged)
}
