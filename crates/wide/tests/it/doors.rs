//! Nobody without a key gets in.

use std::time::Duration;

use ballista_core::serde::protobuf::GetJobStatusParams;
use ballista_core::serde::protobuf::scheduler_grpc_client::SchedulerGrpcClient;
use talap_wide::keys;
use talap_wide::tls::Credentials;
use tonic::transport::{Certificate, ClientTlsConfig, Endpoint, Identity};

use crate::machines::{HERE, Machines};
use crate::world::World;

#[tokio::test(flavor = "multi_thread")]
async fn who_has_no_key_is_turned_away() {
    let world = World::in_folder(1, 1).await;
    let machines = Machines::start(&world.archive_url(), &[], 1);
    let other = tempfile::tempdir().unwrap();
    keys::make(other.path(), &[HERE.to_owned()]).unwrap();
    let own = std::fs::read(machines.keys().join(keys::AUTHORITY)).unwrap();
    let trusting = || ClientTlsConfig::new().ca_certificate(Certificate::from_pem(&own));
    let stranger = Identity::from_pem(
        std::fs::read(other.path().join(HERE).join(keys::CERTIFICATE)).unwrap(),
        std::fs::read(other.path().join(HERE).join(keys::KEY)).unwrap(),
    );
    for address in [&machines.scheduler, &machines.flights[0]] {
        let secure = || Endpoint::from_shared(format!("https://{address}")).unwrap().timeout(Duration::from_secs(5));
        let ways = [
            ("plain text", Endpoint::from_shared(format!("http://{address}")).unwrap().timeout(Duration::from_secs(5))),
            ("no key", secure().tls_config(trusting()).unwrap()),
            ("a key of another authority", secure().tls_config(trusting().identity(stranger.clone())).unwrap()),
        ];
        for (way, endpoint) in ways {
            assert!(!is_let_in(endpoint).await, "{address}: {way}");
        }
    }
    let key = Identity::from_pem(
        std::fs::read(machines.keys().join(keys::CERTIFICATE)).unwrap(),
        std::fs::read(machines.keys().join(keys::KEY)).unwrap(),
    );
    let endpoint = Endpoint::from_shared(format!("https://{}", machines.scheduler)).unwrap();
    assert!(is_let_in(endpoint.tls_config(trusting().identity(key)).unwrap()).await, "who has one");
    assert!(Credentials::read(&machines.keys().join("nothing")).is_err());
}

/// Whether a request reaches a service, whatever it says to it.
async fn is_let_in(endpoint: Endpoint) -> bool {
    let Ok(channel) = endpoint.connect().await else { return false };
    let asked = SchedulerGrpcClient::new(channel).get_job_status(GetJobStatusParams { job_id: "x".into() }).await;
    match asked {
        Ok(_) => true,
        Err(status) => {
            matches!(status.code(), tonic::Code::Internal | tonic::Code::NotFound | tonic::Code::Unimplemented)
                && std::error::Error::source(&status).is_none()
        }
    }
}

#[test]
fn keys_are_not_written_over() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = tempfile::tempdir().unwrap();
    keys::make(folder.path(), &[HERE.to_owned()]).unwrap();
    let key = std::fs::metadata(folder.path().join(HERE).join(keys::KEY)).unwrap();
    assert_eq!(key.permissions().mode() & 0o777, 0o600);
    assert!(keys::make(folder.path(), &[HERE.to_owned()]).is_err());
}
