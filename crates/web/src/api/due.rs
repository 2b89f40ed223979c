//! What falls due.

use axum::Json;
use axum::extract::State;
use axum::response::Response;
use serde::Serialize;
use talap_model::time::format_date;
use talap_register::DueAsked;
use time::{Date, Duration};
use utoipa::ToSchema;

use crate::Shared;
use crate::api::answer;
use crate::api::asked::{QueryOf, parameters};
use crate::api::wire::Texts;
use crate::gate::Asking;
use crate::site::Site;
use crate::state::{AHEAD, BEHIND, due_within};

/// The most that one answer tells.
const MOST: u64 = 1000;

/// Something that falls due.
#[derive(Serialize, ToSchema)]
pub(crate) struct Due {
    /// The day.
    #[schema(format = Date)]
    date: String,
    /// The last working day before it, where the day is a day off.
    #[schema(format = Date)]
    do_by: Option<String>,
    /// How many days are left; below zero when the day has passed.
    days_left: i64,
    /// The register of the record that has the day.
    register: String,
    /// The register's title.
    title: Texts,
    /// The deadline, by its key in the register's definition.
    deadline: String,
    /// What falls due.
    label: Texts,
    /// The clause that asks for it.
    clause: Option<String>,
    /// Who is reminded, by key in the register of people.
    person: Option<String>,
    /// Whose the record is.
    organisation: String,
    /// The record's key.
    key: String,
    /// The record's permanent identifier.
    #[schema(format = Uuid)]
    record: String,
}

parameters! {
    /// Which days.
    Query Days {
        /// The first day; without it, a year ago.
        from: Option<Date>,
        /// The last day; without it, in 90 days.
        to: Option<Date>,
    }
}

/// What falls due on some days
#[derive(Serialize, ToSchema)]
pub(crate) struct DueList {
    /// By day: a thousand at most. What is still to come goes before what has passed.
    items: Vec<Due>,
    /// How many more there are on these days.
    more: u64,
}

/// What falls due
///
/// What falls due in the registers that the caller may read and what fell due and was not renewed, by day; a thousand at most.
#[utoipa::path(get, path = "/api/v1/due", tag = "assessment", params(Days), responses((status = 200, body = DueList)))]
pub(crate) async fn list(State(site): State<Shared>, asking: Asking, QueryOf(asked): QueryOf<Days>) -> Response {
    let work = async {
        let today = asking.t.day(&site.clock.now());
        let from = asked.from.unwrap_or_else(|| today.saturating_sub(Duration::days(BEHIND)));
        let to = asked.to.unwrap_or_else(|| today.saturating_add(Duration::days(AHEAD)));
        let (due, more) = due_within(&site, &asking.caller, &DueAsked::between(from, to, MOST), today).await?;
        Ok(Json(DueList { items: due.iter().filter_map(|due| item(&site, today, due)).collect(), more }))
    };
    answer(&asking, work.await)
}

fn item(site: &Site, today: Date, due: &talap_register::Due) -> Option<Due> {
    let definition = site.register.definitions().get(&due.register)?;
    let deadline = definition.deadline(&due.deadline)?;
    let last = site.days.last_working_day(due.date);
    Some(Due {
        date: format_date(due.date),
        do_by: (last != due.date).then(|| format_date(last)),
        days_left: (due.date - today).whole_days(),
        register: due.register.to_string(),
        title: (&definition.title).into(),
        deadline: deadline.key.clone(),
        label: (&deadline.label).into(),
        clause: deadline.clause.as_ref().map(ToString::to_string),
        person: due.person.as_ref().map(ToString::to_string),
        organisation: due.record.organisation.to_string(),
        key: due.record.key.to_string(),
        record: due.record.id.to_string(),
    })
}
