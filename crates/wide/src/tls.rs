//! Mutual TLS between the machines of a cluster. There is no way without it.

use std::error::Error;
use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use ballista_core::extension::{EndpointOverrideFn, SessionConfigExt as _};
use datafusion::prelude::SessionConfig;
use http::uri::{Scheme, Uri};
use tonic::transport::{Certificate, Channel, ClientTlsConfig, Endpoint, Identity, Server, ServerTlsConfig};

use crate::error::WideError;
use crate::keys;

/// How long a machine is waited for.
const REACH: Duration = Duration::from_secs(5);

/// The keys of one machine.
#[derive(Clone)]
pub struct Credentials {
    authority: Certificate,
    identity: Identity,
}

impl std::fmt::Debug for Credentials {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Credentials").finish_non_exhaustive()
    }
}

impl Credentials {
    /// Reads the three files of a machine.
    ///
    /// # Errors
    ///
    /// [`WideError::File`] when one is not there.
    pub fn read(folder: &Path) -> Result<Self, WideError> {
        let text = |name: &str| {
            let path = folder.join(name);
            fs::read(&path).map_err(|cause| WideError::File { path, cause })
        };
        let identity = Identity::from_pem(text(keys::CERTIFICATE)?, text(keys::KEY)?);
        Ok(Self { authority: Certificate::from_pem(text(keys::AUTHORITY)?), identity })
    }

    /// For what listens: whoever has no key of the authority is turned away before the first request.
    pub(crate) fn server(&self) -> ServerTlsConfig {
        ServerTlsConfig::new().identity(self.identity.clone()).client_ca_root(self.authority.clone())
    }

    /// Tells keys that are no use before anything begins.
    pub(crate) fn check(&self) -> Result<(), WideError> {
        Server::builder().tls_config(self.server()).map(|_| ()).map_err(WideError::Unfit)
    }

    /// A connection to the scheduler, or why there is none.
    pub(crate) async fn connect(&self, scheduler: &str) -> Result<Channel, Box<dyn Error + Send + Sync>> {
        let endpoint = self.endpoint()(Endpoint::from_shared(format!("https://{scheduler}"))?)?;
        Ok(tokio::time::timeout(REACH, endpoint.connect()).await??)
    }

    /// For what connects: every connection that Ballista makes goes through it.
    pub(crate) fn endpoint(&self) -> EndpointOverrideFn {
        let tls = ClientTlsConfig::new().ca_certificate(self.authority.clone()).identity(self.identity.clone());
        Arc::new(move |endpoint| Ok(secure(endpoint)?.tls_config(tls.clone())?.connect_timeout(REACH)))
    }

    /// The configuration of a session whose connections are all made with TLS.
    pub(crate) fn session(&self) -> SessionConfig {
        SessionConfig::new_with_ballista()
            .with_ballista_use_tls(true)
            .with_ballista_override_create_grpc_client_endpoint(self.endpoint())
    }
}

/// Some addresses inside Ballista always begin with `http`, and TLS would then be left out without a word.
fn secure(endpoint: Endpoint) -> Result<Endpoint, Box<dyn Error + Send + Sync>> {
    if endpoint.uri().scheme() == Some(&Scheme::HTTPS) {
        return Ok(endpoint);
    }
    let mut parts = endpoint.uri().clone().into_parts();
    parts.scheme = Some(Scheme::HTTPS);
    let endpoint = Endpoint::from(Uri::from_parts(parts)?);
    Ok(endpoint.tcp_nodelay(true).http2_keep_alive_interval(Duration::from_secs(10)).keep_alive_timeout(REACH))
}
