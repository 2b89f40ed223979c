//! The registered sources with what is expected of them: by their record, else by the measures of the catalogue.

use talap_assess::Population;
use talap_collect::source::{Expectations, Source};
use talap_decree::applicability::{Profile, Truth};
use talap_decree::catalog::{Catalog, Parameter, Unit};
use talap_model::{SourceKind, StatementKey, Timestamp};
use talap_store::Record;

/// The statement that asks for a second store, and so says whose events are confidential (UR 38.6).
const SECOND_STORE: &str = "confidential-log-second-store";
/// The statement with the difference of clocks that is allowed (UR 38.3).
const SYNCHRONISED: &str = "log-time-synchronised";

/// A record of the register `sources` as receivers and the watcher need it, with the moment of its registration.
pub(crate) fn source(record: &Record, catalog: &Catalog, population: &Population) -> Option<(Source, Timestamp)> {
    let text = |name: &str| record.values.get(name).and_then(serde_json::Value::as_str);
    // Only Talap itself tells what Talap did: a definition that lets somebody choose that kind changes nothing about it.
    let kind = text("kind")?.parse::<SourceKind>().ok().filter(|kind| *kind != SourceKind::Talap)?;
    let stated = record.values.get("confidential").and_then(serde_json::Value::as_bool);
    let source = Source {
        id: record.key.as_str().parse().ok()?,
        organisation: record.organisation.clone(),
        object: text("object")?.parse().ok()?,
        kind,
        format: text("format")?.parse().ok()?,
        sender: text("sender").and_then(|text| text.parse().ok()),
        hostname: text("hostname").map(str::to_owned),
        program: text("program").map(str::to_owned),
        expects: expectations(record, kind, catalog),
        confidential: false,
    };
    let confidential = stated.unwrap_or_else(|| is_confidential(&source, catalog, population));
    Some((Source { confidential, ..source }, record.created_at))
}

/// The same for a receiver, which need not know whose events are confidential.
pub fn receivable(record: &Record, catalog: &Catalog) -> Option<Source> {
    source(record, catalog, &Population::default()).map(|(source, _)| source)
}

fn expectations(record: &Record, kind: SourceKind, catalog: &Catalog) -> Expectations {
    let stated = |name: &str| whole(record.values.get(name)?.as_f64()?);
    let ours = Expectations::default();
    let measure = |statement: &str, name: &str| measure(catalog, statement, name);
    let silence = || measure(window_of(kind)?, "window").and_then(|seconds| whole(seconds / 60.0));
    Expectations {
        silence_minutes: stated("expected_silence").or_else(silence).unwrap_or(ours.silence_minutes),
        flood_per_minute: stated("flood_limit").unwrap_or(ours.flood_per_minute),
        clock_seconds: stated("clock_offset")
            .or_else(|| measure(SYNCHRONISED, "tolerance").and_then(whole))
            .unwrap_or(ours.clock_seconds),
    }
}

/// The statement whose window says how long a source of a kind may be silent (UR 38.2).
fn window_of(kind: SourceKind) -> Option<&'static str> {
    Some(match kind {
        SourceKind::OperatingSystem => "logs-of-os",
        SourceKind::Database => "logs-of-dbms",
        SourceKind::Antivirus => "logs-of-antivirus",
        SourceKind::Application => "logs-of-applications",
        SourceKind::Telecommunication => "logs-of-telecom",
        SourceKind::IntrusionDetection => "logs-of-ids",
        SourceKind::ContentManagement => "logs-of-cms",
        SourceKind::Talap => return None,
    })
}

/// A measure of a statement in seconds.
fn measure(catalog: &Catalog, statement: &str, name: &str) -> Option<f64> {
    let statement = catalog.statement(&StatementKey::new(statement).ok()?)?;
    statement.parameters.get(name).and_then(seconds)
}

fn seconds(parameter: &Parameter) -> Option<f64> {
    let unit = match parameter.unit {
        Unit::Second => 1.0,
        Unit::Minute => 60.0,
        Unit::Hour => 3600.0,
        Unit::Day => 86_400.0,
        Unit::Week => 604_800.0,
        Unit::Month | Unit::Year | Unit::Other(_) => return None,
    };
    Some(parameter.value * unit)
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the value is within the type's bounds")]
fn whole(number: f64) -> Option<u32> {
    (number >= 1.0 && number <= f64::from(u32::MAX)).then_some(number as u32)
}

/// Whether the duty of a second store binds the source's object.
fn is_confidential(source: &Source, catalog: &Catalog, population: &Population) -> bool {
    let statement = StatementKey::new(SECOND_STORE).ok().and_then(|key| catalog.statement(&key));
    let organisation = population.organisations.iter().find(|known| known.id == source.organisation);
    let object = population.objects.iter().find(|known| known.id == source.object);
    let (Some(statement), Some(organisation), Some(object)) = (statement, organisation, object) else { return false };
    statement.binds.truth(&Profile::new(organisation, Some(object), catalog)) == Truth::True
}

#[cfg(test)]
mod tests {
    use talap_model::Timestamp;
    use talap_store::Values;

    use super::*;

    fn of_kind(kind: &str) -> Option<Source> {
        let values = [("kind", kind), ("object", "portal"), ("format", "syslog"), ("hostname", "web")];
        let values: Values = values.map(|(name, value)| (name.to_owned(), value.into())).into();
        let record = Record {
            id: "0193b0c0-0000-7000-8000-000000000000".parse().unwrap(),
            register: "sources".parse().unwrap(),
            organisation: "akimat".parse().unwrap(),
            key: "talap".parse().unwrap(),
            values,
            version: 1,
            created_at: Timestamp::from_micros(0),
            changed_at: Timestamp::from_micros(0),
            voided: false,
        };
        receivable(&record, &Catalog::built_in().unwrap())
    }

    #[test]
    fn nobody_registers_a_source_that_speaks_for_talap() {
        for kind in SourceKind::ALL {
            assert_eq!(of_kind(kind.key()).is_some(), kind != SourceKind::Talap, "{kind:?}");
        }
    }
}
