//! What binds an organisation or one of its objects: every statement that is asked of it, whether it binds, why and since
//! when, by section, mode, status and who answers for it.

use std::collections::{BTreeMap, HashMap};

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use talap_collect::own::Act;
use talap_decree::catalog::Mode;
use talap_model::{ActKey, Object, Organisation, OrganisationId, RegisterKey, Right, StatementKey, Status};

use crate::Shared;
use crate::bound::{Bound, bound};
use crate::fault::Fault;
use crate::gate::Signed;
use crate::pages::staff::PEOPLE;
use crate::pages::{answer, objects};
use crate::shell::{self, Shell, query_value, with_parameter};
use crate::state::{self, object_subject, organisation_subject};
use crate::tongue::Tongue;
use crate::view::Pager;

/// How many statements a page shows.
const ROWS: usize = 50;

/// The field that says what a person answers for.
const ANSWERS_FOR: &str = "answers_for";

/// The answers, as the address has them, with the keys of their words.
const ANSWERS: [(&str, &str); 3] = [
    ("binds", "web-applicability-binds"),
    ("not_known", "web-applicability-not-known"),
    ("does_not_bind", "web-applicability-does-not-bind"),
];

#[derive(Template)]
#[template(path = "applicability.html")]
pub(crate) struct Applicability {
    t: Tongue,
    shell: Shell,
    /// What can be chosen: the address's value, its name, whether it is chosen.
    subjects: Vec<Choice>,
    subject: Option<Subject>,
    answers: Vec<Tab>,
    sections: Vec<Choice>,
    modes: Vec<(Mode, bool)>,
    statuses: Vec<(Status, bool)>,
    roles: Vec<Choice>,
    rows: Vec<Row>,
    pager: Pager,
}

struct Choice {
    value: String,
    name: String,
    chosen: bool,
}

struct Subject {
    name: String,
    href: String,
}

struct Tab {
    key: &'static str,
    name: &'static str,
    count: usize,
    href: String,
    chosen: bool,
}

struct Row {
    clause: String,
    statement: String,
    title: String,
    mode: Mode,
    role: String,
    status: Option<Status>,
    reason: String,
    since: Option<String>,
    in_force: String,
    unreviewed: bool,
}

/// The page.
pub(crate) async fn show(State(site): State<Shared>, signed: Signed) -> Response {
    let work = async {
        let (t, caller) = (signed.t().clone(), signed.caller());
        let here = signed.visitor.here.as_str();
        let population = site.population(caller).await?;
        let asked = query_value(here, "subject");
        let mut subjects = Vec::new();
        for organisation in &population.organisations {
            let value = format!("organisation:{}", organisation.id);
            subjects.push(Choice { chosen: value == asked, name: t.of(&organisation.name).to_owned(), value });
            for object in population.objects.iter().filter(|object| object.organisation == organisation.id) {
                let value = format!("object:{}", object.id);
                subjects.push(Choice { chosen: value == asked, name: format!("– {}", t.of(&object.name)), value });
            }
        }
        let chosen = match asked.split_once(':') {
            Some(("object", id)) => {
                let (organisation, object) = state::find_object(&population, id)?;
                Some((organisation, Some(object)))
            }
            Some(("organisation", id)) => Some((state::find_organisation(&population, id)?, None)),
            _ => None,
        };
        let Some((organisation, object)) = chosen else {
            return Ok(shell::found(&Applicability::empty(t, Shell::of(&signed.visitor), subjects, here)));
        };
        let statuses = statuses(&site, &signed, organisation, object).await?;
        let people = people(&site, &signed, &organisation.id).await?;
        let all = bound(&site.catalog, organisation, object);
        Ok(shell::found(&Applicability::of(&site, &signed, subjects, (organisation, object), &all, &statuses, &people)))
    };
    answer(&site, &signed, work.await)
}

/// What was found last, for whoever may read it.
async fn statuses(
    site: &Shared,
    signed: &Signed,
    organisation: &Organisation,
    object: Option<&Object>,
) -> Result<HashMap<StatementKey, Status>, Fault> {
    if !signed.caller().has(Right::ReadVerdicts) {
        return Ok(HashMap::new());
    }
    let found = state::verdicts(site, signed.caller(), organisation, object).await?;
    let verdicts = found.map(|(_, verdicts)| verdicts).unwrap_or_default();
    Ok(verdicts.into_iter().map(|verdict| (verdict.statement, verdict.status)).collect())
}

/// Who in an organisation answers for what, by role.
async fn people(
    site: &Shared,
    signed: &Signed,
    organisation: &OrganisationId,
) -> Result<BTreeMap<String, Vec<String>>, Fault> {
    let caller = signed.caller();
    let mut people: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let register = RegisterKey::new(PEOPLE)?;
    let known = site.register.definitions().get(&register).is_some_and(|found| found.field(ANSWERS_FOR).is_some());
    if !known || !caller.has(Right::ReadPersonalData) {
        return Ok(people);
    }
    let who = caller.identity().to_string();
    let act = Act::new(ActKey::PersonalDataRead, &who).with("register", &register).with("why", "applicability");
    site.record(act.about(Some(organisation.clone()))).await?;
    for record in site.register.records(caller, &register).await? {
        let text = |name: &str| record.values.get(name).and_then(serde_json::Value::as_str);
        if let (true, Some(role)) = (record.organisation == *organisation, text(ANSWERS_FOR)) {
            people.entry(role.to_owned()).or_default().push(text("name").unwrap_or(record.key.as_str()).to_owned());
        }
    }
    Ok(people)
}

/// What the address narrows the list to.
struct Filter {
    answer: &'static str,
    section: String,
    mode: Option<Mode>,
    status: Option<Status>,
    role: String,
}

impl Filter {
    fn of(here: &str) -> Self {
        let asked = query_value(here, "answer");
        let answer = ANSWERS.iter().map(|(key, _)| *key).find(|key| *key == asked).unwrap_or("binds");
        Self {
            answer,
            section: query_value(here, "section"),
            mode: query_value(here, "mode").parse().ok(),
            status: query_value(here, "status").parse().ok(),
            role: query_value(here, "responsible"),
        }
    }

    fn holds(&self, site: &Shared, found: &Bound<'_>, status: Option<Status>) -> bool {
        let statement = found.statement;
        let section = site.catalog.section_of(&statement.clause).map(|section| section.file.as_str());
        found.key() == self.answer
            && (self.section.is_empty() || section == Some(self.section.as_str()))
            && self.mode.is_none_or(|mode| mode == statement.mode)
            && self.status.is_none_or(|wanted| Some(wanted) == status)
            && (self.role.is_empty() || statement.role() == Some(self.role.as_str()))
    }
}

impl Applicability {
    fn empty(t: Tongue, shell: Shell, subjects: Vec<Choice>, here: &str) -> Self {
        Self {
            t,
            shell,
            subjects,
            subject: None,
            answers: Vec::new(),
            sections: Vec::new(),
            modes: Vec::new(),
            statuses: Vec::new(),
            roles: Vec::new(),
            rows: Vec::new(),
            pager: Pager::new(here, 1, 0, ROWS),
        }
    }

    fn of(
        site: &Shared,
        signed: &Signed,
        subjects: Vec<Choice>,
        (organisation, object): (&Organisation, Option<&Object>),
        all: &[Bound<'_>],
        statuses: &HashMap<StatementKey, Status>,
        people: &BTreeMap<String, Vec<String>>,
    ) -> Self {
        let t = signed.t();
        let here = signed.visitor.here.as_str();
        let filter = Filter::of(here);
        let status = |found: &Bound<'_>| statuses.get(&found.statement.key).copied();
        let rows: Vec<_> = all.iter().filter(|found| filter.holds(site, found, status(found))).collect();
        let pager = Pager::new(here, query_value(here, "page").parse().unwrap_or(1), rows.len(), ROWS);
        let shown = rows.into_iter().skip((pager.page - 1) * ROWS).take(ROWS);
        let subject = object.map_or_else(|| organisation_subject(organisation), object_subject);
        let role_name = |key: &str| role(site, t, people, key);
        let tab = |(key, name): &(&'static str, &'static str)| Tab {
            key,
            name,
            count: all.iter().filter(|found| found.key() == *key).count(),
            href: with_parameter(&with_parameter(here, "page", ""), "answer", key),
            chosen: *key == filter.answer,
        };
        Self {
            subject: Some(Subject {
                name: t.of(object.map_or(&organisation.name, |object| &object.name)).to_owned(),
                href: objects::href(subject.kind, &subject.id),
            }),
            answers: ANSWERS.iter().map(tab).collect(),
            sections: site
                .catalog
                .sections
                .iter()
                .map(|section| Choice {
                    value: section.file.clone(),
                    name: t.of(&section.title).to_owned(),
                    chosen: section.file == filter.section,
                })
                .collect(),
            modes: [Mode::Enforced, Mode::Checked, Mode::Attested].map(|mode| (mode, Some(mode) == filter.mode)).into(),
            statuses: [Status::NotMet, Status::Unknown, Status::Met].map(|s| (s, Some(s) == filter.status)).into(),
            roles: site
                .catalog
                .roles
                .iter()
                .map(|role| Choice {
                    value: role.key.clone(),
                    name: role_name(&role.key),
                    chosen: role.key == filter.role,
                })
                .collect(),
            rows: shown.map(|found| row(site, t, found, status(found), role_name)).collect(),
            pager,
            subjects,
            shell: Shell::of(&signed.visitor),
            t: t.clone(),
        }
    }
}

/// A role with the people who hold it.
fn role(site: &Shared, t: &Tongue, people: &BTreeMap<String, Vec<String>>, key: &str) -> String {
    let name = site.catalog.role(key).map_or(key, |role| t.of(&role.label));
    match people.get(key) {
        Some(names) => format!("{name}: {}", names.join(", ")),
        None => name.to_owned(),
    }
}

fn row(
    site: &Shared,
    t: &Tongue,
    found: &Bound<'_>,
    status: Option<Status>,
    role_name: impl Fn(&str) -> String,
) -> Row {
    let statement = found.statement;
    Row {
        clause: statement.clause.to_string(),
        statement: statement.key.to_string(),
        title: t.of(&statement.title).to_owned(),
        mode: statement.mode,
        role: statement.role().map(role_name).unwrap_or_default(),
        status: status.filter(|_| found.key() != "does_not_bind"),
        reason: t.say(&found.answer.explain(t.language)),
        since: found.since.map(|day| t.date(&day)),
        in_force: t.say(&found.in_force(&site.catalog)),
        unreviewed: site.official.is_unreviewed(&statement.clause),
    }
}

#[cfg(test)]
impl Applicability {
    pub(crate) fn samples(t: &Tongue, shell: impl Fn() -> Shell) -> Vec<Self> {
        let choice = |chosen| Choice { value: "object:x".into(), name: "<Portal>".into(), chosen };
        let full = Self {
            subject: Some(Subject { name: "<Portal>".into(), href: "/objects/x".into() }),
            answers: ANSWERS
                .map(|(key, name)| Tab {
                    key,
                    name,
                    count: 3,
                    href: "/applicability".into(),
                    chosen: name.ends_with("-binds"),
                })
                .into(),
            sections: vec![choice(false)],
            modes: vec![(Mode::Checked, true)],
            statuses: vec![(Status::Met, false)],
            roles: vec![choice(true)],
            rows: [Some(Status::Met), None]
                .map(|status| Row {
                    clause: "38.4".into(),
                    statement: "kept".into(),
                    title: "<x>".into(),
                    mode: Mode::Checked,
                    role: "<y>".into(),
                    status,
                    reason: "r".into(),
                    since: status.map(|_| "1".into()),
                    in_force: "f".into(),
                    unreviewed: true,
                })
                .into(),
            ..Self::empty(t.clone(), shell(), vec![choice(true)], "/applicability")
        };
        vec![Self::empty(t.clone(), shell(), vec![choice(false)], "/applicability"), full]
    }
}
