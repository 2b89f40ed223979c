//! The first page: where the organisations stand, what falls short and what falls due.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use talap_collect::own::Act;
use talap_model::{ActKey, Right, Status};

use crate::Shared;
use crate::fault::Fault;
use crate::gate::{self, Signed};
use crate::pages::acknowledgements::own;
use crate::pages::answer;
use crate::posted::Posted;
use crate::shell::{self, Shell};
use crate::state::{self, DueItem, Standing, object_subject, organisation_subject};
use crate::tongue::Tongue;
use crate::view::Tally;

/// How many due dates the page shows.
const MOST_DUE: u64 = 10;

#[derive(Template)]
#[template(path = "overview.html")]
pub(crate) struct Overview {
    t: Tongue,
    shell: Shell,
    sentence: Option<String>,
    whole: Option<Tally>,
    tiles: Vec<Tile>,
    organisations: Vec<OrganisationRow>,
    due: Vec<DueItem>,
    ledger: Option<LedgerFacts>,
    may_assess: bool,
    may_structure: bool,
    /// How many documents wait for the reader to be read.
    to_read: usize,
}

struct Tile {
    status: Status,
    count: usize,
    hint: &'static str,
}

struct OrganisationRow {
    id: String,
    name: String,
    tally: Tally,
    objects: Vec<ObjectRow>,
}

struct ObjectRow {
    id: String,
    name: String,
    kind: String,
    tally: Tally,
}

struct LedgerFacts {
    events: String,
    signed: Option<String>,
    root: Option<String>,
}

/// The page.
pub(crate) async fn show(State(site): State<Shared>, signed: Signed) -> Response {
    answer(&site, &signed, context(&site, &signed).await.map(|page| shell::found(&page)))
}

async fn context(site: &Shared, signed: &Signed) -> Result<Overview, Fault> {
    let (t, caller) = (signed.t().clone(), signed.caller());
    let readable = caller.has(Right::ReadRecords);
    let population = if readable { site.population(caller).await? } else { talap_assess::Population::default() };
    let standing = Standing::read(site, caller).await?;
    let of = |subject| standing.as_ref().map(|standing| standing.of(&subject)).unwrap_or_default();
    let organisations = population.organisations.iter().map(|organisation| OrganisationRow {
        id: organisation.id.to_string(),
        name: t.of(&organisation.name).to_owned(),
        tally: of(organisation_subject(organisation)),
        objects: {
            let own = population.objects.iter().filter(|object| object.organisation == organisation.id);
            let mut rows: Vec<_> = own
                .map(|object| ObjectRow {
                    id: object.id.to_string(),
                    name: t.of(&object.name).to_owned(),
                    kind: t.object_kind(&object.kind),
                    tally: of(object_subject(object)),
                })
                .collect();
            rows.sort_by_key(|row| std::cmp::Reverse((row.tally.not_met, row.tally.unknown)));
            rows
        },
    });
    let organisations: Vec<_> = organisations.collect();
    let whole = standing.as_ref().map(Standing::whole);
    let due = if readable { state::first_due(site, &t, caller, MOST_DUE).await? } else { Vec::new() };
    let stats = caller.has(Right::ReadEvents).then(|| site.ledger.stats());
    Ok(Overview {
        sentence: standing.as_ref().map(|standing| state::sentence(&t, &standing.whole(), standing.assessment.at)),
        tiles: whole.map_or_else(Vec::new, tiles),
        whole,
        organisations,
        due,
        ledger: stats.map(|stats| LedgerFacts {
            events: t.number(usize::try_from(stats.events).unwrap_or(usize::MAX)),
            signed: stats.last_checkpoint.as_ref().map(|checkpoint| t.moment(&checkpoint.time)),
            root: stats.last_checkpoint.as_ref().map(|checkpoint| STANDARD.encode(checkpoint.root)),
        }),
        may_assess: caller.has(Right::Assess),
        may_structure: caller.has(Right::WriteStructure),
        to_read: own::waiting(site, signed).await?,
        shell: Shell::of(&signed.visitor),
        t,
    })
}

fn tiles(whole: Tally) -> Vec<Tile> {
    let tile = |status, hint| Tile { status, count: whole.count(status), hint };
    vec![
        tile(Status::NotMet, "web-tile-not-met"),
        tile(Status::Unknown, "web-tile-unknown"),
        tile(Status::Met, "web-tile-met"),
    ]
}

/// Judges everything now.
pub(crate) async fn assess(State(site): State<Shared>, signed: Signed, _posted: Posted) -> Response {
    let who = signed.caller().identity().to_string();
    let work = async {
        site.record(Act::new(ActKey::AssessmentAsked, &who)).await?;
        site.assess_everything().await?;
        Ok::<_, Fault>(gate::to("/?told=assessed"))
    };
    answer(&site, &signed, work.await)
}

#[cfg(test)]
impl Overview {
    /// The page with nothing, and with something of everything.
    pub(crate) fn samples(t: &Tongue, shell: impl Fn() -> Shell) -> Vec<Self> {
        let tally = Tally { met: 31, not_met: 4, unknown: 12 };
        let empty = Self {
            t: t.clone(),
            shell: shell(),
            sentence: None,
            whole: None,
            tiles: Vec::new(),
            organisations: Vec::new(),
            due: Vec::new(),
            ledger: None,
            may_assess: true,
            may_structure: true,
            to_read: 0,
        };
        let object = ObjectRow { id: "portal".into(), name: "Portal".into(), kind: "x".into(), tally };
        let due = DueItem::sample();
        let full = Self {
            t: t.clone(),
            shell: shell(),
            sentence: Some("x".into()),
            whole: Some(tally),
            tiles: tiles(tally),
            organisations: vec![OrganisationRow { id: "a".into(), name: "A".into(), tally, objects: vec![object] }],
            due: vec![due],
            ledger: Some(LedgerFacts { events: "1".into(), signed: Some("x".into()), root: Some("00".into()) }),
            may_assess: true,
            may_structure: true,
            to_read: 2,
        };
        vec![empty, full]
    }
}
