//! How long events are kept and where: the catalogue's numbers of UR 38.4, what the configuration adds to them, and the
//! upkeep of sealed files by a running `up`.

use std::collections::BTreeSet;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use talap_collect::own::Act;
use talap_decree::catalog::{Catalog, Parameter, Unit};
use talap_ledger::{Archive, ArchiveError, ArchivePlace, Expiring, Herald, Longer, Retention, Tended, Tending};
use talap_model::time::format_date;
use talap_model::{ActKey, Explain as _, Message, ObjectId, OrganisationId, StatementKey};

use crate::app::App;
use crate::config::{ArchiveConfig, Config, LedgerConfig};
use crate::failure::{Failure, io_cause};
use crate::render::Speech;

/// Who tends, in events.
const WHO: &str = "talap:ledger";

/// How long events are kept: what the catalogue demands, or longer where the configuration says so. `None` with a
/// catalogue that demands nothing: then nothing is ever let go.
pub(crate) fn retention(config: &LedgerConfig, catalog: &Catalog) -> Result<Option<Retention>, Failure> {
    let demanded = |statement: &str, name: &str| {
        let key = StatementKey::new(statement).ok()?;
        catalog.statement(&key)?.parameters.get(name).map(months)
    };
    let least = demanded("event-logs-kept", "retention").zip(demanded("event-logs-online", "online"));
    let Some((kept, online)) = least else { return Ok(None) };
    let kept_months = at_least("ledger.kept_months", config.kept_months, kept)?;
    let online_months = at_least("ledger.online_months", config.online_months, online)?.min(kept_months);
    let longer = config.longer.iter().map(|longer| {
        Ok(Longer {
            organisation: OrganisationId::new(longer.organisation.as_str())?,
            object: longer.object.as_deref().map(ObjectId::new).transpose()?,
            kept_months: at_least("ledger.longer.kept_months", Some(longer.kept_months), kept_months)?,
        })
    });
    Ok(Some(Retention { kept_months, online_months, longer: longer.collect::<Result<_, Failure>>()? }))
}

/// A configured number of months, which may lengthen what is demanded and not shorten it.
fn at_least(key: &str, configured: Option<u32>, least: u32) -> Result<u32, Failure> {
    match configured {
        Some(asked) if asked < least => Err(Failure::wrong_use(
            Message::new("config-keeps-too-short").with("key", key).with("asked", asked).with("least", least),
        )),
        Some(asked) => Ok(asked),
        None => Ok(least),
    }
}

/// A period in whole months, never shorter than it is.
#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the number is finite, and a float saturates"
)]
fn months(parameter: &Parameter) -> u32 {
    // The shortest month has 28 days.
    let in_months = match parameter.unit {
        Unit::Year => parameter.value * 12.0,
        Unit::Week => parameter.value / 4.0,
        Unit::Day => parameter.value / 28.0,
        _ => parameter.value,
    };
    in_months.ceil().max(1.0) as u32
}

/// The archive store that the configuration names.
pub(crate) fn archive(config: &LedgerConfig) -> Result<Option<Arc<Archive>>, Failure> {
    config.archive.as_ref().map(|archive| at(&archive.url, archive)).transpose()
}

/// The archive store at an address.
pub(crate) fn at(url: &str, config: &ArchiveConfig) -> Result<Arc<Archive>, Failure> {
    let secrets = config.credentials.as_deref().map(credentials).transpose()?.unwrap_or_default();
    let variable = |name: &str| {
        let in_file = secrets.iter().find(|(key, _)| key == name).map(|(_, value)| value.clone());
        in_file.or_else(|| std::env::var(name).ok())
    };
    let place = ArchivePlace::parse(url, variable).map_err(|error| Failure::wrong_use(error.explain()))?;
    Ok(Arc::new(Archive::at(place)?))
}

/// Reads `NAME=value` lines from a file that only its owner can read.
fn credentials(path: &Path) -> Result<Vec<(String, String)>, Failure> {
    let unreadable = |error: std::io::Error| {
        let message = Message::new("config-unreadable").with("path", path.display().to_string());
        Failure::wrong_use(message.with("cause", io_cause(&error)))
    };
    let mode = std::fs::metadata(path).map_err(unreadable)?.permissions().mode();
    if mode & 0o077 != 0 {
        return Err(Failure::wrong_use(Message::new("ledger-key-exposed").with("path", path.display().to_string())));
    }
    let text = std::fs::read_to_string(path).map_err(unreadable)?;
    let lines = text.lines().filter_map(|line| line.trim().split_once('='));
    Ok(lines.map(|(name, value)| (name.trim().to_owned(), value.trim().to_owned())).collect())
}

impl App {
    /// Puts the configured retention in force, and records it when it is another than before.
    pub(crate) async fn apply_retention(&self) -> Result<(), Failure> {
        let Some(retention) = retention(&self.config.ledger, &self.catalog)? else { return Ok(()) };
        let before = self.ledger.holdings().retention;
        if self.ledger.set_retention(&retention).await? && before.as_ref() != Some(&retention) {
            let act = Act::new(ActKey::LedgerRetentionSet, WHO)
                .with("kept_months", retention.kept_months)
                .with("online_months", retention.online_months)
                .with("longer", retention.longer.len());
            self.record(act).await?;
        }
        Ok(())
    }

    /// Tends the sealed files once, and records what was done.
    pub(crate) async fn tend(&self) -> Result<Tended, Failure> {
        self.apply_retention().await?;
        let tended = self.ledger.tend(&Tending::default(), self).await?;
        if tended.merged.1 > 0 {
            tracing::info!(files = tended.merged.0, into = tended.merged.1, "small files were merged");
        }
        if tended.moved.0 > 0 {
            tracing::info!(files = tended.moved.0, bytes = tended.moved.1, "files moved to the archive store");
            let act = Act::new(ActKey::LedgerArchived, WHO).with("files", tended.moved.0).with("bytes", tended.moved.1);
            self.record(act).await?;
        }
        Ok(tended)
    }
}

#[async_trait]
impl Herald for App {
    async fn expiring(&self, partition: &Expiring) -> Result<(), Message> {
        let act = Act::new(ActKey::LedgerExpired, WHO)
            .with("source", &partition.source)
            .with("day", format_date(partition.day))
            .with("events", partition.events)
            .with("files", partition.files)
            .about(Some(partition.organisation.clone()))
            .about_object(partition.object.clone());
        self.record(act).await.map_err(|fault| Failure::from(fault).message)
    }
}

/// Tends the sealed files now and then, and tells what could not be done, once for as long as it stays so.
pub(crate) async fn keep_tending(speech: &Speech, app: &App) {
    let period = Duration::from_secs(app.config.ledger.tend_every_minutes * 60);
    let mut told = BTreeSet::new();
    loop {
        let troubles = match app.tend().await {
            Ok(tended) => tended.troubles.iter().map(|trouble| speech.say(&trouble.explain())).collect(),
            Err(failure) => BTreeSet::from([speech.say(&failure.message)]),
        };
        for trouble in troubles.difference(&told) {
            eprintln!("{}", speech.say(&Message::new("up-tend-failed").with("cause", trouble.as_str())));
            if let Err(error) = app.record(Act::new(ActKey::LedgerTendingFailed, WHO).with("cause", trouble)).await {
                let cause = Failure::from(error).message;
                tracing::error!(%cause, "trouble with sealed files could not be recorded");
            }
        }
        told = troubles;
        tokio::time::sleep(period).await;
    }
}

/// What is told of sealed files that wait for the store of the objects.
pub(crate) fn waiting(error: &ArchiveError) -> Message {
    match error {
        ArchiveError::Unreachable { place, cause } => {
            Message::new("up-objects-lost").with("place", place.as_str()).with("cause", cause.as_str())
        }
        other => other.explain(),
    }
}

/// How often it is looked whether sealed files wait for the store of the objects.
const PLACING: Duration = Duration::from_secs(1);

/// Tells when the store of the objects cannot be reached, so that sealed files wait for it, and when they wait no more.
pub(crate) async fn keep_placing(speech: &Speech, app: &App) {
    let mut told = false;
    loop {
        tokio::time::sleep(PLACING).await;
        let unplaced = app.ledger.unplaced();
        if unplaced.is_some() == told {
            continue;
        }
        told = unplaced.is_some();
        let act = if let Some(error) = &unplaced {
            eprintln!("{}", speech.say(&waiting(error)));
            Act::new(ActKey::LedgerObjectsLost, WHO).with("cause", error)
        } else {
            eprintln!("{}", speech.text("up-objects-back"));
            Act::new(ActKey::LedgerObjectsBack, WHO)
        };
        if let Err(error) = app.record(act).await {
            let cause = Failure::from(error).message;
            tracing::error!(%cause, "trouble with the store of the objects could not be recorded");
        }
    }
}

/// What the configuration says of a verification: the archive store at an address, or the configured one.
pub(crate) fn archive_for_verifying(url: Option<&str>, config: &Config) -> Result<Option<Arc<Archive>>, Failure> {
    let none = ArchiveConfig::default();
    let configured = config.ledger.archive.as_ref();
    match url.or(configured.map(|archive| archive.url.as_str())) {
        Some(url) => at(url, configured.unwrap_or(&none)).map(Some),
        None => Ok(None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::LongerConfig;

    fn catalog() -> Catalog {
        Catalog::built_in().unwrap()
    }

    #[test]
    fn the_numbers_are_the_decrees_and_can_be_lengthened_only() {
        let usual = retention(&LedgerConfig::default(), &catalog()).unwrap().unwrap();
        assert_eq!((usual.kept_months, usual.online_months), (36, 2));
        let longer = LedgerConfig { kept_months: Some(60), online_months: Some(12), ..LedgerConfig::default() };
        let longer = retention(&longer, &catalog()).unwrap().unwrap();
        assert_eq!((longer.kept_months, longer.online_months), (60, 12));
        let one = |kept_months| LongerConfig { organisation: "acme".to_owned(), object: None, kept_months };
        for (config, key) in [
            (LedgerConfig { kept_months: Some(35), ..LedgerConfig::default() }, "ledger.kept_months"),
            (LedgerConfig { online_months: Some(1), ..LedgerConfig::default() }, "ledger.online_months"),
            (LedgerConfig { longer: vec![one(35)], ..LedgerConfig::default() }, "ledger.longer.kept_months"),
        ] {
            let failure = retention(&config, &catalog()).unwrap_err();
            let said = failure.message.to_string();
            assert!(said.contains(key) && said.contains("config-keeps-too-short"), "{said}");
            assert_eq!(failure.exit, 2);
        }
    }

    #[test]
    fn periods_are_rounded_up_to_months() {
        let of = |value, unit| months(&Parameter { value, unit, ours: false });
        assert_eq!((of(3.0, Unit::Year), of(2.5, Unit::Month), of(60.0, Unit::Day)), (36, 3, 3));
    }

    #[test]
    fn credentials_that_others_can_read_are_refused() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("s3");
        std::fs::write(&file, "AWS_ACCESS_KEY_ID = me\nAWS_SECRET_ACCESS_KEY=s=t\n").unwrap();
        std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o640)).unwrap();
        let config = ArchiveConfig { url: "s3://bucket/talap".to_owned(), credentials: Some(file.clone()) };
        let ledger = LedgerConfig { archive: Some(config), ..LedgerConfig::default() };
        assert!(archive(&ledger).unwrap_err().message.to_string().contains("ledger-key-exposed"));
        std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o600)).unwrap();
        let archive = archive(&ledger).unwrap().unwrap();
        assert_eq!(archive.place(), "s3://bucket/talap");
        assert!(!format!("{archive:?}").contains("s=t"));
    }
}
