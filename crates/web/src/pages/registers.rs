//! The registers that a reader may see, with what each is for; and what the pages of registers and records share.

pub(crate) mod export;
pub(crate) mod list;
pub(crate) mod moving;
pub(crate) mod print;
pub(crate) mod spreadsheet;
pub(crate) mod then;
pub(crate) mod values;

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use talap_collect::own::Act;
use talap_model::{ActKey, Caller, OrganisationId, RegisterKey, Right, Scope, SubjectKind};
use talap_register::{Definition, Group};
use talap_store::right_to_write;

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
    /// What was looked for.
    query: String,
    groups: Vec<Shelf>,
    /// How many registers are shown.
    count: usize,
}

/// The registers of a group.
struct Shelf {
    /// The group's key, for a link to it.
    key: &'static str,
    name: String,
    cards: Vec<Card>,
}

struct Card {
    key: String,
    title: String,
    lead: Option<String>,
    count: usize,
    clauses: Vec<String>,
    is_personal: bool,
    may_write: bool,
}

/// The page.
pub(crate) async fn show(
    State(site): State<Shared>,
    signed: Signed,
    Query(asked): Query<BTreeMap<String, String>>,
) -> Response {
    let query = asked.get("q").map_or("", |text| text.trim());
    answer(&site, &signed, context(&site, &signed, query).await.map(|page| shell::found(&page)))
}

async fn context(site: &Site, signed: &Signed, query: &str) -> Result<Registers, Fault> {
    let (t, caller) = (signed.t().clone(), signed.caller());
    let counts = site.register.counts(caller).await?;
    let mut shelves: BTreeMap<Group, Vec<Card>> = BTreeMap::new();
    for definition in site.register.definitions().iter().filter(|definition| may_read(caller, definition)) {
        if !names(&t, definition, query) {
            continue;
        }
        let count = counts.get(&definition.key).copied().unwrap_or_default();
        shelves.entry(definition.group).or_default().push(Card {
            key: definition.key.to_string(),
            title: t.of(&definition.title).to_owned(),
            lead: definition.lead.as_ref().map(|lead| t.of(lead).to_owned()),
            count: usize::try_from(count).unwrap_or(usize::MAX),
            clauses: definition.serves.iter().map(ToString::to_string).collect(),
            is_personal: definition.personal,
            may_write: may_write(caller, definition),
        });
    }
    let groups: Vec<Shelf> = Group::ALL.into_iter().filter_map(|group| shelf(&t, &mut shelves, group)).collect();
    let count = groups.iter().map(|shelf| shelf.cards.len()).sum();
    Ok(Registers { query: query.to_owned(), groups, count, shell: Shell::of(&signed.visitor), t })
}

fn shelf(t: &Tongue, shelves: &mut BTreeMap<Group, Vec<Card>>, group: Group) -> Option<Shelf> {
    let mut cards = shelves.remove(&group)?;
    cards.sort_by(|a, b| a.title.cmp(&b.title));
    Some(Shelf { key: group.key(), name: t.say(&group.name()), cards })
}

/// Whether every word that was looked for stands in what a register is called, says of itself or serves.
fn names(t: &Tongue, definition: &Definition, query: &str) -> bool {
    let group = t.say(&definition.group.name());
    let lead = definition.lead.as_ref().map_or("", |lead| t.of(lead));
    let clauses = definition.serves.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ");
    let said = format!("{} {lead} {group} {} {clauses}", t.of(&definition.title), definition.key).to_lowercase();
    query.to_lowercase().split_whitespace().all(|word| said.contains(word))
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
    let act = Act::new(ActKey::PersonalDataRead, &who).with("register", &definition.key).with(what.0, what.1);
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
    /// The page with nothing, with nothing that was looked for, and with registers of both kinds.
    pub(crate) fn samples(t: &Tongue, shell: impl Fn() -> Shell) -> Vec<Self> {
        let card = |is_personal, may_write: bool| Card {
            key: "people".into(),
            title: "People".into(),
            lead: may_write.then(|| "<x>".into()),
            count: 12,
            clauses: vec!["30".into(), "43".into()],
            is_personal,
            may_write,
        };
        let page = |query: &str, groups: Vec<Shelf>| Self {
            t: t.clone(),
            shell: shell(),
            query: query.into(),
            count: groups.len(),
            groups,
        };
        let shelf = || Shelf { key: "people", name: "Staff".into(), cards: vec![card(true, true), card(false, false)] };
        vec![page("", Vec::new()), page("<y>", Vec::new()), page("", vec![shelf()])]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pages::registers::values::tests::definition;
    use talap_model::Language;

    #[test]
    fn a_register_is_found_by_any_of_its_words() {
        let words = std::sync::Arc::new(talap_locale::Words::built_in().unwrap());
        let t = Tongue::new(words, Language::En, time::UtcOffset::UTC);
        let incidents = definition("incidents");
        for query in ["", "INCIDENT", "log emergencies", "52.1.1", "on duty", "incidents security"] {
            assert!(names(&t, &incidents, query), "{query}");
        }
        for query in ["licence", "log licence"] {
            assert!(!names(&t, &incidents, query), "{query}");
        }
    }
}
