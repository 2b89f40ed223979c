//! Listening: plain HTTP on loopback, TLS 1.3 everywhere else.

use std::io;
use std::net::{SocketAddr, TcpListener};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::{HeaderName, HeaderValue, header};
use axum::middleware::{from_fn, from_fn_with_state};
use axum::response::Response;
use axum_server::Handle;
use axum_server::tls_rustls::RustlsConfig;
use hyper_util::rt::TokioTimer;
use rustls::ServerConfig;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use talap_collect::receive::{Renewal, fingerprint};
use talap_model::{Explain, Message};
use tokio_util::sync::CancellationToken;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::timeout::RequestBodyTimeoutLayer;

use crate::patience::Patience;
use crate::routes::router;
use crate::settings::Tls;
use crate::{Shared, fallback, gate};

/// How long the head of a request may take to come.
const HEAD: Duration = Duration::from_secs(15);
/// How long a body may pause.
const PAUSE: Duration = Duration::from_secs(30);

/// How long requests under way may take once the end is near.
const PATIENCE: Duration = Duration::from_secs(10);

/// Pages cannot be served.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// The address cannot be listened on.
    #[error("cannot listen on {address}")]
    Bind {
        /// The address.
        address: SocketAddr,
        /// Why.
        #[source]
        cause: io::Error,
    },
    /// Beyond loopback, pages are served over TLS only.
    #[error("{address} is not loopback and there is no certificate")]
    NoTls {
        /// The address.
        address: SocketAddr,
    },
    /// The certificate or its key cannot be used.
    #[error("the certificate {path} cannot be used: {cause}")]
    Certificate {
        /// The file.
        path: String,
        /// Why.
        cause: String,
    },
}

impl Explain for ServeError {
    fn explain(&self) -> Message {
        match self {
            Self::Bind { address, cause } => {
                let reason = if cause.kind() == io::ErrorKind::AddrInUse {
                    Message::new("io-address-in-use")
                } else {
                    Message::new("io-other").with("text", cause.to_string())
                };
                Message::new("web-cannot-listen").with("address", address.to_string()).with("cause", reason)
            }
            Self::NoTls { address } => Message::new("web-needs-tls").with("address", address.to_string()),
            Self::Certificate { path, cause } => {
                Message::new("web-certificate-wrong").with("path", path.as_str()).with("cause", cause.as_str())
            }
        }
    }
}

/// A socket that pages will be served on, bound before anything else is changed.
pub struct Bound {
    listener: TcpListener,
    address: SocketAddr,
    tls: Option<Certificate>,
}

/// The certificate that is served with, for whoever looks whether it was replaced. A clone is another handle to the same.
#[derive(Clone)]
pub struct Certificate {
    files: Tls,
    renewal: Arc<Renewal>,
    config: RustlsConfig,
}

impl Certificate {
    fn load(files: &Tls) -> Result<Self, ServeError> {
        let renewal = Arc::new(Renewal::new(vec![files.certificate.clone(), files.key.clone()]));
        let (config, _) = tls_config(files)?;
        Ok(Self { files: files.clone(), renewal, config: RustlsConfig::from_config(config) })
    }

    /// Looks whether the files have changed, see [`Renewal::look`], and serves with them from the next connection on if they
    /// have; says by its fingerprint which certificate then is in force.
    ///
    /// # Errors
    ///
    /// [`ServeError`] when they cannot be used: what was read before stays in force.
    pub fn renew(&self) -> Result<Option<String>, ServeError> {
        let Some((config, fingerprint)) = self.renewal.look(|| tls_config(&self.files))? else { return Ok(None) };
        self.config.reload_from_config(config);
        Ok(Some(fingerprint))
    }

    /// Its file.
    pub fn path(&self) -> &Path {
        &self.files.certificate
    }
}

impl Bound {
    /// Binds an address. Any but loopback needs a certificate.
    ///
    /// # Errors
    ///
    /// [`ServeError`].
    pub fn bind(address: SocketAddr, tls: Option<&Tls>) -> Result<Self, ServeError> {
        if tls.is_none() && !address.ip().is_loopback() {
            return Err(ServeError::NoTls { address });
        }
        let tls = tls.map(Certificate::load).transpose()?;
        let wrong = |cause| ServeError::Bind { address, cause };
        let listener = TcpListener::bind(address).map_err(wrong)?;
        listener.set_nonblocking(true).map_err(wrong)?;
        let address = listener.local_addr().map_err(wrong)?;
        Ok(Self { listener, address, tls })
    }

    /// The address, with the port that the system chose where none was asked for.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The certificate, where there is one.
    pub fn certificate(&self) -> Option<Certificate> {
        self.tls.clone()
    }

    /// Serves until it is told to stop; requests under way are finished.
    ///
    /// # Errors
    ///
    /// An [`io::Error`] when the socket fails.
    pub async fn serve(self, site: Shared, stop: CancellationToken) -> io::Result<()> {
        self.serve_until(app(&site), stop, site.closing.clone()).await
    }

    /// Serves other routes than the pages', in the same way.
    ///
    /// # Errors
    ///
    /// An [`io::Error`] when the socket fails.
    pub async fn serve_routes(self, routes: Router, stop: CancellationToken) -> io::Result<()> {
        self.serve_until(routes, stop, CancellationToken::new()).await
    }

    /// Serves until it is told to stop; `closing` tells answers that would go on for ever.
    async fn serve_until(self, routes: Router, stop: CancellationToken, closing: CancellationToken) -> io::Result<()> {
        let handle = Handle::new();
        let ending = handle.clone();
        let patience = Patience::until(closing.clone());
        let watch = tokio::spawn(async move {
            stop.cancelled().await;
            closing.cancel();
            ending.graceful_shutdown(Some(PATIENCE));
        });
        let app = routes.into_make_service_with_connect_info::<SocketAddr>();
        // Whoever sends half a head and then nothing is not waited for, nor whoever sends nothing at all: before the first
        // byte the other limit does not count.
        let served = if let Some(tls) = self.tls {
            let server = axum_server::from_tcp_rustls(self.listener, tls.config)?.handle(handle);
            let mut server = server.map(|tls| tls.acceptor(patience)).first_request_timeout(HEAD);
            server.http_builder().http1().timer(TokioTimer::new()).header_read_timeout(HEAD);
            server.serve(app).await
        } else {
            let server = axum_server::from_tcp(self.listener)?.handle(handle);
            let mut server = server.acceptor(patience).first_request_timeout(HEAD);
            server.http_builder().http1().timer(TokioTimer::new()).header_read_timeout(HEAD);
            server.serve(app).await
        };
        watch.abort();
        served
    }
}

/// What the files say, and the fingerprint of the certificate.
fn tls_config(files: &Tls) -> Result<(Arc<ServerConfig>, String), ServeError> {
    let wrong = |path: &Path, cause: &dyn std::fmt::Display| ServeError::Certificate {
        path: path.display().to_string(),
        cause: cause.to_string(),
    };
    let chain = CertificateDer::pem_file_iter(&files.certificate)
        .and_then(Iterator::collect::<Result<Vec<_>, _>>)
        .map_err(|error| wrong(&files.certificate, &error))?;
    let fingerprint = chain.first().map(|own| fingerprint(own)).unwrap_or_default();
    let key = PrivateKeyDer::from_pem_file(&files.key).map_err(|error| wrong(&files.key, &error))?;
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_protocol_versions(&[&rustls::version::TLS13])
        .and_then(|builder| builder.with_no_client_auth().with_single_cert(chain, key))
        .map_err(|error| wrong(&files.certificate, &error))?;
    let mut config = config;
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok((Arc::new(config), fingerprint))
}

/// The routes with what surrounds them all.
pub fn app(site: &Shared) -> Router {
    let secure = site.settings.tls.is_some();
    let (routes, _) = router(site);
    // Forms read their own bodies, file by file, and say what is too large; this is the last resort.
    let limit = DefaultBodyLimit::max(site.settings.largest_file.saturating_add(128 << 20));
    routes
        .layer(limit)
        .layer(from_fn_with_state(Arc::clone(site), gate::check_host))
        .layer(from_fn_with_state(Arc::clone(site), fallback::caught))
        .layer(CompressionLayer::new())
        .layer(RequestBodyTimeoutLayer::new(PAUSE))
        .layer(from_fn(
            move |request, next: axum::middleware::Next| async move { guarded(next.run(request).await, secure) },
        ))
        .layer(CatchPanicLayer::new())
        .with_state(Arc::clone(site))
}

/// Everything on a page is ours and from here: no script or style in the page itself, no frame, no other host.
const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; \
                      form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

fn guarded(mut response: Response, secure: bool) -> Response {
    let headers = response.headers_mut();
    let fixed: [(HeaderName, &'static str); 6] = [
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "same-origin"),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
        (HeaderName::from_static("permissions-policy"), "camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
        (header::X_FRAME_OPTIONS, "DENY"),
    ];
    for (name, value) in fixed {
        headers.insert(name, HeaderValue::from_static(value));
    }
    headers.entry(header::CONTENT_SECURITY_POLICY).or_insert(HeaderValue::from_static(POLICY));
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    if secure {
        let year = HeaderValue::from_static("max-age=31536000; includeSubDomains");
        headers.insert(header::STRICT_TRANSPORT_SECURITY, year);
    }
    response
}
