//! Where things stand: the latest whole assessment, what falls due, and papers made of both.

use std::collections::BTreeMap;

use talap_assess::{Population, reason};
use talap_decree::catalog::Mode;
use talap_model::{Caller, Message, Object, Organisation, OrganisationId, Right, Status, Subject, SubjectKind};
use talap_register::{Due, DueAsked};
use talap_store::{Assessment, Verdict, VerdictCount, VerdictFilter};
use time::{Date, Duration};

use crate::evidence::{Evidence, name_facts};
use crate::fault::Fault;
use crate::site::Site;
use crate::tongue::Tongue;
use crate::view::Tally;

/// How far ahead what falls due is shown, in days.
pub(crate) const AHEAD: i64 = 90;
/// How many deadlines are read at once.
const PART: u64 = 1000;
/// How far back what fell due is shown, in days.
pub(crate) const BEHIND: i64 = 365;

/// The subject that an organisation is.
pub(crate) fn organisation_subject(organisation: &Organisation) -> Subject {
    Subject { kind: SubjectKind::Organisation, id: organisation.id.to_string() }
}

/// The subject that an object is.
pub(crate) fn object_subject(object: &Object) -> Subject {
    Subject { kind: SubjectKind::Object, id: object.id.to_string() }
}

/// The counts of the latest whole assessment.
pub(crate) struct Standing {
    pub(crate) assessment: Assessment,
    pub(crate) counts: Vec<VerdictCount>,
    by_subject: BTreeMap<Subject, Tally>,
}

impl Standing {
    /// The standing of what the caller may see; none before the first assessment or without the right.
    pub(crate) async fn read(site: &Site, caller: &Caller) -> Result<Option<Self>, Fault> {
        if !caller.has(Right::ReadVerdicts) {
            return Ok(None);
        }
        let Some(assessment) = site.store.latest_whole_assessment(caller).await? else { return Ok(None) };
        let counts = site.store.verdict_counts(caller, assessment.id).await?;
        let mut by_subject: BTreeMap<Subject, Tally> = BTreeMap::new();
        for count in &counts {
            let n = usize::try_from(count.count).unwrap_or(usize::MAX);
            by_subject.entry(count.subject.clone()).or_default().add(count.status, n);
        }
        Ok(Some(Self { assessment, counts, by_subject }))
    }

    pub(crate) fn whole(&self) -> Tally {
        Tally::of(&self.counts)
    }

    pub(crate) fn of(&self, subject: &Subject) -> Tally {
        self.by_subject.get(subject).copied().unwrap_or_default()
    }
}

/// One statement as judged for one subject, in words.
#[derive(Clone)]
pub(crate) struct Line {
    pub(crate) statement: String,
    pub(crate) clause: String,
    pub(crate) title: String,
    pub(crate) mode: Mode,
    pub(crate) status: Status,
    pub(crate) reason: String,
    pub(crate) evidence: Vec<Evidence>,
    pub(crate) subject: Subject,
    /// Where a person may state compliance.
    pub(crate) attest: Option<String>,
    /// Whether nobody reviewed the newest wording of the clause.
    pub(crate) unreviewed: bool,
}

/// A verdict in words.
pub(crate) fn line(site: &Site, t: &Tongue, caller: &Caller, verdict: &Verdict) -> Line {
    let statement = site.catalog.statement(&verdict.statement);
    let mode = verdict.mode.parse().unwrap_or(Mode::Informative);
    let attest = statement.is_some_and(|found| found.mode == Mode::Attested && found.form.is_some())
        && verdict.status != Status::NotApplicable;
    let attest = (attest && caller.require_for(Right::Attest, &verdict.organisation).is_ok())
        .then(|| attest_path(verdict.statement.as_str(), &verdict.subject));
    Line {
        statement: verdict.statement.to_string(),
        clause: verdict.clause.to_string(),
        title: statement.map_or_else(|| verdict.statement.to_string(), |found| t.of(&found.title).to_owned()),
        mode,
        status: verdict.status,
        reason: t.say(&reason::message(&verdict.reason_key, &verdict.reason_args, t.language)),
        evidence: verdict.evidence.iter().map(|text| Evidence::of(text)).collect(),
        subject: verdict.subject.clone(),
        attest,
        unreviewed: site.official.is_unreviewed(&verdict.clause),
    }
}

/// The page on which compliance with a statement is stated.
pub(crate) fn attest_path(statement: &str, subject: &Subject) -> String {
    format!("/attest/{statement}/{}/{}", subject.kind.key(), subject.id)
}

/// The lines of one subject in the latest whole assessment, the worst first, then those that do not apply; each with so
/// many facts at most.
pub(crate) async fn lines(
    site: &Site,
    t: &Tongue,
    caller: &Caller,
    organisation: &Organisation,
    object: Option<&Object>,
    most: usize,
) -> Result<Option<(Assessment, Vec<Line>)>, Fault> {
    let found = verdicts(site, caller, organisation, object).await?;
    let Some((assessment, verdicts)) = found else { return Ok(None) };
    let mut lines: Vec<Line> = verdicts.iter().map(|verdict| line(site, t, caller, verdict)).collect();
    for line in &mut lines {
        line.evidence.truncate(most);
    }
    name_facts(site, t, caller, &mut lines).await?;
    Ok(Some((assessment, lines)))
}

/// The verdicts of one subject in the latest whole assessment, the worst first, then those that do not apply.
pub(crate) async fn verdicts(
    site: &Site,
    caller: &Caller,
    organisation: &Organisation,
    object: Option<&Object>,
) -> Result<Option<(Assessment, Vec<Verdict>)>, Fault> {
    let subject = object.map_or_else(|| organisation_subject(organisation), object_subject);
    let Some(assessment) = site.store.latest_whole_assessment(caller).await? else { return Ok(None) };
    let filter = VerdictFilter { subject: Some(subject), ..VerdictFilter::default() };
    let mut verdicts = site.store.verdicts(caller, assessment.id, &filter).await?;
    let order: BTreeMap<_, _> =
        site.catalog.statements().enumerate().map(|(place, statement)| (statement.key.clone(), place)).collect();
    let rank = |status: Status| match status {
        Status::NotMet => 0,
        Status::Unknown => 1,
        Status::Met => 2,
        Status::NotApplicable => 3,
    };
    verdicts.extend(site.assessor.not_applicable(organisation, object));
    verdicts.sort_by_key(|verdict| (rank(verdict.status), order.get(&verdict.statement).copied()));
    Ok(Some((assessment, verdicts)))
}

/// Something that falls due.
pub(crate) struct DueItem {
    pub(crate) date: Date,
    /// The last working day before it, where it is a day off.
    pub(crate) do_by: Option<Date>,
    pub(crate) left: String,
    pub(crate) days: i64,
    pub(crate) late: bool,
    pub(crate) what: String,
    pub(crate) place: String,
    pub(crate) href: String,
    /// The clause that asks for it, where one does.
    pub(crate) clause: Option<String>,
    /// The object that it concerns, where the record names one.
    pub(crate) object: Option<String>,
}

/// What fell due and was not renewed, and what falls due within the time ahead: the first of it by date, so many at most.
pub(crate) async fn first_due(site: &Site, t: &Tongue, caller: &Caller, most: u64) -> Result<Vec<DueItem>, Fault> {
    let today = t.day(&site.clock.now());
    let to = today.saturating_add(Duration::days(AHEAD));
    let (due, _) = site.register.due(caller, &DueAsked::between(Date::MIN, to, most)).await?;
    Ok(due.into_iter().filter_map(|due| due_item(site, t, today, due)).collect())
}

/// All that fell due in an organisation and was not renewed, and all that falls due there within the time ahead, by date.
pub(crate) async fn due(
    site: &Site,
    t: &Tongue,
    caller: &Caller,
    organisation: &OrganisationId,
) -> Result<Vec<DueItem>, Fault> {
    let today = t.day(&site.clock.now());
    let to = today.saturating_add(Duration::days(AHEAD));
    let (mut items, mut offset) = (Vec::new(), 0);
    loop {
        let part = DueAsked::between(Date::MIN, to, PART);
        let asked = DueAsked { organisation: Some(organisation.clone()), offset, ..part };
        let (due, total) = site.register.due(caller, &asked).await?;
        offset += PART;
        let is_last = due.is_empty() || offset >= total;
        items.extend(due.into_iter().filter_map(|due| due_item(site, t, today, due)));
        if is_last {
            return Ok(items);
        }
    }
}

/// What is due on the days that are asked for, by date, with how many there are beyond `asked.limit`: those that are still to
/// come go before those that have passed, and of these the latest before the earlier ones.
pub(crate) async fn due_within(
    site: &Site,
    caller: &Caller,
    asked: &DueAsked,
    today: Date,
) -> Result<(Vec<Due>, u64), Fault> {
    let ahead = DueAsked { from: asked.from.max(today), ..asked.clone() };
    let (coming, mut total) = site.register.due(caller, &ahead).await?;
    let room = asked.limit.saturating_sub(coming.len() as u64);
    let behind = DueAsked { to: asked.to.min(today.saturating_sub(Duration::DAY)), limit: room, ..asked.clone() };
    let (mut due, late) = site.register.due(caller, &behind).await?;
    if late > room {
        due = site.register.due(caller, &DueAsked { offset: late - room, ..behind }).await?.0;
    }
    total += late;
    due.extend(coming);
    let more = total.saturating_sub(due.len() as u64);
    Ok((due, more))
}

/// What fell due before today and was not done, the oldest first, so many at most; with how many there are.
pub(crate) async fn late(
    site: &Site,
    t: &Tongue,
    caller: &Caller,
    organisation: Option<&OrganisationId>,
    most: u64,
) -> Result<(Vec<DueItem>, usize), Fault> {
    let today = t.day(&site.clock.now());
    let asked =
        DueAsked { organisation: organisation.cloned(), ..DueAsked::between(Date::MIN, today - Duration::DAY, most) };
    let (due, total) = site.register.due(caller, &asked).await?;
    let items = due.into_iter().filter_map(|due| due_item(site, t, today, due)).collect();
    Ok((items, usize::try_from(total).unwrap_or(usize::MAX)))
}

fn due_item(site: &Site, t: &Tongue, today: Date, due: Due) -> Option<DueItem> {
    let definition = site.register.definitions().get(&due.register)?;
    let deadline = definition.deadline(&due.deadline)?;
    let record = &due.record;
    let text = |name: &str| record.values.get(name).and_then(serde_json::Value::as_str);
    let what = t.of(&site.due_line(&due, today)?.what).to_owned();
    let days = (due.date - today).whole_days();
    let object = text("object").or_else(|| text("subject").filter(|_| text("subject_kind") == Some("object")));
    let last = site.days.last_working_day(due.date);
    Some(DueItem {
        date: due.date,
        do_by: (last != due.date).then_some(last),
        left: days_left(t, days),
        days,
        late: days < 0,
        what,
        place: format!("{} · {}", t.of(&definition.title), t.of(&deadline.label)),
        href: crate::pages::record::path(&due.register, &record.organisation, &record.key),
        clause: deadline.clause.as_ref().map(ToString::to_string),
        object: object.map(str::to_owned),
    })
}

/// How many days are left until a day, or how long ago it was.
pub(crate) fn days_left(t: &Tongue, days: i64) -> String {
    let n = usize::try_from(days.unsigned_abs()).unwrap_or(usize::MAX);
    match days {
        0 => t.text("web-due-today"),
        1.. => t.count("web-due-in", n),
        _ => t.count("web-due-late", n),
    }
}

/// The traits that are stated of an organisation or object, in words.
pub(crate) fn traits(
    site: &Site,
    t: &Tongue,
    on: SubjectKind,
    traits: &talap_model::TraitSet,
) -> Vec<(String, String)> {
    use talap_decree::catalog::TraitKind;
    use talap_model::TraitValue;
    let words = |(key, value): (&talap_model::TraitKey, &TraitValue)| {
        let definition = site.catalog.trait_definition(on, key)?;
        let label = t.of(definition.label.as_ref()?).to_owned();
        let text = match value {
            TraitValue::Flag(yes) => t.text(if *yes { "web-yes" } else { "web-no" }),
            TraitValue::Number(number) => t.decimal(number),
            TraitValue::Date(date) => t.date(date),
            TraitValue::Choice(choice) => match &definition.kind {
                TraitKind::Choice(choices) => choices
                    .iter()
                    .find(|known| known.key == *choice)
                    .and_then(|known| known.label.as_ref())
                    .map_or_else(|| choice.clone(), |label| t.of(label).to_owned()),
                _ => choice.clone(),
            },
        };
        Some((label, text))
    };
    traits.iter().filter_map(words).collect()
}

/// An organisation of a population.
pub(crate) fn find_organisation<'a>(population: &'a Population, id: &str) -> Result<&'a Organisation, Fault> {
    population.organisations.iter().find(|found| found.id.as_str() == id).ok_or_else(Fault::missing)
}

/// An object of a population with its organisation.
pub(crate) fn find_object<'a>(population: &'a Population, id: &str) -> Result<(&'a Organisation, &'a Object), Fault> {
    let object = population.objects.iter().find(|found| found.id.as_str() == id).ok_or_else(Fault::missing)?;
    let organisation = population.organisations.iter().find(|found| found.id == object.organisation);
    Ok((organisation.ok_or_else(Fault::missing)?, object))
}

/// A sentence about how many statements fall short.
pub(crate) fn sentence(t: &Tongue, tally: &Tally, at: talap_model::Timestamp) -> String {
    let key = if tally.not_met > 0 { "web-sentence-short" } else { "web-sentence-fine" };
    t.say(&Message::new(key).with("n", tally.not_met).with("total", tally.total()).with("at", t.moment(&at)))
}

#[cfg(test)]
impl DueItem {
    pub(crate) fn sample() -> Self {
        Self {
            date: Date::MIN,
            do_by: None,
            left: "x".into(),
            days: -3,
            late: true,
            what: "<x>".into(),
            place: "y · z".into(),
            href: "/x".into(),
            clause: Some("31.0.2".into()),
            object: None,
        }
    }
}

#[cfg(test)]
impl Line {
    pub(crate) fn sample() -> Self {
        Self {
            statement: "s".into(),
            clause: "38.4".into(),
            title: "<x>".into(),
            mode: Mode::Attested,
            status: Status::NotMet,
            reason: "<y>".into(),
            evidence: vec![Evidence::of("event:1"), Evidence::of("other")],
            subject: Subject { kind: SubjectKind::Object, id: "portal".into() },
            attest: Some("/attest/s/object/portal".into()),
            unreviewed: true,
        }
    }
}
