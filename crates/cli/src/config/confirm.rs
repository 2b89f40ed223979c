//! `[[ledger.witness]]` and `[ledger.timestamp]`: who else confirms checkpoints.

use std::path::{Path, PathBuf};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use talap_ledger::WitnessKey;
use talap_ledger::http::Http;
use talap_ledger::stamp::Authority;
use talap_model::{Explain, Message};

use crate::failure::{Failure, io_cause};

/// A witness that cosigns this ledger's checkpoints.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct WitnessConfig {
    /// Where it is heard: `https`, or `http` on this same host.
    pub(crate) url: String,
    /// Its public key, as `talap witness keygen` printed it.
    pub(crate) key: String,
    /// A file with the authorities, in PEM, that its TLS certificate is held against; the public ones where left out.
    pub(crate) certificates: Option<PathBuf>,
}

/// An authority that stamps checkpoints with the time (RFC 3161).
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct TimestampConfig {
    /// Where it is asked: `https`, or `http` on this same host.
    pub(crate) url: String,
    /// Minutes between two stamps while events arrive.
    #[serde(default = "hour")]
    #[schemars(range(min = 1))]
    pub(crate) every_minutes: u64,
    /// A file with the authority's own certificate, in PEM or DER, or that of a certification authority to which it leads up; stamps
    /// by anybody else are refused.
    pub(crate) certificate: Option<PathBuf>,
    /// A file with the authorities, in PEM, that its TLS certificate is held against; the public ones where left out.
    pub(crate) certificates: Option<PathBuf>,
}

fn hour() -> u64 {
    60
}

/// A witness, ready to be asked.
#[derive(Debug, Clone)]
pub(crate) struct Confirming {
    pub(crate) http: Http,
    pub(crate) key: WitnessKey,
}

impl WitnessConfig {
    /// Resolves the paths.
    pub(super) fn below(&mut self, base: &Path) {
        self.certificates = self.certificates.as_ref().map(|path| base.join(path));
    }

    /// What is needed to ask it.
    pub(crate) fn open(&self) -> Result<Confirming, Failure> {
        let wrong = || Message::new("config-key-wrong").with("text", self.key.as_str());
        let key = self.key.parse().map_err(|_| Failure::wrong_use(wrong().with("key", "ledger.witness.key")))?;
        Ok(Confirming { http: http(&self.url, self.certificates.as_deref())?, key })
    }
}

impl TimestampConfig {
    /// Resolves the paths.
    pub(super) fn below(&mut self, base: &Path) {
        for path in [&mut self.certificate, &mut self.certificates].into_iter().flatten() {
            *path = base.join(&*path);
        }
    }

    /// What is needed to ask it.
    pub(crate) fn open(&self) -> Result<(Http, Option<Authority>), Failure> {
        let authority = match &self.certificate {
            Some(path) => Some(Authority::read(&read(path)?).map_err(|fault| Failure::wrong_use(fault.explain()))?),
            None => None,
        };
        Ok((http(&self.url, self.certificates.as_deref())?, authority))
    }
}

fn http(url: &str, certificates: Option<&Path>) -> Result<Http, Failure> {
    let pem = certificates.map(read).transpose()?;
    Http::to(url, pem.as_deref()).map_err(|error| Failure::wrong_use(error.explain()))
}

fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    std::fs::read(path).map_err(|error| {
        let message = Message::new("config-unreadable").with("path", path.display().to_string());
        Failure::wrong_use(message.with("cause", io_cause(&error)))
    })
}
