//! `[ledger.wide]`: other machines that do a part of wide queries.

use talap_assess::Wide;
use talap_ledger::Archive;
use talap_model::Message;

use crate::config::LedgerConfig;
use crate::failure::Failure;

/// How wide queries are handed over, if the configuration names somebody.
#[cfg(feature = "wide")]
pub(crate) fn wide(config: &LedgerConfig, archive: Option<&Archive>) -> Result<Option<Wide>, Failure> {
    use std::sync::Arc;

    use talap_model::{Argument, Explain as _};
    use talap_wide::tls::Credentials;
    use talap_wide::{Cluster, ClusterPlace, HandOver, HandedOver};

    let Some(wide) = &config.wide else { return Ok(None) };
    let Some(archive) = archive else { return Err(Failure::wrong_use(Message::new("config-wide-no-archive"))) };
    let wrong = |cause: Argument| Failure::wrong_use(Message::new("config-wide-unusable").with("cause", cause));
    let place = ClusterPlace {
        scheduler: wide.scheduler.clone(),
        credentials: Credentials::read(&wide.keys).map_err(|error| wrong(error.explain().into()))?,
        reading: archive.reading(),
        parts: wide.parts.unwrap_or(32),
    };
    let cluster = Arc::new(Cluster::new(place).map_err(|error| wrong(error.to_string().into()))?);
    let least = wide.least_mib.unwrap_or(1024) << 20;
    let rule = Arc::new(HandOver::new(Arc::clone(&cluster), least));
    Ok(Some(Wide { prepare: Arc::new(move |config| cluster.prepare(config)), rule, node: HandedOver::NAME, least }))
}

/// This build hands nothing over, and says so rather than leave a setting without effect.
#[cfg(not(feature = "wide"))]
pub(crate) fn wide(config: &LedgerConfig, _: Option<&Archive>) -> Result<Option<Wide>, Failure> {
    match &config.wide {
        Some(_) => Err(Failure::wrong_use(Message::new("config-wide-not-built"))),
        None => Ok(None),
    }
}
