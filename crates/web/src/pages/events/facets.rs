//! The most frequent values of what was found, each with a way to see only it, or all but it.

use talap_assess::Population;
use talap_assess::events::summary::Facet;
use talap_assess::events::{Field, Search};
use talap_model::SourceKind;

use super::{address, event, kind_words, object_place, organisation_place};
use crate::tongue::Tongue;

/// The values of a field.
pub(super) struct FacetList {
    /// The key of the field's name.
    pub(super) name: &'static str,
    pub(super) values: Vec<FacetValue>,
}

/// A value.
pub(super) struct FacetValue {
    pub(super) label: String,
    pub(super) count: String,
    /// The search for those that have it, and for those that have not.
    pub(super) only: String,
    pub(super) without: String,
}

/// The facets of what was found. A field with one value only, as the search may demand, has nothing to choose.
pub(super) fn lists(t: &Tongue, population: &Population, search: &Search, facets: &[Facet]) -> Vec<FacetList> {
    let list = |facet: &Facet| {
        let name = name(&facet.field)?;
        let value = |(value, count): &(String, u64)| {
            let count = t.number(usize::try_from(*count).unwrap_or(usize::MAX));
            FacetValue {
                label: label(t, population, &facet.field, value),
                count: if facet.at_least { format!("≥ {count}") } else { count },
                only: address(&search.with_field(&facet.field, value, true)),
                without: address(&search.with_field(&facet.field, value, false)),
            }
        };
        Some(FacetList { name, values: facet.values.iter().map(value).collect() })
    };
    facets.iter().filter_map(list).collect()
}

fn name(field: &Field) -> Option<&'static str> {
    Some(match field {
        Field::Severity => "web-event-severity",
        Field::Class => "web-event-class",
        Field::User => "web-events-user",
        Field::Host => "web-event-host",
        Field::Program => "web-event-program",
        Field::Address => "web-events-address",
        Field::Source => "web-events-source",
        Field::Object => "web-object",
        Field::Organisation => "web-organisation",
        Field::Kind => "web-events-kind",
        Field::Fault | Field::Seq | Field::Message | Field::Attribute(_) => return None,
    })
}

/// A value in words of the reader's language, where it has such.
fn label(t: &Tongue, population: &Population, field: &Field, value: &str) -> String {
    match field {
        Field::Severity => value.parse().map_or_else(|_| value.to_owned(), |n| event::severity_words(t, n)),
        Field::Class => value.parse().map_or_else(|_| value.to_owned(), |n| event::class_words(t, n)),
        Field::Kind => value.parse::<SourceKind>().map_or_else(|_| value.to_owned(), |kind| kind_words(t, kind)),
        Field::Object => value.parse().map_or_else(|_| value.to_owned(), |id| object_place(t, population, &id).name),
        Field::Organisation => {
            value.parse().map_or_else(|_| value.to_owned(), |id| organisation_place(t, population, &id).name)
        }
        _ => event::visible(value.as_bytes()),
    }
}
