//! The tables that a question in SQL can name, with what people call them and their columns.

use talap_assess::question::{Holds, Shape};
use talap_model::RegisterKey;
use talap_register::{Definition, Definitions};

use crate::tongue::Tongue;

/// A table.
pub(super) struct Table {
    pub(super) name: String,
    /// What people call it.
    pub(super) title: String,
    pub(super) columns: Vec<Column>,
}

/// A column of it.
pub(super) struct Column {
    pub(super) name: String,
    /// What it holds, in words.
    pub(super) holds: String,
    /// What people call it; nothing where its name says it all.
    pub(super) title: String,
}

/// The tables in words.
pub(super) fn tables(t: &Tongue, definitions: &Definitions, shapes: &[Shape]) -> Vec<Table> {
    shapes.iter().map(|shape| table(t, definitions, shape)).collect()
}

fn table(t: &Tongue, definitions: &Definitions, shape: &Shape) -> Table {
    let definition = RegisterKey::new(shape.name.as_str()).ok().and_then(|key| definitions.get(&key));
    let title = match (definition, shape.name.as_str()) {
        (Some(definition), _) => t.of(&definition.title).to_owned(),
        (None, "events") => t.text("web-events"),
        (None, "ledger_policy") => t.text("web-sql-table-policy"),
        (None, "ledger_partitions") => t.text("web-sql-table-partitions"),
        (None, _) => String::new(),
    };
    let columns = shape.columns.iter().map(|(name, holds)| Column {
        name: name.clone(),
        holds: t.text(in_words(*holds)),
        title: definition.map_or_else(|| of_events(t, name), |definition| of_register(t, definition, name)),
    });
    Table { name: shape.name.clone(), title, columns: columns.collect() }
}

fn of_register(t: &Tongue, definition: &Definition, name: &str) -> String {
    match name {
        "key" => t.of(&definition.key_label).to_owned(),
        "org_id" => t.text("web-organisation"),
        "changed_at" => t.text("web-sql-column-changed"),
        _ => definition.field(name).map(|field| t.of(&field.label).to_owned()).unwrap_or_default(),
    }
}

fn of_events(t: &Tongue, name: &str) -> String {
    let key = match name {
        "seq" => "web-sql-column-seq",
        "received_at" => "web-event-received",
        "occurred_at" => "web-event-occurred",
        "org" | "org_id" => "web-organisation",
        "object" => "web-object",
        "source" => "web-events-source",
        "kind" => "web-events-kind",
        "class_uid" => "web-event-class",
        "severity_id" => "web-event-severity",
        "host" => "web-event-host",
        "program" => "web-event-program",
        "user_name" => "web-events-user",
        "address" => "web-events-address",
        "message" => "web-events-message",
        "attributes" => "web-event-attributes",
        "raw" => "web-event-raw",
        "fault" => "web-sql-column-fault",
        _ => return String::new(),
    };
    t.text(key)
}

fn in_words(holds: Holds) -> &'static str {
    match holds {
        Holds::Text => "web-sql-holds-text",
        Holds::Number => "web-sql-holds-number",
        Holds::Bool => "web-sql-holds-bool",
        Holds::Date => "web-sql-holds-date",
        Holds::Time => "web-sql-holds-time",
        Holds::Bytes => "web-sql-holds-bytes",
    }
}
