//! Taking stock of assets (UR 36.1): what is open, how far it came, and what was not found.

pub(crate) mod found;

use std::collections::{BTreeMap, BTreeSet};

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde_json::Value;
use talap_locale::write;
use talap_model::time::{format_date, parse_date};
use talap_model::{Caller, OrganisationId, RecordKey, RegisterKey};
use talap_store::{Record, right_to_write};

use crate::Shared;
use crate::fault::{Fault, FaultKind};
use crate::gate::{self, Signed};
use crate::pages::registers::{Named, export, organisations, readable};
use crate::pages::{answer, record};
use crate::posted::Posted;
use crate::shell::{self, Shell, query_value};
use crate::site::Site;
use crate::tongue::Tongue;

/// The register of orders on stock-taking.
pub(crate) const ORDERS: &str = "stocktaking_orders";
/// The register of what was found.
const STOCKTAKINGS: &str = "stocktakings";
/// The register of what is counted.
pub(crate) const ASSETS: &str = "assets";

#[derive(Template)]
#[template(path = "stocktaking.html")]
pub(crate) struct Stocktaking {
    t: Tongue,
    shell: Shell,
    organisations: Vec<Named>,
    organisation: String,
    orders: Vec<OrderRow>,
    chosen: Option<Chosen>,
    may_write: bool,
    typed: Typed,
    trouble: Vec<String>,
    note: Option<String>,
}

/// What a person typed of a new stock-taking.
#[derive(Default)]
struct Typed {
    order: String,
    building: String,
    room: String,
}

/// A stock-taking with how far it came.
struct OrderRow {
    key: String,
    order: String,
    href: String,
    place: String,
    days: String,
    is_open: bool,
    found: usize,
    all: usize,
}

struct Chosen {
    row: OrderRow,
    missing: Vec<AssetRow>,
    csv: String,
}

struct AssetRow {
    key: String,
    title: String,
    href: String,
    place: String,
    /// Whether somebody looked for it and did not find it.
    is_sought: bool,
    note: String,
}

/// All that belongs to the stock-takings of one organisation.
struct Ground {
    organisation: OrganisationId,
    orders: Vec<Record>,
    assets: Vec<Record>,
    entries: Vec<Record>,
}

impl Ground {
    /// Reads them.
    async fn read(site: &Site, caller: &Caller, organisation: OrganisationId) -> Result<Self, Fault> {
        let own = async |register| records_of(site, caller, register, &organisation).await;
        let (orders, assets, entries) = (own(ORDERS).await?, own(ASSETS).await?, own(STOCKTAKINGS).await?);
        Ok(Self { organisation, orders, assets, entries })
    }

    /// The assets that an order is about: those of its place that are not written off.
    fn counted(&self, order: &Record) -> Vec<&Record> {
        self.assets.iter().filter(|asset| is_meant(order, asset)).collect()
    }

    /// The last word on each asset under an order: whether it was found, and what was noted.
    fn told(&self, order: &Record) -> BTreeMap<&str, (bool, &str)> {
        let mut entries: Vec<_> =
            self.entries.iter().filter(|entry| text(entry, "campaign") == order.key.as_str()).collect();
        entries.sort_by_key(|entry| text(entry, "scanned_at"));
        let told = |entry: &&'_ Record| entry.values.get("found").and_then(Value::as_bool).unwrap_or_default();
        entries.iter().map(|entry| (text(entry, "asset"), (told(entry), text(entry, "finding")))).collect()
    }

    /// What an order is about and nobody has found.
    fn missing(&self, order: &Record) -> Vec<(&Record, Option<&str>)> {
        let told = self.told(order);
        let missing = |asset: &&Record| !told.get(asset.key.as_str()).is_some_and(|(found, _)| *found);
        let noted = |asset: &Record| told.get(asset.key.as_str()).map(|(_, note)| *note);
        self.counted(order).into_iter().filter(missing).map(|asset| (asset, noted(asset))).collect()
    }
}

/// The records of one organisation in a register of stock-takings.
pub(crate) async fn records_of(
    site: &Site,
    caller: &Caller,
    register: &str,
    organisation: &OrganisationId,
) -> Result<Vec<Record>, Fault> {
    let register = &readable(site, caller, register)?.key;
    Ok(site.register.records_of(caller, register, organisation).await?)
}

/// Whether an asset is one that an order is about.
pub(crate) fn is_meant(order: &Record, asset: &Record) -> bool {
    let here = |field: &str| text(order, field).is_empty() || text(order, field) == text(asset, field);
    text(asset, "written_off_on").is_empty() && here("building") && here("room")
}

/// Whether a stock-taking is under way.
pub(crate) fn is_open(order: &Record) -> bool {
    text(order, "ended_on").is_empty()
}

/// The page.
pub(crate) async fn show(State(site): State<Shared>, signed: Signed) -> Response {
    let work = async {
        let organisation = query_value(&signed.visitor.here, "organisation");
        Ok(shell::found(&context(&site, &signed, &organisation, Typed::default()).await?))
    };
    answer(&site, &signed, work.await)
}

/// Opens a stock-taking.
pub(crate) async fn open(State(site): State<Shared>, signed: Signed, posted: Posted) -> Response {
    let work = async {
        let organisation = posted.get("organisation").to_owned();
        let text = |name: &str| posted.get(name).to_owned();
        let typed = Typed { order: text("order"), building: text("building"), room: text("room") };
        if posted.again() {
            let page = context(&site, &signed, &organisation, typed).await?;
            return Ok(shell::found(&Stocktaking { note: Some(signed.t().text("web-again")), ..page }));
        }
        let id = OrganisationId::new(organisation.as_str()).map_err(|_| Fault::missing())?;
        let register = RegisterKey::new(ORDERS)?;
        let started = format_date(signed.t().day(&site.clock.now()));
        let values = [("started_on", started), ("building", typed.building.clone()), ("room", typed.room.clone())];
        let values = values.map(|(name, value)| (name.to_owned(), value)).into();
        match site.put_if(signed.caller(), &register, &id, &typed.order, &values, None).await {
            Ok(_) => Ok(gate::to(&format!("{}&told=saved", href(&id, &typed.order)))),
            Err(fault) if matches!(fault.kind, FaultKind::Wrong | FaultKind::Changed(_)) => {
                let t = signed.t();
                let trouble = std::iter::once(&fault.message).chain(&fault.details).map(|said| t.say(said)).collect();
                let page = context(&site, &signed, &organisation, typed).await?;
                Ok(shell::page(StatusCode::UNPROCESSABLE_ENTITY, &Stocktaking { trouble, ..page }))
            }
            Err(fault) => Err(fault),
        }
    };
    answer(&site, &signed, work.await)
}

/// Ends a stock-taking, today.
pub(crate) async fn close(State(site): State<Shared>, signed: Signed, posted: Posted) -> Response {
    let work = async {
        let id = OrganisationId::new(posted.get("organisation")).map_err(|_| Fault::missing())?;
        let key = RecordKey::new(posted.get("order")).map_err(|_| Fault::missing())?;
        let register = RegisterKey::new(ORDERS)?;
        let known = site.register.record(signed.caller(), &register, &id, &key).await?.ok_or_else(Fault::missing)?;
        if !posted.again() && is_open(&known) {
            let ended = format_date(signed.t().day(&site.clock.now()));
            let values = [("ended_on".to_owned(), ended)].into();
            site.put(signed.caller(), &register, &id, key.as_str(), &values).await?;
        }
        Ok(gate::to(&href(&id, key.as_str())))
    };
    answer(&site, &signed, work.await)
}

/// What was not found, as a table for a spreadsheet.
pub(crate) async fn missing(State(site): State<Shared>, signed: Signed) -> Response {
    let work = async {
        let here = &signed.visitor.here;
        let id = OrganisationId::new(query_value(here, "organisation")).map_err(|_| Fault::missing())?;
        let known = organisations(&site, &signed).await?.iter().any(|named| named.id == id.as_str());
        if !known {
            return Err(Fault::missing());
        }
        let ground = Ground::read(&site, signed.caller(), id).await?;
        let asked = query_value(here, "order");
        let order = ground.orders.iter().find(|order| order.key.as_str() == asked).ok_or_else(Fault::missing)?;
        Ok(table(signed.t(), &ground.missing(order)))
    };
    answer(&site, &signed, work.await)
}

fn table(t: &Tongue, missing: &[(&Record, Option<&str>)]) -> Response {
    let header = ["web-stock-asset", "web-stock-title", "web-stock-building", "web-stock-room", "web-stock-note"];
    let mut rows = vec![header.map(|key| t.text(key)).to_vec()];
    rows.extend(missing.iter().map(|(asset, note)| {
        let text = |field: &str| text(asset, field).to_owned();
        let note = note.unwrap_or_default().to_owned();
        vec![asset.key.to_string(), text("title"), text("building"), text("room"), note]
    }));
    export::words(t.language, "not-found.csv", &rows)
}

async fn context(site: &Site, signed: &Signed, organisation: &str, typed: Typed) -> Result<Stocktaking, Fault> {
    let (t, caller) = (signed.t(), signed.caller());
    let organisations = organisations(site, signed).await?;
    let chosen = match organisation {
        "" => organisations.first(),
        asked => Some(organisations.iter().find(|named| named.id == asked).ok_or_else(Fault::missing)?),
    };
    let id = chosen.map(|named| OrganisationId::new(named.id.as_str())).transpose()?;
    let mut page = Stocktaking {
        organisation: id.as_ref().map(ToString::to_string).unwrap_or_default(),
        organisations,
        orders: Vec::new(),
        chosen: None,
        may_write: false,
        typed,
        trouble: Vec::new(),
        note: None,
        shell: Shell::of(&signed.visitor),
        t: t.clone(),
    };
    let Some(id) = id else { return Ok(page) };
    page.may_write = caller.require_for(right_to_write(&RegisterKey::new(ORDERS)?), &id).is_ok();
    let ground = Ground::read(site, caller, id).await?;
    let asked = query_value(&signed.visitor.here, "order");
    let mut orders: Vec<&Record> = ground.orders.iter().collect();
    orders.sort_by_key(|order| std::cmp::Reverse((is_open(order), text(order, "started_on"))));
    for order in orders {
        if order.key.as_str() == asked {
            let missing = ground.missing(order).into_iter().map(|(asset, note)| asset_row(asset, note)).collect();
            let csv = href(&ground.organisation, &asked).replacen("/stocktaking", "/stocktaking/missing.csv", 1);
            page.chosen = Some(Chosen { row: order_row(t, &ground, order), missing, csv });
        }
        page.orders.push(order_row(t, &ground, order));
    }
    Ok(page)
}

fn order_row(t: &Tongue, ground: &Ground, order: &Record) -> OrderRow {
    let all = ground.counted(order);
    let told = ground.told(order);
    let counted: BTreeSet<&str> = all.iter().map(|asset| asset.key.as_str()).collect();
    let found = told.iter().filter(|(asset, (found, _))| *found && counted.contains(*asset)).count();
    let day = |field: &str| parse_date(text(order, field)).map(|day| t.date(&day)).unwrap_or_default();
    OrderRow {
        key: order.key.to_string(),
        order: write::harmless(order.key.as_str()),
        href: href(&ground.organisation, order.key.as_str()),
        place: place(order),
        days: [day("started_on"), day("ended_on")].join(" — "),
        is_open: is_open(order),
        found,
        all: all.len(),
    }
}

fn asset_row(asset: &Record, note: Option<&str>) -> AssetRow {
    AssetRow {
        key: write::harmless(asset.key.as_str()),
        title: write::harmless(text(asset, "title")),
        href: record::path(&asset.register, &asset.organisation, &asset.key),
        place: place(asset),
        is_sought: note.is_some(),
        note: write::harmless(note.unwrap_or_default()),
    }
}

fn place(record: &Record) -> String {
    let parts = ["building", "room"].map(|field| write::harmless(text(record, field)));
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
}

/// The page of one stock-taking.
pub(crate) fn href(organisation: &OrganisationId, order: &str) -> String {
    let mut pairs = form_urlencoded::Serializer::new(String::new());
    pairs.append_pair("organisation", organisation.as_str()).append_pair("order", order);
    format!("/stocktaking?{}", pairs.finish())
}

pub(crate) fn text<'a>(record: &'a Record, field: &str) -> &'a str {
    record.values.get(field).and_then(Value::as_str).unwrap_or_default()
}

#[cfg(test)]
impl Stocktaking {
    /// The page with nothing, with a stock-taking, and with what is wrong.
    pub(crate) fn samples(t: &Tongue, shell: impl Fn() -> Shell) -> Vec<Self> {
        let row = |is_open| OrderRow {
            key: "x".into(),
            order: "<x>".into(),
            href: "/x".into(),
            place: "x".into(),
            days: "y".into(),
            is_open,
            found: 3,
            all: 7,
        };
        let asset = |is_sought| AssetRow {
            key: "1".into(),
            title: "<y>".into(),
            href: "/x".into(),
            place: "x".into(),
            is_sought,
            note: String::new(),
        };
        let page = |orders, chosen, may_write| Self {
            t: t.clone(),
            shell: shell(),
            organisations: ["a", "b"].map(|id| Named { id: id.into(), name: id.into() }).into(),
            organisation: "a".into(),
            orders,
            chosen,
            may_write,
            typed: Typed::default(),
            trouble: Vec::new(),
            note: None,
        };
        let chosen = |is_open, missing| Some(Chosen { row: row(is_open), missing, csv: "/x".into() });
        vec![
            page(Vec::new(), None, false),
            page(vec![row(true), row(false)], chosen(true, vec![asset(true), asset(false)]), true),
            Self {
                trouble: vec!["<wrong>".into()],
                note: Some("x".into()),
                ..page(Vec::new(), chosen(false, Vec::new()), true)
            },
        ]
    }
}
