//! Mappings: what an event says in OCSF's terms, as data. A mapping is a VRL program with a header that says which events
//! it is for; see `mappings/README.md`.
//!
//! # Invariants
//!
//! - A mapping is a function of the event alone: it knows no time, no randomness, no network and no environment.
//! - An event costs a bounded number of steps of a program, and none where no mapping is for it.
//! - A program that fails leaves the event as it was, with the mapping's name and the kind of its failure.
//! - What a mapping states and OCSF has no place for stays under `unmapped.`; what it leaves alone stays as it came.

mod header;
mod program;

use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use header::Applies;
use program::{Outcome, Program, Stated};
use serde_json::Value as Json;
use talap_model::{Attributes, Explain, Message, NewEvent};
use vrl::value::{ObjectMap, Value};

use super::ocsf::{Subset, SubsetError, is_nothing};
use super::{Finding, flat, names};
use crate::files::FILE_DIGEST;
use crate::source::Format;

pub use header::Header;

#[derive(rust_embed::RustEmbed)]
#[folder = "../../mappings"]
struct BuiltIn;

/// The longest text that a mapping is asked about, in bytes.
const LONGEST: usize = 64 * 1024;

/// The attribute that names a mapping that failed, and how.
const MAPPING_ERROR: &str = "mapping_error";

/// What a reader of a format knows of an event beside its text.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Said {
    /// What the format itself says in OCSF's terms; a finding of no family where it says that no family knows the text.
    pub finding: Option<Finding>,
    /// The structure that the event came in, where it did; what no mapping takes out of it becomes attributes.
    pub data: Option<Json>,
}

/// A mapping.
#[derive(Debug)]
struct Mapping {
    header: Header,
    file: String,
    text: String,
    /// Compiled with the first event that needs it: compiling all of them would hold up every command at its start.
    program: OnceLock<Option<Program>>,
}

impl Mapping {
    fn compile(&self) -> Result<Program, MappingsError> {
        Program::compile(&self.text).map_err(|(line, cause)| MappingsError::Program {
            file: self.file.clone(),
            line,
            cause,
        })
    }

    /// The program; none where it cannot be compiled, which the log tells once.
    fn program(&self) -> Option<&Program> {
        let compiled = || self.compile().inspect_err(|error| tracing::error!(%error, "a mapping is not used")).ok();
        self.program.get_or_init(compiled).as_ref()
    }
}

/// All mappings, found by what they are for.
#[derive(Debug, Default)]
pub struct Mappings {
    subset: Subset,
    all: Vec<Mapping>,
    by_source: HashMap<String, Vec<usize>>,
    by_program: HashMap<String, Vec<usize>>,
    by_format: HashMap<Format, Vec<usize>>,
}

/// A mapping cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum MappingsError {
    /// The folder or a file in it cannot be read.
    #[error("cannot read {path}")]
    Read {
        /// Where.
        path: PathBuf,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// The lines of the header are missing or wrong.
    #[error("{file}: the header is wrong: {cause}")]
    Header {
        /// The file.
        file: String,
        /// What is wrong.
        cause: String,
    },
    /// The program cannot be compiled.
    #[error("{file}, line {line}: {cause}")]
    Program {
        /// The file.
        file: String,
        /// The line, from 1.
        line: usize,
        /// What the compiler says.
        cause: String,
    },
    /// The mapping is written for another version of OCSF.
    #[error("{file} is for OCSF {stated}, not {known}")]
    Version {
        /// The file.
        file: String,
        /// The version that it states.
        stated: String,
        /// The version that is built in.
        known: String,
    },
    /// The generated subset of OCSF is broken.
    #[error(transparent)]
    Subset(#[from] SubsetError),
}

impl Explain for MappingsError {
    fn explain(&self) -> Message {
        match self {
            Self::Read { path, source } => Message::new("collect-mapping-unreadable")
                .with("path", path.display().to_string())
                .with("cause", source.to_string()),
            Self::Header { file, cause } => {
                Message::new("collect-mapping-header").with("file", file.as_str()).with("cause", cause.as_str())
            }
            Self::Program { file, line, cause } => Message::new("collect-mapping-program")
                .with("file", file.as_str())
                .with("line", *line)
                .with("cause", cause.as_str()),
            Self::Version { file, stated, known } => Message::new("collect-mapping-version")
                .with("file", file.as_str())
                .with("stated", stated.as_str())
                .with("known", known.as_str()),
            Self::Subset(error) => Message::new("collect-mapping-schema").with("cause", error.to_string()),
        }
    }
}

impl Mappings {
    /// The mappings built into the binary, each compiled when it is first needed.
    ///
    /// # Errors
    ///
    /// [`MappingsError`], which a test rules out.
    pub fn built_in() -> Result<Self, MappingsError> {
        let text = |path: &str| BuiltIn::get(path).and_then(|file| String::from_utf8(file.data.into_owned()).ok());
        let subset = Subset::parse(&text("ocsf.json").unwrap_or_default())?;
        let files = BuiltIn::iter().filter(|path| path.strip_suffix(".vrl").is_some());
        Self { subset, ..Self::default() }.add(files.filter_map(|path| Some((path.to_string(), text(&path)?))))
    }

    /// Compiles every mapping.
    ///
    /// # Errors
    ///
    /// [`MappingsError::Program`] for the first that cannot be.
    pub fn check(&self) -> Result<(), MappingsError> {
        self.all.iter().try_for_each(|mapping| mapping.compile().map(drop))
    }

    /// The same with those of a folder added or, where the identifier is the same, put in their place.
    ///
    /// # Errors
    ///
    /// [`MappingsError`], which names the file and the place in it.
    pub fn with_folder(self, folder: &Path) -> Result<Self, MappingsError> {
        let failed = |path: &Path| {
            let path = path.to_owned();
            move |source| MappingsError::Read { path, source }
        };
        let mut texts = BTreeMap::new();
        for entry in std::fs::read_dir(folder).map_err(failed(folder))? {
            let path = entry.map_err(failed(folder))?.path();
            if path.extension().is_some_and(|extension| extension == "vrl") {
                let text = std::fs::read_to_string(&path).map_err(failed(&path))?;
                texts.insert(path.display().to_string(), text);
            }
        }
        self.with_texts(texts)
    }

    /// The same with these files, by name, added or put in the place of those with the same identifier. They are compiled
    /// at once, so that their author is told.
    ///
    /// # Errors
    ///
    /// [`MappingsError`], which names the file and the place in it.
    pub fn with_texts(self, texts: impl IntoIterator<Item = (String, String)>) -> Result<Self, MappingsError> {
        let texts: BTreeMap<String, String> = texts.into_iter().collect();
        let files: Vec<String> = texts.keys().cloned().collect();
        let mappings = self.add(texts)?;
        for mapping in mappings.all.iter().filter(|mapping| files.contains(&mapping.file)) {
            let program = mapping.compile()?;
            mapping.program.get_or_init(|| Some(program));
        }
        Ok(mappings)
    }

    fn add(self, texts: impl IntoIterator<Item = (String, String)>) -> Result<Self, MappingsError> {
        let mut by_id: BTreeMap<_, _> =
            self.all.into_iter().map(|mapping| (mapping.header.id.clone(), mapping)).collect();
        for (file, text) in texts {
            let header = Header::read(&text).map_err(|cause| MappingsError::Header { file: file.clone(), cause })?;
            if header.ocsf != self.subset.version() {
                let (stated, known) = (header.ocsf, self.subset.version().to_owned());
                return Err(MappingsError::Version { file, stated, known });
            }
            by_id.insert(header.id.clone(), Mapping { header, file, text, program: OnceLock::new() });
        }
        let mut mappings = Self { subset: self.subset, all: by_id.into_values().collect(), ..Self::default() };
        mappings.index();
        Ok(mappings)
    }

    fn index(&mut self) {
        for (place, mapping) in self.all.iter().enumerate() {
            for applies in &mapping.header.applies {
                // The rarest condition leads to a mapping; the others are looked at then.
                if !applies.sources.is_empty() {
                    enter(&mut self.by_source, &applies.sources, place);
                } else if !applies.programs.is_empty() {
                    enter(&mut self.by_program, &applies.programs, place);
                } else {
                    enter(&mut self.by_format, &applies.formats, place);
                }
            }
        }
    }

    /// The headers of all mappings, by identifier.
    pub fn iter(&self) -> impl Iterator<Item = &Header> {
        self.all.iter().map(|mapping| &mapping.header)
    }

    /// The part of OCSF that is known.
    pub fn subset(&self) -> &Subset {
        &self.subset
    }

    /// Describes an event: by the first mapping that knows it, else by the families of [`super`].
    pub fn describe(&self, event: &mut NewEvent, format: Format, said: Said) {
        if !self.map(event, format, said.data.as_ref()) {
            if let Some(data) = &said.data {
                keep(event, data);
            }
            match said.finding {
                Some(finding) if finding.family.is_empty() => {}
                Some(finding) => super::add(event, finding),
                None => super::apply(event),
            }
        }
        reserve(event);
    }

    /// Describes an event by a mapping, if one knows it.
    fn map(&self, event: &mut NewEvent, format: Format, data: Option<&Json>) -> bool {
        let none: &[usize] = &[];
        let program = event.program.as_deref().unwrap_or_default();
        let candidates = [
            self.by_source.get(event.source.as_str()).map_or(none, Vec::as_slice),
            self.by_program.get(program).map_or(none, Vec::as_slice),
            self.by_format.get(&format).map_or(none, Vec::as_slice),
        ];
        for place in candidates.into_iter().flatten() {
            let Some(mapping) = self.all.get(*place) else { continue };
            if !mapping.header.applies.iter().any(|applies| fits(applies, event, format)) {
                continue;
            }
            let failure = match mapping.program() {
                _ if event.message.len() > LONGEST => "too-long",
                None => "program",
                Some(program) => match program.run(event, format, data) {
                    Outcome::Passed => continue,
                    Outcome::Failed(kind) => kind,
                    Outcome::Stated(stated) => match self.take(event, mapping, *stated, data) {
                        Ok(()) => return true,
                        Err(kind) => kind,
                    },
                },
            };
            event.attributes.insert(MAPPING_ERROR, format!("{}: {failure}", mapping.header.name()));
        }
        false
    }

    /// Takes what a mapping stated into the event.
    fn take(
        &self,
        event: &mut NewEvent,
        mapping: &Mapping,
        stated: Stated,
        came: Option<&Json>,
    ) -> Result<(), &'static str> {
        let Stated { mut ocsf, data, overrides } = stated;
        let class =
            ocsf.remove("class_uid").as_ref().and_then(Value::as_integer).and_then(|uid| u32::try_from(uid).ok());
        let class = class.filter(|uid| self.subset.class(*uid).is_some()).ok_or("class")?;
        event.class_uid = class;
        take_columns(event, &mut ocsf);
        let placed = self.subset.place(class, ocsf);
        for (name, value) in placed.attributes {
            // A source may use a name of OCSF's for something else; what it said is kept beside.
            if let Some(before) = event.attributes.insert(name.clone(), value.clone()).filter(|before| *before != value)
            {
                event.attributes.insert(format!("unmapped.{name}"), before);
            }
        }
        for (name, value) in placed.unmapped {
            event.attributes.insert(format!("unmapped.{name}"), value);
        }
        overrides.apply(event);
        default_columns(event);
        // A program that never looks at the structure leaves all of it.
        let left: Option<Json> = data.and_then(|left| left.try_into().ok());
        if let Some(left) = left.as_ref().or(came) {
            keep(event, left);
        }
        names::described(&mut event.attributes, mapping.header.name());
        names::add_short(event);
        Ok(())
    }
}

/// Numbers that have columns of their own leave the object.
fn take_columns(event: &mut NewEvent, ocsf: &mut ObjectMap) {
    let severity = ocsf.remove("severity_id").as_ref().and_then(Value::as_integer);
    if let Some(severity) = severity.and_then(|id| u8::try_from(id).ok()).filter(|id| *id <= 6) {
        event.severity_id = severity;
    }
    let time = ocsf.remove("time");
    if event.occurred_at.is_none() {
        let micros = match &time {
            Some(Value::Timestamp(at)) => Some(at.timestamp_micros()),
            Some(Value::Integer(millis)) => millis.checked_mul(1000),
            _ => None,
        };
        event.occurred_at = micros.map(talap_model::Timestamp::from_micros);
    }
}

/// Fills the columns that a mapping did not set itself from what it stated.
fn default_columns(event: &mut NewEvent) {
    let first = |names: &Attributes, paths: &[&str]| paths.iter().find_map(|path| names.get(path)).map(str::to_owned);
    if event.user.is_none() {
        event.user = first(&event.attributes, &["actor.user.name", "user.name", "evidences.0.user.name"]);
    }
    if event.address.is_none() {
        event.address = first(&event.attributes, &["src_endpoint.ip", "evidences.0.src_endpoint.ip"]);
    }
    if event.host.is_none() {
        event.host = first(&event.attributes, &["device.hostname", "device.name"]);
    }
}

/// Gives another name to what a sender calls as imports call the file that an event came from: an import would take such events
/// for ones of the file, and leave out as many of its lines.
fn reserve(event: &mut NewEvent) {
    if let Some(value) = event.attributes.remove(FILE_DIGEST) {
        event.attributes.insert(format!("attribute.{FILE_DIGEST}"), value);
    }
}

/// Keeps a structure as attributes under its own names.
fn keep(event: &mut NewEvent, data: &Json) {
    let mut found = Vec::new();
    flat::flatten("", data, &mut found);
    for (name, value) in found.into_iter().filter(|(_, value)| !is_nothing(value)) {
        let name = match event.attributes.get(&name) {
            Some(before) if before == value => continue,
            Some(_) => format!("unmapped.{name}"),
            None => name,
        };
        event.attributes.insert(name, value);
    }
}

fn fits(applies: &Applies, event: &NewEvent, format: Format) -> bool {
    let among = |names: &[String], name: &str| names.is_empty() || names.iter().any(|known| known == name);
    among(&applies.sources, event.source.as_str())
        && among(&applies.programs, event.program.as_deref().unwrap_or_default())
        && (applies.formats.is_empty() || applies.formats.contains(&format))
        && among(&applies.kinds, event.kind.key())
        && (applies.contains.is_empty() || applies.contains.iter().any(|part| event.message.contains(part.as_str())))
}

fn enter<K: Clone + Eq + std::hash::Hash>(index: &mut HashMap<K, Vec<usize>>, keys: &[K], place: usize) {
    for key in keys {
        let places = index.entry(key.clone()).or_default();
        if !places.contains(&place) {
            places.push(place);
        }
    }
}

#[cfg(test)]
mod tests;
