//! A mapping's program: compiled once, run for each event within bounds.

use std::collections::BTreeMap;
use std::ops::ControlFlow;

use serde_json::Value as Json;
use talap_model::NewEvent;
use vrl::compiler::runtime::{Runtime, Terminate};
use vrl::compiler::state::ExternalEnv;
use vrl::compiler::{CompileConfig, Function, TargetValueRef, TimeZone};
use vrl::diagnostic::DiagnosticList;
use vrl::path::{OwnedSegment, OwnedTargetPath, PathPrefix};
use vrl::value::kind::Field as KindField;
use vrl::value::{KeyString, Kind, ObjectMap, Secrets, Value};

use super::super::ocsf::is_nothing;
use crate::source::Format;

/// The most steps (evaluated expressions) of a program for one event. The built-in mappings take some hundreds.
const STEPS: u32 = 20_000;

/// Functions of VRL that a mapping has no use for: they ask the machine, the network or chance, or print.
const WITHHELD: [&str; 22] = [
    "dns_lookup",
    "encrypt_ip",
    "decrypt_ip",
    "get_env_var",
    "get_hostname",
    "get_timezone_name",
    "http_request",
    "log",
    "now",
    "parse_grok",
    "parse_groks",
    "parse_proto",
    "encode_proto",
    "random_bool",
    "random_bytes",
    "random_float",
    "random_int",
    "reverse_dns",
    "uuid_v4",
    "uuid_v7",
    "uuid_from_friendly_id",
    "validate_json_schema",
];

/// Where a program states what an event means.
const OCSF: &str = "ocsf";

/// A compiled program.
#[derive(Debug)]
pub(super) struct Program {
    compiled: vrl::compiler::Program,
    reads: Vec<Field>,
    zone: TimeZone,
}

/// What of an event a program may read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Field {
    Message,
    Program,
    Host,
    User,
    Address,
    Source,
    Kind,
    Format,
    SeverityId,
    Attributes,
    Data,
}

const FIELDS: [(&str, Field); 11] = [
    ("message", Field::Message),
    ("program", Field::Program),
    ("host", Field::Host),
    ("user", Field::User),
    ("address", Field::Address),
    ("source", Field::Source),
    ("kind", Field::Kind),
    ("format", Field::Format),
    ("severity_id", Field::SeverityId),
    ("attributes", Field::Attributes),
    ("data", Field::Data),
];

/// What running a program came to.
pub(super) enum Outcome {
    /// The event is none of the mapping's.
    Passed,
    /// The program failed; how.
    Failed(&'static str),
    /// The mapping knows the event.
    Stated(Box<Stated>),
}

/// What a mapping states.
pub(super) struct Stated {
    /// The OCSF object.
    pub(super) ocsf: ObjectMap,
    /// What it left of the structure that the event came in.
    pub(super) data: Option<Value>,
    /// What it wants in the event's own fields.
    pub(super) overrides: Overrides,
}

/// Fields of the event that a mapping may set itself.
#[derive(Default)]
pub(super) struct Overrides {
    user: Option<String>,
    address: Option<String>,
    host: Option<String>,
    program: Option<String>,
}

impl Overrides {
    pub(super) fn apply(self, event: &mut NewEvent) {
        for (field, stated) in [
            (&mut event.user, self.user),
            (&mut event.address, self.address),
            (&mut event.host, self.host),
            (&mut event.program, self.program),
        ] {
            if stated.is_some() {
                *field = stated;
            }
        }
    }
}

impl Program {
    /// Compiles a program; an error is the line and what the compiler says.
    pub(super) fn compile(text: &str) -> Result<Self, (usize, String)> {
        let environment = ExternalEnv::new_with_kind(kind_of_event(), Kind::any_object());
        let compiled = vrl::compiler::compile_with_external(text, &functions(), &environment, CompileConfig::default());
        let program = compiled.map_err(|diagnostics| told(text, &diagnostics))?.program;
        let queried = |name: &str| program.info().target_queries.iter().any(|path| begins_with(path, name));
        let reads = FIELDS.iter().filter(|(name, _)| queried(name)).map(|(_, field)| *field).collect();
        let zone = TimeZone::parse("UTC").ok_or_else(|| (1, "UTC".to_owned()))?;
        Ok(Self { compiled: program, reads, zone })
    }

    /// Runs it for an event.
    pub(super) fn run(&self, event: &NewEvent, format: Format, data: Option<&Json>) -> Outcome {
        let mut root = self.input(event, format, data);
        let mut metadata = Value::Object(ObjectMap::new());
        let mut secrets = Secrets::new();
        let mut target = TargetValueRef { value: &mut root, metadata: &mut metadata, secrets: &mut secrets };
        let mut left = STEPS;
        let mut control = || {
            left = left.saturating_sub(1);
            if left == 0 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        };
        match Runtime::default().resolve_with_control(&mut target, &self.compiled, &self.zone, &mut control) {
            Ok(_) => output(root, event),
            Err(Terminate::Abort(_)) => Outcome::Passed,
            Err(Terminate::Interrupted) => Outcome::Failed("too-many-steps"),
            Err(Terminate::Error(_)) => Outcome::Failed("failed"),
        }
    }

    /// The event as the program sees it; only what the program reads.
    fn input(&self, event: &NewEvent, format: Format, data: Option<&Json>) -> Value {
        let text = |text: &Option<String>| text.as_deref().map_or(Value::Null, Value::from);
        let value = |field: Field| match field {
            Field::Message => Value::from(event.message.as_str()),
            Field::Program => Value::from(event.program.as_deref().unwrap_or_default()),
            Field::Host => text(&event.host),
            Field::User => text(&event.user),
            Field::Address => text(&event.address),
            Field::Source => Value::from(event.source.as_str()),
            Field::Kind => Value::from(event.kind.key()),
            Field::Format => Value::from(format.key()),
            Field::SeverityId => Value::Integer(event.severity_id.into()),
            Field::Attributes => {
                let attribute = |(name, value): (&str, &str)| (KeyString::from(name), Value::from(value));
                Value::Object(event.attributes.iter().map(attribute).collect())
            }
            Field::Data => data.map_or(Value::Null, Value::from),
        };
        let read = FIELDS.iter().filter(|(_, field)| self.reads.contains(field));
        let mut root: ObjectMap = read.map(|(name, field)| (KeyString::from(*name), value(*field))).collect();
        root.insert(KeyString::from(OCSF), Value::Object(ObjectMap::new()));
        Value::Object(root)
    }
}

/// Takes what a program left in the event apart.
fn output(root: Value, event: &NewEvent) -> Outcome {
    let Some(mut fields) = root.into_object() else { return Outcome::Failed("root") };
    let ocsf = match fields.remove(OCSF) {
        Some(Value::Object(ocsf)) if ocsf.is_empty() => return Outcome::Passed,
        Some(Value::Object(ocsf)) => ocsf,
        Some(_) => return Outcome::Failed("root"),
        None => return Outcome::Passed,
    };
    let mut text = |name: &str, before: &Option<String>| {
        let stated = fields.remove(name)?.to_str_lossy()?.into_owned();
        Some(stated).filter(|stated| !is_nothing(stated) && Some(stated) != before.as_ref())
    };
    let overrides = Overrides {
        user: text("user", &event.user),
        address: text("address", &event.address),
        host: text("host", &event.host),
        program: text("program", &event.program),
    };
    let data = fields.remove("data");
    Outcome::Stated(Box::new(Stated { ocsf, data, overrides }))
}

/// What the compiler may rely on.
fn kind_of_event() -> Kind {
    let kind = |field: Field| match field {
        Field::Host | Field::User | Field::Address => Kind::bytes().or_null(),
        Field::SeverityId => Kind::integer(),
        Field::Attributes => Kind::any_object(),
        Field::Data => Kind::any_object().or_null(),
        _ => Kind::bytes(),
    };
    let fields = FIELDS.iter().map(|(name, field)| ((*name).into(), kind(*field)));
    // It is there before a program begins: a path below what is not there cannot be assigned to.
    let fields: BTreeMap<KindField, Kind> = fields.chain([(OCSF.into(), Kind::any_object())]).collect();
    Kind::object(fields)
}

fn functions() -> Vec<Box<dyn Function>> {
    vrl::stdlib::all().into_iter().filter(|function| !WITHHELD.contains(&function.identifier())).collect()
}

fn begins_with(path: &OwnedTargetPath, name: &str) -> bool {
    path.prefix == PathPrefix::Event
        && match path.path.segments.first() {
            Some(OwnedSegment::Field(field)) => field.as_str() == name,
            // The whole event, or a place in it that is no name.
            _ => true,
        }
}

/// The first error with its line.
fn told(text: &str, diagnostics: &DiagnosticList) -> (usize, String) {
    let Some(first) = diagnostics.iter().find(|diagnostic| diagnostic.is_error()).or_else(|| diagnostics.first())
    else {
        return (1, String::new());
    };
    let label = first.labels().iter().find(|label| label.primary).or_else(|| first.labels().first());
    let start = label.map_or(0, |label| label.span.start());
    let line = text.bytes().take(start).filter(|byte| *byte == b'\n').count() + 1;
    let details = first.labels().iter().map(|label| label.message.as_str()).filter(|message| !message.is_empty());
    let said: Vec<&str> = std::iter::once(first.message()).chain(details).collect();
    (line, said.join("; "))
}
