//! The little that the ledger says over HTTP, to witnesses and time-stamping authorities: one POST, with bounds on time and size.

use std::net::IpAddr;
use std::time::Duration;

use reqwest::{Certificate, Client, Url};
use talap_model::{Explain, Message};

/// How long an exchange may take.
const PATIENCE: Duration = Duration::from_secs(20);

/// Somebody who cannot be asked, or did not answer.
#[derive(Debug, thiserror::Error)]
pub enum HttpError {
    /// The address is none, or one without TLS beyond this host.
    #[error("{url} is not https, nor http on this host")]
    Address {
        /// As it came.
        url: String,
    },
    /// The certificates cannot be used.
    #[error("the certificates cannot be used: {cause}")]
    Certificate {
        /// Why.
        cause: String,
    },
    /// No answer came.
    #[error("{url} does not answer: {cause}")]
    Unreachable {
        /// The address.
        url: String,
        /// Why, with the causes below it.
        cause: String,
    },
    /// The answer is too long.
    #[error("{url} answers with more than {limit} bytes")]
    TooLong {
        /// The address.
        url: String,
        /// The most that is read.
        limit: usize,
    },
}

impl Explain for HttpError {
    fn explain(&self) -> Message {
        match self {
            Self::Address { url } => Message::new("ledger-http-address").with("url", url.as_str()),
            Self::Certificate { cause } => Message::new("ledger-http-certificate").with("cause", cause.as_str()),
            Self::Unreachable { url, cause } => {
                Message::new("ledger-http-unreachable").with("url", url.as_str()).with("cause", cause.as_str())
            }
            Self::TooLong { url, limit } => {
                Message::new("ledger-http-too-long").with("url", url.as_str()).with("limit", *limit)
            }
        }
    }
}

/// Somebody who is asked over HTTP.
#[derive(Debug, Clone)]
pub struct Http {
    client: Client,
    url: Url,
}

/// What was answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct HttpAnswer {
    pub(crate) status: u16,
    pub(crate) body: Vec<u8>,
}

impl Http {
    /// Prepares to ask at an address: `https`, or `http` on this host alone. `certificates` are authorities in PEM that are
    /// trusted in place of the public ones.
    ///
    /// # Errors
    ///
    /// [`HttpError::Address`] and [`HttpError::Certificate`].
    pub fn to(url: &str, certificates: Option<&[u8]>) -> Result<Self, HttpError> {
        let address = || HttpError::Address { url: url.to_owned() };
        let parsed = Url::parse(url).map_err(|_| address())?;
        let allowed = parsed.scheme() == "https" || parsed.scheme() == "http" && is_loopback(&parsed);
        if !allowed || parsed.query().is_some() || parsed.fragment().is_some() {
            return Err(address());
        }
        // Whoever came first may have chosen a provider; then that one does.
        let _first = rustls::crypto::ring::default_provider().install_default();
        let wrong = |error: reqwest::Error| HttpError::Certificate { cause: causes(&error) };
        // What is asked is asked there and nowhere else: no proxies of the environment, no way to another host.
        let mut builder = Client::builder().no_proxy().redirect(reqwest::redirect::Policy::none()).timeout(PATIENCE);
        if let Some(pem) = certificates {
            builder = builder.tls_built_in_root_certs(false);
            for certificate in Certificate::from_pem_bundle(pem).map_err(wrong)? {
                builder = builder.add_root_certificate(certificate);
            }
        }
        Ok(Self { client: builder.build().map_err(wrong)?, url: parsed })
    }

    /// The address.
    pub fn url(&self) -> &str {
        self.url.as_str()
    }

    /// Posts a body below the address and reads at most `limit` bytes of the answer.
    pub(crate) async fn post(
        &self,
        below: &str,
        content_type: &str,
        body: Vec<u8>,
        limit: usize,
    ) -> Result<HttpAnswer, HttpError> {
        let unreachable =
            |error: reqwest::Error| HttpError::Unreachable { url: self.url.to_string(), cause: causes(&error) };
        let mut url = self.url.clone();
        if !below.is_empty() {
            url.set_path(&format!("{}/{below}", self.url.path().trim_end_matches('/')));
        }
        let request = self.client.post(url).header(reqwest::header::CONTENT_TYPE, content_type).body(body);
        let mut response = request.send().await.map_err(unreachable)?;
        let (status, mut body) = (response.status().as_u16(), Vec::new());
        while let Some(chunk) = response.chunk().await.map_err(unreachable)? {
            if body.len() + chunk.len() > limit {
                return Err(HttpError::TooLong { url: self.url.to_string(), limit });
            }
            body.extend_from_slice(&chunk);
        }
        Ok(HttpAnswer { status, body })
    }
}

fn is_loopback(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default();
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    host == "localhost" || bare.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

/// An error with what caused it: the upper ones say little.
fn causes(error: &dyn std::error::Error) -> String {
    let all = std::iter::successors(Some(error), |error| error.source());
    all.map(ToString::to_string).collect::<Vec<_>>().join(": ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_tls_only_this_host_is_asked() {
        for good in ["http://127.0.0.1:8330", "http://[::1]/w", "http://localhost:1/", "https://witness.example/w1"] {
            assert!(Http::to(good, None).is_ok(), "{good}");
        }
        for bad in [
            "http://witness.example",
            "http://10.0.0.1",
            "ftp://127.0.0.1",
            "x",
            "",
            "https://a/?q",
            "http://127.0.0.1.evil.kz/",
        ] {
            assert!(matches!(Http::to(bad, None), Err(HttpError::Address { .. })), "{bad}");
        }
        assert!(matches!(
            Http::to("https://a.example", Some(b"-----BEGIN CERTIFICATE-----\nAA==\n-----END CERTIFICATE-----\n")),
            Err(HttpError::Certificate { .. })
        ));
    }
}
