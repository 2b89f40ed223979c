//! The decree for a command: what binds whom, a clause on a day, reviews.

use talap_assess::Selection;
use talap_decree::redactions::Wording;
use talap_model::time::{format_date, parse_date};
use talap_model::{Caller, ClauseId, Language, Message, Right, Subject, SubjectKind};
use talap_web::bound::{Bound, bound};
use talap_web::past::Past;
use time::Date;

use crate::app::App;
use crate::failure::Failure;
use crate::request::{
    Answer, ApplicabilityAnswer, BoundAnswer, ClauseAnswer, ReviewAnswer, StatementAnswer, WireText, WordingAnswer,
};
use crate::service::{selection, verdict_answer};

/// A day as a person gives it.
pub(crate) fn day(text: &str) -> Result<Date, Failure> {
    parse_date(text).ok_or_else(|| Failure::wrong_use(Message::new("decree-day-wrong").with("text", text)))
}

/// A message in three languages.
fn texts(app: &App, message: impl Fn(Language) -> Message) -> WireText {
    let say = |language| app.words.say(language, &message(language));
    WireText { kk: say(Language::Kk), ru: say(Language::Ru), en: say(Language::En) }
}

/// What binds an organisation or an object, with the reasons.
pub(crate) async fn applicability(
    app: &App,
    caller: &Caller,
    organisation: Option<String>,
    object: Option<String>,
) -> Result<Answer, Failure> {
    caller.require(Right::ReadRecords)?;
    let population = app.population(caller).await?;
    let selection = selection(&population, organisation, object)?;
    let object = match &selection {
        Selection::Object(id) => population.objects.iter().find(|found| found.id == *id),
        Selection::All | Selection::Organisation(_) => None,
    };
    let organisation = match (&selection, object) {
        (Selection::Organisation(id), _) => population.organisations.iter().find(|found| found.id == *id),
        (_, Some(object)) => population.organisations.iter().find(|found| found.id == object.organisation),
        _ => None,
    };
    let missing = || Failure::wrong_use(Message::new("args-subject-missing"));
    let organisation = organisation.ok_or_else(missing)?;
    let statements = bound(&app.catalog, organisation, object);
    Ok(Answer::Applicability(ApplicabilityAnswer {
        subject_kind: if object.is_some() { SubjectKind::Object } else { SubjectKind::Organisation }.key().to_owned(),
        subject: object.map_or(organisation.id.as_str(), |object| object.id.as_str()).to_owned(),
        organisation: organisation.id.to_string(),
        name: WireText::from(object.map_or(&organisation.name, |object| &object.name)),
        catalog: app.catalog.fingerprint().to_owned(),
        statements: statements.iter().map(|found| bound_answer(app, found)).collect(),
    }))
}

fn bound_answer(app: &App, found: &Bound<'_>) -> BoundAnswer {
    let statement = found.statement;
    let mut traits: Vec<_> = found.answer.reasons().iter().flat_map(talap_decree::Reason::traits).collect();
    traits.dedup_by_key(|(condition, _)| condition.definition().key.clone());
    BoundAnswer {
        clause: statement.clause.to_string(),
        statement: statement.key.to_string(),
        kind: statement.kind.key().to_owned(),
        mode: statement.mode.key().to_owned(),
        role: statement.role().map(str::to_owned),
        title: WireText::from(&statement.title),
        applicability: found.key().to_owned(),
        reason: texts(app, |language| found.answer.explain(language)),
        traits: traits.iter().map(|(condition, _)| condition.definition().key.to_string()).collect(),
        since: found.since.map(format_date),
        in_force: texts(app, |_| found.in_force(&app.catalog)),
        unreviewed: app.official.is_unreviewed(&statement.clause),
    }
}

/// A clause that the catalogue or an imported text has.
fn known(app: &App, clause: &str) -> Result<ClauseId, Failure> {
    let unknown = || Failure::failed(Message::new("decree-clause-unknown").with("clause", clause));
    let id = ClauseId::new(clause).map_err(|_| unknown())?;
    let in_text = || app.official.texts().iter().any(|(_, _, text)| text.clause(&id).is_some());
    if app.catalog.clause(&id).is_some() || in_text() { Ok(id) } else { Err(unknown()) }
}

/// A clause as it stands now, or stood on a day.
pub(crate) async fn show(
    app: &App,
    caller: &Caller,
    clause: &str,
    on: Option<&str>,
    organisation: Option<String>,
    object: Option<String>,
) -> Result<Answer, Failure> {
    let id = known(app, clause)?;
    let entry = app.catalog.clause(&id);
    let today = app.official.today();
    let day = on.map_or(Ok(today), day)?;
    let subject = if organisation.is_some() || object.is_some() {
        let population = app.population(caller).await?;
        Some(match selection(&population, organisation, object)? {
            Selection::Object(id) => Subject { kind: SubjectKind::Object, id: id.to_string() },
            Selection::Organisation(id) => Subject { kind: SubjectKind::Organisation, id: id.to_string() },
            Selection::All => return Err(Failure::wrong_use(Message::new("args-subject-missing"))),
        })
    } else {
        None
    };
    let past = Past::of(app, caller, &id, day, subject).await?;
    let statements = entry.into_iter().flat_map(|entry| &entry.statements).map(|statement| StatementAnswer {
        key: statement.key.to_string(),
        title: WireText::from(&statement.title),
        text: WireText::from(&statement.text),
        mode: statement.mode.key().to_owned(),
    });
    let amendments = app.catalog.amendments(&id).into_iter().filter(|amended| amended.date <= day);
    let standing = app.official.standing(&id).filter(|standing| day >= today || standing.changed.redaction <= day);
    let review = standing.map(|standing| ReviewAnswer {
        language: standing.changed.language.code().to_owned(),
        redaction: format_date(standing.changed.redaction),
        by: standing.review.as_ref().map(|review| review.by.clone()),
        at: standing.review.as_ref().map(|review| review.at.to_string()),
        note: standing.review.map(|review| review.note),
    });
    Ok(Answer::Clause(Box::new(ClauseAnswer {
        clause: id.to_string(),
        title: match entry {
            Some(entry) => WireText::from(&entry.title),
            None => texts(app, |_| Message::new("decree-clause-without-entry")),
        },
        on: format_date(day),
        mode: past.mode,
        wording: past.wording.into_iter().map(|(language, wording)| wording_answer(language, wording)).collect(),
        statements: statements.collect(),
        amendments: amendments.map(|amended| texts(app, |_| amended.explain())).collect(),
        assessed_at: past.assessment.map(|assessment| assessment.at.to_string()),
        verdicts: past.verdicts.iter().map(|verdict| verdict_answer(app, verdict)).collect(),
        review,
    })))
}

fn wording_answer(language: Language, wording: Wording) -> WordingAnswer {
    let language = language.code().to_owned();
    let answer = |state: &str| WordingAnswer {
        language: language.clone(),
        state: state.to_owned(),
        redaction: None,
        text: None,
        excluded: false,
    };
    match wording {
        Wording::Unknown => answer("unknown"),
        Wording::Absent { redaction } => WordingAnswer { redaction: Some(format_date(redaction)), ..answer("absent") },
        Wording::Known { redaction, clause } => WordingAnswer {
            redaction: Some(format_date(redaction)),
            excluded: clause.excluded,
            text: Some(clause.text),
            ..answer("known")
        },
    }
}

/// Marks the newest wording of a clause as reviewed.
pub(crate) async fn review(app: &App, caller: &Caller, clause: &str, note: &str) -> Result<Answer, Failure> {
    let id = known(app, clause)?;
    let review = app.review(caller, &id, note).await?;
    Ok(Answer::Reviewed { clause: review.clause.to_string(), at: review.at.to_string(), by: review.by })
}
