//! An asset was found: what the button on its page keeps, which a label leads to.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use talap_locale::write;
use talap_model::time::format_date;
use talap_model::{RecordId, RegisterKey, Right};
use talap_store::Record;

use crate::Shared;
use crate::fault::{Fault, FaultKind};
use crate::gate::{self, Signed};
use crate::pages::staff::staff;
use crate::pages::stocktaking::{ASSETS, ORDERS, STOCKTAKINGS, is_meant, is_open, records_of, text};
use crate::pages::{answer, record};
use crate::path::Path;
use crate::posted::Posted;
use crate::shell::{self, Shell};
use crate::site::Site;
use crate::tongue::Tongue;

#[derive(Template)]
#[template(path = "found.html")]
pub(crate) struct Found {
    t: Tongue,
    shell: Shell,
    action: String,
    asset: String,
    title: String,
    asset_href: String,
    /// The stock-takings that are open and about the asset.
    orders: Vec<String>,
    order: String,
    /// Who may have checked it, by key; empty where the account says who it is.
    people: Vec<(String, String)>,
    checked_by: String,
    trouble: Vec<String>,
    note: Option<String>,
}

/// What a person may still have to say.
#[derive(Default)]
struct Said {
    order: String,
    checked_by: String,
}

/// The form, for who must say more than that it was found.
pub(crate) async fn show(State(site): State<Shared>, signed: Signed, Path(id): Path<String>) -> Response {
    let work = async {
        let matter = Matter::find(&site, &signed, &id).await?;
        Ok(shell::found(&form(&site, &signed, &matter, Said::default()).await?))
    };
    answer(&site, &signed, work.await)
}

/// Keeps that the asset was found; asks where it must: under which order, and by whom.
pub(crate) async fn keep(
    State(site): State<Shared>,
    signed: Signed,
    Path(id): Path<String>,
    posted: Posted,
) -> Response {
    let work = async {
        let matter = Matter::find(&site, &signed, &id).await?;
        let said = Said { order: posted.get("order").to_owned(), checked_by: posted.get("checked_by").to_owned() };
        let order = matter.order(&said.order);
        let person = matter.person.clone().or(Some(said.checked_by.clone()).filter(|person| !person.is_empty()));
        let (Some(order), Some(person), false) = (order, person, posted.again()) else {
            return Ok(shell::found(&form(&site, &signed, &matter, said).await?));
        };
        match found(&site, &signed, &matter, order, &person).await {
            Ok(()) => {
                let asset = &matter.asset;
                let page = record::path(&asset.register, &asset.organisation, &asset.key);
                Ok(gate::to(&format!("{page}?told=found")))
            }
            Err(fault) if fault.kind == FaultKind::Wrong => {
                let t = signed.t();
                let trouble = std::iter::once(&fault.message).chain(&fault.details).map(|one| t.say(one)).collect();
                let page = form(&site, &signed, &matter, said).await?;
                Ok(shell::page(StatusCode::UNPROCESSABLE_ENTITY, &Found { trouble, ..page }))
            }
            Err(fault) => Err(fault),
        }
    };
    answer(&site, &signed, work.await)
}

/// An asset, and the stock-takings that are open.
struct Matter {
    asset: Record,
    orders: Vec<Record>,
    /// Who the caller is among the people of the organisation, where the register says so.
    person: Option<String>,
}

impl Matter {
    async fn find(site: &Site, signed: &Signed, id: &str) -> Result<Self, Fault> {
        let caller = signed.caller();
        let id: RecordId = id.parse().map_err(|_| Fault::missing())?;
        let asset = site.register.record_by_id(caller, id).await?;
        let asset =
            asset.filter(|asset| asset.register.as_str() == ASSETS && !asset.voided).ok_or_else(Fault::missing)?;
        caller.require_for(Right::WriteRecords, &asset.organisation)?;
        let orders = records_of(site, caller, ORDERS, &asset.organisation).await?;
        let orders = orders.into_iter().filter(|order| is_open(order) && is_meant(order, &asset)).collect();
        let own = site.register.own_people(caller).await?;
        let own = own.into_iter().find(|(organisation, _)| *organisation == asset.organisation);
        Ok(Self { asset, orders, person: own.map(|(_, person)| person.to_string()) })
    }

    /// The order that is meant: the one that was named, or the only one.
    fn order(&self, named: &str) -> Option<&Record> {
        match (named, self.orders.as_slice()) {
            ("", [only]) => Some(only),
            (named, orders) => orders.iter().find(|order| order.key.as_str() == named),
        }
    }
}

/// Keeps the entry, and notes on the asset that stock was taken of it.
async fn found(site: &Site, signed: &Signed, matter: &Matter, order: &Record, person: &str) -> Result<(), Fault> {
    let (caller, asset, now) = (signed.caller(), &matter.asset, site.clock.now());
    let register = RegisterKey::new(STOCKTAKINGS)?;
    let values: BTreeMap<String, String> = [
        ("asset", asset.key.to_string()),
        ("campaign", order.key.to_string()),
        ("scanned_at", now.to_string()),
        ("checked_by", person.to_owned()),
        ("found", "true".to_owned()),
    ]
    .map(|(name, value)| (name.to_owned(), value))
    .into();
    site.put(caller, &register, &asset.organisation, "", &values).await?;
    let taken = [("inventoried_on".to_owned(), format_date(signed.t().day(&now)))].into();
    match site.put(caller, &asset.register, &asset.organisation, asset.key.as_str(), &taken).await {
        // An asset in a state that is not changed any more was found all the same; the entry says so.
        Ok(_) => Ok(()),
        Err(fault) if fault.kind == FaultKind::Wrong => Ok(()),
        Err(fault) => Err(fault),
    }
}

async fn form(site: &Site, signed: &Signed, matter: &Matter, said: Said) -> Result<Found, Fault> {
    let t = signed.t();
    let asset = &matter.asset;
    let people = if matter.person.is_none() {
        staff(site, signed, &matter.asset.organisation, "stock-taking").await?
    } else {
        Vec::new()
    };
    Ok(Found {
        action: format!("/stocktaking/found/{}", asset.id),
        asset: write::harmless(asset.key.as_str()),
        title: write::harmless(text(asset, "title")),
        asset_href: record::path(&asset.register, &asset.organisation, &asset.key),
        orders: matter.orders.iter().map(|order| order.key.to_string()).collect(),
        order: said.order,
        people,
        checked_by: said.checked_by,
        trouble: Vec::new(),
        note: None,
        shell: Shell::of(&signed.visitor),
        t: t.clone(),
    })
}

#[cfg(test)]
impl Found {
    /// The form where no stock-taking is open, with a choice of them, and with what is wrong.
    pub(crate) fn samples(t: &Tongue, shell: impl Fn() -> Shell) -> Vec<Self> {
        let page = |orders: &[&str], people: &[&str], trouble: Vec<String>| Self {
            t: t.clone(),
            shell: shell(),
            action: "/x".into(),
            asset: "1".into(),
            title: "<x>".into(),
            asset_href: "/x".into(),
            orders: orders.iter().map(|order| (*order).to_owned()).collect(),
            order: "b".into(),
            people: people.iter().map(|one| ((*one).to_owned(), "<y>".to_owned())).collect(),
            checked_by: "18".into(),
            trouble,
            note: Some("n".into()),
        };
        vec![
            page(&[], &[], Vec::new()),
            page(&["a", "b"], &["17", "18"], vec!["<wrong>".into()]),
            page(&["a"], &[], Vec::new()),
        ]
    }
}
