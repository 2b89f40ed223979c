//! Objects: the list, one object, one organisation.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use talap_model::{Object, Organisation, Right, Status, SubjectKind};

use crate::Shared;
use crate::fault::Fault;
use crate::gate::Signed;
use crate::pages::answer;
use crate::path::Path;
use crate::shell::{self, Shell, query_value, with_parameter};
use crate::state::{self, DueItem, Line, Standing, object_subject};
use crate::tongue::Tongue;
use crate::view::{Pager, Tally};

/// How many objects a page of the list shows.
const ROWS: usize = 50;

#[derive(Template)]
#[template(path = "objects.html")]
pub(crate) struct Objects {
    t: Tongue,
    shell: Shell,
    q: String,
    columns: Vec<Column>,
    rows: Vec<Row>,
    pager: Pager,
    may_add: bool,
    none_at_all: bool,
}

/// A column that the list may be sorted by.
struct Column {
    name: &'static str,
    href: String,
    sorted: &'static str,
    class: &'static str,
}

struct Row {
    id: String,
    name: String,
    kind: String,
    organisation: String,
    tally: Tally,
}

#[derive(Template)]
#[template(path = "object.html")]
pub(crate) struct ObjectPage {
    t: Tongue,
    shell: Shell,
    /// The organisation that the object belongs to; none on the page of an organisation.
    owner: Option<(String, String)>,
    name: String,
    kind: String,
    traits: Vec<(String, String)>,
    record: String,
    paper: String,
    /// Where it is told what binds and why.
    bound: String,
    tally: Tally,
    assessed: Option<String>,
    groups: Vec<Group>,
    /// What does not apply, with why.
    excused: Vec<Line>,
    objects: Vec<Row>,
    due: Vec<DueItem>,
    papers: Vec<(&'static str, String)>,
}

/// The statements of one status.
pub(crate) struct Group {
    pub(crate) status: Status,
    pub(crate) lines: Vec<Line>,
}

/// The list of objects.
pub(crate) async fn list(State(site): State<Shared>, signed: Signed) -> Response {
    let work = async {
        let (t, caller) = (signed.t().clone(), signed.caller());
        let here = signed.visitor.here.as_str();
        let population = site.population(caller).await?;
        let standing = Standing::read(&site, caller).await?;
        let q = query_value(here, "q");
        let sought = q.to_lowercase();
        let mut rows: Vec<Row> = Vec::new();
        for object in &population.objects {
            let organisation = population.organisations.iter().find(|found| found.id == object.organisation);
            let row = row(&t, object, organisation, standing.as_ref());
            let text = format!("{} {} {} {}", row.id, row.name, row.kind, row.organisation).to_lowercase();
            if sought.split_whitespace().all(|word| text.contains(word)) {
                rows.push(row);
            }
        }
        let (sort, descending) = (query_value(here, "sort"), query_value(here, "dir") == "desc");
        sort_rows(&mut rows, &sort, descending);
        let asked = query_value(here, "page").parse().unwrap_or(1);
        let pager = Pager::new(here, asked, rows.len(), ROWS);
        let rows = rows.into_iter().skip((pager.page - 1) * ROWS).take(ROWS).collect();
        Ok(shell::found(&Objects {
            columns: columns(here, &sort, descending),
            q,
            rows,
            pager,
            may_add: caller.has(Right::WriteStructure),
            none_at_all: population.objects.is_empty(),
            shell: Shell::of(&signed.visitor),
            t,
        }))
    };
    answer(&site, &signed, work.await)
}

fn row(t: &Tongue, object: &Object, organisation: Option<&Organisation>, standing: Option<&Standing>) -> Row {
    Row {
        id: object.id.to_string(),
        name: t.of(&object.name).to_owned(),
        kind: t.object_kind(&object.kind),
        organisation: organisation.map(|found| t.of(&found.name).to_owned()).unwrap_or_default(),
        tally: standing.map(|standing| standing.of(&object_subject(object))).unwrap_or_default(),
    }
}

fn sort_rows(rows: &mut [Row], sort: &str, descending: bool) {
    match sort {
        "kind" => rows.sort_by(|a, b| a.kind.cmp(&b.kind)),
        "organisation" => rows.sort_by(|a, b| a.organisation.cmp(&b.organisation)),
        "not_met" => rows.sort_by_key(|row| row.tally.not_met),
        _ => rows.sort_by(|a, b| a.name.cmp(&b.name)),
    }
    if descending {
        rows.reverse();
    }
}

fn columns(here: &str, sort: &str, descending: bool) -> Vec<Column> {
    let sort = if sort.is_empty() { "name" } else { sort };
    let column = |(key, name, class): (&'static str, &'static str, &'static str)| {
        let current = key == sort;
        let dir = if current && !descending { "desc" } else { "asc" };
        Column {
            name,
            href: with_parameter(&with_parameter(&with_parameter(here, "page", ""), "sort", key), "dir", dir),
            sorted: match (current, descending) {
                (false, _) => "",
                (true, false) => "ascending",
                (true, true) => "descending",
            },
            class,
        }
    };
    [
        ("name", "web-object", ""),
        ("kind", "web-kind", ""),
        ("organisation", "web-organisation", ""),
        ("not_met", "web-not-met", "number"),
    ]
    .map(column)
    .into()
}

/// One object.
pub(crate) async fn show(State(site): State<Shared>, signed: Signed, Path(id): Path<String>) -> Response {
    let work = async {
        let population = site.population(signed.caller()).await?;
        let (organisation, object) = state::find_object(&population, &id)?;
        page(&site, &signed, organisation, Some(object), &[]).await
    };
    answer(&site, &signed, work.await)
}

/// One organisation.
pub(crate) async fn organisation(State(site): State<Shared>, signed: Signed, Path(id): Path<String>) -> Response {
    let work = async {
        let population = site.population(signed.caller()).await?;
        let organisation = state::find_organisation(&population, &id)?;
        let objects: Vec<_> = population.objects.iter().filter(|o| o.organisation == organisation.id).collect();
        page(&site, &signed, organisation, None, &objects).await
    };
    answer(&site, &signed, work.await)
}

async fn page(
    site: &Shared,
    signed: &Signed,
    organisation: &Organisation,
    object: Option<&Object>,
    objects: &[&Object],
) -> Result<Response, Fault> {
    let (t, caller) = (signed.t().clone(), signed.caller());
    let found = state::lines(site, &t, caller, organisation, object, usize::MAX).await?;
    let assessed = found.as_ref().map(|(assessment, _)| t.moment(&assessment.at));
    let lines = found.map(|(_, lines)| lines).unwrap_or_default();
    let mut tally = Tally::default();
    for line in &lines {
        tally.add(line.status, 1);
    }
    let (excused, judged): (Vec<_>, Vec<_>) = lines.into_iter().partition(|line| line.status == Status::NotApplicable);
    let definitions = site.register.definitions();
    let key = object.map_or(organisation.id.as_str(), |object| object.id.as_str()).parse()?;
    let register = if object.is_some() { definitions.objects() } else { definitions.organisations() };
    let standing = if objects.is_empty() { None } else { Standing::read(site, caller).await? };
    let mut due = state::due(site, &t, caller, &organisation.id).await?;
    if let Some(object) = object {
        due.retain(|item| item.object.as_deref() == Some(object.id.as_str()));
    }
    let (kind, traits, paper) = match object {
        Some(object) => (
            t.object_kind(&object.kind),
            state::traits(site, &t, SubjectKind::Object, &object.traits),
            format!("/papers/object/{}", object.id),
        ),
        None => (
            t.text("web-organisation"),
            state::traits(site, &t, SubjectKind::Organisation, &organisation.traits),
            format!("/papers/organisation/{}", organisation.id),
        ),
    };
    Ok(shell::found(&ObjectPage {
        owner: object.map(|_| (organisation.id.to_string(), t.of(&organisation.name).to_owned())),
        name: t.of(object.map_or(&organisation.name, |object| &object.name)).to_owned(),
        kind,
        traits,
        record: super::record::path(register, &organisation.id, &key),
        papers: talap_model::Language::ALL.map(|l| (l.code(), format!("{paper}?paper={}", l.code()))).into(),
        bound: object.map_or_else(
            || format!("/applicability?subject=organisation:{}", organisation.id),
            |object| format!("/applicability?subject=object:{}", object.id),
        ),
        paper,
        tally,
        assessed,
        groups: groups(judged),
        excused,
        objects: objects.iter().map(|object| row(&t, object, Some(organisation), standing.as_ref())).collect(),
        due,
        shell: Shell::of(&signed.visitor),
        t,
    }))
}

/// Lines by their status, the worst first; they come in that order.
pub(crate) fn groups(lines: Vec<Line>) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    for line in lines {
        match groups.last_mut().filter(|group| group.status == line.status) {
            Some(group) => group.lines.push(line),
            None => groups.push(Group { status: line.status, lines: vec![line] }),
        }
    }
    groups
}

/// The page of the subject that a statement was judged for.
pub(crate) fn href(kind: SubjectKind, id: &str) -> String {
    match kind {
        SubjectKind::Organisation => format!("/organisations/{id}"),
        SubjectKind::Object => format!("/objects/{id}"),
    }
}

#[cfg(test)]
impl Objects {
    pub(crate) fn samples(t: &Tongue, shell: impl Fn() -> Shell) -> Vec<Self> {
        let make = |rows: Vec<Row>, none_at_all| Self {
            t: t.clone(),
            shell: shell(),
            q: String::new(),
            columns: columns("/objects", "", false),
            pager: Pager::new("/objects", 1, rows.len() + 60, ROWS),
            rows,
            may_add: true,
            none_at_all,
        };
        vec![make(Vec::new(), true), make(Vec::new(), false), make(vec![sample_row()], false)]
    }
}

#[cfg(test)]
fn sample_row() -> Row {
    let tally = Tally { met: 3, not_met: 1, unknown: 2 };
    Row { id: "portal".into(), name: "<Portal>".into(), kind: "k".into(), organisation: "o".into(), tally }
}

#[cfg(test)]
impl ObjectPage {
    pub(crate) fn samples(t: &Tongue, shell: impl Fn() -> Shell) -> Vec<Self> {
        let make = |lines: Vec<Line>, objects, owner| Self {
            t: t.clone(),
            shell: shell(),
            owner,
            name: "<Portal>".into(),
            kind: "k".into(),
            traits: vec![("a".into(), "b".into())],
            record: "/registers/objects/a/b".into(),
            bound: "/applicability?subject=object:portal".into(),
            paper: "/papers/object/portal".into(),
            tally: Tally::default(),
            assessed: (!lines.is_empty()).then(|| "x".into()),
            excused: lines.clone(),
            groups: groups(lines),
            objects,
            due: Vec::new(),
            papers: vec![("kk", "/papers".into())],
        };
        let line = Line::sample();
        vec![
            make(Vec::new(), Vec::new(), None),
            make(vec![line], vec![sample_row()], Some(("akimat".into(), "Akimat".into()))),
        ]
    }
}
