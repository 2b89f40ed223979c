//! What several methods answer alike, as it stands in JSON.

use std::collections::BTreeMap;

use axum::http::HeaderValue;
use serde::Serialize;
use talap_model::{Localized, Message};
use talap_store as store;
use utoipa::ToSchema;

use crate::tongue::Tongue;
use crate::view;

/// A text in three languages.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct Texts {
    /// In Kazakh.
    pub(crate) kk: String,
    /// In Russian.
    pub(crate) ru: String,
    /// In English.
    pub(crate) en: String,
}

impl Texts {
    /// A sentence.
    pub(crate) fn said(t: &Tongue, message: &Message) -> Self {
        Self::each(t, |t| t.say(message))
    }

    /// A sentence whose values differ from language to language.
    pub(crate) fn each(t: &Tongue, say: impl Fn(&Tongue) -> String) -> Self {
        use talap_model::Language::{En, Kk, Ru};
        Self { kk: say(&t.other(Kk)), ru: say(&t.other(Ru)), en: say(&t.other(En)) }
    }
}

impl From<&Localized> for Texts {
    fn from(text: &Localized) -> Self {
        Self { kk: text.kk.clone(), ru: text.ru.clone(), en: text.en.clone() }
    }
}

/// A part of a list.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Listed<T> {
    /// The items of this page.
    pub(crate) items: Vec<T>,
    /// How many the whole list has.
    pub(crate) total: u64,
    /// Which page this is, from 1.
    #[schema(minimum = 1)]
    pub(crate) page: u64,
    /// How many items a page has at most.
    #[schema(minimum = 1)]
    pub(crate) per_page: u64,
}

impl<T> Listed<T> {
    /// A page of what was gathered whole.
    pub(crate) fn cut(items: Vec<T>, page: u64, per_page: u64) -> Self {
        let total = items.len() as u64;
        let before = usize::try_from((page - 1).saturating_mul(per_page)).unwrap_or(usize::MAX);
        let most = usize::try_from(per_page).unwrap_or(usize::MAX);
        Self { items: items.into_iter().skip(before).take(most).collect(), total, page, per_page }
    }
}

/// How many statements were judged how.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Tally {
    /// Met.
    pub(crate) met: u64,
    /// Not met.
    pub(crate) not_met: u64,
    /// Not known: no facts decide it, or they have expired.
    pub(crate) unknown: u64,
}

impl From<view::Tally> for Tally {
    fn from(tally: view::Tally) -> Self {
        Self { met: tally.met as u64, not_met: tally.not_met as u64, unknown: tally.unknown as u64 }
    }
}

/// A record of a register.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Record {
    /// Its permanent identifier; evidence refers to it as `record:` and this.
    #[schema(format = Uuid)]
    pub(crate) id: String,
    /// The register.
    pub(crate) register: String,
    /// Whose it is.
    pub(crate) organisation: String,
    /// The key that its keeper gave it.
    pub(crate) key: String,
    /// The values of its fields, by the field's key: text, a number, or true and false. Days are ISO 8601, times RFC 3339.
    pub(crate) values: BTreeMap<String, serde_json::Value>,
    /// How many changes made it; the entity tag is this number in quotation marks.
    pub(crate) version: u32,
    /// When it came to be.
    #[schema(format = DateTime)]
    pub(crate) created_at: String,
    /// When it was last changed.
    #[schema(format = DateTime)]
    pub(crate) changed_at: String,
    /// Whether it was declared void.
    pub(crate) void: bool,
}

impl From<&store::Record> for Record {
    fn from(record: &store::Record) -> Self {
        Self {
            id: record.id.to_string(),
            register: record.register.to_string(),
            organisation: record.organisation.to_string(),
            key: record.key.to_string(),
            values: record.values.clone(),
            version: record.version,
            created_at: record.created_at.to_string(),
            changed_at: record.changed_at.to_string(),
            void: record.voided,
        }
    }
}

/// A version as an entity tag.
pub(crate) fn tag(version: u32) -> Option<HeaderValue> {
    HeaderValue::from_str(&format!("\"{version}\"")).ok()
}
