//! A change of the configuration is an event: what `up` runs with is compared with what the ledger last heard of.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::{Path, PathBuf};

use serde_json::Value;
use sha2::{Digest, Sha256};
use talap_access::Service;
use talap_assess::{Session, session::to_json};
use talap_collect::own::{Act, OWN};
use talap_model::{ActKey, io_cause};

use crate::app::App;
use crate::config::{Config, FoldersConfig};
use crate::events::hex;
use crate::failure::Failure;

/// Parts of names whose values stay out of the ledger and of the comparison.
const SECRET: [&str; 3] = ["password", "secret", "token"];
/// What stands in the place of the user and password of a URL.
const HIDDEN: &str = "***";

/// The settings in force, by name (`collect.syslog_udp`), without secrets.
type Settings = BTreeMap<String, String>;

/// Records what `up` runs with, if the ledger has not heard of it: every setting the first time, and afterwards what
/// changed, with the value before and now. The catalogue's fingerprint is one of the settings, and so is the digest of each file
/// of checks, register definitions and mappings that somebody put beside the built-in ones: `folders.checks/own.toml`.
pub(crate) async fn record_change(app: &App) -> Result<(), Failure> {
    let now = settings(&app.config, app.catalog.fingerprint())?;
    let before = last_recorded(app).await?;
    let Some(changed) = before.as_ref().map(|before| differences(before, &now)) else {
        return Ok(app.record(described(Act::new(ActKey::ConfigurationFirst, "talap:up"), &now)?).await?);
    };
    if changed.is_empty() {
        return Ok(());
    }
    let mut act = described(Act::new(ActKey::ConfigurationChanged, "talap:up").to_look_at(), &now)?;
    act = act.with("changed", changed.iter().copied().collect::<Vec<_>>().join(", "));
    for name in changed {
        let value = |settings: &Settings| settings.get(name).cloned().unwrap_or_default();
        act = act.with(&format!("was.{name}"), before.as_ref().map(value).unwrap_or_default());
        act = act.with(&format!("is.{name}"), value(&now));
    }
    Ok(app.record(act).await?)
}

/// The act with all settings, for the next comparison, and their digest, for people.
fn described<'a>(act: Act<'a>, settings: &Settings) -> Result<Act<'a>, Failure> {
    let text = serde_json::to_string(settings).map_err(unwritable)?;
    Ok(act.with("digest", hex(&Sha256::digest(&text))).with("settings", text))
}

/// The settings of the last event that told them; none when there is no such event, or it cannot be read any more.
async fn last_recorded(app: &App) -> Result<Option<Settings>, Failure> {
    let sql = format!(
        "SELECT attributes FROM events WHERE source = '{OWN}' AND org = '{OWN}' AND kind = 'talap' \
         AND message IN ('configuration.first', 'configuration.changed') ORDER BY seq DESC LIMIT 1"
    );
    let session = app.assessor.facts().session(&Service::Assess.caller(), Some(&BTreeSet::new())).await?;
    let rows = to_json(&session.run(Session::parse(&sql)?).await?)?;
    let attributes = rows.first().and_then(|row| row.get("attributes")).and_then(Value::as_str);
    let attributes: Option<Settings> = attributes.and_then(|text| serde_json::from_str(text).ok());
    Ok(attributes.and_then(|attributes| serde_json::from_str(attributes.get("settings")?).ok()))
}

fn differences<'a>(before: &'a Settings, now: &'a Settings) -> BTreeSet<&'a str> {
    let names = before.keys().chain(now.keys());
    names.filter(|name| before.get(*name) != now.get(*name)).map(String::as_str).collect()
}

/// Every setting by its name; one that is not set is not there.
fn settings(config: &Config, catalog: &str) -> Result<Settings, Failure> {
    let mut settings = Settings::from([("catalog".to_owned(), catalog.to_owned())]);
    flatten("", &serde_json::to_value(config).map_err(unwritable)?, &mut settings);
    add_digests(&config.folders, &mut settings);
    Ok(settings)
}

/// A file that cannot be read has why in the place of its digest: whoever needs it has said so before.
fn add_digests(folders: &FoldersConfig, settings: &mut Settings) {
    let kinds = [("checks", &folders.checks), ("registers", &folders.registers), ("mappings", &folders.mappings)];
    for (kind, folder) in kinds {
        let Some(folder) = folder else { continue };
        let mut open = vec![folder.clone()];
        while let Some(path) = open.pop() {
            let found = if path.is_dir() {
                entries(&path).map(|paths| {
                    open.extend(paths.into_iter().filter(|path| !is_hidden(path)));
                    None
                })
            } else if path.exists() && !path.is_file() {
                // A pipe would be waited for.
                Ok(None)
            } else {
                std::fs::read(&path).map(|bytes| Some(hex(&Sha256::digest(bytes))))
            };
            if let Some(value) = found.unwrap_or_else(|error| Some(io_cause(&error).key)) {
                let name = path.strip_prefix(folder).unwrap_or(&path);
                settings.insert(format!("folders.{kind}/{}", name.display()), value);
            }
        }
    }
}

fn entries(folder: &Path) -> io::Result<Vec<PathBuf>> {
    folder.read_dir()?.map(|entry| Ok(entry?.path())).collect()
}

/// Whether a name is that of a file which editors and version control keep for themselves.
fn is_hidden(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name.as_encoded_bytes().starts_with(b"."))
}

fn unwritable(error: serde_json::Error) -> Failure {
    Failure::failed(talap_model::Message::new("io-other").with("text", error.to_string()))
}

fn flatten(name: &str, value: &Value, settings: &mut Settings) {
    match value {
        Value::Null => {}
        Value::Object(fields) => {
            for (field, value) in fields {
                let name = if name.is_empty() { field.clone() } else { format!("{name}.{field}") };
                flatten(&name, value, settings);
            }
        }
        _ if is_secret(name) => {}
        Value::String(text) => {
            settings.insert(name.to_owned(), without_password(text));
        }
        other => {
            settings.insert(name.to_owned(), other.to_string());
        }
    }
}

/// Whether a setting's own name says that it is a secret. The path of a file with one is none.
fn is_secret(name: &str) -> bool {
    let last = name.rsplit('.').next().unwrap_or(name);
    SECRET.iter().any(|part| last.contains(part)) && !last.ends_with("_file")
}

/// A URL without the user and password in it.
fn without_password(text: &str) -> String {
    match text.split_once("://") {
        Some((scheme, rest)) => {
            let end = rest.find('/').unwrap_or(rest.len());
            let (authority, path) = rest.split_at_checked(end).unwrap_or((rest, ""));
            match authority.rsplit_once('@') {
                Some((_, host)) => format!("{scheme}://{HIDDEN}@{host}{path}"),
                None => text.to_owned(),
            }
        }
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_have_names_and_no_secrets() {
        let mut config = Config::default();
        config.store.url = Some("postgres://talap:p@ss@db.kz/talap?x=1".to_owned());
        let settings = settings(&config, "f00d").unwrap();
        assert_eq!(settings["store.url"], "postgres://***@db.kz/talap?x=1");
        assert_eq!(settings["collect.syslog_udp"], "127.0.0.1:5514");
        assert_eq!(settings["assess.every_minutes"], "15");
        assert!(!settings.contains_key("web.tls_key"), "what is not set is not there");
        let json = serde_json::json!({"http": {"token": "x", "token_file": "/t", "passwords": ["y"], "port": 1}});
        let mut found = Settings::new();
        flatten("", &json, &mut found);
        assert_eq!(found.keys().collect::<Vec<_>>(), ["http.port", "http.token_file"]);
    }

    #[test]
    fn files_beside_the_built_in_ones_are_settings_by_their_content() {
        let folder = tempfile::tempdir().unwrap();
        let write = |name: &str, text: &str| {
            let path = folder.path().join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        };
        write("own.vrl", "a");
        write("more/other.vrl", "b");
        write(".own.vrl.swp", "c");
        let mut config = Config::default();
        config.folders.mappings = Some(folder.path().to_owned());
        let before = settings(&config, "f00d").unwrap();
        let names = before.keys().filter(|name| name.contains('/')).collect::<Vec<_>>();
        assert_eq!(names, ["folders.mappings/more/other.vrl", "folders.mappings/own.vrl"]);
        write("own.vrl", "b");
        let now = settings(&config, "f00d").unwrap();
        assert_eq!(differences(&before, &now).into_iter().collect::<Vec<_>>(), ["folders.mappings/own.vrl"]);
        assert_eq!(now["folders.mappings/own.vrl"], now["folders.mappings/more/other.vrl"]);
        config.folders.checks = Some(folder.path().join("away"));
        let away = settings(&config, "f00d").unwrap();
        assert_eq!(away["folders.checks/"], "io-not-found");
    }

    #[test]
    fn what_is_added_removed_or_other_is_a_difference() {
        let of = |pairs: &[(&str, &str)]| pairs.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect();
        let (before, now): (Settings, Settings) =
            (of(&[("a", "1"), ("b", "2"), ("c", "3")]), of(&[("b", "2"), ("c", "4"), ("d", "5")]));
        assert_eq!(differences(&before, &now).into_iter().collect::<Vec<_>>(), ["a", "c", "d"]);
    }
}
