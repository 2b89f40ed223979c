//! Carries out requests for a caller: the one place where a request becomes work, in process or behind the socket.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use talap_access::Role;
use talap_assess::{Outcome, Population, Selection, reason};
use talap_collect::files::FormatOptions;
use talap_collect::own::Act;
use talap_decree::{compare, text};
use talap_model::time::format_date;
use talap_model::{
    ActKey, Caller, Language, Message, ObjectId, OrganisationId, RecordKey, RegisterKey, Right, Status, Subject,
    SubjectKind, Timestamp,
};
use talap_register::{ImportFile, ImportReport};
use talap_store::Verdict;

use crate::app::App;
use crate::decree;
use talap_web::papers::{self, PaperOf};
use talap_web::question::{self, MOST_ROWS};
use talap_web::reading::Reader;

use crate::events;
use crate::failure::Failure;
use crate::find;
use crate::ledger_status;
use crate::records;
use crate::request::{
    Answer, AssessAnswer, EventsAnswer, GrantAnswer, ImportAnswer, RejectedRow, Request, RowsAnswer, SubjectAnswer,
    VerdictAnswer, WireMessage, WireText,
};
use crate::tokens;
use crate::watching;

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
        Request::Import { register, organisation, name } => {
            import(app, &caller, &register, organisation.as_deref(), (&name, body)).await.map(Answer::Imported)
        }
        Request::ImportEvents { source, written_at } => {
            let written_at = written_at.map(Timestamp::from_micros);
            let (offset, multiline) = (app.config.offset(), app.config.collect.multiline);
            let options = FormatOptions { offset, written_at, multiline, ..FormatOptions::default() };
            let events::Imported { events, marked, before } =
                events::import(app, &caller, &source, body, options).await?;
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
            let saved = app.put(&caller, &register, &organisation, &key, &values).await?;
            Ok(Answer::Saved(records::saved(&saved)))
        }
        Request::RecordVoid { register, organisation, key, reason } => {
            let (register, organisation) = (RegisterKey::new(register)?, OrganisationId::new(organisation)?);
            let saved = app.void(&caller, &register, &organisation, &RecordKey::new(key)?, None, &reason).await?;
            Ok(Answer::Saved(records::saved(&saved)))
        }
        Request::RecordShow { register, organisation, key } => {
            records::show(app, &caller, &register, &organisation, &key).await.map(Answer::Record)
        }
        Request::Query { sql } => query(app, &caller, &sql).await.map(Answer::Rows),
        Request::LedgerStatus => {
            ledger_status::gather(app, &caller).await.map(|status| Answer::LedgerStatus(Box::new(status)))
        }
        Request::Prove { seq } => prove(app, &caller, seq).await,
        Request::Sources => watching::status(app, &caller).map(Answer::Sources),
        Request::FindEvents { search, language } => {
            let language = language.map(|code| code.parse()).transpose()?;
            find::newest(app, &caller, &search, language).await.map(Answer::Rows)
        }
        // They are answered with more than an answer, by the socket itself.
        Request::ExportQuery { .. } | Request::ExportEvents { .. } | Request::FollowEvents { .. } => {
            Err(Failure::failed(Message::new("socket-other-version")))
        }
        Request::AccessList => grants(app, &caller).await,
        Request::Link { account } => link(app, &caller, &account).await,
        Request::ImportDecree { language, as_of } => {
            import_decree(app, &caller, &language, as_of.as_deref(), body).await
        }
        Request::DecreeReview { clause, note } => decree::review(app, &caller, &clause, &note).await,
        Request::DecreeShow { clause, on, organisation, object } => {
            decree::show(app, &caller, &clause, on.as_deref(), organisation, object).await
        }
        Request::Applicability { organisation, object } => {
            decree::applicability(app, &caller, organisation, object).await
        }
        Request::Report { object, organisation, language } => {
            let language = language.parse()?;
            let subject = match (&object, &organisation) {
                (Some(object), _) => PaperOf::Object(object),
                (None, Some(organisation)) => PaperOf::Organisation(organisation),
                (None, None) => return Err(Failure::wrong_use(Message::new("args-command-missing"))),
            };
            let paper = papers::make(app, &caller, subject, language).await?;
            Ok(Answer::Paper { pdf: STANDARD.encode(paper.pdf) })
        }
        Request::Grant { user, role, organisation } => {
            change_role(app, &caller, true, &user, &role, organisation).await
        }
        Request::Revoke { user, role, organisation } => {
            change_role(app, &caller, false, &user, &role, organisation).await
        }
        Request::SourceToken { source, name, until } => {
            tokens::make(app, &caller, &source, &name, until.as_deref()).await
        }
        Request::SourceTokens => tokens::list(app, &caller).await,
        Request::SourceTokenRevoke { id } => tokens::revoke(app, &caller, &id).await,
    }
}

/// Imports a file into a register.
pub(crate) async fn import(
    app: &App,
    caller: &Caller,
    register: &str,
    organisation: Option<&str>,
    (name, bytes): (&str, &[u8]),
) -> Result<ImportAnswer, Failure> {
    let register = RegisterKey::new(register)?;
    let organisation = organisation.map(OrganisationId::new).transpose()?;
    let file = ImportFile { name, ..ImportFile::of_bytes(bytes) };
    let report: ImportReport = app.import_file(caller, &register, organisation.as_ref(), &file).await?;
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
        encoding: report.form.encoding().map(|encoding| encoding.name().to_owned()),
        separator: report.form.separator().map(|separator| separator.key().to_owned()),
        sheet: report.form.sheet().map(str::to_owned),
        import: report.import.map(|import| import.to_string()),
        rejected: rejected.collect(),
        waiting: report.waiting.as_ref().map(WireMessage::from),
    })
}

/// What was selected, if it is there. What a caller may not see is answered as if it were not there.
pub(crate) fn selection(
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

pub(crate) fn verdict_answer(app: &App, verdict: &Verdict) -> VerdictAnswer {
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
        unreviewed: app.official.is_unreviewed(&verdict.clause),
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
    let reader = Reader { caller, session: &find::session(app), address: None };
    let found = question::ask(&app.site, &reader, sql, MOST_ROWS).await?;
    Ok(RowsAnswer { columns: found.columns(), rows: found.rows()?, cut: found.cut })
}

/// Makes the proof of one event. Reading is itself an act that is told.
async fn prove(app: &App, caller: &Caller, seq: u64) -> Result<Answer, Failure> {
    let missing = || Failure::failed(Message::new("prove-no-event").with("seq", seq.to_string()));
    let proof = app.ledger.prove(caller, seq).await?.ok_or_else(missing)?;
    let who = caller.identity().to_string();
    app.record(Act::new(ActKey::EventProved, &who).with("seq", seq)).await?;
    Ok(Answer::Proof { proof: proof.text().to_owned(), name: proof.file_name() })
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

/// Makes a one-time link: for a password that was forgotten, by whoever may give roles.
async fn link(app: &App, caller: &Caller, account: &str) -> Result<Answer, Failure> {
    let link = app.accounts.link(caller, account).await?;
    let who = caller.identity().to_string();
    app.record(Act::new(ActKey::AccountLinkMade, &who).with("account", account)).await?;
    Ok(Answer::Link { token: link.reveal().to_owned() })
}

/// Takes the decree's official text in, once it was read as a whole. Without a day it is of the redaction of the latest
/// amending act that it names.
async fn import_decree(
    app: &App,
    caller: &Caller,
    language: &str,
    as_of: Option<&str>,
    body: &[u8],
) -> Result<Answer, Failure> {
    caller.require(Right::WriteStructure)?;
    let language: Language = language.parse()?;
    let text = std::str::from_utf8(body).map_err(|_| Failure::failed(Message::new("io-not-text")))?;
    let official = text::parse(text, language)?;
    let unclear = || Failure::wrong_use(Message::new("decree-redaction-unclear"));
    let as_of = match as_of {
        Some(text) => decree::day(text)?,
        None => official.redaction().ok_or_else(unclear)?,
    };
    let earliest = official.redaction().unwrap_or(text::ADOPTED);
    if as_of < earliest {
        let early = Message::new("decree-redaction-early").with("day", as_of).with("earliest", earliest);
        return Err(Failure::wrong_use(early));
    }
    let held = app.official.texts();
    let replaced = held.of(language, as_of).map(|before| compare::texts(before, &official).len());
    let path = app.folder.official_of(language, as_of);
    let clauses = official.clauses.len();
    write_whole(&path, body).map_err(|error| Failure::io("folder-unusable", &path, &error))?;
    app.put_official(as_of, official);
    let who = caller.identity().to_string();
    let act = Act::new(ActKey::DecreeImported, &who)
        .with("language", language.code())
        .with("redaction", format_date(as_of))
        .with("clauses", clauses);
    app.record(act).await?;
    Ok(Answer::DecreeImported {
        clauses,
        as_of: format_date(as_of),
        pending: as_of > app.official.today(),
        replaced,
        unreviewed: app.official.unreviewed().iter().map(ToString::to_string).collect(),
    })
}

/// Writes a file so that it is there whole or not at all.
fn write_whole(path: &std::path::Path, bytes: &[u8]) -> std::io::Result<()> {
    let folder = path.parent().unwrap_or(path);
    std::fs::create_dir_all(folder)?;
    let part = path.with_extension("part");
    let mut file = std::fs::File::create(&part)?;
    std::io::Write::write_all(&mut file, bytes)?;
    file.sync_all()?;
    std::fs::rename(&part, path)
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
    app.change_role(caller, give, user, role, organisation).await?;
    Ok(Answer::RoleChanged)
}
