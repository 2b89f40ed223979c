//! A register or a record as it stood at the end of a past day.

use std::collections::BTreeMap;

use talap_model::Timestamp;
use talap_model::time::{format_date, parse_date};

use crate::past::end_of;
use crate::shell::with_parameter;
use crate::site::Site;
use crate::tongue::Tongue;

/// The parameter of an address that names the day.
const ON: &str = "on";

/// A past day that is looked back on.
pub(crate) struct OnDay {
    /// The day as a form has it.
    pub(crate) day: String,
    /// The day as people read it.
    pub(crate) said: String,
    /// Its last moment, where the installation stands.
    pub(crate) end: Timestamp,
    /// The way back to how things are now.
    pub(crate) back: String,
}

impl OnDay {
    /// The day that an address asks for; none for no day, and for today and later, which is how things are.
    pub(crate) fn of(site: &Site, t: &Tongue, asked: &BTreeMap<String, String>, here: &str) -> Option<Self> {
        let day = asked.get(ON).and_then(|text| parse_date(text.trim()))?;
        if day >= t.day(&site.clock.now()) {
            return None;
        }
        let back = with_parameter(&with_parameter(here, ON, ""), "page", "");
        Some(Self { day: format_date(day), said: t.date(&day), end: end_of(day, site), back })
    }

    #[cfg(test)]
    pub(crate) fn sample() -> Self {
        let at = Timestamp::from_micros(0);
        Self { day: "2026-03-01".into(), said: "1 March 2026".into(), end: at, back: "/registers/objects".into() }
    }
}
