//! `talap mapping`: what the mappings make of lines, for whoever writes one. Nothing is kept.

use std::fmt::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;

use serde_json::{Value, json};
use talap_collect::files::{FormatOptions, MOST_INFLATED, inflating, read_file_events};
use talap_collect::normalise::mapping::Mappings;
use talap_collect::source::{Format, Source};
use talap_model::{NewEvent, ObjectId, OrganisationId, SourceId, SourceKind};

use crate::commands::found;
use crate::config::Config;
use crate::failure::Failure;
use crate::render;
use crate::system::SystemClock;
use crate::{events, load};

/// What to explain.
pub(super) struct Asked {
    /// The file of lines or records.
    pub(super) file: PathBuf,
    /// Their format.
    pub(super) format: Format,
    /// The identifier that the source is to have.
    pub(super) source: Option<String>,
    /// Whether the answer is for a program.
    pub(super) json: bool,
}

/// Lists the mappings with their versions.
pub(super) fn list(config: &Config) -> Result<ExitCode, Failure> {
    let mappings = load::mappings(&config.folders)?;
    mappings.check()?;
    let names: Vec<String> =
        mappings.iter().map(|header| format!("{} (OCSF {})", header.name(), header.ocsf)).collect();
    render::print(&names.join("\n"))?;
    Ok(ExitCode::SUCCESS)
}

/// Shows what becomes of each line; one that cannot be understood, or at which a mapping fails, makes it 'found wanting'.
pub(super) fn explain(config: &Config, asked: &Asked) -> Result<ExitCode, Failure> {
    let mappings = load::mappings(&config.folders)?;
    let body = super::import::read(&asked.file)?;
    let id = SourceId::new(asked.source.as_deref().unwrap_or("explained"))?;
    let (organisation, object) = (OrganisationId::new("explained")?, ObjectId::new("explained")?);
    let source = Source::new(id, organisation, object, SourceKind::Application, asked.format);
    let (offset, multiline) = (config.offset(), config.collect.multiline);
    let options = FormatOptions { offset, multiline, ..FormatOptions::default() };
    let mut wanting = false;
    let all = read_file_events(inflating(&body, MOST_INFLATED), &source, &mappings, &SystemClock, options);
    for event in all {
        let event = event.map_err(|error| events::unreadable(&error))?;
        wanting |= event.fault.is_some() || event.attributes.contains_key("mapping_error");
        if asked.json {
            render::print_json(&as_json(&event, &mappings))?;
        } else {
            render::print(&shown(&event, &mappings))?;
        }
    }
    Ok(found(wanting))
}

/// An event under the names that queries use.
fn as_json(event: &NewEvent, mappings: &Mappings) -> Value {
    json!({
        "occurred_at": event.occurred_at.map(|at| at.to_string()),
        "class_uid": event.class_uid,
        "class": class(event, mappings),
        "severity_id": event.severity_id,
        "host": event.host,
        "program": event.program,
        "user_name": event.user,
        "address": event.address,
        "message": event.message,
        "fault": event.fault,
        "attributes": event.attributes,
    })
}

fn class<'a>(event: &NewEvent, mappings: &'a Mappings) -> Option<&'a str> {
    mappings.subset().class(event.class_uid).map(|class| class.caption.as_str())
}

/// The same for a person: a line for each thing that is stated.
fn shown(event: &NewEvent, mappings: &Mappings) -> String {
    let Value::Object(fields) = as_json(event, mappings) else { return String::new() };
    let plain = |value: &Value| value.as_str().map_or_else(|| value.to_string(), render::printable);
    let mut text = render::printable(&event.message);
    for name in ["occurred_at", "class_uid", "class", "severity_id", "host", "program", "user_name", "address", "fault"]
    {
        if let Some(value) = fields.get(name).filter(|value| !value.is_null()) {
            let _written = write!(text, "\n  {name} = {}", plain(value));
        }
    }
    for (name, value) in &event.attributes {
        let _written = write!(text, "\n    {} = {}", render::printable(name), render::printable(value));
    }
    text.push('\n');
    text
}
