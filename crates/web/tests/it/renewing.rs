//! The certificate of the pages, replaced while they are served.

use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::sync::Arc;

use axum::Router;
use rcgen::{CertificateParams, KeyPair};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, ClientConnection, RootCertStore};
use talap_collect::receive::fingerprint;
use talap_model::Explain;
use talap_web::serve::Bound;
use talap_web::settings::Tls;
use tokio_util::sync::CancellationToken;

/// Puts a new certificate and its key in the place of those that were there, as an installer does; its fingerprint.
fn replace(files: &Tls) -> String {
    let key = KeyPair::generate().unwrap();
    let certificate = CertificateParams::new(vec!["localhost".to_owned()]).unwrap().self_signed(&key).unwrap();
    put(&files.certificate, &certificate.pem());
    put(&files.key, &key.serialize_pem());
    fingerprint(certificate.der())
}

fn put(file: &Path, text: &str) {
    let beside = file.with_extension("new");
    std::fs::write(&beside, text).unwrap();
    std::fs::rename(beside, file).unwrap();
}

/// Whether a client that trusts nothing but the certificate in a file comes in.
async fn comes_in(address: SocketAddr, trusted: CertificateDer<'static>) -> bool {
    let connect = move || {
        let mut roots = RootCertStore::empty();
        roots.add(trusted).unwrap();
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = ClientConfig::builder_with_provider(provider)
            .with_protocol_versions(&[&rustls::version::TLS13])
            .unwrap()
            .with_root_certificates(roots)
            .with_no_client_auth();
        let mut session = ClientConnection::new(Arc::new(config), ServerName::try_from("localhost").unwrap()).unwrap();
        let mut stream = TcpStream::connect(address).unwrap();
        while session.is_handshaking() {
            if session.complete_io(&mut stream).is_err() {
                return false;
            }
        }
        true
    };
    tokio::task::spawn_blocking(connect).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_certificate_is_served_and_a_broken_one_is_told_once() {
    let folder = tempfile::tempdir().unwrap();
    let files = Tls { certificate: folder.path().join("pages.pem"), key: folder.path().join("pages.key") };
    replace(&files);
    let first = CertificateDer::from_pem_file(&files.certificate).unwrap();
    let bound = Bound::bind("127.0.0.1:0".parse().unwrap(), Some(&files)).unwrap();
    let (address, certificate, stop) = (bound.address(), bound.certificate().unwrap(), CancellationToken::new());
    let served = tokio::spawn(bound.serve_routes(Router::new(), stop.clone()));
    assert!(comes_in(address, first.clone()).await);

    let expected = replace(&files);
    let second = CertificateDer::from_pem_file(&files.certificate).unwrap();
    assert_eq!(certificate.renew().unwrap(), None, "it may still be written");
    assert_eq!(certificate.renew().unwrap(), Some(expected));
    assert!(comes_in(address, second.clone()).await);
    assert!(!comes_in(address, first).await);

    put(&files.key, "no key");
    assert_eq!(certificate.renew().unwrap(), None);
    let told = certificate.renew().unwrap_err().explain();
    assert!(told.to_string().contains("pages.key"), "{told}");
    assert_eq!(certificate.renew().unwrap(), None, "it is told once");
    assert!(comes_in(address, second).await, "what was there before stays");
    stop.cancel();
    served.await.unwrap().unwrap();
}
