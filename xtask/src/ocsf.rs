//! `cargo xtask ocsf FOLDER`: makes `mappings/ocsf.json` out of the published OCSF schema.
//!
//! FOLDER is the schema's repository at a released version. What is taken are its facts: numbers, names and types of the
//! classes and objects that mappings use. Its descriptions stay where they are.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, ensure};
use serde_json::{Map, Value, json};

use crate::cargo;

/// The classes that are taken, by the name that the schema gives them (one of them is misspelt there). The base event is
/// always taken.
const CLASSES: [&str; 20] = [
    "file_activity",
    "scheduled_job_activity",
    "process_activity",
    "event_log_actvity",
    "detection_finding",
    "account_change",
    "authentication",
    "authorize_session",
    "user_access",
    "group_management",
    "network_activity",
    "http_activity",
    "dns_activity",
    "ssh_activity",
    "tunnel_activity",
    "device_config_state_change",
    "application_lifecycle",
    "api_activity",
    "datastore_activity",
    "application_error",
];

/// The objects that are taken, by name; an attribute whose object is not among them is left out.
const OBJECTS: [&str; 43] = [
    "account",
    "actor",
    "analytic",
    "api",
    "attack",
    "auth_factor",
    "certificate",
    "database",
    "device",
    "dns_answer",
    "dns_query",
    "evidences",
    "file",
    "finding_info",
    "fingerprint",
    "firewall_rule",
    "group",
    "http_header",
    "http_request",
    "http_response",
    "job",
    "malware",
    "metadata",
    "network_connection_info",
    "network_endpoint",
    "network_interface",
    "network_traffic",
    "os",
    "policy",
    "process",
    "product",
    "query_info",
    "request",
    "response",
    "rule",
    "service",
    "session",
    "sub_technique",
    "table",
    "tactic",
    "technique",
    "tls",
    "url",
];

/// What else belongs in the list above but breaks its alphabet: the object that everything is about.
const USER: &str = "user";

/// The version of the file that is written.
const FORMAT: u32 = 1;

/// Reads the schema and writes the subset.
pub(crate) fn run(folder: &Path) -> Result<()> {
    let schema = Schema::read(folder)?;
    let subset = schema.subset()?;
    let path = cargo::workspace()?.join("mappings/ocsf.json");
    let mut text = serde_json::to_string_pretty(&subset).context("cannot write JSON")?;
    text.push('\n');
    std::fs::write(&path, text).with_context(|| format!("cannot write {}", path.display()))?;
    println!("{}: OCSF {}", path.display(), schema.version);
    Ok(())
}

/// The schema's files by name.
struct Schema {
    version: String,
    dictionary: Map<String, Value>,
    types: Map<String, Value>,
    categories: Map<String, Value>,
    events: BTreeMap<String, Value>,
    objects: BTreeMap<String, Value>,
    folder: PathBuf,
}

impl Schema {
    fn read(folder: &Path) -> Result<Self> {
        let version = json_file(&folder.join("version.json"))?;
        let version = text(&version, "version")?;
        ensure!(!version.contains('-'), "{version} is no released version of OCSF: check out a tag such as 1.8.0");
        let dictionary = json_file(&folder.join("dictionary.json"))?;
        let categories = json_file(&folder.join("categories.json"))?;
        Ok(Self {
            version,
            types: attributes(dictionary.get("types").unwrap_or(&Value::Null))?,
            dictionary: attributes(&dictionary)?,
            categories: attributes(&categories)?,
            events: named(&folder.join("events"))?,
            objects: named(&folder.join("objects"))?,
            folder: folder.to_owned(),
        })
    }

    fn subset(&self) -> Result<Value> {
        let base = self.attributes_of(&self.events, "base_event")?;
        let mut classes = Map::new();
        classes.insert("0".to_owned(), self.class("base_event", &Map::new())?);
        for name in CLASSES {
            classes.insert(self.class_uid(name)?.to_string(), self.class(name, &base)?);
        }
        let mut objects = Map::new();
        for name in OBJECTS.into_iter().chain([USER]) {
            objects.insert(name.to_owned(), Value::Object(self.attributes_of(&self.objects, name)?));
        }
        Ok(json!({ "version": FORMAT, "ocsf": self.version, "classes": classes, "objects": objects }))
    }

    /// A class: what it has beyond the base event, or otherwise than it.
    fn class(&self, name: &str, base: &Map<String, Value>) -> Result<Value> {
        let mut own = self.attributes_of(&self.events, name)?;
        own.retain(|attribute, kind| base.get(attribute) != Some(kind));
        let caption = self.events.get(name).map(|class| text(class, "caption")).transpose()?;
        Ok(json!({ "name": name, "caption": caption, "attributes": own }))
    }

    /// The class's number: its own within its category's thousand.
    fn class_uid(&self, name: &str) -> Result<u64> {
        let class = self.events.get(name).with_context(|| format!("OCSF {} has no class {name}", self.version))?;
        let uid = class.get("uid").and_then(Value::as_u64).with_context(|| format!("class {name} has no uid"))?;
        let category = self.inherited(name, "category").with_context(|| format!("class {name} has no category"))?;
        let category = self.categories.get(&category).and_then(|category| category.get("uid")).and_then(Value::as_u64);
        Ok(category.with_context(|| format!("the category of class {name} has no uid"))? * 1000 + uid)
    }

    fn inherited(&self, name: &str, field: &str) -> Option<String> {
        let class = self.events.get(name)?;
        match class.get(field).and_then(Value::as_str) {
            Some(found) => Some(found.to_owned()),
            None => self.inherited(class.get("extends")?.as_str()?, field),
        }
    }

    /// The attributes of a class or object, with those of what it extends and of the profiles that it takes in.
    fn attributes_of(&self, kind: &BTreeMap<String, Value>, name: &str) -> Result<Map<String, Value>> {
        let mut found = Map::new();
        for (attribute, details) in self.details(kind, name)? {
            if let Some(of_kind) = self.kind_of(&attribute, &details)? {
                found.insert(attribute, of_kind);
            }
        }
        Ok(found)
    }

    fn details(&self, kind: &BTreeMap<String, Value>, name: &str) -> Result<Map<String, Value>> {
        let item = kind.get(name).with_context(|| format!("OCSF {} has no {name}", self.version))?;
        let mut found = match item.get("extends").and_then(Value::as_str) {
            Some(parent) => self.details(kind, parent)?,
            None => Map::new(),
        };
        let own = attributes(item)?;
        for profile in own.get("$include").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str) {
            merge(&mut found, attributes(&json_file(&self.folder.join(profile))?)?);
        }
        merge(&mut found, own);
        found.remove("$include");
        Ok(found)
    }

    /// How the subset writes what an attribute holds: the name of a type, or its numbers where it is an enumeration; `[]`
    /// after it for a list. Nothing for an object that is not taken.
    fn kind_of(&self, attribute: &str, details: &Value) -> Result<Option<Value>> {
        let known = self.dictionary.get(attribute).unwrap_or(&Value::Null);
        let field = |name: &str| details.get(name).or_else(|| known.get(name));
        let Some(named) = field("type").and_then(Value::as_str) else { return Ok(None) };
        let many = field("is_array").and_then(Value::as_bool).unwrap_or_default();
        let numbers = [known, details].into_iter().filter_map(|from| from.get("enum")?.as_object());
        let numbers: Map<String, Value> = numbers.flatten().map(caption).collect::<Result<_>>()?;
        if named == "integer_t" && !numbers.is_empty() && !many {
            return Ok(Some(Value::Object(numbers)));
        }
        let of_type = if self.types.contains_key(named) {
            self.base(named)?
        } else if OBJECTS.contains(&named) || named == USER {
            format!("object {named}")
        } else {
            return Ok(None);
        };
        Ok(Some(Value::String(if many { format!("{of_type}[]") } else { of_type })))
    }

    /// The type that a type is a kind of, without its suffix.
    fn base(&self, name: &str) -> Result<String> {
        if matches!(name, "timestamp_t" | "ip_t" | "port_t") {
            return Ok(name.trim_end_matches("_t").to_owned());
        }
        let known = self.types.get(name).with_context(|| format!("the dictionary has no type {name}"))?;
        match known.get("type").and_then(Value::as_str) {
            Some(parent) => self.base(parent),
            None if name == "long_t" => Ok("integer".to_owned()),
            None => Ok(name.trim_end_matches("_t").to_owned()),
        }
    }
}

fn caption((number, details): (&String, &Value)) -> Result<(String, Value)> {
    Ok((number.clone(), Value::String(text(details, "caption")?)))
}

/// Adds attributes; details of one that is there already are refined, not replaced.
fn merge(into: &mut Map<String, Value>, from: Map<String, Value>) {
    for (name, details) in from {
        match (into.get_mut(&name).and_then(Value::as_object_mut), details) {
            (Some(before), Value::Object(details)) => {
                for (key, value) in details {
                    match (before.get_mut(&key).and_then(Value::as_object_mut), value) {
                        (Some(numbers), Value::Object(more)) => numbers.extend(more),
                        (_, value) => {
                            before.insert(key, value);
                        }
                    }
                }
            }
            (_, details) => {
                into.insert(name, details);
            }
        }
    }
}

fn attributes(of: &Value) -> Result<Map<String, Value>> {
    of.get("attributes").and_then(Value::as_object).cloned().context("a file of the schema has no attributes")
}

fn text(of: &Value, field: &str) -> Result<String> {
    let found = of.get(field).and_then(Value::as_str).with_context(|| format!("a file of the schema has no {field}"));
    found.map(str::to_owned)
}

fn json_file(path: &Path) -> Result<Value> {
    let bytes = std::fs::read(path).with_context(|| {
        format!("cannot read {}: FOLDER is the repository of the OCSF schema at a released version", path.display())
    })?;
    serde_json::from_slice(&bytes).with_context(|| format!("{} is no JSON", path.display()))
}

/// All files below a folder, by the name that each states.
fn named(folder: &Path) -> Result<BTreeMap<String, Value>> {
    let mut found = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).with_context(|| format!("cannot read {}", folder.display()))? {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "json") {
                let value = json_file(&path)?;
                found.insert(text(&value, "name")?, value);
            }
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Writes a schema of one class and two objects and reads it back.
    fn schema(version: &str) -> (tempfile::TempDir, Result<Schema>) {
        let folder = tempfile::tempdir().unwrap();
        let write = |name: &str, value: Value| {
            let path = folder.path().join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, value.to_string()).unwrap();
        };
        write("version.json", json!({ "version": version }));
        write("categories.json", json!({ "attributes": { "iam": { "uid": 3 } } }));
        let types = json!({ "integer_t": {}, "string_t": {}, "username_t": { "type": "string_t" }, "long_t": {} });
        let dictionary = json!({
            "status_id": { "type": "integer_t", "enum": { "0": { "caption": "Unknown" } } },
            "user": { "type": "user" },
            "users": { "type": "user", "is_array": true },
            "name": { "type": "string_t" },
            "size": { "type": "long_t" },
            "strange": { "type": "strange" },
        });
        write("dictionary.json", json!({ "attributes": dictionary, "types": { "attributes": types } }));
        write(
            "events/base_event.json",
            json!({ "name": "base_event", "caption": "Base", "attributes": {
            "$include": ["profiles/host.json"], "size": {}, "status_id": {} } }),
        );
        write("profiles/host.json", json!({ "attributes": { "users": {}, "strange": {} } }));
        write(
            "events/iam/iam.json",
            json!({ "name": "iam", "caption": "IAM", "extends": "base_event",
            "category": "iam", "attributes": {} }),
        );
        write(
            "events/iam/authentication.json",
            json!({ "name": "authentication", "caption": "Authentication",
            "uid": 2, "extends": "iam", "attributes": {
                "status_id": { "enum": { "1": { "caption": "Success", "description": "x" } } }, "user": {} } }),
        );
        write("objects/user.json", json!({ "name": "user", "attributes": { "name": { "type": "username_t" } } }));
        let read = Schema::read(folder.path());
        (folder, read)
    }

    #[test]
    fn a_class_takes_what_it_inherits_and_leaves_out_what_the_base_event_has() {
        let (_folder, schema) = schema("1.8.0");
        let schema = schema.unwrap();
        assert_eq!(schema.class_uid("authentication").unwrap(), 3002);
        let base = schema.attributes_of(&schema.events, "base_event").unwrap();
        let expected = json!({ "users": "object user[]", "size": "integer", "status_id": { "0": "Unknown" } });
        assert_eq!(Value::Object(base.clone()), expected);
        let expected = json!({ "name": "authentication", "caption": "Authentication", "attributes": {
            "status_id": { "0": "Unknown", "1": "Success" }, "user": "object user" } });
        assert_eq!(schema.class("authentication", &base).unwrap(), expected);
        let user = schema.attributes_of(&schema.objects, "user").unwrap();
        assert_eq!(Value::Object(user), json!({ "name": "string" }));
    }

    #[test]
    fn a_version_that_is_not_released_is_refused() {
        assert!(schema("1.9.0-dev").1.err().unwrap().to_string().contains("released"));
    }
}
