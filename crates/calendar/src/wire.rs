//! The file `calendar/kz.toml` as it is written.

use std::collections::BTreeMap;

use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct File {
    pub(crate) version: u32,
    #[serde(rename = "holiday")]
    pub(crate) holidays: Vec<HolidayEntry>,
    #[serde(rename = "year", default)]
    pub(crate) years: Vec<YearEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct HolidayEntry {
    pub(crate) key: String,
    pub(crate) kind: Kind,
    /// The month and the days in it; a movable holiday has neither.
    #[serde(default)]
    pub(crate) month: Option<u8>,
    #[serde(default)]
    pub(crate) days: Vec<u8>,
    /// The first year in which it is one.
    #[serde(default)]
    pub(crate) since: Option<i32>,
    /// The last year in which it is one.
    #[serde(default)]
    pub(crate) until: Option<i32>,
    pub(crate) title: Title,
}

#[derive(Deserialize, Clone, Copy, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Kind {
    State,
    Religious,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Title {
    pub(crate) kk: String,
    pub(crate) ru: String,
    pub(crate) en: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct YearEntry {
    pub(crate) year: i32,
    /// When movable holidays are, by their keys.
    #[serde(default)]
    pub(crate) dates: BTreeMap<String, String>,
    #[serde(default)]
    pub(crate) moved: Vec<MovedEntry>,
    /// The day on which somebody held the year against a published calendar.
    #[serde(default)]
    pub(crate) reviewed: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct MovedEntry {
    pub(crate) off: String,
    pub(crate) work: String,
    pub(crate) source: String,
}
