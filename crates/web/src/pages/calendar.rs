//! The calendar of deadlines: a month as a table, and the same as a list.

pub(crate) mod feed;
mod grid;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use talap_model::{Message, OrganisationId, RecordKey, RegisterKey};
use talap_register::DueAsked;
use time::{Date, Duration};

use crate::Shared;
use crate::due::DueLine;
use crate::fault::Fault;
use crate::gate::Signed;
use crate::pages::answer;
use crate::pages::registers::{may_read, organisations};
use crate::shell::{self, Shell, query_value, with_parameter};
use crate::site::Site;
use crate::tongue::Tongue;

use self::grid::{Cell, Month, Weekday};

/// The most that one month shows; whoever has more narrows it.
const MOST: u64 = 1000;

#[derive(Template)]
#[template(path = "calendar.html")]
pub(crate) struct Calendar {
    t: Tongue,
    shell: Shell,
    title: String,
    previous: String,
    next: String,
    /// Where the present month is, when another one is shown.
    present: Option<String>,
    weekdays: Vec<Weekday>,
    weeks: Vec<Vec<Cell>>,
    agenda: Vec<AgendaDay>,
    month: String,
    organisations: Vec<Choice>,
    registers: Vec<Choice>,
    person: String,
    is_narrowed: bool,
    /// A sentence when there is more than is shown.
    cut: Option<String>,
    /// What is late from before the month, with the month where it begins.
    earlier: Option<(String, String)>,
    /// A sentence when nobody reviewed the year's days off.
    unreviewed: Option<String>,
}

struct Choice {
    value: String,
    name: String,
    is_chosen: bool,
}

/// A day with what falls due on it.
struct AgendaDay {
    anchor: String,
    date: String,
    mark: Option<String>,
    items: Vec<Item>,
}

/// Something that falls due.
#[derive(Clone)]
struct Item {
    what: String,
    label: String,
    title: String,
    href: String,
    clause: Option<String>,
    do_by: Option<String>,
    late: bool,
}

impl Item {
    fn of(t: &Tongue, line: &DueLine) -> Self {
        Self {
            what: t.of(&line.what).to_owned(),
            label: t.of(&line.label).to_owned(),
            title: t.of(&line.title).to_owned(),
            href: line.path.clone(),
            clause: line.clause.as_ref().map(ToString::to_string),
            do_by: line.do_by.map(|day| t.do_by(&day)),
            late: line.late,
        }
    }
}

/// Which deadlines the address means, whatever the days.
#[derive(Default)]
struct Narrowing {
    organisation: Option<OrganisationId>,
    register: Option<RegisterKey>,
    person: Option<RecordKey>,
}

impl Narrowing {
    /// What an address says.
    ///
    /// # Errors
    ///
    /// What cannot name anything is as if it were not there.
    fn of(here: &str) -> Result<Self, Fault> {
        let given = |name: &str| Some(query_value(here, name)).filter(|text| !text.is_empty());
        let missing = |_| Fault::missing();
        Ok(Self {
            organisation: given("organisation").map(OrganisationId::new).transpose().map_err(missing)?,
            register: given("register").map(RegisterKey::new).transpose().map_err(missing)?,
            person: given("person").map(RecordKey::new).transpose().map_err(missing)?,
        })
    }

    fn is_any(&self) -> bool {
        self.organisation.is_some() || self.register.is_some() || self.person.is_some()
    }

    fn asked(&self, from: Date, to: Date, limit: u64) -> DueAsked {
        DueAsked {
            register: self.register.clone(),
            organisation: self.organisation.clone(),
            person: self.person.clone(),
            ..DueAsked::between(from, to, limit)
        }
    }
}

/// The page.
pub(crate) async fn show(State(site): State<Shared>, signed: Signed) -> Response {
    answer(&site, &signed, context(&site, &signed).await.map(|page| shell::found(&page)))
}

async fn context(site: &Site, signed: &Signed) -> Result<Calendar, Fault> {
    let (t, caller, here) = (signed.t(), signed.caller(), signed.visitor.here.as_str());
    let today = t.day(&site.clock.now());
    let month = Month::asked(&query_value(here, "month"), today);
    let narrowing = Narrowing::of(here)?;
    let (due, total) = site.register.due(caller, &narrowing.asked(month.first(), month.last(), MOST)).await?;
    let lines: Vec<DueLine> = due.iter().filter_map(|due| site.due_line(due, today)).collect();
    let shown = due.len();
    let months_end = month.first().saturating_sub(Duration::days(1));
    let yesterday = today.saturating_sub(Duration::days(1));
    let earlier = narrowing.asked(Date::MIN, months_end.min(yesterday), 1);
    let (first, late) = site.register.due(caller, &earlier).await?;
    let to = |month: Month| with_parameter(here, "month", &month.key());
    let earlier = first.first().map(|due| (t.count("web-calendar-earlier", whole(late)), to(Month::of(due.date))));
    let named = organisations(site, signed).await?;
    let chosen = narrowing.organisation.as_ref().map(OrganisationId::as_str);
    let organisations = named.into_iter().map(|one| Choice {
        is_chosen: chosen == Some(one.id.as_str()),
        value: one.id,
        name: one.name,
    });
    let cut = Message::new("web-calendar-cut").with("n", shown).with("total", whole(total));
    let unreviewed = Message::new("web-calendar-not-reviewed").with("year", month.first().year().to_string());
    Ok(Calendar {
        title: month.name(t),
        previous: to(month.previous()),
        next: to(month.next()),
        present: (month != Month::of(today)).then(|| with_parameter(here, "month", "")),
        weekdays: grid::weekdays(t),
        weeks: grid::weeks(t, &site.days, month, today, &lines),
        agenda: agenda(t, site, &lines),
        month: query_value(here, "month"),
        organisations: organisations.collect(),
        registers: registers(site, signed, narrowing.register.as_ref()),
        person: narrowing.person.as_ref().map(ToString::to_string).unwrap_or_default(),
        is_narrowed: narrowing.is_any(),
        cut: (whole(total) > shown).then(|| t.say(&cut)),
        earlier,
        unreviewed: (!site.days.is_reviewed(month.first().year())).then(|| t.say(&unreviewed)),
        shell: Shell::of(&signed.visitor),
        t: t.clone(),
    })
}

/// The registers that the caller may read and that know deadlines.
fn registers(site: &Site, signed: &Signed, chosen: Option<&RegisterKey>) -> Vec<Choice> {
    let definitions = site.register.definitions().iter();
    let meant = definitions.filter(|it| !it.deadlines.is_empty() && may_read(signed.caller(), it));
    let mut choices: Vec<_> = meant
        .map(|definition| Choice {
            value: definition.key.to_string(),
            name: signed.t().of(&definition.title).to_owned(),
            is_chosen: chosen == Some(&definition.key),
        })
        .collect();
    choices.sort_by(|a, b| a.name.cmp(&b.name));
    choices
}

/// The days on which something falls due. The lines come in order of days.
fn agenda(t: &Tongue, site: &Site, lines: &[DueLine]) -> Vec<AgendaDay> {
    let days = lines.chunk_by(|a, b| a.day == b.day);
    days.filter_map(|lines| {
        let day = lines.first()?.day;
        Some(AgendaDay {
            anchor: grid::anchor(day),
            date: format!("{}, {}", t.date(&day), grid::weekday(t, day)),
            mark: grid::mark(t, &site.days, day),
            items: lines.iter().map(|line| Item::of(t, line)).collect(),
        })
    })
    .collect()
}

fn whole(n: u64) -> usize {
    usize::try_from(n).unwrap_or(usize::MAX)
}

#[cfg(test)]
impl Calendar {
    /// A month without anything, one narrowed to nothing, and one with something of everything.
    pub(crate) fn samples(t: &Tongue, shell: impl Fn() -> Shell) -> Vec<Self> {
        use talap_calendar::WorkingDays;
        use talap_model::{Localized, RecordId};
        let days = WorkingDays::built_in().unwrap();
        let today = talap_model::time::parse_date("2026-03-12").unwrap();
        let same = |text: &str| Localized { kk: text.into(), ru: text.into(), en: text.into() };
        let line = |n: u8, late: bool| DueLine {
            day: Date::from_calendar_date(2026, time::Month::March, n).unwrap(),
            do_by: (n == 22).then(|| talap_model::time::parse_date("2026-03-20").unwrap()),
            late,
            title: same("<x>"),
            label: same("<y>"),
            clause: Some(talap_model::ClauseId::new("38.4").unwrap()),
            what: same("<q>"),
            path: "/registers/documents/mine/1".into(),
            organisation: OrganisationId::new("mine").unwrap(),
            person: None,
            deadline: "review".into(),
            record: "0198c0de-0000-7000-8000-000000000001".parse::<RecordId>().unwrap(),
            changed: talap_model::Timestamp::from_micros(0),
        };
        let lines: Vec<_> = [line(2, true)].into_iter().chain((0..6).map(|_| line(22, false))).collect();
        let page = |lines: &[DueLine], is_narrowed: bool| Self {
            t: t.clone(),
            shell: shell(),
            title: Month::of(today).name(t),
            previous: "/calendar?month=2026-02".into(),
            next: "/calendar?month=2026-04".into(),
            present: is_narrowed.then(|| "/calendar".into()),
            weekdays: grid::weekdays(t),
            weeks: grid::weeks(t, &days, Month::of(today), today, lines),
            agenda: lines
                .chunk_by(|a, b| a.day == b.day)
                .map(|lines| AgendaDay {
                    anchor: grid::anchor(lines[0].day),
                    date: "x".into(),
                    mark: grid::mark(t, &days, lines[0].day),
                    items: lines.iter().map(|line| Item::of(t, line)).collect(),
                })
                .collect(),
            month: "2026-03".into(),
            organisations: vec![Choice { value: "mine".into(), name: "<Portal>".into(), is_chosen: true }],
            registers: vec![Choice { value: "documents".into(), name: "<x>".into(), is_chosen: false }],
            person: "<q>".into(),
            is_narrowed,
            cut: is_narrowed.then(|| "x".into()),
            earlier: is_narrowed.then(|| ("x".into(), "/calendar?month=2026-01".into())),
            unreviewed: is_narrowed.then(|| "x".into()),
        };
        vec![page(&[], false), page(&[], true), page(&lines, true)]
    }
}
