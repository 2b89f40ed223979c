//! The registers that a reader may see, with what each is for; and what the pages of registers and records share.

pub(crate) mod export;
pub(crate) mod list;
pub(crate) mod print;
pub(crate) mod values;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use talap_collect::own::Act;
use talap_model::{Caller, OrganisationId, RegisterKey, Right, Scope, SubjectKind};
use talap_register::Definition;
use talap_store::{ListQuery, right_to_write};

use crate::Shared;
use crate::fault::Fault;
use crate::gate::Signed;
use crate::pages::answer;
use crate::shell::{self, Shell};
use crate::site::{SOURCES, Site};
use crate::tongue::Tongue;

#[derive(Template)]
#[template(path = "registers.html")]
pub(crate) struct Registers {
    t: Tongue,
    shell: Shell,
    cards: Vec<Card>,
}

struct Card {
    key: String,
    title: String,
    count: usize,
    clauses: Vec<String>,
    is_personal: bool,
    may_write: bool,
}

/// The page.
pub(crate) async fn show(State(site): State<Shared>, signed: Signed) -> Response {
    answer(&site, &signed, context(&site, &signed).await.map(|page| shell::found(&page)))
}

async fn context(site: &Site, signed: &Signed) -> Result<Registers, Fault> {
    let (t, caller) = (signed.t().clone(), signed.caller());
    let mut cards = Vec::new();
    for definition in site.register.definitions().iter().filter(|definition| may_read(caller, definition)) {
        let page = site.register.list(caller, &definition.key, &ListQuery::default()).await?;
        cards.push(Card {
            key: definition.key.to_string(),
            title: t.of(&definition.title).to_owned(),
            count: usize::try_from(page.total).unwrap_or(usize::MAX),
            clauses: definition.serves.iter().map(ToString::to_string).collect(),
            is_personal: definition.personal,
            may_write: may_write(caller, definition),
        });
    }
    cards.sort_by(|a, b| a.title.cmp(&b.title));
    Ok(Registers { cards, shell: Shell::of(&signed.visitor), t })
}

/// Whether a caller may read a register.
pub(crate) fn may_read(caller: &Caller, definition: &Definition) -> bool {
    caller.has(Right::ReadRecords) && (!definition.personal || caller.has(Right::ReadPersonalData))
}

/// Whether a caller may change records of a register at all.
pub(crate) fn may_write(caller: &Caller, definition: &Definition) -> bool {
    let everywhere = definition.key.as_str() != SOURCES || *caller.scope() == Scope::All;
    everywhere && caller.has(right_to_write(&definition.key))
}

/// A register that the caller may read; any other is as if it were not there.
pub(crate) fn readable<'a>(site: &'a Site, caller: &Caller, register: &str) -> Result<&'a Definition, Fault> {
    let definition = site.register.definitions().get(&RegisterKey::new(register).map_err(|_| Fault::missing())?);
    definition.filter(|definition| may_read(caller, definition)).ok_or_else(Fault::missing)
}

/// A register that the caller may write and, since a form shows what is there, may read.
pub(crate) fn writable<'a>(site: &'a Site, caller: &Caller, register: &str) -> Result<&'a Definition, Fault> {
    readable(site, caller, register)
        .and_then(|definition| if may_write(caller, definition) { Ok(definition) } else { Err(Fault::missing()) })
}

/// Whether the records of a register are organisations, whose keys say whose they are.
pub(crate) fn is_of_organisations(definition: &Definition) -> bool {
    definition.traits == Some(SubjectKind::Organisation)
}

/// Records in the ledger that somebody looked at personal data; other registers are looked at without a trace.
pub(crate) async fn note_reading(
    site: &Site,
    signed: &Signed,
    definition: &Definition,
    organisation: Option<&OrganisationId>,
    what: (&str, &str),
) -> Result<(), Fault> {
    let reader = (signed.caller(), signed.visitor.origin.address.as_str());
    note_reading_by(site, reader, definition, organisation, what).await
}

/// The same of a caller and the network address that they ask from.
pub(crate) async fn note_reading_by(
    site: &Site,
    (caller, address): (&Caller, &str),
    definition: &Definition,
    organisation: Option<&OrganisationId>,
    what: (&str, &str),
) -> Result<(), Fault> {
    if !definition.personal {
        return Ok(());
    }
    let who = caller.identity().to_string();
    let act = Act::new("personal-data.read", &who).with("register", &definition.key).with(what.0, what.1);
    site.record(act.about(organisation.cloned()).from_address(address)).await
}

/// An organisation that the caller's rights reach, for a choice.
#[derive(Clone)]
pub(crate) struct Named {
    pub(crate) id: String,
    pub(crate) name: String,
}

/// The organisations that the caller's rights reach, by name.
pub(crate) async fn organisations(site: &Site, signed: &Signed) -> Result<Vec<Named>, Fault> {
    let found = site.register.organisations(signed.caller()).await?;
    let named = |organisation: &talap_model::Organisation| Named {
        id: organisation.id.to_string(),
        name: signed.t().of(&organisation.name).to_owned(),
    };
    let mut named: Vec<_> = found.iter().map(named).collect();
    named.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(named)
}

#[cfg(test)]
impl Registers {
    /// The page with nothing, and with registers of both kinds.
    pub(crate) fn samples(t: &Tongue, shell: impl Fn() -> Shell) -> Vec<Self> {
        let card = |is_personal, may_write| Card {
            key: "people".into(),
            title: "People".into(),
            count: 12,
            clauses: vec!["30".into(), "43".into()],
            is_personal,
            may_write,
        };
        let page = |cards| Self { t: t.clone(), shell: shell(), cards };
        vec![page(Vec::new()), page(vec![card(true, true), card(false, false)])]
    }
}
