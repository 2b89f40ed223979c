//! The people of an organisation, where one of them is chosen.

use talap_locale::write;
use talap_model::time::parse_date;
use talap_model::{OrganisationId, Right};
use talap_store::Record;

use crate::fault::Fault;
use crate::gate::Signed;
use crate::pages::registers::{note_reading, readable};
use crate::site::Site;

/// The register of people.
pub(crate) const PEOPLE: &str = "people";

/// Those who work there today, by name: their key, and the name with it. None for somebody who may not read who works there;
/// whoever may is noted, with why.
pub(crate) async fn staff(
    site: &Site,
    signed: &Signed,
    organisation: &OrganisationId,
    why: &str,
) -> Result<Vec<(String, String)>, Fault> {
    let caller = signed.caller();
    if !caller.has(Right::ReadPersonalData) {
        return Ok(Vec::new());
    }
    let definition = readable(site, caller, PEOPLE)?;
    let people = site.register.records_of(caller, &definition.key, organisation).await?;
    note_reading(site, signed, definition, Some(organisation), ("why", why)).await?;
    let today = signed.t().day(&site.clock.now());
    let text = |one: &Record, field: &str| one.values.get(field).and_then(serde_json::Value::as_str).map(str::to_owned);
    let here = |one: &&Record| text(one, "left_on").and_then(|day| parse_date(&day)).is_none_or(|left| left >= today);
    let named = |one: &Record| {
        let name = text(one, "name").unwrap_or_default();
        (one.key.to_string(), format!("{} ({})", write::harmless(&name), one.key))
    };
    let mut staff: Vec<_> = people.iter().filter(here).map(named).collect();
    staff.sort_by(|a, b| a.1.cmp(&b.1));
    Ok(staff)
}
