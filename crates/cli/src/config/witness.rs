//! `witness.toml`: the configuration of a witness.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use talap_ledger::VerifierKey;
use talap_model::Message;
use talap_web::settings::Tls;

use crate::failure::{Failure, io_cause};

/// What the file says.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct WitnessFile {
    /// The name that cosignatures are made under.
    pub(crate) name: String,
    /// Where ledgers are heard. Beyond loopback a certificate is needed.
    pub(crate) address: SocketAddr,
    tls_certificate: Option<PathBuf>,
    tls_key: Option<PathBuf>,
    /// The public keys of the ledgers that are witnessed.
    ledgers: Vec<String>,
}

/// What `keygen` writes beside the key.
const FIRST: &str = r#"# The name under which this witness signs. Who checks its cosignatures knows it by this name and its key.
name = "NAME"
# Where ledgers are heard. Beyond 127.0.0.1 a certificate is needed: tls_certificate and tls_key, files in PEM.
address = "127.0.0.1:8330"
# The public keys of the ledgers, as keys/ledger.pub of their data folders has them.
ledgers = []
"#;

impl WitnessFile {
    /// Writes a first file to be filled in.
    pub(crate) fn write_first(path: &Path, name: &str) -> Result<(), Failure> {
        let text = FIRST.replace("NAME", &name.escape_default().to_string());
        let failed = |error: std::io::Error| Failure::io("file-unwritable", path, &error);
        let mut file = std::fs::OpenOptions::new().write(true).create_new(true).open(path).map_err(failed)?;
        std::io::Write::write_all(&mut file, text.as_bytes()).map_err(failed)
    }

    /// Reads the file.
    pub(crate) fn load(path: &Path) -> Result<Self, Failure> {
        let text = std::fs::read_to_string(path).map_err(|error| {
            let message = Message::new("config-unreadable").with("path", path.display().to_string());
            Failure::wrong_use(message.with("cause", io_cause(&error)))
        })?;
        let mut file: Self = toml::from_str(&text).map_err(|error| super::wrong_toml(&text, path, &error))?;
        let base = path.parent().map(Path::to_owned).unwrap_or_default();
        for part in [&mut file.tls_certificate, &mut file.tls_key].into_iter().flatten() {
            *part = base.join(&*part);
        }
        let wrong = |key: &str, cause: Message| super::wrong_value(path, key, cause);
        if file.tls_certificate.is_some() != file.tls_key.is_some() {
            return Err(wrong("tls_certificate", Message::new("config-tls-incomplete")));
        }
        if file.ledgers.is_empty() {
            return Err(wrong("ledgers", Message::new("config-no-ledgers")));
        }
        file.keys().map_err(|cause| wrong("ledgers", cause))?;
        Ok(file)
    }

    /// The public keys.
    pub(crate) fn keys(&self) -> Result<Vec<VerifierKey>, Message> {
        let wrong = |text: &String| Message::new("config-key-wrong").with("text", text.as_str());
        self.ledgers.iter().map(|text| text.parse().map_err(|_| wrong(text))).collect()
    }

    /// The certificate, where both of its files are named.
    pub(crate) fn tls(&self) -> Option<Tls> {
        let (certificate, key) = self.tls_certificate.clone().zip(self.tls_key.clone())?;
        Some(Tls { certificate, key })
    }
}
