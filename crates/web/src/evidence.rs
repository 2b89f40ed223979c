//! The facts that decided a verdict, as people know them: the key of a record and its register, the number of an event.

use std::collections::{BTreeMap, BTreeSet};

use talap_locale::write;
use talap_model::{Caller, Message, RecordId, RecordKey, RegisterKey, Right};

use crate::fault::Fault;
use crate::site::Site;
use crate::state::Line;
use crate::tongue::Tongue;

/// A fact that decided a verdict.
#[derive(Clone)]
pub(crate) struct Evidence {
    kind: Kind,
    pub(crate) name: String,
    pub(crate) href: String,
    /// The register that a record stands in; empty where the fact before stands there too.
    pub(crate) place: String,
}

#[derive(Clone)]
enum Kind {
    Record(RecordId),
    Event(u64),
    Other,
}

impl Evidence {
    /// `record:<id>` or `event:<seq>`.
    pub(crate) fn of(text: &str) -> Self {
        let kind = match text.split_once(':') {
            Some(("record", id)) => id.parse().map_or(Kind::Other, Kind::Record),
            Some(("event", seq)) => seq.parse().map_or(Kind::Other, Kind::Event),
            _ => Kind::Other,
        };
        let href = match kind {
            Kind::Record(id) => format!("/records/{id}"),
            Kind::Event(seq) => format!("/events/{seq}"),
            Kind::Other => String::new(),
        };
        Self { kind, name: write::harmless(text), href, place: String::new() }
    }

    /// The fact in one line: its register with its first record, then the others by their keys.
    pub(crate) fn in_line(self) -> String {
        if self.place.is_empty() { self.name } else { format!("{}: {}", self.place, self.name) }
    }

    fn name(&mut self, site: &Site, t: &Tongue, known: &BTreeMap<RecordId, (RegisterKey, RecordKey)>) {
        match self.kind {
            Kind::Event(seq) => self.name = t.say(&Message::new("web-fact-event").with("seq", seq)),
            Kind::Other => {}
            Kind::Record(id) => {
                self.name = t.text("web-fact-record");
                let Some((register, key)) = known.get(&id) else {
                    // Whoever may not read it is not led to it either.
                    self.href = String::new();
                    return;
                };
                let definition = site.register.definitions().get(register);
                self.place = definition.map_or_else(|| register.to_string(), |of| t.of(&of.title).to_owned());
                // The key of a person's record tells of them; who reads it is noted on the record's own page.
                if definition.is_some_and(|definition| !definition.personal) {
                    self.name = write::harmless(key.as_str());
                }
            }
        }
    }
}

/// Gives the facts of lines their names, as far as the caller may read the records.
pub(crate) async fn name_facts(
    site: &Site,
    t: &Tongue,
    caller: &Caller,
    lines: impl IntoIterator<Item = &mut Line>,
) -> Result<(), Fault> {
    let mut lines: Vec<&mut Line> = lines.into_iter().collect();
    let facts = lines.iter().flat_map(|line| &line.evidence);
    let ids = facts.filter_map(|fact| if let Kind::Record(id) = fact.kind { Some(id) } else { None });
    let ids: BTreeSet<RecordId> = ids.collect();
    let known = if caller.has(Right::ReadRecords) && !ids.is_empty() {
        site.register.places_by_ids(caller, &ids).await?
    } else {
        BTreeMap::new()
    };
    for line in &mut lines {
        let mut last = String::new();
        for fact in &mut line.evidence {
            fact.name(site, t, &known);
            if fact.place == last {
                fact.place.clear();
            } else {
                last.clone_from(&fact.place);
            }
        }
    }
    Ok(())
}
