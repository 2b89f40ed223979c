//! TLS 1.2 and 1.3 for receivers, with certificates of senders (RFC 5425), and what is told of a certificate.

use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, CertificateRevocationListDer, PrivateKeyDer, UnixTime};
use rustls::server::WebPkiClientVerifier;
use rustls::time_provider::TimeProvider;
use rustls::{CertificateError, RootCertStore, ServerConfig};
use sha2::{Digest, Sha256};
use talap_model::{Clock, Explain, Message};
use tokio_rustls::TlsAcceptor;
use x509_cert::der::Decode;

use super::Renewal;

/// The files that a receiver's TLS is made of, in PEM.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TlsFiles {
    /// The receiver's certificate and those above it.
    pub certificate: PathBuf,
    /// The certificate's private key.
    pub key: PathBuf,
    /// Who signs the certificates of senders. With it, a sender without such a certificate is refused.
    pub client_ca: Option<PathBuf>,
    /// Certificates of senders that were revoked (RFC 5280), as lists of that signer.
    pub client_revoked: Option<PathBuf>,
}

impl TlsFiles {
    /// All of them.
    fn paths(&self) -> Vec<PathBuf> {
        let optional = [&self.client_ca, &self.client_revoked].into_iter().flatten();
        [&self.certificate, &self.key].into_iter().chain(optional).cloned().collect()
    }
}

/// TLS as a receiver speaks it. Cheap to clone; what one clone reads again, all speak by.
#[derive(Clone)]
pub struct Tls {
    shared: Arc<Shared>,
    /// The protocols that are spoken above (ALPN).
    protocols: Vec<Vec<u8>>,
}

struct Shared {
    files: TlsFiles,
    clock: Arc<dyn Clock>,
    renewal: Renewal,
    config: RwLock<Arc<ServerConfig>>,
}

/// A receiver's TLS cannot be had.
#[derive(Debug, thiserror::Error)]
pub enum TlsError {
    /// A file cannot be read, or is not what it should be.
    #[error("{} cannot be used for TLS: {cause}", file.display())]
    File {
        /// The file.
        file: PathBuf,
        /// Why.
        cause: String,
    },
    /// The certificate and the key do not belong together, or cannot be used.
    #[error("the certificate {} cannot be used", certificate.display())]
    Pair {
        /// The file of the certificate.
        certificate: PathBuf,
        /// Why.
        #[source]
        cause: rustls::Error,
    },
}

impl Explain for TlsError {
    fn explain(&self) -> Message {
        let (file, cause) = match self {
            Self::File { file, cause } => (file, cause.clone()),
            Self::Pair { certificate, cause } => (certificate, cause.to_string()),
        };
        Message::new("collect-tls-file-wrong").with("path", file.display().to_string()).with("cause", cause)
    }
}

impl std::fmt::Debug for Tls {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Tls").finish_non_exhaustive()
    }
}

impl Tls {
    /// Reads the files. Whether a sender's certificate is over is a question to the clock.
    ///
    /// # Errors
    ///
    /// [`TlsError`], which names the file and the cause.
    pub fn load(files: &TlsFiles, clock: Arc<dyn Clock>) -> Result<Self, TlsError> {
        let (files, renewal) = (files.clone(), Renewal::new(files.paths()));
        let (config, _) = read(&files, &clock)?;
        let shared = Shared { files, clock, renewal, config: RwLock::new(config) };
        Ok(Self { shared: Arc::new(shared), protocols: Vec::new() })
    }

    /// Looks whether the files have changed, see [`Renewal::look`], and speaks by them from the next connection on if they
    /// have; says by its fingerprint which certificate then is in force. Connections that stand are left alone.
    ///
    /// # Errors
    ///
    /// [`TlsError`] when they cannot be used: what was read before stays in force.
    pub fn renew(&self) -> Result<Option<String>, TlsError> {
        let Shared { files, clock, renewal, config } = &*self.shared;
        let Some((read, fingerprint)) = renewal.look(|| read(files, clock))? else { return Ok(None) };
        *config.write().unwrap_or_else(PoisonError::into_inner) = read;
        Ok(Some(fingerprint))
    }

    /// The file of the certificate.
    pub fn certificate(&self) -> &Path {
        &self.shared.files.certificate
    }

    /// The same, telling the other side which protocols are spoken above TLS (ALPN).
    pub(super) fn speaking(&self, protocols: &[&[u8]]) -> Self {
        let protocols = protocols.iter().map(|name| name.to_vec()).collect();
        Self { shared: Arc::clone(&self.shared), protocols }
    }

    pub(super) fn acceptor(&self) -> TlsAcceptor {
        let config = Arc::clone(&self.shared.config.read().unwrap_or_else(PoisonError::into_inner));
        if self.protocols.is_empty() {
            return TlsAcceptor::from(config);
        }
        let mut config = Arc::unwrap_or_clone(config);
        config.alpn_protocols.clone_from(&self.protocols);
        TlsAcceptor::from(Arc::new(config))
    }
}

/// What the files say, and the fingerprint of the receiver's certificate.
fn read(files: &TlsFiles, clock: &Arc<dyn Clock>) -> Result<(Arc<ServerConfig>, String), TlsError> {
    let chain = certificates(&files.certificate)?;
    let fingerprint = chain.first().map(|own| fingerprint(own)).unwrap_or_default();
    let key = PrivateKeyDer::from_pem_file(&files.key).map_err(|error| wrong(&files.key, &error))?;
    let pair = |cause| TlsError::Pair { certificate: files.certificate.clone(), cause };
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let builder = ServerConfig::builder_with_details(Arc::clone(&provider), Arc::new(Time(Arc::clone(clock))))
        .with_protocol_versions(&[&rustls::version::TLS13, &rustls::version::TLS12])
        .map_err(pair)?;
    let builder = match &files.client_ca {
        None => builder.with_no_client_auth(),
        Some(file) => {
            let mut roots = RootCertStore::empty();
            for certificate in certificates(file)? {
                roots.add(certificate).map_err(|error| wrong(file, &error))?;
            }
            let mut verifier = WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider);
            if let Some(file) = &files.client_revoked {
                // A list says nothing of the certificates of another signer; they stay as good as they are.
                verifier = verifier.with_crls(revoked(file)?).allow_unknown_revocation_status();
            }
            builder.with_client_cert_verifier(verifier.build().map_err(|error| wrong(file, &error))?)
        }
    };
    let mut config = builder.with_single_cert(chain, key).map_err(pair)?;
    // A sender that shows its certificate once is not asked again for as long as its ticket would hold; without
    // tickets a certificate that is over ends with the connection.
    config.send_tls13_tickets = 0;
    config.session_storage = Arc::new(rustls::server::NoServerSessionStorage {});
    Ok((Arc::new(config), fingerprint))
}

fn certificates(file: &Path) -> Result<Vec<CertificateDer<'static>>, TlsError> {
    let found = CertificateDer::pem_file_iter(file)
        .and_then(Iterator::collect::<Result<Vec<_>, _>>)
        .map_err(|error| wrong(file, &error))?;
    if found.is_empty() { Err(wrong(file, &rustls::pki_types::pem::Error::NoItemsFound)) } else { Ok(found) }
}

fn revoked(file: &Path) -> Result<Vec<CertificateRevocationListDer<'static>>, TlsError> {
    CertificateRevocationListDer::pem_file_iter(file)
        .and_then(Iterator::collect::<Result<Vec<_>, _>>)
        .map_err(|error| wrong(file, &error))
}

fn wrong(file: &Path, cause: &dyn std::fmt::Display) -> TlsError {
    TlsError::File { file: file.to_owned(), cause: cause.to_string() }
}

/// Why a handshake came to nothing, in words for a person.
pub(super) fn refusal(error: &std::io::Error) -> Message {
    let cause = error.get_ref().and_then(|inner| inner.downcast_ref::<rustls::Error>());
    match cause {
        Some(rustls::Error::NoCertificatesPresented) => Message::new("collect-tls-no-certificate"),
        Some(rustls::Error::InvalidCertificate(cause)) => match cause {
            CertificateError::Expired | CertificateError::ExpiredContext { .. } => {
                Message::new("collect-tls-certificate-expired")
            }
            CertificateError::Revoked => Message::new("collect-tls-certificate-revoked"),
            CertificateError::UnknownIssuer => Message::new("collect-tls-certificate-unknown"),
            other => Message::new("collect-tls-certificate-wrong").with("cause", other.to_string()),
        },
        Some(other) => Message::new("collect-tls-failed").with("cause", other.to_string()),
        None => Message::new("collect-tls-failed").with("cause", error.to_string()),
    }
}

/// The time as rustls asks for it.
struct Time(Arc<dyn Clock>);

impl std::fmt::Debug for Time {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Time")
    }
}

impl TimeProvider for Time {
    fn current_time(&self) -> Option<UnixTime> {
        let micros = u64::try_from(self.0.now().micros()).ok()?;
        Some(UnixTime::since_unix_epoch(Duration::from_micros(micros)))
    }
}

/// The certificate that a sender showed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Certificate {
    /// Its subject, as RFC 4514 writes one; empty where it has none.
    pub(super) subject: String,
    /// Its [`fingerprint`].
    pub(super) fingerprint: String,
}

impl Certificate {
    pub(super) fn of(der: &[u8]) -> Self {
        let subject = x509_cert::Certificate::from_der(der).map(|found| found.tbs_certificate.subject.to_string());
        Self { subject: subject.unwrap_or_default(), fingerprint: fingerprint(der) }
    }
}

/// The fingerprint of a certificate, as RFC 5425 §4.2.2 writes one, by SHA-256.
pub fn fingerprint(der: &[u8]) -> String {
    let digits: Vec<String> = Sha256::digest(der).iter().map(|byte| format!("{byte:02X}")).collect();
    format!("sha-256:{}", digits.join(":"))
}

/// Reads a certificate that a sender shows, for `fuzz/`.
#[cfg(fuzzing)]
pub fn certificate_for_fuzzing(der: &[u8]) {
    assert!(Certificate::of(der).fingerprint.len() == "sha-256".len() + 32 * ":00".len());
}
